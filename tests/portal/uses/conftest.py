"""A case whose information is in the recipient's hands."""

from datetime import date

import pytest

from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import actions as provision
from oboro.portal.tenancy.actions import move_practice_date
from oboro.portal.uses import queries
from portal.provision.conftest import case, cast, workshop

__all__ = ["case", "cast", "workshop"]
ON = date(2026, 6, 1)


class Used:
    """The case with its people; `go` lets the body live on another day."""

    def __init__(self, case):
        self.case, self.cast, self.pk = case, case.cast, case.proposal.pk
        self.office, self.them = case.office, case.proposer
        self.at = f"/uses/{self.pk}/"

    @property
    def facts(self):
        return case_of(Contract.objects.get(proposal=self.case.proposal))

    @property
    def use(self):
        return queries.use_of(self.facts.contract)

    def go(self, day):
        move_practice_date(organisation=self.cast.body, to=day, by=self.cast.coordinator)
        self.cast.body.refresh_from_db()
        return day


@pytest.fixture
def used(case):
    case.taken()
    made = case.making
    provision.confirm_receipt(case=case.facts, sha256=made.provision_sha256, by=case.cast.proposer, on=ON)
    return Used(case)

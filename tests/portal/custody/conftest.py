"""Cases whose time is over: one refused, one used to its end, and a complaint."""

from datetime import date

import pytest

from oboro.casework.lifecycle import Status
from oboro.casework.oversight import Came
from oboro.casework.retention import RecordClass
from oboro.portal.contracts import actions as contracts
from oboro.portal.custody import actions
from oboro.portal.oversight import actions as oversight
from oboro.portal.oversight.actions import Told
from oboro.portal.uses import actions as uses
from portal.factories import cases
from portal.provision.conftest import case, cast, workshop
from portal.uses.conftest import used

__all__ = ["case", "cast", "used", "workshop"]
UNTIL = date(2028, 9, 30)


class Old:
    """A body whose records are old: 5 years for cases and uses, 3 for complaints."""

    def __init__(self, used):
        self.used, self.cast, self.body = used, used.cast, used.cast.body
        self.today = date(2026, 6, 1)

    def go(self, day):
        self.today = self.used.go(day)
        self.body.refresh_from_db()

    def finish(self):
        """The use ends, the contract ends, another proposal is refused, a complaint is closed."""
        refused = cases.at_status(Status.FAILING, self.cast, failing="benefit")
        told = Told("カナリア一郎の苦情", Came.PAGE, self.today, name="カナリア一郎")
        complaint, _ = oversight.receive_complaint(organisation=self.body, told=told, by=None, on=self.today)
        sides = {"by": self.cast.coordinator, "on": self.today}
        oversight.assign_complaint(complaint=complaint, assigned_to="市民課", **sides)
        oversight.investigate_complaint(complaint=complaint, finding="x", **sides)
        oversight.answer_complaint(complaint=complaint, answer="x", **sides)
        oversight.close_complaint(complaint=complaint, **sides)
        self.go(date(2028, 10, 1))
        facts, sides = self.used.facts, {"by": self.cast.coordinator, "on": self.today}
        contracts.end(contract=facts.contract, **sides)
        uses.declare_end(case=self.used.facts, ended_on=UNTIL, **sides)
        uses.report_erasure(case=self.used.facts, erased_on=UNTIL, method="カナリア式に壊した", **sides)
        uses.complete_use(case=self.used.facts, **sides)
        return refused, complaint

    def rules(self):
        for record_class, years in ((RecordClass.CASE, 5), (RecordClass.USE, 5), (RecordClass.COMPLAINT, 3)):
            actions.set_retention(
                organisation=self.body,
                record_class=record_class,
                years=years,
                basis="甲市文書管理規程",
                by=self.cast.coordinator,
                on=self.today,
            )


@pytest.fixture
def old(used):
    return Old(used)

"""Invariants of the procedure that no single room can show by itself; the others stand in the rooms, named by number."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework import contract, lifecycle
from oboro.casework.contract import Estimate
from oboro.casework.lifecycle import MakingStatus, Status
from oboro.casework.roles import Action
from oboro.kernel.errors import NotNow, OboroError
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.portal.contracts import queries
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews import actions as reviews
from oboro.portal.reviews.models import Notice
from oboro.portal.tenancy.queries import today
from portal.factories import cases

OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=cases.date(2019, 6, 3))
NOW = regime(Scheme.APPI, body=BodyKind.NATIONAL_ORGAN, on=cases.date(2026, 6, 1))


def by_hand(*, old, minutes, outsourced, asked):
    """The fee of new information, worked out apart from the law room: hours are counted by walking up."""
    hours = 0
    while hours * 60 < minutes:
        hours += 1
    return 21_000 + hours * 3_950 + outsourced + (asked * 210 if old else 0)


@given(st.booleans(), st.integers(1, 20_000), st.integers(0, 10**7), st.integers(0, 10**5))
def test_i16_the_fee_of_a_case_equals_an_independent_calculator(old, minutes, outsourced, asked):
    told = contract.fee(
        OLD if old else NOW,
        kind=ProposalKind.NEW,
        estimate=Estimate(minutes, outsourced),
        third_parties=asked if old else 0,
    )
    assert told.total_yen == by_hand(old=old, minutes=minutes, outsourced=outsourced, asked=asked)
    assert sum(line.yen for line in told.lines) == told.total_yen


@pytest.mark.parametrize("law", [OLD, NOW], ids=["2017", "today"])
@pytest.mark.parametrize("kind", list(ProposalKind))
def test_i20_no_command_is_reachable_in_a_workflow_that_does_not_list_it(law, kind):
    cycle = lifecycle.proposal(law, kind)
    for status in cycle.statuses:
        for action in Action:
            if action not in cycle.possible(status):
                with pytest.raises(NotNow):
                    cycle.after(status, action)
    heard = {Action.HEAR, Action.RECORD_OPINION, Action.RECORD_UNDELIVERED, Action.SETTLE_UNDELIVERED}
    reachable = {action for status in cycle.statuses for action in cycle.possible(status)}
    assert (reachable & heard == heard) is (law is OLD and kind is ProposalKind.NEW)
    assert reachable.isdisjoint(heard) or law is OLD


@pytest.mark.django_db
def test_i1_nothing_is_ready_to_be_made_without_contract_and_fee(cast):
    file = cases.offered(cast.body)
    for status in cases.ORDER[:-1]:
        cases.at_status(status, cast, file=file)
    assert queries.ready_cases(cast.body) == []
    last = cases.at_status(Status.CONTRACTED, cast, file=file)
    assert [one.proposal_id for one in queries.ready_cases(cast.body)] == [last.pk]
    assert MakingStatus.READY is lifecycle.making().statuses[0]


@pytest.mark.django_db
def test_i2_i3_no_notice_goes_against_its_decision(cast):
    on = today(cast.body)
    conforming = cases.at_status(Status.DECIDED, cast)
    failing = cases.at_status(Status.JUDGED, cast, failing="rights")
    cases._decided(failing, cast, "rights")
    terms = {"method": "納付書", "due_on": on + timedelta(days=9), "provision_method": "媒体"}
    with pytest.raises(OboroError):
        reviews.notify_failing(proposal=conforming, seal=cases.Seal.OMITTED, by=cast.coordinator, on=on)
    with pytest.raises(OboroError):
        reviews.notify_conforming(
            proposal=failing, **terms, order=cases.PaymentOrder.FEE_FIRST, seal=cases.Seal.OMITTED,
            by=cast.coordinator, on=on,
        )  # fmt: skip
    assert not Notice.objects.exists()
    assert set(Proposal.objects.values_list("status", flat=True)) == {Status.DECIDED}


@pytest.mark.django_db
def test_i20_the_pages_of_the_hearing_do_nothing_under_todays_law(cast, signed_in):
    case = cases.at_status(Status.UNDER_REVIEW, cast)
    client = signed_in(cast.coordinator)
    day = {f"{name}_{part}": value for name in ("sent_on", "due_on", "returned_on", "received_on")
           for part, value in (("year", "2026"), ("month", "7"), ("day", "1"))}  # fmt: skip
    typed = {"letters": 3, "letter": 1, "objects": "yes", **day}
    for name in ("review-hearing", "review-opinion", "review-hearing-close", "review-returned"):
        assert client.post(reverse(name, args=[case.pk]), typed).status_code == 409, name
    case.refresh_from_db()
    assert case.stands is Status.UNDER_REVIEW

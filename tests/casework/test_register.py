"""Entries: steps, roles, and what must hold, without a database."""

from datetime import date

import pytest

from oboro.casework import register
from oboro.casework.register import Deed, FileFacts, VersionStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.law.register import items

TODAY = regime(Scheme.APPI, body=BodyKind.NATIONAL_ORGAN, on=date(2026, 6, 1))
OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 6, 3))


def full(law, **changes):
    given = {item.key: "x" for item in items(law) if item.obligation == "always"}
    return {**given, "sensitive": False, "offered": True, "proposal_desk": {"name": "x", "address": "y"}, **changes}


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_has_somebody_who_may_and_a_name(deed):
    assert register.WHO_MAY[deed]
    assert register.DEED_LABELS[deed]
    assert not register.can(deed, {Role.PROPOSER})
    with pytest.raises(NotAllowed, match=register.DEED_LABELS[deed]):
        register.check(deed, {Role.AUDITOR})


def test_every_status_has_a_name():
    assert set(register.VERSION_LABELS) == set(VersionStatus)


@pytest.mark.parametrize("status", VersionStatus)
@pytest.mark.parametrize("deed", Deed)
def test_a_deed_out_of_its_turn_is_refused_with_the_status(status, deed):
    known = {
        (VersionStatus.DRAFT, Deed.DRAFT_ENTRY), (VersionStatus.DRAFT, Deed.SUBMIT_ENTRY),
        (VersionStatus.SUBMITTED, Deed.RETURN_ENTRY), (VersionStatus.SUBMITTED, Deed.APPROVE_ENTRY),
        (VersionStatus.APPROVED, Deed.RETURN_ENTRY), (VersionStatus.APPROVED, Deed.PUBLISH_ENTRY),
        (VersionStatus.PUBLISHED, Deed.STRIKE_ENTRY), (VersionStatus.DRAFT, Deed.DISCARD_DRAFT),
    }  # fmt: skip
    if (status, deed) in known:
        assert register.version_after(status, deed) in VersionStatus
    else:
        with pytest.raises(NotNow, match=register.VERSION_LABELS[status].split("（")[0]):
            register.version_after(status, deed)


def test_a_whole_entry_passes_and_each_empty_item_is_named():
    register.check_entry(TODAY, full(TODAY), FileFacts(judged_eligible=True))
    for item in items(TODAY):
        if item.obligation == "always":
            with pytest.raises(NotLawful) as refused:
                register.check_entry(TODAY, full(TODAY, **{item.key: None}), FileFacts(judged_eligible=True))
            assert item.label in refused.value.message


@pytest.mark.parametrize("judged", [None, False])
def test_an_offer_needs_a_judgement_of_eligible(judged):
    with pytest.raises(NotLawful, match="該当"):
        register.check_entry(TODAY, full(TODAY), FileFacts(judged_eligible=judged))
    register.check_entry(TODAY, full(TODAY, offered=False), FileFacts(judged_eligible=judged))


def test_only_the_law_of_2017_asks_for_the_chance_of_an_opinion():
    facts = FileFacts(judged_eligible=True, disclosure="opinion")
    register.check_entry(TODAY, full(TODAY), facts)
    with pytest.raises(NotLawful, match="意見書"):
        register.check_entry(OLD, full(OLD), facts)
    register.check_entry(OLD, full(OLD, opinion_chance=True), facts)

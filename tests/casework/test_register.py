"""Entries and calls: steps, roles, and what must hold, without a database."""

from datetime import date, timedelta

import pytest

from oboro.casework import register
from oboro.casework.register import CallStatus, Deed, FileFacts, VersionStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.law.register import items

TODAY = regime(Scheme.APPI, body=BodyKind.NATIONAL_ORGAN, on=date(2026, 6, 1))
OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 6, 3))
START = date(2026, 6, 8)


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
    assert set(register.CALL_LABELS) == set(CallStatus)


@pytest.mark.parametrize("status", VersionStatus)
@pytest.mark.parametrize("deed", Deed)
def test_a_deed_out_of_its_turn_is_refused_with_the_status(status, deed):
    known = {
        (VersionStatus.DRAFT, Deed.DRAFT_ENTRY), (VersionStatus.DRAFT, Deed.SUBMIT_ENTRY),
        (VersionStatus.SUBMITTED, Deed.RETURN_ENTRY), (VersionStatus.SUBMITTED, Deed.APPROVE_ENTRY),
        (VersionStatus.APPROVED, Deed.RETURN_ENTRY), (VersionStatus.APPROVED, Deed.PUBLISH_ENTRY),
        (VersionStatus.PUBLISHED, Deed.STRIKE_ENTRY),
    }  # fmt: skip
    if (status, deed) in known:
        assert register.version_after(status, deed) in VersionStatus
    else:
        with pytest.raises(NotNow, match=register.VERSION_LABELS[status].split("（")[0]):
            register.version_after(status, deed)


@pytest.mark.parametrize(("offset", "status"), [(-1, "announced"), (0, "open"), (29, "open"), (30, "closed")])
def test_an_announced_call_is_open_within_its_days(offset, status):
    asked = {"starts_on": START, "ends_on": START + timedelta(days=29), "on": START + timedelta(days=offset)}
    assert register.call_status(CallStatus.ANNOUNCED, **asked) == status
    assert register.call_status(CallStatus.PREPARED, **asked) == "prepared"


@pytest.mark.parametrize(("days", "lawful"), [(29, False), (30, True), (31, True)])
@pytest.mark.parametrize("law", [TODAY, OLD], ids=["today", "2017"])
def test_thirty_days_are_enough_and_29_are_not(law, days, lawful):
    asked = {"starts_on": START, "ends_on": START + timedelta(days=days - 1)}
    if lawful:
        register.check_period(law, **asked)
        register.check_call(law, **asked, on=START - timedelta(days=1), files=1)
    else:
        with pytest.raises(NotLawful, match="29日"):
            register.check_period(law, **asked)
        with pytest.raises(NotLawful, match="29日"):
            register.check_call(law, **asked, on=START - timedelta(days=1), files=1)


def test_a_call_without_a_file_or_announced_late_is_refused():
    asked = {"starts_on": START, "ends_on": START + timedelta(days=29)}
    with pytest.raises(NotLawful, match="ファイルがありません"):
        register.check_call(TODAY, **asked, on=START, files=0)
    with pytest.raises(NotLawful, match="公示の日"):
        register.check_call(TODAY, **asked, on=START, files=1)


def test_a_call_is_never_made_shorter():
    register.check_extension(ends_on=START, to=START + timedelta(days=1))
    with pytest.raises(NotLawful):
        register.check_extension(ends_on=START, to=START)


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

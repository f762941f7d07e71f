"""Calls: steps, roles, and what must hold, without a database."""

from datetime import date, timedelta

import pytest

from oboro.casework import calls
from oboro.casework.calls import CallStatus, Deed
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.law.regime import BodyKind, Scheme, regime

TODAY = regime(Scheme.APPI, body=BodyKind.NATIONAL_ORGAN, on=date(2026, 6, 1))
OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 6, 3))
START = date(2026, 6, 8)


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_has_somebody_who_may_and_a_name(deed):
    assert calls.WHO_MAY[deed]
    assert calls.DEED_LABELS[deed]
    assert not calls.can(deed, {Role.PROPOSER})
    with pytest.raises(NotAllowed, match=calls.DEED_LABELS[deed]):
        calls.check(deed, {Role.AUDITOR})


def test_every_status_has_a_name():
    assert set(calls.CALL_LABELS) == set(CallStatus)


@pytest.mark.parametrize(("offset", "status"), [(-1, "announced"), (0, "open"), (29, "open"), (30, "closed")])
def test_an_announced_call_is_open_within_its_days(offset, status):
    asked = {"starts_on": START, "ends_on": START + timedelta(days=29), "on": START + timedelta(days=offset)}
    assert calls.call_status(CallStatus.ANNOUNCED, **asked) == status
    assert calls.call_status(CallStatus.PREPARED, **asked) == "prepared"


@pytest.mark.parametrize(("days", "lawful"), [(29, False), (30, True), (31, True)])
@pytest.mark.parametrize("law", [TODAY, OLD], ids=["today", "2017"])
def test_thirty_days_are_enough_and_29_are_not(law, days, lawful):
    asked = {"starts_on": START, "ends_on": START + timedelta(days=days - 1)}
    if lawful:
        calls.check_period(law, **asked)
        calls.check_call(law, **asked, on=START - timedelta(days=1), files=1)
    else:
        with pytest.raises(NotLawful, match="29日"):
            calls.check_period(law, **asked)
        with pytest.raises(NotLawful, match="29日"):
            calls.check_call(law, **asked, on=START - timedelta(days=1), files=1)


def test_a_call_without_a_file_or_announced_late_is_refused():
    asked = {"starts_on": START, "ends_on": START + timedelta(days=29)}
    with pytest.raises(NotLawful, match="ファイルがありません"):
        calls.check_call(TODAY, **asked, on=START, files=0)
    with pytest.raises(NotLawful, match="公示の日"):
        calls.check_call(TODAY, **asked, on=START, files=1)


def test_a_call_is_never_made_shorter():
    calls.check_extension(ends_on=START, to=START + timedelta(days=1), reason="問合せが多い")
    with pytest.raises(NotLawful):
        calls.check_extension(ends_on=START, to=START, reason="問合せが多い")

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.uses import REMINDERS, check_fact_day, reminder_due, report_days
from oboro.kernel.errors import NotLawful

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(DAYS, st.integers(-5, 200))
def test_each_reminder_is_given_once_on_whatever_days_the_command_runs(use_until, gap):
    """Walk towards the end in any stride and give what is due: never twice, never after the end, never a farther one."""
    told: list[int] = []
    for left in range(200, -10, -max(1, abs(gap))):
        on = use_until - timedelta(days=left)
        days = reminder_due(use_until=use_until, on=on, told=told)
        if days is not None:
            assert 0 <= left <= days
            told.append(days)
    assert told == sorted(set(told), reverse=True)
    assert set(told) <= set(REMINDERS)


@given(DAYS, st.integers(0, 3000), st.integers(1, 24))
def test_reports_are_due_within_the_period_and_the_last_on_its_last_day(starts_on, length, months):
    use_until = starts_on + timedelta(days=length)
    due = report_days(starts_on=starts_on, use_until=use_until, months=months)
    assert due[-1] == use_until
    assert list(due) == sorted(set(due))
    assert all(starts_on < day for day in due[:-1])
    for day, later in itertools.pairwise((starts_on - timedelta(days=1), *due[:-1])):
        assert 28 * months - 1 <= (later - day).days <= 31 * months


def test_no_interval_asks_for_no_report():
    assert report_days(starts_on=date(2026, 4, 1), use_until=date(2027, 3, 31), months=0) == ()


@given(DAYS, DAYS, DAYS)
def test_a_fact_lies_between_what_was_possible_and_today(fact_on, earliest, on):
    if earliest <= fact_on <= on:
        check_fact_day(fact_on=fact_on, earliest=earliest, on=on, what="日")
    else:
        with pytest.raises(NotLawful):
            check_fact_day(fact_on=fact_on, earliest=earliest, on=on, what="日")

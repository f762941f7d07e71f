"""Statutory periods against a walker that takes one step a day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.law import periods
from oboro.law.regime import BodyKind, regime_on

DAYS = st.dates(date(2017, 5, 30), date(2035, 12, 31))
MANY = settings(max_examples=10_000, database=None, deadline=None)
SOME = settings(max_examples=500, database=None, deadline=None)


def law_on(day):
    return regime_on(body=BodyKind.NATIONAL_ORGAN, on=day)


@MANY
@given(start=DAYS, length=st.integers(-3, 70), lead=st.one_of(st.none(), st.integers(-5, 40)))
def test_a_call_is_lawful_when_the_walker_counts_thirty_days_and_a_notice(start, length, lead):
    end = start + timedelta(days=length)
    counted, here = 0, start
    while here <= end:
        counted, here = counted + 1, here + timedelta(days=1)
    announced = None if lead is None else start - timedelta(days=lead)
    wrong = (counted < 30) + (announced is None or announced >= start)
    found = periods.call_problems(law_on(start), starts_on=start, ends_on=end, announced_on=announced)
    assert len(found) == wrong


@SOME
@given(start=DAYS)
def test_the_earliest_end_is_lawful_and_the_day_before_is_not(start):
    law = law_on(start)
    end = periods.call_ends_on(law, starts_on=start)
    assert periods.call_problems(law, starts_on=start, ends_on=end, announced_on=start - timedelta(days=1)) == ()
    early = periods.call_problems(
        law, starts_on=start, ends_on=end - timedelta(days=1), announced_on=start - timedelta(days=1)
    )
    assert len(early) == 1


@MANY
@given(start=DAYS)
def test_a_bar_ends_where_the_walker_has_walked_two_years(start):
    here = start
    while (here.year, here.month, here.day) < (start.year + 2, start.month, start.day):
        here += timedelta(days=365 if here < start + timedelta(days=366) else 1)
    assert periods.bar_ends_on(law_on(start), from_on=start) == here


@SOME
@given(proposed=DAYS, age=st.integers(-3, 220))
def test_a_certificate_is_fresh_where_the_walker_is_still_within_six_months(proposed, age):
    issued = proposed - timedelta(days=age)
    oldest = proposed
    target = proposed.year * 12 + proposed.month - 7
    while oldest.year * 12 + oldest.month - 1 > target or oldest.day > proposed.day:
        oldest -= timedelta(days=1)
    problem = periods.certificate_problem(law_on(proposed), issued_on=issued, proposed_on=proposed)
    assert (problem is None) == (oldest <= issued <= proposed)


def test_a_fiscal_year_without_a_call_is_found():
    starts = (date(2023, 4, 1), date(2024, 3, 31), date(2026, 4, 1))
    assert periods.years_without_call(law_on(date(2026, 4, 1)), first=2023, last=2026, starts=starts) == (2024, 2025)


def test_every_clock_says_how_it_counts():
    clocks = periods.clocks(law_on(date(2026, 4, 1)))
    assert [(one.key, one.length, one.unit, one.counts_first) for one in clocks] == [
        ("call_minimum", 30, "days", True),
        ("call_frequency", 1, "per_fiscal_year", True),
        ("certificate_age", 6, "months", False),
        ("bar", 2, "years", True),
    ]
    assert all(one.counting for one in clocks)

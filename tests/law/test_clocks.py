"""Clocks tell every day they count. A walker that takes one step a day must reach the same ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.kernel.errors import LawError
from oboro.law import clocks, periods
from oboro.law.citation import Citation
from oboro.law.clocks import count
from oboro.law.holidays import LocalDay
from oboro.law.regime import BodyKind, regime_on

LAW = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2026, 4, 1))
OLD = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2018, 4, 1))
CITY = regime_on(body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
DAYS = st.dates(date(2017, 5, 30), date(2060, 12, 31))


def test_thirty_days_of_a_call_count_the_first_day_and_every_holiday():
    found = count(LAW, "call_minimum", starts_on=date(2026, 4, 20))
    assert found.ends_on == date(2026, 5, 19)
    assert [day.number for day in found.days] == list(range(1, 31))
    assert found.days[0].why.startswith("初日。")
    golden_week = {day.on: day.closed.label for day in found.days if day.closed and day.on.weekday() < 5}
    assert golden_week == {
        date(2026, 4, 29): "昭和の日",
        date(2026, 5, 4): "みどりの日",
        date(2026, 5, 5): "こどもの日",
        date(2026, 5, 6): "振替休日",
    }


def test_a_call_that_may_end_on_a_closed_day_is_advised_to_end_on_an_open_one():
    found = count(LAW, "call_minimum", starts_on=date(2026, 12, 4))
    assert found.ends_on == date(2027, 1, 2)
    assert [str(one.citation) for one in found.advice] == ["行政機関の休日に関する法律第2条"]
    assert "令和9年1月4日以後にする" in found.advice[0].message


def test_the_advice_of_a_city_cites_the_rule_for_cities_and_knows_its_own_days():
    fete = LocalDay("開港記念日", Citation("例示市の休日を定める条例", "1"), month_day="06-02")
    assert count(CITY, "call_minimum", starts_on=date(2026, 5, 4)).advice == ()
    found = count(CITY, "call_minimum", starts_on=date(2026, 5, 4), local=(fete,))
    assert found.ends_on == date(2026, 6, 2)
    assert [str(one.citation) for one in found.advice] == ["地方自治法第4条の2第4項"]


def test_a_bar_ends_on_its_day_though_it_be_a_holiday():
    found = count(LAW, "bar", starts_on=date(2025, 1, 2))
    assert (found.ends_on, found.free_on, found.advice) == (date(2027, 1, 1), date(2027, 1, 2), ())
    assert found.counted == 730


def test_six_months_of_a_certificate_reach_back_and_leave_out_the_day_of_the_proposal():
    found = count(LAW, "certificate_age", starts_on=date(2026, 8, 31))
    assert (found.ends_on, found.free_on) == (date(2026, 2, 28), date(2026, 2, 27))
    assert found.days[-1].number is None
    assert found.days[-1].why.startswith("起算の日。")


def test_what_is_no_stretch_of_days_is_refused():
    with pytest.raises(LawError):
        count(LAW, "call_frequency", starts_on=date(2026, 4, 1))


def walk(starts_on, days):
    """Take one step a day, the first day counted; the last day."""
    today = starts_on
    for _ in range(days - 1):
        today += timedelta(days=1)
    return today


@settings(max_examples=300, deadline=None)
@given(DAYS, st.sampled_from([LAW, OLD]))
def test_a_walker_reaches_the_same_last_day_of_a_call(starts_on, law):
    found = count(law, "call_minimum", starts_on=starts_on)
    assert found.ends_on == walk(starts_on, 30) == periods.call_ends_on(law, starts_on=starts_on)
    assert found.counted == 30


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from([LAW, OLD]))
def test_the_day_after_a_counted_bar_is_the_day_it_no_longer_applies(starts_on, law):
    found = count(law, "bar", starts_on=starts_on)
    assert found.free_on == periods.bar_ends_on(law, from_on=starts_on)
    assert found.counted == (found.free_on - starts_on).days


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_the_earliest_counted_day_of_a_certificate_is_accepted_and_the_one_before_it_is_not(proposed_on):
    found = count(LAW, "certificate_age", starts_on=proposed_on)
    assert periods.certificate_problem(LAW, issued_on=found.ends_on, proposed_on=proposed_on) is None
    assert periods.certificate_problem(LAW, issued_on=found.free_on, proposed_on=proposed_on) is not None


def test_every_day_has_a_reason():
    found = count(LAW, "call_minimum", starts_on=date(2026, 4, 20))
    assert all(isinstance(day, clocks.CountedDay) and day.why for day in found.days)

"""The office's own period equals an independent walk over the calendar, and never runs backwards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.clocks import Period, Stop, Unit, walk
from oboro.kernel.errors import NotLawful

START = date(2026, 4, 28)  # a Tuesday before the long holidays
GOLDEN_WEEK = {date(2026, 4, 29): "昭和の日", **{date(2026, 5, day): "休日" for day in (2, 3, 4, 5, 6, 9, 10)}}


def test_the_long_holidays_are_not_counted_in_open_days():
    found = walk(Period(5, Unit.OPEN_DAYS), starts_on=START, stops=[], closed=GOLDEN_WEEK, on=START)
    assert [day.on.day for day in found.days if day.number] == [30, 1, 7, 8, 11]
    assert found.due_on == date(2026, 5, 11)
    assert found.explanation() == "令和8年4月28日の翌日から5日（開庁日で数える）、数えなかった閉庁日8日"


def test_all_days_count_but_the_last_is_moved_off_a_closed_day():
    found = walk(Period(5, Unit.ALL_DAYS), starts_on=START, stops=[], closed=GOLDEN_WEEK, on=START)
    assert found.due_on == date(2026, 5, 7)
    assert found.days[-1].why == "閉庁日の翌日なのでこの日まで"


def test_an_end_that_is_moved_off_a_closed_day_falls_on_no_day_on_which_the_clock_stands_still():
    stop = Stop(date(2026, 4, 29), date(2026, 4, 30))
    found = walk(Period(1, Unit.ALL_DAYS), starts_on=START, stops=[stop], closed={date(2026, 4, 29): "休"}, on=START)
    assert found.due_on == date(2026, 5, 1)
    assert [day.why for day in found.days[-2:]] == [
        "補正を待っているので止まっている",
        "閉庁日の翌日なのでこの日まで",
    ]


def test_the_clock_stands_still_from_the_day_after_the_request_to_the_answer():
    stop = Stop(date(2026, 4, 30), date(2026, 5, 7))
    found = walk(Period(3, Unit.OPEN_DAYS), starts_on=START, stops=[stop], closed=GOLDEN_WEEK, on=START)
    assert found.due_on == date(2026, 5, 11)
    assert (found.stopped, found.running) == (7, True)


def test_while_an_answer_is_awaited_each_day_moves_the_end():
    stop = Stop(START, None)
    ends = [
        walk(Period(3, Unit.ALL_DAYS), starts_on=START, stops=[stop], closed={}, on=START + timedelta(days=late))
        for late in range(4)
    ]
    assert [(one.due_on - START).days for one in ends] == [3, 4, 5, 6]
    assert not any(one.running for one in ends)


@pytest.mark.parametrize("days", [0, 401])
def test_a_period_that_cannot_be_shown_is_refused(days):
    with pytest.raises(NotLawful, match="1日から400日まで"):
        Period(days, Unit.OPEN_DAYS)


DAYS = st.integers(0, 200).map(lambda n: START + timedelta(days=n))
STOPS = st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=3).map(
    lambda found: [Stop(asked, asked + timedelta(days=length)) for asked, length in found]
)


@given(days=st.integers(1, 60), unit=st.sampled_from(Unit), stops=STOPS, closed=st.sets(DAYS, max_size=80))
def test_the_end_is_that_of_an_independent_walker(days, unit, stops, closed):
    still = {
        one.asked_on + timedelta(days=n) for one in stops for n in range(1, (one.answered_on - one.asked_on).days + 1)
    }
    calendar = [START + timedelta(days=n) for n in range(1, 2000)]
    skipped = still | (closed if unit is Unit.OPEN_DAYS else set())
    end = [day for day in calendar if day not in skipped][days - 1]
    if unit is Unit.ALL_DAYS and end in closed:
        end = next(day for day in calendar if day > end and day not in closed | still)
    found = walk(Period(days, unit), starts_on=START, stops=stops, closed=dict.fromkeys(closed, "休"), on=START)
    assert found.due_on == end
    assert [day.number for day in found.days if day.number] == list(range(1, days + 1))
    assert [day.on for day in found.days] == [START + timedelta(days=n) for n in range((end - START).days + 1)]


@given(days=st.integers(1, 60), unit=st.sampled_from(Unit), stops=STOPS, closed=st.sets(DAYS, max_size=80), more=DAYS)
def test_another_closed_day_never_brings_the_end_forward(days, unit, stops, closed, more):
    def end(closed_days):
        names = dict.fromkeys(closed_days, "休")
        return walk(Period(days, unit), starts_on=START, stops=stops, closed=names, on=START).due_on

    assert end(closed | {more}) >= end(closed)

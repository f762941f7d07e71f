"""Closed days: against another program's list, against days every office knows, and with a body's own days."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.kernel.errors import LawError
from oboro.law import holidays
from oboro.law.citation import Citation
from oboro.law.holidays import LocalDay, closed_on, holiday_on, next_open_day
from oboro.law.regime import BodyKind

ORACLE = {
    date.fromisoformat(line)
    for line in (Path(__file__).parent / "holidays_oracle.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
}
ORGAN, CITY = BodyKind.NATIONAL_ORGAN, BodyKind.MUNICIPALITY
FOUNDING = LocalDay("慰霊の日", Citation("例示市の休日を定める条例", "1"), month_day="06-23")


def test_every_day_of_35_years_agrees_with_another_program():
    first = date(2016, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(2051, 1, 1) - first).days)]
    assert {day for day in days if holiday_on(day)} == ORACLE


@pytest.mark.parametrize(
    ("on", "label", "place"),
    [
        (date(2018, 12, 23), "天皇誕生日", "国民の祝日に関する法律第2条"),
        (date(2018, 12, 24), "振替休日", "国民の祝日に関する法律第3条第2項"),
        (date(2019, 4, 30), "国民の休日", "国民の祝日に関する法律第3条第3項"),
        (date(2019, 5, 2), "国民の休日", "国民の祝日に関する法律第3条第3項"),
        (date(2020, 5, 6), "振替休日", "国民の祝日に関する法律第3条第2項"),
        (date(2021, 8, 9), "振替休日", "国民の祝日に関する法律第3条第2項"),
        (date(2026, 9, 22), "国民の休日", "国民の祝日に関する法律第3条第3項"),
        (date(2026, 3, 20), "春分の日", "国民の祝日に関する法律第2条"),
    ],
)
def test_a_holiday_says_what_it_is_and_where_it_stands(on, label, place):
    found = holiday_on(on)
    assert found is not None
    assert (found.label, str(found.citation)) == (label, place)


@pytest.mark.parametrize("on", [date(2019, 12, 23), date(2019, 2, 23), date(2020, 7, 20), date(2021, 10, 11)])
def test_a_day_that_moved_away_is_open(on):
    assert holiday_on(on) is None


@pytest.mark.parametrize(
    ("on", "closed"),
    [
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 4), False),
        (date(2026, 11, 21), True),
        (date(2026, 11, 24), False),
    ],
)
def test_national_organs_close_from_29_december_to_3_january(on, closed):
    found = closed_on(on, body=ORGAN)
    assert (found is not None) is closed


def test_each_reason_cites_its_item():
    cited = {
        day: str(closed_on(day, body=ORGAN).citation)
        for day in (date(2026, 11, 21), date(2026, 11, 23), date(2026, 12, 29))
    }
    assert list(cited.values()) == [
        "行政機関の休日に関する法律第1条第1項第1号",
        "行政機関の休日に関する法律第1条第1項第2号",
        "行政機関の休日に関する法律第1条第1項第3号",
    ]


def test_the_turn_of_the_year_of_a_city_without_data_is_marked_as_inference():
    assert closed_on(date(2026, 12, 30), body=ORGAN).inferred == ""
    assert "条例" in closed_on(date(2026, 12, 30), body=CITY).inferred
    assert "法人が定める" in closed_on(date(2026, 11, 21), body=BodyKind.INCORPORATED_AGENCY).inferred


def test_an_equinox_not_yet_announced_is_marked_as_inference():
    assert holiday_on(date(2027, 3, 21)).inferred == ""
    assert "暦要項" in holiday_on(date(2028, 3, 20)).inferred


def test_a_local_day_closes_only_the_body_that_has_it():
    day = date(2026, 6, 23)
    assert closed_on(day, body=CITY) is None
    assert closed_on(day, body=CITY, local=(FOUNDING,)).label == "慰霊の日"
    assert next_open_day(day, body=CITY, local=(FOUNDING,)) == date(2026, 6, 24)


def test_a_local_day_does_not_close_before_its_rule_began():
    late = LocalDay("記念日", Citation("条例", "1"), month_day="06-23", since=date(2027, 1, 1))
    assert closed_on(date(2026, 6, 23), body=CITY, local=(late,)) is None


@pytest.mark.parametrize("wrong", [{}, {"month_day": "6-23"}, {"month_day": "13-01"}])
def test_a_local_day_that_is_no_day_is_refused(wrong):
    with pytest.raises(LawError):
        LocalDay("記念日", Citation("条例", "1"), **wrong)


@pytest.mark.parametrize("on", [date(2015, 12, 31), date(2100, 1, 1)])
def test_a_year_without_data_is_refused(on):
    with pytest.raises(LawError):
        holiday_on(on)


@given(st.dates(date(2016, 1, 5), date(2090, 12, 31)))
def test_the_next_open_day_is_the_first_that_is_not_closed(on):
    found = next_open_day(on, body=ORGAN)
    assert closed_on(found, body=ORGAN) is None
    assert all(closed_on(on + timedelta(days=n), body=ORGAN) for n in range((found - on).days))


def test_the_due_rule_differs_by_body():
    assert str(holidays.due_rule(ORGAN)[1]) == "行政機関の休日に関する法律第2条"
    assert str(holidays.due_rule(CITY)[1]) == "地方自治法第4条の2第4項"

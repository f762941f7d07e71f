"""Dates against an independent walker that takes one step a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.kernel import dates

DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2017, 5, 30), "平成29年5月30日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 4, 1), "令和8年4月1日"),
    ],
)
def test_a_day_is_written_in_its_era(day, text):
    assert dates.japanese(day) == text
    assert dates.parse_japanese(text) == day


@pytest.mark.parametrize(
    "text", ["R8.4.1", "r8/4/1", "令和８年４月１日", "令和8年 4月 1日", "Ｒ８．４．１", " 令和8-4-1 "]
)
def test_short_and_wide_forms_are_read(text):
    assert dates.parse_japanese(text) == date(2026, 4, 1)


@pytest.mark.parametrize(
    "text", ["令和8年13月1日", "平成31年5月1日", "昭和元年1月1日", "2026-04-01", "令和8年4月", "", "令和0年1月1日"]
)
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):
        dates.parse_japanese(text)


def test_a_day_before_1873_has_no_era():
    with pytest.raises(ValueError):
        dates.japanese(date(1872, 12, 31))


@given(DAYS)
def test_writing_and_reading_give_the_day_back(day):
    assert dates.parse_japanese(dates.japanese(day)) == day


def walked_fiscal_year(day):
    """The fiscal year, counted by walking from 1 April 2000 and adding one at every 1 April."""
    year, here, step = 2000, date(2000, 4, 1), 1 if day >= date(2000, 4, 1) else -1
    while here != day:
        if step < 0 and (here.month, here.day) == (4, 1):
            year -= 1
        here += timedelta(days=step)
        if step > 0 and (here.month, here.day) == (4, 1):
            year += 1
    return year


@given(st.dates(date(1995, 1, 1), date(2035, 12, 31)))
def test_the_fiscal_year_agrees_with_the_walker(day):
    year = dates.fiscal_year(day)
    assert year == walked_fiscal_year(day)
    first, last = dates.fiscal_year_days(year)
    assert first <= day <= last
    assert (last - first).days in {364, 365}


@pytest.mark.parametrize(
    ("year", "label"),
    [(1989, "平成元年度"), (2018, "平成30年度"), (2019, "令和元年度"), (2020, "令和2年度"), (2026, "令和8年度")],
)
def test_a_fiscal_year_has_its_label(year, label):
    assert dates.fiscal_year_label(year) == label


@given(DAYS, st.integers(1, 400), st.booleans())
def test_a_period_of_days_agrees_with_the_walker(start, length, count_first):
    here, counted = start, 1 if count_first else 0
    while counted < length:
        here += timedelta(days=1)
        counted += 1
    assert dates.last_day(start, days=length, count_first=count_first) == here
    assert dates.days_counted(start, here, count_first=count_first) == length
    assert len(list(dates.each_day(start, here))) == (here - start).days + 1


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 48))
def test_a_period_of_months_agrees_with_the_walker(start, months):
    target = start.year * 12 + start.month - 1 + months
    here = start
    while (here.year * 12 + here.month - 1, here.day) < (target, start.day):
        here += timedelta(days=1)
    assert dates.after_months(start, months) == here


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 24))
def test_months_before_a_day_agree_with_the_walker(day, months):
    target = day.year * 12 + day.month - 1 - months
    here = day
    while here.year * 12 + here.month - 1 > target or here.day > day.day:
        here -= timedelta(days=1)
    assert dates.months_before(day, months) == here

"""Days as registers write them: spellings, era codes, unknown parts, days no calendar has, ages."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.hierarchies.daytext import UNKNOWN_DAY, WrittenDay, age_on, parse
from oboro.kernel.dates import ERAS, era, era_year


@pytest.mark.parametrize(
    "written",
    [
        "2023-04-01", "20230401", "2023/4/1", "R5.4.1", "R05.04.01", "令5.4.1", "令和５年４月１日", "令和5年4月1日",
        "5050401", "505 0401", "05050401", "２０２３．４．１", "2023-04-01 08:30:00", "2023-04-01T08:30:00", "r5-4-1",
    ],
)  # fmt: skip
def test_one_day_in_all_its_spellings(written):
    assert parse(written) == WrittenDay(2023, 4, 1)


def test_the_first_year_of_an_era_is_gannen():
    assert parse("令和元年5月1日") == parse("R1.5.1") == parse("5010501") == WrittenDay(2019, 5, 1)
    assert parse("平成元年1月8日") == WrittenDay(1989, 1, 8)


def test_a_month_alone_leaves_the_day_unknown():
    assert parse("50504") == parse("令和5年4月") == parse("2023-04") == WrittenDay(2023, 4, None)


def test_a_day_without_era_needs_the_column_beside_it():
    assert parse("430101") is None
    assert parse("430101", era_code="3") == parse("430101", era_code="03") == WrittenDay(1968, 1, 1)


def test_a_spreadsheets_day_number_is_read_only_on_request():
    assert parse("45017", serial=True) == WrittenDay(2023, 4, 1)
    assert parse("45017") != WrittenDay(2023, 4, 1)


OFFICIAL_UNKNOWN = {
    "令和02年頃": WrittenDay(2020, None, None, exact=False),
    "令和02年3月頃": WrittenDay(2020, 3, None, exact=False),
    "令和02年3月4日頃": WrittenDay(2020, 3, 4, exact=False),
    "推定令和02年3月4日": WrittenDay(2020, 3, 4, exact=False),
    "推定令和02年3月": WrittenDay(2020, 3, None, exact=False),
    "令和02年春": WrittenDay(2020, None, None, exact=False),
    "令和02年3月上旬": WrittenDay(2020, 3, None, exact=False),
    "令和02年3月中旬頃": WrittenDay(2020, 3, None, exact=False),
    "年月日不詳": UNKNOWN_DAY,
    "令和02年 月日不詳": WrittenDay(2020, None, None, exact=False),
    "令和02年03月 日不詳": WrittenDay(2020, 3, None, exact=False),
    "令和02年03月4日から05月6日頃までの間": WrittenDay(2020, None, None, exact=False),
    "令和02年03月推定4日から6日までの間": WrittenDay(2020, 3, None, exact=False),
    "令和02年03月4日頃から6日頃までの間": WrittenDay(2020, 3, None, exact=False),
}


@pytest.mark.parametrize("written", OFFICIAL_UNKNOWN)
def test_the_fourteen_official_ways_to_write_an_unknown_day(written):
    assert len(OFFICIAL_UNKNOWN) == 14
    found = parse(written)
    assert found == OFFICIAL_UNKNOWN[written]
    assert found is not None
    assert found.calendar is None


@pytest.mark.parametrize(
    "written", ["00000000", "99999999", "0000-00-00", "5000000", "不明", "生年月日不詳", "5999999"]
)
def test_coded_unknown_days(written):
    assert parse(written) == UNKNOWN_DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("5020000", WrittenDay(2020, None, None)),
        ("19850600", WrittenDay(1985, 6, None)),
        ("19859999", WrittenDay(1985, None, None)),
        ("2021-02-29", WrittenDay(2021, 2, 29)),
        ("昭和26年2月30日", WrittenDay(1951, 2, 30)),
        ("明治45.7.30", WrittenDay(1912, 7, 30)),
        ("大正15.12.25", WrittenDay(1926, 12, 25)),
    ],
)
def test_days_that_registers_allow_though_no_calendar_has_them(written, day):
    assert parse(written) == day


def test_the_last_day_of_an_era_and_the_first_of_the_next_are_one_day():
    assert parse("大正15年12月25日") == parse("昭和元年12月25日")
    assert parse("2021-02-29").calendar is None
    assert parse("大正15.12.25").calendar == date(1926, 12, 25)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "柏市",
        "2023-13-01",
        "2023-04-32",
        "昭和65年1月1日",
        "平成元年1月7日",
        "12345678901",
        "令和0年1月1日",
        "600,000",
    ],
)
def test_what_is_no_day(written):
    assert parse(written) is None


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
@settings(max_examples=200, deadline=None, database=None)
def test_every_day_of_the_calendar_is_read_back_from_its_era(day):
    letter = era(day).letter
    number = 1 if "元" in era_year(day) else int(era_year(day)[2:-1])
    code = {"M": 1, "T": 2, "S": 3, "H": 4, "R": 5}[letter]
    for written in (
        f"{era_year(day)}{day.month}月{day.day}日",
        f"{letter}{number}.{day.month}.{day.day}",
        f"{letter}{number:02d}/{day.month:02d}/{day.day:02d}",
        f"{code}{number:02d}{day:%m%d}",
        f"{era(day).name[0]}{number}-{day.month}-{day.day}",
    ):
        assert parse(written).calendar == day


def test_eras_are_those_of_the_kernel():
    assert [one.letter for one in ERAS] == ["R", "H", "S", "T", "M"]


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2000-04-01", date(2026, 3, 31), 25),
        ("2000-04-01", date(2026, 4, 1), 26),
        ("2000-02-29", date(2026, 2, 28), 25),
        ("2000-02-29", date(2026, 3, 1), 26),
        ("昭和25年4月頃", date(2026, 4, 1), None),
        ("年月日不詳", date(2026, 4, 1), None),
    ],
)
def test_ages_on_a_day(born, on, years):
    assert age_on(parse(born), on) == years

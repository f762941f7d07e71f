"""Dates as Japanese offices write and count them. Every function is told the day; none asks what day it is.

Eras change within a day: 2019-04-30 is 平成31年, 2019-05-01 令和元年. The fiscal year runs from 1 April.
Periods in months and years end as the Civil Code says: on the day before the one that corresponds to the first
day, or on the last day of the month where no such day exists. Standard library only.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from oboro.kernel.text import fold_digits

FIRST_MONTH_OF_FISCAL_YEAR = 4
_MONTHS = 12


@dataclass(frozen=True)
class Era:
    """An era: its name, its letter and its first day."""

    name: str
    letter: str
    begins_on: date


ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1873, 1, 1)),
)
"""Newest first. 明治 counts from 1873, when Japan took the Gregorian calendar; its sixth year is 1873."""

_YEAR_ONE = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}
_ERA_DATE = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*(?P<year>元|\d{1,2})(?:年|[./-])\s*(?P<month>\d{1,2})(?:月|[./-])\s*(?P<day>\d{1,2})日?",
    re.IGNORECASE,
)


def era(on: date) -> Era:
    """The era a day lies in.

    Raises:
        ValueError: the day is before 1873.
    """
    for one in ERAS:
        if on >= one.begins_on:
            return one
    raise ValueError("明治6年1月1日より前の日は、元号で書けません。")


def era_year(on: date) -> str:
    """「令和8年」, the first year as 「令和元年」."""
    number = on.year - _YEAR_ONE[era(on).name] + 1
    return f"{era(on).name}{'元' if number == 1 else number}年"


def japanese(on: date) -> str:
    """「令和8年4月1日」."""
    return f"{era_year(on)}{on.month}月{on.day}日"


def parse_japanese(text: str) -> date:
    """The day that 令和8年4月1日, R8.4.1 or 平成元年1月8日 writes, digits of any width.

    Raises:
        ValueError: no such form, no such day, or the day lies outside the era it names.
    """
    match = _ERA_DATE.fullmatch(fold_digits(text).translate(str.maketrans("ＲＨＳＴＭ．／", "RHSTM./")).strip())
    if match is None:
        raise ValueError("元号の日付として読めません。令和8年4月1日のように書いてください。")
    named = next(one for one in ERAS if match["era"].upper() in (one.name, one.letter))
    number = 1 if match["year"] == "元" else int(match["year"])
    day = date(_YEAR_ONE[named.name] + number - 1, int(match["month"]), int(match["day"]))
    if era(day) != named:
        raise ValueError("その日はその元号の期間にありません。")
    return day


def fiscal_year(on: date) -> int:
    """The year in which the fiscal year of a day begins: 2026-03-31 is 2025, 2026-04-01 is 2026."""
    return on.year if on.month >= FIRST_MONTH_OF_FISCAL_YEAR else on.year - 1


def fiscal_year_label(year: int) -> str:
    """「令和8年度」; the fiscal year that began on 2019-04-01 is called 令和元年度 by the whole of government."""
    return "令和元年度" if year == 2019 else era_year(date(year, FIRST_MONTH_OF_FISCAL_YEAR, 1)) + "度"


def fiscal_year_days(year: int) -> tuple[date, date]:
    """First and last day of the fiscal year that begins in a year."""
    return date(year, FIRST_MONTH_OF_FISCAL_YEAR, 1), date(year + 1, FIRST_MONTH_OF_FISCAL_YEAR, 1) - timedelta(days=1)


def days_counted(starts_on: date, ends_on: date, *, count_first: bool) -> int:
    """How many days a period has, its last day counted; its first day too if the rule says so."""
    return (ends_on - starts_on).days + (1 if count_first else 0)


def last_day(starts_on: date, *, days: int, count_first: bool) -> date:
    """The last day of a period of so many days."""
    return starts_on + timedelta(days=days - 1 if count_first else days)


def after_months(starts_on: date, months: int) -> date:
    """The first day after a period of months whose first day is counted.

    The period ends on the day before the corresponding day; where the last month has no such day it ends with
    that month, so the day after is the first of the next month.
    """
    year, month = _shift(starts_on.year, starts_on.month, months)
    if starts_on.day <= monthrange(year, month)[1]:
        return date(year, month, starts_on.day)
    return date(*_shift(year, month, 1), 1)


def months_before(on: date, months: int) -> date:
    """The earliest day that lies within so many months before a day; the last of the month where there is none such."""
    year, month = _shift(on.year, on.month, -months)
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _shift(year: int, month: int, months: int) -> tuple[int, int]:
    years, month_index = divmod(year * _MONTHS + month - 1 + months, _MONTHS)
    return years, month_index + 1

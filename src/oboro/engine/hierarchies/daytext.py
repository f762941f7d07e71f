"""Days as registers write them: every spelling, 元号 codes, unknown parts, and days that no calendar has.

A written day is read into year, month and day, each of which may be unknown. 元号 arithmetic is the kernel's
table; what is added here is what registers allow beyond it: a 29 February in a common year, 明治45年7月30日 and
大正15年12月25日, which are also the first days of the next era, and the official ways to write a day not known.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from oboro.engine.hierarchies.packaged import unify
from oboro.kernel.dates import ERAS

ERA_OF_CODE = {"1": "M", "2": "T", "3": "S", "4": "H", "5": "R"}
"""元号 codes of residents' registers; two digits (01 to 05) in the older exchange layout."""

_CODE_OF_ERA = {letter: code for code, letter in ERA_OF_CODE.items()}
_BEFORE_FIRST = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_LETTER_OF = {one.name: one.letter for one in ERAS} | {one.name[0]: one.letter for one in ERAS}
_LONGEST = {"M": 45, "T": 15, "S": 64, "H": 31, "R": 99}
_SERIAL_ZERO = date(1899, 12, 30)
_UNKNOWN = re.compile(r"(生?年月日)?不[詳明]|0{4,8}|9{6,8}|[1-5]?(0{6}|9{6})|0{4}[-/.]0{2}[-/.]0{2}")
_YEAR = r"(?:(?P<western>1[89]\d\d|20\d\d|21\d\d)|(?P<era>[MTSHR])(?P<count>\d{1,2}|元))"
_SPOKEN = re.compile(rf"{_YEAR}年?(?:度)?")
_PARTS = re.compile(rf"{_YEAR}(?:[-/.年](?:(\d{{1,2}})(?:[-/.月](?:(\d{{1,2}})日?)?)?)?)?(?:度)?")
_MONTH = re.compile(r"(\d{1,2})月?")
_DAY = re.compile(r"(\d{1,2})日?")
_VAGUE = re.compile(r"頃|推定|[上中下初]旬|月末|日不[詳明]|の間|から|以前|以後|[春夏秋冬]")
_PACKED = re.compile(r"(?:(?P<year>(?:1[89]|2[01])\d\d)|0?(?P<code>[1-5])(?P<count>\d\d))(?P<month>\d\d)(?P<day>\d\d)?")
_LETTERED = re.compile(r"([MTSHR])(\d{6})")
_CLOCK = re.compile(r"(?<=\d)T?\d{2}:\d\d(:\d\d(\.\d+)?)?$|(?<=\d)\d:\d\d(:\d\d)?$")


@dataclass(frozen=True)
class WrittenDay:
    """A day as far as it is written.

    Attributes:
        year, month, day: None where unknown; the day is unknown when the month is, and so on.
        exact: written as a single day, not as 頃, 推定, 上旬 or a span.
    """

    year: int | None
    month: int | None
    day: int | None
    exact: bool = True

    @property
    def calendar(self) -> date | None:
        """The day of the calendar, or None when it is not known, not exact, or no such day exists."""
        if self.year is None or self.month is None or self.day is None or not self.exact:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


UNKNOWN_DAY = WrittenDay(None, None, None, exact=False)


def parse(value: str, *, era_code: str | None = None, serial: bool = False) -> WrittenDay | None:
    """Read a written day, or None when it is none.

    Args:
        value: in any width.
        era_code: the 元号 code of a neighbouring column, for days such as 430101 that leave it out.
        serial: take five digits as the day number of a spreadsheet (1 is 1900-01-01, with its false leap day).
    """
    text = _plain(value)
    if not text:
        return None
    if _UNKNOWN.fullmatch(text):
        return UNKNOWN_DAY
    if serial and len(text) == 5 and text.isdigit():
        day = _SERIAL_ZERO + timedelta(days=int(text))
        return WrittenDay(day.year, day.month, day.day)
    if lettered := _LETTERED.fullmatch(text):
        text = _CODE_OF_ERA[lettered[1]] + lettered[2]
    if text.isdigit():
        return _from_digits(text[:8] if len(text) == 14 else text, era_code)
    return _vague(text) if _VAGUE.search(text) else _exact(text)


def age_on(born: WrittenDay, on: date) -> int | None:
    """Whole years reached on a day, or None when it depends on what is unknown.

    Somebody born on 29 February of a leap year, or on a day no calendar has, grows older with 1 March.
    """
    if born.year is None or not born.exact:
        return None
    later = (born.month or 0, born.day or 0) > (on.month, on.day)
    if born.month is None or born.day is None:
        return None
    return on.year - born.year - later


def _plain(value: str) -> str:
    """Half width, eras as letters, no spaces."""
    text = re.sub(r"\s", "", unify(value)).replace("、", "")
    for name, letter in _LETTER_OF.items():
        if name in text:
            text = re.sub(rf"{name}(?=\d|元)", letter, text)
    return text


def _from_digits(text: str, era_code: str | None) -> WrittenDay | None:
    """20230401 (with or without a time), 5050401, 05050401, 50504, 202304, and 430101 with the era beside."""
    code = (era_code or "").lstrip("0")
    if len(text) == 6 and code in ERA_OF_CODE:
        text = code + text
    found = _PACKED.fullmatch(text)
    if found is None:
        return None
    day = found["day"] or "00"
    if found["year"]:
        return _day(int(found["year"]), found["month"], day)
    return _era_day(found["code"], found["count"], found["month"], day)


def _era_day(code: str, count: str, month: str, day: str) -> WrittenDay | None:
    letter = ERA_OF_CODE[code]
    if count in {"00", "99"}:
        return UNKNOWN_DAY
    if int(count) > _LONGEST[letter]:
        return None
    return _in_era(_day(_BEFORE_FIRST[letter] + int(count), month, day), letter)


def _exact(text: str) -> WrittenDay | None:
    """2023-04-01, 2023/4/1, R5.4.1, 令和5年4月1日; month or day may be missing."""
    found = _PARTS.fullmatch(_CLOCK.sub("", text))
    if found is None:
        return None
    year = _year(found)
    month, day = found.groups()[3:5]
    written = None if year is None else _day(year, month or "00", day or "00")
    return _in_era(written, found["era"]) if found["era"] else written


def _vague(text: str) -> WrittenDay | None:
    """The official patterns of a day not known; a span counts as its beginning, as far as both ends agree."""
    text = text.removeprefix("推定")
    found = _SPOKEN.match(text)
    year = _year(found) if found else None
    if found is None or year is None:
        return None
    rest = re.sub(r"推定", "", text[found.end() :])
    month = _MONTH.match(rest) if re.match(r"\d{1,2}月", rest) else None
    if month is None:
        return WrittenDay(year, None, None, exact=False)
    if "から" in rest and len(set(re.findall(r"(\d{1,2})月", rest))) > 1:
        return WrittenDay(year, None, None, exact=False)
    day = _DAY.match(rest[month.end() :]) if "から" not in rest else None
    read = _day(year, month[1], day[1] if day else "00")
    return None if read is None else WrittenDay(read.year, read.month, read.day, exact=False)


def _year(found: re.Match[str]) -> int | None:
    if found["western"]:
        return int(found["western"])
    count = 1 if found["count"] == "元" else int(found["count"])
    return _BEFORE_FIRST[found["era"]] + count if 1 <= count <= _LONGEST[found["era"]] else None


def _day(year: int, month: str, day: str) -> WrittenDay | None:
    """Months and days 00 and 99 are unknown; up to the 31st every day is taken, for registers allow them."""
    m, d = int(month), int(day)
    if m in {0, 99}:
        return WrittenDay(year, None, None)
    if not 1 <= m <= 12 or not (d in {0, 99} or 1 <= d <= 31):
        return None
    return WrittenDay(year, m, None if d in {0, 99} else d)


def _in_era(written: WrittenDay | None, letter: str) -> WrittenDay | None:
    """None for days well outside their era; the day on which the next era begins is still accepted."""
    if written is None or written.year is None or letter == "M":
        return written
    first = next(one.begins_on for one in ERAS if one.letter == letter)
    last = (written.year, written.month or 12, written.day or 31)
    return written if last >= (first.year, first.month, first.day) else None

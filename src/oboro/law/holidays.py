"""Days on which offices are closed, with the reason and the place: statutory holidays, weekends, the turn of the year.

The days are dated data (data/calendar/holidays.toml). A local body closes on the days of its own ordinance; those it
adds come as `LocalDay`, and without the ordinance its turn of the year is taken from the national one and marked so.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from oboro.kernel.errors import LawError
from oboro.law import source
from oboro.law.citation import Citation, parse
from oboro.law.regime import BodyKind

FIRST_YEAR = 2016
_LEAP = 2024
_MILLION = 1_000_000
_EPOCH = 1980
_SATURDAY, _SUNDAY = 5, 6
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-([0-2]\d|3[01])")
_ONE_DAY = timedelta(days=1)
_UNSEEN = "条文を見ずに書いた"
_OWN_RULES = (BodyKind.INCORPORATED_AGENCY, BodyKind.LOCAL_AGENCY)


@dataclass(frozen=True)
class ClosedDay:
    """A day on which an office is closed.

    Attributes:
        label: what the day is called (土曜日, 元日, 振替休日, …).
        inferred: why the day is our inference and not read in a text; empty when it is read.
    """

    on: date
    label: str
    citation: Citation
    inferred: str = ""


@dataclass(frozen=True)
class LocalDay:
    """A day an ordinance adds: one date, or every year the same day (month_day 06-23), from the first day of the rule.

    Raises:
        LawError: neither or both are given, or the month and day are no day.
    """

    label: str
    citation: Citation
    on: date | None = None
    month_day: str = ""
    since: date = date.min

    def __post_init__(self) -> None:
        if (self.on is None) == (not self.month_day):
            raise LawError(
                f"休日「{self.label}」は、on か month_day のどちらか一つで書きます。", hint="どちらかを消してください。"
            )
        if self.month_day and not _is_day(self.month_day):
            raise LawError(
                f"休日「{self.label}」の month_day を読めません。", hint="六月二十三日なら 06-23 と書いてください。"
            )

    def falls_on(self, day: date) -> bool:
        """Whether the ordinance closes the office on a day."""
        return day >= self.since and (day == self.on or f"{day:%m-%d}" == self.month_day)


def _is_day(month_day: str) -> bool:
    """Whether a month and day exist in some year (02-29 does, 02-30 does not)."""
    if not _MONTH_DAY.fullmatch(month_day):
        return False
    month, _, day = month_day.partition("-")
    return 1 <= int(day) <= monthrange(_LEAP, int(month))[1]


def holiday_on(on: date) -> ClosedDay | None:
    """The statutory holiday a day is: a 国民の祝日, its substitute, or the day between two; None on any other day.

    Raises:
        LawError: the year lies outside the data.
    """
    _check_year(on.year)
    feasts = _feasts(on.year)
    if on in feasts:
        return feasts[on]
    if _is_substitute(on):
        return _by_rule(on, "substitute")
    if _is_feast(on - _ONE_DAY) and _is_feast(on + _ONE_DAY):
        return _by_rule(on, "between")
    return None


def closed_on(on: date, *, body: BodyKind, local: tuple[LocalDay, ...] = ()) -> ClosedDay | None:
    """Why an office of a body is closed on a day; None when it is open.

    Args:
        on: the day.
        body: national organs follow their act; local bodies the frame of the local autonomy act, filled by ordinance.
            A corporation fixes its own days: the national ones answer, marked as inference.
        local: the days the body's own ordinance or rule adds.
    """
    for added in local:
        if added.falls_on(on):
            return ClosedDay(on, added.label, added.citation)
    rules = {v.key: v for v in _standing("closed", on) if v.values["scope"] == _scope(body)}
    holiday = holiday_on(on)
    if holiday is not None:
        return _closed(on, holiday.label, rules["holiday"], body, holiday.inferred)
    if on.weekday() in (_SATURDAY, _SUNDAY):
        return _closed(on, "土曜日" if on.weekday() == _SATURDAY else "日曜日", rules["weekend"], body)
    turn = rules["year_end"]
    if f"{on:%m-%d}" >= turn.values["first"] or f"{on:%m-%d}" <= turn.values["last"]:
        return _closed(on, "年末年始の休日", turn, body)
    return None


def next_open_day(on: date, *, body: BodyKind, local: tuple[LocalDay, ...] = ()) -> date:
    """The day itself when the office is open on it, else the first open day after it."""
    while closed_on(on, body=body, local=local) is not None:
        on += _ONE_DAY
    return on


def due_rule(body: BodyKind) -> tuple[str, Citation]:
    """The rule that moves a statutory due date off a closed day: its words and its place."""
    rule = _rule("due_national" if _scope(body) == "national" else "due_local")
    return str(rule.values["text"]), _cite(rule.cite)


@lru_cache
def _titles() -> Mapping[str, str]:
    return {raw["alias"]: raw["title"] for raw in source.document("calendar", "holidays")["law"]}


def _cite(shorthand: str) -> Citation:
    return parse(shorthand, titles=dict(_titles()))


def _scope(body: BodyKind) -> str:
    local = (BodyKind.PREFECTURE, BodyKind.DESIGNATED_CITY, BodyKind.MUNICIPALITY, BodyKind.LOCAL_AGENCY)
    return "local" if body in local else "national"


def _closed(on: date, label: str, rule: source.Version, body: BodyKind, inferred: str = "") -> ClosedDay:
    reason = inferred or _doubt(rule)
    if body in _OWN_RULES and not reason:
        reason = "法人の休日は法人が定める。定めのデータがないので、行政機関の休日にならった"
    return ClosedDay(on, label, _cite(rule.cite), reason)


def _standing(array: str, on: date) -> list[source.Version]:
    return [v for v in source.versions("calendar", "holidays", array) if v.stands_on(on)]


@lru_cache
def _feasts(year: int) -> Mapping[date, ClosedDay]:
    """The 国民の祝日 of a year and the single days treated as such, by date."""
    moved = {v.key: v for v in source.versions("calendar", "holidays", "moved") if v.values["on"].year == year}
    found: dict[date, ClosedDay] = {}
    for one in source.versions("calendar", "holidays", "holiday"):
        exception = moved.get(one.key)
        day, inferred = (exception.values["on"], _doubt(exception)) if exception else _day(one, year)
        if one.stands_on(day):
            place = exception.cite if exception else one.cite
            found[day] = ClosedDay(day, str(one.values["label"]), _cite(place), inferred)
    for one in source.versions("calendar", "holidays", "once"):
        day = one.values["on"]
        if day.year == year:
            found[day] = ClosedDay(day, str(one.values["label"]), _cite(one.cite), _doubt(one))
    return found


def _doubt(one: source.Version) -> str:
    """Why an entry is less than a text that was read; empty when it was read."""
    return str(one.values.get("inferred", "")) or ("" if one.values.get("text_seen", True) else _UNSEEN)


def _day(one: source.Version, year: int) -> tuple[date, str]:
    rule = str(one.values["rule"])
    if rule == "equinox":
        return _equinox(one.key, year)
    month, _, part = rule.partition("-")
    if not part.startswith("mon"):
        return date(year, int(month), int(part)), ""
    first = date(year, int(month), 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (int(part[3:]) - 1)), ""


def _equinox(key: str, year: int) -> tuple[date, str]:
    table: Mapping[str, Any] = source.document("calendar", "holidays")["equinox"]
    month = 3 if key == "spring" else 9
    if year <= table["announced_until"]:
        return date(year, month, table[key][year - table["first_year"]]), ""
    since = year - _EPOCH
    return date(year, month, (table[f"{key}_base"] + table["yearly"] * since) // _MILLION - since // 4), table[
        "inferred"
    ]


def _is_feast(day: date) -> bool:
    return day.year >= FIRST_YEAR and day in _feasts(day.year)


def _is_substitute(on: date) -> bool:
    """Whether the run of feasts just before a day contains a Sunday."""
    before = on - _ONE_DAY
    while _is_feast(before):
        if before.weekday() == _SUNDAY:
            return True
        before -= _ONE_DAY
    return False


def _rule(key: str) -> source.Version:
    return next(v for v in source.versions("calendar", "holidays", "rule") if v.key == key)


def _by_rule(on: date, key: str) -> ClosedDay:
    rule = _rule(key)
    return ClosedDay(on, str(rule.values["label"]), _cite(rule.cite))


def _check_year(year: int) -> None:
    last = source.document("calendar", "holidays")["equinox"]["last_year"]
    if not FIRST_YEAR <= year <= last:
        raise LawError(
            f"{year}年の休日はデータにありません。", hint=f"{FIRST_YEAR}年から{last}年までの日で確かめてください。"
        )

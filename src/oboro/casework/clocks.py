"""The office's own period for a review, counted day by day: what was counted, what was not, and why.

No statute sets this period; a body fixes it by its own rule, in days of business or in all days. The day on which the
period begins is not counted. While the proposer is asked for a correction the clock stands still. The days are walked
one by one on purpose: the page shows the walk, so that nobody has to believe the result.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotLawful

LONGEST = 400
_ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """In which days a period is counted."""

    OPEN_DAYS = "open_days"
    ALL_DAYS = "all_days"


UNIT_LABELS = {Unit.OPEN_DAYS: "開庁日で数える", Unit.ALL_DAYS: "休日も数える"}


@dataclass(frozen=True)
class Period:
    """A body's own period.

    Raises:
        NotLawful: shorter than a day or longer than can be shown.
    """

    days: int
    unit: Unit
    rule: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST:
            raise NotLawful(f"期間は1日から{LONGEST}日までで定めます。", hint="日数を入れ直してください。")


@dataclass(frozen=True)
class Stop:
    """A stretch in which the clock stands still: after the day it was asked, up to the day of the answer.

    Attributes:
        asked_on: the day of the request, still counted.
        answered_on: the last day that is not counted; None while the answer is awaited.
    """

    asked_on: date
    answered_on: date | None

    def covers(self, day: date, *, on: date) -> bool:
        """Whether the clock stands still on a day, as far as is known today."""
        return self.asked_on < day <= (self.answered_on or max(on, self.asked_on))


@dataclass(frozen=True)
class Day:
    """One day of the walk: its number in the count, or None with the reason."""

    on: date
    number: int | None
    why: str


@dataclass(frozen=True)
class Walk:
    """A period walked to its end.

    Attributes:
        due_on: the last day. While the clock stands still it is the day that would follow if it went on tomorrow.
        days: every day from the first to the last.
        running: False while an answer is awaited.
    """

    period: Period
    starts_on: date
    due_on: date
    days: tuple[Day, ...]
    running: bool

    @property
    def closed(self) -> tuple[Day, ...]:
        """The closed days on the way, with their names."""
        return tuple(day for day in self.days if day.number is None and day.why not in (_FIRST, _STOPPED))

    @property
    def stopped(self) -> int:
        """On how many days the clock stood still."""
        return sum(day.why == _STOPPED for day in self.days)

    def explanation(self) -> str:
        """The arithmetic in one sentence."""
        parts = [f"{japanese(self.starts_on)}の翌日から{self.period.days}日（{UNIT_LABELS[self.period.unit]}）"]
        if self.period.unit is Unit.OPEN_DAYS:
            parts.append(f"数えなかった閉庁日{len(self.closed)}日")
        elif self.closed:
            parts.append(f"末日が閉庁日なので{len(self.closed)}日後ろへ移した")
        if self.stopped:
            parts.append(f"補正を待って止まった日{self.stopped}日")
        return "、".join(parts)


_FIRST = "起算の日。初日は数えない"
_STOPPED = "補正を待っているので止まっている"


def walk(period: Period, *, starts_on: date, stops: Iterable[Stop], closed: Mapping[date, str], on: date) -> Walk:
    """Walk a period from the day it starts to its last day.

    Args:
        period: the body's own period.
        starts_on: the day of receipt, which is not counted.
        stops: the corrections of the case.
        closed: closed days by date, with their names, as far as the walk can reach.
        on: today; an answer that is still awaited stops the clock up to today.
    """
    stops = tuple(stops)

    def waits(day: date) -> bool:
        return any(stop.covers(day, on=on) for stop in stops)

    days, counted, day = [Day(starts_on, None, _FIRST)], 0, starts_on
    while counted < period.days or (period.unit is Unit.ALL_DAYS and (day in closed or waits(day))):
        day += _ONE_DAY
        if waits(day):
            days.append(Day(day, None, _STOPPED))
        elif day in closed and (period.unit is Unit.OPEN_DAYS or counted >= period.days):
            days.append(Day(day, None, closed[day]))
        elif counted >= period.days:
            days.append(Day(day, None, "閉庁日の翌日なのでこの日まで"))
        else:
            counted += 1
            days.append(Day(day, counted, closed.get(day, "")))
    return Walk(period, starts_on, day, tuple(days), all(stop.answered_on for stop in stops))

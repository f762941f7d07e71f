"""Clocks that explain themselves: which days a period counts, which it does not, and why; and what a closed day does.

Holidays are counted like other days: none of the periods of the two schemes leaves them out. What a closed last day
does to an act of the office or of a proposer is told as advice, for the statutes of the schemes do not say it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from oboro.kernel import dates
from oboro.kernel.errors import LawError
from oboro.law.citation import Citation
from oboro.law.holidays import ClosedDay, LocalDay, closed_on, due_rule, next_open_day
from oboro.law.periods import Clock, clock
from oboro.law.regime import Regime

_MONTHS = {"months": 1, "years": 12}


@dataclass(frozen=True)
class CountedDay:
    """One day of a clock.

    Attributes:
        number: its number in the count from 1; None when the day is not counted.
        why: why it is counted or not.
        closed: the closed day it is; None on a working day.
    """

    on: date
    number: int | None
    why: str
    closed: ClosedDay | None


@dataclass(frozen=True)
class Advice:
    """What an office should know of a count, with the place it comes from; inference, not a rule of the schemes."""

    message: str
    citation: Citation


@dataclass(frozen=True)
class Count:
    """A period counted from a day.

    Attributes:
        starts_on: the day named by the statute (start of the call, termination, proposal).
        ends_on: the last day of the period; for a period that reaches back, its earliest day.
        free_on: the first day after it; for a period that reaches back, the day before it, which is too early.
        days: every day from the first to the last, with its number and reason.
        advice: what closed days mean here; may be empty.
    """

    clock: Clock
    starts_on: date
    ends_on: date
    free_on: date
    days: tuple[CountedDay, ...]
    advice: tuple[Advice, ...]

    @property
    def counted(self) -> int:
        """How many days were counted."""
        return sum(day.number is not None for day in self.days)


def count(regime: Regime, key: str, *, starts_on: date, local: tuple[LocalDay, ...] = ()) -> Count:
    """Count a period of the law day by day.

    Args:
        regime: the law of the case.
        key: call_minimum, bar or certificate_age (which reaches back from the day of the proposal).
        starts_on: the day from which it is counted.
        local: days the body's own ordinance closes its office on.

    Raises:
        LawError: the law has no such period, or it is no stretch of days (call_frequency).
    """
    used = clock(regime, key)
    if used.unit == "per_fiscal_year":
        raise LawError(
            f"「{used.label}」は日数で数える期間ではありません。", hint="call_minimum・bar・certificate_age です。"
        )
    back = key == "certificate_age"
    ends_on = _earliest(used, starts_on) if back else _last(used, starts_on)
    first, last = sorted((starts_on, ends_on))
    days = tuple(_numbered(used, first, last, back=back, regime=regime, local=local))
    return Count(
        clock=used,
        starts_on=starts_on,
        ends_on=ends_on,
        free_on=ends_on - timedelta(days=1) if back else ends_on + timedelta(days=1),
        days=days,
        advice=_advice(regime, used, ends_on, local),
    )


def last_day_advice(regime: Regime, on: date, *, local: tuple[LocalDay, ...] = ()) -> Advice | None:
    """What a closed day means for a last day that the office sets itself (end of a call, day of a correction).

    None when the office is open on it. The day stands as it is set: no rule of the schemes moves it.
    """
    closed = closed_on(on, body=regime.body, local=local)
    if closed is None:
        return None
    words, place = due_rule(regime.body)
    opens = dates.japanese(next_open_day(on, body=regime.body, local=local))
    return Advice(
        f"{dates.japanese(on)}は{closed.label}（{closed.citation}）で窓口が閉まる。この日は団体が定めるので期間としては足りるが、"
        f"書面で受けられるように{opens}以後にすることを勧める。"
        f"（期限の特例「{words}」は、法令で定める期間についての定めであり、団体が定める日には直接には及ばないと読んだ）",
        place,
    )


def _last(used: Clock, starts_on: date) -> date:
    if used.unit == "days":
        return dates.last_day(starts_on, days=used.length, count_first=used.counts_first)
    first = starts_on if used.counts_first else starts_on + timedelta(days=1)
    return dates.after_months(first, used.length * _MONTHS[used.unit]) - timedelta(days=1)


def _earliest(used: Clock, starts_on: date) -> date:
    return dates.months_before(starts_on, used.length * _MONTHS[used.unit])


def _numbered(
    used: Clock, first: date, last: date, *, back: bool, regime: Regime, local: tuple[LocalDay, ...]
) -> Iterator[CountedDay]:
    number = 0
    named = last if back else first
    for day in dates.each_day(first, last):
        closed = closed_on(day, body=regime.body, local=local)
        if day == named and not used.counts_first:
            yield CountedDay(day, None, f"起算の日。{used.counting}", closed)
            continue
        number += 1
        if day == named:
            why = f"初日。{used.counting}"
        else:
            why = "休日も数える（期間の計算から休日を除く定めはない）" if closed else "数える"
        yield CountedDay(day, number, why, closed)


def _advice(regime: Regime, used: Clock, ends_on: date, local: tuple[LocalDay, ...]) -> tuple[Advice, ...]:
    """What a closed last day means: for a call the office decides its end; bars and ages do not move."""
    found = last_day_advice(regime, ends_on, local=local) if used.key == "call_minimum" else None
    return (found,) if found else ()

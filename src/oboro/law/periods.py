"""Statutory periods: the call, the age of a certificate, the bar after a penalty or a termination.

How a period is counted (whether its first day counts) is a value of the data with its reason, not a habit of the code.
"""

from dataclasses import dataclass
from datetime import date

from oboro.kernel import dates
from oboro.law.citation import Citation
from oboro.law.regime import Entry, Problem, Regime

_FIRST_DAY = "（推論：開始の日の公示が「あらかじめ」に当たらないことは、条文に明記がない）"


@dataclass(frozen=True)
class Clock:
    """A period and how it was counted.

    Attributes:
        length: number of units.
        unit: days, months, years or per_fiscal_year.
        counts_first: whether the first day is counted.
        counting: why it is counted so.
        also: further places the same period stands in.
        inferred: what of the counting is our reading; empty when all is text.
    """

    key: str
    label: str
    length: int
    unit: str
    counts_first: bool
    counting: str
    citation: Citation
    also: tuple[Citation, ...] = ()
    inferred: str = ""


def clock(regime: Regime, key: str) -> Clock:
    """A period of the law: call_minimum, call_frequency, certificate_age, bar.

    Raises:
        LawError: the law has no such period.
    """
    return _clock(regime.entry("periods", "period", key))


def clocks(regime: Regime) -> tuple[Clock, ...]:
    """All periods of the law of a date."""
    return tuple(_clock(entry) for entry in regime.entries("periods", "period"))


def call_problems(regime: Regime, *, starts_on: date, ends_on: date, announced_on: date | None) -> tuple[Problem, ...]:
    """What is wrong with a call for proposals; empty when it is lawful.

    Args:
        regime: the law of the case.
        starts_on: first day of the call.
        ends_on: last day of the call.
        announced_on: day of the public notice; None when there is none yet.
    """
    least = clock(regime, "call_minimum")
    notice = regime.cite("call_notice")
    problems = []
    days = dates.days_counted(starts_on, ends_on, count_first=least.counts_first)
    if days < least.length:
        earliest = dates.japanese(call_ends_on(regime, starts_on=starts_on))
        problems.append(
            Problem(
                f"募集の期間は{max(days, 0)}日で、{least.length}日に満たない。"
                f"{dates.japanese(starts_on)}に始めるなら{earliest}以後に終える（{least.citation.short}）",
                least.citation,
            )
        )
    if announced_on is None:
        problems.append(Problem(f"募集に関し必要な事項が公示されていない（{notice.short}）", notice))
    elif announced_on >= starts_on:
        problems.append(
            Problem(
                f"公示の日（{dates.japanese(announced_on)}）が募集の開始の日（{dates.japanese(starts_on)}）より前でない。"
                f"あらかじめ公示する（{notice.short}）{_FIRST_DAY if announced_on == starts_on else ''}",
                notice,
            )
        )
    return tuple(problems)


def call_ends_on(regime: Regime, *, starts_on: date) -> date:
    """The earliest lawful last day of a call that starts on a day."""
    least = clock(regime, "call_minimum")
    return dates.last_day(starts_on, days=least.length, count_first=least.counts_first)


def fiscal_year(on: date) -> int:
    """The fiscal year (April to March) of a day, by the year in which it begins."""
    return dates.fiscal_year(on)


def years_without_call(regime: Regime, *, first: int, last: int, starts: tuple[date, ...]) -> tuple[int, ...]:
    """The fiscal years from first to last in which fewer calls began than the law asks for."""
    least = clock(regime, "call_frequency").length
    return tuple(
        year for year in range(first, last + 1) if sum(dates.fiscal_year(day) == year for day in starts) < least
    )


def within_call(*, starts_on: date, ends_on: date, on: date) -> bool:
    """Whether a day lies in the call, its first and last day included."""
    return starts_on <= on <= ends_on


def certificate_problem(regime: Regime, *, issued_on: date, proposed_on: date) -> Problem | None:
    """What is wrong with the age of a certificate (登記事項証明書, 印鑑登録証明書); None when it is fresh enough."""
    age = clock(regime, "certificate_age")
    earliest = dates.months_before(proposed_on, age.length)
    if issued_on > proposed_on:
        return Problem(f"証明書の作成日が提案の日より後である（{age.citation.short}）", age.citation)
    if issued_on < earliest:
        return Problem(
            f"証明書は提案の日前{age.length}月以内に作成されたものに限る。"
            f"{dates.japanese(earliest)}以後に作成されたものを添える（{age.citation.short}）",
            age.citation,
        )
    return None


def bar_ends_on(regime: Regime, *, from_on: date) -> date:
    """The first day on which a bar no longer applies.

    Args:
        regime: the law of the case.
        from_on: the day from which it is counted (end of execution of the penalty, termination of the contract).
    """
    bar = clock(regime, "bar")
    first = from_on if bar.counts_first else dates.last_day(from_on, days=1, count_first=False)
    return dates.after_months(first, bar.length * 12)


def _clock(entry: Entry) -> Clock:
    return Clock(
        key=entry.key,
        label=entry.text("label"),
        length=entry.number("length"),
        unit=entry.text("unit"),
        counts_first=entry.flag("counts_first"),
        counting=entry.text("counting"),
        citation=entry.citation,
        also=entry.also,
        inferred=entry.inferred,
    )

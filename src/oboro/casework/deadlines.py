"""Days that bind a case, each with its arithmetic: what is due, by when, and why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from oboro.kernel.dates import each_day, japanese
from oboro.kernel.errors import NotLawful
from oboro.law.periods import certificate_problem, within_call
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.law.transition import PastTermination, act_of, barred_on, barred_until


@dataclass(frozen=True)
class Deadline:
    """One last day.

    Attributes:
        label: what is due.
        due_on: the last day on which it is in time.
        days_left: days until then; 0 on the day itself, negative when it has passed.
        explanation: how the day was found, in plain words.
    """

    label: str
    due_on: date
    days_left: int
    explanation: str


def deadline(label: str, *, due_on: date, on: date, explanation: str) -> Deadline:
    """A last day seen from today."""
    return Deadline(label, due_on, (due_on - on).days, explanation)


def left_in_words(item: Deadline) -> str:
    """「あと3日」「今日まで」「2日経過」."""
    if item.days_left > 0:
        return f"あと{item.days_left}日"
    return "今日まで" if item.days_left == 0 else f"{-item.days_left}日経過"


@dataclass(frozen=True)
class Elapsed:
    """How long a case has been with the office.

    Attributes:
        days: days that count, the first not counted.
        paused: days between on which the office waited for the proposer.
        explanation: the arithmetic, in plain words.
    """

    days: int
    paused: int
    explanation: str


def elapsed(*, from_on: date, until_on: date, pauses: Collection[tuple[date, date]] = ()) -> Elapsed:
    """The days from one day to another without those on which the case waited.

    Args:
        from_on: the day from which the office has had the case; not counted itself.
        until_on: the last day counted.
        pauses: each from the day of asking, which still counts, to the day of the answer, which does not.
    """
    total = max((until_on - from_on).days, 0)
    waited = {
        day
        for asked_on, answered_on in pauses
        if asked_on < answered_on
        for day in each_day(asked_on + timedelta(days=1), answered_on)
        if from_on < day <= until_on
    }
    days = total - len(waited)
    text = f"{japanese(from_on)}の翌日から{japanese(until_on)}まで{total}日" if total else f"{japanese(from_on)}の当日"
    if waited:
        text += f"、うち補正を待った{len(waited)}日を除いて{days}日"
    return Elapsed(days, len(waited), text)


def check_in_call(regime: Regime, *, starts_on: date, ends_on: date, on: date) -> None:
    """Pass when a proposal comes within its call, first and last day included.

    Raises:
        NotLawful: the call has not begun or is over.
    """
    if within_call(starts_on=starts_on, ends_on=ends_on, on=on):
        return
    place = regime.cite("proposal").short
    if on < starts_on:
        raise NotLawful(
            f"提案の募集は{japanese(starts_on)}に始まります（{place}）。",
            hint="下書きは保存してあります。募集の開始後に提出してください。",
        )
    raise NotLawful(
        f"提案の募集は{japanese(ends_on)}に終わったので、提出できません（{place}）。",
        hint="下書きは保存してあります。次の募集のときに使えます。",
    )


def check_made_period(regime: Regime, period: tuple[date, date] | None, *, on: date) -> None:
    """Pass when a proposal on information already made comes within the period that the register tells.

    Args:
        regime: the law of the case.
        period: its first and last day, both included; None when the register does not tell of such information.
        on: the day of the proposal.

    Raises:
        NotLawful: the register does not tell of it, or the period has not begun or is over.
    """
    place = next(item.citation.short for item in items(regime) if item.key == "made_period")
    hint = "提案できる情報とその期間は、「作成済みの情報」のページで確かめられます。"
    if period is None:
        register, proposal = regime.term("register"), regime.term("proposal")
        raise NotLawful(f"{register}に、この情報についての{proposal}の期間が記載されていません（{place}）。", hint=hint)
    starts_on, ends_on = period
    if on < starts_on:
        raise NotLawful(f"この情報について提案できる期間は{japanese(starts_on)}に始まります（{place}）。", hint=hint)
    if on > ends_on:
        raise NotLawful(
            f"この情報について提案できる期間は{japanese(ends_on)}に終わったので、提案できません（{place}）。", hint=hint
        )


def check_certificate(regime: Regime, *, issued_on: date | None, proposed_on: date, label: str) -> None:
    """Pass when a certificate is fresh enough on the day of the proposal.

    Raises:
        NotLawful: it is too old, dated after the proposal, or undated.
    """
    if issued_on is None:
        raise NotLawful(f"{label}の発行日がありません。", hint="証明書の発行日を記入してください。")
    problem = certificate_problem(regime, issued_on=issued_on, proposed_on=proposed_on)
    if problem:
        raise NotLawful(f"{problem.message}。", hint="新しい証明書を取り直して添付してください。")


def bar(regime: Regime, *, terminated_on: date) -> date:
    """The first day on which a party whose contract is terminated under this law may propose again."""
    until, _ = barred_until(regime, act=act_of(regime), from_on=terminated_on)
    return until


def check_not_barred(regime: Regime, terminations: Iterable[PastTermination], *, on: date) -> None:
    """Pass when no past termination keeps those who proposed from contracting on a day.

    Raises:
        NotLawful: one does; says until when, and by which rule a termination under an old act still counts.
    """
    if barred := barred_on(regime, terminations, on=on):
        raise NotLawful(
            f"契約を解除されたため、{japanese(barred.until)}になるまで提案も契約もできません（{barred.citation.short}）。",
            hint=f"根拠の定め：{barred.reason}",
        )

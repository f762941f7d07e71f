"""Calls for proposals (提案の募集): steps, who may do them, what must hold first.

A call, once announced, opens and closes by the calendar alone, so those two are read from the day and never stored.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oboro.casework.lifecycle import too_early_or_late
from oboro.casework.roles import Role, require
from oboro.kernel.dates import fiscal_year_days, japanese
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.law.citation import Citation
from oboro.law.periods import call_problems, fiscal_year, within_call, years_without_call
from oboro.law.regime import Regime, must_solicit


class CallStatus(StrEnum):
    """Where a call for proposals stands; OPEN, CLOSED and REPORTED are not stored."""

    PREPARED = "prepared"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


class Deed(StrEnum):
    """Everything that a person can do to a call."""

    PREPARE_CALL = "prepare_call"
    APPROVE_CALL = "approve_call"
    ANNOUNCE_CALL = "announce_call"
    EXTEND_CALL = "extend_call"
    CORRECT_CALL = "correct_call"
    REPORT_CALL = "report_call"
    DECLINE_CALL = "decline_call"


DEED_LABELS = {
    Deed.PREPARE_CALL: "提案の募集を準備",
    Deed.APPROVE_CALL: "提案の募集を承認",
    Deed.ANNOUNCE_CALL: "提案の募集を公示",
    Deed.EXTEND_CALL: "提案の募集を延長",
    Deed.CORRECT_CALL: "提案の募集の公示を訂正",
    Deed.REPORT_CALL: "提案の募集の結果を公表",
    Deed.DECLINE_CALL: "今年度は提案の募集をしないことを記録",
}

CALL_LABELS = {
    CallStatus.PREPARED: "準備中",
    CallStatus.APPROVED: "承認済み（公示前）",
    CallStatus.ANNOUNCED: "公示済み（開始前）",
    CallStatus.OPEN: "募集中",
    CallStatus.CLOSED: "募集終了",
    CallStatus.REPORTED: "結果公表済み",
}

_COORDINATOR = frozenset({Role.COORDINATOR})

WHO_MAY: dict[Deed, frozenset[Role]] = {
    Deed.PREPARE_CALL: _COORDINATOR,
    Deed.APPROVE_CALL: frozenset({Role.DECIDER}),
    Deed.ANNOUNCE_CALL: _COORDINATOR,
    Deed.EXTEND_CALL: _COORDINATOR,
    Deed.CORRECT_CALL: _COORDINATOR,
    Deed.REPORT_CALL: _COORDINATOR,
    Deed.DECLINE_CALL: frozenset({Role.DECIDER}),
}

_CALL_STEPS = {
    (CallStatus.PREPARED, Deed.PREPARE_CALL): CallStatus.PREPARED,
    (CallStatus.PREPARED, Deed.APPROVE_CALL): CallStatus.APPROVED,
    (CallStatus.APPROVED, Deed.PREPARE_CALL): CallStatus.PREPARED,
    (CallStatus.APPROVED, Deed.ANNOUNCE_CALL): CallStatus.ANNOUNCED,
    (CallStatus.ANNOUNCED, Deed.EXTEND_CALL): CallStatus.ANNOUNCED,
    (CallStatus.OPEN, Deed.EXTEND_CALL): CallStatus.ANNOUNCED,
    (CallStatus.ANNOUNCED, Deed.CORRECT_CALL): CallStatus.ANNOUNCED,
    (CallStatus.OPEN, Deed.CORRECT_CALL): CallStatus.ANNOUNCED,
    (CallStatus.CLOSED, Deed.REPORT_CALL): CallStatus.ANNOUNCED,
}


def check(deed: Deed, roles: Collection[Role]) -> None:
    """Pass when one of these roles may do it (NotAllowed names who may)."""
    require(WHO_MAY[deed], roles, deed=DEED_LABELS[deed])


def can(deed: Deed, roles: Collection[Role]) -> bool:
    """Whether one of these roles may do it."""
    return not WHO_MAY[deed].isdisjoint(roles)


def call_after(status: CallStatus, deed: Deed) -> CallStatus:
    """The stored status of a call after a deed.

    Raises:
        NotNow: the deed does not belong to this status.
    """
    if (status, deed) not in _CALL_STEPS:
        raise too_early_or_late("募集", CALL_LABELS[status], DEED_LABELS[deed])
    return _CALL_STEPS[status, deed]


def call_status(stored: CallStatus, *, starts_on: date, ends_on: date, on: date, reported: bool = False) -> CallStatus:
    """How a call stands on a day: an announced one is open within its days, closed after them, then reported."""
    if stored is not CallStatus.ANNOUNCED or on < starts_on:
        return stored
    if within_call(starts_on=starts_on, ends_on=ends_on, on=on):
        return CallStatus.OPEN
    return CallStatus.REPORTED if reported else CallStatus.CLOSED


@dataclass(frozen=True)
class YearDuty:
    """What a fiscal year asks of a body.

    Attributes:
        must: whether a call has to begin in it; `reason` and `citation` say why.
        begun: how many announced calls begin in it.
        last_start: the last day on which a call of this year can begin.
    """

    year: int
    must: bool
    reason: str
    citation: Citation
    begun: int
    last_start: date

    @property
    def met(self) -> bool:
        """Whether nothing is left to be done."""
        return self.begun > 0 or not self.must


def year_duty(regime: Regime, *, starts: Collection[date], on: date) -> YearDuty:
    """The duty of the fiscal year of a day; `starts` are the first days of the calls that are announced."""
    year, duty = fiscal_year(on), must_solicit(regime)
    missed = years_without_call(regime, first=year, last=year, starts=tuple(starts))
    begun = sum(fiscal_year(day) == year for day in starts)
    return YearDuty(year, duty.value, duty.reason, duty.citation, begun if not missed else 0, fiscal_year_days(year)[1])


def check_approver(*, prepared_by: str, by: str) -> None:
    """Pass when who approves has not prepared the call (NotAllowed)."""
    if by == prepared_by:
        raise NotAllowed("募集を準備した人は、その募集を承認できません。", hint="別の決裁者に承認を依頼してください。")


def check_decline(regime: Regime) -> None:
    """Pass when the law leaves it to the body whether it calls.

    Raises:
        NotLawful: the body must call; carries the reason and the place.
    """
    duty = must_solicit(regime)
    if duty.value:
        raise NotLawful(
            f"この団体は、募集をしないことにできません。{duty.reason}（{duty.citation.short}）。",
            hint="今年度の募集を準備してください。",
        )


def check_call(regime: Regime, *, starts_on: date, ends_on: date, on: date, files: int) -> None:
    """Pass when a call can be announced on a day.

    Raises:
        NotLawful: no file, too few days, or not announced before it begins; carries the citation.
    """
    if files < 1:
        raise NotLawful(
            f"募集の対象になるファイルがありません（{regime.cite('register_offer').short}）。",
            hint="提案の募集をする旨を記載したファイルを公表してください。",
        )
    if problems := call_problems(regime, starts_on=starts_on, ends_on=ends_on, announced_on=on):
        raise NotLawful("。".join(problem.message for problem in problems) + "。", hint="募集の期間を直してください。")


def check_period(regime: Regime, *, starts_on: date, ends_on: date) -> None:
    """Pass when the days of a call that is being prepared are enough, whenever it will be announced.

    Raises:
        NotLawful: too few days; says how many and carries the citation.
    """
    if problems := call_problems(
        regime, starts_on=starts_on, ends_on=ends_on, announced_on=starts_on - timedelta(days=1)
    ):
        raise NotLawful("。".join(problem.message for problem in problems) + "。", hint="募集の期間を直してください。")


def check_extension(*, ends_on: date, to: date, reason: str) -> None:
    """Pass when a call is made longer for a reason; ending it early is never possible.

    Raises:
        NotLawful: the new last day is not later, or the reason is empty.
    """
    if to <= ends_on:
        raise NotLawful(
            f"募集の終わりの日は{japanese(ends_on)}より後にしか変えられません。", hint="延長する日を入れてください。"
        )
    check_reason(reason)


def check_reason(reason: str) -> None:
    """Pass when a change of what was announced says why; the reason is announced with it (NotLawful)."""
    if not reason.strip():
        raise NotLawful("理由が空いています。", hint="公示したことを変える理由を書いてください。公示に載ります。")

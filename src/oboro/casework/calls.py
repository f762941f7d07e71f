"""Calls for proposals (提案の募集): steps, who may do them, what must hold first.

A call, once announced, opens and closes by the calendar alone, so those two are read from the day and never stored.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from oboro.casework.roles import Role, require
from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.periods import call_problems, within_call
from oboro.law.regime import Regime


class CallStatus(StrEnum):
    """Where a call for proposals stands; OPEN and CLOSED follow from the day."""

    PREPARED = "prepared"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"


class Deed(StrEnum):
    """Everything that a person can do to a call."""

    PREPARE_CALL = "prepare_call"
    APPROVE_CALL = "approve_call"
    ANNOUNCE_CALL = "announce_call"
    EXTEND_CALL = "extend_call"


DEED_LABELS = {
    Deed.PREPARE_CALL: "提案の募集を準備",
    Deed.APPROVE_CALL: "提案の募集を承認",
    Deed.ANNOUNCE_CALL: "提案の募集を公示",
    Deed.EXTEND_CALL: "提案の募集を延長",
}

CALL_LABELS = {
    CallStatus.PREPARED: "準備中",
    CallStatus.APPROVED: "承認済み（公示前）",
    CallStatus.ANNOUNCED: "公示済み（開始前）",
    CallStatus.OPEN: "募集中",
    CallStatus.CLOSED: "募集終了",
}

_COORDINATOR = frozenset({Role.COORDINATOR})

WHO_MAY: dict[Deed, frozenset[Role]] = {
    Deed.PREPARE_CALL: _COORDINATOR,
    Deed.APPROVE_CALL: frozenset({Role.DECIDER}),
    Deed.ANNOUNCE_CALL: _COORDINATOR,
    Deed.EXTEND_CALL: _COORDINATOR,
}

_CALL_STEPS = {
    (CallStatus.PREPARED, Deed.PREPARE_CALL): CallStatus.PREPARED,
    (CallStatus.PREPARED, Deed.APPROVE_CALL): CallStatus.APPROVED,
    (CallStatus.APPROVED, Deed.PREPARE_CALL): CallStatus.PREPARED,
    (CallStatus.APPROVED, Deed.ANNOUNCE_CALL): CallStatus.ANNOUNCED,
    (CallStatus.ANNOUNCED, Deed.EXTEND_CALL): CallStatus.ANNOUNCED,
    (CallStatus.OPEN, Deed.EXTEND_CALL): CallStatus.ANNOUNCED,
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
    try:
        return _CALL_STEPS[status, deed]
    except KeyError:
        raise NotNow(
            f"この募集は「{CALL_LABELS[status]}」なので、「{DEED_LABELS[deed]}」はできません。",
            hint="画面を読み直してください。",
        ) from None


def call_status(stored: CallStatus, *, starts_on: date, ends_on: date, on: date) -> CallStatus:
    """How a call stands on a day: an announced one is open within its days and closed after them."""
    if stored is not CallStatus.ANNOUNCED or on < starts_on:
        return stored
    return CallStatus.OPEN if within_call(starts_on=starts_on, ends_on=ends_on, on=on) else CallStatus.CLOSED


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


def check_extension(*, ends_on: date, to: date) -> None:
    """Pass when a call is made longer; ending it early is never possible.

    Raises:
        NotLawful: the new last day is not later.
    """
    if to <= ends_on:
        raise NotLawful(
            f"募集の終わりの日は{japanese(ends_on)}より後にしか変えられません。", hint="延長する日を入れてください。"
        )

"""The use of what was handed over: its period and reports, its end with the erasure, and what went wrong on the way.

Nothing is deleted because a day has passed: the end is declared, the erasure reported, and a person confirms it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oboro.casework.deadlines import Deadline, deadline
from oboro.casework.lifecycle import Lifecycle
from oboro.casework.roles import Action, Role
from oboro.kernel.dates import after_months, japanese
from oboro.kernel.errors import NotLawful

REMINDERS = (90, 30, 7)
"""Days before the end of the use on which the recipient is told; an office habit, not a period of the law."""


class UseStatus(StrEnum):
    """Where the use (利用) of handed-over information stands."""

    RUNNING = "use_running"
    ENDED = "use_ended"
    ERASED = "use_erased"
    COMPLETED = "use_completed"


class IncidentStatus(StrEnum):
    """Where an incident (事故) stands."""

    REPORTED = "incident_reported"
    INVESTIGATED = "incident_investigated"
    CORRECTED = "incident_corrected"
    CLOSED = "incident_closed"


USE_LABELS: dict[StrEnum, str] = {
    UseStatus.RUNNING: "利用中",
    UseStatus.ENDED: "利用終了（消去の報告待ち）",
    UseStatus.ERASED: "消去の報告済み",
    UseStatus.COMPLETED: "完了",
}
_USE_OWNERS: dict[StrEnum, Role | None] = {
    UseStatus.RUNNING: Role.PROPOSER,
    UseStatus.ENDED: Role.PROPOSER,
    UseStatus.ERASED: Role.COORDINATOR,
    UseStatus.COMPLETED: None,
}
INCIDENT_LABELS: dict[StrEnum, str] = {
    IncidentStatus.REPORTED: "報告あり",
    IncidentStatus.INVESTIGATED: "調査中",
    IncidentStatus.CORRECTED: "是正済み",
    IncidentStatus.CLOSED: "対応完了",
}
_INCIDENT_OWNERS: dict[StrEnum, Role | None] = {
    IncidentStatus.REPORTED: Role.COORDINATOR,
    IncidentStatus.INVESTIGATED: Role.COORDINATOR,
    IncidentStatus.CORRECTED: Role.DECIDER,
    IncidentStatus.CLOSED: None,
}


class IncidentKind(StrEnum):
    """What happened, as the recipient or the office sees it."""

    LEAK = "leak"
    REIDENTIFIED = "reidentified"
    OTHER_USE = "other_use"
    CONTROL = "control"
    OTHER = "other"


KIND_LABELS = {
    IncidentKind.LEAK: "漏えい・滅失・毀損",
    IncidentKind.REIDENTIFIED: "特定の個人が識別された、又はそのおそれ",
    IncidentKind.OTHER_USE: "契約と違う利用・提供",
    IncidentKind.CONTROL: "安全管理の不備",
    IncidentKind.OTHER: "そのほか",
}

POINTS = {
    "stopped": "利用を止め、広がりを防いだ",
    "extent": "いつ・どこで・何件かを確かめた",
    "source": "元の個人情報の漏えい等に当たるかを判断した",
    "reported": "監督機関・関係する部署への報告の要否を判断した",
    "cause": "原因を確かめた",
    "prevention": "再発を防ぐ措置を確かめた",
    "contract": "契約の解除に当たるかを検討した",
}
"""What is looked at in every incident before its correction counts."""


@dataclass(frozen=True)
class Ended:
    """The erasure as it was reported: how, when, of which copies."""

    method: str
    erased_on: date
    ended_on: date


def use() -> Lifecycle:
    """The steps of a use, from the confirmed receipt to the confirmed erasure."""
    return Lifecycle(
        noun="利用",
        statuses=tuple(UseStatus),
        transitions={
            (UseStatus.RUNNING, Action.DECLARE_END): UseStatus.ENDED,
            (UseStatus.RUNNING, Action.END_BY_TERMINATION): UseStatus.ENDED,
            (UseStatus.ENDED, Action.REPORT_ERASURE): UseStatus.ERASED,
            (UseStatus.ERASED, Action.COMPLETE_USE): UseStatus.COMPLETED,
        },
        within={
            Action.PLAN_REPORTS: (UseStatus.RUNNING,),
            Action.REPORT_USE: (UseStatus.RUNNING, UseStatus.ENDED),
            Action.REMIND: (UseStatus.RUNNING,),
            Action.REPORT_INCIDENT: tuple(UseStatus),
            Action.READ: tuple(UseStatus),
        },
        labels=USE_LABELS,
        owners=_USE_OWNERS,
    )


def incident() -> Lifecycle:
    """The steps of an incident."""
    return Lifecycle(
        noun="事故",
        statuses=tuple(IncidentStatus),
        transitions={
            (IncidentStatus.REPORTED, Action.INVESTIGATE): IncidentStatus.INVESTIGATED,
            (IncidentStatus.INVESTIGATED, Action.CORRECT): IncidentStatus.CORRECTED,
            (IncidentStatus.CORRECTED, Action.CLOSE_INCIDENT): IncidentStatus.CLOSED,
        },
        within={Action.CHECK_POINT: (IncidentStatus.INVESTIGATED,), Action.READ: tuple(IncidentStatus)},
        labels=INCIDENT_LABELS,
        owners=_INCIDENT_OWNERS,
    )


def end_of_use(*, use_until: date, on: date) -> Deadline:
    """The last day of the use seen from today, with its explanation."""
    return deadline("利用の期間の終わり", due_on=use_until, on=on, explanation="契約に定めた利用の期間の最後の日です。")


def reminder_due(*, use_until: date, on: date, told: Collection[int]) -> int | None:
    """Which reminder is due today: the nearest one that was not given yet; None when none is.

    One that was missed is not made up for when a nearer one is due already.
    """
    left = (use_until - on).days
    reached = [days for days in REMINDERS if left <= days]
    if left < 0 or not reached or min(reached) in told or any(days < min(reached) for days in told):
        return None
    return min(reached)


def report_days(*, starts_on: date, use_until: date, months: int) -> tuple[date, ...]:
    """The last days on which reports are due: that of every so many months, and at the latest that of the use."""
    if months < 1:
        return ()
    found, number = [], 1
    while (due := after_months(starts_on, months * number) - timedelta(days=1)) < use_until:
        found.append(due)
        number += 1
    return (*found, use_until)


def check_fact_day(*, fact_on: date, earliest: date, on: date, what: str) -> None:
    """Pass when the day of a fact lies between the first possible day and today. Paper comes later than the fact.

    Raises:
        NotLawful: before the fact was possible, or in the future.
    """
    if not earliest <= fact_on <= on:
        raise NotLawful(
            f"{what}は、{japanese(earliest)}から今日（{japanese(on)}）までの日です。",
            hint="書面の日付を確かめてください。",
        )


def check_erasure(ended: Ended, *, on: date) -> None:
    """Pass when an erasure report says how and when, not before the use ended.

    Raises:
        NotLawful: no method, or a day outside the end of the use and today.
    """
    if not ended.method.strip():
        raise NotLawful("消去の方法がありません。", hint="どの機器・媒体から、どのように消したかを書いてください。")
    check_fact_day(fact_on=ended.erased_on, earliest=ended.ended_on, on=on, what="消去した日")


def open_points(checked: Collection[str]) -> tuple[str, ...]:
    """The points of an incident that nobody has looked at yet."""
    return tuple(label for key, label in POINTS.items() if key not in checked)


def check_correction(checked: Collection[str]) -> None:
    """Pass when every point of an incident was looked at.

    Raises:
        NotLawful: some were not; names them.
    """
    if left := open_points(checked):
        raise NotLawful(f"まだ確かめていない事項があります：{'、'.join(left)}。", hint="確認事項を記録してください。")

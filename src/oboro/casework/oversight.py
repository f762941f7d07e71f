"""Complaints of residents, the yearly return, and what the overseeing commission asks of a body."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from oboro.casework.lifecycle import Lifecycle
from oboro.casework.roles import Action, Role
from oboro.kernel.dates import fiscal_year_days
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.kernel.text import same_name
from oboro.law.criteria import ProposalKind


class ComplaintStatus(StrEnum):
    """Where a complaint (苦情) stands."""

    RECEIVED = "complaint_received"
    ASSIGNED = "complaint_assigned"
    INVESTIGATED = "complaint_investigated"
    ANSWERED = "complaint_answered"
    CLOSED = "complaint_closed"


class ReturnStatus(StrEnum):
    """Where a yearly return (施行の状況の報告) stands."""

    COUNTED = "return_counted"
    CONFIRMED = "return_confirmed"
    APPROVED = "return_approved"
    SUBMITTED = "return_submitted"


class RequestStatus(StrEnum):
    """Where a request of the overseeing commission stands."""

    OPEN = "request_open"
    RESPONDED = "request_responded"


class Came(StrEnum):
    """How a complaint came."""

    PAGE = "page"
    TELEPHONE = "telephone"
    PAPER = "paper"
    COUNTER = "counter"
    FORWARDED = "forwarded"


CAME_LABELS = {
    Came.PAGE: "このサイト",
    Came.TELEPHONE: "電話",
    Came.PAPER: "書面",
    Came.COUNTER: "窓口",
    Came.FORWARDED: "ほかの窓口からの引継ぎ",
}
COMPLAINT_LABELS: dict[StrEnum, str] = {
    ComplaintStatus.RECEIVED: "受付済み",
    ComplaintStatus.ASSIGNED: "担当決定",
    ComplaintStatus.INVESTIGATED: "調査済み",
    ComplaintStatus.ANSWERED: "回答済み",
    ComplaintStatus.CLOSED: "完結",
}
RETURN_LABELS: dict[StrEnum, str] = {
    ReturnStatus.COUNTED: "集計済み",
    ReturnStatus.CONFIRMED: "原課確認済み",
    ReturnStatus.APPROVED: "総括確認済み",
    ReturnStatus.SUBMITTED: "提出済み",
}
REQUEST_LABELS: dict[StrEnum, str] = {RequestStatus.OPEN: "回答の準備中", RequestStatus.RESPONDED: "回答済み"}
_COMPLAINT_OWNERS: dict[StrEnum, Role | None] = {
    ComplaintStatus.RECEIVED: Role.COORDINATOR,
    ComplaintStatus.ASSIGNED: Role.SECTION,
    ComplaintStatus.INVESTIGATED: Role.COORDINATOR,
    ComplaintStatus.ANSWERED: Role.COORDINATOR,
    ComplaintStatus.CLOSED: None,
}
_RETURN_OWNERS: dict[StrEnum, Role | None] = {
    ReturnStatus.COUNTED: Role.SECTION,
    ReturnStatus.CONFIRMED: Role.COORDINATOR,
    ReturnStatus.APPROVED: Role.COORDINATOR,
    ReturnStatus.SUBMITTED: None,
}
_REQUEST_OWNERS: dict[StrEnum, Role | None] = {RequestStatus.OPEN: Role.COORDINATOR, RequestStatus.RESPONDED: None}


def complaint() -> Lifecycle:
    """The steps of a complaint."""
    return Lifecycle(
        noun="苦情",
        statuses=tuple(ComplaintStatus),
        transitions={
            (ComplaintStatus.RECEIVED, Action.ASSIGN_COMPLAINT): ComplaintStatus.ASSIGNED,
            (ComplaintStatus.ASSIGNED, Action.INVESTIGATE_COMPLAINT): ComplaintStatus.INVESTIGATED,
            (ComplaintStatus.INVESTIGATED, Action.ANSWER_COMPLAINT): ComplaintStatus.ANSWERED,
            (ComplaintStatus.ANSWERED, Action.CLOSE_COMPLAINT): ComplaintStatus.CLOSED,
        },
        within={
            Action.RECEIVE_COMPLAINT: (ComplaintStatus.RECEIVED,),
            Action.ASSIGN_COMPLAINT: (ComplaintStatus.ASSIGNED,),
            Action.READ: tuple(ComplaintStatus),
        },
        labels=COMPLAINT_LABELS,
        owners=_COMPLAINT_OWNERS,
    )


def yearly() -> Lifecycle:
    """The steps of a yearly return."""
    return Lifecycle(
        noun="年次の報告",
        statuses=tuple(ReturnStatus),
        transitions={
            (ReturnStatus.COUNTED, Action.CONFIRM_RETURN): ReturnStatus.CONFIRMED,
            (ReturnStatus.CONFIRMED, Action.APPROVE_RETURN): ReturnStatus.APPROVED,
            (ReturnStatus.APPROVED, Action.SUBMIT_RETURN): ReturnStatus.SUBMITTED,
        },
        within={Action.OPEN_RETURN: (ReturnStatus.COUNTED,), Action.READ: tuple(ReturnStatus)},
        labels=RETURN_LABELS,
        owners=_RETURN_OWNERS,
    )


def request() -> Lifecycle:
    """The steps of a request of the commission."""
    return Lifecycle(
        noun="監督に関する求め",
        statuses=tuple(RequestStatus),
        transitions={(RequestStatus.OPEN, Action.RESPOND_REQUEST): RequestStatus.RESPONDED},
        within={
            Action.OPEN_REQUEST: (RequestStatus.OPEN,),
            Action.CHECK_REQUEST: (RequestStatus.OPEN,),
            Action.READ: tuple(RequestStatus),
        },
        labels=REQUEST_LABELS,
        owners=_REQUEST_OWNERS,
    )


def check_closer(*, received_by: str, by: str, two_people: bool) -> None:
    """Pass when the complaint is closed by another than received it, where the body asks for two people.

    Raises:
        NotAllowed: the same person.
    """
    if two_people and same_name(received_by, by):
        raise NotAllowed("苦情を受け付けた人は、その苦情を完結できません。", hint="別の担当の方に依頼してください。")


def check_answered(*, open_items: int) -> None:
    """Pass when every item of a request was looked at.

    Raises:
        NotLawful: some were not; says how many.
    """
    if open_items:
        raise NotLawful(f"確認していない事項が{open_items}件あります。", hint="すべて確認してから回答してください。")


def check_year_over(*, fiscal_year: int, as_of: date) -> None:
    """Pass when the fiscal year is over on the day as of which it is counted.

    Raises:
        NotNow: it still runs; what is counted would change.
    """
    if as_of <= fiscal_year_days(fiscal_year)[1]:
        raise NotNow("その年度はまだ終わっていません。", hint="年度が終わってから集計してください。")


@dataclass(frozen=True)
class Happened:
    """One event of the record: its kind, whom it concerns, the body's day, and its facts."""

    kind: str
    subject: str
    on: date
    facts: Mapping[str, Any]


def counts(events: Iterable[Happened], *, fiscal_year: int) -> dict[str, int]:
    """What the yearly return counts, from the events of a fiscal year alone; keys are those of the law's report lines.

    Events never change, so a later count as of the same place in the record gives the same numbers. What the record
    does not tell (files in the register) is not here.
    """
    first, last = fiscal_year_days(fiscal_year)
    found: Counter[str] = Counter()
    for event in events:
        if first <= event.on <= last:
            for key, amount in _lines(event):
                found[key] += amount
    return dict(found)


_SIMPLE = {
    "register.announce_call": "calls",
    "calls.announce_call": "calls",
    "review.notify_conforming": "conforming",
    "review.notify_failing": "nonconforming",
    "contract.conclude": "contracts",
    "contract.terminate": "terminations",
    "oversight.receive_complaint": "complaints",
}


_SUMMED: dict[str, tuple[tuple[str, str | None], ...]] = {
    "provision.receive_delivery": (("made", None), ("made_persons", "persons"), ("making_minutes", "minutes")),
    "contract.record_payment": (("fees_yen", "amount_yen"),),
    "review.hear": (("opinions_asked", "letters"),),
}


def _lines(event: Happened) -> list[tuple[str, int]]:
    facts = event.facts
    if event.kind in _SIMPLE:
        return [(_SIMPLE[event.kind], 1)]
    if event.kind == "proposal.submit":
        return [("proposals_new" if facts.get("kind") == ProposalKind.NEW else "proposals_existing", 1)]
    if event.kind == "review.record_opinion":
        return [("opinions_against", int(facts.get("objects") is True))]
    return [(line, 1 if fact is None else _whole(facts, fact)) for line, fact in _SUMMED.get(event.kind, ())]


def _whole(facts: Mapping[str, Any], key: str) -> int:
    value = facts.get(key, 0)
    return value if isinstance(value, int) else 0

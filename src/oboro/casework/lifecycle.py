"""What may happen next: a table of steps per aggregate, and one function that reads it.

Three aggregates follow each other in time: the proposal, the contract, the making. Events that change nothing of the
status (a finding recorded, a file attached) are in WHILE. The third parties' stage stands only in the scheme and for
the kind of proposal that have it. The reference page is generated from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from oboro.casework.roles import ACTION_LABELS, Action, Role, can
from oboro.kernel.errors import NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.opinions import third_party
from oboro.law.regime import Regime


class Status(StrEnum):
    """Where a proposal (提案) stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    CORRECTING = "correcting"
    UNDER_REVIEW = "under_review"
    HEARING = "hearing"
    JUDGED = "judged"
    DECIDED = "decided"
    CONFORMING = "conforming"
    FAILING = "failing"
    APPLIED = "applied"
    CONTRACTED = "contracted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class ContractStatus(StrEnum):
    """Where a contract (契約) stands."""

    PREPARING = "preparing"
    IN_FORCE = "in_force"
    ENDED = "ended"
    TERMINATED = "terminated"


class MakingStatus(StrEnum):
    """Where the making (作成) and handing over (提供) of the information stands."""

    READY = "ready"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    REGISTERED = "registered"
    HANDED_OVER = "handed_over"
    RECEIPT_CONFIRMED = "receipt_confirmed"


AnyStatus = StrEnum

LABELS: dict[AnyStatus, str] = {
    Status.DRAFT: "下書き",
    Status.SUBMITTED: "提出済み",
    Status.RECEIVED: "受付済み",
    Status.CORRECTING: "補正中",
    Status.UNDER_REVIEW: "審査中",
    Status.HEARING: "意見照会中",
    Status.JUDGED: "決裁待ち",
    Status.DECIDED: "決裁済み",
    Status.CONFORMING: "適合（契約の申込み待ち）",
    Status.FAILING: "不適合",
    Status.APPLIED: "契約申込み済み",
    Status.CONTRACTED: "契約済み",
    Status.LAPSED: "失効",
    Status.WITHDRAWN: "取下げ",
    ContractStatus.PREPARING: "締結準備中",
    ContractStatus.IN_FORCE: "締結済み",
    ContractStatus.ENDED: "終了",
    ContractStatus.TERMINATED: "解除",
    MakingStatus.READY: "作成前",
    MakingStatus.ORDERED: "作成中",
    MakingStatus.DELIVERED: "検収済み",
    MakingStatus.REGISTERED: "帳簿記載済み",
    MakingStatus.HANDED_OVER: "提供済み",
    MakingStatus.RECEIPT_CONFIRMED: "受領確認済み",
}

# Until the notice the proposer sees one word: what goes on inside the office is the office's.
_PROPOSER_LABELS: dict[AnyStatus, str] = dict.fromkeys((Status.HEARING, Status.JUDGED, Status.DECIDED), "審査中")

OWNERS: dict[AnyStatus, Role | None] = {
    Status.DRAFT: Role.PROPOSER,
    Status.SUBMITTED: Role.COORDINATOR,
    Status.RECEIVED: Role.REVIEWER,
    Status.CORRECTING: Role.PROPOSER,
    Status.UNDER_REVIEW: Role.REVIEWER,
    Status.HEARING: Role.COORDINATOR,
    Status.JUDGED: Role.DECIDER,
    Status.DECIDED: Role.COORDINATOR,
    Status.CONFORMING: Role.PROPOSER,
    Status.FAILING: None,
    Status.APPLIED: Role.COORDINATOR,
    Status.CONTRACTED: None,
    Status.LAPSED: None,
    Status.WITHDRAWN: None,
    ContractStatus.PREPARING: Role.COORDINATOR,
    ContractStatus.IN_FORCE: Role.COORDINATOR,
    ContractStatus.ENDED: None,
    ContractStatus.TERMINATED: None,
    MakingStatus.READY: Role.COORDINATOR,
    MakingStatus.ORDERED: Role.COORDINATOR,
    MakingStatus.DELIVERED: Role.COORDINATOR,
    MakingStatus.REGISTERED: Role.COORDINATOR,
    MakingStatus.HANDED_OVER: Role.PROPOSER,
    MakingStatus.RECEIPT_CONFIRMED: None,
}

READING = frozenset({Action.READ, Action.READ_ATTACHMENT})

Steps = Mapping[tuple[AnyStatus, Action], AnyStatus]

_PROPOSAL: dict[tuple[AnyStatus, Action], AnyStatus] = {
    (Status.DRAFT, Action.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Action.RECEIVE): Status.RECEIVED,
    (Status.RECEIVED, Action.REQUEST_CORRECTION): Status.CORRECTING,
    (Status.RECEIVED, Action.START_REVIEW): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.REQUEST_CORRECTION): Status.CORRECTING,
    (Status.CORRECTING, Action.RESUBMIT): Status.UNDER_REVIEW,
    (Status.CORRECTING, Action.CLOSE_CORRECTION): Status.UNDER_REVIEW,
    (Status.UNDER_REVIEW, Action.CONCLUDE_REVIEW): Status.JUDGED,
    (Status.JUDGED, Action.SEND_BACK): Status.UNDER_REVIEW,
    (Status.JUDGED, Action.DECIDE): Status.DECIDED,
    (Status.DECIDED, Action.NOTIFY_CONFORMING): Status.CONFORMING,
    (Status.DECIDED, Action.NOTIFY_FAILING): Status.FAILING,
    (Status.CONFORMING, Action.APPLY): Status.APPLIED,
    (Status.CONFORMING, Action.LAPSE): Status.LAPSED,
    (Status.APPLIED, Action.CONCLUDE): Status.CONTRACTED,
}

_HEARING: dict[tuple[AnyStatus, Action], AnyStatus] = {
    (Status.UNDER_REVIEW, Action.HEAR): Status.HEARING,
    (Status.HEARING, Action.CLOSE_HEARING): Status.UNDER_REVIEW,
}

WITHDRAWABLE = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.RECEIVED,
    Status.CORRECTING,
    Status.UNDER_REVIEW,
    Status.HEARING,
    Status.JUDGED,
    Status.DECIDED,
    Status.CONFORMING,
    Status.APPLIED,
)

_CONTRACT: dict[tuple[AnyStatus, Action], AnyStatus] = {
    (ContractStatus.PREPARING, Action.CONCLUDE): ContractStatus.IN_FORCE,
    (ContractStatus.IN_FORCE, Action.END): ContractStatus.ENDED,
    (ContractStatus.IN_FORCE, Action.TERMINATE): ContractStatus.TERMINATED,
}

_MAKING: dict[tuple[AnyStatus, Action], AnyStatus] = {
    (MakingStatus.READY, Action.ORDER): MakingStatus.ORDERED,
    (MakingStatus.ORDERED, Action.REFUSE_DELIVERY): MakingStatus.ORDERED,
    (MakingStatus.ORDERED, Action.RECEIVE_DELIVERY): MakingStatus.DELIVERED,
    (MakingStatus.DELIVERED, Action.REGISTER_MADE): MakingStatus.REGISTERED,
    (MakingStatus.REGISTERED, Action.HAND_OVER): MakingStatus.HANDED_OVER,
    (MakingStatus.REGISTERED, Action.HAND_OVER_MEDIUM): MakingStatus.HANDED_OVER,
    (MakingStatus.HANDED_OVER, Action.CONFIRM_RECEIPT): MakingStatus.RECEIPT_CONFIRMED,
    (MakingStatus.HANDED_OVER, Action.RECORD_RECEIPT): MakingStatus.RECEIPT_CONFIRMED,
}

_WRITING = (Status.DRAFT, Status.CORRECTING)
_PROPOSAL_WHILE: dict[Action, tuple[AnyStatus, ...]] = {
    Action.DRAFT: _WRITING,
    Action.ATTACH: _WRITING,
    Action.DETACH: _WRITING,
    Action.DISCARD: (Status.DRAFT,),  # no step follows: the row goes with it
    Action.CHECK_PAPERS: (Status.RECEIVED, Status.UNDER_REVIEW),
    Action.CHECK_GROUNDS: (Status.UNDER_REVIEW,),
    Action.REFER: (Status.UNDER_REVIEW,),
    Action.RECORD_COUNCIL: (Status.UNDER_REVIEW,),
    Action.ESTIMATE: (Status.RECEIVED, Status.UNDER_REVIEW, Status.HEARING),
    Action.JUDGE: (Status.UNDER_REVIEW,),
    Action.RECORD_OPINION: (Status.HEARING,),
    Action.RECORD_UNDELIVERED: (Status.HEARING,),
    Action.SETTLE_UNDELIVERED: (Status.HEARING,),
    Action.PACKAGE: (Status.JUDGED,),
    Action.READ: tuple(Status),
    Action.READ_ATTACHMENT: tuple(Status),
}
_ONLY_HEARING = (Action.RECORD_OPINION, Action.RECORD_UNDELIVERED, Action.SETTLE_UNDELIVERED)
_CONTRACT_WHILE: dict[Action, tuple[AnyStatus, ...]] = {
    Action.RECORD_PAYMENT: (ContractStatus.PREPARING, ContractStatus.IN_FORCE),
    Action.READ: tuple(ContractStatus),
}
_MADE = (MakingStatus.DELIVERED, MakingStatus.REGISTERED, MakingStatus.HANDED_OVER, MakingStatus.RECEIPT_CONFIRMED)
# A link that was lost or ran out, or a medium that did not arrive, is replaced by a new one, with the reason.
_MAKING_WHILE: dict[Action, tuple[AnyStatus, ...]] = {
    Action.PREPARE: (MakingStatus.READY,),
    Action.SEAL_EXCLUSION: (MakingStatus.READY,),
    Action.LOG_WORK: (MakingStatus.ORDERED, MakingStatus.DELIVERED),
    Action.RECORD_MEDIUM: (MakingStatus.ORDERED, *_MADE),
    Action.HAND_OVER: (MakingStatus.HANDED_OVER,),
    Action.HAND_OVER_MEDIUM: (MakingStatus.HANDED_OVER,),
    Action.REVOKE_LINK: (MakingStatus.HANDED_OVER, MakingStatus.RECEIPT_CONFIRMED),
    Action.RECORD_ERASURE: _MADE,
    Action.READ: tuple(MakingStatus),
}


def label(status: AnyStatus, *, to: Role | None = None) -> str:
    """The Japanese name of a status; the proposer's is coarser."""
    return _PROPOSER_LABELS.get(status, LABELS[status]) if to is Role.PROPOSER else LABELS[status]


def visible(status: AnyStatus, *, to: Role) -> bool:
    """Whether a role may see a case at all: a draft is its proposer's alone."""
    return to is Role.PROPOSER or status is not Status.DRAFT


def too_early_or_late(noun: str, status: str, deed: str, *, hint: str = "画面を読み直してください。") -> NotNow:
    """The refusal of a deed that does not belong to a status; all three are said in Japanese."""
    return NotNow(f"この{noun}は「{status}」なので、「{deed}」はできません。", hint=hint)


@dataclass(frozen=True)
class Lifecycle:
    """The steps of one aggregate.

    Attributes:
        noun: what it is called in messages (提案, 契約, 作成).
        statuses: all that can be reached, in the order of time.
        transitions: status and event to the status that follows.
        within: events that leave the status as it is, and the statuses in which they are possible.
        labels: the Japanese names of the statuses.
        owners: whose turn it is in each; None where it is over.
        told: to whom a refusal speaks; None for the office, which is told of all that is possible.
    """

    noun: str
    statuses: tuple[AnyStatus, ...]
    transitions: Steps
    within: Mapping[Action, tuple[AnyStatus, ...]]
    labels: Mapping[AnyStatus, str] = field(default_factory=lambda: LABELS)
    owners: Mapping[AnyStatus, Role | None] = field(default_factory=lambda: OWNERS)
    told: Role | None = None

    def told_to_proposer(self) -> "Lifecycle":
        """The same steps; a refusal names neither what goes on inside the office nor what only the office can do."""
        return replace(self, labels={**self.labels, **_PROPOSER_LABELS}, told=Role.PROPOSER)

    def after(self, status: AnyStatus, event: Action) -> AnyStatus:
        """The status that follows an event.

        Raises:
            NotNow: the event does not belong to this status; the hint lists what does.
        """
        if status in self.within.get(event, ()):
            return status
        if (status, event) not in self.transitions:
            raise too_early_or_late(self.noun, self.labels[status], ACTION_LABELS[event], hint=self._hint(status))
        return self.transitions[status, event]

    def possible(self, status: AnyStatus) -> tuple[Action, ...]:
        """The events that belong to a status, in the order of the procedure."""
        return tuple(
            action for action in Action if (status, action) in self.transitions or status in self.within.get(action, ())
        )

    def allows(self, status: AnyStatus, event: Action) -> bool:
        """Whether the event belongs to the status."""
        return event in self.possible(status)

    def fold(self, events: Iterable[str]) -> AnyStatus:
        """The status that a record of events leads to, from the first status; what is no step of this table is passed.

        Raises:
            NotNow: the record holds a step that the table does not allow there.
        """
        status = self.statuses[0]
        known = {event for _, event in self.transitions} | set(self.within)
        for name in events:
            if name in known:
                status = self.after(status, Action(name))
        return status

    def _hint(self, status: AnyStatus) -> str:
        names = [
            f"「{ACTION_LABELS[action]}」"
            for action in self.possible(status)
            if action not in READING and (self.told is None or can(action, (self.told,)))
        ]
        if not names:
            return f"この{self.noun}の手続は終わっています。"
        return f"今できるのは{'・'.join(names)}です。画面を読み直してください。"


def proposal(regime: Regime, kind: ProposalKind) -> Lifecycle:
    """The steps of a proposal of a kind under a law; the hearing only where that law has it."""
    hearing = kind is ProposalKind.NEW and third_party(regime) is not None
    skipped = () if hearing else (Status.HEARING,)
    withdrawals: dict[tuple[AnyStatus, Action], AnyStatus] = {
        (status, Action.WITHDRAW): Status.WITHDRAWN for status in WITHDRAWABLE if status not in skipped
    }
    return Lifecycle(
        noun="提案",
        statuses=tuple(status for status in Status if status not in skipped),
        transitions={**_PROPOSAL, **(_HEARING if hearing else {}), **withdrawals},
        within={
            action: tuple(status for status in statuses if status not in skipped)
            for action, statuses in _PROPOSAL_WHILE.items()
            if hearing or action not in _ONLY_HEARING
        },
    )


def contract() -> Lifecycle:
    """The steps of a contract."""
    return Lifecycle("契約", tuple(ContractStatus), _CONTRACT, _CONTRACT_WHILE)


def making() -> Lifecycle:
    """The steps of the making, from the order to the confirmed receipt."""
    return Lifecycle("作成・提供", tuple(MakingStatus), _MAKING, _MAKING_WHILE)

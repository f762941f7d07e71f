"""Who may do what: one table of actions and roles. When it may be done is the business of `lifecycle`."""

from collections.abc import Collection
from enum import StrEnum

from oboro.kernel.errors import NotAllowed


class Role(StrEnum):
    """What a person is in the procedure. A proposer acts for a party; all others for an organisation."""

    COORDINATOR = "coordinator"
    SECTION = "section"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    AUDITOR = "auditor"
    PROPOSER = "proposer"


ROLE_LABELS = {
    Role.COORDINATOR: "総括担当",
    Role.SECTION: "原課担当",
    Role.REVIEWER: "審査者",
    Role.DECIDER: "決裁者",
    Role.AUDITOR: "監査",
    Role.PROPOSER: "提案者",
}


class Action(StrEnum):
    """Everything that a person can do to a case."""

    # the proposer's side
    START = "start"
    DRAFT = "draft"
    ATTACH = "attach"
    DETACH = "detach"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    APPLY = "apply"
    # the office's side
    READ = "read"
    READ_ATTACHMENT = "read_attachment"
    RECEIVE = "receive"
    REQUEST_CORRECTION = "request_correction"
    CLOSE_CORRECTION = "close_correction"
    START_REVIEW = "start_review"
    CHECK_PAPERS = "check_papers"
    CHECK_GROUNDS = "check_grounds"
    ESTIMATE = "estimate"
    JUDGE = "judge"
    REFER = "refer"
    RECORD_COUNCIL = "record_council"
    HEAR = "hear"
    RECORD_OPINION = "record_opinion"
    RECORD_UNDELIVERED = "record_undelivered"
    SETTLE_UNDELIVERED = "settle_undelivered"
    CLOSE_HEARING = "close_hearing"
    CONCLUDE_REVIEW = "conclude_review"
    SEND_BACK = "send_back"
    PACKAGE = "package"
    DECIDE = "decide"
    NOTIFY_CONFORMING = "notify_conforming"
    NOTIFY_FAILING = "notify_failing"
    LAPSE = "lapse"
    RECORD_PAYMENT = "record_payment"
    CONCLUDE = "conclude"
    END = "end"
    TERMINATE = "terminate"
    # making and handing over
    ORDER = "order"
    RECEIVE_DELIVERY = "receive_delivery"
    REFUSE_DELIVERY = "refuse_delivery"
    REGISTER_MADE = "register_made"
    HAND_OVER = "hand_over"
    CONFIRM_RECEIPT = "confirm_receipt"


ACTION_LABELS = {
    Action.START: "提案を開始",
    Action.DRAFT: "下書きを保存",
    Action.ATTACH: "添付書類を追加",
    Action.DETACH: "添付書類を取消し",
    Action.SUBMIT: "提案を提出",
    Action.RESUBMIT: "補正して再提出",
    Action.WITHDRAW: "提案を取下げ",
    Action.APPLY: "契約の締結を申込み",
    Action.READ: "事案を閲覧",
    Action.READ_ATTACHMENT: "添付書類を閲覧",
    Action.RECEIVE: "提案を受付",
    Action.REQUEST_CORRECTION: "補正を依頼",
    Action.CLOSE_CORRECTION: "補正の依頼を終了",
    Action.START_REVIEW: "審査を開始",
    Action.CHECK_PAPERS: "書類を形式審査",
    Action.CHECK_GROUNDS: "欠格事由を確認",
    Action.ESTIMATE: "作成に要する時間を見積り",
    Action.JUDGE: "基準ごとに審査",
    Action.REFER: "審議会に諮問",
    Action.RECORD_COUNCIL: "審議会の答申を記録",
    Action.HEAR: "第三者に意見を照会",
    Action.RECORD_OPINION: "意見書を記録",
    Action.RECORD_UNDELIVERED: "戻った通知を記録",
    Action.SETTLE_UNDELIVERED: "戻った通知の扱いを記録",
    Action.CLOSE_HEARING: "意見の照会を締切り",
    Action.CONCLUDE_REVIEW: "審査を終え決裁へ回付",
    Action.SEND_BACK: "審査へ差戻し",
    Action.PACKAGE: "起案の資料を作成",
    Action.DECIDE: "決裁を記録",
    Action.NOTIFY_CONFORMING: "適合を通知",
    Action.NOTIFY_FAILING: "不適合を通知",
    Action.LAPSE: "期限経過を記録",
    Action.RECORD_PAYMENT: "納付を記録",
    Action.CONCLUDE: "契約を締結",
    Action.END: "契約の終了を記録",
    Action.TERMINATE: "契約を解除",
    Action.ORDER: "作成を指図",
    Action.RECEIVE_DELIVERY: "納品を検収",
    Action.REFUSE_DELIVERY: "納品を差戻し",
    Action.REGISTER_MADE: "作成した情報を帳簿に記載",
    Action.HAND_OVER: "情報を提供",
    Action.CONFIRM_RECEIPT: "受領を確認",
}

_PROPOSER = frozenset({Role.PROPOSER})
_OFFICE = frozenset({Role.COORDINATOR})

WHO_MAY: dict[Action, frozenset[Role]] = {
    Action.START: _PROPOSER,
    Action.DRAFT: _PROPOSER,
    Action.ATTACH: _PROPOSER,
    Action.DETACH: _PROPOSER,
    Action.SUBMIT: _PROPOSER,
    Action.RESUBMIT: _PROPOSER,
    Action.WITHDRAW: _PROPOSER,
    Action.APPLY: _PROPOSER,
    Action.READ: frozenset(Role),
    Action.READ_ATTACHMENT: frozenset(Role),
    Action.RECEIVE: _OFFICE,
    Action.REQUEST_CORRECTION: frozenset({Role.COORDINATOR, Role.REVIEWER}),
    Action.CLOSE_CORRECTION: _OFFICE,
    Action.START_REVIEW: frozenset({Role.COORDINATOR, Role.REVIEWER}),
    Action.CHECK_PAPERS: frozenset({Role.COORDINATOR, Role.REVIEWER}),
    Action.CHECK_GROUNDS: frozenset({Role.REVIEWER}),
    Action.REFER: _OFFICE,
    Action.RECORD_COUNCIL: _OFFICE,
    Action.RECORD_UNDELIVERED: _OFFICE,
    Action.SETTLE_UNDELIVERED: _OFFICE,
    Action.PACKAGE: frozenset({Role.COORDINATOR, Role.REVIEWER}),
    Action.ESTIMATE: frozenset({Role.COORDINATOR, Role.SECTION, Role.REVIEWER}),
    Action.JUDGE: frozenset({Role.REVIEWER}),
    Action.HEAR: _OFFICE,
    Action.RECORD_OPINION: _OFFICE,
    Action.CLOSE_HEARING: _OFFICE,
    Action.CONCLUDE_REVIEW: frozenset({Role.REVIEWER}),
    Action.SEND_BACK: frozenset({Role.DECIDER}),
    Action.DECIDE: frozenset({Role.DECIDER}),
    Action.NOTIFY_CONFORMING: _OFFICE,
    Action.NOTIFY_FAILING: _OFFICE,
    Action.LAPSE: _OFFICE,
    Action.RECORD_PAYMENT: _OFFICE,
    Action.CONCLUDE: _OFFICE,
    Action.END: _OFFICE,
    Action.TERMINATE: frozenset({Role.DECIDER}),
    Action.ORDER: _OFFICE,
    Action.RECEIVE_DELIVERY: _OFFICE,
    Action.REFUSE_DELIVERY: _OFFICE,
    Action.REGISTER_MADE: _OFFICE,
    Action.HAND_OVER: _OFFICE,
    Action.CONFIRM_RECEIPT: _PROPOSER,
}


BY_PAPER = frozenset(
    {
        Action.START, Action.DRAFT, Action.ATTACH, Action.DETACH, Action.SUBMIT, Action.RESUBMIT, Action.WITHDRAW,
        Action.APPLY,
    }
)  # fmt: skip
"""What a proposer without an account does on paper, and the desk writes down; every other condition stays."""


def who_may(action: Action, *, on_paper: bool = False) -> frozenset[Role]:
    """The roles that may do the action; the desk writes down what came on paper."""
    return WHO_MAY[action] | _OFFICE if on_paper and action in BY_PAPER else WHO_MAY[action]


def check(action: Action, roles: Collection[Role], *, on_paper: bool = False) -> None:
    """Pass when one of these roles may do the action.

    Raises:
        NotAllowed: none of them may; names who may.
    """
    require(who_may(action, on_paper=on_paper), roles, deed=ACTION_LABELS[action])


def require(allowed: Collection[Role], roles: Collection[Role], *, deed: str) -> None:
    """Pass when one of these roles is among those allowed; `deed` is what is to be done, in words.

    Raises:
        NotAllowed: none of them is; names who may.
    """
    if frozenset(allowed).isdisjoint(roles):
        who = "・".join(ROLE_LABELS[role] for role in Role if role in allowed)
        raise NotAllowed(f"「{deed}」ができるのは{who}です。", hint="担当の方に依頼してください。")


def can(action: Action, roles: Collection[Role], *, on_paper: bool = False) -> bool:
    """Whether one of these roles may do the action."""
    try:
        check(action, roles, on_paper=on_paper)
    except NotAllowed:
        return False
    return True

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
    DISCARD = "discard"
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
    # making and handing over, further
    PREPARE = "prepare"
    SEAL_EXCLUSION = "seal_exclusion"
    LOG_WORK = "log_work"
    RECORD_MEDIUM = "record_medium"
    HAND_OVER_MEDIUM = "hand_over_medium"
    REVOKE_LINK = "revoke_link"
    RECORD_RECEIPT = "record_receipt"
    RECORD_ERASURE = "record_erasure"
    # the use of what was handed over
    PLAN_REPORTS = "plan_reports"
    REPORT_USE = "report_use"
    REMIND = "remind"
    DECLARE_END = "declare_end"
    END_BY_TERMINATION = "end_by_termination"
    REPORT_ERASURE = "report_erasure"
    COMPLETE_USE = "complete_use"
    REPORT_INCIDENT = "report_incident"
    INVESTIGATE = "investigate"
    CHECK_POINT = "check_point"
    CORRECT = "correct"
    CLOSE_INCIDENT = "close_incident"
    # complaints, the yearly return, oversight
    RECEIVE_COMPLAINT = "receive_complaint"
    ASSIGN_COMPLAINT = "assign_complaint"
    INVESTIGATE_COMPLAINT = "investigate_complaint"
    ANSWER_COMPLAINT = "answer_complaint"
    CLOSE_COMPLAINT = "close_complaint"
    OPEN_RETURN = "open_return"
    CONFIRM_RETURN = "confirm_return"
    APPROVE_RETURN = "approve_return"
    SUBMIT_RETURN = "submit_return"
    OPEN_REQUEST = "open_request"
    CHECK_REQUEST = "check_request"
    RESPOND_REQUEST = "respond_request"
    # keeping and disposing of the records
    SET_RETENTION = "set_retention"
    HOLD = "hold"
    RELEASE = "release"
    LIST_DISPOSAL = "list_disposal"
    APPROVE_DISPOSAL = "approve_disposal"
    DISPOSE = "dispose"
    REVIEW_RECORD = "review_record"
    EXPORT_BODY = "export_body"
    ADD_DERIVATIVE = "add_derivative"
    ACCEPT_DERIVATIVE = "accept_derivative"


ACTION_LABELS = {
    Action.START: "提案を開始",
    Action.DRAFT: "下書きを保存",
    Action.ATTACH: "添付書類を追加",
    Action.DETACH: "添付書類を取消し",
    Action.DISCARD: "提出していない下書きを破棄",
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
    Action.PREPARE: "作成の準備を記録",
    Action.SEAL_EXCLUSION: "除外する人の一覧を封印",
    Action.LOG_WORK: "作業の時間を記録",
    Action.RECORD_MEDIUM: "媒体の受渡しを台帳に記録",
    Action.HAND_OVER_MEDIUM: "情報を媒体で提供",
    Action.REVOKE_LINK: "受け渡しのリンクを取消し",
    Action.RECORD_RECEIPT: "書面による受領を記録",
    Action.RECORD_ERASURE: "作成に使ったものの消去を記録",
    Action.PLAN_REPORTS: "利用の報告の間隔を定める",
    Action.REPORT_USE: "利用の状況を報告",
    Action.REMIND: "期限の近いことを通知",
    Action.DECLARE_END: "利用の終了を届出",
    Action.END_BY_TERMINATION: "解除により利用を終了",
    Action.REPORT_ERASURE: "消去を報告",
    Action.COMPLETE_USE: "消去の報告を確かめ完了",
    Action.REPORT_INCIDENT: "事故を報告",
    Action.INVESTIGATE: "事故の調査を開始",
    Action.CHECK_POINT: "事故の確認事項を記録",
    Action.CORRECT: "是正を確認",
    Action.CLOSE_INCIDENT: "事故の対応を完了",
    Action.RECEIVE_COMPLAINT: "苦情を受付",
    Action.ASSIGN_COMPLAINT: "苦情の担当を決定",
    Action.INVESTIGATE_COMPLAINT: "苦情の調査を記録",
    Action.ANSWER_COMPLAINT: "苦情に回答",
    Action.CLOSE_COMPLAINT: "苦情を完結",
    Action.OPEN_RETURN: "年次の報告を集計",
    Action.CONFIRM_RETURN: "年次の報告を原課で確認",
    Action.APPROVE_RETURN: "年次の報告を総括担当で確認",
    Action.SUBMIT_RETURN: "年次の報告を提出",
    Action.OPEN_REQUEST: "監督に関する求めを受付",
    Action.CHECK_REQUEST: "求めの事項を確認",
    Action.RESPOND_REQUEST: "監督に関する求めに回答",
    Action.SET_RETENTION: "保存期間を定める",
    Action.HOLD: "廃棄を保留",
    Action.RELEASE: "廃棄の保留を解除",
    Action.LIST_DISPOSAL: "廃棄の候補を一覧に",
    Action.APPROVE_DISPOSAL: "廃棄を決裁",
    Action.DISPOSE: "廃棄を実施",
    Action.REVIEW_RECORD: "記録の点検に署名",
    Action.EXPORT_BODY: "団体の記録を一括で取出し",
    Action.ADD_DERIVATIVE: "無害化した写しを登録",
    Action.ACCEPT_DERIVATIVE: "無害化した写しを承認",
}

_PROPOSER = frozenset({Role.PROPOSER})
_OFFICE = frozenset({Role.COORDINATOR})
_KEEPERS = frozenset({Role.COORDINATOR, Role.SECTION})
# What a proposer does on the page, and the office for it when it came on paper.
_BOTH = frozenset({Role.COORDINATOR, Role.PROPOSER})

WHO_MAY: dict[Action, frozenset[Role]] = {
    Action.START: _PROPOSER,
    Action.DRAFT: _PROPOSER,
    Action.ATTACH: _PROPOSER,
    Action.DETACH: _PROPOSER,
    Action.DISCARD: _PROPOSER,
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
    Action.PREPARE: _OFFICE,
    Action.SEAL_EXCLUSION: _OFFICE,
    Action.LOG_WORK: _OFFICE,
    Action.RECORD_MEDIUM: _OFFICE,
    Action.HAND_OVER_MEDIUM: _OFFICE,
    Action.REVOKE_LINK: _OFFICE,
    Action.RECORD_RECEIPT: _OFFICE,
    Action.RECORD_ERASURE: _OFFICE,
    Action.PLAN_REPORTS: _OFFICE,
    Action.REPORT_USE: _BOTH,
    Action.REMIND: _OFFICE,
    Action.DECLARE_END: _BOTH,
    Action.END_BY_TERMINATION: frozenset({Role.DECIDER}),
    Action.REPORT_ERASURE: _BOTH,
    Action.COMPLETE_USE: _OFFICE,
    Action.REPORT_INCIDENT: _BOTH,
    Action.INVESTIGATE: _OFFICE,
    Action.CHECK_POINT: _OFFICE,
    Action.CORRECT: _OFFICE,
    Action.CLOSE_INCIDENT: frozenset({Role.DECIDER}),
    Action.RECEIVE_COMPLAINT: _OFFICE,
    Action.ASSIGN_COMPLAINT: _OFFICE,
    Action.INVESTIGATE_COMPLAINT: _KEEPERS,
    Action.ANSWER_COMPLAINT: _OFFICE,
    Action.CLOSE_COMPLAINT: frozenset({Role.COORDINATOR, Role.DECIDER}),
    Action.OPEN_RETURN: _OFFICE,
    Action.CONFIRM_RETURN: frozenset({Role.SECTION}),
    Action.APPROVE_RETURN: _OFFICE,
    Action.SUBMIT_RETURN: _OFFICE,
    Action.OPEN_REQUEST: _OFFICE,
    Action.CHECK_REQUEST: _KEEPERS,
    Action.RESPOND_REQUEST: _OFFICE,
    Action.SET_RETENTION: _OFFICE,
    Action.HOLD: _OFFICE,
    Action.RELEASE: _OFFICE,
    Action.LIST_DISPOSAL: _OFFICE,
    Action.APPROVE_DISPOSAL: frozenset({Role.DECIDER}),
    Action.DISPOSE: _OFFICE,
    Action.REVIEW_RECORD: frozenset({Role.COORDINATOR, Role.DECIDER}),
    Action.EXPORT_BODY: _OFFICE,
    Action.ADD_DERIVATIVE: _OFFICE,
    Action.ACCEPT_DERIVATIVE: _KEEPERS,
}


ON_PAPER = frozenset({Action.REPORT_USE, Action.DECLARE_END, Action.REPORT_ERASURE, Action.REPORT_INCIDENT})
"""What the recipient does on the page, and the office records when it came on paper, with the day of the paper."""


BY_PAPER = frozenset(
    {
        Action.START, Action.DRAFT, Action.ATTACH, Action.DETACH, Action.DISCARD, Action.SUBMIT, Action.RESUBMIT,
        Action.WITHDRAW, Action.APPLY,
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

"""Consultation before a proposal: asked without an account, answered by the desk, told to all as a question."""

import re
from collections.abc import Collection
from enum import StrEnum

from oboro.casework.lifecycle import too_early_or_late
from oboro.casework.roles import Role, require
from oboro.kernel.errors import NotLawful
from oboro.kernel.text import fold_digits


class Status(StrEnum):
    """Where a consultation stands."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CARRIED = "carried"
    CLOSED = "closed"


class Deed(StrEnum):
    """Everything that is done to a consultation or to a published question; the first three by who asks."""

    ASK = "ask"
    ASK_AGAIN = "ask_again"
    CARRY = "carry"
    ANSWER = "answer_consultation"
    CLOSE = "close_consultation"
    WRITE_FAQ = "write_faq"
    PUBLISH_FAQ = "publish_faq"
    WITHDRAW_FAQ = "withdraw_faq"


DEED_LABELS = {
    Deed.ASK: "相談を受付",
    Deed.ASK_AGAIN: "追加の質問を受付",
    Deed.CARRY: "相談を提案へ引継ぎ",
    Deed.ANSWER: "相談に回答",
    Deed.CLOSE: "相談を終了",
    Deed.WRITE_FAQ: "よくある質問の下書きを保存",
    Deed.PUBLISH_FAQ: "よくある質問を公開",
    Deed.WITHDRAW_FAQ: "よくある質問の公開を終了",
}

STATUS_LABELS = {
    Status.RECEIVED: "回答待ち",
    Status.ANSWERED: "回答済み",
    Status.CARRIED: "提案へ引継ぎ済み",
    Status.CLOSED: "終了",
}

_DESK = frozenset({Role.COORDINATOR})

WHO_MAY: dict[Deed, frozenset[Role]] = {
    Deed.ANSWER: frozenset({Role.COORDINATOR, Role.SECTION}),
    Deed.CLOSE: _DESK,
    Deed.WRITE_FAQ: _DESK,
    Deed.PUBLISH_FAQ: _DESK,
    Deed.WITHDRAW_FAQ: _DESK,
}

_STEPS = {
    (Status.RECEIVED, Deed.ANSWER): Status.ANSWERED,
    (Status.RECEIVED, Deed.ASK_AGAIN): Status.RECEIVED,
    (Status.ANSWERED, Deed.ASK_AGAIN): Status.RECEIVED,
    (Status.RECEIVED, Deed.CARRY): Status.CARRIED,
    (Status.ANSWERED, Deed.CARRY): Status.CARRIED,
    (Status.RECEIVED, Deed.CLOSE): Status.CLOSED,
    (Status.ANSWERED, Deed.CLOSE): Status.CLOSED,
}

# What would tell how to reach somebody. Names cannot be told by their form, so a person reads the text as well.
_TRACES = (
    ("メールアドレス", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    ("電話番号", re.compile(r"(?<![0-9])0[0-9]{1,4}[-(（ー－]?[0-9]{1,4}[-)）ー－]?[0-9]{3,4}(?![0-9])")),
    ("相談の番号", re.compile(r"S[0-9A-Za-z]+-[0-9]{4}-[0-9]+")),
)


def check(deed: Deed, roles: Collection[Role]) -> None:
    """Pass when one of these roles may do it (NotAllowed names who may)."""
    require(WHO_MAY[deed], roles, deed=DEED_LABELS[deed])


def can(deed: Deed, roles: Collection[Role]) -> bool:
    """Whether one of these roles may do it."""
    return not WHO_MAY[deed].isdisjoint(roles)


def after(status: Status, deed: Deed) -> Status:
    """The status of a consultation after a deed (NotNow when the deed does not belong to this status)."""
    if (status, deed) not in _STEPS:
        hint = "画面を読み直してください。新しく相談することはできます。"
        raise too_early_or_late("相談", STATUS_LABELS[status], DEED_LABELS[deed], hint=hint)
    return _STEPS[status, deed]


def check_public_text(text: str) -> None:
    """Pass when a text that is to be published holds no address of somebody's mail, telephone or consultation.

    Raises:
        NotLawful: names the kind of what was found, never what it says.
    """
    plain = fold_digits(text)
    if found := [kind for kind, shape in _TRACES if shape.search(plain)]:
        raise NotLawful(
            f"公開する文に、{'と'.join(found)}のようなものがあります。",
            hint="相談した人が分からないように書き直してください。",
        )

"""The register (個人情報ファイル簿): steps of an entry, who may do them, what must hold first.

An entry lives in versions: the published one stands until the next is published.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.casework.lifecycle import too_early_or_late
from oboro.casework.roles import Role, require
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.law.opinions import third_party
from oboro.law.periods import fiscal_year
from oboro.law.regime import Regime
from oboro.law.register import least_persons, missing


class VersionStatus(StrEnum):
    """Where a version of an entry stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REPLACED = "replaced"
    STRUCK = "struck"


class Event(StrEnum):
    """What happens to a file and starts a duty of keeping the register; the keys are those of `law.register.duties`."""

    HELD = "make"
    CHANGED = "change"
    ENDED = "strike"


EVENT_LABELS = {
    Event.HELD: "ファイルを保有するに至った",
    Event.CHANGED: "記載すべき事項に変更があった",
    Event.ENDED: "保有をやめた、又は本人の数が少なくなった",
}


class Deed(StrEnum):
    """Everything that a person can do to an entry."""

    DRAFT_ENTRY = "draft_entry"
    DISCARD_DRAFT = "discard_draft"
    SUBMIT_ENTRY = "submit_entry"
    RETURN_ENTRY = "return_entry"
    APPROVE_ENTRY = "approve_entry"
    PUBLISH_ENTRY = "publish_entry"
    STRIKE_ENTRY = "strike_entry"
    JUDGE_FILE = "judge_file"
    EXEMPT_FILE = "exempt_file"
    LIST_AGAIN = "list_again"
    CONFIRM_ENTRIES = "confirm_entries"
    NOTE_EVENT = "note_event"
    IMPORT_ENTRIES = "import_entries"
    PUT_MENU = "put_menu"
    DROP_MENU = "drop_menu"


DEED_LABELS = {
    Deed.DRAFT_ENTRY: "記載の下書きを保存",
    Deed.DISCARD_DRAFT: "公表していない下書きを破棄",
    Deed.SUBMIT_ENTRY: "記載の承認を依頼",
    Deed.RETURN_ENTRY: "記載の下書きを差戻し",
    Deed.APPROVE_ENTRY: "記載を承認",
    Deed.PUBLISH_ENTRY: "記載を公表",
    Deed.STRIKE_ENTRY: "記載を消除",
    Deed.JUDGE_FILE: "提案の募集の対象かどうかを判定",
    Deed.EXEMPT_FILE: "ファイルを載せないことを記録",
    Deed.LIST_AGAIN: "載せないことの記録を終了",
    Deed.CONFIRM_ENTRIES: "記載に変わりがないことを確認",
    Deed.NOTE_EVENT: "ファイルに起きたことを記録",
    Deed.IMPORT_ENTRIES: "ほかの帳簿から取込み",
    Deed.PUT_MENU: "作成の目安を公表",
    Deed.DROP_MENU: "作成の目安の公表を終了",
}

VERSION_LABELS = {
    VersionStatus.DRAFT: "下書き",
    VersionStatus.SUBMITTED: "承認待ち",
    VersionStatus.APPROVED: "承認済み（公表前）",
    VersionStatus.PUBLISHED: "公表中",
    VersionStatus.REPLACED: "旧版",
    VersionStatus.STRUCK: "消除",
}

_COORDINATOR = frozenset({Role.COORDINATOR})
_KEEPERS = frozenset({Role.SECTION, Role.COORDINATOR})

WHO_MAY: dict[Deed, frozenset[Role]] = {
    Deed.DRAFT_ENTRY: _KEEPERS,
    Deed.DISCARD_DRAFT: _KEEPERS,
    Deed.SUBMIT_ENTRY: _KEEPERS,
    Deed.RETURN_ENTRY: _COORDINATOR,
    Deed.APPROVE_ENTRY: _COORDINATOR,
    Deed.PUBLISH_ENTRY: _COORDINATOR,
    Deed.STRIKE_ENTRY: _COORDINATOR,
    Deed.JUDGE_FILE: _COORDINATOR,
    Deed.EXEMPT_FILE: _COORDINATOR,
    Deed.LIST_AGAIN: _COORDINATOR,
    Deed.CONFIRM_ENTRIES: _KEEPERS,
    Deed.NOTE_EVENT: _KEEPERS,
    Deed.IMPORT_ENTRIES: _COORDINATOR,
    Deed.PUT_MENU: _COORDINATOR,
    Deed.DROP_MENU: _COORDINATOR,
}

_ENTRY_STEPS = {
    (VersionStatus.DRAFT, Deed.DRAFT_ENTRY): VersionStatus.DRAFT,
    (VersionStatus.DRAFT, Deed.DISCARD_DRAFT): VersionStatus.DRAFT,  # nothing follows: the row goes with it
    (VersionStatus.DRAFT, Deed.SUBMIT_ENTRY): VersionStatus.SUBMITTED,
    (VersionStatus.SUBMITTED, Deed.RETURN_ENTRY): VersionStatus.DRAFT,
    (VersionStatus.SUBMITTED, Deed.APPROVE_ENTRY): VersionStatus.APPROVED,
    (VersionStatus.APPROVED, Deed.RETURN_ENTRY): VersionStatus.DRAFT,
    (VersionStatus.APPROVED, Deed.PUBLISH_ENTRY): VersionStatus.PUBLISHED,
    (VersionStatus.PUBLISHED, Deed.STRIKE_ENTRY): VersionStatus.STRUCK,
}


@dataclass(frozen=True)
class FileFacts:
    """What else is known of the file when an entry is published.

    Attributes:
        judged_eligible: outcome of the latest judgement; None while there is none.
        disclosure: what that judgement says of disclosure (full, part, opinion, none); empty without one.
    """

    judged_eligible: bool | None
    disclosure: str = ""


@dataclass(frozen=True)
class Standing:
    """What a judgement rests on, as it was on its day or as it is now.

    Attributes:
        answers: items of the entry that bear on the judgement (`BEARS_ON_JUDGEMENT`).
        persons: persons in the file; None when nobody has said.
        steps: the questions of the law with their places; another text or place means that the law was changed.
        on: the day.
    """

    answers: Mapping[str, object]
    persons: int | None
    steps: tuple[tuple[str, str], ...]
    on: date


BEARS_ON_JUDGEMENT = ("purpose", "record_items", "record_range", "sensitive", "local_sensitive", "kind")


def check(deed: Deed, roles: Collection[Role]) -> None:
    """Pass when one of these roles may do it.

    Raises:
        NotAllowed: none of them may; names who may.
    """
    require(WHO_MAY[deed], roles, deed=DEED_LABELS[deed])


def can(deed: Deed, roles: Collection[Role]) -> bool:
    """Whether one of these roles may do it."""
    return not WHO_MAY[deed].isdisjoint(roles)


def version_after(status: VersionStatus, deed: Deed) -> VersionStatus:
    """The status of a version after a deed.

    Raises:
        NotNow: the deed does not belong to this status.
    """
    if (status, deed) not in _ENTRY_STEPS:
        raise too_early_or_late("記載", VERSION_LABELS[status], DEED_LABELS[deed])
    return _ENTRY_STEPS[status, deed]


def check_approver(writers: Collection[str], *, by: str) -> None:
    """Pass when who approves has not written the version.

    Raises:
        NotAllowed: the approver wrote it, or a part of it.
    """
    if by in writers:
        raise NotAllowed(
            "下書きを書いた人は、その記載を承認できません。", hint="書いていない総括担当に承認を依頼してください。"
        )


def check_entry(
    regime: Regime, answers: Mapping[str, object], facts: FileFacts, *, withheld: Collection[str] = ()
) -> None:
    """Pass when an entry can be approved and published.

    Raises:
        NotLawful: an item that every entry must carry is empty; or the entry offers a file that was not judged
            eligible; or it is silent on the chance of an opinion where the law of the case asks for that item.
    """
    if open_items := missing(regime, answers, withheld=withheld):
        labels = "、".join(f"「{item.label}」" for item in open_items)
        raise NotLawful(
            f"記載しなければならない事項が空いています：{labels}（{open_items[0].citation.short}ほか）。",
            hint="下書きを直してから進めてください。",
        )
    if answers.get("offered") is True and facts.judged_eligible is not True:
        raise NotLawful(
            f"提案の募集をする旨が記載されていますが、対象になるかどうかの判定で「該当」になっていません"
            f"（{regime.cite('eligibility').short}）。",
            hint="先に判定を行うか、募集の欄を「いいえ（無）」にしてください。",
        )
    rule = third_party(regime)
    if (
        rule
        and facts.disclosure == "opinion"
        and answers.get("offered")
        and answers.get(rule.register_item) is not True
    ):
        raise NotLawful(
            f"意見書の提出の機会を与えることとなるファイルなので、その旨の記載が要ります（{rule.citation.short}）。",
            hint="「意見書の提出の機会が与えられる旨」を「はい（有）」にしてください。",
        )


def too_few(regime: Regime, persons: int | None) -> bool:
    """Whether the file has become too small to be entered."""
    return persons is not None and persons < least_persons(regime).value


def judge_again(regime: Regime, *, then: Standing, now: Standing) -> tuple[str, ...]:
    """Why a judgement has to be made again; empty when it still holds."""
    changed = [key for key in BEARS_ON_JUDGEMENT if then.answers.get(key) != now.answers.get(key)]
    known = then.persons is not None and now.persons is not None
    reasons = (
        (bool(changed), "判定の後に、利用目的・記録項目・記録範囲などの記載が変わりました"),
        (known and too_few(regime, then.persons) is not too_few(regime, now.persons), "本人の数が境の数をまたぎました"),
        (then.steps != now.steps, "判定の後に、法令又は条例の定めが変わりました"),
        (fiscal_year(then.on) < fiscal_year(now.on), "判定の後に年度が替わりました"),
    )
    return tuple(words for holds, words in reasons if holds)

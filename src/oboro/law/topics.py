"""All of the law by topic, as rows of one shape: to show it on a date, to compare two, to say why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from oboro.kernel.errors import LawError
from oboro.law import source
from oboro.law.citation import Citation
from oboro.law.regime import Entry, Regime, Scheme, regime

_ARRAYS: Mapping[str, tuple[str, str, str]] = {
    "body": ("regime", "body", "適用と募集の義務"),
    "terms": ("regime", "term", "法令の言葉"),
    "places": ("regime", "place", "条文の所在"),
    "amendments": ("regime", "amendment", "改正の日"),
    "register": ("register", "item", "個人情報ファイル簿の記載事項"),
    "exemptions": ("register", "exemption", "個人情報ファイル簿に載せなくてよいファイル"),
    "duties": ("register", "duty", "個人情報ファイル簿の作成と公表の時期"),
    "eligibility": ("eligibility", "step", "募集の対象となる要件"),
    "periods": ("periods", "period", "期間"),
    "fields": ("forms", "field", "様式の記載事項"),
    "forms": ("forms", "form", "別記様式"),
    "attachments": ("attachments", "attachment", "添付書類"),
    "disqualification": ("disqualification", "ground", "欠格事由"),
    "criteria": ("criteria", "criterion", "審査の基準"),
    "persons": ("criteria", "amount", "本人の数"),
    "opinions": ("opinions", "rule", "第三者に対する意見書提出の機会"),
    "letter": ("opinions", "letter", "第三者への通知に書くこと"),
    "fees": ("fees", "line", "手数料の額"),
    "fee_instrument": ("fees", "instrument", "手数料を定めるもの"),
    "payment": ("fees", "payment", "納付の方法"),
    "termination": ("disqualification", "termination", "契約の解除"),
    "report_items": ("oversight", "report_item", "施行の状況の報告に書くこと"),
    "standards": ("standards", "standard", "作成の方法に関する基準"),
    "codes": ("codes", "code", "個人識別符号"),
    "sensitive": ("codes", "sensitive", "要配慮個人情報"),
    "transition": ("transition", "rule", "旧法からの経過措置"),
}
_PROVISIONS: Mapping[str, str] = {
    "definition": "定義",
    "creation": "作成と提供",
    "call": "提案の募集",
    "proposal": "提案の方法",
    "notice": "通知",
    "contract": "契約",
    "notification": "個人情報ファイルの通知と帳簿",
    "safety": "安全管理と禁止",
    "recipient": "提供を受けた者の義務",
    "other_information": "そのほかの匿名加工情報",
    "complaint": "苦情処理",
    "organisation": "委任と諮問",
    "oversight": "監督",
    "ordinance": "条例に任されたこと",
    "penalty": "罰則",
}
TOPICS: Mapping[str, str] = {name: title for name, (_, _, title) in _ARRAYS.items()} | dict(_PROVISIONS)
"""Every topic by its name, with its Japanese title."""

_PLACE = re.compile(r"第\d+条(?:の\d+)*(?:第\d+項)?(?:第\d+号(?:の\d+)*)?")
_PARTS = ("number", "text", "time", "reason", "yes", "counting", "existing_reason")
_UNITS = {"days": "日", "months": "月", "years": "年", "per_fiscal_year": "回（毎年度）"}


@dataclass(frozen=True)
class Row:
    """One thing the law says: what it is about, what is said, where, and since when.

    `inferred` says what of it is our reading and not the text; empty when it is the text.
    """

    topic: str
    key: str
    heading: str
    text: str
    since: date
    citation: Citation
    also: tuple[Citation, ...]
    inferred: str = ""

    def as_json(self) -> dict[str, object]:
        """The row for machines."""
        return {
            "topic": self.topic,
            "key": self.key,
            "heading": self.heading,
            "text": self.text,
            "since": self.since.isoformat(),
            "citation": self.citation.as_json(),
            "also": [place.short for place in self.also],
            "inferred": self.inferred,
        }


@dataclass(frozen=True)
class Change:
    """A difference between two regimes.

    Attributes:
        kind: added, removed, changed (what is said) or moved (only where it stands).
    """

    topic: str
    key: str
    kind: str
    before: Row | None
    after: Row | None


def rows(regime: Regime, topic: str) -> tuple[Row, ...]:
    """What the law says on a topic, in the order of the statute.

    Raises:
        LawError: there is no such topic.
    """
    if topic in _ARRAYS:
        file, array, _ = _ARRAYS[topic]
        entries = regime.entries(file, array)
    elif topic in _PROVISIONS:
        entries = tuple(e for e in regime.entries("provisions", "provision") if e.text("topic") == topic)
    else:
        raise LawError(f"法令データに「{topic}」という項目はありません。", hint="使える名前: " + "、".join(TOPICS))
    if topic == "body":
        entries = tuple(entry for entry in entries if entry.key == regime.body)
    return tuple(_row(topic, entry) for entry in entries)


def differences(before: Regime, after: Regime, *, topics: tuple[str, ...] = tuple(TOPICS)) -> tuple[Change, ...]:
    """What differs between two regimes, topic by topic."""
    found: list[Change] = []
    for topic in topics:
        old = {row.key: row for row in rows(before, topic)}
        new = {row.key: row for row in rows(after, topic)}
        for key in dict.fromkeys((*old, *new)):
            kind = _kind(old.get(key), new.get(key))
            if kind:
                found.append(Change(topic, key, kind, old.get(key), new.get(key)))
    return tuple(found)


def find(regime: Regime, name: str) -> Row:
    """One row by its name, topic.key; the topic may be left out where the key stands in one topic only.

    Raises:
        LawError: nothing or more than one thing has the name; the hint lists what is near.
    """
    topic, _, key = name.rpartition(".")
    wanted = (topic,) if topic else tuple(TOPICS)
    hits = [row for one in wanted for row in rows(regime, one) if row.key == key]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise LawError(
            f"「{name}」に当たるものが{len(hits)}件あります。",
            hint="次のどれかを指定してください: " + "、".join(f"{row.topic}.{row.key}" for row in hits),
        )
    reasons = [reason for one in wanted for reason in _absences(regime, one, key)]
    raise LawError(
        f"「{name}」は、この日のこの団体の法令データにありません。",
        hint=reasons[0] if reasons else "名前は oboro law show で調べられます。",
    )


def is_known(name: str) -> bool:
    """Whether a name, topic.key or key alone, is or ever was one of the law's, for any body and on any day."""
    topic, _, key = name.rpartition(".")
    arrays = [_array(one) for one in TOPICS if topic in ("", one)]
    return any(v.key == key for scheme in Scheme for array in arrays for v in source.versions(scheme, *array))


@dataclass(frozen=True)
class Past:
    """A row as it stood from a day on."""

    from_on: date
    row: Row


def history(name: Row, *, of: Regime) -> tuple[Past, ...]:
    """Every version of a row through both schemes, oldest first; a mere renumbering counts as a version."""
    found: list[Past] = []
    for scheme in Scheme:
        for since in _beginnings(scheme, name):
            try:
                then = regime(scheme, body=of.body, on=since)
            except LawError:
                continue
            row = next((one for one in rows(then, name.topic) if one.key == name.key), None)
            if row is not None and (not found or _said(row) != _said(found[-1].row)):
                found.append(Past(since, row))
    return tuple(found)


def _said(row: Row) -> tuple[str, str]:
    return row.text, str(row.citation)


def _beginnings(scheme: Scheme, row: Row) -> list[date]:
    own = {v.since for v in source.versions(scheme, *_array(row.topic)) if v.key == row.key and v.since}
    renumbered = {v.until for v in source.versions(scheme, "numbering", "range") if v.until}
    return sorted(own | renumbered) if own else []


def _absences(of: Regime, topic: str, key: str) -> list[str]:
    return [v.absent for v in source.versions(of.scheme, *_array(topic)) if v.key == key and v.absent]


def _array(topic: str) -> tuple[str, str]:
    """The file and the array of the data in which a topic stands."""
    return _ARRAYS.get(topic, ("provisions", "provision", ""))[:2]


def _kind(old: Row | None, new: Row | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if _words(old) != _words(new):
        return "changed"
    return "moved" if str(old.citation) != str(new.citation) else ""


def _words(row: Row) -> tuple[str, str]:
    """What is said, the places it points to left out: a new number alone is no new rule."""
    return row.heading, _PLACE.sub("§", row.text)


def _row(topic: str, entry: Entry) -> Row:
    heading = next((entry.text(name) for name in ("label", "short", "question", "title") if entry.text(name)), "")
    parts = [entry.text(name) for name in _PARTS if entry.text(name)]
    return Row(
        topic=topic,
        key=entry.key,
        heading=heading,
        text="　".join((*parts, *_figures(entry))),
        since=entry.since,
        citation=entry.citation,
        also=entry.also,
        inferred=entry.inferred,
    )


def _figures(entry: Entry) -> list[str]:
    figures = []
    if "length" in entry.values:
        figures.append(f"{entry.number('length')}{_UNITS[entry.text('unit')]}")
    if "yen" in entry.values:
        figures.append(f"{entry.number('yen'):,}円")
    if "value" in entry.values:
        figures.append(f"{entry.number('value'):,}人")
    return figures

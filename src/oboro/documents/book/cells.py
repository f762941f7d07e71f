"""What stands in the cells of a register: answers to text and back, without loss.

Reading is wider than writing: other registers say 「あり」, 「○」, 「含む」 or 「電算」 where ours say 「有」.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from oboro.documents.book.edition import Column
from oboro.kernel.dates import parse_japanese
from oboro.kernel.text import fold, fold_digits
from oboro.law.register import RegisterItem

PARTS = {"organisation": (("name", "名称"), ("address", "所在地")), "period": (("from", "始まり"), ("to", "終わり"))}
YES = {
    fold(word)
    for word in ("有", "あり", "有り", "はい", "○", "〇", "◯", "含む", "含まれる", "該当", "する", "1", "true", "yes")
}
NO = {
    fold(word)
    for word in (
        "無",
        "なし",
        "無し",
        "いいえ",
        "×",
        "✕",
        "含まない",
        "含まれない",
        "非該当",
        "しない",
        "0",
        "false",
        "no",
    )
}
BLANKS = {fold(word) for word in ("―", "－", "ー", "-", "・", "／", "/")}
_SEPARATORS = re.compile(r"[、，,；;]")
_BULLET = re.compile(
    r"\A[\s\u3000]*(?:[0-9０-９]{1,3}[\s.．)）、，:：]+|[（(][0-9０-９]{1,3}[)）]|[①-⑳㉑-㊿]|[・●○◆■])[\s\u3000]*"
)


LONGEST = {"text": 500, "long_text": 10_000}  # letters of one item, as the form of an entry takes it


class CellUnreadable(ValueError):
    """What a cell should hold instead; never what it holds."""


def columns(items: Iterable[RegisterItem]) -> tuple[Column, ...]:
    """The columns of the items of the law, those of two parts as two columns."""
    found = []
    for item in items:
        parts = PARTS.get(item.kind)
        if parts:
            found += [
                Column(f"{item.key}.{part}", f"{item.label}（{words}）", item.citation.short) for part, words in parts
            ]
        else:
            found.append(Column(item.key, item.label, item.citation.short))
    return tuple(found)


def written(items: Iterable[RegisterItem], answers: Mapping[str, Any]) -> dict[str, str]:
    """The cells of one entry by column id."""
    cells: dict[str, str] = {}
    for item in items:
        value = answers.get(item.key)
        if value is None:
            continue
        if item.kind in PARTS:
            cells |= {f"{item.key}.{part}": str(value.get(part, "")) for part, _ in PARTS[item.kind]}
        else:
            cells[item.key] = _text(item, value)
    return cells


def _text(item: RegisterItem, value: Any) -> str:
    match item.kind:
        case "bool":
            return "有" if value else "無"
        case "list":
            return "\n".join(value)
        case "choice":
            return dict(item.choices).get(value, str(value))
        case _:
            return str(value)


def read(item: RegisterItem, cells: Mapping[str, str], *, ours: bool) -> Any:
    """The answer that the cells of an item hold; None when they are empty.

    Args:
        item: of the law.
        cells: by column id.
        ours: the table was written by this program, so a list has one thing a line and nothing is to be guessed.

    Raises:
        CellUnreadable: says what to write instead.
    """
    if item.kind in PARTS:
        return _read_parts(item, cells)
    text = tidy(cells.get(item.key, ""))
    if not text or (not ours and fold(text) in BLANKS):
        return None
    match item.kind:
        case "bool":
            return _yes_or_no(text, ours=ours)
        case "choice":
            return _choice(item, text)
        case "list":
            return _list(text, ours=ours)
        case kind if len(text) > LONGEST.get(kind, len(text)):
            raise CellUnreadable(f"{LONGEST[kind]:,}字までで書いてください")
        case _:
            return text


def tidy(text: str) -> str:
    """A text as it is kept: one kind of line end, no control characters, no spaces around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return (
        "".join(letter for letter in lines if letter in "\n\t" or letter >= " ")
        .strip()
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )


def whole_number(text: str) -> int | None:
    """A count of persons, written with any digits, separators and 「人」; None when empty.

    Raises:
        CellUnreadable: not a whole number.
    """
    plain = fold_digits(tidy(text)).replace(",", "").replace("，", "").removesuffix("人").removesuffix("名").strip()
    if not plain or fold(plain) in BLANKS:
        return None
    plain = plain.removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,9}", plain):
        raise CellUnreadable("人数を数字だけで書いてください（「約」や範囲は書けません）")
    return int(plain)


def _yes_or_no(text: str, *, ours: bool) -> bool:
    folded = fold(text)
    if folded in YES:
        return True
    if folded in NO:
        return False
    if not ours and folded.endswith(fold("含む")):
        return True
    raise CellUnreadable("「有」か「無」で書いてください")


def _choice(item: RegisterItem, text: str) -> str:
    folded = fold(text)
    for value, label in item.choices:
        if folded in {fold(value), fold(label)}:
            return value
    # Offices write the first words of the label, or tick it with a mark in front.
    near = [value for value, label in item.choices if folded and _stem(label) in folded]
    if len(near) == 1:
        return near[0]
    words = "か".join(f"「{label.split('（')[0]}」" for _, label in item.choices)
    raise CellUnreadable(f"{words}で書いてください")


def _stem(label: str) -> str:
    return fold(label.split("（", maxsplit=1)[0])[:2]


def _list(text: str, *, ours: bool) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if ours:
        return lines
    if len(lines) == 1:
        lines = [part.strip() for part in _SEPARATORS.split(lines[0]) if part.strip()]
    lines = _unnumbered(lines)
    return [kept for line in lines if (kept := _BULLET.sub("", line).strip("、，, \u3000"))]


def _unnumbered(lines: list[str]) -> list[str]:
    """Without the numbers in front, when they run 1, 2, 3 through the whole list; 「3級」 alone keeps its number."""
    digits = [fold_digits(line) for line in lines]
    if len(lines) > 1 and all(text.startswith(str(at)) for at, text in enumerate(digits, start=1)):
        return [line[len(str(at)) :] for at, line in enumerate(lines, start=1)]
    return lines


def _read_parts(item: RegisterItem, cells: Mapping[str, str]) -> dict[str, str] | None:
    value = {part: tidy(cells.get(f"{item.key}.{part}", "")) for part, _ in PARTS[item.kind]}
    if not any(value.values()):
        return None
    empty = [words for part, words in PARTS[item.kind] if not value[part]]
    if empty:
        raise CellUnreadable(f"{empty[0]}も書いてください")
    return {part: _day(text) for part, text in value.items()} if item.kind == "period" else value


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    try:
        return parse_japanese(text).isoformat()
    except ValueError:
        raise CellUnreadable("日付を「2026-04-01」か「令和8年4月1日」のように書いてください") from None

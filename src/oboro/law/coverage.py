"""条文対応表: every article, paragraph and item of the two chapters → its data → what keeps it → which test proves it.

The places come from data/<scheme>/chapters.toml, what keeps them from coverage.toml; where they are data is found by
reading every entry that cites them. A place with a gap anywhere is open and says why; nothing is hidden.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from oboro.law import source
from oboro.law.citation import Citation, parse
from oboro.law.regime import Scheme

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_CIRCLED = re.compile(r"[①-⑳]")
HOW_LABELS = {
    "enforced": "守らせる",
    "shown": "人が行うことを示す",
    "meaning": "ほかの条の判断に使う意味",
    "open": "未対応",
}


@dataclass(frozen=True)
class Place:
    """One article, paragraph or item.

    Attributes:
        at: shorthand in today's numbering of the scheme (法112②三).
        part: the part of the statute it stands in.
        caption: the article's caption.
        data: the entries that cite it, as file.array.key.
        how: key of HOW_LABELS.
        by: what keeps it, as module:function.
        tests: what proves it, as path::name.
        note: where the software ends; may be empty.
        gap: why it is open; empty when it is not.
    """

    at: str
    citation: Citation
    part: str
    caption: str
    data: tuple[str, ...]
    how: str
    by: tuple[str, ...]
    tests: tuple[str, ...]
    note: str
    gap: str


@lru_cache
def places(scheme: Scheme) -> tuple[Place, ...]:
    """Every place of the chapters of a scheme, in the order of the statutes."""
    rows = {at: raw for raw in source.document(scheme, "coverage")["row"] for at in raw["at"]}
    cited = _cited(scheme)
    return tuple(
        _place(scheme, article, article["at"] + part, rows, cited)
        for article in source.document(scheme, "chapters")["article"]
        for part in article["parts"]
    )


def open_places() -> tuple[tuple[Scheme, Place], ...]:
    """The places of both schemes that lack data, code or a test."""
    return tuple((scheme, place) for scheme in Scheme for place in places(scheme) if place.gap)


def unknown_rows(scheme: Scheme) -> tuple[str, ...]:
    """Places that coverage.toml speaks of and the chapters do not have, or that it speaks of twice."""
    known = {place.at for place in places(scheme)}
    spoken = [at for raw in source.document(scheme, "coverage")["row"] for at in raw["at"]]
    return tuple(at for at in dict.fromkeys(spoken) if at not in known or spoken.count(at) > 1)


def as_json(schemes: tuple[Scheme, ...] = tuple(Scheme)) -> dict[str, Any]:
    """The table for machines: counts by scheme, every place, and the open ones as a list."""
    told = {scheme: [_told(scheme, place) for place in places(scheme)] for scheme in schemes}
    return {
        "schemes": {
            scheme.value: {"places": len(found)} | {how: sum(one["how"] == how for one in found) for how in HOW_LABELS}
            for scheme, found in told.items()
        },
        "open": [one for found in told.values() for one in found if one["gap"]],
        "places": [one for found in told.values() for one in found],
    }


def as_markdown() -> str:
    """The table as docs/reference/law-coverage.md holds it."""
    lines = [
        "# 条文対応表",
        "",
        "二つの章と、それを定める政令・規則・附則の、条・項・号のすべて。`oboro law coverage --markdown` が作り、",
        "試験が毎回突き合わせる。「所在」はその条を引くデータ、「守らせるもの」は関数、「確かめるもの」は試験。",
        "",
        "| 区分 | 意味 |",
        "|---|---|",
        "| 守らせる | 条件が満たされなければ、関数が断るか、額・期間・要件を計算する |",
        "| 人が行うことを示す | 団体や人への定め。画面・文書・`oboro law` が示し、断りはしない |",
        "| ほかの条の判断に使う意味 | 定義など。ほかの行の関数が使う |",
        "| 未対応 | データ・関数・試験のどれかがない。理由を書く |",
    ]
    lines += ["", "## 未対応", ""]
    lines += [f"- {place.citation}（{place.caption}）：{place.gap}" for _, place in open_places()] or ["なし。"]
    for scheme in Scheme:
        lines += ["", f"## {source.document(scheme, 'regime')['scheme']['label']}", "", _summary(scheme)]
        part = ""
        for place in places(scheme):
            if place.part != part:
                part = place.part
                lines += ["", f"### {part}", "", "| 条 | 見出し | 所在 | 区分 | 守らせるもの | 確かめるもの | 注 |"]
                lines += ["|---|---|---|---|---|---|---|"]
            lines.append(_line(place))
    return "\n".join(lines) + "\n"


def _summary(scheme: Scheme) -> str:
    found = places(scheme)
    counts = "、".join(f"{label} {sum(one.how == how for one in found)}" for how, label in HOW_LABELS.items())
    return f"{len(found)}か所（{counts}）。"


def _line(place: Place) -> str:
    proven = [test.rpartition("::")[2] for test in place.tests]
    cells = (place.data, place.by, proven)
    told = ["<br>".join(f"`{one}`" for one in cell) for cell in cells]
    return (
        f"| {place.citation.short} | {place.caption} | {told[0]} | {HOW_LABELS[place.how]} | {told[1]} | {told[2]} "
        f"| {place.gap or place.note} |"
    )


def _told(scheme: Scheme, place: Place) -> dict[str, Any]:
    return {
        "scheme": scheme.value,
        "at": place.at,
        "citation": str(place.citation),
        "caption": place.caption,
        "how": place.how,
        "data": list(place.data),
        "by": list(place.by),
        "tests": list(place.tests),
        "note": place.note,
        "gap": place.gap,
    }


def _place(
    scheme: Scheme,
    article: Mapping[str, Any],
    at: str,
    rows: Mapping[str, Mapping[str, Any]],
    cited: Mapping[Citation, tuple[str, ...]],
) -> Place:
    raw = rows.get(at, {"how": "open", "by": [], "tests": [], "note": "対応する行がない"})
    citation = _read(scheme, at)
    data = cited.get(citation, ())
    gap = str(raw.get("note", "")) if raw["how"] == "open" else _gap(data, raw)
    return Place(
        at=at,
        citation=citation,
        part=article["part"],
        caption=article["caption"],
        data=data,
        how="open" if gap else raw["how"],
        by=tuple(raw["by"]),
        tests=tuple(raw["tests"]),
        note=str(raw.get("note", "")),
        gap=gap,
    )


def _gap(data: tuple[str, ...], raw: Mapping[str, Any]) -> str:
    lacking = [name for name, there in (("データ", data), ("関数", raw["by"]), ("試験", raw["tests"])) if not there]
    return "、".join(lacking) + "がない" if lacking else ""


@lru_cache
def _cited(scheme: Scheme) -> Mapping[Citation, tuple[str, ...]]:
    """Which entries cite a place, by the place."""
    found: dict[Citation, dict[str, None]] = {}
    for name, shorthand in _shorthands(scheme):
        found.setdefault(_read(scheme, shorthand), {})[name] = None
    return {place: tuple(names) for place, names in found.items()}


def _shorthands(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for file in source.FILES:
        for array, told in source.document(scheme, file).items():
            if not isinstance(told, list) or array == "law":
                continue
            for one in source.versions(scheme, file, array):
                if not one.absent:
                    yield from ((f"{file}.{array}.{one.key}", place) for place in _places_of(one))


def _places_of(one: source.Version) -> Iterator[str]:
    yield one.cite
    yield from one.values.get("also", ())
    for value in one.values.values():
        if isinstance(value, str):
            yield from _PLACEHOLDER.findall(value)


@lru_cache(maxsize=4096)
def _read(scheme: Scheme, shorthand: str) -> Citation:
    """A place, an only paragraph left unsaid: 法113① is 法113."""
    titles = {raw["alias"]: raw["title"] for raw in source.document(scheme, "regime")["law"]}
    found = parse(shorthand, titles=titles)
    article = _CIRCLED.split(shorthand)[0]
    if found.paragraph and any(one["at"] == article for one in _single(scheme)):
        return Citation(found.law, found.article, None, found.item, found.alias)
    return found


@lru_cache
def _single(scheme: Scheme) -> tuple[Mapping[str, Any], ...]:
    """The articles that have one paragraph only."""
    articles = source.document(scheme, "chapters")["article"]
    return tuple(one for one in articles if not any(_CIRCLED.match(part) for part in one["parts"]))

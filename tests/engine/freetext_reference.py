"""Measures what is found in free text and writes docs/reference/free-text.md: python -m engine.freetext_reference."""

import csv
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

from oboro.engine.freetext.redaction import find
from oboro.rehearsal import register, remarks, tables

from .detectors_reference import lower_bound

TARGET = Path(__file__).resolve().parents[2] / "docs" / "reference" / "free-text.md"
WAYS = ("部品あり", "部品なし")


def labelled() -> list[tuple[str, str, tuple[remarks.Span, ...]]]:
    """(set, text, spans) of remarks of a made-up register and of case records."""
    made = []
    with tempfile.TemporaryDirectory() as folder:
        out, truth = Path(folder) / "r.csv", Path(folder) / "t.csv"
        register.write(register.Wish("柏市", people=12_000, seed=5, encoding="utf-8"), out=out, truth=truth)
        with out.open(encoding="utf-8", newline="") as file:
            texts = [row["備考"] for row in csv.DictReader(file)]
        spans: dict[int, list[remarks.Span]] = {}
        with truth.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["class"] == "embedded":
                    span = remarks.Span(row["kind"], int(row["start"]), int(row["end"]))
                    spans.setdefault(int(row["record"]) - 1, []).append(span)
        made += [("備考", text, tuple(spans.get(n, ()))) for n, text in enumerate(texts) if text]
    family, own = (
        list(tables.surnames().names),
        [*tables.given_names("F").names[:400], *tables.given_names("M").names[:400]],
    )
    made += [("経過記録", text, spans_) for text, spans_ in remarks.casework(1_500, family=family, own=own, seed=3)]
    return made


@lru_cache(maxsize=1)
def measured() -> dict[tuple[str, str, str], Counter[str]]:
    """(set, way, kind) → found, asked, and letters that were replaced though nothing stood there."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for set_, text, spans in labelled():
        for way in WAYS:
            found, _ = find(text, words=way == WAYS[0])
            for span in spans:
                if span.kind == "hint":
                    continue
                covered = any(one.start <= span.start and span.end <= one.end for one in found)
                counts.setdefault((set_, way, span.kind), Counter()).update(asked=1, found=covered)
            stray = sum(not any(a.start < b.end and b.start < a.end for b in spans) for a in found)
            counts.setdefault((set_, way, "name"), Counter()).update(stray=stray, texts=1)
    return counts


def recall(set_: str, way: str, kind: str) -> float:
    count = measured()[set_, way, kind]
    return count["found"] / count["asked"]


def text() -> str:
    """The page."""
    lines = [
        "# 自由記述の置換の測定（自動生成）",
        "",
        (
            "自由記述の列は、既定では出力しません。求められて置き換えるときに、どれだけ見つかるかを測った値です。書き直すには"
            "`PYTHONPATH=src:tests python -m engine.freetext_reference` を実行します。テストが、この表と測り直した値の一致を確かめます。"
        ),
        "",
        (
            "測ったのは、練習用の住民記録の備考と、経過記録に似せて作った文です。どちらも本プロジェクトが作った、どこに何があるか"
            "分かっている文で、実際の記録ではありません。実際の文での値は、職員が抜き取って確かめてください。"
            "「部品あり」は語の辞書（任意の部品 `text`）を使った場合です。ファイル自身の氏名の列による照合は、ここでは使っていません。"
        ),
        "",
        "| 文 | 方法 | 種類 | 見つけた数／あった数 | 再現率 | 95%区間の下限 |",
        "|---|---|---|---|---|---|",
    ]
    for (set_, way, kind), count in sorted(measured().items()):
        if count["asked"]:
            share, lower = count["found"] / count["asked"], lower_bound(count["found"], count["asked"])
            lines.append(
                f"| {set_} | {way} | {kind} | {count['found']:,}／{count['asked']:,} | {share:.3f} | {lower:.3f} |"
            )
    lines += ["", "| 文 | 方法 | 文の数 | 何もないところを置き換えた数 |", "|---|---|---|---|"]
    for (set_, way, kind), count in sorted(measured().items()):
        if kind == "name":
            lines.append(f"| {set_} | {way} | {count['texts']:,} | {count['stray']:,} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")

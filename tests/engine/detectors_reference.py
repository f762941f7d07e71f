"""Measures the detectors on the generated corpus and writes docs/reference/detectors.md: python -m engine.detectors_reference."""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path

from oboro.engine.detectors.verdict import detect

from .detector_corpus import FAMILIES, HARD, NEGATIVES, NO_CHECK, SOFT, column

TARGET = Path(__file__).resolve().parents[2] / "docs" / "reference" / "detectors.md"
ROUNDS = 24
SURE = 0.6
RIGHT = {"8桁の日付": "date"}
LABELS = {**dict.fromkeys(HARD, "硬い"), **dict.fromkeys(SOFT, "参考"), **dict.fromkeys(NO_CHECK, "なし")}


@dataclass
class Tally:
    found: int = 0
    asked: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0


def lower_bound(successes: int, trials: int) -> float:
    """Lower end of the 95 % interval of a share (Wilson 1927)."""
    if not trials:
        return 0.0
    z, share = 1.959964, successes / trials
    centre = share + z * z / (2 * trials)
    return (centre - z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))) / (1 + z * z / trials)


def reading(name: str, values: list[tuple[str, int]]) -> str:
    first = detect(name, values)[0]
    return first.key if first.confidence >= SURE else ""


@lru_cache(maxsize=1)
def measured() -> tuple[dict[str, Tally], dict[str, Tally]]:
    """Per family, columns with their names and columns that are only numbered."""
    named, bare = {key: Tally() for key in FAMILIES}, {key: Tally() for key in FAMILIES}
    for key, (names, make, alone) in FAMILIES.items():
        for seed in range(ROUNDS):
            values = column(make, seed * 101 + len(key))
            for name, tallies, wanted in ((names[seed % len(names)], named, True), (f"列{seed}", bare, alone)):
                answer = reading(name, values)
                if wanted:
                    tallies[key].asked += 1
                    tallies[key].found += answer == key
                if answer != key and answer in tallies:
                    tallies[answer].wrong += 1
    for number, (kind, make) in enumerate(NEGATIVES.items()):
        for seed in range(ROUNDS):
            answer = reading(f"項目{seed}", column(make, seed * 7919 + number))
            for tallies in (named, bare):
                if answer in tallies and answer != RIGHT.get(kind):
                    tallies[answer].wrong += 1
    return named, bare


def text() -> str:
    """The page."""
    named, bare = measured()
    lines = [
        "# 検出器の測定（自動生成）",
        "",
        (
            "この表は `tests/engine/detectors_reference.py` が作った列で測った値です。書き直すには"
            "`PYTHONPATH=src:tests python -m engine.detectors_reference` を実行します。テストが、この表と測り直した値の一致を確かめます。"
        ),
        "",
        (
            f"系統ごとに、列名のある列と、列名を番号にした列を{ROUNDS}本ずつ（1本は異なる値およそ200種）、どの系統でもない列を"
            f"{len(NEGATIVES)}種類×{ROUNDS}本作りました。作った列での値であり、実際の帳票での値ではありません。"
        ),
        "",
        "- 適合率: その系統と答えた列のうち、正しかったもの。再現率: その系統の列のうち、そう答えたもの。",
        "- 「値だけ」の欄の — は、値の形だけでは他の番号と区別できない（列名が要る）系統です。",
        "- 検査数字「硬い」は合わない値を退けます。「参考」は公の式が確かめられないため、退けるのには使いません。",
        (
            "- 同じ形の系統（在留カードと特別永住者証明書、宛名番号と世帯番号）は、値だけでは互いに区別できません。"
            "どちらも落とす項目なので、取り違えても出力には残りません。"
        ),
        "- 下限は、再現率の95%信頼区間（ウィルソン）の下の端です。列の数が少ないため、低めに出ます。",
        "",
        "| 系統 | 検査数字 | 列名あり 適合率 | 再現率 | 値だけ 適合率 | 再現率 | 再現率の下限（列名あり） |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, (_, _, alone) in FAMILIES.items():
        here, there = named[key], bare[key]
        own = f"{there.precision:.2f} | {there.recall:.2f}" if alone else "— | —"
        lower = lower_bound(here.found, here.asked)
        lines.append(f"| {key} | {LABELS[key]} | {here.precision:.2f} | {here.recall:.2f} | {own} | {lower:.2f} |")
    hard = [(named[key], bare[key], FAMILIES[key][2]) for key in HARD]
    whole = [tally for a, b, alone in hard for tally in ((a, b) if alone else (a,))]
    found, asked = sum(t.found for t in whole), sum(t.asked for t in whole)
    wrong = sum(t.wrong for t in whole)
    lines += [
        "",
        (
            f"検査数字が硬い系統の合計: 適合率 {found / (found + wrong):.3f}、再現率 {found / asked:.3f}"
            f"（{found:,}／{asked:,}本、下限 {lower_bound(found, asked):.3f}）。"
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")

"""The evidence: from a report alone, self-contained, masked, without a value of a person, and readable by all."""

import html
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from axe import violations
from engine.makers import recipe, written
from oboro.documents.evidence import english, plots
from oboro.documents.evidence.case import Case
from oboro.documents.evidence.page import evidence
from oboro.documents.evidence.sheet import summary
from oboro.documents.evidence.words import _WORDS, Words
from oboro.engine.run import run
from oboro.engine.transform.catalogue import STEPS

STANDARDS = [
    {"standard": "peculiar", "column": "年齢", "done": True, "step": "一般化", "proof": "5人以上"},
    {"standard": "nature", "column": "", "done": False, "step": "<b>そろえる</b>", "proof": "k=5"},
]
ABOUT = {
    "case": "R8-003",
    "organisation": "練習市",
    "file": "住民記録ファイル",
    "law": "法",
    "rule": "規則",
    "made": "2026",
}
CASE = Case(
    about=ABOUT,
    citations={"peculiar": "規則の四号", "nature": "規則の五号"},
    standards=STANDARDS,
    spoken=("甲", "乙"),
    checkers=[
        {"checker": "甲", "outcome": "pass", "text": "よい", "same_account": True},
        {"checker": "乙", "outcome": "object", "text": "よくない", "same_account": False},
    ],
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The report of a file whose every value is a canary."""
    folder = tmp_path_factory.mktemp("evidence")
    rows = [
        (
            f"カナリア氏{n}",
            str(20 + n * 7 % 50),
            "カナリア男" if n % 2 else "カナリア女",
            f"カナリア職{n % 5}",
            str(n * 13 % 700),
        )
        for n in range(900)
    ]
    written(folder, ["氏名", "年齢", "性別", "職<業>", "収入"], rows)
    columns = {
        "氏名": 'role = "identifier"', "年齢": 'role = "quasi"\nhierarchy = { name = "age" }', "性別": 'role = "quasi"',
        "職<業>": 'role = "sensitive"', "収入": 'role = "plain"',
    }  # fmt: skip
    steps = """
[evidence]
attacks = 60
curve = [2, 5, 1000]
[[step]]
treatment = "delete-cells"
column = "職<業>"
values = ["カナリア職4"]
[[step]]
treatment = "top-code"
column = "収入"
at = 695
"""
    run(recipe(folder, columns, k=5, search=f"suppression_limit = 0.1\n{steps}"), out=folder / "out")
    return json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "rect", "line", "circle", "polyline"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_is_whole_self_contained_and_runs_nothing(report, language):
    for text in (
        evidence(report, case=CASE, language=language),
        summary(report, case=CASE, language=language),
    ):
        tags = Tags()
        tags.feed(text)
        assert tags.open == []
        assert {tag for tag, _ in tags.seen} & {"script", "link", "img", "iframe", "a"} == set()
        assert [attrs for _, attrs in tags.seen if {"src", "href", "style"} & set(attrs)] == []
        assert re.findall(r"https?://[^\" ]+", text.replace("http://www.w3.org/2000/svg", "")) == []


def test_no_value_of_the_source_stands_in_report_or_page(report):
    text = json.dumps(report, ensure_ascii=False) + evidence(report) + summary(report)
    assert "カナリア" not in text


def test_names_of_columns_and_steps_are_escaped(report):
    text = evidence(report, case=CASE)
    assert "職<業>" not in text
    assert html.escape("職<業>") in text
    assert "<b>そろえる" not in text


def test_everything_an_officer_signs_for_is_on_the_page(report):
    text = html.unescape(evidence(report, case=CASE))
    for word in (
        "一般化", "項目削除", "セル削除", "トップコーディング", "一人を選び出す", "表に載っていることを知る", "95%区間", "対照群",
        "失われたエントロピー", "k=1000", "できない", report["recipe_sha256"], report["source_sha256"], "この証拠の限界",
    ):  # fmt: skip
        assert word in text, word


def test_the_sheet_says_of_which_table_it_speaks_and_who_has_said_what(report):
    text = html.unescape(summary(report, case=CASE))
    for word in (
        *ABOUT.values(), report["output"]["sha256"], "規則の四号", "未了 1", "確認者（甲）", "出してよい：よい", "出してはならない：よくない",
        "作ったときと同じ利用者の名で記録", "まだ決めていません",
    ):  # fmt: skip
        assert word in text, word


def test_an_attack_that_succeeds_is_on_the_sheet_beside_one_that_nobody_could_measure(report):
    """An attack whose control group always succeeds has an interval up to one and an estimate of nought."""
    first = report["attacks"]["each"][0]
    each = [
        {**first, "risk": 0.17, "low": 0.10, "high": 0.25},
        {**first, "risk": 0.0, "low": -0.5, "high": 1.0},
    ]
    text = summary({**report, "attacks": {**report["attacks"], "each": each}})
    assert "0.00%（0.00%–100.00%）" in text
    assert "推定値が最も高い危険" in text
    assert "17.00%（10.00%–25.00%）" in text
    assert "推定値" not in summary({**report, "attacks": {**report["attacks"], "each": each[:1]}})


def test_a_census_of_which_no_record_could_be_read_tells_no_chance(report):
    held = {"columns": ["年齢"], "people": 184_892, "smallest": 0, "highest": 0.0, "average": 0.0, "unread": 2_947}
    text = evidence({**report, "risk": {**report["risk"], "census": held}})
    told = text[text.index("国勢調査の人口との突合せ") : text.index("読み取れなかった記録")]
    assert "0.00%" not in told
    assert "2,947" in text


def test_what_has_not_come_yet_is_said_and_not_left_out(report):
    early = summary(report, case=Case(about=ABOUT))
    assert "まだ測り直していません" in early
    assert "まだ（確かめた人 0人）" in early
    assert "まだ測り直していません" in evidence(report, case=Case(about=ABOUT))


def test_the_english_page_has_english_words_for_all_that_the_program_says(report):
    text = evidence(report, case=Case(standards=STANDARDS[:1]), language="en")
    names = "|".join(map(re.escape, sorted(map(html.escape, report["columns"]), key=len, reverse=True)))
    left = re.sub(f"{names}|5人以上|：|<style>.*?</style>", "", text, flags=re.DOTALL)
    assert re.findall(r"[ぁ-んァ-ヶ一-鿿（）、]+", left) == []
    assert [step.word for step in STEPS if english.treatment(step.word) == step.word] == []


def test_two_tables_of_one_place_in_the_curve_are_named_together(report):
    drawn = plots.curve("題", [("k=10", 0.1, 0.2), ("k=20", 0.1, 0.2), ("k=50", 0.2, 0.1)], across="x", upward="y")
    assert ">k=10, k=20</text>" in drawn


def test_small_counts_are_masked_and_nought_and_large_ones_are_not():
    words = Words("ja", 10)
    assert [words.count(number) for number in (0, 1, 9, 10, 12345)] == ["0", "10未満", "10未満", "10", "12,345"]


def test_figures_before_that_were_counted_coarser_are_said_to_be(report):
    coarser = json.loads(json.dumps(report))
    told = "一部の項目を粗くしてから数えています"
    assert told not in evidence(coarser)
    coarser["solution"]["counted_from"] = {"年齢": 1}
    assert coarser["steps"]
    assert told not in evidence(coarser)  # what came before the steps is counted apart, from the finest
    coarser["steps"] = []
    assert told in evidence(coarser)


def test_people_whom_their_surrogates_set_apart_are_counted_on_the_page(report):
    apart = json.loads(json.dumps(report))
    apart["risk"]["after"]["linked"] = {"smallest": 1, "alone": 4321}
    told = "仮IDで行をつなぐと一人しか当てはまらない人"
    (row,) = re.findall(f"<tr>(?:(?!</tr>).)*{told}.*?</tr>", evidence(apart), re.DOTALL)
    assert re.findall(r">([^<>]+)<", row) == [told, "―", "4,321"]
    assert told not in evidence(report)


def test_a_masked_count_cannot_be_read_from_a_bar(report):
    few = json.loads(json.dumps(report))
    few["risk"]["after"]["sizes"] = [{"from": 1, "to": 1, "persons": 3}, {"from": 2, "to": 0, "persons": 800}]
    drawn = evidence(few)
    assert "10未満" in drawn
    assert '<rect x="230" y="4" width="0.0"' in drawn


def test_every_word_has_both_languages():
    assert [key for key, pair in _WORDS.items() if len(pair) != 2 or not all(pair)] == []


def test_a_plot_of_nothing_is_still_a_plot():
    for drawn in (plots.bars("題", []), plots.whiskers("題", []), plots.curve("題", [], across="x", upward="y")):
        assert '<svg role="img" aria-label="題"' in drawn


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_passes_axe_scrolls_nowhere_sideways_and_prints_on_a4(report, chromium, tmp_path, width):
    shots = os.environ.get("OBORO_SHOTS")
    for name, text in (("evidence", evidence(report, case=CASE)), ("summary", summary(report, case=CASE))):
        path = tmp_path / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
        page.goto(path.as_uri())
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations(page)] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        if shots:
            page.screenshot(path=Path(shots) / f"{name}-{width}.png", full_page=True)
        printed = page.pdf(prefer_css_page_size=True)
        pages = len(re.findall(rb"/Type\s*/Page\b", printed))
        assert printed.startswith(b"%PDF")
        assert pages == 1 if name == "summary" else pages < 12
        assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]", printed)
        page.context.close()

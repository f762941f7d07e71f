"""Two harder files, health checks and bus trips, from the survey to a sealed and verified delivery and its evidence."""

import csv
import json
import os
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from axe import violations
from exchange import sealed_samples as samples
from oboro.cli.main import main
from oboro.exchange import bundle, signing
from oboro.exchange.order import OrderItem
from processing import case_files

EXAMPLES = Path(__file__).parents[2] / "examples"
PEOPLE = {"checkups": "3000", "trips": "2400"}
WANTED = {
    "checkups": [
        "宛名番号",
        "生年月日",
        "性別",
        "受診年度",
        "身長",
        "体重",
        "収縮期血圧",
        "HbA1c",
        "判定",
        "病名コード",
    ],
    "trips": ["年齢", "性別", "時刻", "メッシュコード", "券種"],
}


def oboro(*words) -> None:
    assert main([str(word) for word in words]) == 0, words


@pytest.fixture(scope="module", params=sorted(WANTED))
def delivered(request, tmp_path_factory):
    """The whole way of one file; the name of the file and its folder."""
    name, folder = request.param, tmp_path_factory.mktemp(request.param)
    for path in (EXAMPLES / name).iterdir():
        shutil.copy(path, folder / path.name)
    source, workspace = folder / f"{name}.csv", folder / "W"
    rehearsed = ["--municipality", "与論町", "--people", PEOPLE[name], "--layout", name, "--encoding", "utf-8"]
    oboro("rehearse", *rehearsed, "--out", source)
    oboro("survey", source, "--recipe-out", folder / "draft.toml")
    with source.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    items = tuple(OrderItem(column, wanted=column in WANTED[name], granularity="") for column in columns)
    order, trust = folder / "order.zip", folder / "office.pub"
    case_files.order(items=items).to_bundle(order, case_files.OFFICE)
    trust.write_text(signing.public_pem(case_files.OFFICE.public))
    oboro("keygen", "--out", folder / "keys", "--name", "workshop")
    oboro("order", order, "--workspace", workspace, "--trust", trust, "--case", samples.CASE)
    oboro("run", folder / "recipe.toml", "--workspace", workspace)
    oboro("check", "--workspace", workspace)
    oboro("evidence", "--workspace", workspace)
    told = ["--outcome", "pass", "--text", "証拠と表を見て、基準を満たすと判断した。"]
    for who in ("確認者", "審査会の委員"):
        oboro("check-out", "--workspace", workspace, "--as", who, *told)
    oboro("check-out", "--workspace", workspace, "--joint", *told)
    oboro("evidence", "--workspace", workspace)
    made = ["--made-by", "加工担当", "--minutes", "600", "--made-on", "2026-11-01"]
    oboro("seal", "--workspace", workspace, "--key", folder / "keys" / "workshop.key", *made)
    oboro("verify", workspace / "delivery.zip", "--trust", folder / "keys" / "workshop.pub", "--case", samples.CASE)
    return name, folder


def report_of(folder: Path) -> dict:
    return json.loads((folder / "W" / "out" / "report.json").read_text(encoding="utf-8"))


def table_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "W" / "out" / "data.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_sealed_delivery_holds_the_promise_for_persons(delivered):
    name, folder = delivered
    report, rows = report_of(folder), table_of(folder)
    assert report["measured"]["counted"] == "persons"
    assert report["measured"]["k"] >= (10 if name == "checkups" else 20)
    assert report["output"]["persons"] >= 1000
    assert len(rows) == report["output"]["rows"]
    trusted = [signing.load_public(folder / "keys" / "workshop.pub")]
    opened = bundle.open_bundle(folder / "W" / "delivery.zip", format="oboro/delivery", trusted=trusted)
    assert all(line["done"] for line in opened.json("delivery.json")["standards"])


def test_what_makes_each_file_hard_is_gone(delivered):
    name, folder = delivered
    rows = table_of(folder)
    if name == "checkups":
        holders = defaultdict(set)
        for row in rows:
            holders[row["病名コード"]].add(row["宛名番号"])
        assert min(map(len, holders.values())) >= 10
        assert len({row["宛名番号"] for row in rows}) < len(rows)  # the visits of a person still hang together
    else:
        with (folder / "trips.csv").open(encoding="utf-8", newline="") as file:
            stops = {row["停留所"] for row in csv.DictReader(file)}
        assert not stops & {cell for row in rows for cell in row.values()}
        assert [step["key"] for step in report_of(folder)["steps"]] == ["trim-ends", "rare-sequences", "limit-records"]


def test_no_attack_does_better_than_on_people_who_are_not_in_the_table(delivered):
    _, folder = delivered
    attacks = report_of(folder)["attacks"]
    assert attacks["unread"] == 0
    assert max(one["low"] for one in attacks["each"]) < 0.05


def test_the_sheet_names_the_case_the_table_and_both_checkers(delivered):
    _, folder = delivered
    text = (folder / "W" / "summary.html").read_text(encoding="utf-8")
    opened = bundle.open_bundle(
        folder / "W" / "delivery.zip",
        format="oboro/delivery",
        trusted=[signing.load_public(folder / "keys" / "workshop.pub")],
    )
    rules = re.findall("規則第[0-9]+条第[0-9]号", text)
    assert len(rules) == len(set(rules)) == 5
    for word in (
        samples.CASE,
        report_of(folder)["output"]["sha256"],
        *opened.json("delivery.json")["checkers"],
        "出してよい",
    ):
        assert word in text, word


def test_what_is_left_of_the_histories_is_measured_on_the_output(delivered):
    name, folder = delivered
    measured = json.loads((folder / "W" / "check.json").read_text(encoding="utf-8"))["measured"]["together"]
    assert [(one["step"], one["holds"]) for one in measured] == [
        ("rare-events" if name == "checkups" else "rare-sequences", True)
    ]
    assert measured[0]["visible"] is (name == "checkups")  # the stops are not written, and no trip tells its person
    assert measured[0]["visible"] is (measured[0]["reached"] >= measured[0]["promised"])


def test_the_english_page_leaves_only_names_in_japanese(delivered):
    _, folder = delivered
    oboro("evidence", "--workspace", folder / "W", "--language", "en", "--out", folder / "en")
    names = [
        *report_of(folder)["columns"],
        "性別ごとの収縮期血圧の平均",
        "受診年度ごとの判定の内訳",
        "時間帯ごとの券種の内訳",
    ]
    names += ["練習市", "住民記録ファイル", "個人情報の保護に関する法律施行規則", "個人情報の保護に関する法律"]
    names += ["確認者", "審査会の委員", "証拠と表を見て、基準を満たすと判断した。"]
    told = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    for page in ("evidence", "summary"):
        text = (folder / "en" / f"{page}.html").read_text(encoding="utf-8")
        text = re.sub(f"<style>.*?</style>|規則第[0-9]+条第[0-9]号|{told}", "", text, flags=re.DOTALL)
        assert re.findall("[ぁ-んァ-ヶ一-鿿、。「」（）]+", text) == []


@pytest.mark.browser
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("page_name", "width"), [("evidence", 1280), ("evidence", 320), ("summary", 320)])
def test_the_evidence_opens_passes_axe_and_prints_on_a4(delivered, chromium, page_name, width, language):
    name, folder = delivered
    if language == "en":
        oboro("evidence", "--workspace", folder / "W", "--language", "en", "--out", folder / "en")
    page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto((folder / ("W" if language == "ja" else "en") / f"{page_name}.html").as_uri())
    assert [one["id"] for one in violations(page)] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert pages == 1 if page_name == "summary" else 1 < pages < 15
    assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]", printed)
    if shots := os.environ.get("OBORO_SHOTS"):
        page.screenshot(path=Path(shots) / f"{name}-{language}-{page_name}-{width}.png", full_page=True)
        (Path(shots) / f"{name}-{language}-{page_name}.pdf").write_bytes(printed)
    page.context.close()

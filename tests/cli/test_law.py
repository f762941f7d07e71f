"""`oboro law` from the shell: the answers to the yen, the JSON shapes, the time it takes."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from oboro.cli import main
from oboro.law import topics

ROOT = Path(__file__).resolve().parents[2]
ORDINANCE = ROOT / "tests" / "law" / "ordinances" / "same.toml"
HEAD = {"scheme", "body", "on", "law"}
FEE_OF_THE_SCHEME = {"base": 15_000, "hour": 2 * 3_000, "third_party": 2 * 100}
SHAPE_OF_A_DEADLINE = {
    "period", "counting", "citation", "also", "inferred", "days", "problems", "counted", "advice",
}  # fmt: skip
CITATION = {"text", "short", "law", "article", "paragraph", "item"}
ROW = {"inferred", "topic", "key", "heading", "text", "since", "citation", "also"}


@pytest.fixture
def ask(capsys):
    def run(*arguments):
        status = main.main(["law", *arguments])
        return status, capsys.readouterr()

    return run


@pytest.fixture
def ask_json(ask):
    def run(*arguments):
        status, said = ask(*arguments, "--json")
        assert said.err == ""
        return status, json.loads(said.out)

    return run


@pytest.mark.parametrize(
    ("arguments", "yen"),
    [
        (["--on", "2018-01-15", "--minutes", "480", "--third-parties", "300"], 115_600),
        (["--on", "2018-01-15", "--minutes", "480", "--third-parties", "1200"], 304_600),
        (["--on", "2026-04-01", "--minutes", "620"], 64_450),
        (["--on", "令和8年4月1日", "--minutes", "30"], 24_950),
        (["--on", "R8.4.1", "--minutes", "2400"], 179_000),
        (["--on", "2026-04-01", "--minutes", "120", "--outsourcing", "297000"], 325_900),
        (["--on", "2026-04-01", "--kind", "existing", "--first-fee", "64450"], 64_450),
        (["--on", "2026-04-01", "--kind", "change"], 12_600),
        (["--on", "2026-04-01", "--body", "municipality", "--minutes", "620", "--ordinance", str(ORDINANCE)], 64_450),
    ],
)
def test_the_worked_examples_come_out_to_the_yen(ask, ask_json, arguments, yen):
    status, answer = ask_json("fee", *arguments)
    assert (status, answer["total_yen"]) == (0, yen)
    status, said = ask("fee", *arguments)
    assert said.out.splitlines()[-1] == f"  合計 {yen:,}円"


def test_a_fee_has_this_shape(ask_json):
    _, answer = ask_json("fee", "--on", "2026-04-01", "--minutes", "620")
    assert set(answer) == HEAD | {"kind", "lines", "total_yen"}
    assert [set(line) for line in answer["lines"]] == [{"key", "label", "formula", "yen", "citation"}] * 2
    assert set(answer["lines"][0]["citation"]) == CITATION
    assert answer["lines"][1] == {
        "key": "hour",
        "label": "作成に要する時間",
        "formula": "3,950円 × 11時間（10時間20分。1時間までごと）",
        "yen": 43_450,
        "citation": {
            "text": "個人情報の保護に関する法律施行令第31条第1項第1号",
            "short": "令第31条第1項第1号",
            "law": "個人情報の保護に関する法律施行令",
            "article": "31",
            "paragraph": 1,
            "item": "1",
        },
    }


def test_an_eligible_file_ends_with_0_and_another_with_1(ask_json):
    status, answer = ask_json("eligible", "--on", "2026-04-01", "--body", "designated_city", "--persons", "1000")
    assert (status, answer["eligible"], answer["must_solicit"]) == (0, True, True)
    status, answer = ask_json("eligible", "--on", "2026-04-01", "--body", "municipality", "--persons", "999")
    assert (status, answer["eligible"], answer["must_solicit"]) == (1, False, False)
    assert set(answer) == HEAD | {"eligible", "steps", "consequence", "must_solicit"}
    assert {frozenset(step) for step in answer["steps"]} == {
        frozenset({"key", "question", "answer", "reason", "citation"})
    }


def test_a_file_that_fails_is_explained_in_words(ask):
    status, said = ask("eligible", "--on", "2026-04-01", "--persons", "5000", "--disclosure", "none", "--disrupts")
    assert status == 1
    assert [line[2] for line in said.out.splitlines()[1:-1]] == list("○○○×○×")
    assert "対象とならない" in said.out


def test_a_call_of_29_days_is_refused_with_the_day_that_would_do(ask_json):
    status, answer = ask_json("deadline", "call", "--starts", "2026-04-01", "--ends", "2026-04-29")
    assert status == 1
    assert answer["days"] == {"starts_on": "2026-04-01", "earliest_end": "2026-04-30"}
    assert [problem["citation"]["short"] for problem in answer["problems"]] == ["規則第53条第1項"]
    assert set(answer) == HEAD | SHAPE_OF_A_DEADLINE


def test_a_call_of_30_days_is_lawful(ask_json):
    status, answer = ask_json("deadline", "call", "--starts", "2026-04-01", "--ends", "2026-04-30")
    assert (status, answer["problems"]) == (0, [])


def test_a_certificate_and_a_bar_have_their_days(ask_json):
    _, answer = ask_json("deadline", "certificate", "--proposed", "2026-10-15", "--issued", "2026-04-14")
    assert answer["days"] == {"earliest_issue": "2026-04-15"}
    assert len(answer["problems"]) == 1
    _, answer = ask_json("deadline", "bar", "--from", "2024-02-29")
    assert answer["days"] == {"first_free_day": "2026-03-01"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--from", "2026-01-01", "--on", "2025-12-31"], "刑の執行を終わるまでの間も"),
        (["--from", "2022-03-31", "--act", "present", "--on", "2023-06-01"], "令和4年4月1日より前にはありません"),
        (["--from", "2023-03-31", "--act", "ordinance", "--body", "prefecture", "--on", "2023-04-01"], "第113条第5号"),
    ],
)
def test_a_bar_that_had_not_begun_or_is_no_bar_is_not_counted(ask, arguments, word):
    status, said = ask("deadline", "bar", *arguments)
    assert (status, said.out) == (2, "")
    assert word in said.err


def test_a_bar_holds_from_its_first_day(ask_json):
    status, answer = ask_json("deadline", "bar", "--from", "2022-04-01", "--act", "present", "--on", "2022-04-01")
    assert status == 1
    assert answer["days"] == {"first_free_day": "2024-04-01"}


def test_a_deadline_without_its_day_is_refused(ask):
    status, said = ask("deadline", "call")
    assert status == 2
    assert "--starts" in said.err


def test_topics_are_listed_and_shown(ask_json):
    _, answer = ask_json("show", "--on", "2026-04-01")
    assert answer["topics"] == dict(topics.TOPICS)
    _, answer = ask_json("show", "fees", "--on", "2022-06-01")
    assert set(answer) == HEAD | {"topic", "rows"}
    assert [set(row) for row in answer["rows"]] == [ROW] * 5
    assert [row["citation"]["short"] for row in answer["rows"]][:2] == ["令第29条第1項", "令第29条第1項第1号"]


def test_a_topic_that_is_empty_on_a_date_says_so(ask):
    status, said = ask("show", "opinions", "--on", "2026-04-01")
    assert status == 0
    assert "定めはありません" in said.out


def test_a_difference_has_this_shape(ask_json):
    _, answer = ask_json("diff", "2025-05-31", "2025-06-01", "--topic", "disqualification")
    assert set(answer) == {"before", "after", "changes"}
    assert [(c["topic"], c["key"], c["kind"]) for c in answer["changes"]] == [
        ("disqualification", "penalty", "changed")
    ]
    assert set(answer["changes"][0]) == {"topic", "key", "kind", "before", "after"}
    assert "禁錮" in answer["changes"][0]["before"]["text"]
    assert "拘禁刑" in answer["changes"][0]["after"]["text"]


def test_a_difference_between_the_schemes_is_told_in_words(ask):
    _, said = ask("diff", "2022-03-31", "2022-04-01", "--topic", "fees")
    assert "手数料の額 third_party：なくなる" in said.out


def test_two_schemes_are_compared_by_their_names(ask_json):
    _, named = ask_json("diff", "gyokoho_2017", "appi", "--on", "2022-04-01", "--topic", "fees")
    _, dated = ask_json("diff", "2022-03-31", "2022-04-01", "--topic", "fees")
    assert named == dated
    assert (named["before"]["scheme"], named["after"]["scheme"]) == ("gyokoho_2017", "appi")


@pytest.mark.parametrize("day", ["1800-01-01", "9999-12-31", "2026-02-30", "明日", "令和0年1月1日"])
@pytest.mark.parametrize("arguments", [["fee", "--minutes", "60", "--on"], ["deadline", "call", "--starts"]])
def test_a_day_no_calendar_reaches_is_refused(ask, capsys, arguments, day):
    with pytest.raises(SystemExit) as stopped:
        ask(*arguments, day)
    assert stopped.value.code == 2
    assert "日付は" in capsys.readouterr().err


def test_why_gives_the_place_and_the_history(ask_json):
    _, answer = ask_json("why", "fees.hour", "--on", "2026-04-01")
    assert set(answer) == HEAD | {"row", "history"}
    assert set(answer["row"]) == ROW
    assert [(one["from"], one["row"]["citation"]["short"]) for one in answer["history"]] == [
        ("2017-05-30", "令第25条第1項第2号"),
        ("2022-04-01", "令第29条第1項第1号"),
        ("2023-04-01", "令第31条第1項第1号"),
    ]


def test_a_case_may_be_asked_under_the_scheme_it_was_taken_in(ask_json):
    _, answer = ask_json(
        "fee", "--scheme", "gyokoho_2017", "--on", "2022-06-01", "--minutes", "480", "--third-parties", "300"
    )
    assert (answer["scheme"], answer["total_yen"]) == ("gyokoho_2017", 115_600)
    assert answer["text_of"] == "2022-03-31"
    assert "令和4年3月31日の条文" in answer["note"]


def test_a_bar_from_before_any_law_of_ours_is_judged_by_the_law_of_today(ask_json):
    status, answer = ask_json("deadline", "bar", "--from", "2022-05-01", "--body", "municipality")
    assert (status, answer["scheme"]) == (0, "appi")
    assert answer["days"] == {"first_free_day": "2024-05-01"}


def test_an_ordinance_file_with_nothing_in_it_is_refused(ask, tmp_path):
    empty = tmp_path / "empty.toml"
    empty.write_text("", encoding="utf-8")
    asked = ("--on", "2026-04-01", "--body", "municipality", "--ordinance", str(empty))
    for question in (("deadline", "call", "--starts", "2026-05-01"), ("eligible", "--persons", "5000")):
        status, said = ask(*question, *asked)
        assert (status, said.out) == (2, "")
        assert "title" in said.err


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["fee", "--on", "2023-03-31", "--body", "municipality", "--minutes", "60"], 6, "条例"),
        (["fee", "--on", "2026-04-01", "--body", "municipality", "--minutes", "60"], 6, "条例"),
        (["fee", "--on", "2026-04-01", "--minutes", "60", "--ordinance", "no-such-file.toml"], 2, "no-such-file.toml"),
        (["why", "fees.third_party", "--on", "2026-04-01"], 6, "令和4年4月1日"),
        (["show", "weather", "--on", "2026-04-01"], 2, "weather"),
        (["diff", "2022-04-01", "2023-04-01", "--topic", "weather"], 2, "weather"),
        (["why", "fees.weather", "--on", "2026-04-01"], 2, "fees.weather"),
        (["why", "weather.hour", "--on", "2026-04-01"], 2, "weather.hour"),
    ],
)
def test_a_question_without_an_answer_says_why(ask, arguments, status, word):
    found, said = ask(*arguments)
    assert found == status
    assert said.out == ""
    assert word in said.err


def test_a_day_that_is_no_day_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main.main(["law", "show", "--on", "令和8年13月1日"])
    assert stopped.value.code == 2
    assert "令和8年4月1日" in capsys.readouterr().err


def test_an_answer_comes_in_under_half_a_second_from_the_shell():
    command = [sys.executable, "-m", "oboro.cli.main", "law", "diff", "2022-03-31", "2026-04-01", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    times = []
    for _ in range(3):
        begun = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime)
    assert json.loads(done.stdout)["changes"]
    assert min(times) < 0.5, "processor time, so that a busy machine does not matter"


def test_a_deadline_lists_every_day_it_counted(ask_json, ask):
    _, answer = ask_json("deadline", "call", "--starts", "2026-04-20")
    assert [day["number"] for day in answer["counted"]] == list(range(1, 31))
    holidays = [day["closed"]["label"] for day in answer["counted"] if day["closed"]]
    assert "昭和の日" in holidays
    _, said = ask("deadline", "call", "--starts", "2026-04-20", "--days")
    assert "令和8年5月6日　17日目" in said.out


def test_the_review_asks_and_reports(ask, ask_json, tmp_path):
    status, answer = ask_json("review", "--on", "2017-06-01")
    assert status == 0
    assert len(answer["questions"]) == 20
    answers = tmp_path / "answers.toml"
    answers.write_text('title = "例示市"\n[answer]\n"3-a" = "no"\n', encoding="utf-8")
    status, answer = ask_json("review", "--on", "2017-06-01", "--answers", str(answers))
    assert status == 1
    assert answer["counts"] == {"follows": 0, "differs": 1, "forbidden": 0, "own": 0, "open": 19}
    status, said = ask("review", "--on", "2017-06-01", "--answers", str(answers), "--markdown")
    assert said.out.startswith("# 条例の見直し　例示市\n")


@pytest.mark.parametrize(
    ("text", "word"),
    [("回答 = ", "TOML"), ('title = "例示市"', "[answer]"), ('[answer]\n"9-z" = "yes"', "9-z")],
)
def test_answers_that_cannot_be_read_are_refused(ask, tmp_path, text, word):
    answers = tmp_path / "answers.toml"
    answers.write_text(text, encoding="utf-8")
    status, said = ask("review", "--on", "2017-06-01", "--answers", str(answers))
    assert (status, said.out) == (2, "")
    assert word in said.err


def test_coverage_lists_what_is_open(ask, ask_json):
    status, answer = ask_json("coverage")
    assert status == 0
    assert set(answer) == {"schemes", "open", "places"}
    assert isinstance(answer["open"], list)
    _, said = ask("coverage", "--scheme", "appi")
    assert said.out.startswith("appi：219か所")
    _, said = ask("coverage", "--markdown")
    assert said.out.startswith("# 条文対応表\n")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["fee"], "--minutes"),
        (["fee", "--minutes", "-1"], "--minutes"),
        (["fee", "--minutes", "60", "--outsourcing", "-1"], "--outsourcing"),
        (["fee", "--minutes", "60", "--third-parties", "1"], "第三者"),
        (["fee", "--minutes", "60", "--first-fee", "1"], "--first-fee"),
        (["fee", "--kind", "existing"], "--first-fee"),
        (["fee", "--kind", "existing", "--first-fee", "-1"], "--first-fee"),
        (["fee", "--kind", "existing", "--first-fee", "1", "--minutes", "60"], "--minutes"),
        (["fee", "--kind", "change", "--minutes", "60"], "--minutes"),
        (["fee", "--kind", "change", "--first-fee", "1"], "--first-fee"),
        (["fee", "--minutes", "60", "--ordinance", str(ORDINANCE)], "政令"),
        (["eligible", "--persons", "-1"], "--persons"),
        (["eligible", "--persons", "5000", "--exempt", "weather"], "weather"),
        (["eligible", "--persons", "5000", "--exempt", "few_persons"], "5,000人"),
        (["eligible", "--persons", "5000", "--exempt", "removed_information"], "removed_information"),
        (["deadline", "call"], "--starts"),
        (["deadline", "call", "--starts", "2026-04-01", "--ends", "2026-03-31"], "--ends"),
        (["deadline", "call", "--starts", "2026-04-01", "--issued", "2026-03-31"], "--issued"),
        (["deadline", "certificate", "--issued", "2026-03-31"], "--proposed"),
        (["deadline", "certificate", "--proposed", "2026-03-31", "--from", "2026-03-31"], "--from"),
        (["deadline", "bar"], "--from"),
        (["deadline", "bar", "--from", "2026-03-31", "--starts", "2026-03-31"], "--starts"),
    ],
)
def test_facts_that_are_wrong_or_contradict_each_other_are_refused(ask, arguments, word):
    status, said = ask(*arguments, "--on", "2026-04-01")
    assert (status, said.out) == (2, "")
    assert word in said.err


@pytest.mark.parametrize(("on", "status"), [("2026-03-31", 1), ("2026-04-01", 0)])
def test_a_bar_holds_until_the_day_before_it_ends(ask_json, on, status):
    found, answer = ask_json("deadline", "bar", "--from", "2024-04-01", "--on", on)
    assert (found, answer["days"]) == (status, {"first_free_day": "2026-04-01"})
    assert [place["short"] for place in answer["also"]] == ["法第113条第5号"]


def test_a_bar_under_the_old_act_is_told_with_the_rule_that_carries_it_over(ask_json):
    status, answer = ask_json("deadline", "bar", "--from", "2021-08-10", "--act", "organs_2003", "--on", "2023-06-01")
    assert status == 1
    assert [one["citation"]["short"] for one in answer["problems"]] == ["整備法附則第3条第4項"]


def test_an_ordinance_of_2017_answers_fee_and_deadline_in_its_own_places(ask_json):
    scheme = str(ROOT / "tests" / "law" / "ordinances" / "scheme_2017.toml")
    asked = ("--body", "municipality", "--on", "2018-06-01", "--ordinance", scheme)
    status, answer = ask_json("deadline", "call", "--starts", "2018-06-01", "--ends", "2018-07-14", *asked)
    assert (status, answer["days"]["earliest_end"]) == (1, "2018-07-15")
    assert answer["citation"]["text"] == "例示市個人情報保護条例施行規則第3条第1項"
    status, answer = ask_json("fee", "--minutes", "61", "--third-parties", "2", *asked)
    assert (status, answer["law"]) == (0, "例示市個人情報保護条例")
    assert {line["key"]: line["yen"] for line in answer["lines"]} == FEE_OF_THE_SCHEME
    status, answer = ask_json("eligible", "--persons", "1000", *asked)
    assert (status, answer["must_solicit"]) == (0, False)


def test_the_closed_days_of_a_body_reach_its_deadlines(ask_json, tmp_path):
    day = '\n[[closed]]\nlabel = "開港記念日"\nmonth_day = "06-02"\nfrom = 2023-04-01\nlaw = "休日条例"\ncite = "条例1②"\n'
    own = tmp_path / "own.toml"
    own.write_text(ORDINANCE.read_text(encoding="utf-8") + day, encoding="utf-8")
    asked = ("deadline", "call", "--starts", "2026-05-04", "--body", "municipality", "--ordinance", str(own))
    _, answer = ask_json(*asked)
    assert answer["counted"][-1]["closed"]["label"] == "開港記念日"
    assert "開港記念日" in answer["advice"][0]["message"]

"""Two others look at the output, blind to each other, and decide together."""

import json

import pytest

from oboro.kernel.errors import CheckFailed, NotAllowed, NotLawful, NotNow, UsageError
from oboro.processing import journal, output_check
from oboro.processing.workspace import Workspace
from processing import case_files

WORDS = {"salt": "ab" * 16, "by": "確認者", "at": case_files.AT}


@pytest.fixture
def files(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    files.accept()
    files.run()
    files.check()
    return files


def speak(files, checker, text="値の偏りを見た", outcome="pass"):
    return output_check.speak(files.workspace, checker=checker, outcome=outcome, text=text, **WORDS)


def decide(files, outcome="pass", text="二人で話し合った"):
    return output_check.decide(files.workspace, outcome=outcome, text=text, by="確認者", at=case_files.AT)


def place(files):
    return Workspace(files.workspace, by="確認者", at=case_files.AT)


def test_two_opinions_and_a_decision_let_the_table_out(files):
    assert speak(files, "甲").spoken == ("甲",)
    assert speak(files, "乙").decision is None
    assert decide(files).decision == output_check.Decision(("甲", "乙"), "pass", "二人で話し合った")
    assert output_check.passed(place(files), made_by="加工担当").checkers == ("甲", "乙")
    event = journal.last(files.workspace / "journal.jsonl", "output.decision")
    assert [one["text"] for one in event.facts["opinions"]] == ["値の偏りを見た"] * 2


def test_nothing_of_an_opinion_is_shown_before_both_have_spoken(files):
    speak(files, "甲", text="気になる点がある")
    assert "気になる点" not in (files.workspace / "journal.jsonl").read_text(encoding="utf-8")
    with pytest.raises(NotNow, match="意見は開きません"):
        output_check.opinions(files.workspace, by="乙", at=case_files.AT)
    with pytest.raises(NotNow, match="1人"):
        decide(files)
    assert output_check.told(place(files)) == []
    speak(files, "乙")
    seen = output_check.opinions(files.workspace, by="乙", at=case_files.AT)
    assert [one["text"] for one in seen] == ["気になる点がある", "値の偏りを見た"]
    assert output_check.told(place(files))[0] == {
        "checker": "甲",
        "outcome": "pass",
        "text": "気になる点がある",
        "same_account": False,
    }


@pytest.mark.parametrize("again", [" 確認者a ", "確認者\u200ba", "確認者A\ufe0e"])
def test_one_person_is_not_two(files, again):
    speak(files, "確認者Ａ")
    with pytest.raises(NotAllowed, match="もう記録してあります"):
        speak(files, again)


def test_a_third_opinion_and_a_second_decision_are_refused(files):
    speak(files, "甲")
    speak(files, "乙")
    with pytest.raises(NotNow, match="もう済んでいます"):
        speak(files, "丙")
    decide(files)
    with pytest.raises(NotNow, match="もう記録してあります"):
        decide(files)


def test_an_objection_stops_the_table_and_a_maker_is_no_checker(files):
    files.check_out(outcome="object")
    with pytest.raises(NotLawful, match="出してはならない"):
        output_check.passed(place(files), made_by="加工担当")


@pytest.mark.parametrize("spelt", ["加工担当", "加工 担当", "加工担當", "加工\u200b担当"])
def test_a_maker_is_no_checker(files, spelt):
    files.check_out(first=spelt)
    with pytest.raises(NotAllowed, match="作った人が"):
        output_check.passed(place(files), made_by="加工担当")


def test_an_opinion_changed_afterwards_is_found(files):
    speak(files, "甲", outcome="object")
    speak(files, "乙")
    path = files.workspace / "output_check.json"
    path.write_text(path.read_text(encoding="utf-8").replace("object", "pass"), encoding="utf-8")
    with pytest.raises(CheckFailed, match="記録されたものと違います"):
        decide(files)


def test_an_objection_taken_away_is_missed_and_a_new_run_begins_anew(files):
    speak(files, "甲", outcome="object")
    (files.workspace / "output_check.json").unlink()
    with pytest.raises(CheckFailed, match="記録されたものと違います"):
        speak(files, "丙")
    files.run()
    files.check()
    assert speak(files, "丙").spoken == ("丙",)


def test_an_opinion_that_a_kill_kept_from_the_journal_is_given_again(files):
    path, journal_before = files.workspace / "output_check.json", (files.workspace / "journal.jsonl").read_bytes()
    speak(files, "甲")
    (files.workspace / "journal.jsonl").write_bytes(journal_before)  # killed between the two
    assert output_check.state(place(files)).spoken == ()
    assert "甲" in path.read_text(encoding="utf-8")
    speak(files, "甲")
    speak(files, "乙")
    assert decide(files).decision is not None


def test_an_opinion_given_from_the_makers_account_says_so(files):
    said = {"outcome": "pass", "text": "見た", "salt": "00", "at": case_files.AT}
    output_check.speak(files.workspace, checker="甲", by="加工担当", **said)
    output_check.speak(files.workspace, checker="乙", by="確認者", **said)
    assert [one["same_account"] for one in output_check.told(place(files))] == [True, False]


def test_a_judgement_added_after_the_decision_is_checked_anew(files):
    files.check_out()
    listed = files.workspace / "peculiar.csv"
    listed.write_text(f"項目,値\n職業,{case_files.OCCUPATIONS[0]}\n", encoding="utf-8")
    files.check()
    assert output_check.state(place(files)) == output_check.State((), None)
    with pytest.raises(NotNow, match="まだ確かめていません"):
        output_check.passed(place(files), made_by="加工担当")


def test_another_table_is_checked_anew(files):
    files.check_out()
    case_files.write_recipe(files.folder, k=7, occupation="plain")
    recipe = files.recipe.read_text(encoding="utf-8").replace("[search]", "[search]\nseed = 9")
    files.recipe.write_text(recipe, encoding="utf-8")
    files.run()
    with pytest.raises(NotNow, match="測り直し"):
        output_check.state(place(files))
    files.check()
    assert output_check.state(place(files)) == output_check.State((), None)
    assert speak(files, "甲").spoken == ("甲",)


def test_what_was_not_measured_again_cannot_be_checked(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    files.accept()
    files.run()
    with pytest.raises(NotNow, match="oboro check"):
        speak(files, "甲")


@pytest.mark.parametrize(("outcome", "text", "checker"), [("yes", "x", "甲"), ("pass", " ", "甲"), ("pass", "x", " ")])
def test_an_opinion_has_a_name_an_outcome_and_a_reason(files, outcome, text, checker):
    with pytest.raises(UsageError):
        speak(files, checker, text=text, outcome=outcome)


def test_the_kept_file_holds_nothing_but_the_check(files):
    speak(files, "甲")
    kept = json.loads((files.workspace / "output_check.json").read_text(encoding="utf-8"))
    assert set(kept) == {"table_sha256", "standards_sha256", "opinions"}

import csv
import json
import os
import subprocess
import sys
import textwrap
from collections import Counter

import pytest

from oboro.engine import reading
from oboro.exchange.order import OrderItem, Persons
from oboro.kernel.errors import (
    CheckFailed,
    GoalUnreachable,
    NotLawful,
    NotNow,
    RecipeInvalid,
    SourceError,
    SourceUnreadable,
    WorkspaceError,
)
from oboro.processing import job, journal
from processing import case_files


@pytest.fixture
def files(tmp_path):
    return case_files.lay_out(tmp_path / "desk")


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def events(files):
    return [item.event for item in journal.read(files.workspace / "journal.jsonl")]


def state(files):
    kept = {
        path for path in files.workspace.rglob("*") if path.is_file() and path.name not in {".lock", "journal.jsonl"}
    }
    return {str(path.relative_to(files.workspace)): path.read_bytes() for path in kept}


def test_a_run_writes_only_what_the_order_wants_and_every_row_has_company(files):
    files.accept()
    ran = files.run()
    table = rows(files.workspace / "out" / "data.csv")
    assert list(table[0]) == ["年齢", "性別", "職業"]
    assert min(Counter((row["年齢"], row["性別"]) for row in table).values()) >= 5
    assert ran.report == json.loads((files.workspace / "out" / "report.json").read_text(encoding="utf-8"))
    assert ran.report["output"]["rows"] == len(table)
    assert (ran.not_made, ran.letters) == ((), 0)


def test_a_run_is_journalled_with_the_digests_of_what_it_wrote(files):
    files.accept()
    files.run()
    event = events(files)[-1]
    assert (event.kind, event.subject, event.by) == ("run", "case:R8-003", "加工担当")
    assert set(event.facts) == {
        "table_sha256",
        "report_sha256",
        "recipe_sha256",
        "source_sha256",
        "persons",
        "records",
        "excluded",
        "letters",
        "third_parties_sha256",
    }
    assert (event.facts["persons"], event.facts["excluded"]) == (len(rows(files.workspace / "out" / "data.csv")), 0)


def test_the_records_of_those_who_objected_are_gone_and_the_rest_is_counted_again(files):
    files.accept(objections=(3, 7))
    files.letters.write_text("通知番号,記録番号\n1,1\n3,30\n7,70\n7,71\n", encoding="utf-8")
    ran = files.run(third_parties=files.letters)
    assert (ran.letters, ran.report["excluded"]) == (2, {"records": 3, "keys_not_found": 0})
    assert ran.report["output"]["persons"] + ran.report["solution"]["suppressed_records"] == case_files.RECORDS - 3
    expected = Counter(
        (row["年齢"], row["性別"], row["職業"])
        for number, row in enumerate(rows(files.source), start=1)
        if number not in {30, 70, 71}
    )
    written = Counter((row["年齢"], row["性別"], row["職業"]) for row in rows(files.workspace / "out" / "data.csv"))
    assert ran.report["solution"]["levels"] == {"年齢": 0, "性別": 0}
    assert written == expected


def test_an_objection_that_cannot_be_carried_out_stops_the_run_before_anything_is_written(files):
    files.accept(objections=(3, 7))
    files.letters.write_text("通知番号,記録番号\n3,30\n", encoding="utf-8")
    before = state(files)
    with pytest.raises(NotLawful, match="7"):
        files.run(third_parties=files.letters)
    assert state(files) == before


def test_a_listed_record_the_source_does_not_have_is_refused(files):
    files.accept(objections=(3,))
    files.letters.write_text("通知番号,記録番号\n3,99999\n", encoding="utf-8")
    with pytest.raises((SourceUnreadable, SourceError), match="1件"):
        files.run(third_parties=files.letters)
    assert not (files.workspace / "out").exists()


def test_fewer_persons_than_the_law_allows_are_refused_with_the_citation(files):
    case_files.write_source(files.source, [case_files.row(number) for number in range(1, 1000)])
    files.accept(persons=Persons(minimum=1, wanted=999, in_file=999))
    with pytest.raises(NotLawful, match=r"999人.*1,000人に足りません（.*規則.*）"):
        files.run()
    assert not (files.workspace / "out").exists()


def test_an_objection_that_takes_the_thousandth_person_away_is_noticed(files):
    case_files.write_source(files.source, [case_files.row(number) for number in range(1, 1001)])
    files.accept(objections=(3,), persons=Persons(minimum=1, wanted=1000, in_file=1000))
    files.letters.write_text("通知番号,記録番号\n3,1000\n", encoding="utf-8")
    with pytest.raises(NotLawful, match="999人"):
        files.run(third_parties=files.letters)


def test_fewer_persons_than_the_order_allows_are_refused(files):
    files.accept(persons=Persons(minimum=1241, wanted=1241, in_file=1241))
    with pytest.raises(NotLawful, match="指示の下限1,241人"):
        files.run()


def test_an_order_is_carried_out_in_csv_only(files):
    files.accept()
    told = files.recipe.read_text(encoding="utf-8")
    files.recipe.write_text(f'{told}\n[output]\nformat = "parquet"\n', encoding="utf-8")
    with pytest.raises(RecipeInvalid, match="CSV"):
        files.run()
    assert not (files.workspace / "out").exists()


def test_an_item_the_order_does_not_want_is_refused_by_name(files):
    files.accept(
        items=(OrderItem("年齢", wanted=True), OrderItem("性別", wanted=True), OrderItem("職業", wanted=False))
    )
    with pytest.raises(RecipeInvalid, match="指示にない項目1個（職業）"):
        files.run()
    assert not (files.workspace / "out").exists()


def test_an_item_the_order_wants_and_the_recipe_drops_is_told(files):
    case_files.write_recipe(files.folder, occupation="text")
    files.accept()
    assert files.run().not_made == ("職業",)


def test_a_run_before_an_order_is_refused(files):
    files.workspace.mkdir()
    with pytest.raises(WorkspaceError, match="oboro order"):
        files.run()


def test_a_second_run_replaces_the_first_and_its_check(files):
    files.accept()
    files.run()
    files.check()
    case_files.write_recipe(files.folder, k=12)
    files.run()
    assert not (files.workspace / "check.json").exists()
    assert files.check().measured.k >= 12
    assert [event.kind for event in events(files)] == ["order.accept", "run", "check", "run", "check"]


def test_a_run_that_fails_leaves_the_result_before(files):
    files.accept()
    files.run()
    files.check()
    before = state(files)
    case_files.write_recipe(files.folder, k=2000)
    with pytest.raises(GoalUnreachable):
        files.run()
    assert state(files) == before
    case_files.write_recipe(files.folder)
    assert files.check().open == 0


def test_a_check_before_a_run_is_refused(files):
    files.accept()
    with pytest.raises(NotNow, match="oboro run"):
        files.check()


def test_a_check_measures_again_and_writes_measurement_and_standards(files):
    files.accept()
    files.run()
    checked = files.check()
    assert checked.open == 0
    record = json.loads((files.workspace / "check.json").read_text(encoding="utf-8"))
    assert set(record) == {"table_sha256", "recipe_sha256", "measured"}
    assert record["measured"] == json.loads(json.dumps(checked.measured.as_json()))
    standards = json.loads((files.workspace / "standards.json").read_text(encoding="utf-8"))
    assert {line["standard"] for line in standards} == {"identifying", "codes", "links", "peculiar", "nature"}
    assert [line["column"] for line in standards if line["standard"] == "codes"] == ["個人番号"]
    assert events(files)[-1].facts["open"] == 0


@pytest.mark.parametrize("name", ["out/data.csv", "out/report.json", "recipe.toml"])
def test_a_byte_changed_after_the_run_is_refused_by_the_check(name, files):
    files.accept()
    files.run()
    path = files.workspace / name
    content = path.read_bytes()
    path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    with pytest.raises(CheckFailed, match=path.name):
        files.check()


def test_a_recipe_changed_after_the_run_is_refused_by_the_check(files):
    files.accept()
    files.run()
    case_files.write_recipe(files.folder, k=4)
    with pytest.raises(CheckFailed, match=r"recipe\.toml"):
        files.check()


def test_a_person_with_several_records_is_left_out_as_a_whole(files):
    twice = [case_files.row(number) for number in range(1, case_files.RECORDS + 1)]
    case_files.write_source(files.source, [one for one in twice for _ in range(2)])
    case_files.write_recipe(files.folder, person="宛名番号")
    files.accept(objections=(3,))
    files.letters.write_text(f"通知番号,個人の鍵\n3,{case_files.row(30)['宛名番号']}\n", encoding="utf-8")
    ran = files.run(third_parties=files.letters)
    assert ran.report["excluded"]["records"] == 2
    assert ran.report["output"]["persons"] == case_files.RECORDS - 1
    checked = files.check()
    assert (checked.measured.persons, checked.measured.counted) == (case_files.RECORDS - 1, "persons")
    waiting = {(line.standard, line.column) for line in checked.standards if not line.done}
    assert waiting == {("peculiar", "職業")}  # records are not persons here, so counting them proves nothing
    files.letters.write_text("通知番号,個人の鍵\n3,1\n", encoding="utf-8")
    with pytest.raises(CheckFailed, match="除く人の一覧"):
        files.check()


def my_number(eleven):
    """The individual number of eleven digits with its check digit, by the weights of the ministry's order."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


def test_individual_numbers_declared_to_be_something_else_are_noticed(files):
    numbers = [my_number(f"{70_000_000_000 + 7919 * number}") for number in range(case_files.RECORDS)]
    made = [case_files.row(number) | {"職業": code} for number, code in enumerate(numbers, start=1)]
    case_files.write_source(files.source, made)
    files.accept()
    files.run()
    waiting = {(line.standard, line.column) for line in files.check().standards if not line.done}
    assert waiting == {("codes", "職業"), ("peculiar", "職業")}


@pytest.mark.parametrize(
    ("column", "said", "standard"), [("氏名", "identifier", "identifying"), ("宛名番号", "link", "links")]
)
def test_names_and_linking_numbers_declared_to_be_plain_are_noticed(files, column, said, standard):
    files.accept(items=tuple(OrderItem(name, wanted=True) for name in case_files.row(1)))
    recipe = files.recipe.read_text(encoding="utf-8")
    old = f'[columns."{column}"]\nrole = "{said}"'
    assert old in recipe
    files.recipe.write_text(recipe.replace(old, f'[columns."{column}"]\nrole = "plain"'), encoding="utf-8")
    files.run()
    lines = {(line.standard, line.column): line for line in files.check().standards}
    assert not lines[(standard, column)].done
    assert "判断が要る" in lines[(standard, column)].proof


def test_when_each_record_is_a_person_of_its_own_counting_records_proves_it(files):
    case_files.write_recipe(files.folder, person="宛名番号")
    files.accept()
    files.run()
    assert files.check().open == 0


def test_a_column_the_recipe_drops_unnamed_is_no_line_of_the_standards(files):
    text = case_files.write_recipe(files.folder).read_text(encoding="utf-8")
    text = text.replace('[columns."備考"]\nrole = "text"\n', "")
    files.recipe.write_text(f'default = "drop"\n{text}', encoding="utf-8")
    files.accept()
    files.run()
    assert "備考" not in {line.column for line in files.check().standards}


KILLED = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from processing import case_files

    left = int(sys.argv[2])

    def counted(real):
        def call(*args, **kwargs):
            global left
            left -= 1
            if left == 0:
                os._exit(9)
            return real(*args, **kwargs)
        return call

    Path.rename, Path.replace, Path.unlink = counted(Path.rename), counted(Path.replace), counted(Path.unlink)
    os.fsync = counted(os.fsync)
    case_files.Files(Path(sys.argv[1])).run()
""")


def killed_run(files, step):
    command = [sys.executable, "-c", KILLED, str(files.folder), str(step)]
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, check=False, env=paths, timeout=60).returncode


def test_a_kill_at_any_step_of_a_run_leaves_a_result_that_counts_or_is_simply_repeated(files):
    recipes = {reading.fingerprint(case_files.write_recipe(files.folder, k=k)): k for k in (40, 5)}
    files.accept()
    files.run()
    step, status, refused = 0, 9, 0
    while status == 9:
        step += 1
        case_files.write_recipe(files.folder, k=40)
        status = killed_run(files, step)
        vouched = recipes[journal.last(files.workspace / "journal.jsonl", "run").facts["recipe_sha256"]]
        case_files.write_recipe(files.folder, k=vouched)
        try:
            assert files.check().measured.k >= vouched
        except (CheckFailed, WorkspaceError):
            refused += 1
    assert (status, vouched) == (0, 40)
    assert 0 < refused < step
    left = {path.name for path in files.workspace.iterdir()}
    assert left == {
        ".lock",
        "check.json",
        "journal.jsonl",
        "order",
        "out",
        "recipe.toml",
        "source.json",
        "standards.json",
        "workspace.json",
    }
    assert journal.verify(files.workspace / "journal.jsonl") is None


def test_the_words_of_the_attacks_hide_no_success_behind_a_wide_interval():
    wide = {"risk": 0.0, "low": -0.5, "high": 0.9, "word": "言い当てる"}
    likely = {"risk": 0.17, "low": 0.1, "high": 0.25, "word": "一人を選び出す"}
    told = job._attacked({"attacks": {"each": [wide, likely]}})
    assert told == (
        "攻撃の試験2種で最も高い危険は0.0%（95%区間0.0%〜90.0%、言い当てる）"
        "、推定値が最も高い危険は17.0%（95%区間10.0%〜25.0%、一人を選び出す）"
    )
    assert job._attacked({"attacks": {"each": [likely]}}).count("危険") == 1

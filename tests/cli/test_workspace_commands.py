"""`oboro run --workspace` and `oboro check --workspace`: the same commands, under an order."""

import json

import pytest

from oboro.cli.main import main
from processing import case_files


@pytest.fixture
def files(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    files.accept(objections=(3,))
    files.letters.write_text("通知番号,記録番号\n3,30\n", encoding="utf-8")
    return files


def run(files, *more):
    return ["run", str(files.recipe), "--workspace", str(files.workspace), "--third-parties", str(files.letters), *more]


def check(files, *more):
    return ["check", "--workspace", str(files.workspace), *more]


def test_run_answers_as_json_what_was_made_and_what_was_left_out(files, capsys):
    assert main(run(files, "--json")) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"report", "not_made", "letters"}
    assert (answer["not_made"], answer["letters"]) == ([], 1)
    assert answer["report"] == json.loads((files.workspace / "out" / "report.json").read_text(encoding="utf-8"))
    assert answer["report"]["excluded"] == {"records": 1, "keys_not_found": 0}


def test_run_tells_what_was_made(files, capsys):
    assert main(run(files)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "書き出し: 1239行、1239人、3列（out/data.csv）",
        "除いた記録: 1件（通知1件分）　抑制: 0件",
        "測定: k=30",
    ]


def test_run_tells_what_the_order_wants_and_the_recipe_drops(files, capsys):
    case_files.write_recipe(files.folder, occupation="text")
    assert main(run(files)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "指示にあって書き出さない項目: 職業（役所に伝えてください）"


def test_run_without_the_list_of_those_who_object_is_refused(files, capsys):
    assert main(run(files)[:-2]) == 7
    assert "除く人の一覧がありません" in capsys.readouterr().err


def test_run_wants_a_folder_or_a_workspace_and_not_both(files, capsys):
    for arguments in (["run", str(files.recipe)], run(files, "--out", str(files.folder / "out"))):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2
    assert main(["run", str(files.recipe), "--out", str(files.folder / "o"), "--third-parties", "x"]) == 2
    capsys.readouterr()


def test_check_answers_as_json_measurement_and_standards(files, capsys):
    assert main(run(files)) == 0
    capsys.readouterr()
    assert main(check(files, "--json")) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"measured", "standards", "open"}
    assert (answer["open"], answer["measured"]["k"], answer["measured"]["holds"]) == (0, 30, True)
    assert answer["standards"] == json.loads((files.workspace / "standards.json").read_text(encoding="utf-8"))
    assert set(answer["standards"][0]) == {"standard", "column", "done", "step", "proof"}


def test_check_tells_what_waits(files, capsys):
    rows = [case_files.row(number) for number in range(1, case_files.RECORDS + 1)]
    rows[7]["職業"] = "canary"
    case_files.write_source(files.source, rows)
    assert main(run(files)) == 0
    assert main(check(files)) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-2:] == [
        "加工の基準: 10件のうち1件が済んでいない（standards.json）",
        "  まだ: peculiar「職業」 5件に満たない値が1種類あり、判断が要る",
    ]
    assert "canary" not in out


def test_check_wants_a_table_with_its_recipe_or_a_workspace(files, capsys):
    assert main(["check"]) == 2
    assert main(check(files, "--recipe", str(files.recipe))) == 2
    assert "--workspace" in capsys.readouterr().err

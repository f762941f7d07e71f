"""`oboro run` and `oboro check`: exit status, streams, and the shape of their JSON."""

import json
from pathlib import Path

import pytest

from oboro.cli.main import main

ADULT = Path(__file__).parents[2] / "examples" / "adult" / "recipe.toml"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "out"
    assert main(["run", str(ADULT), "--out", str(folder)]) == 0
    return folder


def test_run_says_what_was_made_on_standard_output(tmp_path, capsys):
    assert main(["run", str(ADULT), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert "書き出し: 29656行" in said.out
    assert "最適であることを証明済み" in said.out
    assert said.err == "" or said.err.startswith("oboro run: ")


def test_run_prints_one_json_object_which_is_the_report(tmp_path, capsys):
    assert main(["run", str(ADULT), "--out", str(tmp_path / "out"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))


def test_an_error_nobody_foresaw_says_where_it_happened_and_none_of_its_words(tmp_path, capsys):
    text = (
        '[source]\npath = "s\\u0000.csv"\n[columns."氏名"]\nrole = "quasi"\n[[privacy]]\nmodel = "k-anonymity"\nk = 2\n'
    )
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    assert main(["run", str(tmp_path / "r.toml"), "--out", str(tmp_path / "out")]) == 70
    said = capsys.readouterr().err
    assert "思いがけない誤りで止まりました（ValueError）" in said
    assert "null byte" not in said


def test_check_prints_one_json_object(out, capsys):
    assert main(["check", str(out / "data.csv"), "--recipe", str(ADULT), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        "holds", "rows", "persons", "classes", "k", "k_records", "counted", "models", "sha256", "faults",
        "together",
    }  # fmt: skip
    assert (said["holds"], said["k"], said["rows"]) == (True, 5, 29656)


def test_check_of_a_changed_table_fails_with_one_message(out, tmp_path, capsys):
    content = (out / "data.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "data.csv").write_text("".join(content[:2]), encoding="utf-8")
    assert main(["check", str(tmp_path / "data.csv"), "--recipe", str(ADULT)]) == 9
    said = capsys.readouterr().err
    assert said.startswith("oboro check: k-anonymityが約束に届いていません")


def test_a_recipe_that_is_wrong_ends_with_its_exit_code(tmp_path, capsys):
    (tmp_path / "r.toml").write_text("[source", encoding="utf-8")
    assert main(["run", str(tmp_path / "r.toml"), "--out", str(tmp_path / "out")]) == 2
    assert "TOMLとして読めません" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_table_that_loses_nothing_loses_no_less_than_nothing(tmp_path, capsys):
    ages = [f"{20 + number % 41},{'男女'[number % 2]}" for number in range(200)]
    (tmp_path / "s.csv").write_text("\n".join(["年齢,性別", *ages]) + "\n", encoding="utf-8")
    text = (
        '[source]\npath = "s.csv"\n[columns."年齢"]\nrole = "quasi"\nhierarchy = { name = "age" }\n'
        '[columns."性別"]\nrole = "quasi"\n[[privacy]]\nmodel = "k-anonymity"\nk = 1\n'
    )
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    assert main(["run", str(tmp_path / "r.toml"), "--out", str(tmp_path / "out")]) == 0
    assert "失われた情報: 0.000000　" in capsys.readouterr().out


def test_the_folder_one_stands_in_may_be_the_result(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert main(["run", str(ADULT), "--out", "."]) == 0
    assert {path.name for path in (tmp_path / "here").iterdir()} == {"data.csv", "report.json"}

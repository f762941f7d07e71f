import json

import pytest

from oboro.cli.main import main
from processing import case_files


@pytest.fixture
def files(tmp_path):
    files = case_files.lay_out(tmp_path / "desk")
    files.accept()
    files.run()
    files.check()
    return files


def test_the_output_check_is_walked_on_the_command_line(files, capsys):
    command = ["check-out", "--workspace", str(files.workspace)]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[0] == "確かめた人　0人／2人　"
    for who in ("甲", "乙"):
        assert main([*command, "--as", who, "--outcome", "pass", "--text", f"{who}の理由"]) == 0
    capsys.readouterr()
    assert main([*command, "--joint"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["甲：出してよい。甲の理由", "乙：出してよい。乙の理由"]
    assert main([*command, "--joint", "--json"]) == 0
    opinions = json.loads(capsys.readouterr().out)["opinions"]
    assert opinions[0] == {"checker": "甲", "outcome": "pass", "text": "甲の理由"}
    assert main([*command, "--joint", "--outcome", "pass", "--text", "一致した", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"checkers": ["甲", "乙"], "outcome": "pass"}


@pytest.mark.parametrize(
    "said", [["--as", "甲"], ["--outcome", "pass", "--text", "x"], ["--joint", "--outcome", "pass"]]
)
def test_an_incomplete_step_is_refused(files, said, capsys):
    assert main(["check-out", "--workspace", str(files.workspace), *said]) == 2


def test_the_evidence_of_a_workspace_shows_the_checkers_and_the_standards(files, capsys):
    files.check_out()
    assert main(["evidence", "--workspace", str(files.workspace)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert "審査会の委員" in (files.workspace / "summary.html").read_text(encoding="utf-8")
    assert "加工の基準" in (files.workspace / "evidence.html").read_text(encoding="utf-8")


def test_pages_of_an_earlier_check_do_not_outlive_the_next_one(files):
    assert main(["evidence", "--workspace", str(files.workspace)]) == 0
    listed = files.workspace / "peculiar.csv"
    listed.write_text(f"項目,値\n職業,{case_files.OCCUPATIONS[0]}\n", encoding="utf-8")
    files.check()
    assert not list(files.workspace.glob("*.html"))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("out/report.json", '"k": ', '"k": 9'),
        ("standards.json", '"done": true', '"done": true '),
        ("output_check.json", "確認者の判断", "ほかの人の判断"),
        ("out/data.csv", "農業", "漁業"),
    ],
)
def test_a_page_is_not_made_from_what_was_edited_afterwards(files, capsys, name, old, new):
    files.check_out()
    path = files.workspace / name
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    assert main(["evidence", "--workspace", str(files.workspace)]) == 9
    assert path.name in capsys.readouterr().err
    assert not (files.workspace / "summary.html").exists()


def test_a_page_made_before_the_check_says_that_the_check_is_to_come(tmp_path, capsys):
    early = case_files.lay_out(tmp_path / "desk")
    early.accept()
    assert main(["evidence", "--workspace", str(early.workspace)]) == 7
    early.run()
    assert main(["evidence", "--workspace", str(early.workspace)]) == 0
    assert "まだ測り直していません" in (early.workspace / "summary.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["?", "{}", "[]", '{"solution": {}}'])
def test_evidence_of_something_else_is_refused(tmp_path, capsys, content):
    (tmp_path / "report.json").write_text(content, encoding="utf-8")
    assert main(["evidence", str(tmp_path / "report.json")]) == 3


def test_a_folder_that_cannot_be_made_is_said(files, capsys):
    (files.folder / "file").write_text("", encoding="utf-8")
    report = str(files.workspace / "out" / "report.json")
    assert main(["evidence", report, "--out", str(files.folder / "file" / "x")]) == 10

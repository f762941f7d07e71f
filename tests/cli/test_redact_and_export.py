"""`oboro redact` and `oboro export`: streams, files, exit status; and how a file of another kind is read."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from oboro.cli.main import main


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("氏名,備考\n髙﨑　①㈱,髙﨑さんが来庁\n𠮷田　一,様子をみる\n", encoding="utf-8")
    return path


def test_redact_prints_numbers_and_no_word_of_the_text(table, tmp_path, capsys):
    asked = ["redact", str(table), "--column", "備考", "--name", "氏名", "--no-words"]
    files = ["--out", str(tmp_path / "o.csv"), "--review", str(tmp_path / "r.csv"), "--json"]
    assert main([*asked, *files]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"records": 2, "replaced": {"備考": {"name": 1}}, "doubts": {"備考": 1}, "kept": 0}
    assert "髙﨑さん" not in (tmp_path / "o.csv").read_text(encoding="utf-8")


def test_a_letter_that_cp932_lacks_is_listed_and_nothing_is_written(table, tmp_path, capsys):
    assert main(["export", str(table), "--out", str(tmp_path / "o.csv"), "--to", "cp932"]) == 1
    assert "列「氏名」: cp932にない文字 U+20BB7 1件（最初は3行目）" in capsys.readouterr().out
    assert not (tmp_path / "o.csv").exists()


def test_letters_of_the_office_come_through_cp932_and_back(tmp_path, capsys):
    source = tmp_path / "t.csv"
    source.write_bytes("氏名\r\n髙﨑①㈱\r\n".encode("cp932"))
    assert main(["export", str(source), "--out", str(tmp_path / "o.csv"), "--to", "cp932", "--json"]) == 0
    assert (tmp_path / "o.csv").read_bytes() == source.read_bytes()
    assert json.loads(capsys.readouterr().out) == {"encoding": "cp932", "unencodable": [], "written": "o.csv"}


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_what_is_exported_can_be_surveyed_and_gives_the_same_columns(table, tmp_path, capsys, suffix):
    made = tmp_path / f"o{suffix}"
    assert main(["export", str(table), "--out", str(made), "--schema", str(tmp_path / "s.json")]) == 0
    assert [f["name"] for f in json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["fields"]] == [
        "氏名", "備考",
    ]  # fmt: skip
    capsys.readouterr()
    assert main(["survey", str(made), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["register"]["record_items"]) == (2, ["氏名", "備考"])


def test_an_unknown_ending_is_refused(table, tmp_path, capsys):
    assert main(["export", str(table), "--out", str(tmp_path / "o.pdf")]) == 2
    assert "末尾は.csv、.parquet、.xlsx" in capsys.readouterr().err


def test_fixed_width_records_are_surveyed_and_the_draft_says_how_they_are_read(tmp_path, capsys):
    path = tmp_path / "f.dat"
    path.write_bytes("".join(f"山田{n:04d}　 19{n % 90 + 10}0401男\r\n" for n in range(60)).encode("cp932"))
    layout = "氏名:11,生年月日:8,性別:2"
    assert main(["survey", str(path), "--layout", layout, "--recipe-out", str(tmp_path / "r.toml")]) == 0
    assert "60件" in capsys.readouterr().out
    draft = (tmp_path / "r.toml").read_text(encoding="utf-8")
    assert f'format    = "fixed"\nencoding  = "cp932"\nlayout    = "{layout}"' in draft
    assert main(["run", str(tmp_path / "r.toml"), "--out", str(tmp_path / "out")]) in {0, 7}


def test_note_lines_above_the_header_are_in_the_draft(tmp_path):
    path = tmp_path / "n.csv"
    rows = "\n".join(f"{n:04d},{n % 80}" for n in range(50))
    path.write_text(f"住民の一覧\n令和8年度\n番号,年齢\n{rows}\n", encoding="cp932")
    assert main(["survey", str(path), "--recipe-out", str(tmp_path / "r.toml")]) == 0
    assert "skip      = 2\n" in (tmp_path / "r.toml").read_text(encoding="utf-8")


def test_the_registers_draft_names_items_and_what_is_sensitive(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("番号,傷病名\n" + "".join(f"{n},糖尿病\n" for n in range(40)), encoding="utf-8")
    assert main(["survey", str(path), "--on", "2026-04-01", "--register-out", str(tmp_path / "b.csv")]) == 0
    with (tmp_path / "b.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["記録項目", "要配慮個人情報", "根拠"]
    assert [row[:2] for row in rows[1:]] == [["番号", ""], ["傷病名", "含む"]]
    assert rows[2][2]


def test_a_workbook_of_two_sheets_is_read_by_the_name_of_the_sheet(tmp_path, capsys):
    book = openpyxl.Workbook()
    book.active.append(["説明"])
    sheet = book.create_sheet("一覧")
    for row in [["番号", "年齢"], *[[f"{n:04d}", n] for n in range(30)]]:
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    assert main(["survey", str(tmp_path / "b.xlsx"), "--sheet", "一覧", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 30


@pytest.mark.parametrize(
    "arguments",
    [
        ["redact", "--column", "備考", "--out", "t.csv", "--review", "r.csv"],
        ["redact", "--column", "備考", "--out", "c.csv", "--review", "t.csv"],
        ["redact", "--column", "備考", "--out", "c.csv", "--review", "c.csv"],
        ["export", "--out", "t.csv"],
        ["export", "--out", "c.csv", "--schema", "t.csv"],
        ["survey", "--recipe-out", "t.csv"],
        ["survey", "--register-out", "t.csv"],
        ["survey", "--recipe-out", "c.csv", "--register-out", "c.csv"],
    ],
)
def test_the_file_that_is_read_is_never_written_over(table, tmp_path, capsys, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    before = table.read_bytes()
    assert main([arguments[0], str(table), *arguments[1:]]) == 2
    assert "別の名前" in capsys.readouterr().err
    assert table.read_bytes() == before
    assert list(tmp_path.iterdir()) == [table]


def test_decisions_written_by_hand_are_not_written_over(table, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = ["redact", str(table), "--no-words", "--column", "備考", "--out", "c.csv"]
    assert main([*said, "--review", "r.csv"]) == 0
    before = (tmp_path / "r.csv").read_bytes()
    assert main([*said, "--decided", "r.csv", "--review", "r.csv"]) == 2
    assert "別の名前" in capsys.readouterr().err
    assert (tmp_path / "r.csv").read_bytes() == before

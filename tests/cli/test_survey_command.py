"""The command that looks at a file."""

import json
from pathlib import Path

import pytest

from oboro.cli.main import main
from oboro.engine import recipe
from oboro.rehearsal import register

COLUMN = {
    "name", "role", "key", "label", "legal_class", "standard", "treatment", "hierarchy", "confidence", "evidence",
    "sensitive", "rivals", "filled", "distinct", "notes",
}  # fmt: skip


@pytest.fixture(scope="module")
def island(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("island") / "island.csv"
    register.write(register.Wish("与論町", people=500, seed=3), out=path)
    return path


def test_json_has_the_promised_shape(island: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["survey", str(island), "--json", "--on", "2026-04-01"]) == 0
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    assert {key: answer[key] for key in answer if key not in {"columns", "register"}} == {
        "file": "island.csv",
        "encoding": "cp932",
        "delimiter": ",",
        "scheme": "appi",
        "law_on": "2026-04-01",
        "records": 500,
        "person": "宛名番号",
        "persons": 500,
        "history": False,
    }
    assert answer["register"] == {"record_items": list(register.columns()), "sensitive": True}
    assert all(set(column) == COLUMN for column in answer["columns"])
    number = next(column for column in answer["columns"] if column["name"] == "個人番号")
    assert {key: number[key] for key in ("role", "key", "legal_class", "treatment", "confidence", "hierarchy")} == {
        "role": "code",
        "key": "individual_number",
        "legal_class": "個人識別符号",
        "treatment": "項目削除",
        "confidence": 0.99,
        "hierarchy": None,
    }
    assert printed.err == ""


def test_text_has_one_line_per_column_after_the_first(island: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["survey", str(island), "--scheme", "gyokoho_2017", "--on", "2019-04-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines[1:]] == list(register.columns())


def test_the_recipe_is_written_beside_and_can_be_read(island: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["survey", str(island), "--recipe-out", str(tmp_path / "r.toml")]) == 0
    assert recipe.load(tmp_path / "r.toml").source.path.resolve() == island.resolve()
    assert [path.name for path in tmp_path.iterdir()] == ["r.toml"]


def test_a_recipe_that_cannot_be_written_is_reported(island: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["survey", str(island), "--recipe-out", str(tmp_path / "no" / "r.toml")]) == 10
    assert "r.toml を書けません" in capsys.readouterr().err


@pytest.mark.parametrize("further", [[], ["--json"]])
def test_a_file_without_records_is_told_with_a_status_of_its_own(tmp_path: Path, capsys, further: list[str]):
    (tmp_path / "f.csv").write_text("宛名番号,氏名\n", encoding="utf-8")
    assert main(["survey", str(tmp_path / "f.csv"), *further]) == 1
    said = capsys.readouterr()
    assert "記録が1件もありません" in said.err
    assert "宛名番号" in said.out


def spoilt(kind: str) -> bytes:
    """A file of three persons, named 佐藤 and living in 秘町, with something wrong."""
    row, names = "0012345,佐藤 花子,秘町1-2-3,窓口で秘密の相談", "番号,氏名,住所,備考"
    lines = {
        "no header": [row] * 3,
        "one line": [row],
        "another delimiter": [line.replace(",", "^") for line in (names, row, row)],
        "a longer row": [names, row, row + ",秘"],
        "a shorter row": [names, row, row.rpartition(",")[0]],
        "an open quote": [names, row, row.replace("窓口", '"窓口')],
        "a name twice": ["氏名,氏名,住所,備考", row, row],
        "notes above": ["抽出,佐藤 花子", names, row, row],
        "a value without a name": [names + ",", row + ",秘", row],
    }
    if kind == "two encodings":
        return f"{names}\n{row}\n".encode("cp932") + f"{row}\n".encode()
    return "".join(f"{line}\n" for line in lines[kind]).encode()


SPOILT = [
    "no header", "one line", "another delimiter", "a longer row", "a shorter row", "an open quote", "a name twice", "notes above",
    "a value without a name", "two encodings",
]  # fmt: skip


@pytest.mark.parametrize("kind", SPOILT)
@pytest.mark.parametrize("called", [["survey"], ["survey", "--json"], ["survey", "--skip", "1"], ["export"]])
def test_nothing_of_a_person_is_said_whatever_is_wrong_with_the_file(
    tmp_path: Path, capsys, kind: str, called: list[str]
):
    (tmp_path / "f.csv").write_bytes(spoilt(kind))
    main([called[0], str(tmp_path / "f.csv"), *called[1:]])
    said = capsys.readouterr()
    assert said.out + said.err != ""
    for value in ("佐藤", "花子", "秘", "0012345", "相談", "窓口"):
        assert value not in said.out + said.err

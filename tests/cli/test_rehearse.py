"""The command that makes a register."""

import csv
import json
from pathlib import Path

import pytest

from oboro.cli.main import main
from oboro.rehearsal import register


def test_json_says_what_was_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out, truth = tmp_path / "r.csv", tmp_path / "t.csv"
    command = ["rehearse", "--municipality", "465356", "--people", "300", "--seed", "9", "--dirt", "0.1", "--json"]
    assert main([*command, "--out", str(out), "--truth", str(truth)]) == 0
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    with out.open(encoding="cp932", newline="") as file:
        records = list(csv.DictReader(file))
    assert answer == {
        "municipality": {"code": "465356", "name": "鹿児島県与論町"},
        "persons": 300,
        "households": len({record["世帯番号"] for record in records}),
        "records": 300,
        "columns": list(register.columns()),
        "stains": sum(",dirt," in line for line in truth.read_text(encoding="utf-8").splitlines()),
        "out": str(out),
        "truth": str(truth),
    }
    assert printed.err == ""


def test_actual_makes_everyone_of_known_age(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["rehearse", "--municipality", "与論町", "--people", "actual", "--out", str(tmp_path / "r.csv")]) == 0
    assert "5,115人" in capsys.readouterr().out


def test_the_list_of_stains_does_not_take_the_place_of_the_register(tmp_path: Path):
    out = str(tmp_path / "r.csv")
    assert main(["rehearse", "--municipality", "与論町", "--people", "20", "--out", out, "--truth", out]) == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("people", ["-5", "0", "many"])
def test_a_number_of_people_that_cannot_be_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], people: str):
    assert main(["rehearse", "--municipality", "柏市", f"--people={people}", "--out", str(tmp_path / "r.csv")]) == 2
    assert "人数" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

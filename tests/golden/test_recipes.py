"""Recipes that were promised: each still gives the same levels and the same bytes, and holds when measured again.

`expected.json` changes only with a decision that is told in the changelog.
"""

import json
from pathlib import Path

import pytest

from oboro.engine.check import check
from oboro.engine.recipe import load, parse
from oboro.engine.run import run

FOLDER = Path(__file__).parent / "recipes"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def told(report) -> dict[str, object]:
    solution = report.solution
    return {
        "levels": dict(solution.levels),
        "loss": round(solution.loss, 9),
        "figure": round(solution.figure, 9),
        "suppressed_records": solution.suppressed_records,
        "blanked_cells": solution.blanked_cells,
        "optimal": solution.optimal,
        "k": report.measured.k,
        "readings": {name: reading["k"] for name, reading in report.measured.readings.items()},
        "sha256": report.output.sha256,
    }


def test_every_golden_recipe_has_an_expected_result():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_golden_recipe_gives_what_it_always_gave(tmp_path, name):
    wanted = load(FOLDER / f"{name}.toml")
    assert told(run(wanted, out=tmp_path / "out")) == EXPECTED[name]
    assert check(tmp_path / "out" / "data.csv", wanted).faults == ()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_golden_recipe_says_itself_again(name):
    wanted = load(FOLDER / f"{name}.toml")
    again = parse(wanted.as_toml().encode(), base=wanted.base)
    assert (again.search, again.privacy, again.columns) == (wanted.search, wanted.privacy, wanted.columns)

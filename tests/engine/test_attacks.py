"""The bench of attacks: a plain copy is flagged, an independent sample is not, and more protection means less risk."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from oboro.engine.reading import Source
from oboro.engine.recipe import parse
from oboro.engine.risk.attacks import bench
from oboro.engine.risk.rows import Rows, read
from oboro.engine.run import run

from .makers import recipe, written

ADULT = Path(__file__).parents[2] / "examples" / "adult"
KNOWN = ("sex", "age", "race", "marital-status", "education", "native-country", "workclass", "salary-class")


@pytest.fixture(scope="module")
def thirds():
    table = read(Source(ADULT / "adult.csv", delimiter=";"))
    order = np.random.default_rng(0).permutation(len(table))
    parts = [Rows(table.names, [table.rows[i] for i in order[k * 4000 : (k + 1) * 4000]]) for k in range(3)]
    return tuple(parts)


def tried(table, inside, outside, attempts=250):
    return {one.key: one.risk for one in bench(table, inside, outside, knows=KNOWN, attempts=attempts, seed=3).attacks}


KEYS = ["inference", "linkability", "membership", "nearest-record", "singling-out"]


def test_a_plain_copy_is_found_by_every_attack(thirds):
    inside, outside, _ = thirds
    risks = tried(inside, inside, outside)
    assert sorted(risks) == KEYS
    assert min(risk.value for risk in risks.values()) >= 0.98


def test_an_independent_sample_is_found_by_none(thirds):
    inside, outside, sample = thirds
    risks = tried(sample, inside, outside)
    assert sorted(risks) == KEYS
    assert [key for key, risk in risks.items() if not risk.low <= 0 <= risk.high] == []


def test_a_shuffled_copy_with_noise_is_still_linked(tmp_path):
    chance = np.random.default_rng(1)
    people = [
        [f"{a:.2f}", f"{b:.2f}", str(c)]
        for a, b, c in zip(
            chance.normal(0, 10, 1200), chance.normal(0, 10, 1200), chance.integers(0, 30, 1200), strict=True
        )
    ]
    inside, outside = Rows(("a", "b", "c"), people[:600]), Rows(("a", "b", "c"), people[600:])
    blurred = Rows(
        ("a", "b", "c"),
        [
            [f"{float(a) + chance.normal(0, 0.05):.2f}", f"{float(b) + chance.normal(0, 0.05):.2f}", c]
            for a, b, c in inside.rows
        ],
    )
    risks = {
        one.key: one.risk for one in bench(blurred, inside, outside, knows=("a", "b"), attempts=200, seed=3).attacks
    }
    assert risks["inference"].value > 0.9
    assert risks["nearest-record"].value == 0


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What the engine makes of Adult at rising k, with its own bench."""
    text = (ADULT / "recipe.toml").read_text(encoding="utf-8") + "\n[evidence]\nattacks = 150\n"
    made = {}
    for k in (2, 5, 20, 50):
        wanted = parse(text.replace("k     = 5", f"k = {k}").encode(), base=ADULT)
        made[k] = run(wanted, out=tmp_path_factory.mktemp(f"k{k}") / "out").attacks
    return made


def test_more_protection_means_less_risk_within_the_intervals(outputs):
    for key in KEYS:
        risks = [next(one for one in told["each"] if one["key"] == key) for told in outputs.values()]
        assert [(a, b) for a, b in pairwise(risks) if b["low"] > a["high"]] == [], key
    single = [told["each"][0]["risk"] for told in outputs.values()]
    assert single[0] > 0.5 > 0.1 > single[-1]


def test_every_label_is_read_and_every_attack_states_its_assumption(outputs):
    for told in outputs.values():
        assert told["unread"] == 0
        assert all(one["knows"] or one["guesses"] for one in told["each"])
        assert all(one["low"] <= one["risk"] <= one["high"] or one["risk"] == 0 for one in told["each"])


MODES = {
    "cells": 'suppress = "cells"',
    "local": 'recoding = "local"',
    "local-cells": 'recoding = "local"\nsuppress = "cells"',
    "matches-anything": 'suppress = "cells"\nmissing = "matches-anything"',
    "parquet": '[output]\nformat = "parquet"',
}


@pytest.mark.parametrize("mode", sorted(MODES))
def test_the_bench_reads_every_output_that_the_engine_can_write(tmp_path, mode):
    """Blanked cells, branches of their own, blanks that match anything and another format, on a part of Adult."""
    for path in ADULT.iterdir():
        content = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / path.name).write_text("".join(content[:3001] if path.name == "adult.csv" else content), "utf-8")
    text = (ADULT / "recipe.toml").read_text(encoding="utf-8").replace("[search]", f"[search]\n{MODES[mode]}")
    if mode == "parquet":
        text = f"{(ADULT / 'recipe.toml').read_text(encoding='utf-8')}\n{MODES[mode]}"
    wanted = parse(f"{text}\n[evidence]\nattacks = 60\n".encode(), base=tmp_path)
    told = run(wanted, out=tmp_path / "out").attacks
    assert told["unread"] == 0
    assert {one["key"] for one in told["each"]} == set(KEYS)
    assert max(one["risk"] for one in told["each"]) < 0.98


def test_a_model_trained_on_the_output_learns_less_than_on_the_source_and_more_than_nothing(outputs):
    models = outputs[5]["models"]
    assert [model["kind"] for model in models] == ["naive-bayes", "forest"]
    for model in models:
        assert model["source"] > model["output"] > model["guess"]


def test_the_bench_says_why_it_cannot_try_a_tiny_table(tmp_path):
    written(tmp_path, ["a"], [("x",)] * 12)
    wanted = recipe(tmp_path, {"a": 'role = "quasi"'}, search="[evidence]\nattacks = 10")
    assert "足りません" in run(wanted, out=tmp_path / "out").attacks["reason"]


def test_steps_blanks_and_several_rows_a_person_can_all_be_attacked(tmp_path):
    chance = np.random.default_rng(2)
    rows = [
        (str(n // 2), str(chance.integers(0, 100)), "男女"[n % 2], str(chance.integers(100, 900)), "農商工医"[n % 4])
        for n in range(1200)
    ]
    written(tmp_path, ["宛名", "年齢", "性別", "収入", "職"], rows)
    steps = """
[evidence]
attacks = 60
curve = [2, 3]
population = 5000
[[step]]
treatment = "pseudonymise"
columns = ["宛名"]
[[step]]
treatment = "top-code"
column = "年齢"
at = 90
write = "bound"
[[step]]
treatment = "microaggregate"
columns = ["収入"]
[[step]]
treatment = "delete-cells"
column = "職"
values = ["医"]
"""
    columns = {
        "宛名": 'role = "pseudonym"', "年齢": 'role = "quasi"\nhierarchy = { name = "age" }', "性別": 'role = "quasi"',
        "収入": 'role = "plain"', "職": 'role = "sensitive"',
    }  # fmt: skip
    wanted = recipe(tmp_path, columns, k=3, source='person = "宛名"', search=f"seed = 1\n{steps}")
    report = run(wanted, out=tmp_path / "out", key=bytearray(range(64)))
    assert report.attacks["unread"] == 0
    assert [point["k"] for point in report.curve] == [2, 3]
    assert report.risk["population"]["people"] == 5000
    assert report.utility["columns"]["年齢"]["distance"] < 0.5


def recoded_locally(table, k, names):  # noqa: C901 -- one small algorithm with its two parts
    """A plain local recoding: halves at the median of the widest column while both keep k; intervals, sets, blanks."""
    places = [table.names.index(name) for name in names]
    made = [list(row) for row in table.rows]

    def order(value):
        return (0, float(value), "") if value.replace(".", "").isdigit() else (1, 0.0, value)

    def label(values):
        kinds = sorted(set(values), key=order)
        if len(kinds) == 1:
            return kinds[0]
        if all(value.isdigit() for value in kinds):
            return f"{kinds[0]}-{kinds[-1]}"
        return "*" if len(kinds) > 6 else "{" + ",".join(kinds) + "}"

    def split(rows):
        for place in sorted(places, key=lambda place: -len({table.rows[row][place] for row in rows})):
            ranked = sorted({table.rows[row][place] for row in rows}, key=order)
            low = set(ranked[: len(ranked) // 2])
            parts = [[row for row in rows if (table.rows[row][place] in low) is side] for side in (True, False)]
            if min(map(len, parts)) >= k:
                split(parts[0])
                split(parts[1])
                return
        for place in places:
            one = label([table.rows[row][place] for row in rows])
            for row in rows:
                made[row][place] = one

    split(list(range(len(made))))
    for row in range(0, len(made), 7):  # cells suppressed here and there, as local suppression leaves them
        made[row][places[row % len(places)]] = "*"
    return Rows(table.names, made)


def test_locally_recoded_and_cell_suppressed_tables_are_read_and_their_risk_falls_with_k(thirds):
    inside, outside = (Rows(part.names, part.rows[:1500]) for part in thirds[:2])
    benches = [
        bench(recoded_locally(inside, k, KNOWN), inside, outside, knows=KNOWN, attempts=150, seed=3) for k in (1, 5, 25)
    ]
    assert [one.unread for one in benches] == [0, 0, 0]
    for key in KEYS:
        risks = [next(one.risk for one in told.attacks if one.key == key) for told in benches]
        assert [(a, b) for a, b in pairwise(risks) if b.low > a.high] == [], key
    linked = [next(one.risk.value for one in told.attacks if one.key == "inference") for told in benches]
    assert linked[0] > 0.5 > 0.2 > linked[-1]

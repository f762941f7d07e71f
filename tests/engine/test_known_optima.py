"""Proven optima on Adult, found by other means: the search must return each of them exactly."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.coded import Coded, beside
from oboro.engine.hierarchies import tables
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.solver.lattice import Rollup, lattice
from oboro.engine.solver.search import exact
from oboro.engine.utility import Objective

ADULT = Path(__file__).parents[2] / "examples" / "adult"
OPTIMA = list(csv.DictReader((Path(__file__).parent / "data" / "adult_optima.csv").read_text().splitlines()))
MODELS: Mapping[str, PrivacyModel] = {
    "k5": KAnonymity(5),
    "dl3": LDiversity("occupation", 3, "distinct"),
    "el3": LDiversity("occupation", 3, "entropy"),
    "rcl4_3": LDiversity("occupation", 3, "recursive", 4),
    "te0.2": TCloseness("occupation", 0.2, "equal"),
    "th0.2": TCloseness("occupation", 0.2, "hierarchical"),
}


@pytest.fixture(scope="module")
def adult() -> Reference:
    return Reference(Source(ADULT / "adult.csv", delimiter=";"))


@pytest.fixture(scope="module")
def histograms(adult: Reference) -> dict[tuple[str, ...], dict[bool, Rollup]]:
    coded = {}
    for name in adult.columns:
        values = sorted(value for value, _ in adult.count_by(name))
        coding = Coding(name, {value: place for place, value in enumerate(values)}, tuple(values))
        hierarchy = tables.read(ADULT / f"adult_hierarchy_{name}.csv")
        coded[name] = Coded(coding, hierarchy.ladder(name, values), hierarchy.name, 0)
    found = {}
    for levels in {row["optimal_levels"] for row in OPTIMA}:
        names = tuple(part.split("=")[0] for part in levels.split())
        if names not in found:
            held = [coded["occupation"]]
            parts = [coded[name].coding for name in names]
            base = adult.classes(parts, person=None, sensitive=[held[0].coding])
            ladders = [coded[name].ladder for name in names]
            full, bare = beside(base, base, held), replace(base, sensitive={})
            found[names] = {True: Rollup(full, ladders), False: Rollup(bare, ladders)}
    return found


@pytest.mark.parametrize("row", OPTIMA, ids=[row["job"] for row in OPTIMA])
def test_the_search_returns_the_proven_optimum(histograms, row):
    names = tuple(part.split("=")[0] for part in row["optimal_levels"].split())
    models = [MODELS[name] for name in row["models"].split(",")]
    rollup = histograms[names][any(model.column for model in models)]
    base, ladders = rollup.base, rollup.ladders
    objective = Objective()
    nodes = lattice(base, ladders, objective, spans=[(0, ladder.top) for ladder in ladders])

    most = int(Fraction(row["suppression_limit"]) * 30162)
    best = exact(base, nodes, models, most_suppressed=most, rollup=rollup)

    assert best is not None
    assert " ".join(f"{name}={level}" for name, level in zip(names, best.levels, strict=True)) == row["optimal_levels"]
    assert best.suppressed_records == int(row["suppressed_records"])
    assert int((~best.failing).sum()) == int(row["classes"])
    assert best.figures[0] == pytest.approx(float(row["loss"]), abs=1e-6)
    assert len(nodes) == int(row["lattice_nodes"])
    assert best.optimal

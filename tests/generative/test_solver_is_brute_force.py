"""On small lattices the solver must find what trying everything finds, worked out from the rows by `oracle`."""

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.makers import written
from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.coded import Coded, beside
from oboro.engine.crowd import crowd
from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.privacy.k_anonymity import KAnonymity, KCombinations
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from oboro.engine.privacy.population import DeltaPresence, KMap, crowd_key
from oboro.engine.privacy.risk_limits import AverageRisk, HighestRisk
from oboro.engine.privacy.set_valued import KMAnonymity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.solver.lattice import lattice
from oboro.engine.solver.search import exact
from oboro.engine.utility import AGGREGATES, OBJECTIVES, Objective

from . import oracle
from .tables import VALUES, stars, tables

CROWD = {"path": "population.csv"}
ILL = st.just("病名")
ALONE = st.one_of(
    st.builds(KAnonymity, st.integers(1, 4)),
    st.builds(HighestRisk, st.sampled_from([0.2, 0.34, 0.5])),
    st.builds(LDiversity, ILL, st.integers(1, 3)),
    st.builds(LDiversity, ILL, st.sampled_from([1.5, 2.5]), st.just("entropy")),
    st.builds(LDiversity, ILL, st.integers(1, 2), st.just("recursive"), st.sampled_from([0.7, 2.3])),
    st.builds(TCloseness, ILL, st.sampled_from([0.15, 0.35, 0.6]), st.sampled_from(["equal", "ordered"])),
    st.builds(AlphaK, ILL, st.integers(1, 3), st.sampled_from([0.4, 0.7]), st.sampled_from([(), ("u",)])),
    st.builds(DeltaDisclosure, ILL, st.sampled_from([0.5, 1.2])),
    st.builds(BetaLikeness, ILL, st.sampled_from([0.4, 1.3]), st.sampled_from(["basic", "enhanced"])),
)
HALVED = st.one_of(
    st.builds(KAnonymity, st.integers(1, 2)),
    st.builds(AlphaK, ILL, st.integers(1, 2), st.sampled_from([0.5, 0.6]), st.sampled_from([(), ("u",)])),
    st.builds(LDiversity, ILL, st.just(2), st.just("recursive"), st.sampled_from([1.1, 1.6])),
)
TOGETHER = st.one_of(
    st.builds(KCombinations, st.integers(1, 4), st.integers(1, 2)),
    st.builds(KMap, st.integers(1, 6), st.just(CROWD)),
    st.builds(KMap, st.integers(1, 9), st.none(), st.sampled_from([0.3, 0.5])),
    st.builds(DeltaPresence, st.sampled_from([0.3, 0.6, 1.0]), st.just(CROWD), st.sampled_from([0.0, 0.0, 0.1])),
    st.builds(AverageRisk, st.sampled_from([0.2, 0.4])),
    st.builds(KMAnonymity, ILL, st.integers(1, 4), st.integers(1, 2)),
)


def _base(drawn, folder, by_person, people_rows):
    backend = Reference(Source(written(folder, drawn.names, drawn.rows)))
    codings, ladders = [], []
    for place, (name, hierarchy) in enumerate(zip(drawn.names, drawn.hierarchies, strict=False)):
        leaves = sorted({row[place] for row in (*drawn.rows, *people_rows)})
        codings.append(Coding(name, {leaf: number for number, leaf in enumerate(leaves)}, tuple(leaves)))
        ladders.append(hierarchy.ladder(name, leaves))
    values = sorted({row[-1] for row in drawn.rows}, key=oracle.ORDER.__getitem__)
    sensitive = Coding("病名", {value: place for place, value in enumerate(values)}, tuple(values))
    flat = Hierarchy("病名", {value: (value, "*") for value in values})
    base = backend.classes(codings, person="宛名" if by_person else None, sensitive=[sensitive])
    base = beside(base, base, [Coded(sensitive, flat.ladder("病名", values), None, 0)])
    people = Counter(row[: len(drawn.hierarchies)] for row in people_rows)
    return replace(base, crowds={crowd_key(CROWD): crowd(people, codings)}), ladders


def _agrees(tmp_path, data, drawn, by_person, asked=None):
    """Draw what is asked of a table, and compare the search with trying every node."""
    wildcards = asked is not None or data.draw(st.booleans(), "wildcards")
    if asked is None:
        asked = ALONE if wildcards else st.one_of(ALONE, TOGETHER)
    models = data.draw(st.lists(asked, min_size=1, max_size=3), "models")
    limit = data.draw(st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(3, 10), Fraction(1)]), "limit")
    kind, aggregate = data.draw(st.sampled_from(OBJECTIVES)), data.draw(st.sampled_from(AGGREGATES))
    weights = data.draw(st.lists(st.sampled_from([1.0, 0.5, 3.0]), min_size=6, max_size=6))[: len(drawn.hierarchies)]
    further = st.tuples(*[st.sampled_from(VALUES) for _ in drawn.hierarchies])
    people_rows = [row[:-2] for row in drawn.rows] + data.draw(st.lists(further, max_size=12), "population")

    wanted = oracle.best(
        drawn,
        models,
        limit=limit,
        by_person=by_person,
        aggregate=aggregate,
        kind=kind,
        weights=weights,
        wildcards=wildcards,
        people_rows=people_rows,
    )
    base, ladders = _base(drawn, tmp_path, by_person, people_rows)
    names = [ladder.column for ladder in ladders]
    objective = Objective(aggregate, dict(zip(names, weights, strict=True)), kind)
    nodes = lattice(base, ladders, objective, spans=[(0, ladder.top) for ladder in ladders])
    most = math.floor(limit * len(drawn.rows))
    found = exact(base, nodes, models, most_suppressed=most, wild=wildcards)

    assert (found is None) == (wanted is None)
    if found is None or wanted is None:
        return
    figures, suppressed, classes, levels = wanted
    assert list(found.figures) == pytest.approx(figures, abs=1e-8)
    assert (found.suppressed_records, int((~found.failing).sum())) == (suppressed, classes)
    assert tuple(found.levels) == levels
    assert found.optimal
    assert found.checked_nodes <= len(nodes)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), drawn=tables(sensitive=("u", "v", "w", "")), by_person=st.booleans())
def test_the_solver_finds_what_trying_every_node_finds(tmp_path, data, drawn, by_person):
    _agrees(tmp_path, data, drawn, by_person)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), drawn=tables(columns=(4, 6), rows=(2, 14), sensitive=("u", "v", "")), by_person=st.booleans())
def test_on_lattices_of_up_to_five_thousand_nodes_it_does_too(tmp_path, data, drawn, by_person):
    assume(math.prod(hierarchy.height for hierarchy in drawn.hierarchies) < 5000)
    _agrees(tmp_path, data, drawn, by_person)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), drawn=stars(), by_person=st.booleans())
def test_where_a_blank_row_counts_in_many_classes_it_does_too(tmp_path, data, drawn, by_person):
    _agrees(tmp_path, data, drawn, by_person, asked=HALVED)

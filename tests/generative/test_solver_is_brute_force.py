"""On small lattices the solver must find what trying everything finds, computed here from the rows, without arrays."""

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.makers import written
from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.coded import Coded, beside
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.solver.lattice import lattice
from oboro.engine.solver.search import exact
from oboro.engine.utility import AGGREGATES, Objective

from .tables import Drawn, tables

MODELS = st.one_of(
    st.tuples(st.builds(KAnonymity, st.integers(1, 4))),
    st.tuples(
        st.builds(KAnonymity, st.integers(1, 3)),
        st.one_of(
            st.builds(LDiversity, st.just("病名"), st.integers(1, 3)),
            st.builds(LDiversity, st.just("病名"), st.sampled_from([1.5, 2.5]), st.just("entropy")),
            st.builds(
                LDiversity, st.just("病名"), st.integers(1, 2), st.just("recursive"), st.sampled_from([0.7, 2.3])
            ),
            st.builds(TCloseness, st.just("病名"), st.sampled_from([0.15, 0.35, 0.6])),
        ),
    ),
)


def _holds(model, rows: Sequence[tuple[str, ...]], everyone: Sequence[tuple[str, ...]], by_person) -> bool:
    people = [(row[-2], row[-1]) if by_person else (number, row[-1]) for number, row in enumerate(rows)]
    if isinstance(model, KAnonymity):
        return len({person for person, _ in people}) >= model.k
    often = sorted((sum(1 for pair in set(people) if pair[1] == value) for value in "uvw"), reverse=True)
    often_here = [count for count in often if count]
    if isinstance(model, TCloseness):
        total = {(row[-2], row[-1]) if by_person else (number, row[-1]) for number, row in enumerate(everyone)}
        here = set(people)
        far = sum(
            abs(sum(p[1] == v for p in here) / len(here) - sum(p[1] == v for p in total) / len(total)) for v in "uvw"
        )
        return far / 2 <= model.t + 1e-9
    if model.kind == "distinct":
        return len(often_here) >= model.l
    if model.kind == "entropy":
        share = [count / sum(often_here) for count in often_here]
        return -sum(p * math.log(p) for p in share) >= math.log(model.l)
    return often[0] < model.c * sum(often[int(model.l) - 1 :])


def _brute(drawn: Drawn, models, limit: Fraction, by_person, aggregate: str):
    """(figures, suppressed, classes, levels) of the best node, or None."""
    best = None
    n, width = len(drawn.rows), len(drawn.hierarchies)
    for levels in itertools.product(*(range(hierarchy.height) for hierarchy in drawn.hierarchies)):
        classes = defaultdict(list)
        for row in drawn.rows:
            group = tuple(
                h.paths[row[p]][level] for p, (h, level) in enumerate(zip(drawn.hierarchies, levels, strict=True))
            )
            classes[group].append(row)
        kept = {g for g, rows in classes.items() if all(_holds(m, rows, drawn.rows, by_person) for m in models)}
        suppressed = sum(len(rows) for group, rows in classes.items() if group not in kept)
        if suppressed > math.floor(limit * n) or not kept:
            continue
        losses = []
        for place in range(width):
            hierarchy = drawn.hierarchies[place]
            labels, d = [path[levels[place]] for path in hierarchy.paths.values()], len(hierarchy.paths)
            cost = sum(
                len(rows) * (labels.count(group[place]) / d if group in kept else 1) for group, rows in classes.items()
            )
            losses.append((cost / n - 1 / d) / (1 - 1 / d))
        figures = {
            "geometric-mean": [math.prod(1 + x for x in losses) ** (1 / width) - 1],
            "mean": [sum(losses) / width],
            "sum": [sum(losses)],
            "max": [max(losses)],
            "rank": sorted(losses, reverse=True),
        }[aggregate]
        candidate = ([round(figure, 9) for figure in figures], suppressed, len(kept), levels)
        best = candidate if best is None or candidate < best else best
    return best


def _solved(drawn: Drawn, folder, models, limit: Fraction, by_person, aggregate: str):
    backend = Reference(Source(written(folder, drawn.names, drawn.rows)))
    coded = []
    for name, hierarchy in zip(drawn.names, drawn.hierarchies, strict=False):
        leaves = sorted(value for value, _ in backend.count_by(name))
        coding = Coding(name, {leaf: place for place, leaf in enumerate(leaves)}, tuple(leaves))
        coded.append(Coded(coding, hierarchy.ladder(name, leaves), None, 0))
    values = Coding("病名", {"u": 0, "v": 1, "w": 2}, ("u", "v", "w"))
    held = [Coded(values, coded[0].ladder, None, 0)]
    person = "宛名" if by_person else None
    base = backend.classes([part.coding for part in coded], person=person, sensitive=[values])
    held = [Coded(values, type(coded[0].ladder)("病名", (), (), (), 3), None, 0)]
    base = beside(base, base, held)
    ladders = [part.ladder for part in coded]
    objective = Objective(aggregate)
    nodes = lattice(base, ladders, objective, spans=[(0, ladder.top) for ladder in ladders])
    found = exact(base, nodes, models, objective, most_suppressed=math.floor(limit * len(drawn.rows)))
    return found, len(nodes)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=tables(),
    models=MODELS,
    limit=st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(3, 10), Fraction(1)]),
    by_person=st.booleans(),
    aggregate=st.sampled_from(AGGREGATES),
)
def test_the_solver_finds_what_trying_every_node_finds(tmp_path, drawn, models, limit, by_person, aggregate):
    wanted = _brute(drawn, models, limit, by_person, aggregate)
    found, nodes = _solved(drawn, tmp_path, models, limit, by_person, aggregate)

    if wanted is None:
        assert found is None
        return
    figures, suppressed, classes, levels = wanted
    assert found is not None
    assert list(found.figures) == pytest.approx(figures, abs=1e-8)
    assert (found.suppressed_records, int((~found.failing).sum())) == (suppressed, classes)
    assert tuple(found.levels) == levels
    assert found.optimal
    assert found.checked_nodes <= nodes

"""Each privacy model states whether it is monotone and whether it absorbs; machines look for a counter-example.

And what it says of a table is what plain Python finds in the written rows, and what the check finds.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.conformance import check_model
from engine.makers import read, recipe, written
from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.check import check
from oboro.engine.privacy.k_anonymity import KAnonymity, KCombinations
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from oboro.engine.privacy.population import KMap
from oboro.engine.privacy.risk_limits import AverageRisk, HighestRisk
from oboro.engine.privacy.set_valued import KMAnonymity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.run import run
from oboro.kernel.errors import GoalUnreachable, SourceError

from . import oracle
from .tables import VALUES, tables

MODELS = [
    KAnonymity(2),
    KCombinations(2, 1),
    KMap(4, fraction=0.5),
    HighestRisk(0.34),
    AverageRisk(0.4),
    LDiversity("病名", 2),
    LDiversity("病名", 1.5, "entropy"),
    LDiversity("病名", 2, "recursive", 2.3),
    TCloseness("病名", 0.35),
    TCloseness("病名", 0.35, "ordered"),
    AlphaK("病名", 2, 0.6),
    DeltaDisclosure("病名", 1.0),
    BetaLikeness("病名", 1.0),
    BetaLikeness("病名", 0.7, "enhanced"),
    KMAnonymity("病名", 2, 1),
]


@pytest.mark.parametrize(
    "model",
    MODELS,
    ids=lambda model: " ".join(
        str(part) for part in model.promise().values() if isinstance(part, str) and part != "病名"
    ),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=tables(columns=(1, 2)), by_person=st.booleans(), data=st.data())
def test_merging_classes_never_breaks_what_the_model_states(tmp_path, model, drawn, by_person, data):
    backend = Reference(Source(written(tmp_path, drawn.names, drawn.rows)))
    codings = [
        Coding(name, {value: place for place, value in enumerate(VALUES)}, tuple(VALUES))
        for name in drawn.names[: len(drawn.hierarchies)]
    ]
    values = Coding("病名", {"u": 0, "v": 1, "w": 2}, ("u", "v", "w"))
    finer = backend.classes(codings, person="宛名" if by_person else None, sensitive=[values])
    climbs = [
        np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(VALUES), max_size=len(VALUES))), dtype=np.int32)
        for _ in codings
    ]
    check_model(model, finer, climbs)


CHAPTERS = {"E": "IV 内分泌，栄養及び代謝疾患", "I": "IX 循環器系の疾患"}
LEAF_OF = {"E11": "E11", "E11.9": "E11", "Ｅ１１．２": "E11", "E12": "E12", "I10": "I10", "i10": "I10"}
PATHS = {"": ("", "", "*"), **{code: (leaf, CHAPTERS[leaf[0]], "*") for code, leaf in LEAF_OF.items()}}
AWKWARD = st.sampled_from([0.3333333333333333, 0.6666666666666666, 0.8571428571428571, 0.09090909090909091, 1.0])
ILL = st.just("病名")
NAMED = st.sampled_from([(), (), ("E11",), ("Ｅ11.2",), (CHAPTERS["E"], "Ｉ１０")])
ASKED = {
    "distinct": st.builds(LDiversity, ILL, st.integers(1, 3)),
    "entropy": st.builds(LDiversity, ILL, st.sampled_from([1.2, 1.9, 2.6]), st.just("entropy")),
    "recursive": st.builds(LDiversity, ILL, st.integers(1, 2), st.just("recursive"), st.sampled_from([1.3, 2.1])),
    "equal": st.builds(TCloseness, ILL, AWKWARD),
    "ordered": st.builds(TCloseness, ILL, AWKWARD, st.just("ordered")),
    "hierarchical": st.builds(TCloseness, ILL, AWKWARD, st.just("hierarchical")),
    "alpha": st.builds(AlphaK, ILL, st.integers(1, 2), AWKWARD, NAMED),
    "beta": st.builds(BetaLikeness, ILL, st.sampled_from([0.45, 1.7]), st.sampled_from(["basic", "enhanced"])),
    "delta": st.builds(DeltaDisclosure, ILL, st.sampled_from([0.6, 1.3])),
    "items": st.builds(KMAnonymity, ILL, st.integers(1, 3), st.integers(1, 2), st.just(".")),
    "average": st.builds(AverageRisk, AWKWARD),
    "highest": st.builds(HighestRisk, AWKWARD),
}


@pytest.mark.parametrize("asked", ASKED)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("xy"), st.sampled_from("12345"), st.sampled_from(list(PATHS))),
        min_size=4,
        max_size=24,
    ),
    data=st.data(),
    by_person=st.booleans(),
)
def test_the_report_and_the_check_say_what_plain_python_finds_in_what_is_written(
    tmp_path, asked, rows, data, by_person
):
    model = data.draw(ASKED[asked])
    written(tmp_path, ["組", "宛名", "病名"], rows)
    plan = recipe(
        tmp_path,
        {
            "組": 'role = "quasi"',
            "宛名": 'role = "link"',
            "病名": 'role = "sensitive"\nhierarchy = { name = "disease" }',
        },
        source='person = "宛名"' if by_person else "",
        search='method = "levels"\nlevels = { "組" = 0 }\nsuppression_limit = 1.0',
    )
    plan = replace(plan, privacy=(model,))
    table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in rows:
        table.setdefault(row[:1], []).append(row)
    kept = oracle.holding(table, rows, [model], by_person=by_person, paths=PATHS)
    names = getattr(model, "values", ())
    unmet = [name for name in names if not any(oracle.is_called(name, row[-1], PATHS) for row in rows)]
    if unmet or not kept:
        with pytest.raises(SourceError if unmet else GoalUnreachable):
            run(plan, out=tmp_path / "out")
        return
    report = run(plan, out=tmp_path / "out")
    assert {tuple(fields[:1]) for fields in read(tmp_path / "out" / "data.csv")[1:]} == kept
    again = check(tmp_path / "out" / "data.csv", plan)
    assert again.holds, again.faults
    figure = oracle.figure(model, {group: table[group] for group in kept}, rows, by_person, PATHS)
    assert [found.models[0]["reached"] for found in (report.measured, again)] == pytest.approx([figure] * 2)

"""Each privacy model states whether it is monotone and whether it absorbs; machines look for a counter-example."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.conformance import check_model
from engine.makers import written
from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.privacy.k_anonymity import KAnonymity, KCombinations
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from oboro.engine.privacy.population import KMap
from oboro.engine.privacy.risk_limits import AverageRisk, HighestRisk
from oboro.engine.privacy.set_valued import KMAnonymity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source

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

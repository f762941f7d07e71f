"""Each privacy model states whether it is monotone and whether it absorbs; machines look for a counter-example."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.conformance import check_model
from engine.makers import written
from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source

from .tables import VALUES, tables

MODELS = [
    KAnonymity(2),
    LDiversity("病名", 2),
    LDiversity("病名", 1.5, "entropy"),
    LDiversity("病名", 2, "recursive", 2.3),
    TCloseness("病名", 0.35),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.model} {getattr(model, 'kind', '')}".strip())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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

"""Whatever is blanked, the table that is left holds: also what was not touched at the end, and what was blank before."""

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.equivalence import Classes, Sensitive, counted_tally, plain_tally
from oboro.engine.privacy.judging import judged
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.solver.cells import blanked

VALUES = ("a", "b", "c")
MODELS = [KAnonymity(2), KAnonymity(3), LDiversity("s", 2), LDiversity("s", 1.7, "entropy"), TCloseness("s", 0.2)]


@st.composite
def classes(draw):
    """Few columns of few groups; one of three sensitive values is frequent."""
    width, groups = draw(st.integers(1, 3)), draw(st.integers(2, 4))
    row = st.tuples(*[st.integers(0, groups - 1)] * width, st.sampled_from([0, 0, 0, 0, 1, 2]))
    rows = draw(st.lists(row, min_size=4, max_size=24))
    distinct = sorted({one[:-1] for one in rows})
    records = np.array([sum(one[:-1] == group for one in rows) for group in distinct], dtype=np.int64)
    often = Counter(distinct.index(one[:-1]) * len(VALUES) + one[-1] for one in rows)
    tally = counted_tally(np.array(list(often), dtype=np.int64), np.array(list(often.values()), dtype=np.int64))
    whole = np.bincount([one[-1] for one in rows], minlength=len(VALUES)).astype(np.int64)
    shaped = np.array(distinct, dtype=np.int32).reshape(len(distinct), width)
    held = Classes(shaped, records, plain_tally(records), {"s": Sensitive("s", VALUES, tally, whole)})
    beyond = draw(st.booleans())  # whether a blank is a group of its own, or that of missing values
    return held, np.full(width, groups if beyond else 0, dtype=np.int64)


@settings(max_examples=600, deadline=None)
@given(
    drawn=classes(),
    models=st.lists(st.sampled_from(MODELS), min_size=1, max_size=2, unique=True),
    wild=st.booleans(),
    most=st.sampled_from([0, 0, 1, 3]),
)
def test_the_table_left_after_blanking_holds_or_more_must_be_removed_than_may(drawn, models, wild, most):
    held, blanks = drawn
    done = blanked(held, models, blanks=blanks, wild=wild, most_removed=most)
    read = blanks if wild else None
    if held.records[done.removed].sum() > most:
        nothing_told = replace(held, groups=np.tile(blanks.astype(np.int32), (len(held), 1))).merged()
        assert judged(nothing_told, models, read).all()
        return
    made = replace(held, groups=done.groups).kept(~done.removed).merged()
    assert not judged(made, models, read).any()
    touched = (done.groups != held.groups) & ~done.removed[:, None]
    assert (done.groups[touched] == np.broadcast_to(blanks, touched.shape)[touched]).all()

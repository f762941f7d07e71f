"""Compiled loops without a cache, and the two ways of finding classes that match."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.equivalence import Classes, plain_tally
from oboro.engine.kernels import compiled
from oboro.engine.wildcard import by_pattern, matching


def test_a_loop_that_no_cache_can_keep_is_compiled_all_the_same():
    place: dict[str, object] = {}
    exec(
        "def loop(numbers):\n    total = 0\n    for number in numbers:\n        total += number\n    return total",
        place,
    )
    assert compiled(place["loop"])(np.array([1, 2, 3])) == 6


@settings(deadline=None)
@given(st.sets(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=20))
def test_classes_that_match_are_found_alike_by_pairs_and_by_patterns(rows):
    groups = np.array(sorted(rows), dtype=np.int32)
    records = np.ones(len(groups), dtype=np.int64)
    classes, blanks = Classes(groups, records, plain_tally(records), {}), np.zeros(3, dtype=np.int64)
    wanted = {
        (one, other)
        for one, here in enumerate(groups.tolist())
        for other, there in enumerate(groups.tolist())
        if all(a == b or 0 in (a, b) for a, b in zip(here, there, strict=True))
    }
    for found in (matching(classes, blanks), by_pattern(classes, groups == blanks)):
        pairs = list(zip(*(side.tolist() for side in found), strict=True))
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == wanted

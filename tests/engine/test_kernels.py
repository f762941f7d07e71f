"""Compiled loops without a cache, and the two ways of finding classes that match."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.equivalence import Classes, plain_tally
from oboro.engine.kernels import compiled, crossed
from oboro.engine.wildcard import by_pattern, matching


def test_a_loop_that_no_cache_can_keep_is_compiled_all_the_same():
    place: dict[str, object] = {}
    exec(
        "def loop(numbers):\n    total = 0\n    for number in numbers:\n        total += number\n    return total",
        place,
    )
    assert compiled(place["loop"])(np.array([1, 2, 3])) == 6


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 1 << 40)), max_size=30))
def test_two_columns_are_crossed_as_a_counter_crosses_them(rows):
    groups = np.array([row[:2] for row in rows], dtype=np.int32).reshape(-1, 2)
    found = crossed(groups[:, 0], groups[:, 1], np.array([row[2] for row in rows], dtype=np.int64), 4, 5)
    wanted: Counter[tuple[int, int]] = Counter()
    for one, other, count in rows:
        wanted[one, other] += count
    assert {place: int(found[place]) for place in np.ndindex(4, 5)} == {
        place: wanted[place] for place in np.ndindex(4, 5)
    }


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

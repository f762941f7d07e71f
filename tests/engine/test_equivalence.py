"""Rolling up classes: people are merged, never counted twice, however large the key space."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oboro.engine.equivalence import plain_tally, ranked, summed, tally_of


@given(st.lists(st.tuples(*[st.sampled_from([0, 1, 2, 2**31 - 2])] * 5), max_size=30))
def test_rows_are_ranked_in_lexicographic_order_even_beyond_64_bits(rows):
    table = np.array(rows, dtype=np.int32).reshape(len(rows), 5)
    first, rank = ranked(table)
    distinct = sorted(set(rows))
    assert [tuple(row) for row in table[first].tolist()] == distinct
    assert [distinct[place] for place in rank] == rows


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), max_size=30), st.sampled_from([7, 10**9]))
def test_weights_add_up_in_dense_and_sparse_key_spaces(pairs, space):
    cells, weights = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    found, totals = summed(cells, weights, space)
    wanted = {cell: sum(weight for other, weight in pairs if other == cell) for cell, _ in pairs}
    assert dict(zip(found.tolist(), totals.tolist(), strict=True)) == wanted


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 8))), st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_a_tally_of_persons_counts_distinct_persons_before_and_after_merging(pairs, climb):
    cells, persons = (np.array([pair[side] for pair in sorted(pairs)], dtype=np.int64) for side in (0, 1))
    tally = tally_of(cells, persons)
    assert tally.counts(6).tolist() == [len({p for c, p in pairs if c == cell}) for cell in range(6)]
    up = np.array(climb, dtype=np.int64)
    merged = tally.moved(up[tally.cells], up[tally.shared_cells], 3)
    assert merged.counts(3).tolist() == [len({p for c, p in pairs if climb[c] == cell}) for cell in range(3)]


def test_without_persons_every_record_is_one():
    assert plain_tally(np.array([3, 0, 2])).counts(3).tolist() == [3, 0, 2]

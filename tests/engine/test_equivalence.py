"""Rolling up classes: people are merged, never counted twice, however large the key space."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.equivalence import Classes, counted_tally, distinct_pairs, plain_tally, tally_of, together


@settings(deadline=None)  # the first call loads compiled code
@given(st.lists(st.lists(st.integers(0, 3), min_size=40, max_size=40), max_size=30), st.integers(1, 40))
def test_equal_rows_are_counted_together_even_where_keys_go_beyond_64_bits(rows, columns):
    table = np.array(rows, dtype=np.int32).reshape(len(rows), 40)[:, :columns]
    groups, counts, place_of = together(np.ascontiguousarray(table), np.ones(len(rows), dtype=np.int64))
    wanted = Counter(map(tuple, table.tolist()))
    assert dict(zip(map(tuple, groups.tolist()), counts.tolist(), strict=True)) == wanted
    assert [groups[place].tolist() for place in place_of] == table.tolist()


@settings(deadline=None)  # the first call loads compiled code
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=30))
def test_rolled_classes_stand_in_the_order_of_their_groups(rows):
    table = np.array(rows, dtype=np.int32)
    records = np.arange(1, len(rows) + 1)
    rolled = Classes(table, records, plain_tally(records), {}).rolled([None, np.array([0, 1, 0, 1], dtype=np.int32)])
    wanted: Counter[tuple[int, int]] = Counter()
    for (left, right), count in zip(rows, records.tolist(), strict=True):
        wanted[left, right % 2] += count
    assert list(map(tuple, rolled.groups.tolist())) == sorted(wanted)
    assert rolled.records.tolist() == [wanted[group] for group in sorted(wanted)]
    assert rolled.persons.tolist() == rolled.records.tolist()


@settings(deadline=None)  # the first call loads compiled code
@given(
    st.dictionaries(st.integers(0, 20), st.integers(1, 9), max_size=12),
    st.lists(st.integers(0, 2), min_size=7, max_size=7),
    st.sampled_from([3, 300_000]),
)
def test_weights_add_up_whether_few_cells_are_possible_or_many(weight_of, climb, size):
    cells, weights = (np.array(part, dtype=np.int64) for part in (list(weight_of), list(weight_of.values())))
    moved = counted_tally(cells, weights).moved(np.array(climb, dtype=np.int32), 3, size)
    wanted: Counter[int] = Counter()
    for cell, weight in weight_of.items():
        wanted[climb[cell // 3] * 3 + cell % 3] += weight
    assert dict(zip(moved.cells.tolist(), moved.weights.tolist(), strict=True)) == wanted
    assert moved.between(3, 6).tolist() == [wanted[cell] for cell in (3, 4, 5)]


@settings(deadline=None)  # the first call loads compiled code
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 8))), st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_a_tally_of_persons_counts_distinct_persons_before_and_after_merging(pairs, climb):
    cells, persons = (np.array([pair[side] for pair in sorted(pairs)], dtype=np.int64) for side in (0, 1))
    tally = tally_of(cells, persons)
    assert tally.counts(6).tolist() == [len({p for c, p in pairs if c == cell}) for cell in range(6)]
    assert tally.between(2, 5).tolist() == tally.counts(6)[2:5].tolist()
    merged = tally.moved(np.array(climb, dtype=np.int32), 1, 3)
    assert merged.counts(3).tolist() == [len({p for c, p in pairs if climb[c] == cell}) for cell in range(3)]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8))), st.sampled_from([6, 1 << 62]))
def test_pairs_of_a_cell_and_a_person_are_each_there_once_whether_or_not_one_key_holds_them(pairs, size):
    cells, persons = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    found = distinct_pairs(cells, persons, size)
    assert list(zip(*(part.tolist() for part in found), strict=True)) == sorted(set(pairs))


@settings(deadline=None)  # the first call loads compiled code
@given(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 4))))
def test_a_person_with_several_values_counts_once_among_the_people_and_weighs_one(held):
    """Of 4 classes × 3 values; the last value is not known."""
    table = np.array(sorted(held), dtype=np.int64).reshape(len(held), 3)
    tally = tally_of(table[:, 0] * 3 + table[:, 1], table[:, 2])
    known = np.array([True, True, False])
    assert tally.holders(known, 4).tolist() == [len({p for g, v, p in held if g == at and v < 2}) for at in range(4)]
    cells, weights = tally.split(3)
    assert sorted(set(cells.tolist())) == sorted({g * 3 + v for g, v, _ in held})
    for at in range(4):
        assert np.isclose(weights[cells // 3 == at].sum(), len({p for g, _, p in held if g == at}))
    wanted = Counter(tuple(sorted({v for _, v, p in held if p == one})) for one in {p for *_, p in held})
    assert dict(tally.held_by(3)) == wanted


def test_without_persons_every_record_is_one():
    assert plain_tally(np.array([3, 0, 2])).counts(3).tolist() == [3, 0, 2]

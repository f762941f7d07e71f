"""Scaling of counts, ages and birthdays."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.kernel.errors import UsageError
from oboro.rehearsal import households, population
from oboro.rehearsal.tables import find_area

COUNTS = st.lists(st.integers(0, 5000), min_size=3, max_size=12).filter(sum)


@given(COUNTS, st.integers(0, 20_000))
def test_apportioned_counts_add_up_and_stay_within_one_of_their_share(counts: list[int], total: int):
    scaled = population.apportion(np.array(counts), total)
    assert scaled.sum() == total
    for before, after in zip(counts, scaled.tolist(), strict=True):
        assert abs(after - before * total / sum(counts)) < 1


@given(COUNTS)
def test_the_own_total_changes_nothing(counts: list[int]):
    assert population.apportion(np.array(counts), sum(counts)).tolist() == counts


def test_an_area_without_residents_is_refused():
    with pytest.raises(UsageError):
        population.apportion(np.array([0, 0]), 5)


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(0, 10_000))
def test_everyone_has_the_age_on_the_day(on: date, seed: int):
    counts = np.full((2, 21), 3)
    people = population.born(counts, on=on, rng=np.random.default_rng(seed))
    for age, days in zip(people.age.tolist(), people.birth.tolist(), strict=True):
        born = population.EPOCH + timedelta(days=days)
        assert on.year - born.year - ((on.month, on.day) < (born.month, born.day)) == age


def test_households_come_near_the_sizes_of_the_census():
    area = find_area("柏市")
    rng = np.random.default_rng(5)
    people = population.born(population.apportion(area.counts, 60_000), on=date(2020, 10, 1), rng=rng)
    formed = households.form(people, rng)
    sizes = np.bincount(formed.of)
    shares = [float(np.mean(sizes == size)) for size in (1, 2, 3, 4)]
    assert np.allclose(shares, [0.380, 0.281, 0.166, 0.119], atol=0.05)
    assert 2.1 < people.age.size / formed.count < 2.35
    assert (sizes > 0).all()
    assert sizes.max() <= 14

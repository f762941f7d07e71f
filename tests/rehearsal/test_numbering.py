"""Check digits: published examples, and numbers that stay distinct."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oboro.rehearsal import numbering


def test_check_digits_of_the_examples():
    assert numbering.modulus_11(np.array([12345678901, 98320567321])).tolist() == [8, 4]
    assert numbering.modulus_11(np.array([19, 1234567890])).tolist() == [1, 3]
    assert numbering.modulus_11_resident(np.array([1])).tolist() == [9]
    assert numbering.modulus_10(np.array([3312001, 113001, 13805])).tolist() == [5, 2, 7]


@given(st.integers(0, 2**31), st.integers(1, 10**7))
def test_spread_is_a_permutation(seed: int, start: int):
    serial = (start + np.arange(2000)) % numbering.CAPACITY
    spread = numbering.spread(serial, seed=seed)
    assert np.unique(spread).size == 2000
    assert spread.min() >= 0
    assert spread.max() < numbering.CAPACITY


@given(st.integers(0, 1000))
def test_made_up_numbers_stay_in_the_range_set_aside(seed: int):
    serial = np.arange(500)
    assert {str(n)[:4] for n in numbering.my_numbers(serial, seed=seed)} == {"9999"}
    assert {str(n)[:3] for n in numbering.resident_codes(serial, seed=seed)} == {"999"}
    assert {len(text) for text in numbering.text(numbering.link_numbers(serial, seed=seed), 10)} == {10}

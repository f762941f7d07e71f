from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.numbering import case_number, sequence_of


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2026, 4, 1), "R8-003"),
        (date(2027, 3, 31), "R8-003"),
        (date(2019, 4, 1), "R1-003"),
        (date(2019, 3, 31), "H30-003"),
        (date(2017, 5, 30), "H29-003"),
    ],
)
def test_a_case_is_numbered_by_its_fiscal_year(on, number):
    assert case_number(on, sequence=3) == number


@given(st.dates(date(2017, 5, 30), date(2060, 1, 1)), st.integers(1, 5000))
def test_the_place_can_be_read_back(on, sequence):
    assert sequence_of(case_number(on, sequence=sequence)) == sequence

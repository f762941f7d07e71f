"""Check digits: examples from public notes, agreement with the maker of rehearsal numbers, and what errors they find."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.detectors import checkdigits
from oboro.engine.detectors.checkdigits import CHECKS
from oboro.rehearsal import numbering, tables

EXAMPLES = [
    ("individual_number", "123456789018", True),
    ("individual_number", "983205673214", True),
    ("individual_number", "123456789012", False),
    ("individual_number", "983205673210", False),
    ("resident_record_code", "00000000191", True),
    ("resident_record_code", "12345678903", True),
    ("resident_record_code", "12345678900", False),
    ("resident_link", "0000000019", True),
    ("insurer", "33120015", True),
    ("insurer", "01130012", True),
    ("insurer", "138057", True),
    ("insurer", "138058", False),
    ("insurer", "39131016", True),
    ("insurer", "12136016", True),
    ("insurer", "1234566", True),
    ("insurer", "12345674", True),
    ("driving_licence", "302012345610", True),
    ("municipality", "131016", True),
    ("municipality", "010006", True),
    ("municipality", "131017", False),
    ("corporate", "7000012050002", True),
    ("corporate", "8700110005901", True),
    ("corporate", "1180301018772", False),
    ("card", "4111111111111111", True),
    ("card", "4111111111111112", False),
    ("japan_post_account", "1403012345671", True),
    ("japan_post_account", "1404012345671", False),
]


@pytest.mark.parametrize(("rule", "number", "holds"), EXAMPLES)
def test_published_examples(rule: str, number: str, *, holds: bool):
    assert CHECKS[rule](number) is holds


def test_every_rule_has_an_example():
    assert {rule for rule, _, _ in EXAMPLES} == set(CHECKS)


@given(st.integers(0, 10**11 - 1))
@settings(deadline=None)
def test_two_versions_of_the_individual_number_agree(base: int):
    digit = int(numbering.modulus_11(np.array([base]))[0])
    assert [d for d in range(10) if checkdigits.individual_number(f"{base:011d}{d}")] == [digit]


@given(st.integers(0, 10**9 - 1))
@settings(deadline=None)
def test_two_versions_of_the_addressee_number_agree(base: int):
    digit = int(numbering.modulus_11_resident(np.array([base]))[0])
    assert [d for d in range(10) if checkdigits.resident_link(f"{base:09d}{d}")] == [digit]


@given(st.integers(0, 10**7 - 1))
@settings(deadline=None)
def test_two_versions_of_the_insurer_number_agree(base: int):
    digit = int(numbering.modulus_10(np.array([base]))[0])
    assert [d for d in range(10) if checkdigits.insurer(f"{base:07d}{d}")] == [digit]


def test_all_municipality_codes_hold():
    assert all(checkdigits.municipality(area.code) for area in tables.areas())


def one_digit_off(number: str) -> list[str]:
    return [
        number[:place] + digit + number[place + 1 :]
        for place in range(len(number))
        for digit in "0123456789"
        if digit != number[place]
    ]


@given(st.integers(0, 10**7 - 1))
@settings(deadline=None)
def test_insurer_numbers_find_every_single_wrong_digit(base: int):
    number = next(f"{base:07d}{d}" for d in range(10) if checkdigits.insurer(f"{base:07d}{d}"))
    assert not any(checkdigits.insurer(wrong) for wrong in one_digit_off(number))


@given(st.integers(0, 10**15 - 1))
@settings(deadline=None)
def test_payment_cards_find_every_single_wrong_digit(base: int):
    number = next(f"{base:015d}{d}" for d in range(10) if checkdigits.card(f"{base:015d}{d}"))
    assert not any(checkdigits.card(wrong) for wrong in one_digit_off(number))


@given(st.integers(0, 10**11 - 1))
@settings(deadline=None)
def test_individual_numbers_find_every_wrong_digit_but_those_between_the_rests_0_and_1(base: int):
    """The order gives the check digit 0 to two rests, so the rule itself cannot tell these apart."""

    def rest(number: str) -> int:
        return sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(number[:11]), start=1)) % 11

    number = next(f"{base:011d}{d}" for d in range(10) if checkdigits.individual_number(f"{base:011d}{d}"))
    passed = [wrong for wrong in one_digit_off(number) if checkdigits.individual_number(wrong)]
    assert all({rest(number), rest(wrong)} == {0, 1} for wrong in passed)

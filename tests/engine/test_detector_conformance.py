"""One suite for every family of detectors: what it must accept, what it must reject, and how well it does on columns."""

import pytest

from oboro.engine.detectors.base import CheckUse, Detector, is_dummy
from oboro.engine.detectors.codes import NUMBERS
from oboro.engine.detectors.verdict import DETECTORS, detect

from .detector_corpus import FAMILIES, HARD, NEGATIVES, SOFT, TEST_CARDS, column
from .detectors_reference import TARGET, lower_bound, measured, text

BY_KEY = {detector.key: detector for detector in DETECTORS if isinstance(detector, Detector)}
RULES = [detector for detector in BY_KEY.values() if detector.check is not None and detector.use is CheckUse.HARD]


@pytest.mark.parametrize("key", FAMILIES)
def test_generated_valid_values_are_accepted(key):
    names, make, _ = FAMILIES[key]
    for name in names:
        first = detect(name, column(make, 1))[0]
        assert first.key == key
        assert first.confidence >= 0.85


@pytest.mark.parametrize("key", [key for key, (_, _, alone) in FAMILIES.items() if alone])
def test_valid_values_speak_without_a_name(key):
    assert detect("列", column(FAMILIES[key][1], 2))[0].key == key


def rest(digits: str, weights: str, modulus: int) -> int:
    """Weighted sum, weights from the left as the notices print them."""
    return sum(int(digit) * int(weight) for digit, weight in zip(digits, weights, strict=True)) % modulus


UNSEEN = {
    "individual_number": lambda right, wrong: {rest(n[:11], "65432765432", 11) for n in (right, wrong)} == {0, 1},
    "municipality_code": lambda right, wrong: {rest(n[:5], "65432", 11) for n in (right, wrong)} == {0, 10},
    "corporate_number": lambda right, wrong: (
        right[0] == wrong[0] and rest(right[1:], "212121212121", 9) == rest(wrong[1:], "212121212121", 9)
    ),
}
"""Errors that the published rule itself cannot see: two rests with one check digit; 0 and 9 modulo nine."""
UNSEEN["invoice_number"] = UNSEEN["corporate_number"]


@pytest.mark.parametrize("key", HARD)
def test_a_hard_check_digit_rejects_each_single_digit_error(key):
    """Every place, every wrong digit; let through is exactly what the published rule cannot see."""
    check = BY_KEY[key].check
    assert check is not None
    asked = blind = 0
    for value, _ in column(HARD[key][1], 3)[:60]:
        digits = "".join(sign for sign in value if sign.isdigit())
        assert check(digits)
        for place, digit in enumerate(digits):
            for other in "0123456789".replace(digit, ""):
                wrong = digits[:place] + other + digits[place + 1 :]
                unseen = key in UNSEEN and UNSEEN[key](digits, wrong)
                asked, blind = asked + 1, blind + unseen
                assert check(wrong) == unseen
    assert blind / asked < 0.03
    assert (blind == 0) == (key not in UNSEEN)


@pytest.mark.parametrize("key", SOFT)
def test_a_soft_check_digit_never_takes_a_name_away(key):
    names, make, _ = FAMILIES[key]
    wrong = [(value[:-2] + str((int(value[-2]) + 1) % 10) + value[-1], 1) for value, _ in column(make, 4)]
    assert detect(names[0], wrong)[0].key == key


@pytest.mark.parametrize("kind", NEGATIVES)
def test_what_is_no_code_is_not_called_one(kind):
    answers = {detect("項目", column(NEGATIVES[kind], seed))[0] for seed in range(4)}
    assert not [first for first in answers if first.key in {*HARD, *SOFT} and first.confidence >= 0.6]


def test_test_card_numbers_alone_make_no_card_column():
    assert detect("値", [(number, 40) for number in TEST_CARDS])[0].key != "payment_card"


@pytest.mark.parametrize("digits", ["111111111111", "000000000000", "123456789012", "987654321098"])
def test_repeated_and_counting_digits_are_dummies(digits):
    assert is_dummy(digits)
    assert not is_dummy("983205673214")


def test_families_with_hard_check_digits_reach_ninety_nine_of_a_hundred():
    named, bare = measured()
    whole = [named[key] for key in HARD] + [bare[key] for key in HARD if FAMILIES[key][2]]
    found, asked, wrong = (sum(getattr(one, field) for one in whole) for field in ("found", "asked", "wrong"))
    assert found / asked >= 0.99
    assert found / (found + wrong) >= 0.99
    assert lower_bound(found, asked) >= 0.99
    assert min(one.recall for one in whole) >= 0.99
    assert min(one.precision for one in whole) >= 0.99


def test_every_number_of_the_law_is_in_the_corpus():
    others = {
        "seamen_insurance",
        "private_school_mutual_aid",
        "national_officials_mutual_aid",
        "local_officials_mutual_aid",
    }
    assert {detector.key for detector in NUMBERS} - set(FAMILIES) == others  # told by their names only


def test_the_printed_figures_are_those_measured():
    assert TARGET.read_text(encoding="utf-8") == text()

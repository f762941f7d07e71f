"""One suite for every family of detectors: what it must accept, what it must reject, and how well it does on columns."""

import random

import pytest

from oboro.engine.detectors.base import CheckUse, Detector, is_dummy
from oboro.engine.detectors.checkdigits import CHECKS
from oboro.engine.detectors.codes import NUMBERS
from oboro.engine.detectors.verdict import DETECTORS, detect

from .detector_corpus import FAMILIES, HARD, NEGATIVES, SOFT, TEST_CARDS, column
from .detectors_reference import TARGET, measured, text

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


@pytest.mark.parametrize("key", HARD)
def test_a_hard_check_digit_rejects_single_errors(key):
    """Every error that the published rule can see; those it cannot (two rests that give one digit) are few."""
    check, rng = BY_KEY[key].check, random.Random(3)
    assert check is not None
    seen = asked = 0
    for value, _ in column(HARD[key][1], 3)[:60]:
        digits = "".join(sign for sign in value if sign.isdigit())
        assert check(digits)
        for place in range(len(digits)):
            wrong = digits[:place] + str((int(digits[place]) + rng.randrange(1, 10)) % 10) + digits[place + 1 :]
            asked += 1
            seen += not check(wrong)
    assert seen / asked >= 0.97


@pytest.mark.parametrize("rule", ["insurer", "card"])
def test_rules_of_modulus_ten_reject_every_single_error(rule):
    make = {"insurer": HARD["elderly_medical_insurance"], "card": HARD["payment_card"]}[rule][1]
    for value, _ in column(make, 5)[:40]:
        for place in range(len(value)):
            for shift in range(1, 10):
                wrong = value[:place] + str((int(value[place]) + shift) % 10) + value[place + 1 :]
                assert not CHECKS[rule](wrong)


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

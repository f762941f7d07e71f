"""The warning about contact data: none before promulgation, a notice until the rule is in force, then the rule."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError
from oboro.law.contact import KINDS, kinds, warning
from oboro.law.regime import BodyKind, regime_on

ORGAN = BodyKind.NATIONAL_ORGAN
COLUMNS = [("電話", "phone"), ("年齢", "quasi"), ("メール", "email")]


@pytest.mark.parametrize("on", [date(2018, 4, 1), date(2026, 7, 16)])
def test_before_promulgation_there_is_no_warning(on):
    assert warning(regime_on(body=ORGAN, on=on), COLUMNS) is None


@pytest.mark.parametrize("on", [date(2026, 7, 17), date(2028, 7, 15)])
def test_between_promulgation_and_force_the_warning_is_a_notice(on):
    told = warning(regime_on(body=ORGAN, on=on), COLUMNS)
    assert told is not None
    assert (told.binding, told.columns) == (False, ("電話", "メール"))
    assert "予告" in told.inferred
    assert told.message.startswith("電話（電話番号）、メール（電子メールアドレス）：")


def test_from_the_day_of_force_it_is_the_rule():
    told = warning(regime_on(body=ORGAN, on=date(2028, 7, 16)), COLUMNS)
    assert told is not None
    assert (told.binding, told.inferred, told.citation.short) == (True, "", "法第121条の2")


def test_an_output_without_contact_data_is_not_warned_about():
    assert warning(regime_on(body=ORGAN, on=date(2028, 7, 16)), [("年齢", "quasi")]) is None


def test_the_kinds_are_the_items_of_the_amended_definition():
    assert tuple(kind.key for kind in kinds()) == KINDS
    assert [kind.citation.short for kind in kinds()] == [f"法第2条第8項第{n}号" for n in range(1, 6)]


def test_a_column_without_a_name_is_refused():
    with pytest.raises(LawError):
        warning(regime_on(body=ORGAN, on=date(2028, 7, 16)), [("", "phone")])

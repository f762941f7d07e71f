"""Ways to pay and grounds to end a contract, in the words and numbers of the date."""

from datetime import date

import pytest

from oboro.law.payment import payment_methods
from oboro.law.regime import BodyKind, regime_on
from oboro.law.termination import termination_rules


@pytest.mark.parametrize(
    ("on", "places"),
    [
        (date(2018, 4, 1), ["令第25条第3項", "規則第9条第2項", "規則第9条第2項第1号", "規則第9条第2項第2号"]),
        (date(2023, 3, 31), ["令第29条第3項", "規則第60条第2項", "規則第60条第2項第1号", "規則第60条第2項第2号"]),
        (date(2023, 4, 1), ["令第31条第3項", "規則第60条第2項", "規則第60条第2項第1号", "規則第60条第2項第2号"]),
    ],
)
def test_a_national_organ_is_paid_in_revenue_stamps_first(on, places):
    found = payment_methods(regime_on(body=BodyKind.NATIONAL_ORGAN, on=on))
    assert [one.key for one in found] == ["stamps", "online", "online_stamps", "slip"]
    assert [one.citation.short for one in found] == places
    assert "収入印紙" in found[0].label


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (BodyKind.PREFECTURE, "法第119条第3項"),
        (BodyKind.MUNICIPALITY, "法第119条第3項"),
        (BodyKind.INCORPORATED_AGENCY, "法第119条第5項"),
        (BodyKind.LOCAL_AGENCY, "法第119条第8項"),
    ],
)
def test_other_bodies_are_paid_as_they_fix_it_themselves(body, place):
    found = payment_methods(regime_on(body=body, on=date(2026, 4, 1)))
    assert [(one.key, one.citation.short) for one in found] == [("own", place)]


@pytest.mark.parametrize(
    ("on", "article"), [(date(2022, 3, 31), "44条の14"), (date(2022, 4, 1), "118条"), (date(2023, 4, 1), "120条")]
)
def test_the_grounds_of_termination_are_three_in_the_words_of_the_statute(on, article):
    found = termination_rules(regime_on(body=BodyKind.NATIONAL_ORGAN, on=on))
    assert [one.citation.short for one in found] == [f"法第{article}第{n}号" for n in (1, 2, 3)]
    assert [one.key for one in found] == ["fraud", "disqualified", "breach"]
    assert found[1].text == "欠格事由のいずれかに該当することとなったとき"

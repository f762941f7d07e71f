"""Which law, its words, its numbering; and a case that keeps the law of its day."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError, NoLawOnDate
from oboro.law.regime import BodyKind, Scheme, body_label, regime, regime_on

ORGAN = BodyKind.NATIONAL_ORGAN


def test_a_case_of_2021_stays_under_its_law_after_the_change():
    kept = regime(Scheme.GYOKOHO_2017, body=ORGAN, on=date(2022, 6, 1))
    assert kept.name == "行政機関の保有する個人情報の保護に関する法律"
    assert kept.term("product") == "行政機関非識別加工情報"
    assert kept.cite("opinion").short == "法第44条の8第1項"
    assert kept.law_on == date(2022, 3, 31)


def test_a_law_cannot_be_opened_before_it_began():
    with pytest.raises(NoLawOnDate):
        regime(Scheme.APPI, body=ORGAN, on=date(2022, 3, 31))


def test_the_law_of_2017_cannot_be_opened_for_a_city():
    with pytest.raises(NoLawOnDate):
        regime(Scheme.GYOKOHO_2017, body=BodyKind.DESIGNATED_CITY, on=date(2020, 4, 1))


def test_a_refusal_says_what_governs_instead():
    with pytest.raises(NoLawOnDate) as refused:
        regime_on(body=BodyKind.MUNICIPALITY, on=date(2023, 3, 31))
    assert "令和5年3月31日" in refused.value.message
    assert "条例" in refused.value.hint
    assert "令和5年4月1日" in refused.value.hint


def test_a_word_the_law_lacks_is_refused_with_the_reason():
    with pytest.raises(LawError) as refused:
        regime_on(body=ORGAN, on=date(2026, 4, 1)).term("opinion")
    assert "令和4年4月1日" in refused.value.hint


def test_texts_of_the_data_carry_the_numbers_of_the_date():
    text = "{法112①}の提案、{法110}"
    assert regime_on(body=ORGAN, on=date(2022, 4, 1)).render(text) == "法第110条第1項の提案、法第108条"
    assert regime_on(body=ORGAN, on=date(2023, 4, 1)).render(text) == "法第112条第1項の提案、法第110条"


def test_further_places_are_renumbered_too():
    entry = regime_on(body=ORGAN, on=date(2022, 4, 1)).entry("regime", "place", "fee")
    assert [place.short for place in entry.also] == ["令第29条第1項"]


@pytest.mark.parametrize("body", list(BodyKind))
def test_every_body_has_a_japanese_name(body):
    assert body_label(body)


def test_an_entry_without_a_number_says_so():
    entry = regime_on(body=ORGAN, on=date(2026, 4, 1)).entry("regime", "term", "product")
    with pytest.raises(LawError):
        entry.number("text")
    assert entry.text("nothing") == ""
    assert entry.names("nothing") == ()
    assert entry.flag("nothing") is False

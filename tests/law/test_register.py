"""What a register entry must carry, and what is missing from one."""

from datetime import date

import pytest

from oboro.law import register
from oboro.law.regime import BodyKind, regime_on

ORGAN_2018 = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2018, 4, 1))
ORGAN = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2026, 4, 1))
CITY = regime_on(body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
FULL = {
    "name": "住民基本台帳", "organ": "みらい市長", "section": "市民課", "purpose": "住民の居住関係の公証",
    "record_items": ["氏名", "住所"], "record_range": "市に住所を有する者", "collection": "届出",
    "sensitive": False, "local_sensitive": False, "desk": {"name": "総務課", "address": "みらい市1-1"},
    "kind": "computer", "offered": False,
}  # fmt: skip


def keys(found):
    return [item.key for item in found]


def test_the_items_stand_in_the_order_of_the_statute():
    assert keys(register.items(CITY)) == [
        "name", "organ", "section", "purpose", "record_items", "record_range", "collection", "sensitive",
        "local_sensitive", "recipients", "desk", "other_procedure", "kind", "attached_manual", "offered",
        "proposal_desk", "made_summary", "made_desk", "made_period", "remarks",
    ]  # fmt: skip


def test_the_schemes_differ_in_two_items():
    assert set(keys(register.items(CITY))) ^ set(keys(register.items(ORGAN_2018))) == {
        "local_sensitive",
        "opinion_chance",
    }
    assert set(keys(register.items(CITY))) - set(keys(register.items(ORGAN))) == {"local_sensitive"}


def test_a_full_entry_lacks_nothing():
    assert register.missing(CITY, FULL) == ()


@pytest.mark.parametrize("key", list(FULL))
def test_an_item_left_out_is_missing(key):
    assert keys(register.missing(CITY, {k: v for k, v in FULL.items() if k != key})) == [key]


@pytest.mark.parametrize("empty", [None, "", "  ", [], {}])
def test_an_empty_answer_is_no_answer(empty):
    assert keys(register.missing(CITY, FULL | {"record_items": empty})) == ["record_items"]


def test_no_is_an_answer():
    assert register.missing(CITY, FULL | {"sensitive": False}) == ()


def test_an_offered_file_must_name_the_desk():
    assert keys(register.missing(CITY, FULL | {"offered": True})) == ["proposal_desk"]


def test_three_items_wait_for_the_making():
    assert keys(register.missing_after_creation(CITY, FULL)) == ["made_summary", "made_desk", "made_period"]


def test_the_kind_of_file_is_chosen_from_two():
    kind = next(item for item in register.items(ORGAN) if item.key == "kind")
    assert kind.choices == (
        ("computer", "電算処理ファイル（法第60条第2項第1号）"),
        ("manual", "マニュアル処理ファイル（法第60条第2項第2号）"),
    )


def test_the_times_of_keeping_the_register_are_cited():
    assert [(duty.key, duty.time, duty.citation.short) for duty in register.duties(ORGAN)] == [
        ("make", "直ちに", "令第21条第1項"),
        ("one_book", "常に", "令第21条第2項"),
        ("change", "直ちに", "令第21条第3項"),
        ("strike", "遅滞なく", "令第21条第4項"),
        ("publish", "遅滞なく", "令第21条第5項"),
    ]

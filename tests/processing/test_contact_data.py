"""Which written columns still reach a person, and what the law of a day says of them."""

from collections import Counter
from datetime import date

import pytest

from oboro.law.regime import BodyKind
from oboro.processing.contact_data import contact_data, contact_data_in
from oboro.processing.written import Written

NOW, FORCE = date(2026, 8, 1), date(2028, 7, 16)
PHONES = [f"03-1234-{number:04}" for number in range(60)]
MAILS = [f"person{number}@example.jp" for number in range(60)]
HOUSES = [f"東京都千代田区一番町{number}番地{number + 1}" for number in range(1, 60)]
TABLE = {
    "電話番号": PHONES,
    "メールアドレス": MAILS,
    "住所": HOUSES,
    "年齢": ["20-29", "30-39"] * 30,
}


def written(columns):
    return Written(records=60, values={name: Counter(values) for name, values in columns.items()})


def found(columns, *, on=FORCE, body=BodyKind.MUNICIPALITY):
    return contact_data(written(columns), body=body, on=on)


def test_what_reaches_a_person_is_found_and_what_does_not_is_left_alone():
    assert found(TABLE).columns == (("電話番号", "phone"), ("メールアドレス", "email"), ("住所", "address"))


@pytest.mark.parametrize(
    "values",
    [["東京都千代田区", "東京都港区"] * 30, ["東京都", "*"] * 30],
)
def test_an_address_too_coarse_to_visit_is_none(values):
    assert found({"住所": values}).columns == ()


def test_a_column_called_telephone_that_holds_yes_or_no_is_none():
    assert found({"電話の有無": ["有", "無"] * 30, "連絡先": ["有", "無"] * 30}).columns == ()


@pytest.mark.parametrize(
    ("on", "told"),
    [(date(2026, 7, 16), None), (date(2026, 7, 17), False), (date(2028, 7, 15), False), (FORCE, True)],
)
def test_the_day_decides_what_is_told(on, told):
    answer = found(TABLE, on=on)
    assert (answer.told.binding if answer.told else None) is told
    assert bool(answer.lines()) is bool(answer.as_json()) is (told is not None)


def test_no_value_of_the_table_is_told():
    answer = found(TABLE)
    told = "".join([*answer.lines(), str(answer.as_json())])
    assert not [value for values in TABLE.values() for value in values if value in told]
    assert "法第121条の2" in told


def test_before_any_scheme_nothing_is_told():
    assert found(TABLE, on=date(2016, 1, 1)).told is None


def test_a_large_table_is_looked_at_in_part_only(tmp_path):
    place = tmp_path / "data.csv"
    place.write_text("電話番号\n" + "\n".join(PHONES) + "\n", encoding="utf-8")
    answer = contact_data_in(place, body=BodyKind.NATIONAL_ORGAN, on=NOW)
    assert answer.columns == (("電話番号", "phone"),)
    assert answer.as_json()["binding"] is False

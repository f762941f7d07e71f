"""The eighteen traps of Japanese administrative data, one test each."""

import random
from datetime import date
from pathlib import Path

import pytest

from oboro.engine.detectors.base import CheckUse
from oboro.engine.detectors.codes import NUMBERS
from oboro.engine.detectors.verdict import detect
from oboro.engine.guessing import guess
from oboro.engine.hierarchies.address import split
from oboro.engine.hierarchies.classifications import disease, industry
from oboro.engine.hierarchies.coded import coded
from oboro.engine.hierarchies.daytext import parse
from oboro.engine.hierarchies.intervals import number_of
from oboro.engine.hierarchies.municipality import municipality, places
from oboro.engine.hierarchies.packaged import sources
from oboro.engine.hierarchies.postal import postal_code, prefixes
from oboro.engine.reading import header
from oboro.engine.survey import survey
from oboro.engine.table import Role
from oboro.kernel.errors import HierarchyInvalid
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.rehearsal import register

from .detector_corpus import HARD, TEST_CARDS, checked, column, licence, plain

LAW = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))


def first(name: str, values) -> tuple[Role, str]:
    verdict = detect(name, [(value, 1) for value in dict.fromkeys(values)])[0]
    return verdict.role, verdict.key


def some(make, seed: int = 1) -> list[str]:
    return [value for value, _ in column(make, seed)]


def looked_at(path: Path, text: str, **how: object):
    path.write_text(text, encoding="utf-8")
    return survey(guess(path, **how), regime=LAW)


@pytest.mark.parametrize(
    ("digits", "names"),
    [
        (10, {"基礎年金番号": "basic_pension", "介護保険被保険者番号": "care_insurance"}),
        (11, {"住民票コード": "resident_record_code", "雇用保険被保険者番号": "employment_insurance"}),
        (12, {"個人番号": "individual_number", "運転免許証番号": "driving_licence"}),
        (8, {"後期高齢者医療被保険者番号": "elderly_medical_insurance", "登録年月日": "date"}),
    ],
)
def test_trap_01_numbers_of_one_length_are_told_apart_by_evidence(digits, names):
    values = [
        f"19{n % 80 + 10}{n % 12 + 1:02d}{n % 28 + 1:02d}" if digits == 8 else f"{n * 7919 % 10**digits:0{digits}d}"
        for n in range(200)
    ]
    for name, key in names.items():
        if key == "elderly_medical_insurance":
            assert first(name, some(checked("insurer", 8)))[1] == key
        else:
            assert first(name, values)[1] == key


def test_trap_01_the_check_digit_tells_twelve_digits_apart_without_a_name():
    assert first("列", some(checked("individual_number", 12)))[1] == "individual_number"
    assert first("列", some(licence))[1] == "driving_licence"


def test_trap_02_zeros_and_exponents_that_a_spreadsheet_made():
    assert coded("relation").leaf("2") == coded("relation").leaf("02") == "世帯主"
    assert municipality().leaf("11002") == "北海道札幌市"
    assert postal_code(["0600000"]).leaf("600000") == "060-0000"
    assert detect("個人番号", [(f"1.{n:05d}E+11", 1) for n in range(40)])[0].role is Role.CODE


def test_trap_03_wide_digits_marks_notes_and_commas(tmp_path):
    assert postal_code(["100-0013"]).leaf("１００００１３") == "100-0013"
    assert number_of("126,146,099") == 126_146_099
    notes = "統計表の注\n出典 総務省\n\n"
    path = tmp_path / "notes.csv"
    path.write_bytes(("\ufeff" + notes + "氏名,性別\n" + "山田　花,女\n" * 5).encode())
    assert header(guess(path)) == ("氏名", "性別")


def test_trap_04_cities_and_their_wards_are_not_counted_twice():
    city = next(place for place in places().values() if place.name == "神奈川県横浜市")
    wards = [place for place in places().values() if place.city == city.name and place.name != city.name]
    assert sum(place.persons for place in wards) == city.persons
    assert municipality().leaf("0120B") is None


def test_trap_05_a_postal_prefix_is_no_prefecture():
    assert sum("・" in prefectures for prefectures, _ in prefixes("postal3.csv").values()) == 22
    made = postal_code(["647-1271"])
    assert made.paths["647-1271"][3] == "三重県・奈良県・和歌山県"


def test_trap_06_days_that_no_calendar_has_are_days():
    for written in ("2021-02-29", "明治45.7.30", "大正15.12.25"):
        assert parse(written) is not None


def test_trap_07_many_rows_are_one_person(tmp_path):
    register.write(register.Wish("与論町", people=300, history=True), out=tmp_path / "h.csv")
    found = survey(guess(tmp_path / "h.csv"), regime=LAW)
    assert (found.person, found.persons, found.history) == ("宛名番号", 300, True)


def test_trap_08_a_household_number_and_any_number_of_a_key_is_a_link(tmp_path):
    rng = random.Random(8)
    keys = some(checked("resident_link", 10), 8)
    rows = "".join(f"{key},{rng.choice(keys)},{n % 5}\n" for n, key in enumerate(keys))
    found = looked_at(tmp_path / "f.csv", "宛名番号,列甲,区分\n" + rows)
    assert [c.role for c in found.columns][:2] == [Role.LINK, Role.LINK]
    # digits alone, without check digit and name: told by the values of the key
    keys = [f"{n * 104729 % 10**8:08d}X" for n in range(300)]
    rows = "".join(f"{key},{keys[(n * 7) % 300]}\n" for n, key in enumerate(keys))
    found = looked_at(tmp_path / "g.csv", "利用者番号,相手\n" + rows)
    assert found.columns[1].verdict.key == "foreign_key"


def test_trap_09_numbers_without_a_public_rule_never_reject():
    by_key = {detector.key: detector for detector in NUMBERS}
    assert {by_key[key].use for key in ("resident_record_code", "driving_licence")} == {CheckUse.SOFT}
    assert first("住民票コード", some(plain("00000000000")))[1] == "resident_record_code"
    assert first("運転免許証番号", some(plain("300000000000")))[1] == "driving_licence"


def test_trap_10_test_card_numbers_are_no_cards_of_persons():
    assert first("値", TEST_CARDS)[1] != "payment_card"


def test_trap_11_repeated_and_counting_numbers_are_dummies():
    verdict = detect("個人番号", [("111111111111", 9), ("123456789012", 9), ("000000000000", 9)])[0]
    assert any("連番" in reason for reason in verdict.evidence)
    assert verdict.confidence < 0.9


def test_trap_12_foreign_passports_have_any_form():
    for pattern in ("A0000000", "000000000", "AA000000", "A00000"):
        assert first("外国旅券番号", some(plain(pattern)))[1] == "foreign_passport"


def test_trap_13_the_number_of_the_licence_record_is_a_code():
    assert first("免許情報記録番号", some(plain("000000000000"))) == (Role.CODE, "licence_record")


def test_trap_14_a_sole_traders_invoice_number_is_personal():
    make = HARD["invoice_number"][1]
    assert first("登録番号", some(make)) == (Role.IDENTIFIER, "invoice_number")
    assert first("法人番号", some(HARD["corporate_number"][1]))[0] is Role.PLAIN


def test_trap_15_a_building_may_tell_of_a_hospital_or_a_shelter(tmp_path):
    rows = "".join(f"柏{n}番地,特別養護老人ホームみどり苑{n}号\n" for n in range(40))
    found = looked_at(tmp_path / "f.csv", "番地,方書\n" + rows)
    assert found.columns[1].role is Role.IDENTIFIER
    assert [note.kind for note in found.columns[1].notes] == ["trap"]


def test_trap_16_a_municipality_can_be_rarer_than_an_age():
    small = [place for place in places().values() if 0 < place.persons < 1_000]
    assert len(small) == 34  # and one town that nobody lived in on the day of the census
    made = municipality(floor=1_000)
    assert all(made.paths[place.name][1].endswith("市町村") for place in small)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("千葉県袖ヶ浦市坂戸1", "千葉県袖ケ浦市"),
        ("青森県外ケ浜町1", "青森県外ヶ浜町"),
        ("青森県東津軽郡外ヶ浜町1", "青森県外ヶ浜町"),
        ("東京都三宅島三宅村1", "東京都三宅村"),
    ],
)
def test_trap_17_small_ke_counties_and_islands_are_folded(written, name):
    assert split(written)[0] == name


def test_trap_18_every_code_list_has_a_day_and_old_codes_still_climb():
    assert all("valid_from" in said for said in sources().values())
    with pytest.raises(HierarchyInvalid):
        industry(on=date(2023, 4, 1))
    assert disease(on=date(2026, 4, 1)).leaf("E119") == "E11"
    assert municipality(on=date(2024, 4, 1)).leaf("221325") == "静岡県浜松市中央区"

"""Whole columns: what is recognised by name, by values, and what must not be."""

import hashlib
import tomllib
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.detectors.codes import BODY, NUMBERS
from oboro.engine.detectors.sensitive import word_lists
from oboro.engine.detectors.verdict import detect
from oboro.engine.table import Role
from oboro.law.codes import identification_codes, sensitive_heads
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.rehearsal import numbering, tables

REGIMES = [
    regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1)),
    regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 4, 1)),
]
SERIAL = np.arange(400)


def once(values) -> list[tuple[str, int]]:
    return [(str(value), 1) for value in values]


def reading(name: str, values) -> tuple[Role, str]:
    first = detect(name, once(values))[0]
    return first.role, first.key


@pytest.mark.parametrize("law", REGIMES, ids=lambda law: law.scheme.value)
def test_every_code_of_the_law_has_a_detector(law):
    assert {code.key for code in identification_codes(law)} <= {detector.key for detector in (*NUMBERS, *BODY)}


@pytest.mark.parametrize("law", REGIMES, ids=lambda law: law.scheme.value)
def test_every_sensitive_head_of_the_law_has_words(law):
    assert {head.key for head in sensitive_heads(law)} == {words.head for words in word_lists() if words.head}


@pytest.mark.parametrize("code", identification_codes(REGIMES[0]), ids=lambda code: code.key)
def test_a_column_called_as_the_law_calls_the_code_is_that_code(code):
    first = detect(
        code.label.replace("の番号", "番号").replace("の記号", "記号").replace("の被保険者", "被保険者"), []
    )[0]
    assert first.role is Role.CODE or code.kind == "body"


NUMBERS_BY_KEY = {
    "individual_number": numbering.text(numbering.my_numbers(SERIAL, seed=5), 12),
    "resident_record_code": numbering.text(numbering.resident_codes(SERIAL, seed=5), 11),
    "elderly_medical_insurance": numbering.text(numbering.insured_numbers(SERIAL, seed=5), 8),
    "residence_card": [f"AB{n:08d}CD" for n in numbering.spread(SERIAL, seed=2).tolist()],
    "passport": [f"TR{n:07d}" for n in numbering.spread(SERIAL, seed=2).tolist()],
}


@pytest.mark.parametrize("key", NUMBERS_BY_KEY)
@pytest.mark.parametrize("name", ["列１", "data", "コード番号"])
def test_a_code_is_recognised_by_its_values_whatever_the_column_is_called(key: str, name: str):
    assert reading(name, NUMBERS_BY_KEY[key]) == (Role.CODE, key)


@pytest.mark.parametrize("write", [lambda n: n, lambda n: f"{n[:4]}-{n[4:8]}-{n[8:]}", lambda n: n.translate(WIDE)])
def test_an_individual_number_is_recognised_in_every_width_and_grouping(write):
    assert reading("x", map(write, NUMBERS_BY_KEY["individual_number"])) == (Role.CODE, "individual_number")


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(place=st.integers(0, 11), shift=st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_a_column_with_one_digit_wrong_throughout_is_no_individual_number(place: int, shift: int):
    wrong = [
        n[:place] + str((int(n[place]) + shift) % 10) + n[place + 1 :] for n in NUMBERS_BY_KEY["individual_number"]
    ]
    assert "individual_number" not in {verdict.key for verdict in detect("x", once(wrong))}


def test_a_wrong_check_digit_never_takes_the_name_away():
    for name, key in (("個人番号", "individual_number"), ("住民票コード", "resident_record_code")):
        wrong = [n[:-1] + str((int(n[-1]) + 1) % 10) for n in NUMBERS_BY_KEY[key]]
        first = detect(name, once(wrong))[0]
        assert (first.role, first.key) == (Role.CODE, key)
        assert first.confidence < detect(name, once(NUMBERS_BY_KEY[key]))[0].confidence
        assert any("検査数字が合う値はない" in reason for reason in first.evidence)


DAYS = [date(1950, 1, 1) + timedelta(days=7 * n) for n in range(400)]


@pytest.mark.parametrize(
    ("values", "never"),
    [
        ([f"{day:%Y%m%d}" for day in DAYS], "elderly_medical_insurance"),
        ([f"{n:012d}" for n in range(400)], "individual_number"),
        ([f"{n * 1000}" for n in range(10_000, 10_400)], "elderly_medical_insurance"),
        ([f"{n:011d}" for n in range(400)], "resident_record_code"),
        (["111111111111", "222222222222"], "individual_number"),
        ([f"{n:016d}" for n in range(400)], "payment_card"),
    ],
)
def test_dates_amounts_and_counters_are_no_codes(values: list[str], never: str):
    assert never not in {verdict.key for verdict in detect("値", once(values))}


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ([f"{day:%Y-%m-%d}" for day in DAYS], "date"),
        ([f"昭和{n // 30 + 1}年{n % 12 + 1}月{n % 28 + 1}日" for n in range(400)], "date"),
        ([f"S{n // 30 + 1}.{n % 12 + 1}.{n % 28 + 1}" for n in range(400)], "date"),
        ([f"user{n}@example.com" for n in range(400)], "email"),
        ([f"千葉県柏市柏{n}番地" for n in range(400)], "address"),
        ([area.code for area in tables.areas()[:400]], "municipality_code"),
        (["男", "女"], "sex"),
        (["世帯主", "妻", "子", "母"], "relation"),
    ],
)
def test_plain_values_speak_for_themselves(values: list[str], key: str):
    assert detect("列", once(values))[0].key == key


def test_ten_digits_are_told_apart_by_the_name():
    digits = [f"{n:010d}" for n in numbering.spread(SERIAL, seed=9).tolist()]
    assert detect("基礎年金番号", once(digits))[0].key == "basic_pension"
    assert detect("介護保険被保険者番号", once(digits))[0].key == "care_insurance"


def test_names_are_recognised_by_their_surnames():
    given_name = tables.given_names("F").names
    people = [f"{family}　{given_name[n]}" for n, family in enumerate(tables.surnames().names[:300])]
    assert reading("列", people) == (Role.IDENTIFIER, "name_by_values")
    assert reading("氏名", people)[0] is Role.IDENTIFIER


def test_remarks_are_text_and_their_touch_on_persons_is_counted():
    remarks = [
        f"緊急連絡先は{family}様、電話は090-0{n:03d}-1234です。"
        for n, family in enumerate(tables.surnames().names[:60])
    ]
    first = detect("列", once(remarks))[0]
    assert first.role is Role.TEXT
    assert "60種のうち60種" in "".join(first.evidence)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("主傷病名", "medical_history"), ("障害支援区分", "disability"), ("特定健診判定", "checkup"), ("宗教", "creed"),
        ("DV支援措置対象", "crime_victim"), ("服薬状況", "treatment"), ("前科の有無", "criminal_record"),
        ("要介護度", ""), ("成年被後見人_該当有無", ""), ("生活保護受給フラグ", ""),
    ],
)  # fmt: skip
def test_sensitive_columns_are_told_by_their_names(name: str, head: str):
    first = detect(name, [("1", 5), ("0", 95)])[0]
    assert (first.role, first.head) == (Role.SENSITIVE, head)


def test_nationality_and_amounts_are_not_sensitive_by_law():
    for name in ("国籍", "学歴", "職業", "年収"):
        assert detect(name, [])[0].role is not Role.SENSITIVE


def test_a_handbook_number_is_an_identifier_that_touches_disability():
    first = detect("身体障害者手帳番号", [])[0]
    assert (first.role, first.head) == (Role.IDENTIFIER, "disability")


def test_the_resident_table_is_read_as_municipalities_class_it():
    """122 column names of a town's resident table (芽室町 MADO-packages, MIT); the classes are this project's reading."""
    lines = Path(__file__).with_name("resident_columns.tsv").read_text(encoding="utf-8").splitlines()
    wanted = dict(line.split("\t") for line in lines)
    found = {name: detect(name, [])[0].role.value for name in wanted}
    agreed = sum(found[name] == role for name, role in wanted.items())
    assert len(wanted) == 122
    assert agreed / len(wanted) >= 0.95
    for role in ("code", "link"):
        assert {n for n, r in wanted.items() if r == role} <= {n for n, r in found.items() if r == role}


def test_an_empty_column_and_an_unknown_one_get_a_verdict_of_little_confidence():
    assert detect("列", [("", 10)])[0].confidence <= 0.5
    unknown = detect("列", once(f"あい{n}うえお" for n in range(400)))[0]
    assert unknown.role is Role.TEXT
    assert unknown.confidence <= 0.7


VALUES = st.lists(st.tuples(st.text(max_size=40), st.integers(1, 50)), max_size=60, unique_by=lambda pair: pair[0])


@given(st.text(min_size=1, max_size=20), VALUES)
@settings(deadline=None)
def test_any_column_gets_a_verdict_without_its_values(name: str, values: list[tuple[str, int]]):
    marked = [(f"秘{text}密", count) for text, count in values]
    for verdict in detect(name, marked):
        assert 0 < verdict.confidence <= 1
        assert not any("秘" in reason for reason in verdict.evidence)


def test_packaged_lists_are_described_with_their_digests():
    data = files("oboro.engine.detectors").joinpath("data")
    listed = tomllib.loads(data.joinpath("SOURCES.toml").read_text(encoding="utf-8"))
    assert set(listed) == {entry.name for entry in data.iterdir()} - {"SOURCES.toml"}
    for name, entry in listed.items():
        assert hashlib.sha256(data.joinpath(name).read_bytes()).hexdigest() == entry["sha256"]


def test_remarks_that_speak_of_illness_are_free_text_with_the_sensitive_head_beside_it():
    verdicts = detect("備考", [("入院中のため、家族が来庁", 3), ("特になし", 5)])
    assert verdicts[0].role is Role.TEXT
    assert any(verdict.head for verdict in verdicts[1:])

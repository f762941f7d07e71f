"""A register as files and back: nothing is lost, nothing becomes another character or a formula."""

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from oboro.documents.book import cells, reading, tables
from oboro.documents.book.edition import LEADING, Book, Row
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.law.register import items

LAW = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 4, 1))
COLUMNS = (*LEADING, *cells.columns(items(LAW)))
LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
LINE = st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)


def book(*answers, law=LAW):
    rows = [
        Row({"number": str(at), "version": "1", "published_on": "2026-06-01", **cells.written(items(law), one)})
        for at, one in enumerate(answers, start=1)
    ]
    columns = (*LEADING, *cells.columns(items(law)))
    return Book("131016", "甲市", law.name, "個人情報ファイル簿", 3, date(2026, 6, 1), columns, tuple(rows))


def answer_of(item):
    match item.kind:
        case "bool":
            return st.booleans()
        case "list":
            return st.lists(LINE, min_size=1, max_size=4)
        case "choice":
            return st.sampled_from([value for value, _ in item.choices])
        case "organisation":
            return st.fixed_dictionaries({"name": LINE, "address": LINE})
        case "period":
            day = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(date.isoformat)
            return st.fixed_dictionaries({"from": day, "to": day})
        case "long_text":
            return st.lists(LINE, min_size=1, max_size=3).map("\n".join)
        case _:
            return LINE


def entries(law):
    return st.fixed_dictionaries({}, optional={item.key: answer_of(item) for item in items(law)})


@pytest.mark.parametrize("law", [LAW, OLD], ids=["today", "2017"])
@pytest.mark.parametrize("write", [tables.as_csv, tables.as_excel], ids=["csv", "excel"])
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_what_is_written_is_read_back_as_it_was(law, write, data):
    told = data.draw(entries(law))
    made = book(told, {"name": "二件め"}, law=law)
    labels = {column.label: column.id for column in made.columns}
    table = reading.read(write(made), knows=labels.__contains__)
    read = {labels[head]: text for head, text in table.lines[0].cells.items()}
    found = {item.key: cells.read(item, read, ours=True) for item in items(law)}
    assert {key: value for key, value in found.items() if value is not None} == told


def test_excel_holds_text_and_never_a_formula():
    sheet = load_workbook(io.BytesIO(tables.as_excel(book({"name": "=1+1", "remarks": "+81"})))).worksheets[0]
    by_head = {sheet.cell(1, at).value: sheet.cell(2, at) for at in range(1, sheet.max_column + 1)}
    assert (by_head["個人情報ファイルの名称"].value, by_head["個人情報ファイルの名称"].data_type) == ("=1+1", "s")
    assert by_head["備考"].value == "+81"


def test_csv_is_faithful_to_the_letter():
    rows = list(csv.reader(io.StringIO(tables.as_csv(book({"name": "=髙﨑①㈱𠮷"})).decode("utf-8-sig"))))
    assert rows[1][rows[0].index("個人情報ファイルの名称")] == "=髙﨑①㈱𠮷"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("髙﨑①㈱Ⅲ", []),
        ("𠮷野", [("𠮷", "")]),
        ("é—", [("é", ""), ("—", "")]),
        ("午前〜午後", [("〜", "～")]),
        ("−5‖", [("−", "－"), ("‖", "∥")]),
    ],
)
def test_every_character_that_cp932_loses_or_changes_is_listed(text, found):
    listed = tables.unencodable(book({"name": text}))
    assert [(one.character, one.becomes) for one in listed] == found
    assert {one.number for one in listed} <= {"1"}


@given(st.text(LETTERS, max_size=30))
def test_the_list_is_empty_exactly_when_cp932_gives_the_text_back(text):
    made = book({"name": text})
    try:
        survives = tables.as_csv(made, encoding="cp932").decode("cp932") == tables.as_csv(made).decode("utf-8-sig")
    except UnicodeEncodeError:
        survives = False
    assert (tables.unencodable(made) == []) is survives


def test_all_files_tell_of_the_same_digest():
    made = book({"name": "台帳"})
    told = json.loads(tables.as_json(made, files={"register.csv": "text/csv"}))
    about = load_workbook(io.BytesIO(tables.as_excel(made)))["この簿について"]
    assert told["spdx:checksum"]["spdx:checksumValue"] == made.sha256 == about["B6"].value
    assert (told["dct:publisher"]["dct:identifier"], told["entries"][0]["name"]) == ("131016", "台帳")


def test_the_digest_follows_the_content_and_not_the_words_above_it():
    one = book({"name": "台帳"})
    assert one.sha256 == book({"name": "台帳"}).sha256
    assert one.sha256 != book({"name": "台帖"}).sha256


def test_the_piece_of_html_escapes_what_it_tells():
    assert b"<script>" not in tables.as_html(book({"name": "<script>alert(1)</script>"}))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１氏名、２生年月日、3 住所", ["氏名", "生年月日", "住所"]),
        ("①氏名\n②住所", ["氏名", "住所"]),
        ("氏名，住所", ["氏名", "住所"]),
        ("(1)氏名\n(2)住所、電話番号", ["氏名", "住所、電話番号"]),
        ("2人世帯の数、3級", ["2人世帯の数", "3級"]),
    ],
)
def test_lists_of_other_registers_are_taken_apart(text, value):
    item = next(one for one in items(LAW) if one.key == "record_items")
    assert cells.read(item, {"record_items": text}, ours=False) == value


@pytest.mark.parametrize(("text", "value"), [("有", True), ("含む", True), ("○", True), ("無", False), ("―", None)])
def test_yes_and_no_of_other_registers_are_understood(text, value):
    item = next(one for one in items(LAW) if one.key == "sensitive")
    assert cells.read(item, {"sensitive": text}, ours=False) is value


@pytest.mark.parametrize(
    "text", ["電算処理ファイル", "電算", "☑電算処理ファイル", "電算処理ファイル（法第60条第2項第1号）"]
)
def test_the_kind_is_understood_by_its_first_words(text):
    item = next(one for one in items(LAW) if one.key == "kind")
    assert cells.read(item, {"kind": text}, ours=False) == "computer"


@pytest.mark.parametrize("text", ["約1,000人", "1000～2000", "多数"])
def test_a_number_of_persons_is_whole(text):
    with pytest.raises(cells.CellUnreadable):
        cells.whole_number(text)


@pytest.mark.parametrize(("text", "value"), [("１，２００人", 1200), ("1200.0", 1200), ("", None), ("－", None)])
def test_a_number_of_persons_is_read_however_it_is_written(text, value):
    assert cells.whole_number(text) == value


def test_a_text_that_the_register_does_not_keep_is_not_read():
    name = next(one for one in items(LAW) if one.key == "name")
    assert cells.read(name, {"name": "あ" * 500}, ours=False) == "あ" * 500
    with pytest.raises(cells.CellUnreadable, match="500字まで"):
        cells.read(name, {"name": "あ" * 501}, ours=True)

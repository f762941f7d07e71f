import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.documents import word
from oboro.documents.letter import Head, Letter, Row, Seal, Table, compose
from oboro.law.forms import form
from oboro.law.regime import BodyKind, Scheme, regime

LAW = regime(Scheme.APPI, body=BodyKind.DESIGNATED_CITY, on=date(2026, 6, 1))
LETTER = compose(
    form(LAW, "reject"),
    {"reason": "基準四　事業の効果が書類から分かりません。\n基準六　廃棄の方法が書かれていません。"},
    head=Head(
        on=date(2026, 7, 1),
        addressee="髙﨑商店㈱　御中",
        sender=("みどり市長",),
        document_number="総第124号",
        seal=Seal.STAMPED,
    ),
    opening="下記のとおり通知します。",
    extra=[Row("添え書き", table=Table(("甲", "乙"), (("一", "二"),)))],
)


def words(content):
    paper = docx.Document(io.BytesIO(content))
    return [*(p.text for p in paper.paragraphs if p.text), *_cells(paper.tables)]


def _cells(tables):
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                yield from (p.text for p in cell.paragraphs if p.text)
                yield from _cells(cell.tables)


def test_the_word_file_holds_every_word_of_the_letter():
    lines = LETTER.text().splitlines()
    table_lines = {"甲 乙", "一 二"}
    expected = [line for line in lines if line not in table_lines] + ["甲", "乙", "一", "二"]
    printed = [text.removeprefix("（注）") for text in words(word.docx(LETTER))]
    assert sorted(printed) == sorted(expected)


def test_the_same_letter_gives_the_same_bytes():
    assert word.docx(LETTER) == word.docx(LETTER)


def test_nothing_in_the_file_tells_when_or_where_it_was_printed():
    with zipfile.ZipFile(io.BytesIO(word.docx(LETTER))) as members:
        assert {info.date_time for info in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        about = members.read("docProps/core.xml").decode()
    assert about.count("2026-07-01T00:00:00Z") == 3
    assert "python-docx" not in about


XML_TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cn", "Cc", "Zl", "Zp")), max_size=40)


@settings(max_examples=15, deadline=None)
@given(XML_TEXT)
def test_any_name_keeps_its_characters(name):
    letter = replace(LETTER, addressee=f"宛{name}様")
    assert f"宛{name}様" in words(word.docx(letter))


def test_a_letter_without_items_or_small_print_is_printed_too():
    bare = Letter("様式", "題", "", "2026-07-01", "令和8年7月1日", "宛", (), "", "", (), ("以上",), "")
    assert words(word.docx(bare)) == ["様式", "令和8年7月1日", "宛", "題", "以上"]

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.reading import of_pdf, of_word, squeezed
from oboro.documents import pdf, word
from oboro.documents.faces import GETA, _drawn_by
from oboro.documents.letter import Head, Row, Seal, Table, compose
from oboro.law.forms import form
from oboro.law.regime import BodyKind, Scheme, regime

LAW = regime(Scheme.APPI, body=BodyKind.DESIGNATED_CITY, on=date(2026, 6, 1))
LETTER = compose(
    form(LAW, "reject"),
    {"reason": "基準四　事業の効果が書類から分かりません。\n基準六　廃棄の方法が書かれていません。"},
    head=Head(
        on=date(2026, 7, 1),
        addressee="髙﨑①商店㈱　御中",
        sender=("みどり市長",),
        document_number="総第124号",
        seal=Seal.STAMPED,
    ),
    opening="下記のとおり通知します。",
    extra=[Row("添え書き", table=Table(("甲", "額"), (("一", "21,000円"),)))],
    closing=["以上"],
)
DRAWN = sorted(_drawn_by(0)[0] | _drawn_by(1)[0])
WORDS = st.text(st.sampled_from([chr(code) for code in DRAWN if chr(code).isalnum() and code >= 0x3041]), min_size=1)


def test_both_papers_of_one_letter_say_the_same_words():
    printed = "\n".join(of_word(word.docx(LETTER)))
    assert (
        squeezed(of_pdf(pdf.pdf(LETTER)))
        == squeezed(printed)
        == squeezed(LETTER.text().replace(LETTER.small_print, f"（注）{LETTER.small_print}"))
    )


def test_the_same_letter_gives_the_same_bytes():
    assert pdf.pdf(LETTER) == pdf.pdf(LETTER)


def test_a_paper_is_tagged_for_readers_that_speak():
    paper = pypdf.PdfReader(io.BytesIO(pdf.pdf(LETTER)))
    root = paper.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], paper.metadata.title) == (True, "ja-JP", LETTER.title)
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()


def test_a_paper_bears_the_day_of_the_letter_and_no_clock():
    about = pypdf.PdfReader(io.BytesIO(pdf.pdf(LETTER))).metadata
    assert (about.creation_date.date(), about.creation_date.hour) == (date(2026, 7, 1), 0)


@pytest.mark.parametrize("name", ["髙﨑①㈱", "葛󠄀城", "神福塚類"])
def test_the_characters_of_a_name_come_back_from_the_paper(name):
    letter = replace(LETTER, addressee=f"{name}　御中")
    assert name in of_pdf(pdf.pdf(letter))
    assert pdf.type_notes(letter) == []


def test_a_paper_with_a_rare_kanji_uses_the_second_face_and_says_so():
    letter = replace(LETTER, addressee="𠮷野商店　御中")
    text = of_pdf(pdf.pdf(letter))
    assert "𠮷野商店" in text
    assert "次の文字は補助の書体で印字しています：𠮷（U+20BB7）" in squeezed(text)


def test_a_character_no_face_draws_is_marked_and_listed_never_dropped():
    letter = replace(LETTER, addressee="商店😀　御中")
    text = squeezed(of_pdf(pdf.pdf(letter)))
    assert f"商店{GETA}御中" in text
    assert "U+1F600" in text
    assert "商店😀　御中" in of_word(word.docx(letter))


def test_words_are_never_taken_for_commands_of_the_typesetter():
    trick = '#read("/etc/passwd") *a* _b_ $x$ = y // "z" \\ `c` <d> @e [f]'
    assert squeezed(trick) in squeezed(of_pdf(pdf.pdf(replace(LETTER, addressee=trick))))


@settings(max_examples=25, deadline=None)
@given(WORDS)
def test_every_word_that_the_faces_draw_comes_back_from_the_paper(text):
    assert text in squeezed(of_pdf(pdf.pdf(replace(LETTER, addressee=text))))

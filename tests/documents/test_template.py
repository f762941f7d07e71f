"""A body's own Word file: what is let in, what is turned away, and how a letter fills it."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document

from oboro.documents import template
from oboro.documents.letter import Head, Row, Seal, Table, compose
from oboro.kernel.errors import UsageError
from oboro.law.forms import form, template_problems
from oboro.law.regime import BodyKind, regime_on

LAW = regime_on(body=BodyKind.MUNICIPALITY, on=date(2026, 6, 1))
ACCEPT, PROPOSAL = form(LAW, "accept"), form(LAW, "proposal")
FEE = Table(("区分", "計算", "額", "根拠"), (("基本額", "定額", "21,000円", "条例"), ("合計", "", "21,000円", "")))
HEAD = Head(
    on=date(2026, 6, 1),
    addressee="株式会社みらい　御中",
    sender=("甲市長",),
    document_number="総第12号",
    seal=Seal.OMITTED,
)


def saved(paper):
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def a_file(*lines, rows=()):
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    if rows:
        grid = paper.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    return saved(paper)


def with_part(content, name, data=b"x"):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as box:
        box.writestr(name, data)
    return out.getvalue()


def words(content):
    paper = Document(io.BytesIO(content))
    told = [paragraph.text for paragraph in paper.paragraphs]
    return told + [cell.text for grid in paper.tables for row in grid.rows for cell in row.cells]


def letter():
    values = {
        "contractable": "契約を締結することができます。",
        "fee_amount": 21000,
        "fee_method": "納入通知書",
        "fee_due": "2026-07-01",
        "provision": "媒体",
    }
    return compose(ACCEPT, values, head=HEAD, opening="通知します。", extra=[Row("内訳", table=FEE)])


def test_names_are_found_in_paragraphs_tables_headers_and_over_split_runs():
    paper = Document()
    split = paper.add_paragraph()
    for piece in ("{{fee_", "amo", "unt}}"):
        split.add_run(piece)
    paper.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ fee_due }}"
    paper.sections[0].header.paragraphs[0].text = "{{number}}"
    assert set(template.names_in(saved(paper))) == {"fee_amount", "fee_due", "number"}


def test_a_letter_fills_the_file_and_its_rows_are_repeated():
    rows = [["{{#fee_lines}}{{label}}", "{{yen}}{{/fee_lines}}"]]
    own = a_file("{{number}}　{{title}}", "{{addressee}}　{{date}}", "額：{{fee_amount}}", "{{sender}}", rows=rows)
    found = words(template.fill(own, letter(), ACCEPT))
    assert found[:4] == [
        f"様式第九　{ACCEPT.title}",
        "株式会社みらい　御中　令和8年6月1日",
        "額：21,000円",
        "甲市長",
    ]
    assert found[4:] == ["基本額", "21,000円", "合計", "21,000円"]


def test_the_items_of_a_proposal_are_repeated_row_by_row():
    items = [
        {"name": "年齢", "wanted": True, "granularity": "5歳ごと"},
        {"name": "氏名", "wanted": False, "granularity": ""},
    ]
    told = compose(PROPOSAL, {"method": {"items": items, "extraction": "65歳以上"}}, head=HEAD)
    own = a_file("範囲：{{method}}", rows=[["{{#method}}{{item}}", "{{wanted}}", "{{granularity}}{{/method}}"]])
    assert words(template.fill(own, told, PROPOSAL)) == ["範囲：65歳以上", "年齢", "要", "5歳ごと", "氏名", "不要", "―"]


def test_the_same_letter_and_file_give_the_same_bytes():
    own = a_file("{{fee_amount}}")
    assert template.fill(own, letter(), ACCEPT) == template.fill(own, letter(), ACCEPT)


def test_a_value_that_looks_like_a_name_is_not_filled_again():
    told = compose(ACCEPT, {"fee_method": "{{fee_due}}", "fee_due": "2026-07-01"}, head=HEAD)
    assert words(template.fill(a_file("{{fee_method}}"), told, ACCEPT)) == ["{{fee_due}}"]


@pytest.mark.parametrize(
    "part",
    ["word/vbaProject.bin", "word/activeX/activeX1.xml", "word/embeddings/oleObject1.bin", "customUI/customUI.xml"],
)
def test_what_could_run_is_turned_away(part):
    with pytest.raises(UsageError) as refused:
        template.names_in(with_part(a_file("{{date}}"), part))
    assert "マクロや埋め込み" in refused.value.message


@pytest.mark.parametrize(("kind", "let_in"), [("attachedTemplate", False), ("image", False), ("hyperlink", True)])
def test_what_is_fetched_from_outside_is_turned_away_but_a_link_to_click_is_not(kind, let_in):
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        'Target="file:///nowhere" TargetMode="External"/></Relationships>'
    )
    own = with_part(a_file("{{date}}"), "word/_rels/footnotes.xml.rels", relation.encode())
    if let_in:
        assert template.names_in(own) == ("date",)
        return
    with pytest.raises(UsageError) as refused:
        template.names_in(own)
    assert "外のファイル" in refused.value.message


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (("External", "&#69;xternal"), "settings.xml.rels"),
        (("file:///nowhere", "file:///no>where/hyperlink"), "settings.xml.rels"),
        (("<Relationship ", "<r:Relationship "), "settings.xml.rels"),
        (("file:///nowhere", "file:///nowhere/hyperlink"), "settings.xml.rels"),
        (("", ""), "settings.xml.RELS"),
    ],
    ids=["entity", "bracket", "prefix", "words", "capitals"],
)
def test_what_is_fetched_is_found_however_it_is_written(change, name):
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = (
        f'<Relationships xmlns="{space}" xmlns:r="{space}"><Relationship Id="r9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="file:///nowhere" TargetMode="External"/></Relationships>'
    ).replace(*change)
    own = with_part(a_file("{{date}}"), f"word/_rels/{name}", relation.encode())
    with pytest.raises(UsageError) as refused:
        template.names_in(own)
    assert "外のファイル" in refused.value.message


def test_a_field_that_word_computes_is_turned_away():
    paper = Document()
    run = paper.add_paragraph().add_run()
    code = run._r.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText", {})
    run._r.append(code)
    with pytest.raises(UsageError) as refused:
        template.names_in(saved(paper))
    assert "フィールド" in refused.value.message


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"PK\x03\x04nothing", with_part(b"", "a.txt")],
    ids=["empty", "a PDF", "a broken zip", "another zip"],
)
def test_what_is_no_word_file_is_turned_away(content):
    with pytest.raises(UsageError):
        template.names_in(content)


def test_too_large_a_file_is_turned_away_packed_or_unpacked():
    with pytest.raises(UsageError):
        template.names_in(b"x" * (template.MAX_BYTES + 1))
    packed = io.BytesIO(a_file("{{date}}"))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr("word/media/image1.bmp", bytes(21 * 1024 * 1024))
    with pytest.raises(UsageError):
        template.names_in(packed.getvalue())


def test_a_cell_name_outside_its_repeated_row_is_a_stray_name():
    problems = template_problems(ACCEPT, template.names_in(a_file("{{granularity}}")))
    assert "granularity" in problems[-1].message

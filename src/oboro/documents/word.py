"""A letter as a Word file. The same letter gives the same bytes on every machine and day."""

import io
import zipfile
from datetime import date, datetime, time

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from oboro.documents.letter import Letter, Row, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Yu Mincho"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LABEL_WIDTH, _TEXT_WIDTH = Mm(48), Mm(117)


def docx(letter: Letter) -> bytes:
    """The Word file of a letter, A4 portrait."""
    paper = Document()
    _set_up(paper, letter)
    _head(paper, letter)
    if letter.rows:
        _items(paper, letter.rows)
    for sentence in letter.closing:
        paper.add_paragraph(sentence)
    if letter.small_print:
        note = paper.add_paragraph()
        note.add_run(f"（注）{letter.small_print}").font.size = Pt(8)
    raw = io.BytesIO()
    paper.save(raw)
    return same_bytes(raw.getvalue())


def _set_up(paper: Paper, letter: Letter) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.paragraph_format.space_after = Pt(4)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ja-JP")
    language.set(qn("w:eastAsia"), "ja-JP")
    style.element.get_or_add_rPr().append(language)
    made = datetime.combine(date.fromisoformat(letter.on), time())
    about = paper.core_properties
    about.title, about.author, about.last_modified_by, about.comments = letter.title, "", "", ""
    about.created = about.modified = about.last_printed = made
    about.revision = 1


def _head(paper: Paper, letter: Letter) -> None:
    if letter.form:
        paper.add_paragraph(letter.form)
    if letter.document_number:
        _aligned(paper, letter.document_number, WD_ALIGN_PARAGRAPH.RIGHT)
    _aligned(paper, letter.dated, WD_ALIGN_PARAGRAPH.RIGHT)
    if letter.addressee:
        paper.add_paragraph(letter.addressee)
    for line in (*letter.sender, letter.seal):
        if line:
            _aligned(paper, line, WD_ALIGN_PARAGRAPH.RIGHT)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(12)
    run = title.add_run(letter.title)
    run.bold, run.font.size = True, Pt(13)
    if letter.opening:
        paper.add_paragraph(letter.opening).paragraph_format.first_line_indent = Pt(10.5)


def _aligned(paper: Paper, text: str, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paper.add_paragraph(text).alignment = alignment


def _items(paper: Paper, rows: tuple[Row, ...]) -> None:
    sheet = paper.add_table(rows=0, cols=2)
    sheet.style = "Table Grid"
    sheet.autofit = False
    for row in rows:
        label, value = sheet.add_row().cells
        label.width, value.width = _LABEL_WIDTH, _TEXT_WIDTH
        label.paragraphs[0].add_run(row.label)
        lines = row.text.splitlines() or [""]
        value.paragraphs[0].add_run(lines[0])
        for line in lines[1:]:
            value.add_paragraph(line)
        if row.table:
            _inner(value, row.table)
    paper.add_paragraph()


def _inner(cell: _Cell, table: Table) -> None:
    lines = (table.head, *table.rows)
    inner = cell.add_table(rows=len(lines), cols=len(table.head))
    inner.style = "Table Grid"
    for row, cells in zip(inner.rows, lines, strict=True):
        for place, text in zip(row.cells, cells, strict=True):
            place.paragraphs[0].add_run(text).font.size = Pt(9)
    cell.add_paragraph()


def same_bytes(raw: bytes) -> bytes:
    """The zip written again with fixed times and order, because the writer stamps the clock into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda member: (member != "[Content_Types].xml", member)):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            target.writestr(info, source.read(name))
    return out.getvalue()

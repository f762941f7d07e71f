"""A book as CSV (UTF-8 or CP932), Excel, JSON after DCAT, and a piece of HTML."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from oboro.documents.book.edition import NUMBER, Book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DCAT_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
}


@dataclass(frozen=True)
class Unencodable:
    """A character that CP932 cannot write, or writes so that it is read back as another.

    Attributes:
        number: of the entry in the register.
        becomes: what it would be read back as; empty when it cannot be written at all.
    """

    number: str
    label: str
    character: str
    becomes: str

    @property
    def code(self) -> str:
        """U+20BB7."""
        return " ".join(f"U+{ord(letter):04X}" for letter in self.character)


def unencodable(book: Book) -> list[Unencodable]:
    """Every character of the book that does not survive CP932, once per cell, in the order of the book."""
    found = []
    for row in book.rows:
        for column in book.columns:
            for letter in dict.fromkeys(row.cells.get(column.id, "")):
                becomes = _through_cp932(letter)
                if becomes != letter:
                    found.append(Unencodable(row.cells.get(NUMBER, ""), column.label, letter, becomes))
    return found


def as_csv(book: Book, *, encoding: str = "utf-8-sig") -> bytes:
    """One table, one line of heads, lines end as Excel wants them.

    Raises:
        UnicodeEncodeError: CP932 was asked for and a character is not in it; ask `unencodable` first.
    """
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(book.table())
    return stream.getvalue().encode(encoding)


def as_excel(book: Book) -> bytes:
    """A workbook: the table, and on a second sheet what its columns rest on. Every cell is text, none a formula."""
    workbook = Workbook()
    day = datetime.combine(book.published_on, datetime.min.time())
    workbook.properties.created = workbook.properties.modified = day
    workbook.properties.creator = book.body
    sheet = workbook.active
    sheet.title = book.term[:31]
    _fill(sheet, book.table())
    sheet.freeze_panes = "A2"
    about = [["見出し", "根拠"], *([column.label, column.citation] for column in book.columns)]
    _fill(workbook.create_sheet("見出しの根拠"), about)
    facts = [["項目", "内容"], ["団体コード", book.code], ["団体", book.body], ["回", str(book.edition)]]
    facts += [["公表の日", book.published_on.isoformat()], ["内容のSHA-256", book.sha256]]
    _fill(workbook.create_sheet("この簿について"), facts)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def as_json(book: Book, *, files: dict[str, str]) -> bytes:
    """The entries with their metadata after DCAT 3.

    Args:
        book: the edition.
        files: media type by address, for the distributions.
    """
    told: dict[str, Any] = {
        "@context": DCAT_CONTEXT,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{book.code}-{book.edition}",
        "dct:title": {"@language": "ja", "@value": book.title},
        "dct:description": {"@language": "ja", "@value": f"{book.law}により公表する{book.term}"},
        "dct:publisher": {"@type": "foaf:Organization", "dct:identifier": book.code, "foaf:name": book.body},
        "dct:issued": book.published_on.isoformat(),
        "dct:language": "ja",
        "spdx:checksum": {"spdx:algorithm": "SHA-256", "spdx:checksumValue": book.sha256},
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": url, "dcat:mediaType": kind}
            for url, kind in files.items()
        ],
        "columns": [{"id": c.id, "label": c.label, "basis": c.citation} for c in book.columns],
        "entries": [{key: value for key, value in row.cells.items() if value} for row in book.rows],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_html(book: Book) -> bytes:
    """A table to be put into a page of the body's own site; no style, no script, no address."""
    heads = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in book.columns)
    lines = [
        f"<table>\n<caption>{escape(book.title)}（{book.published_on.isoformat()}公表）</caption>",
        f"<thead><tr>{heads}</tr></thead>\n<tbody>",
    ]
    for row in book.rows:
        cells = "".join(f"<td>{escape(row.cells.get(c.id, '')).replace(chr(10), '<br>')}</td>" for c in book.columns)
        lines.append(f"<tr>{cells}</tr>")
    return ("\n".join([*lines, "</tbody></table>\n"])).encode()


def _fill(sheet: Any, table: list[list[str]]) -> None:
    for at, line in enumerate(table, start=1):
        for across, text in enumerate(line, start=1):
            cell = sheet.cell(at, across)
            if not text:
                continue
            cell.value, cell.data_type = text, "s"  # also what begins with "=" stays text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == 1:
                cell.font = Font(bold=True)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        sheet.column_dimensions[letter].width = 22


def _through_cp932(letter: str) -> str:
    try:
        return letter.encode("cp932").decode("cp932")
    except UnicodeEncodeError:
        return ""

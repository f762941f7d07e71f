"""An edition of a register as a tagged PDF (PDF/UA-1): each entry with its items, in the faces of the project."""

from pathlib import Path
from typing import Any

from oboro.documents.book.edition import LEADING, NUMBER, Book, Row
from oboro.documents.faces import printable
from oboro.documents.pdf import notes_on, typeset
from oboro.kernel.dates import japanese

_TEMPLATE = Path(__file__).with_name("book.typ")


def as_pdf(book: Book) -> bytes:
    """The PDF of an edition, A4 portrait; items that are empty are left out."""
    day = book.published_on
    entries = [_entry(book, row) for row in book.rows]
    said = "".join(text for entry in entries for row in entry["rows"] for text in row)
    told = {
        "title": printable(book.title),
        "stated": f"第{book.edition}回　{japanese(day)}公表　{len(entries)}件",
        "entries": entries,
        "notes": [*notes_on(said), f"内容のSHA-256　{book.sha256}"],
    }
    return typeset(_TEMPLATE, told, day=day)


def _entry(book: Book, row: Row) -> dict[str, Any]:
    own = {column.id for column in LEADING}
    rows = [
        (printable(column.label), printable(row.cells[column.id]))
        for column in book.columns
        if column.id not in own and row.cells.get(column.id)
    ]
    return {"title": printable(f"{row.cells.get(NUMBER, '')}　{row.cells.get('name', '')}"), "rows": rows}

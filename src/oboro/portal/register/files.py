"""The files in which an edition of the register is given out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from oboro.documents.book.edition import Book
from oboro.documents.book.paper import as_pdf
from oboro.documents.book.tables import XLSX, as_csv, as_excel, as_html, as_json
from oboro.documents.pdf import MEDIA_TYPE


@dataclass(frozen=True)
class File:
    """One form: what the page calls it, its media type, how it is written, whether it cannot hold every character."""

    label: str
    media_type: str
    write: Callable[[Book], bytes]
    narrow: bool = False


def _json(book: Book) -> bytes:
    return as_json(book, files={name: file.media_type for name, file in FILES.items() if name != "register.json"})


FILES = {
    "register.csv": File("CSV（UTF-8）", "text/csv; charset=utf-8", as_csv),
    "register-cp932.csv": File(
        "CSV（シフトJIS）", "text/csv; charset=windows-31j", partial(as_csv, encoding="cp932"), narrow=True
    ),
    "register.xlsx": File("Excel", XLSX, as_excel),
    "register.json": File("JSON（DCAT）", "application/json", _json),
    "register.pdf": File("PDF", MEDIA_TYPE, as_pdf),
    "register.html": File("HTMLの表（自分のサイトに貼るもの）", "text/html; charset=utf-8", as_html),
}


def as_download(book: Book, name: str) -> HttpResponse:
    """The file of this name, made from the book."""
    response = HttpResponse(FILES[name].write(book), content_type=FILES[name].media_type)
    stem, _, suffix = name.rpartition(".")
    filename = f"{book.code}-{stem}-{book.edition}.{suffix}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response

"""Excel workbooks: every cell as it is shown, so that zeros kept by a number format are kept here too."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from oboro.kernel.errors import SourceUnreadable

_ZEROS = re.compile(r"0+")
_PIECE = 4 * 1024 * 1024
_LONGEST = 16 * 1024  # bytes of a formula and its cell
_UNRECKONED = re.compile(rb'<c(?: (?!t="str")[^ >]*)*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v */>|<v></v>)?</c>')
_JOINED = re.compile(rb'<mergeCell ref="[A-Z]+[0-9]+:[A-Z]+([0-9]+)"')


def rows(path: Path, *, sheet: str = "", skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each row of a sheet as (row number, cells). Empty rows behind the last are not told.

    Raises:
        SourceUnreadable: no workbook, or no such sheet; formulas that were never reckoned, or cells joined below the
            header, whose values the file does not hold.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # the library raises whatever zip and XML raise
        raise SourceUnreadable(
            f"{path.name}をExcelのファイルとして読めません。", hint="xlsx形式か確かめてください。"
        ) from error
    try:
        if sheet and sheet not in book.sheetnames:
            raise SourceUnreadable(f"{path.name}に「{sheet}」というシートがありません。")
        page = book[sheet] if sheet else book.worksheets[0]
        width = header_row = 0
        for number, cells in enumerate(page.iter_rows(), start=1):
            if number <= skip:
                continue
            texts = [shown(cell.value, getattr(cell, "number_format", "") or "") for cell in cells]
            while len(texts) > width and not texts[-1]:
                texts.pop()
            width = width or len(texts)
            if any(texts):
                if not header_row:
                    header_row = number
                    _refuse_lost_values(path, page._worksheet_path, header_row)  # noqa: SLF001 told in no other way
                yield number, texts + [""] * (width - len(texts))
    finally:
        book.close()


def _refuse_lost_values(path: Path, sheet: str, header_row: int) -> None:
    """What a cell shows though the file does not hold it would be read as missing, without a word."""
    with zipfile.ZipFile(path) as archive, archive.open(sheet.lstrip("/")) as file:
        tail = b""
        while piece := file.read(_PIECE):
            text = tail + piece
            if _UNRECKONED.search(text):
                raise SourceUnreadable(
                    f"{path.name}に、計算した結果の入っていない数式のセルがあります。",
                    hint="Excelで開いて計算させ、保存し直してください。",
                )
            if any(int(last) > header_row for last in _JOINED.findall(text)):
                raise SourceUnreadable(
                    f"{path.name}の見出しより下に、結合したセルがあります。結合した2行目からの値が失われます。",
                    hint="セルの結合を解き、それぞれの行に値を入れてください。",
                )
            tail = text[-_LONGEST:]


def shown(value: Any, number_format: str) -> str:
    """A cell as text: whole numbers without a fraction, zeros as the format asks, days as 2020-10-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and _ZEROS.fullmatch(number_format):
        return f"{value:0{len(number_format)}d}"
    return str(value)

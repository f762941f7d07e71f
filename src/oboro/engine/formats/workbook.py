"""Excel workbooks: every cell as it is shown, so that zeros kept by a number format are kept here too."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from oboro.kernel.errors import SourceUnreadable

_ZEROS = re.compile(r"0+")


def rows(path: Path, *, sheet: str = "", skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each row of a sheet as (row number, cells). Empty rows behind the last are not told.

    Raises:
        SourceUnreadable: no workbook, or no such sheet.
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
        width = 0
        for number, cells in enumerate(page.iter_rows(), start=1):
            if number <= skip:
                continue
            texts = [shown(cell.value, getattr(cell, "number_format", "") or "") for cell in cells]
            while len(texts) > width and not texts[-1]:
                texts.pop()
            width = width or len(texts)
            if any(texts):
                yield number, texts + [""] * (width - len(texts))
    finally:
        book.close()


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

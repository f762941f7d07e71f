"""A table that came from elsewhere, read: its sheets, heads and cells, whatever program wrote it.

What cannot be read is refused with what to do. Positions are named, cells are never quoted.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from oboro.kernel.errors import SourceUnreadable

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_BYTES_UNPACKED = 200 * 1024 * 1024
HEAD_WITHIN = 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Line:
    """One row below the heads: on which sheet and row it stands, and its cells by head."""

    sheet: str
    row: int
    cells: dict[str, str]


@dataclass
class Table:
    """All sheets of a file as one table.

    Attributes:
        encoding: utf-8, cp932, utf-16 or xlsx.
        heads: what stands above the columns, each once.
        problems: what must be mended in the file first, with its position.
        notes: what was left out, and why.
    """

    encoding: str
    heads: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: list[list[str]]
    merged: tuple[tuple[int, str], ...] = ()


def read(content: bytes, *, knows: Callable[[str], bool]) -> Table:
    """Read a CSV or Excel file.

    Args:
        content: the file.
        knows: whether a text is a head that a register uses; the row with the most of them is the row of heads.

    Raises:
        SourceUnreadable: not a table that can be read; says what to do.
    """
    if content.startswith(_OLD_EXCEL):
        raise SourceUnreadable(
            "古い形式のExcel（.xls）か、パスワードの付いたExcelです。",
            hint="パスワードを外し、「Excelブック（.xlsx）」で保存し直してください。",
        )
    if content.startswith(b"PK"):
        sheets, encoding = _workbook(content), "xlsx"
    else:
        text, encoding = _decoded(content)
        sheets = [_Sheet("", _csv_rows(text))]
    return _table(sheets, encoding, knows)


def _table(sheets: Sequence[_Sheet], encoding: str, knows: Callable[[str], bool]) -> Table:
    table = Table(encoding)
    for sheet in sheets:
        at = _head_row(sheet.rows, knows)
        if at is None:
            if len(sheets) > 1 and sheet.rows:
                table.notes.append(f"{sheet.name}：見出しの行が見つからないので、読みません。")
            continue
        _add(table, sheet, at)
    if not table.lines:
        raise SourceUnreadable(
            "見出しの行とその下の記載が見つかりません。",
            hint="「個人情報ファイルの名称」「利用目的」などの見出しを一行に並べ、その下に一件を一行で書いてください。",
        )
    if len(table.lines) > MOST_ROWS:
        raise SourceUnreadable(f"行が{MOST_ROWS}行を超えています。", hint="ファイルを分けてください。")
    return table


def _add(table: Table, sheet: _Sheet, at: int) -> None:
    where = f"{sheet.name}の" if sheet.name else ""
    table.problems += [
        f"{where}{cells}：セルが結合されています。結合を解き、すべてのセルに値を書いてください。"
        for last, cells in sheet.merged
        if last > at
    ][:20]
    heads = _unique(sheet.rows[at])
    table.heads += [head for head in heads if head and head not in table.heads]
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        cells = {head: text for head, text in zip(heads, row, strict=False) if head and text}
        if cells:
            table.lines.append(Line(sheet.name, number, cells))


def _head_row(rows: list[list[str]], knows: Callable[[str], bool]) -> int | None:
    """The row with the most known heads, if it has three; a title above it is no head."""
    known = [sum(bool(text) and knows(text) for text in row) for row in rows[:HEAD_WITHIN]]
    best = max(known, default=0)
    return known.index(best) if best >= 3 else None


def _unique(row: list[str]) -> list[str]:
    heads: list[str] = []
    for text in row:
        head = " ".join(text.split())
        times = sum(one == head or one.startswith(f"{head}（同じ見出しの") for one in heads) if head else 0
        heads.append(f"{head}（同じ見出しの{times + 1}つめ）" if times else head)
    return heads


# ---- CSV ----


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16")
    if content.startswith(b"\xef\xbb\xbf"):
        return _strictly(content[3:], "utf-8")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strictly(content, "cp932")


def _strictly(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        names = {"cp932": "UTF-8としてもシフトJIS（CP932）としても", "utf-16": "UTF-16として"}
        raise SourceUnreadable(
            f"{line}行目に、{names.get(encoding, 'UTF-8として')}読めない文字があります。",
            hint="元の表計算ソフトで開き、「CSV UTF-8」で保存し直してください。",
        ) from None


def _csv_rows(text: str) -> list[list[str]]:
    if "\x00" in text:
        raise SourceUnreadable("表のファイルではありません。", hint="CSVかExcel（.xlsx）のファイルを選んでください。")
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(rows) > MOST_ROWS + HEAD_WITHIN or len(row) > MOST_COLUMNS:
                raise SourceUnreadable("行か列が多すぎます。", hint="要らない行と列を除いてください。")
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        raise SourceUnreadable(
            f'{reader.line_num}行目で、引用符（"）の対応が崩れています。',
            hint="元の表計算ソフトで開き、保存し直してください。",
        ) from None
    return rows


# ---- Excel ----


def _workbook(content: bytes) -> list[_Sheet]:
    _check_archive(content)
    try:
        workbook = load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError, TypeError, zipfile.BadZipFile):
        raise SourceUnreadable(
            "Excelのファイルとして開けません。", hint="Excelで開き、「Excelブック（.xlsx）」で保存し直してください。"
        ) from None
    return [_sheet(one) for one in workbook.worksheets if one.sheet_state == "visible"]


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise SourceUnreadable("ファイルが壊れています。", hint="もう一度保存し直してから選んでください。") from None
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise SourceUnreadable(
            "マクロの入ったExcelは読みません。", hint="「Excelブック（.xlsx）」で保存し直し、マクロを除いてください。"
        )
    if sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
        raise SourceUnreadable("ファイルが大きすぎます。", hint="画像や要らないシートを除いてください。")


def _sheet(sheet: Any) -> _Sheet:
    name = f"シート「{sheet.title}」"
    if sheet.max_column > MOST_COLUMNS or sheet.max_row > MOST_ROWS + HEAD_WITHIN:
        raise SourceUnreadable(f"{name}の行か列が多すぎます。", hint="要らない行と列を除いてください。")
    rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    merged = tuple((span.max_row - 1, span.coord) for span in sheet.merged_cells.ranges)
    return _Sheet(name, rows, tuple(sorted(merged)))


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "有" if value else "無"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()

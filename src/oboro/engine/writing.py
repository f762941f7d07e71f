"""A finished table in the form somebody asked for: CSV in UTF-8 or CP932, Parquet or a workbook, with its schema.

The making writes one plain CSV. From it these copies are made, each whole or not at all. Letters that an encoding
lacks are listed beforehand and never turned into question marks.
"""

import csv
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from oboro.engine.backends.folder import scratch_folder
from oboro.engine.formats.columnar import exactly, refuse_alike
from oboro.engine.reading import Source, header, records
from oboro.kernel.errors import OboroError, OutputError, RecipeInvalid

FORMATS = ("csv", "parquet", "excel")
MOST_ROWS = 1_048_575  # of a worksheet, below its header
MOST_LETTERS = 32_767  # of a cell
SHOWN = 10


@dataclass(frozen=True)
class Unencodable:
    """Letters of one column that an encoding lacks.

    Attributes:
        column: its name.
        letters: code points such as "U+20BB7" with how many values hold each; letters, not values.
        first_line: line of the source on which the first stands, from 1.
    """

    column: str
    letters: Mapping[str, int]
    first_line: int


def unencodable(source: Source, encoding: str) -> tuple[Unencodable, ...]:
    """What an encoding lacks of the letters of a source, by column in the order of the file."""
    names = header(source)
    found: dict[str, Counter[str]] = {}
    first: dict[str, int] = {}
    for line, fields in _with_header(source, names):
        for name, value in zip(names, fields, strict=True):
            if _fits(value, encoding):
                continue
            found.setdefault(name, Counter()).update({letter for letter in value if not _fits(letter, encoding)})
            first.setdefault(name, line)
    return tuple(
        Unencodable(name, {f"U+{ord(letter):04X}": count for letter, count in found[name].most_common()}, first[name])
        for name in names
        if name in found
    )


def recoded(source: Source) -> int:
    """How many values of a CP932 file hold a letter with two codes, so that writing it again changes its bytes.

    The values keep their letters; only files compared byte by byte differ.
    """
    if source.codec != "cp932":
        return 0
    content = source.path.read_bytes()
    again = content.decode("cp932").encode("cp932")
    return sum(a != b for a, b in zip(content.split(b"\n"), again.split(b"\n"), strict=True))


def write(
    source: Source, target: Path, *, kind: str = "csv", encoding: str = "utf-8-sig", line_end: str = "\r\n"
) -> None:
    """Write the rows of a source anew.

    Args:
        source: what is read; its values are written as they come.
        target: appears only when it is complete.
        kind: "csv", "parquet" or "excel".
        encoding: of a CSV: "utf-8-sig", "utf-8" or "cp932".
        line_end: of a CSV.

    Raises:
        RecipeInvalid: an unknown format.
        ColumnMismatch: names that differ in case alone, in Parquet.
        OutputError: letters that the encoding lacks (listed by column and code point), more rows or longer cells
            than a sheet holds, or no room.
    """
    if kind not in FORMATS:
        raise RecipeInvalid(f"書き出せる形式は{', '.join(FORMATS)}です。")
    if kind == "csv" and (lacking := unencodable(source, encoding)):
        raise OutputError(
            f"文字コード{encoding}にない文字があるため書き出しません: {'、'.join(map(_told, lacking[:SHOWN]))}",
            hint="UTF-8で書き出すか、代わりの文字を決めて元のファイルを直してください。",
        )
    part = target.with_name(target.name + ".part")
    try:
        {"csv": _csv, "parquet": _parquet, "excel": _excel}[kind](source, part, encoding, line_end)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise OutputError(f"{target.name}を書き出せません。", hint="空き容量と権限を確かめてください。") from error
    finally:
        part.unlink(missing_ok=True)


def table_schema(columns: Iterable[tuple[str, str]]) -> str:
    """A Frictionless table schema (JSON) of columns given as (name, description); every field is text."""
    fields = [{"name": name, "type": "string", "description": told} for name, told in columns]
    return json.dumps({"fields": fields, "missingValues": [""]}, ensure_ascii=False, indent=2) + "\n"


def codebook(values: Mapping[str, Mapping[str, str]]) -> str:
    """A codebook as CSV: column, code, meaning."""
    rows = [(column, code, label) for column, labels in values.items() for code, label in labels.items()]
    return "".join(",".join(_quoted(cell) for cell in row) + "\n" for row in [("項目", "符号", "意味"), *rows])


# --- private -----------------------------------------------------------------------------------------------------


def _with_header(source: Source, names: tuple[str, ...]) -> Iterable[tuple[int, list[str]]]:
    yield 1 + source.skip, list(names)
    yield from records(source)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _told(one: Unencodable) -> str:
    letters = "・".join(list(one.letters)[:SHOWN])
    return f"列「{one.column}」の{letters}（延べ{sum(one.letters.values()):,}件、最初は{one.first_line}行目）"


def _csv(source: Source, part: Path, encoding: str, line_end: str) -> None:
    names = header(source)
    with part.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=line_end)
        writer.writerows(fields for _, fields in _with_header(source, names))


def _parquet(source: Source, part: Path, _encoding: str, _line_end: str) -> None:
    refuse_alike(header(source), "Parquet")
    plain = part.with_name(part.name + ".csv")
    try:
        _csv(source, plain, "utf-8", "\n")
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        with duckdb.connect(config=config) as connection:
            here = _literal(exactly(plain))
            read = f"read_csv({here}, all_varchar=true, header=true, delim=',', quote='\"', nullstr='\\0')"
            connection.execute(f"COPY (SELECT * FROM {read}) TO {_literal(str(part))} (FORMAT parquet)")  # noqa: S608 -- own paths
    except duckdb.Error as error:
        raise OutputError("Parquetを書き出せません。", hint="空き容量と権限を確かめてください。") from error
    finally:
        plain.unlink(missing_ok=True)


def _excel(source: Source, part: Path, _encoding: str, _line_end: str) -> None:
    """Every cell is text, so that no zero is dropped and no number becomes an exponent."""
    names, before = header(source), tempfile.tempdir
    for number, (line, fields) in enumerate(_with_header(source, names)):
        _refuse_for_sheet(number, line, names, fields)
    with scratch_folder() as scratch:
        tempfile.tempdir = str(scratch)  # the library keeps each row there until the end, and after a kill
        try:
            book = openpyxl.Workbook(write_only=True)
            sheet = book.create_sheet("data")
            for _, fields in _with_header(source, names):
                sheet.append([_text_cell(sheet, value) for value in fields])
            book.save(part)
        except OboroError:
            raise
        except Exception as error:  # the library raises whatever zip and XML raise, and some of it shows values
            raise OutputError("Excelで書き出せません。", hint="空き容量と権限を確かめてください。") from error
        finally:
            tempfile.tempdir = before


def _refuse_for_sheet(number: int, line: int, names: tuple[str, ...], fields: Sequence[str]) -> None:
    """What a sheet cannot hold: more rows, longer cells (the library would cut them without a word), odd signs."""
    if number > MOST_ROWS:
        raise OutputError(f"行が{MOST_ROWS:,}を超えるため、Excelでは書き出せません。", hint="CSVを選んでください。")
    for name, value in zip(names, fields, strict=True):
        if len(value) > MOST_LETTERS or ILLEGAL_CHARACTERS_RE.search(value):
            raise OutputError(
                f"列「{name}」の{line}行目に、Excelのセルに入らない値（{MOST_LETTERS:,}字を超えるものか制御文字）があります。",
                hint="CSVを選ぶか、元のファイルを直してください。",
            )


def _text_cell(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\r\n') else cell

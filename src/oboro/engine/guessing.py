"""How a file is probably to be read: format, encoding, delimiter, and how many note lines stand above the header."""

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from oboro.engine.formats import workbook
from oboro.engine.reading import Source
from oboro.kernel.errors import SourceUnreadable

PIECE = 4 * 1024 * 1024
LOOKED_AT = 40
_SIGNS = ",\t;|"
_OF_WORDS = frozenset("ー・_-()（）「」.．/／")
"""Signs that stand inside names of columns."""
SUFFIXES = {".xlsx": "excel", ".xlsm": "excel", ".parquet": "parquet"}
_BINARY = frozenset({"excel", "parquet", "query"})
_DATABASE = ("データベースのファイル", "読む表を --query のSELECT文で書いてください。")
_MARKS = (
    (b"SQLite format 3\0", 0, _DATABASE),
    (b"DUCK", 8, _DATABASE),
    (b"PK\x03\x04", 0, ("Excelなどの圧縮されたファイル", "Excelなら --format excel を書いてください。")),
    (b"PAR1", 0, ("Parquetのファイル", "--format parquet を書いてください。")),
    (b"\xd0\xcf\x11\xe0", 0, ("古いExcelのファイル", "Excelで開き、xlsx形式で保存し直してください。")),
)


def guess(
    path: Path,
    *,
    kind: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    person: str | None = None,
    skip: int | None = None,
    layout: str = "",
    sheet: str = "",
    query: str = "",
) -> Source:
    """A source with what is given, the rest found. A format that does not fit what is given is refused.

    Found means: the format by the settings that only one has, then by the suffix; UTF-8 where every byte is, UTF-16
    with its mark or many zero bytes, else EUC where that reads and shows fewer half-width kana, else CP932; the sign
    that most lines have, and most of; and as note lines those above the first line with the usual number of signs.

    Raises:
        SourceUnreadable: the file cannot be opened.
        RecipeInvalid: settings that do not go together.
    """
    kind = kind or ("fixed" if layout else "query" if query else SUFFIXES.get(path.suffix.lower(), "csv"))
    told = Source(path, kind, person=person, skip=skip or 0, layout=layout, sheet=sheet, query=query)
    if kind == "excel" and skip is None:
        return replace(told, skip=_notes_of_workbook(path, sheet))
    if kind in _BINARY:
        return told
    try:
        with path.open("rb") as file:
            start = file.read(PIECE)
        _refuse_binary(path, start)
        plain = replace(told, encoding=encoding or _encoding(path))
    except OSError as error:
        raise SourceUnreadable(
            f"{path.name}を開けません。", hint="ファイルの場所と読み取りの権限を確かめてください。"
        ) from error
    if kind == "fixed":
        return plain
    lines = start.decode(plain.codec, errors="replace").splitlines()[:LOOKED_AT]
    sign = delimiter or max(_SIGNS, key=lambda one: (sum(one in line for line in lines), _most(lines, one)))
    return replace(plain, delimiter=sign, skip=_notes(lines, sign) if skip is None else skip)


def missed_delimiter(names: Sequence[str], records: Sequence[Sequence[str]]) -> str | None:
    """The sign that probably parts the columns of a file that came as one column, or None.

    It stands in the header and as often in nearly every record. A blank counts from two on: names have one.
    """
    if len(names) != 1 or not records:
        return None
    for sign, often in Counter(names[0]).items():
        if sign.isalnum() or sign in _OF_WORDS or (sign.isspace() and sign != "\t" and often < 2):
            continue
        same = sum(record[0].count(sign) == often for record in records)
        if same >= len(records) * 0.9:
            return sign
    return None


def _most(lines: list[str], sign: str) -> int:
    return max((line.count(sign) for line in lines), default=0)


def _notes(lines: list[str], delimiter: str) -> int:
    """How many lines stand above the header: those before the first line that has as many signs as most lines."""
    counts = [line.count(delimiter) for line in lines]
    usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
    if usual == 0 or counts[0] == usual or any('"' in line for line in lines[: counts.index(usual)]):
        return 0
    first = counts.index(usual)
    if any(_names_columns(line.split(delimiter)) for line in lines[:first]):
        return 0
    return first if all(count < usual for count in counts[:first]) else 0


def _names_columns(cells: list[str]) -> bool:
    """Whether a line above may be the header itself: passing it over would say a person's values as names."""
    words = [cell.strip() for cell in cells]
    numbered = sum(any(letter.isdigit() for letter in word) for word in words)
    return len(words) > 1 and all(words) and len(set(words)) == len(words) and numbered * 2 < len(words)


def _notes_of_workbook(path: Path, sheet: str) -> int:
    """Rows above the first that has more than one cell: titles stand in one cell."""
    for number, cells in workbook.rows(path, sheet=sheet):
        if sum(map(bool, cells)) > 1:
            return number - 1
        if number > LOOKED_AT:
            break
    return 0


def _refuse_binary(path: Path, start: bytes) -> None:
    """What is no text, by its first bytes; its bytes would be told as names of columns."""
    for mark, place, what in _MARKS:
        if start[place : place + len(mark)] == mark:
            raise SourceUnreadable(f"{path.name}は文字のファイルではなく、{what[0]}のようです。", hint=what[1])


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        if (zeros := file.read(4096)).count(0) > len(zeros) // 50:
            return "utf-16-le" if zeros[1::2].count(0) >= zeros[::2].count(0) else "utf-16-be"
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _japanese(path)
    return "utf-8"


def _japanese(path: Path) -> str:
    """CP932 or EUC, whichever reads the beginning with fewer half-width kana, which EUC shows as when misread."""
    with path.open("rb") as file:
        start = file.read(PIECE)
    start = start[: start.rfind(b"\n") + 1] or start
    odd = {}
    for encoding in ("cp932", "euc_jis_2004"):
        try:
            odd[encoding] = sum("｡" <= letter <= "ﾟ" for letter in start.decode(encoding))
        except UnicodeDecodeError:
            continue
    return min(odd, key=odd.__getitem__) if odd else "cp932"

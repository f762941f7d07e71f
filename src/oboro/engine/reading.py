"""Reads a source as the recipe describes it: format, encoding, delimiter, quoting, rows of one width.

Everything here streams: a file of any size passes in pieces of a few megabytes. Line and byte numbers start at 1.
"""

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from oboro.engine.formats import columnar, fixed, workbook
from oboro.engine.formats.characters import PIECE, first_bad, pieces, stray, unopened
from oboro.engine.formats.quotes import Watch, spaced
from oboro.engine.table import MISSING, is_blank
from oboro.kernel.errors import ColumnMismatch, RecipeInvalid, SourceUnreadable, UsageError

FORMATS = ("csv", "fixed", "excel", "parquet", "query")
_ALIASES = {"shift_jis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "ms932": "cp932", "utf8": "utf-8"}
csv.field_size_limit(64 * 1024 * 1024)


@dataclass(frozen=True)
class Joined:
    """A further CSV file whose rows are set beside those of the source that have the same key.

    Attributes:
        path, encoding, delimiter: as of a source.
        on: the column of the key, of the same name in both files.
    """

    path: Path
    on: str
    encoding: str = "utf-8"
    delimiter: str = ","


@dataclass(frozen=True)
class Source:
    """A file of rows.

    Attributes:
        path: where it lies.
        format: "csv", "fixed" (records of fields with widths in bytes), "excel", "parquet" or "query" (an SQL query
            on an SQLite or DuckDB file).
        encoding: a Python codec name; "shift_jis" is read as cp932, because files that say so hold its extensions.
        delimiter: one character.
        person: the column whose value rows of one person share, or None when each row is a person.
        skip: note lines above the header (csv, fixed, excel).
        layout: for "fixed": names and widths in bytes, "氏名:40,生年月日:8,:2"; a width without a name is filler.
        sheet: for "excel": the name of the sheet, or "" for the first.
        query: for "query": the SELECT.
        repair: what is put right instead of refused: "short" fills rows that lack fields at their end.
        joined: linked files; each row of the source stands once for each row of theirs with its key. An empty key
            links nothing.
        spaces_are_missing: columns in which a cell of spaces alone is a missing value.

    Raises:
        RecipeInvalid: a format, codec, delimiter or setting that cannot be.
    """

    path: Path
    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    person: str | None = None
    skip: int = 0
    layout: str = ""
    sheet: str = ""
    query: str = ""
    repair: tuple[str, ...] = ()
    joined: tuple[Joined, ...] = ()
    spaces_are_missing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.joined and self.format != "csv":
            raise RecipeInvalid("つなぐファイル（[[source.join]]）は、形式csvのときだけ使えます。")
        if self.format not in FORMATS:
            raise RecipeInvalid(f"形式{self.format}は読めません。", hint=f"読めるもの: {', '.join(FORMATS)}")
        if (self.format == "fixed") != bool(self.layout) or (self.format == "query") != bool(self.query):
            raise RecipeInvalid("layoutは形式fixedに、queryは形式queryに、それぞれ必ず書いてください。")
        if self.skip < 0 or set(self.repair) - {"short"}:
            raise RecipeInvalid('skipは0以上の行数、repairに書けるのは"short"だけです。')
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n':
            raise RecipeInvalid("区切り（delimiter）は1文字で書いてください。")
        try:
            self.codec  # noqa: B018 -- looks the codec up
        except LookupError as error:
            raise RecipeInvalid(f"文字コード{self.encoding}を知りません。", hint=_CODEC_HINT) from error

    @property
    def codec(self) -> str:
        """The codec that reads the file, without its byte order mark."""
        wanted = self.encoding.lower()
        name = codecs.lookup(_ALIASES.get(wanted, wanted)).name
        return "utf-8-sig" if name == "utf-8" else name

    @property
    def is_plain(self) -> bool:
        """Whether the file itself is a table of delimited text from its first line on."""
        return self.format == "csv" and not self.skip and not self.repair and not self.joined


@dataclass(frozen=True)
class Exclusion:
    """Records that must not be used, such as those of persons who objected.

    Attributes:
        keys: values of `column`, or record numbers from 1 (the header not counted) as text.
        column: where the keys stand, or None for record numbers.
    """

    keys: frozenset[str]
    column: str | None = None

    def check_for(self, source: Source) -> None:
        """Refuse record numbers where linked files repeat the records: the numbers are those of one file only.

        Raises:
            RecipeInvalid: as said.
        """
        if self.keys and source.joined and self.column is None:
            raise RecipeInvalid(
                "ファイルをつなぐとき（[[source.join]]）は、除く記録を記録番号では決められません。",
                hint="除く人を、個人の鍵（personの列の値）で挙げてください。",
            )


def header(source: Source) -> tuple[str, ...]:
    """Names of the columns, from the first record; those of linked files follow, without their key.

    Raises:
        SourceUnreadable: no first record, an empty or a double name, or bytes that are not text.
        ColumnMismatch: a linked file lacks the key, or names a column that is there already.
    """
    names = list(_own_header(source))
    for link in source.joined:
        further = _own_header(_linked(link))
        if link.on not in names or link.on not in further:
            raise ColumnMismatch(f"つなぐ列「{link.on}」が、{source.path.name}と{link.path.name}の両方にはありません。")
        twice = [place for place, name in enumerate(further, start=1) if name in names and name != link.on]
        if twice:
            raise ColumnMismatch(
                f"{link.path.name}の{twice[0]}番目の列名は、ほかのファイルにもあります。",
                hint="同じ名前の列を、別の名前にしてください。",
            )
        names += [name for name in further if name != link.on]
    return tuple(names)


def records(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Every record after the header as (line it begins on, fields). Slow and obvious: the reference for fast readers.

    Blank lines are no records, except in a file of one column, where a blank line is a missing value.

    Raises:
        SourceUnreadable: a record of another width, a quote that never ends, or bytes that are not text; with the line;
            or rows of a linked file whose key is empty or one that the source does not have.
    """
    rows = _joined_records(source) if source.joined else _own_records(source)
    if not source.spaces_are_missing:
        yield from rows
        return
    places = [place for place, name in enumerate(header(source)) if name in source.spaces_are_missing]
    for line, fields in rows:
        for place in places:
            if fields[place].isspace():
                fields[place] = MISSING
        yield line, fields


def refuse_to_overwrite(source: Source, *targets: Path | None, further: Iterable[Path] = ()) -> None:
    """The file that is read is often the only one of its kind; no result may take its place, nor that of another.

    Args:
        source: what is read.
        targets: what is to be written; None for what is not.
        further: other files that are read.

    Raises:
        UsageError: a target is a file that is read, or two targets are one file.
    """
    taken = {path.resolve() for path in (source.path, *(link.path for link in source.joined), *further)}
    for target in targets:
        if target is None:
            continue
        if target.resolve() in taken:
            raise UsageError(
                f"{target.name}は、読むファイルか、ほかの結果と同じ場所です。",
                hint="元のファイルを残すため、書く先には別の名前を付けてください。",
            )
        taken.add(target.resolve())


def line_of(source: Source, record: int) -> int:
    """The line on which a record begins; records count from 1 after the header."""
    for number, (line, _) in enumerate(records(source), start=1):
        if number == record:
            return line
    raise ValueError("The source has fewer records.")


def as_utf8(source: Source, *, scratch: Path) -> Path:
    """The same file in UTF-8 without byte order mark: itself when it already is, else a copy in `scratch`.

    Reads the whole file once, so that a byte that is not text stops the work before it begins.

    Raises:
        SourceUnreadable: names line and byte of the first bad byte.
    """
    if not source.is_plain:
        return normalised(source, scratch=scratch)
    if source.codec == "utf-8-sig" and not _starts_with(source, codecs.BOM_UTF8):
        for _ in _texts(source):
            pass
        return source.path
    target = scratch / "source.utf8.csv"
    with target.open("wb") as file:
        for text in _texts(source):
            file.write(text.encode("utf-8"))
    return target


def normalised(source: Source, *, scratch: Path) -> Path:
    """A copy in UTF-8 with line feeds and plain quoting, for readers that take no mixed line ends.

    Raises:
        SourceUnreadable: as `records`.
    """
    target = scratch / "source.normal.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=source.delimiter, lineterminator="\n")
        writer.writerow(header(source))
        writer.writerows(fields for _, fields in records(source))
    return target


def first_bad_byte(source: Source) -> SourceUnreadable:
    """The error that says where the first byte lies that is not text. Reads the file again."""
    line, byte, offset = first_bad(source.path, source.codec)
    return SourceUnreadable(
        f"{source.path.name}の{line}行目の{byte}バイト目（ファイルの先頭から{offset + 1}バイト目）が"
        f"文字コード{source.encoding}として読めません。",
        hint="文字コードの指定を確かめ、壊れた文字があれば元のシステムから書き出し直してください。",
    )


def digest_of(source: Source) -> str:
    """SHA-256 of the file of a source; with linked files, of the digests of all of them."""
    paths = [source.path, *(link.path for link in source.joined)]
    found = [fingerprint(path) for path in paths]
    return found[0] if len(found) == 1 else hashlib.sha256("\n".join(found).encode()).hexdigest()


def fingerprint(path: Path) -> str:
    """SHA-256 of a file as 64 lower-case hexadecimal digits.

    Raises:
        SourceUnreadable: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unopened(path) from error


# --- private -----------------------------------------------------------------------------------------------------

_CODEC_HINT = "cp932、utf-8、utf-8-sig、utf-16、euc_jp、euc_jis_2004などから選んでください。"
_NOTES_HINT = "見出しの上に説明の行があれば、その行数を指定（skip）してください。"
_NAME_HINT = f"列名は空でなく、互いに違うものにしてください。{_NOTES_HINT}"
_WIDTH_HINT = f"その行の区切りと引用符を確かめてください。{_NOTES_HINT}"
_SOME = 1 << 16  # characters of whole lines
_END_OF_FILE = "\x1a"  # what some systems write behind the last line


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    match source.format:
        case "fixed":
            return fixed.rows(source.path, layout=source.layout, codec=source.codec, skip=source.skip)
        case "excel":
            return workbook.rows(source.path, sheet=source.sheet, skip=source.skip)
        case "parquet" | "query":
            return columnar.rows(source.path, query=source.query)
        case _:
            return _delimited(source)


def _delimited(source: Source) -> Iterator[tuple[int, list[str]]]:
    line = 1 + source.skip
    try:
        with source.path.open(encoding=source.codec, newline="") as file:
            _pass_over(file, source.skip)
            reader = csv.reader(_lines(file, source), delimiter=source.delimiter, strict=True)
            for fields in reader:
                yield line, fields
                line = reader.line_num + 1 + source.skip
    except csv.Error as error:
        raise SourceUnreadable(
            f"{source.path.name}の{line}行目の引用符が正しく閉じていません。",
            hint="引用符を値に含めるときは2つ続けて書いてください。",
        ) from error
    except UnicodeError as error:
        raise first_bad_byte(source) from error
    except OSError as error:
        raise unopened(source.path) from error


def _pass_over(file: TextIO, lines: int) -> None:
    while lines and file.readline():  # stops at the end, however many are told
        lines -= 1


def _texts(source: Source) -> Iterator[str]:
    """The text in pieces, looked through."""
    decoder = codecs.getincrementaldecoder(source.codec)(errors="strict")
    look = _looker(source)
    for piece, final in pieces(source.path):
        try:
            text = decoder.decode(piece, final)
        except UnicodeError as error:
            raise first_bad_byte(source) from error
        look(text)
        yield text


def _lines(file: TextIO, source: Source) -> Iterator[str]:
    """The lines of a text, looked through many at a time."""
    look = _looker(source)
    while lines := file.readlines(_SOME):
        look("".join(lines))
        yield from lines


def _looker(source: Source) -> Callable[[str], None]:
    """Refuses a zero byte, and a blank outside the quotes of a field, in text that it is given piece by piece."""
    watch, odd, looked = Watch(source.delimiter), stray(source.codec), False

    def look(text: str) -> None:
        nonlocal looked
        if odd.search(text):
            raise first_bad_byte(source)
        if not looked and watch.sees(text):
            looked = True
            _refuse_spaced(source)

    return look


def _refuse_spaced(source: Source) -> None:
    """One reader keeps a blank outside the quotes as part of the value, another drops it: one person would be two."""
    try:
        with source.path.open(encoding=source.codec, newline="") as file:
            _pass_over(file, source.skip)
            found = spaced(iter(partial(file.read, PIECE), ""), source.delimiter)
    except UnicodeError as error:
        raise first_bad_byte(source) from error
    if found.fields:
        raise SourceUnreadable(
            f"{source.path.name}の{found.line + source.skip}行目など、"
            f"引用符のすぐ外に空白のある値が{found.fields}個あります。",
            hint="引用符の外の空白を除いて書き出し直してください。値の一部なら、引用符の内側に入れてください。",
        )


def _starts_with(source: Source, mark: bytes) -> bool:
    try:
        with source.path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError as error:
        raise unopened(source.path) from error


def _joined_records(source: Source) -> Iterator[tuple[int, list[str]]]:
    header(source)
    own = _own_header(source)
    held = [_held(link) for link in source.joined]
    met: list[set[str]] = [set() for _ in held]
    for line, fields in _own_records(source):
        rows = [fields]
        for link, further, seen in zip(source.joined, held, met, strict=True):
            key = fields[own.index(link.on)]
            seen.add(key)
            linked = [] if is_blank(key) else further.rows.get(key, [])
            rows = [[*row, *more] for row in rows for more in linked or [further.blank]]
        yield from ((line, row) for row in rows)
    for link, further, seen in zip(source.joined, held, met, strict=True):
        if lost := len(set(further.rows) - seen):
            raise SourceUnreadable(
                f"{link.path.name}に、{source.path.name}にない「{link.on}」が{lost}種類あります。",
                hint="二つのファイルの版と、鍵の書き方をそろえてください。",
            )


def _linked(link: Joined) -> Source:
    return Source(link.path, encoding=link.encoding, delimiter=link.delimiter)


@dataclass(frozen=True)
class _Held:
    """The rows of a linked file by key, without the key; `blank` stands for none."""

    rows: dict[str, list[list[str]]]
    blank: list[str]


def _held(link: Joined) -> _Held:
    source = _linked(link)
    names = _own_header(source)
    at = names.index(link.on)
    rows: dict[str, list[list[str]]] = {}
    for _, fields in _own_records(source):
        rows.setdefault(fields[at], []).append([*fields[:at], *fields[at + 1 :]])
    if nobodys := sum(len(those) for key, those in rows.items() if is_blank(key)):
        raise SourceUnreadable(
            f"{link.path.name}に、「{link.on}」が空の行が{nobodys}件あります。だれの行か決められません。",
            hint="鍵を補うか、その行を除いてください。",
        )
    return _Held(rows, [MISSING] * (len(names) - 1))


def _own_header(source: Source) -> tuple[str, ...]:
    first = next(_rows(source), None)
    if first is None or not first[1]:
        raise SourceUnreadable(f"{source.path.name}に見出しの行がありません。", hint="1行目に列名を置いてください。")
    names = tuple(first[1])
    while len(names) > 1 and not names[-1].strip():
        names = names[:-1]  # delimiters that end the line; a value below them is refused with its line
    for place, name in enumerate(names, start=1):
        if not name.strip():
            raise SourceUnreadable(f"{source.path.name}の{place}番目の列に名前がありません。", hint=_NAME_HINT)
        if name in names[: place - 1]:
            first_at = names.index(name) + 1  # the name is not said: without a header row it is a person's value
            raise SourceUnreadable(
                f"{source.path.name}の{first_at}番目と{place}番目の列名が同じです。", hint=_NAME_HINT
            )
    return names


def _own_records(source: Source) -> Iterator[tuple[int, list[str]]]:
    width = len(_own_header(source))
    rows = _rows(source)
    next(rows)
    for line, fields in rows:
        if not fields:
            if width == 1:
                yield line, [MISSING]
            continue
        if fields == [_END_OF_FILE] and width > 1:
            continue
        while len(fields) > width and fields[-1] == MISSING:
            fields.pop()  # delimiters that end the line, as some systems write them
        if len(fields) < width and "short" in source.repair:
            fields.extend([MISSING] * (width - len(fields)))
        if len(fields) != width:
            raise SourceUnreadable(
                f"{source.path.name}の{line}行目は{len(fields)}列ですが、見出しは{width}列です。",
                hint=_WIDTH_HINT,
            )
        yield line, fields

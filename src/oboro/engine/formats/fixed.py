"""Records of fields with widths in bytes, as mainframes write them."""

import re
from collections.abc import Iterator
from pathlib import Path

from oboro.kernel.errors import RecipeInvalid, SourceUnreadable

_LINE_END = re.compile(rb"[\r\n]")  # no second byte of a letter in CP932 or EUC is one of these
_PADDING = " \u3000\0"


def fields_of(layout: str) -> tuple[tuple[str, int], ...]:
    """(name, width in bytes) of each field; the name of filler is empty.

    Raises:
        RecipeInvalid: a field without a width, or no named field.
    """
    found = []
    for piece in layout.split(","):
        name, _, width = piece.rpartition(":")
        if not width.strip().isdigit() or int(width) == 0:
            raise RecipeInvalid("layoutは「列名:バイト数」をカンマで並べて書いてください。")
        found.append((name.strip(), int(width)))
    if not any(name for name, _ in found):
        raise RecipeInvalid("layoutに名前のある列がありません。")
    return tuple(found)


def rows(path: Path, *, layout: str, codec: str, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Header, then each record; padding (blanks and zero bytes) behind a value is cut. Lines count from 1.

    A record ends with its last field; line ends between records are passed over, records without any are taken by
    their length.

    Raises:
        SourceUnreadable: a record of another length, or a field whose bytes are not text; names line, field and byte.
    """
    fields = fields_of(layout)
    width = sum(size for _, size in fields)
    yield 1, [name for name, _ in fields if name]
    try:
        with path.open("rb") as file:
            line = 0
            while line < skip and file.readline():
                line += 1
            while record := _next(file, width):
                line += 1
                if len(record) != width:
                    raise SourceUnreadable(
                        f"{path.name}の{line}行目は{len(record)}バイトですが、layoutは{width}バイトです。",
                        hint="layoutの幅と、改行の有無を確かめてください。",
                    )
                yield line, _cut(record, fields, codec, f"{path.name}の{line}行目")
    except OSError as error:
        raise SourceUnreadable(f"{path.name}を開けません。", hint="ファイルの場所を確かめてください。") from error


def _next(file: object, width: int) -> bytes:
    read = file.read  # type: ignore[attr-defined]
    record = bytes(read(width))
    while record[:1] in {b"\r", b"\n"}:
        record = record[1:] + bytes(read(1))
    head = _LINE_END.split(record, maxsplit=1)[0]
    if len(head) < len(record):
        file.seek(-(len(record) - len(head)), 1)  # type: ignore[attr-defined]
        return head
    return b"" if record.strip(b"\r\n\x1a") == b"" else record


def _cut(record: bytes, fields: tuple[tuple[str, int], ...], codec: str, where: str) -> list[str]:
    values, start = [], 0
    for name, size in fields:
        if name:
            try:
                values.append(record[start : start + size].decode(codec).rstrip(_PADDING))
            except UnicodeDecodeError as error:
                raise SourceUnreadable(
                    f"{where}の{start + error.start + 1}バイト目（列「{name}」）が文字として読めません。",
                    hint="layoutの幅が全角文字を途中で切っていないか、文字コードを確かめてください。",
                ) from error
        start += size
    return values

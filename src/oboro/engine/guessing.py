"""How a file is probably to be read: format, encoding, delimiter, and how many note lines stand above the header."""

import codecs
from dataclasses import replace
from pathlib import Path

from oboro.engine.reading import Source
from oboro.kernel.errors import SourceUnreadable

PIECE = 4 * 1024 * 1024


def guess(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, person: str | None = None
) -> Source:
    """A source with encoding and delimiter as given, or found.

    Found means: UTF-8 where every byte is, else CP932; and the sign that the header has most of.

    Raises:
        SourceUnreadable: the file cannot be opened.
    """
    try:
        found = encoding or _encoding(path)
        with path.open("rb") as file:
            first = file.readline(PIECE)
    except OSError as error:
        raise SourceUnreadable(
            f"{path.name}を開けません。", hint="ファイルの場所と読み取りの権限を確かめてください。"
        ) from error
    plain = Source(path=path, encoding=found, person=person)
    if delimiter is not None:
        return replace(plain, delimiter=delimiter)
    header = first.decode(plain.codec, errors="replace")
    return replace(plain, delimiter=max(",\t;|", key=header.count))


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp932"
    return "utf-8"

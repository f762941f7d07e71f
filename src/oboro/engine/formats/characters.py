"""Bytes that are no text in the encoding that was named: whether there are any, and where the first lies."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from oboro.kernel.errors import SourceUnreadable

PIECE = 4 * 1024 * 1024


def pieces(path: Path) -> Iterator[tuple[bytes, bool]]:
    """A file in pieces of PIECE bytes, and an empty one that is marked as the last.

    Raises:
        SourceUnreadable: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece, False
    except OSError as error:
        raise unopened(path) from error
    yield b"", True


def unopened(path: Path) -> SourceUnreadable:
    """The error that says that a file cannot be opened."""
    return SourceUnreadable(f"{path.name}を開けません。", hint="ファイルの場所と読み取りの権限を確かめてください。")


def stray(codec: str) -> re.Pattern[str]:
    """What a codec lets pass though it is no character: a zero byte; in CP932 what single bytes become."""
    return _STRAY_CP932 if codec == "cp932" else _STRAY


def first_bad(path: Path, codec: str) -> tuple[int, int, int]:
    """The first byte that begins no character: its line and its place in the line from 1, its offset from 0.

    Raises:
        AssertionError: every byte is text.
    """
    offset = _bad_offset(path, codec)
    return (*_line_and_byte(path, codec, offset), offset)


# --- private -----------------------------------------------------------------------------------------------------


_STRAY = re.compile("\0")
_STRAY_CP932 = re.compile("[\0\x80\uf8f0-\uf8f3]")  # what the codec makes of single bytes that no character begins with


def _bad_offset(path: Path, codec: str) -> int:
    """Offset, from 0, of the first byte that begins no character."""
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    offset = 0
    for piece, final in pieces(path):
        state = decoder.getstate()
        try:
            if not stray(codec).search(decoder.decode(piece, final)):
                offset += len(piece)
                continue
        except UnicodeError:
            pass
        decoder.setstate(state)
        return offset - len(state[0]) + _bad_place(decoder, stray(codec), state[0] + piece, len(state[0]))
    raise AssertionError("every byte is text")


def _bad_place(decoder: codecs.IncrementalDecoder, odd: re.Pattern[str], content: bytes, pending: int) -> int:
    good = 0
    for place in range(pending, len(content) + 1):
        try:
            text = decoder.decode(content[place : place + 1], place == len(content))
        except UnicodeError:
            break
        if odd.search(text):
            break
        good = place + 1 if text else good
    return good


def _line_and_byte(path: Path, codec: str, offset: int) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    line, tail, left = 1, "", offset
    for piece, _ in pieces(path):
        text = tail + decoder.decode(piece[:left])
        left -= len(piece[:left])
        last = max(text.rfind("\n"), text.rfind("\r")) + 1
        if text.endswith("\r"):  # its line feed may come in the next piece
            last = max(text.rfind("\n", 0, -1), text.rfind("\r", 0, -1)) + 1 if left else last
        line += len(text[:last].replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
        tail = text[last:]
        if not left:
            break
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)
    return line, offset + 1 if line == 1 else len(tail.encode(plain)) + 1

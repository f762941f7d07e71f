"""The one byte form of a bundle: a zip whose members are stored, undated and in the order given.

A reader builds every header anew from what it has read and compares, so a file has exactly one accepted form and any
changed byte is refused with its place. Nothing is ever unpacked: a member is a stretch of the file as it lies there,
so there is no bomb to go off, and the memory needed does not depend on the size of the members (ADR 0020).
Zip records: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end record).
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from oboro.kernel.errors import BundleDamaged, OutputError, SourceUnreadable

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}\.[a-z]{1,8}")
MAX_MEMBERS = 32
MAX_BYTES = 0xFFFF_FFFF - 1  # zip without its 64-bit extension, which is also what a FAT32 medium takes

_BLOCK = 1 << 20
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_DIRECTORY = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK, _DIRECTORY_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _STORED, _NO_FLAGS = 20, 0, 0
_MIDNIGHT, _FIRST_OF_1980 = 0, 0x21
_UNIX = 3 << 8
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Span:
    """A stretch of a file: `length` bytes from byte `start` (0-based) on."""

    path: Path
    start: int
    length: int

    def blocks(self) -> Iterator[bytes]:
        """The bytes in blocks of at most 1 MiB; fewer when the file has become shorter."""
        try:
            with self.path.open("rb") as stream:
                stream.seek(self.start)
                yield from _blocks(stream, self.length)
        except OSError as error:
            raise SourceUnreadable(f"包み {self.path.name} を読めません（{error.strerror}）。") from error


@dataclass(frozen=True)
class Measured:
    """Content that is to become a member, already counted: bytes, SHA-256 and CRC-32."""

    name: str
    content: bytes | Path
    size: int
    sha256: str
    crc: int


@dataclass(frozen=True)
class Entry:
    """A member found in an archive, its content already read once."""

    name: str
    span: Span
    sha256: str
    crc: int


@dataclass(frozen=True)
class Scanned:
    """A whole archive that has the one accepted form: its members, and the SHA-256 of all its bytes."""

    entries: tuple[Entry, ...]
    sha256: str


def measure(name: str, content: bytes | Path) -> Measured:
    """Count content without holding it in memory.

    Raises:
        SourceUnreadable: the file cannot be read.
    """
    crc, size, sha = 0, 0, hashlib.sha256()
    for block in _content_blocks(name, content):
        crc = zlib.crc32(block, crc)
        size += len(block)
        sha.update(block)
    return Measured(name=name, content=content, size=size, sha256=sha.hexdigest(), crc=crc)


def write(stream: BinaryIO, members: Sequence[Measured]) -> str:
    """Write the members as an archive; returns the SHA-256 of all its bytes.

    Raises:
        OutputError: the archive would be too large, or a file changed since it was measured.
    """
    _refuse_excess(members)
    whole, position, directory = hashlib.sha256(), 0, bytearray()

    def put(block: bytes) -> None:
        whole.update(block)
        stream.write(block)

    for member in members:
        header = _local_header(member.name, member.size, member.crc)
        directory += _directory_record(member.name, member.size, member.crc, position)
        put(header)
        crc, size = 0, 0
        for block in _content_blocks(member.name, member.content):
            crc = zlib.crc32(block, crc)
            size += len(block)
            put(block)
        if (crc, size) != (member.crc, member.size):
            raise OutputError(f"包みを書いている間に {member.name} の元のファイルが変わりました。")
        position += len(header) + member.size
    put(bytes(directory))
    put(_end_record(len(members), len(directory), position))
    return whole.hexdigest()


def scan(span: Span) -> Scanned:
    """Read an archive from its first byte to its last and make sure it is the one accepted form.

    Raises:
        BundleDamaged: any byte is not what it must be; the message names the member and the byte (from 1).
    """
    with span.path.open("rb") as stream:
        return _Scan(stream, span).run()


# ---------------------------------------------------------------------------------------------------------------


class _Scan:
    """One pass over an archive."""

    def __init__(self, stream: BinaryIO, span: Span) -> None:
        self._stream = stream
        self._span = span
        self._position = 0
        self._whole = hashlib.sha256()
        stream.seek(span.start)

    def run(self) -> Scanned:
        entries: list[Entry] = []
        directory = bytearray()
        while (mark := self._take(4, "見出し")) == _LOCAL_MARK:
            if len(entries) == MAX_MEMBERS:
                raise BundleDamaged(f"包みの中身が多すぎます（上限は{MAX_MEMBERS}個）。")
            start = self._position - 4
            entry = self._entry(mark, start)
            directory += _directory_record(entry.name, entry.span.length, entry.crc, start)
            entries.append(entry)
        if not entries:
            raise BundleDamaged("zip の包みではありません（1バイト目から形が違います）。", hint=_ANOTHER_COPY)
        begin = self._position - 4
        expected = bytes(directory) + _end_record(len(entries), len(directory), begin)
        self._compare(expected, mark + self._take(len(expected) - 4, "目次"), begin, "目次")
        if self._position != self._span.length:
            raise BundleDamaged(f"包みの終わりの後に余分なバイトがあります（{self._position + 1}バイト目から）。")
        return Scanned(entries=tuple(entries), sha256=self._whole.hexdigest())

    def _entry(self, mark: bytes, start: int) -> Entry:
        fixed = mark + self._take(_LOCAL.size - 4, "見出し")
        fields = _LOCAL.unpack(fixed)
        crc, size, name_length = fields[6], fields[8], fields[9]
        name_bytes = self._take(min(name_length, 64), "見出し")
        name = name_bytes.decode("latin-1")
        if not NAME.fullmatch(name):
            raise BundleDamaged(
                f"包みの中身の名前が決まりに合いません（{start + _LOCAL.size + 1}バイト目）。", hint=_ANOTHER_COPY
            )
        self._compare(_local_header(name, size, crc), fixed + name_bytes, start, f"{name} の見出し")
        begin, sha, found = self._position, hashlib.sha256(), 0
        for block in self._content(size, name):
            found = zlib.crc32(block, found)
            sha.update(block)
        if found != crc:
            raise BundleDamaged(
                f"{name} の中身が、封をしたときと違います（{begin + 1}〜{begin + size}バイト目のどこか）。",
                hint=_ANOTHER_COPY,
            )
        span = Span(self._span.path, self._span.start + begin, size)
        return Entry(name=name, span=span, sha256=sha.hexdigest(), crc=crc)

    def _content(self, size: int, name: str) -> Iterator[bytes]:
        if self._position + size > self._span.length:
            raise BundleDamaged(
                f"包みが {name} の途中で切れています（{self._span.length}バイトで終わり）。", hint=_ANOTHER_COPY
            )
        for block in _blocks(self._stream, size):
            self._whole.update(block)
            self._position += len(block)
            yield block

    def _take(self, count: int, where: str) -> bytes:
        content = self._stream.read(max(0, min(count, self._span.length - self._position)))
        if len(content) < count:
            raise BundleDamaged(
                f"包みが{where}の途中で切れています（{self._span.length}バイトで終わり）。", hint=_ANOTHER_COPY
            )
        self._whole.update(content)
        self._position += count
        return content

    @staticmethod
    def _compare(expected: bytes, found: bytes, start: int, where: str) -> None:
        if expected == found:
            return
        differing = next(i for i in range(len(expected)) if expected[i : i + 1] != found[i : i + 1])
        raise BundleDamaged(f"{where}が決まった形と違います（{start + differing + 1}バイト目）。", hint=_ANOTHER_COPY)


_ANOTHER_COPY = "媒体の写しが壊れているかもしれません。元の包みからもう一度写し、送り主とハッシュ値を比べてください。"


def _local_header(name: str, size: int, crc: int) -> bytes:
    fields = (_VERSION, _NO_FLAGS, _STORED, _MIDNIGHT, _FIRST_OF_1980, crc, size, size, len(name), 0)
    return _LOCAL.pack(_LOCAL_MARK, *fields) + name.encode("ascii")


def _directory_record(name: str, size: int, crc: int, offset: int) -> bytes:
    made = (_UNIX | _VERSION, _VERSION, _NO_FLAGS, _STORED, _MIDNIGHT, _FIRST_OF_1980)
    rest = (crc, size, size, len(name), 0, 0, 0, 0, _PLAIN_FILE, offset)
    return _DIRECTORY.pack(_DIRECTORY_MARK, *made, *rest) + name.encode("ascii")


def _end_record(count: int, directory_size: int, directory_start: int) -> bytes:
    return _END.pack(_END_MARK, 0, 0, count, count, directory_size, directory_start, 0)


def _refuse_excess(members: Sequence[Measured]) -> None:
    headers = sum(_LOCAL.size + _DIRECTORY.size + 2 * len(member.name) for member in members) + _END.size
    if len(members) > MAX_MEMBERS or headers + sum(member.size for member in members) > MAX_BYTES:
        raise OutputError(
            "包みが大きすぎます（上限は4GiB、32個）。", hint="データを分けて、指示も分けて出してください。"
        )


def _content_blocks(name: str, content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    try:
        with content.open("rb") as stream:
            while block := stream.read(_BLOCK):
                yield block
    except OSError as error:
        raise SourceUnreadable(f"{name} に入れるファイルを読めません（{error.strerror}）。") from error


def _blocks(stream: BinaryIO, length: int) -> Iterator[bytes]:
    remaining = length
    while remaining and (block := stream.read(min(_BLOCK, remaining))):
        remaining -= len(block)
        yield block

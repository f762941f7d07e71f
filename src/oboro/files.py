"""Write a file whole or not at all: a temporary name beside the target, fsync, rename."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from oboro.kernel.errors import OutputError

UNFINISHED = ".unfinished"


@contextmanager
def replacing(target: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `target` when the block ends well.

    On any error, or a kill, `target` stays as it was; a kill may leave one file whose name ends in `.unfinished`.

    Raises:
        OutputError: the disk is full, or the folder cannot be written.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            with os.fdopen(descriptor, "w+b") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise OutputError(
            f"{target.name} を書けません（{error.strerror or type(error).__name__}）。",
            hint="前からあったものは元のままです。空き容量と書き込みの権限を確かめて、もう一度実行してください。",
        ) from error


def write_bytes(target: Path, content: bytes) -> None:
    """Replace `target` by `content`, whole or not at all (OutputError)."""
    with replacing(target) as stream:
        stream.write(content)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last through a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

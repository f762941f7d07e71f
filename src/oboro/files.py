"""Write a file whole or not at all: a temporary name beside the target, fsync, rename or link."""

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

    On any error before that, or a kill, `target` stays as it was; a kill may leave one file whose name ends in
    `.unfinished`.

    Raises:
        OutputError: the disk is full, or the folder cannot be written. Or the folder cannot be synced: the new file is
            then in its place, but a power cut may still undo that.
    """
    try:
        with _temporary(target, mode=mode) as temporary:
            with temporary.open("r+b") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(target)
    except OSError as error:
        raise OutputError(
            f"{target.name} を書けません（{_why(error)}）。",
            hint="前からあったものは元のままです。空き容量と書き込みの権限を確かめて、もう一度実行してください。",
        ) from error
    _settle(target)


def create(target: Path, content: bytes, *, mode: int = 0o644) -> bool:
    """Write a new file, whole or not at all and never over another; False when there is one already.

    Of two who create it at once one is told False, and then finds the file of the other whole.

    Raises:
        OutputError: as with `replacing`.
    """
    try:
        with _temporary(target, mode=mode) as temporary:
            with temporary.open("r+b") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            _put_in_place(temporary, target)
    except FileExistsError:
        return False
    except OSError as error:
        raise OutputError(
            f"{target.name} を書けません（{_why(error)}）。",
            hint="空き容量と書き込みの権限を確かめて、もう一度実行してください。",
        ) from error
    _settle(target)
    return True


def write_bytes(target: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace `target` by `content`, whole or not at all (OutputError)."""
    with replacing(target, mode=mode) as stream:
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


# ---------------------------------------------------------------------------------------------------------------


@contextmanager
def _temporary(target: Path, *, mode: int) -> Iterator[Path]:
    """An empty file beside the target, which is gone afterwards under this name."""
    place = target.with_name(f".{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
    os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield place
    finally:
        with suppress(OSError):
            place.unlink()


def _put_in_place(temporary: Path, target: Path) -> None:
    """Give a finished file its name unless that is taken (FileExistsError)."""
    if os.name != "posix":
        temporary.rename(target)  # refused there when the name is taken
        return
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a medium without hard links (FAT): nobody else writes on it at the same time
        if target.exists():
            raise FileExistsError(target) from None
        temporary.rename(target)


def _settle(target: Path) -> None:
    try:
        sync_folder(target.parent)
    except OSError as error:
        raise OutputError(
            f"{target.name} は書きましたが、停電の後にも残ることを確かめられません（{_why(error)}）。",
            hint="新しい内容に置き換わっています。ディスクの状態を確かめて、もう一度実行してください。",
        ) from error


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__

"""One command at a time in a workspace.

The operating system holds the lock and lets go of it when the process ends, however it ends; so a lock can not
outlive its holder, and no one has to guess from a process number whether the holder still lives (ADR 0022).
The text in the file is for people: who works here, or, when the lock is free, who was killed at work.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from oboro.kernel.errors import OutputError, WorkspaceError

_LOCKED_BYTE = 4096  # beyond the text, since Windows forbids others to read a locked byte
_TEXT = 2048


@contextmanager
def held(path: Path, *, command: str, by: str, at: datetime) -> Iterator[bool]:
    """Hold the lock while the block runs.

    Yields:
        Whether the holder before was interrupted: its text was still there although the lock was free.

    Raises:
        WorkspaceError: another process works in this workspace; says which command and since when.
        OutputError: the folder cannot be written.
    """
    try:
        stream = os.fdopen(
            os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644), "r+b", buffering=0
        )
    except OSError as error:
        raise OutputError(f"作業場 {path.parent} に書けません（{error.strerror}）。") from error
    with stream:
        if not _taken(stream):
            raise WorkspaceError(
                f"この作業場では別の作業が動いています{_holder(stream)}。", hint="終わるまで待ってください。"
            )
        try:
            interrupted = bool(_text(stream))
            _write(stream, {"command": command, "by": by, "at": at.isoformat(), "process": os.getpid()})
            yield interrupted
        finally:
            stream.truncate(0)
            _release(stream)


# ---------------------------------------------------------------------------------------------------------------


def _text(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(_TEXT)


def _write(stream: BinaryIO, facts: dict[str, object]) -> None:
    stream.truncate(0)
    stream.seek(0)
    stream.write(json.dumps(facts, ensure_ascii=False).encode("utf-8")[:_TEXT])


def _holder(stream: BinaryIO) -> str:
    try:
        facts = json.loads(_text(stream))
        return f"（{facts['command']}、{facts['at']} から、プロセス {facts['process']}）"
    except (ValueError, KeyError, TypeError, OSError):
        return ""


if sys.platform == "win32":
    import msvcrt

    def _taken(stream: BinaryIO) -> bool:
        stream.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(stream: BinaryIO) -> None:
        stream.seek(_LOCKED_BYTE)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _taken(stream: BinaryIO) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)

"""The journal of a workspace: `kernel.audit`'s chain as JSON lines. It decides what counts as done.

An event is appended after its files stand. A line a kill has cut short was never written: it is dropped by the next
append. Only the holder of the workspace's lock appends.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from oboro.kernel.audit import Event, Link, first_fault, link
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import OutputError, WorkspaceError


def append(path: Path, event: Event) -> Link:
    """Add an event to the end of the journal, lastingly.

    Raises:
        WorkspaceError: what stands in the journal does not hold.
        OutputError: it cannot be written.
    """
    links, length = _read(path)
    _refuse_fault(path, links)
    new = link(event, after=links[-1] if links else None)
    try:
        with path.open("r+b" if path.exists() else "w+b") as stream:
            stream.truncate(length)
            stream.seek(length)
            stream.write(canonical_json(_as_json(new)) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise OutputError(f"作業記録 {path.name} に書けません（{error.strerror}）。") from error
    return new


def read(path: Path) -> tuple[Link, ...]:
    """All links of a journal that holds; none when there is no journal yet (WorkspaceError)."""
    links, _ = _read(path)
    _refuse_fault(path, links)
    return links


def verify(path: Path) -> tuple[int, str] | None:
    """Where the journal breaks: (number of the record, reason in Japanese), or None when it holds."""
    try:
        links, _ = _read(path)
    except WorkspaceError as error:
        return 0, error.message
    return first_fault(links)


def last(path: Path, kind: str) -> Event | None:
    """The last event of a kind, from a journal that holds (WorkspaceError)."""
    return next((item.event for item in reversed(read(path)) if item.event.kind == kind), None)


# ---------------------------------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[tuple[Link, ...], int]:
    """The links, and the length in bytes up to the last whole line."""
    if not path.exists():
        return (), 0
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"作業記録 {path.name} を読めません（{error.strerror}）。") from error
    length = content.rfind(b"\n") + 1
    lines = content[:length].splitlines()
    return tuple(_parsed(path, number, line) for number, line in enumerate(lines, start=1)), length


def _refuse_fault(path: Path, links: tuple[Link, ...]) -> None:
    if fault := first_fault(links):
        raise WorkspaceError(
            f"作業記録 {path.name} が壊れています：{fault[1]}。", hint="この作業場は使わず、控えと比べてください。"
        )


def _parsed(path: Path, number: int, line: bytes) -> Link:
    try:
        value = json.loads(line)
        at = datetime.fromisoformat(value["at"])
        event = Event(value["kind"], value["subject"], value["by"], at, value["facts"])
        item = Link(value["seq"], event, value["previous"], value["digest"])
        readable = canonical_json(_as_json(item)) == line
    except (ValueError, TypeError, KeyError):
        readable = False
    if not readable:
        raise WorkspaceError(f"作業記録 {path.name} の{number}行目が読めない形になっています。")
    return item


def _as_json(item: Link) -> dict[str, Any]:
    event = item.event
    return {
        "seq": item.seq,
        "kind": event.kind,
        "subject": event.subject,
        "by": event.by,
        "at": event.at.isoformat(),
        "facts": event.facts,
        "previous": item.previous,
        "digest": item.digest,
    }

"""The folder in which one order is carried out: its layout, who may work in it, and how it heals after a kill.

W/workspace.json        what is worked on here, for people
W/order/order.zip       the order as it came
W/source.json           which source file was used (path, digest); the source itself stays where it is
W/recipe.toml           the recipe as it was run
W/out/                  data.csv and report.json, replaced together
W/check.json            the second measurement
W/judgements.toml       decisions of the officer on single standards, if any (written by hand)
W/peculiar.csv          the office's list of peculiar descriptions, if any (written by hand)
W/standards.json        the statutory standards, column by column
W/output_check.json     what the two checkers of the output found, each without the other's words, and their decision
W/delivery.zip          the sealed delivery
W/journal.jsonl         what was done; a file the journal does not vouch for does not count
W/.lock                 one command at a time
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from oboro.exchange.bundle import open_bundle
from oboro.exchange.order import FORMAT, Order
from oboro.exchange.signing import parse_public
from oboro.files import UNFINISHED, write_bytes
from oboro.kernel.audit import Event
from oboro.kernel.errors import OutputError, WorkspaceError
from oboro.processing import journal, lock

ACCEPTED = "order.accept"
RAN = "run"
CHECKED = "check"
OPINION = "output.opinion"
DECIDED = "output.decision"
SEALED = "seal"
RECOVERED = "workspace.recover"


@dataclass(frozen=True)
class Workspace:
    """The places of one workspace, and the hand that works in it now."""

    folder: Path
    by: str
    at: datetime

    @property
    def facts(self) -> Path:
        return self.folder / "workspace.json"

    @property
    def order(self) -> Path:
        return self.folder / "order" / "order.zip"

    @property
    def source(self) -> Path:
        return self.folder / "source.json"

    @property
    def recipe(self) -> Path:
        return self.folder / "recipe.toml"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def next_out(self) -> Path:
        return self.folder / "out.next"

    @property
    def last_out(self) -> Path:
        return self.folder / "out.last"

    @property
    def table(self) -> Path:
        return self.out / "data.csv"

    @property
    def report(self) -> Path:
        return self.out / "report.json"

    @property
    def check(self) -> Path:
        return self.folder / "check.json"

    @property
    def judgements(self) -> Path:
        return self.folder / "judgements.toml"

    @property
    def standards(self) -> Path:
        return self.folder / "standards.json"

    @property
    def output_check(self) -> Path:
        return self.folder / "output_check.json"

    @property
    def pages(self) -> tuple[Path, ...]:
        """The evidence of the present table as pages."""
        return (self.folder / "evidence.html", self.folder / "summary.html")

    @property
    def sealing(self) -> Path:
        return self.folder / "sealing"

    @property
    def delivery(self) -> Path:
        return self.folder / "delivery.zip"

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    def record(self, kind: str, *, subject: str, facts: dict[str, Any]) -> None:
        """Append an event to the journal (WorkspaceError, OutputError)."""
        journal.append(self.journal, Event(kind, subject, self.by, self.at, facts))

    def last(self, kind: str) -> Event | None:
        """The last event of that kind (WorkspaceError when the journal does not hold)."""
        return journal.last(self.journal, kind)

    def all(self, kind: str) -> tuple[Event, ...]:
        """All events of that kind (WorkspaceError when the journal does not hold)."""
        return tuple(item.event for item in journal.read(self.journal) if item.event.kind == kind)


@contextmanager
def working(folder: Path, *, command: str, by: str, at: datetime) -> Iterator[Workspace]:
    """Work in an existing folder, alone; heals first what an interrupted command has left.

    Raises:
        WorkspaceError: no such folder, or another command works in it.
    """
    if not folder.is_dir():
        raise WorkspaceError(f"作業場 {folder} がありません。", hint="先に oboro order で指示を受け入れてください。")
    place = Workspace(folder.resolve(), by=by, at=at)
    with lock.held(place.folder / ".lock", command=command, by=by, at=at) as interrupted:
        removed = _heal(place)
        if (interrupted or removed) and place.journal.exists():
            place.record(RECOVERED, subject="workspace", facts={"removed": removed})
        yield place


def accepted_order(place: Workspace) -> tuple[Order, str]:
    """The order of this workspace, verified anew, and the digest of its bundle.

    Raises:
        WorkspaceError: no order was accepted here, or its file is not the one that was.
        BundleRefused: the file of the order is damaged.
    """
    event = place.last(ACCEPTED)
    if event is None:
        raise WorkspaceError(
            "この作業場はまだ指示を受け入れていません。", hint="先に oboro order で指示を受け入れてください。"
        )
    opened = open_bundle(place.order, format=FORMAT, trusted=[parse_public(event.facts["trusted"])])
    if opened.sha256 != event.facts["order_sha256"]:
        raise WorkspaceError(
            "order/order.zip が、受け入れた指示と違います。", hint="受け入れた元の包みを戻してください。"
        )
    return Order.from_bundle(opened), opened.sha256


def write_json(path: Path, value: Any) -> None:
    """Replace a JSON file that people may read, whole or not at all (OutputError)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    write_bytes(path, text.encode("utf-8") + b"\n")


def read_json(path: Path) -> Any:
    """The content of a JSON file of the workspace (WorkspaceError names it)."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise WorkspaceError(f"作業場の {path.name} がないか、読めない形になっています。") from error


def replace_out(place: Workspace) -> None:
    """Let the folder `out.next` become `out`; at any moment a kill leaves the old or the new one to be found."""
    try:
        shutil.rmtree(place.last_out, ignore_errors=True)
        if place.out.exists():
            place.out.rename(place.last_out)
        place.next_out.rename(place.out)
        shutil.rmtree(place.last_out, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"作業場の out を置き換えられません（{error.strerror}）。", hint="out を開いている窓を閉じてください。"
        ) from error


# ---------------------------------------------------------------------------------------------------------------


def _heal(place: Workspace) -> int:
    """Remove what was never finished and put back what was about to be replaced; returns how many things."""
    if place.last_out.exists() and not place.out.exists():
        place.last_out.rename(place.out)
    growing = place.folder / f".{place.next_out.name}.partial"  # where the engine lets a result grow
    remains = [path for path in (place.next_out, place.last_out, place.sealing, growing) if path.exists()]
    for path in remains:
        shutil.rmtree(path)
    unfinished = [path for folder in (place.folder, place.order.parent) for path in folder.glob(f".*{UNFINISHED}")]
    for path in unfinished:
        path.unlink()
    return len(remains) + len(unfinished)

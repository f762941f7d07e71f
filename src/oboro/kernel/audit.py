"""The audit chain: each event carries the digest of the one before, so that a change anywhere shows.

Pure: where events are kept is the business of `portal.audit` (a table) and `processing.journal` (a file).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from oboro.kernel.canonical import canonical_json, digest

GENESIS = "0" * 64


@dataclass(frozen=True)
class Event:
    """Something that was done.

    Attributes:
        kind: what was done, e.g. "proposal.submit".
        subject: what it was done to, e.g. "proposal:R8-003". Never a value of a person.
        by: who did it, as an account or post name.
        at: when, as an aware instant.
        facts: what else matters, as JSON without floats.
    """

    kind: str
    subject: str
    by: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("An audit event needs an aware instant.")


@dataclass(frozen=True)
class Link:
    """An event in its place in the chain. `seq` starts at 1."""

    seq: int
    event: Event
    previous: str
    digest: str


def link(event: Event, *, after: Link | None) -> Link:
    """Put an event behind the last link (None for the first)."""
    seq = after.seq + 1 if after else 1
    previous = after.digest if after else GENESIS
    return Link(seq=seq, event=event, previous=previous, digest=_digest_of(seq, event, previous))


def first_fault(links: Iterable[Link]) -> tuple[int, str] | None:
    """Where the chain breaks: (seq expected there, reason in Japanese), or None when it holds."""
    previous = GENESIS
    for expected, item in enumerate(links, start=1):
        if item.seq != expected:
            return expected, f"{expected}番の記録がありません（次の記録は{item.seq}番です）"
        if item.previous != previous:
            return expected, f"{expected}番の記録が前の記録とつながりません"
        if item.digest != _digest_of(item.seq, item.event, item.previous):
            return expected, f"{expected}番の記録の内容が書き換えられています"
        previous = item.digest
    return None


def _digest_of(seq: int, event: Event, previous: str) -> str:
    return digest(
        canonical_json(
            {
                "seq": seq,
                "kind": event.kind,
                "subject": event.subject,
                "by": event.by,
                "at": event.at.isoformat(),
                "facts": event.facts,
                "previous": previous,
            }
        )
    )

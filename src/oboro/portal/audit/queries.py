"""Reading the chain."""

from datetime import UTC

from django.db.models import QuerySet

from oboro.kernel.audit import Event, Link, first_fault
from oboro.portal.audit.models import AuditEvent, ChainHead


def events_of(chain: str, *, subject: str | None = None) -> QuerySet[AuditEvent]:
    """The events of a chain, oldest first; of one subject if given."""
    events = AuditEvent.objects.filter(chain=chain).order_by("seq")
    return events.filter(subject=subject) if subject else events


def fault_of(chain: str) -> tuple[int, str] | None:
    """Where a chain is broken and why, or None. A cut tail shows against the head."""
    length, last = 0, ""

    def links():
        nonlocal length, last
        for row in events_of(chain).iterator(chunk_size=1000):
            length, last = length + 1, row.digest
            yield as_link(row)

    if fault := first_fault(links()):
        return fault
    head = ChainHead.objects.filter(chain=chain).first()
    if (head.digest if head else "") != last:
        return length + 1, f"{length}番より後の記録が失われています"
    return None


def chains() -> list[str]:
    """The codes of all chains, also of those whose head was taken away."""
    heads = ChainHead.objects.values_list("chain", flat=True)
    return sorted({*heads, *AuditEvent.objects.values_list("chain", flat=True).distinct()})


def as_link(row: AuditEvent) -> Link:
    """A row as the value that the chain is computed of."""
    event = Event(kind=row.kind, subject=row.subject, by=row.by, at=row.at.astimezone(UTC), facts=row.facts)
    return Link(seq=row.seq, event=event, previous=row.previous, digest=row.digest)

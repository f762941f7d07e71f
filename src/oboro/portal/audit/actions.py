"""Writing the chain: called inside the transaction of the action it records."""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from oboro.kernel.audit import Event, Link, link
from oboro.portal.audit.models import AuditEvent, ChainHead


def record(*, chain: str, kind: str, subject: str, by: str, facts: dict[str, Any] | None = None) -> None:
    """Add one event to a chain, at this instant, and let the later rooms hear of it in the same transaction.

    Args:
        chain: code of the organisation whose chain it is.
        kind: "room.verb".
        subject: "thing:number".
        by: account that did it.
        facts: JSON without floats and without values of a person; the day of the body belongs here as "on".

    Raises:
        RuntimeError: called outside a transaction; an event without its deed must not exist.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the action")
    head = _locked_head(chain)
    event = Event(kind=kind, subject=subject, by=by, at=timezone.now().astimezone(UTC), facts=facts or {})
    new = link(event, after=Link(head.seq, event, "", head.digest) if head.seq else None)
    AuditEvent.objects.create(
        chain=chain,
        seq=new.seq,
        kind=kind,
        subject=subject,
        by=by,
        at=event.at,
        facts=event.facts,
        previous=new.previous,
        digest=new.digest,
    )
    ChainHead.objects.filter(pk=head.pk).update(seq=new.seq, digest=new.digest)
    for listener in settings.RECORD_LISTENERS:
        import_string(listener)(chain=chain, kind=kind, subject=subject, by=by)


def hold(chain: str) -> None:
    """Keep every other deed from the chain until this transaction ends, so that what it tells now stays what it tells.

    Raises:
        RuntimeError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("hold() belongs inside the transaction of an action")
    _locked_head(chain)


def _locked_head(chain: str) -> ChainHead:
    """The head of a chain, which is made with its first event; the lock keeps two deeds from the same place in it."""
    locked = ChainHead.objects.select_for_update().filter(chain=chain)
    return locked.first() or locked.get(pk=ChainHead.objects.get_or_create(chain=chain)[0].pk)

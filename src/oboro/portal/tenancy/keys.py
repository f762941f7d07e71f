"""The signing key of a body: made at first need, kept in a file for the eyes of the site's owner alone."""

from contextlib import suppress

from django.conf import settings
from django.db import transaction

from oboro.exchange import signing
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.kernel.errors import UsageError
from oboro.portal.audit.actions import record
from oboro.portal.audit.models import AuditEvent
from oboro.portal.tenancy.models import Organisation

MADE = "tenancy.make_key"


@transaction.atomic
def own_key(organisation: Organisation, *, by: str) -> KeyPair:
    """The key the body signs its orders and the heads of its record with.

    The file is not part of the transaction: a key whose first deed failed stays, so the record is asked each time
    whether it knows of the key.
    """
    place = settings.KEYS / f"{organisation.code}.key"
    if not place.exists():
        settings.KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(UsageError):  # another request made it in the meantime; that one is loaded
            signing.save(signing.generate(), folder=settings.KEYS, name=organisation.code)
    key = signing.load_private(place)
    known = AuditEvent.objects.filter(chain=organisation.code, kind=MADE, facts__key=key.id)
    if not known.exists():
        subject = f"organisation:{organisation.code}"
        record(chain=organisation.code, kind=MADE, subject=subject, by=by, facts={"key": key.id})
    return key


def public_key(code: str) -> PublicKey | None:
    """The public half of a body's key from its file, never from the database; None while it has none."""
    place = settings.KEYS / f"{code}.pub"
    return signing.load_public(place) if place.exists() else None

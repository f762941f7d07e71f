"""The signing key of a body: made at first need, kept in a file for the eyes of the site's owner alone."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from oboro.exchange import signing
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.kernel.errors import CheckFailed
from oboro.portal.audit.actions import hold, record
from oboro.portal.audit.models import AuditEvent
from oboro.portal.tenancy.models import Organisation

MADE = "tenancy.make_key"


@transaction.atomic
def own_key(organisation: Organisation, *, by: str) -> KeyPair:
    """The key the body signs its orders and the heads of its record with.

    The file is not part of the transaction: a key whose first deed failed stays, so the record is asked each time
    whether it knows of the key. Of two first deeds the later waits for the earlier before it looks for the file: the
    one that makes the key is the one that records it.

    Raises:
        CheckFailed: there is a public half that the record tells of, and no private one that belongs to it.
    """
    if (known := _known(organisation)) is not None:
        return known
    hold(organisation.code)
    key = _kept(organisation)
    if not _recorded(organisation, key.id):
        subject = f"organisation:{organisation.code}"
        record(chain=organisation.code, kind=MADE, subject=subject, by=by, facts={"key": key.id})
    return key


def public_key(code: str) -> PublicKey | None:
    """The public half of a body's key from its file, never from the database; None while it has none."""
    place = settings.KEYS / f"{code}.pub"
    return signing.load_public(place) if place.exists() else None


# ---------------------------------------------------------------------------------------------------------------


def _known(organisation: Organisation) -> KeyPair | None:
    """The pair when both halves lie there and the record tells of it, as it is each time but the first."""
    private, public = _places(organisation)
    pair = signing.load_private(private) if private.exists() else None
    return pair if pair and signing.id_in(public) == pair.id and _recorded(organisation, pair.id) else None


def _kept(organisation: Organisation) -> KeyPair:
    """The pair from its files, made or completed where there is none or a crash left one half of it (CheckFailed)."""
    private, public = _places(organisation)
    told = signing.id_in(public)
    ours = signing.load_private(private).id if private.exists() else ""
    # What somebody may verify with is never replaced: the private half that was lost has to come back.
    if told and told != ours and _recorded(organisation, told):
        raise CheckFailed(
            f"公開鍵 {public.name} と組になる秘密鍵 {private.name} がありません。",
            hint="サイトの管理者に、控えから秘密鍵を戻すよう依頼してください。",
        )
    return signing.kept(folder=settings.KEYS, name=organisation.code)


def _places(organisation: Organisation) -> tuple[Path, Path]:
    """Where the private and the public half lie."""
    return settings.KEYS / f"{organisation.code}.key", settings.KEYS / f"{organisation.code}.pub"


def _recorded(organisation: Organisation, key: str) -> bool:
    return AuditEvent.objects.filter(chain=organisation.code, kind=MADE, facts__key=key).exists()

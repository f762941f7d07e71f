"""Signed heads: proof, outside the reach of the database's owner, of how a chain stood on a day."""

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from oboro.exchange import signing
from oboro.exchange.signing import KeyPair, PublicKey
from oboro.kernel.canonical import canonical_json
from oboro.kernel.errors import SourceUnreadable
from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead


@dataclass(frozen=True)
class Head:
    """One signed head: chain, place and digest of its last link, the day, the key's id, the signature in base64."""

    chain: str
    seq: int
    digest: str
    on: str
    key: str
    signature: str

    @property
    def content(self) -> bytes:
        """What is signed."""
        return canonical_json({name: value for name, value in asdict(self).items() if name != "signature"})

    def line(self) -> str:
        """The head as one line of the file that leaves the site."""
        return canonical_json(asdict(self)).decode("utf-8")


def seal(chain: str, *, key: KeyPair, on: date) -> SealedHead | None:
    """Sign the present head of a chain; None while the chain is empty. Called inside the deed that records it."""
    head = ChainHead.objects.select_for_update().filter(chain=chain, seq__gt=0).first()
    if head is None:
        return None
    bare = Head(chain, head.seq, head.digest, on.isoformat(), key.id, "")
    signature = base64.b64encode(signing.sign(bare.content, key=key, domain=signing.HEAD)).decode("ascii")
    made, _ = SealedHead.objects.get_or_create(
        chain=chain, seq=head.seq, defaults={"digest": head.digest, "on": on, "key": key.id, "signature": signature}
    )
    return made


def sealed(chain: str) -> list[Head]:
    """The signed heads that the site itself keeps, oldest first."""
    rows = SealedHead.objects.filter(chain=chain).order_by("seq")
    return [Head(row.chain, row.seq, row.digest, row.on.isoformat(), row.key, row.signature) for row in rows]


def fault_of(heads: Iterable[Head], *, trusted: PublicKey) -> tuple[int, str] | None:
    """The first signed head that the chain of today does not bear out, and why; None when it bears out all.

    Args:
        heads: signed heads of one chain, from the site or from outside.
        trusted: the body's public key, as its people know it.
    """
    for head in heads:
        if head.key != signing.key_id(trusted) or not _signed(head, trusted):
            return head.seq, f"{head.seq}番までの署名付きの控えが、この団体の鍵による署名ではありません"
        found = AuditEvent.objects.filter(chain=head.chain, seq=head.seq).values_list("digest", flat=True).first()
        if found != head.digest:
            return head.seq, f"{head.seq}番までの記録が、{head.on}に署名した控えと違います"
    return None


def read(text: str, *, chain: str) -> list[Head]:
    """The heads of a chain from a file that left the site earlier.

    Raises:
        SourceUnreadable: a line is no signed head; names the line.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            head = Head(**_typed(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            raise SourceUnreadable(
                f"{number}行目が署名付きの控えではありません。", hint="取り出したままのファイルを選んでください。"
            ) from error
        found += [head] if head.chain == chain else []
    return found


def _typed(value: dict[str, Any]) -> dict[str, Any]:
    return {"seq": int(value.pop("seq")), **{name: str(text) for name, text in value.items()}}


def _signed(head: Head, trusted: PublicKey) -> bool:
    try:
        signature = base64.b64decode(head.signature, validate=True)
    except ValueError:  # no base64, or not even ASCII
        return False
    return signing.holds(head.content, signature, public=trusted, domain=signing.HEAD)

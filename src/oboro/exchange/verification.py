"""Judge a bundle of any known format as a whole: its bytes, its signature, its case and what its members say."""

from collections.abc import Sequence
from pathlib import Path

from oboro.exchange import bundle, delivery, order, provision
from oboro.exchange.bundle import Bundle
from oboro.exchange.delivery import Delivery
from oboro.exchange.order import Order
from oboro.exchange.provision import Provision
from oboro.exchange.signing import PublicKey


def verify(
    path: Path, *, trusted: Sequence[PublicKey], case: str | None = None
) -> tuple[Bundle, Order | Delivery | Provision]:
    """The bundle and the order, delivery or provision it holds; every refusal is one of `open_bundle`'s."""
    opened = bundle.open_bundle(path, format=None, trusted=trusted, case=case)
    return opened, _content(opened, trusted)


# ---------------------------------------------------------------------------------------------------------------


def _content(opened: Bundle, trusted: Sequence[PublicKey]) -> Order | Delivery | Provision:
    match opened.manifest.format:
        case order.FORMAT:
            return Order.from_bundle(opened)
        case delivery.FORMAT:
            return Delivery.from_bundle(opened, trusted)
        case provision.FORMAT:
            return Provision.from_bundle(opened)
        case unheard:
            raise AssertionError(unheard)

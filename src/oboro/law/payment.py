"""How a fee is paid: revenue stamps where the order says so, elsewhere as the ordinance or the body's rule says."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Regime


@dataclass(frozen=True)
class PaymentMethod:
    """One way to pay.

    Attributes:
        key: stamps, online, online_stamps or slip of a national organ; own where the body fixes it.
        text: what is done, and for whom the way is open.
        also: the places that limit it or fill it in.
    """

    key: str
    label: str
    text: str
    citation: Citation
    also: tuple[Citation, ...]


def payment_methods(regime: Regime) -> tuple[PaymentMethod, ...]:
    """The ways the law of a date leaves to a body, the ordinary one first; none where only an ordinance speaks."""
    return tuple(
        PaymentMethod(entry.key, entry.text("label"), entry.text("text"), entry.citation, entry.also)
        for entry in regime.entries("fees", "payment")
    )

"""欠格事由: who cannot propose."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Regime


@dataclass(frozen=True)
class Ground:
    """One ground.

    Attributes:
        barred_years: for how many years it lasts from the day it names; 0 while the state itself lasts.
        rule: the rule that fills it in; None where the act says all.
    """

    key: str
    number: str
    text: str
    citation: Citation
    barred_years: int
    rule: Citation | None


def grounds(regime: Regime) -> tuple[Ground, ...]:
    """The grounds in the order of the statute, in the words of the date."""
    return tuple(
        Ground(
            key=entry.key,
            number=entry.text("number"),
            text=entry.text("text"),
            citation=entry.citation,
            barred_years=entry.number("barred_years"),
            rule=entry.also[0] if entry.also else None,
        )
        for entry in regime.entries("disqualification", "ground")
    )

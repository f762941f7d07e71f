"""On what grounds a contract may be ended early, in the words of the statute."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Regime


@dataclass(frozen=True)
class TerminationRule:
    """One ground.

    Attributes:
        key: fraud, disqualified or breach.
        number: its number in the statute, in kanji.
    """

    key: str
    number: str
    text: str
    citation: Citation


def termination_rules(regime: Regime) -> tuple[TerminationRule, ...]:
    """The grounds in the order of the statute."""
    return tuple(
        TerminationRule(entry.key, entry.text("number"), entry.text("text"), entry.citation)
        for entry in regime.entries("disqualification", "termination")
    )

"""The five standards of making: what must be deleted or replaced."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Regime


@dataclass(frozen=True)
class Standard:
    """One standard.

    Attributes:
        key: identifying, codes, links, peculiar or nature.
        number: its number in the rule, in kanji.
        short: a few words for headings.
        text: the standard in the words of the rule.
        examples: what the guideline names as ways to meet it, retold; none is the only way.
        examples_source: where the examples come from.
    """

    key: str
    number: str
    text: str
    short: str
    citation: Citation
    examples: tuple[str, ...] = ()
    examples_source: str = ""


def standards(regime: Regime) -> tuple[Standard, ...]:
    """The standards in the order of the rule."""
    return tuple(
        Standard(
            key=entry.key,
            number=entry.text("number"),
            text=entry.text("text"),
            short=entry.text("short"),
            citation=entry.citation,
            examples=entry.names("examples"),
            examples_source=entry.text("examples_source"),
        )
        for entry in regime.entries("standards", "standard")
    )

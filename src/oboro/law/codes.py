"""The statutory lists: 個人識別符号 (body features and numbers) and 要配慮個人情報 (act and order)."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Entry, Regime


@dataclass(frozen=True)
class Code:
    """One entry of a statutory list.

    Attributes:
        kind: body or number for codes; act or order for sensitive heads.
    """

    key: str
    label: str
    kind: str
    citation: Citation


def identification_codes(regime: Regime) -> tuple[Code, ...]:
    """The 個人識別符号 of the date: body features converted for computers, then numbers."""
    return tuple(_code(entry) for entry in regime.entries("codes", "code"))


def sensitive_heads(regime: Regime) -> tuple[Code, ...]:
    """The heads of 要配慮個人情報: those in the act, then those of the order."""
    return tuple(_code(entry) for entry in regime.entries("codes", "sensitive"))


def _code(entry: Entry) -> Code:
    return Code(entry.key, entry.text("label"), entry.text("kind"), entry.citation)

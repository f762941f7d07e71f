"""The third parties' chance of an opinion (意見書): a rule of 2017, gone since 2022-04-01."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Regime


@dataclass(frozen=True)
class LetterItem:
    """One thing the letter to a third party states.

    Attributes:
        in_may: stands in the letter of 情報公開法 13(1) (the organ may ask).
        in_must: stands in the letter of 13(2) (the organ must ask).
    """

    key: str
    text: str
    in_may: bool
    in_must: bool
    citation: Citation


@dataclass(frozen=True)
class ThirdPartyRule:
    """When third parties are asked, what their letter states, and what an objection does.

    Attributes:
        when: in which case; the register entry must carry `register_item`.
        moment: at which step of the procedure.
        effect: what an objection does to the file.
        not_for: the kinds of proposals it does not apply to, in words.
    """

    when: str
    register_item: str
    moment: str
    effect: str
    not_for: str
    citation: Citation
    effect_citation: Citation
    letter: tuple[LetterItem, ...]


def third_party(regime: Regime) -> ThirdPartyRule | None:
    """The rule of the regime; None where the law has none."""
    rules = {entry.key: entry for entry in regime.entries("opinions", "rule")}
    if not rules:
        return None
    return ThirdPartyRule(
        when=rules["when"].text("text"),
        register_item="opinion_chance",
        moment=rules["moment"].text("text"),
        effect=rules["effect"].text("text"),
        not_for=rules["not_for"].text("text"),
        citation=rules["when"].citation,
        effect_citation=rules["effect"].citation,
        letter=tuple(
            LetterItem(entry.key, entry.text("text"), entry.flag("in_may"), entry.flag("in_must"), entry.citation)
            for entry in regime.entries("opinions", "letter")
        ),
    )

"""What a 個人情報ファイル簿 entry must carry, which files need none, and the duties of keeping it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Amount, Entry, Regime


@dataclass(frozen=True)
class RegisterItem:
    """One item of a register entry.

    Attributes:
        kind: text, long_text, list, bool, choice, organisation or period: what a screen asks for.
        obligation: always, if_applicable (only where the thing exists) or after_creation.
        choices: value and label, where kind is choice.
        withhold: whole, part or empty: what may be left out because entering it would seriously disturb the work
            (`Regime.cite("register_withheld")`).
    """

    key: str
    label: str
    kind: str
    obligation: str
    choices: tuple[tuple[str, str], ...]
    citation: Citation
    withhold: str = ""


@dataclass(frozen=True)
class Exemption:
    """A kind of file that need not be entered."""

    key: str
    text: str
    citation: Citation


@dataclass(frozen=True)
class Duty:
    """A duty of keeping the register: what, by when."""

    key: str
    text: str
    time: str
    citation: Citation


def items(regime: Regime) -> tuple[RegisterItem, ...]:
    """The items of a register entry in the order of the statute."""
    return tuple(
        RegisterItem(
            key=entry.key,
            label=entry.text("label"),
            kind=entry.text("kind"),
            obligation=entry.text("obligation"),
            choices=_choices(entry),
            citation=entry.citation,
            withhold=entry.text("withhold"),
        )
        for entry in regime.entries("register", "item")
    )


def missing(
    regime: Regime, answers: Mapping[str, object], *, withheld: Collection[str] = ()
) -> tuple[RegisterItem, ...]:
    """The items that every entry must carry and that the answers leave empty.

    `if_applicable` items may be empty, `after_creation` items wait for the making. A yes or no counts as
    answered only when it is given. An entry marked `offered` must also name its `proposal_desk`.
    Items that are withheld, and of which the law lets the whole be left out, may be empty.
    """
    offered = answers.get("offered") is True
    return tuple(
        item
        for item in items(regime)
        if (item.obligation == "always" or (item.key == "proposal_desk" and offered))
        and not (item.withhold == "whole" and item.key in withheld)
        and _is_empty(answers.get(item.key))
    )


def missing_after_creation(regime: Regime, answers: Mapping[str, object]) -> tuple[RegisterItem, ...]:
    """The items to be added once the information is made, and that the answers leave empty."""
    return tuple(
        item for item in items(regime) if item.obligation == "after_creation" and _is_empty(answers.get(item.key))
    )


def least_persons(regime: Regime) -> Amount:
    """The number of persons below which a file need not be entered and is struck out."""
    entry = regime.entry("register", "amount", "few_persons")
    return Amount(entry.number("value"), entry.citation)


def exemptions(regime: Regime) -> tuple[Exemption, ...]:
    """The kinds of files that need not be entered."""
    return tuple(
        Exemption(entry.key, entry.text("text"), entry.citation) for entry in regime.entries("register", "exemption")
    )


def duties(regime: Regime) -> tuple[Duty, ...]:
    """When the register must be made, changed, struck out and published."""
    return tuple(
        Duty(entry.key, entry.text("text"), entry.text("time"), entry.citation)
        for entry in regime.entries("register", "duty")
    )


def _choices(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple(zip(entry.names("choice_values"), entry.names("choice_labels"), strict=True))


def _is_empty(answer: object) -> bool:
    if isinstance(answer, bool):
        return False
    if isinstance(answer, str):
        return not answer.strip()
    return answer is None or answer in ((), [], {})

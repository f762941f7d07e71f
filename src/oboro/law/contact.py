"""Contact data (連絡に用いることのできる記述等): which columns a coming or present rule asks about, and the warning.

The 2026 act forbids unfair use of processed information that still holds such data. Before it is in force the warning
is a notice and binds nobody; before its promulgation there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from oboro.kernel.errors import LawError
from oboro.law import source
from oboro.law.citation import Citation
from oboro.law.regime import Regime, Scheme

KINDS = ("address", "phone", "email", "device", "other")


@dataclass(frozen=True)
class ContactKind:
    """One kind of contact data, in the words of the amended act."""

    key: str
    label: str
    text: str
    citation: Citation


@dataclass(frozen=True)
class ContactWarning:
    """What to tell about columns of the output.

    Attributes:
        message: one sentence with the columns.
        binding: whether the rule is in force on the date of the regime.
        columns: the columns it is about.
        inferred: why it is not the text of the law in force; empty once it is.
    """

    message: str
    binding: bool
    columns: tuple[str, ...]
    citation: Citation
    inferred: str


def kinds() -> tuple[ContactKind, ...]:
    """The kinds of contact data that the 2026 act lists, whatever the date."""
    titles = {raw["alias"]: raw["title"] for raw in source.document(Scheme.APPI, "regime")["law"]}
    return tuple(
        ContactKind(
            one.key, str(one.values["label"]), str(one.values["text"]), Citation(titles["法"], "2", 8, item, "法")
        )
        for one in source.versions(Scheme.APPI, "contact", "kind")
        for item in (str(KINDS.index(one.key) + 1),)
    )


def warning(regime: Regime, columns: Iterable[tuple[str, str]]) -> ContactWarning | None:
    """The warning about contact data in an output; None when there is none to give.

    Args:
        regime: the law of the case.
        columns: name and kind (address, phone, email, device, other; any other word is no contact data) of every
            column of the output.
            A place name too coarse to visit or write to is no address: do not pass it as one.

    Raises:
        LawError: a column has no name.
    """
    found = [(name, kind) for name, kind in columns if kind in KINDS]
    if any(not name for name, _ in found):
        raise LawError("名前のない列があります。", hint="列の名前を渡してください。")
    rules = regime.entries("contact", "rule")
    if not found or not rules:
        return None
    rule = rules[0]
    labels = {kind.key: kind.label for kind in kinds()}
    named = "、".join(f"{name}（{labels[kind]}）" for name, kind in found)
    return ContactWarning(
        message=f"{named}：{rule.text('text')}",
        binding=rule.flag("binding"),
        columns=tuple(name for name, _ in found),
        citation=rule.citation,
        inferred=rule.inferred,
    )

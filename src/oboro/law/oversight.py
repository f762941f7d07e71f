"""Complaints, the yearly report and the powers of the commission over a body, each with its place."""

from dataclasses import dataclass

from oboro.law.citation import Citation
from oboro.law.regime import Answer, Entry, Regime


@dataclass(frozen=True)
class Power:
    """What the commission may do towards a body.

    Attributes:
        key: report, inspection, advice, recommendation, follow_up or limits.
    """

    key: str
    label: str
    text: str
    citation: Citation
    also: tuple[Citation, ...]


@dataclass(frozen=True)
class ReportItem:
    """One line of the yearly report on how the scheme was carried out.

    Attributes:
        counts: count, yen, persons, hours or text: what the line holds.
        inferred: why the line is ours and not the commission's sheet, which was not seen.
    """

    key: str
    label: str
    counts: str
    citation: Citation
    inferred: str


_POWERS = ("report", "inspection", "advice", "recommendation", "follow_up", "limits")


def complaint_duty(regime: Regime) -> Answer:
    """The duty to handle complaints well and quickly: of endeavour, without a term of days.

    Raises:
        LawError: the law of the body has no such duty.
    """
    entry = regime.entry("provisions", "provision", "complaints")
    return Answer(value=True, reason=entry.text("text"), citation=entry.citation)


def powers(regime: Regime) -> tuple[Power, ...]:
    """The powers of the commission in the order of the statute."""
    told = {entry.key: entry for entry in regime.entries("provisions", "provision")}
    keys = [(key, f"oversight_{key}") for key in _POWERS]
    return tuple(_power(key, told[name]) for key, name in keys if name in told)


def report_items(regime: Regime) -> tuple[ReportItem, ...]:
    """The lines of the yearly report that the register of cases can fill."""
    return tuple(
        ReportItem(entry.key, entry.text("label"), entry.text("counts"), entry.citation, entry.inferred)
        for entry in regime.entries("oversight", "report_item")
    )


def _power(key: str, entry: Entry) -> Power:
    return Power(key, entry.text("label"), entry.text("text"), entry.citation, entry.also)

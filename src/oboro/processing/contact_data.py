"""Which columns of a written table still reach a person (a place to visit, a telephone, a mail address, a device).

The 2026 act forbids the unfair use of information that holds such data. What stands in the table decides, not the name
of the column: 「東京都千代田区」 reaches nobody, a house number does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oboro.engine.detectors.verdict import SURE, detect
from oboro.kernel.errors import NoLawOnDate
from oboro.kernel.text import fold
from oboro.law.contact import ContactWarning, warning
from oboro.law.regime import BodyKind, regime_on
from oboro.processing.written import Written, counted

SAMPLE = 20_000
"""Records looked at outside a workspace: contact data shows in the first rows, and a run must stay quick."""

_KINDS = {
    "phone": "phone",
    "email": "email",
    "address": "address",
    "address_detail": "address",
    "network_address": "device",
}
_USABLE = {
    "phone": re.compile(r"(\+81[-\s]?|0)\d{1,4}[-(\s]?\d{1,4}[-)\s]?\d{3,4}"),
    "email": re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+"),
    "address": re.compile(r".*\d.*|.*[一二三四五六七八九十]+(丁目|番|号).*"),
    "device": re.compile(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{2}([-:][0-9a-f]{2}){5}|[0-9a-f:]*:[0-9a-f:]*", re.IGNORECASE),
}


@dataclass(frozen=True)
class ContactFound:
    """The columns that reach a person and what the law of a day says of them; `told` is None where it says nothing."""

    columns: tuple[tuple[str, str], ...]
    told: ContactWarning | None

    def as_json(self) -> dict[str, Any]:
        """For machines; empty when there is nothing to tell."""
        if self.told is None:
            return {}
        return {
            "columns": list(self.told.columns),
            "binding": self.told.binding,
            "message": self.told.message,
            "citation": self.told.citation.as_json(),
            "inferred": self.told.inferred,
        }

    def as_json_part(self) -> dict[str, Any]:
        """What a command's JSON gains: nothing when there is nothing to tell."""
        return {"contact_data": told} if (told := self.as_json()) else {}

    def lines(self) -> list[str]:
        """For a person; empty when there is nothing to tell."""
        if self.told is None:
            return []
        mark = "注意" if self.told.binding else "予告"
        doubt = f"（{self.told.inferred}）" if self.told.inferred else ""
        return [f"{mark}: 連絡に使える列がある。{self.told.message}（{self.told.citation.short}）{doubt}"]


def contact_data(written: Written, *, body: BodyKind, on: date) -> ContactFound:
    """What to know of the contact data in a written table.

    Args:
        written: the table, counted.
        body: whose information it is.
        on: the day whose law answers; that of the making, not that of the case, for the rule is about use.
    """
    columns = tuple(
        (name, kind) for name, values in written.values.items() if (kind := _kind(name, values)) is not None
    )
    try:
        law = regime_on(body=body, on=on)
    except NoLawOnDate:
        return ContactFound(columns, None)
    return ContactFound(columns, warning(law, columns))


def contact_data_in(table: Path, *, body: BodyKind, on: date) -> ContactFound:
    """As `contact_data`, from the first SAMPLE records of a table, whose order is chance (SourceUnreadable)."""
    return contact_data(counted(table, most=SAMPLE), body=body, on=on)


def _kind(name: str, values: Mapping[str, int]) -> str | None:
    """The kind of contact data that a column is and still can be used as; None when it reaches nobody."""
    for verdict in detect(name, values.items()):
        kind = _KINDS.get(verdict.key)
        if kind and verdict.confidence >= SURE and any(_USABLE[kind].fullmatch(fold(value)) for value in values):
            return kind
    return None

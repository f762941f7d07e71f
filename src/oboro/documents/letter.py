"""One paper as plain values: what a notice or an application says, before it is ink or screen.

A letter is composed once, from a form of `law.forms` and the values of a case, and then frozen: both the Word file
and the page are printed from the stored letter, so a later change of law or data never changes an issued paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from oboro.kernel.dates import japanese
from oboro.law.forms import FormField, FormSpec

SMALL_PRINT = (
    "この書面は、法令が定める記載事項を並べて印刷したものです。"
    "{number}の印刷された枠の配置は確かめていないため、公布された様式と見た目が異なります。"
)
UNITS = {"persons": "人", "fee_amount": "円"}


class Seal(StrEnum):
    """What stands where the official seal goes."""

    NONE = "none"
    OMITTED = "omitted"
    STAMPED = "stamped"


SEAL_TEXTS = {Seal.NONE: "", Seal.OMITTED: "（公印省略）", Seal.STAMPED: "［公印］"}


@dataclass(frozen=True)
class Table:
    """A small table; `head` names the columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Row:
    """One item of a form: its label, and its text, a table, or both."""

    label: str
    text: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Head:
    """What stands above the items.

    Attributes:
        document_number: given by the office's own document system; empty on a proposer's paper.
        addressee: with its honorific.
        sender: lines: organ and post, or name and address of the proposer.
    """

    on: date
    addressee: str
    sender: tuple[str, ...]
    document_number: str = ""
    seal: Seal = Seal.NONE


@dataclass(frozen=True)
class Letter:
    """A composed paper. All dates are already written in era years; `on` is kept for the file's properties."""

    form: str
    title: str
    document_number: str
    on: str
    dated: str
    addressee: str
    sender: tuple[str, ...]
    seal: str
    opening: str
    rows: tuple[Row, ...]
    closing: tuple[str, ...]
    small_print: str

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored as the snapshot."""
        return asdict(self)

    def text(self) -> str:
        """All words in reading order, one item a line: what two prints of one snapshot must share."""
        lines = [self.form, self.document_number, self.dated, self.addressee, *self.sender, self.seal, self.title]
        lines.append(self.opening)
        for row in self.rows:
            lines += [row.label, row.text]
            if row.table:
                lines += [" ".join(cells) for cells in (row.table.head, *row.table.rows)]
        return "\n".join(line for line in [*lines, *self.closing, self.small_print] if line)


def compose(
    spec: FormSpec,
    values: Mapping[str, Any],
    *,
    head: Head,
    opening: str = "",
    extra: Sequence[Row] = (),
    closing: Sequence[str] = (),
) -> Letter:
    """The letter that a form and the values of a case make. Fields without a value are left out.

    Args:
        spec: the form.
        values: by field key: text, whole number, ISO date, {"from", "to"} of a period, or the rows of a grid.
        head: number, day, addressee, sender.
        opening: the sentence before the items.
        extra: rows behind those of the form, e.g. the lines of the fee.
        closing: sentences behind the items.
    """
    rows = [_row(field, values[field.key]) for field in spec.fields if _given(values.get(field.key))]
    made = plain(spec.title, [*rows, *extra], head=head, opening=opening, closing=closing)
    return replace(
        made, form=spec.number, small_print="" if spec.layout_seen else SMALL_PRINT.format(number=spec.number)
    )


def plain(title: str, rows: Sequence[Row], *, head: Head, opening: str = "", closing: Sequence[str] = ()) -> Letter:
    """A paper for which no form is prescribed: a request, a power of attorney, a contract."""
    return Letter(
        form="",
        title=title,
        document_number=head.document_number,
        on=head.on.isoformat(),
        dated=japanese(head.on),
        addressee=head.addressee,
        sender=tuple(head.sender),
        seal=SEAL_TEXTS[head.seal],
        opening=opening,
        rows=tuple(rows),
        closing=tuple(closing),
        small_print="",
    )


def from_json(snapshot: Mapping[str, Any]) -> Letter:
    """The letter that a stored snapshot holds."""
    rows = tuple(
        Row(
            label=row["label"],
            text=row["text"],
            table=Table(
                tuple(row["table"]["head"]),
                tuple(tuple(cells) for cells in row["table"]["rows"]),
            )
            if row["table"]
            else None,
        )
        for row in snapshot["rows"]
    )
    lists = {"sender": tuple(snapshot["sender"]), "closing": tuple(snapshot["closing"])}
    return Letter(**{**snapshot, "rows": rows, **lists})


def _given(value: object) -> bool:
    return value not in (None, "", [], {})


def _row(field: FormField, value: Any) -> Row:
    if field.kind == "grid":
        return Row(label=field.label, text=str(value.get("extraction", "")), table=_grid(value["items"]))
    return Row(label=field.label, text=_text(field, value))


def _text(field: FormField, value: Any) -> str:
    match field.kind:
        case "int":
            return f"{int(value):,}{UNITS.get(field.key, '')}"
        case "date":
            return japanese(date.fromisoformat(str(value)))
        case "period":
            start, end = (japanese(date.fromisoformat(str(value[side]))) for side in ("from", "to"))
            return f"{start}から{end}まで"
        case "choice":
            return dict(field.choices).get(str(value), str(value))
        case "bool":
            return "はい" if value is True else str(value)
        case _:
            return str(value)


def _grid(items: Sequence[Mapping[str, Any]]) -> Table:
    rows = tuple(
        (str(item["name"]), "要" if item["wanted"] else "不要", str(item["granularity"]) if item["wanted"] else "―")
        for item in items
    )
    return Table(head=("記録項目", "要否", "希望する細かさ"), rows=rows)

"""A whole rehearsal register: ordered by its wishes, made sheet by sheet, written once."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np

from oboro.files import replacing
from oboro.kernel.errors import UsageError
from oboro.rehearsal import dirt, resident_table, sheet
from oboro.rehearsal.numbering import CAPACITY
from oboro.rehearsal.population import people_per_part
from oboro.rehearsal.residents import Ints, Residents, settle
from oboro.rehearsal.tables import Area, find_area, parts_of

CENSUS_DAY = date(2020, 10, 1)
SHEET = 20_000  # records made at a time: bounds the memory whatever the size of the register
ENCODINGS = ("cp932", "utf-8", "utf-8-sig")
TRUTH_HEADER = ("record", "column", "class", "kind", "start", "end")

LAYOUTS: dict[str, Callable[[], dict[str, Callable[[sheet.Sheet], list[str]]]]] = {
    "register": lambda: sheet.COLUMNS,
    "resident-table": resident_table.columns,
}
OLD_LETTER, OWN_LETTER = "𠮷", "\ue000"  # the latter is what CP932 has for the first letter of the user's own area

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What register to make. Equal wishes give equal bytes.

    Attributes:
        people: how many residents, or None for the number counted in the census (of known age).
        dirt: share of the records with one spoilt cell, 0 to 1.
        on: day of the register; ages on it reproduce the census counts.
        history: write older rows of a person before the latest.
        layout: "register" (one of this project) or "resident-table" (the 122 columns of a municipal system).
        old_letters: write 吉 of surnames as 𠮷; in CP932, which lacks it, as a letter of the user's own area (外字).
    """

    municipality: str
    people: int | None = None
    seed: int = 1
    encoding: str = "cp932"
    dirt: float = 0.0
    on: date = CENSUS_DAY
    history: bool = False
    layout: str = "register"
    old_letters: bool = False

    def __post_init__(self) -> None:
        if self.encoding not in ENCODINGS:
            raise UsageError(f"文字コードは {'、'.join(ENCODINGS)} のいずれかで指定してください。")
        if self.layout not in LAYOUTS:
            raise UsageError(f"列の並びは {'、'.join(LAYOUTS)} のいずれかで指定してください。")
        if not 0 <= self.dirt <= 1:
            raise UsageError("汚れの割合は 0 から 1 までの数で指定してください。")
        if self.people is not None and not 1 <= self.people <= CAPACITY:
            raise UsageError(f"人数は 1 から {CAPACITY:,} までで指定してください。")
        if self.seed < 0:
            raise UsageError("乱数の種は 0 以上の整数で指定してください。")


@dataclass(frozen=True)
class Made:
    """What was made: the municipality, and how many persons, households, records and spoilt cells."""

    area: Area
    persons: int
    households: int
    records: int
    stains: int


def columns(layout: str = "register") -> tuple[str, ...]:
    """Names of the columns of a layout, in order."""
    return tuple(LAYOUTS[layout]())


def write(wish: Wish, *, out: Path, truth: Path | None = None, progress: Progress | None = None) -> Made:
    """Make a register and write it as CSV (CRLF, header in the first line), and the truth about it beside.

    Both files appear only when they are complete.

    Raises:
        UsageError: the wish names no municipality, or several.
        OutputError: a file cannot be written.
    """
    area = find_area(wish.municipality)
    targets = [out] if truth is None else [out, truth]
    with ExitStack() as stack:
        files = [stack.enter_context(replacing(target)) for target in targets]
        return _write(area, wish, files[0], files[1] if truth else None, progress)


def _write(area: Area, wish: Wish, out: BinaryIO, truth: BinaryIO | None, progress: Progress | None) -> Made:
    encoding = wish.encoding.removesuffix("-sig")
    total = area.persons if wish.people is None else wish.people
    out.write(b"\xef\xbb\xbf" if wish.encoding.endswith("-sig") else b"")
    out.write(_csv([columns(wish.layout)]).encode(encoding))
    if truth is not None:
        truth.write(_csv([TRUTH_HEADER]).encode("utf-8"))
    persons = households = records = stains = 0
    for residents, page in sheets(area, wish):
        cells = {name: make(page) for name, make in LAYOUTS[wish.layout]().items()}
        if wish.old_letters:
            _old_letters(cells, OWN_LETTER if encoding == "cp932" else OLD_LETTER)
        spoilt = dirt.soil(cells, share=wish.dirt, rng=page.rng)
        out.write(_csv(zip(*cells.values(), strict=True)).encode(encoding))
        if truth is not None:
            truth.write(_csv(_truth(page, spoilt, records)).encode("utf-8"))
        records, stains = records + page.size, stains + len(spoilt)
        persons, households = residents.first + residents.count, residents.first_household + residents.households
        if progress is not None:
            progress(residents.first + int(page.person[-1]) + 1, total)
    return Made(area, persons, households, records, stains)


def _old_letters(cells: dict[str, list[str]], letter: str) -> None:
    """Write 吉 of surnames as an older letter, in place."""
    for name in resident_table.WITH_OLD_LETTER:
        if name in cells:
            cells[name] = [text.replace("吉", letter) for text in cells[name]]


def sheets(area: Area, wish: Wish) -> Iterator[tuple[Residents, sheet.Sheet]]:
    """The register sheet by sheet; the residents of one ward at a time are in memory."""
    first = first_household = 0
    parts = parts_of(area)
    for part, counts in zip(parts, people_per_part(parts, wish.people), strict=True):
        if counts.sum() == 0:
            continue
        residents = settle(part, counts, first=first, first_household=first_household, on=wish.on, seed=wish.seed)
        for number, start in enumerate(range(0, residents.count, SHEET)):
            rng = np.random.default_rng([wish.seed, int(part.code), 2, number])
            people = np.arange(start, min(start + SHEET, residents.count))
            yield residents, _sheet(residents, people, wish, rng)
        first, first_household = first + residents.count, first_household + residents.households


def _sheet(residents: Residents, people: Ints, wish: Wish, rng: np.random.Generator) -> sheet.Sheet:
    rows = 1 + np.minimum(rng.poisson(0.45, people.size), 4) if wish.history else np.ones(people.size, dtype=np.int64)
    person = np.repeat(people, rows)
    version = np.arange(person.size) - np.repeat(np.cumsum(rows) - rows, rows) + 1
    latest = version == np.repeat(rows, rows)
    return sheet.Sheet(residents, person, version, latest, wish.on, wish.seed, rng)


def _truth(page: sheet.Sheet, spoilt: list[dirt.Stain], before: int) -> list[tuple[str | int, ...]]:
    """Rows of the truth file: record numbers count from 1 over the whole register, characters from 0."""
    stains: list[tuple[str | int, ...]] = [(before + s.record + 1, s.column, "dirt", s.kind, "", "") for s in spoilt]
    spans: list[tuple[str | int, ...]] = [
        (before + record + 1, "備考", "embedded", span.kind, span.start, span.end)
        for record, found in page.spans.items()
        for span in found
    ]
    return sorted(stains + spans, key=lambda row: (row[0], row[1], str(row[4]).zfill(6)))


def _csv(rows: Iterable[Iterable[str | int]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()

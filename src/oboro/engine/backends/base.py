"""What every backend answers: counts for the mind, rows for the paper."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from oboro.engine.equivalence import Classes, Codes, Ints, Sensitive, counted_tally, plain_tally, tally_of
from oboro.engine.plan import Plan


@dataclass(frozen=True, eq=False)
class Coding:
    """A column with a small integer for each of its values; several values may share one.

    Attributes:
        column: name.
        code_of: source value → code, from 0 to len(labels) − 1.
        labels: code → what it stands for.
    """

    column: str
    code_of: Mapping[str, int]
    labels: tuple[str, ...]


class Backend(Protocol):
    """An engine that holds a source. Rows stay inside; counts come out."""

    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def records(self) -> int: ...

    def count_by(self, column: str) -> list[tuple[str, int]]:
        """Values of a column with their records, most frequent first."""
        ...

    def uneven(self, column: str) -> int:
        """How many groups of values of a column differ in width or outer spaces alone."""
        ...

    def exclude(self, keys: frozenset[str], column: str | None) -> tuple[int, int]:
        """Remove records by the value of a column, or by record number: (records removed, keys not found)."""
        ...

    def first_record(self, column: str, values: Sequence[str]) -> int:
        """The number, from 1, of the first record that holds one of these values."""
        ...

    def classes(self, quasi: Sequence[Coding], *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """The histogram of the quasi-identifiers' codes."""
        ...

    def write(self, plan: Plan, path: Path, *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """Carry out the plan and write the table; answers the classes of the rows that were written."""
        ...


@dataclass(frozen=True, eq=False)
class Counted:
    """What a backend counted, before it becomes classes.

    Attributes:
        groups, records: the distinct combinations in lexicographic order, with their records.
        persons: distinct rows of (combination, person), or None when each record is a person.
        sensitive: per coding, rows of (combination, value, records), or with persons distinct rows of (combination,
            value, person).
    """

    groups: Codes
    records: Ints
    persons: Ints | None
    sensitive: Sequence[tuple[Coding, Ints]]

    def as_classes(self) -> Classes:
        """The same as equivalence classes."""
        tally = plain_tally(self.records) if self.persons is None else tally_of(self.persons[:, 0], self.persons[:, 1])
        sensitive = {part.column: self._part(part, rows) for part, rows in self.sensitive}
        return Classes(self.groups, self.records, tally, sensitive)

    def _part(self, coding: Coding, rows: Ints) -> Sensitive:
        combinations, values, third = rows.T
        width = len(coding.labels)
        cells = combinations * width + values
        if self.persons is None:
            whole = np.bincount(values, third, width).astype(np.int64)
            return Sensitive(coding.column, coding.labels, counted_tally(cells, third), whole)
        pairs = np.unique(np.stack([values, third]), axis=1)
        whole = np.bincount(pairs[0], minlength=width)
        return Sensitive(coding.column, coding.labels, tally_of(cells, third), whole)


def even(value: str) -> str:
    """A value without differences of width (NFKC) and without outer spaces, to find what was meant to be the same."""
    return unicodedata.normalize("NFKC", value).strip()


def written_field(value: str) -> str:
    """A value as RFC 4180 writes it, with quotes only where they are needed."""
    if any(sign in value for sign in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value

"""The referee: plain Python, slow and obvious. Every other backend must answer what this one answers."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from oboro.engine.backends.base import Coding, even, written_field
from oboro.engine.equivalence import Classes, Codes, Sensitive, Tally, tally_of
from oboro.engine.plan import Keep, Plan
from oboro.engine.reading import Source, header, records
from oboro.engine.table import is_blank


class Reference:
    """A source held as a list of rows."""

    def __init__(self, source: Source) -> None:
        self.columns = header(source)
        self._rows = [(number, fields) for number, (_, fields) in enumerate(records(source), start=1)]

    @property
    def records(self) -> int:
        """How many records there are."""
        return len(self._rows)

    def count_by(self, column: str) -> list[tuple[str, int]]:
        """Values of a column with their records, most frequent first, then in the order of the code points."""
        counts = Counter(self._values(column))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def uneven(self, column: str) -> int:
        """How many groups of values differ in width or outer spaces alone."""
        return sum(count > 1 for count in Counter(even(value) for value in set(self._values(column))).values())

    def blank(self, column: str) -> int:
        """How many records hold nothing, or spaces alone, in a column."""
        return sum(is_blank(value) for value in self._values(column))

    def exclude(self, keys: frozenset[str], column: str | None) -> tuple[int, int]:
        """Remove records by value or number: (records removed, keys not found)."""
        names = [str(number) for number, _ in self._rows] if column is None else self._values(column)
        kept = [row for row, name in zip(self._rows, names, strict=True) if name not in keys]
        removed = len(self._rows) - len(kept)
        self._rows = kept
        return removed, len(keys - set(names))

    def first_record(self, column: str, values: Sequence[str]) -> int:
        """The number, from 1, of the first record that holds one of these values."""
        place = self.columns.index(column)
        return next(number for number, fields in self._rows if fields[place] in values)

    def sampled(self, quasi: Sequence[Coding], every: int) -> Codes:
        """The codes of every so-manieth record, by its number: rows × columns."""
        rows = self._rows_of([self._codes(coding) for coding in quasi])
        kept = [row for row, (number, _) in zip(rows, self._rows, strict=True) if number % every == 0]
        return np.array(kept, dtype=np.int32).reshape(len(kept), len(quasi))

    def about(self, quasi: Sequence[Coding]) -> int:
        """How many distinct combinations of codes there are."""
        return len(set(self._rows_of([self._codes(coding) for coding in quasi])))

    def below(self, quasi: Sequence[Coding], *, person: str | None, k: int) -> int:
        """How many records stand in classes of fewer than k persons."""
        classes = self.classes(quasi, person=person, sensitive=[])
        return int(classes.records[classes.persons < k].sum())

    def classes(self, quasi: Sequence[Coding], *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """The histogram of the quasi-identifiers' codes."""
        rows = self._rows_of([self._codes(coding) for coding in quasi])
        return self._counted(rows, [True] * self.records, person, sensitive)

    def write(self, plan: Plan, path: Path, *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """Carry out the plan, write the table, and count the classes of the written rows."""
        groups = [[step.group_of[value] for value in self._values(step.column)] for step in plan.recodes]
        rows = self._rows_of(groups)
        suppressed = {tuple(group) for group in plan.suppressed.tolist()}
        stays = [row not in suppressed for row in rows]
        old, new = plan.moved or (np.zeros((0, 0)), np.zeros((0, 0)))
        instead = dict(zip(map(tuple, old.tolist()), map(tuple, new.tolist()), strict=True))
        rows = [instead.get(row, row) for row in rows]
        fields, recoded = [], 0
        for step in plan.steps:
            if isinstance(step, Keep):
                texts = self._values(step.column)
            else:
                texts = [step.labels[row[recoded]] for row in rows]
                recoded += 1
            fields.append([written_field(text) for text in texts])
        lines = [",".join(line) for line, stay in zip(zip(*fields, strict=True), stays, strict=True) if stay]
        if len(plan.steps) == 1:
            lines = [line or '""' for line in lines]
        lines.sort(key=lambda line: (_place(plan.seed, line), line))
        text = "\n".join([",".join(written_field(name) for name in plan.names), *lines]) + "\n"
        path.write_text(text, encoding="utf-8", newline="")
        return self._counted(rows, stays, person, sensitive)

    def _counted(
        self, rows: list[tuple[int, ...]], stays: list[bool], person: str | None, sensitive: Sequence[Coding]
    ) -> Classes:
        counts = Counter(row for row, stay in zip(rows, stays, strict=True) if stay)
        order = sorted(counts)
        place = {row: number for number, row in enumerate(order)}
        named = [str(number) for number, _ in self._rows] if person is None else self._values(person)
        number_of = {name: number for number, name in enumerate(sorted(set(named)))}
        people = [number_of[name] for name in named]
        parts = {}
        for coding in sensitive:
            codes, width = self._codes(coding), len(coding.labels)
            held = {(place[r] * width + c, p) for r, c, p, s in zip(rows, codes, people, stays, strict=True) if s}
            each = Counter(code for code, _ in {(c, p) for c, p, s in zip(codes, people, stays, strict=True) if s})
            whole = np.array([each[code] for code in range(width)], dtype=np.int64)
            parts[coding.column] = Sensitive(coding.column, coding.labels, _tally(held), whole)
        pairs = {(place[r], p) for r, p, stay in zip(rows, people, stays, strict=True) if stay}
        width = len(rows[0]) if rows else 0
        return Classes(
            groups=np.array(order, dtype=np.int32).reshape(len(order), width),
            records=np.array([counts[row] for row in order], dtype=np.int64),
            tally=_tally(pairs),
            sensitive=parts,
        )

    def _rows_of(self, columns: list[list[int]]) -> list[tuple[int, ...]]:
        return list(zip(*columns, strict=True)) if columns else [()] * self.records

    def _values(self, column: str) -> list[str]:
        place = self.columns.index(column)
        return [fields[place] for _, fields in self._rows]

    def _codes(self, coding: Coding) -> list[int]:
        return [coding.code_of[value] for value in self._values(coding.column)]


def _tally(pairs: set[tuple[int, int]]) -> Tally:
    table = np.array(sorted(pairs), dtype=np.int64).reshape(len(pairs), 2)
    return tally_of(table[:, 0], table[:, 1])


def _place(seed: int, line: str) -> int:
    return int.from_bytes(hashlib.md5(f"{seed}\n{line}".encode(), usedforsecurity=False).digest()[8:], "little")

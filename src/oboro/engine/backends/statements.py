"""The statements that all SQL engines share: codes by joining dictionaries, counts by grouping packed codes.

An engine adds how a statement is run, how a small table gets in, and the few words in which its dialect differs. The
rows never leave it: out come counts, and the rows of the result, each distinct one once with how often it stands there.
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa

# ruff: noqa: S608 -- statements are built from our own short names and from texts that `literal` quotes
from oboro.engine.backends.base import Coding, Packing, even, written_field
from oboro.engine.backends.sheet import Sheet, write_csv, write_parquet
from oboro.engine.equivalence import Classes, Codes, Ints, Sensitive, Tally, plain_tally
from oboro.engine.plan import Keep, Plan
from oboro.engine.table import SPACES


@dataclass(frozen=True)
class Relation:
    """Rows as a query: packed codes k0, k1, …; values v0, v1, … of the sensitive columns; person; line fields f0, ….

    Attributes:
        query: the SELECT.
        packing: how the codes of the quasi-identifiers stand in the keys.
        weight: SQL that counts the records of a group.
    """

    query: str
    packing: Packing
    weight: str = "count(*)"

    @property
    def keys(self) -> str:
        """The keys, separated by commas."""
        return ", ".join(f"k{place}" for place in range(len(self.packing.keys)))


class Statements(AbstractContextManager["Statements"]):
    """A source that an SQL engine holds: the relation `source` with columns c0, c1, … and `number`, the record's."""

    columns: tuple[str, ...]
    spaced: frozenset[str] = frozenset()
    """Columns in which a cell of spaces alone is a missing value."""

    @abstractmethod
    def keep(self, name: str, query: str) -> None:
        """Carry out a query and keep its rows under a name until `drop`; replaces what had the name."""

    @abstractmethod
    def drop(self, *names: str) -> None:
        """Forget what was kept or put under these names, if anything was."""

    @abstractmethod
    def put(self, name: str, table: pa.Table) -> None:
        """Bring a small table in; replaces what had the name."""

    @abstractmethod
    def define(self, name: str, query: str) -> None:
        """Give a query a name, without carrying it out."""

    @abstractmethod
    def rows(self, query: str) -> list[Any]:
        """All rows of a query."""

    @abstractmethod
    def table(self, query: str) -> Ints:
        """Rows × columns of a query that answers integers alone."""

    @abstractmethod
    def sorted_batches(self, query: str, order: str) -> Iterator[pa.RecordBatch]:
        """The rows of a query in an order, in pieces."""

    @abstractmethod
    def holds_text(self, column: str) -> bool:
        """Whether the column is text in the engine; if not, it is read as the text of its values."""

    @abstractmethod
    def place_of(self, seed: int) -> str:
        """What orders the result, from the column `line`: the lower half of its MD5 digest with the seed."""

    @abstractmethod
    def distinct(self, fields: Sequence[str]) -> str:
        """SQL of about how many different combinations of these fields there are."""

    @abstractmethod
    def close(self) -> None:
        """Let everything go; a second time does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    anti = "ANTI JOIN"
    matches = "regexp_matches({}, '{}')"
    whole_division = "//"

    @property
    def records(self) -> int:
        """How many records there are."""
        return self.number("SELECT count(*) FROM source")

    def number(self, query: str) -> int:
        """The one integer a query answers."""
        return int(self.rows(query)[0][0])

    def short(self, column: str) -> str:
        """The name of a column inside the engine."""
        return f"c{self.columns.index(column)}"

    def text(self, column: str) -> str:
        """SQL of a column's value as text; the missing value is the empty one."""
        text, spaces = self._as_it_stands(column), self._spaces_in(column)
        if not spaces:
            return text
        return f"CASE WHEN {text} IN ({', '.join(literal(one) for one in spaces)}) THEN '' ELSE {text} END"

    def count_by(self, column: str) -> list[tuple[str, int]]:
        """Each value of a column with its number of records, most frequent first, then in the order of the code points.

        The empty string is the missing value.
        """
        self._values(column)
        self._spaces_in(column, counted=True)
        found = self.rows(
            "SELECT value, CAST(sum(n) AS BIGINT) AS n FROM held_values GROUP BY value ORDER BY n DESC, value"
        )
        self.drop("held_values")
        return [(str(value), int(often)) for value, often in found]

    def uneven(self, column: str) -> int:
        """How many groups of values differ in width or outer spaces alone (only odd values come out of the engine)."""
        if not self.holds_text(column):
            return 0
        text = self._as_it_stands(column)
        value = f"SELECT DISTINCT {text} AS value FROM source"
        odd = {row[0] for row in self.rows(f"{value} WHERE {self.matches.format(text, '[^!-~]')}")}
        if not odd:
            return 0
        folded = Counter(even(one) for one in odd)
        self.put("even_values", pa.table({"value": pa.array(sorted(folded), pa.string())}))
        plain = self.rows(f"SELECT v.value FROM ({value}) AS v JOIN even_values AS e ON v.value = e.value")
        self.drop("even_values")
        folded.update(row[0] for row in plain if row[0] not in odd)
        return sum(count > 1 for value, count in folded.items() if value or column not in self.spaced)

    def blank(self, column: str) -> int:
        """How many records hold nothing, or spaces alone, in a column."""
        told = self.matches.format(self._as_it_stands(column), f"[^{SPACES}]")
        return self.number(f"SELECT count(*) FROM source WHERE NOT {told}")

    def exclude(self, keys: frozenset[str], column: str | None) -> tuple[int, int]:
        """Leave out records by the value of a column, or by record number from 1: (how many, keys not found)."""
        key = "CAST(source.number AS STRING)" if column is None else self.text(column)
        self.put("excluded", pa.table({"value": pa.array(sorted(keys), pa.string())}))
        held = f"SELECT {key} AS value FROM source"
        removed, found = self.rows(
            f"SELECT count(*), count(DISTINCT s.value) FROM ({held}) AS s JOIN excluded AS e ON s.value = e.value"
        )[0]
        self.define("source", f"SELECT source.* FROM loaded AS source {self.anti} excluded ON {key} = excluded.value")
        return int(removed), len(keys) - int(found)

    def first_record(self, column: str, values: Sequence[str]) -> int:
        """The number, from 1, of the first record that holds one of these values."""
        self.put("asked", pa.table({"value": pa.array(list(values), pa.string())}))
        held = f"SELECT {self.text(column)} AS value, source.number AS number FROM source"
        found = self.number(f"SELECT min(s.number) FROM ({held}) AS s JOIN asked ON s.value = asked.value")
        self.drop("asked")
        return found

    def sampled(self, quasi: Sequence[Coding], every: int) -> Codes:
        """The codes of every so-manieth record, by its number: rows × columns."""
        rows = self._coded(quasi, None, [])
        found = self.table(f"SELECT {rows.keys} FROM ({rows.query} WHERE source.number % {every} = 0) AS r")
        return rows.packing.unpacked([np.ascontiguousarray(key) for key in found.T])

    def about(self, quasi: Sequence[Coding]) -> int:
        """About how many distinct combinations of codes there are (to within a few per cent)."""
        rows = self._coded(quasi, None, [])
        return self.number(f"SELECT {self.distinct(rows.keys.split(', '))} FROM ({rows.query}) AS r")

    def below(self, quasi: Sequence[Coding], *, person: str | None, k: int) -> int:
        """How many records stand in classes of fewer than k persons."""
        rows = self._coded(quasi, person, [])
        people = "count(*)" if person is None else "count(DISTINCT person)"
        groups = f"SELECT count(*) AS n, {people} AS people FROM ({rows.query}) AS r GROUP BY {rows.keys}"
        return self.number(f"SELECT coalesce(sum(n), 0) FROM ({groups}) AS g WHERE people < {k}")

    def classes(self, quasi: Sequence[Coding], *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """The histogram of the quasi-identifiers' codes."""
        return self._counted(self._coded(quasi, person, sensitive), person, sensitive)

    def write(self, plan: Plan, path: Path, *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """Carry out the plan, write the table (CSV, or Parquet by the ending), and count the written rows' classes."""
        quasi = [Coding(step.column, step.group_of, step.labels) for step in plan.recodes]
        kept = [self.text(step.column) for step in plan.steps if isinstance(step, Keep)]
        fields = [f"v{place}" for place in range(len(sensitive))] + [f"f{place}" for place in range(len(kept))]
        fields += [] if person is None else ["person"]
        rows = self._moved(plan, self._without(plan, self._coded(quasi, person, sensitive, kept)), fields)
        made = self._grouped(rows, len(sensitive), len(kept))
        counted = rows if person is not None else made
        classes = self._counted(counted, person, sensitive)
        self._written(plan, made, path)
        self.drop("made", "gone", "moved")
        return classes

    # --- private ---------------------------------------------------------------------------------------------------

    def _values(self, column: str) -> None:
        """Keep `held_values`: what stands in a column, as it stands (raw) and as text (value), with its records."""
        counts = f"SELECT {self.short(column)} AS c, count(*) AS n FROM source GROUP BY {self.short(column)}"
        self.keep("held_values", f"SELECT c AS raw, {self._said(column)} AS value, n FROM ({counts}) AS g")

    def _said(self, column: str) -> str:
        if not self.holds_text(column):
            return "coalesce(CAST(c AS STRING), '')"
        if column not in self.spaced:
            return "coalesce(c, '')"
        return f"CASE WHEN {self.matches.format('c', f'[^{SPACES}]')} THEN c ELSE '' END"

    def _as_it_stands(self, column: str) -> str:
        name = f"source.{self.short(column)}"
        return f"coalesce({name if self.holds_text(column) else f'CAST({name} AS STRING)'}, '')"

    def _spaces_in(self, column: str, *, counted: bool = False) -> list[str]:
        """What there is of spaces alone in a column where that is a missing value; looked for once, among its values.

        Args:
            column: name.
            counted: whether `held_values` are those of the column just now.
        """
        if column not in self.spaced or not self.holds_text(column):
            return []
        if column not in self._spaces:
            if not counted:
                self._values(column)
            found = self.rows("SELECT raw FROM held_values WHERE value = '' AND raw <> '' ORDER BY raw")
            self._spaces[column] = [str(row[0]) for row in found]
            if not counted:
                self.drop("held_values")
        return self._spaces[column]

    @cached_property
    def _spaces(self) -> dict[str, list[str]]:
        return {}

    def _dictionary(self, name: str, column: str, code_of: Mapping[str, int]) -> None:
        """Put a table (raw, code) under a name; where the column is no text, its values are looked up first."""
        values: list[str | None] = list(code_of)
        codes = list(code_of.values())
        if self.holds_text(column) and "" in code_of:
            missing = [None, *self._spaces_in(column)]
            values, codes = [*values, *missing], [*codes, *[code_of[""]] * len(missing)]
        given = pa.table({"raw": pa.array(values, pa.string()), "code": pa.array(codes, pa.int64())})
        if self.holds_text(column):
            self.put(name, given)
            return
        self.put("given", given)
        self._values(column)
        self.keep(name, "SELECT v.raw AS raw, g.code AS code FROM held_values AS v JOIN given AS g ON v.value = g.raw")
        self.drop("held_values", "given")

    def _coded(
        self, quasi: Sequence[Coding], person: str | None, sensitive: Sequence[Coding], kept: Sequence[str] = ()
    ) -> Relation:
        """The rows as codes; `kept` is SQL of further fields."""
        packing = Packing(tuple(len(part.labels) for part in quasi))
        joins = []
        for name, part in [*_named("q", quasi), *_named("v", sensitive)]:
            self._dictionary(f"codes_{name}", part.column, part.code_of)
            same = f"source.{self.short(part.column)} IS NOT DISTINCT FROM codes_{name}.raw"
            joins.append(f"JOIN codes_{name} ON {same}")
        fields = [
            (
                " + ".join(f"codes_q{place}.code * CAST({stride} AS BIGINT)" for place, stride in held)
                or "CAST(0 AS BIGINT)"
            )
            + f" AS k{number}"
            for number, held in enumerate(packing.keys)
        ]
        fields += [f"codes_v{place}.code AS v{place}" for place in range(len(sensitive))]
        fields += [f"{field} AS f{place}" for place, field in enumerate(kept)]
        if person is not None:
            fields.append(f"{self.text(person)} AS person")
        return Relation(f"SELECT {', '.join(fields)} FROM source {' '.join(joins)}", packing)

    def _without(self, plan: Plan, rows: Relation) -> Relation:
        if not len(plan.suppressed):
            return rows
        columns = [pa.array(key, pa.int64()) for key in rows.packing.packed(plan.suppressed)]
        self.put("gone", pa.table(columns, names=rows.keys.split(", ")))
        same = " AND ".join(f"r.k{place} = gone.k{place}" for place in range(len(columns)))
        return Relation(f"SELECT r.* FROM ({rows.query}) AS r {self.anti} gone ON {same}", rows.packing)

    def _moved(self, plan: Plan, rows: Relation, fields: Sequence[str]) -> Relation:
        """The rows with the keys of some classes replaced; `fields` are the columns beside the keys."""
        if plan.moved is None or not len(plan.moved[0]):
            return rows
        keys = rows.keys.split(", ")
        told = {}
        for letter, groups in zip("kt", plan.moved, strict=True):
            for number, held in enumerate(rows.packing.keys):
                key = sum((groups[:, place].astype(np.int64) * stride for place, stride in held), np.int64(0))
                told[f"{letter}{number}"] = pa.array(np.broadcast_to(key, len(groups)), pa.int64())
        self.put("moved", pa.table(told))
        new = [f"coalesce(moved.t{number}, r.{key}) AS {key}" for number, key in enumerate(keys)]
        same = " AND ".join(f"r.{key} = moved.{key}" for key in keys)
        chosen = ", ".join([*new, *(f"r.{field}" for field in fields)])
        return Relation(f"SELECT {chosen} FROM ({rows.query}) AS r LEFT JOIN moved ON {same}", rows.packing)

    def _grouped(self, rows: Relation, values: int, kept: int) -> Relation:
        """The rows to be written, each distinct one once where many are alike, as they are where all are recoded."""
        fields = [
            *rows.keys.split(", "),
            *(f"v{place}" for place in range(values)),
            *(f"f{place}" for place in range(kept)),
        ]
        if kept and self._mostly_different(fields, rows):
            return Relation(f"SELECT r.*, CAST(1 AS BIGINT) AS n FROM ({rows.query}) AS r", rows.packing)
        held = ", ".join(fields)
        self.keep("made", f"SELECT {held}, count(*) AS n FROM ({rows.query}) AS r GROUP BY {held}")
        return Relation("SELECT * FROM made", rows.packing, "CAST(sum(n) AS BIGINT)")

    def _mostly_different(self, fields: Sequence[str], rows: Relation) -> bool:
        different, all_rows = self.rows(f"SELECT {self.distinct(fields)}, count(*) FROM ({rows.query}) AS r")[0]
        return bool(different * 2 > all_rows)

    def _counted(self, rows: Relation, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        if person is not None:
            return self._people_counted(rows, sensitive)
        groups, records, parts = None, np.zeros(0, dtype=np.int64), {}
        named: list[tuple[str, Coding | None]] = [*_named("v", sensitive)] or [("", None)]
        for value, coding in named:
            by = f"{rows.keys}, {value}" if value else rows.keys
            found = self._groups(rows.query, by, rows.weight)
            keys, class_of = _runs(found[:, : len(rows.packing.keys)])
            groups = rows.packing.unpacked(keys) if groups is None else groups
            records = np.bincount(class_of, found[:, -1], len(keys[0])).astype(np.int64)
            if coding is not None:
                width = len(coding.labels)
                whole = np.bincount(found[:, -2], found[:, -1], width).astype(np.int64)
                tally = Tally(class_of * width + found[:, -2], found[:, -1].copy(), _none(), _none(), 0)
                parts[coding.column] = Sensitive(coding.column, coding.labels, tally, whole)
        assert groups is not None
        return Classes(groups, records, plain_tally(records), parts)

    def _groups(self, query: str, by: str, weight: str = "count(*)") -> Ints:
        return self.table(f"SELECT {by}, {weight} AS n FROM ({query}) AS r GROUP BY {by} ORDER BY {by}")

    def _people_counted(self, rows: Relation, sensitive: Sequence[Coding]) -> Classes:
        found = self._groups(rows.query, rows.keys, rows.weight)
        keys = [np.ascontiguousarray(key) for key in found[:, :-1].T]
        parts = {}
        for value, coding in _named("v", sensitive):
            width = len(coding.labels)
            each = self._groups(f"SELECT DISTINCT {value}, person FROM ({rows.query}) AS r", value)
            whole = np.bincount(each[:, 0], each[:, 1], width).astype(np.int64)
            tally = self._people(rows, keys, value, width)
            parts[coding.column] = Sensitive(coding.column, coding.labels, tally, whole)
        return Classes(rows.packing.unpacked(keys), found[:, -1].copy(), self._people(rows, keys, "", 1), parts)

    def _people(self, rows: Relation, keys: Sequence[Ints], value: str, width: int) -> Tally:
        """Who stands in which cell: as a number, but for persons in several cells, who come by name."""
        by = f"{rows.keys}, {value}" if value else rows.keys
        names = by.split(", ")
        self.keep("pairs", f"SELECT DISTINCT {by}, person FROM ({rows.query}) AS r")
        often = "SELECT person FROM pairs GROUP BY person HAVING count(*) > 1"
        self.keep("several", f"SELECT person, row_number() OVER (ORDER BY person) - 1 AS name FROM ({often}) AS p")
        on = "several ON pairs.person = several.person"
        alone = self._groups(f"SELECT pairs.* FROM pairs {self.anti} {on}", by)
        cell = ", ".join(f"pairs.{name} AS {name}" for name in names)
        shared = self.table(f"SELECT {cell}, several.name AS name FROM pairs JOIN {on} ORDER BY {by}, name")
        self.drop("pairs", "several")

        def cells(found: Ints) -> Ints:
            classes = _ranks(keys, found[:, : len(keys)])
            return classes * width + found[:, len(keys)] if value else classes

        several = int(shared[:, -1].max(initial=-1)) + 1
        return Tally(cells(alone), alone[:, -1].copy(), cells(shared), shared[:, -1].copy(), several)

    def _written(self, plan: Plan, made: Relation, path: Path) -> None:
        """The rows in an order that only they and the seed decide."""
        place_of = {place: (number, stride) for number, held in enumerate(made.packing.keys) for place, stride in held}
        fields, joins, kept, recoded = [], [], 0, 0
        for step in plan.steps:
            if isinstance(step, Keep):
                fields.append(self._field(f"r.f{kept}"))
                kept += 1
                continue
            name, (number, stride) = f"labels_q{recoded}", place_of[recoded]
            texts = [written_field(label) for label in step.labels]
            codes = pa.array(range(len(texts)), pa.int64())
            self.put(name, pa.table({"code": codes, "label": pa.array(texts, pa.string())}))
            code = f"(r.k{number} {self.whole_division} {stride}) % {len(texts)}"
            joins.append(f"JOIN {name} ON {code} = {name}.code")
            fields.append(f"{name}.label")
            recoded += 1
        line = " || ',' || ".join(fields)
        line = f"coalesce(nullif({line}, ''), '\"\"')" if len(fields) == 1 else line
        sheet = Sheet(plan, made.packing)
        is_text = path.suffix == ".csv"
        wanted = "line, n" if is_text else ", ".join([made.keys, *(f"f{place}" for place in range(kept)), "n"])
        query = f"SELECT {wanted} FROM (SELECT r.*, {line} AS line FROM ({made.query}) AS r {' '.join(joins)}) AS w"
        batches = self.sorted_batches(query, f"{self.place_of(plan.seed)}, line")
        (write_csv if is_text else write_parquet)(sheet, batches, path)
        self.drop(*(f"labels_q{place}" for place in range(recoded)))

    def _field(self, field: str) -> str:
        quotes = f"'\"' || replace({field}, '\"', '\"\"') || '\"'"
        return f"CASE WHEN {self.matches.format(field, _ODD)} THEN {quotes} ELSE {field} END"


_ODD = '[,"\\r\\n]'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _named(letter: str, parts: Sequence[Coding]) -> list[tuple[str, Coding]]:
    return [(f"{letter}{place}", part) for place, part in enumerate(parts)]


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _runs(keys: Ints) -> tuple[list[Ints], Ints]:
    """Sorted rows of keys → (each distinct row once, by column; the place of every row among them)."""
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return [np.ascontiguousarray(key) for key in keys[new].T], np.cumsum(new) - 1


def _ranks(keys: Sequence[Ints], asked: Ints) -> Ints:
    """Per asked row its place among the sorted distinct rows of keys."""
    known, wanted = np.zeros(len(keys[0]), dtype=np.int64), np.zeros(len(asked), dtype=np.int64)
    for place, key in enumerate(keys):
        values = np.unique(key)
        both = [np.searchsorted(values, column) for column in (key, asked[:, place])]
        known, wanted = (whole * len(values) + part for whole, part in zip((known, wanted), both, strict=True))
        levels = np.unique(known)
        known, wanted = np.searchsorted(levels, known), np.searchsorted(levels, wanted)
    return wanted.astype(np.int64)

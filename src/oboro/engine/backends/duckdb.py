"""The fast engine: an embedded DuckDB that loads the source once and answers counts."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import numpy as np

# ruff: noqa: S608 -- statements are built from `literal` and our own short column names only
from oboro.engine.backends.base import Coding, Counted, even, written_field
from oboro.engine.equivalence import Classes, Ints
from oboro.engine.plan import Keep, Plan
from oboro.engine.reading import Source, as_utf8, header, normalised, records
from oboro.kernel.errors import OutputError, SourceUnreadable

IN_MEMORY = 64 * 1024 * 1024
"""Sources up to this many bytes are held in memory; larger ones in a database file in the scratch folder."""


class DuckDB(AbstractContextManager["DuckDB"]):
    """A source, loaded. Use as a context; all files of its own lie in `scratch`, which the caller removes.

    Attributes:
        columns: names of the loaded columns, in the order of the file.
        connection: the open connection; table `source` holds the records in the order of the file (`rowid` from 0).
            Its columns are named c0, c1, … (see `short`), because SQL takes "A" and "a" for one name.
    """

    def __init__(self, source: Source, *, scratch: Path, only: Collection[str] | None = None) -> None:
        self.source = source
        names = header(source)
        self.columns = tuple(name for name in names if only is None or name in only)
        plain = as_utf8(source, scratch=scratch)
        place = ":memory:" if plain.stat().st_size <= IN_MEMORY else str(scratch / "rows.duckdb")
        self.connection = duckdb.connect(place, config=_config(scratch))
        try:
            self._load(plain, names, scratch)
        except BaseException:
            self.connection.close()
            raise

    @property
    def records(self) -> int:
        """How many records the source has."""
        return self.number("SELECT count(*) FROM source")

    def count_by(self, column: str) -> list[tuple[str, int]]:
        """Each value of a column with its number of records, most frequent first, then in the order of the code points.

        The empty string is the missing value.
        """
        name = self.short(column)
        return self.rows(f"SELECT {name}, count(*) AS n FROM source GROUP BY {name} ORDER BY n DESC, {name}")

    def uneven(self, column: str) -> int:
        """How many groups of values differ in width or outer spaces alone (only odd values come out of the engine)."""
        name = self.short(column)
        odd = {
            row[0] for row in self.rows(f"SELECT DISTINCT {name} FROM source WHERE regexp_matches({name}, '[^!-~]')")
        }
        folded = Counter(even(value) for value in odd)
        plain = f"SELECT DISTINCT {name} FROM source WHERE {name} IN (SELECT unnest($1))"
        folded.update(row[0] for row in self.rows(plain, [sorted(folded)]) if row[0] not in odd)
        return sum(count > 1 for count in folded.values())

    def exclude(self, keys: frozenset[str], column: str | None) -> tuple[int, int]:
        """Remove records by the value of a column, or by record number from 1: (records removed, keys not found)."""
        name = "CAST(rowid + 1 AS VARCHAR)" if column is None else self.short(column)
        self._codes("excluded", dict.fromkeys(keys, 0))
        missing = self.number(f"SELECT count(*) FROM excluded WHERE value NOT IN (SELECT {name} FROM source)")
        before = self.records
        self.run(f"DELETE FROM source WHERE {name} IN (SELECT value FROM excluded)")
        self.run("DROP TABLE excluded")
        return before - self.records, missing

    def first_record(self, column: str, values: Sequence[str]) -> int:
        """The number, from 1, of the first record that holds one of these values."""
        return 1 + self.number(
            f"SELECT min(rowid) FROM source WHERE {self.short(column)} IN (SELECT unnest($1))", [list(values)]
        )

    def classes(self, quasi: Sequence[Coding], *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """The histogram of the quasi-identifiers' codes."""
        with self._coded([(part.column, part.code_of) for part in quasi], person, sensitive) as select:
            self.run(f"CREATE TABLE coded AS {select}")
            try:
                return self._counted("coded", len(quasi), person, sensitive)
            finally:
                self.run("DROP TABLE coded")

    def write(self, plan: Plan, path: Path, *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """Carry out the plan, write the table, and count the classes of the written rows."""
        quasi = [(step.column, step.group_of) for step in plan.recodes]
        with self._coded(quasi, person, sensitive, plan) as select:
            kept = select
            if len(plan.suppressed):
                self._suppressed(plan)
                keys = " AND ".join(f"made.q{place} = gone.q{place}" for place in range(len(quasi)))
                kept = f"SELECT * FROM ({select}) AS made ANTI JOIN gone ON {keys}"
            self.run(f"CREATE OR REPLACE TABLE made AS {kept}")
        head = ",".join(written_field(name) for name in plan.names).replace('"', '""')
        self.run(
            f'COPY (SELECT line AS "{head}" FROM made '
            f"ORDER BY md5_number_lower({literal(str(plan.seed))} || chr(10) || line), line) "
            f"TO {literal(str(path))} (FORMAT csv, HEADER true, QUOTE '', ESCAPE '', DELIMITER ',')"
        )
        return self._counted("made", len(quasi), person, sensitive)

    def short(self, column: str) -> str:
        """The name of a column inside the engine."""
        return f"c{self.columns.index(column)}"

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Any]:
        """All rows of a query."""
        found: list[Any] = self.run(query, parameters).fetchall()
        return found

    def number(self, query: str, parameters: Sequence[object] = ()) -> int:
        """The one integer a query answers."""
        return int(self.rows(query, parameters)[0][0])

    def run(self, query: str, parameters: Sequence[object] = ()) -> Any:
        """Run a statement.

        Raises:
            OutputError: the scratch folder or the target cannot be written.
        """
        try:
            return self.connection.execute(query, list(parameters) or None)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise OutputError(
                "作業用のファイルを書けません。", hint="ディスクの空きと書き込みの権限を確かめてください。"
            ) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    @contextmanager
    def _coded(
        self,
        quasi: Sequence[tuple[str, Mapping[str, int]]],
        person: str | None,
        sensitive: Sequence[Coding],
        plan: Plan | None = None,
    ) -> Iterator[str]:
        """A query of the rows: codes q0, q1, …, v0, … and person. Its dictionaries live as long as the context."""
        parts = [(f"q{place}", *part) for place, part in enumerate(quasi)]
        parts += [(f"v{place}", part.column, part.code_of) for place, part in enumerate(sensitive)]
        chosen, joins = [f"{self._line(plan)} AS line" if plan else "0 AS one"], []
        for name, column, code_of in parts:
            self._codes(f"codes_{name}", code_of)
            chosen.append(f"codes_{name}.code AS {name}")
            joins.append(f"JOIN codes_{name} ON source.{self.short(column)} = codes_{name}.value")
        for number, step in enumerate(plan.recodes if plan else ()):
            self._codes(f"labels_q{number}", {written_field(label): code for code, label in enumerate(step.labels)})
            joins.append(f"JOIN labels_q{number} ON codes_q{number}.code = labels_q{number}.code")
        if person is not None:
            key = self.short(person)
            self.run(
                "CREATE OR REPLACE TABLE people AS SELECT value, row_number() OVER () - 1 AS code "
                f"FROM (SELECT DISTINCT {key} AS value FROM source)"
            )
            chosen.append("people.code AS person")
            joins.append(f"JOIN people ON source.{key} = people.value")
        yield f"SELECT {', '.join(chosen)} FROM source {' '.join(joins)}"
        for name, _, _ in parts:
            self.run(f"DROP TABLE codes_{name}")

    def _line(self, plan: Plan) -> str:
        """SQL of a written row."""
        fields, number = [], 0
        for step in plan.steps:
            if isinstance(step, Keep):
                field = f"source.{self.short(step.column)}"
                quotes = f"'\"' || replace({field}, '\"', '\"\"') || '\"'"
                fields.append(f"CASE WHEN regexp_matches({field}, '[,\"\\r\\n]') THEN {quotes} ELSE {field} END")
            else:
                fields.append(f"labels_q{number}.value")
                number += 1
        line = " || ',' || ".join(fields)
        return f"coalesce(nullif({line}, ''), '\"\"')" if len(fields) == 1 else line

    def _suppressed(self, plan: Plan) -> None:
        columns = plan.suppressed.T.tolist()
        lists = ", ".join(f"unnest(${place}::INTEGER[]) AS q{place - 1}" for place in range(1, len(columns) + 1))
        self.run(f"CREATE OR REPLACE TABLE gone AS SELECT {lists}", columns)

    def _counted(self, table: str, width: int, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        names = [f"q{place}" for place in range(width)]
        keys = ", ".join(names)
        group = f"GROUP BY {keys}" if names else "HAVING count(*) > 0"
        order = f"ORDER BY {keys}" if names else ""
        self.run(
            f"CREATE OR REPLACE TABLE combinations AS SELECT row_number() OVER ({order}) - 1 AS id, * FROM "
            f"(SELECT {', '.join([*names, 'count(*) AS n'])} FROM {table} {group})"
        )
        same = " AND ".join(f"t.{name} = combinations.{name}" for name in names) or "true"
        joined = f"(SELECT t.*, combinations.id FROM {table} AS t JOIN combinations ON {same})"
        found = self._table(f"SELECT n{''.join(f', {name}' for name in names)} FROM combinations ORDER BY id")
        parts = []
        for place, coding in enumerate(sensitive):
            third = "count(*)" if person is None else "person"
            group = "GROUP BY ALL" if person is None else ""
            distinct = "" if person is None else "DISTINCT"
            query = f"SELECT {distinct} id, v{place} AS value, {third} AS third FROM {joined} {group} ORDER BY ALL"
            parts.append((coding, self._table(query)))
        pairs = None if person is None else self._table(f"SELECT DISTINCT id, person FROM {joined} ORDER BY ALL")
        return Counted(found[:, 1:].astype(np.int32), found[:, 0].copy(), pairs, parts).as_classes()

    def _table(self, query: str) -> Ints:
        found = self.run(query).fetchnumpy()
        return np.stack([np.asarray(column, dtype=np.int64) for column in found.values()], axis=1)

    def _codes(self, table: str, code_of: Mapping[str, int]) -> None:
        self.run(
            f"CREATE OR REPLACE TABLE {table} AS SELECT unnest($1::VARCHAR[]) AS value, unnest($2::INTEGER[]) AS code",
            [list(code_of), list(code_of.values())],
        )

    def _load(self, plain: Path, names: Sequence[str], scratch: Path) -> None:
        try:
            self._create(plain, names)
        except duckdb.ProgrammingError as error:
            for _ in records(
                self.source
            ):  # names the line of a broken record; DuckDB's own words would show its values
                pass
            try:
                self._create(normalised(self.source, scratch=scratch), names)
            except duckdb.ProgrammingError:
                raise SourceUnreadable(f"{self.source.path.name}を表として読めません。") from error

    def _create(self, plain: Path, names: Sequence[str]) -> None:
        kept = ", ".join(f"coalesce(r{names.index(name)}, '') AS {self.short(name)}" for name in self.columns)
        kinds = ", ".join(f"'r{place}': 'VARCHAR'" for place in range(len(names)))
        self.run(
            f"CREATE TABLE source AS SELECT {kept} FROM read_csv({literal(str(plain))}, auto_detect=false, "
            f"header=true, delim={literal(self.source.delimiter)}, quote='\"', escape='\"', nullstr='', "
            f"strict_mode=true, null_padding=false, max_line_size=67108864, columns={{{kinds}}})"
        )


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _config(scratch: Path) -> dict[str, Any]:
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(scratch / "spill"),
    }

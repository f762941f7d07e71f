"""The engine of one machine: an embedded DuckDB that keeps to a limit of memory and goes through files beyond it."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

# ruff: noqa: S608 -- statements are built from `literal` and our own short column names only
from oboro.engine.backends.resources import Resources
from oboro.engine.backends.statements import Statements, literal
from oboro.engine.equivalence import Ints
from oboro.engine.formats.columnar import exactly
from oboro.engine.reading import Source, as_utf8, header, normalised, records
from oboro.kernel.errors import OutputError, SourceUnreadable

IN_MEMORY = 64 * 1024 * 1024
"""Sources up to this many bytes are held in memory; larger ones in a database file in the scratch folder."""

PIECE = 1 << 17
"""Rows that come out of the engine at a time."""


class DuckDB(Statements):
    """A source. Use as a context; all files of its own lie in `scratch`, which the caller removes.

    Attributes:
        columns: names of the columns, in the order of the file.
        connection: the open connection; relation `source` holds the records. Its columns are named c0, c1, …
            (see `short`), because SQL takes "A" and "a" for one name, and `number`, the record's from 1.
    """

    def __init__(
        self,
        source: Source,
        *,
        scratch: Path,
        only: Collection[str] | None = None,
        resources: Resources | None = None,
        once: bool = False,
        told: Callable[[int, int], None] | None = None,
    ) -> None:
        """Open a source.

        Args:
            source: what is read. Parquet stays where it is; other formats are loaded.
            scratch: a folder for all files of the engine.
            only: columns that are wanted; all of them when None.
            resources: what may be used of the machine.
            once: a table of our own making that is read once only, so that checking and loading it would be wasted.
            told: called now and then with the rows that the present pass has seen, and all rows (or of 100 hundredths,
                as long as the rows are not counted).
        """
        self.source, self.scratch, self.once = source, scratch, once
        self.spaced = source.spaces_are_missing
        self.names = header(source)
        self.columns = tuple(name for name in self.names if only is None or name in only)
        self._typed: set[str] = set()
        plain = source.path if source.format == "parquet" or once else as_utf8(source, scratch=scratch)
        in_memory = source.format == "parquet" or once or plain.stat().st_size <= IN_MEMORY
        place = ":memory:" if in_memory else str(scratch / "rows.duckdb")
        self.connection = duckdb.connect(place, config=_config(scratch, resources or Resources()))
        self._all, self._ended = 100, threading.Event()
        self._teller: threading.Thread | None = None
        if told is not None:
            self.run("SET enable_progress_bar = true")  # else it does not keep account of its progress
            self.run("SET enable_progress_bar_print = false")
            self._teller = threading.Thread(target=self._tell, args=(told,), daemon=True)
            self._teller.start()
        try:
            if source.format == "parquet":
                self._attach(plain)
            else:
                self._load(plain)
            self.define("source", "SELECT * FROM loaded")
            self._all = self.records
        except BaseException:
            self.close()
            raise

    def keep(self, name: str, query: str) -> None:
        """Carry out a query into a table."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def put(self, name: str, table: pa.Table) -> None:
        """Bring a small table in."""
        self.connection.register("given_table", table)
        self.keep(name, "SELECT * FROM given_table")
        self.connection.unregister("given_table")

    def drop(self, *names: str) -> None:
        """Drop tables."""
        for name in names:
            self.run(f"DROP TABLE IF EXISTS {name}")

    def define(self, name: str, query: str) -> None:
        """Make a view."""
        self.run(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def rows(self, query: str) -> list[Any]:
        """All rows of a query."""
        with _writing():
            found: list[Any] = self.run(query).fetchall()
        return found

    def table(self, query: str) -> Ints:
        """Rows × columns of a query that answers integers alone."""
        with _writing():
            found = self.run(query).fetchnumpy()
        held = np.empty((len(next(iter(found.values()))), len(found)), dtype=np.int64, order="F")
        for place, name in enumerate(tuple(found)):
            held[:, place] = found.pop(name)  # let go at once: both forms of all columns would be twice the memory
        return held

    def sorted_batches(self, query: str, order: str) -> Iterator[pa.RecordBatch]:
        """The rows of a query in an order, in pieces."""
        with _writing():
            yield from self.connection.sql(f"{query} ORDER BY {order}").to_arrow_reader(PIECE)

    def holds_text(self, column: str) -> bool:
        """Whether the column is text."""
        return column not in self._typed

    def place_of(self, seed: int) -> str:
        """The half of the MD5 digest that DuckDB has on top; its md5_number_lower is four times slower."""
        return f"CAST(md5_number({literal(str(seed))} || chr(10) || line) >> 64 AS UBIGINT)"

    def distinct(self, fields: Sequence[str]) -> str:
        """HyperLogLog over a hash."""
        return f"approx_count_distinct(hash({', '.join(fields)}))"

    def run(self, query: str) -> Any:
        """Run a statement.

        Raises:
            OutputError: the scratch folder or the target cannot be written, or the memory does not suffice.
        """
        with _writing():
            return self.connection.execute(query)

    def close(self) -> None:
        """Let everything go."""
        self._ended.set()
        if self._teller is not None and self._teller is not threading.current_thread():
            self._teller.join()  # it asks the connection, which must be open then
        self.connection.close()

    def _tell(self, told: Callable[[int, int], None]) -> None:
        """DuckDB says of a running statement how far it is, in hundredths (below 0: it cannot tell)."""
        while not self._ended.wait(1.0):
            done = self.connection.query_progress()
            if 0 < done < 100:
                told(round(self._all * done / 100), self._all)

    def _attach(self, path: Path) -> None:
        """Parquet needs no loading: its columns are read where they lie, as often as they are asked for."""
        read = f"read_parquet({literal(exactly(path))}, file_row_number=true)"
        try:
            kinds = {row[0]: row[1] for row in self.rows(f"DESCRIBE SELECT * FROM {read}")}
            self._typed = {name for name in self.columns if kinds[name] != "VARCHAR"}
            chosen = ", ".join(f"{_quoted(name)} AS {self.short(name)}" for name in self.columns)
            self.define("loaded", f"SELECT {chosen}, file_row_number + 1 AS number FROM {read}")
        except duckdb.Error as error:
            raise SourceUnreadable(f"{self.source.path.name}をParquetとして読めません。") from error

    def _load(self, plain: Path) -> None:
        try:
            self._create(plain)
        except duckdb.ProgrammingError as error:
            for _ in records(
                self.source
            ):  # names the line of a broken record; DuckDB's own words would show its values
                pass
            try:
                self._create(normalised(self.source, scratch=self.scratch))
            except duckdb.ProgrammingError:
                raise SourceUnreadable(f"{self.source.path.name}を表として読めません。") from error

    def _create(self, plain: Path) -> None:
        kept = ", ".join(f"coalesce(r{self.names.index(name)}, '') AS {self.short(name)}" for name in self.columns)
        kinds = ", ".join(f"'r{place}': 'VARCHAR'" for place in range(len(self.names)))
        read = (
            f"SELECT {kept} FROM read_csv({literal(exactly(plain))}, auto_detect=false, "
            f"header=true, delim={literal(self.source.delimiter)}, quote='\"', escape='\"', nullstr='', "
            f"strict_mode=true, null_padding=false, max_line_size=67108864, columns={{{kinds}}})"
        )
        if self.once:
            self.define("loaded", f"SELECT *, CAST(0 AS BIGINT) AS number FROM ({read})")
        else:
            self.run(f"CREATE OR REPLACE TABLE records AS {read}")
            self.define("loaded", "SELECT *, rowid + 1 AS number FROM records")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise OutputError(
            "作業用のファイルを書けないか、メモリーが足りません。",
            hint="ディスクの空きと書き込みの権限を確かめ、空いていればmemoryを増やしてください。",
        ) from error


def _config(scratch: Path, resources: Resources) -> dict[str, Any]:
    held = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # All our joins have the many rows on the left. Over several small tables the optimiser guesses too few rows,
        # turns the joins round and goes through millions of rows with one core.
        "disabled_optimizers": "join_order,build_side_probe_side",
        "temp_directory": str(scratch / "spill"),
        "memory_limit": f"{resources.engine_bytes // 10**6}MB",
    }
    return held | ({"threads": str(resources.threads)} if resources.threads else {})

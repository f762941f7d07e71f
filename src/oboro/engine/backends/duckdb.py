"""The fast engine: an embedded DuckDB that loads the source once and answers counts."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

# ruff: noqa: S608 -- statements are built from `literal` and our own short column names only
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

    def __init__(self, source: Source, *, scratch: Path, only: Sequence[str] | None = None) -> None:
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

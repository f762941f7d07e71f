"""The engine of many machines: the same statements on Spark, for those who outgrow one.

Spark is slower than DuckDB on one machine (docs/explanation/when-to-use-spark.md). It is an extra, imported only when
a recipe or the command asks for it; it speaks to the master that is named there and to nobody else (ADR 0107).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

# ruff: noqa: S608 -- statements are built from `literal` and our own short column names only
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.resources import Resources
from oboro.engine.backends.statements import Statements, literal
from oboro.engine.equivalence import Ints
from oboro.engine.reading import Source, header
from oboro.kernel.errors import OutputError, SourceUnreadable, UsageError

PIECE = 1 << 17
_UNLIKE = ("float", "double", "timestamp", "array", "map", "struct", "binary", "interval")
"""Kinds of columns whose values Spark writes as other texts than DuckDB; they are refused, not guessed."""

_DIALECT = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.parser.escapedStringLiterals": "true",  # a backslash in a pattern stays a backslash
    "spark.sql.session.timeZone": "UTC",
}


class Spark(Statements):
    """A source on a cluster. Use as a context.

    Parquet is read where it lies, by all machines; other formats are read here and laid into `scratch` as Parquet. The
    sorted result passes through `scratch` too, so all machines of a cluster must reach that folder and the source.

    Attributes:
        columns: names of the columns, in the order of the file.
    """

    anti = "LEFT ANTI JOIN"
    matches = "{} RLIKE '{}'"
    whole_division = "div"

    def __init__(
        self, source: Source, *, scratch: Path, only: Collection[str] | None = None, resources: Resources
    ) -> None:
        names = header(source)
        self.columns = tuple(name for name in names if only is None or name in only)
        self.source, self.scratch, self.spaced = source, scratch, source.spaces_are_missing
        self._kept: dict[str, Any] = {}
        self._session, self._ours = _session(resources)
        self._session.sparkContext.setLogLevel("ERROR")
        for name, value in _DIALECT.items():
            self._session.conf.set(name, value)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def keep(self, name: str, query: str) -> None:
        """Name a query and hold its rows on the cluster, in memory or on its disks."""
        self.drop(name)
        with _at_work():
            self._kept[name] = self._session.sql(query).persist()
            self._kept[name].createOrReplaceTempView(name)

    def put(self, name: str, table: pa.Table) -> None:
        """Bring a small table in."""
        with _at_work():
            self._session.createDataFrame(table).createOrReplaceTempView(name)

    def drop(self, *names: str) -> None:
        """Forget tables."""
        for name in names:
            self._session.catalog.dropTempView(name)
            if name in self._kept:
                self._kept.pop(name).unpersist()

    def define(self, name: str, query: str) -> None:
        """Make a view."""
        with _at_work():
            self._session.sql(query).createOrReplaceTempView(name)

    def rows(self, query: str) -> list[Any]:
        """All rows of a query."""
        with _at_work():
            return [tuple(row) for row in self._session.sql(query).collect()]

    def table(self, query: str) -> Ints:
        """Rows × columns of a query that answers integers alone."""
        with _at_work():
            found = self._session.sql(query).toArrow()
        held = np.empty((found.num_rows, found.num_columns), dtype=np.int64, order="F")
        for place, column in enumerate(found.columns):
            held[:, place] = column.to_numpy()
        return held

    def sorted_batches(self, query: str, order: str) -> Iterator[pa.RecordBatch]:
        """The rows of a query in an order: sorted by all machines into numbered files, which are read in turn."""
        folder = self.scratch / "sorted"
        with _at_work():
            self._session.sql(f"{query} ORDER BY {order}").write.mode("overwrite").parquet(_address(folder))
        for part in sorted(folder.glob("part-*.parquet")):
            with pq.ParquetFile(part) as file:
                yield from file.iter_batches(PIECE)

    def holds_text(self, column: str) -> bool:
        """Whether the column is text."""
        return column not in self._typed

    def place_of(self, seed: int) -> str:
        """The lower half of MD5, byte by byte from the last, which sorts as DuckDB's number does."""
        digest = f"md5(CAST(concat({literal(str(seed))}, chr(10), line) AS BINARY))"
        return f"concat({', '.join(f'substr({digest}, {place}, 2)' for place in range(31, 16, -2))})"

    def distinct(self, fields: Sequence[str]) -> str:
        """HyperLogLog over a hash, to 2 per cent."""
        return f"approx_count_distinct(xxhash64({', '.join(fields)}), 0.02)"

    def close(self) -> None:
        """Let everything go; a session that was there before stays."""
        while self._kept:
            self._kept.popitem()[1].unpersist()
        if self._ours:
            self._session.stop()
            self._ours = False

    def _open(self) -> None:
        number = "_metadata.row_index + 1 AS number"
        chosen = [f"{_quoted(name)} AS {self.short(name)}" for name in self.columns]
        path = self.source.path
        if self.source.format != "parquet":
            path, number = self.scratch / "rows.parquet", "number"
            chosen = [self.short(name) for name in self.columns]
            with DuckDB(self.source, scratch=self.scratch, only=self.columns) as here:
                here.run(f"COPY (SELECT * FROM loaded) TO {literal(str(path))} (FORMAT parquet)")
        with _at_work():
            found = self._session.read.parquet(_escaped(_address(path))).selectExpr(*chosen, number)
            found.createOrReplaceTempView("loaded")
            self.define("source", "SELECT * FROM loaded")
        kinds = dict(found.dtypes)
        self._typed = {name for name in self.columns if kinds[self.short(name)] != "string"}
        for name in self._typed:
            if kinds[self.short(name)].startswith(_UNLIKE):
                raise SourceUnreadable(
                    f"列「{name}」の型は、Sparkでは加工できません。",
                    hint="文字列、整数、小数（decimal）、日付のどれかにしてください。",
                )


# --- private -----------------------------------------------------------------------------------------------------


def _session(resources: Resources) -> tuple[Any, bool]:
    """A session of its own names, and whether the connection to the cluster is ours to end."""
    try:
        from pyspark.errors import PySparkException  # optional: an extra of 480 MB
        from pyspark.sql import SparkSession  # optional: an extra of 480 MB
    except ImportError as error:
        raise UsageError("Sparkが入っていません。", hint="pip install 'oboro[spark]' で入ります。") from error
    there = SparkSession.getActiveSession()
    if there is not None:
        return there.newSession(), False
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "16",
    }
    if resources.master.startswith("local"):
        settings |= {
            "spark.driver.memory": f"{resources.bytes // 10**6}m",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    else:
        settings["spark.executor.memory"] = f"{resources.bytes // 10**6}m"
    builder = SparkSession.builder.appName("oboro").master(resources.master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise UsageError("Sparkを始められません。", hint="Java 17以上と、masterの場所を確かめてください。") from error
    return session, True


@contextmanager
def _at_work() -> Iterator[None]:
    """What Spark says of a failure may show values of cells; it is not passed on."""
    from pyspark.errors import PySparkException  # optional: an extra of 480 MB

    try:
        yield
    except PySparkException as error:
        raise OutputError(
            f"Sparkでの計算が失敗しました（{type(error).__name__}）。",
            hint="どの機械からも入力と作業用のフォルダーが見えるか、空き容量とメモリーを確かめてください。",
        ) from None


def _address(path: Path) -> str:
    """The path as Spark takes one: it does not know %5B for a bracket."""
    return f"file:///{path.absolute().as_posix().lstrip('/')}"


def _escaped(address: str) -> str:
    """The address of this very file, where a pattern could be meant: `住民[1].parquet` would be 住民1.parquet."""
    return re.sub(r"[][{}*?\\]", r"\\\g<0>", address)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"

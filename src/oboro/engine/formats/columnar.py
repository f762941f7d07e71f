"""Parquet files, and queries on a database file: SQLite or DuckDB. Nothing here reaches a server."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from oboro.kernel.errors import ColumnMismatch, RecipeInvalid, SourceUnreadable

_PIECE = 10_000
_SQLITE = b"SQLite format 3\0"
_PARQUET = "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)"
"""In the database's own words, as the engine reads them where they lie: Python's say True and 1e+20."""
_CLOSED = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def exactly(path: Path) -> str:
    """The path as DuckDB's readers must be told it, so that this very file is read.

    They take *, ? and [ for a pattern: of `住民[1].csv` they would read `住民1.csv`, where there is one.
    """
    return re.sub(r"[*?[]", r"[\g<0>]", str(path))


def fractions_in(path: Path) -> frozenset[str]:
    """The columns of a Parquet file that are binary fractions, where 0.0 and -0.0 are one value.

    Raises:
        SourceUnreadable: no such file, or not Parquet.
    """
    try:
        with duckdb.connect(config=dict(_CLOSED)) as connection:
            kinds = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [exactly(path)]).fetchall()
    except duckdb.Error as error:
        raise SourceUnreadable(f"{path.name}をParquetとして読めません。") from error
    return frozenset(str(name) for name, kind, *_ in kinds if kind in {"FLOAT", "DOUBLE"})


def rows(path: Path, *, query: str = "") -> Iterator[tuple[int, list[str]]]:
    """Header, then each row, numbered from 2; NULL is the missing value, all else its text.

    Raises:
        SourceUnreadable: no such file, or not of this format.
        RecipeInvalid: the query is no single SELECT, or the database refuses it.
        ColumnMismatch: names of a Parquet file that differ in case alone.
    """
    if query and not query.lstrip().lower().startswith(("select", "with")):
        raise RecipeInvalid("queryにはSELECT文を一つだけ書いてください。")
    try:
        with path.open("rb") as file:
            sqlite = file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise SourceUnreadable(f"{path.name}を開けません。", hint="ファイルの場所を確かめてください。") from error
    return _sqlite(path, query) if query and sqlite else _duckdb(path, query)


def refuse_alike(names: Sequence[str], file: str) -> None:
    """In Parquet, names that differ in case alone are one name to most readers, which rename or mistake a column.

    Raises:
        ColumnMismatch: there are such names.
    """
    first = {name.lower(): name for name in reversed(names)}
    if alike := [(first[name.lower()], name) for name in names if first[name.lower()] != name]:
        raise ColumnMismatch(
            f"{file}の列名に、大文字と小文字だけが違うものが{len(alike)}組あります（最初は「{alike[0][0]}」と「{alike[0][1]}」）。"
            "Parquetでは、多くのソフトがこれを同じ列とみなします。",
            hint="どちらかの列名を変えるか、CSVを使ってください。",
        )


def _sqlite(path: Path, query: str) -> Iterator[tuple[int, list[str]]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            cursor = connection.execute(query)
        except sqlite3.Error as error:
            raise RecipeInvalid(
                "queryをデータベースが受け付けません。", hint="表と列の名前を確かめてください。"
            ) from error
        yield 1, [column[0] for column in cursor.description]
        for number, values in enumerate(cursor, start=2):
            yield number, [_text(value) for value in values]


def _duckdb(path: Path, query: str) -> Iterator[tuple[int, list[str]]]:
    try:
        config: dict[str, Any] = dict(_CLOSED)
        connection = (
            duckdb.connect(str(path), read_only=True, config=config) if query else duckdb.connect(config=config)
        )
    except duckdb.Error as error:
        raise SourceUnreadable(f"{path.name}をデータベースとして読めません。") from error
    with closing(connection):
        try:
            done = connection.execute(query) if query else connection.execute(_PARQUET, [exactly(path)])
            if not query:
                refuse_alike(pq.read_schema(path).names, path.name)
            yield 1, [column[0] for column in done.description]
            number = 1
            while piece := done.fetchmany(_PIECE):
                for values in piece:
                    number += 1
                    yield number, [_text(value) for value in values]
        except (duckdb.CatalogException, duckdb.BinderException, duckdb.ParserException) as error:
            raise RecipeInvalid(
                "queryをデータベースが受け付けません。", hint="表と列の名前を確かめてください。"
            ) from error
        except duckdb.Error as error:
            raise SourceUnreadable(f"{path.name}をParquetとして読めません。") from error


def _text(value: object) -> str:
    return "" if value is None else str(value)

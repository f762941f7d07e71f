"""How long a survey takes against what DuckDB needs to count the distinct values of the same file.

Each runs in a fresh process: loading the file and counting the distinct values of all columns in plain DuckDB, and the
whole survey, on 30 columns of the kinds that registers have.
"""

import sys
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.results import Result, load, timed
from oboro.engine.guessing import guess
from oboro.engine.survey import survey as look
from oboro.law.regime import BodyKind, Scheme, regime

COLUMNS = 30
NOTES = (
    "The whole process of each, started in turn; the survey proposes role, legal class and treatment of every column."
)
KINDS = (
    "lpad(CAST(i * 7919 % {n} AS VARCHAR), 10, '0')",  # a number of each record
    "lpad(CAST(i * 104729 % ({n} // 2 + 1) AS VARCHAR), 10, '0')",  # a number of each household
    "CAST(DATE '1930-01-01' + CAST(hash(i + {c}) % 33000 AS INTEGER) AS VARCHAR)",  # a day
    "CASE hash(i + {c}) % 2 WHEN 0 THEN '男' ELSE '女' END",
    "'柏市' || CAST(hash(i + {c}) % 4000 AS VARCHAR) || '番地'",
    "CAST(hash(i + {c}) % 120 AS VARCHAR)",
)


def measure(folder: Path, *, rows: int) -> Result:
    """Make the file and compare."""
    path = folder / "register.csv"
    made = ", ".join(KINDS[c % len(KINDS)].format(n=rows, c=c * 1_000_003) + f' AS "列{c + 1}"' for c in range(COLUMNS))
    duckdb.execute(f"COPY (SELECT {made} FROM range({rows}) AS r(i)) TO '{path}' (HEADER)")
    busy, ways = load(), {}
    for way in WAYS:
        ways[way] = timed([sys.executable, "-m", "benchmarks.survey", way, path, folder])
        print(way, ways[way].seconds, flush=True)
    size = f"{path.stat().st_size / 1e9:.2f} GB"
    path.unlink()
    plain = ways["plain"]
    found = [
        (way, f"{run.seconds:.1f}", f"{run.seconds / plain.seconds:.2f}", f"{run.processor:.1f}", f"{run.memory:.0f}")
        for way, run in ways.items()
    ]
    told = f"{rows:,} rows × {COLUMNS} columns, CSV of {size}. Load when it began: {busy}."
    return Result("A survey", ("way", "s", "against plain", "processor s", "MB"), tuple(found), f"{NOTES}\n{told}")


def plain(path: Path, folder: Path) -> None:
    """What DuckDB needs to load the file and count the distinct values of each column."""
    database = folder / "bench.duckdb"
    database.unlink(missing_ok=True)
    connection = duckdb.connect(str(database))
    connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}', all_varchar=true)")
    for number in range(1, COLUMNS + 1):
        connection.execute(f'SELECT count(DISTINCT "列{number}") FROM t').fetchall()
    connection.close()
    database.unlink()


def survey(path: Path, _folder: Path) -> None:
    """The whole survey."""
    look(guess(path), regime=regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1)))


WAYS = {"plain": plain, "survey": survey}

if __name__ == "__main__":
    WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))

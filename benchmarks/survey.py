"""How long a survey takes against what DuckDB needs to count the distinct values: python benchmarks/survey.py ROWS DIR.

Writes a file of 30 columns of the kinds that registers have, then times, each in a fresh process: loading it and
counting the distinct values of all columns in plain DuckDB, and the whole survey.

10,000,000 rows (2.84 GB) on two shared cores, November 2026: DuckDB 245.8 s, survey 282.5 s, ratio 1.15.
"""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from oboro.engine.guessing import guess
from oboro.engine.survey import survey as look
from oboro.law.regime import BodyKind, Scheme, regime

COLUMNS = 30
KINDS = (
    "lpad(CAST(i * 7919 % {n} AS VARCHAR), 10, '0')",  # a number of each record
    "lpad(CAST(i * 104729 % ({n} // 2 + 1) AS VARCHAR), 10, '0')",  # a number of each household
    "CAST(DATE '1930-01-01' + CAST(hash(i + {c}) % 33000 AS INTEGER) AS VARCHAR)",  # a day
    "CASE hash(i + {c}) % 2 WHEN 0 THEN '男' ELSE '女' END",
    "'柏市' || CAST(hash(i + {c}) % 4000 AS VARCHAR) || '番地'",
    "CAST(hash(i + {c}) % 120 AS VARCHAR)",
)


def main() -> None:
    """Make the file and compare."""
    rows, folder = int(sys.argv[1]), Path(sys.argv[2])
    path = folder / f"bench_{rows}.csv"
    if len(sys.argv) == 4:
        print({"plain": plain, "survey": survey}[sys.argv[3]](path, folder))
        return
    if not path.exists():
        made = ", ".join(
            KINDS[c % len(KINDS)].format(n=rows, c=c * 1_000_003) + f' AS "列{c + 1}"' for c in range(COLUMNS)
        )
        duckdb.execute(f"COPY (SELECT {made} FROM range({rows}) AS r(i)) TO '{path}' (HEADER)")
    times = {}
    for way in ("plain", "survey"):
        command = [sys.executable, __file__, str(rows), str(folder), way]
        times[way] = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1])
    size = path.stat().st_size / 1e9
    print(f"{rows:,} rows × {COLUMNS} columns ({size:.2f} GB)")
    print(f"DuckDB {times['plain']:.1f} s, survey {times['survey']:.1f} s")
    print(f"ratio {times['survey'] / times['plain']:.2f}")


def plain(path: Path, folder: Path) -> float:
    """Seconds DuckDB needs to load the file and count the distinct values of each column."""
    start = time.perf_counter()
    database = folder / "bench.duckdb"
    database.unlink(missing_ok=True)
    connection = duckdb.connect(str(database))
    connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{path}', all_varchar=true)")
    for number in range(1, COLUMNS + 1):
        connection.execute(f'SELECT count(DISTINCT "列{number}") FROM t').fetchall()
    connection.close()
    database.unlink()
    return time.perf_counter() - start


def survey(path: Path, _folder: Path) -> float:
    """Seconds of the whole survey."""
    start = time.perf_counter()
    look(guess(path), regime=regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1)))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

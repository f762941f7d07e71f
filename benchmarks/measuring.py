"""k, l and t of one table of 1,000,000 rows and 81,925 classes: Oboro, plain DuckDB SQL, pandas and pycanon."""

import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.results import Result, load
from oboro.engine.backends.base import Coding
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.report import measured

ROWS, CLASSES = 1_000_000, 81_925
SIZES = (5, 5, 29, 113)  # their product is the number of classes
QUASI = [f"q{place}" for place in range(len(SIZES))]
VALUES = 14
TIMES = 3
LONGEST_S = 900
HERE = Path(__file__).parent
NOTES = f"""{ROWS:,} rows, {CLASSES:,} classes by {len(SIZES)} columns, a sensitive column of {VALUES} values;
from the Parquet file to k, distinct l and t (equal distance). Seconds inside the program, without starting it;
the best of {TIMES} in turn (pycanon once, stopped after {LONGEST_S} s). All that finish must agree.
pandas and pycanon stand in an environment of their own."""


def measure(folder: Path, *, others: bool) -> Result:
    """All ways in turn."""
    path = folder / "classes.parquet"
    _make(path)
    ways = ["duckdb", "oboro", *(["pandas", "pycanon"] if others else [])]
    python = _environment(folder / "others") if others else Path(sys.executable)
    commands = {
        way: [sys.executable, "-m", "benchmarks.measuring", way, str(path), str(folder)]
        if way in WAYS
        else [str(python), str(HERE / "others.py"), way, str(path)]
        for way in ways
    }
    best: dict[str, dict[str, float]] = {}
    busy = load()
    for turn in range(TIMES):
        for way in ways:
            if way == "pycanon" and turn:
                continue
            found = _one(commands[way])
            if found and (way not in best or found["seconds"] < best[way]["seconds"]):
                best[way] = found
            print(way, found, flush=True)
    agreed = {(found["k"], found["l"], round(found["t"], 6)) for found in best.values()}
    if len(agreed) != 1:
        raise RuntimeError(f"the ways disagree: {best}")
    plain = best["duckdb"]
    rows = [
        (
            way,
            f"{best[way]['seconds']:.2f}" if way in best else f"over {LONGEST_S}",
            f"{best[way]['seconds'] / plain['seconds']:.2f}" if way in best else "",
            f"{best[way]['processor']:.2f}" if way in best else "",
            f"{best[way]['processor'] / plain['processor']:.2f}" if way in best else "",
        )
        for way in ways
    ]
    k, diversity, t = agreed.pop()
    said = f"{NOTES} Found: k = {k}, l = {diversity}, t = {t}. Load when it began: {busy}."
    header = ("way", "s", "against DuckDB", "processor s", "against DuckDB")
    return Result("Measuring k, l and t", header, tuple(rows), said)


def plain_sql(path: Path, _folder: Path) -> tuple[int, int, float]:
    """One statement of bare DuckDB."""
    quasi = ", ".join(QUASI)
    connection = duckdb.connect()
    found = connection.execute(
        f"WITH cells AS (SELECT {quasi}, s, count(*) AS n FROM read_parquet('{path}') GROUP BY {quasi}, s), "
        "whole AS (SELECT s, sum(n) / (SELECT sum(n) FROM cells) AS p FROM cells GROUP BY s), "
        f"sizes AS (SELECT {quasi}, sum(n) AS size, count(*) AS l FROM cells GROUP BY {quasi}), "
        "far AS (SELECT (sum(abs(n / size - p)) + 1 - sum(p)) / 2 AS t "
        f"FROM cells JOIN sizes USING ({quasi}) JOIN whole USING (s) GROUP BY {quasi}) "
        "SELECT (SELECT min(size) FROM sizes), (SELECT min(l) FROM sizes), (SELECT max(t) FROM far)"
    ).fetchone()
    assert found is not None
    return int(found[0]), int(found[1]), float(found[2])


def ours(path: Path, folder: Path) -> tuple[int, int, float]:
    """The engine: count, then the models' figures."""
    with DuckDB(Source(path, format="parquet"), scratch=folder) as engine:
        codings = []
        for name in (*QUASI, "s"):
            values = tuple(value for value, _ in engine.count_by(name))
            codings.append(Coding(name, {value: place for place, value in enumerate(values)}, values))
        classes = engine.classes(codings[:-1], person=None, sensitive=codings[-1:])
    models = (KAnonymity(2), LDiversity("s", 2), TCloseness("s", 0.5))
    k, diversity, t = (model["reached"] for model in measured(classes, models, by_person=False).models)
    return int(k), int(diversity), float(t)


WAYS: dict[str, Callable[[Path, Path], tuple[int, int, float]]] = {"duckdb": plain_sql, "oboro": ours}


def _make(path: Path) -> None:
    fields, stride = [], 1
    for name, size in zip(QUASI, SIZES, strict=True):
        fields.append(f"CAST(c // {stride} % {size} AS VARCHAR) AS {name}")
        stride *= size
    fields.append(f"CAST(hash(i * 3 + 1) % {VALUES} AS VARCHAR) AS s")
    classes = f"CASE WHEN i < {2 * CLASSES} THEN i % {CLASSES} ELSE CAST(hash(i) % {CLASSES} AS BIGINT) END"
    rows = f"SELECT i, {classes} AS c FROM range({ROWS}) AS r(i)"
    duckdb.execute(f"COPY (SELECT {', '.join(fields)} FROM ({rows})) TO '{path}' (FORMAT parquet)")


def _environment(folder: Path) -> Path:
    """An environment with pandas and pycanon, made unless it is there."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
        packages = ["pandas", "pyarrow", "pycanon"]
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=True)
    return python


def _one(command: list[str]) -> dict[str, float] | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    way = WAYS[sys.argv[1]]
    way(Path(sys.argv[2]), Path(sys.argv[3]))  # warm: files read, code compiled
    begun, spent = time.perf_counter(), time.process_time()
    k, diversity, t = way(Path(sys.argv[2]), Path(sys.argv[3]))
    told = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - spent}
    print(json.dumps({**told, "k": k, "l": diversity, "t": t}))

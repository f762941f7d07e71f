"""A whole making from Parquet to Parquet against the floor: bare DuckDB counts, recodes, writes and counts again."""

import json
import shutil
import sys
from pathlib import Path

import duckdb

from benchmarks.results import Result, Run, load, timed
from benchmarks.tables import COARSE, KINDS, Kind, made, recipe

MEMORY = "6GB"
HEADER = (
    "table",
    "rows",
    "distinct",
    "floor s",
    "Oboro s",
    "ratio",
    "ratio of processor time",
    "µs per row",
    "floor MB",
    "Oboro MB",
    "proven",
    "load",
)
NOTES = f"""Eight quasi-identifiers, k = 5, 2 % suppression, Parquet in and out, `memory = "{MEMORY}"`;
the whole command from the shell, with the search, the measuring of the written file and the report.
The floor is one process of bare DuckDB on that file: count the combinations, recode to a fixed coarse level by joins,
write Parquet, count again; it searches nothing and proves nothing. Both run in turn, `rounds` times; the best of each
stands here. "Load" is how many processes wanted a core when a line began."""


def measure(folder: Path, *, sizes: list[int], kinds: list[str], rounds: int) -> Result:
    """Every kind and size, floor and Oboro in turn."""
    rows = []
    for name in kinds:
        for size in sizes:
            busy = load()
            source = made(KINDS[name], size, folder)
            floors, ours, solution = _pairs(KINDS[name], source, folder, rounds)
            floor, our = min(floors, key=lambda run: run.seconds), min(ours, key=lambda run: run.seconds)
            rows.append(
                (
                    name,
                    f"{size:,}",
                    f"{json.loads(floor.said)['distinct']:,}",
                    f"{floor.seconds:.1f}",
                    f"{our.seconds:.1f}",
                    f"{our.seconds / floor.seconds:.2f}",
                    f"{our.processor / floor.processor:.2f}",
                    f"{our.seconds / size * 1e6:.2f}",
                    f"{max(run.memory for run in floors):.0f}",
                    f"{max(run.memory for run in ours):.0f}",
                    "yes" if solution["optimal"] else "no",
                    busy,
                )
            )
            print(rows[-1], json.loads(floor.said), flush=True)
            source.unlink()
    return Result("From Parquet to Parquet", HEADER, tuple(rows), NOTES.replace("`rounds` times", f"{rounds} times"))


def floor(kind: Kind, source: Path, folder: Path) -> dict[str, float]:
    """Bare DuckDB; in this process."""
    columns = ", ".join(kind.columns)
    target = folder / "floor.parquet"
    config = {"memory_limit": MEMORY, "temp_directory": str(folder / "floor-spill")}
    with duckdb.connect(config=config) as connection:
        connection.execute("SET enable_progress_bar = false")
        count = f"SELECT count(*) FROM (SELECT {columns}, count(*) FROM read_parquet('{{}}') GROUP BY {columns})"
        found = connection.execute(count.format(source)).fetchone()
        joins, chosen = [], []
        for name, size, groups in zip(kind.columns, kind.sizes, COARSE, strict=True):
            width = -(-size // groups)
            connection.execute(
                f"CREATE TABLE map_{name} AS SELECT v.{name} AS value, "
                f"CAST(CAST(v.{name} AS INTEGER) // {width} AS VARCHAR) AS label "
                f"FROM (SELECT DISTINCT {name} FROM read_parquet('{source}')) AS v"
            )
            joins.append(f"JOIN map_{name} ON s.{name} = map_{name}.value")
            chosen.append(f"map_{name}.label AS {name}")
        query = f"SELECT {', '.join(chosen)} FROM read_parquet('{source}') AS s {' '.join(joins)}"
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")
        again = connection.execute(count.format(target)).fetchone()
    target.unlink()
    assert found is not None
    assert again is not None
    return {"distinct": found[0], "again": again[0]}


def _pairs(kind: Kind, source: Path, folder: Path, rounds: int) -> tuple[list[Run], list[Run], dict[str, object]]:
    asked = recipe(kind, source, folder / "recipe", memory=MEMORY)
    out = folder / "out"
    floors, ours = [], []
    for _ in range(rounds):
        floors.append(timed([sys.executable, "-m", "benchmarks.scale", kind.name, source, folder]))
        ours.append(timed([sys.executable, "-m", "oboro.cli.main", "run", asked, "--out", out]))
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        print(kind.name, floors[-1], ours[-1], report["timings_s"], flush=True)
        shutil.rmtree(out)
    return floors, ours, report["solution"]


if __name__ == "__main__":
    print(json.dumps(floor(KINDS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]))))

"""Whether a small limit of memory is kept: 10,000,000 rows with 700 MB for the whole process."""

import json
import shutil
import sys
from pathlib import Path

from benchmarks.results import Result, load, timed
from benchmarks.tables import KINDS, made, recipe

ROWS = 10_000_000
LIMIT = 700
COMBINATIONS = 500_000
NOTES = f"""The whole command with `memory = "{LIMIT}MB"` on {ROWS:,} rows, Parquet in and out,
`combinations = {COMBINATIONS:,}` (what comes out of the engine counts against the memory too).
"Most held" is the resident memory of the process at its peak, the program and its libraries included."""


def measure(folder: Path) -> Result:
    """Both kinds of tables."""
    rows = []
    for kind in KINDS.values():
        source = made(kind, ROWS, folder)
        asked = recipe(kind, source, folder / "recipe", memory=f"{LIMIT}MB", combinations=COMBINATIONS)
        busy = load()
        ran = timed([sys.executable, "-m", "oboro.cli.main", "run", asked, "--out", folder / "out"])
        report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
        shutil.rmtree(folder / "out")
        source.unlink()
        kept = "yes" if ran.memory <= LIMIT else "NO"
        counted = "finest levels" if not any(report["solution"]["counted_from"].values()) else "coarser levels"
        rows.append((kind.name, f"{LIMIT} MB", f"{ran.memory:.0f} MB", kept, counted, f"{ran.seconds:.0f}", busy))
        print(rows[-1], flush=True)
    header = ("table", "limit", "most held", "kept", "counted from", "s", "load")
    return Result("A limit of memory", header, tuple(rows), NOTES)

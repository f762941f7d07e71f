"""Whole commands from the shell, as an office would start them: a small register, blanked cells, a large table."""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import Result, load, timed
from benchmarks.search import generated_survey

ADULT = Path(__file__).parents[1] / "examples" / "adult"
TIMES = 3
LEVEL_1 = (
    'method = "levels"\nsuppress = "cells"\nlevels = { sex = 0, age = 1, race = 0, marital-status = 1, education = 1, '
    "native-country = 1, workclass = 1, salary-class = 0 }\n"
)
NOTES = f"""`oboro run` from start to finish, Python and its libraries included, the best of {TIMES} with warm caches:
reading, search with proof, writing, counting the written file again, the report."""


@dataclass(frozen=True)
class Job:
    """A recipe, and which figure of its report says what came out."""

    name: str
    recipe: Path
    figure: str


def measure(folder: Path, *, large: Path | None) -> Result:
    """Every job in turn; `large` is a table to take instead of the generated one, with its hierarchies beside it."""
    rows = []
    for job in _jobs(folder, large):
        busy, runs = load(), []
        for _ in range(TIMES):
            runs.append(timed([sys.executable, "-m", "oboro.cli.main", "run", job.recipe, "--out", folder / "made"]))
            report = json.loads((folder / "made" / "report.json").read_text(encoding="utf-8"))
            shutil.rmtree(folder / "made")
        best = min(runs, key=lambda run: run.seconds)
        figure = f"{job.figure} {report['solution'][job.figure]:,}"
        least = min(run.processor for run in runs)
        rows.append((job.name, figure, f"{best.seconds:.2f}", f"{least:.2f}", f"{best.memory:.0f}", busy))
        print(rows[-1], flush=True)
    return Result("Whole commands", ("job", "found", "s", "processor s", "MB", "load"), tuple(rows), NOTES)


def _jobs(folder: Path, large: Path | None) -> list[Job]:
    adult = (ADULT / "recipe.toml").read_text(encoding="utf-8").replace('path      = "', f'path = "{ADULT.as_posix()}/')
    adult = adult.replace('file = "', f'file = "{ADULT.as_posix()}/')
    fixed = adult[: adult.index("[search]")]
    jobs = [Job("Adult, 8 columns, 2 %", _written(folder / "adult.toml", adult), "suppressed_records")]
    for missing in ("matches-anything", "own-value"):
        told = f'{fixed}[search]\n{LEVEL_1}missing = "{missing}"\n'
        name = f"Adult at level 1, cells blanked, {missing}"
        jobs.append(Job(name, _written(folder / f"{missing}.toml", told), "blanked_cells"))
    source = large or generated_survey(folder)
    name = "1,193,504 rows × 9 columns, CSV, 2 %"
    return [*jobs, Job(name, _written(folder / "large.toml", _large(source)), "suppressed_records")]


def _large(source: Path) -> str:
    with source.open(encoding="utf-8") as file:
        columns = file.readline().strip().split(";")
    told = [f'[source]\npath = "{source.as_posix()}"\nformat = "csv"\ndelimiter = ";"\n']
    for name in columns:
        beside = next(source.parent.glob(f"*_hierarchy_{name}.csv")).as_posix()
        told.append(f'[columns.{name}]\nrole = "quasi"\nhierarchy = {{ file = "{beside}", delimiter = ";" }}\n')
    told.append('[[privacy]]\nmodel = "k-anonymity"\nk = 5\n[search]\nsuppression_limit = 0.02\nseed = 1\n')
    return "\n".join(told)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path

"""Measures the search alone, warm, on the jobs for which ARX 3.9.2-dev was measured, and prints both side by side.

    python -m benchmarks.search [--repeat 5] [--large FILE.csv] [--only adult]

Adult lies under examples/adult. The other two tables are generated here: one in the shape of the FARS data (100,937
rows, 8 columns, 20,736 nodes) and one in that of a health interview survey (1,193,504 rows, 9 columns, 25,920 nodes);
`--large` takes the latter from a file, with hierarchies `*_hierarchy_COLUMN.csv` beside it. ARX's figures are those of
a two-core machine, warm, on its own tables of these shapes; ours are processor time, the best of some repetitions, so
that other work on the machine disturbs them little.
"""

import argparse
import csv
import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from oboro.engine.backends.base import Coding
from oboro.engine.backends.opening import opened
from oboro.engine.backends.resources import Resources
from oboro.engine.coded import Coded, beside
from oboro.engine.equivalence import Classes, Ladder
from oboro.engine.hierarchies import tables
from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.solver.lattice import lattice
from oboro.engine.solver.search import exact
from oboro.engine.utility import Objective

ADULT = Path(__file__).parents[1] / "examples" / "adult"
EIGHT = ("sex", "age", "race", "marital-status", "education", "native-country", "workclass", "salary-class")
NINE = (*EIGHT[:-1], "occupation", EIGHT[-1])
K = KAnonymity(5)
ENTROPY = LDiversity("occupation", 3, "entropy")
CLOSE = TCloseness("occupation", 0.2, "hierarchical")

Job = tuple[str, Sequence[str], Sequence[PrivacyModel], Sequence[tuple[str, int]]]
ADULT_JOBS: list[Job] = [
    ("Adult, 8 columns", EIGHT, [K], [("0", 31), ("0.02", 413), ("0.05", 399), ("1", 541)]),
    ("Adult, 9 columns", NINE, [K], [("0", 51), ("0.02", 1331), ("0.05", 971), ("1", 4106)]),
    ("Adult, 8, entropy 3", EIGHT, [K, ENTROPY], [("0", 67), ("0.02", 1153), ("0.05", 1471), ("1", 2103)]),
    ("Adult, 8, hierarchical t 0.2", EIGHT, [K, CLOSE], [("0", 21), ("0.02", 758), ("0.05", 1885), ("1", 3388)]),
]
FARS_LIMITS = [("0.02", 3679), ("1", 10777)]
LARGE_LIMITS = [("0", 6966), ("0.02", 150_790), ("0.05", 163_379)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--only", choices=["adult", "fars", "large"])
    asked = parser.parse_args()
    print(f"{'job':32}{'limit':>7}{'checked / nodes':>18}{'ms':>10}{'ARX ms':>10}{'times':>8}")
    gains = list(_measured(asked))
    print(
        f"geometric mean: {math.exp(sum(map(math.log, gains)) / len(gains)):.1f} times as fast; least {min(gains):.1f}"
    )


def _measured(asked: argparse.Namespace) -> Iterator[float]:
    if asked.only in {None, "adult"}:
        hierarchies = {name: tables.read(ADULT / f"adult_hierarchy_{name}.csv") for name in NINE}
        for name, columns, models, limits in ADULT_JOBS:
            sensitive = ["occupation"] if len(models) > 1 else []
            base, ladders = _counted(ADULT / "adult.csv", ";", columns, hierarchies, sensitive)
            yield from _jobs(name, base, ladders, models, limits, repeat=asked.repeat)
    if asked.only in {None, "fars"}:
        base, ladders = _generated(100_937, _fars(), seed=11)
        yield from _jobs("like FARS, 8 columns", base, ladders, [K], FARS_LIMITS, repeat=asked.repeat)
    if asked.only in {None, "large"}:
        base, ladders = _large(asked.large) if asked.large else _generated(1_193_504, _survey(), seed=12)
        yield from _jobs("large, 9 columns", base, ladders, [K], LARGE_LIMITS, repeat=min(asked.repeat, 1))


def _jobs(
    name: str,
    base: Classes,
    ladders: Sequence[Ladder],
    models: Sequence[PrivacyModel],
    limits: Sequence[tuple[str, int]],
    *,
    repeat: int,
) -> Iterator[float]:
    records = int(base.records.sum())
    small = base.kept(np.arange(len(base)) < 50)
    _search(small, ladders, models, 0)  # loads what is compiled
    for limit, arx in limits:
        best = math.inf
        for _ in range(repeat):
            start = time.process_time()
            nodes, found = _search(base, ladders, models, math.floor(Fraction(limit) * records))
            best = min(best, (time.process_time() - start) * 1000)
        assert found is not None
        assert found.optimal
        checked = f"{found.checked_nodes:,} / {nodes:,}"
        print(f"{name:32}{float(limit):>7.0%}{checked:>18}{best:>10.1f}{arx:>10,}{arx / best:>8.1f}", flush=True)
        yield arx / best


def _search(base: Classes, ladders: Sequence[Ladder], models: Sequence[PrivacyModel], most: int):  # type: ignore[no-untyped-def]
    nodes = lattice(base, ladders, Objective(), spans=[(0, ladder.top) for ladder in ladders])
    return len(nodes), exact(base, nodes, models, most_suppressed=most)


def _counted(
    path: Path, delimiter: str, columns: Sequence[str], hierarchies: dict[str, Hierarchy], sensitive: Sequence[str]
) -> tuple[Classes, list[Ladder]]:
    with (
        tempfile.TemporaryDirectory() as scratch,
        opened(Source(path, delimiter=delimiter), scratch=Path(scratch), resources=Resources()) as backend,
    ):
        coded = {}
        for name in {*columns, *sensitive}:
            values = sorted(value for value, _ in backend.count_by(name))
            coding = Coding(name, {value: place for place, value in enumerate(values)}, tuple(values))
            coded[name] = Coded(coding, hierarchies[name].ladder(name, values), name, 0)
        held = [coded[name] for name in sensitive]
        base = backend.classes(
            [coded[name].coding for name in columns], person=None, sensitive=[part.coding for part in held]
        )
    return beside(base, base, held), [coded[name].ladder for name in columns]


def _large(path: Path) -> tuple[Classes, list[Ladder]]:
    with path.open(encoding="utf-8") as file:
        columns = next(csv.reader(file, delimiter=";"))
    found = {name: tables.read(next(path.parent.glob(f"*_hierarchy_{name}.csv"))) for name in columns}
    return _counted(path, ";", columns, found, [])


Shape = tuple[str, int, tuple[int, ...], float]
"""A generated column: name, values, how many values each level puts together, how unevenly they are spread."""


def _fars() -> list[Shape]:
    return [
        ("age", 100, (5, 10, 20, 50), 0.4),
        ("race", 20, (5,), 2.2),
        ("month", 12, (3, 6), 0.1),
        ("day", 31, (7, 16), 0.1),
        ("sex", 2, (), 0.5),
        ("hispanic", 10, (3,), 2.5),
        ("state", 51, (6, 26), 0.8),
        ("injury", 8, (3,), 1.0),
    ]


def _survey() -> list[Shape]:
    return [
        ("year", 16, (2, 4, 8, 15), 0.1),
        ("quarter", 4, (2,), 0.0),
        ("region", 4, (2,), 0.3),
        ("person", 25, (2, 4), 1.4),
        ("age", 86, (5, 10, 20), 0.2),
        ("marital", 10, (4,), 1.2),
        ("sex", 2, (), 0.0),
        ("race", 16, (), 2.2),
        ("schooling", 26, (), 0.3),
    ]


def _generated(records: int, shape: Sequence[Shape], seed: int) -> tuple[Classes, list[Ladder]]:
    """Rows drawn column by column, a third of each column following the first one, counted at once."""
    draw = np.random.default_rng(seed)
    folder = tempfile.TemporaryDirectory()
    path, lead = Path(folder.name) / "rows.csv", draw.random(records)
    columns, hierarchies = [], {}
    for name, size, widths, uneven in shape:
        weights = 1.0 / np.arange(1, size + 1) ** uneven
        point = np.where(draw.random(records) < 1 / 3, lead, draw.random(records))
        columns.append(np.searchsorted(np.cumsum(weights / weights.sum()), point).clip(0, size - 1))
        steps = [[value // width for value in range(size)] for width in widths]
        paths = {
            str(v): (str(v), *(f"{w}:{step[v]}" for w, step in zip(widths, steps, strict=True)), "*")
            for v in range(size)
        }
        hierarchies[name] = Hierarchy(name, _nested(paths))
    np.savetxt(
        path, np.stack(columns, axis=1), fmt="%d", delimiter=";", header=";".join(s[0] for s in shape), comments=""
    )
    found = _counted(path, ";", [name for name, *_ in shape], hierarchies, [])
    folder.cleanup()
    return found


def _nested(paths: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each label under the one label of its first value, so that widths need not divide each other."""
    height = len(next(iter(paths.values())))
    for level in range(1, height - 1):
        above: dict[str, str] = {}
        for leaf, path in paths.items():
            parent = above.setdefault(path[level - 1], path[level])
            paths[leaf] = (*path[:level], parent, *path[level + 1 :])
    return paths


if __name__ == "__main__":
    main()

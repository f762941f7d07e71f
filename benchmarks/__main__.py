"""Measure this machine and write docs/reference/benchmarks.md.

    python -m benchmarks --folder DIR [--parts commands measuring scale memory survey search] [--sizes 100000 …]

DIR takes the generated tables (about 1 GB at 10^8 rows, and several GB while it sorts); it is left as it was.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks import commands, measuring, memory, scale, search, survey
from benchmarks.results import Result, machine
from benchmarks.tables import KINDS

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
PARTS: dict[str, Callable[[Path, argparse.Namespace], Result]] = {
    # a part is one line here: its name, and what measures it
    "commands": lambda folder, asked: commands.measure(folder, large=asked.large),
    "measuring": lambda folder, asked: measuring.measure(folder, others=not asked.no_others),
    "scale": lambda folder, asked: scale.measure(folder, sizes=asked.sizes, kinds=asked.kinds, rounds=asked.rounds),
    "memory": lambda folder, _asked: memory.measure(folder),
    "survey": lambda folder, asked: survey.measure(folder, rows=asked.survey_rows),
    # last, since it fills the memory of this process, which the system counts to those it starts
    "search": lambda folder, asked: search.measure(folder, repeat=5, large=asked.large),
}
INTRODUCTION = """# Benchmarks

Written by `{command}`
on {day}: {machine}.

Figures of one line were taken in turn on the same machine and compare with each other; figures of different days or
machines do not. Where "load" is above the number of cores, others were using the machine: seconds are then too high for
all, and ratios of processor time tell more than ratios by the clock.

"""


def main() -> int:
    """Run the parts and write the page; a part that is left out keeps its section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where tables are made (default: a temporary folder)")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--sizes", nargs="+", type=int, default=[10**5, 10**6, 10**7, 10**8], help="rows")
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--rounds", type=int, default=2, help="of floor and Oboro in turn; the best stands")
    parser.add_argument("--large", type=Path, help="a CSV in the shape of the large table, hierarchies beside it")
    parser.add_argument("--survey-rows", type=int, default=10**7, help="rows of the surveyed file")
    parser.add_argument("--no-others", action="store_true", help="without pandas and pycanon, which are fetched")
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="oboro-benchmarks-", dir=asked.folder))
    command = f"python -m benchmarks {' '.join(_told(sys.argv[1:]))}".strip()
    try:
        for name in asked.parts:  # written at once: a part takes minutes, and the next may be stopped
            write(asked.page, name, PARTS[name](folder, asked), command=command)
    finally:
        shutil.rmtree(folder)
    return 0


def write(page: Path, name: str, result: Result, *, command: str) -> None:
    """The page with this section new and the others as they were."""
    sections = _sections(page) | {name: result.page()}
    head = INTRODUCTION.format(command=command, day=date.today().isoformat(), machine=machine())
    marked = [f"<!-- {name} -->\n{text.strip()}\n" for name, text in sections.items()]
    page.write_text(head + "\n".join(marked), encoding="utf-8")


def _sections(page: Path) -> dict[str, str]:
    if not page.exists():
        return {}
    pieces = page.read_text(encoding="utf-8").split("<!-- ")[1:]
    return {name: text for name, _, text in (piece.partition(" -->\n") for piece in pieces)}


def _told(words: list[str]) -> list[str]:
    """The command without folders and files of this machine."""
    hidden = {"--folder", "--page", "--large"}
    return ["DIR" if place and words[place - 1] in hidden else word for place, word in enumerate(words)]


if __name__ == "__main__":
    raise SystemExit(main())

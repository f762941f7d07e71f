"""Small sources, recipes and tables for the tests of the engine."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from oboro.engine.recipe import Recipe, parse


def written(folder: Path, names: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    path = folder / "source.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    return path


def recipe(
    folder: Path,
    columns: Mapping[str, str],
    *,
    k: int = 2,
    source: str = "",
    privacy: str = "",
    search: str = "",
    top: str = "",
) -> Recipe:
    """A recipe over `source.csv`; `columns` gives the TOML of each column's table."""
    tables = "".join(f"[columns.{_text(name)}]\n{body}\n" for name, body in columns.items())
    models = privacy or f'[[privacy]]\nmodel = "k-anonymity"\nk = {k}\n'
    text = f'{top}\n[source]\npath = "source.csv"\n{source}\n{tables}\n{models}\n[search]\n{search}\n'
    return parse(text.encode("utf-8"), base=folder)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _text(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

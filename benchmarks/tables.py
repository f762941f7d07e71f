"""Tables of any length, drawn by a hash of the row's number, with hierarchies and a recipe for each."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

COARSE = (20, 2, 10, 5, 4, 3, 3, 3)
"""Groups per column to which the floor recodes: the fixed coarse level."""


@dataclass(frozen=True)
class Kind:
    """Columns by the number of their values, and which of them are stored as integers.

    Attributes:
        name: "few" has about 5 million distinct combinations at 10^8 rows, in "many" nearly all are distinct.
    """

    name: str
    sizes: tuple[int, ...]
    integers: frozenset[int] = frozenset({0, 2, 5})

    @property
    def columns(self) -> list[str]:
        """Their names."""
        return [f"q{place}" for place in range(len(self.sizes))]


KINDS = {
    "few": Kind("few", (100, 2, 47, 5, 4, 3, 3, 3)),
    "many": Kind("many", (100, 2, 1741, 12, 8, 20, 10, 16)),
}


def made(kind: Kind, rows: int, folder: Path) -> Path:
    """The table as Parquet, made unless it is there."""
    path = folder / f"{kind.name}_{rows}.parquet"
    if not path.exists():
        fields = ", ".join(
            f"CAST(hash(i * 8 + {place}) % {size} AS {'INTEGER' if place in kind.integers else 'VARCHAR'}) AS q{place}"
            for place, size in enumerate(kind.sizes)
        )
        part = path.with_suffix(".part")
        with duckdb.connect(config={"temp_directory": str(folder / "spill")}) as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"COPY (SELECT {fields} FROM range({rows}) AS r(i)) TO '{part}' (FORMAT parquet)")
        part.rename(path)
    return path


def steps(size: int) -> list[int]:
    """Widths of the groups of a column with so many values, from single values to all in one."""
    widths = [1]
    while widths[-1] * 3 < size:
        widths.append(widths[-1] * (2 if len(widths) % 2 else 5) if size > 50 else widths[-1] * 2)
    return [*widths, size]


def recipe(kind: Kind, source: Path, folder: Path, *, memory: str, combinations: int = 12_000_000) -> Path:
    """A recipe for a table of this kind, with a hierarchy of nested intervals for each column; Parquet in and out."""
    folder.mkdir(parents=True, exist_ok=True)
    told = [
        f'[source]\npath = "{source.as_posix()}"\nformat = "{"parquet" if source.suffix == ".parquet" else "csv"}"\n'
    ]
    for name, size in zip(kind.columns, kind.sizes, strict=True):
        widths = steps(size)
        lines = []
        for value in range(size):
            labels = [f"{value // w * w}-{min(value // w * w + w, size) - 1}" for w in widths[1:-1]]
            lines.append(";".join([str(value), *labels, "*"]))
        (folder / f"{kind.name}_{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        told.append(
            f'[columns.{name}]\nrole = "quasi"\nhierarchy = {{ file = "{kind.name}_{name}.csv", delimiter = ";" }}\n'
        )
    told.append('[[privacy]]\nmodel = "k-anonymity"\nk = 5\n')
    told.append("[search]\nsuppression_limit = 0.02\nseed = 1\n")
    told.append(f'[output]\nformat = "parquet"\n[engine]\nmemory = "{memory}"\ncombinations = {combinations}\n')
    path = folder / f"{kind.name}.toml"
    path.write_text("\n".join(told), encoding="utf-8")
    return path

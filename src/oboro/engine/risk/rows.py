"""A table read for an attack: its columns, one row a person where it is known who owns a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from oboro.engine.equivalence import Ints
from oboro.engine.reading import Source, header, records


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of text under names."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, name: str) -> list[str]:
        """A column."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def coded(self, name: str) -> tuple[list[str], Ints]:
        """The distinct values of a column, and the place of each row's among them."""
        kinds, place = np.unique(np.array([*self.values(name), ""], dtype=object), return_inverse=True)
        return [str(value) for value in kinds], place[:-1].astype(np.int64)


def read(source: Source, *, only: Sequence[str] | None = None, one_of: str | None = None) -> Rows:
    """Read a file; with `one_of`, one row of each value of that column (of each person), drawn by its number."""
    names = header(source)
    kept = [place for place, name in enumerate(names) if only is None or name in only]
    key = None if one_of is None else names.index(one_of)
    found: dict[str, tuple[int, list[str]]] = {}
    for number, (_, fields) in enumerate(records(source)):
        owner = str(number) if key is None else fields[key]
        lot = crc32(f"{number}\n{owner}".encode())
        if owner not in found or lot < found[owner][0]:
            found[owner] = (lot, [fields[place] for place in kept])
    return Rows(tuple(names[place] for place in kept), [row for _, row in found.values()])

"""A table read for an attack: its columns, one row a person where it is known who owns a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from oboro.engine.equivalence import Ints
from oboro.engine.reading import Exclusion, Source, header, records


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

    def drawn(self, most: int) -> "Rows":
        """These rows, or so many of them drawn by their place, in their order."""
        if len(self.rows) <= most:
            return self
        lots = np.array([crc32(str(place).encode()) for place in range(len(self.rows))])
        return Rows(self.names, [self.rows[place] for place in np.sort(np.argsort(lots, kind="stable")[:most])])

    def coded(self, name: str) -> tuple[list[str], Ints]:
        """The distinct values of a column, and the place of each row's among them."""
        kinds, place = np.unique(np.array([*self.values(name), ""], dtype=object), return_inverse=True)
        return [str(value) for value in kinds], place[:-1].astype(np.int64)


def read(
    source: Source,
    *,
    only: Sequence[str] | None = None,
    one_of: str | None = None,
    exclude: Exclusion | None = None,
    most: int | None = None,
) -> Rows:
    """Read a file.

    Args:
        source: the file.
        only: the columns that are kept; all without.
        one_of: one row of each value of this column (of each person), drawn by its number.
        exclude: records left out.
        most: about as many rows at most, drawn by their number.
    """
    names = header(source)
    kept = [place for place, name in enumerate(names) if only is None or name in only]
    key = None if one_of is None else names.index(one_of)
    out_at = None if exclude is None or exclude.column is None else names.index(exclude.column)
    found: dict[str, tuple[int, list[str]]] = {}
    share = 1 << 32
    for number, (_, fields) in enumerate(records(source)):
        if exclude is not None and (str(number + 1) if out_at is None else fields[out_at]) in exclude.keys:
            continue
        owner = str(number) if key is None else fields[key]
        lot = crc32(f"{number}\n{owner}".encode())
        if lot < share and (owner not in found or lot < found[owner][0]):
            found[owner] = (lot, [fields[place] for place in kept])
            if most is not None and len(found) > 2 * most:
                share = sorted(lot for lot, _ in found.values())[most]
                found = {owner: one for owner, one in found.items() if one[0] < share}
    if most is not None and len(found) > most:
        found = dict(sorted(found.items(), key=lambda one: one[1][0])[:most])
    return Rows(tuple(names[place] for place in kept), [row for _, row in found.values()])

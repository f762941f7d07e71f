"""Equivalence classes as counts: what search, models and measures work on. Rows never come here.

A `Classes` value at the finest level is the histogram that a backend counts. Coarser ones are rolled up from finer.
Who is counted (records, or persons where the source has a person key) is kept in `Tally`: a person whose rows fall
into one cell only is a plain number there; a person in several cells is carried by name (an arbitrary integer), so that
merging cells never counts him twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DENSE = 1 << 16
"""Key spaces up to this size, or sixteen times the keys, are counted in plain arrays, larger ones by sorting."""


@dataclass(frozen=True, eq=False)
class Ladder:
    """A column's hierarchy over the base codes that occur.

    Attributes:
        column: name.
        groups: per level, the group of each base code; level 0 is the identity.
        labels: per level, the label of each group.
        shares: per level, the share of the hierarchy's leaves that each group covers, c/d.
        leaves: d, the leaves of the hierarchy (not of the data).
        start: the level of the hierarchy that is level 0 here; above 0 where there are too many combinations to count
            the finest.
    """

    column: str
    groups: tuple[Codes, ...]
    labels: tuple[tuple[str, ...], ...]
    shares: tuple[Floats, ...]
    leaves: int
    start: int = 0

    @property
    def top(self) -> int:
        """The coarsest level."""
        return len(self.groups) - 1

    def climb(self, low: int, high: int) -> Codes:
        """Per group of the level `low`, its group on the level `high`."""
        up = np.zeros(len(self.labels[low]), dtype=np.int32)
        up[self.groups[low]] = self.groups[high]
        return up

    def above(self, level: int) -> "Ladder":
        """The same from this level on, whose groups become the base codes."""
        groups = tuple(self.climb(level, high) for high in range(level, self.top + 1))
        start = self.start + level
        return replace(self, groups=groups, labels=self.labels[level:], shares=self.shares[level:], start=start)


@dataclass(frozen=True, eq=False)
class Tally:
    """How many stand in each cell.

    Attributes:
        cells, weights: numbers that add up when cells merge.
        shared_cells, shared_persons: distinct pairs of a cell and a person who stands in several cells.
        persons: how many different shared persons there are; they are numbered from 0.
    """

    cells: Ints
    weights: Ints
    shared_cells: Ints
    shared_persons: Ints
    persons: int

    def counts(self, size: int) -> Ints:
        """The number in each of `size` cells."""
        plain = np.bincount(self.cells, self.weights, size).astype(np.int64)
        return plain + np.bincount(self.shared_cells, minlength=size) if len(self.shared_cells) else plain

    def moved(self, cells: Ints, shared_cells: Ints, size: int) -> "Tally":
        """The same people in other cells (given in the order of `cells` and `shared_cells`), merged."""
        found, weights = summed(cells, self.weights, size)
        if len(shared_cells):
            pairs = np.unique(shared_cells * self.persons + self.shared_persons)
            return Tally(found, weights, pairs // self.persons, pairs % self.persons, self.persons)
        return Tally(found, weights, shared_cells, self.shared_persons, self.persons)


@dataclass(frozen=True, eq=False)
class Sensitive:
    """A sensitive column inside the classes.

    Attributes:
        column: name.
        values: its distinct values; their places are the value codes.
        tally: counts per cell; the cell of value v in class c is c × len(values) + v.
        whole: counts per value in the whole table before anything was suppressed.
        ladder: its hierarchy, for distances that climb it.
    """

    column: str
    values: tuple[str, ...]
    tally: Tally
    whole: Ints
    ladder: Ladder | None = None


@dataclass(frozen=True, eq=False)
class Classes:
    """Equivalence classes, in the order of their groups.

    Attributes:
        groups: classes × quasi-identifiers, the group of each class in each column.
        records: records per class.
        tally: who is counted, per class: persons where the source has a person key, else records.
        sensitive: per sensitive column that a model asks for.
    """

    groups: Codes
    records: Ints
    tally: Tally
    sensitive: Mapping[str, Sensitive]

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def persons(self) -> Ints:
        """Distinct persons per class (records, when each record is a person)."""
        return self.tally.counts(len(self))

    def spread(self, column: str) -> Ints:
        """Classes × values of a sensitive column: how many hold each value."""
        part = self.sensitive[column]
        return part.tally.counts(len(self) * len(part.values)).reshape(len(self), len(part.values))

    def rolled(self, climbs: Sequence[Codes | None]) -> "Classes":
        """Coarser classes: per column the new group of each old one, or None where the column stays."""
        groups = self.groups.copy(order="F")
        for place, climb in enumerate(climbs):
            if climb is not None:
                groups[:, place] = climb[groups[:, place]]
        first, place_of = ranked(groups)
        size = len(first)
        return Classes(
            groups=groups[first],
            records=np.bincount(place_of, self.records, size).astype(np.int64),
            tally=self.tally.moved(place_of[self.tally.cells], place_of[self.tally.shared_cells], size),
            sensitive={name: _moved(part, place_of, size) for name, part in self.sensitive.items()},
        )

    def kept(self, chosen: Bools) -> "Classes":
        """Only the chosen classes."""
        place_of = np.cumsum(chosen) - 1
        sensitive = {name: _chosen(part, chosen, place_of) for name, part in self.sensitive.items()}
        return Classes(self.groups[chosen], self.records[chosen], _picked(self.tally, chosen, place_of), sensitive)

    def total_persons(self) -> int:
        """Distinct persons in all classes together."""
        return int(self.tally.weights.sum()) + len(np.unique(self.tally.shared_persons))


def ranked(groups: Codes) -> tuple[Ints, Ints]:
    """Distinct rows in lexicographic order: (a row number of each, the rank of every row)."""
    key, space = np.zeros(len(groups), dtype=np.int64), 1
    for place in range(groups.shape[1]):
        size = int(groups[:, place].max(initial=0)) + 1
        if space > (1 << 62) // size:
            _, key = np.unique(key, return_inverse=True)
            space = int(key.max(initial=0)) + 1
        key = key * size + groups[:, place]
        space *= size
    if space > max(DENSE, 16 * len(groups)):
        _, first, rank = np.unique(key, return_index=True, return_inverse=True)
        return first.astype(np.int64), rank.astype(np.int64)
    holder = np.full(space, -1, dtype=np.int64)
    holder[key] = np.arange(len(key))
    used = np.flatnonzero(holder >= 0)
    rank_of = np.zeros(space, dtype=np.int64)
    rank_of[used] = np.arange(len(used))
    return holder[used], rank_of[key]


def summed(cells: Ints, weights: Ints, space: int) -> tuple[Ints, Ints]:
    """Cells merged: (distinct cells upwards, sum of weights of each)."""
    if space <= max(DENSE, 16 * len(cells)):
        totals = np.bincount(cells, weights, space).astype(np.int64)
        found = np.flatnonzero(totals)
        return found.astype(np.int64), totals[found]
    found, place = np.unique(cells, return_inverse=True)
    return found, np.bincount(place, weights, len(found)).astype(np.int64)


def tally_of(cells: Ints, persons: Ints) -> Tally:
    """A tally from distinct pairs of a cell and a person."""
    order = np.lexsort((cells, persons))
    cells, persons = cells[order], persons[order]
    _, place, often = np.unique(persons, return_inverse=True, return_counts=True)
    alone = often[place] == 1
    found, weights = np.unique(cells[alone], return_counts=True)
    _, named = np.unique(persons[~alone], return_inverse=True)
    number = int(named.max(initial=-1)) + 1
    return Tally(found.astype(np.int64), weights.astype(np.int64), cells[~alone], named.astype(np.int64), number)


def plain_tally(weights: Ints) -> Tally:
    """A tally in which every record is a person: cell i holds weights[i]."""
    none = np.zeros(0, dtype=np.int64)
    return Tally(np.arange(len(weights), dtype=np.int64), weights, none, none, 0)


# --- private -----------------------------------------------------------------------------------------------------


def _moved(part: Sensitive, place_of: Ints, size: int) -> Sensitive:
    width = len(part.values)
    cells = place_of[part.tally.cells // width] * width + part.tally.cells % width
    shared = place_of[part.tally.shared_cells // width] * width + part.tally.shared_cells % width
    return Sensitive(part.column, part.values, part.tally.moved(cells, shared, size * width), part.whole, part.ladder)


def _chosen(part: Sensitive, chosen: Bools, place_of: Ints) -> Sensitive:
    width = len(part.values)
    spots = (place_of[:, None] * width + np.arange(width)).ravel()
    return Sensitive(
        part.column, part.values, _picked(part.tally, np.repeat(chosen, width), spots), part.whole, part.ladder
    )


def _picked(tally: Tally, chosen: Bools, place_of: Ints) -> Tally:
    plain, shared = chosen[tally.cells], chosen[tally.shared_cells]
    return Tally(
        place_of[tally.cells[plain]],
        tally.weights[plain],
        place_of[tally.shared_cells[shared]],
        tally.shared_persons[shared],
        tally.persons,
    )

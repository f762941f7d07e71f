"""Equivalence classes as counts: what search, models and measures work on. Rows never come here.

A `Classes` value at the finest level is the histogram that a backend counts. Coarser ones are rolled up from finer.
Who is counted (records, or persons where the source has a person key) is kept in `Tally`: a person whose rows fall
into one cell only is a plain number there; a person in several cells is carried by name (an arbitrary integer), so that
merging cells never counts him twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from oboro.engine import kernels
from oboro.engine.table import MISSING

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DENSE = 1 << 16
"""Cells up to this number are added up in plain arrays, more by sorting."""

LARGEST_KEY = 1 << 62
"""Keys of classes stay below; where there could be more, classes are told apart by their columns."""


@dataclass(frozen=True, eq=False)
class Ladder:
    """A column's hierarchy over the base codes that occur.

    Attributes:
        column: name.
        groups: per level, the group of each base code; level 0 is the identity.
        labels: per level, the label of each group.
        shares: per level, the share of the hierarchy's leaves that each group covers, c/d.
        leaves: d, the leaves of the hierarchy (not of the data).
        order: leaf → its place in the hierarchy, for distances between ordered values.
        start: the level of the hierarchy that is level 0 here; above 0 where there are too many combinations to count
            the finest.
    """

    column: str
    groups: tuple[Codes, ...]
    labels: tuple[tuple[str, ...], ...]
    shares: tuple[Floats, ...]
    leaves: int
    order: Mapping[str, int] = field(default_factory=dict)
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

    Cells are kept upwards, which loops over classes rely on.
    """

    cells: Ints
    weights: Ints
    shared_cells: Ints
    shared_persons: Ints
    persons: int

    def __post_init__(self) -> None:
        if len(self.shared_cells) > 1 and (np.diff(self.shared_cells) < 0).any():
            order = np.argsort(self.shared_cells, kind="stable")
            object.__setattr__(self, "shared_cells", self.shared_cells[order])
            object.__setattr__(self, "shared_persons", self.shared_persons[order])

    def counts(self, size: int) -> Ints:
        """The number in each of `size` cells."""
        if len(self.weights) == size and self.is_additive:
            return self.weights
        plain = np.bincount(self.cells, self.weights, size).astype(np.int64)
        return plain if self.is_additive else plain + np.bincount(self.shared_cells, minlength=size)

    def between(self, start: int, stop: int) -> Ints:
        """The number in each cell from `start` to before `stop`."""
        low, high = np.searchsorted(self.cells, [start, stop])
        found = np.bincount(self.cells[low:high] - start, self.weights[low:high], stop - start).astype(np.int64)
        if self.is_additive:
            return found
        low, high = np.searchsorted(self.shared_cells, [start, stop])
        return found + np.bincount(self.shared_cells[low:high] - start, minlength=stop - start)

    def standing(self) -> tuple[Ints, Ints]:
        """(the cells in which anybody stands, upwards; how many do)."""
        if self.is_additive:
            return self.cells, self.weights
        both = np.concatenate([self.cells, self.shared_cells])
        cells, place = np.unique(both, return_inverse=True)
        counts = np.concatenate([self.weights, np.ones(len(self.shared_cells), dtype=np.int64)])
        return cells, np.bincount(place, counts, len(cells)).astype(np.int64)

    @property
    def is_additive(self) -> bool:
        """Whether nobody stands in several cells, so that counts of merged cells add up."""
        return not len(self.shared_cells)

    def holders(self, known: Bools, size: int) -> Ints:
        """Distinct persons per class: of its `len(known)` cells, those that are `known` count."""
        width = max(len(known), 1)
        plain = np.bincount(self.cells // width, self.weights * known[self.cells % width], size).astype(np.int64)
        if self.is_additive:
            return plain
        chosen = known[self.shared_cells % width]
        classes, _ = distinct_pairs(self.shared_cells[chosen] // width, self.shared_persons[chosen], size)
        return plain + np.bincount(classes, minlength=size)

    def newcomers(self, place_of: Ints, size: int) -> Ints:
        """Where classes of one cell go to `size` places: per place the persons that stand in none of the later ones."""
        plain = np.bincount(place_of[self.cells], self.weights, size).astype(np.int64)
        last = np.full(self.persons, -1, dtype=np.int64)
        np.maximum.at(last, self.shared_persons, place_of[self.shared_cells])
        return plain + np.bincount(last[last >= 0], minlength=size)

    def held_by(self, width: int) -> list[tuple[tuple[int, ...], int]]:
        """Which of `width` values somebody holds in whichever class, and how many hold just these."""
        alone = np.bincount(self.cells % width, self.weights, width).astype(np.int64).tolist()
        found: Counter[tuple[int, ...]] = Counter({(value,): count for value, count in enumerate(alone) if count})
        shared, people = distinct_pairs(self.shared_cells % width, self.shared_persons, width)
        order = np.argsort(people, kind="stable")
        each = np.split(shared[order], np.flatnonzero(np.diff(people[order])) + 1)
        found.update(tuple(values.tolist()) for values in each if len(values))
        return list(found.items())

    def split(self, width: int) -> tuple[Ints, Floats]:
        """(the cells in which anybody stands, upwards; their weight when each person weighs one in a class).

        Who stands in several of the `width` cells of a class weighs the same part of one in each.
        """
        if self.is_additive:
            return self.cells, self.weights.astype(np.float64)
        by_person = np.lexsort((self.shared_persons, self.shared_cells // width))
        classes, people = self.shared_cells[by_person] // width, self.shared_persons[by_person]
        new = np.ones(len(people), dtype=np.bool_)
        new[1:] = (classes[1:] != classes[:-1]) | (people[1:] != people[:-1])
        one = np.cumsum(new) - 1
        parts = np.empty(len(people))
        parts[by_person] = 1.0 / np.bincount(one)[one]
        cells, place = np.unique(np.concatenate([self.cells, self.shared_cells]), return_inverse=True)
        weights = np.bincount(place, np.concatenate([self.weights, parts]), len(cells))
        return cells, weights.astype(np.float64)

    def moved(self, place_of: Codes, width: int, size: int) -> "Tally":
        """The same people after the classes (of `width` cells each) went to new places among `size`."""
        cells, weights = _merged_cells(self.cells, self.weights, place_of, width, size)
        if self.is_additive:
            return Tally(cells, weights, self.shared_cells, self.shared_persons, self.persons)
        shared = place_of[self.shared_cells // width].astype(np.int64) * width + self.shared_cells % width
        return Tally(cells, weights, *distinct_pairs(shared, self.shared_persons, size * width), self.persons)


@dataclass(frozen=True, eq=False)
class Sensitive:
    """A sensitive column inside the classes.

    Attributes:
        column: name.
        values: its distinct values; their places are the value codes.
        tally: counts per cell; the cell of value v in class c is c × len(values) + v.
        whole: per value, how many hold it in the whole table before anything was suppressed.
        ladder: its hierarchy, for distances that climb it.
        names: per value, the labels of the hierarchy under which it stands, from its leaf on.
        people: who holds any value in the whole table, each counted once; taken from `tally` unless told.
        parts: per value, its share of the whole table when each person weighs one, likewise.
    """

    column: str
    values: tuple[str, ...]
    tally: Tally
    whole: Ints
    ladder: Ladder | None = None
    names: tuple[frozenset[str], ...] = ()
    people: int = -1
    parts: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if self.people < 0 and self.tally.is_additive:
            object.__setattr__(self, "people", int(self.whole.sum()))
            object.__setattr__(self, "parts", self.whole / max(self.people, 1))
        elif self.people < 0:
            width = len(self.values)
            everywhere = self.tally.moved(np.zeros(_rows(self.tally, width), dtype=np.int32), width, 1)
            held, weights = everywhere.split(width)
            object.__setattr__(self, "people", int(everywhere.holders(np.ones(width, dtype=np.bool_), 1)[0]))
            object.__setattr__(self, "parts", np.bincount(held, weights, width) / max(self.people, 1))

    @property
    def known(self) -> Bools:
        """Per value, whether it says something: a missing value is none."""
        return np.array([value != MISSING for value in self.values], dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Classes:
    """Equivalence classes, in the order of their groups.

    Attributes:
        groups: classes × quasi-identifiers, the group of each class in each column.
        records: records per class.
        tally: who is counted, per class: persons where the source has a person key, else records.
        sensitive: per sensitive column that a model asks for.
        crowds: per population that a model compares with, its classes at the same levels.
    """

    groups: Codes
    records: Ints
    tally: Tally
    sensitive: Mapping[str, Sensitive]
    crowds: Mapping[str, "Classes"] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def persons(self) -> Ints:
        """Distinct persons per class (records, when each record is a person)."""
        return self.tally.counts(len(self))

    @property
    def is_additive(self) -> bool:
        """Whether nobody stands in several cells of the finest classes, so that counts add up when classes merge."""
        return self.tally.is_additive and all(part.tally.is_additive for part in self.sensitive.values())

    def spread(self, column: str, start: int = 0, stop: int | None = None) -> Ints:
        """Classes (from `start` to before `stop`) × values of a sensitive column: how many hold each value."""
        part, last = self.sensitive[column], len(self) if stop is None else min(stop, len(self))
        width = len(part.values)
        return part.tally.between(start * width, last * width).reshape(last - start, width)

    def holders(self, column: str, known: Bools | None = None) -> Ints:
        """Per class, the distinct persons who hold a value of a sensitive column; one of the `known` ones, if told."""
        part = self.sensitive[column]
        return part.tally.holders(np.ones(len(part.values), dtype=np.bool_) if known is None else known, len(self))

    def crowd_of(self, name: str) -> Ints:
        """Per class, how many of a population share its values."""
        crowd, size = self.crowds[name], len(self)
        groups = np.concatenate([self.groups, crowd.groups])
        counts = np.concatenate([np.zeros(size, dtype=np.int64), crowd.records])
        _, sums, place_of = together(groups, counts)
        return np.asarray(sums[place_of[:size]])

    def seen_in(self, columns: Sequence[int]) -> tuple[Codes, "Classes"]:
        """The classes of someone who sees only these columns: (per class the place of its own, those classes)."""
        groups, records, place_of = together(self.groups[:, list(columns)], self.records)
        size = len(records)
        whole = self.tally.weights is self.records
        tally = plain_tally(records) if whole else self.tally.moved(place_of, 1, size)
        return place_of, Classes(groups, records, tally, {})

    def rolled(self, climbs: Sequence[Codes | None]) -> "Classes":
        """Coarser classes in order: per column the new group of each old one, or None where the column stays."""
        columns = zip(self.groups.T, climbs, strict=True)
        ups = [np.arange(int(groups.max(initial=0)) + 1) if up is None else up for groups, up in columns]
        starts = np.cumsum([0, *map(len, ups)])[: len(ups)].astype(np.int64)
        flat = np.concatenate([*ups, np.zeros(1)]).astype(np.int32)
        return self.coarser(flat, starts, np.array([int(up.max(initial=0)) + 1 for up in ups], np.int64)).in_order()

    def coarser(self, ups: Codes, starts: Ints, widths: Ints) -> "Classes":
        """As `rolled`, the climbs of all columns in one array and the classes in no particular order.

        Args:
            ups: `ups[starts[column] + group]` is the new group.
            starts: per column.
            widths: per column, new groups there can be.
        """
        space = prod(widths.tolist())
        space = space if space < LARGEST_KEY else 0
        groups, records, place_of = kernels.coarser(
            np.asfortranarray(self.groups), self.records, ups, starts, widths, space
        )
        crowds = {name: crowd.coarser(ups, starts, widths) for name, crowd in self.crowds.items()}
        return self._gone_to(place_of, groups, records, crowds)

    def _gone_to(self, place_of: Codes, groups: Codes, records: Ints, crowds: Mapping[str, "Classes"]) -> "Classes":
        size = len(records)
        tally = plain_tally(records) if self.tally.weights is self.records else self.tally.moved(place_of, 1, size)
        sensitive = {name: _moved(part, place_of, size) for name, part in self.sensitive.items()}
        return Classes(groups, records, tally, sensitive, crowds)

    def merged(self) -> "Classes":
        """Classes of equal groups put together, in order; for groups that were changed."""
        return self.rolled([None] * self.groups.shape[1])

    def in_order(self) -> "Classes":
        """The same classes in the order of their groups."""
        order = np.lexsort(self.groups.T[::-1]) if self.groups.shape[1] else np.arange(len(self))
        if np.array_equal(order, np.arange(len(self))):
            return self
        place_of = np.empty(len(self), dtype=np.int32)
        place_of[order] = np.arange(len(self), dtype=np.int32)
        return self._gone_to(place_of, np.ascontiguousarray(self.groups[order]), self.records[order], self.crowds)

    def kept(self, chosen: Bools) -> "Classes":
        """Only the chosen classes."""
        sensitive = {name: _chosen(part, chosen) for name, part in self.sensitive.items()}
        records = self.records[chosen]
        whole = self.tally.weights is self.records
        return Classes(
            self.groups[chosen],
            records,
            plain_tally(records) if whole else _picked(self.tally, chosen, 1),
            sensitive,
            self.crowds,
        )

    def total_persons(self) -> int:
        """Distinct persons in all classes together."""
        return int(self.tally.weights.sum()) + len(np.unique(self.tally.shared_persons))


def together(groups: Codes, counts: Ints) -> tuple[Codes, Ints, Codes]:
    """Equal rows of groups counted together: (distinct rows, their counts, per row the place of its own)."""
    widths = groups.max(axis=0, initial=0).astype(np.int64) + 1
    ups = np.arange(int(widths.max(initial=1)), dtype=np.int32)
    space = prod(widths.tolist())
    starts = np.zeros(len(widths), dtype=np.int64)
    found: tuple[Codes, Ints, Codes] = kernels.coarser(
        np.asfortranarray(groups), counts, ups, starts, widths, space if space < LARGEST_KEY else 0
    )
    return found


def distinct_pairs(cells: Ints, persons: Ints, size: int) -> tuple[Ints, Ints]:
    """Pairs of a cell (of `size`) and a person, each once, in order of both; whatever their numbers are."""
    people = int(persons.max(initial=0)) + 1
    if size * people < LARGEST_KEY:  # in Python's integers, which do not run over
        pairs = np.unique(cells * people + persons)
        return pairs // people, pairs % people
    order = np.lexsort((persons, cells))
    cells, persons = cells[order], persons[order]
    new = np.ones(len(cells), dtype=np.bool_)
    new[1:] = (cells[1:] != cells[:-1]) | (persons[1:] != persons[:-1])
    return cells[new], persons[new]


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


def counted_tally(cells: Ints, weights: Ints) -> Tally:
    """A tally in which every record is a person, from distinct cells and their records."""
    order, none = np.argsort(cells), np.zeros(0, dtype=np.int64)
    return Tally(cells[order], weights[order].astype(np.int64), none, none, 0)


def plain_tally(weights: Ints) -> Tally:
    """A tally in which every record is a person: cell i holds weights[i]."""
    none = np.zeros(0, dtype=np.int64)
    return Tally(np.arange(len(weights), dtype=np.int64), weights, none, none, 0)


# --- private -----------------------------------------------------------------------------------------------------


def _rows(tally: Tally, width: int) -> int:
    """As many classes as the tally speaks of, at least."""
    last = max(int(tally.cells.max(initial=-1)), int(tally.shared_cells.max(initial=-1)))
    return last // max(width, 1) + 1


def _merged_cells(cells: Ints, weights: Ints, place_of: Codes, width: int, size: int) -> tuple[Ints, Ints]:
    if size * width <= max(DENSE, 64 * len(cells)):
        found: tuple[Ints, Ints] = kernels.merged(cells, weights, place_of, width, size)
        return found
    moved = place_of[cells // width].astype(np.int64) * width + cells % width
    distinct, place = np.unique(moved, return_inverse=True)
    return distinct, np.bincount(place, weights, len(distinct)).astype(np.int64)


def _moved(part: Sensitive, place_of: Codes, size: int) -> Sensitive:
    return replace(part, tally=part.tally.moved(place_of, len(part.values), size))


def _chosen(part: Sensitive, chosen: Bools) -> Sensitive:
    return replace(part, tally=_picked(part.tally, chosen, len(part.values)))


def _picked(tally: Tally, chosen: Bools, width: int) -> Tally:
    spots, cells = kernels.picked(tally.cells, chosen, width)
    if tally.is_additive:
        return Tally(cells, tally.weights[spots], tally.shared_cells, tally.shared_persons, tally.persons)
    shared, shared_cells = kernels.picked(tally.shared_cells, chosen, width)
    return Tally(cells, tally.weights[spots], shared_cells, tally.shared_persons[shared], tally.persons)

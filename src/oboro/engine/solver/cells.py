"""Blanks cells instead of removing records: the classes that do not hold are made alike by what is taken from them.

A whole class is blanked in the same columns, so that its records stay together. With as few blanks as possible first,
the set of columns is taken that saves the most records, then the next, until every class holds; what is left over is
put together with the class that costs the fewest cells. It is a greedy search: each answer holds, none is proven to be
the smallest. (The problem is NP-hard: Meyerson, Williams 2004. PODS.) Where blanks match anything, cells are given back
afterwards, those first that give back the most, as long as everything still holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Codes, Ints, together
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.judging import judged

MOST_SETS = 60_000
"""Sets of columns that are tried; with many columns only the small ones."""


MOST_LOOKS = 50
"""Looks at the whole table while cells are given back."""


@dataclass(frozen=True, eq=False)
class Blanked:
    """What becomes of each class.

    Attributes:
        groups: classes × columns, blanked cells holding the group of the blank.
        removed: classes that cannot be saved.
        cells: blanked cells, over all records that stay.
    """

    groups: Codes
    removed: Bools
    cells: int


def blanked(
    classes: Classes, models: Sequence[PrivacyModel], *, blanks: Ints, wild: bool, most_removed: int
) -> Blanked:
    """Blank cells until all classes hold.

    Args:
        classes: of the chosen node.
        models: what must hold; each judges a class by itself.
        blanks: per column the group of the blank; where nothing is blank yet, one that no class has.
        wild: whether blanks match anything.
        most_removed: records that may be removed where blanking cannot save them.
    """
    work = _Blanking(classes, models, blanks, wild=wild)
    for columns in work.sets():
        if not work.left.any():
            break
        work.save(columns)
    work.join_leftovers()
    if wild:
        work.give_back()
    removed = work.left.copy()
    if classes.records[removed].sum() > most_removed:
        work.fold(removed)
        removed = work.left.copy()
    cells = int(((work.groups != classes.groups).sum(axis=1) * classes.records)[~removed].sum())
    return Blanked(work.groups, removed, cells)


# --- private -----------------------------------------------------------------------------------------------------


class _Blanking:
    def __init__(self, classes: Classes, models: Sequence[PrivacyModel], blanks: Ints, *, wild: bool) -> None:
        self.classes, self.models, self.blanks = classes, tuple(models), blanks.astype(np.int32)
        self.groups = classes.groups.copy()
        self.left = judged(classes, models)
        self.wild, self.looks = wild, 0

    def sets(self) -> Iterator[tuple[int, ...]]:
        """Sets of columns, the smallest first; among those of one size always the one that saves most."""
        width, tried = self.groups.shape[1], 0
        for size in range(1, width + 1):
            while self.left.any():
                options = list(combinations(range(width), size))
                tried += len(options)
                if tried > MOST_SETS:
                    return
                gains = [int(self.classes.records[self._saved(columns)[0]].sum()) for columns in options]
                best = int(np.argmax(gains))
                if not gains[best]:
                    break
                yield options[best]

    def save(self, columns: tuple[int, ...]) -> None:
        """Blank these columns in all classes that hold afterwards."""
        saved, groups = self._saved(columns)
        self.groups[saved] = groups[saved]
        self.left &= ~saved

    def join_leftovers(self) -> None:
        """Put what is left together with the classes that cost the fewest cells."""
        while self.left.any():
            one = int(np.flatnonzero(self.left)[0])
            for other in self._cheapest(one):
                groups, members = self._joined(one, other)
                if self._holds(groups, members):
                    self.groups[members] = groups
                    self.left[members] = False
                    break
            else:
                return

    def fold(self, failing: Bools) -> None:
        """Blank everything of what could not be saved, and of as many others as that takes until all that stays holds.

        What is written alike goes together, and with what is all blank already: what is left behind must hold as well.
        """
        _, _, alike = together(np.ascontiguousarray(self.groups), self.classes.records)
        chosen = np.zeros(int(alike.max()) + 1, dtype=np.bool_)
        chosen[alike[failing | (self.groups == self.blanks).all(axis=1)]] = True
        order = np.argsort(self.classes.records, kind="stable")
        step = 1
        while True:
            if self._holds(self.blanks, chosen[alike]):
                if self._folded(chosen[alike]):
                    return
                step *= 2  # what stays fails beside it: each look takes the whole table
            more = order[~chosen[alike[order]]][:step]
            if not len(more):
                return
            chosen[alike[more]] = True

    def give_back(self) -> None:
        """Where blanks match anything: fill cells again as long as all classes hold."""
        place = 0
        costs = self.classes.records * (self.groups != self.classes.groups).sum(axis=1)
        blank = np.argsort(-costs, kind="stable")[: int((costs > 0).sum())]
        step = max(len(blank) // 8, 1)
        while place < len(blank) and self.looks < MOST_LOOKS:
            some = blank[place : place + step]
            before = self.groups[some].copy()
            if self._try_filled(some):
                place += step
            elif step > 1:
                step = max(step // 4, 1)
            else:
                self.groups[some] = before
                place += 1

    def _folded(self, members: Bools) -> bool:
        """Blank everything of these classes, if all that stays holds then."""
        groups, left = self.groups.copy(), self.left.copy()
        self.groups[members] = self.blanks
        self.left[members] = False
        if self._all_hold():
            return True
        self.groups, self.left = groups, left
        return False

    def _try_filled(self, some: Ints) -> bool:
        """Fill one cell of each of these classes, the same column for all that still holds; False if none does."""
        filled = False
        for column in range(self.groups.shape[1]):
            before = self.groups[some, column].copy()
            own = self.classes.groups[some, column]
            if (before == own).all():
                continue
            self.groups[some, column] = own
            if self._all_hold():
                filled = True
            else:
                self.groups[some, column] = before
        return filled

    def _all_hold(self) -> bool:
        self.looks += 1
        kept = replace(self.classes, groups=self.groups).kept(~self.left).merged()
        return not judged(kept, self.models, self.blanks.astype(np.int64) if self.wild else None).any()

    def _saved(self, columns: tuple[int, ...]) -> tuple[Bools, Codes]:
        """The classes left that hold when these columns are blank, together with those that are so already."""
        groups = self.groups.copy()
        groups[np.ix_(np.flatnonzero(self.left), np.array(columns))] = self.blanks[list(columns)]
        already = (self.groups[:, list(columns)] == self.blanks[list(columns)]).all(axis=1)
        some = self.left | already
        found = replace(self.classes, groups=groups).kept(some)
        merged = found.merged()
        both = np.ascontiguousarray(np.concatenate([merged.groups, found.groups]))
        _, _, place_of = together(both, np.ones(len(both), dtype=np.int64))
        saved = np.zeros(len(groups), dtype=np.bool_)
        saved[np.flatnonzero(some)] = ~judged(merged, self.models)[place_of[len(merged) :]]
        return saved & self.left, groups

    def _cheapest(self, one: int) -> list[int]:
        """Other classes by what it would cost to make both alike."""
        differ = self.groups != self.groups[one]
        more = differ & (self.groups != self.blanks)
        mine = (differ & (self.groups[one] != self.blanks)).sum(axis=1) * self.classes.records[one]
        cost = more.sum(axis=1) * self.classes.records + mine
        cost[one] = np.iinfo(np.int64).max
        return [int(place) for place in np.argsort(cost, kind="stable")[: len(cost) - 1]]

    def _joined(self, one: int, other: int) -> tuple[Codes, Bools]:
        """The groups of two classes made alike, and all classes that have the groups of one of them now."""
        groups = np.where(self.groups[one] == self.groups[other], self.groups[one], self.blanks)
        members = (self.groups == self.groups[one]).all(axis=1) | (self.groups == self.groups[other]).all(axis=1)
        return groups.astype(np.int32), members | (self.groups == groups).all(axis=1)

    def _holds(self, groups: Codes, members: Bools) -> bool:
        if not members.any():
            return True
        some = replace(self.classes.kept(members), groups=np.tile(groups, (int(members.sum()), 1)).astype(np.int32))
        return not judged(some.merged(), self.models).any()

"""The exact search: the node of least figure among those whose suppression stays within the limit, with proof.

What a node costs when nothing is removed is known beforehand from the columns' marginals. A node that was counted tells
more: records that no class of it can save, no finer node can save either. So every finer node removes at least these,
and pays for them. Nodes are taken in the order of the bound known beforehand, those are passed over whose bound, raised
by what was counted so far, exceeds the best figure found, and the search ends when the next bound does: nothing that
is left can be better. Before a node is counted itself, coarser ones above it are tried by bisecting a chain to the top,
since they have few classes and speak for all nodes below them. Nothing is passed over for any other reason, so models
that promise nothing about finer tables are searched exactly too.

Of nodes with equal figures the one is chosen that suppresses the fewest records, then the one with the fewest, hence
largest, classes, then the lowest levels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Bools, Classes, Codes, Floats, Ints
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.judging import judged, verdict
from oboro.engine.solver.lattice import DIGITS, Lattice, Rollup
from oboro.engine.wildcard import blanks_at, may_be_blank, stays_blank

PAUSE = 32
"""Nodes counted between two looks around the best node."""

Step = Callable[[int, int], None]
"""Called now and then with the nodes settled so far and all nodes."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The chosen node.

    Attributes:
        levels: per quasi-identifier.
        figures: what was minimised; one figure, or for "rank" the columns' figures downwards.
        losses: per quasi-identifier, its figure, suppression included; none where sizes of classes are minimised.
        classes: all classes of the node.
        failing: which of them are suppressed.
        optimal: proven to be the best.
        checked_nodes: how many nodes were counted.
        bound: no node has a smaller (first) figure; equal to it when optimal.
    """

    levels: Codes
    figures: tuple[float, ...]
    losses: tuple[float, ...]
    classes: Classes
    failing: Bools
    optimal: bool
    checked_nodes: int
    bound: float = 0.0

    @property
    def suppressed_records(self) -> int:
        """Records that stand in failing classes."""
        return int(self.classes.records[self.failing].sum())


def exact(
    base: Classes,
    lattice: Lattice,
    models: Sequence[PrivacyModel],
    *,
    most_suppressed: int,
    step: Step = lambda _done, _all: None,
    rollup: Rollup | None = None,
    seconds: float | None = None,
    wild: bool = False,
) -> Solution | None:
    """The best node, or None when no node keeps any record within the limit of suppressed records.

    `rollup` hands over the classes of an earlier search on the same base, for trying other limits or models. With
    `seconds` the search ends then, if not before, once it has found any node; `optimal` says whether it was finished,
    `bound` how good an answer could still have been. `wild` reads missing values as matching anything.
    """
    search = _Search(rollup or Rollup(base, lattice.ladders), lattice, models, most_suppressed, wild=wild)
    begun, place, finished = perf_counter(), 0, True
    while (place := search.next_open(place)) >= 0:
        if seconds is not None and search.best is not None and perf_counter() - begun > seconds:
            finished = False
            break
        search.settle(int(search.order[place]))
        search.descend()
        step(place, len(lattice))
    if search.best is None:
        return None
    bound = (*search.rank[0], 0.0)[0] if finished else float(search.static[search.order[place], 0])
    return search.solution(optimal=finished, bound=bound)


# --- private -----------------------------------------------------------------------------------------------------


class _Search:
    def __init__(
        self, rollup: Rollup, lattice: Lattice, models: Sequence[PrivacyModel], most_suppressed: int, *, wild: bool
    ) -> None:
        self.lattice, self.models, self.costs = lattice, tuple(models), lattice.costs
        self.most, self.total = most_suppressed, int(rollup.base.records.sum())
        self.rollup, self.wild = rollup, wild and may_be_blank(lattice.ladders)
        self.ruling = not wild or all(stays_blank(ladder) for ladder in lattice.ladders)
        self.static = self.costs.static(lattice.levels, lattice.sizes, most_suppressed=most_suppressed)
        self.order = np.lexsort(self.static.T[::-1])
        self.settled = np.zeros(len(lattice), dtype=np.bool_)
        self.best: tuple[Codes, tuple[float, ...], tuple[float, ...], Classes, Bools] | None = None
        self.rank: tuple[tuple[float, ...], int, int, tuple[int, ...]] = ((0.0,), 0, 0, ())
        self.goal = np.zeros(0)
        self.checked, self.rested = 0, PAUSE
        self.tried: object = None
        width, highest = lattice.levels.shape[1], self.costs.highest
        self.ruled = np.zeros((16, width), dtype=np.int32)
        self.ruled_count = 0
        self.seen = np.zeros((64, width), dtype=np.int32)
        self.paid = np.zeros((64, max(width, 1), highest))
        self.floors = np.zeros(64)
        self.seen_count = 0

    def next_open(self, start: int) -> int:
        """The place in the order of the next node that may still be the best, or -1."""
        lattice, count = self.lattice, self.seen_count
        return int(
            kernels.next_open(
                start,
                self.order,
                lattice.levels,
                self.settled,
                self.static,
                self.goal,
                self.costs.flat,
                self.costs.weights,
                self.costs.aggregate,
                self.ruled[: self.ruled_count],
                self.seen[:count],
                self.paid[:count],
                self.floors[:count],
            )
        )

    def settle(self, node: int) -> None:
        """Settle this node: count it, or a coarser one that speaks for it."""
        levels = self.lattice.levels[node]
        chain = kernels.chain(node, levels, self.lattice.levels[-1], self.lattice.strides, self.static)
        low, high = 0, len(chain) - 1
        while low <= high:
            middle = (low + high) // 2
            self._count(int(chain[middle]))
            if self._is_out(node):
                low = middle + 1
            else:
                high = middle - 1
        self.settled[node] = True

    def descend(self) -> None:
        """Try the neighbours of the best node, and theirs, so that the search soon has a good figure to compare with.

        Now and then only: where few nodes are in question it would cost more than it spares.
        """
        if self.best is None or self.checked < self.rested:
            return
        while self.best is not None and self.rank != self.tried:
            self.tried = self.rank
            here = self.best[0]
            node = int(((here - self.lattice.levels[0]) * self.lattice.strides).sum())
            for column, stride in enumerate(self.lattice.strides.tolist()):
                for up in (-1, 1):
                    if self.lattice.levels[0][column] <= here[column] + up <= self.lattice.levels[-1][column]:
                        there = node + up * stride
                        if not self.settled[there] and not self._is_out(there):
                            self._count(there)
        self.rested = self.checked + PAUSE

    def _is_out(self, node: int) -> bool:
        levels = self.lattice.levels[node]
        if kernels.is_below(levels, self.ruled[: self.ruled_count]):
            return True
        if not len(self.goal):
            return False
        count, costs = self.seen_count, self.costs
        found = kernels.bound(
            levels,
            costs.flat,
            costs.weights,
            costs.aggregate,
            self.static[node, 0],
            self.seen[:count],
            self.paid[:count],
            self.floors[:count],
        )
        return bool(kernels.is_worse(found, self.goal))

    def _count(self, node: int) -> None:
        """Count a node, offer it, and note what it says about the finer ones."""
        if self.settled[node]:
            return
        levels = self.lattice.levels[node]
        classes = self.rollup.at(levels)
        self.checked += 1
        self.settled[node] = True
        failing, lost = verdict(classes, self.models, blanks=self._blanks(levels), most=self.most, ruling=self.ruling)
        gone = float(lost.sum())
        if gone > self.most or gone >= self.total:
            self._rule_out(levels)
            return
        costly = self.costs.removed(classes, lost, levels)
        self._note(levels, classes, lost, costly)
        gone_here = np.where(failing, classes.records, 0)
        suppressed = int(gone_here.sum())
        if suppressed <= self.most and suppressed < self.total:
            same = np.array_equal(gone_here, lost)
            added = costly if same else self.costs.removed(classes, gone_here.astype(np.float64), levels)
            self._offer(levels, classes, failing, added)

    def _rule_out(self, levels: Codes) -> None:
        if self.ruled_count == len(self.ruled):
            self.ruled = np.concatenate([self.ruled, np.zeros_like(self.ruled)])
        self.ruled[self.ruled_count] = levels
        self.ruled_count += 1

    def _note(self, levels: Codes, classes: Classes, lost: Floats, costly: Floats) -> None:
        place = self.seen_count
        if not (lost.any() or self.costs.objective.is_of_sizes):
            return
        if place == len(self.seen):
            self.seen = np.concatenate([self.seen, np.zeros_like(self.seen)])
            self.paid = np.concatenate([self.paid, np.zeros_like(self.paid)])
            self.floors = np.concatenate([self.floors, np.zeros_like(self.floors)])
        self.seen[place] = levels
        self.paid[place] = costly
        if self.costs.objective.is_of_sizes:
            self.floors[place] = self.costs.floor(classes, most_suppressed=self.most)
        self.seen_count += 1

    def _offer(self, levels: Codes, classes: Classes, failing: Bools, added: Floats) -> None:
        figures, losses = self.costs.figures(classes, failing, levels, added=added)
        suppressed, kept = int(classes.records[failing].sum()), int((~failing).sum())
        rounded = tuple(round(figure, DIGITS) for figure in figures)
        rank = (rounded, suppressed, kept, tuple(levels.tolist()))
        if self.best is None or rank < self.rank:
            self.rank, self.best = rank, (levels, figures, losses, classes, failing)
            self.goal = np.array(rounded)

    def solution(self, *, optimal: bool, bound: float) -> Solution:
        """The best node found, its classes in order."""
        assert self.best is not None
        levels, figures, losses, _, _ = self.best
        classes = self.rollup.at(levels).in_order()
        failing = judged(classes, self.models, self._blanks(levels))
        return Solution(levels, figures, losses, classes, failing, optimal, self.checked, bound)

    def _blanks(self, levels: Codes) -> Ints | None:
        return blanks_at(self.lattice.ladders, levels.tolist()) if self.wild else None

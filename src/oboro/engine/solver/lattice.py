"""All combinations of levels, their bounds, and their classes rolled up from the cheapest finer ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oboro.engine.equivalence import Classes, Codes, Floats, Ints, Ladder
from oboro.engine.utility import Objective, level_losses
from oboro.kernel.errors import RecipeInvalid

DIGITS = 12
"""Losses that agree to so many decimals are equal; beyond stands only rounding."""

LARGEST = 5_000_000
"""Nodes an exact search will list; beyond, a recipe should narrow the levels."""

KEPT_CLASSES = 8_000_000
"""Classes kept in memory for rolling up, over all nodes."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """The nodes between the lowest and the highest allowed levels.

    Attributes:
        ladders: per quasi-identifier.
        levels: nodes × quasi-identifiers, in lexicographic order.
        strides: per quasi-identifier, how far apart two nodes lie that differ by one level there.
        losses: nodes × quasi-identifiers, the columns' losses without suppression.
        bounds: nodes × figures, rounded to DIGITS: a loss with suppression is never below it.
        order: nodes by bound, then by levels.
    """

    ladders: tuple[Ladder, ...]
    levels: Codes
    strides: Ints
    losses: Floats
    bounds: Floats
    order: Ints

    def __len__(self) -> int:
        return len(self.levels)


def lattice(
    base: Classes, ladders: Sequence[Ladder], objective: Objective, *, spans: Sequence[tuple[int, int]]
) -> Lattice:
    """List every node; `spans` are the lowest and highest level per column, both allowed.

    Raises:
        RecipeInvalid: more nodes than can be listed.
    """
    sizes = [high - low + 1 for low, high in spans]
    if np.prod([float(size) for size in sizes]) > LARGEST:
        raise RecipeInvalid(
            f"段の組み合わせが{LARGEST}通りを超え、すべてを調べられません。",
            hint="列のmin_level・max_levelで段を狭めてください。",
        )
    grid = np.indices(sizes).reshape(len(sizes), -1).T if sizes else np.zeros((1, 0))
    levels = (grid + np.array([low for low, _ in spans])).astype(np.int32)
    by_level = level_losses(base, ladders)
    losses = np.stack([loss[levels[:, place]] for place, loss in enumerate(by_level)], axis=1)
    bounds = objective.figures(losses, [ladder.column for ladder in ladders]).round(DIGITS)
    order = np.lexsort((*levels.T[::-1], *bounds.T[::-1]))
    strides = np.array([np.prod(sizes[place + 1 :], dtype=np.int64) for place in range(len(sizes))], dtype=np.int64)
    return Lattice(tuple(ladders), levels, strides, losses, bounds, order.astype(np.int64))


class Rollup:
    """Classes of any node, made from the finer node with the fewest classes that is still at hand."""

    def __init__(self, base: Classes, ladders: Sequence[Ladder]) -> None:
        self.base, self.ladders = base, ladders
        self._nodes = np.zeros((1, len(ladders)), dtype=np.int32)
        self._sizes = np.array([len(base)], dtype=np.int64)
        self._classes = [base]
        self._place_of = {(0,) * len(ladders): 0}

    def at(self, levels: Codes) -> Classes:
        """The classes at these levels."""
        known = self._place_of.get(tuple(levels.tolist()))
        if known is not None:
            return self._classes[known]
        finer = (self._nodes <= levels).all(axis=1)
        nearest = int(np.flatnonzero(finer)[np.argmin(self._sizes[finer])])
        found = self._climb(nearest, levels)
        if self._sizes.sum() + len(found) <= KEPT_CLASSES:
            self._nodes = np.vstack([self._nodes, levels])
            self._sizes = np.append(self._sizes, len(found))
            self._place_of[tuple(levels.tolist())] = len(self._classes)
            self._classes.append(found)
        return found

    def _climb(self, start: int, levels: Codes) -> Classes:
        pairs = zip(self.ladders, self._nodes[start], levels, strict=True)
        climbs = [ladder.climb(int(low), int(high)) if low != high else None for ladder, low, high in pairs]
        return self._classes[start].rolled(climbs)

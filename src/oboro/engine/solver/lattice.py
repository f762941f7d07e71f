"""All combinations of levels with their bounds, and their classes rolled up from the cheapest finer ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Classes, Codes, Floats, Ints, Ladder
from oboro.engine.solver.costs import Costs, costs
from oboro.engine.utility import Objective
from oboro.kernel.errors import RecipeInvalid

DIGITS = 12
"""Figures that agree to so many decimals are equal; beyond stands only rounding."""

LARGEST = 5_000_000
"""Nodes an exact search will list; beyond, a recipe should narrow the levels."""

KEPT_CLASSES = 8_000_000
"""Classes kept in memory for rolling up, over all nodes."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """The nodes between the lowest and the highest allowed levels.

    Attributes:
        ladders: per quasi-identifier.
        costs: what their groups cost.
        levels: nodes × quasi-identifiers, in lexicographic order.
        strides: per quasi-identifier, how far apart two nodes lie that differ by one level there.
        sizes: per node, how many classes there can be.
    """

    ladders: tuple[Ladder, ...]
    costs: Costs
    levels: Codes
    strides: Ints
    sizes: Floats

    def __len__(self) -> int:
        return len(self.levels)


def lattice(
    base: Classes, ladders: Sequence[Ladder], objective: Objective, *, spans: Sequence[tuple[int, int]]
) -> Lattice:
    """List every node; `spans` are the lowest and highest level per column, both allowed.

    Raises:
        RecipeInvalid: more nodes than can be listed.
    """
    widths = [high - low + 1 for low, high in spans]
    if np.prod([float(width) for width in widths]) > LARGEST:
        raise RecipeInvalid(
            f"段の組み合わせが{LARGEST}通りを超え、すべてを調べられません。",
            hint='列のmin_level・max_levelで段を狭めるか、method = "best-within"で時間を限ってください。',
        )
    grid = np.indices(widths).reshape(len(widths), -1).T if widths else np.zeros((1, 0))
    levels = np.ascontiguousarray((grid + np.array([low for low, _ in spans])).astype(np.int32))
    sizes = np.ones(len(levels))
    for place, ladder in enumerate(ladders):
        sizes *= np.array([float(len(names)) for names in ladder.labels])[levels[:, place]]
    strides = np.array([np.prod(widths[place + 1 :], dtype=np.int64) for place in range(len(widths))], dtype=np.int64)
    return Lattice(tuple(ladders), costs(base, ladders, objective), levels, strides, sizes)


class Rollup:
    """Classes of any node, made from the finer node with the fewest classes that is still at hand."""

    def __init__(self, base: Classes, ladders: Sequence[Ladder]) -> None:
        base = replace(base, groups=np.asfortranarray(base.groups))  # once: it is climbed from again and again
        self.base, self.ladders = base, ladders
        self._nodes = np.zeros((64, len(ladders)), dtype=np.int32)
        self._sizes = np.zeros(64, dtype=np.int64)
        self._classes: list[Classes] = []
        self._kept = 0
        self._place_of: dict[bytes, int] = {}
        self._ups, self._starts, self._widths = _climbs(ladders)
        self._columns = np.arange(len(ladders))
        self._keep(np.zeros(len(ladders), dtype=np.int32), base)

    def at(self, levels: Codes) -> Classes:
        """The classes at these levels, in no particular order."""
        levels = levels.astype(np.int32, copy=False)
        known = self._place_of.get(levels.tobytes())
        if known is not None:
            return self._classes[known]
        nearest: int = kernels.nearest(levels, self._nodes, self._sizes, len(self._classes))
        starts = self._starts[self._columns, self._nodes[nearest], levels]
        found = self._classes[nearest].coarser(self._ups, starts, self._widths[self._columns, levels])
        if self._kept + len(found) <= KEPT_CLASSES:
            self._keep(levels, found)
        return found

    def _keep(self, levels: Codes, classes: Classes) -> None:
        place = len(self._classes)
        if place == len(self._nodes):
            self._nodes = np.concatenate([self._nodes, np.zeros_like(self._nodes)])
            self._sizes = np.concatenate([self._sizes, np.zeros_like(self._sizes)])
        self._nodes[place], self._sizes[place] = levels, len(classes)
        self._place_of[levels.tobytes()] = place
        self._classes.append(classes)
        self._kept += len(classes)


# --- private -----------------------------------------------------------------------------------------------------


def _climbs(ladders: Sequence[Ladder]) -> tuple[Codes, Ints, Ints]:
    """Every way up in one array: where column, low level and high level start, and how many groups a level has."""
    highest = max((ladder.top for ladder in ladders), default=0) + 1
    starts = np.zeros((len(ladders), highest, highest), dtype=np.int64)
    widths = np.ones((len(ladders), highest), dtype=np.int64)
    ups, done = [np.zeros(0, dtype=np.int32)], 0
    for place, ladder in enumerate(ladders):
        for high in range(ladder.top + 1):
            widths[place, high] = len(ladder.labels[high])
            for low in range(high + 1):
                starts[place, low, high] = done
                ups.append(ladder.climb(low, high))
                done += len(ups[-1])
    return np.concatenate(ups), starts, widths

"""The exact search: the node of least loss among those whose suppression stays within the limit, with proof.

The loss without suppression is known for every node from the columns' marginals and never exceeds the loss with it, so
nodes are taken in its order, and the search ends at the first one whose bound exceeds the best loss found: no node
left can be better. Of nodes with equal loss the one is chosen that suppresses the fewest records, then the one with
the fewest, hence largest, classes.

Where the models make suppression shrink as tables grow coarser, a node that needs too much of it rules
out all finer ones; it is looked for by bisecting a chain of ever coarser nodes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Codes
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.solver.lattice import DIGITS, Lattice, Rollup
from oboro.engine.utility import Objective, suppressed_losses

Step = Callable[[int, int], None]
"""Called now and then with the nodes settled so far and all nodes."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The chosen node.

    Attributes:
        levels: per quasi-identifier.
        figures: what was minimised; one figure, or for "rank" the columns' losses downwards.
        losses: per quasi-identifier, suppression included.
        classes: all classes of the node.
        failing: which of them are suppressed.
        optimal: proven to be the best.
        checked_nodes: how many nodes were counted.
    """

    levels: Codes
    figures: tuple[float, ...]
    losses: tuple[float, ...]
    classes: Classes
    failing: Bools
    optimal: bool
    checked_nodes: int

    @property
    def suppressed_records(self) -> int:
        """Records that stand in failing classes."""
        return int(self.classes.records[self.failing].sum())


def exact(
    base: Classes,
    lattice: Lattice,
    models: Sequence[PrivacyModel],
    objective: Objective,
    *,
    most_suppressed: int,
    step: Step = lambda _done, _all: None,
    rollup: Rollup | None = None,
) -> Solution | None:
    """The best node, or None when no node keeps any record within the limit of suppressed records.

    `rollup` hands over the classes of an earlier search on the same base, for trying other limits or models.
    """
    search = _Search(rollup or Rollup(base, lattice.ladders), lattice, models, objective, most_suppressed)
    for node in lattice.order:
        if search.best is not None and tuple(lattice.bounds[node]) > search.rank[0]:
            break
        if not search.settled[node]:
            search.bisect(int(node))
            step(int(search.settled.sum()), len(lattice))
    if search.best is None:
        return None
    best = search.best
    return Solution(best.levels, best.figures, best.losses, best.classes, best.failing, True, search.checked)


def judged(classes: Classes, models: Sequence[PrivacyModel]) -> Bools:
    """Which classes fail a model."""
    failing = np.zeros(len(classes), dtype=np.bool_)
    for model in models:
        failing |= ~model.holds(classes)
    return failing


# --- private -----------------------------------------------------------------------------------------------------


class _Search:
    def __init__(
        self,
        rollup: Rollup,
        lattice: Lattice,
        models: Sequence[PrivacyModel],
        objective: Objective,
        most_suppressed: int,
    ) -> None:
        self.lattice, self.models, self.objective = lattice, models, objective
        self.most, self.total = most_suppressed, int(rollup.base.records.sum())
        self.rollup = rollup
        self.settled = np.zeros(len(lattice), dtype=np.bool_)
        self.too_fine: dict[int, bool] = {}
        self.best: Solution | None = None
        self.rank: tuple[tuple[float, ...], int, int, tuple[int, ...]] = ((), 0, 0, ())
        self.checked = 0
        none_allowed = most_suppressed == 0 and all(model.monotone for model in models)
        self.ruling = tuple(models if none_allowed else [model for model in models if model.absorbs])
        self.others = tuple(model for model in models if model not in self.ruling)

    def bisect(self, node: int) -> None:
        """Settle this node, and on the way the coarsest ones above it that rule out most."""
        chain = self._chain(node)
        low, high = 0, len(chain) - 1
        while low <= high:
            middle = (low + high) // 2
            if self._is_too_fine(chain[middle]):
                low = middle + 1
            else:
                high = middle - 1

    def _chain(self, node: int) -> list[int]:
        """From the node to the top, each time by the step whose bound is least."""
        chain = [node]
        if not self.ruling:
            return chain
        levels = self.lattice.levels[node].copy()
        highest = self.lattice.levels[-1]
        while (levels < highest).any():
            options = []
            for place in np.flatnonzero(levels < highest):
                option = chain[-1] + int(self.lattice.strides[place])
                options.append((tuple(self.lattice.bounds[option]), option, place))
            _, option, place = min(options)
            levels[place] += 1
            chain.append(option)
        return chain

    def _is_too_fine(self, node: int) -> bool:
        if node not in self.too_fine:
            self.too_fine[node] = self._check(node)
        return self.too_fine[node]

    def _check(self, node: int) -> bool:
        """Count the node; True when it and all finer ones need too much suppression."""
        levels = self.lattice.levels[node]
        classes = self.rollup.at(levels)
        self.checked += 1
        self.settled[node] = True
        failing = judged(classes, self.ruling)
        ruled = int(classes.records[failing].sum())
        if ruled > self.most or ruled == self.total:
            self.settled |= (self.lattice.levels <= levels).all(axis=1)
            return True
        failing |= judged(classes, self.others)
        suppressed = int(classes.records[failing].sum())
        if suppressed <= self.most and suppressed < self.total:
            self._offer(node, classes, failing)
        return False

    def _offer(self, node: int, classes: Classes, failing: Bools) -> None:
        levels = self.lattice.levels[node]
        added = suppressed_losses(
            classes.groups[failing], classes.records[failing], self.lattice.ladders, levels.tolist(), total=self.total
        )
        losses = self.lattice.losses[node] + added
        names = [ladder.column for ladder in self.lattice.ladders]
        figures = self.objective.figures(losses[None, :], names)[0]
        suppressed, kept = int(classes.records[failing].sum()), int((~failing).sum())
        rank = (tuple(figures.round(DIGITS).tolist()), suppressed, kept, tuple(levels.tolist()))
        if self.best is None or rank < self.rank:
            self.rank = rank
            self.best = Solution(levels, tuple(figures.tolist()), tuple(losses.tolist()), classes, failing, False, 0)

"""What is lost: the loss of each column and how the columns' losses combine. As engine users know it from ARX.

A cell generalised to a value that covers c of the hierarchy's d leaves costs c/d, a cell of a removed record 1. The
mean over the records, normalised by x → (x − 1/d)/(1 − 1/d), is the column's loss. (Iyengar, V. 2002. Transforming data
to satisfy privacy constraints. KDD.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from oboro.engine.equivalence import Classes, Codes, Floats, Ints, Ladder

AGGREGATES = ("geometric-mean", "mean", "sum", "max", "rank")

OBJECTIVES = ("loss", "discernibility", "average-class-size", "entropy", "precision")
"""What can be minimised. The second and the third look at the sizes of classes, the others at each column."""


@dataclass(frozen=True)
class Objective:
    """How the columns' losses become one figure to compare.

    Attributes:
        aggregate: one of AGGREGATES. "rank" compares the losses sorted downwards, from the largest on.
        weights: per column, 1 where none is given.
        kind: one of OBJECTIVES.
    """

    aggregate: str = "geometric-mean"
    weights: Mapping[str, float] = field(default_factory=dict)
    kind: str = "loss"

    @property
    def is_of_sizes(self) -> bool:
        """Whether it looks at the sizes of classes alone."""
        return self.kind in {"discernibility", "average-class-size"}

    def figures(self, losses: Floats, columns: Sequence[str]) -> Floats:
        """Rows of column losses → rows of figures, to be compared from the first on (one figure unless "rank")."""
        weights = np.array([self.weights.get(column, 1.0) for column in columns])
        match self.aggregate:
            case "geometric-mean":
                logs = (np.log1p(losses) * weights).sum(axis=1)
                return np.asarray(np.expm1(logs / max(weights.sum(), 1e-300))[:, None])
            case "mean":
                return np.asarray(((losses * weights).sum(axis=1) / max(weights.sum(), 1e-300))[:, None])
            case "sum":
                return np.asarray((losses * weights).sum(axis=1)[:, None])
            case "max":
                return np.asarray((losses * weights).max(axis=1, initial=0.0)[:, None])
            case _:
                return np.asarray(-np.sort(-(losses * weights), axis=1))


def level_losses(base: Classes, ladders: Sequence[Ladder]) -> list[Floats]:
    """Per column, the loss at each level when nothing is suppressed."""
    total = max(int(base.records.sum()), 1)
    found = []
    for place, ladder in enumerate(ladders):
        counts = np.bincount(base.groups[:, place], base.records, len(ladder.labels[0]))
        costs = [
            (counts * share[group]).sum() / total for group, share in zip(ladder.groups, ladder.shares, strict=True)
        ]
        found.append(normalised(np.array(costs), ladder.leaves))
    return found


def suppressed_losses(
    groups: Codes, records: Ints, ladders: Sequence[Ladder], levels: Sequence[int], *, total: int
) -> Floats:
    """Per column, what the removal of these classes adds to the loss of the level; `total` is all records."""
    added, weights = np.zeros(len(ladders)), records.astype(np.float64)
    whole = float(weights.sum())
    for place, (ladder, level) in enumerate(zip(ladders, levels, strict=True)):
        spared = float((weights * ladder.shares[level].take(groups[:, place])).sum())
        scale = 1.0 - 1.0 / ladder.leaves
        added[place] = (whole - spared) / total / scale if scale > 0 else 0.0
    return added


def normalised(costs: Floats, leaves: int) -> Floats:
    """Mean cost c/d → 0 for untouched, 1 for everything lost. A hierarchy of one leaf has nothing to lose."""
    if leaves <= 1:
        return np.zeros_like(costs)
    return np.asarray((costs - 1.0 / leaves) / (1.0 - 1.0 / leaves))

"""What each group of each level costs: the tables from which losses and their bounds are added up.

Three objectives are sums over cells, so that one form serves all: a column's figure at a level when nothing is removed,
and per group what the removal of one record adds to it.

* loss: as `engine.utility`.
* entropy: non-uniform entropy, the share of the column's information that is lost; a removed cell tells nothing.
  (De Waal, Willenborg 1999. Netherlands Official Statistics 14; Gionis, Tassa 2009. IEEE TKDE 21(2))
* precision: level ÷ highest level; a removed cell counts as the highest. (Sweeney 2002. IJUFKS 10(5))

The other two look at classes: discernibility sums the squares of their sizes, a removed record counting as many as all
records (Bayardo, Agrawal 2005. ICDE); the average class size divides the records kept by the classes kept (LeFevre,
DeWitt, Ramakrishnan 2006. ICDE).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oboro.engine import kernels
from oboro.engine.equivalence import Bools, Classes, Codes, Floats, Ints, Ladder
from oboro.engine.utility import AGGREGATES, Objective, normalised

_ENTROPY, _PRECISION = "entropy", "precision"


@dataclass(frozen=True, eq=False)
class Costs:
    """Tables for one source and one objective.

    Attributes:
        objective: what they are of.
        columns: names.
        total: all records.
        flat: columns × levels, a column's figure when nothing is removed; 0 beyond the highest level.
        least, starts: `least[starts[column, own, level] + group]`, where `group` is one of the level `own`: what
            removing one of its records adds at `level`, at least. At `own` itself it is exact.
        widths: columns × levels, how many groups there are.
        weights: per column.
        aggregate: as the kernels name it.
        classes: of the source at the finest level.
    """

    objective: Objective
    columns: tuple[str, ...]
    total: int
    flat: Floats
    least: Floats
    starts: Ints
    widths: Ints
    weights: Floats
    aggregate: int
    classes: int

    @property
    def highest(self) -> int:
        """Levels of the tallest column."""
        return int(self.flat.shape[1])

    def removed(self, classes: Classes, mass: Floats, levels: Codes) -> Floats:
        """Columns × levels: what removing `mass` records of each class adds at least at this node and all finer ones.

        At this node's own levels the figures are exact.
        """
        if self.objective.is_of_sizes:
            return self._removed_sizes(classes, mass)
        found: Floats = kernels.forfeited(
            np.asfortranarray(classes.groups), mass, self.least, self.starts, levels, self.widths
        )
        return found

    def figures(
        self, classes: Classes, failing: Bools, levels: Codes, *, added: Floats
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """(what is compared, the columns' own figures) of a node whose failing classes are removed.

        `added` is what `removed` says of the failing classes' records.
        """
        if self.objective.is_of_sizes:
            return (self.size_figure(classes, failing),), ()
        places = np.arange(len(self.columns))
        own = self.flat[places, levels] + added[places, levels]
        return tuple(kernels.figures(own, self.weights, self.aggregate).tolist()), tuple(own.tolist())

    def size_figure(self, classes: Classes, failing: Bools) -> float:
        """The figure of an objective of sizes, the failing classes removed."""
        kept = classes.records[~failing].astype(np.float64)
        if self.objective.kind == "discernibility":
            return float((kept**2).sum() + (self.total - kept.sum()) * self.total)
        return float(kept.sum() / max(len(kept), 1))

    def floor(self, classes: Classes, *, most_suppressed: int) -> float:
        """For figures of sizes: what no coarser node can go below."""
        if self.objective.kind == "discernibility":
            return float((classes.records.astype(np.float64) ** 2).sum())
        return self._smallest_average(len(classes), most_suppressed)

    def static(self, nodes: Codes, sizes: NDArray[np.float64], *, most_suppressed: int) -> Floats:
        """Nodes × figures: lower bounds known before anything is counted; `sizes` are possible classes per node."""
        if self.objective.kind == "discernibility":
            return np.asarray(self.total**2 / np.maximum(sizes, 1.0))[:, None]
        if self.objective.is_of_sizes:
            most = np.minimum(sizes, self.classes)
            return np.asarray([[self._smallest_average(int(size), most_suppressed)] for size in most])
        if not nodes.shape[1]:
            return np.zeros((len(nodes), 1))
        losses = np.stack([self.flat[place, nodes[:, place]] for place in range(nodes.shape[1])], axis=1)
        return self.objective.figures(losses, self.columns)

    def _removed_sizes(self, classes: Classes, mass: Floats) -> Floats:
        found = np.zeros((max(len(self.columns), 1), self.highest))
        if self.objective.kind == "discernibility":
            found[0, 0] = float((mass * (self.total - classes.records)).sum())
        return found

    def _smallest_average(self, classes: int, most_suppressed: int) -> float:
        return max(self.total - most_suppressed, 1) / max(classes, 1)


def costs(base: Classes, ladders: Sequence[Ladder], objective: Objective) -> Costs:
    """The tables of a source."""
    total = max(int(base.records.sum()), 1)
    names = tuple(ladder.column for ladder in ladders)
    highest = max((ladder.top for ladder in ladders), default=0) + 1
    flat = np.zeros((len(ladders), highest))
    starts = np.zeros((len(ladders), highest, highest), dtype=np.int64)
    widths = np.ones((len(ladders), highest), dtype=np.int64)
    tables: list[Floats] = []
    done = 0
    for place, ladder in enumerate(ladders):
        often = np.bincount(base.groups[:, place], base.records, len(ladder.labels[0])).astype(np.float64)
        figures, extra = column_costs(ladder, often, objective.kind)
        flat[place, : ladder.top + 1] = figures
        for own in range(ladder.top + 1):
            widths[place, own] = len(ladder.labels[own])
            for level in range(own + 1):
                starts[place, own, level] = done
                tables.append(_least(ladder, own, level, extra[level]) / total)
                done += len(tables[-1])
    return Costs(
        objective=objective,
        columns=names,
        total=total,
        flat=flat,
        least=np.concatenate(tables) if tables else np.zeros(1),
        starts=starts,
        widths=widths,
        weights=np.array([objective.weights.get(name, 1.0) for name in names]),
        aggregate=kernels.SINGLE if objective.is_of_sizes else AGGREGATES.index(objective.aggregate),
        classes=len(base),
    )


def column_costs(ladder: Ladder, often: Floats, kind: str) -> tuple[Floats, list[Floats]]:
    """Of one column: (its figure per level, per level and group what one removed record adds, times all records).

    `often` is how many records hold each base code.
    """
    heights = range(ladder.top + 1)
    if kind == _PRECISION:
        steps = np.array([level / max(ladder.top, 1) for level in heights])
        beyond = 1.0 if ladder.top else 0.0
        return steps, [np.full(len(ladder.labels[level]), beyond - steps[level]) for level in heights]
    if kind == _ENTROPY:
        return _information(ladder, often)
    total, shares = max(float(often.sum()), 1.0), zip(ladder.groups, ladder.shares, strict=True)
    losses = normalised(np.array([(often * share[group]).sum() / total for group, share in shares]), ladder.leaves)
    scale = 1.0 - 1.0 / ladder.leaves
    extra = [(1.0 - share) / scale if scale > 0 else np.zeros_like(share) for share in ladder.shares]
    return losses, extra


# --- private -----------------------------------------------------------------------------------------------------


def _information(ladder: Ladder, often: Floats) -> tuple[Floats, list[Floats]]:
    total = max(float(often.sum()), 1.0)
    grouped = [
        np.bincount(groups, often, len(names)) for groups, names in zip(ladder.groups, ladder.labels, strict=True)
    ]
    tells = [np.log(total / np.maximum(counts, 1.0)) for counts in grouped]
    whole = float((often * tells[0]).sum())
    if whole <= 0:
        return np.zeros(ladder.top + 1), [np.zeros(len(names)) for names in ladder.labels]
    left = np.array([(counts * told).sum() / whole for counts, told in zip(grouped, tells, strict=True)])
    return np.maximum(1.0 - left, 0.0), [told * total / whole for told in tells]


def _least(ladder: Ladder, own: int, level: int, extra: Floats) -> Floats:
    """Per group of the level `own`, the smallest of `extra` over its groups of the finer `level`."""
    found = np.full(len(ladder.labels[own]), np.inf)
    np.minimum.at(found, ladder.climb(level, own), extra)
    return np.asarray(np.maximum(found, 0.0))

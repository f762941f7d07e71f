"""Local recoding: each branch of a hierarchy gets a level of its own, so that labels never overlap.

A column is written with the values of a cut through its hierarchy: of two labels neither contains the other, and each
source value has one label. Starting from the best full-domain answer, branches are made finer or coarser one at a time
as long as that lowers the figure; a second start is the best cut without a limit, made coarser until the limit holds.
It is a local search: never worse than the full-domain answer, not proven to be the best. (Full-subtree recoding:
Iyengar 2002. KDD; greedy specialising: Fung, Wang, Yu 2005. ICDE.)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from oboro.engine.equivalence import Classes, Codes, Floats, Ladder
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.judging import judged
from oboro.engine.solver.costs import column_costs, costs
from oboro.engine.utility import Objective
from oboro.engine.wildcard import blanks_at

SMALLEST_GAIN = 1e-9
"""A step must lower the figure by more than rounding."""


def local(
    base: Classes,
    ladders: Sequence[Ladder],
    models: Sequence[PrivacyModel],
    objective: Objective,
    *,
    start: Sequence[int],
    spans: Sequence[tuple[int, int]],
    most_suppressed: int,
    wild: bool = False,
    step: Callable[[], None] = lambda: None,
) -> tuple[list[Codes], list[Ladder]]:
    """Better cuts than the levels `start`: per column the level of each base code, and a ladder of two levels for it.

    The ladder leads from the value (0) to its label in the cut (1).

    Args:
        base: classes at the finest level.
        ladders: of the quasi-identifiers.
        models: what must hold.
        objective: what is minimised.
        start: the levels of a full-domain answer that holds within the limit.
        spans: the lowest and the highest level of each column.
        most_suppressed: records that may be removed.
        wild: whether missing values match anything.
        step: called after each round.
    """
    search = _Local(base, ladders, models, objective, wild=wild)
    full = [np.full(len(ladder.labels[0]), level, dtype=np.int32) for ladder, level in zip(ladders, start, strict=True)]
    total = int(base.records.sum())
    free = _descended(search, full, spans, total - 1, step)
    tried = [_descended(search, full, spans, most_suppressed, step)]
    raised = _raised(search, free, spans, most_suppressed, step)
    if raised is not None:
        tried.append(_descended(search, raised, spans, most_suppressed, step))
    cuts = min(tried, key=lambda some: search.figure(some)[0])
    return cuts, [cut_ladder(ladder, levels) for ladder, levels in zip(ladders, cuts, strict=True)]


def cut_ladder(ladder: Ladder, levels: Codes) -> Ladder:
    """A ladder of two levels: the base codes, and their groups where each has the level given for it."""
    groups = np.zeros(len(levels), dtype=np.int32)
    labels: list[str] = []
    shares: list[float] = []
    place_of: dict[tuple[int, int], int] = {}
    for code, level in enumerate(levels.tolist()):
        group = int(ladder.groups[level][code])
        if (level, group) not in place_of:
            place_of[level, group] = len(labels)
            labels.append(ladder.labels[level][group])
            shares.append(float(ladder.shares[level][group]))
        groups[code] = place_of[level, group]
    return Ladder(
        ladder.column,
        (ladder.groups[0], groups),
        (ladder.labels[0], tuple(labels)),
        (ladder.shares[0], np.array(shares)),
        ladder.leaves,
        ladder.order,
        ladder.start,
    )


# --- private -----------------------------------------------------------------------------------------------------


def _descended(
    search: "_Local", cuts: Sequence[Codes], spans: Sequence[tuple[int, int]], most: int, step: Callable[[], None]
) -> list[Codes]:
    """Take steps that lower the figure while at most so many records are removed, until there is none."""
    found, better = list(cuts), True
    best = search.figure(found)[0]
    while better:
        better = False
        for place, changed in search.steps(found, spans):
            figure, gone = search.figure([*found[:place], changed, *found[place + 1 :]])
            if gone <= most and figure < best - SMALLEST_GAIN:
                found[place], best, better = changed, figure, True
        step()
    return found


def _raised(
    search: "_Local", cuts: Sequence[Codes], spans: Sequence[tuple[int, int]], most: int, step: Callable[[], None]
) -> list[Codes] | None:
    """Make branches coarser until no more records than allowed are removed; None when that cannot be.

    Each time the branch is taken that saves most for its price.
    """
    found = list(cuts)
    lost, gone = search.flat(found), search.figure(found)[1]
    while gone > most:
        options = []
        for place, changed in search.steps(found, spans):
            tried = [*found[:place], changed, *found[place + 1 :]]
            price = search.flat(tried) - lost
            if price > 0:
                left = search.figure(tried)[1]
                options.append(((gone - left) / price, price, place, changed, left))
        if not options:
            return None
        _, price, place, changed, gone = max(options, key=lambda option: option[:2])
        found[place] = changed
        lost += price
        step()
    return found


@dataclass(frozen=True, eq=False)
class _Column:
    """One column in one cut: its ladder, what it costs, and what a removed record of each group adds."""

    ladder: Ladder
    flat: float
    extra: Floats


class _Local:
    def __init__(
        self,
        base: Classes,
        ladders: Sequence[Ladder],
        models: Sequence[PrivacyModel],
        objective: Objective,
        *,
        wild: bool,
    ) -> None:
        self.base, self.ladders, self.models = base, ladders, tuple(models)
        self.costs = costs(base, ladders, objective)
        self.wild = wild
        self.often = [
            np.bincount(base.groups[:, place], base.records, len(ladder.labels[0])).astype(np.float64)
            for place, ladder in enumerate(ladders)
        ]
        self.columns: dict[tuple[int, bytes], _Column] = {}

    def flat(self, cuts: Sequence[Codes]) -> float:
        """The sum of the columns' costs when nothing is removed, to compare prices with."""
        return sum(self._column(place, levels).flat for place, levels in enumerate(cuts))

    def figure(self, cuts: Sequence[Codes]) -> tuple[float, int]:
        """(the first figure of a choice of cuts, the records it removes); infinite when it keeps none."""
        columns = [self._column(place, levels) for place, levels in enumerate(cuts)]
        ups = [column.ladder.groups[1] for column in columns]
        starts = np.cumsum([0, *map(len, ups)])[: len(ups)].astype(np.int64)
        widths = np.array([len(column.ladder.labels[1]) for column in columns], dtype=np.int64)
        classes = self.base.coarser(np.concatenate([*ups, np.zeros(0, dtype=np.int32)]), starts, widths)
        blanks = blanks_at([column.ladder for column in columns], [1] * len(columns)) if self.wild else None
        failing = judged(classes, self.models, blanks)
        gone = classes.records[failing]
        lost = int(gone.sum())
        if failing.all():
            return np.inf, lost
        if self.costs.objective.is_of_sizes:
            return self.costs.size_figure(classes, failing), lost
        losses = [
            column.flat + float((gone * column.extra[classes.groups[failing, place]]).sum()) / self.costs.total
            for place, column in enumerate(columns)
        ]
        return float(self.costs.objective.figures(np.array([losses]), self.costs.columns)[0][0]), lost

    def steps(self, cuts: Sequence[Codes], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Codes]]:
        """Every way to make one branch finer or coarser: (column, its new levels). `cuts` may change meanwhile."""
        for place, (ladder, (low, high)) in enumerate(zip(self.ladders, spans, strict=True)):
            for code in range(len(cuts[place])):
                level = int(cuts[place][code])
                for new in (level - 1, level + 1):
                    if low <= new <= high:
                        above = ladder.groups[max(level, new)]
                        branch = above == above[code]
                        if np.argmax(branch) == code and (cuts[place][branch] <= max(level, new)).all():
                            changed = cuts[place].copy()
                            changed[branch] = new
                            yield place, changed

    def _column(self, place: int, levels: Codes) -> _Column:
        key = (place, levels.tobytes())
        if key not in self.columns:
            ladder = cut_ladder(self.ladders[place], levels)
            flat, extra = column_costs(ladder, self.often[place], self.costs.objective.kind)
            self.columns[key] = _Column(ladder, float(flat[1]), extra[1])
        return self.columns[key]

"""Where the count begins, when the distinct combinations are too many to leave the engine.

The finest levels are counted when their combinations are few enough. Otherwise the count begins at coarser levels,
chosen on a sample of the records so that little is lost by each step, and checked against all records. The search above
them is exact. Levels that are finer in some column stay in question; they are settled by what the marginals say (a node
whose loss before any suppression exceeds the best is no better) and by counting single nodes inside the engine: where
too many records stand in classes below k, no finer node can do. What is not settled so is said: not optimal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from oboro.engine.backends.base import Backend, Packing
from oboro.engine.choice import allowed, chosen
from oboro.engine.coded import Coded, coded_columns, counted_at
from oboro.engine.crowd import People, populations
from oboro.engine.equivalence import Bools, Classes, Codes, Floats, plain_tally
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.recipe import Recipe
from oboro.engine.solver.lattice import DIGITS, LARGEST
from oboro.engine.solver.search import Solution, Step
from oboro.engine.table import Role, Schema
from oboro.engine.utility import normalised
from oboro.kernel.errors import GoalUnreachable, RecipeInvalid

SAMPLE = 100_000
"""Records on which levels to begin with are tried."""

ROUNDS = 4
"""Further counts, at most, that settle the levels below the beginning."""

MOST_OPEN = 20_000
"""With more nodes in question, none is settled."""

SLACK = 1.2
"""By how much an estimate from a sample may be exceeded before the count begins coarser."""


_OF_THE_FINEST = frozenset({"entropy", "precision"})
_NOTHING = Classes(
    np.zeros((0, 0), dtype=np.int32), np.zeros(0, dtype=np.int64), plain_tally(np.zeros(0, dtype=np.int64)), {}
)


@dataclass(frozen=True, eq=False)
class Counted:
    """The count and the columns it is made of.

    Attributes:
        base: the classes at the levels where the count begins.
        coded: the quasi-identifiers from those levels on.
        sensitive: the columns that models ask for.
        whole: the quasi-identifiers from their finest levels on.
        people: populations that models compare with.
    """

    base: Classes
    coded: list[Coded]
    sensitive: list[Coded]
    whole: list[Coded]
    people: Mapping[str, People]

    @property
    def starts(self) -> Codes:
        """Where the count begins, per quasi-identifier."""
        return np.array([part.ladder.start for part in self.coded], dtype=np.int32)


def counted(recipe: Recipe, schema: Schema, backend: Backend) -> Counted:
    """The one count, at the finest levels whose combinations may leave the engine.

    Raises:
        RecipeInvalid: too many of them for an objective that looks at what the finest levels would have kept.
    """
    people = populations(recipe, schema.of(Role.QUASI))
    whole, sensitive = coded_columns(recipe, schema, backend, people)
    spans = [allowed(recipe, part.ladder) for part in whole]
    if recipe.search.method == "levels":  # nothing coarser is wanted
        spans = [
            (low, min(max(recipe.search.levels[part.ladder.column], low), high))
            for part, (low, high) in zip(whole, spans, strict=True)
        ]
    start = _Start(recipe, backend, whole)
    finest = (0,) * len(whole)  # what stood in the source is measured too, and not from the lowest level allowed
    levels = finest if start.has_room(finest) else start.within(spans) or tuple(high for _, high in spans)
    if recipe.search.objective.kind in _OF_THE_FINEST and any(levels):
        raise RecipeInvalid(
            f"組み合わせが{recipe.resources.combinations:,}通りを超えるため、objective「{recipe.search.objective.kind}」では探せません。",
            hint='objective = "loss"にするか、[engine]のcombinationsを増やしてください。',
        )
    return _at(recipe, backend, Counted(_NOTHING, [], sensitive, whole, people), levels)


def settled(recipe: Recipe, backend: Backend, found: Counted, *, step: Step) -> tuple[Counted, Solution, int]:
    """The best levels from a count, with the count they come from, and how many nodes there are to choose from.

    Raises:
        GoalUnreachable, RecipeInvalid: as `choice.chosen`.
    """
    spans = [allowed(recipe, part.ladder) for part in found.whole]
    nodes = int(np.prod([high - low + 1 for low, high in spans], dtype=np.int64))
    is_whole = bool((found.starts <= [low for low, _ in spans]).all())
    try:
        solution, _ = chosen(recipe, found.base, found.coded, step=step)
    except GoalUnreachable as error:
        raise error if is_whole or all(model.absorbs for model in recipe.privacy) else _of_coarser(error) from None
    if is_whole:
        return found, solution, nodes
    greedy = recipe.search.recoding == "local" or recipe.search.suppress == "cells"  # levels are only a beginning
    if recipe.search.method != "exact" or greedy:
        return found, replace(solution, optimal=False, bound=0.0), nodes
    question = _Question(recipe, backend, found, solution)
    proven = question.settle()
    best = replace(question.solution, optimal=proven, bound=question.bound, checked_nodes=question.checked)
    return question.found, best, nodes


# --- private -----------------------------------------------------------------------------------------------------


class _Start:
    """Chooses levels whose combinations are few enough."""

    def __init__(self, recipe: Recipe, backend: Backend, whole: Sequence[Coded]) -> None:
        self.backend, self.whole = backend, whole
        self.most, self.records = recipe.resources.combinations, backend.records
        self.every = max(1, self.records // SAMPLE)
        self.sample: Codes | None = None

    def has_room(self, levels: Sequence[int]) -> bool:
        """Whether the combinations at these levels are few enough."""
        if self.records <= self.most:
            return True
        if self._estimate(levels) > self.most:
            return False
        coded = [part.above(level).coding for part, level in zip(self.whole, levels, strict=True)]
        return self.every == 1 or self.backend.about(coded) <= self.most * SLACK

    def within(self, spans: Sequence[tuple[int, int]]) -> tuple[int, ...] | None:
        """The finest levels inside the spans that will do, or None when the coarsest do not."""
        levels, highs = [low for low, _ in spans], [high for _, high in spans]
        while not self.has_room(levels):
            if levels == highs:
                return None
            self._raise(levels, highs)
        return tuple(levels)

    def _estimate(self, levels: Sequence[int]) -> float:
        """Distinct combinations among all records, were they spread evenly: d with d(1 − e^(−m/d)) seen among m."""
        if self.sample is None:
            self.sample = self.backend.sampled([part.coding for part in self.whole], self.every)
        groups = [part.ladder.groups[level] for part, level in zip(self.whole, levels, strict=True)]
        packing = Packing(tuple(len(part.ladder.labels[level]) for part, level in zip(self.whole, levels, strict=True)))
        keys = packing.packed(np.stack([up[self.sample[:, at]] for at, up in enumerate(groups)], axis=1))
        size = len(self.sample)
        seen = len(np.unique(keys[0])) if len(keys) == 1 else len(np.unique(np.stack(keys), axis=1).T)
        if self.every == 1 or not size:
            return seen
        low, high = float(seen), float(self.records)
        if high * -np.expm1(-size / high) <= seen:
            return high
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if middle * -np.expm1(-size / middle) < seen else (low, middle)
        return high

    def _raise(self, levels: list[int], highs: Sequence[int]) -> None:
        """One column one level up: the one that loses least for what it merges."""
        before = np.log(max(self._estimate(levels), 1.0))
        best = (np.inf, 0)
        for place, (part, level, high) in enumerate(zip(self.whole, levels, highs, strict=True)):
            if level < high:
                tried = [*levels[:place], level + 1, *levels[place + 1 :]]
                merged = before - np.log(max(self._estimate(tried), 1.0))
                lost = np.log1p(losses(part)[level + 1]) - np.log1p(losses(part)[level])
                best = min(best, (float(max(lost, 1e-9) / max(merged, 1e-9)), place))
        levels[best[1]] += 1


class _Question:
    """The nodes below the beginning that may still be better than the best one found."""

    def __init__(self, recipe: Recipe, backend: Backend, found: Counted, solution: Solution) -> None:
        self.recipe, self.backend, self.found, self.solution = recipe, backend, found, solution
        self.start = _Start(recipe, backend, found.whole)
        self.checked = solution.checked_nodes
        self.spans = [allowed(recipe, part.ladder) for part in found.whole]
        self.records = int(found.base.records.sum())
        self.covered = [found.starts]
        self.ruled: list[Codes] = []
        self.passed: list[Codes] = []
        named = [model.k for model in recipe.privacy if isinstance(model, KAnonymity)]
        self.k = 0 if recipe.search.missing == "matches-anything" else max(named, default=0)
        self.bound = solution.bound

    def settle(self) -> bool:
        """Count until nothing is in question; False when that would take too many counts."""
        for _ in range(ROUNDS):
            nodes = self._open()
            if nodes is None:
                return False
            if not len(nodes):
                return True
            tried = (
                [node for node in nodes if not any((node == one).all() for one in self.passed)]
                if self.passed
                else nodes
            )
            if not len(tried):
                return False
            self._count(_widest(nodes, np.array(tried)))
        nodes = self._open()
        return nodes is not None and not len(nodes)

    def _open(self) -> Codes | None:
        sizes = [high - low + 1 for low, high in self.spans]
        self.bound = 0.0
        if self.recipe.search.objective.kind != "loss":
            return None
        if np.prod([float(size) for size in sizes]) > LARGEST:
            return None
        levels = np.indices(sizes).reshape(len(sizes), -1).T + np.array([low for low, _ in self.spans])
        lost = np.stack([losses(part)[levels[:, at]] for at, part in enumerate(self.found.whole)], axis=1)
        names = [part.ladder.column for part in self.found.whole]
        bounds = self.recipe.search.objective.figures(lost, names)[:, 0].round(DIGITS)
        is_open: Bools = bounds <= round(self.solution.figures[0], DIGITS)
        for start in self.covered:
            is_open &= ~(levels >= start).all(axis=1)
        for node in self.ruled:
            is_open &= ~(levels <= node).all(axis=1)
        found = levels[is_open].astype(np.int32)
        self.bound = float(bounds[is_open].min(initial=self.solution.figures[0]))
        return found if len(found) <= MOST_OPEN else None

    def _count(self, node: Codes) -> None:
        """Rule a node and all finer ones out, or search all that is coarser than a finer node that can be counted."""
        recipe, whole = self.recipe, self.found.whole
        most = recipe.search.most_suppressed(self.records)
        if self.k:
            coded = [part.above(int(level)).coding for part, level in zip(whole, node, strict=True)]
            self.checked += 1
            few = self.backend.below(coded, person=recipe.source.person, k=self.k)
            if few > most or few == self.records:
                self.ruled.append(node)
                return
        levels = self.start.within([(low, int(high)) for (low, _), high in zip(self.spans, node, strict=True)])
        if levels is None:
            self.passed.append(node)
            return
        there = _at(recipe, self.backend, self.found, levels)
        self.covered.append(there.starts)
        try:
            other, _ = chosen(recipe, there.base, there.coded, step=lambda _done, _all: None)
        except GoalUnreachable:
            return
        self.checked += other.checked_nodes
        if _rank(other, there) < _rank(self.solution, self.found):
            self.found, self.solution = there, other


def _of_coarser(error: GoalUnreachable) -> GoalUnreachable:
    """What does not absorb can hold at finer levels alone, where a class that spoils others is removed by itself."""
    untried = "組み合わせが多いため、より細かい段は調べていません。[engine]のcombinationsを増やすと調べられます。"
    return GoalUnreachable(error.message, hint=f"{error.hint}{untried}")


def losses(part: Coded) -> Floats:
    """The loss of a column at each level when nothing is suppressed."""
    ladder, total = part.ladder, max(int(part.counts.sum()), 1)
    costs = [(part.counts * share[up]).sum() / total for up, share in zip(ladder.groups, ladder.shares, strict=True)]
    return normalised(np.array(costs), ladder.leaves)


def _rank(solution: Solution, found: Counted) -> tuple[tuple[float, ...], int, int, tuple[int, ...]]:
    """As the search compares: figures, records removed, classes, levels."""
    figures = tuple(round(figure, DIGITS) for figure in solution.figures)
    levels = tuple((solution.levels + found.starts).tolist())
    return figures, solution.suppressed_records, int((~solution.failing).sum()), levels


def _widest(nodes: Codes, tried: Codes) -> Codes:
    """Of the nodes tried, coarse ones first, the one below which most of the others lie."""
    coarsest = tried[np.argsort(-tried.sum(axis=1), kind="stable")][:200]
    below = [int((nodes <= node).all(axis=1).sum()) for node in coarsest]
    return np.asarray(coarsest[int(np.argmax(below))])


def _at(recipe: Recipe, backend: Backend, found: Counted, levels: Sequence[int]) -> Counted:
    coded = [part.above(level) if level else part for part, level in zip(found.whole, levels, strict=True)]
    return replace(found, coded=coded, base=counted_at(recipe, backend, coded, found.sensitive, found.people))

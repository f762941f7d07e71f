"""From a count and a recipe to the levels chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from oboro.engine.coded import Coded
from oboro.engine.equivalence import Classes, Codes, Ints, Ladder
from oboro.engine.recipe import Recipe
from oboro.engine.solver.cells import blanked
from oboro.engine.solver.goal import unreachable
from oboro.engine.solver.lattice import LARGEST, Rollup, lattice
from oboro.engine.solver.local import local
from oboro.engine.solver.narrowing import listable, possible
from oboro.engine.solver.search import Solution, Step, exact
from oboro.engine.table import MISSING
from oboro.engine.utility import normalised
from oboro.kernel.errors import GoalUnreachable, RecipeInvalid

Spans = list[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Choice:
    """What is to be written.

    Attributes:
        solution: the chosen node of `ladders`; its failing classes are removed.
        ladders: per quasi-identifier; with local recoding, of two levels: the value, and its label in the cut.
        levels: per quasi-identifier, the coarsest level of its own hierarchy in use.
        nodes: of the lattice that the recipe allows.
        written: per class of the solution its groups as written, blanked cells included.
        blanks: per column the group of the blank: that of missing values, or one beyond all labels.
        cells: blanked cells.
        loss, losses: in all, and per column, whatever was minimised.
        full_domain: what one level for each whole column and removed records would have lost, for comparison; None
            where that is what was done, or where it cannot be.
    """

    solution: Solution
    ladders: tuple[Ladder, ...]
    levels: tuple[int, ...]
    nodes: int
    written: Codes
    blanks: Ints
    cells: int
    loss: float
    losses: tuple[float, ...]
    full_domain: float | None = None


def chosen(recipe: Recipe, base: Classes, coded: Sequence[Coded], *, step: Step) -> tuple[Solution, int]:
    """The levels as the recipe asks for them, and how many nodes there are to choose from.

    Where cells are to be blanked, levels are chosen as if all records could be removed.

    Raises:
        GoalUnreachable: no levels hold what is promised within the suppression limit.
        RecipeInvalid: levels that a hierarchy does not have, or more nodes than an exact search can list.
    """
    ladders = [part.ladder for part in coded]
    free = _free(recipe, base)
    found = _full_domain(recipe, base, ladders, free, step)
    if found is None:
        highest = [_span(recipe, ladder)[1] for ladder in ladders]
        wild = recipe.search.missing == "matches-anything"
        raise unreachable(base, ladders, recipe.privacy, levels=highest, most_suppressed=free, wild=wild)
    return found, prod(high - low + 1 for low, high in (allowed(recipe, ladder) for ladder in ladders))


def finished(
    recipe: Recipe, base: Classes, coded: Sequence[Coded], found: Solution, *, nodes: int, step: Step
) -> Choice:
    """From the best levels to what is written: recoded locally and blanked, where the recipe says so.

    Raises:
        GoalUnreachable: more records than allowed hold even with all their cells blank.
    """
    search, ladders, records = recipe.search, tuple(part.ladder for part in coded), int(base.records.sum())
    most, usual = search.most_suppressed(records), found
    used, levels = ladders, tuple(int(level) for level in found.levels)
    if search.recoding == "local":
        used, levels, found = _local(recipe, base, ladders, found, most=_free(recipe, base), step=step)
    starts = [ladder.start for ladder in ladders]
    levels = tuple(start + level for start, level in zip(starts, levels, strict=True))
    choice = replace(_written(recipe, used, levels, found, most=most, records=records), nodes=nodes)
    if search.recoding == "full-domain" and search.suppress == "records":
        return choice
    best: Solution | None = usual if search.method == "exact" and search.suppress == "records" else None
    if best is None and (nodes <= LARGEST or search.method == "best-within"):
        best = _full_domain(_comparable(recipe), base, ladders, most, step)
    return replace(
        choice,
        solution=replace(choice.solution, optimal=False, bound=0.0),
        full_domain=_usual_loss(recipe, ladders, best, records),
    )


def allowed(recipe: Recipe, ladder: Ladder) -> tuple[int, int]:
    """The lowest and the highest level that the recipe allows a column, counted from where the ladder starts.

    Raises:
        RecipeInvalid: levels that its hierarchy does not have.
    """
    rule = recipe.columns[ladder.column]
    top = ladder.start + ladder.top
    high = top if rule.max_level is None else rule.max_level
    if not 0 <= rule.min_level <= high <= top:
        raise RecipeInvalid(f"列「{ladder.column}」の段は0から{top}までです。")
    return max(rule.min_level - ladder.start, 0), high - ladder.start


# --- private -----------------------------------------------------------------------------------------------------


def _free(recipe: Recipe, base: Classes) -> int:
    """How many records the search may count as removed."""
    records = int(base.records.sum())
    return records if recipe.search.suppress == "cells" else recipe.search.most_suppressed(records)


def _full_domain(recipe: Recipe, base: Classes, ladders: Sequence[Ladder], most: int, step: Step) -> Solution | None:
    search = recipe.search
    wild = search.missing == "matches-anything"
    spans, rollup = [_span(recipe, ladder) for ladder in ladders], Rollup(base, ladders)
    inside: Spans = spans
    if prod(high - low + 1 for low, high in spans) > LARGEST:
        inside = possible(rollup, spans, recipe.privacy, most_suppressed=most, wild=wild)
    listed = listable(inside) if search.method == "best-within" else inside
    nodes = lattice(base, ladders, search.objective, spans=listed)
    found = exact(
        base,
        nodes,
        recipe.privacy,
        most_suppressed=most,
        step=step,
        rollup=rollup,
        seconds=search.seconds,
        wild=wild,
    )
    if found is None:
        return None
    if listed != inside:  # what was not listed can be as good as its finest node looks
        lowest = np.array([[low for low, _ in inside]], dtype=np.int32)
        floor = float(nodes.costs.static(lowest, np.array([np.inf]), most_suppressed=most)[0, 0])
        found = replace(found, optimal=False, bound=min(found.bound, floor))
    return replace(found, optimal=found.optimal and search.method != "levels")


def _local(
    recipe: Recipe, base: Classes, ladders: Sequence[Ladder], start: Solution, *, most: int, step: Step
) -> tuple[tuple[Ladder, ...], tuple[int, ...], Solution]:
    search, wild = recipe.search, recipe.search.missing == "matches-anything"
    cuts, used = local(
        base,
        ladders,
        recipe.privacy,
        search.objective,
        start=start.levels.tolist(),
        spans=[_span(recipe, ladder) for ladder in ladders]
        if search.method != "levels"
        else [(0, int(level)) for level in start.levels],
        most_suppressed=most,
        wild=wild,
        step=lambda: step(0, 0),
    )
    spans = [(1, 1)] * len(used)
    nodes = lattice(base, used, search.objective, spans=spans)
    found = exact(base, nodes, recipe.privacy, most_suppressed=most, wild=wild)
    assert found is not None
    checked = start.checked_nodes + found.checked_nodes
    levels = tuple(int(cut.max(initial=0)) for cut in cuts)
    return tuple(used), levels, replace(found, optimal=False, checked_nodes=checked, bound=0.0)


def _written(
    recipe: Recipe,
    ladders: Sequence[Ladder],
    levels: tuple[int, ...],
    found: Solution,
    *,
    most: int,
    records: int,
) -> Choice:
    search, classes = recipe.search, found.classes
    labels = [ladder.labels[int(level)] for ladder, level in zip(ladders, found.levels, strict=True)]
    blanks = np.array([names.index(MISSING) if MISSING in names else len(names) for names in labels], dtype=np.int64)
    groups, cells = classes.groups, 0
    if search.suppress == "cells":
        wild = search.missing == "matches-anything"
        done = blanked(classes, recipe.privacy, blanks=blanks, wild=wild, most_removed=most)
        groups, cells = done.groups, done.cells
        found = replace(found, failing=done.removed)
        gone = int(classes.records[done.removed].sum())
        if gone > most or done.removed.all():
            raise GoalUnreachable(
                f"セルを消しても目標に届かない記録が{gone}件あります（除ける記録は{most}件まで）。",
                hint="目標を下げるか、suppression_limitを上げてください。",
            )
    losses = []
    for place, (ladder, level) in enumerate(zip(ladders, found.levels, strict=True)):
        costs = np.where(
            groups[:, place] == classes.groups[:, place], ladder.shares[int(level)][classes.groups[:, place]], 1.0
        )
        each = np.where(found.failing, 1.0, costs)
        losses.append(float(normalised((each * classes.records).sum() / max(records, 1), ladder.leaves)))
    names = [ladder.column for ladder in ladders]
    figures = replace(search.objective, kind="loss").figures(np.array([losses]), names)
    return Choice(
        solution=found,
        ladders=tuple(ladders),
        levels=levels,
        nodes=0,
        written=groups,
        blanks=blanks,
        cells=cells,
        loss=float(figures[0, 0]) if figures.size else 0.0,
        losses=tuple(losses),
    )


def _comparable(recipe: Recipe) -> Recipe:
    """The same recipe looking for the best levels, as far as that can be done exactly."""
    method = "exact" if recipe.search.method == "levels" else recipe.search.method
    return replace(recipe, search=replace(recipe.search, method=method, levels={}))


def _usual_loss(recipe: Recipe, ladders: Sequence[Ladder], usual: Solution | None, records: int) -> float | None:
    if usual is None:
        return None
    removing = replace(recipe, search=replace(recipe.search, suppress="records"))
    return _written(removing, ladders, (), usual, most=records, records=records).loss


def _span(recipe: Recipe, ladder: Ladder) -> tuple[int, int]:
    low, high = allowed(recipe, ladder)
    if recipe.search.method != "levels":
        return low, high
    level = recipe.search.levels[ladder.column] - ladder.start
    if not low <= level <= high:
        raise RecipeInvalid(f"列「{ladder.column}」の段は{low + ladder.start}から{high + ladder.start}までです。")
    return level, level

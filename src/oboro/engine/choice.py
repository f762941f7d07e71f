"""From a count and a recipe to the levels chosen."""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import numpy as np

from oboro.engine.coded import Coded
from oboro.engine.equivalence import Classes, Ladder
from oboro.engine.recipe import Recipe
from oboro.engine.solver.goal import unreachable
from oboro.engine.solver.lattice import LARGEST, Rollup, lattice
from oboro.engine.solver.narrowing import listable, possible
from oboro.engine.solver.search import Solution, Step, exact
from oboro.kernel.errors import RecipeInvalid

Spans = list[tuple[int, int]]


def chosen(recipe: Recipe, base: Classes, coded: Sequence[Coded], *, step: Step) -> tuple[Solution, int]:
    """The levels as the recipe asks for them, and how many nodes there are to choose from.

    Raises:
        GoalUnreachable: no levels hold what is promised within the suppression limit.
        RecipeInvalid: levels that a hierarchy does not have, or more nodes than an exact search can list.
    """
    search, ladders = recipe.search, [part.ladder for part in coded]
    most, wild = search.most_suppressed(int(base.records.sum())), search.missing == "matches-anything"
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
        highest = [high for _, high in spans]
        raise unreachable(base, ladders, recipe.privacy, levels=highest, most_suppressed=most, wild=wild)
    if listed != inside:  # what was not listed can be as good as its finest node looks
        lowest = np.array([[low for low, _ in inside]], dtype=np.int32)
        floor = float(nodes.costs.static(lowest, np.array([np.inf]), most_suppressed=most)[0, 0])
        found = replace(found, optimal=False, bound=min(found.bound, floor))
    allowed_nodes = prod(high - low + 1 for low, high in (allowed(recipe, ladder) for ladder in ladders))
    return replace(found, optimal=found.optimal and search.method != "levels"), allowed_nodes


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


def _span(recipe: Recipe, ladder: Ladder) -> tuple[int, int]:
    low, high = allowed(recipe, ladder)
    if recipe.search.method != "levels":
        return low, high
    level = recipe.search.levels[ladder.column] - ladder.start
    if not low <= level <= high:
        raise RecipeInvalid(f"列「{ladder.column}」の段は{low + ladder.start}から{high + ladder.start}までです。")
    return level, level

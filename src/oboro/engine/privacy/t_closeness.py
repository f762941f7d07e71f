"""t-closeness: the sensitive values of a class are spread nearly as in the whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any, ClassVar

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Bools, Classes, Floats, Ints, Ladder, Sensitive
from oboro.engine.privacy.base import ROUNDING, PrivacyModel, capped
from oboro.kernel.errors import RecipeInvalid

GROUNDS = ("equal", "ordered", "hierarchical")


@dataclass(frozen=True)
class TCloseness(PrivacyModel):
    """The distance of every class from the whole table before suppression is at most `t`.

    equal: half the L1 distance. ordered: the earth mover's distance over the values that occur, in the order of numbers
    where all of them are numbers, else in the order of the column's hierarchy, else of their code points. hierarchical:
    the earth mover's distance over the column's own hierarchy, in which the written values are the leaves. A missing
    value is a value like the others, the last. Each person weighs one: with several values, the same part in each.

    Raises:
        RecipeInvalid: t outside 0 to 1 or an unknown distance.
    """

    column: str
    t: float
    distance: str = "equal"

    model: ClassVar[str] = "t-closeness"
    is_of_shares = True
    citation: ClassVar[str] = "Li, N., Li, T., Venkatasubramanian, S. (2007). t-Closeness. ICDE"

    def __post_init__(self) -> None:
        if not 0 <= self.t <= 1:
            raise RecipeInvalid("t-closenessのtは0から1までの数にしてください。")
        if self.distance not in GROUNDS:
            raise RecipeInvalid(f"t-closenessのdistanceは{'・'.join(GROUNDS)}のどれかにしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it is close enough."""
        return np.asarray(self._distances(classes) <= self.t + ROUNDING)

    def figure(self, classes: Classes) -> float:
        """The distance of the farthest class."""
        return float(self._distances(classes).max(initial=0.0))

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "column": self.column, "t": self.t, "distance": self.distance}

    def keeps(self, classes: Classes) -> Floats | None:
        """Close parts are close together, so the part kept is close; it cannot hold more of a group than there is."""
        part = classes.sensitive[self.column]
        sums = _sums(self.distance, part.values, part.ladder)
        cap = part.parts @ sums
        if self.distance == "hierarchical":
            needed = _height(part) * (1 - self.t)
        elif self.distance == "ordered":
            sums = np.concatenate([sums, 1 - sums], axis=1)
            cap = part.parts @ sums
            needed = (len(part.values) - 1) * (1 - 2 * self.t)
        else:
            needed = 1 - self.t
        return capped(classes, self.column, sums, caps=cap, needed=needed - ROUNDING)

    def _distances(self, classes: Classes) -> Floats:
        part = classes.sensitive[self.column]
        sums = _sums(self.distance, part.values, part.ladder)
        scale = {
            "equal": 0.5,
            "ordered": 1.0 / max(len(part.values) - 1, 1),
            "hierarchical": 0.5 / _height(part) if self.distance == "hierarchical" else 0.0,
        }[self.distance]
        cells, weights = part.tally.split(max(len(part.values), 1))
        return np.asarray(kernels.distances(cells, weights, len(classes), sums, part.parts @ sums, scale))


@lru_cache(maxsize=16)
def _sums(distance: str, values: tuple[str, ...], ladder: Ladder | None) -> Floats:
    """Values × groups whose excess counts: each value; all up to each value; or the groups of every level."""
    if distance == "equal":
        return np.eye(len(values))
    if distance == "ordered":
        rank = np.argsort(np.argsort(_order(values, ladder), kind="stable"), kind="stable")
        return (rank[:, None] <= np.arange(max(len(values) - 1, 0))).astype(np.float64)
    assert ladder is not None
    levels = [_membership(ladder, level) for level in range(ladder.top)]
    return np.concatenate([*levels, np.zeros((len(values), 0))], axis=1)


def _height(part: Sensitive) -> int:
    return max(part.ladder.top, 1) if part.ladder is not None else 1


def _membership(ladder: Ladder, level: int) -> Floats:
    """Li et al. 2007, section 4.3, as a tree: the earth moved over a group's edge is what the group has too much."""
    member = np.zeros((len(ladder.groups[level]), len(ladder.labels[level])))
    member[np.arange(len(member)), ladder.groups[level]] = 1.0
    return member


def _order(values: tuple[str, ...], ladder: Ladder | None) -> Ints:
    """The place of each value among the values."""
    try:
        keys: Sequence[Any] = [(not value, _number(value or "0")) for value in values]
    except ValueError:
        rank = ladder.order if ladder is not None else {}
        keys = [(not value, rank.get(value, len(rank)), value) for value in values]
    found = np.zeros(len(values), dtype=np.int64)
    for place, (_, number) in enumerate(sorted((key, number) for number, key in enumerate(keys))):
        found[number] = place
    return found


def _number(value: str) -> float:
    number = float(value)
    if not isfinite(number):
        raise ValueError("no place in an order")
    return number

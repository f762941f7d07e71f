"""t-closeness: the sensitive values of a class are spread nearly as in the whole table."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Floats, Ladder
from oboro.kernel.errors import RecipeInvalid

GROUNDS = ("equal", "hierarchical")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class TCloseness:
    """The distance of every class from the whole table before suppression is at most `t`.

    equal: half the L1 distance. hierarchical: the earth mover's distance over the column's own hierarchy.

    Raises:
        RecipeInvalid: t outside 0 to 1 or an unknown distance.
    """

    column: str
    t: float
    distance: str = "equal"

    model: ClassVar[str] = "t-closeness"
    monotone: ClassVar[bool] = True
    absorbs: ClassVar[bool] = False
    citation: ClassVar[str] = "Li, N., Li, T., Venkatasubramanian, S. (2007). t-Closeness. ICDE"

    def __post_init__(self) -> None:
        if not 0 <= self.t <= 1:
            raise RecipeInvalid("t-closenessのtは0から1までの数にしてください。")
        if self.distance not in GROUNDS:
            raise RecipeInvalid(f"t-closenessのdistanceは{'・'.join(GROUNDS)}のどれかにしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it is close enough."""
        return np.asarray(self._distances(classes) <= self.t + _ROUNDING)

    def figure(self, classes: Classes) -> float:
        """The distance of the farthest class."""
        return float(self._distances(classes).max(initial=0.0))

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "column": self.column, "t": self.t, "distance": self.distance}

    def _distances(self, classes: Classes) -> Floats:
        part = classes.sensitive[self.column]
        spread = classes.spread(self.column)
        extra = spread / np.maximum(spread.sum(axis=1, keepdims=True), 1) - part.whole / max(int(part.whole.sum()), 1)
        if self.distance == "equal":
            return np.asarray(np.abs(extra).sum(axis=1) / 2)
        assert part.ladder is not None
        return _moved_earth(extra, part.ladder)


def _moved_earth(extra: Floats, ladder: Ladder) -> Floats:
    """Li et al. 2007, section 4.3: at each inner node, height/H × min(what is too much below it, what is lacking)."""
    total = np.zeros(len(extra))
    below = extra
    for level in range(1, ladder.top + 1):
        climb = ladder.climb(level - 1, level)
        size = len(ladder.labels[level])
        much, lack = np.zeros((len(extra), size)), np.zeros((len(extra), size))
        for place, group in enumerate(climb):
            much[:, group] += np.maximum(below[:, place], 0)
            lack[:, group] += np.maximum(-below[:, place], 0)
        total += level / ladder.top * np.minimum(much, lack).sum(axis=1)
        below = much - lack
    return total

"""l-diversity in its three kinds: the sensitive values of a class differ enough."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Bools, Classes, Floats, Ints
from oboro.engine.privacy.base import ROUNDING, PrivacyModel, per_class, shares
from oboro.kernel.errors import RecipeInvalid

KINDS = ("distinct", "entropy", "recursive")


@dataclass(frozen=True)
class LDiversity(PrivacyModel):
    """Every class holds sensitive values that are diverse in the sense of `kind`. A missing value is no value.

    distinct: at least l values. entropy: Shannon entropy ≥ ln l. recursive: r₁ < c·(r_l + … + r_m), r sorted downwards.
    Entropies are compared as computed, in natural logarithms and without tolerance, as the known optima are: an even
    split over three values falls short of ln 3 by a rounding and is refused, which is the safe side.

    Where persons hold several values each, entropy and recursive count as if everybody had shown but one of them, and
    as many as possible the same: see `_one_each`. distinct counts the values, whoever holds them.

    Raises:
        RecipeInvalid: unknown kind, l below 1, or c missing or standing where it has no meaning.
    """

    column: str
    l: float  # noqa: E741 -- the letter of the paper
    kind: str = "distinct"
    c: float | None = None

    model: ClassVar[str] = "l-diversity"
    citation: ClassVar[str] = (
        "Machanavajjhala, A. et al. (2007). l-Diversity: Privacy beyond k-anonymity. ACM TKDD 1(1)"
    )

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise RecipeInvalid(f"l-diversityのkindは{'・'.join(KINDS)}のどれかにしてください。")
        if self.l < 1 or (self.kind != "entropy" and self.l != int(self.l)):
            raise RecipeInvalid("l-diversityのlは1以上の整数にしてください（entropyでは小数も可）。")
        if (self.kind == "recursive") != (self.c is not None) or (self.c is not None and self.c <= 0):
            raise RecipeInvalid("l-diversityのcは、recursiveのときだけ、正の数で書いてください。")

    @property
    def absorbs(self) -> bool:  # type: ignore[override]
        """Only counting distinct values survives a merge with any class."""
        return self.kind == "distinct"

    @property
    def is_of_shares(self) -> bool:  # type: ignore[override]
        """Values that are merely counted are there whoever holds them."""
        return self.kind != "distinct"

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether its sensitive values are diverse enough."""
        reached = self._reached(classes)
        match self.kind:
            case "distinct":
                return np.asarray(reached >= self.l)
            case "entropy":
                return np.asarray(reached >= math.log(self.l))
            case _:
                return np.asarray(reached < 0)

    def figure(self, classes: Classes) -> float | int:
        """The l of the worst class (entropy: e to the entropy; recursive: the smallest c that would not do)."""
        if not len(classes):
            return 0
        match self.kind:
            case "distinct":
                return int(self._reached(classes).min())
            case "entropy":
                return math.exp(float(self._reached(classes).min()))
            case _:
                return float(self._each(classes, self._ratio).max())

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        said = {"model": self.model, "column": self.column, "kind": self.kind, "l": self.l}
        return said if self.c is None else {**said, "c": self.c}

    def keeps(self, classes: Classes) -> Floats | None:
        """Parts that are diverse are diverse together; the largest such part cuts the frequent values to one height."""
        if self.kind == "distinct":
            return None
        goal = math.log(self.l) - ROUNDING if self.kind == "entropy" else -1.0
        return self._each(
            classes, lambda rows, _people: kernels.levelled(rows, goal, int(self.l), float(self.c or 0.0))
        )

    def _reached(self, classes: Classes) -> Floats:
        def measure(spread: Ints, people: Ints) -> Floats:
            if self.kind == "distinct":
                return np.asarray((spread > 0).sum(axis=1))
            if self.kind == "entropy":
                return _entropy(spread, people)
            most, rest = self._sides(spread, people)
            return np.asarray(most - (self.c or 0) * rest + ROUNDING)

        return self._each(classes, measure)

    def _each(self, classes: Classes, measure: Callable[[Ints, Ints], Floats]) -> Floats:
        return per_class(classes, self.column, measure, known=classes.sensitive[self.column].known)

    def _ratio(self, spread: Ints, people: Ints) -> Floats:
        most, rest = self._sides(spread, people)
        return np.asarray(most / np.maximum(rest, 1e-300))

    def _sides(self, spread: Ints, people: Ints) -> tuple[Ints, Ints]:
        downwards = -np.sort(-_one_each(spread, people), axis=1)
        return downwards[:, 0], downwards[:, int(self.l) - 1 :].sum(axis=1)


def _entropy(spread: Ints, people: Ints) -> Floats:
    share = shares(_one_each(spread, people), people)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(-(share * logs).sum(axis=1))


def _one_each(spread: Ints, people: Ints) -> Ints:
    """Holders per value where each of the people showed one value: the most held are filled first, until all have one.

    However everybody chose, the most frequent value, the two most frequent and so on would hold no more than here
    (this majorises them), so that no entropy would be less and no ratio of the recursive kind greater.
    """
    if (spread.sum(axis=1) <= people).all():
        return spread
    downwards = -np.sort(-spread, axis=1)
    before = np.cumsum(downwards, axis=1) - downwards
    return np.clip(people[:, None] - before, 0, downwards)

"""l-diversity in its three kinds: the sensitive values of a class differ enough."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Floats, Ints
from oboro.kernel.errors import RecipeInvalid

KINDS = ("distinct", "entropy", "recursive")
_ROUNDING = 1e-9


@dataclass(frozen=True)
class LDiversity:
    """Every class holds sensitive values that are diverse in the sense of `kind`.

    distinct: at least l values. entropy: Shannon entropy ≥ ln l. recursive: r₁ < c·(r_l + … + r_m), r sorted downwards.
    Entropies are compared as computed, in natural logarithms and without tolerance, as the known optima are: an even
    split over three values falls short of ln 3 by a rounding and is refused, which is the safe side.

    Raises:
        RecipeInvalid: unknown kind, l below 1, or c missing or standing where it has no meaning.
    """

    column: str
    l: float  # noqa: E741 -- the letter of the paper
    kind: str = "distinct"
    c: float | None = None

    model: ClassVar[str] = "l-diversity"
    monotone: ClassVar[bool] = True
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
    def absorbs(self) -> bool:
        """Only counting distinct values survives a merge with any class."""
        return self.kind == "distinct"

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether its sensitive values are diverse enough."""
        spread = classes.spread(self.column)
        match self.kind:
            case "distinct":
                return np.asarray((spread > 0).sum(axis=1) >= self.l)
            case "entropy":
                return np.asarray(_entropy(spread) >= math.log(self.l))
            case _:
                most, rest = self._sides(spread)
                return np.asarray(most < (self.c or 0) * rest - _ROUNDING)

    def figure(self, classes: Classes) -> float | int:
        """The l of the worst class (entropy: e to the entropy; recursive: the smallest c that would not do)."""
        if not len(classes):
            return 0
        spread = classes.spread(self.column)
        match self.kind:
            case "distinct":
                return int((spread > 0).sum(axis=1).min())
            case "entropy":
                return math.exp(float(_entropy(spread).min()))
            case _:
                most, rest = self._sides(spread)
                return float((most / np.maximum(rest, 1e-300)).max())

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        said = {"model": self.model, "column": self.column, "kind": self.kind, "l": self.l}
        return said if self.c is None else {**said, "c": self.c}

    def _sides(self, spread: Ints) -> tuple[Ints, Ints]:
        downwards = -np.sort(-spread, axis=1)
        return downwards[:, 0], downwards[:, int(self.l) - 1 :].sum(axis=1)


def _entropy(spread: Ints) -> Floats:
    share = spread / np.maximum(spread.sum(axis=1, keepdims=True), 1)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    return np.asarray(-(share * logs).sum(axis=1))

"""Limits on what a class tells about each single sensitive value.

The share of a value is that of the people who hold it. Where a person holds several, the shares of a class add up to
more than one: the chance to be right about somebody and a value does not fall because he holds another one too.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Floats, Ints, Sensitive
from oboro.engine.privacy.base import ROUNDING, PrivacyModel, capped, per_class, shares
from oboro.kernel.errors import RecipeInvalid
from oboro.kernel.text import fold

KINDS = ("basic", "enhanced")


@dataclass(frozen=True)
class AlphaK(PrivacyModel):
    """At least `k` persons in every class, and no sensitive value held by more than the share `alpha` of them.

    `values` names what matters: values as they are written, whatever their width, or labels of the column's hierarchy,
    which stand for all values below. Left out, every value matters. A missing value is none: the share is taken of
    those whose value is known, each of whom counts once.

    Raises:
        RecipeInvalid: k below 1 or alpha outside 0 to 1.
    """

    column: str
    k: int
    alpha: float
    values: tuple[str, ...] = ()

    model: ClassVar[str] = "alpha-k-anonymity"
    is_of_shares = True
    citation: ClassVar[str] = (
        "Wong, R. et al. (2006). (α,k)-anonymity: an enhanced k-anonymity model for privacy preserving data "
        "publishing. KDD"
    )

    def __post_init__(self) -> None:
        if self.k < 1 or not 0 < self.alpha <= 1:
            raise RecipeInvalid("alpha-k-anonymityのkは1以上の整数、alphaは0より大きく1以下の数にしてください。")
        object.__setattr__(self, "values", tuple(self.values))

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it is large enough and no value too frequent."""
        return np.asarray((classes.persons >= self.k) & (self._highest(classes) <= self.alpha + ROUNDING))

    def figure(self, classes: Classes) -> float:
        """The largest share of one value; 1 when a class is smaller than k."""
        if len(classes) and int(classes.persons.min()) < self.k:
            return 1.0
        return float(self._highest(classes).max(initial=0.0))

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        told = {"model": self.model, "column": self.column, "k": self.k, "alpha": self.alpha}
        return {**told, "values": list(self.values)} if self.values else told

    def keeps(self, classes: Classes) -> Floats | None:
        """A part in which nothing is too frequent holds no value more often than alpha times its size."""
        part = classes.sensitive[self.column]
        named = self._named(part) if self.values else np.eye(len(part.values), dtype=np.bool_)
        sums = np.concatenate([named, ~named.any(axis=0, keepdims=True)]).T.astype(np.float64)
        caps = np.array([*[self.alpha + ROUNDING] * len(named), 1.0])
        return capped(classes, self.column, sums, caps=caps, needed=1.0 - ROUNDING, known=part.known)

    def _highest(self, classes: Classes) -> Floats:
        part = classes.sensitive[self.column]
        if not self.values:
            return per_class(
                classes,
                self.column,
                lambda rows, people: np.asarray(shares(rows, people).max(axis=1, initial=0.0)),
                known=part.known,
            )
        people = np.maximum(classes.holders(self.column, part.known), 1)
        return np.asarray(
            np.max([classes.holders(self.column, one & part.known) for one in self._named(part)], axis=0) / people
        )

    def _named(self, part: Sensitive) -> Bools:
        """Names × values, which values each of `values` stands for."""
        return _called(self.values, part.values, part.names)

    def unmet(self, part: Sensitive) -> list[int]:
        """The places in `values`, from 1, of what no value of the file is called: it may be a slip of the pen."""
        return [place for place, some in enumerate(self._named(part), start=1) if not (some & part.known).any()]


@dataclass(frozen=True)
class DeltaDisclosure(PrivacyModel):
    """|ln(share of a value in the class ÷ its share in the whole table)| < `delta` for every value of the table.

    A value that a class lacks is infinitely far. The whole table is that before suppression.

    Raises:
        RecipeInvalid: delta not above 0.
    """

    column: str
    delta: float

    model: ClassVar[str] = "delta-disclosure"
    is_of_shares = True
    citation: ClassVar[str] = (
        "Brickell, J., Shmatikov, V. (2008). The cost of privacy: destruction of data-mining utility. KDD"
    )

    def __post_init__(self) -> None:
        if self.delta <= 0:
            raise RecipeInvalid("delta-disclosureのdeltaは正の数にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether no share differs too much."""
        return np.asarray(self._farthest(classes) < self.delta - ROUNDING)

    def figure(self, classes: Classes) -> float:
        """The largest difference of logarithms; infinite where a class lacks a value."""
        return float(self._farthest(classes).max(initial=0.0))

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "column": self.column, "delta": self.delta}

    def keeps(self, classes: Classes) -> Floats | None:
        """A part that holds has every value, none more often than its share allows."""
        whole = _whole(classes.sensitive[self.column])
        caps = np.minimum(whole * math.exp(self.delta), 1.0) + ROUNDING
        return capped(classes, self.column, np.eye(len(caps)), caps=caps, needed=1.0 - ROUNDING)

    def _farthest(self, classes: Classes) -> Floats:
        whole = _whole(classes.sensitive[self.column])
        occurs = whole > 0

        def measure(rows: Ints, people: Ints) -> Floats:
            share = shares(rows, people)[:, occurs]
            far = np.full(share.shape, np.inf)
            np.log(share / whole[occurs], out=far, where=share > 0)
            return np.asarray(np.abs(far).max(axis=1, initial=0.0))

        return per_class(classes, self.column, measure)


@dataclass(frozen=True)
class BetaLikeness(PrivacyModel):
    """No value is more frequent in a class than in the whole table by more than the factor `beta`.

    basic: (q − p)/p ≤ β for every value, p its share in the whole table before suppression, q in the class. enhanced:
    ≤ min(β, −ln p), so that frequent values cannot become certain.

    Raises:
        RecipeInvalid: beta not above 0 or an unknown kind.
    """

    column: str
    beta: float
    kind: str = "basic"

    model: ClassVar[str] = "beta-likeness"
    is_of_shares = True
    citation: ClassVar[str] = (
        "Cao, J., Karras, P. (2012). Publishing microdata with a robust privacy guarantee. PVLDB 5(11)"
    )

    def __post_init__(self) -> None:
        if self.beta <= 0:
            raise RecipeInvalid("beta-likenessのbetaは正の数にしてください。")
        if self.kind not in KINDS:
            raise RecipeInvalid(f"beta-likenessのkindは{'・'.join(KINDS)}のどれかにしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether no value gains too much."""
        caps = self._caps(classes.sensitive[self.column])
        return per_class(
            classes, self.column, lambda rows, people: np.asarray((shares(rows, people) <= caps + ROUNDING).all(axis=1))
        ).astype(np.bool_)

    def figure(self, classes: Classes) -> float:
        """The largest gain of a value, (q − p)/p."""
        whole = np.maximum(_whole(classes.sensitive[self.column]), 1e-300)
        gains = per_class(
            classes,
            self.column,
            lambda rows, people: np.asarray(((shares(rows, people) - whole) / whole).max(axis=1, initial=0.0)),
        )
        return float(gains.max(initial=0.0))

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "column": self.column, "beta": self.beta, "kind": self.kind}

    def keeps(self, classes: Classes) -> Floats | None:
        """A part that holds has no value more often than its cap allows."""
        caps = np.minimum(self._caps(classes.sensitive[self.column]), 1.0) + ROUNDING
        return capped(classes, self.column, np.eye(len(caps)), caps=caps, needed=1.0 - ROUNDING)

    def _caps(self, part: Sensitive) -> Floats:
        whole = _whole(part)
        gain = np.full(len(whole), self.beta)
        if self.kind == "enhanced":
            gain = np.minimum(gain, -np.log(np.maximum(whole, 1e-300)))
        return np.asarray(whole * (1 + gain))


@lru_cache(maxsize=16)
def _called(wanted: tuple[str, ...], values: tuple[str, ...], names: tuple[frozenset[str], ...]) -> Bools:
    """Wanted names × values, which values are called so: as they are written, or by a label of the hierarchy."""
    labels = names or (frozenset[str](),) * len(values)
    held = [{fold(value), *map(fold, above)} for value, above in zip(values, labels, strict=True)]
    called = [[fold(name) in known for known in held] for name in wanted]
    return np.array(called, dtype=np.bool_).reshape(len(wanted), len(values))


def _whole(part: Sensitive) -> Floats:
    return np.asarray(part.whole / max(part.people, 1))

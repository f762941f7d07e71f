"""Models that compare the table with the population it was taken from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Floats
from oboro.engine.privacy.base import ROUNDING, PrivacyModel
from oboro.kernel.errors import RecipeInvalid


@dataclass(frozen=True)
class KMap(PrivacyModel):
    """At least `k` persons of the population share every class's values.

    The population is a table with the same quasi-identifiers, or it is estimated: persons ÷ `fraction`, the share of
    the population that the source holds.

    Raises:
        RecipeInvalid: k below 1, not just one of `population` and `fraction`, or a fraction outside 0 to 1.
    """

    k: int
    population: Mapping[str, Any] | None = None
    fraction: float | None = None

    model: ClassVar[str] = "k-map"
    reads_wildcards = False
    column = None
    absorbs = True
    citation: ClassVar[str] = (
        "Sweeney, L. (2001). Computational disclosure control. Thesis, MIT; El Emam, K., Dankar, F. (2008). JAMIA 15(5)"
    )

    def __post_init__(self) -> None:
        if self.k < 1:
            raise RecipeInvalid("k-mapのkは1以上の整数にしてください。")
        if (self.population is None) == (self.fraction is None):
            raise RecipeInvalid("k-mapには、母集団の表populationか抽出率fractionのどちらか一つを書いてください。")
        if self.fraction is not None and not 0 < self.fraction <= 1:
            raise RecipeInvalid("k-mapのfractionは0より大きく1以下の数にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether enough people of the population share its values."""
        return np.asarray(self._people(classes) >= self.k - ROUNDING)

    def figure(self, classes: Classes) -> float:
        """The people of the population for the class with the fewest."""
        return float(self._people(classes).min()) if len(classes) else 0.0

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        if self.population is not None:
            return {"model": self.model, "k": self.k, "population": dict(self.population)}
        return {"model": self.model, "k": self.k, "fraction": self.fraction}

    def _people(self, classes: Classes) -> Floats:
        if self.population is not None:
            return classes.crowd_of(crowd_key(self.population)).astype(np.float64)
        return np.asarray(classes.persons / (self.fraction or 1.0))


@dataclass(frozen=True)
class DeltaPresence(PrivacyModel):
    """Of the population's people who share a class's values, a share from `minimum` to `maximum` is in the table.

    With a minimum above nought every group of the population must be met in the table: people of a group of whom the
    table holds nobody would be known to be absent. Then a removed class is such a group, and nothing may be removed.

    Raises:
        RecipeInvalid: not 0 ≤ minimum ≤ maximum ≤ 1, or no population.
    """

    maximum: float
    population: Mapping[str, Any]
    minimum: float = 0.0

    model: ClassVar[str] = "delta-presence"
    column = None
    is_of_shares = True
    by_class = False
    reads_wildcards = False
    citation: ClassVar[str] = (
        "Nergiz, M., Atzori, M., Clifton, C. (2007). Hiding the presence of individuals from shared databases. SIGMOD"
    )

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.maximum <= 1:
            raise RecipeInvalid("delta-presenceは、0 ≦ minimum ≦ maximum ≦ 1にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether the share is within the limits (none, when a group of the population is not met)."""
        share = self._shares(classes)
        inside = (share <= self.maximum + ROUNDING) & (share >= self.minimum - ROUNDING)
        if self.minimum > 0 and (self._unmet(classes) or not inside.all()):
            return np.zeros(len(classes), dtype=np.bool_)
        return np.asarray(inside)

    def figure(self, classes: Classes) -> float:
        """The largest share."""
        return float(self._shares(classes).max(initial=0.0))

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        told = {"model": self.model, "minimum": self.minimum, "maximum": self.maximum}
        return {**told, "population": dict(self.population)}

    def _shares(self, classes: Classes) -> Floats:
        people = classes.crowd_of(crowd_key(self.population))
        share = classes.persons / np.maximum(people, 1)
        return np.where(people < classes.persons, np.maximum(share, 1.0), share)

    def _unmet(self, classes: Classes) -> bool:
        met = int((classes.crowd_of(crowd_key(self.population)) > 0).sum())
        return met < len(classes.crowds[crowd_key(self.population)])


def crowd_key(population: Mapping[str, Any]) -> str:
    """The name under which a population's counts stand in the classes."""
    return json.dumps(dict(population), ensure_ascii=False, sort_keys=True)

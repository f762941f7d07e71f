"""Limits on the chance of finding a person again."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Ints
from oboro.engine.privacy.base import ROUNDING, PrivacyModel
from oboro.engine.risk.population import population_uniques
from oboro.kernel.errors import RecipeInvalid


@dataclass(frozen=True)
class HighestRisk(PrivacyModel):
    """1 ÷ persons of every class is at most `limit`.

    Raises:
        RecipeInvalid: a limit that is not above 0 and at most 1.
    """

    limit: float

    model: ClassVar[str] = "highest-risk"
    column = None
    absorbs = True
    citation: ClassVar[str] = "El Emam, K., Dankar, F. (2008). Protecting privacy using k-anonymity. JAMIA 15(5)"

    def __post_init__(self) -> None:
        _check(self.model, self.limit)

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it is large enough; the limit counts as the number written."""
        return np.asarray(classes.persons >= ceil(1 / Fraction(str(self.limit))))

    def figure(self, classes: Classes) -> float:
        """The chance of the person most at risk."""
        return 1.0 / int(classes.persons.min()) if len(classes) else 0.0

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "limit": self.limit}


@dataclass(frozen=True)
class AverageRisk(PrivacyModel):
    """Classes ÷ persons, the chance on average, is at most `limit`.

    Persons are those of the whole table, each once. Who stands in several classes may be found in each of them: his
    chances are added up, which is never less than the chance to find him at all.

    Where it is higher the smallest classes are removed, all of one size together, until it holds.

    Raises:
        RecipeInvalid: a limit that is not above 0 and at most 1.
    """

    limit: float

    model: ClassVar[str] = "average-risk"
    column = None
    by_class = False
    reads_wildcards = False
    citation: ClassVar[str] = "El Emam, K. (2013). Guide to the de-identification of personal health information. CRC"

    def __post_init__(self) -> None:
        _check(self.model, self.limit)

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it is not among the smallest that have to go."""
        limit = Fraction(str(self.limit))
        sizes, place, often = np.unique(classes.persons, return_inverse=True, return_counts=True)
        left, people = _from_the_largest(often), _from_the_largest(classes.tally.newcomers(place, len(sizes)))
        for least, some, held in zip(sizes.tolist(), left, people, strict=True):
            if some * limit.denominator <= held * limit.numerator:  # in Python's integers, which do not run over
                return np.asarray(classes.persons >= least)
        return np.zeros(len(classes), dtype=np.bool_)

    def figure(self, classes: Classes) -> float:
        """The chance on average."""
        return len(classes) / classes.total_persons() if len(classes) else 0.0

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "limit": self.limit}


@dataclass(frozen=True)
class PopulationUniqueness(PrivacyModel):
    """The estimated share of the population's people who stand alone there, and in the table, is at most `limit`.

    Where it is higher the smallest classes are removed, all of one size together, until it holds.

    Raises:
        RecipeInvalid: a limit that is not above 0 and at most 1, or no people.
    """

    limit: float
    population: int

    model: ClassVar[str] = "population-uniqueness"
    column = None
    monotone = False
    by_class = False
    reads_wildcards = False
    citation: ClassVar[str] = (
        "Dankar, F. et al. (2012). Estimating the re-identification risk of clinical data sets. BMC MIDM 12:66"
    )

    def __post_init__(self) -> None:
        _check(self.model, self.limit)
        if self.population < 1:
            raise RecipeInvalid("population-uniquenessのpopulationには、母集団の人数を書いてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it is not among the smallest that have to go."""
        sizes = np.unique(classes.persons)
        for least in sizes.tolist():
            if self._share(classes.persons[classes.persons >= least]) <= self.limit + ROUNDING:
                return np.asarray(classes.persons >= least)
        return np.zeros(len(classes), dtype=np.bool_)

    def figure(self, classes: Classes) -> float:
        """The estimated share."""
        return self._share(classes.persons)

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "limit": self.limit, "population": self.population}

    def _share(self, persons: Ints) -> float:
        if not len(persons) or not (persons == 1).any():
            return 0.0
        return float(population_uniques(persons, population=self.population).share)


def _from_the_largest(counts: Ints) -> list[int]:
    found: list[int] = np.cumsum(counts[::-1])[::-1].tolist()
    return found


def _check(model: str, limit: float) -> None:
    if not 0 < limit <= 1:
        raise RecipeInvalid(f"{model}のlimitは0より大きく1以下の数にしてください。")

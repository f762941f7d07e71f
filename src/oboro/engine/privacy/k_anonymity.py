"""k-anonymity, and its forms for attackers who know few columns or do not know who is in the table."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Ints
from oboro.engine.privacy.base import PrivacyModel
from oboro.kernel.errors import RecipeInvalid


@dataclass(frozen=True)
class KAnonymity(PrivacyModel):
    """At least `k` distinct persons in every class.

    Raises:
        RecipeInvalid: k below 1.
    """

    k: int

    model: ClassVar[str] = "k-anonymity"
    column = None
    absorbs = True
    citation: ClassVar[str] = (
        "Samarati, P. (2001). Protecting respondents' identities in microdata release. IEEE TKDE 13(6)"
    )

    def __post_init__(self) -> None:
        if self.k < 1:
            raise RecipeInvalid("k-anonymityのkは1以上の整数にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether at least k persons stand in it."""
        return classes.persons >= self.k

    def figure(self, classes: Classes) -> int:
        """The persons of the smallest class; 0 for no class at all."""
        return int(classes.persons.min()) if len(classes) else 0

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "k": self.k}


@dataclass(frozen=True)
class KCombinations(PrivacyModel):
    """Every combination of values of at most `m` quasi-identifiers that occurs is shared by at least `k` persons.

    For an attacker who knows at most m of the columns. What is removed for one combination can break another, so that
    the largest part of the table that holds is kept: it is unique, because two such parts together are another.

    Raises:
        RecipeInvalid: k or m below 1.
    """

    k: int
    m: int

    model: ClassVar[str] = "k-combinations"
    column = None
    absorbs = True
    by_class = False
    reads_wildcards = False
    citation: ClassVar[str] = (
        "Terrovitis, M., Mamoulis, N., Kalnis, P. (2008). Privacy-preserving anonymization of set-valued data. "
        "PVLDB 1(1), taken to columns"
    )

    def __post_init__(self) -> None:
        if self.k < 1 or self.m < 1:
            raise RecipeInvalid("k-combinationsのkとmは1以上の整数にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether each of its combinations is shared by enough persons of these classes."""
        return self._fewest(classes) >= self.k

    def figure(self, classes: Classes) -> int:
        """The persons of the rarest combination."""
        return int(self._fewest(classes).min()) if len(classes) else 0

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "k": self.k, "m": self.m}

    def _fewest(self, classes: Classes) -> Ints:
        fewest = np.full(len(classes), 1 << 62, dtype=np.int64)
        width = classes.groups.shape[1]
        for known in combinations(range(width), min(self.m, width)):
            place_of, together = classes.seen_in(known)
            fewest = np.minimum(fewest, together.persons[place_of])
        return fewest

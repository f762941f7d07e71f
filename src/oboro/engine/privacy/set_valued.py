"""k^m-anonymity: no combination of a few items of a set-valued column is rare."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Classes
from oboro.engine.privacy.base import PrivacyModel
from oboro.kernel.errors import RecipeInvalid

Items = frozenset[str]


@dataclass(frozen=True)
class KMAnonymity(PrivacyModel):
    """Every combination of at most `m` items of a set-valued column is found with at least `k` persons, or with nobody.

    The column is a sensitive one whose values are items joined by `separator`. For an attacker who knows some items of
    one of a person's cells. A person counts once for a combination, in however many cells it stands. Classes that hold
    a rare combination are removed; the largest part of the table that holds is kept.

    Raises:
        RecipeInvalid: k or m below 1, or no separator.
    """

    column: str
    k: int
    m: int
    separator: str = ";"

    model: ClassVar[str] = "km-anonymity"
    by_class = False
    reads_wildcards = False
    monotone = True
    citation: ClassVar[str] = (
        "Terrovitis, M., Mamoulis, N., Kalnis, P. (2008). Privacy-preserving anonymization of set-valued data. "
        "PVLDB 1(1)"
    )

    def __post_init__(self) -> None:
        if self.k < 1 or self.m < 1 or not self.separator:
            raise RecipeInvalid("km-anonymityのkとmは1以上の整数、separatorは1文字以上にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether none of its combinations is rare among these classes."""
        sets = self._sets(classes)
        rare = rare_combinations(self._held(classes, sets), k=self.k, m=self.m)
        bad = np.array([_holds_any(items, rare, self.m) for items in sets], dtype=np.bool_)
        return np.asarray(classes.holders(self.column, bad) == 0)

    def figure(self, classes: Classes) -> int:
        """The persons of the rarest combination that occurs; 0 where there are none."""
        often: Counter[tuple[str, ...]] = Counter()
        for sets, count in self._held(classes, self._sets(classes)):
            for chosen in set().union(*(_combinations(items, self.m) for items in sets)):
                often[chosen] += count
        return min(often.values(), default=0)

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        told = {"model": self.model, "column": self.column, "k": self.k, "m": self.m}
        return {**told, "separator": self.separator}

    def _sets(self, classes: Classes) -> list[Items]:
        return [items_of(value, self.separator) for value in classes.sensitive[self.column].values]

    def _held(self, classes: Classes, sets: Sequence[Items]) -> list[tuple[list[Items], int]]:
        tally = classes.sensitive[self.column].tally
        return [([sets[value] for value in values], count) for values, count in tally.held_by(max(len(sets), 1))]


def items_of(value: str, separator: str) -> Items:
    """The items of a cell; none for a missing one."""
    return frozenset(item.strip() for item in value.split(separator) if item.strip())


def rare_combinations(held: Iterable[tuple[Collection[Items], int]], *, k: int, m: int) -> set[tuple[str, ...]]:
    """Combinations of at most m items that occur with fewer than k persons, as sorted tuples.

    Only those are listed of which no part is rare already, which is enough: a set that holds a rare combination holds
    a listed one.

    Args:
        held: the sets of items of a person, and how many persons hold just these sets.
        k: the fewest persons a combination may be found with.
        m: the most items an attacker knows.
    """
    people = [(sets, count) for sets, count in held if count]
    rare: set[tuple[str, ...]] = set()
    for size in range(1, m + 1):
        often: Counter[tuple[str, ...]] = Counter()
        for sets, count in people:
            for chosen in {chosen for items in sets for chosen in combinations(sorted(items), size)}:
                if not any(part in rare for few in range(1, size) for part in combinations(chosen, few)):
                    often[chosen] += count
        rare |= {chosen for chosen, count in often.items() if count < k}
    return rare


# --- private -----------------------------------------------------------------------------------------------------


def _combinations(items: Items, m: int) -> Iterator[tuple[str, ...]]:
    return (chosen for size in range(1, m + 1) for chosen in combinations(sorted(items), size))


def _holds_any(items: Items, rare: set[tuple[str, ...]], m: int) -> bool:
    return any(chosen in rare for chosen in _combinations(items, m))

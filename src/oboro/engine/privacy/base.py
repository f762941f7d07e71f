"""What a privacy model is."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Bools, Classes, Floats, Ints, Sensitive

BLOCK = 4_000_000
"""Cells (classes × values) of a sensitive column looked at in one go."""

ROUNDING = 1e-9
"""What figures that are added up in another order may differ by."""


class PrivacyModel:
    """Judges equivalence classes. Each model is one frozen value.

    Attributes:
        model: its name in recipes and reports.
        column: the sensitive column it looks at, or None.
        monotone: when every class of a table holds, every class of every coarser table holds, provided that each person
            stands in one cell of the source.
        absorbs: a record that may stay in a table may stay in every coarser one, whoever stands in however many cells.
            Then the records suppressed can only become fewer as a table grows coarser. It implies `monotone`.
        by_class: whether each class is judged by itself; else what is removed elsewhere matters.
        reads_wildcards: whether it can be judged where missing values match anything.
        is_of_shares: whether it looks at shares of persons, so that it can flatter to take several persons for one.
        citation: where it was defined.
    """

    model: ClassVar[str]
    column: Any
    monotone: bool = True
    absorbs: bool = False
    by_class: bool = True
    reads_wildcards: bool = True
    is_of_shares: bool = False
    citation: ClassVar[str]

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it may stay."""
        raise NotImplementedError

    def figure(self, classes: Classes) -> float | int:
        """What the table reaches: the worst class's figure, in the model's own unit."""
        raise NotImplementedError

    def promise(self) -> dict[str, Any]:
        """The model as the recipe writes it."""
        raise NotImplementedError

    def unmet(self, _part: Sensitive) -> list[int]:
        """The places, from 1, of values the model names that the column does not have."""
        return []

    def keeps(self, _classes: Classes) -> Floats | None:
        """Per class, how many of those with a known value any finer table can keep at most; None where it cannot tell.

        Asked only where nobody stands in several cells.
        """
        return None


def per_class(
    classes: Classes, column: str, measure: Callable[[Ints, Ints], Floats], *, known: Bools | None = None
) -> Floats:
    """A figure of each class, some classes at a time.

    Args:
        classes: of one node.
        column: sensitive.
        measure: from classes × values, how many hold each value, and per class how many hold any: a person with
            several values counts once with each of them, and once among the people.
        known: per value, whether it counts; all do if left out.
    """
    part = classes.sensitive[column]
    known = None if known is None or known.all() else known
    people = None if part.tally.is_additive else classes.holders(column, known)
    step = max(BLOCK // max(len(part.values), 1), 1)
    found = []
    for start in range(0, max(len(classes), 1), step):
        rows = classes.spread(column, start, start + step)
        rows = rows if known is None else np.where(known, rows, 0)
        found.append(measure(rows, rows.sum(axis=1) if people is None else people[start : start + step]))
    return found[0] if len(found) == 1 else np.concatenate(found)


def capped(
    classes: Classes, column: str, sums: Floats, *, caps: Floats, needed: float, known: Bools | None = None
) -> Floats:
    """Per class, how much of it a part can hold whose shares, added up by `sums`, stay below `caps` and reach `needed`.

    Args:
        classes: of one node.
        column: sensitive.
        sums: values × sums, what each value adds to.
        caps: per sum, the largest share of the part.
        needed: what the shares of the part must add up to at least.
        known: per value, whether it counts; all do if left out.
    """
    if known is None:
        known = np.ones(len(sums), dtype=np.bool_)
    cells, counts = classes.sensitive[column].tally.standing()
    return np.asarray(kernels.capped(cells, counts, len(classes), sums, known, caps, needed))


def shares(spread: Ints, people: Ints) -> Floats:
    """Holders per value → shares of the people of the class; nought where there is nobody."""
    return np.asarray(spread / np.maximum(people, 1)[:, None])

"""What a backend must understand to make the output: columns kept or recoded, classes removed, an order of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Keep:
    """A column written as it stands."""

    column: str


@dataclass(frozen=True, eq=False)
class Recode:
    """A column whose values are replaced by the label of their group.

    Attributes:
        column: name.
        group_of: source value → group.
        labels: group → text written.
    """

    column: str
    group_of: Mapping[str, int]
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """The making of one table.

    Attributes:
        steps: the columns of the output in order; what is not named is not written.
        suppressed: classes removed: rows of groups, one column per `Recode` in the order of `steps`.
        moved: classes whose groups are replaced, as (rows of groups, rows of what is written instead).
        seed: of the order of rows, which depends on the written rows and this number alone, not on the source's order.
    """

    steps: tuple[Keep | Recode, ...]
    suppressed: NDArray[np.int32]
    seed: int
    moved: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    @property
    def recodes(self) -> tuple[Recode, ...]:
        """The recoded columns in the order of the output."""
        return tuple(step for step in self.steps if isinstance(step, Recode))

    @property
    def names(self) -> tuple[str, ...]:
        """The header of the output."""
        return tuple(step.column for step in self.steps)

"""A table held as columns, on which the steps of a recipe work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oboro.engine.equivalence import Bools, Floats, Ints
from oboro.engine.table import MISSING
from oboro.kernel.errors import SourceUnreadable

Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Frame:
    """Records as columns of text.

    Attributes:
        columns: name → values, all of one length.
        numbers: the number of each record in the source, from 1; a step that draws by chance draws by this number, so
            that removing other records changes nothing for the rest.
        person: the column that records of one person share, or None.
    """

    columns: Mapping[str, Texts]
    numbers: Ints
    person: str | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def kept(self, chosen: Bools) -> "Frame":
        """Only the chosen records."""
        return replace(
            self,
            columns={name: values[chosen] for name, values in self.columns.items()},
            numbers=self.numbers[chosen],
        )

    def with_columns(self, changed: Mapping[str, Texts]) -> "Frame":
        """The same records, some columns replaced."""
        return replace(self, columns={**self.columns, **changed})

    def owners(self) -> Ints:
        """Per record a number of its person, which depends on that person's records alone."""
        if self.person is None:
            return self.numbers
        _, first, place = np.unique(self.columns[self.person], return_index=True, return_inverse=True)
        least = np.full(len(first), np.iinfo(np.int64).max, dtype=np.int64)
        np.minimum.at(least, place, self.numbers)
        return np.asarray(least[place])

    def people(self) -> Ints:
        """Per record the place of its person among the distinct ones, from 0."""
        _, place = np.unique(self.owners(), return_inverse=True)
        return place.astype(np.int64)


def texts(values: Sequence[str]) -> Texts:
    """A column from its values."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def figures(frame: Frame, column: str) -> Floats:
    """A column as numbers; a missing value is NaN.

    Raises:
        SourceUnreadable: values that are no numbers; names column and count.
    """
    kinds, place = np.unique(frame.columns[column], return_inverse=True)
    read = np.array([_number(str(value)) for value in kinds], dtype=np.float64)
    found = read[place] if len(read) else np.zeros(0)
    wrong = int((np.isnan(found) & (frame.columns[column] != MISSING)).sum())
    if wrong:
        raise SourceUnreadable(
            f"列「{column}」に、数として読めない値が{wrong}件あります。",
            hint="その列を数にそろえるか、先の手順でその値を消してください。",
        )
    return np.asarray(found)


def written(values: Floats, *, like: Texts) -> Texts:
    """Numbers as text with as many decimals as the column had at most; NaN is missing."""
    decimals = max((_decimals(str(value)) for value in np.unique(like)), default=0)
    rounded = np.round(values, decimals) + 0.0  # no minus zero
    return texts([MISSING if np.isnan(value) else f"{value:.{decimals}f}" for value in rounded.tolist()])


def counts(column: Texts, people: Ints) -> tuple[Texts, Ints, Ints]:
    """Distinct values, the place of each record's value among them, and how many persons hold each."""
    kinds, place = np.unique(column, return_inverse=True)
    pairs = np.unique(place.astype(np.int64) * (int(people.max(initial=0)) + 1) + people)
    held = np.bincount(pairs // (int(people.max(initial=0)) + 1), minlength=len(kinds))
    return kinds, place.astype(np.int64), held.astype(np.int64)


# --- private -----------------------------------------------------------------------------------------------------


def _number(value: str) -> float:
    try:
        found = float(value.replace(",", "")) if value != MISSING else np.nan
    except ValueError:
        return float("nan")
    return found if np.isfinite(found) else float("nan")


def _decimals(value: str) -> int:
    return min(len(value.partition(".")[2]), 9) if value.count(".") == 1 else 0

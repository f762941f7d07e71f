"""Values exchanged between records (データ交換): by rank, and between households."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oboro.engine.equivalence import Ints
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, figures


@dataclass(frozen=True)
class RankSwap:
    """Each number exchanged with another whose rank lies within `window` (a share of the records).

    Every value of the column stays, at another record. (Moore 1996. Controlled data-swapping techniques. US Census.)
    """

    key: ClassVar[str] = "rank-swap"
    word: ClassVar[str] = "データ交換（順位）"
    column: str
    window: float

    def __post_init__(self) -> None:
        refuse_unless(0 < self.window <= 1, "順位による交換の幅（window）は0より大きく1以下の割合にしてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The exchanged column."""
        return (self.column,)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """The column with its values at other records; missing values stay where they are."""
        numbers = figures(frame, self.column)
        known = np.flatnonzero(~np.isnan(numbers))
        ties = chance.uniform(frame.numbers[known], 1)
        order = known[np.lexsort((ties, numbers[known]))]
        width = max(1, int(self.window * len(order)))
        values = frame.columns[self.column].copy()
        here, there = _pairs(chance.uniform(frame.numbers[order]), width)
        here, there = order[here], order[there]
        values[here], values[there] = values[there].copy(), values[here].copy()
        return frame.with_columns({self.column: values})


@dataclass(frozen=True)
class SwapHouseholds:
    """The `columns` (an address, an area) of a share of households exchanged with another household that is alike.

    Households are alike when they have equally many records and agree in the `match` columns of their first record.
    """

    key: ClassVar[str] = "swap-households"
    word: ClassVar[str] = "データ交換（世帯）"
    household: str
    columns: tuple[str, ...]
    share: float
    match: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), "世帯の交換のcolumnsに列を書いてください。")
        refuse_unless(0 < self.share <= 1, "世帯の交換の割合（share）は0より大きく1以下の数にしてください。")
        refuse_unless(self.household not in self.columns, "世帯を見分ける列そのものは交換できません。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The exchanged columns."""
        return self.columns

    @property
    def asks(self) -> tuple[str, ...]:
        """The exchanged columns, the household's key, and what must agree."""
        return (*self.columns, self.household, *self.match)

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """Each chosen pair of households has exchanged the columns of its first records, for all its records."""
        _, first, place, sizes = np.unique(
            frame.columns[self.household], return_index=True, return_inverse=True, return_counts=True
        )
        alike = sizes.astype(np.int64)
        for name in self.match:
            _, codes = np.unique(frame.columns[name][first], return_inverse=True)
            _, alike = np.unique(np.stack([alike, codes]), axis=1, return_inverse=True)
            alike = alike.astype(np.int64)
        chosen = np.flatnonzero(chance.uniform(frame.numbers[first]) < self.share)
        order = chosen[np.lexsort((chance.uniform(frame.numbers[first][chosen], 1), alike[chosen]))]
        partner = np.arange(len(first))
        kinds = alike[order]
        begin = [place for place in range(len(order)) if place == 0 or kinds[place] != kinds[place - 1]]
        for start, end in zip(begin, [*begin[1:], len(order)], strict=False):
            pairs = order[start : start + (end - start) // 2 * 2].reshape(-1, 2)
            partner[pairs[:, 0]], partner[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
        source = first[partner][place]
        moved = (partner != np.arange(len(first)))[place]
        changed = {name: np.where(moved, frame.columns[name][source], frame.columns[name]) for name in self.columns}
        return frame.with_columns(changed)


def _pairs(draws: np.ndarray, width: int) -> tuple[Ints, Ints]:
    """Disjoint pairs of ranks, each at most `width` apart: every rank still free takes a free one above it."""
    free = [True] * len(draws)
    here, there = [], []
    for rank, draw in enumerate(draws.tolist()):
        if not free[rank]:
            continue
        most = min(width, len(draws) - 1 - rank)
        wish = rank + 1 + int(draw * most) if most else rank
        partner = next((one for one in (*range(wish, rank, -1), *range(wish + 1, rank + most + 1)) if free[one]), rank)
        free[rank] = free[partner] = False
        if partner != rank:
            here.append(rank)
            there.append(partner)
    return np.array(here, dtype=np.int64), np.array(there, dtype=np.int64)

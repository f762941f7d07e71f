"""Microaggregation (ミクロアグリゲーション): records in small groups of the like, each cell the group's centre.

MDAV on numbers and on mixed types, in blocks of neighbouring records, so that the time grows with the records and not
with their square. (Domingo-Ferrer, Mateo-Sanz 2002. IEEE TKDE 14(1); Domingo-Ferrer, Torra 2005. Data Mining and
Knowledge Discovery 11.)
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oboro.engine.equivalence import Floats, Ints
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, Texts, figures, texts, written

BLOCK = 600


@dataclass(frozen=True)
class Microaggregate:
    """Groups of `size` to 2 × `size` − 1 records; numbers become the group's mean, `categories` its commonest value.

    Attributes:
        columns: columns of numbers.
        categories: columns of categories, which weigh as much as a number does on average.
        size: the smallest group.
        block: how many records are grouped among themselves; a larger block loses less and takes longer.
    """

    key: ClassVar[str] = "microaggregate"
    word: ClassVar[str] = "ミクロアグリゲーション"
    columns: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    size: int = 3
    block: int = BLOCK

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns or self.categories), "ミクロアグリゲーションのcolumnsに列を書いてください。")
        refuse_unless(self.size >= 2, "ミクロアグリゲーションの組の大きさ（size）は2以上にしてください。")
        refuse_unless(self.block >= 4 * self.size, "ミクロアグリゲーションのblockはsizeの4倍以上にしてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The columns that are averaged."""
        return (*self.columns, *self.categories)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """Every group of records alike in these columns. A missing number counts as the mean and stays missing."""
        if not len(frame):
            return frame
        values = np.stack([figures(frame, name) for name in self.columns], axis=1) if self.columns else None
        points = _points(frame, values, self.categories)
        groups = grouped(points, size=self.size, block=self.block)
        changed: dict[str, Texts] = {}
        for place, name in enumerate(self.columns):
            assert values is not None
            changed[name] = written(_means(values[:, place], groups), like=frame.columns[name])
        for name in self.categories:
            changed[name] = _modes(frame.columns[name], groups)
        return frame.with_columns(changed)


def grouped(points: Floats, *, size: int, block: int = BLOCK) -> Ints:
    """The group of each point, from 0; each group has `size` to 2 × `size` − 1 points (all, when there are fewer)."""
    groups = np.zeros(len(points), dtype=np.int64)
    used = 0
    for part in _blocks(points, np.arange(len(points)), block):
        found = mdav(points[part], size=size)
        groups[part] = used + found
        used += int(found.max()) + 1
    return groups


def mdav(points: Floats, *, size: int) -> Ints:
    """Maximum distance to average vector: the group of each point. Quadratic in the points."""
    groups = np.zeros(len(points), dtype=np.int64)
    left = np.arange(len(points))
    number = 0
    while len(left) >= 3 * size:
        far = left[np.argmax(_distances(points[left], points[left].mean(axis=0)))]
        taken, left = _nearest(points, left, points[far], size)
        groups[taken] = number
        other = left[np.argmax(_distances(points[left], points[far]))]
        taken, left = _nearest(points, left, points[other], size)
        groups[taken] = number + 1
        number += 2
    if len(left) >= 2 * size:
        far = left[np.argmax(_distances(points[left], points[left].mean(axis=0)))]
        taken, left = _nearest(points, left, points[far], size)
        groups[taken] = number
        number += 1
    groups[left] = number
    return groups


def information_loss(before: Floats, groups: Ints) -> float:
    """SSE ÷ SST of standardised numbers in groups, between 0 and 1."""
    spread = before.std(axis=0)
    points = (before - before.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    centres = np.stack([_means(points[:, place], groups) for place in range(points.shape[1])], axis=1)
    whole = float((points**2).sum())
    return float(((points - centres) ** 2).sum()) / whole if whole > 0 else 0.0


# --- private -----------------------------------------------------------------------------------------------------


def _points(frame: Frame, values: Floats | None, categories: tuple[str, ...]) -> Floats:
    parts = []
    if values is not None:
        middle, spread = np.nan_to_num(np.nanmean(values, axis=0)), np.nan_to_num(np.nanstd(values, axis=0))
        parts.append(np.nan_to_num((values - middle) / np.where(spread > 0, spread, 1.0)))
    for name in categories:  # two different categories lie as far apart as two random standard numbers: squared 2
        kinds, place = np.unique(frame.columns[name], return_inverse=True)
        parts.append(np.eye(len(kinds))[place] if len(kinds) <= 64 else (place / len(kinds))[:, None])
    return np.ascontiguousarray(np.concatenate(parts, axis=1))


def _blocks(points: Floats, part: Ints, most: int) -> list[Ints]:
    """Halved at the median of the widest direction until small enough."""
    if len(part) <= most:
        return [part]
    inside = points[part]
    axis = int(np.argmax(inside.std(axis=0)))
    order = part[np.argsort(inside[:, axis], kind="stable")]
    middle = len(order) // 2
    return [*_blocks(points, order[:middle], most), *_blocks(points, order[middle:], most)]


def _distances(points: Floats, centre: Floats) -> Floats:
    apart = points - centre
    return np.asarray(np.einsum("ij,ij->i", apart, apart))


def _nearest(points: Floats, left: Ints, centre: Floats, size: int) -> tuple[Ints, Ints]:
    apart = _distances(points[left], centre)
    nearest = np.argsort(apart, kind="stable")[:size] if len(left) <= 64 else np.argpartition(apart, size - 1)[:size]
    stays = np.ones(len(left), dtype=bool)
    stays[nearest] = False
    return left[nearest], left[stays]


def _means(values: Floats, groups: Ints) -> Floats:
    known = ~np.isnan(values)
    size = int(groups.max(initial=0)) + 1
    often = np.bincount(groups[known], minlength=size)
    means = np.bincount(groups[known], values[known], size) / np.maximum(often, 1)
    return np.where(known, means[groups], np.nan)


def _modes(values: Texts, groups: Ints) -> Texts:
    kinds, place = np.unique(values, return_inverse=True)
    cells, often = np.unique(groups * len(kinds) + place, return_counts=True)
    order = np.lexsort((cells, often, cells // len(kinds)))
    last = np.r_[(cells[order] // len(kinds))[1:] != (cells[order] // len(kinds))[:-1], True]
    best = cells[order][last]
    return texts([str(kinds[cell % len(kinds)]) for cell in best])[groups]

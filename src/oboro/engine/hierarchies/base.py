"""A hierarchy: each leaf with its ancestors, and how a written value finds its leaf."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oboro.engine.equivalence import Ladder
from oboro.engine.table import MISSING
from oboro.kernel.errors import HierarchyInvalid

TOP = "*"
"""The label of a value of which nothing is told."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Nested generalisations of one column.

    Every leaf has the same number of levels, two leaves that share a label share all labels above it, and the last
    level is one value.

    Attributes:
        name: for messages.
        paths: leaf → its labels from level 0 (itself) to the top.
        leaf_of: written value → leaf, or None when the hierarchy does not know it.

    Raises:
        HierarchyInvalid: not nested, not of one height, or not ending in one value.
    """

    name: str
    paths: Mapping[str, tuple[str, ...]]
    leaf_of: Callable[[str], str | None] | None = None

    def __post_init__(self) -> None:
        if not self.paths:
            raise HierarchyInvalid(f"階層「{self.name}」に値がありません。")
        heights = {len(path) for path in self.paths.values()}
        if len(heights) != 1:
            raise HierarchyInvalid(f"階層「{self.name}」の段の数が行によって違います。", hint=_SHAPE_HINT)
        for level in range(self.height - 1):
            parents: dict[str, str] = {}
            if any(parents.setdefault(path[level], path[level + 1]) != path[level + 1] for path in self.paths.values()):
                raise HierarchyInvalid(
                    f"階層「{self.name}」の{level + 1}段目に、上の段が2通りある値があります。", hint=_SHAPE_HINT
                )
        if len({path[-1] for path in self.paths.values()}) != 1:
            raise HierarchyInvalid(f"階層「{self.name}」の最後の段が一つの値になっていません。", hint=_SHAPE_HINT)

    @property
    def height(self) -> int:
        """How many levels there are, the value itself among them."""
        return len(next(iter(self.paths.values())))

    def leaf(self, value: str) -> str | None:
        """The leaf of a written value, or None."""
        if value in self.paths:
            return value
        found = self.leaf_of(value) if self.leaf_of else None
        return found if found in self.paths else None

    def with_missing(self) -> "Hierarchy":
        """The same with a leaf for the missing value, which stays by itself until the top, if it has none yet."""
        if self.leaf(MISSING) is not None:
            return self
        top = next(iter(self.paths.values()))[-1]
        path = (MISSING,) * (self.height - 1) + (top,) if self.height > 1 else (MISSING,)
        return Hierarchy(self.name, {**self.paths, MISSING: path}, self.leaf_of)

    def ladder(self, column: str, leaves: Sequence[str]) -> Ladder:
        """The levels over the leaves that occur, whose places become the base codes."""
        groups, labels, shares = [], [], []
        for level in range(self.height):
            covered: dict[str, int] = {}
            for path in self.paths.values():
                covered[path[level]] = covered.get(path[level], 0) + 1
            found = list(dict.fromkeys(self.paths[leaf][level] for leaf in leaves))
            place = {label: number for number, label in enumerate(found)}
            groups.append(np.array([place[self.paths[leaf][level]] for leaf in leaves], dtype=np.int32))
            labels.append(tuple(found))
            shares.append(np.array([covered[label] for label in found], dtype=np.float64) / len(self.paths))
        order = {leaf: place for place, leaf in enumerate(self.paths)}
        return Ladder(column, tuple(groups), tuple(labels), tuple(shares), len(self.paths), order)


def plain(values: Iterable[str]) -> Hierarchy:
    """For a column without hierarchy: the value, then nothing. Its leaves are the values that occur."""
    return Hierarchy("値のまま", {value: (value, TOP) for value in values})


_SHAPE_HINT = "各行を「値;上の段;…;*」の形にし、段の数をそろえ、最後を同じ値にしてください。"

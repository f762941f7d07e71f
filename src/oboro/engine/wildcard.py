"""Missing values read as matching anything: each class together with every class it cannot be told from.

Two classes match when in every column they agree or one of them is blank. A person who stands in several matching
classes counts once.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Bools, Classes, Ints, Ladder, Tally, distinct_pairs, together
from oboro.engine.table import MISSING

FEW_PAIRS = 100_000_000
"""Up to so many pairs of a class and a blank one are simply compared."""


def blanks_at(ladders: Sequence[Ladder], levels: Sequence[int]) -> Ints:
    """Per column, the group that is the missing value at this level; -1 where there is none."""
    pairs = zip(ladders, levels, strict=True)
    return np.array([_place(ladder.labels[level]) for ladder, level in pairs], dtype=np.int64)


def may_be_blank(ladders: Sequence[Ladder]) -> bool:
    """Whether there is a missing value in any of the columns, at any level."""
    return any(MISSING in labels for ladder in ladders for labels in ladder.labels)


def stays_blank(ladder: Ladder) -> bool:
    """Whether a missing value stays blank on every level until all values are one.

    If it does not, a coarser table can tell apart what a finer one cannot.
    """
    above = [labels for labels in ladder.labels if len(labels) > 1]
    return not any(MISSING in labels for labels in above) or all(MISSING in labels for labels in above)


def has_blanks(classes: Classes, blanks: Ints) -> bool:
    """Whether any class is blank anywhere."""
    return bool((classes.groups == blanks).any())


def widened(classes: Classes, blanks: Ints) -> Classes:
    """The same classes, counting with each also those of all classes that match it."""
    into, whom = matching(classes, blanks)
    order = np.argsort(whom, kind="stable")
    into, starts = into[order], np.searchsorted(whom[order], np.arange(len(classes) + 1))
    tally = _together(classes.tally, 1, into, starts)
    sensitive = {
        name: replace(part, tally=_together(part.tally, len(part.values), into, starts))
        for name, part in classes.sensitive.items()
    }
    return replace(classes, tally=tally, sensitive=sensitive)


def matching(classes: Classes, blanks: Ints) -> tuple[Ints, Ints]:
    """All pairs of a class and one that matches it, itself among them: (the class, the matching one)."""
    blank = classes.groups == blanks
    some = blank.any(axis=1)
    if len(classes) * int(some.sum()) <= FEW_PAIRS:
        found: tuple[Ints, Ints] = kernels.matches(np.asfortranarray(classes.groups), blanks, some)
        return found
    return by_pattern(classes, blank)


def by_pattern(classes: Classes, blank: Bools) -> tuple[Ints, Ints]:
    """As `matching`, for many classes: those that are blank in the same columns are joined with others at once."""
    patterns, kind_of = np.unique(blank, axis=0, return_inverse=True)
    members = [np.flatnonzero(kind_of.ravel() == kind) for kind in range(len(patterns))]
    pairs = [
        _joined(classes, members[one], members[two], ~(patterns[one] | patterns[two]))
        for one in range(len(patterns))
        for two in range(len(patterns))
    ]
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


# --- private -----------------------------------------------------------------------------------------------------


def _place(labels: Sequence[str]) -> int:
    return labels.index(MISSING) if MISSING in labels else -1


def _joined(classes: Classes, ones: Ints, twos: Ints, columns: Bools) -> tuple[Ints, Ints]:
    """Pairs of `ones` and `twos` that agree in these columns."""
    groups = np.ascontiguousarray(classes.groups[np.concatenate([ones, twos])][:, columns])
    _, _, place_of = together(groups, np.zeros(len(groups), dtype=np.int64))
    left, right = place_of[: len(ones)], place_of[len(ones) :]
    order = np.argsort(right, kind="stable")
    low, high = (np.searchsorted(right[order], left, side=side) for side in ("left", "right"))
    often = high - low
    within = np.arange(int(often.sum())) - np.repeat(np.cumsum(often) - often, often)
    return np.repeat(ones, often), twos[order[np.repeat(low, often) + within]]


def _together(tally: Tally, width: int, into: Ints, starts: Ints) -> Tally:
    spots, cells = _copied(tally.cells, width, into, starts)
    found, place = np.unique(cells, return_inverse=True)
    weights = np.bincount(place.ravel(), tally.weights[spots], len(found)).astype(np.int64)
    spots, cells = _copied(tally.shared_cells, width, into, starts)
    shared = distinct_pairs(cells, tally.shared_persons[spots], (len(starts) - 1) * width)
    return Tally(found, weights, *shared, tally.persons)


def _copied(cells: Ints, width: int, into: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """Each cell once for every class its own one matches: (which cell, the cell it becomes)."""
    own = cells // width
    often = starts[own + 1] - starts[own]
    spots = np.repeat(np.arange(len(cells)), often)
    within = np.arange(len(spots)) - np.repeat(np.cumsum(often) - often, often)
    return spots, into[np.repeat(starts[own], often) + within] * width + cells[spots] % width

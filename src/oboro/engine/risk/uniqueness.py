"""Who stands alone in a sample: its uniques, and its special uniques (alone in few columns already)."""

from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np

from oboro.engine.equivalence import DENSE, Bools, Codes, Floats, Ints


@dataclass(frozen=True, eq=False)
class Special:
    """Minimal sample uniques of every record.

    Attributes:
        counts: records × sizes 1 … m: minimal sets of so many columns in which the record stands alone.
        scores: per record, the sum over its minimal sets of a weight that grows as the set shrinks.
        shares: per column, the part of all scores whose minimal set holds the column.
    """

    counts: Ints
    scores: Floats
    shares: Floats

    @property
    def records(self) -> int:
        """Records that stand alone in some set of columns."""
        return int((self.counts.sum(axis=1) > 0).sum())


def special_uniques(codes: Codes, *, most: int | None = None) -> Special:
    """SUDA2: every minimal sample unique of every record, up to `most` columns.

    A set of columns is looked at for those records only that stand alone in none of its parts; leaving the others out
    changes nobody's count, because each of them is alone. (Manning, Haglin, Keane 2008. A recursive search algorithm
    for statistical disclosure assessment. Data Mining and Knowledge Discovery 16. Score: Elliot, Manning, Ford 2002.)

    Args:
        codes: records × columns, small integers.
        most: the largest set; None is all columns.
    """
    records, columns = codes.shape
    largest = min(columns, most or columns)
    widths = [int(codes[:, place].max(initial=0)) + 1 for place in range(columns)]
    counts = np.zeros((records, largest), dtype=np.int64)
    scores, shares = np.zeros(records), np.zeros(columns)
    crowd: dict[tuple[int, ...], _Crowd] = {(): _Crowd(np.zeros(records, dtype=np.int64), np.ones(records, dtype=bool))}
    for size in range(1, largest + 1):
        weight = prod(columns - one for one in range(size, largest))
        wider: dict[tuple[int, ...], _Crowd] = {}
        for chosen in combinations(range(columns), size):
            parts = [crowd.get(chosen[:place] + chosen[place + 1 :]) for place in range(size)]
            if any(part is None for part in parts):
                continue
            left = np.logical_and.reduce([part.many for part in parts if part is not None])
            prefix = crowd[chosen[:-1]]
            found = _split(prefix, codes[:, chosen[-1]], widths[chosen[-1]], left)
            alone = left & ~found.many
            counts[alone, size - 1] += 1
            scores[alone] += weight
            shares[list(chosen)] += weight * int(alone.sum())
            if found.many.any():
                wider[chosen] = found
        crowd = wider
    return Special(counts, scores, shares / max(float(scores.sum()), 1e-300))


def sample_uniques(records: Ints) -> int:
    """Classes of one record."""
    return int((records == 1).sum())


def intrinsic(uniques: int, pairs: int, *, fraction: float) -> float:
    """DIS: the chance that a unique match is right, from the sample's uniques and pairs and the sampling fraction.

    (Skinner, Elliot 2002. A measure of disclosure risk for microdata. J. R. Statist. Soc. B 64.)
    """
    right = uniques * fraction
    wrong = 2 * pairs * (1 - fraction)
    return right / (right + wrong) if right + wrong > 0 else 0.0


# --- private -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Crowd:
    """For a set of columns: the class of each record, and the records that stand alone in no part of the set."""

    classes: Ints
    many: Bools


def _split(prefix: _Crowd, column: Codes, width: int, left: Bools) -> _Crowd:
    """The classes of one column more, told apart for the records `left` only."""
    known = np.maximum(prefix.classes, 0)  # records that are not left have no class
    keys: Ints = np.asarray(known * width + column, dtype=np.int64)
    here = np.flatnonzero(left)
    space = int(keys.max(initial=0)) + 1
    if space > max(DENSE, 64 * len(keys)):
        _, keys = np.unique(keys, return_inverse=True)
        space = len(keys)
    often = np.bincount(keys[here], minlength=space)
    many = np.zeros(len(keys), dtype=bool)
    many[here] = often[keys[here]] > 1
    number = np.cumsum(often > 0)
    return _Crowd((number[keys] - 1).astype(np.int64), many)

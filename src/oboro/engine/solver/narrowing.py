"""Levels that need not be looked at, where a lattice is too large to be listed."""

from collections.abc import Sequence
from math import prod

import numpy as np

from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.judging import verdict
from oboro.engine.solver.lattice import LARGEST, Rollup
from oboro.engine.wildcard import blanks_at, may_be_blank, stays_blank

Spans = list[tuple[int, int]]


def possible(
    rollup: Rollup, spans: Spans, models: Sequence[PrivacyModel], *, most_suppressed: int, wild: bool
) -> Spans:
    """Without the levels of a column that need too much suppression whatever the other columns' levels are.

    They are tried with all other columns as coarse as can be, so that no node that could hold is lost.
    """
    found, wild = [], wild and may_be_blank(rollup.ladders)
    ruling = not wild or all(stays_blank(ladder) for ladder in rollup.ladders)
    for place, (lowest, high) in enumerate(spans):
        levels, low = np.array([top for _, top in spans], dtype=np.int32), lowest
        while low < high:
            levels[place] = low
            classes = rollup.at(levels.copy())
            blanks = blanks_at(rollup.ladders, levels.tolist()) if wild else None
            lost = verdict(classes, models, blanks=blanks, ruling=ruling, most=most_suppressed)[1]
            if lost.sum() <= most_suppressed:
                break
            low += 1
        found.append((low, high))
    return found


def listable(spans: Spans) -> Spans:
    """Spans that leave no more nodes than can be listed: the finest levels of the tallest columns are given up."""
    found = list(spans)
    while prod(high - low + 1 for low, high in found) > LARGEST:
        widest = max(range(len(found)), key=lambda place: found[place][1] - found[place][0])
        low, high = found[widest]
        found[widest] = (low + 1, high)
    return found

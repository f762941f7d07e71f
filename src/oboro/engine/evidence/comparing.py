"""What the data are still good for: every written column, pair and question, the source against the written table.

The source is taken as it came, before any step. A column is laid into bins of the source's own values; a
written label counts for each bin it may stand for, in equal parts of the values it covers. So blanks, intervals,
prefixes and sets are all compared, and what noise or averaging did is seen too. Only shares leave this module.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from oboro.engine.equivalence import Floats, Ints
from oboro.engine.risk.reader import Reader
from oboro.engine.risk.rows import Rows
from oboro.engine.table import MISSING

BINS = 20
NUMBER_BINS = 5
"""Of numbers, in pairs and questions: finer bins would take every rounding for a loss."""

MOST_PAIRS = 66

Lexicon = Mapping[str, Mapping[str, frozenset[str]]]


class Spread:
    """One column of both tables in the same bins."""

    def __init__(self, before: Rows, after: Rows, name: str, lexicon: Mapping[str, frozenset[str]]) -> None:
        kinds, place = np.unique(np.array(before.values(name), dtype=object), return_inverse=True)
        values, self.before = [str(value) for value in kinds], place.astype(np.int64)
        self.labels, self.after = after.coded(name)
        self.reader = Reader(values, lexicon)
        self.often = np.bincount(self.before, minlength=len(values)).astype(np.float64)
        self.bins = _bins(self.reader, self.often, NUMBER_BINS)
        self.width = int(self.bins.max(initial=0)) + 1
        self.of_value = np.eye(self.width)[self.bins]
        self.of_label = self._weights()

    def shares(self) -> tuple[Floats, Floats]:
        """The distribution over the bins before and after."""
        before = self.of_value[self.before].sum(axis=0)
        after = self.of_label[self.after].sum(axis=0)
        return _normal(before), _normal(after)

    def ordered(self) -> float | None:
        """For numbers the distance that minds how far they moved, in parts of the farthest; None for others.

        (The ordered distance of Li, Li, Venkatasubramanian 2007. t-closeness. ICDE.)
        """
        if not self.reader.numeric or len(self.reader.values) <= 2:
            return None
        was, now = self.numbers()
        was, now = was[~np.isnan(was)], now[~np.isnan(now)]
        if not len(now) or float(((now >= was.min()) & (now <= was.max())).mean()) < 0.9:  # codes, not amounts
            return None
        steps = np.unique(np.quantile(was, np.linspace(0, 1, 101)))
        shares = [np.searchsorted(np.sort(one), steps, "right") / len(one) for one in (was, now)]
        width = np.diff(steps)
        return float((np.abs(shares[0] - shares[1])[:-1] * width).sum() / max(width.sum(), 1e-300))

    def numbers(self) -> tuple[Floats, Floats]:
        """Both columns as numbers, the middle of what a label says; NaN where it says none."""
        middles = np.array([self.reader.middle(label) for label in self.labels])
        return self.reader.numbers[self.before], middles[self.after]

    def _weights(self) -> Floats:
        found = np.zeros((len(self.labels), self.width))
        exact = self.reader.places(self.labels)
        if MISSING in self.reader.values:  # where the source has missing values, a missing one is one of them
            exact[np.array(self.labels) == MISSING] = self.reader.values.index(MISSING)
        found[exact >= 0] = self.of_value[exact[exact >= 0]]
        for label in np.flatnonzero(exact < 0):
            covered = self.reader.covers(self.labels[label])
            if covered.any():
                found[label] = self.of_value[covered].mean(axis=0)
            elif (near := self.reader.nearest(self.reader.middle(self.labels[label]))) is not None:
                found[label, self.bins[near]] = 1.0
        return found


def compared(
    before: Rows, after: Rows, *, lexicon: Lexicon, questions: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Every column, pair and question. 0 is untouched, 1 is all lost; `None` where a figure has no meaning.

    Args:
        before: the source, as many of its rows as are compared.
        after: the written table.
        lexicon: per column, what labels stand for.
        questions: each with `name`, `by` (columns) and maybe `of` (a column of numbers).
    """
    names = [name for name in after.names if name in before.names]
    if not names or not len(before) or not len(after):
        return {"columns": {}, "pairs": [], "questions": []}
    spread = {name: Spread(before, after, name, lexicon.get(name, {})) for name in names}
    pairs = list(combinations(names, 2))[:MOST_PAIRS]
    return {
        "columns": {name: _column(one) for name, one in spread.items()},
        "pairs": [{"columns": [a, b], **_pair(spread[a], spread[b])} for a, b in pairs],
        "questions": [_answered(question, spread) for question in questions],
    }


# --- private -----------------------------------------------------------------------------------------------------


def _bins(reader: Reader, often: Floats, parts: int) -> Ints:
    """Per value its bin: of about equally many records for numbers, the commonest values and the rest for others."""
    if len(reader.values) <= (parts if reader.numeric else BINS):
        return np.arange(len(reader.values), dtype=np.int64)
    if reader.numeric:
        order = np.argsort(np.where(np.isnan(reader.numbers), np.inf, reader.numbers), kind="stable")
        upto = np.cumsum(often[order]) - often[order] / 2
        found = np.zeros(len(order), dtype=np.int64)
        found[order] = np.minimum(upto / often.sum() * parts, parts - 1).astype(np.int64)
        return np.unique(found, return_inverse=True)[1].astype(np.int64)
    found = np.full(len(often), BINS - 1, dtype=np.int64)
    found[np.argsort(-often, kind="stable")[: BINS - 1]] = np.arange(BINS - 1)
    return found


def _column(one: Spread) -> dict[str, Any]:
    ordered = one.ordered()
    distance = _apart(*one.shares()) if ordered is None else ordered
    told: dict[str, Any] = {"distance": _rounded(distance), "mean_shift": None, "spread": None}
    if ordered is not None:
        was, now = one.numbers()
        deviation = float(np.nanstd(was))
        if deviation > 0:
            told["mean_shift"] = _rounded((float(np.nanmean(now)) - float(np.nanmean(was))) / deviation)
            told["spread"] = _rounded(float(np.nanstd(now)) / deviation)
    return told


def _pair(one: Spread, two: Spread) -> dict[str, Any]:
    before, after = _joint(one, two)
    return {
        "distance": _rounded(_apart(before, after)),
        "association_before": _rounded(_association(before)),
        "association_after": _rounded(_association(after)),
    }


def _joint(one: Spread, two: Spread) -> tuple[Floats, Floats]:
    """Bins × bins before and after, each adding up to 1."""
    was = np.bincount(one.bins[one.before] * two.width + two.bins[two.before], minlength=one.width * two.width)
    cells = np.bincount(one.after * len(two.labels) + two.after, minlength=len(one.labels) * len(two.labels))
    moved = one.of_label.T @ cells.reshape(len(one.labels), len(two.labels)) @ two.of_label
    return _normal(was.reshape(one.width, two.width).astype(np.float64)), _normal(moved)


def _association(joint: Floats) -> float:
    """Cramér's V: 0 for independent columns, 1 where one follows from the other."""
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    joint, rows, columns = joint[rows > 0][:, columns > 0], rows[rows > 0], columns[columns > 0]
    least = min(joint.shape) - 1
    if least < 1:
        return 0.0
    expected = np.outer(rows, columns)
    return float(np.sqrt(((joint - expected) ** 2 / expected).sum() / least))


def _answered(question: Mapping[str, Any], spread: Mapping[str, Spread]) -> dict[str, Any]:
    """How far the shares of the cells move, and the means of `of` in them, in parts of what they were."""
    by = [name for name in question["by"] if name in spread]
    told: dict[str, Any] = {"name": question["name"], "by": list(question["by"]), "of": question.get("of")}
    if len(by) < len(question["by"]) or (told["of"] and told["of"] not in spread):
        return {**told, "answerable": False}
    before, after = _cells([spread[name] for name in by], side="before"), _cells([spread[n] for n in by], side="after")
    told |= {"answerable": True, "cells": int((before.sum(axis=0) > 0).sum())}
    shares = _normal(before.sum(axis=0)), _normal(after.sum(axis=0))
    told |= {"distance": _rounded(_apart(*shares)), "highest": _rounded(float(np.abs(shares[0] - shares[1]).max()))}
    if told["of"]:
        numbers = spread[str(told["of"])].numbers()
        means = [_means(cells, number) for cells, number in zip((before, after), numbers, strict=True)]
        with np.errstate(invalid="ignore", divide="ignore"):
            off = np.abs(means[1] - means[0]) / np.abs(means[0])
        off = off[np.isfinite(off)]
        told["mean_off"] = _rounded(float(np.median(off))) if len(off) else None
    return told


def _cells(columns: Sequence[Spread], *, side: str) -> Floats:
    """Rows × cells of the cross table: how much of each row lies in each cell."""
    found = np.ones((len(columns[0].before if side == "before" else columns[0].after), 1))
    for one in columns:
        part = one.of_value[one.before] if side == "before" else one.of_label[one.after]
        found = (found[:, :, None] * part[:, None, :]).reshape(len(found), -1)
    return found


def _means(cells: Floats, numbers: Floats) -> Floats:
    known = ~np.isnan(numbers)
    weight = cells[known].sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(cells[known].T @ numbers[known] / weight)


def _apart(before: Floats, after: Floats) -> float:
    """Half the L1 distance of two distributions."""
    return float(np.abs(before - after).sum()) / 2 if after.sum() > 0 else 1.0


def _normal(counts: Floats) -> Floats:
    whole = counts.sum()
    return np.asarray(counts / whole if whole > 0 else counts)


def _rounded(number: float) -> float:
    return round(float(number), 6)

"""How an attacker reads a cell: intervals, bounds, decades, masks, prefixes, sets, blanks, and what a public list says.

A reading answers which of the values that he knows a written label may stand for. A blank may be anything.
"""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from oboro.engine.equivalence import Bools, Floats, Ints
from oboro.engine.table import MISSING

_NUMBER = r"([-−]?\d+(?:\.\d+)?)"
_UNIT = r"\s*(?:歳|才|円|万円|年|人|cm|㎝|kg|日)?"
_BETWEEN = re.compile(rf"([\[(]?)\s*{_NUMBER}{_UNIT}\s*(?:-|–|~|〜|～|,|、|から|to)\s*{_NUMBER}{_UNIT}\s*([\])]?)")
_SIDE = re.compile(rf"{_NUMBER}{_UNIT}\s*(以上|以下|未満|超)|(>=|<=|>|<|≥|≤)\s*{_NUMBER}")
_DECADE = re.compile(r"(\d+)0(?:年|歳)?代")
_MONTH = re.compile(r"(\d{4})年(?:(\d{1,2})月)?")
_DATE = re.compile(r"(\d{4})(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|\d{4}|年)?")
_SET = re.compile(r"[{｛](.*)[}｝]", re.DOTALL)
_SIGNS = {">=": "以上", "≥": "以上", "<=": "以下", "≤": "以下", ">": "超", "<": "未満"}
_ANYTHING = frozenset({MISSING, "*", "＊", "不明", "NA", "None"})
_YEARS = (1800, 2200)
_LAST = chr(sys.maxunicode)
"""No text of ours goes on with this."""


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads the labels of one column against the values an attacker knows.

    Attributes:
        values: the distinct known values.
        lexicon: label → the values it stands for, from lists anybody can have (a classification, a public hierarchy).
    """

    values: Sequence[str]
    lexicon: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def covers(self, label: str) -> Bools:
        """Per known value, whether the label may stand for it."""
        found = np.zeros(len(self.values), dtype=bool)
        found[self.covered(label)] = True
        return found

    def covered(self, label: str) -> Ints:
        """The places of the known values that the label may stand for, upwards."""
        return np.arange(len(self.values)) if label in _ANYTHING else np.unique(self._covered(label))

    def places(self, labels: Sequence[str]) -> Ints:
        """Per label the one known value it is, by its place; -1 where it may stand for others."""
        return np.array(
            [-1 if label in _ANYTHING or label in self.lexicon else self._place.get(label, -1) for label in labels],
            dtype=np.int64,
        )

    def middle(self, label: str) -> float:
        """The number in the middle of what a label says, NaN where it says none."""
        span = span_of(label) or span_of(f"{label}-{label}")
        if span is None:
            return float("nan")
        low, high = max(span.low, self.numbers_low), min(span.high, self.numbers_high)
        return (low + high) / 2

    @cached_property
    def numbers(self) -> Floats:
        """The known values as numbers, NaN for others."""
        return np.array([_number(value) for value in self.values], dtype=np.float64)

    def nearest(self, number: float) -> int | None:
        """The place of the known number that is nearest, of two the smaller; None where no number is known."""
        order, upwards = self._by_number
        if np.isnan(number) or not len(order):
            return None
        above = min(int(np.searchsorted(upwards, number)), len(upwards) - 1)
        below = max(above - 1, 0)
        return int(order[below if number - upwards[below] <= upwards[above] - number else above])

    @cached_property
    def _by_number(self) -> tuple[Ints, Floats]:
        return _upwards(self.numbers)

    @cached_property
    def numbers_low(self) -> float:
        """The least known number."""
        return float(np.nanmin(self.numbers)) if self.numeric else 0.0

    @cached_property
    def numbers_high(self) -> float:
        """The greatest known number."""
        return float(np.nanmax(self.numbers)) if self.numeric else 0.0

    @cached_property
    def numeric(self) -> bool:
        """Whether most known values are numbers."""
        return bool(len(self.values)) and float(np.isnan(self.numbers).mean()) < 0.5

    @cached_property
    def _place(self) -> dict[str, int]:
        return {value: place for place, value in enumerate(self.values)}

    @cached_property
    def _by_year(self) -> tuple[Ints, Floats]:
        found = [_DATE.fullmatch(value) for value in self.values]
        return _upwards(np.array([float(one[1]) if one else np.nan for one in found], dtype=np.float64))

    def _covered(self, label: str) -> Ints:
        span = span_of(label)
        if label in self.lexicon:
            listed = self._among(self.lexicon[label])
            return listed if span is None else np.concatenate([listed, self._inside(span)])
        if label in self._place:
            return self._among([label])
        return self._resembling(label) if span is None else self._inside(span)

    def _inside(self, span: "Span") -> Ints:
        found = span.among(*self._by_number)
        if _YEARS[0] <= span.low and span.high <= _YEARS[1]:
            return np.concatenate([found, span.among(*self._by_year)])
        return found

    def _among(self, listed: Iterable[str]) -> Ints:
        return np.array([self._place[value] for value in listed if value in self._place], dtype=np.int64)

    @cached_property
    def _sorted(self) -> tuple[list[str], Ints]:
        """The known values upwards, and their places: what begins alike stands together."""
        order = sorted(range(len(self.values)), key=self.values.__getitem__)
        return [self.values[place] for place in order], np.array(order, dtype=np.int64)

    def _beginning(self, *heads: str) -> Ints:
        """The places of the known values that begin in one of these ways."""
        values, places = self._sorted
        ends = [(bisect_left(values, head), bisect_left(values, head + _LAST)) for head in heads]
        return np.concatenate([places[start:end] for start, end in ends])

    def _resembling(self, label: str) -> Ints:
        month = _MONTH.fullmatch(label)
        if month:
            ends = [f"{sign}{int(month[2]):02d}" for sign in ("-", "/", "")] if month[2] else [""]
            return self._beginning(*(month[1] + end for end in ends))
        members = _SET.fullmatch(label)
        if members:
            return self._among({part.strip() for part in re.split(r"[,、|;]", members[1])})
        if "*" in label or "＊" in label:
            mask = re.compile("".join("." if sign in "*＊" else re.escape(sign) for sign in label), re.DOTALL)
            alike = self._beginning(re.split(r"[*＊]", label)[0]).tolist()
            if found := [place for place in alike if mask.fullmatch(self.values[place])]:
                return np.array(found, dtype=np.int64)
            label = label.rstrip("*＊")
        return self._beginning(label)


@dataclass(frozen=True)
class Span:
    """Numbers from `low` to `high`, each end in or out."""

    low: float
    high: float
    low_in: bool = True
    high_in: bool = True

    def among(self, places: Ints, upwards: Floats) -> Ints:
        """The places of the numbers inside, of numbers that stand upwards."""
        start = np.searchsorted(upwards, self.low, "left" if self.low_in else "right")
        stop = np.searchsorted(upwards, self.high, "right" if self.high_in else "left")
        return places[start:stop]


def span_of(label: str) -> Span | None:
    """The interval a label names, or None. "20-24" has both ends in it, "[20, 25)" says what its brackets say."""
    between = _BETWEEN.fullmatch(label)
    if between:
        opened, low, high, closed = between.groups()
        found = Span(_float(low), _float(high), opened != "(", closed != ")")
        return found if found.low <= found.high else None  # "1980-05" is a month
    side = _SIDE.fullmatch(label)
    if side:
        bound, word = _float(side[1] or side[4]), side[2] or _SIGNS[side[3]]
        if word in {"以上", "超"}:
            return Span(bound, np.inf, low_in=word == "以上")
        return Span(-np.inf, bound, high_in=word == "以下")
    decade = _DECADE.fullmatch(label)
    if decade:
        return Span(int(decade[1]) * 10, int(decade[1]) * 10 + 9)
    return None


# --- private -----------------------------------------------------------------------------------------------------


def _float(text: str) -> float:
    return float(text.replace("−", "-"))


def _upwards(numbers: Floats) -> tuple[Ints, Floats]:
    """(places, numbers) upwards, without those that are none."""
    order = np.argsort(numbers, kind="stable")[: int((~np.isnan(numbers)).sum())]
    return order, numbers[order]


def _number(value: str) -> float:
    try:
        return float(value.replace(",", "").removesuffix("歳"))
    except ValueError:
        return float("nan")

"""How an attacker reads a cell: intervals, bounds, decades, masks, prefixes, sets, blanks, and what a public list says.

A reading answers which of the values that he knows a written label may stand for. A blank may be anything.
"""

import re
from collections.abc import Mapping, Sequence
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
        if label in _ANYTHING:
            return np.ones(len(self.values), dtype=bool)
        span = span_of(label)
        if label in self.lexicon:
            listed = np.array([value in self.lexicon[label] for value in self.values], dtype=bool)
            return listed if span is None else np.asarray(listed | self._inside(span))
        if label in self._place:
            found = np.zeros(len(self.values), dtype=bool)
            found[self._place[label]] = True
            return found
        if span is not None:
            return self._inside(span)
        return self._resembling(label)

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

    @property
    def numbers_low(self) -> float:
        """The least known number."""
        return float(np.nanmin(self.numbers)) if self.numeric else 0.0

    @property
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
    def _years(self) -> Floats:
        found = [_DATE.fullmatch(value) for value in self.values]
        return np.array([float(one[1]) if one else np.nan for one in found], dtype=np.float64)

    def _inside(self, span: "Span") -> Bools:
        found = span.holds(self.numbers)
        if _YEARS[0] <= span.low and span.high <= _YEARS[1]:
            found |= span.holds(self._years)
        return found

    def _resembling(self, label: str) -> Bools:
        month = _MONTH.fullmatch(label)
        if month:
            ends = [f"{sign}{int(month[2]):02d}" for sign in ("-", "/", "")] if month[2] else [""]
            heads = tuple(month[1] + end for end in ends)
            return np.array([value.startswith(heads) for value in self.values], dtype=bool)
        members = _SET.fullmatch(label)
        if members:
            inside = {part.strip() for part in re.split(r"[,、|;]", members[1])}
            return np.array([value in inside for value in self.values], dtype=bool)
        if "*" in label or "＊" in label:
            mask = re.compile("".join("." if sign in "*＊" else re.escape(sign) for sign in label), re.DOTALL)
            found = np.array([mask.fullmatch(value) is not None for value in self.values], dtype=bool)
            if found.any():
                return found
            label = label.rstrip("*＊")
        return np.array([value.startswith(label) for value in self.values], dtype=bool)


@dataclass(frozen=True)
class Span:
    """Numbers from `low` to `high`, each end in or out."""

    low: float
    high: float
    low_in: bool = True
    high_in: bool = True

    def holds(self, numbers: Floats) -> Bools:
        """Which numbers lie inside."""
        with np.errstate(invalid="ignore"):
            above = numbers >= self.low if self.low_in else numbers > self.low
            below = numbers <= self.high if self.high_in else numbers < self.high
        return np.asarray(above & below)


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


def _number(value: str) -> float:
    try:
        return float(value.replace(",", "").removesuffix("歳"))
    except ValueError:
        return float("nan")

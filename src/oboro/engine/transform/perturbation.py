"""Noise on numbers (ノイズ付加), chance on categories (PRAM) and dates moved per person."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

import numpy as np

from oboro.engine.equivalence import Floats
from oboro.engine.table import MISSING
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, figures, texts, written
from oboro.kernel.errors import SourceUnreadable


@dataclass(frozen=True)
class Noise:
    """Normal noise of `share` of each column's standard deviation.

    With `correlated` the noise has the columns' own covariance, so that their correlations stay. (Kim 1986. A method
    for limiting disclosure in microdata based on random noise and transformation. ASA.)
    """

    key: ClassVar[str] = "noise"
    word: ClassVar[str] = "ノイズ付加"
    columns: tuple[str, ...]
    share: float
    correlated: bool = False

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), "ノイズ付加のcolumnsに列を書いてください。")
        refuse_unless(self.share > 0, "ノイズの大きさ（share）が0では、元の値がそのまま残ります。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The columns with noise."""
        return self.columns

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """Every number moved; missing stays missing; as many decimals as before."""
        values = np.stack([figures(frame, name) for name in self.columns], axis=1)
        draws = np.stack([chance.normal(frame.numbers, place) for place in range(len(self.columns))], axis=1)
        moved = values + self.share * (draws @ _spread(values, correlated=self.correlated).T)
        changed = {name: written(moved[:, place], like=frame.columns[name]) for place, name in enumerate(self.columns)}
        return frame.with_columns(changed)


@dataclass(frozen=True)
class Pram:
    """A category kept with probability `keep`, else drawn anew from the column's own distribution.

    The expected distribution stays (invariant PRAM). (Gouweleeuw, Kooiman, Willenborg, de Wolf 1998. Post randomisation
    for statistical disclosure control. J. Official Statistics 14.)
    """

    key: ClassVar[str] = "pram"
    word: ClassVar[str] = "ノイズ付加（PRAM）"
    column: str
    keep: float

    def __post_init__(self) -> None:
        refuse_unless(0 <= self.keep < 1, "PRAMのkeepは0以上1未満の数にしてください。1では元の値がそのまま残ります。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The column."""
        return (self.column,)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """Some values drawn anew."""
        values = frame.columns[self.column].copy()
        order = np.sort(values)
        again = chance.uniform(frame.numbers) >= self.keep
        drawn = (chance.uniform(frame.numbers, 1) * len(frame)).astype(np.int64)
        values[again] = order[drawn[again]]
        return frame.with_columns({self.column: values})


@dataclass(frozen=True)
class DateShift:
    """All dates of a person moved by one number of days within ±`days`, drawn per person; intervals stay."""

    key: ClassVar[str] = "date-shift"
    word: ClassVar[str] = "ノイズ付加（日付の移動）"
    columns: tuple[str, ...]
    days: int

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), "日付の移動のcolumnsに列を書いてください。")
        refuse_unless(self.days >= 1, "日付の移動の幅（days）は1日以上にしてください。0では元の日付が残ります。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The date columns."""
        return self.columns

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """The dates moved, written as they were."""
        drawn = chance.uniform(frame.owners()) * (2 * self.days + 1)
        moved = np.floor(drawn).astype(np.int64) - self.days
        return frame.with_columns({name: _shifted(frame, name, moved.tolist()) for name in self.columns})


# --- private -----------------------------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(.*)", re.DOTALL)


def _spread(values: Floats, *, correlated: bool) -> Floats:
    if not correlated:
        return np.diag(np.nanstd(values, axis=0))
    whole = values[~np.isnan(values).any(axis=1)]
    covariance = np.atleast_2d(np.cov(whole, rowvar=False, bias=True)) if len(whole) > 1 else np.zeros((1, 1))
    sizes, axes = np.linalg.eigh(covariance)
    return np.asarray(axes * np.sqrt(np.clip(sizes, 0.0, None)))


def _shifted(frame: Frame, column: str, days: list[int]) -> np.ndarray:
    found = [_moved(str(value), by) for value, by in zip(frame.columns[column], days, strict=True)]
    wrong = sum(one is None for one in found)
    if wrong:
        raise SourceUnreadable(
            f"列「{column}」に、日付として読めない値が{wrong}件あります。",
            hint="西暦の年月日（2026-11-24、2026/11/24、20261124）にそろえてください。",
        )
    return texts([one or MISSING for one in found])


def _moved(value: str, days: int) -> str | None:
    if value == MISSING:
        return MISSING
    read = _DATE.fullmatch(value)
    if read is None:
        return None
    year, sign, month, day, rest = read.groups()
    try:
        moved = date(int(year), int(month), int(day)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return f"{moved.year:04d}{sign}{moved.month:02d}{sign}{moved.day:02d}{rest}"

"""Top and bottom coding (トップ／ボトムコーディング) and rounding (丸め)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, Texts, figures, texts, written

_MODES = ("nearest", "down", "random")


@dataclass(frozen=True)
class TopCode:
    """Numbers from `at` upwards become one value: the label "90以上", or with `write = "bound"` the bound itself."""

    key: ClassVar[str] = "top-code"
    word: ClassVar[str] = "トップコーディング"
    column: str
    at: float
    write: str = "label"

    def __post_init__(self) -> None:
        refuse_unless(self.write in {"label", "bound"}, f'手順{self.key}のwriteは"label"か"bound"です。')

    @property
    def touches(self) -> tuple[str, ...]:
        """The coded column."""
        return (self.column,)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """Values at and above the bound replaced."""
        return _bounded(frame, self.column, figures(frame, self.column) >= self.at, (self.at, self.write, "以上"))


@dataclass(frozen=True)
class BottomCode:
    """Numbers from `at` downwards become one value: the label "19以下", or with `write = "bound"` the bound itself."""

    key: ClassVar[str] = "bottom-code"
    word: ClassVar[str] = "ボトムコーディング"
    column: str
    at: float
    write: str = "label"

    def __post_init__(self) -> None:
        refuse_unless(self.write in {"label", "bound"}, f'手順{self.key}のwriteは"label"か"bound"です。')

    @property
    def touches(self) -> tuple[str, ...]:
        """The coded column."""
        return (self.column,)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """Values at and below the bound replaced."""
        return _bounded(frame, self.column, figures(frame, self.column) <= self.at, (self.at, self.write, "以下"))


@dataclass(frozen=True)
class Round:
    """Numbers rounded to a multiple of `to`: the nearest, the one below, or by chance so that the mean stays."""

    key: ClassVar[str] = "round"
    word: ClassVar[str] = "丸め"
    column: str
    to: float
    mode: str = "nearest"

    def __post_init__(self) -> None:
        refuse_unless(self.to > 0, "丸めの単位（to）は0より大きい数にしてください。")
        refuse_unless(self.mode in _MODES, f"丸めのmodeは{'・'.join(_MODES)}のどれかです。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The rounded column."""
        return (self.column,)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """Every number a multiple of `to`; a half goes up."""
        parts = figures(frame, self.column) / self.to
        match self.mode:
            case "nearest":
                whole = np.floor(parts + 0.5)
            case "down":
                whole = np.floor(parts)
            case _:
                whole = np.floor(parts) + (chance.uniform(frame.numbers) < parts - np.floor(parts))
        unit = texts([f"{self.to:g}"])
        return frame.with_columns({self.column: written(whole * self.to, like=unit)})


def _bounded(frame: Frame, column: str, beyond: np.ndarray, write: tuple[float, str, str]) -> Frame:
    at, how, side = write
    values: Texts = frame.columns[column].copy()
    values[beyond] = f"{at:g}" + (side if how == "label" else "")
    return frame.with_columns({column: values})

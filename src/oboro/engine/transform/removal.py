"""Records and cells removed: by what they hold (レコード削除・セル削除), and by chance (レコード一部抽出)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oboro.engine.equivalence import Bools
from oboro.engine.table import MISSING
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, counts, figures

_HINT = "values（値の一覧）、rarer_than（持つ人がこれより少ない値）、above、below のどれかを書いてください。"


@dataclass(frozen=True)
class DeleteRecords:
    """Records removed whose cell is listed, held by fewer than `rarer_than` persons, or beyond a bound."""

    key: ClassVar[str] = "delete-records"
    word: ClassVar[str] = "レコード削除"
    column: str
    values: tuple[str, ...] = ()
    rarer_than: int | None = None
    above: float | None = None
    below: float | None = None

    def __post_init__(self) -> None:
        _refuse_nothing(self)

    @property
    def touches(self) -> tuple[str, ...]:
        """No cell is changed."""
        return ()

    @property
    def asks(self) -> tuple[str, ...]:
        """The column that decides."""
        return (self.column,)

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """The other records."""
        return frame.kept(~_meant(self, frame))


@dataclass(frozen=True)
class DeleteCells:
    """Cells emptied that are listed, held by fewer than `rarer_than` persons, or beyond a bound."""

    key: ClassVar[str] = "delete-cells"
    word: ClassVar[str] = "セル削除"
    column: str
    values: tuple[str, ...] = ()
    rarer_than: int | None = None
    above: float | None = None
    below: float | None = None

    def __post_init__(self) -> None:
        _refuse_nothing(self)

    @property
    def touches(self) -> tuple[str, ...]:
        """The column whose cells are emptied."""
        return (self.column,)

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """The same records, some cells missing."""
        values = frame.columns[self.column].copy()
        values[_meant(self, frame)] = MISSING
        return frame.with_columns({self.column: values})


@dataclass(frozen=True)
class Sample:
    """A share of the persons drawn by chance, each with all records; with `column` and `keep`, of those listed."""

    key: ClassVar[str] = "sample"
    word: ClassVar[str] = "レコード一部抽出"
    share: float = 1.0
    column: str | None = None
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_unless(0 < self.share <= 1, "抽出の割合（share）は0より大きく1以下の数にしてください。")
        refuse_unless((self.column is None) == (not self.keep), "抽出のcolumnとkeepは一緒に書いてください。")
        refuse_unless(self.share < 1 or bool(self.keep), "抽出の割合（share）か、columnとkeepを書いてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """No cell is changed."""
        return ()

    @property
    def asks(self) -> tuple[str, ...]:
        """The column that decides, if any."""
        return () if self.column is None else (self.column,)

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """The drawn records: exactly floor(share × persons) persons."""
        if self.column is not None:
            frame = frame.kept(np.isin(frame.columns[self.column], list(self.keep)))
        owners = frame.owners()
        people = np.unique(owners)
        drawn = people[np.argsort(chance.uniform(people), kind="stable")][: int(self.share * len(people) + 1e-9)]
        return frame.kept(np.isin(owners, drawn))


def _refuse_nothing(step: DeleteRecords | DeleteCells) -> None:
    said = step.values or any(one is not None for one in (step.rarer_than, step.above, step.below))
    refuse_unless(bool(said), f"手順{step.key}に、何を消すかがありません。", _HINT)


def _meant(step: DeleteRecords | DeleteCells, frame: Frame) -> Bools:
    column = frame.columns[step.column]
    meant = np.isin(column, list(step.values)) if step.values else np.zeros(len(frame), dtype=bool)
    if step.rarer_than is not None:
        _, place, held = counts(column, frame.people())
        meant |= (held < step.rarer_than)[place] & (column != MISSING)
    if step.above is not None or step.below is not None:
        numbers = figures(frame, step.column)
        meant |= numbers > (np.inf if step.above is None else step.above)
        meant |= numbers < (-np.inf if step.below is None else step.below)
    return np.asarray(meant, dtype=bool)

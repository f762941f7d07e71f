"""Named operations on columns, lowered to the plan that a backend carries out."""

from collections.abc import Mapping
from enum import StrEnum

from oboro.engine.equivalence import Ladder
from oboro.engine.plan import Recode


class Treatment(StrEnum):
    """What is done to a column, in the words of the guidelines."""

    DROP = "項目削除"
    GENERALISE = "一般化"
    KEEP = "そのまま"


def generalise(ladder: Ladder, level: int, code_of: Mapping[str, int]) -> Recode:
    """Write a column at a level of its hierarchy; `code_of` leads from source values to base codes."""
    groups = ladder.groups[level].tolist()
    return Recode(ladder.column, {value: groups[code] for value, code in code_of.items()}, ladder.labels[level])


def treatment(*, dropped: bool, level: int) -> Treatment:
    """The word for what happened to a column."""
    if dropped:
        return Treatment.DROP
    return Treatment.GENERALISE if level else Treatment.KEEP

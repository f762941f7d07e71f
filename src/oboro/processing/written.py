"""What stands in the written table: every column's values and how many records hold each. One plain reading.

Memory grows with the number of different values, not with the number of records; a table that was generalised has few.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from oboro.engine import reading
from oboro.engine.reading import Source


@dataclass(frozen=True)
class Written:
    """A written table, counted: column → value → number of records."""

    records: int
    values: dict[str, Counter[str]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in the order of the file."""
        return tuple(self.values)

    def rarest(self, column: str, *, below: int) -> int:
        """How many different values of the column stand in fewer than `below` records."""
        return sum(count < below for count in self.values[column].values())


def counted(table: Path, *, most: int | None = None) -> Written:
    """Read the table once, or no more than its first records (SourceUnreadable)."""
    source = Source(path=table)
    values: dict[str, Counter[str]] = {name: Counter() for name in reading.header(source)}
    counters = list(values.values())
    records = 0
    for _, fields in islice(reading.records(source), most):
        records += 1
        for counter, field in zip(counters, fields, strict=True):
            counter[field] += 1
    return Written(records=records, values=values)

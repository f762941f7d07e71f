"""What stands in the written table: every column's values and how many records hold each. One plain reading.

Memory grows with the number of different values, not with the number of records; a table that was generalised has few.
Where the table tells persons apart by a surrogate, the persons of each value are counted too, which takes as much
memory as there are different pairs of a person and a value.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from oboro.engine import reading
from oboro.engine.reading import Source
from oboro.engine.table import MISSING


@dataclass(frozen=True)
class Written:
    """A written table, counted: column → value → number of records.

    Attributes:
        persons: column → value → number of persons, where a surrogate tells them apart; else empty.
    """

    records: int
    values: dict[str, Counter[str]]
    persons: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in the order of the file."""
        return tuple(self.values)

    def rarest(self, column: str, *, below: int) -> int:
        """How many different values of the column are held by fewer than `below` persons (records, if not known).

        A blank is no value: it says nothing that could be rare.
        """
        held = self.persons.get(column, self.values[column])
        return sum(count < below for value, count in held.items() if value != MISSING)


def counted(table: Path, *, surrogate: str | None = None, most: int | None = None) -> Written:
    """Read the table once, or no more than its first records (SourceUnreadable).

    `surrogate` is the column that tells its persons apart.
    """
    source = Source(path=table, format="parquet" if table.suffix == ".parquet" else "csv")
    values: dict[str, Counter[str]] = {name: Counter() for name in reading.header(source)}
    counters = list(values.values())
    place = list(values).index(surrogate) if surrogate in values else None
    pairs: list[set[tuple[str, str]]] = [set() for _ in counters]
    records = 0
    for _, fields in islice(reading.records(source), most):
        records += 1
        for counter, pair, cell in zip(counters, pairs, fields, strict=True):
            counter[cell] += 1
            if place is not None:
                pair.add((cell, fields[place]))
    persons = {name: Counter(cell for cell, _ in pair) for name, pair in zip(values, pairs, strict=True) if pair}
    return Written(records=records, values=values, persons=persons)

"""From whom the rows of a written table can be, where the source tells persons apart and the table does not.

A row of the table shows the labels of its class and the cells that are written as they stand. All records of the source
that show the same could be it. Where the table holds as many rows as there are such records, they are all there and
their persons are known; where it holds fewer, records were taken away that nobody told of, and only limits can be said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from oboro.engine.table import is_blank

Seen = tuple[str, ...]
"""What a row shows: the labels of its class, then the cells that are written as they stand."""


@dataclass(frozen=True, eq=False)
class Origins:
    """The rows of a table beside the records that could be they.

    Attributes:
        written: how many rows show the same.
        given: per what is shown, of each person how many records of the source would show it.
    """

    written: Counter[Seen]
    given: Mapping[Seen, Counter[str]]

    @cached_property
    def spare(self) -> Mapping[Seen, int]:
        """Per what is shown, how many records of the source are not in the table though the table shows the same."""
        return {seen: max(0, self._records(seen) - rows) for seen, rows in self.written.items()}

    @cached_property
    def known(self) -> bool:
        """Whether it is known of every row whose it is."""
        return not any(self.spare.values())

    @cached_property
    def records(self) -> int:
        """Records of the source, those that the table cannot hold among them."""
        return sum(often.total() for often in self.given.values())

    @cached_property
    def nobodys(self) -> int:
        """Records of the source without a person, where the others have one; they count as one person's."""
        whose = (pair for often in self.given.values() for pair in often.items())
        return sum(count for person, count in whose if is_blank(person))

    @cached_property
    def one_row_each(self) -> bool:
        """Whether no person has several records in the source: then rows are persons, whosever they are."""
        return len(set().union(*self.given.values())) == self.records

    def people(self, some: Iterable[Seen]) -> set[str]:
        """Everybody who could have a row that shows one of these."""
        return set().union(*(self.given[seen] for seen in some if seen in self.given))

    def fewest(self, some: Iterable[Seen]) -> int:
        """At least so many persons have the rows that show one of these; where `known`, exactly so many.

        A person with more such records than were taken away has one left. And however the records were taken away, the
        rows that are left are those of enough persons.
        """
        shown = list(some)
        if not any(self.spare[seen] for seen in shown):
            return len(self.people(shown))
        left: set[str] = set()
        most: Counter[str] = Counter()
        rows = 0
        for seen in shown:
            often = self.given.get(seen, Counter())
            left |= {person for person, count in often.items() if count > self.spare[seen]}
            most += Counter({person: min(count, self.written[seen]) for person, count in often.items()})
            rows += min(self.written[seen], often.total())
        enough = 0
        for _, count in most.most_common():
            if rows <= 0:
                break
            enough, rows = enough + 1, rows - count
        return max(len(left), enough)

    def _records(self, seen: Seen) -> int:
        return self.given[seen].total() if seen in self.given else 0

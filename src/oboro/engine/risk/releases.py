"""Several releases of one file: what their classes say together, and what the difference of their counts gives away.

Two tables that hold the same people cut each other's classes: who knows somebody to be in both looks only at the people
whose values fit both. And a class that grew by one person shows that person. (Fung, Wang, Fu, Pei 2008. Anonymity for
continuous data publishing. EDBT; Byun, Sohn, Bertino, Li 2006. Secure anonymization for incremental datasets. SDM.)
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oboro.engine.equivalence import Bools
from oboro.engine.risk.reader import Reader
from oboro.engine.risk.rows import Rows


@dataclass(frozen=True)
class Together:
    """A release held against an earlier one.

    Attributes:
        columns: what both tell of the same column.
        k: the fewest people who fit the same class of both tables; 0 when nobody is in both.
        below: how many people share both classes with fewer than was promised.
        small_differences: classes of the earlier table whose number of rows moved by less than was promised, but moved.
        unread: share of the people whose values no label of the earlier table covers.
    """

    columns: tuple[str, ...]
    k: int
    below: int
    small_differences: int
    unread: float


def together(
    people: Rows,
    classes: Sequence[tuple[str, ...]],
    earlier: Rows,
    *,
    lexicon: Mapping[str, Mapping[str, frozenset[str]]],
    promised: int,
) -> Together:
    """Hold a release against an earlier one.

    Args:
        people: the source of the new release, one row a person, only those who stand in it.
        classes: per person the labels of the new table.
        earlier: the rows of the earlier table.
        lexicon: per column, what labels of any level stand for.
        promised: the k of the new release.
    """
    columns = tuple(name for name in earlier.names if name in people.names)
    if not columns or not len(people):
        return Together(columns, 0, 0, 0, 0.0)
    label_of = {name: _covering(people, earlier, name, lexicon.get(name, {})) for name in columns}
    before = [
        tuple(label_of[name].get(value) for name, value in zip(columns, row, strict=True))
        for row in zip(*(people.values(name) for name in columns), strict=True)
    ]
    held = Counter(zip(*(earlier.values(name) for name in columns), strict=True))
    inside = [None not in one and one in held for one in before]
    both = Counter((new, old) for new, old, known in zip(classes, before, inside, strict=True) if known)
    now = Counter(old for old, known in zip(before, inside, strict=True) if known)
    moved = [abs(now[old] - rows) for old, rows in held.items()]
    return Together(
        columns,
        min(both.values(), default=0),
        sum(count for count in both.values() if count < promised),
        sum(0 < move < promised for move in moved),
        1.0 - sum(None not in one for one in before) / len(before),
    )


# --- private -----------------------------------------------------------------------------------------------------


def _covering(people: Rows, earlier: Rows, name: str, lexicon: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Value → the narrowest label of the earlier table that may stand for it."""
    values = sorted(set(people.values(name)))
    reader = Reader(values, lexicon)
    found: dict[str, str] = {}
    covers: list[tuple[int, str, Bools]] = []
    for label in sorted(set(earlier.values(name))):
        cover = reader.covers(label)
        covers.append((int(cover.sum()), label, cover))
    for _, label, cover in sorted(covers, key=lambda one: (-one[0], one[1])):
        found.update(dict.fromkeys((values[place] for place in np.flatnonzero(cover)), label))
    return found

"""Histories of persons: the ends of trips, rare events and sequences, and persons with very many records.

A history tells its person apart by what happened and in which order, not by one record. (Terrovitis, Mamoulis, Kalnis
2008. Privacy-preserving anonymization of set-valued data. PVLDB 1(1): every combination of at most m events of one
person must be held by k persons.) Records are removed, at the person only whose combination is rare.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import ClassVar

import numpy as np

from oboro.engine.equivalence import Bools, Ints
from oboro.engine.table import MISSING
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame
from oboro.kernel.errors import RecipeInvalid

MOST_COMBINATIONS = 20_000_000
"""Combinations of events that are counted in memory."""

_COLUMNS = "履歴の手順のcolumnsに、できごとを表す列を書いてください。"


@dataclass(frozen=True)
class TrimEnds:
    """The first and last records of each history (of each `within`, such as a trip) removed, in the order of `order`.

    Where a trip begins and ends is where its person lives and works. A history with no more records than are to be
    removed goes as a whole.
    """

    key: ClassVar[str] = "trim-ends"
    word: ClassVar[str] = "レコード削除（発着付近）"
    order: tuple[str, ...]
    within: tuple[str, ...] = ()
    first: int = 1
    last: int = 1

    def __post_init__(self) -> None:
        refuse_unless(bool(self.order), "発着付近の削除のorderに、順序を表す列を書いてください。")
        refuse_unless(min(self.first, self.last) >= 0 and self.first + self.last > 0, "first と last は0以上です。")

    @property
    def touches(self) -> tuple[str, ...]:
        """No cell is changed."""
        return ()

    @property
    def asks(self) -> tuple[str, ...]:
        """The columns of the order, and what one history is besides its person."""
        return (*self.order, *self.within)

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """The records in the middle."""
        owners = histories(frame, self.within)
        line = in_order(frame, owners, self.order)
        sorted_owners = owners[line]
        _, begin, sizes = np.unique(sorted_owners, return_index=True, return_counts=True)
        place = np.arange(len(line)) - np.repeat(begin, sizes)
        middle = (place >= self.first) & (place < np.repeat(sizes, sizes) - self.last)
        stays = np.zeros(len(frame), dtype=bool)
        stays[line[middle]] = True
        return frame.kept(stays)


@dataclass(frozen=True)
class RareEvents:
    """Records removed until every combination of at most `together` events of one person is held by `persons`.

    An event is what stands in `columns` together. Of a rare combination the rarest event goes, at its persons only;
    with a missing value in all columns a record is no event and stays.
    """

    key: ClassVar[str] = "rare-events"
    word: ClassVar[str] = "レコード削除（珍しい組合せの履歴）"
    columns: tuple[str, ...]
    persons: int
    together: int = 1

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), _COLUMNS)
        refuse_unless(self.persons >= 2, "履歴の手順のpersonsは2以上にしてください。")
        refuse_unless(1 <= self.together <= 4, "履歴の手順のtogetherは1から4までにしてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """No cell is changed."""
        return ()

    @property
    def asks(self) -> tuple[str, ...]:
        """What an event is."""
        return self.columns

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """The records whose events are common enough.

        Raises:
            RecipeInvalid: too many combinations to count.
        """
        events, counted = event_codes(frame, self.columns)
        people = frame.people()
        held = _sets(people[counted], events[counted])
        _refuse_endless(held, self.together)
        _thin(held, persons=self.persons, most=self.together)
        stays = ~counted
        stays[counted] = [int(e) in held[int(p)] for p, e in zip(people[counted], events[counted], strict=True)]
        return frame.kept(stays)


@dataclass(frozen=True)
class RareSequences:
    """Records removed until every run of `length` events in order (of each `within`) is held by `persons`.

    Of a rare run the last record goes; what then follows one another is counted anew.
    """

    key: ClassVar[str] = "rare-sequences"
    word: ClassVar[str] = "レコード削除（珍しい順序の履歴）"
    columns: tuple[str, ...]
    order: tuple[str, ...]
    persons: int
    length: int = 2
    within: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), _COLUMNS)
        refuse_unless(bool(self.order), "順序の手順のorderに、順序を表す列を書いてください。")
        refuse_unless(self.persons >= 2, "履歴の手順のpersonsは2以上にしてください。")
        refuse_unless(2 <= self.length <= 10, "順序の手順のlengthは2から10までにしてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """No cell is changed."""
        return ()

    @property
    def asks(self) -> tuple[str, ...]:
        """What an event is, its order, and what one history is besides its person."""
        return (*self.columns, *self.order, *self.within)

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- no chance in it
        """The records whose runs are common enough."""
        owners, people = histories(frame, self.within), frame.people()
        events, _ = event_codes(frame, self.columns)
        line = in_order(frame, owners, self.order)
        while len(line):
            gone = _ends_of_rare_runs(owners[line], people[line], events[line], self.length, self.persons)
            if not gone.any():
                break
            line = line[~gone]
        stays = np.zeros(len(frame), dtype=bool)
        stays[line] = True
        return frame.kept(stays)


@dataclass(frozen=True)
class LimitRecords:
    """At most `most` records of each person, drawn by chance: how many there are tells a person apart too."""

    key: ClassVar[str] = "limit-records"
    word: ClassVar[str] = "レコード一部抽出（本人ごと）"
    most: int

    def __post_init__(self) -> None:
        refuse_unless(self.most >= 1, "本人ごとの抽出のmostは1以上にしてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """No cell is changed."""
        return ()

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """The drawn records."""
        owners = frame.owners()
        line = np.lexsort((chance.uniform(frame.numbers), owners))
        _, begin, sizes = np.unique(owners[line], return_index=True, return_counts=True)
        stays = np.zeros(len(frame), dtype=bool)
        stays[line[np.arange(len(line)) - np.repeat(begin, sizes) < self.most]] = True
        return frame.kept(stays)


def histories(frame: Frame, within: Sequence[str]) -> Ints:
    """Per record a number of its history: of its person, and of each different `within` of that person."""
    owners = frame.owners()
    for name in within:
        _, code = np.unique(frame.columns[name], return_inverse=True)
        _, owners = np.unique(owners * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    return owners.astype(np.int64)


def in_order(frame: Frame, owners: Ints, order: Sequence[str]) -> Ints:
    """Places of the records, history by history, each in its order; equal ones as they came."""
    keys = [_rank(frame.columns[name]) for name in reversed(order)]
    return np.lexsort((frame.numbers, *keys, owners))


def event_codes(frame: Frame, columns: Sequence[str]) -> tuple[Ints, Bools]:
    """Per record the code of its event, and whether it is one at all."""
    codes = np.zeros(len(frame), dtype=np.int64)
    filled = np.zeros(len(frame), dtype=bool)
    for name in columns:
        _, place = np.unique(frame.columns[name], return_inverse=True)
        _, codes = np.unique(codes * (int(place.max(initial=0)) + 1) + place, return_inverse=True)
        filled |= frame.columns[name] != MISSING
    return codes.astype(np.int64), filled


# --- private -----------------------------------------------------------------------------------------------------


def _rank(values: np.ndarray) -> Ints:
    """Numbers in their own order, everything else as text."""
    kinds, place = np.unique(values, return_inverse=True)
    try:
        told = np.array([float(value) if value != MISSING else -np.inf for value in kinds])
    except ValueError:
        return place.astype(np.int64)
    _, ranks = np.unique(told, return_inverse=True)
    return np.asarray(ranks[place], dtype=np.int64)


def _sets(people: Ints, events: Ints) -> dict[int, set[int]]:
    held: dict[int, set[int]] = {}
    for person, event in zip(people.tolist(), events.tolist(), strict=True):
        held.setdefault(person, set()).add(event)
    return held


def _refuse_endless(held: dict[int, set[int]], most: int) -> None:
    number = sum(comb(len(events), size) for events in held.values() for size in range(1, most + 1))
    if number > MOST_COMBINATIONS:
        raise RecipeInvalid(
            f"履歴の組合せが{number:,}通りあり、数えられる{MOST_COMBINATIONS:,}通りを超えています。",
            hint="togetherを小さくするか、先にできごとを粗くまとめるか、limit-recordsで本人ごとの記録を減らしてください。",
        )


def _thin(held: dict[int, set[int]], *, persons: int, most: int) -> None:
    """Take events away until no combination is rare. Each round only takes, so there is an end."""
    while True:
        singles = Counter(event for events in held.values() for event in events)
        changed = False
        for size in range(1, most + 1):
            often = Counter(one for events in held.values() for one in _combined(events, size))
            for events in held.values():
                rare = [one for one in _combined(events, size) if often[one] < persons]
                if rare:
                    events -= {min(one, key=lambda event: (singles[event], event)) for one in rare}
                    changed = True
            if changed:
                break
        if not changed:
            return


def _combined(events: Iterable[int], size: int) -> Iterator[tuple[int, ...]]:
    return combinations(sorted(events), size)


def _ends_of_rare_runs(owners: Ints, people: Ints, events: Ints, length: int, persons: int) -> Bools:
    """For records in order, whether a run of `length` that ends there is held by too few persons."""
    gone = np.zeros(len(owners), dtype=bool)
    if len(owners) < length:
        return gone
    ends = np.arange(length - 1, len(owners))
    ends = ends[owners[ends] == owners[ends - length + 1]]
    if not len(ends):
        return gone
    runs = np.stack([events[ends - back] for back in range(length - 1, -1, -1)], axis=1)
    _, kind = np.unique(runs, axis=0, return_inverse=True)
    pairs = np.unique(np.stack([kind.ravel(), people[ends]], axis=1), axis=0)
    often = np.bincount(pairs[:, 0], minlength=int(kind.max()) + 1)
    gone[ends[often[kind.ravel()] < persons]] = True
    return gone

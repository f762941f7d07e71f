"""Counts again, plainly, what the steps on histories promise: how many persons hold the rarest events together.

The steps thin the histories before the search; the search may remove further records, after which a combination that
was common enough is rare, and events that lay apart follow one another. So it is counted once more over the records
that are left, person by person with sets and dictionaries, on the values as they stood before the search: what a reader
sees is never finer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from oboro.engine.table import MISSING
from oboro.engine.transform.base import Step
from oboro.engine.transform.events import RareEvents, RareSequences

Row = Mapping[str, str]


@dataclass(frozen=True)
class Together:
    """What one step on histories promised, and what is left of it.

    Attributes:
        key, word: the step, in the recipe's words and the guidelines'.
        columns: what an event is.
        promised: the step's `persons`.
        reached: persons of the rarest combination or run of events that is left; None where none is left.
        visible: whether the table shows the events and tells whose they are.
    """

    key: str
    word: str
    columns: tuple[str, ...]
    promised: int
    reached: int | None
    visible: bool

    @property
    def holds(self) -> bool:
        """Whether nothing rarer than promised can be seen."""
        return not self.visible or self.reached is None or self.reached >= self.promised

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        told = {"step": self.key, "columns": list(self.columns), "promised": self.promised, "reached": self.reached}
        return {**told, "visible": self.visible, "holds": self.holds}


def together(
    steps: Iterable[Step], rows: Sequence[tuple[str, Row]], *, written: Iterable[str], linked: bool
) -> tuple[Together, ...]:
    """What is left of every step on histories.

    Args:
        steps: all steps of the recipe.
        rows: the records that the table still holds, as (person, record), in the order of the file.
        written: the columns of the table.
        linked: whether the table tells which records are of one person.
    """
    shown = set(written)
    found = []
    for step in steps:
        if isinstance(step, RareEvents):
            sees = linked or step.together == 1
            reached = rarest_combination(_events(rows, step.columns), most=step.together)
        elif isinstance(step, RareSequences):
            sees = linked
            reached = rarest_run(_runs(rows, step), length=step.length)
        else:
            continue
        visible = sees and shown >= set(step.columns)
        found.append(Together(step.key, step.word, step.columns, step.persons, reached, visible))
    return tuple(found)


def tells_whose(rows: Iterable[tuple[str, Row]], codes: Iterable[str]) -> bool:
    """Whether some value of a code stands in several records and all of them are one person's.

    Such a code leads from record to record of a person as the person's key does, whatever it is the code of.

    Args:
        rows: the records that the table still holds, as (person, record).
        codes: columns that are written as surrogates; equal codes are equal there too.
    """
    held = list(rows)
    for name in codes:
        owners: dict[str, list[str]] = defaultdict(list)
        for person, row in held:
            owners[row[name]].append(person)
        if any(len(whose) > 1 and len(set(whose)) == 1 for code, whose in owners.items() if code != MISSING):
            return True
    return False


def rarest_combination(held: Mapping[str, set[tuple[str, ...]]], *, most: int) -> int | None:
    """The fewest persons that hold a combination of at most `most` events; None where nobody holds one."""
    often: Counter[tuple[tuple[str, ...], ...]] = Counter()
    for events in held.values():
        for size in range(1, most + 1):
            often.update(combinations(sorted(events), size))
    return min(often.values(), default=None)


def rarest_run(lines: Iterable[tuple[str, Sequence[tuple[str, ...]]]], *, length: int) -> int | None:
    """The fewest persons that hold a run of `length` events in order; None where no history is that long."""
    who: dict[tuple[tuple[str, ...], ...], set[str]] = defaultdict(set)
    for person, events in lines:
        for place in range(len(events) - length + 1):
            who[tuple(events[place : place + length])].add(person)
    return min(map(len, who.values()), default=None)


# --- private -----------------------------------------------------------------------------------------------------


def _events(rows: Iterable[tuple[str, Row]], columns: Sequence[str]) -> dict[str, set[tuple[str, ...]]]:
    held: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for person, row in rows:
        event = tuple(row[name] for name in columns)
        if any(value != MISSING for value in event):
            held[person].add(event)
    return held


def _runs(rows: Sequence[tuple[str, Row]], step: RareSequences) -> list[tuple[str, list[tuple[str, ...]]]]:
    lines: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for person, row in rows:
        lines[(person, *(row[name] for name in step.within))].append(row)
    numeric = {name for name in step.order if all(_is_number(row[name]) for _, row in rows)}
    found = []
    for owner, history in lines.items():
        history.sort(key=lambda row: [_place(row[name], number=name in numeric) for name in step.order])
        found.append((owner[0], [tuple(row[name] for name in step.columns) for row in history]))
    return found


def _is_number(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return True


def _place(text: str, *, number: bool) -> tuple[float, str]:
    if not number:
        return 0.0, text
    return (float(text) if text != MISSING else float("-inf")), ""

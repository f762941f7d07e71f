"""What every backend must do: count what the slow reference counts, and write the same bytes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from hypothesis import strategies as st

from engine.makers import written
from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.backends.statements import Statements
from oboro.engine.equivalence import Classes
from oboro.engine.plan import Keep, Plan, Recode
from oboro.engine.reading import Source, header, records

from .tables import Drawn

_AS_SPACES = {"#z": "\u3000 ", " s ": "\t\u00a0", "w": " "}
"""Some of the drawn values as spaces, in columns where they are missing values."""


def same(one: Classes, other: Classes) -> None:
    """Two histograms agree, now and after all is merged."""
    assert one.groups.tolist() == other.groups.tolist()
    assert one.records.tolist() == other.records.tolist()
    assert one.persons.tolist() == other.persons.tolist()
    assert one.total_persons() == other.total_persons()
    assert one.sensitive.keys() == other.sensitive.keys()
    for name, part in one.sensitive.items():
        assert part.values == other.sensitive[name].values
        assert part.whole.tolist() == other.sensitive[name].whole.tolist()
        assert one.spread(name).tolist() == other.spread(name).tolist()
    if len(one.groups):
        coarse = [np.zeros(int(one.groups[:, place].max()) + 1, dtype=np.int32) for place in range(one.groups.shape[1])]
        assert one.rolled(coarse).persons.tolist() == other.rolled(coarse).persons.tolist()


def check_backend(
    folder: Path, drawn: Drawn, data: st.DataObject, *, by_person: bool, opened: Callable[[Source], Statements]
) -> None:
    """One drawn table through every question that a backend answers, beside the reference."""
    spaced = data.draw(st.frozensets(st.sampled_from([*drawn.names[:-2], "病名"])))
    rows = [
        tuple(_AS_SPACES.get(one, one) if name in spaced else one for name, one in zip(drawn.names, row, strict=True))
        for row in drawn.rows
    ]
    source = Source(written(folder, drawn.names, rows), spaces_are_missing=spaced)
    person = "宛名" if by_person else None
    column = data.draw(st.sampled_from([None, "宛名"]))
    keys = data.draw(st.frozensets(st.sampled_from(["1", "2", "3", "30", ""]), max_size=2))
    values = Coding("病名", {"u": 0, "v": 1, "w": 2, "": 3}, ("u", "v", "w", ""))
    slow = Reference(source)
    with opened(source) as fast:
        assert (fast.columns, fast.records) == (slow.columns, slow.records)
        assert [fast.count_by(name) for name in drawn.names] == [slow.count_by(name) for name in drawn.names]
        first = slow.count_by("病名")[-1][0]
        assert fast.first_record("病名", [first, "無い"]) == slow.first_record("病名", [first, "無い"])
        assert fast.exclude(keys, column) == slow.exclude(keys, column)
        assert [fast.uneven(name) for name in drawn.names] == [slow.uneven(name) for name in drawn.names]

        steps, codings = [], []
        for name, hierarchy in zip(drawn.names, drawn.hierarchies, strict=False):
            level = data.draw(st.integers(0, hierarchy.height - 1))
            labels = sorted({path[level] for path in hierarchy.paths.values()})
            group_of = {value: labels.index(path[level]) for value, path in hierarchy.paths.items()}
            steps.append(Recode(name, group_of, tuple(labels)))
            codings.append(Coding(name, group_of, tuple(labels)))
        kept = data.draw(st.sampled_from([["病名"], ["宛名", "病名"], [] if steps else ["宛名"]]))
        counts = [backend.classes(codings, person=person, sensitive=[values]) for backend in (fast, slow)]
        same(*counts)

        gone = counts[0].groups[::3] if steps else np.zeros((0, 0), dtype=np.int32)
        plan = Plan((*steps, *(Keep(name) for name in kept)), gone, data.draw(st.integers(0, 3)))
        made = [
            backend.write(plan, folder / name, person=person, sensitive=[values])
            for backend, name in ((fast, "fast.csv"), (slow, "slow.csv"))
        ]
        same(*made)
        assert (folder / "fast.csv").read_bytes() == (folder / "slow.csv").read_bytes()

        same(fast.write(plan, folder / "fast.parquet", person=person, sensitive=[values]), made[1])
        lines = [fields for _, fields in records(Source(folder / "slow.csv"))]
        table = pq.read_table(folder / "fast.parquet")
        assert [
            list(row) for row in zip(*(table[name].to_pylist() for name in table.column_names), strict=True)
        ] == lines
        assert tuple(table.column_names) == header(Source(folder / "slow.csv"))

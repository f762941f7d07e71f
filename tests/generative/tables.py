"""Tables drawn by Hypothesis: few values, so that classes collide; awkward texts, so that quoting is tried."""

from dataclasses import dataclass

from hypothesis import strategies as st

from oboro.engine.hierarchies.base import Hierarchy

VALUES = ["", "a", "b", '"', "x,y", "改\n行", "#z", " s "]


@dataclass(frozen=True)
class Drawn:
    """Rows of quasi-identifiers, a person key and a sensitive value, with a hierarchy for each quasi-identifier."""

    rows: list[tuple[str, ...]]
    hierarchies: tuple[Hierarchy, ...]

    @property
    def names(self) -> list[str]:
        return [*(f"列{place}" for place in range(len(self.hierarchies))), "宛名", "病名"]


@st.composite
def hierarchies(draw):
    """One to three nested levels over all VALUES, then one value."""
    path_of = {value: [value] for value in VALUES}
    level = {value: value for value in VALUES}
    for height in range(draw(st.integers(0, 2))):
        groups = sorted(set(level.values()))
        merged = {group: f"{height}{draw(st.sampled_from('pqr'))}" for group in groups}
        level = {value: merged[group] for value, group in level.items()}
        for value in VALUES:
            path_of[value].append(level[value])
    return Hierarchy("引いた階層", {value: (*path, "*") for value, path in path_of.items()})


@st.composite
def tables(draw, *, columns=(1, 3), rows=(1, 25), sensitive=("u", "v", "w")):
    found = tuple(draw(hierarchies()) for _ in range(draw(st.integers(*columns))))
    cell = st.sampled_from(VALUES)
    row = st.tuples(*[cell for _ in found], st.sampled_from(["", "1", "2", "3", "4", "5"]), st.sampled_from(sensitive))
    return Drawn(draw(st.lists(row, min_size=rows[0], max_size=rows[1])), found)

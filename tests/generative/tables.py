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
def hierarchies(draw, *, between=(0, 2)):
    """The VALUES, so many nested levels over all of them, then one value."""
    path_of = {value: [value] for value in VALUES}
    level = {value: value for value in VALUES}
    for height in range(draw(st.integers(*between))):
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


@st.composite
def stars(draw):
    """Rows that tell one column alone and are blank elsewhere, each among rows that share this one value with it.

    Where blanks match anything every such row counts in many classes, but in one only where the columns are told no
    more. Another column tells nothing and has many levels, so that a search looks at the tables without blanks first.
    """
    width = draw(st.integers(2, 3))
    tall = draw(hierarchies(between=(3, 6)))
    rows = []
    for column in range(width):
        middle, *others = draw(st.permutations(VALUES[1:]))
        for number in range(draw(st.integers(1, 3))):
            arm = [others[(number + place + 2 * column) % len(others)] for place in range(width)]
            rows.append((*arm[:column], middle, *arm[column + 1 :], "a", str(len(rows)), "u"))
        rows.append((*([""] * column), middle, *([""] * (width - column - 1)), "a", str(len(rows)), "v"))
    return Drawn(rows, (*(draw(hierarchies(between=(0, 0))) for _ in range(width)), tall))

"""What the second measuring calls reached is never better than what who knows whose each row is would find."""

import csv
import json
import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.makers import recipe, written
from oboro.engine.check import check
from oboro.engine.reading import Exclusion

VALUES = ["", "a", "b", "c", "d"]
MODELS = {
    "k-anonymity": "k = 2",
    "highest-risk": "limit = 0.5",
    "average-risk": "limit = 0.4",
    "k-combinations": "k = 2\nm = 1",
    "km-anonymity": 'column = "病名"\nk = 2\nm = 1',
    "alpha-k-anonymity": 'column = "病名"\nk = 1\nalpha = 0.7',
    "distinct": 'column = "病名"\nl = 2',
    "entropy": 'column = "病名"\nkind = "entropy"\nl = 1.7',
    "recursive": 'column = "病名"\nkind = "recursive"\nl = 2\nc = 2.0',
    "t-closeness": 'column = "病名"\nt = 0.3',
}
OF_WHOLE = {"average-risk", "k-combinations", "km-anonymity"}
"""Cannot be asked where cells are blanked or match anything."""
MORE_IS_BETTER = {"k-anonymity", "k-combinations", "km-anonymity", "distinct", "entropy"}


@dataclass(frozen=True)
class Row:
    """A record of the source that stands in the table: what is written of it, and whose it is."""

    labels: tuple[str, ...]
    person: str
    value: str


@st.composite
def hierarchies(draw):
    """Up to three nested levels; names may come again on another level."""
    paths = {value: (value,) for value in VALUES}
    for _ in range(draw(st.integers(0, 2))):
        above = {path[-1]: draw(st.sampled_from(["a", "p", "q"])) for path in paths.values()}
        paths = {value: (*path, above[path[-1]]) for value, path in paths.items()}
    return {value: (*path, "*") for value, path in paths.items()}


@st.composite
def cuts(draw, paths, *, local):
    """The label of each value: of one level, or of a level for each branch."""
    height = len(paths[""])
    if not local:
        level = draw(st.integers(0, height - 1))
        return {value: path[level] for value, path in paths.items()}, level
    label_of = {}
    branches = [(height - 1, list(paths))]
    while branches:
        level, values = branches.pop()
        if level == 0 or draw(st.booleans()):
            label_of |= {value: paths[value][level] for value in values}
        else:
            below = sorted({paths[value][level - 1] for value in values})
            branches += [(level - 1, [one for one in values if paths[one][level - 1] == label]) for label in below]
    return label_of, None


@st.composite
def makings(draw):
    """A source, how it was recoded, who was left out, what was blanked or removed, and what the reader is told."""
    trees = [draw(hierarchies()) for _ in range(draw(st.integers(1, 2)))]
    cell = st.sampled_from(VALUES)
    row = st.tuples(*[cell] * len(trees), st.sampled_from(["", "1", "2", "3", "9"]), st.sampled_from(["u", "v", ""]))
    rows = draw(st.lists(row, min_size=1, max_size=14))
    if draw(st.booleans()):
        rows = [(*one[:-2], str(number), one[-1]) for number, one in enumerate(rows)]
    local, blanking = draw(st.booleans()), draw(st.sampled_from([False, False, True]))
    labels = [draw(cuts(tree, local=local)) for tree in trees]
    column = draw(st.sampled_from(["宛名", None]))
    keys = draw(st.frozensets(st.sampled_from(["1", "2", "9"]), max_size=2))
    kept = []
    for number, (*cells, person, value) in enumerate(rows, start=1):
        if (person if column else str(number)) not in keys:
            label = tuple(of[one] for (of, _), one in zip(labels, cells, strict=True))
            kept.append(Row(label, person, value))
    shown = sorted({one.labels for one in kept})
    gone = draw(st.sets(st.sampled_from(shown), max_size=2)) if shown else set()
    blanks = {
        group: tuple("" if blanking and draw(st.booleans()) else label for label in group) for group in shown
    }  # fmt: skip
    table = [Row(blanks[one.labels], one.person, one.value) for one in kept if one.labels not in gone]
    return {
        "trees": trees,
        "rows": rows,
        "levels": [level for _, level in labels],
        "local": local,
        "blanking": blanking,
        "exclude": Exclusion(keys, column),
        "whole": kept,
        "table": draw(st.permutations(table)),
        "by_person": draw(st.sampled_from([True, True, False])),
        "wild": draw(st.booleans()),
        "told": draw(st.sampled_from(["exclusion", "report", "nothing"])),
    }


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(making=makings())
def test_the_check_never_says_more_than_who_knows_the_persons_would(tmp_path, making):
    wanted, names = _recipe(tmp_path, making)
    table = _laid_out(tmp_path, making, wanted)
    told = making["told"] == "exclusion"
    found = check(table, wanted, exclude=making["exclude"] if told else None)
    classes = _classes(making)
    persons = min((_persons(rows, making) for rows in classes.values()), default=0)
    if found.counted == "persons" or not making["by_person"]:
        assert found.k <= persons
    several = making["by_person"] and len({row.person for row in making["whole"]}) < len(making["whole"])
    nobodys = making["by_person"] and sum(not row.person for row in making["whole"]) > 1
    clear = told and not (several and making["blanking"]) and not any(map(_is_ambiguous, making["trees"]))
    for name, said in zip(names, found.models, strict=True):
        true = _reached(name, classes, making)
        if said["reached"] is None:
            assert (said["holds"], found.holds, clear and not nobodys) == (False, False, False)
            continue
        better = said["reached"] - true if name in MORE_IS_BETTER else true - said["reached"]
        assert not better > 1e-9, (name, said["reached"], true)
        if clear and name in {"k-anonymity", "highest-risk", "distinct", "k-combinations"}:
            assert said["reached"] == pytest.approx(true)
    if clear and not nobodys:
        assert all("約束に届いていません" in one or "表に行がありません" in one for one in found.faults)


def _is_ambiguous(tree) -> bool:
    """Whether a name stands on two levels of a hierarchy."""
    levels = [set(level) for level in zip(*tree.values(), strict=True)]
    return any(one & other for one, other in combinations(levels, 2))


# --- the oracle --------------------------------------------------------------------------------------------------


def _classes(making) -> dict[tuple[str, ...], list[Row]]:
    """Per class its rows, and where blanks match anything those of all classes it cannot be told from."""
    groups = {row.labels for row in making["table"]}

    def match(one, other):
        pairs = zip(one, other, strict=True)
        return one == other or (making["wild"] and all(a == b or "" in (a, b) for a, b in pairs))

    return {group: [row for row in making["table"] if match(group, row.labels)] for group in groups}


def _persons(rows, making) -> int:
    return len({row.person for row in rows}) if making["by_person"] else len(rows)


def _values(rows, making) -> Counter[str]:
    if making["by_person"]:
        return Counter(value for value, _ in {(row.value, row.person) for row in rows})
    return Counter(row.value for row in rows)


def _reached(name, classes, making) -> float:
    sizes = [_persons(rows, making) for rows in classes.values()]
    if name == "k-anonymity":
        return min(sizes, default=0)
    if name == "highest-risk":
        return 1 / min(sizes, default=1)
    if name == "average-risk":
        return len(classes) / max(_persons(making["table"], making), 1)
    if name == "k-combinations":
        width = len(making["trees"])
        alike = [
            [row for row in making["table"] if row.labels[place] == label]
            for place in range(width)
            for label in {row.labels[place] for row in making["table"]}
        ]
        return min((_persons(rows, making) for rows in alike), default=math.inf)
    spreads = [_values(rows, making) for rows in classes.values()]
    known = [Counter({value: count for value, count in spread.items() if value}) for spread in spreads]
    if name == "km-anonymity":
        alike = [
            [row for row in making["table"] if row.value == value]
            for value in {row.value for row in making["table"]} - {""}
        ]
        return min((_persons(rows, making) for rows in alike), default=0)
    if name == "t-closeness":
        whole = _weighed(making["whole"], making)
        return max((_distance(_weighed(rows, making), whole) for rows in classes.values()), default=0.0)
    return _of_values(name, [sorted(spread.values(), reverse=True) for spread in known])


def _of_values(name, counts) -> float:
    if name == "distinct":
        return min(map(len, counts), default=0)
    if name == "entropy":
        return min((math.exp(-sum(n / sum(of) * math.log(n / sum(of)) for n in of)) for of in counts), default=0)
    if name == "recursive":
        return max((of[0] / sum(of[1:]) if len(of) > 1 else math.inf for of in counts), default=0)
    return max((of[0] / sum(of) for of in counts if of), default=0.0)


def _weighed(rows, making) -> dict[str, float]:
    """The share of each value when every person weighs the same and is split evenly over his values."""
    held = {}
    for number, row in enumerate(rows):
        held.setdefault(row.person if making["by_person"] else number, set()).add(row.value)
    return {
        value: sum(1 / len(values) for values in held.values() if value in values) / len(held)
        for value in {row.value for row in rows}
    }


def _distance(spread, whole) -> float:
    return sum(abs(spread.get(v, 0.0) - whole[v]) for v in whole) / 2


def _recipe(folder: Path, making):
    columns = {}
    for place, tree in enumerate(making["trees"]):
        lines = [";".join(path) for path in sorted(tree.values())]
        (folder / f"h{place}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        columns[f"q{place}"] = f'role = "quasi"\nhierarchy = {{ file = "h{place}.csv", delimiter = ";" }}'
    columns |= {"宛名": 'role = "link"', "病名": 'role = "sensitive"'}
    written(folder, list(columns), making["rows"])
    plain = not making["wild"] and not making["blanking"]
    names = [name for name in MODELS if plain or name not in OF_WHOLE]
    kinds = {"distinct": "l-diversity", "entropy": "l-diversity", "recursive": "l-diversity"}
    wanted = recipe(
        folder,
        columns,
        source='person = "宛名"' if making["by_person"] else "",
        privacy="".join(f'[[privacy]]\nmodel = "{kinds.get(name, name)}"\n{MODELS[name]}\n' for name in names),
        search=f'recoding = "{"local" if making["local"] else "full-domain"}"\n'
        f'suppress = "{"cells" if making["blanking"] else "records"}"\n'
        f'missing = "{"matches-anything" if making["wild"] else "own-value"}"',
    )
    return wanted, names


def _laid_out(folder: Path, making, wanted) -> Path:
    table = folder / "data.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow([f"q{place}" for place in range(len(making["trees"]))] + ["病名"])
        writer.writerows([*row.labels, row.value] for row in making["table"])
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    if making["told"] != "nothing":
        gone = len(making["rows"]) - len(making["whole"])
        levels = {f"q{place}": level for place, level in enumerate(making["levels"]) if level is not None}
        said = {"excluded": {"records": gone} if making["exclude"].keys else None, "solution": {"levels": levels}}
        report.write_text(json.dumps(said), encoding="utf-8")
    assert wanted.base == folder
    return table

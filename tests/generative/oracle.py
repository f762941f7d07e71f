"""What every model, objective and reading of missing values means, worked out from rows in plain Python.

Nothing here is shared with the engine but the models' settings: no arrays, no roll-up, no bounds.
"""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from oboro.engine.privacy.base import PrivacyModel

Row = tuple[str, ...]  # quasi-identifiers …, person, sensitive value
Group = tuple[str, ...]
Table = Mapping[Group, list[Row]]
ORDER = {"u": 0, "v": 1, "w": 2, "": 3}


def holding(table: Table, rows: Sequence[Row], models, *, by_person: bool, wild=None, people=None) -> set[Group]:
    """The classes that may stay. `wild` says of a group, by column, whether it is blank."""
    left = set(table)
    while True:
        before = set(left)
        for model in models:
            seen = {group: _met(group, left, table, wild) for group in left}
            kept = {group: table[group] for group in left}
            left -= {group for group in left if not _holds(model, group, seen[group], kept, rows, by_person, people)}
        if left == before:
            return left


def _met(group: Group, left, table: Table, wild) -> list[Row]:
    if wild is None:
        return table[group]

    def match(other):
        pairs = enumerate(zip(group, other, strict=True))
        return all(a == b or wild(place, a) or wild(place, b) for place, (a, b) in pairs)

    return [row for other in left if match(other) for row in table[other]]


def _persons(rows, by_person) -> int:
    return len({row[-2] for row in rows}) if by_person else len(rows)


def _values(rows, by_person) -> Counter[str]:
    return (
        Counter(value for value, _ in {(row[-1], row[-2]) for row in rows})
        if by_person
        else Counter(row[-1] for row in rows)
    )


def _holds(model: PrivacyModel, group, met, kept: Table, rows, by_person, people) -> bool:  # noqa: C901
    count = _persons(met, by_person)
    match model.model:
        case "k-anonymity":
            return count >= model.k
        case "highest-risk":
            return Fraction(1, count) <= Fraction(str(model.limit))
        case "k-map":
            return (people[group] if model.population is not None else count / model.fraction) >= model.k
        case "delta-presence":
            share = {g: _persons(r, by_person) / people[g] if people[g] else math.inf for g, r in kept.items()}
            fits = {g: model.minimum <= s <= model.maximum for g, s in share.items()}
            if model.minimum > 0 and not (all(fits.values()) and set(people) <= set(kept)):
                return False
            return fits[group]
        case "k-combinations":
            return _fewest(group, kept, model.m, by_person) >= model.k
        case "average-risk":
            sizes = {g: _persons(r, by_person) for g, r in kept.items()}
            for least in sorted(set(sizes.values())):
                big = [size for size in sizes.values() if size >= least]
                if Fraction(len(big), sum(big)) <= Fraction(str(model.limit)):
                    return count >= least
            return False
        case "km-anonymity":
            return not _rare(met, kept, model, by_person)
    return _likely(model, met, rows, by_person)


def _fewest(group, kept: Table, m, by_person) -> int:
    fewest = 10**9
    for size in range(1, min(m, len(group)) + 1):
        for columns in itertools.combinations(range(len(group)), size):
            same = [r for g, rs in kept.items() if all(g[c] == group[c] for c in columns) for r in rs]
            fewest = min(fewest, _persons(same, by_person))
    return fewest


def _rare(met, kept: Table, model, by_person) -> bool:
    often: Counter[tuple[str, ...]] = Counter()
    for rows in kept.values():
        for value, count in _values(rows, by_person).items():
            for size in range(1, model.m + 1):
                for items in itertools.combinations(sorted(set(value.split(model.separator)) - {""}), size):
                    often[items] += count
    mine = {row[-1] for row in met}
    return any(
        often[items] < model.k
        for value in mine
        for size in range(1, model.m + 1)
        for items in itertools.combinations(sorted(set(value.split(model.separator)) - {""}), size)
    )


def _likely(model, met, rows, by_person) -> bool:
    here, whole = _values(met, by_person), _values(rows, by_person)
    known = {value: count for value, count in here.items() if value}
    often = sorted(known.values(), reverse=True)
    q = {value: here[value] / sum(here.values()) for value in whole}
    p = {value: count / sum(whole.values()) for value, count in whole.items()}
    match model.model, getattr(model, "kind", getattr(model, "distance", "")):
        case "l-diversity", "distinct":
            return len(known) >= model.l
        case "l-diversity", "entropy":
            return -sum(c / sum(often) * math.log(c / sum(often)) for c in often) >= math.log(model.l)
        case "l-diversity", _:
            return bool(often) and often[0] < model.c * sum(often[int(model.l) - 1 :])
        case "alpha-k-anonymity", _:
            chosen = [c for value, c in known.items() if not model.values or value in model.values]
            highest = max(chosen, default=0) / max(sum(often), 1)
            return _persons(met, by_person) >= model.k and highest <= model.alpha + 1e-9
        case "delta-disclosure", _:
            return all(q[v] > 0 and abs(math.log(q[v] / p[v])) < model.delta - 1e-9 for v in p)
        case "beta-likeness", kind:
            limit = {v: min(model.beta, -math.log(p[v])) if kind == "enhanced" else model.beta for v in p}
            return all((q[v] - p[v]) / p[v] <= limit[v] + 1e-9 / p[v] for v in p)
        case "t-closeness", "equal":
            return sum(abs(q[v] - p[v]) for v in p) / 2 <= model.t + 1e-9
        case "t-closeness", "ordered":
            values = sorted(p, key=ORDER.__getitem__)
            moved = [abs(sum(q[v] - p[v] for v in values[: place + 1])) for place in range(len(values))]
            return sum(moved) / max(len(values) - 1, 1) <= model.t + 1e-9
    raise AssertionError(model)


def cost(kind: str, hierarchy, level: int, value_at: int, column: Sequence[str], gone: Sequence[bool]) -> float:
    """A column's figure, from 0 for untouched to 1 for nothing told; `gone` marks the removed records."""
    assert value_at >= 0
    n, height, d = len(column), hierarchy.height, len(hierarchy.paths)
    labels = Counter(path[level] for path in hierarchy.paths.values())
    if kind == "precision":
        return sum(1.0 if g and height > 1 else level / max(height - 1, 1) for g in gone) / n
    if kind == "loss":
        total = sum(1.0 if g else labels[hierarchy.paths[v][level]] / d for v, g in zip(column, gone, strict=True))
        return (total / n - 1 / d) / (1 - 1 / d)
    often = Counter(column)
    at = Counter(hierarchy.paths[v][level] for v in column)
    whole = sum(math.log(n / often[v]) for v in column)
    lost = sum(
        math.log((n if g else at[hierarchy.paths[v][level]]) / often[v]) for v, g in zip(column, gone, strict=True)
    )
    return lost / whole if whole else 0.0


def combined(aggregate: str, losses: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Columns' figures as what is compared."""
    weighed = [loss * weight for loss, weight in zip(losses, weights, strict=True)]
    return {
        "geometric-mean": [
            math.exp(sum(w * math.log1p(x) for x, w in zip(losses, weights, strict=True)) / sum(weights)) - 1
        ],
        "mean": [sum(weighed) / sum(weights)],
        "sum": [sum(weighed)],
        "max": [max(weighed)],
        "rank": sorted(weighed, reverse=True),
    }[aggregate]


def best(drawn, models, *, limit: Fraction, by_person, aggregate, kind, weights, wildcards, people_rows):
    """(figures, suppressed, classes, levels) of the best of all nodes, or None."""
    found = None
    n, width = len(drawn.rows), len(drawn.hierarchies)
    for levels in itertools.product(*(range(hierarchy.height) for hierarchy in drawn.hierarchies)):

        def group_of(row, levels=levels):
            return tuple(
                h.paths[row[p]][level] for p, (h, level) in enumerate(zip(drawn.hierarchies, levels, strict=True))
            )

        def wild(place, label):
            return label == ""

        table: dict[Group, list[Row]] = defaultdict(list)
        for row in drawn.rows:
            table[group_of(row)].append(row)
        people = Counter(group_of(row) for row in people_rows)
        kept = holding(table, drawn.rows, models, by_person=by_person, wild=wild if wildcards else None, people=people)
        gone = [group_of(row) not in kept for row in drawn.rows]
        if sum(gone) > math.floor(limit * n) or not kept:
            continue
        if kind == "discernibility":
            figures = [sum(len(table[g]) ** 2 for g in kept) + sum(gone) * n]
        elif kind == "average-class-size":
            figures = [(n - sum(gone)) / len(kept)]
        else:
            columns = [[row[place] for row in drawn.rows] for place in range(width)]
            losses = [
                cost(kind, drawn.hierarchies[place], levels[place], place, columns[place], gone)
                for place in range(width)
            ]
            figures = combined(aggregate, losses, weights)
        rank = ([round(float(figure), 9) for figure in figures], sum(gone), len(kept), levels)
        if found is None or rank < found:
            found = rank
    return found

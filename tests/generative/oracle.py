"""What every model, objective and reading of missing values means, worked out from rows in plain Python.

Nothing here is shared with the engine but the models' settings: no arrays, no roll-up, no bounds.
"""

import itertools
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from oboro.engine.privacy.base import PrivacyModel

Row = tuple[str, ...]  # quasi-identifiers …, person, sensitive value
Group = tuple[str, ...]
Table = Mapping[Group, list[Row]]
ORDER = {"u": 0, "v": 1, "w": 2, "": 3}


def holding(
    table: Table, rows: Sequence[Row], models, *, by_person: bool, wild=None, people=None, paths=None
) -> set[Group]:
    """The classes that may stay.

    `wild` says of a group, by column, whether it is blank. `paths` says of every written sensitive value its leaf in the
    column's hierarchy and the labels above.
    """
    left = set(table)
    while True:
        before = set(left)
        for model in models:
            seen = {group: _met(group, left, table, wild) for group in left}
            kept = {group: table[group] for group in left}
            left -= {
                group for group in left if not _holds(model, group, seen[group], kept, rows, by_person, people, paths)
            }
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


def _holders(rows, by_person) -> dict[str, set[object]]:
    """Who holds each value: persons, or rows."""
    found: dict[str, set[object]] = defaultdict(set)
    for number, row in enumerate(rows):
        found[row[-1]].add(row[-2] if by_person else number)
    return found


def _all(holders) -> set[object]:
    return set().union(*holders.values())


def _holds(model: PrivacyModel, group, met, kept: Table, rows, by_person, people, paths) -> bool:  # noqa: C901
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
                big = [r for g, r in kept.items() if sizes[g] >= least]
                if Fraction(len(big), _persons(list(itertools.chain(*big)), by_person)) <= Fraction(str(model.limit)):
                    return count >= least
            return False
        case "km-anonymity":
            return not _rare(met, kept, model, by_person)
    return _likely(model, met, rows, by_person, paths)


def figure(model: PrivacyModel, kept: Table, rows, by_person, paths=None) -> float:
    """What a table reaches: the figure of its worst class."""
    match model.model:
        case "average-risk":
            return len(kept) / _persons(list(itertools.chain(*kept.values())), by_person)
        case "highest-risk":
            return 1 / min(_persons(some, by_person) for some in kept.values())
        case "km-anonymity":
            return min(often(model, kept, by_person).values(), default=0)
    worst = min if model.model == "l-diversity" and model.kind != "recursive" else max
    return worst(told(model, met, rows, by_person, paths) for met in kept.values())


def _fewest(group, kept: Table, m, by_person) -> int:
    fewest = 10**9
    for size in range(1, min(m, len(group)) + 1):
        for columns in itertools.combinations(range(len(group)), size):
            same = [r for g, rs in kept.items() if all(g[c] == group[c] for c in columns) for r in rs]
            fewest = min(fewest, _persons(same, by_person))
    return fewest


def _combinations(value: str, model) -> set[tuple[str, ...]]:
    items = sorted(set(value.split(model.separator)) - {""})
    return {some for size in range(1, model.m + 1) for some in itertools.combinations(items, size)}


def often(model, table: Table, by_person) -> dict[tuple[str, ...], int]:
    """How many persons have each combination of items in some cell."""
    who: dict[tuple[str, ...], set[object]] = defaultdict(set)
    for value, people in _holders(list(itertools.chain(*table.values())), by_person).items():
        for items in _combinations(value, model):
            who[items] |= people
    return {items: len(people) for items, people in who.items()}


def _rare(met, kept: Table, model, by_person) -> bool:
    counts = often(model, kept, by_person)
    return any(counts[items] < model.k for row in met for items in _combinations(row[-1], model))


def told(model, met, rows, by_person, paths=None) -> float:
    """The figure of one class, `met`, of a model that looks at its sensitive values; `rows` are the whole source."""
    here, whole = _holders(met, by_person), _holders(rows, by_person)
    match model.model, getattr(model, "kind", getattr(model, "distance", "")):
        case "l-diversity" | "alpha-k-anonymity", kind:
            return _told_of_known(model, kind, {value: who for value, who in here.items() if value}, paths)
        case "t-closeness", ground:
            return _moved(ground, _split(here), _split(whole), paths)
    q = {value: len(here.get(value, ())) / len(_all(here)) for value in whole}
    p = {value: len(who) / len(_all(whole)) for value, who in whole.items()}
    if model.model == "delta-disclosure":
        return max(abs(math.log(q[v] / p[v])) if q[v] else math.inf for v in p)
    assert model.model == "beta-likeness"
    return max(0.0, *((q[v] - p[v]) / p[v] for v in p))


def _told_of_known(model, kind, known, paths) -> float:
    people = len(_all(known))
    if model.model == "alpha-k-anonymity":
        named = [{v for v in known if is_called(name, v, paths)} for name in model.values] or [{v} for v in known]
        return max((len(set().union(*(known[v] for v in some))) / max(people, 1) for some in named), default=0.0)
    if kind == "distinct":
        return len(known)
    shown = []
    for count in sorted(map(len, known.values()), reverse=True):  # each person shows one value, as alike as can be
        shown.append(max(0, min(count, people - sum(shown))))
    if kind == "entropy":
        return math.exp(-sum(c / people * math.log(c / people) for c in shown if c))
    rest = sum(shown[int(model.l) - 1 :])
    return shown[0] / rest if shown and rest else math.inf


def is_called(name, value, paths) -> bool:
    """Whether a value is written so, whatever its width and case, or stands below a label of this name."""
    labels = paths[value] if paths else ()
    plain = [unicodedata.normalize("NFKC", text).lower() for text in (name, value, *labels)]
    return plain[0] in plain[1:]


def _split(holders) -> dict[str, float]:
    """Each person weighs one, in equal parts on his values."""
    values_of: dict[object, list[str]] = defaultdict(list)
    for value, who in holders.items():
        for person in who:
            values_of[person].append(value)
    found: dict[str, float] = defaultdict(float)
    for values in values_of.values():
        for value in values:
            found[value] += 1 / len(values) / len(values_of)
    return found


def _moved(ground, after, before, paths) -> float:
    """The earth that is moved from one distribution to the other, pair by pair from the nearest on."""
    values = list(before)
    much = {v: after.get(v, 0.0) - before[v] for v in values}
    if ground == "equal":
        return sum(abs(amount) for amount in much.values()) / 2
    if ground == "ordered":
        key = ORDER.__getitem__ if paths is None else lambda v: (not v, list(_leaves(paths)).index(paths[v][0]), v)
        values.sort(key=key)
        return sum(abs(sum(much[v] for v in values[: at + 1])) for at in range(len(values))) / max(len(values) - 1, 1)
    tree = {v: (v, *(paths[v][1:] or paths[v])) for v in values}
    height, cost = len(tree[values[0]]) - 1, 0.0
    for level in range(height + 1):
        for one, other in itertools.permutations(values, 2):
            if tree[one][level] == tree[other][level] and much[one] > 0 > much[other]:
                amount = min(much[one], -much[other])
                much[one], much[other], cost = much[one] - amount, much[other] + amount, cost + amount * level / height
    return cost


def _leaves(paths) -> list[str]:
    return sorted({path[0] for path in paths.values()}, key=lambda leaf: (not leaf, leaf))


def _likely(model, met, rows, by_person, paths) -> bool:
    reached = told(model, met, rows, by_person, paths)
    match model.model, getattr(model, "kind", getattr(model, "distance", "")):
        case "l-diversity", "recursive":
            return reached < model.c
        case "l-diversity", "entropy":
            return bool(_persons([row for row in met if row[-1]], by_person)) and math.log(reached) >= math.log(model.l)
        case "l-diversity", _:
            return reached >= model.l
        case "alpha-k-anonymity", _:
            return _persons(met, by_person) >= model.k and reached <= model.alpha + 1e-9
        case "delta-disclosure", _:
            return reached < model.delta - 1e-9
        case "beta-likeness", kind:
            whole = _holders(rows, by_person)
            p = {value: len(who) / len(_all(whole)) for value, who in whole.items()}
            here = _holders(met, by_person)
            q = {value: len(here.get(value, ())) / len(_all(here)) for value in whole}
            limit = {v: min(model.beta, -math.log(p[v])) if kind == "enhanced" else model.beta for v in p}
            return all((q[v] - p[v]) / p[v] <= limit[v] + 1e-9 / p[v] for v in p)
        case "t-closeness", _:
            return reached <= model.t + 1e-9
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

"""Judges each promise once more from plain counts: dictionaries and loops, nothing of what made the table.

Where missing values match anything, the counts that come in are already those of each class with all that match it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.risk.population import population_uniques

Class = tuple[str, ...]
Spread = Counter[str]
Tree = Mapping[str, tuple[str, ...]]
NEAR = 1e-9


@dataclass(frozen=True)
class Recount:
    """What was counted in a written table.

    Attributes:
        persons: per class.
        held: per class who stands in it, where persons come by name.
        spreads: of a sensitive column, per class how many hold each value.
        whole: of a sensitive column, how many hold each value in the source.
        tree: of a sensitive column, each value with its ancestors; empty without hierarchy.
        people: of a model with a population, per class how many of it share the class's labels.
    """

    persons: Mapping[Class, int]
    held: Mapping[Class, set[str]] | None
    spreads: Callable[[str], Mapping[Class, Spread]]
    whole: Callable[[str], Spread]
    tree: Callable[[str], Tree]
    people: Callable[[PrivacyModel], Mapping[Class, int]]

    def judge(self, model: PrivacyModel) -> tuple[float, bool]:
        """(the worst figure reached, whether the model holds)."""
        if model.model in _OF_CLASSES:
            return _OF_CLASSES[model.model](model.promise(), self, model)
        said, column = model.promise(), str(model.column)
        spreads = self.spreads(column).values()
        if model.model in _OF_VALUES:
            return _OF_VALUES[model.model](said, [_known(spread) for spread in spreads], self)
        return _OF_WHOLE[model.model](said, spreads, self.whole(column), self.tree(column))


# --- private -----------------------------------------------------------------------------------------------------


def _k(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    least = min(counts.persons.values(), default=0)
    return least, least >= said["k"]


def _highest(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    least = min(counts.persons.values(), default=1)
    return 1 / least, Fraction(1, least) <= Fraction(str(said["limit"]))


def _average(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    share = Fraction(len(counts.persons), max(sum(counts.persons.values()), 1))
    return float(share), share <= Fraction(str(said["limit"]))


def _unique(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    import numpy as np  # slow: the one estimate that is shared with the making, and takes an array

    sizes = np.array(list(counts.persons.values()), dtype=np.int64)
    if not (sizes == 1).any():
        return 0.0, True
    share = float(population_uniques(sizes, population=max(said["population"], int(sizes.sum()))).share)
    return share, share <= said["limit"] + NEAR


def _combinations(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    width = len(next(iter(counts.persons), ()))
    least = math.inf
    for columns in combinations(range(width), min(said["m"], width)):
        often: Counter[Class] = Counter()
        who: dict[Class, set[str]] = defaultdict(set)
        for group, count in counts.persons.items():
            known = tuple(group[place] for place in columns)
            often[known] += count
            who[known] |= counts.held[group] if counts.held else set()
        least = min([least, *(len(some) for some in who.values())] if counts.held else [least, *often.values()])
    return least, least >= said["k"]


def _k_map(said: Mapping[str, Any], counts: Recount, model: PrivacyModel) -> tuple[float, bool]:
    if "fraction" in said:
        least = min(counts.persons.values(), default=0) / said["fraction"]
    else:
        people = counts.people(model)
        least = min((people.get(group, 0) for group in counts.persons), default=0)
    return least, least >= said["k"] - NEAR


def _presence(said: Mapping[str, Any], counts: Recount, model: PrivacyModel) -> tuple[float, bool]:
    people = counts.people(model)
    found = {g: count / people[g] if people.get(g, 0) >= count else math.inf for g, count in counts.persons.items()}
    fits = all(said["minimum"] - NEAR <= share <= said["maximum"] + NEAR for share in found.values())
    met = not said["minimum"] or set(people) <= set(found)
    return max(found.values(), default=0.0), fits and met


def _alpha(said: Mapping[str, Any], spreads: list[Spread], counts: Recount) -> tuple[float, bool]:
    chosen = said.get("values")
    highest = max(
        (
            max((count for value, count in spread.items() if not chosen or value in chosen), default=0) / spread.total()
            for spread in spreads
            if spread
        ),
        default=0.0,
    )
    return highest, highest <= said["alpha"] + NEAR and min(counts.persons.values(), default=0) >= said["k"]


def _diversity(said: Mapping[str, Any], spreads: list[Spread], _counts: Recount) -> tuple[float, bool]:
    wanted, found, holds = said["l"], [], True
    for spread in spreads:
        often = sorted(spread.values(), reverse=True)
        if said["kind"] == "distinct":
            found.append(float(len(often)))
            holds = holds and len(often) >= wanted
        elif said["kind"] == "entropy":
            entropy = -sum(count / sum(often) * math.log(count / sum(often)) for count in often)
            found.append(math.exp(entropy))
            holds = holds and entropy >= math.log(wanted) - NEAR
        else:
            rest = sum(often[int(wanted) - 1 :])
            found.append(often[0] / rest if rest else math.inf)
            holds = holds and bool(often) and often[0] < said["c"] * rest
    worst = max if said["kind"] == "recursive" else min
    return worst(found, default=0.0), holds


def _items(said: Mapping[str, Any], spreads: list[Spread], _counts: Recount) -> tuple[float, bool]:
    often: Counter[Class] = Counter()
    for value, count in sum(spreads, Counter()).items():
        items = sorted({item.strip() for item in value.split(said["separator"]) if item.strip()})
        for size in range(1, said["m"] + 1):
            for known in combinations(items, size):
                often[known] += count
    least = min(often.values(), default=0)
    return least, not often or least >= said["k"]


def _close(said: Mapping[str, Any], spreads: Iterable[Spread], whole: Spread, tree: Tree) -> tuple[float, bool]:
    far = max((_distance(said["distance"], spread, whole, tree) for spread in spreads), default=0.0)
    return far, far <= said["t"] + NEAR


def _disclosure(said: Mapping[str, Any], spreads: Iterable[Spread], whole: Spread, _tree: Tree) -> tuple[float, bool]:
    far = 0.0
    for spread in spreads:
        for value, count in whole.items():
            share = spread[value] / spread.total()
            far = max(far, abs(math.log(share / (count / whole.total()))) if share else math.inf)
    return far, far < said["delta"]


def _likeness(said: Mapping[str, Any], spreads: Iterable[Spread], whole: Spread, _tree: Tree) -> tuple[float, bool]:
    most, holds = 0.0, True
    for spread in spreads:
        for value, count in whole.items():
            before = count / whole.total()
            gain = (spread[value] / spread.total() - before) / before
            limit = min(said["beta"], -math.log(before)) if said["kind"] == "enhanced" else said["beta"]
            most, holds = max(most, gain), holds and gain * before <= limit * before + NEAR
    return most, holds


_OF_CLASSES = {
    "k-anonymity": _k,
    "highest-risk": _highest,
    "average-risk": _average,
    "population-uniqueness": _unique,
    "k-combinations": _combinations,
    "k-map": _k_map,
    "delta-presence": _presence,
}
_OF_VALUES = {"alpha-k-anonymity": _alpha, "l-diversity": _diversity, "km-anonymity": _items}
_OF_WHOLE = {"t-closeness": _close, "delta-disclosure": _disclosure, "beta-likeness": _likeness}


def _known(spread: Spread) -> Spread:
    """Without the missing value, which says nothing."""
    return Counter({value: count for value, count in spread.items() if value})


def _distance(ground: str, spread: Spread, whole: Spread, tree: Tree) -> float:
    extra = {value: spread[value] / spread.total() - count / whole.total() for value, count in whole.items()}
    if ground == "equal":
        return sum(abs(amount) for amount in extra.values()) / 2
    if ground == "ordered":
        return _along(extra, tree)
    height = len(next(iter(tree.values()))) - 1
    at: dict[tuple[str, ...], float] = defaultdict(float)
    for value, amount in extra.items():
        at[tree[value]] += amount
    cost = 0.0
    for level in range(1, height + 1):
        much: dict[tuple[str, ...], float] = defaultdict(float)
        lack: dict[tuple[str, ...], float] = defaultdict(float)
        for path, amount in at.items():
            (much if amount > 0 else lack)[path[1:]] += abs(amount)
        cost += level / height * sum(min(much[path], lack[path]) for path in {*much, *lack})
        at = defaultdict(float, {path: much[path] - lack[path] for path in {*much, *lack}})
    return cost


def _along(extra: Mapping[str, float], tree: Tree) -> float:
    """Earth moved along the order of the values, one step costing 1 ÷ (values − 1); a missing value is the last."""
    try:
        order = sorted(extra, key=lambda value: (not value, float(value or 0)))
    except ValueError:
        place = {value: number for number, value in enumerate(tree)}
        order = sorted(extra, key=lambda value: (not value, place.get(value, len(place)), value))
    carried, moved = 0.0, 0.0
    for value in order[:-1]:
        carried += extra[value]
        moved += abs(carried)
    return moved / max(len(order) - 1, 1)

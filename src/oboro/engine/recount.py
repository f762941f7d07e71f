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
from oboro.kernel.text import fold

Class = tuple[str, ...]
Holders = Mapping[str, set[str]]
Tree = Mapping[str, tuple[str, ...]]
NEAR = 1e-9


@dataclass(frozen=True)
class Recount:
    """What was counted in a written table.

    Attributes:
        persons: per class.
        held: per class who stands in it, where persons come by name.
        holders: of a sensitive column, per class who holds each value (rows, where persons do not come by name).
        whole: of a sensitive column, who holds each value in the source.
        tree: of a sensitive column, each value with its leaf and what is above, in the order of the leaves; empty
            without hierarchy.
        people: of a model with a population, per class how many of it share the class's labels.
    """

    persons: Mapping[Class, int]
    held: Mapping[Class, set[str]] | None
    holders: Callable[[str], Mapping[Class, Holders]]
    whole: Callable[[str], Holders]
    tree: Callable[[str], Tree]
    people: Callable[[PrivacyModel], Mapping[Class, int]]

    def judge(self, model: PrivacyModel) -> tuple[float, bool]:
        """(the worst figure reached, whether the model holds)."""
        if model.model in _OF_CLASSES:
            return _OF_CLASSES[model.model](model.promise(), self, model)
        said, column = model.promise(), str(model.column)
        groups = self.holders(column).values()
        if model.model == "alpha-k-anonymity":
            return _alpha(said, [_known(held) for held in groups], self, column)
        if model.model in _OF_VALUES:
            return _OF_VALUES[model.model](said, [_known(held) for held in groups])
        return _OF_WHOLE[model.model](said, groups, self.whole(column), self.tree(column))


# --- private -----------------------------------------------------------------------------------------------------


def _k(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    least = min(counts.persons.values(), default=0)
    return least, least >= said["k"]


def _highest(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    least = min(counts.persons.values(), default=1)
    return 1 / least, Fraction(1, least) <= Fraction(str(said["limit"]))


def _average(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    people = sum(counts.persons.values()) if counts.held is None else len(set().union(*counts.held.values()))
    share = Fraction(len(counts.persons), max(people, 1))
    return float(share), share <= Fraction(str(said["limit"]))


def _unique(said: Mapping[str, Any], counts: Recount, _model: PrivacyModel) -> tuple[float, bool]:
    import numpy as np  # slow: the one estimate that is shared with the making, and takes an array

    sizes = np.array(list(counts.persons.values()), dtype=np.int64)
    if not (sizes == 1).any():
        return 0.0, True
    share = float(population_uniques(sizes, population=said["population"]).share)
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


def _alpha(said: Mapping[str, Any], groups: list[Holders], counts: Recount, column: str) -> tuple[float, bool]:
    whole, names = counts.whole(column), said.get("values")
    if names:
        above = counts.tree(column)
        called = {value: {fold(one) for one in (value, *above.get(value, ()))} for value in whole if value}
        matter = [{value for value, words in called.items() if fold(name) in words} for name in names]
    else:
        matter = [{value} for value in whole if value]
    highest = 0.0
    for held in groups:
        people = len(_all(held))
        for values in matter:
            ill = len(set().union(*(held[value] for value in values & set(held))))
            highest = max(highest, ill / people if people else 0.0)
    enough = min(counts.persons.values(), default=0) >= said["k"]
    return highest, highest <= said["alpha"] + NEAR and enough and all(matter)


def _diversity(said: Mapping[str, Any], groups: list[Holders]) -> tuple[float, bool]:
    wanted, found, holds = said["l"], [], True
    for held in groups:
        if said["kind"] == "distinct":
            found.append(float(len(held)))
            holds = holds and len(held) >= wanted
            continue
        often = _alike(held)
        if said["kind"] == "entropy":
            entropy = -sum(count / sum(often) * math.log(count / sum(often)) for count in often)
            found.append(math.exp(entropy))
            holds = holds and entropy >= math.log(wanted) - NEAR
        else:
            rest = sum(often[int(wanted) - 1 :])
            found.append(often[0] / rest if rest else math.inf)
            holds = holds and bool(often) and often[0] < said["c"] * rest
    worst = max if said["kind"] == "recursive" else min
    return worst(found, default=0.0), holds


def _alike(held: Holders) -> list[int]:
    """How many show each value, downwards, where everybody shows one of his and they are as alike as can be."""
    left, found = len(_all(held)), []
    for count in sorted(map(len, held.values()), reverse=True):
        if left > 0:
            found.append(min(count, left))
        left -= count
    return found


def _items(said: Mapping[str, Any], groups: list[Holders]) -> tuple[float, bool]:
    who: dict[Class, set[str]] = defaultdict(set)
    for held in groups:
        for value, people in held.items():
            items = sorted({item.strip() for item in value.split(said["separator"]) if item.strip()})
            for size in range(1, said["m"] + 1):
                for known in combinations(items, size):
                    who[known] |= people
    least = min(map(len, who.values()), default=0)
    return least, not who or least >= said["k"]


def _close(said: Mapping[str, Any], groups: Iterable[Holders], whole: Holders, tree: Tree) -> tuple[float, bool]:
    before = _weighed(whole)
    far = max((_distance(said["distance"], _weighed(held), before, tree) for held in groups), default=0.0)
    return far, far <= said["t"] + NEAR


def _disclosure(said: Mapping[str, Any], groups: Iterable[Holders], whole: Holders, _tree: Tree) -> tuple[float, bool]:
    far, before = 0.0, _shares(whole)
    for after in map(_shares, groups):
        for value, share in before.items():
            far = max(far, abs(math.log(after[value] / share)) if after.get(value) else math.inf)
    return far, far < said["delta"]


def _likeness(said: Mapping[str, Any], groups: Iterable[Holders], whole: Holders, _tree: Tree) -> tuple[float, bool]:
    most, holds, before = 0.0, True, _shares(whole)
    for after in map(_shares, groups):
        for value, share in before.items():
            gain = (after.get(value, 0.0) - share) / share
            limit = min(said["beta"], -math.log(share)) if said["kind"] == "enhanced" else said["beta"]
            most, holds = max(most, gain), holds and gain * share <= limit * share + NEAR
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
_OF_VALUES = {"l-diversity": _diversity, "km-anonymity": _items}
_OF_WHOLE = {"t-closeness": _close, "delta-disclosure": _disclosure, "beta-likeness": _likeness}


def _known(held: Holders) -> Holders:
    """Without the missing value, which says nothing."""
    return {value: people for value, people in held.items() if value}


def _all(held: Holders) -> set[str]:
    return set().union(*held.values())


def _shares(held: Holders) -> dict[str, float]:
    """Of all people, what share holds each value; where some hold several these are more than one together."""
    people = len(_all(held))
    return {value: len(some) / people for value, some in held.items()}


def _weighed(held: Holders) -> dict[str, float]:
    """Of each value its part when every person weighs the same and is split evenly over his values."""
    often = Counter(one for some in held.values() for one in some)
    return {value: sum(1 / often[one] for one in some) / len(often) for value, some in held.items()}


def _distance(ground: str, after: Mapping[str, float], before: Mapping[str, float], tree: Tree) -> float:
    extra = {value: after.get(value, 0.0) - share for value, share in before.items()}
    if ground == "equal":
        return sum(abs(amount) for amount in extra.values()) / 2
    if ground == "ordered":
        return _along(extra, tree)
    at: dict[tuple[str, ...], float] = {}
    for value, amount in extra.items():
        path = tree[value]
        at[value, *(path[1:] or path)] = amount  # the written values are the leaves
    height = len(next(iter(at))) - 1
    cost = 0.0
    for level in range(1, height + 1):
        much: dict[tuple[str, ...], float] = defaultdict(float)
        lack: dict[tuple[str, ...], float] = defaultdict(float)
        for path, amount in at.items():
            (much if amount > 0 else lack)[path[1:]] += abs(amount)
        cost += level / height * sum(min(much[path], lack[path]) for path in {*much, *lack})
        at = {path: much[path] - lack[path] for path in {*much, *lack}}
    return cost


def _along(extra: Mapping[str, float], tree: Tree) -> float:
    """Earth moved along the order of the values, one step costing 1 ÷ (values − 1); a missing value is the last."""
    sizes = {value: _size(value or "0") for value in extra}
    if all(size is not None for size in sizes.values()):
        order = sorted(extra, key=lambda value: (not value, sizes[value], value))
    else:
        place: dict[str, int] = {}
        for path in tree.values():
            place.setdefault(path[0], len(place))
        at = {value: place[tree[value][0]] if value in tree else 0 for value in extra}
        order = sorted(extra, key=lambda value: (not value, at[value], value))
    carried, moved = 0.0, 0.0
    for value in order[:-1]:
        carried += extra[value]
        moved += abs(carried)
    return moved / max(len(order) - 1, 1)


def _size(value: str) -> float | None:
    try:
        size = float(value)
    except ValueError:
        return None
    return size if math.isfinite(size) else None

"""Municipality codes: 市区町村 → (指定都市) → (人口で合わせた区域) → 都道府県 → 地方 → 全国, from the packaged lists.

The list is that of the 2020 census. Codes of earlier and later days lead to it by the table of changes: a merged or
renumbered municipality becomes its successor once the change is in force; a ward that was split stays a leaf of its
own under its city, because nobody can tell from the code on which side somebody lived.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.hierarchies.packaged import edition, rows, unify
from oboro.kernel.errors import HierarchyInvalid

WHOLE = "全国"


@dataclass(frozen=True)
class Place:
    """A municipality or a ward of a designated city.

    Attributes:
        code: six digits.
        name: 都道府県＋市区町村.
        city: the name of the designated city for its wards, else the name itself.
        persons: as counted in 2020; 0 where the place did not exist then.
    """

    code: str
    name: str
    prefecture: str
    region: str
    city: str
    persons: int


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """All places by code: the packaged list, and wards made since."""
    region = {row["prefecture"]: row["region8"] for row in rows("prefecture_region.csv")}
    persons = {row["code6"]: int(row["persons"]) for row in rows("municipality_population.csv")}
    listed = rows(edition("municipality"))
    cities = [row["prefecture"] + row["municipality"] for row in listed if row["code6"][2:5].endswith("00")]
    cities += [row["prefecture"] + row["municipality"] for row in listed if row["kind"] == "city"]
    found = {}
    for row in listed:
        name = row["prefecture"] + row["municipality"]
        ward = row["kind"] == "designated-city-ward"
        city = next((one for one in cities if ward and name.startswith(one)), name)
        found[row["code6"]] = Place(
            row["code6"], name, row["prefecture"], region[row["prefecture"]], city, persons[row["code6"]]
        )
    for row in rows("municipality_changes.csv"):
        code, name = row["new_code6"], row["new_name"]
        if code not in found:
            old = found[row["old_code6"]]
            found[code] = Place(code, name, old.prefecture, old.region, old.city, 0)
    return found


def municipality(*, wards: bool = False, floor: int | None = None, on: date | None = None) -> Hierarchy:
    """市区町村 → 都道府県 → 地方 → 全国; level 0 writes the name.

    Args:
        wards: adds a level above the first that joins the wards of a designated city.
        floor: adds a level below 都道府県 whose areas have at least so many persons (2020 census): smaller
            municipalities are joined with their neighbours in the order of the codes, within the prefecture.
        on: the day whose municipalities are wanted; codes that were replaced by then lead to their successor.

    Codes have five digits or six with the check digit, or six-digit codes whose leading zero was lost.

    Raises:
        HierarchyInvalid: a floor below 1, or more than some prefecture has.
    """
    areas = merged(floor) if floor is not None else {}
    paths: dict[str, tuple[str, ...]] = {}
    leaf_of: dict[str, str] = {}
    for place in places().values():
        middle = ((place.city,) if wards else ()) + ((areas[place.city],) if floor is not None else ())
        paths[place.name] = (place.name, *middle, place.prefecture, place.region, WHOLE)
    for code, name in _named_on(on):
        leaf_of |= {code: name, code[:5]: name}
        if code.startswith("0"):
            leaf_of |= {code[1:]: name} if code[1:] not in leaf_of else {}
    by_name = {unify(place.name): place.name for place in places().values()}
    return Hierarchy("municipality", paths, lambda value: leaf_of.get(unify(value)) or by_name.get(unify(value)))


def merged(floor: int) -> dict[str, str]:
    """City name → the label of its area of at least `floor` persons.

    Raises:
        HierarchyInvalid: a floor below 1, or more than some prefecture has.
    """
    cities: dict[str, dict[str, int]] = {}
    for place in places().values():
        if place.city == place.name:
            cities.setdefault(place.prefecture, {})[place.name] = place.persons
    smallest = min(sum(of.values()) for of in cities.values())
    if not 1 <= floor <= smallest:
        raise HierarchyInvalid(f"人口の下限は1から{smallest:,}（最も人口の少ない県）までにしてください。")
    return {name: label for of in cities.values() for name, label in _areas(of, floor)}


def _areas(persons: dict[str, int], floor: int) -> Iterable[tuple[str, str]]:
    """Groups of neighbours in the order of the list, each with `floor` persons or more, with their labels."""
    groups: list[list[str]] = []
    small: list[str] = []
    for name, count in persons.items():
        if count >= floor:
            groups.append([name])
            continue
        small.append(name)
        if sum(persons[one] for one in small) >= floor:
            groups.append(small)
            small = []
    if small:  # too few are left over: with the smallest of the other groups
        least = min(groups, key=lambda group: sum(persons[one] for one in group))
        least.extend(small)
    for group in groups:
        label = group[0] if len(group) == 1 else f"{group[0]}ほか{len(group) - 1}市町村"
        yield from ((name, label) for name in group)


def _named_on(on: date | None) -> Iterable[tuple[str, str]]:
    """Codes with the name of the place they stand for on a day."""
    known = places()
    changes = rows("municipality_changes.csv")
    for code, place in known.items():
        yield code, _successor(code, place.name, on) if on is not None else place.name
    for row in changes:
        if row["old_code6"] not in known:
            yield row["old_code6"], known[row["new_code6"]].name


def _successor(code: str, name: str, on: date) -> str:
    for row in rows("municipality_changes.csv"):
        changed = row["old_code6"] == code and date.fromisoformat(row["on"]) <= on
        if changed and row["kind"] in {"merged", "renumbered"}:
            return row["new_name"]
    return name

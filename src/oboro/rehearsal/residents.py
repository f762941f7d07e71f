"""The residents of one area as arrays: everything about a person that other columns depend on."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from oboro.rehearsal import households, naming, population
from oboro.rehearsal.households import CHILD, ELDER, HUSBAND, LODGER, SINGLE, WIFE, Households
from oboro.rehearsal.naming import Names, draw
from oboro.rehearsal.places import Gazetteer, Homes
from oboro.rehearsal.population import EPOCH, Born
from oboro.rehearsal.tables import Area, homes_before, rates

Ints = NDArray[np.int64]

RELATIONS = np.array(
    [
        "世帯主",
        "妻",
        "夫",
        "子",
        "父",
        "母",
        "妻の父",
        "妻の母",
        "夫の父",
        "夫の母",
        "子の妻",
        "子の夫",
        "子の子",
        "同居人",
    ],
    dtype=object,
)
EVENTS = ("出生", "国内転入", "転居", "世帯分離", "世帯主変更", "軽微な修正", "職権修正", "個人番号の変更請求")
BORN_HERE, MOVED_IN, MOVED_WITHIN = 0, 1, 2


@dataclass(frozen=True)
class Residents:
    """Residents of one area in the order of the register: household by household, the head first.

    Arrays are per person except `homes` (per household). Days count from 1 January 1970.

    Attributes:
        first: serial number of the first person, so that numbers are distinct over several areas.
        first_household: the same for households.
        rank: place in the household, 1 for the head.
        head: index of the head of the household.
        size: persons in the household.
        relation: index into RELATIONS.
        origin: index into `tables.homes_before()`, the municipality lived in before.
        event: index into EVENTS, the latest change, on `event_on`.
    """

    gazetteer: Gazetteer
    first: int
    first_household: int
    people: Born
    names: Names
    household: Ints
    rank: Ints
    head: Ints
    size: Ints
    relation: Ints
    homes: Homes
    origin: Ints
    since: NDArray[np.int32]
    event: Ints
    event_on: NDArray[np.int32]

    @property
    def count(self) -> int:
        return int(self.household.size)

    @property
    def households(self) -> int:
        return int(self.homes.town.size)


def settle(
    area: Area, counts: NDArray[np.int64], *, first: int, first_household: int, on: date, seed: int
) -> Residents:
    """Make the residents of one area.

    Args:
        area: the municipality, or one ward of a designated city.
        counts: persons by sex and five-year age group, shape (2, 21); reproduced exactly.
        first: serial number of the first person.
        first_household: serial number of the first household.
        on: day of the register.
        seed: the same seed gives the same residents.
    """
    rng = np.random.default_rng([seed, int(area.code), 1])
    people = population.born(counts, on=on, rng=rng)
    homes = households.form(people, rng)
    order = _register_order(people, homes)
    people = Born(people.sex[order], people.age[order], people.birth[order])
    of, role = homes.of[order], homes.role[order]
    size = np.bincount(of, minlength=homes.count)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    gazetteer = Gazetteer(area, seed=seed)
    origin, since, event, event_on = _moves(area, people, of, on=on, rng=rng)
    return Residents(
        gazetteer=gazetteer,
        first=first,
        first_household=first_household,
        people=people,
        names=_names(people, homes, of, role, rng),
        household=of,
        rank=np.arange(of.size) - start[of] + 1,
        head=start[of],
        size=size[of],
        relation=_relations(people, homes, of, role),
        homes=gazetteer.homes(homes.institution, rng),
        origin=origin,
        since=since,
        event=event,
        event_on=event_on,
    )


def _register_order(people: Born, homes: Households) -> Ints:
    """Household by household; head, partner, children from the eldest, parents, lodgers."""
    place = np.array([0, 1, 2, 3, 0, 4])[homes.role]
    place = np.where(homes.elder_head[homes.of] & (homes.role == ELDER), -1, place)
    place = np.where(homes.wife_head[homes.of] & ~homes.elder_head[homes.of] & (homes.role == WIFE), -1, place)
    order: Ints = np.lexsort((people.birth, place, homes.of))
    return order


def _relations(people: Born, homes: Households, of: Ints, role: NDArray[np.uint8]) -> Ints:
    """Relation to the head, as an index into RELATIONS."""
    elder_head, of_wife = homes.elder_head[of], homes.elder_of_wife[of]
    wife_head = homes.wife_head[of] & ~elder_head
    parent = np.where(people.sex == 0, 4, 5)
    cases: list[tuple[NDArray[np.bool_], Ints | int]] = [
        (role == LODGER, 13),
        (role == SINGLE, 0),
        ((role == CHILD) & elder_head, 12),
        (role == CHILD, 3),
        ((role == ELDER) & elder_head, 0),
        ((role == ELDER) & wife_head, np.where(of_wife, parent, parent + 4)),
        (role == ELDER, np.where(of_wife, parent + 2, parent)),
        ((role == HUSBAND) & elder_head, np.where(of_wife, 11, 3)),
        ((role == WIFE) & elder_head, np.where(of_wife, 3, 10)),
        (role == HUSBAND, np.where(wife_head, 2, 0)),
        (role == WIFE, np.where(wife_head, 0, 1)),
    ]
    result: Ints = np.select([when for when, _ in cases], [np.zeros_like(of) + value for _, value in cases])
    return result


def _names(people: Born, homes: Households, of: Ints, role: NDArray[np.uint8], rng: np.random.Generator) -> Names:
    """One surname per household; a wife's parents and lodgers bring their own."""
    shared = naming.household_surnames(homes.count, rng)[of]
    own = (role == LODGER) | ((role == ELDER) & homes.elder_of_wife[of])
    shared[own] = naming.household_surnames(int(own.sum()), rng)
    year = (people.birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)) + 1970
    foreign = naming.nationalities(homes.count, rates()["household"]["foreign"], rng)
    return Names(
        surname=shared,
        given=naming.given(people, year, rng),
        variant=(rng.random(homes.count) < naming.VARIANT_SHARE)[of],
        nationality=foreign[of],
    )


def _moves(
    area: Area, people: Born, of: Ints, *, on: date, rng: np.random.Generator
) -> tuple[Ints, NDArray[np.int32], Ints, NDArray[np.int32]]:
    """Where each person lived before, since when here, and the latest change in the register."""
    places = homes_before()
    here = next(i for i, place in enumerate(places) if place.code == area.code)
    everywhere = np.array([place.persons for place in places], dtype=np.float64)
    near = np.where([place.prefecture == area.prefecture for place in places], everywhere, 0.0)
    near[here] = 0.0
    share, chance = rates()["origin"], rng.random(of.size)
    origin = draw(everywhere, of.size, rng)
    if near.any():
        origin = np.where(chance < share["here"] + share["prefecture"], draw(near, of.size, rng), origin)
    origin = np.where(chance < share["here"], here, origin)
    today = (on - EPOCH).days
    span = today - people.birth
    since = np.where(origin == here, people.birth, today - np.floor(span * rng.random(of.size) ** 1.5)).astype(np.int32)
    event = np.where(origin == here, BORN_HERE, MOVED_IN)
    later = rng.random(of.size) < 0.35
    event = np.where(later, draw(np.array([0, 0, 6, 1, 2, 2, 1, 0.1]), of.size, rng), event)
    event_on = np.where(later, today - np.floor((today - since) * rng.random(of.size)), since).astype(np.int32)
    return origin, since, event, event_on

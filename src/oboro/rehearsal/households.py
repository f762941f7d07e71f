"""Who lives with whom: couples, children, parents, singles, care homes.

A rough model in whole arrays: marital state by sex and age, couples matched by age, children given to mothers
of a likely age, the unmarried partly at home, part of the widowed with a child's couple. Its rates
(`data/rates.toml`) are tuned so that the sizes of households come near those of the 2020 census; it makes no
other claim.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oboro.rehearsal.population import Born
from oboro.rehearsal.tables import rates

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HUSBAND, WIFE, CHILD, ELDER, SINGLE, LODGER = range(6)
NEVER, MARRIED, ALONE = range(3)
ADULT = 18
MOST_CHILDREN = 4  # of one kind (minor or grown) in a home, as far as couples can take the others


@dataclass(frozen=True)
class Households:
    """The household of every person.

    Attributes:
        of: household of each person, 0 … count-1.
        role: HUSBAND … LODGER.
        elder_head: household whose head is the elder.
        wife_head: household whose head is the wife.
        elder_of_wife: household whose elder is the wife's parent.
        institution: household in a care home.
    """

    of: Ints
    role: NDArray[np.uint8]
    elder_head: Flags
    wife_head: Flags
    elder_of_wife: Flags
    institution: Flags

    @property
    def count(self) -> int:
        return int(self.institution.size)


def form(people: Born, rng: np.random.Generator) -> Households:
    """Put every person of an area into one household."""
    rate = rates()
    state = _marital(people, rate, rng)
    maker = _Maker(people, rng)
    spare = maker.marry(state)
    elders, homes = maker.shelter_elders(state, rate["household"])
    maker.give_children(state, rate)
    maker.settle(np.union1d(spare, elders), rate["household"], homes)
    return maker.finish(rate["household"])


def _by_age(table: dict[str, Any], key: str, age: NDArray[np.uint8]) -> NDArray[np.float64]:
    """A rate given for five-year groups, read for each age; 0 below the first group."""
    values = np.array([0.0, *table[key]])
    group = (age.astype(np.int64) - int(table["from_age"])) // 5 + 1
    return values[np.clip(group, 0, len(values) - 1)]


def _marital(people: Born, rate: dict[str, Any], rng: np.random.Generator) -> NDArray[np.uint8]:
    never = np.where(
        people.sex == 0,
        _by_age(rate["never_married"], "M", people.age),
        _by_age(rate["never_married"], "F", people.age),
    )
    alone = np.where(
        people.sex == 0,
        _by_age(rate["widowed_or_divorced"], "M", people.age),
        _by_age(rate["widowed_or_divorced"], "F", people.age),
    )
    draw = rng.random(people.age.size)
    state = np.full(people.age.size, MARRIED, dtype=np.uint8)
    state[draw < alone] = ALONE
    state[(draw >= alone) & (draw < alone + never)] = NEVER
    state[people.age < ADULT] = NEVER
    return state


class _Maker:
    """Fills `root` (the person each person lives with) and `role` step by step."""

    def __init__(self, people: Born, rng: np.random.Generator) -> None:
        size = people.age.size
        self.people = people
        self.age = people.age.astype(np.int64)
        self.rng = rng
        self.root = np.arange(size)
        self.role = np.full(size, SINGLE, dtype=np.uint8)
        self.placed = np.zeros(size, dtype=bool)
        self.wives = np.zeros(0, dtype=np.int64)
        self.institution = np.zeros(size, dtype=bool)

    def marry(self, state: NDArray[np.uint8]) -> Ints:
        """Pair married men and women by age; returns those left without a partner here."""
        men = self.rng.permutation(np.flatnonzero((state == MARRIED) & (self.people.sex == 0)))
        women = self.rng.permutation(np.flatnonzero((state == MARRIED) & (self.people.sex == 1)))
        pairs = min(men.size, women.size)
        spare = np.concatenate([men[pairs:], women[pairs:]])
        men, women = men[:pairs], women[:pairs]
        men = men[np.argsort(self.age[men] + self.rng.normal(0, 2.5, pairs), kind="stable")]
        women = women[np.argsort(self.age[women] + self.rng.normal(0, 2.5, pairs), kind="stable")]
        self.root[women] = men
        self.role[men], self.role[women] = HUSBAND, WIFE
        self.placed[men] = self.placed[women] = True
        self.wives = women
        return spare

    def shelter_elders(self, state: NDArray[np.uint8], rate: dict[str, Any]) -> tuple[Ints, Flags]:
        """Some of the old go to a care home, some to a child's couple; returns the others and who is in a home."""
        unmarried = (state != MARRIED) & (self.age >= 70)
        share = np.zeros(self.age.size)
        for from_age, value in rate["institution"].items():
            share[self.age >= int(from_age)] = value
        homes = unmarried & (self.rng.random(self.age.size) < share)
        self.institution |= homes
        self.placed[homes] = True
        with_child = (state == ALONE) & unmarried & ~homes & (self.rng.random(self.age.size) < rate["elder_with_child"])
        elders = np.flatnonzero(with_child)
        self._join(elders, self.wives, self.age[elders] - 28, spread=4.0, role=ELDER)
        return np.flatnonzero((state == ALONE) & ~self.placed), homes

    def give_children(self, state: NDArray[np.uint8], rate: dict[str, Any]) -> None:
        """Children to couples and lone parents; part of unmarried adults to the household they grew up in."""
        share = rate["household"]
        minor = np.flatnonzero(self.age < ADULT)
        draw = self.rng.random(minor.size)
        to_mother = draw < share["lone_mother_children"]
        to_father = ~to_mother & (draw < share["lone_mother_children"] + share["lone_father_children"])
        lone = (state == ALONE) & ~self.placed & (self.age >= 20)
        mothers = np.flatnonzero(lone & (self.people.sex == 1))
        fathers = np.flatnonzero(lone & (self.people.sex == 0))
        self._children(minor[to_mother], mothers)
        self._children(minor[to_father], fathers)
        self._children(minor[~to_mother & ~to_father], self.wives)
        adult = (state == NEVER) & ~self.placed & (self.age >= ADULT)
        home = adult & (self.rng.random(self.age.size) < _by_age(rate["home"], "share", self.people.age))
        grown = np.flatnonzero(home)
        old_mothers = mothers[self.age[mothers] >= 42]
        to_lone = self.rng.random(grown.size) < share["grown_with_lone_mother"]
        self._children(grown[to_lone], old_mothers)
        self._children(grown[~to_lone], self.wives)

    def _children(self, children: Ints, parents: Ints) -> None:
        """To parents of a likely age; those who would be one too many in a home go to couples."""
        self._join(children, parents, self.age[children] + 31, spread=4.6, role=CHILD)
        for spread in (6.0, 9.0, 12.0, 15.0):
            many = self._too_many(children)
            self._join(many, self.wives, self.age[many] + 31, spread=spread, role=CHILD)

    def _too_many(self, children: Ints) -> Ints:
        """Those of the children who come after the fourth in their home."""
        roots = self.root[children]
        order = np.argsort(roots, kind="stable")
        starts = np.searchsorted(roots[order], roots[order], "left")
        return children[order[np.arange(order.size) - starts >= MOST_CHILDREN]]

    def _join(self, who: Ints, hosts: Ints, wanted_age: Ints, *, spread: float, role: int) -> None:
        """Let each join a host whose age comes near the wanted one (drawn with the spread)."""
        if hosts.size == 0 or who.size == 0:
            return
        ordered = hosts[np.argsort(self.age[hosts], kind="stable")]
        ages = self.age[ordered]
        target = np.rint(wanted_age + self.rng.normal(0, spread, who.size))
        low, high = np.searchsorted(ages, target, "left"), np.searchsorted(ages, target, "right")
        low, high = np.where(high > low, low, 0), np.where(high > low, high, hosts.size)  # no such age: anyone
        host = ordered[low + np.floor(self.rng.random(who.size) * (high - low)).astype(np.int64)]
        plausible = self.age[host] - self.age[who] >= 16 if role == CHILD else self.age[who] - self.age[host] >= 16
        plausible |= self.age[who] < ADULT  # nobody under age lives alone, however odd the parent's age
        self.root[who[plausible]] = self.root[host[plausible]]
        self.role[who[plausible]] = role
        self.placed[who[plausible]] = True

    def settle(self, others: Ints, rate: dict[str, Any], homes: Flags) -> None:
        """A few singles share a flat; the rest live alone (or head the household of their children)."""
        taken = np.zeros(self.root.size, dtype=bool)
        taken[self.root[self.placed & ~homes]] = True
        alone = np.flatnonzero(~self.placed & ~taken & (self.age >= ADULT))
        alone = self.rng.permutation(np.union1d(alone, others[~taken[others] & ~self.placed[others]]))
        lodgers = int(alone.size * rate["lodger"])
        if alone.size > 2 * lodgers > 0:
            guests, hosts = alone[:lodgers], alone[lodgers : 2 * lodgers]
            self.root[guests] = hosts
            self.role[guests] = LODGER

    def finish(self, rate: dict[str, Any]) -> Households:
        """Number the households in random order."""
        roots, of = np.unique(self.root, return_inverse=True)
        number = self.rng.permutation(roots.size)
        household = number[of]
        elders = np.bincount(household, weights=self.role == ELDER, minlength=roots.size)
        institution = np.zeros(roots.size, dtype=bool)
        institution[household[self.institution]] = True
        return Households(
            of=household,
            role=self.role,
            elder_head=(elders == 1) & (self.rng.random(roots.size) < rate["elder_is_head"]),
            wife_head=self.rng.random(roots.size) < rate["couple_with_wife_as_head"],
            elder_of_wife=self.rng.random(roots.size) < rate["elder_of_wife"],
            institution=institution,
        )

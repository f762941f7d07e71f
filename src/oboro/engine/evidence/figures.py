"""Risk and utility, before and after, from the classes alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Classes, Floats, Ints, Ladder
from oboro.engine.risk.population import population_uniques
from oboro.engine.risk.reidentification import outsider, prosecutor
from oboro.engine.risk.uniqueness import intrinsic, sample_uniques, special_uniques

PAIR_CELLS = 250_000
"""Pairs of columns with more cells are not compared."""

SPECIAL_RECORDS = 200_000
"""With more records, special uniques are not sought."""


def risk(
    base: Classes,
    made: Classes,
    ladders: Sequence[Ladder],
    *,
    population: int | None,
    untreated: Classes | None = None,
    linked: bool = False,
) -> dict[str, Any]:
    """Who could be found, in the source and in the table.

    Args:
        base: the classes of the source at the finest level.
        made: the classes of the written rows.
        ladders: of the quasi-identifiers.
        population: how many people the table's people were drawn from; None when it holds them all.
        untreated: the classes of the source as it came, where steps have changed it.
        linked: whether surrogates are written, which can lead from one record of a person to his others.
    """
    told: dict[str, Any] = {
        "before": _found(base if untreated is None else untreated, population),
        "after": _found(made, population),
    }
    if linked:
        told["after"] |= {"linked": _linked(made)}
    told["population"] = {"people": population}
    if population:
        told["population"] |= asdict(population_uniques(made.persons, population=population))
        fraction = min(1.0, base.total_persons() / population)
        pairs = int((base.persons == 2).sum())
        told["population"]["unique_match"] = _rounded(intrinsic(sample_uniques(base.persons), pairs, fraction=fraction))
    told["special"] = _special(base, ladders)
    return told


def utility(base: Classes, made: Classes, ladders: Sequence[Ladder], levels: Mapping[str, int]) -> dict[str, Any]:
    """What the data are still good for: distances of marginals and pairs, entropy lost, discernibility, class size.

    The distances are half the L1 distance between the source's distribution and the table's, the share of a coarser
    value being spread evenly over the values it stands for. 0 is untouched, 1 is all lost. (Entropy: De Waal,
    Willenborg 1999. Netherlands Official Statistics 14. Discernibility: Bayardo, Agrawal 2005. ICDE.)
    """
    records, kept = int(base.records.sum()), int(made.records.sum())
    spread = [_spread(ladder, levels[ladder.column]) for ladder in ladders]
    columns = {
        ladder.column: {
            "distance": _rounded(_distance([place], base, made, spread)),
            "entropy_lost": _rounded(_entropy_lost(base, ladder, place, levels[ladder.column])),
        }
        for place, ladder in enumerate(ladders)
    }
    pairs = [
        {
            "columns": [ladders[one].column, ladders[two].column],
            "distance": _rounded(_distance([one, two], base, made, spread)),
        }
        for one, two in combinations(range(len(ladders)), 2)
        if len(ladders[one].labels[0]) * len(ladders[two].labels[0]) <= PAIR_CELLS
    ]
    return {
        "columns": columns,
        "pairs": pairs,
        "discernibility": int((made.records**2).sum()) + (records - kept) * records,
        "average_class": _rounded(kept / max(len(made), 1)),
        "kept_records": _rounded(kept / max(records, 1)),
    }


# --- private -----------------------------------------------------------------------------------------------------


def _found(classes: Classes, population: int | None) -> dict[str, Any]:
    inside, outside = prosecutor(classes), outsider(classes, population=population)
    persons = classes.persons
    return {
        "persons": int(classes.total_persons()),
        "prosecutor_highest": _rounded(inside.highest),
        "prosecutor_average": _rounded(inside.average),
        "journalist_highest": _rounded(outside.highest),
        "marketer": _rounded(outside.average),
        "unique": sample_uniques(persons),
        "smallest": int(persons.min(initial=1 << 62)) if len(persons) else 0,
        "sizes": _sizes(persons),
    }


def _linked(classes: Classes) -> dict[str, int]:
    """Persons by the set of classes they stand in, which is what a reader sees who can tell one person's rows.

    Each class large enough, the sets can still be of one person each. A set is told by the sum of its classes' random
    numbers; how many rows somebody has in a class is left out, so that who is alone here is alone at least.
    """
    marks = np.random.default_rng(0).integers(0, 1 << 64, len(classes), dtype=np.uint64)
    tally = classes.tally
    several = np.zeros(tally.persons, dtype=np.uint64)
    np.add.at(several, tally.shared_persons, marks[tally.shared_cells])
    several = several[np.unique(tally.shared_persons)]
    sets, place = np.unique(np.concatenate([marks[tally.cells], several]), return_inverse=True)
    persons = np.concatenate([tally.weights, np.ones(len(several), dtype=np.int64)])
    sizes = np.bincount(place.ravel(), persons, len(sets)).astype(np.int64)
    sizes = sizes[sizes > 0]
    return {"smallest": int(sizes.min(initial=1 << 62)) if len(sizes) else 0, "alone": sample_uniques(sizes)}


def _sizes(persons: Ints) -> list[dict[str, int]]:
    """How many persons share their class with how many."""
    ends = [1, 2, 3, 5, 10, 20, 50, 100, 1 << 60]
    found = []
    for low, high in zip([0, *ends[:-1]], ends, strict=True):
        inside = (persons > low) & (persons <= high)
        found.append({"from": low + 1, "to": high if high < 1 << 60 else 0, "persons": int(persons[inside].sum())})
    return found


def _special(base: Classes, ladders: Sequence[Ladder]) -> dict[str, Any]:
    if not ladders:
        return {"records": 0, "columns": {}, "largest": 0}
    records = int(base.records.sum())
    if records > SPECIAL_RECORDS:
        return {"records": None, "columns": {}, "largest": 0}
    largest = min(len(ladders), 3 if len(ladders) > 12 else 6)
    found = special_uniques(np.repeat(base.groups, base.records, axis=0), most=largest)
    columns = {ladder.column: _rounded(float(share)) for ladder, share in zip(ladders, found.shares, strict=True)}
    return {"records": found.records, "columns": columns, "largest": largest}


def _spread(ladder: Ladder, level: int) -> Floats:
    """Base codes × groups: the share of a group's people that each base code gets."""
    groups = ladder.groups[level]
    width = len(ladder.labels[level])
    shares = np.zeros((len(groups), width))
    shares[np.arange(len(groups)), groups] = 1.0
    shares[:, shares.sum(axis=0) == 0] = 1.0  # a cell that was blanked may be anything
    return np.asarray(shares / np.maximum(shares.sum(axis=0), 1.0))


def _distance(places: Sequence[int], base: Classes, made: Classes, spread: Sequence[Floats]) -> float:
    before = _joint(places, base, [len(spread[place]) for place in places])
    after = _joint(places, made, [spread[place].shape[1] for place in places])
    if not after.sum():
        return 1.0
    moved = spread[places[0]] @ after
    if len(places) == 2:
        moved = moved @ spread[places[1]].T
    return float(np.abs(before / before.sum() - moved / after.sum()).sum()) / 2


def _joint(places: Sequence[int], classes: Classes, widths: Sequence[int]) -> Floats:
    columns = [classes.groups[:, place] for place in places]
    if len(places) == 1:
        counts = np.bincount(columns[0], classes.records, widths[0])
    else:
        counts = kernels.crossed(*columns, classes.records, *widths)
    return np.asarray(counts, dtype=np.float64)


def _entropy_lost(base: Classes, ladder: Ladder, place: int, level: int) -> float:
    """The share of the column's entropy that the level takes away (non-uniform entropy)."""
    often = np.bincount(base.groups[:, place], base.records, len(ladder.groups[0]))
    grouped = np.bincount(ladder.groups[level], often, len(ladder.labels[level]))[ladder.groups[level]]
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.nansum(often * np.log(np.where(often > 0, grouped / often, 1.0)))
        whole = np.nansum(often * np.log(np.where(often > 0, often.sum() / often, 1.0)))
    return float(lost / whole) if whole > 0 else 0.0


def _rounded(number: float) -> float:
    return round(float(number), 6)

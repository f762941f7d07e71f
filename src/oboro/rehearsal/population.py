"""Persons of an area: exact counts by sex and five-year age group, then single years and birthdays."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from oboro.kernel.errors import UsageError
from oboro.rehearsal.tables import BANDS, Area

EPOCH = date(1970, 1, 1)
CENTENARIANS = 100
SURVIVAL = 0.62  # share of those of one age over 100 who reach the next; thins out the open group


@dataclass(frozen=True)
class Born:
    """Sex, age and day of birth of every person of one area; arrays of one length.

    Attributes:
        sex: 0 men, 1 women.
        age: completed years on the day of the register.
        birth: day of birth, in days since 1 January 1970.
    """

    sex: NDArray[np.uint8]
    age: NDArray[np.uint8]
    birth: NDArray[np.int32]


def apportion(counts: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """Scale whole counts to a total by largest remainders; ties go to the earlier cell.

    With `total` equal to the sum, the counts come back unchanged.

    Raises:
        UsageError: there is nothing to scale.
    """
    flat = counts.ravel()
    whole = int(flat.sum())
    if whole == 0:
        raise UsageError("この市区町村には2020年国勢調査で住民がいません。", hint="別の市区町村を指定してください。")
    shares = [divmod(int(count) * total, whole) for count in flat]
    result = np.array([quotient for quotient, _ in shares], dtype=np.int64)
    remainders = np.array([remainder for _, remainder in shares], dtype=object)
    order = sorted(range(len(shares)), key=lambda i: (-remainders[i], i))
    for i in order[: total - int(result.sum())]:
        result[i] += 1
    return result.reshape(counts.shape)


def people_per_part(parts: tuple[Area, ...], people: int | None) -> list[NDArray[np.int64]]:
    """Counts by sex and age group of each part, together `people` (None: as counted)."""
    counts = np.stack([part.counts for part in parts])
    return list(counts if people is None else apportion(counts, people))


def born(counts: NDArray[np.int64], *, on: date, rng: np.random.Generator) -> Born:
    """Persons whose sex and age group on the given day are exactly `counts`, in random order."""
    sex = np.repeat(np.array([0, 1], dtype=np.uint8), counts.sum(axis=1))
    ages = [_ages(counts[s, band], band, counts[s], rng) for s in (0, 1) for band in range(BANDS)]
    age = np.concatenate(ages).astype(np.uint8)
    order = rng.permutation(sex.size)
    sex, age = sex[order], age[order]
    return Born(sex=sex, age=age, birth=_birthdays(age, on=on, rng=rng))


def _ages(n: int, band: int, counts: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Single years within one group, sloped towards the fuller neighbour."""
    if band == BANDS - 1:
        return CENTENARIANS + np.minimum(rng.geometric(1 - SURVIVAL, size=n) - 1, 15)
    before, after = counts[max(band - 1, 0)], counts[min(band + 1, BANDS - 1)]
    slope = (int(after) - int(before)) / max(2 * int(counts[band]), 1)
    weights = np.clip(1 + slope * np.arange(-2, 3) / 5, 0.1, 1.9)
    return 5 * band + rng.choice(5, size=n, p=weights / weights.sum())


def _birthdays(age: NDArray[np.uint8], *, on: date, rng: np.random.Generator) -> NDArray[np.int32]:
    """A day for each age: after the birthday `age + 1` years back, up to the one `age` years back."""
    years = np.arange(int(age.max()) + 2)
    edges = np.array([(_years_back(on, int(y)) - EPOCH).days for y in years], dtype=np.int64)
    latest, earliest = edges[age], edges[age.astype(np.int64) + 1] + 1
    return (earliest + np.floor(rng.random(age.size) * (latest - earliest + 1)).astype(np.int64)).astype(np.int32)


def _years_back(on: date, years: int) -> date:
    """The latest day on which somebody was born who has completed `years` years on `on`."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February in a common year: those born on 28 February have had their birthday
        return on.replace(year=on.year - years, day=28)

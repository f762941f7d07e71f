"""Names by chance: a surname per household by frequency, a given name by sex and year of birth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oboro.rehearsal.population import Born
from oboro.rehearsal.tables import ForeignNames, GivenNames, foreign_names, given_names, surnames

Ints = NDArray[np.int64]

OLDEST, STEP, SPREAD = 1905, 5, 11.0  # years of birth in steps; how long a name stays in fashion
VARIANTS = str.maketrans("高崎", "髙﨑")  # letters that CP932 has and JIS X 0208 lacks
VARIANT_SHARE = 0.06


@dataclass(frozen=True)
class Names:
    """Chosen entries of the name tables, one per person.

    Attributes:
        surname: entry of the surname table.
        given: entry of the given-name table of the person's sex.
        variant: the surname is written with 髙 or 﨑 where it can be.
        nationality: entry of the foreign names, or -1 for Japanese nationals.
    """

    surname: Ints
    given: Ints
    variant: NDArray[np.bool_]
    nationality: NDArray[np.int8]


def draw(weights: NDArray[np.float64], size: int, rng: np.random.Generator) -> Ints:
    """Indices by weight; as numpy's choice, but one pass over sorted cumulative weights."""
    edges = np.cumsum(weights)
    chosen: Ints = np.minimum(np.searchsorted(edges, rng.random(size) * edges[-1], "right"), weights.size - 1)
    return chosen


def household_surnames(count: int, rng: np.random.Generator) -> Ints:
    return draw(surnames().shares, count, rng)


def given(people: Born, birth_year: Ints, rng: np.random.Generator) -> Ints:
    """A given name for each person, in fashion around the year of birth."""
    result = np.zeros(people.sex.size, dtype=np.int64)
    step = np.maximum((birth_year - OLDEST) // STEP, 0)
    for sex in (0, 1):
        table = given_names("MF"[sex])
        for number in np.unique(step[people.sex == sex]):
            chosen = np.flatnonzero((people.sex == sex) & (step == number))
            result[chosen] = draw(_fashion(table, OLDEST + STEP * int(number) + 2), chosen.size, rng)
    return result


def _fashion(table: GivenNames, year: int) -> NDArray[np.float64]:
    distance = (table.peak_year - max(min(year, 2018), 1928)) / SPREAD
    weights: NDArray[np.float64] = table.weight * np.exp(-0.5 * distance * distance) + 1e-4
    return weights


def written(names: Names, sex: NDArray[np.uint8]) -> tuple[list[str], list[str]]:
    """Names as registered (kanji, or Latin letters for foreign nationals) and their readings in katakana."""
    table = surnames()
    family, reading = table.names[names.surname], table.kana[names.surname]
    for i in np.flatnonzero(names.variant).tolist():
        family[i] = family[i].translate(VARIANTS)
    men, women = given_names("M"), given_names("F")
    own, own_kana = men.names[names.given % men.names.size], men.kana[names.given % men.kana.size]
    female = sex == 1
    own[female], own_kana[female] = women.names[names.given[female]], women.kana[names.given[female]]
    full, kana = (family + "　" + own).tolist(), (reading + "　" + own_kana).tolist()
    for i in np.flatnonzero(names.nationality >= 0).tolist():
        entry = foreign_names()[int(names.nationality[i])]
        full[i], kana[i] = foreign(entry, int(names.surname[i]), int(names.given[i]), int(sex[i]))
    return full, kana


def foreign(entry: ForeignNames, surname: int, own: int, sex: int) -> tuple[str, str]:
    """A foreign national's name in Latin letters and katakana."""
    family, parts = entry.family[surname % len(entry.family)], entry.given[sex]
    part = parts[own % len(parts)]
    return f"{family[0]} {part[0]}", f"{family[1]}　{part[1]}"


def nationalities(count: int, share: float, rng: np.random.Generator) -> NDArray[np.int8]:
    """Nationality of each household: -1 Japanese, else an entry of the foreign names."""
    weights = np.array([entry.share for entry in foreign_names()])
    chosen = draw(weights, count, rng).astype(np.int8)
    chosen[rng.random(count) >= share] = -1
    return chosen


def nationality_names() -> NDArray[np.object_]:
    """Labels to be indexed by nationality; -1 reads the last, Japan."""
    return np.array([*(entry.nationality for entry in foreign_names()), "日本"], dtype=object)

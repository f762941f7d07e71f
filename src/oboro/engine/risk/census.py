"""The table held against everybody of its area: how many people of the census share what it says of sex and age.

What an outsider meets is the population, not the file. Of other columns the census table says nothing, so these
figures are for one who knows sex, age and area alone. (総務省統計局「令和2年国勢調査」; see data/SOURCES.toml.)
"""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from oboro.engine.equivalence import Floats, Ints
from oboro.engine.risk.reader import span_of
from oboro.engine.table import MISSING
from oboro.kernel.errors import RecipeInvalid

BANDS = 21
OLDEST = 105
_SEXES = {"男": 0, "男性": 0, "1": 0, "M": 0, "MALE": 0, "女": 1, "女性": 1, "2": 1, "F": 1, "FEMALE": 1}


@dataclass(frozen=True)
class Crowd:
    """How the table's people stand in the population of their area.

    Attributes:
        area: the code of the area.
        people: its people of known age in the census.
        smallest: the fewest people of the population that a cell of the table speaks of.
        highest, average: chance of the right person, of the person most at risk and over all.
        unread: people of the table whose label of sex or age could not be read as such.
    """

    area: str
    people: int
    smallest: int
    highest: float
    average: float
    unread: int


def crowd(sexes: Sequence[str] | None, ages: Sequence[str] | None, persons: Ints, *, area: str) -> Crowd:
    """Hold the classes of a table against the census.

    Args:
        sexes: per class the label of its sex, or None where the table does not tell.
        ages: likewise the label of its age.
        persons: per class the persons of the table.
        area: five or six digits; 00000 is the country, the prefecture's two digits and 000 a prefecture.

    Raises:
        RecipeInvalid: an area that the census table does not have.
    """
    counts = people_of(area)
    size = len(persons)
    by_age = [_ages(label) for label in ages] if ages is not None else [np.ones(OLDEST)] * size
    by_sex = [_sex(label) for label in sexes] if sexes is not None else [np.ones(2)] * size
    read = np.array([a is not None and s is not None for a, s in zip(by_age, by_sex, strict=True)], dtype=bool)
    there = np.array(
        [
            float(s @ counts @ a) if a is not None and s is not None else np.nan
            for a, s in zip(by_age, by_sex, strict=True)
        ]
    )
    held, people = persons[read], np.maximum(there[read], persons[read])
    if not len(held):
        return Crowd(area, round(float(counts.sum())), 0, 0.0, 0.0, int(persons.sum()))
    return Crowd(
        area,
        round(float(counts.sum())),
        round(float(people.min())),
        float(1 / people.min()),
        float((held / people).sum() / held.sum()),
        int(persons[~read].sum()),
    )


@lru_cache(maxsize=8)
def people_of(area: str) -> Floats:
    """Men and women of an area by single year of age, each five-year group spread evenly; shape (2, OLDEST)."""
    content = gzip.decompress(files("oboro.engine").joinpath("data", "census_age_sex.csv.gz").read_bytes())
    found = [row for row in csv.reader(io.StringIO(content.decode())) if row[0] == area[:5]]
    if len(found) != 2:
        raise RecipeInvalid(
            "[evidence]のcensusのareaに当たる市区町村が、国勢調査の表にありません。",
            hint="5桁か6桁の全国地方公共団体コードで書いてください。都道府県は「13000」、全国は「00000」です。",
        )
    bands = np.array([[int(number) for number in row[2 : 2 + BANDS]] for row in found], dtype=np.float64)
    return np.repeat(bands / 5, 5, axis=1)


# --- private -----------------------------------------------------------------------------------------------------


def _sex(label: str) -> Floats | None:
    if label in {MISSING, "*"}:
        return np.ones(2)
    place = _SEXES.get(label.upper())
    return None if place is None else np.eye(2)[place]


def _ages(label: str) -> Floats | None:
    if label in {MISSING, "*"}:
        return np.ones(OLDEST)
    span = span_of(label) or span_of(f"{label}-{label}")
    if span is None:
        return None
    inside = np.zeros(OLDEST)
    inside[span.among(np.arange(OLDEST), np.arange(OLDEST, dtype=np.float64))] = 1.0
    return inside if inside.any() else None

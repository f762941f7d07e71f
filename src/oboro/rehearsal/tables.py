"""The packaged tables: areas with their census counts, towns, postal prefixes, names, rates.

Origin, licence, date and digest of each file stand in `data/SOURCES.toml`. Nothing here is read from the network.
"""

import csv
import gzip
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oboro.kernel.errors import UsageError

BANDS = 21  # five-year age groups 0-4 … 95-99, and 100 and over
COUNTED = "MF"


@dataclass(frozen=True)
class Area:
    """A municipality or a ward of a designated city, as counted on 1 October 2020.

    Attributes:
        code: the six digits of the municipality code, check digit included.
        counts: persons by sex (row 0 men, row 1 women) and five-year age group, shape (2, 21).
        age_unknown: persons of unknown age, who are in no group.
    """

    code: str
    kind: str
    region: str
    prefecture: str
    name: str
    counts: NDArray[np.int64]
    age_unknown: int

    @property
    def persons(self) -> int:
        """Persons of known age."""
        return int(self.counts.sum())

    @property
    def full_name(self) -> str:
        return self.prefecture + self.name


def _text(name: str) -> str:
    content = files("oboro.rehearsal").joinpath("data", name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(_text(name))))


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """All 1,916 municipalities and wards, in the order of their codes."""
    return tuple(_area(row) for row in _rows("areas.csv.gz"))


def _area(row: dict[str, str]) -> Area:
    numbers = [int(text) for text in list(row.values())[5:]]
    men, women = numbers[: BANDS + 1], numbers[BANDS + 1 :]
    return Area(
        code=row["code"],
        kind=row["kind"],
        region=row["region"],
        prefecture=row["prefecture"],
        name=row["name"],
        counts=np.array([men[:BANDS], women[:BANDS]], dtype=np.int64),
        age_unknown=men[BANDS] + women[BANDS],
    )


def find_area(wanted: str) -> Area:
    """The municipality of a code (5 or 6 digits), a name, or a prefecture with a name.

    Raises:
        UsageError: no municipality is called so, or several are.
    """
    found = [a for a in areas() if wanted in {a.code, a.code[:5], a.full_name}]
    found = found or [a for a in areas() if a.name == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{a.full_name}（{a.code}）" for a in found)
        raise UsageError(
            f"「{wanted}」という市区町村は複数あります。",
            hint=f"都道府県名を付けるか、コードで指定してください: {names}",
        )
    raise UsageError(
        f"「{wanted}」という市区町村はありません。",
        hint="市区町村名（例: 東村山市）か、6桁の全国地方公共団体コードで指定してください。",
    )


def parts_of(area: Area) -> tuple[Area, ...]:
    """The wards of a designated city, else the area itself."""
    wards = tuple(
        a
        for a in areas()
        if a.kind == "designated-city-ward" and a.prefecture == area.prefecture and a.name.startswith(area.name)
    )
    return wards if area.kind == "city" and wards else (area,)


@lru_cache(maxsize=1)
def homes_before() -> tuple[Area, ...]:
    """Areas that somebody can have moved from: wards in place of the cities they make up."""
    cities = {a.code for a in areas() if parts_of(a) != (a,)}
    return tuple(a for a in areas() if a.code not in cities)


def towns(area: Area) -> tuple[str, ...]:
    """Names of the towns (町字) of one area, in the order of the source."""
    names = _town_lines().get(area.code)
    return tuple(names.split("\t")) if names else (area.name,)


@lru_cache(maxsize=1)
def _town_lines() -> dict[str, str]:
    """The names of an area's towns as one line, by its code: they are split only for the areas asked for."""
    lines = (line.partition("\t") for line in _text("towns.tsv.gz").splitlines())
    return {code: names for code, _, names in lines}


def postal_prefixes(area: Area) -> tuple[tuple[str, int], ...]:
    """Three-digit postal prefixes of one area with the number of entries under each."""
    return tuple((r["prefix"], int(r["rows"])) for r in _rows("postal.csv.gz") if r["code"] == area.code)


@dataclass(frozen=True)
class Surnames:
    names: NDArray[np.object_]
    kana: NDArray[np.object_]
    shares: NDArray[np.float64]


@lru_cache(maxsize=1)
def surnames() -> Surnames:
    """1,999 surnames with the share of each among the bearers of these surnames."""
    rows = list(_rows("surnames.csv.gz"))
    persons = np.array([int(r["persons"]) for r in rows], dtype=np.float64)
    return Surnames(
        names=np.array([r["surname"] for r in rows], dtype=object),
        kana=np.array([r["kana"] for r in rows], dtype=object),
        shares=persons / persons.sum(),
    )


@dataclass(frozen=True)
class GivenNames:
    names: NDArray[np.object_]
    kana: NDArray[np.object_]
    peak_year: NDArray[np.float64]
    weight: NDArray[np.float64]


@lru_cache(maxsize=2)
def given_names(sex: str) -> GivenNames:
    """Given names of one sex ("M" or "F") with the year in which each was most given, roughly."""
    rows = [r for r in _rows("given_names.csv.gz") if r["sex"] == sex]
    return GivenNames(
        names=np.array([r["name"] for r in rows], dtype=object),
        kana=np.array([r["kana"] for r in rows], dtype=object),
        peak_year=np.array([float(r["peak_year"]) for r in rows]),
        weight=np.array([float(r["weight"]) for r in rows]),
    )


@dataclass(frozen=True)
class ForeignNames:
    """Parts of names of one nationality, each as (Latin letters, katakana)."""

    nationality: str
    share: float
    family: tuple[tuple[str, str], ...]
    given: tuple[tuple[tuple[str, str], ...], ...]  # men's, women's


@lru_cache(maxsize=1)
def foreign_names() -> tuple[ForeignNames, ...]:
    rows = list(_rows("foreign_names.csv"))
    shares = {r["nationality"]: float(r["share"]) for r in rows}

    def parts(nationality: str, part: str) -> tuple[tuple[str, str], ...]:
        return tuple((r["latin"], r["kana"]) for r in rows if (r["nationality"], r["part"]) == (nationality, part))

    return tuple(
        ForeignNames(n, share, parts(n, "family"), (parts(n, "male"), parts(n, "female")))
        for n, share in shares.items()
    )


@lru_cache(maxsize=1)
def rates() -> dict[str, Any]:
    """Approximate rates that shape households and attributes."""
    return tomllib.loads(_text("rates.toml"))

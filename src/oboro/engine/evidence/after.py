"""What is measured once the table is written: against the source, the census, households and earlier releases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from oboro.engine.asked import Census
from oboro.engine.evidence.comparing import compared
from oboro.engine.reading import Exclusion, Source
from oboro.engine.recipe import Recipe
from oboro.engine.risk import rows as readable
from oboro.engine.risk.census import crowd
from oboro.engine.risk.individual import households, individual
from oboro.engine.risk.population import population_uniques
from oboro.engine.risk.releases import together
from oboro.engine.risk.rows import Rows
from oboro.engine.table import Role
from oboro.kernel.errors import ColumnMismatch, SourceUnreadable

MOST_ROWS = 100_000
"""With more records, every n-th by lot is compared."""

Lexicon = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True)
class Made:
    """What is known of a making when its table is written.

    Attributes:
        table: the written file.
        treated: the source after the steps; the source itself where there are none.
        lexicon: per column, what the labels of the written level stand for.
        labels: per quasi-identifier, value → written label; empty where a value may have several.
        promised: the k promised.
    """

    table: Source
    treated: Source
    lexicon: Lexicon
    labels: Mapping[str, Mapping[str, str]]
    promised: int


def afterwards(recipe: Recipe, made: Made, *, exclude: Exclusion | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Further figures of risk and of utility.

    Raises:
        ColumnMismatch: a column that the evidence asks for is not in the source.
        SourceUnreadable: an earlier release cannot be read.
    """
    written = [name for name, rule in recipe.columns.items() if _is_compared(rule.role)]
    after = readable.read(made.table, only=written, most=MOST_ROWS)
    before = readable.read(recipe.source, only=written, exclude=exclude, most=MOST_ROWS)
    questions = [one.told() for one in recipe.evidence.questions]
    utility = {"written": compared(before, after, lexicon=made.lexicon, questions=questions)}
    risk: dict[str, Any] = {}
    if recipe.evidence.census:
        risk["census"] = _census(recipe.evidence.census, readable.read(made.table), recipe)
    several = recipe.source.person is not None and recipe.evidence.population is not None
    if (recipe.evidence.household or recipe.evidence.earlier or several) and made.labels:
        excluded = exclude if made.treated is recipe.source else None
        people, classes = _people(recipe, made, excluded)
        if recipe.evidence.household:
            risk["households"] = _households(recipe, people, classes)
        if several:
            risk["population"] = _population(classes, int(recipe.evidence.population or 0))
        risk["earlier"] = [_earlier(recipe, made, place, people, classes) for place in recipe.evidence.earlier]
    return risk, utility


# --- private -----------------------------------------------------------------------------------------------------


def _is_compared(role: Role) -> bool:
    return not role.is_dropped and role is not Role.PSEUDONYM


def _people(recipe: Recipe, made: Made, exclude: Exclusion | None) -> tuple[Rows, list[tuple[str, ...]]]:
    """The people who stand in the table, one row each, and the labels of their class."""
    names = [*made.labels, *recipe.evidence.reads]
    person = recipe.source.person
    found = readable.read(made.treated, only=names, one_of=person, exclude=exclude)
    if lacking := [name for name in names if name not in found.names]:
        raise ColumnMismatch(f"[evidence]が挙げる列が{recipe.source.path.name}にありません: {'、'.join(lacking)}")
    quasi = [name for name in found.names if name in made.labels]
    held = set(zip(*(readable.read(made.table, only=quasi).values(name) for name in quasi), strict=True))
    labels = [[made.labels[name].get(value, "") for value in found.values(name)] for name in quasi]
    classes = list(zip(*labels, strict=True))
    kept = [place for place, one in enumerate(classes) if one in held]
    return Rows(found.names, [found.rows[place] for place in kept]), [classes[place] for place in kept]


def _population(classes: Sequence[tuple[str, ...]], people: int) -> dict[str, Any]:
    """Estimated from one record of each person, because the estimators know one class for each."""
    sizes = np.array(list(Counter(classes).values()), dtype=np.int64)
    return {"people": people, **asdict(population_uniques(sizes, population=people))}


def _households(recipe: Recipe, people: Rows, classes: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    often = Counter(classes)
    place = {one: number for number, one in enumerate(often)}
    population = recipe.evidence.population
    fraction = min(1.0, len(people) / population) if population else 1.0
    risks = individual(np.array(list(often.values()), dtype=np.int64), fraction=fraction)
    of_class = np.array([place[one] for one in classes], dtype=np.int64)
    _, keys = np.unique(np.array(people.values(str(recipe.evidence.household)), dtype=object), return_inverse=True)
    found = households(keys.astype(np.int64), of_class, risks[of_class])
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in asdict(found).items()}


def _census(asked: Census, table: Rows, recipe: Recipe) -> dict[str, Any]:
    for name in (asked.sex, asked.age):
        if name is not None and (name not in table.names or name not in recipe.of(Role.QUASI)):
            raise ColumnMismatch(f"[evidence]のcensusの列「{name}」は、書き出す役割quasiの列ではありません。")
    columns = [table.values(name) if name else [""] * len(table) for name in (asked.sex, asked.age)]
    often = Counter(zip(*columns, strict=True))
    sexes, ages = zip(*often, strict=True) if often else ((), ())
    persons = np.array(list(often.values()), dtype=np.int64)
    found = crowd(
        list(sexes) if asked.sex else None, list(ages) if asked.age else None, persons, area=asked.area
    )  # fmt: skip
    return {**asdict(found), "columns": [name for name in (asked.sex, asked.age) if name]}


def _earlier(
    recipe: Recipe, made: Made, place: str, people: Rows, classes: Sequence[tuple[str, ...]]
) -> dict[str, Any]:
    folder = recipe.base / place
    table = folder / "data.csv" if folder.is_dir() else folder
    try:
        earlier = readable.read(
            Source(table, spaces_are_missing=recipe.source.spaces_are_missing), only=list(made.labels)
        )
    except SourceUnreadable as error:
        raise SourceUnreadable(
            "[evidence]のearlierにある、前に提供した表を読めません。",
            hint="結果のフォルダーかdata.csvを書いてください。",
        ) from error
    found = together(people, classes, earlier, lexicon=made.lexicon, promised=made.promised)
    return {**asdict(found), "columns": list(found.columns), "unread": round(found.unread, 6), "rows": len(earlier)}

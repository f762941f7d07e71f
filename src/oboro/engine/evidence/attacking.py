"""The attacks on what a recipe makes, with a real control group.

Half of the people, drawn by the seed, are left out; the same recipe, its levels fixed, makes a table of the others; the
attacks try it, and are tried on those left out as well. The table that is attacked holds half of the people and is
therefore no safer than the one that is delivered.
"""

import csv
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from oboro.engine.asked import Evidence
from oboro.engine.evidence.model import trained
from oboro.engine.reading import Exclusion, Source, header, records
from oboro.engine.recipe import Recipe
from oboro.engine.risk import rows as attackers_rows
from oboro.engine.risk.attacks import bench
from oboro.engine.table import Role
from oboro.kernel.errors import GoalUnreachable, SourceError

FEWEST = 20
"""A rehearsal with fewer rows or people says nothing."""

Lexicon = Mapping[str, Mapping[str, frozenset[str]]]


def attacked(
    recipe: Recipe,
    levels: Mapping[str, int],
    *,
    exclude: Exclusion | None,
    scratch: Path,
    lexicon: Lexicon,
    make: Callable[[Recipe, Path], object],
) -> dict[str, Any]:
    """Try all attacks on a rehearsal of the recipe.

    Args:
        recipe: what is made.
        levels: the levels the search has chosen.
        exclude: records that are not used at all.
        scratch: a folder for the halves and the rehearsal's table.
        lexicon: per column, what the labels of its level stand for.
        make: makes a recipe's table in a folder.
    """
    inside, outside = scratch / "inside.csv", scratch / "outside.csv"
    _halved(recipe, exclude, inside, outside)
    search = recipe.search
    if search.method in {"exact", "levels"}:
        search = replace(search, method="levels", levels=dict(levels))
    rehearsed = replace(
        recipe,
        source=Source(inside, person=recipe.source.person),
        search=replace(search, suppression_limit=Fraction(1)),
        evidence=Evidence(),
    )
    try:
        make(rehearsed, scratch / "rehearsal")
    except (GoalUnreachable, SourceError):
        return {"reason": "半分の人数では、同じ手順の表を作れませんでした。"}
    return _tried(recipe, scratch / "rehearsal" / "data.csv", inside, outside, lexicon)


# --- private -----------------------------------------------------------------------------------------------------


def _halved(recipe: Recipe, exclude: Exclusion | None, inside: Path, outside: Path) -> None:
    source, names = recipe.source, header(recipe.source)
    person = None if source.person is None else names.index(source.person)
    key_at = None if exclude is None or exclude.column is None else names.index(exclude.column)
    with inside.open("w", encoding="utf-8", newline="") as one, outside.open("w", encoding="utf-8", newline="") as two:
        writers = [csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL) for file in (one, two)]
        for writer in writers:
            writer.writerow(names)
        for number, (_, fields) in enumerate(records(source), start=1):
            key = str(number) if key_at is None else fields[key_at]
            if exclude is not None and key in exclude.keys:
                continue
            owner = str(number) if person is None else fields[person]
            drawn = hashlib.sha256(f"{recipe.search.seed}\n{owner}".encode()).digest()[0]
            writers[drawn & 1].writerow(fields)


def _tried(recipe: Recipe, table: Path, inside: Path, outside: Path, lexicon: Lexicon) -> dict[str, Any]:
    names = [name for name, rule in recipe.columns.items() if _is_attacked(rule.role)]
    one_of = recipe.source.person
    made = attackers_rows.read(Source(table), only=names)
    halves = [attackers_rows.read(Source(half, person=one_of), only=names, one_of=one_of) for half in (inside, outside)]
    if min(len(made), *map(len, halves)) < FEWEST:
        return {"reason": f"攻撃を試す表か人が{FEWEST}に足りません。"}
    knows = [name for name in recipe.of(Role.QUASI) if name in made.names]
    tried = bench(
        made, *halves, knows=knows, attempts=recipe.evidence.attacks, seed=recipe.search.seed, lexicon=lexicon
    )
    secrets = _secrets(recipe, made.names)
    models = [one for name in secrets for one in trained(made, *halves, target=name, lexicon=lexicon)]
    return {**tried.told(), "rows": len(made), "models": models}


def _is_attacked(role: Role) -> bool:
    return not role.is_dropped and role is not Role.PSEUDONYM


def _secrets(recipe: Recipe, names: Sequence[str]) -> list[str]:
    return [name for name in (*recipe.of(Role.SENSITIVE), *recipe.of(Role.PLAIN)) if name in names][:3]

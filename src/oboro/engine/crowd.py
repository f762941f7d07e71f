"""The population that a table was taken from, read from its own file and counted by the same columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from oboro.engine.backends.base import Coding
from oboro.engine.equivalence import Classes, plain_tally
from oboro.engine.privacy.population import crowd_key
from oboro.engine.reading import Source, header, records
from oboro.engine.recipe import Recipe
from oboro.kernel.errors import ColumnMismatch, RecipeInvalid

People = Counter[tuple[str, ...]]


def populations(recipe: Recipe, columns: Sequence[str]) -> dict[str, People]:
    """Per population that a model of the recipe names, how many people hold each combination of the columns' values.

    Rows that share the person key are one person with the values of the first of them, where the file has that column.

    Raises:
        ColumnMismatch: a column of the recipe is not in the file.
        RecipeInvalid: a setting of the population that there is not.
    """
    found: dict[str, People] = {}
    for model in recipe.privacy:
        said = getattr(model, "population", None)
        if isinstance(said, Mapping) and crowd_key(said) not in found:
            found[crowd_key(said)] = _people(_source(said, recipe), columns, recipe.source.person)
    return found


def crowd(people: People, codings: Sequence[Coding]) -> Classes:
    """A population as classes at the finest level."""
    together: Counter[tuple[int, ...]] = Counter()  # several spellings of a value share a code
    for row, count in people.items():
        together[tuple(coding.code_of[value] for coding, value in zip(codings, row, strict=True))] += count
    shaped = np.array(list(together), dtype=np.int32).reshape(len(together), len(codings))
    counts = np.array(list(together.values()), dtype=np.int64)
    return Classes(shaped, counts, plain_tally(counts), {})


# --- private -----------------------------------------------------------------------------------------------------


def _source(said: Mapping[str, Any], recipe: Recipe) -> Source:
    known = {"path", "format", "encoding", "delimiter"}
    if set(said) - known or "path" not in said or not all(isinstance(value, str) for value in said.values()):
        raise RecipeInvalid("populationには、path・format・encoding・delimiterを文字で書いてください（pathは必須）。")
    return Source(**{**said, "path": recipe.base / said["path"]})


def _people(source: Source, columns: Sequence[str], person: str | None) -> People:
    names = header(source)
    lacking = [name for name in columns if name not in names]
    if lacking:
        raise ColumnMismatch(f"母集団の表{source.path.name}に、列「{lacking[0]}」がありません。")
    places = [names.index(name) for name in columns]
    key = names.index(person) if person in names else None
    seen: set[str] = set()
    found: People = Counter()
    for _, fields in records(source):
        if key is not None:
            if fields[key] in seen:
                continue
            seen.add(fields[key])
        found[tuple(fields[place] for place in places)] += 1
    return found

"""From what a recipe says to a hierarchy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oboro.engine.hierarchies import tables
from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.hierarchies.dates import date_of_birth
from oboro.engine.hierarchies.intervals import age, intervals
from oboro.engine.hierarchies.municipality import municipality
from oboro.kernel.errors import HierarchyInvalid, RecipeInvalid

BUILT_IN = {
    "age": (age, {"steps", "high", "top"}),
    "date_of_birth": (date_of_birth, {"first", "last", "steps", "age_in"}),
    "interval": (intervals, {"low", "high", "steps", "bottom", "top"}),
    "municipality": (municipality, set[str]()),
}


def hierarchy_of(spec: Mapping[str, Any], *, column: str, base: Path) -> Hierarchy:
    """The hierarchy that `{ file = … }` or `{ name = …, … }` stands for; files are relative to `base`.

    Raises:
        RecipeInvalid: neither file nor a known name, or a setting it does not take.
        HierarchyInvalid: what it names is no hierarchy.
    """
    settings = {key: value for key, value in spec.items() if key not in {"file", "name"}}
    if ("file" in spec) == ("name" in spec):
        raise RecipeInvalid(f"「{column}」の階層には、fileかnameのどちらか一つを書いてください。")
    if "file" in spec:
        _refuse_unknown(settings, {"delimiter", "encoding"}, column)
        return tables.read(base / str(spec["file"]), **settings)
    name = str(spec["name"])
    if name not in BUILT_IN:
        raise RecipeInvalid(f"「{column}」の階層{name}を知りません。", hint=f"使えるもの: {', '.join(BUILT_IN)}")
    make, known = BUILT_IN[name]
    _refuse_unknown(settings, known, column)
    try:
        return make(name, **settings) if make is intervals else make(**settings)  # type: ignore[operator]
    except TypeError as error:
        raise HierarchyInvalid(
            f"「{column}」の階層{name}の設定が足りないか、型が違います。",
            hint=f"設定できるもの: {', '.join(sorted(known))}",
        ) from error


def _refuse_unknown(settings: Mapping[str, Any], known: set[str], column: str) -> None:
    if unknown := sorted(set(settings) - known):
        raise RecipeInvalid(f"「{column}」の階層に知らない設定があります: {', '.join(unknown)}")

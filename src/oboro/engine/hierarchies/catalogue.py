"""From what a recipe says to a hierarchy."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from oboro.engine.hierarchies import coded, tables
from oboro.engine.hierarchies.address import address
from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.hierarchies.classifications import disease, industry
from oboro.engine.hierarchies.dates import birth, date_of_birth, day
from oboro.engine.hierarchies.grown import mask
from oboro.engine.hierarchies.intervals import age, amount, intervals
from oboro.engine.hierarchies.mesh import mesh
from oboro.engine.hierarchies.municipality import municipality
from oboro.engine.hierarchies.postal import postal_code
from oboro.kernel.errors import HierarchyInvalid, RecipeInvalid


@dataclass(frozen=True)
class Maker:
    """How a hierarchy of one name is made.

    Attributes:
        make: called with the settings as keywords; a grown one gets the values of the column first.
        settings: the settings it takes.
        grown: whether its leaves are the values that occur.
    """

    make: Callable[..., Hierarchy]
    settings: frozenset[str]
    grown: bool = False


def _maker(make: Callable[..., Hierarchy], *settings: str, grown: bool = False) -> Maker:
    return Maker(make, frozenset(settings), grown)


BUILT_IN: dict[str, Maker] = {
    "age": _maker(age, "steps", "high", "top"),
    "date_of_birth": _maker(date_of_birth, "first", "last", "steps", "age_in"),
    "interval": _maker(partial(intervals, "interval"), "low", "high", "steps", "bottom", "top"),
    "municipality": _maker(municipality, "wards", "floor", "on"),
    "birth": _maker(birth, "on", "top", "groups", grown=True),
    "day": _maker(day, "fiscal", grown=True),
    "address": _maker(address, "prefecture", "floor", "on", grown=True),
    "postal_code": _maker(postal_code, "on", grown=True),
    "mesh": _maker(mesh, grown=True),
    "amount": _maker(amount, "steps", "bottom", "top", grown=True),
    "mask": _maker(mask, "keep", "longest", grown=True),
    "industry": _maker(industry, "on"),
    "disease": _maker(disease, "on"),
    **{family: _maker(partial(coded.coded, family), "on") for family in coded.FAMILIES},
    "relation": _maker(coded.relation, "on"),
    **{family: _maker(partial(coded.named, family), "on") for family in coded.NAMED},
}


def hierarchy_of(spec: Mapping[str, Any], *, column: str, base: Path, values: Iterable[str] = ()) -> Hierarchy:
    """The hierarchy that `{ file = … }` or `{ name = …, … }` stands for; files are relative to `base`.

    Args:
        spec: as the recipe says.
        column: for messages.
        base: the folder of the recipe.
        values: the values of the column, from which some hierarchies grow.

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
    maker = BUILT_IN[name]
    _refuse_unknown(settings, maker.settings, column)
    try:
        if "on" in settings:
            settings["on"] = _day(settings["on"])
        return maker.make(values, **settings) if maker.grown else maker.make(**settings)
    except (TypeError, ValueError) as error:
        raise HierarchyInvalid(
            f"「{column}」の階層{name}の設定が足りないか、型が違います。",
            hint=f"設定できるもの: {', '.join(sorted(maker.settings))}",
        ) from error


def _day(said: Any) -> date:
    """A day as TOML writes one, or as text."""
    return said if isinstance(said, date) else date.fromisoformat(str(said))


def _refuse_unknown(settings: Mapping[str, Any], known: Iterable[str], column: str) -> None:
    if unknown := sorted(set(settings) - set(known)):
        raise RecipeInvalid(f"「{column}」の階層に知らない設定があります: {', '.join(unknown)}")

"""Which label each value of a column has in a written table, read off the labels that stand there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Path = tuple[str, ...]
NOWHERE = "\ud800"
"""The label of a value that the table does not show: half a character, which no file can hold."""


@dataclass(frozen=True)
class Shown:
    """What a written column shows.

    Attributes:
        label_of: source value → its label in the table, or NOWHERE.
        fault: what is wrong with the labels, as a sentence; empty when nothing is.
        unclear: likewise, where a value could have several of the labels; then its one is no more than a guess.
    """

    label_of: Mapping[str, str]
    fault: str = ""
    unclear: str = ""


def by_level(column: str, paths: Mapping[str, Path], written: set[str], *, lowest: int, said: int | None) -> Shown:
    """The labels of a column that has one level throughout.

    Args:
        column: for messages.
        paths: source value → its labels from level 0 to the top; all of one height.
        written: the labels that stand in the table.
        lowest: the lowest level that the recipe allows.
        said: the level that the report names, if any.
    """
    height = _height(paths)
    levels = [said] if said is not None and said < height else list(range(height))
    fitting = [level for level in levels if written <= {path[level] for path in paths.values()}]
    if not fitting:
        return Shown(dict.fromkeys(paths, NOWHERE), _OUTSIDE.format(column))
    allowed = [level for level in fitting if level >= lowest]
    return _told(column, paths, written, allowed or fitting, "" if allowed else _FINER.format(column))


def by_branch(column: str, paths: Mapping[str, Path], written: set[str], *, lowest: int) -> Shown:
    """The labels of a column in which each branch of the hierarchy has a level of its own; as `by_level`."""
    levels = range(_height(paths))
    known = {label for path in paths.values() for label in path}
    allowed = {label for path in paths.values() for label in path[lowest:]}
    fault = _OUTSIDE if not written <= known else _FINER if not written <= allowed else ""
    return _told(column, paths, written, levels, fault.format(column))


# --- private -----------------------------------------------------------------------------------------------------

_OUTSIDE = "列「{}」に、階層のどの段の値でもない値があります。"
_FINER = "列「{}」に、レシピが許す段（min_levelか、指定した段）より細かい値があります。"
_UNCLEAR = "列「{}」の値がどの段のものか、表からは決められません（同じ名前が階層の違う段にあります）。"


def _height(paths: Mapping[str, Path]) -> int:
    return max(map(len, paths.values()), default=1)


def _told(column: str, paths: Mapping[str, Path], written: set[str], levels: Iterable[int], fault: str) -> Shown:
    places = tuple(levels)
    found = {value: {path[level] for level in places} & written for value, path in paths.items()}
    several = any(len(labels) > 1 for labels in found.values())
    label_of = {value: min(labels, default=NOWHERE) for value, labels in found.items()}
    return Shown(label_of, fault, _UNCLEAR.format(column) if several else "")

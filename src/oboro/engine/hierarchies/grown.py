"""Hierarchies whose leaves are the values that occur: for domains too large or too open to list."""

from collections.abc import Callable, Iterable

from oboro.engine.hierarchies.base import TOP, Hierarchy

Path = tuple[str, ...]


def grown(name: str, values: Iterable[str], path_of: Callable[[str], Path | None], *, example: Path) -> Hierarchy:
    """A hierarchy over the values that occur.

    Args:
        name: for messages.
        values: the values of the column; those that `path_of` does not know stay outside.
        path_of: value → its labels from level 0 to the top, or None. Labels must nest whatever values come.
        example: a path that stands when no value is known, so that the hierarchy is never empty.
    """
    leaf_of: dict[str, str | None] = {}
    paths: dict[str, Path] = {}
    for value in values:
        path = path_of(value)
        leaf_of[value] = None if path is None else path[0]
        if path is not None:
            paths[path[0]] = path

    def leaf(value: str) -> str | None:
        if value not in leaf_of:
            path = path_of(value)
            leaf_of[value] = path[0] if path is not None and path[0] in paths else None
        return leaf_of[value]

    return Hierarchy(name, paths or {example[0]: example}, leaf)


def mask(values: Iterable[str], *, keep: int = 0, longest: int | None = None) -> Hierarchy:
    """Letters hidden from the right, one more on each level: "2770005" → "277000*" → … → *.

    Args:
        values: the values of the column.
        keep: letters on the left that are hidden only by the top.
        longest: the most letters a value may have; longer ones are outside. Without it the longest value tells.
    """
    listed = [value for value in values if value]
    width = longest if longest is not None else max(map(len, listed), default=1)
    height = max(width - keep, 0)

    def path_of(value: str) -> Path | None:
        if not value or len(value) > width:
            return None
        shown = [max(min(len(value), width - level), min(keep, len(value))) for level in range(height + 1)]
        return (*(value[:letters] + "*" * (len(value) - letters) for letters in shown), TOP)

    return grown("mask", listed, path_of, example=("?",) * (height + 1) + (TOP,))

"""地域メッシュ (JIS X 0410): from 125 m squares to 80 km ones."""

import math
import re
from collections.abc import Iterable

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.grown import Path, grown
from oboro.engine.hierarchies.packaged import unify

_FIRST = r"(?:[3-6]\d)(?:2[2-9]|3\d|4\d|5[0-3])"
_MESH = re.compile(rf"{_FIRST}(?:[0-7]{{2}}(?:[1-4]|\d\d[1-4]{{0,3}})?)?")
_FIVE = 7  # digits of the squares of 5 km, which are not a beginning of the finer codes


def mesh(values: Iterable[str]) -> Hierarchy:
    """値 → 250m → 500m → 1km → 5km → 10km → 80km → *. A coarser code stays itself until its own level."""
    example = ("",) * 7 + (TOP,)
    return grown("mesh", values, _path, example=example)


def square(latitude: float, longitude: float) -> str:
    """The code of the 1 km square (8 digits) around a point, in degrees of JGD2011 or WGS 84."""
    rows, columns = latitude * 1.5, longitude - 100
    first = (math.floor(rows), math.floor(columns))
    second = (math.floor((rows - first[0]) * 8), math.floor((columns - first[1]) * 8))
    third = (
        math.floor(((rows - first[0]) * 8 - second[0]) * 10),
        math.floor(((columns - first[1]) * 8 - second[1]) * 10),
    )
    return "".join(f"{a}{b}" for a, b in (first, second, third))


def _path(value: str) -> Path | None:
    text = unify(value).replace("-", "")
    if not _MESH.fullmatch(text):
        return None
    return (text, *(_within(text, digits) for digits in (10, 9, 8, _FIVE, 6, 4)), TOP)


def _within(text: str, digits: int) -> str:
    """The square of so many digits that holds a square, or the square itself when it is larger."""
    if len(text) <= digits and not (len(text) == _FIVE < digits):
        return text
    if len(text) == _FIVE:
        return text if digits >= _FIVE else text[:digits]
    if digits == _FIVE:
        return text[:6] + str(1 + (text[7] >= "5") + 2 * (text[6] >= "5"))
    return text[:digits]

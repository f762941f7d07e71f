"""Whole numbers in nested intervals: ages, and any other bounded count."""

import unicodedata
from collections.abc import Sequence

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.kernel.errors import HierarchyInvalid


def intervals(
    name: str, *, low: int, high: int, steps: Sequence[int], bottom: int | None = None, top: int | None = None
) -> Hierarchy:
    """Whole numbers from `low` to `high` (both included) in intervals of each width in `steps`.

    Intervals begin at multiples of their width and name both ends, which belong to them: the value 25 is in "25-29".
    With `top` all numbers from there on are one interval ("90以上") from level 1, with `bottom` likewise downwards
    (トップ／ボトムコーディング); an interval that such a bound would cut ends there.

    Raises:
        HierarchyInvalid: a width that is no multiple of the one before, or a range the wrong way round.
    """
    if not low <= high or high - low > 1_000_000:
        raise HierarchyInvalid(f"階層「{name}」の範囲は下限以上、100万個以内にしてください。")
    for before, after in zip((1, *steps), steps, strict=False):
        if after <= before or after % before:
            raise HierarchyInvalid(
                f"階層「{name}」の幅{after}は前の幅{before}の倍数ではありません。",
                hint="5, 10, 20のように、前の幅の倍数を順に書いてください。",
            )
    paths = {}
    for number in range(low, high + 1):
        labels = tuple(_label(number, width, low=low, high=high, bottom=bottom, top=top) for width in steps)
        paths[str(number)] = (str(number), *labels, TOP)
    return Hierarchy(name, paths, _number)


def age(*, steps: Sequence[int] = (5, 10, 20), high: int = 120, top: int | None = None) -> Hierarchy:
    """Ages in whole years, 0 to `high`, in intervals of 5, 10 and 20 years."""
    return intervals("age", low=0, high=high, steps=steps, top=top)


def _label(number: int, width: int, *, low: int, high: int, bottom: int | None, top: int | None) -> str:
    if top is not None and number >= top:
        return f"{top}以上"
    if bottom is not None and number < bottom:
        return f"{bottom - 1}以下"
    first = number // width * width
    least, most = (low if bottom is None else bottom), (high if top is None else top - 1)
    return f"{max(first, least)}-{min(first + width - 1, most)}"


def _number(value: str) -> str | None:
    folded = unicodedata.normalize("NFKC", value).strip().removesuffix("歳")
    digits = folded.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    return str(int(folded))

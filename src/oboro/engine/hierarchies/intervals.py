"""Whole numbers in nested intervals: ages, and any other bounded count."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.grown import grown
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
    _check_widths(name, steps)
    paths = {}
    for number in range(low, high + 1):
        labels = tuple(_label(number, width, low=low, high=high, bottom=bottom, top=top) for width in steps)
        paths[str(number)] = (str(number), *labels, TOP)
    return Hierarchy(name, paths, _number)


def age(*, steps: Sequence[int] = (5, 10, 20), high: int = 120, top: int | None = None) -> Hierarchy:
    """Ages in whole years, 0 to `high`, in intervals of 5, 10 and 20 years."""
    return intervals("age", low=0, high=high, steps=steps, top=top)


def amount(
    values: Iterable[str],
    *,
    steps: Sequence[int] = (100_000, 1_000_000, 5_000_000),
    bottom: int | None = None,
    top: int | None = None,
) -> Hierarchy:
    """Whole numbers made into intervals over the values that occur: 値 → each width of `steps` → *.

    For incomes, taxes, fees and measurements whose range is not known beforehand. Intervals begin at multiples of
    their width, "1200000-1299999"; with `top` all from there on are one, with `bottom` all below it. Values may have
    thousands separators, ▲ or △ for minus, and 円 or 千円 or 万円 behind.

    Raises:
        HierarchyInvalid: a width that is no multiple of the one before.
    """
    _check_widths("amount", steps)

    def path_of(value: str) -> tuple[str, ...] | None:
        number = number_of(value)
        if number is None:
            return None
        return (str(number), *(_open_label(number, width, bottom, top) for width in steps), TOP)

    return grown("amount", values, path_of, example=("0",) + ("0",) * len(steps) + (TOP,))


_AMOUNT = re.compile(r"([-+▲△]?)((?:\d{1,3}(?:,\d{3})+|\d{1,15}))(?:\.\d+)?(円|千円|万円|百万円|点|単位)?")
_UNITS = {"千円": 1_000, "万円": 10_000, "百万円": 1_000_000}


def number_of(value: str) -> int | None:
    """The whole number of a written amount, cut towards zero; None when it is none."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", value).replace(" ", "").removeprefix("¥"))
    if found is None:
        return None
    number = int(found[2].replace(",", "")) * _UNITS.get(found[3] or "", 1)
    return -number if found[1] in {"-", "▲", "△"} else number


def _open_label(number: int, width: int, bottom: int | None, top: int | None) -> str:
    if top is not None and number >= top:
        return f"{top}以上"
    if bottom is not None and number < bottom:
        return f"{bottom}未満"
    first, last = number // width * width, number // width * width + width - 1
    return f"{first if bottom is None else max(first, bottom)}-{last if top is None else min(last, top - 1)}"


def _check_widths(name: str, steps: Sequence[int]) -> None:
    for before, after in zip((1, *steps), steps, strict=False):
        if after <= before or after % before:
            raise HierarchyInvalid(
                f"階層「{name}」の幅{after}は前の幅{before}の倍数ではありません。",
                hint="5, 10, 20のように、前の幅の倍数を順に書いてください。",
            )


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

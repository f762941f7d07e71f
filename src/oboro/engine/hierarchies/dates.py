"""Dates of birth: day, month, year, then years in bands."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.kernel.errors import HierarchyInvalid

_ERAS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}  # year before the first year of the era
_ERA_NAMES = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}
_PLAIN = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)")
_ERA = re.compile(r"([MTSHR])(\d\d?|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def date_of_birth(
    *, first: int = 1900, last: int = 2030, steps: Sequence[int] = (5, 10, 20), age_in: int | None = None
) -> Hierarchy:
    """日 → 月 → 年 → 5年 → 10年 → 20年 → *, for the years `first` to `last`.

    With `age_in` (a year) the bands are of the age reached in that year, "40-44歳": bands of the age on a given day
    would cut years of birth in two and would not nest. Without it they are years of birth, "1980-1984年".

    Raises:
        HierarchyInvalid: widths that do not nest, or years the wrong way round.
    """
    if not 1800 <= first <= last <= 2200 or (age_in is not None and age_in < last and age_in < first):
        raise HierarchyInvalid("生年月日の階層の年の範囲が正しくありません。")
    for before, after in zip((1, *steps), steps, strict=False):
        if after <= before or after % before:
            raise HierarchyInvalid(f"生年月日の階層の幅{after}は前の幅{before}の倍数ではありません。")
    paths = {}
    day = date(first, 1, 1)
    bands = {year: tuple(_band(year, width, age_in) for width in steps) for year in range(first, last + 1)}
    while day.year <= last:
        text = day.isoformat()
        paths[text] = (text, text[:7], f"{day.year}年", *bands[day.year], TOP)
        day += timedelta(days=1)
    return Hierarchy("date_of_birth", paths, lambda value: _day(value, first, last))


def _band(year: int, width: int, age_in: int | None) -> str:
    if age_in is None:
        return f"{year // width * width}-{year // width * width + width - 1}年"
    years = (age_in - year) // width * width
    return f"{years}-{years + width - 1}歳"


def _day(value: str, first: int, last: int) -> str | None:
    text = unicodedata.normalize("NFKC", value).strip().upper()
    for name, letter in _ERA_NAMES.items():
        text = text.replace(name, letter)
    if found := _PLAIN.fullmatch(text):
        year, *rest = (int(part) for part in found.groups() if part)
    elif found := _ERA.fullmatch(text):
        era, count, *others = found.groups()
        year = _ERAS[era] + (1 if count == "元" else int(count))
        rest = [int(part) for part in others]
    else:
        return None
    try:
        day = date(year, rest[0], rest[1])
    except ValueError:
        return None
    return day.isoformat() if first <= day.year <= last else None

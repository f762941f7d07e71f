"""Dates of birth and of events: day, month, year, then years, ages or fiscal years in bands."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.daytext import WrittenDay, age_on, parse
from oboro.engine.hierarchies.grown import Path, grown
from oboro.kernel.errors import HierarchyInvalid


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
    written = parse(value)
    day = written.calendar if written else None
    return day.isoformat() if day is not None and first <= day.year <= last else None


def birth(values: Iterable[str], *, on: date, top: int | None = None, groups: bool = False) -> Hierarchy:
    """日 → (月) → 満年齢 on a given day → 5歳階級 → 10歳階級 → *, over the dates of birth that occur.

    Args:
        values: the dates of birth of the column, in any spelling; unknown days become 年齢不詳.
        on: the day on which ages count. 月 is a level only when that is the last day of a month, since otherwise a
            month of birth holds two ages and would not nest.
        top: everyone of this age or more is one class from the first age on, "90歳以上".
        groups: 0-14歳, 15-64歳, 65歳以上 instead of ten years.

    Raises:
        HierarchyInvalid: a top that is no multiple of ten.
    """
    if top is not None and (top % 10 or top <= 0 or (groups and top < 65)):
        raise HierarchyInvalid("年齢の上端（top）は10の倍数（3区分のときは65以上）にしてください。")
    by_month = (on + timedelta(days=1)).day == 1

    def path_of(value: str) -> Path | None:
        written = parse(value)
        if written is None:
            return None
        years = age_on(written, on)
        if years is None or years < 0:
            text = _written(written)
            return (text, *([text] if by_month else []), *([_NO_AGE] * 3), TOP)
        day = f"{written.year}-{written.month:02d}-{written.day:02d}"
        return (day, *([day[:7]] if by_month else []), *_ages(years, top, groups=groups), TOP)

    height = 5 + by_month
    return grown("birth", values, path_of, example=(_NO_AGE,) * (height - 1) + (TOP,))


def day(values: Iterable[str], *, fiscal: bool = False) -> Hierarchy:
    """日 → 月 → 四半期 → 年 → 10年 → *, or with `fiscal` 日 → 月 → 四半期 → 年度 → 5年度 → *.

    Takes every spelling; what is not known of a day stays unknown on each level.
    """

    def path_of(value: str) -> Path | None:
        written = parse(value)
        if written is None:
            return None
        year, month = written.year, written.month
        if year is None or (month is None and fiscal):
            text = _written(written)
            return (text, text, text, "不詳", "不詳", TOP)
        exact = _written(written)
        monthly = f"{year}-{month:02d}" if month else exact
        quarter = f"{year}年{(month - 1) // 3 * 3 + 1}-{(month - 1) // 3 * 3 + 3}月" if month else exact
        if fiscal:
            year -= (month or 4) < 4
            return (exact, monthly, quarter, f"{year}年度", f"{year // 5 * 5}-{year // 5 * 5 + 4}年度", TOP)
        return (exact, monthly, quarter, f"{year}年", f"{year // 10 * 10}年代", TOP)

    return grown("day", values, path_of, example=("不詳",) * 5 + (TOP,))


_NO_AGE = "年齢不詳"


def _ages(years: int, top: int | None, *, groups: bool) -> tuple[str, str, str]:
    if top is not None and years >= top:
        return (f"{top}歳以上",) * 2 + (("65歳以上" if groups else f"{top}歳以上"),)
    five = f"{years // 5 * 5}-{years // 5 * 5 + 4}歳"
    if groups:
        return f"{years}歳", five, "0-14歳" if years < 15 else "15-64歳" if years < 65 else "65歳以上"
    return f"{years}歳", five, f"{years // 10 * 10}-{years // 10 * 10 + 9}歳"


def _written(written: WrittenDay) -> str:
    """A label for a day that is not a whole day of the calendar: 2020年頃, 2020-04頃, 不詳."""
    if written.year is None:
        return "不詳"
    if written.month is None:
        return f"{written.year}年（月日不詳）"
    if written.day is None:
        return f"{written.year}-{written.month:02d}（日不詳）"
    return f"{written.year}-{written.month:02d}-{written.day:02d}" + ("" if written.exact else "頃")

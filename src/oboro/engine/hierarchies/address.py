"""Written addresses: 町字と丁目 → 町字 → 市区町村 → … → 全国. Lots, houses and buildings are dropped at once.

The town is read from the address itself: what stands between the municipality and the first lot number. ヶ, ケ and
ヵ are alike, 郡 and the name of an island may stand before a municipality or be left out.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.hierarchies.grown import Path, grown
from oboro.engine.hierarchies.municipality import WHOLE, municipality, places
from oboro.engine.hierarchies.packaged import unify
from oboro.kernel.text import kanji_number

_ALIKE = str.maketrans({"ヶ": "ケ", "ヵ": "ケ", "が": "ケ", "ガ": "ケ", "カ": "ケ", "之": "ノ", "の": "ノ"})
_COUNTY = re.compile(r"^.{1,6}?[郡島]")
_BLOCK = re.compile(r"^([^\d]{1,30}?)(\d{1,3})丁目|^([^\d]{1,30}?[一二三四五六七八九十]{1,4}丁目)")
_TOWN = re.compile(r"^([^\d(（]{1,30}?)(?=\d|番|[(（]|$)")
_NOTHING = ("町字不明",)


def address(
    values: Iterable[str], *, prefecture: str | None = None, floor: int | None = None, on: date | None = None
) -> Hierarchy:
    """丁目まで → 町字 → 市区町村 → 指定都市 → (人口の下限で合わせた区域) → 都道府県 → 地方 → 全国.

    Args:
        values: the addresses of the column.
        prefecture: the one meant where an address does not write it and the municipality's name is not the only one.
        floor: as in `municipality`.
        on: as in `municipality`.

    Raises:
        HierarchyInvalid: as `municipality`.
    """
    above = municipality(wards=True, floor=floor, on=on)

    def path_of(value: str) -> Path | None:
        found = split(value, prefecture=prefecture)
        if found is None:
            return None
        name, rest = found
        name = above.leaf(name) or name
        town, block = _town(rest)
        finest = name + (block or town or _NOTHING[0])
        return (finest, name + (town or _NOTHING[0]), *above.paths[name])

    example = ("",) * (1 + above.height) + (WHOLE,)
    return grown("address", values, path_of, example=example)


def split(value: str, *, prefecture: str | None = None) -> tuple[str, str] | None:
    """The municipality (with its prefecture) that an address begins with, and the rest in half width; None without.

    Example: "千葉県袖ヶ浦市坂戸市場１番地１" → ("千葉県袖ケ浦市", "坂戸市場1番地1").
    """
    text = unify(value).replace(" ", "")
    folded = text.translate(_ALIKE)
    spans, names = _names(), _prefectures()
    stated = next((one for one in names if folded.startswith(one)), None)
    tail = folded.removeprefix(stated) if stated else folded
    for start in (0, *(found.end() for found in [_COUNTY.match(tail)] if found)):
        for length in range(min(12, len(tail) - start), 1, -1):
            choices = spans.get(tail[start : start + length], ())
            wanted = stated or prefecture
            fitting = [name for home, name in choices if wanted is None or home == wanted]
            if len(fitting) == 1:
                used = len(stated or "") + start + length
                return fitting[0], text[used:]
    return None


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Folded name without prefecture → (prefecture, full name) of all places called so."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for place in places().values():
        key = unify(place.name.removeprefix(place.prefecture)).translate(_ALIKE)
        entry = (place.prefecture, place.name)
        if entry not in found.get(key, ()):
            found[key] = (*found.get(key, ()), entry)
    return found


@lru_cache(maxsize=1)
def _prefectures() -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.prefecture for place in places().values()))


def _town(rest: str) -> tuple[str, str]:
    """(町字 without 丁目, with 丁目) of what follows the municipality; empty where it cannot be told."""
    rest = rest.removeprefix("大字")
    if found := _BLOCK.match(rest):
        if found[3]:
            block = found[3]
            return re.sub(r"[一二三四五六七八九十]{1,4}丁目$", "", block), block
        return found[1], f"{found[1]}{kanji_number(int(found[2]))}丁目" if int(found[2]) else found[1]
    found = _TOWN.match(rest)
    town = found[1] if found else ""
    return town.partition("字")[0] or town, town

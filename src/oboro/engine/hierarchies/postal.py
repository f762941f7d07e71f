"""Postal codes: seven digits, five, three, then the prefectures that the table gives to those three.

The first two digits are no step: a fifth of them span prefectures. Of three digits some do too, and then all of
these prefectures stand in the label.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.hierarchies.grown import Path, grown
from oboro.engine.hierarchies.packaged import edition, rows, unify

WHOLE = "全国"
_CODE = re.compile(r"(\d{3})-?(\d{4})")


@lru_cache(maxsize=4)
def prefixes(table: str) -> dict[str, tuple[str, str]]:
    """First three digits → (prefectures, regions), each joined by ・ where there are several."""
    prefecture = {row["pref_code"]: (row["prefecture"], row["region8"]) for row in rows("prefecture_region.csv")}
    inside: dict[str, set[str]] = {}
    for row in rows(table):
        inside.setdefault(row["prefix"], set()).add(row["code5"][:2])
    return {
        prefix: (
            "・".join(prefecture[code][0] for code in sorted(codes)),
            "・".join(dict.fromkeys(prefecture[code][1] for code in sorted(codes))),
        )
        for prefix, codes in inside.items()
    }


def postal_code(values: Iterable[str], *, on: date | None = None) -> Hierarchy:
    """7桁 → 5桁 → 3桁 → 都道府県 → 地方 → 全国; a code whose first three digits no post office has is outside."""
    known = prefixes(edition("postal_code", on=on))

    def path_of(value: str) -> Path | None:
        text = unify(value).removeprefix("〒")
        text = text.zfill(7) if text.isdigit() and len(text) == 6 else text  # a zero that a spreadsheet took away
        found = _CODE.fullmatch(text)
        if found is None or found[1] not in known:
            return None
        near, rest = found.groups()
        return (f"{near}-{rest}", f"{near}-{rest[:2]}", near, *known[near], WHOLE)

    return grown("postal_code", values, path_of, example=("", "", "", "", "", WHOLE))

"""Numbers that nobody can name but that stand for one thing each: unique ones, long ones, and running ones."""

import re
from collections import Counter
from dataclasses import dataclass

from oboro.engine.detectors.base import ENOUGH, MOST, Verdict
from oboro.engine.detectors.profile import Profile
from oboro.engine.table import Role

_CODE_LIKE = re.compile(r"[A-Z0-9-]{5,}")
_LONG = re.compile(r"(?=(?:-?[A-Z]{0,4}\d){9})[A-Z0-9-]+")
_FIXED = re.compile(r"(?=.*\d.*\d.*\d.*\d)[A-Z0-9-]{5,}")
_WHOLE = re.compile(r"\d{1,15}")
_CERTAIN = 0.98
_SURELY_LONG = 7
_PADDED = 0.01

UNIQUE = 0.68
"""Above what a name such as 区分 or コード gives: values that differ from record to record are no list."""


@dataclass(frozen=True)
class UnnamedNumber:
    """A number of which only its values tell that it points to one person or thing: in doubt a link code."""

    def judge(self, column: Profile) -> Verdict | None:
        if not column.sample:
            return None
        reason = _unique(column) or _long(column) or _fixed(column) or _running(column)
        if reason is None:
            return None
        counts = f"記録{column.records:,}件、うち値のあるもの{column.filled:,}件、異なる値{column.distinct:,}種"
        return Verdict(Role.LINK, "unique_number", "何かを指す番号", UNIQUE, (counts, reason))


def _unique(column: Profile) -> str | None:
    least = MOST if column.distinct >= ENOUGH else 1.0
    form = _CODE_LIKE if column.distinct >= ENOUGH else _FIXED
    return "ほぼ記録ごとに異なる符号" if column.variety >= least and column.share(form) >= MOST else None


def _long(column: Profile) -> str | None:
    """Nine digits and more are no count and no list; amounts of that length are rare."""
    several = column.distinct > 1 and column.share(_LONG) >= MOST
    return "値のほとんどが9桁以上の番号" if several else None


def _fixed(column: Profile) -> str | None:
    """One length throughout, as numbers have that are given out; repeated, as in rows of a history."""
    if column.distinct < ENOUGH or column.share(_FIXED) < MOST:
        return None
    length, often = Counter(map(len, column.sample)).most_common(1)[0]
    padded = sum(value.startswith("0") for value in column.sample) / len(column.sample)
    one_length = often / len(column.sample) >= _CERTAIN
    given_out = length >= _SURELY_LONG or padded >= _PADDED
    return f"値の長さが{length}字にそろった番号" if one_length and given_out else None


def _running(column: Profile) -> str | None:
    """1, 2, 3 …: the order of the records, which links as any number does."""
    if column.distinct < ENOUGH or column.distinct != column.filled or column.share(_WHOLE) < 1:
        return None
    numbers = [int(value) for value in column.sample]
    return "1件ずつ増える通し番号" if max(numbers) - min(numbers) < column.distinct * 1.1 else None

"""A column as the detectors see it: its name and its distinct values with counts, folded, a fixed part of them kept."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from oboro.kernel.text import fold

SAMPLE = 2_000
"""Distinct values that are looked at one by one: shares come out within about one percent."""

UNKNOWN = frozenset({"", "-", "*", "**", "***", "不詳", "不明", "該当なし", "未設定", "NULL", "年月日不詳"})
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−─━ｰ－"), "-")
_LONG_MARK = re.compile(r"(?<=\d)ー|ー(?=\d)")
_SIGNS = re.compile(r"[\s_・･()（）\[\]「」、，,.／/:：]")
_BRACKETED = re.compile(r"[(（\[［【].*?[)）\]］】]")
_EDITION = re.compile(r"^(旧|新|前)|(旧|新)?\d*$")
_NUMBER_SIGN = re.compile(r"(no|num|number|ナンバー|バンゴウ|バンゴー)$")
_OF_SPREADSHEET = re.compile(r"=\"(.*)\"|'(.*)|(-?\d{5,})\.0+")


@dataclass(frozen=True)
class Profile:
    """One column.

    Attributes:
        name: the column's name as written.
        records: records in all.
        filled: records whose value is neither blank nor a word for "unknown".
        distinct: different values among the filled.
        most: records that share the most frequent filled value.
        sample: distinct filled values in half width and capitals, at most SAMPLE of them, evenly over the frequencies.
        raw: the same values as they stand in the file.
    """

    name: str
    records: int
    filled: int
    distinct: int
    most: int
    sample: tuple[str, ...]
    raw: tuple[str, ...] = ()

    @cached_property
    def folded_name(self) -> str:
        """The name for matching: half width, lower case, katakana, no signs."""
        return _SIGNS.sub("", fold(self.name))

    @cached_property
    def called(self) -> str:
        """What the column may be called, one name a line: as written, without remarks and edition, with 番号 for no."""
        bare = _EDITION.sub("", _SIGNS.sub("", fold(_BRACKETED.sub("", self.name))))
        names = (self.folded_name, bare, _NUMBER_SIGN.sub("番号", bare))
        return "\n".join(dict.fromkeys(name for name in names if name))

    @cached_property
    def folded_sample(self) -> tuple[str, ...]:
        """The sample as column names are folded: katakana, lower case."""
        return tuple(map(fold, self.sample))

    @property
    def variety(self) -> float:
        """Distinct values per filled record: 1 when nobody shares a value."""
        return self.distinct / self.filled if self.filled else 0.0

    def share(self, form: re.Pattern[str]) -> float:
        """Share of the sampled values that have the form throughout."""
        return sum(form.fullmatch(value) is not None for value in self.sample) / max(len(self.sample), 1)

    @cached_property
    def mean_length(self) -> float:
        return sum(map(len, self.sample)) / max(len(self.sample), 1)


def profile(name: str, values: Iterable[tuple[str, int]]) -> Profile:
    """Count a column. `values` are its distinct values with their numbers of records, in a repeatable order."""
    listed = list(values)
    filled = [(value, count) for value, count in listed if value.strip() not in UNKNOWN]
    step = max(1, -(-len(filled) // SAMPLE))
    return Profile(
        name=name,
        records=sum(count for _, count in listed),
        filled=sum(count for _, count in filled),
        distinct=len(filled),
        most=max((count for _, count in filled), default=0),
        sample=tuple(unify(value) for value, _ in filled[::step]),
        raw=tuple(value for value, _ in filled[::step]),
    )


def unify(value: str) -> str:
    """A value for recognising: half width, capitals, one kind of hyphen, no spaces around.

    What spreadsheets put around numbers is taken off: ="0123", '0123 and 12345.0.
    """
    text = unicodedata.normalize("NFKC", value).translate(_HYPHENS).strip().upper()
    if found := _OF_SPREADSHEET.fullmatch(text):
        text = found[1] or found[2] or found[3] or ""
    return _LONG_MARK.sub("-", text)

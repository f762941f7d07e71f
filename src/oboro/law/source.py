"""Reads the dated, cited TOML of a scheme, and picks what is in force on a date.

A file holds arrays of entries. An entry has a `key`, a `from` date, a `cite` and its values. Several entries of
one key are versions: the newest that has begun is in force, until its `until` (that day excluded). An entry
with `absent` instead of `from` says why this scheme has no such thing, so that both schemes keep one shape.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from oboro.kernel.errors import LawError

FILES = (
    "regime",
    "numbering",
    "register",
    "eligibility",
    "periods",
    "criteria",
    "disqualification",
    "opinions",
    "standards",
    "codes",
    "fees",
    "forms",
    "attachments",
    "provisions",
    "transition",
    "contact",
    "oversight",
    "review",
)


@dataclass(frozen=True)
class Version:
    """One entry of a data file as it is written.

    Attributes:
        key: stable name of the thing.
        since: first day in force; None when the scheme has no such thing.
        until: first day no longer in force; None while open.
        cite: shorthand of the place in the statute (`citation.parse` reads it).
        values: everything else that stands in the entry.
    """

    key: str
    since: date | None
    until: date | None
    cite: str
    values: Mapping[str, Any]

    @property
    def absent(self) -> str:
        """Why this scheme has no such thing; empty when it has."""
        return str(self.values.get("absent", ""))

    def stands_on(self, on: date) -> bool:
        """Whether this version is in force on a date, newer versions left aside."""
        return self.since is not None and self.since <= on and (self.until is None or on < self.until)


@lru_cache
def document(scheme: str, file: str) -> Mapping[str, Any]:
    """One data file of a scheme as it parses.

    Raises:
        LawError: the scheme has no such file.
    """
    place = files("oboro.law").joinpath("data", scheme, f"{file}.toml")
    if not place.is_file():
        raise LawError(f"法令データ {scheme}/{file}.toml がありません。", hint="oboro を入れ直してください。")
    return tomllib.loads(place.read_text(encoding="utf-8"))


@lru_cache
def versions(scheme: str, file: str, array: str) -> tuple[Version, ...]:
    """All versions in an array of a data file, in the order of the file."""
    return tuple(version(raw) for raw in document(scheme, file).get(array, ()))


def version(raw: Mapping[str, Any]) -> Version:
    """One entry read; complains when it has neither date nor reason, or no citation.

    Raises:
        LawError: the entry lacks what every entry needs.
    """
    key = raw.get("key")
    if not isinstance(key, str) or not key:
        raise LawError("法令データの項目に key がありません。", hint="項目ごとに key を書いてください。")
    since, until = raw.get("from"), raw.get("until")
    if "absent" not in raw and not isinstance(since, date):
        raise LawError(f"法令データの項目 {key} に from（施行日）がありません。", hint="from に日付を書いてください。")
    if "absent" not in raw and not isinstance(raw.get("cite"), str):
        raise LawError(f"法令データの項目 {key} に cite（根拠）がありません。", hint="cite に条文を書いてください。")
    rest = {name: value for name, value in raw.items() if name not in {"key", "from", "until", "cite"}}
    return Version(key=key, since=since, until=until, cite=str(raw.get("cite", "")), values=rest)


def in_force(candidates: Sequence[Version], *, on: date) -> tuple[Version, ...]:
    """The version of each key that is in force on a date, in the order in which the keys first appear."""
    newest: dict[str, Version | None] = dict.fromkeys(_keys(candidates))
    for candidate in candidates:
        current = newest[candidate.key]
        if candidate.stands_on(on) and (current is None or _begin(candidate) >= _begin(current)):
            newest[candidate.key] = candidate
    return tuple(chosen for chosen in newest.values() if chosen is not None)


def _keys(candidates: Iterable[Version]) -> list[str]:
    return list(dict.fromkeys(candidate.key for candidate in candidates))


def _begin(one: Version) -> date:
    return one.since or date.min

"""要配慮個人情報 by the words of column names and values; the words are data, the heads are the law's."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from oboro.engine.detectors.base import FEW, LISTED, Verdict
from oboro.engine.detectors.profile import Profile
from oboro.engine.table import Role
from oboro.kernel.errors import SourceUnreadable
from oboro.kernel.text import fold

_SHORT = 3
BY_ORDINANCE = "ordinance_sensitive"
"""Key of a verdict that a body's own 条例要配慮個人情報 gives."""


@dataclass(frozen=True)
class WordList:
    """Words of one head.

    Attributes:
        head: key of the law's sensitive head, or "" where only a policy says so.
        policy: why it is handled as sensitive though the law does not list it.
        ordinance: whether a body's own ordinance lists it.
    """

    head: str
    policy: str
    columns: re.Pattern[str]
    values: re.Pattern[str] | None
    ordinance: bool = False

    @property
    def key(self) -> str:
        return self.head or (BY_ORDINANCE if self.ordinance else "sensitive_by_policy")

    def judge(self, column: Profile) -> Verdict | None:
        """Sensitive when the name holds a word of the list, or a good part of the distinct values does."""
        named = self.columns.search(column.called) is not None
        met = 0 if self.values is None else sum(self.values.search(v) is not None for v in column.folded_sample)
        share = met / max(len(column.sample), 1)
        listed = column.distinct <= LISTED and met  # of a list, one word is enough: 生活保護 among ten kinds of payment
        if not named and share < FEW and not listed:
            return None
        evidence = ["列名に要配慮個人情報に関わる語がある"] if named else []
        if met:
            evidence.append(f"調べた値{len(column.sample):,}種のうち{met:,}種に要配慮個人情報に関わる語がある")
        if self.policy:
            evidence.append(f"法律の列挙にはない。{self.policy}")
        confidence = 0.95 if named and share >= FEW else 0.87 if named else 0.7 if share >= FEW else 0.6
        return Verdict(Role.SENSITIVE, self.key, "要配慮個人情報", confidence, tuple(evidence), self.head)


@lru_cache(maxsize=1)
def word_lists() -> tuple[WordList, ...]:
    """The packaged word lists, in the order of the file."""
    return _lists(files("oboro.engine.detectors").joinpath("data", "sensitive.toml").read_text(encoding="utf-8"))


def ordinance_words(path: Path) -> tuple[WordList, ...]:
    """Word lists of a body's own 条例要配慮個人情報, from a file of the same shape as the packaged one.

    Each [[word_list]] has `policy` (what the ordinance calls it), `columns` and `values`; one of the two may be empty.

    Raises:
        SourceUnreadable: the file cannot be read as such a list.
    """
    try:
        return _lists(path.read_text(encoding="utf-8-sig"), ordinance=True)
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SourceUnreadable(
            f"{path.name}を、条例要配慮個人情報の語の一覧として読めません。",
            hint="[[word_list]]の下に、policy、columns、valuesを書いてください。",
        ) from error


def _lists(text: str, *, ordinance: bool = False) -> tuple[WordList, ...]:
    lists = tomllib.loads(text)["word_list"]
    if not all(_is_list(entry) for entry in lists):
        raise TypeError("a list of words is something else")
    return tuple(
        WordList(
            head="" if ordinance else entry["head"],
            policy=f"条例要配慮個人情報（{entry['policy']}）" if ordinance else entry.get("policy", ""),
            columns=_any_of(entry["columns"]),
            values=_any_of(entry["values"]) if entry["values"] else None,
            ordinance=ordinance,
        )
        for entry in lists
    )


def _is_list(entry: dict[str, Any]) -> bool:
    """Lists of words, not a word nor blanks: an empty word would be found everywhere."""
    lists = (entry["columns"], entry["values"])
    told = all(isinstance(some, list) and all(isinstance(one, str) and fold(one) for one in some) for some in lists)
    return told and any(lists)


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Words as they are folded; short ones only where no letter of their kind is next to them (DV is not in DVD)."""
    return re.compile("|".join(_bounded(fold(word)) for word in words) or r"(?!)")


def _bounded(word: str) -> str:
    if word.isascii():
        return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z])(?!\d{{3}})"
    if len(word) <= _SHORT and all("ァ" <= letter <= "ー" for letter in word):
        return rf"(?<![ァ-ー]){re.escape(word)}(?![ァ-ー])"
    return re.escape(word)

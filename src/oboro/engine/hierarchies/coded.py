"""Code lists with groups: sex, relation, nationality, care levels and the like, one packaged table each."""

from collections.abc import Mapping
from datetime import date

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.packaged import edition, rows, unify

FAMILIES = (
    "sex",
    "relation",
    "household_type",
    "marital",
    "nationality",
    "residence_status",
    "jsoc",
    "care_level",
    "support_level",
    "disability_handbook",
    "physical_independence",
    "dementia_independence",
)
"""Each is a table of columns code, label, also (other spellings, separated by |), then one column per coarser level."""

NAMED = ("school", "facility")
"""Kinds told from the words in a name: level 0 is the kind, since the name itself points to somebody."""


def coded(family: str, *, on: date | None = None) -> Hierarchy:
    """値 → the groups of the table → *. Codes, labels and other spellings lead to the label.

    Raises:
        HierarchyInvalid: no edition of the table was in force on that day.
    """
    paths: dict[str, tuple[str, ...]] = {}
    leaf_of: dict[str, str] = {}
    for row in rows(edition(family, on=on)):
        code, label, also, *groups = row.values()
        paths[label] = (label, *groups, TOP)
        for spelling in (label, code, *also.split("|")):
            if spelling:
                leaf_of.setdefault(unify(spelling), label)
    return Hierarchy(family, paths, lambda value: _found(value, leaf_of))


def _found(value: str, leaf_of: Mapping[str, str]) -> str | None:
    text = unify(value)
    if text in leaf_of or not text.isdigit():
        return leaf_of.get(text)
    return leaf_of.get(text.zfill(2))  # a leading zero that a spreadsheet took away


def relation(*, on: date | None = None) -> Hierarchy:
    """続柄: the term → nine groups → 世帯主 or 世帯員 → *. Chains of terms such as 子の子の妻 find their group."""
    table = coded("relation", on=on)

    def leaf(value: str) -> str | None:
        return table.leaf(value) or _chain(unify(value))

    return Hierarchy("relation", table.paths, leaf)


_CHILDREN = frozenset(("子", "長男", "長女", "二男", "二女", "次男", "次女", "三男", "三女", "養子", "養女", "孫"))
_TERMS = _CHILDREN | {"夫", "妻", "父", "母", "兄", "姉", "弟", "妹", "祖父", "祖母"}


def _chain(text: str) -> str | None:
    """The leaf of a chain of terms joined by の, up to four of them."""
    terms = text.split("の")
    if not 2 <= len(terms) <= 4 or any(term not in _TERMS for term in terms):
        return None
    if terms[0] in _CHILDREN:
        grandchild = sum(term in _CHILDREN for term in terms) > 1
        return "子の子" if grandchild else "子の配偶者" if terms[1] in {"夫", "妻"} else "その他の親族"
    if terms[0] in {"夫", "妻"} and terms[1] in {"父", "母"} and len(terms) == 2:
        return "配偶者の父母"
    if terms[0] in {"夫", "妻"} and terms[1] in _CHILDREN and len(terms) == 2:
        return "子"
    return "祖父母" if terms[0] in {"父", "母"} and terms[1] in {"父", "母"} and len(terms) == 2 else "その他の親族"


def named(family: str, *, on: date | None = None) -> Hierarchy:
    """Names of schools or facilities: kind → group → *. The word that ends last in the name decides.

    A name without a known word is その他の施設 among facilities, and outside among schools.
    """
    paths: dict[str, tuple[str, ...]] = {}
    kind_of: dict[str, str] = {}
    for row in rows(edition(family, on=on)):
        _, label, words, *groups = row.values()
        paths[label] = (label, *groups, TOP)
        kind_of |= {unify(word): label for word in (label, *words.split("|")) if word}

    def leaf(value: str) -> str | None:
        text = unify(value)
        ends = [(text.rfind(word) + len(word), len(word), word) for word in kind_of if _holds(text, word)]
        if ends:
            return kind_of[max(ends)[2]]
        return "その他の施設" if family == "facility" and text else None

    return Hierarchy(family, paths, leaf)


def _holds(text: str, word: str) -> bool:
    """Single letters count only at the end of a name: 柏第一小."""
    return text.endswith(word) if len(word) == 1 else word in text

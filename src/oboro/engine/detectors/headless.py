"""Whether the first record of a file names its columns, or is a person's record already.

Everything says the names of columns aloud; a file without a header row would have its first person said aloud.
"""

import re
from collections.abc import Collection, Sequence

from oboro.engine.detectors.persons import begins_with_surname, surnames
from oboro.engine.detectors.profile import unify

LOOKED_AT = 200
"""Records that are held against the first one."""

REPEATED = 2
"""So many columns whose name is one of their values: one may be chance (a column "その他")."""

_DATA = re.compile(r"[0-9][0-9\-/.,: ]{4,}|.*\d{6,}.*|\S+@\S+\.\S+", re.DOTALL)
"""Dates, long numbers and mail addresses, which name nothing. Years (2019) may name a column."""

_LOT = re.compile(r".*[市区町村].*\d+(番|丁目|号|-\d).*")
_SHORT = 2
_PHONE = re.compile(r".*0\d{1,4}-\d{1,4}-\d{3,4}.*")


def is_headless(first: Sequence[str], records: Sequence[Sequence[str]]) -> bool:
    """Whether the first record is data: it has dates, numbers or a name, or values that stand in its columns below.

    Args:
        first: the first record.
        records: some that follow.
    """
    names = [unify(name) for name in first]
    if any(
        "。" in name or _is_name(name) or any(form.fullmatch(name) for form in (_DATA, _LOT, _PHONE)) for name in names
    ):
        return True
    others = [record for record in records if list(record) != list(first)]  # files joined with their headers
    below = [{unify(record[place]) for record in others if place < len(record)} for place in range(len(names))]
    if not others and any(len(name) > _SHORT and begins_with_surname(name) for name in names):
        return True  # one line alone is as likely one person
    if any(begins_with_surname(name) and _are_names(values) for name, values in zip(names, below, strict=True)):
        return True
    return sum(name in values for name, values in zip(names, below, strict=True) if name) >= REPEATED


def _are_names(values: Collection[str]) -> bool:
    return sum(map(begins_with_surname, values)) >= len(values) / 2 > 0


def _is_name(name: str) -> bool:
    """A frequent surname, a blank and something short, as no column is called."""
    family, _, given = name.partition(" ")
    return family in surnames() and 1 <= len(given) <= 4

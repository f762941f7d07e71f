"""How cases are numbered: R8-003 is the third of fiscal year 令和8."""

import re
from datetime import date

from oboro.kernel.dates import ERAS, fiscal_year, fiscal_year_label

_LETTERS = {one.name: one.letter for one in ERAS}


def prefix(on: date) -> str:
    """「R8」 for any day of 令和8年度."""
    match = re.fullmatch(r"(\D\D)(\d+|元)年度", fiscal_year_label(fiscal_year(on)))
    assert match is not None  # every fiscal year since 明治 has such a label
    return f"{_LETTERS[match[1]]}{'1' if match[2] == '元' else match[2]}"


def case_number(on: date, *, sequence: int) -> str:
    """The number of a case by its day and its place within the fiscal year, counted from 1."""
    return f"{prefix(on)}-{sequence:03d}"


def sequence_of(number: str) -> int:
    """The place within its fiscal year that a case number states."""
    return int(number.rpartition("-")[2])

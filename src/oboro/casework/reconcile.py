"""Payments made outside, matched to contracts by their reference: nothing is recorded that does not fit exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.kernel.dates import parse_japanese
from oboro.kernel.text import fold_digits

COLUMNS = ("整理番号", "領収番号", "納付日", "金額")
LONGEST = 60  # letters of the number of a receipt, as it is kept
MOST_DIGITS = 12


class Match(StrEnum):
    """What becomes of one line."""

    FITS = "fits"
    RECORDED = "recorded"
    TWICE = "twice"
    UNKNOWN = "unknown"
    WRONG_AMOUNT = "wrong_amount"
    EARLY = "early"
    UNREADABLE = "unreadable"


MATCH_LABELS = {
    Match.FITS: "記録できる",
    Match.RECORDED: "記録済みの領収番号",
    Match.TWICE: "ファイルの中で二重",
    Match.UNKNOWN: "整理番号が見つからない",
    Match.WRONG_AMOUNT: "額が合わない",
    Match.EARLY: "納付日が申込みより前か今日より後",
    Match.UNREADABLE: "読めない行",
}


@dataclass(frozen=True)
class Line:
    """One payment as a file tells it.

    Attributes:
        number: line of the file, the heading being 1.
        reference: number of the contract's payment (整理番号).
        receipt: number of the receipt (領収番号).
    """

    number: int
    reference: str
    receipt: str
    paid_on: date | None
    amount_yen: int | None


@dataclass(frozen=True)
class Account:
    """What is open of one contract.

    Attributes:
        open_yen: what is still to be paid.
        receipts: receipt numbers already recorded.
        applied_on: day of the application; nobody pays before it.
    """

    open_yen: int
    receipts: frozenset[str]
    applied_on: date


@dataclass(frozen=True)
class Result:
    """One line with what becomes of it."""

    line: Line
    match: Match


def read(rows: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    """The payments of a table whose first row is its heading; columns may stand in any order.

    Raises:
        ValueError: a column is missing; names which.
    """
    heading = [cell.strip() for cell in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in heading]
    if missing:
        raise ValueError("、".join(missing))
    places = [heading.index(name) for name in COLUMNS]
    return tuple(_line(number, row, places) for number, row in enumerate(rows[1:], start=2) if any(map(str.strip, row)))


def reconcile(lines: Sequence[Line], accounts: Mapping[str, Account], *, on: date) -> tuple[Result, ...]:
    """What becomes of each line; only the first of two lines with one receipt number, or for one contract, fits."""
    results: list[Result] = []
    receipts: set[str] = set()
    paid: set[str] = set()
    for line in lines:
        match = _match(line, accounts.get(line.reference), on=on)
        known = match is Match.RECORDED or not line.receipt
        if not known and (line.receipt in receipts or (match is Match.FITS and line.reference in paid)):
            match = Match.TWICE
        receipts.add(line.receipt)
        if match is Match.FITS:
            paid.add(line.reference)
        results.append(Result(line, match))
    return tuple(results)


def _line(number: int, row: Sequence[str], places: Sequence[int]) -> Line:
    cells = (row[place] if place < len(row) else "" for place in places)
    reference, receipt, day, amount = (cell.replace("\0", "").strip() for cell in cells)  # which no database holds
    return Line(number, reference, receipt, _day(day), _yen(amount))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        pass
    try:
        return parse_japanese(text)
    except ValueError:
        return None


def _yen(text: str) -> int | None:
    digits = fold_digits(text).replace(",", "").replace("，", "").removesuffix("円")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else None


def _match(line: Line, account: Account | None, *, on: date) -> Match:
    if not line.reference or not line.receipt or line.paid_on is None or line.amount_yen is None:
        return Match.UNREADABLE
    if len(line.receipt) > LONGEST:
        return Match.UNREADABLE
    if account is None:
        return Match.UNKNOWN
    if line.receipt in account.receipts:
        return Match.RECORDED
    if not account.applied_on <= line.paid_on <= on:
        return Match.EARLY
    return Match.FITS if line.amount_yen == account.open_yen and account.open_yen > 0 else Match.WRONG_AMOUNT

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.reconcile import Account, Line, Match, read, reconcile

ON = date(2026, 7, 1)
OPEN = {
    "131016-R8-001": Account(64_450, frozenset(), date(2026, 6, 1)),
    "131016-R8-002": Account(0, frozenset({"領1"}), date(2026, 6, 1)),
}


def line(number=2, reference="131016-R8-001", receipt="領9", paid_on=date(2026, 6, 20), amount_yen=64_450):
    return Line(number, reference, receipt, paid_on, amount_yen)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({}, Match.FITS),
        ({"reference": "131016-R8-009"}, Match.UNKNOWN),
        ({"amount_yen": 64_449}, Match.WRONG_AMOUNT),
        ({"amount_yen": 64_451}, Match.WRONG_AMOUNT),
        ({"reference": "131016-R8-002", "receipt": "領1"}, Match.RECORDED),
        ({"reference": "131016-R8-002", "receipt": "領2", "amount_yen": 0}, Match.WRONG_AMOUNT),
        ({"paid_on": date(2026, 5, 31)}, Match.EARLY),
        ({"paid_on": date(2026, 7, 2)}, Match.EARLY),
        ({"paid_on": None}, Match.UNREADABLE),
        ({"amount_yen": None}, Match.UNREADABLE),
        ({"receipt": ""}, Match.UNREADABLE),
    ],
)
def test_a_line_fits_only_when_all_of_it_fits(changes, match):
    assert [one.match for one in reconcile([line(**changes)], OPEN, on=ON)] == [match]


def test_the_second_line_of_one_receipt_or_one_contract_is_a_double():
    twice = reconcile([line(), line(3), line(4, receipt="領10")], OPEN, on=ON)
    assert [one.match for one in twice] == [Match.FITS, Match.TWICE, Match.TWICE]


def test_a_table_is_read_whatever_the_order_of_its_columns():
    rows = [
        ["金額", "整理番号", "備考", "納付日", "領収番号"],
        ["６４，４５０円", "131016-R8-001", "", "令和8年6月20日", "領9"],
        ["", "", "", "", ""],
        ["1", "131016-R8-001", "", "2026/06/31", "領8"],
        ["x"],
    ]
    assert read(rows) == (
        line(),
        Line(4, "131016-R8-001", "領8", None, 1),
        Line(5, "", "", None, None),
    )


def test_a_table_without_a_column_says_which():
    with pytest.raises(ValueError, match="領収番号、納付日"):
        read([["整理番号", "金額"]])


LINES = st.lists(
    st.builds(
        Line,
        st.integers(2, 99),
        st.sampled_from([*OPEN, "x", ""]),
        st.sampled_from(["領1", "領2", "領3", ""]),
        st.sampled_from([None, date(2026, 6, 20), date(2026, 8, 1)]),
        st.sampled_from([None, 0, 1, 64_450]),
    ),
    max_size=8,
)


@given(LINES)
def test_whatever_a_file_holds_no_contract_is_paid_more_than_is_open(lines):
    results = reconcile(lines, OPEN, on=ON)
    assert [one.line for one in results] == lines
    fitting = [one.line for one in results if one.match is Match.FITS]
    for reference, account in OPEN.items():
        assert sum(one.amount_yen for one in fitting if one.reference == reference) in {0, account.open_yen}
    assert len({one.receipt for one in fitting}) == len(fitting)


def test_what_no_database_keeps_is_taken_away_or_not_read():
    heads = ["整理番号", "領収番号", "納付日", "金額"]
    rows = [heads, ["131016-R8-001\0", "領\0" + "9", "2026-06-20", "9" * 5000]]
    found = read(rows)[0]
    assert (found.reference, found.receipt, found.amount_yen) == ("131016-R8-001", "領9", None)
    assert [one.match for one in reconcile([line(receipt="9" * 61)], OPEN, on=ON)] == [Match.UNREADABLE]

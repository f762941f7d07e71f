"""Complaints, the yearly report and the commission's powers, with their places on a date."""

from datetime import date

import pytest

from oboro.law.oversight import complaint_duty, powers, report_items
from oboro.law.regime import BodyKind, regime_on

ORGAN = BodyKind.NATIONAL_ORGAN
NOW = regime_on(body=ORGAN, on=date(2026, 4, 1))
FISCAL_2022 = regime_on(body=ORGAN, on=date(2023, 3, 31))
OLD = regime_on(body=ORGAN, on=date(2018, 4, 1))


@pytest.mark.parametrize(("law", "place"), [(NOW, "法第128条"), (FISCAL_2022, "法第126条"), (OLD, "法第51条の3")])
def test_complaints_are_a_duty_of_endeavour_in_both_schemes(law, place):
    duty = complaint_duty(law)
    assert (duty.value, duty.citation.short) == (True, place)
    assert "努める" in duty.reason


def test_the_powers_of_the_commission_have_their_places():
    now = {power.key: power.citation.short for power in powers(NOW)}
    assert now == {
        "report": "法第165条第1項",
        "inspection": "法第156条",
        "advice": "法第157条",
        "recommendation": "法第158条",
        "follow_up": "法第159条",
        "limits": "法第160条",
    }
    assert {p.key: p.citation.short for p in powers(FISCAL_2022)}["limits"] == "法第157条"
    then = {power.key: power.citation.short for power in powers(OLD)}
    assert then == {
        "report": "法第51条の4",
        "inspection": "法第51条の5",
        "advice": "法第51条の6",
        "recommendation": "法第51条の7",
        "limits": "法第51条の8",
    }


def test_the_yearly_report_lists_what_the_cases_can_count():
    now, then = ({item.key for item in report_items(law)} for law in (NOW, OLD))
    assert then - now == {"opinions_asked", "opinions_against"}
    assert now < then
    assert all(item.inferred and item.counts in {"count", "persons", "hours", "yen"} for item in report_items(NOW))

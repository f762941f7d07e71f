"""A body's own fees and closed days: entered by a form, stored as TOML, read back by the same checks."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.kernel.errors import LawError, OrdinanceInvalid
from oboro.law.body_rules import entry_fields, parse_rules, written
from oboro.law.clocks import count
from oboro.law.criteria import ProposalKind
from oboro.law.fees import FeeFacts, parse_schedule, statement
from oboro.law.regime import BodyKind, regime_on

ON = date(2026, 4, 1)
CITY = regime_on(body=BodyKind.DESIGNATED_CITY, on=ON)
AGENCY = regime_on(body=BodyKind.LOCAL_AGENCY, on=ON)
ANSWERS = {
    "title": "例示市個人情報の保護に関する法律施行条例",
    "since": date(2023, 4, 1),
    "base_yen": 20000,
    "base_cite": "条例7①",
    "hour_yen": 4000,
    "hour_cite": "条例7①一",
    "outsourcing": True,
    "outsourcing_cite": "条例7①二",
    "existing": "same_as_first",
    "existing_cite": "条例7②一",
    "change_yen": 12000,
    "change_cite": "条例7②二",
}
DAY = '\n[[closed]]\nlabel = "開港記念日"\nmonth_day = "06-02"\nfrom = 2023-04-01\nlaw = "例示市の休日を定める条例"\ncite = "条例1②"\n'


def test_a_filled_form_becomes_the_bodys_fee():
    schedule = parse_schedule(written(CITY, ANSWERS))
    facts = FeeFacts(kind=ProposalKind.NEW, minutes=61, outsourcing_yen=5)
    result = statement(CITY, facts, schedule=schedule)
    assert result.total_yen == 20000 + 2 * 4000 + 5
    assert str(result.lines[0].citation) == "例示市個人情報の保護に関する法律施行条例第7条第1項"


def test_a_fixed_fee_for_others_is_asked_for_only_then():
    text = written(CITY, ANSWERS | {"existing": "fixed", "existing_yen": 8000})
    facts = FeeFacts(kind=ProposalKind.EXISTING)
    assert statement(CITY, facts, schedule=parse_schedule(text)).total_yen == 8000
    with pytest.raises(OrdinanceInvalid) as refused:
        written(CITY, ANSWERS | {"existing": "fixed"})
    assert "その決まった額" in refused.value.message


def test_a_corporation_enters_its_own_rule():
    assert parse_schedule(written(AGENCY, ANSWERS)).instrument == "own_rule"


def test_a_national_organ_has_nothing_to_enter():
    with pytest.raises(LawError):
        entry_fields(regime_on(body=BodyKind.NATIONAL_ORGAN, on=ON))


@pytest.mark.parametrize("field", [one.key for one in entry_fields(CITY) if one.obligation == "required"])
def test_an_answer_left_out_is_named_by_its_label(field):
    label = next(one.label for one in entry_fields(CITY) if one.key == field)
    with pytest.raises(OrdinanceInvalid) as refused:
        written(CITY, {key: value for key, value in ANSWERS.items() if key != field})
    assert label in refused.value.message


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_yen": -1},
        {"base_yen": True},
        {"base_cite": "7条"},
        {"since": "2023-04-01"},
        {"existing": "free"},
        {"title": " "},
    ],
)
def test_an_answer_that_does_not_fit_is_refused(wrong):
    with pytest.raises(OrdinanceInvalid):
        written(CITY, ANSWERS | wrong)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=40).filter(str.strip), st.integers(0, 10**9))
def test_any_title_and_amount_come_back_as_they_were_typed(title, yen):
    schedule = parse_schedule(written(CITY, ANSWERS | {"title": title, "base_yen": yen}))
    assert schedule.title == title
    assert schedule.rates[0].values["yen"] == yen


def test_the_days_a_body_closes_on_move_its_advice():
    rules = parse_rules(written(CITY, ANSWERS) + DAY)
    assert [str(day.citation) for day in rules.closed] == ["例示市の休日を定める条例第1条第2項"]
    found = count(CITY, "call_minimum", starts_on=date(2026, 5, 4), local=rules.closed)
    assert "開港記念日" in found.advice[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('label = "開港記念日"\n', ""),
        ("06-02", "02-06-01"),
        ('cite = "条例1②"', 'cite = "1条"'),
        ("from = 2023-04-01\nlaw", "law"),
    ],
)
def test_a_closed_day_that_cannot_be_read_is_refused(old, new):
    with pytest.raises(OrdinanceInvalid):
        parse_rules(written(CITY, ANSWERS) + DAY.replace(old, new))

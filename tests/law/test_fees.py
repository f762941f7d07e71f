"""Fees against a calculator of its own, which counts hour by hour, and the worked examples of the statute."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.kernel.errors import LawError, OrdinanceInvalid
from oboro.law import fees
from oboro.law.criteria import ProposalKind
from oboro.law.fees import FeeFacts
from oboro.law.regime import BodyKind, regime_on

ORDINANCE = (Path(__file__).parent / "ordinances" / "same.toml").read_text(encoding="utf-8")
OLD = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2018, 4, 1))
NEW = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2026, 4, 1))
CITY = regime_on(body=BodyKind.DESIGNATED_CITY, on=date(2026, 4, 1))


def reckoned(on, facts):
    """The fee by hand: the base, an hour for every hour begun, the third parties while there were any, the outsourcing."""
    if facts.kind is ProposalKind.CHANGE:
        return 12_600
    if facts.kind is ProposalKind.EXISTING:
        return facts.first_fee_yen
    yen, rest = 21_000, timedelta(minutes=facts.minutes)
    while rest > timedelta(0):
        yen, rest = yen + 3_950, rest - timedelta(hours=1)
    if on < date(2022, 4, 1):
        yen += sum(210 for _ in range(facts.third_parties))
    return yen + facts.outsourcing_yen


FACTS = st.builds(
    FeeFacts,
    kind=st.sampled_from(ProposalKind),
    minutes=st.integers(0, 6_000),
    outsourcing_yen=st.integers(0, 5_000_000),
    third_parties=st.integers(0, 400),
    first_fee_yen=st.integers(0, 1_000_000),
)


@settings(max_examples=10_000, database=None, deadline=None)
@given(on=st.dates(date(2017, 5, 30), date(2030, 3, 31)), facts=FACTS)
def test_the_order_agrees_with_the_independent_calculator(on, facts):
    law = regime_on(body=BodyKind.NATIONAL_ORGAN, on=on)
    if on >= date(2022, 4, 1) and facts.third_parties:
        with pytest.raises(LawError):
            fees.statement(law, facts)
        return
    result = fees.statement(law, facts)
    assert result.total_yen == reckoned(on, facts)
    assert result.total_yen == sum(line.yen for line in result.lines)


@pytest.mark.parametrize(("minutes", "hours"), [(0, 0), (1, 1), (59, 1), (60, 1), (61, 2), (620, 11), (2400, 40)])
def test_each_started_hour_counts(minutes, hours):
    assert fees.hours_started(minutes) == hours


def test_every_line_can_be_followed():
    lines = fees.statement(OLD, FeeFacts(ProposalKind.NEW, minutes=490, third_parties=300, outsourcing_yen=5)).lines
    assert [(line.key, line.formula, line.yen) for line in lines] == [
        ("base", "定額 21,000円", 21_000),
        ("third_party", "210円 × 300人", 63_000),
        ("hour", "3,950円 × 9時間（8時間10分。1時間までごと）", 35_550),
        ("outsourcing", "委託を受けた者に支払う額 5円", 5),
    ]


@pytest.mark.parametrize("wrong", [{"minutes": -1}, {"outsourcing_yen": -1}, {"third_parties": -1}, {"minutes": True}])
def test_facts_below_zero_are_refused(wrong):
    with pytest.raises(LawError):
        FeeFacts(ProposalKind.NEW, **wrong)


def test_the_draft_of_an_ordinance_is_the_standard_of_the_order():
    draft = fees.parse_schedule(fees.ordinance_draft(CITY, title='みらい市"条例"'))
    assert draft.title == 'みらい市"条例"'
    result = fees.statement(CITY, FeeFacts(ProposalKind.NEW, minutes=620), schedule=draft)
    assert result.total_yen == 64_450


def test_the_standard_itself_is_no_ordinance():
    with pytest.raises(OrdinanceInvalid):
        fees.statement(CITY, FeeFacts(ProposalKind.NEW), schedule=fees.schedule_of(CITY))


def test_a_corporation_has_no_standard():
    agency = regime_on(body=BodyKind.INCORPORATED_AGENCY, on=date(2026, 4, 1))
    with pytest.raises(LawError):
        fees.schedule_of(agency)


def test_a_corporation_charges_by_its_own_rule():
    agency = regime_on(body=BodyKind.INCORPORATED_AGENCY, on=date(2026, 4, 1))
    rule = fees.parse_schedule(ORDINANCE.replace('"ordinance"', '"own_rule"').replace("条例7", "規程7"))
    assert fees.statement(agency, FeeFacts(ProposalKind.CHANGE), schedule=rule).total_yen == 12_600


def test_an_ordinance_not_yet_in_force_gives_no_fee():
    later = fees.parse_schedule(ORDINANCE.replace("2023-04-01", "2027-04-01"))
    with pytest.raises(OrdinanceInvalid):
        fees.statement(CITY, FeeFacts(ProposalKind.NEW, minutes=60), schedule=later)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('title = "みらい市条例"', "", "title"),
        ('instrument = "ordinance"', 'instrument = "order"', "instrument"),
        ("yen = 21000", "yen = -1", "base"),
        ("yen = 21000", "yen = 21000.5", "base"),
        ("yen = 21000", "yen = true", "base"),
        ("yen = 21000", "", "base"),
        ('per = "outsourcing"', 'per = "outsourcing"\nyen = 5', "outsourcing"),
        ('per = "hour_started"', 'per = "minute"', "hour"),
        ('kinds = ["change"]', 'kinds = ["new"]', "change"),
        ("from = 2023-04-01", 'from = "2023-04-01"', "base"),
        ('cite = "条例7①"\n', 'cite = "別表のとおり"\n', "base"),
        ('cite = "条例7①"\n', 'cite = "条例7①"\nuntil = 2020-01-01\n', "base"),
        ('cite = "条例7①"\n', 'cite = "条例7①"\nextra = 1\n', "base"),
        ('label = "基本額"', 'label = ""', "base"),
        ('key = "base"', 'key = "third_party"', "key"),
        ("[[line]]", "[[line", "TOML"),
    ],
)
def test_a_wrong_ordinance_is_refused_and_the_fault_is_named(old, new, named):
    assert old in ORDINANCE
    with pytest.raises(OrdinanceInvalid) as refused:
        fees.parse_schedule(ORDINANCE.replace(old, new, 1))
    assert named in refused.value.message


def test_an_ordinance_without_a_line_is_refused():
    head = ORDINANCE.split("[[line]]")[0]
    with pytest.raises(OrdinanceInvalid):
        fees.parse_schedule(head)


@pytest.mark.parametrize("key", ["base", "hour", "existing_other", "change"])
def test_an_ordinance_that_lacks_a_rate_is_refused(key):
    head, *lines = ORDINANCE.split("[[line]]")
    kept = [line for line in lines if f'key = "{key}"' not in line]
    with pytest.raises(OrdinanceInvalid) as refused:
        fees.parse_schedule("[[line]]".join([head, *kept]))
    assert key in refused.value.message


def test_an_ordinance_that_says_a_rate_twice_is_refused():
    line = ORDINANCE.split("[[line]]")[1]
    with pytest.raises(OrdinanceInvalid) as refused:
        fees.parse_schedule(ORDINANCE + "\n[[line]]" + line)
    assert "base" in refused.value.message

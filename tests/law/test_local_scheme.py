"""The ordinance type of 2017: the same rules answer, with the ordinance's values and the ordinance's citations."""

from datetime import date
from pathlib import Path

import pytest

from oboro.kernel.errors import LawError, NoLawOnDate, OrdinanceInvalid
from oboro.law import criteria, disqualification, eligibility, fees, opinions, periods, standards, topics
from oboro.law.criteria import ProposalKind
from oboro.law.local_scheme import parameters, parse_scheme
from oboro.law.regime import BodyKind, must_solicit, regime_under

TEXT = (Path(__file__).parent / "ordinances" / "scheme_2017.toml").read_text(encoding="utf-8")
LOCAL = parse_scheme(TEXT)
LAW = regime_under(LOCAL.ordinance, body=BodyKind.MUNICIPALITY, on=date(2018, 4, 1))


def test_the_law_is_the_ordinance_and_so_are_its_citations():
    assert LAW.name == "例示市個人情報保護条例"
    assert str(LAW.cite("review")) == "例示市個人情報保護条例第2条"
    assert {str(one.citation) for one in standards.standards(LAW)} == {"例示市個人情報保護条例施行規則第11条"}


def test_a_call_is_counted_by_the_days_of_the_ordinance():
    start, notice = date(2018, 4, 1), date(2018, 3, 31)
    assert periods.call_problems(LAW, starts_on=start, ends_on=date(2018, 5, 15), announced_on=notice) == ()
    problems = periods.call_problems(LAW, starts_on=start, ends_on=date(2018, 5, 14), announced_on=notice)
    assert [str(problem.citation) for problem in problems] == ["例示市個人情報保護条例施行規則第3条第1項"]


@pytest.mark.parametrize(("wanted", "lawful"), [(499, False), (500, True), (600, True), (601, False)])
def test_the_number_of_persons_is_that_of_the_ordinance(wanted, lawful):
    problem = criteria.persons_problem(LAW, wanted=wanted, in_file=600)
    assert (problem is None) is lawful
    if problem:
        assert problem.citation.short == "条例第34条第1項第2号"


def test_what_is_taken_over_keeps_its_words_and_names_its_model():
    rights = next(one for one in criteria.criteria(LAW, ProposalKind.NEW) if one.key == "rights")
    assert rights.citation.short == "条例第34条"
    assert LAW.entry("criteria", "criterion", "rights").text("model").endswith("第44条の7第1項第6号")


def test_a_text_that_points_into_the_model_says_so():
    terminated = next(one for one in disqualification.grounds(LAW) if one.key == "terminated")
    assert "行政機関の保有する個人情報の保護に関する法律第44条の14に当たる定め" in terminated.text


def test_what_the_ordinance_leaves_out_is_refused_with_its_reason():
    assert opinions.third_party(LAW) is None
    with pytest.raises(LawError) as refused:
        periods.clock(LAW, "call_frequency")
    assert refused.value.hint == "毎年度の募集を義務としていない"


def test_whether_it_must_call_is_its_own_rule():
    answer = must_solicit(LAW)
    assert (answer.value, answer.citation.short) == (False, "条例第31条")


def test_a_file_is_judged_by_the_conditions_taken_over():
    facts = eligibility.EligibilityFacts(
        in_register=True,
        exempt_ground=None,
        withheld=False,
        persons=1000,
        disclosure="part",
        processable=True,
        disrupts=False,
    )
    judged = eligibility.judge(LAW, facts)
    assert judged.eligible
    assert {step.citation.short for step in judged.steps} == {"条例第30条"}


def test_the_fee_is_that_of_the_ordinance_third_parties_included():
    facts = fees.FeeFacts(kind=ProposalKind.NEW, minutes=90, third_parties=10)
    result = fees.statement(LAW, facts, schedule=LOCAL.schedule)
    assert result.total_yen == 15_000 + 10 * 100 + 2 * 3_000
    assert [line.citation.short for line in result.lines] == [
        "条例第39条第1項",
        "条例第39条第1項第1号",
        "条例第39条第1項第2号",
    ]


def test_a_rate_for_third_parties_is_refused_in_an_ordinance_of_today():
    with pytest.raises(OrdinanceInvalid):
        fees.parse_schedule('instrument = "ordinance"\n' + TEXT)


@pytest.mark.parametrize("on", [date(2017, 10, 1), date(2022, 4, 1), date(2023, 3, 31), date(2023, 6, 1)])
def test_a_case_keeps_the_ordinance_of_its_day_also_after_the_act_came(on):
    law = regime_under(LOCAL.ordinance, body=BodyKind.MUNICIPALITY, on=on)
    assert periods.clock(law, "call_minimum").length == 45
    assert all(topics.rows(law, topic) is not None for topic in topics.TOPICS)


@pytest.mark.parametrize(
    ("body", "on"), [(BodyKind.MUNICIPALITY, date(2017, 9, 30)), (BodyKind.NATIONAL_ORGAN, date(2018, 4, 1))]
)
def test_an_ordinance_reaches_neither_back_nor_to_the_state(body, on):
    with pytest.raises(NoLawOnDate):
        regime_under(LOCAL.ordinance, body=body, on=on)


def test_the_parameters_show_the_national_values_as_the_model():
    shown = {one.name: (one.text, one.citation.short) for one in parameters()}
    assert shown["periods.period.call_minimum"] == ("30（days）", "規則第3条第1項")
    assert shown["criteria.amount.minimum_persons"] == ("1,000人", "規則第5条")
    assert shown["fees.line.third_party"] == ("210円", "令第25条第1項第1号")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from = 2017-10-01\ncall", "call"),
        ('cite = "条例31"', 'cite = "31条"'),
        ("fee_cite", "fee_place"),
        ("length = 45", "length = -1"),
        ("length = 45", 'length = "45"'),
        ("length = 45", "lengths = 45"),
        ('key = "call_minimum"', 'key = "call_maximum"'),
        ('file = "codes"', 'file = "numbering"'),
        ('[[adopt]]\nfile = "codes"\ncite = "条例2"\n', ""),
        ('reason = "毎年度の募集を義務としていない"', ""),
        ('key = "persons"', 'key = "benefit"'),
        ("yen = 15000", "yen = -5"),
        ("title =", "title"),
        ("from = 2017-10-01\ncall", "from = 2023-04-01\ncall"),
    ],
)
def test_a_wrong_ordinance_is_refused(old, new):
    assert old in TEXT
    with pytest.raises(OrdinanceInvalid):
        parse_scheme(TEXT.replace(old, new, 1))

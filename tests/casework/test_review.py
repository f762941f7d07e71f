from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.review import (
    Finding,
    NoticeTerms,
    Outcome,
    advice,
    check_conforming,
    check_decider,
    check_decision,
    check_failing,
    unjudged,
    verdict,
)
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.law.criteria import ProposalKind, criteria
from oboro.law.regime import BodyKind, Scheme, regime

DAY = date(2026, 6, 1)
LAW = regime(Scheme.APPI, body=BodyKind.NATIONAL_ORGAN, on=DAY)
CRITERIA = criteria(LAW, ProposalKind.NEW)
TERMS = NoticeTerms(fee_yen=1, method="収入印紙", due_on=date(2026, 7, 1), provision_method="電子記録媒体")


def found(**outcomes):
    return [
        Finding(
            c.key,
            outcomes.get(c.key, Outcome.CONFORMS),
            "書類と説明を確かめた。",
            by="shinsa",
            on=DAY,
            evidence="提案書",
        )
        for c in CRITERIA
    ]


def test_new_information_is_judged_by_seven_criteria_and_existing_by_five():
    assert [c.key for c in CRITERIA] == [
        "disqualification",
        "persons",
        "standard",
        "benefit",
        "period",
        "rights",
        "disruption",
    ]
    assert len(criteria(LAW, ProposalKind.EXISTING)) == 5


def test_all_criteria_held_conforms():
    concluded = verdict(CRITERIA, found())
    assert (concluded.conforms, concluded.failing, concluded.reviewers) == (True, (), frozenset({"shinsa"}))


def test_one_criterion_failed_fails_with_its_reason():
    concluded = verdict(CRITERIA, found(benefit=Outcome.FAILS))
    assert concluded.conforms is False
    assert [(c.key, f.reason) for c, f in concluded.failing] == [("benefit", "書類と説明を確かめた。")]


@given(st.lists(st.sampled_from([Outcome.CONFORMS, Outcome.FAILS]), min_size=7, max_size=7))
def test_a_proposal_conforms_only_when_nothing_fails(outcomes):
    findings = [replace(f, outcome=o) for f, o in zip(found(), outcomes, strict=True)]
    concluded = verdict(CRITERIA, findings)
    assert concluded.conforms is (Outcome.FAILS not in outcomes)
    assert len(concluded.failing) == outcomes.count(Outcome.FAILS)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: replace(f, outcome=Outcome.UNCLEAR),
        lambda f: replace(f, reason="　"),
        lambda f: replace(f, evidence=" "),
    ],
)
def test_an_unclear_or_unreasoned_criterion_keeps_the_review_open(spoil):
    findings = found()
    findings[3] = spoil(findings[3])
    assert [c.key for c in unjudged(CRITERIA, findings)] == ["benefit"]
    with pytest.raises(NotLawful, match="審査の基準四に、適合・不適合の判断と理由・根拠の書類がそろっていません"):
        verdict(CRITERIA, findings)


def test_a_missing_finding_keeps_the_review_open():
    assert [c.key for c in unjudged(CRITERIA, found()[1:])] == ["disqualification"]


def test_i4_whoever_judged_cannot_decide():
    concluded = verdict(CRITERIA, found())
    check_decider(concluded, by="kessai")
    for spelling in ("shinsa", "Shinsa", "ｓｈｉｎｓａ", " shin sa"):
        with pytest.raises(NotAllowed, match="審査した人は、その提案を決裁できません"):
            check_decider(concluded, by=spelling)


@pytest.mark.parametrize(
    ("number", "day", "trouble"),
    [
        ("", DAY, "文書番号と決裁日がありません"),
        ("総第12号", None, "文書番号と決裁日がありません"),
        ("総第12号", date(2026, 6, 2), "決裁日が今日より後"),
    ],
)
def test_a_decision_names_the_approval_made_outside(number, day, trouble):
    check_decision(document_number="総第12号", decided_on=DAY, on=DAY)
    with pytest.raises(NotLawful, match=trouble):
        check_decision(document_number=number, decided_on=day, on=DAY)


@pytest.mark.parametrize(
    ("gap", "named"),
    [
        ({"fee_yen": None}, "手数料の額"),
        ({"method": " "}, "納付の方法"),
        ({"due_on": None}, "納付の期限"),
        ({"provision_method": ""}, "提供の方法"),
        ({"fee_yen": None, "due_on": None}, "手数料の額・納付の期限"),
    ],
)
def test_i2_no_conforming_notice_without_its_terms(gap, named):
    concluded = verdict(CRITERIA, found())
    check_conforming(LAW, concluded, TERMS, on=DAY)
    with pytest.raises(NotLawful) as refused:
        check_conforming(LAW, concluded, replace(TERMS, **gap), on=DAY)
    assert refused.value.message == f"適合の通知に書く{named}がありません（法第114条第2項）。"


def test_i2_no_conforming_notice_when_a_criterion_fails():
    with pytest.raises(NotLawful, match="適合しない基準があるので"):
        check_conforming(LAW, verdict(CRITERIA, found(rights=Outcome.FAILS)), TERMS, on=DAY)


def test_the_due_date_leaves_time_to_pay():
    with pytest.raises(NotLawful, match="納付の期限が通知の日以前"):
        check_conforming(LAW, verdict(CRITERIA, found()), replace(TERMS, due_on=DAY), on=DAY)


def test_i3_no_failing_notice_without_a_reasoned_criterion():
    check_failing(LAW, verdict(CRITERIA, found(rights=Outcome.FAILS)))
    with pytest.raises(NotLawful, match="適合しない基準がないので"):
        check_failing(LAW, verdict(CRITERIA, found()))


@pytest.mark.parametrize(("wanted", "outcome"), [(999, Outcome.FAILS), (1000, Outcome.CONFORMS), (1201, Outcome.FAILS)])
def test_the_number_of_persons_is_advised_by_the_facts(wanted, outcome):
    advised = advice(LAW, CRITERIA, wanted=wanted, in_file=1200)
    assert {key: item.outcome for key, item in advised.items()} == {"persons": outcome}

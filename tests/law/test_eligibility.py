"""The decision explains itself."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError
from oboro.law import eligibility
from oboro.law.eligibility import EligibilityFacts
from oboro.law.regime import BodyKind, regime_on

CITY = regime_on(body=BodyKind.DESIGNATED_CITY, on=date(2026, 4, 1))
TOWN = regime_on(body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))


def facts(**changed):
    good = {
        "in_register": True, "exempt_ground": None, "withheld": False, "persons": 5000,
        "disclosure": "part", "processable": True, "disrupts": False,
    }  # fmt: skip
    return EligibilityFacts(**good | changed)


def test_every_step_is_a_question_with_a_reason_and_a_place():
    judged = eligibility.judge(CITY, facts())
    assert [(step.key, step.answer, step.citation.short) for step in judged.steps] == [
        ("in_register", True, "法第60条第3項第1号"),
        ("not_exempt", True, "法第60条第3項第1号"),
        ("not_withheld", True, "法第60条第3項第1号"),
        ("disclosure", True, "法第60条第3項第2号イ"),
        ("processable", True, "法第60条第3項第3号"),
        ("no_disruption", True, "法第60条第3項第3号"),
    ]
    assert all(step.question and step.reason for step in judged.steps)


def test_what_follows_depends_on_whether_the_body_must_call():
    assert eligibility.judge(CITY, facts()).consequence.endswith("募集の対象とする（法第111条）")
    assert eligibility.judge(TOWN, facts()).consequence.startswith("募集をしようとする場合には")
    assert eligibility.judge(CITY, facts(disrupts=True)).consequence.endswith("「非該当」とする")


def test_a_chance_of_an_opinion_is_another_item_than_disclosure():
    step = eligibility.judge(CITY, facts(disclosure="opinion")).steps[3]
    assert step.citation.short == "法第60条第3項第2号ロ"


@pytest.mark.parametrize("wrong", [{"disclosure": "maybe"}, {"persons": -1}, {"exempt_ground": "unknown"}])
def test_facts_that_mean_nothing_are_refused(wrong):
    with pytest.raises(LawError):
        eligibility.judge(CITY, facts(**wrong))

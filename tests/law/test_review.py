"""The review of an ordinance: every item of the notice of 2017, and what is left to ordinance today."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError, OrdinanceInvalid
from oboro.law.regime import BodyKind, Scheme
from oboro.law.review import ADVICE_LABELS, PART_LABELS, as_markdown, parse_answers, questions, report, scheme_on

CITY, BIG = BodyKind.MUNICIPALITY, BodyKind.DESIGNATED_CITY
THEN, NOW = date(2017, 6, 1), date(2026, 4, 1)
NOTICE = [
    f"{part}-{letter}"
    for part, letters in ((1, "abc"), (2, "abc"), (3, "abcdefghi"), (4, "abcde"))
    for letter in letters
]


def test_the_review_of_2017_asks_every_item_of_the_notice():
    assert [question.key for question in questions(body=CITY, on=THEN)] == NOTICE


@pytest.mark.parametrize("key", ["1-c", "2-c"])
def test_where_the_notice_leaves_it_to_the_body_no_answer_follows_or_differs(key):
    for answer in ("yes", "no"):
        lines = report({key: answer}, body=CITY, on=THEN).lines
        assert next(line.verdict for line in lines if line.question.key == key) == "own"


def test_a_city_that_leaves_the_scheme_out_differs_from_the_advice_and_learns_what_follows():
    line = next(one for one in report({"3-a": "no"}, body=CITY, on=THEN).lines if one.question.key == "3-a")
    assert line.verdict == "differs"
    assert line.choice is not None
    assert "募集を行わない" in line.choice.effect


def test_whether_to_solicit_is_asked_only_where_the_law_leaves_it_open():
    assert "solicit" in {question.key for question in questions(body=CITY, on=NOW)}
    assert "solicit" in {question.key for question in questions(body=BodyKind.LOCAL_AGENCY, on=NOW)}
    assert "solicit" not in {question.key for question in questions(body=BIG, on=NOW)}


def test_an_answer_the_law_does_not_allow_is_named():
    result = report({"definition": "yes", "penalty": "kept", "council": "each"}, body=BIG, on=NOW)
    assert result.counts["forbidden"] == 3
    assert not result.settled


def test_a_review_is_settled_when_all_is_answered_and_allowed():
    asked = questions(body=CITY, on=NOW)
    answers = {q.key: next(c.key for c in q.choices if not c.forbidden) for q in asked}
    result = report(answers, title="例示市", body=CITY, on=NOW)
    assert result.settled
    assert result.counts["open"] == 0
    assert as_markdown(result).startswith("# 条例の見直し　例示市\n")


def test_the_report_tells_advice_answer_effect_and_place_of_every_question():
    text = as_markdown(report({"3-c": "yes"}, title="例示市", body=CITY, on=THEN))
    assert text.count("### ") == len(NOTICE)
    assert text.count("- 助言（") == text.count("- 根拠：") == text.count("- 手続への影響：") == len(NOTICE)
    assert "行政機関の保有する個人情報の保護に関する法律第44条の10第1項" in text


@pytest.mark.parametrize("on", [THEN, NOW])
@pytest.mark.parametrize("body", [CITY, BIG, BodyKind.LOCAL_AGENCY])
def test_every_question_has_advice_a_source_and_an_effect_for_each_answer(body, on):
    for question in questions(body=body, on=on):
        assert question.part in PART_LABELS
        assert question.advice_kind in ADVICE_LABELS
        assert question.advice
        assert question.source
        assert len(question.choices) >= 2
        assert all(choice.effect and choice.label for choice in question.choices)
        assert not any(choice.advised and choice.forbidden for choice in question.choices)


@pytest.mark.parametrize(
    ("on", "scheme"),
    [
        (date(2017, 5, 30), Scheme.GYOKOHO_2017),
        (date(2023, 3, 31), Scheme.GYOKOHO_2017),
        (date(2023, 4, 1), Scheme.APPI),
    ],
)
def test_the_review_changes_on_the_day_the_act_reaches_local_bodies(on, scheme):
    assert scheme_on(on) is scheme


def test_there_is_no_review_before_2017_nor_for_national_organs():
    with pytest.raises(LawError):
        questions(body=CITY, on=date(2017, 5, 29))
    with pytest.raises(LawError):
        questions(body=BodyKind.NATIONAL_ORGAN, on=NOW)


def test_answers_are_read_from_toml():
    assert parse_answers('title = "例示市"\n[answer]\n"1-a" = "yes"\n') == ("例示市", {"1-a": "yes"})


@pytest.mark.parametrize("text", ["title = ", 'title = "x"', "[answer]\nx = 1"])
def test_answers_that_cannot_be_read_are_refused(text):
    with pytest.raises(OrdinanceInvalid):
        parse_answers(text)


@pytest.mark.parametrize("answers", [{"9-z": "yes"}, {"1-a": "maybe"}])
def test_an_answer_to_no_question_or_of_no_choice_is_refused(answers):
    with pytest.raises(OrdinanceInvalid):
        report(answers, body=CITY, on=THEN)

"""All of the law by topic: what stands, what differs, why."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError
from oboro.law import opinions, topics
from oboro.law.regime import BodyKind, Scheme, regime, regime_on

OLD = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2022, 3, 31))
FISCAL_2022 = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2022, 4, 1))
NEW = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2026, 4, 1))


@pytest.mark.parametrize("topic", list(topics.TOPICS))
def test_every_row_says_something_somewhere(topic):
    for law in (OLD, FISCAL_2022, NEW):
        for row in topics.rows(law, topic):
            assert row.heading or row.text
            assert "{" not in row.heading + row.text
            assert row.citation.place


def test_every_topic_has_rows_under_one_of_the_schemes():
    city = regime_on(body=BodyKind.DESIGNATED_CITY, on=date(2026, 4, 1))
    assert [t for t in topics.TOPICS if not any(topics.rows(law, t) for law in (OLD, NEW, city))] == []


def test_a_topic_that_does_not_exist_is_refused():
    with pytest.raises(LawError):
        topics.rows(NEW, "weather")


def test_between_the_schemes_the_third_parties_go():
    gone = {change.key for change in topics.differences(OLD, FISCAL_2022, topics=("fees", "opinions", "letter"))}
    assert {"third_party", "when", "moment", "effect", "not_for", "proposed_on"} <= gone
    kinds = {c.key: c.kind for c in topics.differences(OLD, FISCAL_2022, topics=("fees",))}
    assert kinds == {
        "base": "moved", "third_party": "removed", "hour": "moved", "outsourcing": "moved",
        "existing_other": "moved", "change": "moved",
    }  # fmt: skip


def test_on_1_april_2023_the_national_rules_only_move():
    before = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2023, 3, 31))
    after = regime_on(body=BodyKind.NATIONAL_ORGAN, on=date(2023, 4, 1))
    changes = topics.differences(before, after, topics=("criteria", "disqualification", "fees", "standards", "periods"))
    assert {change.kind for change in changes} == {"moved"}


def test_a_regime_does_not_differ_from_itself():
    assert topics.differences(NEW, NEW) == ()


def test_a_row_is_found_by_its_name():
    assert topics.find(NEW, "fees.hour").citation.short == "令第31条第1項第1号"
    assert topics.find(NEW, "few_persons").topic == "exemptions"


def test_a_name_that_two_topics_have_is_asked_back():
    with pytest.raises(LawError) as refused:
        topics.find(NEW, "disqualification")
    assert "criteria.disqualification" in refused.value.hint


def test_a_thing_that_went_says_when():
    with pytest.raises(LawError) as refused:
        topics.find(NEW, "fees.third_party")
    assert "令和4年4月1日" in refused.value.hint


def test_the_history_of_a_penalty_has_every_version():
    past = topics.history(topics.find(NEW, "penalty.penalty_gain"), of=NEW)
    assert [(one.from_on, one.row.citation.short) for one in past] == [
        (date(2017, 5, 30), "法第54条"),
        (date(2022, 4, 1), "法第175条"),
        (date(2023, 4, 1), "法第180条"),
        (date(2025, 6, 1), "法第180条"),
        (date(2027, 1, 17), "法第179条"),
    ]


def test_the_letter_to_a_third_party_differs_by_whether_it_must_be_sent():
    rule = opinions.third_party(regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2022, 6, 1)))
    assert [item.key for item in rule.letter if item.in_may] == ["proposed_on", "record_items", "answer_to"]
    assert [item.key for item in rule.letter if item.in_must] == ["proposed_on", "ground", "record_items", "answer_to"]
    assert rule.register_item == "opinion_chance"
    assert rule.effect_citation.short == "法第44条の8第2項"

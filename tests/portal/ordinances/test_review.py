"""The review of the ordinance on a page: questions, answers, the report as a page and for machines."""

import json

import pytest
from django.urls import reverse

from oboro.law import review
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import events_of
from oboro.portal.ordinances.models import ReviewAnswers
from oboro.portal.tenancy.queries import today
from portal.factories import tenancy
from portal.reading import lines

pytestmark = pytest.mark.django_db


def advised(body):
    asked = review.questions(body=body.body, on=today(body))
    return {q.key: next((c.key for c in q.choices if c.advised), q.choices[0].key) for q in asked}


def test_every_question_of_today_stands_on_the_page_with_advice_and_effect(city_a, coordinator, signed_in):
    page = "\n".join(lines(signed_in(coordinator).get(reverse("own-rules-review"))))
    for question in review.questions(body=city_a.body, on=today(city_a)):
        assert question.title in page
        assert question.advice in page
        assert question.citation.short in page
        assert all(choice.effect in page for choice in question.choices)


def test_answers_are_kept_and_told_in_the_report(city_a, coordinator, signed_in):
    client = signed_in(coordinator)
    assert client.post(reverse("own-rules-review"), advised(city_a)).status_code == 302
    kept = ReviewAnswers.objects.get()
    assert (kept.organisation, kept.scheme, kept.number) == (city_a, "appi", 1)
    event = events_of(city_a.code).order_by("-seq").first()
    assert (event.kind, event.facts["open"], event.facts["forbidden"]) == ("ordinances.answer_review", 0, 0)
    page = "\n".join(lines(client.get(reverse("own-rules-report"))))
    assert "すべての問いに答え、法律が認めない回答はありません。" in page
    told = json.loads(client.get(reverse("own-rules-report-json")).content)
    expected = review.report(advised(city_a), title=city_a.name, body=city_a.body, on=today(city_a))
    assert told == expected.as_json()
    assert all(line["citation"]["text"] in page and line["effect"] in page for line in told["lines"])


def test_an_answer_the_law_does_not_allow_and_an_open_one_are_told(city_a, coordinator, signed_in):
    client = signed_in(coordinator)
    client.post(reverse("own-rules-review"), {"standard": "yes"})
    page = lines(client.get(reverse("own-rules-report")))
    assert "別に定める【法律が認めない】" in page
    assert "（未回答）【未回答】" in page
    told = json.loads(client.get(reverse("own-rules-report-json")).content)
    assert (told["settled"], told["counts"]["forbidden"]) == (False, 1)


def test_a_later_answer_takes_the_place_of_the_earlier_which_stays(city_a, coordinator, signed_in):
    client = signed_in(coordinator)
    client.post(reverse("own-rules-review"), {"standard": "yes"})
    client.post(reverse("own-rules-review"), {"standard": "no"})
    assert list(ReviewAnswers.objects.order_by("number").values_list("answers", flat=True)) == [
        {"standard": "yes"},
        {"standard": "no"},
    ]
    assert "定めない【助言のとおり】" in lines(client.get(reverse("own-rules-report")))


def test_a_city_of_2018_is_asked_the_questions_of_2017(db, signed_in):
    town = tenancy.organisation(code="P-2018", name="例示市", kind=BodyKind.MUNICIPALITY, practice_on="2018-06-01")
    boss = tenancy.officer(town, "p-boss", "coordinator")
    page = "\n".join(lines(signed_in(boss).get(reverse("own-rules-review"))))
    assert all(f"{key}　" in page for key in ("1-a", "2-c", "3-i", "4-e"))
    assert signed_in(boss).post(reverse("own-rules-review"), advised(town)).status_code == 302
    assert ReviewAnswers.objects.get().scheme == "gyokoho_2017"


def test_a_national_organ_has_no_review_and_a_reviewer_does_not_answer_one(ministry, city_a, reviewer, signed_in):
    boss = tenancy.officer(ministry, "m-boss", "coordinator")
    assert "見直しの問いはありません" in signed_in(boss).get(reverse("own-rules-review")).content.decode()
    assert signed_in(boss).get(reverse("own-rules-report")).status_code == 404
    assert signed_in(reviewer).post(reverse("own-rules-review"), {"standard": "no"}).status_code == 403
    assert not ReviewAnswers.objects.exists()

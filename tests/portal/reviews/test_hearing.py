"""The third parties' opinions: under the law of 2017 only, by letter number, with the file counted again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.kernel.errors import NotLawful
from oboro.portal.audit.models import AuditEvent
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews import actions, letters, queries
from oboro.portal.reviews.models import Opinion, Review
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today
from portal.factories import cases
from portal.reading import lines

pytestmark = pytest.mark.django_db


def boxes(name, day):
    return {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}


@pytest.fixture
def case(old_cast):
    file = cases.offered(old_cast.body, opinion_chance=True, persons=1201)
    proposal = cases.at_status(Status.UNDER_REVIEW, old_cast, file=file)
    cases.judge_all(proposal, old_cast)
    return proposal


def ask(old_cast, signed_in, case, letters=300):
    on = today(old_cast.body)
    typed = {"letters": letters, **boxes("sent_on", on), **boxes("due_on", on + timedelta(days=30))}
    return signed_in(old_cast.coordinator).post(reverse("review-hearing", args=[case.pk]), typed)


def answer(old_cast, signed_in, case, letter, objects="yes"):
    typed = {"letter": letter, "objects": objects, **boxes("received_on", today(old_cast.body))}
    return signed_in(old_cast.coordinator).post(reverse("review-opinion", args=[case.pk]), typed)


def test_the_page_says_what_the_letter_states_and_what_an_objection_does(old_cast, case, signed_in):
    page = lines(signed_in(old_cast.coordinator).get(reverse("review-hearing", args=[case.pk])))
    rule = queries.hearing_rule(case)
    assert page[0] == "第三者に意見を照会する（R1-001）"
    start = page.index("通知に書くこと")
    assert [line.split("　")[0] for line in page[start + 1 : start + 5]] == [item.text for item in rule.letter]
    assert page[start + 5] == f"{rule.effect}。"


def test_the_letters_are_the_desks_next_task_once_all_else_conforms(old_cast, case, signed_in):
    desk, task = signed_in(old_cast.coordinator), "第三者に意見を照会します。"
    assert task in lines(desk.get("/tasks/"))
    assert task not in lines(signed_in(old_cast.reviewer).get("/tasks/"))
    judgement = {"outcome": "unclear", "reason": "", "evidence": ""}
    signed_in(old_cast.reviewer).post(reverse("review-criterion", args=[case.pk, "benefit"]), judgement)
    assert task not in lines(desk.get("/tasks/"))
    cases.judge_all(case, old_cast)
    ask(old_cast, signed_in, case)
    assert task not in lines(desk.get("/tasks/"))


def test_no_letters_are_due_where_nobody_is_asked(cast, signed_in):
    cases.judge_all(cases.at_status(Status.UNDER_REVIEW, cast), cast)
    assert "第三者に意見を照会します。" not in lines(signed_in(cast.coordinator).get("/tasks/"))


def test_objectors_leave_the_file_and_the_persons_are_judged_anew(old_cast, case, signed_in):
    assert ask(old_cast, signed_in, case).status_code == 302
    for letter in (7, 12):
        assert answer(old_cast, signed_in, case, letter).status_code == 302
    answer(old_cast, signed_in, case, 3, objects="no")
    Organisation.objects.filter(pk=old_cast.body.pk).update(practice_on=today(old_cast.body) + timedelta(days=31))
    client = signed_in(old_cast.coordinator)
    assert client.post(reverse("review-hearing-close", args=[case.pk])).status_code == 302
    assert Review.objects.get().persons_in_file == 1199
    page = lines(client.get(reverse("review", args=[case.pk])))
    assert page[page.index("本人の数") + 1] == "提案 1,200人／ファイル 1,201人（反対の2人を除いて1,199人）"
    assert page[page.index("届いた意見書") + 1] == "3通（反対 2通）"
    assert page.count("未判断") == 1
    assert queries.judged(case, Review.objects.get())[1].advice.text == (
        "提案の本人の数は1,200人で、ファイルの本人の数1,199人を超えている（法第44条の7第1項第2号）"
    )


def test_what_is_stored_of_a_third_party_is_a_number(old_cast, case, signed_in):
    ask(old_cast, signed_in, case)
    answer(old_cast, signed_in, case, 7)
    stored = Opinion.objects.values("letter", "objects_to_making").get()
    assert stored == {"letter": 7, "objects_to_making": True}
    assert {field.name for field in Opinion._meta.fields} == {
        "id",
        "round",
        "letter",
        "objects_to_making",
        "received_on",
    }


@pytest.mark.parametrize("letter", [301, 7])
def test_a_letter_that_never_went_out_or_is_answered_already_is_refused(old_cast, case, signed_in, letter):
    ask(old_cast, signed_in, case)
    answer(old_cast, signed_in, case, 7)
    assert answer(old_cast, signed_in, case, letter).status_code == 409
    assert Opinion.objects.count() == 1


def test_the_round_stays_open_until_its_last_day(old_cast, case, signed_in):
    ask(old_cast, signed_in, case)
    page = signed_in(old_cast.coordinator).post(reverse("review-hearing-close", args=[case.pk]))
    assert page.status_code == 409
    case.refresh_from_db()
    assert case.stands is Status.HEARING


def test_nobody_is_asked_twice(old_cast, case, signed_in):
    cases.hear(case, old_cast)
    assert ask(old_cast, signed_in, case).status_code == 409


def test_nobody_is_asked_about_what_fails_anyway(old_cast, signed_in):
    file = cases.offered(old_cast.body, opinion_chance=True)
    proposal = cases.at_status(Status.UNDER_REVIEW, old_cast, file=file)
    cases.judge_all(proposal, old_cast, failing="benefit")
    assert ask(old_cast, signed_in, proposal).status_code == 409


def test_the_review_is_not_concluded_before_the_third_parties_were_heard(old_cast, case):
    on = today(old_cast.body)
    actions.estimate(proposal=case, estimate=cases.Estimate(60), feasibility="", by=old_cast.reviewer, on=on)
    cases.check_all(case, old_cast)
    with pytest.raises(NotLawful, match="第三者への意見の照会が済んでいません（法第44条の8第1項）"):
        actions.conclude(proposal=case, by=old_cast.reviewer, on=on)
    assert Proposal.objects.get(pk=case.pk).stands is Status.UNDER_REVIEW


def test_a_file_without_the_chance_of_an_opinion_is_not_heard(old_cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, old_cast)
    cases.judge_all(proposal, old_cast)
    assert ask(old_cast, signed_in, proposal).status_code == 409


def test_today_there_is_no_such_stage(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast, file=cases.offered(cast.body, opinion_chance=True))
    cases.judge_all(proposal, cast)
    page = signed_in(cast.coordinator).get(reverse("review", args=[proposal.pk]))
    assert "第三者" not in " ".join(lines(page))
    on = today(cast.body)
    typed = {"letters": 1, **boxes("sent_on", on), **boxes("due_on", on + timedelta(days=30))}
    asked = signed_in(cast.coordinator).post(reverse("review-hearing", args=[proposal.pk]), typed)
    assert asked.status_code == 409


def test_the_fee_counts_who_was_asked(old_cast, case):
    on = today(old_cast.body)
    actions.estimate(proposal=case, estimate=cases.Estimate(480), feasibility="", by=old_cast.reviewer, on=on)
    cases.hear(case, old_cast, letters=300)
    assert queries.fee_of(case, Review.objects.get()).total_yen == 115_600


def returned(old_cast, signed_in, case, letter):
    typed = {"letter": letter, **boxes("returned_on", today(old_cast.body))}
    return signed_in(old_cast.coordinator).post(reverse("review-returned", args=[case.pk]), typed)


def settle(old_cast, signed_in, case, letter, settled, due_on=None):
    typed = {"settled": settled, **(boxes("due_on", due_on) if due_on else {})}
    return signed_in(old_cast.coordinator).post(reverse("review-settle", args=[case.pk, letter]), typed)


def test_a_letter_that_came_back_is_sent_again_or_its_person_left_out(old_cast, case, signed_in):
    ask(old_cast, signed_in, case)
    on = today(old_cast.body)
    for letter in (5, 9):
        assert returned(old_cast, signed_in, case, letter).status_code == 302
    assert returned(old_cast, signed_in, case, 5).status_code == 409
    later = on + timedelta(days=45)
    assert settle(old_cast, signed_in, case, 5, "resent").status_code == 409
    assert settle(old_cast, signed_in, case, 5, "resent", on + timedelta(days=29)).status_code == 409
    assert settle(old_cast, signed_in, case, 5, "resent", later).status_code == 302
    Organisation.objects.filter(pk=old_cast.body.pk).update(practice_on=later + timedelta(days=1))
    client = signed_in(old_cast.coordinator)
    assert client.post(reverse("review-hearing-close", args=[case.pk])).status_code == 409
    assert settle(old_cast, signed_in, case, 9, "left_out").status_code == 302
    assert client.post(reverse("review-hearing-close", args=[case.pk])).status_code == 302
    round_ = queries.round_of(Review.objects.get())
    assert (round_.due_on, round_.removed, Review.objects.get().persons_in_file) == (later, [9], 1200)


def test_the_fee_does_not_count_who_was_not_reached(old_cast, case, signed_in):
    on = today(old_cast.body)
    actions.estimate(proposal=case, estimate=cases.Estimate(480), feasibility="", by=old_cast.reviewer, on=on)
    ask(old_cast, signed_in, case)
    returned(old_cast, signed_in, case, 9)
    settle(old_cast, signed_in, case, 9, "left_out")
    assert queries.fee_of(case, Review.objects.get()).total_yen == 115_600 - 210


def test_i5_the_list_of_who_is_left_out_is_sealed_when_the_round_is_closed(old_cast, case):
    cases.hear(case, old_cast, objectors=(12, 7))
    round_ = queries.round_of(Review.objects.get())
    assert (round_.removed, len(round_.removed_sha256)) == ([7, 12], 64)
    event = AuditEvent.objects.get(kind="review.close_hearing")
    assert event.facts["sha256"] == round_.removed_sha256


def test_i6_a_file_that_became_too_small_is_not_found_to_conform(old_cast, case):
    cases.hear(case, old_cast, objectors=(7, 12))
    on = today(old_cast.body)
    actions.estimate(proposal=case, estimate=cases.Estimate(60), feasibility="", by=old_cast.reviewer, on=on)
    cases.check_all(case, old_cast)
    with pytest.raises(NotLawful, match="1,199人を超えている"):
        actions.conclude(proposal=case, by=old_cast.reviewer, on=on)


@pytest.mark.parametrize(("must", "items"), [("no", 3), ("yes", 4)])
def test_the_letter_states_what_the_order_asks_and_names_nobody(old_cast, case, signed_in, must, items):
    on = today(old_cast.body)
    typed = {"letters": 3, "must": must, "ground": "第1号　公益上の必要", **boxes("sent_on", on)}
    typed |= boxes("due_on", on + timedelta(days=30))
    assert signed_in(old_cast.coordinator).post(reverse("review-hearing", args=[case.pk]), typed).status_code == 302
    round_ = queries.round_of(Review.objects.get())
    letter = letters.third_party(case, round_)
    rule = queries.hearing_rule(case)
    wanted = [item.text for item in rule.letter if (item.in_must if must == "yes" else item.in_may)]
    assert ([row.label for row in letter.rows][1:], len(wanted)) == (wanted, items)
    assert ("第1号　公益上の必要" in letter.text()) is (must == "yes")
    assert "株式会社みらい" not in letter.text()
    got = signed_in(old_cast.coordinator).get(reverse("review-letter", args=[case.pk, "docx"]))
    assert got.content.startswith(b"PK")

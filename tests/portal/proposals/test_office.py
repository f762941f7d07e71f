"""The office's side of a proposal: the list, taking it in, asking for a correction, its record."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.roles import Action
from oboro.kernel.errors import NotLawful
from oboro.portal.audit.models import AuditEvent
from oboro.portal.proposals import actions, queries
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today
from portal.factories import cases
from portal.reading import lines

pytestmark = pytest.mark.django_db
REQUEST = "「利用の方法」に、公表する範囲を書いてください。"


def boxes(name, day):
    return {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}


def ask(cast, signed_in, proposal):
    due = boxes("due_on", today(cast.body) + timedelta(days=14))
    return signed_in(cast.coordinator).post(
        reverse("proposal-correction", args=[proposal.pk]), {"request": REQUEST, **due}
    )


def test_the_list_of_the_office_shows_what_was_handed_in(cast, signed_in):
    cases.at_status(Status.SUBMITTED, cast)
    assert lines(signed_in(cast.coordinator).get(reverse("proposal-list"))) == [
        "届いた提案",
        "1件",
        "番号",
        "個人情報ファイル",
        "提案者",
        "提出日",
        "状態",
        "R8-001",
        "住民の台帳",
        "株式会社みらい",
        "令和8年6月1日（2026年）",
        "提出済み",
        "書面で届いた提案を記録する",
    ]


@pytest.mark.parametrize("who", ["coordinator", "proposer"])
@pytest.mark.parametrize("name", ["proposal-list", "review-list", "contract-list", "tasks"])
def test_lists_ask_as_many_questions_for_three_cases_as_for_one(cast, signed_in, name, who):
    file, client = cases.offered(cast.body), signed_in(getattr(cast, who))
    asked = []
    for more in (1, 2):
        for _ in range(more):
            cases.at_status(Status.APPLIED, cast, file=file)
            cases.at_status(Status.CONFORMING, cast, file=file)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_taking_a_proposal_in_is_the_coordinators_deed(cast, signed_in):
    proposal = cases.at_status(Status.SUBMITTED, cast)
    address = reverse("proposal-receive", args=[proposal.pk])
    assert signed_in(cast.reviewer).post(address).status_code == 403
    assert signed_in(cast.proposer).post(address).status_code == 403
    proposal.refresh_from_db()
    assert proposal.stands is Status.SUBMITTED
    assert signed_in(cast.coordinator).post(address).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.received_on) == (Status.RECEIVED, today(cast.body))
    assert signed_in(cast.coordinator).post(address).status_code == 409


def test_a_correction_is_asked_for_answered_and_its_differences_shown(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    assert ask(cast, signed_in, proposal).status_code == 302
    client = signed_in(cast.proposer)
    page = lines(client.get(reverse("proposal", args=[proposal.pk])))
    assert page[:9] == [
        "提案 R8-001 補正中",
        "提案",
        "次にすること（提案者）",
        "補正の依頼が届いています。期限までに直して再提出してください。",
        "補正の回答の期限　令和8年6月15日（2026年） あと14日",
        "規則第54条第7項　令和8年6月1日に依頼し、窓口が定めた日です。法令に日数の定めはありません。",
        "補正する",
        "補正の依頼（期限：令和8年6月15日（2026年））",
        REQUEST,
    ]
    typed = {**cases.words(), "use": "市の中だけで公表する。"}
    client.post(reverse("proposal-edit", args=[proposal.pk]), typed)
    assert client.post(reverse("proposal-submit", args=[proposal.pk])).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.version, proposal.number) == (Status.UNDER_REVIEW, 2, "R8-001")
    seen = lines(signed_in(cast.reviewer).get(reverse("proposal", args=[proposal.pk])))
    start = seen.index("補正で変わったところ")
    assert seen[start : start + 7] == [
        "補正で変わったところ",
        "欄",
        "補正の前",
        "補正の後",
        "利用の方法",
        cases.WORDS["use"],
        "市の中だけで公表する。",
    ]


def test_without_an_answer_the_review_goes_on_after_the_day(cast, signed_in):
    proposal = cases.at_status(Status.RECEIVED, cast)
    ask(cast, signed_in, proposal)
    address = reverse("proposal-correction-close", args=[proposal.pk])
    assert signed_in(cast.coordinator).post(address).status_code == 409
    late = today(cast.body) + timedelta(days=15)
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=late)
    assert signed_in(cast.coordinator).post(address).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.version) == (Status.UNDER_REVIEW, 1)
    assert proposal.corrections.get().answered_on == late


def test_a_correction_needs_a_day_to_come(cast, signed_in):
    proposal = cases.at_status(Status.RECEIVED, cast)
    typed = {"request": REQUEST, **boxes("due_on", today(cast.body))}
    page = signed_in(cast.coordinator).post(reverse("proposal-correction", args=[proposal.pk]), typed)
    assert page.status_code == 409
    assert not proposal.corrections.exists()


def test_the_case_page_shows_its_record_to_the_office_only(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    office = lines(signed_in(cast.coordinator).get(reverse("proposal", args=[proposal.pk])))
    start = office.index("記録")
    deeds = [line for line in office[start:] if line in {"提案を提出", "提案を受付", "審査を開始"}]
    assert deeds == ["提案を提出", "提案を受付", "審査を開始"]
    assert "記録" not in lines(signed_in(cast.proposer).get(reverse("proposal", args=[proposal.pk])))


def test_opening_a_paper_in_the_office_is_recorded_and_by_its_proposer_is_not(cast, signed_in):
    proposal = cases.at_status(Status.SUBMITTED, cast)
    paper = proposal.attachments.get(rule="benefit")
    address = reverse("proposal-attachment", args=[proposal.pk, paper.pk])
    for user in (cast.proposer, cast.coordinator):
        assert signed_in(user).get(address).status_code == 200
    read = AuditEvent.objects.filter(kind="proposal.read_attachment")
    assert [(event.by, event.facts["rule"]) for event in read] == [(cast.coordinator.username, "benefit")]


def test_no_event_of_a_case_holds_a_word_of_the_proposer(cast):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    facts = " ".join(str(event.facts) for event in AuditEvent.objects.filter(subject=f"proposal:{proposal.number}"))
    words = [*cases.WORDS.values(), "株式会社みらい", "書類で確かめた。", "加工できる。"]
    assert [word for word in words if word in facts] == []


def test_i13_the_status_is_the_fold_of_the_events(cast):
    for last in (Status.CONTRACTED, Status.FAILING, Status.JUDGED):
        proposal = cases.at_status(last, cast, failing="benefit" if last is Status.FAILING else "")
        steps, status = queries.steps_of(proposal), Status.DRAFT
        for event, _ in queries.history_of(proposal):
            deed = event.kind.rpartition(".")[2]
            if (status, deed) in steps.transitions:
                status = steps.after(status, Action(deed))
        assert status is last


def test_a_failed_deed_leaves_no_trace(cast):
    proposal = cases.draft(cast)
    before = (AuditEvent.objects.count(), proposal.number)
    with pytest.raises(NotLawful, match="1,000人に満たない"):
        actions.submit(proposal=proposal, values=cases.values(999), by=cast.proposer, on=today(cast.body))
    proposal.refresh_from_db()
    assert (AuditEvent.objects.count(), proposal.number, proposal.stands) == (*before, Status.DRAFT)
    assert not proposal.versions.exists()

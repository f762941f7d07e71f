"""I19: what came on paper bears the day it came and the day it was written down, and passes every guard."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.portal.audit.models import AuditEvent
from oboro.portal.contracts import actions as contracts
from oboro.portal.proposals import actions
from oboro.portal.tenancy.models import Organisation, Party
from oboro.portal.tenancy.queries import today
from portal.factories import cases
from portal.proposals.test_office import boxes
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db
WHO = {
    "name": "合同会社かみ",
    "address": "川越市一番町1",
    "representative": "紙野一",
    "individual": False,
    "contact": "",
}


def written_down(cast, *, came_on, file=None, persons=1200, by=None):
    on = today(cast.body)
    by = by or cast.coordinator
    proposal = actions.start_on_paper(
        offered=file or cases.offered(cast.body),
        party=WHO,
        came_on=came_on,
        original_place="R8提案つづり",
        by=by,
        on=on,
    )
    actions.save_draft(proposal=proposal, draft=cases.words(persons), agent=False, by=by, on=on)
    cases.attach(proposal, by, on=came_on)
    return proposal


def hand_in(proposal, by, on, persons=1200):
    values = {**cases.values(persons), "proposer_name": WHO["name"]}
    return actions.submit(proposal=proposal, values=values, by=by, on=on)


def test_i19_a_paper_bears_two_days_and_the_earlier_one_counts(cast):
    on, came_on = today(cast.body), today(cast.body) - timedelta(days=3)
    done = hand_in(written_down(cast, came_on=came_on), cast.coordinator, on)
    assert (done.stands, done.number) == (Status.SUBMITTED, "R8-001")
    assert (done.submitted_on, done.recorded_on, done.law_on) == (came_on, on, came_on)
    event = AuditEvent.objects.get(kind="proposal.submit", subject="proposal:R8-001")
    assert (event.facts["on"], event.facts["came_on"], event.facts["on_paper"]) == (
        on.isoformat(), came_on.isoformat(), True,
    )  # fmt: skip


def test_i19_a_paper_that_came_in_time_is_written_down_after_the_call(cast):
    file, came_on = cases.offered(cast.body), today(cast.body)
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=file.call.ends_on + timedelta(days=5))
    cast.body.refresh_from_db()
    done = hand_in(written_down(cast, came_on=came_on, file=file), cast.coordinator, today(cast.body))
    assert done.stands is Status.SUBMITTED


@pytest.mark.parametrize(
    ("days", "persons", "trouble"),
    [(-11, 1200, "提案の募集は"), (0, 999, "1,000人に満たない"), (1, 1200, "今日より後")],
)
def test_i19_a_paper_passes_the_same_guards(cast, days, persons, trouble):
    on = today(cast.body)
    with pytest.raises(NotLawful, match=trouble):
        hand_in(written_down(cast, came_on=on + timedelta(days=days), persons=persons), cast.coordinator, on, persons)


def test_i19_a_paper_without_its_certificate_is_refused(cast):
    on = today(cast.body)
    proposal = written_down(cast, came_on=on)
    proposal.attachments.filter(rule="identity_body").delete()
    with pytest.raises(NotLawful, match="登記事項証明書"):
        hand_in(proposal, cast.coordinator, on)


def test_only_the_desk_of_the_call_writes_papers_down(cast, city_b):
    other = cases.Cast(city_b, cast.proposer)
    for by in (cast.reviewer, other.coordinator, cast.proposer):
        with pytest.raises(NotAllowed):
            written_down(cast, came_on=today(cast.body), by=by)


def test_the_desk_never_writes_in_the_case_of_somebody_with_an_account(cast):
    proposal = cases.draft(cast)
    with pytest.raises(NotAllowed):
        actions.save_draft(proposal=proposal, draft={}, agent=False, by=cast.coordinator, on=today(cast.body))
    with pytest.raises(NotAllowed):
        actions.withdraw(proposal=proposal, by=cast.coordinator, on=today(cast.body))


def test_an_answer_on_paper_is_not_older_than_the_request(cast):
    on = today(cast.body)
    proposal = hand_in(written_down(cast, came_on=on), cast.coordinator, on)
    actions.receive(proposal=proposal, by=cast.coordinator, on=on)
    actions.request_correction(
        proposal=proposal, request="直す", due_on=on + timedelta(days=9), by=cast.coordinator, on=on
    )
    late = on + timedelta(days=4)
    values = {**cases.values(), "use": "書き直した。"}
    with pytest.raises(NotLawful, match="前の手続の日"):
        actions.resubmit(proposal=proposal, values=values, by=cast.coordinator, on=late, came_on=on - timedelta(days=1))
    done = actions.resubmit(
        proposal=proposal, values=values, by=cast.coordinator, on=late, came_on=on + timedelta(days=2)
    )
    assert done.corrections.get().answered_on == on + timedelta(days=2)
    assert done.stands is Status.UNDER_REVIEW


def test_the_same_company_on_paper_is_one_party(cast):
    file, on = cases.offered(cast.body), today(cast.body)
    first, second = (written_down(cast, came_on=on, file=file) for _ in range(2))
    assert first.party_id == second.party_id
    assert Party.objects.filter(name=WHO["name"]).count() == 1


def test_a_paper_is_written_down_on_the_pages_of_the_desk(cast, signed_in):
    file, client, on = cases.offered(cast.body), signed_in(cast.coordinator), today(cast.body)
    assert "住民の台帳" in lines(client.get(reverse("proposal-paper-list")))
    who = {**WHO, "individual": "no", **boxes("came_on", on - timedelta(days=1)), "original_place": "つづり"}
    edit = client.post(reverse("proposal-start-on-paper", args=[file.pk]), who).url
    client.post(edit, {**cases.words(), "do": "save"})
    proposal = cast.body.proposals.get()
    page = client.post(reverse("proposal-submit", args=[proposal.pk]))
    assert len(errors(page)) == 3
    cases.attach(proposal, cast.coordinator, on=on - timedelta(days=1))
    assert client.post(reverse("proposal-submit", args=[proposal.pk])).status_code == 302
    shown = lines(client.get(reverse("proposal", args=[proposal.pk])))
    told = shown.index("書面を受け取った日")
    assert shown[told + 1] == "令和8年5月31日（2026年）（記録した日 令和8年6月1日（2026年）、原本 つづり）"


def test_a_case_on_paper_is_contracted_by_the_desk_in_time(cast):
    on = today(cast.body)
    proposal = hand_in(written_down(cast, came_on=on), cast.coordinator, on)
    for step in cases.ORDER[2:7]:
        cases._STEPS[step](proposal, cast, "")
        proposal.refresh_from_db()
    late = proposal.notice.due_on + timedelta(days=3)
    with pytest.raises(NotLawful, match="期限"):
        contracts.apply(proposal=proposal, by=cast.coordinator, on=late, came_on=late)
    contract = contracts.apply(proposal=proposal, by=cast.coordinator, on=late, came_on=proposal.notice.due_on)
    assert contract.applied_on == proposal.notice.due_on


def test_the_clock_of_the_office_stands_still_while_it_waits(cast, signed_in):
    on = today(cast.body)
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    actions.request_correction(
        proposal=proposal, request="直す", due_on=on + timedelta(days=9), items=("use",), by=cast.coordinator, on=on
    )
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=on + timedelta(days=5))
    shown = lines(signed_in(cast.coordinator).get(reverse("proposal", args=[proposal.pk])))
    told = shown.index("受付からの日数")
    assert shown[told + 1 : told + 3] == [
        "0日", "令和8年6月1日の翌日から令和8年6月6日まで5日、うち補正を待った5日を除いて0日",
    ]  # fmt: skip
    asked = shown.index("補正の依頼（期限：令和8年6月10日（2026年））")
    assert shown[asked + 1] == "利用の方法"
    assert date(2026, 6, 6) == on + timedelta(days=5)

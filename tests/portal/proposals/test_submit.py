"""Handing a proposal in: whole, in time, with enough persons; numbered and frozen."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.portal.audit.models import AuditEvent
from oboro.portal.proposals import actions
from oboro.portal.proposals.models import Attachment, Bar, Proposal
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today
from portal.factories import cases, tenancy
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db


def hand_in(client, proposal):
    return client.post(reverse("proposal-submit", args=[proposal.pk]))


def test_a_whole_proposal_is_numbered_and_frozen(cast, signed_in):
    proposal = cases.draft(cast)
    answer = hand_in(signed_in(cast.proposer), proposal)
    proposal.refresh_from_db()
    assert answer.url == reverse("proposal", args=[proposal.pk])
    assert (proposal.stands, proposal.number, proposal.version) == (Status.SUBMITTED, "R8-001", 1)
    assert (proposal.scheme, proposal.law_on, proposal.submitted_on) == ("appi", today(cast.body), today(cast.body))
    assert proposal.values == cases.values()
    assert proposal.letter["form"] == "様式第七"
    assert [v.seq for v in proposal.versions.all()] == [1]
    assert list(AuditEvent.objects.filter(subject="proposal:R8-001").values_list("kind", flat=True)) == [
        "proposal.submit"
    ]


def test_numbers_run_within_each_body_and_fiscal_year(cast, old_cast, signed_in):
    client = signed_in(cast.proposer)
    made = [cases.draft(cast), cases.draft(cast), cases.draft(old_cast)]
    for proposal in made:
        hand_in(client, proposal)
        proposal.refresh_from_db()
    assert [proposal.number for proposal in made] == ["R8-001", "R8-002", "R1-001"]
    assert [proposal.scheme for proposal in made] == ["appi", "appi", "gyokoho_2017"]


def test_the_page_before_shows_the_paper_as_it_will_go_out(cast, signed_in):
    proposal = cases.draft(cast)
    page = lines(signed_in(cast.proposer).get(reverse("proposal-submit", args=[proposal.pk])))
    assert page[:3] == [
        "提出前の確認",
        "次の内容で提出します。提出すると、補正の依頼があるまで書き直せません。",
        "様式第七",
    ]
    assert page[-2:] == ["提出する", "書き直す"]
    assert page[page.index("提案に係る行政機関等匿名加工情報の本人の数") + 1] == "1,200人"


@pytest.mark.parametrize(("persons", "trouble"), [(999, "1,000人に満たない"), (5001, "5,000人を超えている")])
def test_too_few_or_too_many_persons_are_refused_with_the_provision(cast, signed_in, persons, trouble):
    proposal = cases.draft(cast, persons=persons)
    page = hand_in(signed_in(cast.proposer), proposal)
    found = errors(page)
    assert len(found) == 1
    assert trouble in found[0]
    assert "法第114条第1項第2号" in found[0]
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.number) == (Status.DRAFT, "")


@pytest.mark.parametrize("persons", [1000, 5000])
def test_the_least_and_the_most_persons_are_taken(cast, signed_in, persons):
    proposal = cases.draft(cast, persons=persons)
    assert hand_in(signed_in(cast.proposer), proposal).status_code == 302


def test_everything_missing_is_listed_and_leads_to_its_place(cast, signed_in):
    file = cases.offered(cast.body)
    proposal = actions.start(offered=file, by=cast.proposer, on=today(cast.body))
    page = hand_in(signed_in(cast.proposer), proposal)
    labels = [text.partition("：")[0] for text in errors(page)]
    assert labels == [
        "提案に係る行政機関等匿名加工情報の本人の数",
        "加工の方法を特定するに足りる事項",
        "利用の目的",
        "利用の方法",
        "事業の内容",
        "事業の用に供しようとする期間",
        "漏えいの防止その他適切な管理のために講ずる措置",
        "希望する提供の方法",
        "添付書類",
        "添付書類",
        "添付書類",
    ]
    text = page.content.decode()
    targets = re.findall(r'<li><a href="#([^"]+)">', text)
    assert len(targets) == 11
    assert [target for target in targets if f'id="{target}"' not in text] == []


def test_the_last_day_of_the_call_is_in_time_and_the_day_after_is_not(cast, signed_in):
    in_time, late = cases.draft(cast), cases.draft(cast)
    client = signed_in(cast.proposer)
    last = in_time.call.ends_on
    Attachment.objects.update(issued_on=last)
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=last)
    assert hand_in(client, in_time).status_code == 302
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=last + timedelta(days=1))
    page = client.post(reverse("proposal-submit", args=[late.pk]))
    assert page.status_code == 409
    assert "提案の募集は令和8年7月1日に終わったので、提出できません（法第112条第1項）。" in page.content.decode()
    late.refresh_from_db()
    assert (late.stands, late.number, late.draft) == (Status.DRAFT, "", cases.words())


def test_an_old_certificate_is_refused(cast, signed_in):
    proposal = cases.draft(cast)
    Attachment.objects.filter(rule="identity_body").update(issued_on=today(cast.body) - timedelta(days=200))
    found = errors(hand_in(signed_in(cast.proposer), proposal))
    assert len(found) == 1
    assert "6月以内" in found[0]


def test_i9_a_barred_party_cannot_hand_in(cast, signed_in):
    proposal = cases.draft(cast)
    on = today(cast.body)
    ended = date(on.year - 2, on.month, on.day + 1)
    Bar.objects.create(organisation=cast.body, party=proposal.party, act="present", from_on=ended, until_on=on)
    found = errors(hand_in(signed_in(cast.proposer), proposal))
    assert found == ["契約を解除されたため、令和8年6月2日になるまで提案できません（法第113条第5号）。"]
    Bar.objects.update(from_on=ended - timedelta(days=1))
    assert hand_in(signed_in(cast.proposer), proposal).status_code == 302


def test_a_bar_of_the_old_act_goes_on_by_the_rule_that_carries_it_over(cast, signed_in):
    proposal = cases.draft(cast)
    on = today(cast.body)
    Bar.objects.create(organisation=cast.body, party=proposal.party, act="organs_2003", from_on=on, until_on=on)
    found = errors(hand_in(signed_in(cast.proposer), proposal))
    assert found == ["契約を解除されたため、令和10年6月1日になるまで提案できません（整備法附則第3条第4項）。"]


def test_what_an_ordinance_terminated_is_no_bar_of_the_act(cast, signed_in):
    proposal = cases.draft(cast)
    on = today(cast.body)
    Bar.objects.create(organisation=cast.body, party=proposal.party, act="ordinance", from_on=on, until_on=on)
    assert hand_in(signed_in(cast.proposer), proposal).status_code == 302


def test_a_submitted_proposal_is_not_written_in_any_more(cast, signed_in):
    proposal = cases.at_status(Status.SUBMITTED, cast)
    page = signed_in(cast.proposer).post(reverse("proposal-edit", args=[proposal.pk]), {"purpose": "別"})
    assert page.status_code == 409
    proposal.refresh_from_db()
    assert proposal.draft["purpose"] == cases.WORDS["purpose"]


def test_withdrawing_ends_the_case_and_deletes_nothing(cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    signed_in(cast.proposer).post(reverse("proposal-withdraw", args=[proposal.pk]))
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.closed_on) == (Status.WITHDRAWN, today(cast.body))
    assert proposal.values == cases.values()


def test_another_partys_proposal_does_not_exist_for_a_proposer(cast, signed_in):
    proposal = cases.draft(cast)
    other = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    client = signed_in(other)
    assert {client.get(reverse(name, args=[proposal.pk])).status_code for name in ("proposal", "proposal-edit")} == {
        404
    }
    assert hand_in(client, proposal).status_code == 404
    assert Proposal.objects.get().stands is Status.DRAFT

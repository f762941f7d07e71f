"""Journeys over the pages, by the client that follows links and forms: what several rooms must get right together."""

from datetime import timedelta

import pytest
from django.urls import reverse

from documents.reading import of_pdf, squeezed
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.portal.contracts.models import Contract
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews.models import Notice
from portal.contracts.test_story import Walk, boxes
from portal.factories import cases, tenancy
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(cast, signed_in):
    return Walk(cast, signed_in)


def test_a_city_case_with_a_correction_walks_to_its_contract(walk):
    walk.propose(cases.offered(walk.cast.body))
    walk.post("coordinator", "proposal-receive", walk.pk)
    due = boxes("due_on", walk.on + timedelta(days=14))
    walk.post("coordinator", "proposal-correction", walk.pk, items=["use"], request="公表の範囲を書く。", **due)
    shown = lines(walk.clients["proposer"].get(reverse("proposal-edit", args=[walk.pk])))
    assert shown[shown.index("補正の依頼（期限：令和8年6月15日（2026年））") + 1] == "利用の方法"
    walk.post("proposer", "proposal-edit", walk.pk, do="save", **{**cases.words(), "use": "市内だけで公表する。"})
    walk.post("proposer", "proposal-submit", walk.pk)
    seen = lines(walk.clients["reviewer"].get(reverse("proposal", args=[walk.pk])))
    changed = seen.index("補正で変わったところ")
    assert seen[changed + 4 : changed + 7] == ["利用の方法", cases.WORDS["use"], "市内だけで公表する。"]
    walk.judge_everything(minutes=620)
    walk.decide_and_notify()
    assert walk.contract() == 64_450
    got = walk.clients["proposer"].get(reverse("contract-document", args=[walk.pk, "pdf"]))
    assert squeezed("市内だけで公表する。") in squeezed(of_pdf(got.content))


def test_a_refused_proposal_gets_its_reasons_and_goes_no_further(walk):
    walk.propose(cases.offered(walk.cast.body))
    walk.review(minutes=60)
    walk.judge("rights", outcome="fails", reason="廃棄の方法がない。")
    walk.post("reviewer", "review-conclude", walk.pk)
    walk.decide()
    walk.post("coordinator", "review-notice", walk.pk, seal="omitted")
    text = squeezed(of_pdf(walk.clients["proposer"].get(reverse("notice-file", args=[walk.pk, "pdf"])).content))
    assert squeezed("第114条第1項第6号") in text
    assert "廃棄の方法がない。" in text
    assert walk.clients["proposer"].post(reverse("contract-apply", args=[walk.pk])).status_code == 404
    assert (Proposal.objects.get().stands, Notice.objects.get().conforms) == (Status.FAILING, False)


def test_a_termination_bars_for_two_years_and_stops_every_other_way(walk, signed_in):
    file = cases.offered(walk.cast.body, days=(-10, 800))
    walk.propose(file)
    walk.review(minutes=60)
    walk.decide_and_notify()
    walk.contract()
    proposals.mark_made(Proposal.objects.get(), on=walk.on)
    ended = {"ground": "breach", "reason": "第三者に渡した。", "document_number": "総第77号"}
    walk.post("decider", "contract-terminate", walk.pk, **ended)
    assert Contract.objects.get().stands is ContractStatus.TERMINATED
    assert walk.clients["proposer"].post(reverse("proposal-change", args=[walk.pk])).status_code == 404
    again = cases.draft(walk.cast, file=file)
    page = walk.clients["proposer"].post(reverse("proposal-submit", args=[again.pk]))
    assert "令和10年6月1日になるまで提案できません" in errors(page)[0]
    new_account = tenancy.proposer(tenancy.party(), "mirai-2")
    other = cases.draft(cases.Cast(walk.cast.body, new_account), file=file)
    assert len(errors(signed_in(new_account).post(reverse("proposal-submit", args=[other.pk])))) == 1
    body = walk.cast.body
    body.practice_on = walk.on.replace(year=2028)
    body.save()
    for paper in again.attachments.filter(rule="identity_body"):
        paper.issued_on = body.practice_on
        paper.save()
    page = walk.clients["proposer"].post(reverse("proposal-submit", args=[again.pk]))
    assert page.status_code == 302

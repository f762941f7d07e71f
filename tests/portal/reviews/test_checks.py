"""The formal check, the grounds of disqualification, the council, the quote: what must be there before a review ends."""

import io
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from oboro.casework.checks import Paper
from oboro.casework.contract import Estimate
from oboro.casework.lifecycle import Status
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.criteria import criteria
from oboro.law.transition import Act
from oboro.portal.audit.models import AuditEvent
from oboro.portal.proposals.models import Bar
from oboro.portal.reviews import actions, checking, queries
from oboro.portal.reviews.models import ApprovalPackage, CouncilReferral, Decision, GroundCheck
from oboro.portal.tenancy.queries import today
from portal.factories import cases
from portal.reading import errors, lines
from portal.reviews.test_review import boxes, decided, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(cast):
    """A case whose criteria and estimate are done, with nothing checked beside them."""
    proposal = cases.at_status(Status.UNDER_REVIEW, cast)
    on = today(cast.body)
    actions.estimate(proposal=proposal, estimate=Estimate(620), feasibility="", by=cast.reviewer, on=on)
    cases.judge_all(proposal, cast)
    return proposal


def conclude(cast, proposal):
    actions.conclude(proposal=proposal, by=cast.reviewer, on=today(cast.body))


def test_a_review_does_not_end_before_papers_and_grounds_are_checked(cast, judged):
    with pytest.raises(NotLawful, match="形式審査の済んでいない書類が4件"):
        conclude(cast, judged)
    papers = dict.fromkeys(queries.asked_papers(judged), (Paper.WHOLE, ""))
    checking.check_papers(proposal=judged, found=papers, by=cast.coordinator, on=today(cast.body))
    with pytest.raises(NotLawful, match="欠格事由一・二・三・四・五・六の確認がありません"):
        conclude(cast, judged)
    cases.check_all(judged, cast)
    conclude(cast, judged)


def test_the_papers_are_checked_on_their_page_line_by_line(cast, judged, signed_in):
    client, address = signed_in(cast.reviewer), reverse("review-papers", args=[judged.pk])
    keys = client.get(address).context["form"].keys
    assert keys == ["form", "pledge", "benefit", "identity_body"]
    typed = {**dict.fromkeys(keys, "whole"), "pledge": "lacking", "pledge_note": "押印がない。"}
    assert errors(client.post(address, {**typed, "form": ""})) != []
    assert client.post(address, typed).status_code == 302
    page = lines(client.get(reverse("review", args=[judged.pk])))
    assert "欠格事由に該当しないことを誓約する書面（様式第八）　不足・不備がある押印がない。" in page


def test_i9_a_bar_stands_against_conformity_at_the_review(cast, judged, signed_in):
    on = today(cast.body)
    cases.check_all(judged, cast)
    Bar.objects.create(
        act=Act.PRESENT, organisation=cast.body, party=judged.party, from_on=on, until_on=on + timedelta(days=700)
    )
    page = lines(signed_in(cast.reviewer).get(reverse("review-disqualification", args=[judged.pk])))
    assert "契約の解除による提案の制限の記録がある提案者：株式会社みらい" in page
    with pytest.raises(NotLawful, match="欠格事由に当たるとの記録がある"):
        conclude(cast, judged)


def test_the_grounds_are_those_of_the_law_of_the_case(old_cast, signed_in):
    proposal = cases.at_status(Status.UNDER_REVIEW, old_cast)
    form = signed_in(old_cast.reviewer).get(reverse("review-disqualification", args=[proposal.pk])).context["form"]
    assert len(form.keys) == 7
    cases.check_all(proposal, old_cast)
    assert GroundCheck.objects.count() == 7


def test_an_amount_for_a_contractor_needs_its_quote(cast, judged):
    asked = {"proposal": judged, "feasibility": "", "by": cast.reviewer, "on": today(cast.body)}
    with pytest.raises(NotLawful, match="見積書"):
        actions.estimate(estimate=Estimate(120, 297_000), **asked)
    actions.estimate(estimate=Estimate(120, 297_000), quote="例示社 見第5号", **asked)
    assert queries.fee_of(judged, queries.review_of(judged)).total_yen == 325_900


def test_the_council_is_asked_and_its_opinion_stands_on_the_page(cast, judged, signed_in):
    client, on = signed_in(cast.coordinator), today(cast.body)
    cases.check_all(judged, cast)
    asked = {"council": "甲市個人情報保護審議会", "question": "加工の方法について。", **boxes("referred_on", on)}
    assert client.post(reverse("review-refer", args=[judged.pk]), asked).status_code == 302
    with pytest.raises(NotNow, match="答申が届いていません"):
        conclude(cast, judged)
    referral = CouncilReferral.objects.get()
    letter = client.get(reverse("review-question", args=[judged.pk, referral.pk, "pdf"]))
    assert "加工の方法について。" in pypdf.PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()
    answer = {"opinion": "妥当である。", "answer_number": "答申第3号", **boxes("answered_on", on)}
    assert client.post(reverse("review-council", args=[judged.pk, referral.pk]), answer).status_code == 302
    assert any("妥当である。" in line for line in lines(client.get(reverse("review", args=[judged.pk]))))
    conclude(cast, judged)


def test_the_opinion_of_the_council_is_no_older_than_the_question(cast, judged):
    on = today(cast.body)
    asked = {"proposal": judged, "council": "審議会", "question": "問", "document_number": "", "by": cast.coordinator}
    referral = checking.refer(**asked, referred_on=on, on=on)
    answer = {"referral": referral, "opinion": "可", "answer_number": "", "by": cast.coordinator, "on": on}
    with pytest.raises(NotLawful, match="答申の日"):
        checking.record_council(**answer, answered_on=on - timedelta(days=1))


def test_the_package_for_approval_holds_what_is_decided_on(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    client = signed_in(cast.coordinator)
    assert client.post(reverse("review-package", args=[proposal.pk]), terms(cast)).status_code == 302
    made = ApprovalPackage.objects.get()
    content = client.get(reverse("review-package-file", args=[proposal.pk])).content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        table = package.read("起案情報.csv").decode("utf-8-sig").splitlines()
        notice = pypdf.PdfReader(io.BytesIO(package.read("別添3_通知書の案.pdf"))).pages[0].extract_text()
        record = "".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(package.read("別添2_審査調書.pdf"))).pages
        )
    assert names == [
        "伺い文.docx", "別添1_提案書.pdf", "別添2_審査調書.pdf", "別添3_通知書の案.docx", "別添3_通知書の案.pdf",
        "起案情報.csv",
    ]  # fmt: skip
    assert "事案の番号,R8-001" in table
    assert sum(line.startswith("添付：") for line in table) == 5
    assert "64,450円" in notice
    assert "書類で確かめた。" in "".join(record.split())
    assert AuditEvent.objects.get(kind="review.package").facts["sha256"] == made.sha256


def test_a_decision_comes_back_with_number_day_and_kind_and_names_its_package(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    signed_in(cast.reviewer).post(reverse("review-package", args=[proposal.pk]), terms(cast))
    typed = {**decided(cast.body), "kind": "部長専決"}
    assert signed_in(cast.decider).post(reverse("review-decision", args=[proposal.pk]), typed).status_code == 302
    decision = Decision.objects.get()
    assert (decision.kind, decision.package) == ("部長専決", ApprovalPackage.objects.get())
    assert decision.confirmed == [c.key for c in criteria(proposal.law, proposal.of_kind)]
    form = signed_in(cast.coordinator).get(reverse("review-notice", args=[proposal.pk])).context["form"]
    assert form.initial["fee_method"] == "納付書"


def test_a_decision_on_a_package_that_no_longer_tells_the_case_is_refused(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    on = today(cast.body)
    signed_in(cast.reviewer).post(reverse("review-package", args=[proposal.pk]), terms(cast))
    actions.send_back(proposal=proposal, reason="理由が短い。", by=cast.decider, on=on)
    actions.judge(
        proposal=proposal, criterion="benefit", outcome=cases.Outcome.CONFORMS, reason="書き直した。",
        evidence="提案書", by=cast.reviewer, on=on,
    )  # fmt: skip
    conclude(cast, proposal)
    page = signed_in(cast.decider).post(reverse("review-decision", args=[proposal.pk]), decided(cast.body))
    assert (page.status_code, "起案の資料を作り直し" in page.content.decode()) == (409, True)


def test_the_decider_confirms_each_finding(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    typed = decided(cast.body)
    page = signed_in(cast.decider).post(
        reverse("review-decision", args=[proposal.pk]), {**typed, "confirmed": typed["confirmed"][1:]}
    )
    assert (page.status_code, Decision.objects.exists()) == (409, False)

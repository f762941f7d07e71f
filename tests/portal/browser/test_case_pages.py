"""The pages of the 2017 hearing without a fault, and a proposal written by hand in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.opinions import Round
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews import actions as reviews
from oboro.portal.reviews import checking
from oboro.portal.tenancy.queries import today
from portal.factories import cases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def faults(reader, pages, prefix):
    found = {page: reader.faults(page, name=f"{prefix}{number:02}") for number, page in enumerate(pages)}
    return {page: wrong for page, wrong in found.items() if wrong}


def test_the_pages_of_reviewer_and_decider_have_no_fault(reader, old_cast):
    file = cases.offered(old_cast.body, opinion_chance=True)
    case = cases.at_status(Status.UNDER_REVIEW, old_cast, file=file)
    judged = cases.at_status(Status.JUDGED, old_cast, file=file)
    on = today(old_cast.body)
    asked = {"proposal": case, "council": "審議会", "question": "加工の方法について。", "document_number": ""}
    referral = checking.refer(**asked, referred_on=on, by=old_cast.coordinator, on=on)
    heard = cases.at_status(Status.UNDER_REVIEW, old_cast, file=file)
    cases.judge_all(heard, old_cast)
    round_ = Round(300, on, on + timedelta(days=30))
    reviews.hear(proposal=heard, round_=round_, by=old_cast.coordinator, on=on)
    checking.record_undelivered(proposal=heard, letter=5, returned_on=on, by=old_cast.coordinator, on=on)
    reader.log_in(old_cast.reviewer.username)
    pages = [reverse(name, args=[case.pk]) for name in ("review", "review-estimate", "review-hearing")]
    pages += [reverse("review-criterion", args=[case.pk, "persons"]), reverse("review-opinion", args=[case.pk])]
    pages += [reverse(name, args=[judged.pk]) for name in ("review", "review-decision", "review-send-back")]
    pages += [reverse(name, args=[case.pk]) for name in ("review-papers", "review-disqualification", "review-refer")]
    pages += [reverse("review-council", args=[case.pk, referral.pk]), reverse("review-package", args=[judged.pk])]
    pages += [reverse(name, args=[heard.pk]) for name in ("review", "review-returned")]
    pages += [reverse("review-settle", args=[heard.pk, 5])]
    assert faults(reader, pages, "review") == {}


def test_a_proposal_is_written_corrected_by_its_summary_and_handed_in(reader, cast, tmp_path):
    file = cases.offered(cast.body)
    paper = tmp_path / "書類.pdf"
    paper.write_bytes(b"%PDF-1.7")
    reader.log_in(cast.proposer.username)
    page = reader.page
    page.goto(reader.base + reverse("proposal-start", args=[file.call_id, file.entry_id]))
    page.get_by_role("button", name="下書きを作る").click()
    page.get_by_role("button", name="提出前の確認へ進む").click()
    assert reader.faults(name="wrong") == []
    page.get_by_role("link", name="利用の目的：").click()
    assert page.evaluate("document.activeElement.name") == "purpose"
    for name, text in cases.words().items():
        box = page.locator(f"[name={name}]")
        box.check() if text == "yes" else box.fill(text)
    page.get_by_role("button", name="下書きを保存する").click()
    for rule in ("pledge", "benefit", "identity_body"):
        page.locator("[name=rule]").select_option(rule)
        page.locator("[name=file]").set_input_files(paper)
        for part, value in (("year", "令和8"), ("month", "5"), ("day", "20")):
            page.locator(f"[name=issued_on_{part}]").fill(value)
        page.get_by_role("button", name="添付する").click()
    page.get_by_role("button", name="提出前の確認へ進む").click()
    page.get_by_role("button", name="提出する").click()
    assert reader.faults(name="handed_in") == []
    assert page.get_by_role("heading", level=1).inner_text() == "提案 R8-001 提出済み"
    assert Proposal.objects.get().values == cases.values()

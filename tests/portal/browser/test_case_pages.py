"""A proposal written by hand in a real browser."""

import pytest
from django.urls import reverse

from oboro.portal.proposals.models import Proposal
from portal.factories import cases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_proposal_is_written_corrected_by_its_summary_and_handed_in(reader, cast, tmp_path):
    file = cases.offered(cast.body)
    paper = tmp_path / "書類.pdf"
    paper.write_bytes(b"%PDF-1.7")
    reader.log_in(cast.proposer.username)
    page = reader.page
    page.goto(reader.base + reverse("proposal-start", args=[file.call_id, file.entry_id]))
    reader.press("下書きを作る")
    reader.press("提出前の確認へ進む")
    assert reader.faults(name="wrong") == []
    page.get_by_role("link", name="利用の目的：").click()
    assert page.evaluate("document.activeElement.name") == "purpose"
    for name, text in cases.words().items():
        box = page.locator(f"[name={name}]")
        box.check() if text == "yes" else box.fill(text)
    reader.press("下書きを保存する")
    for rule in ("pledge", "benefit", "identity_body"):
        page.locator("[name=rule]").select_option(rule)
        page.locator("[name=file]").set_input_files(paper)
        for part, value in (("year", "令和8"), ("month", "5"), ("day", "20")):
            page.locator(f"[name=issued_on_{part}]").fill(value)
        reader.press("添付する")
    reader.press("提出前の確認へ進む")
    reader.press("提出する")
    assert reader.faults(name="handed_in") == []
    assert page.get_by_role("heading", level=1).inner_text() == "提案 R8-001 提出済み"
    assert Proposal.objects.get().values == cases.values()

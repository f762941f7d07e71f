"""Several proposers and an agent: what each of them brings, and whom a bar stops."""

import io

import pypdf
import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.submission import same_proposer
from oboro.portal.proposals import actions
from oboro.portal.proposals.models import Bar
from oboro.portal.tenancy.queries import today
from portal.factories import cases
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db
OTHER = {"name": "㈱髙﨑商店", "address": "川越市元町一丁目1番1号", "representative": "髙﨑花子", "individual": False}


def joint(cast, *, with_papers=True, agent=False):
    on = today(cast.body)
    proposal = cases.draft(cast)
    agent_words = {"agent_name": "弁護士法人かわ", "agent_address": "川越市"} if agent else {}
    actions.save_draft(
        proposal=proposal, draft=proposal.draft, agent=agent, joint=[OTHER], by=cast.proposer, on=on, **agent_words
    )
    for rule in ("pledge", "identity_body") if with_papers else ():
        actions.attach(
            proposal=proposal,
            rule=rule,
            whose=1,
            filename="x.pdf",
            content=b"%PDF",
            issued_on=on,
            by=cast.proposer,
            on=on,
        )
    proposal.refresh_from_db()
    return proposal


def hand_in(client, proposal):
    return client.post(reverse("proposal-submit", args=[proposal.pk]))


def test_each_joint_proposer_brings_pledge_and_identity(cast, signed_in):
    proposal = joint(cast, with_papers=False)
    found = errors(hand_in(signed_in(cast.proposer), proposal))
    assert [text.partition("「")[2].partition("」")[0] for text in found] == [OTHER["name"]] * 2
    assert "誓約する書面" in found[0]
    assert "登記事項証明書" in found[1]


def test_a_joint_proposal_names_everybody_on_the_paper(cast, signed_in):
    proposal = joint(cast)
    client = signed_in(cast.proposer)
    assert hand_in(client, proposal).status_code == 302
    proposal.refresh_from_db()
    row = proposal.letter["rows"][-1]
    assert (row["label"], row["table"]["rows"]) == (
        "共同して提案する者", [[OTHER["name"], OTHER["address"], OTHER["representative"]]],
    )  # fmt: skip
    assert "共同提案者：㈱髙﨑商店" in lines(client.get(reverse("proposal", args=[proposal.pk])))


def test_i9_a_barred_joint_proposer_stops_the_proposal(cast, signed_in):
    proposal, on = joint(cast), today(cast.body)
    Bar.objects.create(
        organisation=cast.body, folded=same_proposer("株式会社髙﨑商店".replace("株式会社", "㈱"), OTHER["address"]),
        act="present", from_on=on, until_on=on.replace(year=2028),
    )  # fmt: skip
    found = errors(hand_in(signed_in(cast.proposer), proposal))
    assert found == [
        "共同提案者「㈱髙﨑商店」は、契約を解除されたため、令和10年6月1日になるまで提案できません（法第113条第5号）。"
    ]


def test_i9_a_new_account_does_not_lift_a_bar(cast, signed_in):
    proposal, on = cases.draft(cast), today(cast.body)
    spaced = same_proposer("株式会社 みらい", "東京都千代田区一番町１番１号")
    Bar.objects.create(organisation=cast.body, folded=spaced, act="present", from_on=on, until_on=on.replace(year=2028))
    assert "提案できません" in errors(hand_in(signed_in(cast.proposer), proposal))[0]


def test_an_agent_is_named_and_proves_the_authority(cast, signed_in):
    proposal = joint(cast, agent=True)
    client = signed_in(cast.proposer)
    found = errors(hand_in(client, proposal))
    assert [text.partition("「")[2].partition("」")[0] for text in found] == [
        "代理人の権限を証する書面", "代理人についての本人確認の書類",
    ]  # fmt: skip
    paper = client.get(reverse("proposal-authority", args=[proposal.pk, "pdf"]))
    assert "弁護士法人かわ" in pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    for rule in ("authority", "identity_agent"):
        actions.attach(
            proposal=proposal, rule=rule, filename="x.pdf", content=b"%PDF", issued_on=today(cast.body),
            by=cast.proposer, on=today(cast.body),
        )  # fmt: skip
    assert hand_in(client, proposal).status_code == 302
    proposal.refresh_from_db()
    assert proposal.letter["sender"][-3:] == ["代理人", "川越市", "弁護士法人かわ"]


def test_an_agent_without_a_name_is_asked_for_it(cast, signed_in):
    proposal = cases.draft(cast)
    actions.save_draft(proposal=proposal, draft=proposal.draft, agent=True, by=cast.proposer, on=today(cast.body))
    found = errors(hand_in(signed_in(cast.proposer), proposal))
    assert found[:2] == [
        "代理人：代理人の氏名又は名称を記入してください（規則第54条第2項）。",
        "代理人：代理人の住所又は居所を記入してください（規則第54条第2項）。",
    ]


def test_a_joint_proposer_is_typed_on_the_page_and_can_be_taken_off(cast, signed_in):
    proposal, client = cases.draft(cast), signed_in(cast.proposer)
    address = reverse("proposal-edit", args=[proposal.pk])
    typed = {f"joint_1_{key}": value for key, value in OTHER.items() if key != "individual"}
    client.post(address, {**cases.words(), **typed})
    assert [other.name for other in proposal.joint_proposers.all()] == [OTHER["name"]]
    client.post(address, cases.words())
    assert not proposal.joint_proposers.exists()


def test_the_proposer_sees_between_which_numbers_of_persons_to_stay(cast, signed_in):
    page = lines(signed_in(cast.proposer).get(reverse("proposal-edit", args=[cases.draft(cast).pk])))
    told = page.index("書くことのできる本人の数")
    assert page[told + 1] == "1,000人以上、5,000人以下（個人情報ファイルの本人の数）"


def test_each_submission_pins_the_form_its_wording_and_a_pdf(cast, signed_in):
    proposal = cases.at_status(Status.SUBMITTED, cast)
    kept = proposal.versions.get()
    assert (kept.form["number"], kept.form["law_on"]) == ("様式第七", "2026-06-01")
    purpose = next(field for field in kept.form["fields"] if field["key"] == "purpose")
    assert purpose["label"] == "利用の目的"
    got = signed_in(cast.coordinator).get(reverse("proposal-version", args=[proposal.pk, 1]))
    assert got.content == bytes(kept.pdf)
    text = "".join(pypdf.PdfReader(io.BytesIO(got.content)).pages[0].extract_text().split())
    assert "様式第七" in text
    assert "".join(cases.WORDS["purpose"].split()) in text

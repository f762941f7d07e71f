"""Several proposers and an agent: what each of them brings, and whom a bar stops."""

import io

import pypdf
import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.submission import same_proposer
from oboro.portal.audit.models import AuditEvent
from oboro.portal.custody.actions import add_derivative
from oboro.portal.proposals import actions, queries
from oboro.portal.proposals.models import Bar
from oboro.portal.tenancy.queries import today
from oboro.ui.language import COOKIE
from portal.factories import cases
from portal.proposals.test_on_paper import written_down
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db
SECOND = {"name": "丙商事", "address": "狭山市入間川1", "representative": "丙三郎", "individual": False}
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


def typed_in(*others, start=1):
    """What the page sends of joint proposers, from a place on."""
    return {
        f"joint_{place}_{key}": value
        for place, other in enumerate(others, start)
        for key, value in other.items()
        if key != "individual"
    }


def with_papers(cast, *others):
    """A draft with joint proposers, each with a pledge of its own."""
    proposal, on = cases.draft(cast), today(cast.body)
    actions.save_draft(proposal=proposal, draft=cases.words(), agent=False, joint=[*others], by=cast.proposer, on=on)
    for place, other in enumerate(others, start=1):
        content = f"%PDF {other['name']}".encode()
        file = {"rule": "pledge", "filename": f"{other['name']}.pdf", "content": content, "issued_on": None}
        actions.attach(proposal=proposal, whose=place, **file, by=cast.proposer, on=on)
    return proposal


def test_taking_the_first_off_leaves_the_others_their_own_papers(cast, signed_in):
    proposal, client = with_papers(cast, OTHER, SECOND), signed_in(cast.proposer)
    first, second = proposal.attachments.filter(whose__gt=0).order_by("whose")
    address = reverse("proposal-edit", args=[proposal.pk])
    client.post(address, {**cases.words(), **typed_in(SECOND, start=2)})
    assert [other.name for other in proposal.joint_proposers.all()] == [SECOND["name"]]
    named = {paper.pk: label for label, paper in queries.named_papers(proposal)}
    assert first.pk not in named
    assert named[second.pk].endswith(f"（{SECOND['name']}）")
    event = AuditEvent.objects.filter(kind="proposal.draft").latest("pk")
    assert event.facts["detached"] == [first.sha256]


def test_a_place_that_was_left_takes_the_next_and_nobody_elses_papers(cast, signed_in):
    proposal, client = with_papers(cast, OTHER, SECOND), signed_in(cast.proposer)
    address = reverse("proposal-edit", args=[proposal.pk])
    client.post(address, {**cases.words(), **typed_in(SECOND, start=2)})
    page = client.get(address).content.decode()
    assert [name in page for name in ("joint_1_name", "joint_2_name", "joint_3_name")] == [False, True, True]
    client.post(address, {**cases.words(), **typed_in(SECOND, OTHER, start=2)})
    assert [other.name for other in proposal.joint_proposers.all()] == [SECOND["name"], OTHER["name"]]
    found = [text for text in errors(hand_in(client, proposal)) if "誓約する書面" in text]
    assert len(found) == 1
    assert f"「{OTHER['name']}」" in found[0]
    page = client.post(reverse("proposal-submit", args=[proposal.pk])).content.decode()
    assert [f'id="paper_pledge_{n}"' in page or f'id="id_paper_pledge_{n}"' in page for n in (1, 2, 3)] == [
        True, True, False,
    ]  # fmt: skip


def papers_of(proposal):
    """The names of the files that stand in what is written, by whose they are."""
    return [(paper.whose, paper.filename) for paper in queries.attached(proposal) if paper.whose]


def test_the_papers_of_one_go_when_somebody_elses_name_is_typed_over_the_row(cast, signed_in):
    proposal, client = with_papers(cast, OTHER, SECOND), signed_in(cast.proposer)
    address, third = reverse("proposal-edit", args=[proposal.pk]), {**OTHER, "name": "丁工業"}
    told = "氏名又は名称を別の方に書き換えて保存すると、その書類は外れます。"
    assert client.get(address).content.decode().count(told) == 2
    page = client.post(address, {**cases.words(), **typed_in(third, SECOND)}, follow=True).content.decode()
    assert papers_of(proposal) == [(2, "丙商事.pdf")]
    assert f"「{OTHER['name']}」の書類（1件）を外しました。" in page
    assert page.count(told) == 1
    assert any("「丁工業」" in text for text in errors(hand_in(client, proposal)))


def test_typing_a_name_in_two_goes_hands_the_papers_to_nobody(cast, signed_in):
    proposal, client = with_papers(cast, OTHER), signed_in(cast.proposer)
    for name in ("", SECOND["name"]):
        client.post(
            reverse("proposal-edit", args=[proposal.pk]), {**cases.words(), **typed_in({**OTHER, "name": name})}
        )
    assert papers_of(proposal) == []


@pytest.mark.parametrize(
    "mended",
    [
        {"name": "㈱ 高崎商店"},
        {"address": "狭山市入間川1", "representative": "髙﨑次郎"},
        {"name": "株式会社たかさき商店", "same": "yes"},
    ],
    ids=["another way of writing", "another address", "said to be the same"],
)
def test_mending_a_row_leaves_its_papers(cast, signed_in, mended):
    proposal, client = with_papers(cast, OTHER), signed_in(cast.proposer)
    answer = client.post(
        reverse("proposal-edit", args=[proposal.pk]), {**cases.words(), **typed_in(OTHER | mended)}, follow=True
    )
    assert papers_of(proposal) == [(1, "㈱髙﨑商店.pdf")]
    assert "外しました" not in answer.content.decode()


def test_what_goes_with_a_name_is_told_in_english_too(cast, signed_in):
    proposal, client = with_papers(cast, OTHER), signed_in(cast.proposer)
    client.cookies[COOKIE] = "en"
    address = reverse("proposal-edit", args=[proposal.pk])
    assert "The same proposer, only the name is corrected (keep the papers)" in client.get(address).content.decode()
    page = client.post(address, {**cases.words(), **typed_in(SECOND)}, follow=True).content.decode()
    assert f"so the papers of “{OTHER['name']}” (1) were taken off." in page


def test_nine_others_fit_and_a_free_place_is_offered_before_the_last(cast, signed_in):
    proposal, on = cases.draft(cast), today(cast.body)
    many = [{**OTHER, "name": f"商店{place}", "seq": place} for place in range(1, 10)]
    address, client = reverse("proposal-edit", args=[proposal.pk]), signed_in(cast.proposer)
    for given, offered in ((many, False), (many[:3] + many[4:], True)):
        actions.save_draft(proposal=proposal, draft=cases.words(), agent=False, joint=given, by=cast.proposer, on=on)
        page = client.get(address).content.decode()
        assert ('name="joint_4_name" id="id_joint_4_name" maxlength="100" value=""' in page) is offered
        assert "joint_10_name" not in page


def test_a_paper_with_a_sanitised_copy_is_not_taken_off_what_the_desk_writes_down(cast, signed_in):
    proposal, on = written_down(cast, came_on=today(cast.body)), today(cast.body)
    paper = proposal.attachments.get(rule="pledge")
    add_derivative(attachment=paper, content=b"clean", sanitiser="再印刷", by=cast.coordinator, on=on)
    address = reverse("proposal-detach", args=[proposal.pk, paper.pk])
    answer = signed_in(cast.coordinator).post(address)
    assert answer.status_code == 409
    assert "正しい書類を同じ種類で添付してください。" in answer.content.decode()
    assert proposal.attachments.filter(pk=paper.pk, until=None).exists()


def test_fewer_joint_proposers_are_saved_with_the_words_even_when_a_copy_hangs_on_their_paper(cast, signed_in):
    proposal, on = written_down(cast, came_on=today(cast.body)), today(cast.body)
    sides = {"by": cast.coordinator, "on": on}
    actions.save_draft(proposal=proposal, draft={}, agent=False, joint=[OTHER], **sides)
    file = {"rule": "pledge", "filename": "x.pdf", "content": b"%PDF", "issued_on": None}
    paper = actions.attach(proposal=proposal, whose=1, **file, **sides)
    add_derivative(attachment=paper, content=b"clean", sanitiser="再印刷", **sides)
    typed = {**cases.words(), "purpose": "書き直した目的"}
    answer = signed_in(cast.coordinator).post(reverse("proposal-edit", args=[proposal.pk]), typed)
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.draft["purpose"], proposal.joint_proposers.count()) == ("書き直した目的", 0)
    assert paper not in queries.attached(proposal)
    assert proposal.attachments.filter(pk=paper.pk).exists()


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

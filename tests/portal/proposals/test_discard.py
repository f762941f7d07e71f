"""A draft that was never handed in can be thrown away; nothing of what was written stays, the record of it does."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.kernel.errors import NotNow
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import fault_of
from oboro.portal.custody.actions import add_derivative
from oboro.portal.proposals import actions
from oboro.portal.proposals.models import Attachment, Bundle, JointProposer, Proposal
from oboro.portal.tenancy.models import Party
from oboro.portal.tenancy.queries import today
from portal.factories import cases, tenancy
from portal.proposals.test_on_paper import WHO, written_down
from portal.reading import lines

pytestmark = pytest.mark.django_db
SECRET = "ひみつの事業の構想"


def everything():
    """All that the database holds, as one text, with the bytes of files."""
    rows = [
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value
        for model in apps.get_app_config("portal").get_models()
        for row in model._base_manager.values_list()
        for value in row
    ]
    return json.dumps(rows, ensure_ascii=False, default=str)


def confided(cast):
    """A draft with a secret in its words, in a joint proposer and in a paper."""
    proposal, by, on = cases.draft(cast), cast.proposer, today(cast.body)
    other = {"name": f"{SECRET}社", "address": "川越市", "representative": "", "individual": False}
    draft = {**cases.words(), "purpose": SECRET}
    actions.save_draft(proposal=proposal, draft=draft, agent=False, joint=[other], by=by, on=on)
    file = {"filename": f"{SECRET}.pdf", "content": b"%PDF-secret-bytes", "issued_on": None}
    actions.attach(proposal=proposal, rule="pledge", **file, by=by, on=on)
    return proposal


def test_a_proposer_throws_a_draft_away_and_nothing_of_it_stays(cast, signed_in):
    proposal = confided(cast)
    client, address = signed_in(cast.proposer), reverse("proposal-discard", args=[proposal.pk])
    assert SECRET in everything()
    assert "secret-bytes" in everything()
    assert address in client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    asked = lines(client.get(address))
    assert "この下書きを破棄すると、書いた内容と添付した書類が消え、元に戻せません。" in asked
    assert Proposal.objects.count() == 1  # asking deletes nothing
    answer = client.post(address)
    assert (answer.status_code, answer.url) == (302, reverse("proposal-list"))
    counts = [model.objects.count() for model in (Proposal, Attachment, JointProposer)]
    assert counts == [0, 0, 0]
    assert SECRET not in everything()
    assert "secret-bytes" not in everything()
    assert "まだ提案はありません。" in lines(client.get(reverse("proposal-list")))


def test_the_record_says_that_a_draft_was_thrown_away_and_no_more(cast):
    proposal, on = confided(cast), today(cast.body)
    chain, subject = f"party-{proposal.party_id}", f"proposal:draft-{proposal.pk}"
    actions.discard(proposal=proposal, by=cast.proposer, on=on)
    event = AuditEvent.objects.get(chain=chain, kind="proposal.discard")
    assert (event.subject, event.facts) == (subject, {"on": on.isoformat()})
    assert fault_of(chain) is None


def test_the_desk_throws_away_what_it_began_to_write_down_with_the_party_that_came_by_it(cast, signed_in):
    proposal = written_down(cast, came_on=today(cast.body) - timedelta(days=1))
    client, address = signed_in(cast.coordinator), reverse("proposal-discard", args=[proposal.pk])
    assert "届いた書面の原本は、このシステムからは消えません。" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert (Proposal.objects.count(), Party.objects.filter(name=WHO["name"]).count()) == (0, 0)
    event = AuditEvent.objects.get(chain=cast.body.code, kind="proposal.discard")
    assert event.facts == {
        "on": today(cast.body).isoformat(),
        "came_on": (today(cast.body) - timedelta(days=1)).isoformat(),
        "on_paper": True,
    }


def test_a_party_that_another_paper_names_stays(cast):
    file, came_on = cases.offered(cast.body), today(cast.body)
    first, second = (written_down(cast, came_on=came_on, file=file) for _ in range(2))
    assert first.party == second.party
    actions.discard(proposal=second, by=cast.coordinator, on=came_on)
    assert Party.objects.filter(name=WHO["name"]).count() == 1


def test_the_party_of_an_account_stays(cast):
    actions.discard(proposal=cases.draft(cast), by=cast.proposer, on=today(cast.body))
    assert Party.objects.filter(pk=cast.proposer.party_id).exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.UNDER_REVIEW, Status.FAILING])
def test_what_was_handed_in_is_not_thrown_away(cast, signed_in, status):
    proposal = cases.at_status(status, cast, failing="benefit" if status is Status.FAILING else "")
    address = reverse("proposal-discard", args=[proposal.pk])
    client = signed_in(cast.proposer)
    assert address not in client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert [client.get(address).status_code, client.post(address).status_code] == [409, 409]
    assert Proposal.objects.filter(pk=proposal.pk).exists()


def test_a_refusal_does_not_tell_the_proposer_that_the_office_has_judged(cast, signed_in):
    proposal = cases.at_status(Status.JUDGED, cast)
    client = signed_in(cast.proposer)
    pages = [client.post(reverse(name, args=[proposal.pk])) for name in ("proposal-edit", "proposal-discard")]
    assert [page.status_code for page in pages] == [409, 409]
    assert [word for page in pages for word in ("決裁", "差戻し") if word in page.content.decode()] == []
    assert all("この提案は「審査中」なので" in page.content.decode() for page in pages)


def test_nobody_else_throws_a_draft_away(cast, city_b, signed_in):
    mine = cases.draft(cast)
    paper = written_down(cast, came_on=today(cast.body))
    stranger = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    abroad = tenancy.officer(city_b, "b-desk", "coordinator")
    answers = {}
    for name, who in {"party": stranger, "body": abroad, "desk": cast.coordinator, "reviewer": cast.reviewer}.items():
        client = signed_in(who)
        for kind, proposal in {"mine": mine, "paper": paper}.items():
            address = reverse("proposal-discard", args=[proposal.pk])
            if (name, kind) != ("desk", "paper"):
                answers[name, kind] = (client.get(address).status_code, client.post(address).status_code)
    assert answers.pop(("reviewer", "paper")) == (403, 403)
    assert set(answers.values()) == {(404, 404)}
    assert Proposal.objects.count() == 2


def test_what_the_office_hung_on_a_paper_stops_it_and_nothing_is_lost(cast):
    proposal, on = written_down(cast, came_on=today(cast.body)), today(cast.body)
    paper = proposal.attachments.first()
    add_derivative(attachment=paper, content=b"clean", sanitiser="再印刷", by=cast.coordinator, on=on)
    with pytest.raises(NotNow, match="無害化した写し"):
        actions.discard(proposal=proposal, by=cast.coordinator, on=on)
    assert Proposal.objects.get().attachments.count() == 3
    assert not AuditEvent.objects.filter(kind="proposal.discard").exists()


def test_a_bundle_goes_with_its_last_proposal(cast):
    first, second = cases.draft(cast), cases.draft(cast, file=cases.offered(cast.body))
    bundle = Bundle.objects.create(party=first.party, created_on=today(cast.body))
    Proposal.objects.update(bundle=bundle)
    actions.discard(proposal=first, by=cast.proposer, on=today(cast.body))
    assert Bundle.objects.count() == 1
    actions.discard(proposal=second, by=cast.proposer, on=today(cast.body))
    assert Bundle.objects.count() == 0

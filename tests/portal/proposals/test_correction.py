"""What a correction writes counts when it is handed in: until then the version before stands, whole."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.submission import same_proposer
from oboro.portal.audit.models import AuditEvent
from oboro.portal.custody.actions import add_derivative
from oboro.portal.proposals import actions, queries
from oboro.portal.proposals.models import Attachment, Bar, Proposal, ProposalVersion
from oboro.portal.reviews import queries as reviews
from oboro.portal.tenancy.queries import today
from portal.factories import cases
from portal.proposals.test_joint import OTHER, joint
from portal.reading import lines

pytestmark = pytest.mark.django_db
THIRD = {"name": "丙商事", "address": "狭山市入間川1", "representative": "丙三郎", "individual": False}
AGENT = {"agent": True, "agent_name": "弁護士法人かわ", "agent_address": "川越市"}
EVERYBODY = {"a swapped one": [THIRD], "nobody": [], "one more": [OTHER, THIRD]}


def correcting(cast):
    """A proposal of two that is under review, and waits for a correction."""
    on = today(cast.body)
    proposal = joint(cast)
    for step in (cases._submitted, cases._received, cases._under_review):
        step(proposal, cast, "")
    actions.request_correction(
        proposal=proposal, request="直す", due_on=on + timedelta(days=9), by=cast.coordinator, on=on
    )
    proposal.refresh_from_db()
    return proposal


def write(cast, proposal, others, **more):
    given = {"agent": False, **more}
    draft = {**proposal.draft, "use": "書きかけ"}
    actions.save_draft(proposal=proposal, draft=draft, joint=others, **given, by=cast.proposer, on=today(cast.body))


def add(cast, proposal, rule="pledge", content=b"%PDF new", **more):
    file = {"filename": "new.pdf", "content": content, "issued_on": today(cast.body)}
    return actions.attach(proposal=proposal, rule=rule, **file, **more, by=cast.proposer, on=today(cast.body))


def take_away(cast, paper):
    actions.detach(attachment=paper, by=cast.proposer, on=today(cast.body))


def close(cast, proposal):
    late = today(cast.body) + timedelta(days=10)
    actions.close_correction(proposal=proposal, by=cast.coordinator, on=late)
    return Proposal.objects.get(pk=proposal.pk)


def withdraw(cast, proposal):
    actions.withdraw(proposal=proposal, by=cast.proposer, on=today(cast.body))
    return Proposal.objects.get(pk=proposal.pk)


def resubmit(cast, proposal):
    return actions.resubmit(proposal=proposal, values=cases.values(), by=cast.proposer, on=today(cast.body))


def standing(proposal):
    """What legal effect rests on: who proposes, by whom, and which papers whose."""
    others = [other.name for other in proposal.joint_proposers.all()]
    papers = [(paper.rule, paper.whose, paper.sha256) for paper in queries.attached(proposal)]
    return others, proposal.agent, proposal.agent_name, proposal.agent_address, papers


@pytest.mark.parametrize("way_out", [close, withdraw])
@pytest.mark.parametrize("others", EVERYBODY.values(), ids=list(EVERYBODY))
def test_who_proposes_is_as_handed_in_when_a_correction_ends_without_an_answer(cast, others, way_out):
    proposal = correcting(cast)
    before = standing(proposal)
    write(cast, proposal, others, **AGENT)
    for paper in proposal.attachments.filter(whose=0):
        take_away(cast, paper)
    add(cast, proposal, whose=1)
    done = way_out(cast, Proposal.objects.get(pk=proposal.pk))
    assert standing(done) == before
    assert (done.version, done.draft["use"]) == (1, "書きかけ")  # what was typed is not lost


@pytest.mark.parametrize("others", EVERYBODY.values(), ids=list(EVERYBODY))
def test_a_bar_finds_those_who_handed_in_and_nobody_else(cast, others):
    proposal = correcting(cast)
    write(cast, proposal, others)
    done, on = close(cast, proposal), today(cast.body)
    actions.bar(proposal=done, from_on=on, until_on=on.replace(year=2028))
    party = proposal.party
    expected = {same_proposer(party.name, party.address), same_proposer(OTHER["name"], OTHER["address"])}
    assert set(Bar.objects.values_list("folded", flat=True)) == expected


def test_a_paper_that_a_version_rests_on_is_not_destroyed_while_it_is_corrected(cast, signed_in):
    proposal = correcting(cast)
    paper = proposal.attachments.get(rule="pledge", whose=1)
    client, office = signed_in(cast.proposer), signed_in(cast.coordinator)
    address = reverse("proposal-detach", args=[proposal.pk, paper.pk])
    assert client.post(address).status_code == 302
    assert f"「{OTHER['name']}」の" in client.post(reverse("proposal-submit", args=[proposal.pk])).content.decode()
    assert client.post(address).status_code == 404  # it is out already
    assert office.get(reverse("proposal-attachment", args=[proposal.pk, paper.pk])).content == b"%PDF"
    close(cast, proposal)
    assert paper in queries.attached(proposal)


def test_papers_of_a_correction_that_nobody_handed_in_go_and_the_record_names_their_digests(cast):
    proposal = correcting(cast)
    paper = add(cast, proposal)
    close(cast, proposal)
    assert not Attachment.objects.filter(pk=paper.pk).exists()
    event = AuditEvent.objects.get(kind="proposal.close_correction")
    assert (event.facts["version"], event.facts["detached"]) == (1, [paper.sha256])


def test_a_wrong_paper_is_replaced_by_handing_the_right_one_in(cast, signed_in):
    proposal = correcting(cast)
    wrong = proposal.attachments.get(rule="pledge", whose=0)
    take_away(cast, wrong)
    right = add(cast, proposal)
    resubmit(cast, proposal)
    assert [paper.pk for paper in queries.attached(proposal).filter(rule="pledge", whose=0)] == [right.pk]
    assert wrong.pk not in {paper.pk for _, paper in queries.handed_in(Proposal.objects.get())}
    client = signed_in(cast.coordinator)
    page = lines(client.get(reverse("proposal", args=[proposal.pk])))
    assert "第1版まで" in page[page.index("pledge.pdf") + 1]
    assert client.get(reverse("proposal-attachment", args=[proposal.pk, wrong.pk])).content == b"%PDF-1.7"


def test_the_office_sees_what_was_handed_in_and_not_what_is_being_written(cast, signed_in):
    proposal = correcting(cast)
    write(cast, proposal, [THIRD], **AGENT)
    paper = add(cast, proposal)
    office = signed_in(cast.coordinator)
    for name in ("proposal", "review", "review-papers", "review-disqualification"):
        page = office.get(reverse(name, args=[proposal.pk])).content.decode()
        assert (name, THIRD["name"] in page, AGENT["agent_name"] in page) == (name, False, False)
    assert OTHER["name"] in office.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert office.get(reverse("proposal-attachment", args=[proposal.pk, paper.pk])).status_code == 404
    assert office.get(reverse("derivatives", args=[paper.pk])).status_code == 404
    edit = signed_in(cast.proposer).get(reverse("proposal-edit", args=[proposal.pk])).content.decode()
    assert THIRD["name"] in edit
    assert "再提出したときにはじめて審査に使われます。" in edit


def test_the_documents_of_the_formal_check_are_those_of_the_version(cast):
    proposal = correcting(cast)
    before = reviews.asked_papers(proposal)
    write(cast, proposal, [THIRD], **AGENT)
    add(cast, proposal, rule="other")
    assert reviews.asked_papers(Proposal.objects.get()) == before


def test_a_paper_with_a_sanitised_copy_is_replaced_in_a_correction_and_stays_beside_its_copy(cast, signed_in):
    proposal, on = correcting(cast), today(cast.body)
    paper = proposal.attachments.get(rule="pledge", whose=0)
    add_derivative(attachment=paper, content=b"clean", sanitiser="再印刷", by=cast.coordinator, on=on)
    answer = signed_in(cast.proposer).post(reverse("proposal-detach", args=[proposal.pk, paper.pk]))
    assert answer.status_code == 302
    add(cast, proposal)
    assert resubmit(cast, proposal).version == 2
    kept = Attachment.objects.get(pk=paper.pk)
    assert (kept.since, kept.until, kept.derivatives.count()) == (1, 1, 1)


def test_a_second_correction_rests_on_what_the_first_answer_said(cast):
    proposal, on = correcting(cast), today(cast.body)
    write(cast, proposal, [])
    assert resubmit(cast, Proposal.objects.get()).joint_proposers.count() == 0
    actions.request_correction(
        proposal=proposal, request="直す", due_on=on + timedelta(days=9), by=cast.coordinator, on=on
    )
    write(cast, Proposal.objects.get(), [THIRD])
    assert standing(close(cast, proposal))[0] == []


def test_a_version_from_before_it_was_kept_puts_nothing_back_and_loses_no_paper(cast):
    proposal = correcting(cast)
    ProposalVersion.objects.update(proposers=None)
    paper = proposal.attachments.get(rule="pledge", whose=1)
    write(cast, proposal, [])
    new = add(cast, proposal)
    done = close(cast, proposal)
    assert standing(done)[0] == []
    assert new in queries.attached(done)
    assert paper not in [one for _, one in queries.handed_in(done)]
    assert bytes(Attachment.objects.get(pk=paper.pk).content) == b"%PDF"


def test_cases_from_before_are_kept_as_they_stand(cast):
    drafted, decided = joint(cast), cases.at_status(Status.DECIDED, cast)
    waiting = correcting(cast)
    Attachment.objects.update(since=None)
    ProposalVersion.objects.update(proposers=None)
    migration = import_module("oboro.portal.migrations.0023_what_a_version_rests_on")
    migration.keep_what_stands(apps, None)
    kept = dict(ProposalVersion.objects.values_list("proposal", "proposers"))
    assert kept == {
        decided.pk: {"joint": [], "agent": False, "agent_name": "", "agent_address": ""},
        waiting.pk: None,
    }
    since = {pk: set(Attachment.objects.filter(proposal=pk).values_list("since", flat=True)) for pk in kept}
    assert since == {decided.pk: {1}, waiting.pk: {1}}
    assert set(drafted.attachments.values_list("since", flat=True)) == {None}

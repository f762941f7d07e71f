"""A rehearsal is played from seat to seat, mixes with nothing real, and is thrown away whole."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotNow
from oboro.law.regime import BodyKind
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import chains
from oboro.portal.calls.models import CallFile
from oboro.portal.consultations import actions as consultations
from oboro.portal.desk import rehearsal
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import Organisation, Party
from oboro.portal.tenancy.queries import record_fault
from portal.factories import cases, tenancy
from portal.nets.addresses import PUBLIC

KEPT = {"AuditEvent", "ChainHead", "SealedHead"}  # the record outlives what it tells of


def counts():
    models = apps.get_app_config("portal").get_models(include_auto_created=True)
    return {model.__name__: model._base_manager.count() for model in models if model.__name__ not in KEPT}


@pytest.fixture
def space(coordinator):
    return rehearsal.start_rehearsal(by=coordinator, practice_on=date(2026, 4, 1), on=date(2026, 6, 1))


def seat(space, role):
    return next(one for one in rehearsal.people_of(space) if role in one.role_names)


@pytest.mark.parametrize("kind", list(BodyKind))
def test_every_kind_of_body_can_rehearse(db, kind):
    body = tenancy.organisation(code="999999", name="丁", kind=kind)
    officer = tenancy.officer(body, "soumu", Role.COORDINATOR)
    made = rehearsal.start_rehearsal(by=officer, practice_on=date(2026, 6, 1), on=body.today)
    (turn,) = rehearsal.turns_of(made)
    assert (turn.status, turn.owner) == ("下書き", Role.PROPOSER)


def test_the_scheme_of_2017_can_be_rehearsed_by_an_organ(ministry):
    officer = tenancy.officer(ministry, "soumu", Role.COORDINATOR)
    made = rehearsal.start_rehearsal(by=officer, practice_on=date(2019, 6, 3), on=ministry.today)
    assert Proposal.objects.get(organisation=made).scheme == "gyokoho_2017"


def test_one_officer_plays_the_case_from_seat_to_seat(space, coordinator, signed_in):
    client = signed_in(coordinator)
    case = Proposal.objects.get(organisation=space)

    def sit(role):
        assert client.post("/rehearsal/seat/", {"person": seat(space, role).pk}).status_code == 302

    sit(Role.PROPOSER)
    page = client.get("/tasks/").content.decode()
    assert "練習中です。</strong>提案者役として操作しています。" in page
    assert client.post(f"/proposals/{case.pk}/submit/").status_code == 302
    sit(Role.COORDINATOR)
    client.post(f"/proposals/{case.pk}/receive/")
    sit(Role.REVIEWER)
    client.post(f"/reviews/{case.pk}/start/")
    case.refresh_from_db()
    assert case.stands is Status.UNDER_REVIEW
    client.post("/rehearsal/seat/", {})
    assert "練習中です。" not in client.get("/tasks/").content.decode()


@pytest.mark.parametrize("chosen", ["0", "x", "²", "9" * 30, "9" * 5000])
def test_a_seat_that_is_not_there_is_refused_with_what_to_do(space, coordinator, signed_in, chosen):
    client = signed_in(coordinator)
    answer = client.post("/rehearsal/seat/", {"person": chosen})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert ["その席は今の練習にありません。" in page, "席を選んでください。" in page] == [True, True]
    assert "練習中です" not in client.get("/tasks/").content.decode()


def test_nobody_else_sits_in_it(space, reviewer, signed_in):
    client = signed_in(reviewer)
    assert client.post("/rehearsal/seat/", {"person": seat(space, Role.DECIDER).pk}).status_code == 409
    assert seat(space, Role.DECIDER).username not in client.get("/rehearsal/").content.decode()


def test_no_public_page_tells_of_a_rehearsal(space, visitor, proposer, signed_in):
    bare = [reverse(name) for name, group in PUBLIC.items() if not group and name != "logout"]
    told = [
        (path, word)
        for path in [*bare, "/register/?q=見本", reverse("proposal-made"), reverse("proposal-list")]
        for client in (visitor, signed_in(proposer))
        for word in ("（練習）", "見本の住民台帳")
        if word in client.get(path, follow=True).content.decode()
    ]
    assert told == []
    assert len(bare) > 4


def test_the_body_of_a_rehearsal_has_no_public_page(space, visitor):
    for name in ("complaint-to", "register-book"):
        assert visitor.get(reverse(name, args=[space.code])).status_code == 404


def test_the_pages_of_a_rehearsals_rows_are_not_public(space, visitor, proposer, signed_in):
    file = CallFile.objects.get(call__organisation=space)
    for path in (f"/register/{file.entry_id}/", f"/calls/{file.call_id}/"):
        assert visitor.get(path).status_code == 404
    assert signed_in(proposer).get(f"/proposals/start/{file.call_id}/{file.entry_id}/").status_code == 404


def test_no_version_of_a_rehearsed_entry_has_a_public_address(space, visitor):
    version = CallFile.objects.get(call__organisation=space).version
    assert version.published_on is not None
    path = reverse("register-version", args=[version.entry_id, version.number])
    assert visitor.get(path).status_code == 404


def test_a_question_that_is_published_in_a_rehearsal_is_not_public(space, visitor):
    sides = {"by": seat(space, Role.COORDINATOR), "on": space.today}
    faq = consultations.write_faq(organisation=space, question="練習の質問ですか", answer="練習です", **sides)
    consultations.publish_faq(faq=faq, **sides)
    for path in ("/faq/", f"/faq/?body={space.code}", "/faq/?q=練習"):
        assert "練習の質問ですか" not in visitor.get(path).content.decode()


def test_a_rehearsed_proposer_cannot_reach_a_real_body(space, cast):
    with pytest.raises(NotAllowed, match="練習の提案者"):
        proposals.start(offered=cases.offered(cast.body), by=seat(space, Role.PROPOSER), on=cast.body.today)
    with pytest.raises(NotAllowed, match="練習の提案者"):
        proposals.start(offered=CallFile.objects.get(call__organisation=space), by=cast.proposer, on=space.today)


def test_a_thrown_away_rehearsal_leaves_only_its_record(cast, coordinator, signed_in):
    cases.at_status(Status.CONTRACTED, cast)
    before, events = counts(), AuditEvent.objects.filter(chain=cast.body.code).count()
    made = rehearsal.start_rehearsal(by=coordinator, practice_on=date(2026, 4, 1), on=date(2026, 6, 1))
    players = cases.Cast(made, seat(made, Role.PROPOSER))
    cases.at_status(Status.APPLIED, players, file=CallFile.objects.get(call__organisation=made))
    assert counts() != before
    assert rehearsal.discard_rehearsal(by=coordinator, on=date(2026, 6, 1)) > 40
    assert counts() == before
    kinds = list(AuditEvent.objects.filter(chain=cast.body.code).values_list("kind", flat=True))[events:]
    assert kinds == ["desk.start_rehearsal", "desk.discard_rehearsal"]
    assert [chain for chain in chains() if record_fault(chain)] == []


def test_a_party_that_came_on_paper_goes_with_it(space, coordinator):
    file = CallFile.objects.get(call__organisation=space)
    given = {"name": "紙の会社", "address": "町", "representative": "長", "individual": False, "contact": ""}
    proposals.start_on_paper(
        offered=file,
        party=given,
        came_on=space.today,
        original_place="棚",
        by=seat(space, Role.COORDINATOR),
        on=space.today,
    )
    rehearsal.discard_rehearsal(by=coordinator, on=date(2026, 6, 1))
    assert not Party.objects.filter(name="紙の会社").exists()


def test_what_hangs_on_a_real_body_is_never_deleted(space, cast, coordinator):
    case = cases.at_status(Status.SUBMITTED, cast)
    Party.objects.filter(pk=case.party_id).update(rehearsal=space)  # what no action does
    with pytest.raises(RuntimeError, match="another body"):
        rehearsal.discard_rehearsal(by=coordinator, on=date(2026, 6, 1))
    assert Organisation.objects.filter(pk=space.pk).exists()
    assert Proposal.objects.filter(pk=case.pk).exists()


def test_a_second_rehearsal_waits_for_the_first(space, coordinator):
    with pytest.raises(NotNow, match="もう始まっています"):
        rehearsal.start_rehearsal(by=coordinator, practice_on=date(2026, 4, 1), on=date(2026, 6, 1))

"""A second user of information already made: nothing is made again, and the same bytes are handed over."""

import hashlib
from datetime import date

import pytest

from oboro.casework.lifecycle import MakingStatus, Status
from oboro.casework.register import VersionStatus
from oboro.kernel.errors import NotLawful
from oboro.law.criteria import ProposalKind
from oboro.portal.contracts.queries import case_of
from oboro.portal.desk import queries as desk
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.provision import actions
from oboro.portal.register.models import EntryVersion
from oboro.portal.tenancy.actions import move_practice_date
from portal.factories import cases, tenancy
from portal.provision.conftest import Case

ON = date(2026, 6, 1)


def contracted(first, by, kind):
    """A contract that follows from another, concluded and paid."""
    cast = cases.Cast(first.cast.body, by)
    proposal = proposals.start_from(origin=first.proposal, kind=kind, by=by, on=ON)
    cases.attach(proposal, by)
    values = {k: v for k, v in cases.values().items() if k not in {"persons", "method", "file_name"}}
    proposals.submit(proposal=proposal, values=values | {"information": first.proposal.number}, by=by, on=ON)
    for step in (cases._received, cases._under_review):
        proposal.refresh_from_db()
        step(proposal, cast, "")
    proposal.refresh_from_db()
    cases.check_all(proposal, cast)
    cases.judge_all(proposal, cast)
    cases.reviews.conclude(proposal=proposal, by=cast.reviewer, on=ON)
    for step in (cases._decided, cases._conforming, cases._applied, cases._contracted):
        proposal.refresh_from_db()
        step(proposal, cast, "")
    proposal.refresh_from_db()
    return proposal, cast


@pytest.fixture
def second(case, signed_in):
    case.registered()
    by = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    proposal, cast = contracted(case, by, ProposalKind.EXISTING)
    return Case(proposal, cast, case.workshop, signed_in)


def test_the_second_user_gets_the_same_bytes(case, second):
    assert "作成済みの情報を提供の対象にする" in second.office.get("/tasks/").content.decode()
    assert second.office.post(f"{second.at}existing/").status_code == 302
    assert (second.making.stands, second.making.source) == (MakingStatus.REGISTERED, case.making)
    answer = second.proposer.post(second.link())
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == case.making.provision_sha256
    second.proposer.post(f"{second.at}receipt/", {"sha256": case.making.provision_sha256})
    assert second.making.stands is MakingStatus.RECEIPT_CONFIRMED
    assert case.making.stands is MakingStatus.REGISTERED


def test_the_public_register_leads_to_what_was_made_while_it_can_be_proposed(case, visitor):
    words, address = "作成済みの情報について提案する（令和10年9月30日まで）", f"/register/{case.proposal.entry_id}/"
    assert words not in visitor.get(address).content.decode()
    case.registered()
    assert f'<a href="/proposals/made/">{words}</a>' in visitor.get(address).content.decode()
    for day, offered in ((date(2028, 9, 30), True), (date(2028, 10, 1), False)):
        move_practice_date(organisation=case.cast.body, to=day, by=case.cast.coordinator)
        assert (words in visitor.get(address).content.decode()) is offered


def asked(case, by, *, on):
    """A draft of somebody else on what a case made, handed in on a day."""
    proposal = proposals.start_from(origin=case.proposal, kind=ProposalKind.EXISTING, by=by, on=ON)
    cases.attach(proposal, by, on=on)
    return proposal, lambda day: proposals.submit(proposal=proposal, values=said(case), by=by, on=day)


def said(case):
    values = {k: v for k, v in cases.values().items() if k not in {"persons", "method", "file_name"}}
    return values | {"information": case.proposal.number}


def test_what_is_made_is_asked_for_within_its_period_only(case):
    case.registered()
    by = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    last = date(2028, 9, 30)
    for day, message in ((date(2026, 5, 31), "始まります"), (date(2028, 10, 1), "終わったので、提案できません")):
        with pytest.raises(NotLawful, match=message):
            proposals.start_from(origin=case.proposal, kind=ProposalKind.EXISTING, by=by, on=day)
    proposal, hand_in = asked(case, by, on=last)
    with pytest.raises(NotLawful, match="令和10年9月30日に終わったので、提案できません"):
        hand_in(date(2028, 10, 1))
    proposal.refresh_from_db()
    assert (proposal.stands, proposal.number) == (Status.DRAFT, "")
    assert hand_in(last).stands is Status.SUBMITTED


def test_what_the_register_no_longer_tells_of_cannot_be_asked_for(case):
    case.registered()
    by = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    _, hand_in = asked(case, by, on=ON)
    told = EntryVersion.objects.get(entry=case.proposal.entry, status=VersionStatus.PUBLISHED)
    EntryVersion.objects.filter(pk=told.pk).update(status=VersionStatus.REPLACED)
    with pytest.raises(NotLawful, match="期間が記載されていません"):
        hand_in(ON)
    with pytest.raises(NotLawful, match="期間が記載されていません"):
        proposals.start_from(origin=case.proposal, kind=ProposalKind.EXISTING, by=by, on=ON)


def test_a_paper_on_what_is_made_counts_by_the_day_on_which_it_came(case):
    case.registered()
    by = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    last, after = date(2028, 9, 30), date(2028, 10, 5)
    proposal, _ = asked(case, by, on=last)
    Proposal.objects.filter(pk=proposal.pk).update(on_paper=True, submitted_on=last, recorded_on=after)
    proposal.refresh_from_db()
    done = proposals.submit(proposal=proposal, values=said(case), by=case.cast.coordinator, on=after)
    assert (done.stands, done.submitted_on) == (Status.SUBMITTED, last)


def test_a_draft_on_what_exists_tells_which_information(case, second):
    told = second.proposal.draft["information"]
    assert told == "「住民の台帳」から作成された行政機関等匿名加工情報\n本人の数：1,200人　情報の項目：住所（R8-001）"


def test_nothing_is_ordered_for_what_exists(second):
    assert second.office.post(f"{second.at}order/", {}).status_code == 409
    with pytest.raises(NotLawful, match="作成済み"):
        actions.issue_order(case=second.facts, due_on=None, by=second.cast.coordinator, on=ON)


def test_a_new_contract_cannot_stand_on_another_making(case):
    assert case.office.post(f"{case.at}existing/").status_code == 409


def test_a_change_of_business_hands_nothing_over(case, signed_in):
    case.registered()
    proposal, cast = contracted(case, case.cast.proposer, ProposalKind.CHANGE)
    change = Case(proposal, cast, case.workshop, signed_in)
    assert "新しく作成し提供する情報はありません" in change.office.get(change.at).content.decode()
    assert "作成なし（事業の変更）" in change.office.get("/provisions/").content.decode()
    assert [turn.proposal.number for turn in desk.board(case.cast.body)] == [case.proposal.number]
    assert 'href="/uses/' in change.office.get(f"/contracts/{proposal.pk}/").content.decode()
    assert change.office.post(f"{change.at}existing/").status_code == 409
    with pytest.raises(NotLawful):
        actions.use_existing(case=case_of(proposal.contract), by=cast.coordinator, on=ON)

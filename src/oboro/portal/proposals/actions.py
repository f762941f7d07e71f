"""What is done to a proposal: each verb is one transaction and one audit event.

`move` is the one door through which a status changes, for the later rooms too.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from oboro.casework import deadlines, roles
from oboro.casework.lifecycle import Status
from oboro.casework.roles import Action
from oboro.casework.submission import gaps
from oboro.documents.letter import Head, Letter, compose
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.transition import Act
from oboro.portal.audit.actions import record
from oboro.portal.calls.models import CallFile
from oboro.portal.proposals import queries
from oboro.portal.proposals.models import Attachment, Bar, Correction, Proposal, ProposalVersion
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import regime_of

NOTHING: Mapping[str, Any] = {}


@transaction.atomic
def start(*, offered: CallFile, by: User, on: date) -> Proposal:
    """Open a draft for a file of a call; what the register already knows is filled in."""
    roles.check(Action.START, by.role_names)
    organisation = offered.call.organisation
    law = regime_of(organisation, on=on)
    proposal = Proposal.objects.create(
        organisation=organisation,
        party=by.party,
        entry_id=offered.entry_id,
        file=offered.version,
        call=offered.call,
        kind=ProposalKind.NEW,
        status=Status.DRAFT,
        scheme=law.scheme,
        law_on=on,
        draft={"contact": by.party.contact},
        created_on=on,
    )
    note("proposal.start", proposal, by=by, on=on)
    return proposal


@transaction.atomic
def start_from(*, origin: Proposal, kind: ProposalKind, by: User, on: date) -> Proposal:
    """Open a draft on information already made: by another user, or as a change of the contractor's own business."""
    roles.check(Action.START, by.role_names)
    if origin.stands is not Status.CONTRACTED:
        raise NotNow("この情報はまだ作成されていません。", hint="契約が済んだ情報を選んでください。")
    if (kind is ProposalKind.CHANGE) is not (origin.party_id == by.party_id):
        raise NotAllowed("事業の変更を提案できるのは契約した方、作成済みの情報を提案できるのは他の方です。")
    law = regime_of(origin.organisation, on=on)
    typed = origin.draft if kind is ProposalKind.CHANGE else {}
    proposal = Proposal.objects.create(
        organisation=origin.organisation,
        party=by.party,
        entry=origin.entry,
        file=origin.file,
        origin=origin,
        kind=kind,
        status=Status.DRAFT,
        scheme=law.scheme,
        law_on=on,
        draft={"contact": by.party.contact, **typed},
        created_on=on,
    )
    note("proposal.start", proposal, by=by, on=on)
    return proposal


@transaction.atomic
def save_draft(*, proposal: Proposal, draft: dict[str, str], agent: bool, by: User, on: date) -> Proposal:
    """Keep what was typed, as it was typed. Nothing of it is judged."""
    locked = locked_for(proposal, Action.DRAFT, by=by)
    locked.draft, locked.agent = draft, agent
    locked.save(update_fields=["draft", "agent"])
    note("proposal.draft", locked, by=by, on=on)
    return locked


@transaction.atomic
def attach(
    *, proposal: Proposal, rule: str, filename: str, content: bytes, issued_on: date | None, by: User, on: date
) -> Attachment:
    """Add a paper to a draft or to a proposal under correction."""
    locked = locked_for(proposal, Action.ATTACH, by=by)
    paper = Attachment.objects.create(
        proposal=locked,
        rule=rule,
        filename=filename,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        issued_on=issued_on,
        added_on=on,
    )
    note("proposal.attach", locked, by=by, on=on, facts={"rule": rule, "sha256": paper.sha256, "size": paper.size})
    return paper


@transaction.atomic
def detach(*, attachment: Attachment, by: User, on: date) -> None:
    """Take a paper away again while the proposal is still being written."""
    locked = locked_for(attachment.proposal, Action.DETACH, by=by)
    facts = {"rule": attachment.rule, "sha256": attachment.sha256}
    attachment.delete()
    note("proposal.detach", locked, by=by, on=on, facts=facts)


@transaction.atomic
def read_attachment(*, attachment: Attachment, by: User, on: date) -> None:
    """Remember that an office person opened a paper with personal data; a proposer's own reading is not recorded."""
    roles.check(Action.READ_ATTACHMENT, by.role_names)
    if by.organisation_id is not None:
        facts = {"rule": attachment.rule, "sha256": attachment.sha256}
        note("proposal.read_attachment", attachment.proposal, by=by, on=on, facts=facts)


@transaction.atomic
def submit(*, proposal: Proposal, values: dict[str, Any], by: User, on: date) -> Proposal:
    """Hand a draft in, under the law of the day; it gets its number.

    Raises:
        NotLawful: outside the call, or something is missing.
    """
    organisation = Organisation.objects.select_for_update().get(pk=proposal.organisation_id)
    law, number = regime_of(organisation, on=on), queries.next_number(organisation, on=on)
    intake = {"scheme": law.scheme, "law_on": on, "submitted_on": on, "number": number}
    locked = move(proposal, Action.SUBMIT, by=by, changes=intake)
    if locked.call is not None:
        deadlines.check_in_call(law, starts_on=locked.call.starts_on, ends_on=locked.call.ends_on, on=on)
    _fix_version(locked, values, on=on)
    note("proposal.submit", locked, by=by, on=on, facts={"version": locked.version})
    return locked


@transaction.atomic
def resubmit(*, proposal: Proposal, values: dict[str, Any], by: User, on: date) -> Proposal:
    """Answer a correction request with a new version, under the law the case was taken in."""
    locked = move(proposal, Action.RESUBMIT, by=by)
    _fix_version(locked, values, on=on)
    locked.corrections.filter(answered_on=None).update(answered_on=on, answer=locked.version)
    note("proposal.resubmit", locked, by=by, on=on, facts={"version": locked.version})
    return locked


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, on: date) -> None:
    """Take the proposal back; nothing of it is deleted."""
    locked = move(proposal, Action.WITHDRAW, by=by, changes={"closed_on": on})
    note("proposal.withdraw", locked, by=by, on=on)


@transaction.atomic
def receive(*, proposal: Proposal, by: User, on: date) -> None:
    """Take the proposal in."""
    locked = move(proposal, Action.RECEIVE, by=by, changes={"received_on": on})
    note("proposal.receive", locked, by=by, on=on)


@transaction.atomic
def request_correction(*, proposal: Proposal, request: str, due_on: date, by: User, on: date) -> None:
    """Ask the proposer to explain or correct, by a day."""
    if due_on <= on:
        raise NotLawful("補正の期限が今日以前になっています。", hint="明日以後の日を期限にしてください。")
    locked = move(proposal, Action.REQUEST_CORRECTION, by=by)
    Correction.objects.create(proposal=locked, request=request, asked_on=on, due_on=due_on, about=locked.version)
    note("proposal.request_correction", locked, by=by, on=on, facts={"due_on": due_on.isoformat()})


@transaction.atomic
def close_correction(*, proposal: Proposal, by: User, on: date) -> None:
    """Go on without an answer when the day has passed."""
    locked = move(proposal, Action.CLOSE_CORRECTION, by=by)
    still_open = locked.corrections.get(answered_on=None)
    if on <= still_open.due_on:
        raise NotNow("補正の期限が過ぎていません。", hint="期限の翌日から、回答を待たずに審査へ進めます。")
    still_open.answered_on = on
    still_open.save(update_fields=["answered_on"])
    note("proposal.close_correction", locked, by=by, on=on)


def bar(*, organisation: Organisation, party: Party, act: Act, from_on: date, until_on: date) -> Bar:
    """Remember that a contract with a party was terminated, and under which act. Part of the termination."""
    return Bar.objects.create(organisation=organisation, party=party, act=act, from_on=from_on, until_on=until_on)


def move(proposal: Proposal, event: Action, *, by: User, changes: Mapping[str, Any] = NOTHING) -> Proposal:
    """Lock the proposal and save the status that follows an event, with other fields. The caller records.

    Raises:
        NotAllowed: this person may not.
        NotNow: the proposal is at another step.
    """
    locked = locked_for(proposal, event, by=by)
    locked.status = queries.steps_of(locked).after(locked.stands, event)
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=["status", *changes])
    return locked


def locked_for(proposal: Proposal, event: Action, *, by: User) -> Proposal:
    """The locked row, when this person may do this now and stands on the right side of the case.

    Raises:
        NotAllowed: another role, organisation or party.
        NotNow: the proposal is at another step.
    """
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    roles.check(event, by.role_names)
    if by.party_id != locked.party_id and by.organisation_id != locked.organisation_id:
        raise NotAllowed("この事案の担当ではありません。")
    queries.steps_of(locked).after(locked.stands, event)
    return locked


def paper_of(proposal: Proposal, values: dict[str, Any], *, on: date) -> Letter:
    """The statutory paper that these values make."""
    return compose(queries.form_of(proposal), values, head=_head(proposal, on), opening=queries.opening_of(proposal))


def note(kind: str, proposal: Proposal, *, by: User, on: date, facts: dict[str, Any] | None = None) -> None:
    """Record an event of the case: a draft in its party's chain, all else in the organisation's."""
    code = proposal.organisation.code if proposal.number else f"party-{proposal.party_id}"
    record(
        chain=code,
        kind=kind,
        subject=queries.subject_of(proposal),
        by=by.username,
        facts={"on": on.isoformat(), **(facts or {})},
    )


def _fix_version(proposal: Proposal, values: dict[str, Any], *, on: date) -> None:
    """Check the content and keep it as the next version, with the form's wording of the day."""
    missing = gaps(proposal.law, queries.content_of(proposal, values), on=proposal.submitted_on)
    if missing:
        more = f"（ほか{len(missing) - 1}件）" if len(missing) > 1 else ""
        raise NotLawful(f"{missing[0].message}{more}", hint="提案書の画面で直してから、もう一度提出してください。")
    letter = paper_of(proposal, values, on=on).as_json()
    proposal.values, proposal.letter, proposal.version = values, letter, proposal.version + 1
    proposal.save()
    ProposalVersion.objects.create(
        proposal=proposal, seq=proposal.version, values=values, letter=letter, submitted_on=on
    )


def _head(proposal: Proposal, on: date) -> Head:
    party = proposal.party
    sender = tuple(line for line in (party.address, party.name, party.representative) if line)
    return Head(on=on, addressee=f"{proposal.organisation.head}　殿", sender=sender)

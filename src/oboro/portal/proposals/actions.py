"""What is done to a proposal: each verb is one transaction and one audit event.

`move` is the one door through which a status changes, for the later rooms too.
"""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from oboro.casework import deadlines, roles
from oboro.casework.lifecycle import Status
from oboro.casework.roles import Action
from oboro.casework.submission import check_came_on, gaps, same_proposer
from oboro.documents import pdf
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.transition import act_of
from oboro.portal.audit.actions import record
from oboro.portal.calls.models import CallFile
from oboro.portal.consultations.actions import carry_over
from oboro.portal.consultations.models import Consultation
from oboro.portal.proposals import offers, papers, queries, writing
from oboro.portal.proposals.models import Attachment, Bar, Bundle, Correction, Proposal, ProposalVersion
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import check_same_world, regime_of

NOTHING: Mapping[str, Any] = {}


@transaction.atomic
def start(*, offered: CallFile, by: User, on: date, consultation: Consultation | None = None) -> Proposal:
    """Open a draft for a file of a call; what the register and a consultation before already know is filled in.

    `consultation` is one that the proposer has opened with its number and secret; it ends in this proposal.
    """
    roles.check(Action.START, by.role_names)
    proposal = _draft_on(offered, party=by.party, on=on)
    facts = {}
    if consultation is not None:
        proposal.draft |= carry_over(consultation=consultation, items=offered.version.record_items, on=on)
        proposal.save(update_fields=["draft"])
        facts = {"consultation": consultation.reference}
    note("proposal.start", proposal, by=by, on=on, facts=facts)
    return proposal


@transaction.atomic
def start_on_paper(
    *, offered: CallFile, party: dict[str, Any], came_on: date, original_place: str, by: User, on: date
) -> Proposal:
    """Begin to write down a proposal that came on paper.

    `party` holds name, address, representative, individual and contact of who proposes. The conditions of a submission
    are asked of the day on which the paper came; the paper itself lies at `original_place`.

    Raises:
        NotAllowed: not the desk of the call's organisation.
        NotLawful: the day lies in the future.
    """
    roles.check(Action.START, by.role_names, on_paper=True)
    if by.organisation_id != offered.call.organisation_id:
        raise NotAllowed("この募集の窓口ではありません。")
    check_came_on(came_on, on=on)
    proposer = offers.known_party(offered.call.organisation, party) or _new_party(offered.call.organisation, party)
    proposal = _draft_on(offered, party=proposer, on=came_on)
    proposal.on_paper, proposal.original_place = True, original_place
    proposal.created_on, proposal.submitted_on, proposal.recorded_on = on, came_on, on
    proposal.save()
    note("proposal.start", proposal, by=by, on=on, facts={"came_on": came_on.isoformat(), "on_paper": True})
    return proposal


@transaction.atomic
def start_from(*, origin: Proposal, kind: ProposalKind, by: User, on: date) -> Proposal:
    """Open a draft on information already made: by another user, or as a change of the contractor's own business.

    Raises:
        NotNow: nothing is made yet, or the contract to be changed is over.
        NotLawful: the register does not tell others of it, or not for this day.
        NotAllowed: a change is the contractor's, a use of existing information somebody else's.
    """
    roles.check(Action.START, by.role_names)
    origin = Proposal.objects.select_for_update().get(pk=origin.pk)
    if origin.stands is not Status.CONTRACTED or not offers.is_made(origin):
        raise NotNow(
            f"この情報はまだ作成されていません（{origin.law.cite('existing_proposal').short}）。",
            hint="作成され、帳簿に記載された情報を選んでください。",
        )
    if (kind is ProposalKind.CHANGE) is not (origin.party_id == by.party_id):
        raise NotAllowed("事業の変更を提案できるのは契約した方、作成済みの情報を提案できるのは他の方です。")
    if kind is ProposalKind.CHANGE and origin.closed_on is not None:
        raise NotNow(
            "もとの契約が終了し、又は解除されているので、事業の変更は提案できません。",
            hint="新しい募集のときに、新しい提案をしてください。",
        )
    check_same_world(by.party, origin.organisation)
    law = regime_of(origin.organisation, on=on)
    if kind is ProposalKind.EXISTING:
        offers.check_told(origin.entry, law, on=on)
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
        draft={"contact": by.party.contact, "information": offers.words_of(origin), **typed},
        created_on=on,
    )
    note("proposal.start", proposal, by=by, on=on)
    return proposal


@transaction.atomic
def spread(*, proposal: Proposal, files: list[CallFile], by: User, on: date) -> Bundle:
    """Draft the same proposal for files of other bodies too. Each is handed in, judged and contracted by itself.

    Raises:
        NotLawful: no file is chosen.
        NotAllowed: not the proposer's own draft.
    """
    locked = locked_for(proposal, Action.DRAFT, by=by)
    if not files:
        raise NotLawful("ほかの提案先が選ばれていません。", hint="同じ内容で提案するファイルを選んでください。")
    if locked.bundle is None:
        locked.bundle = Bundle.objects.create(party=locked.party, created_on=on)
        locked.save(update_fields=["bundle"])
    for offered in files:
        copy = _draft_on(offered, party=locked.party, on=on)
        copy.bundle, copy.agent = locked.bundle, locked.agent
        copy.agent_name, copy.agent_address = locked.agent_name, locked.agent_address
        copy.draft = offers.draft_for(locked, copy.file.record_items)
        copy.save()
        writing.set_joint(copy, writing.who_proposes(locked)["joint"])
        note("proposal.start", copy, by=by, on=on, facts={"bundle": locked.bundle_id})
    return locked.bundle


@transaction.atomic
def save_draft(
    *,
    proposal: Proposal,
    draft: dict[str, str],
    agent: bool,
    agent_name: str = "",
    agent_address: str = "",
    joint: list[dict[str, Any]] | None = None,
    same: Collection[int] = (),
    by: User,
    on: date,
) -> Proposal:
    """Keep what was typed, as it was typed. Nothing of it is judged. `joint` replaces the joint proposers if given.

    The papers of a joint proposer go when his place was emptied or bears somebody else's name, but for the places in
    `same`, where the name alone is another; the record names their digests.
    """
    locked = locked_for(proposal, Action.DRAFT, by=by)
    locked.draft, locked.agent = draft, agent
    locked.agent_name, locked.agent_address = agent_name, agent_address
    locked.save(update_fields=["draft", "agent", "agent_name", "agent_address"])
    gone = writing.set_joint(locked, joint, same=same) if joint is not None else []
    note("proposal.draft", locked, by=by, on=on, facts=_detached(gone))
    return locked


@transaction.atomic
def attach(
    *,
    proposal: Proposal,
    rule: str,
    filename: str,
    content: bytes,
    issued_on: date | None,
    by: User,
    on: date,
    whose: int = 0,
) -> Attachment:
    """Add a paper to a draft or to a proposal under correction; `whose` names the joint proposer it belongs to."""
    locked = locked_for(proposal, Action.ATTACH, by=by)
    paper = Attachment.objects.create(
        proposal=locked,
        rule=rule,
        whose=whose,
        filename=filename,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        issued_on=issued_on,
        added_on=on,
    )
    facts = {"rule": rule, "whose": whose, "sha256": paper.sha256, "size": paper.size}
    note("proposal.attach", locked, by=by, on=on, facts=facts)
    return paper


@transaction.atomic
def detach(*, attachment: Attachment, by: User, on: date) -> None:
    """Take a paper away again while the proposal is still being written; a version that rests on it keeps it.

    Raises:
        NotNow: it was never handed in, and a sanitised copy hangs on it.
    """
    locked = locked_for(attachment.proposal, Action.DETACH, by=by)
    facts = {"rule": attachment.rule, "sha256": attachment.sha256}
    try:
        writing.take_out(attachment, version=locked.version)
    except ProtectedError:
        raise NotNow(
            "この書類には、無害化した写しが結び付いているので、取り除けません。",
            hint="この書類は残したまま、正しい書類を同じ種類で添付してください。",
        ) from None
    note("proposal.detach", locked, by=by, on=on, facts=facts)


@transaction.atomic
def discard(*, proposal: Proposal, by: User, on: date) -> None:
    """Delete a draft that was never handed in, with its papers, and a party that stood for this paper alone.

    The record keeps that it was done, and nothing of what was written. A paper that came on paper stays where it lies.

    Raises:
        NotAllowed: another party, or not the desk that writes the paper down.
        NotNow: it was handed in, or something of the office hangs on it.
    """
    locked = locked_for(proposal, Action.DISCARD, by=by)
    bundle, party = locked.bundle, locked.party
    day = locked.submitted_on if locked.on_paper else on
    note("proposal.discard", locked, by=by, on=on, facts=came(locked, day))
    try:
        locked.delete()
    except ProtectedError:
        raise NotNow(
            "この下書きには、苦情や無害化した写しが結び付いているので、破棄できません。",
            hint="書面の提案をやめるときは、写し終えて提出として記録してから、取り下げてください。",
        ) from None
    if bundle is not None and not bundle.proposals.exists():
        bundle.delete()
    if proposal.on_paper:
        _forget_unused(party)


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

    The day is `on`, or the day on which the paper came where the desk writes a paper proposal down.

    Raises:
        NotLawful: outside the call or the period of what is made, or something is missing.
    """
    organisation = Organisation.objects.select_for_update().get(pk=proposal.organisation_id)
    day = proposal.submitted_on if proposal.on_paper else on
    law, number = regime_of(organisation, on=day), queries.next_number(organisation, on=day)
    intake = {"scheme": law.scheme, "law_on": day, "submitted_on": day, "number": number}
    locked = move(proposal, Action.SUBMIT, by=by, changes=intake)
    if locked.call is not None:
        deadlines.check_in_call(law, starts_on=locked.call.starts_on, ends_on=locked.call.ends_on, on=day)
    elif locked.of_kind is ProposalKind.EXISTING:
        offers.check_told(locked.entry, law, on=day)
    _fix_version(locked, values, on=day)
    note(
        "proposal.submit",
        locked,
        by=by,
        on=on,
        facts={"version": locked.version, "kind": locked.kind, **came(locked, day)},
    )
    return locked


@transaction.atomic
def resubmit(
    *, proposal: Proposal, values: dict[str, Any], by: User, on: date, came_on: date | None = None
) -> Proposal:
    """Answer a correction request with a new version, under the law the case was taken in."""
    locked = move(proposal, Action.RESUBMIT, by=by)
    asked = locked.corrections.get(answered_on=None)
    day = paper_day(locked, came_on, on=on, not_before=asked.asked_on)
    _fix_version(locked, values, on=day)
    asked.answered_on, asked.answer = day, locked.version
    asked.save(update_fields=["answered_on", "answer"])
    note("proposal.resubmit", locked, by=by, on=on, facts={"version": locked.version, **came(locked, day)})
    return locked


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, on: date, came_on: date | None = None) -> None:
    """Take the proposal back; nothing that was handed in is deleted. What a correction wrote meanwhile is undone."""
    locked = move(proposal, Action.WITHDRAW, by=by, changes={"closed_on": on})
    day = paper_day(locked, came_on, on=on, not_before=locked.submitted_on)
    gone = writing.put_back(locked) if queries.open_correction(locked) else []
    note("proposal.withdraw", locked, by=by, on=on, facts={**came(locked, day), **_detached(gone)})


@transaction.atomic
def receive(*, proposal: Proposal, by: User, on: date) -> None:
    """Take the proposal in."""
    locked = move(proposal, Action.RECEIVE, by=by, changes={"received_on": on})
    note("proposal.receive", locked, by=by, on=on)


@transaction.atomic
def request_correction(
    *, proposal: Proposal, request: str, due_on: date, by: User, on: date, items: tuple[str, ...] = ()
) -> None:
    """Ask the proposer to explain or correct fields and papers, by a day; the clock of the review stops."""
    if due_on <= on:
        raise NotLawful("補正の期限が今日以前になっています。", hint="明日以後の日を期限にしてください。")
    locked = move(proposal, Action.REQUEST_CORRECTION, by=by)
    Correction.objects.create(
        proposal=locked, items=list(items), request=request, asked_on=on, due_on=due_on, about=locked.version
    )
    facts = {"due_on": due_on.isoformat(), "items": list(items)}
    note("proposal.request_correction", locked, by=by, on=on, facts=facts)


@transaction.atomic
def close_correction(*, proposal: Proposal, by: User, on: date) -> None:
    """Go on without an answer when the day has passed, with the version that was handed in last."""
    locked = move(proposal, Action.CLOSE_CORRECTION, by=by)
    still_open = locked.corrections.get(answered_on=None)
    if on <= still_open.due_on:
        raise NotNow("補正の期限が過ぎていません。", hint="期限の翌日から、回答を待たずに審査へ進めます。")
    still_open.answered_on = on
    still_open.save(update_fields=["answered_on"])
    gone = writing.put_back(locked)
    note("proposal.close_correction", locked, by=by, on=on, facts={"version": locked.version, **_detached(gone)})


def bar(*, proposal: Proposal, from_on: date, until_on: date) -> None:
    """Remember that all who proposed may not propose until a day. Part of the termination, which records it."""
    act = act_of(proposal.law)
    days = {"organisation": proposal.organisation, "act": act, "from_on": from_on, "until_on": until_on}
    party = proposal.party
    Bar.objects.create(party=party, folded=same_proposer(party.name, party.address), **days)
    for other in proposal.joint_proposers.all():
        Bar.objects.create(folded=same_proposer(other.name, other.address), **days)


def mark_made(proposal: Proposal, *, on: date) -> None:
    """Remember that the information is made and in the register. Part of that deed, which records it."""
    Proposal.objects.filter(pk=proposal.pk).update(made_on=on)


def mark_over(proposal: Proposal, *, on: date) -> None:
    """Remember that the contract is over. Part of its end or termination, which records it."""
    Proposal.objects.filter(pk=proposal.pk).update(closed_on=on)


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
    roles.check(event, by.role_names, on_paper=locked.on_paper)
    if by.party_id != locked.party_id and by.organisation_id != locked.organisation_id:
        raise NotAllowed("この事案の担当ではありません。")
    queries.steps_of(locked, told=by).after(locked.stands, event)
    return locked


def paper_day(proposal: Proposal, came_on: date | None, *, on: date, not_before: date | None) -> date:
    """The day of a proposer's act: today, or for a case on paper the day on which its paper came."""
    if not proposal.on_paper or came_on is None:
        return on
    check_came_on(came_on, on=on, not_before=not_before)
    return came_on


def came(proposal: Proposal, day: date) -> dict[str, Any]:
    """What the record says of a paper: the day on which it came, beside that on which it was written down."""
    return {"came_on": day.isoformat(), "on_paper": True} if proposal.on_paper else {}


def note(kind: str, proposal: Proposal, *, by: User, on: date, facts: dict[str, Any] | None = None) -> None:
    """Record an event of the case: a proposer's draft in its party's chain, all else in the organisation's."""
    code = proposal.organisation.code if proposal.number or proposal.on_paper else f"party-{proposal.party_id}"
    record(
        chain=code,
        kind=kind,
        subject=queries.subject_of(proposal),
        by=by.username,
        facts={"on": on.isoformat(), **(facts or {})},
    )


def _draft_on(offered: CallFile, *, party: Party, on: date) -> Proposal:
    check_same_world(party, offered.call.organisation)
    law = regime_of(offered.call.organisation, on=on)
    return Proposal.objects.create(
        organisation=offered.call.organisation,
        party=party,
        entry_id=offered.entry_id,
        file=offered.version,
        call=offered.call,
        kind=ProposalKind.NEW,
        status=Status.DRAFT,
        scheme=law.scheme,
        law_on=on,
        draft={"contact": party.contact},
        created_on=on,
    )


def _new_party(organisation: Organisation, given: dict[str, Any]) -> Party:
    """A party that came on paper; one of a rehearsal stays in it."""
    return Party.objects.create(**given, rehearsal=organisation if organisation.rehearses_id else None)


def _forget_unused(party: Party) -> None:
    """Delete a party that nothing else names; one with an account, another proposal or a bar stays."""
    with suppress(ProtectedError), transaction.atomic():
        party.delete()


def _detached(papers_gone: list[str]) -> dict[str, list[str]]:
    """What the record says of papers that went with a deed: their digests."""
    return {"detached": papers_gone} if papers_gone else {}


def _fix_version(proposal: Proposal, values: dict[str, Any], *, on: date) -> None:
    """Check the content and keep it as the next version, with the form's wording of the day and the printed paper."""
    missing = gaps(proposal.law, queries.content_of(proposal, values), on=proposal.submitted_on)
    if missing:
        more = f"（ほか{len(missing) - 1}件）" if len(missing) > 1 else ""
        raise NotLawful(f"{missing[0].message}{more}", hint="提案書の画面で直してから、もう一度提出してください。")
    letter = papers.proposal_letter(proposal, values, on=on)
    printed = pdf.pdf(letter)
    proposal.values, proposal.letter, proposal.version = values, letter.as_json(), proposal.version + 1
    proposal.save()
    ProposalVersion.objects.create(
        proposal=proposal,
        seq=proposal.version,
        values=values,
        letter=letter.as_json(),
        proposers=writing.who_proposes(proposal),
        form=papers.pinned_form(proposal),
        pdf=printed,
        sha256=hashlib.sha256(printed).hexdigest(),
        submitted_on=on,
    )
    writing.fix_papers(proposal)

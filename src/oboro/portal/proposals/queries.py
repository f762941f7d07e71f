"""Which proposals a person sees, and what a proposal needs to know of the register. Never without a scope."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework import lifecycle
from oboro.casework.lifecycle import OWNERS, Lifecycle, Status
from oboro.casework.numbering import case_number, prefix, sequence_of
from oboro.casework.roles import Role
from oboro.casework.submission import Content, Paper
from oboro.documents.letter import Letter
from oboro.law.citation import Citation
from oboro.law.criteria import ProposalKind
from oboro.law.forms import AttachmentRule, FormSpec, attachments, proposal_form
from oboro.law.transition import Act, PastTermination
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import events_of
from oboro.portal.ordinances.queries import printed
from oboro.portal.proposals.guide import next_for
from oboro.portal.proposals.models import Attachment, Bar, Correction, Proposal
from oboro.portal.register.models import EntryVersion
from oboro.portal.register.queries import published
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import Task, deed_label, today

PLACES = {
    Status.DRAFT: "proposal",
    Status.SUBMITTED: "proposal",
    Status.RECEIVED: "review",
    Status.CORRECTING: "correction",
    Status.UNDER_REVIEW: "review",
    Status.HEARING: "opinion",
    Status.JUDGED: "review",
    Status.DECIDED: "conforming_notice",
    Status.CONFORMING: "contract",
    Status.APPLIED: "contract",
}
FIXED_FIELDS = ("proposer_name", "proposer_address", "proposer_representative", "file_name")


def seen_by(user: User) -> QuerySet[Proposal]:
    """A proposer sees its party's proposals, an officer those submitted to the organisation, anyone else none."""
    proposals = Proposal.objects.select_related("organisation", "party", "file", "call").defer("letter", "values")
    if user.party_id:
        return proposals.filter(party_id=user.party_id)
    return proposals.filter(organisation_id=user.organisation_id, submitted_on__isnull=False)


def one_seen_by(user: User, pk: int) -> Proposal:
    """A proposal this person may see, or 404."""
    found = seen_by(user).defer(None).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_draft(user: User, pk: int) -> Proposal:
    """A proposal of the proposer's own party, or 404 for everybody else."""
    proposal = one_seen_by(user, pk)
    if proposal.party_id != user.party_id:
        raise Http404
    return proposal


def listed(user: User) -> QuerySet[Proposal]:
    """The proposals of the list page, newest first."""
    return seen_by(user).order_by("-submitted_on", "-pk")


def steps_of(proposal: Proposal) -> Lifecycle:
    """The table the proposal moves along."""
    return lifecycle.proposal(proposal.law, proposal.of_kind)


def label_for(user: User, proposal: Proposal) -> str:
    """The name of the status, in the words this person is shown."""
    return lifecycle.label(proposal.stands, to=Role.PROPOSER if user.party_id else None)


def form_of(proposal: Proposal) -> FormSpec:
    """The statutory form of the proposal."""
    return proposal_form(proposal.law, proposal.of_kind)


def papers_of(proposal: Proposal) -> tuple[AttachmentRule, ...]:
    """The papers that are or may be attached."""
    return attachments(proposal.law, kind=proposal.of_kind, individual=proposal.party.individual, agent=proposal.agent)


def attached(proposal: Proposal) -> QuerySet[Attachment]:
    """The attached papers without their bytes."""
    return proposal.attachments.defer("content").order_by("pk")


def attachment_of(proposal: Proposal, pk: int) -> Attachment:
    """One paper of this proposal, or 404."""
    found = proposal.attachments.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def content_of(proposal: Proposal, values: dict[str, object]) -> Content:
    """The facts that casework asks for before a submission."""
    return Content(
        kind=proposal.of_kind,
        values=values,
        papers=tuple(Paper(a.rule, a.issued_on) for a in attached(proposal)),
        individual=proposal.party.individual,
        agent=proposal.agent,
        in_file=persons_in(proposal),
        terminations=terminations_of(proposal.party),
    )


def terminations_of(party: Party) -> tuple[PastTermination, ...]:
    """The terminated contracts of a party, with whichever body; whether one still bars is for the law to say."""
    return tuple(PastTermination(Act(bar.act), bar.from_on) for bar in Bar.objects.filter(party=party))


def next_number(organisation: Organisation, *, on: date) -> str:
    """The next number of the organisation's fiscal year. Call with the organisation's row locked."""
    taken = Proposal.objects.filter(organisation=organisation, number__startswith=f"{prefix(on)}-")
    numbers = [sequence_of(number) for number in taken.values_list("number", flat=True)]
    return case_number(on, sequence=max(numbers, default=0) + 1)


def is_open(proposal: Proposal) -> bool:
    """Whether the proposer can still write in it."""
    return proposal.stands in {Status.DRAFT, Status.CORRECTING}


def subject_of(proposal: Proposal) -> str:
    """How the audit names the case."""
    return f"proposal:{proposal.number or f'draft-{proposal.pk}'}"


def opening_of(proposal: Proposal) -> str:
    """The sentence before the items of the proposal's paper."""
    law = proposal.law
    return (
        f"{law.cite('proposal' if proposal.kind == 'new' else 'existing_proposal')}の規定により、次のとおり提案します。"
    )


def fixed_values(proposal: Proposal) -> dict[str, str]:
    """The fields that are not typed: who proposes, and which file."""
    party = proposal.party
    given = {
        "proposer_name": party.name,
        "proposer_address": party.address,
        "proposer_representative": party.representative,
        "file_name": proposal.file.name,
    }
    return {key: value for key, value in given.items() if value}


def differences(proposal: Proposal) -> list[tuple[str, str, str]]:
    """What the last version changed: label, before, after; empty for the first version."""
    versions = list(proposal.versions.order_by("-seq").values_list("letter", flat=True)[:2])
    if len(versions) < 2:
        return []
    after, before = (_texts(letter) for letter in versions)
    labels = list(dict.fromkeys([*before, *after]))
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label) != after.get(label)
    ]


def open_correction(proposal: Proposal) -> Correction | None:
    """The correction request that waits for an answer."""
    return proposal.corrections.filter(answered_on=None).first()


def history_of(proposal: Proposal) -> list[tuple[AuditEvent, str]]:
    """What was done to the case and its name, oldest first, from the organisation's chain."""
    events = events_of(proposal.organisation.code, subject=subject_of(proposal))
    return [(event, deed_label(event.kind)) for event in events]


def _texts(letter: dict) -> dict[str, str]:
    return {
        row["label"]: "\n".join([row["text"], *(" ".join(cells) for cells in (row["table"] or {"rows": []})["rows"])])
        for row in letter["rows"]
    }


def persons_in(proposal: Proposal) -> int:
    """Persons in the file, as the register said when the proposal was written."""
    return proposal.file.persons


def hears_opinions(proposal: Proposal) -> bool:
    """Whether the register entry says that third parties get the chance of an opinion."""
    return proposal.file.answers.get("opinion_chance") is True


@dataclass(frozen=True)
class Made:
    """Information already made that others can ask for: whose contract made it, and what the register tells of it."""

    origin: Proposal
    summary: str
    starts_on: date
    ends_on: date


def made_for_others(user: User) -> list[Made]:
    """The information a proposer can ask for today, by the published register; never its own."""
    if user.party_id is None:
        return []
    told = {version.entry_id: version for version in published().filter(answers__has_key="made_period")}
    origins = (
        Proposal.objects.filter(status=Status.CONTRACTED, kind=ProposalKind.NEW, entry_id__in=told)
        .exclude(party_id=user.party_id)
        .select_related("organisation", "file")
        .order_by("pk")
    )
    found = [_made(origin, told[origin.entry_id]) for origin in origins]
    return [made for made in found if made.starts_on <= today(made.origin.organisation) <= made.ends_on]


def origin_of(user: User, pk: int, kind: ProposalKind) -> Proposal:
    """The contracted proposal whose information is asked for again, or 404.

    One's own for a change of business. For others' use the register must tell of it, and its period must run.
    """
    if kind is ProposalKind.EXISTING:
        found = next((made.origin for made in made_for_others(user) if made.origin.pk == pk), None)
    else:
        contracted = Proposal.objects.filter(pk=pk, status=Status.CONTRACTED).select_related("organisation", "file")
        found = contracted.filter(party_id=user.party_id).first()
    if found is None:
        raise Http404
    return found


def _made(origin: Proposal, version: EntryVersion) -> Made:
    period = version.answers["made_period"]
    first, last = (date.fromisoformat(period[side]) for side in ("from", "to"))
    return Made(origin, version.answers.get("made_summary", ""), first, last)


def submitted_one(user: User, pk: int) -> Proposal:
    """A proposal with its paper, or 404."""
    proposal = one_seen_by(user, pk)
    if not proposal.letter:
        raise Http404
    return proposal


def named_papers(proposal: Proposal) -> list[tuple[str, Attachment]]:
    """The attached papers with the names that the law gives them."""
    names = {rule.key: rule.label for rule in papers_of(proposal)}
    return [(names.get(paper.rule, "その他の書類"), paper) for paper in attached(proposal)]


def fixed_labels(proposal: Proposal) -> list[tuple[str, str, Citation]]:
    """The fields that are not typed, with label and provision."""
    values = fixed_values(proposal)
    return [(f.label, values[f.key], f.citation) for f in form_of(proposal).fields if f.key in values]


def tasks(*, user: User, on: date) -> list[Task]:
    """The cases in which it is this account's turn, in all rooms of the procedure."""
    proposer = user.party_id is not None
    mine = [
        status for status in Status if OWNERS[status] in user.role_names and lifecycle.visible(status, to=_side(user))
    ]
    waiting = seen_by(user).filter(status__in=mine).prefetch_related("corrections").order_by("submitted_on", "pk")
    found = []
    for proposal in waiting:
        step = next_for(status=proposal.stands, proposer=proposer)
        due_on = _due_on(proposal)
        if proposal.stands is Status.DRAFT and due_on is not None and due_on < on:
            continue
        subject = f"{proposal.number or '下書き'}　{proposal.file.name}"
        url = reverse(step.page or "proposal", args=[proposal.pk])
        found.append(Task(step.text, url, proposal.law.cite(PLACES[proposal.stands]).short, due_on, subject))
    return found


def _side(user: User) -> Role:
    return Role.PROPOSER if user.party_id else Role.COORDINATOR


def _due_on(proposal: Proposal) -> date | None:
    """The day that binds whoever's turn it is: the end of the call for a draft, the correction's day."""
    if proposal.stands is Status.DRAFT and proposal.call:
        return proposal.call.ends_on
    waiting = [correction.due_on for correction in proposal.corrections.all() if correction.answered_on is None]
    return waiting[0] if waiting else None


def paper_of(proposal: Proposal, letter: Letter) -> bytes:
    """A letter of a case as a Word file, on the body's own form if it had one on the day of the letter."""
    return printed(letter, organisation=proposal.organisation, law=proposal.law)

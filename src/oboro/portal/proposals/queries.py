"""Which proposals a person sees, and what a proposal needs to know of the register. Never without a scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework import lifecycle
from oboro.casework.deadlines import Elapsed, elapsed
from oboro.casework.lifecycle import OWNERS, Lifecycle, Status
from oboro.casework.numbering import case_number, prefix, sequence_of
from oboro.casework.roles import Action, Role, can, check
from oboro.casework.submission import Content, Paper, Proposer, papers_of_each, same_proposer
from oboro.documents.letter import Letter
from oboro.law.citation import Citation
from oboro.law.criteria import ProposalKind, minimum_persons
from oboro.law.forms import AttachmentRule, FormSpec, attachments, proposal_form
from oboro.law.regime import Regime
from oboro.law.transition import Act, Barred, PastTermination, barred_on
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import events_of
from oboro.portal.ordinances.queries import printed
from oboro.portal.proposals.guide import next_of
from oboro.portal.proposals.models import Attachment, Bar, Correction, JointProposer, Proposal, ProposalVersion
from oboro.portal.register import feasibility
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import Task, deed_label

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


@dataclass(frozen=True)
class Proposers:
    """Who proposes beside the party, and by which agent."""

    joint: tuple[JointProposer, ...]
    agent: bool
    agent_name: str


def scope_of(user: User, *, at: str = "") -> Q:
    """A proposer sees its party's proposals, an officer those submitted to the organisation, anyone else none.

    Args:
        user: who asks.
        at: from the rows to their proposal ("proposal__"). A subquery instead would read every body's rows first.
    """
    if user.party_id:
        return Q(**{f"{at}party_id": user.party_id})
    return Q(**{f"{at}organisation_id": user.organisation_id, f"{at}submitted_on__isnull": False})


def seen_by(user: User) -> QuerySet[Proposal]:
    """The proposals this person may see."""
    proposals = Proposal.objects.select_related("organisation", "party", "file", "call").defer("letter", "values")
    return proposals.filter(scope_of(user))


def one_seen_by(user: User, pk: int) -> Proposal:
    """A proposal this person may see, or 404."""
    found = seen_by(user).defer(None).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def writable(user: User, pk: int) -> Proposal:
    """A proposal that this person writes: of its own party, or one on paper at its own desk; 404 for everybody else."""
    proposal = one_seen_by(user, pk)
    if not _writes(user, proposal):
        raise Http404
    return proposal


def discardable(user: User, pk: int) -> Proposal:
    """A draft that this person may throw away; 404 for everybody whose it is not.

    Raises:
        NotAllowed: another role of the same desk.
        NotNow: it was handed in.
    """
    proposal = writable(user, pk)
    check(Action.DISCARD, user.role_names, on_paper=proposal.on_paper)
    steps_of(proposal, told=user).after(proposal.stands, Action.DISCARD)
    return proposal


def possible(user: User, proposal: Proposal) -> set[Action]:
    """What this person can do to the case now."""
    steps = steps_of(proposal).possible(proposal.stands)
    return {action for action in steps if can(action, user.role_names, on_paper=proposal.on_paper)}


def listed(user: User) -> QuerySet[Proposal]:
    """The proposals of the list page, newest first."""
    return seen_by(user).order_by("-submitted_on", "-pk")


def steps_of(proposal: Proposal, *, told: User | None = None) -> Lifecycle:
    """The table the proposal moves along; `told` is who reads its refusals, the office if nobody is named."""
    steps = lifecycle.proposal(proposal.law, proposal.of_kind)
    return steps.told_to_proposer() if told is not None and told.party_id else steps


def label_for(user: User, proposal: Proposal) -> str:
    """The name of the status, in the words this person is shown."""
    return lifecycle.label(proposal.stands, to=Role.PROPOSER if user.party_id else None)


def form_of(proposal: Proposal) -> FormSpec:
    """The statutory form of the proposal."""
    return proposal_form(proposal.law, proposal.of_kind)


def papers_of(proposal: Proposal, who: Proposers | None = None) -> tuple[AttachmentRule, ...]:
    """The papers that are or may be attached."""
    agent = (who or proposal).agent
    return attachments(proposal.law, kind=proposal.of_kind, individual=proposal.party.individual, agent=agent)


def proposers_of(proposal: Proposal) -> Proposers:
    """Who proposes as it was handed in; what a correction is writing counts only when that is handed in too."""
    kept = None
    if proposal.stands is Status.CORRECTING:
        kept = proposal.versions.filter(seq=proposal.version).values_list("proposers", flat=True).first()
    if kept is None:
        return Proposers(tuple(proposal.joint_proposers.all()), proposal.agent, proposal.agent_name)
    return Proposers(tuple(JointProposer(**one) for one in kept["joint"]), kept["agent"], kept["agent_name"])


def attached(proposal: Proposal) -> QuerySet[Attachment]:
    """The papers that stand in what is written, without their bytes."""
    return proposal.attachments.filter(until=None).defer("content").order_by("pk")


def attachment_of(user: User, proposal: Proposal, pk: int) -> Attachment:
    """One paper that this person may read, or 404: who writes reads all, the office what was handed in."""
    papers = proposal.attachments if _writes(user, proposal) else proposal.attachments.filter(since__isnull=False)
    found = papers.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def detachable(user: User, pk: int, paper: int) -> Attachment:
    """One paper that stands in what this person writes, or 404."""
    found = attached(writable(user, pk)).filter(pk=paper).first()
    if found is None:
        raise Http404
    return found


def content_of(proposal: Proposal, values: dict[str, object]) -> Content:
    """The facts that casework asks for before a submission. It counts the joint proposers, whatever their places."""
    others = list(proposal.joint_proposers.all())
    at = {0: 0} | {other.seq: number for number, other in enumerate(others, start=1)}
    return Content(
        kind=proposal.of_kind,
        values=values,
        papers=tuple(Paper(a.rule, a.issued_on, at[a.whose]) for a in attached(proposal) if a.whose in at),
        individual=proposal.party.individual,
        agent=proposal.agent,
        in_file=persons_in(proposal),
        terminations=_terminations(proposal.party.name, proposal.party.address, party=proposal.party),
        others=tuple(_proposer(other) for other in others),
        agent_name=proposal.agent_name,
        agent_address=proposal.agent_address,
        contract_over=proposal.origin is not None and proposal.origin.closed_on is not None,
    )


def terminations_of(proposal: Proposal) -> tuple[PastTermination, ...]:
    """The terminated contracts of all who propose; whether one still bars is for the law to say."""
    return tuple(past for _, each in _pasts(proposal) for past in each)


def barred_proposers(proposal: Proposal, *, on: date) -> list[str]:
    """The names of those who propose and are barred on a day by the law of the case."""
    return [name for name, past in _pasts(proposal) if barred_on(proposal.law, past, on=on)]


def bar_of(party: Party, law: Regime, *, on: date) -> Barred | None:
    """What keeps somebody from handing in a proposal on a day, or None."""
    return barred_on(law, _terminations(party.name, party.address, party=party), on=on)


def _pasts(proposal: Proposal) -> list[tuple[str, tuple[PastTermination, ...]]]:
    """Everybody who proposes, with the terminated contracts of each."""
    party = proposal.party
    others = [(other.name, _terminations(other.name, other.address)) for other in proposers_of(proposal).joint]
    return [(party.name, _terminations(party.name, party.address, party=party)), *others]


def _terminations(name: str, address: str, *, party: Party | None = None) -> tuple[PastTermination, ...]:
    """The terminated contracts of somebody, with whichever body. A new account does not hide them."""
    same = Q(folded=same_proposer(name, address))
    if party is not None:
        same |= Q(party=party)
    return tuple(PastTermination(Act(bar.act), bar.from_on) for bar in Bar.objects.filter(same))


def _proposer(other: JointProposer) -> Proposer:
    terminations = _terminations(other.name, other.address)
    return Proposer(other.name, other.address, other.representative, other.individual, terminations)


def joint_of(proposal: Proposal, seq: int) -> JointProposer:
    """One joint proposer by its place, or 404."""
    found = proposal.joint_proposers.filter(seq=seq).first()
    if found is None:
        raise Http404
    return found


def version_of(user: User, pk: int, seq: int) -> ProposalVersion:
    """One submission of a case this person may see, or 404."""
    found = ProposalVersion.objects.filter(proposal=one_seen_by(user, pk), seq=seq).first()
    if found is None or not found.pdf:
        raise Http404
    return found


def joint_papers_of(
    proposal: Proposal, who: Proposers | None = None
) -> list[tuple[JointProposer, tuple[AttachmentRule, ...]]]:
    """What each joint proposer must attach."""
    return [
        (other, papers_of_each(proposal.law, kind=proposal.of_kind, individual=other.individual))
        for other in (who.joint if who else proposal.joint_proposers.all())
    ]


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


def correction_of(user: User, pk: int, correction: int) -> Correction:
    """One correction request of a case this person may see, or 404."""
    found = Correction.objects.filter(proposal=one_seen_by(user, pk), pk=correction).first()
    if found is None:
        raise Http404
    return found


def correctable(proposal: Proposal) -> list[tuple[str, str]]:
    """What a correction can be asked for: fields of the form and papers, by key and label."""
    fields = [(f.key, f.label) for f in form_of(proposal).fields if f.key not in FIXED_FIELDS]
    return fields + [(f"paper_{rule.key}", rule.label) for rule in papers_of(proposal)]


def correction_labels(proposal: Proposal, correction: Correction) -> list[str]:
    """The fields and papers of a request, by their labels."""
    names = dict(correctable(proposal))
    return [names.get(key, key) for key in correction.items]


def clock_of(proposal: Proposal, *, on: date) -> Elapsed | None:
    """How long the office has had the case, without the days on which it waited for a correction."""
    if proposal.received_on is None or not proposal.number:
        return None
    pauses = [(c.asked_on, c.answered_on or on) for c in proposal.corrections.all()]
    return elapsed(from_on=proposal.received_on, until_on=proposal.closed_on or on, pauses=pauses)


def history_of(proposal: Proposal) -> list[tuple[AuditEvent, str]]:
    """What was done to the case and its name, oldest first, from the organisation's chain."""
    events = events_of(proposal.organisation.code, subject=subject_of(proposal))
    return [(event, deed_label(event.kind)) for event in events]


def _texts(letter: dict) -> dict[str, str]:
    """What a paper says, by label; each line of a table by itself, so that a change in a grid is seen in its line."""
    found = {}
    for row in letter["rows"]:
        if row["text"] or not row["table"]:
            found[row["label"]] = row["text"]
        for cells in (row["table"] or {"rows": []})["rows"]:
            found[f"{row['label']}（{cells[0]}）"] = "　".join(cells[1:])
    return found


def persons_in(proposal: Proposal) -> int:
    """Persons in the file, as the register said when the proposal was written."""
    return proposal.file.persons


def hears_opinions(proposal: Proposal) -> bool:
    """Whether the register entry says that third parties get the chance of an opinion."""
    return proposal.file.answers.get("opinion_chance") is True


def submitted_one(user: User, pk: int) -> Proposal:
    """A proposal with its paper, or 404."""
    proposal = one_seen_by(user, pk)
    if not proposal.letter:
        raise Http404
    return proposal


def named_papers(proposal: Proposal) -> list[tuple[str, Attachment]]:
    """The papers in what is written, with the names that the law gives them, and whose they are if not the party's."""
    names = {other.seq: other.name for other in proposal.joint_proposers.all()}
    return _named(proposal, ((paper, names.get(paper.whose, "")) for paper in attached(proposal)))


def handed_in(proposal: Proposal, *, earlier: bool = False) -> list[tuple[str, Attachment]]:
    """The papers that the present version rests on, named alike; of a draft what is attached.

    With `earlier` those follow that only earlier versions rested on, by the names of their time.
    """
    if not proposal.version:
        return named_papers(proposal)
    papers = list(proposal.attachments.filter(since__isnull=False).defer("content").order_by("pk"))
    present = [paper for paper in papers if paper.until is None or paper.until >= proposal.version]
    names = {(proposal.version, other.seq): other.name for other in proposers_of(proposal).joint}
    found = [(paper, names.get((proposal.version, paper.whose), "")) for paper in present]
    if earlier and len(present) < len(papers):
        for seq, who in proposal.versions.filter(proposers__isnull=False).values_list("seq", "proposers"):
            names |= {(seq, one["seq"]): one["name"] for one in who["joint"]}
        found += [(paper, names.get((paper.until, paper.whose), "")) for paper in papers if paper not in present]
    return _named(proposal, found)


def _named(proposal: Proposal, papers: Iterable[tuple[Attachment, str]]) -> list[tuple[str, Attachment]]:
    """Papers with the names that the law gives them, and the name of whose they are in brackets."""
    law, kind = proposal.law, proposal.of_kind
    rules = [rule for each in (True, False) for rule in attachments(law, kind=kind, individual=each, agent=True)]
    labels = {rule.key: rule.label for rule in rules}
    return [
        (labels.get(paper.rule, "その他の書類") + (f"（{owner}）" if owner else ""), paper) for paper, owner in papers
    ]


def fixed_labels(proposal: Proposal) -> list[tuple[str, str, Citation]]:
    """The fields that are not typed, with label and provision."""
    values = fixed_values(proposal)
    return [(f.label, values[f.key], f.citation) for f in form_of(proposal).fields if f.key in values]


def limits_of(proposal: Proposal) -> tuple[int, int] | None:
    """The least and the greatest number of persons that may be asked for; None where none is asked for."""
    if proposal.of_kind is not ProposalKind.NEW:
        return None
    return minimum_persons(proposal.law).value, persons_in(proposal)


def menu_of(proposal: Proposal) -> list[dict]:
    """The feasible lines of the menu that is published with the register entry; often none."""
    return feasibility.shown(proposal.file.entry)


def tasks(*, user: User, on: date) -> list[Task]:
    """The cases in which it is this account's turn, in all rooms of the procedure."""
    mine = [
        status for status in Status if OWNERS[status] in user.role_names and lifecycle.visible(status, to=_side(user))
    ]
    turn = Q(status__in=mine)
    if Role.COORDINATOR in user.role_names:
        turn |= Q(status__in=_PROPOSERS_TURN, on_paper=True)
    waiting = seen_by(user).defer(None).filter(turn).prefetch_related("corrections").order_by("submitted_on", "pk")
    found = []
    for proposal in waiting:
        step = next_of(proposal, proposer=user.party_id is not None)
        due_on = _due_on(proposal)
        if proposal.stands is Status.DRAFT and not proposal.on_paper and due_on is not None and due_on < on:
            continue
        subject = f"{proposal.number or '下書き'}　{proposal.file.name}"
        url = reverse(step.page or "proposal", args=[proposal.pk])
        why = proposal.law.cite(PLACES[proposal.stands]).short
        found.append(Task(step.text, url, why, due_on, subject, case=proposal.number))
    return found


def _writes(user: User, proposal: Proposal) -> bool:
    """Whether the words of a proposal the person sees are this person's to write."""
    return proposal.party_id == user.party_id or bool(proposal.on_paper and user.organisation_id)


_PROPOSERS_TURN = (Status.DRAFT, Status.CORRECTING, Status.CONFORMING)


def _side(user: User) -> Role:
    return Role.PROPOSER if user.party_id else Role.COORDINATOR


def _due_on(proposal: Proposal) -> date | None:
    """The day that binds whoever's turn it is: the end of the call for a draft, the correction's day."""
    if proposal.stands is Status.DRAFT and proposal.call and not proposal.on_paper:
        return proposal.call.ends_on
    waiting = [correction.due_on for correction in proposal.corrections.all() if correction.answered_on is None]
    return waiting[0] if waiting else None


def paper_of(proposal: Proposal, letter: Letter) -> bytes:
    """A letter of a case as a Word file, on the body's own form if it had one on the day of the letter."""
    return printed(letter, organisation=proposal.organisation, law=proposal.law)

"""Which records are due for disposal, what holds them, and what a review of the record shows."""

from collections import Counter
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from oboro.casework.lifecycle import ContractStatus, Status
from oboro.casework.retention import Kept, RecordClass, due, term
from oboro.casework.roles import Role
from oboro.portal.audit.queries import events_of
from oboro.portal.contracts.models import Contract
from oboro.portal.custody.models import Derivative, Disposal, Hold, RecordReview, RetentionRule
from oboro.portal.oversight.models import Complaint
from oboro.portal.proposals import queries as proposals
from oboro.portal.proposals.models import Attachment, Proposal
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import deed_label
from oboro.portal.uses.models import Use

OVER = (Status.FAILING, Status.LAPSED, Status.WITHDRAWN)


def years_of(organisation: Organisation) -> dict[RecordClass, int]:
    """How long each class is kept in a body; a class without a rule is kept for ever."""
    rules = RetentionRule.objects.filter(organisation=organisation)
    return {RecordClass(rule.record_class): rule.years for rule in rules}


def candidates(organisation: Organisation, *, on: date) -> list[tuple[Kept, date]]:
    """The records that may be listed today, with the last day they had to be kept."""
    years = years_of(organisation)
    return [
        (kept, term(closed_on=kept.closed_on, years=years[kept.record_class])[1])
        for kept in _closed(organisation)
        if due(kept, years, on=on)
    ]


def held_subjects(organisation: Organisation) -> set[str]:
    """The subjects that are held now."""
    return set(Hold.objects.filter(organisation=organisation, released_on=None).values_list("subject", flat=True))


def row_of(organisation: Organisation, record_class: RecordClass, subject: str) -> Proposal | Use | Complaint:
    """The row that a name in a list means (404 when it is gone)."""
    number = subject.partition(":")[2]
    found: Proposal | Use | Complaint | None
    match record_class:
        case RecordClass.CASE:
            found = Proposal.objects.filter(organisation=organisation, number=number).first()
        case RecordClass.USE:
            found = Use.objects.filter(
                contract__proposal__organisation=organisation, contract__proposal__number=number
            ).first()
        case RecordClass.COMPLAINT:
            found = Complaint.objects.filter(organisation=organisation, number=number).first()
    if found is None:
        raise Http404
    return found


def disposals(user: User) -> QuerySet[Disposal]:
    """The disposals of one's own body."""
    return Disposal.objects.filter(organisation_id=user.organisation_id or 0)


def disposal_or_404(user: User, pk: int) -> Disposal:
    """A disposal of one's own body."""
    found = disposals(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reviews(user: User) -> QuerySet[RecordReview]:
    """The reviews of the record of one's own body."""
    return RecordReview.objects.filter(organisation_id=user.organisation_id or 0)


def review_or_404(user: User, pk: int) -> RecordReview:
    """A review of one's own body."""
    found = reviews(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def deeds_of_month(organisation: Organisation, month: date) -> list[tuple[str, int]]:
    """What was done in a month and how often, by the body's own days, the most frequent first."""
    start = month.isoformat()[:7]
    kinds = events_of(organisation.code).filter(facts__on__startswith=start).values_list("kind", flat=True)
    return [(deed_label(kind), count) for kind, count in Counter(kinds).most_common()]


def attachment_or_404(user: User, pk: int) -> Attachment:
    """A paper of a case of one's own body; a proposer has no business with derivatives."""
    found = Attachment.objects.only("proposal_id").filter(pk=pk).first()
    if found is None or user.organisation_id is None:
        raise Http404
    return proposals.attachment_of(user, proposals.one_seen_by(user, found.proposal_id), pk)


def derivatives_of(attachment: Attachment) -> QuerySet[Derivative]:
    """The derivatives of a paper, without their bytes."""
    return Derivative.objects.filter(attachment=attachment).defer("content")


def derivative_or_404(user: User, pk: int) -> Derivative:
    """A derivative of a paper of one's own body."""
    found = Derivative.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    attachment_or_404(user, found.attachment_id)
    return found


def may_keep(user: User) -> bool:
    """Whether the account keeps records for its body."""
    return bool(user.role_names & {Role.COORDINATOR, Role.DECIDER, Role.AUDITOR})


def _closed(organisation: Organisation) -> list[Kept]:
    held = held_subjects(organisation)

    def kept(record_class: RecordClass, subject: str, closed_on: date, *also: str) -> Kept:
        return Kept(record_class, subject, closed_on, held=bool(held & {subject, *also}))

    cases = Proposal.objects.filter(organisation=organisation, submitted_on__isnull=False)
    followed = set(cases.exclude(origin=None).values_list("origin_id", flat=True))
    found = [
        kept(RecordClass.CASE, f"proposal:{number}", closed_on)
        for number, closed_on in cases.filter(status__in=OVER, closed_on__isnull=False).values_list(
            "number", "closed_on"
        )
    ]
    uses = Use.objects.filter(contract__proposal__organisation=organisation, completed_on__isnull=False)
    done = {use.contract_id: use.completed_on for use in uses}
    ended = Contract.objects.filter(proposal__organisation=organisation, ended_on__isnull=False)
    in_use = Exists(Use.objects.filter(contract=OuterRef("pk"), completed_on=None))
    over = ended.filter(~in_use, status__in=(ContractStatus.ENDED, ContractStatus.TERMINATED))
    for pk, case, number, ended_on in over.values_list("pk", "proposal_id", "proposal__number", "ended_on"):
        if case not in followed:
            found.append(kept(RecordClass.CASE, f"proposal:{number}", max(ended_on, done.get(pk, ended_on))))
    for use in uses.select_related("contract__proposal"):
        number = use.contract.proposal.number
        found.append(kept(RecordClass.USE, f"use:{number}", use.completed_on, f"proposal:{number}"))
    complaints = Complaint.objects.filter(organisation=organisation, closed_on__isnull=False)
    return found + [kept(RecordClass.COMPLAINT, f"complaint:{one.number}", one.closed_on) for one in complaints]

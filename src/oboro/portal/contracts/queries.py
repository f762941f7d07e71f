"""Contracts as the two sides see them, and what the provision room needs to have the information made.

`ready_cases` and `making_case` are the door for the provision room.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse

from oboro.casework import lifecycle
from oboro.casework.contract import ready_for_making
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.casework.reconcile import Account, Line, Result, reconcile
from oboro.casework.roles import Role
from oboro.documents import letter as letters
from oboro.kernel.canonical import canonical_json, digest
from oboro.kernel.errors import CheckFailed
from oboro.law.criteria import ProposalKind, minimum_persons
from oboro.law.regime import Regime
from oboro.law.termination import termination_rules
from oboro.portal.contracts.models import Contract, ContractTemplate, Payment, PaymentImport, Termination
from oboro.portal.proposals import queries as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews.models import Notice, OpinionRound
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task

PACKAGED = Path(letters.__file__).with_name("contract.txt")
AFTER_NOTICE = (Status.CONFORMING, Status.APPLIED, Status.CONTRACTED, Status.LAPSED)


@dataclass(frozen=True)
class WantedItem:
    """One record item: whether it is wanted, and how fine."""

    name: str
    wanted: bool
    granularity: str


@dataclass(frozen=True)
class MakingCase:
    """Everything an order for the making states, and what must hold before information is handed over.

    Attributes:
        number: case number, unique in the organisation (R8-003).
        objections: numbers of the letters whose persons are left out (2017), ascending; the portal knows no more.
        persons_left: persons in the file after the objectors are left out.
        paid: whether the whole fee is recorded as paid.
        new: whether anything must be made; False where the information exists already (`origin` made it).
    """

    proposal: Proposal
    contract: Contract
    law: Regime
    number: str
    organisation: Organisation
    file_name: str
    persons_minimum: int
    persons_wanted: int
    persons_in_file: int
    persons_left: int
    items: tuple[WantedItem, ...]
    extraction: str
    objections: tuple[int, ...]
    provision_method: str
    concluded_on: date | None
    use_from: date
    use_until: date
    paid: bool
    new: bool
    origin: Proposal | None

    @property
    def may_be_made(self) -> bool:
        """Whether the contract stands and the fee is paid."""
        return self.contract.stands is ContractStatus.IN_FORCE and self.paid


def case(user: User, pk: int) -> Proposal:
    """A proposal this person may see that has come as far as its contract, or 404."""
    proposal = proposals.one_seen_by(user, pk)
    if proposal.stands not in AFTER_NOTICE and not Contract.objects.filter(proposal=proposal).exists():
        raise Http404
    return proposal


def own_case(user: User, pk: int) -> Proposal:
    """The same, for the proposer, or the desk that writes down what came on paper."""
    proposal = case(user, pk)
    if proposal.party_id != user.party_id and not (proposal.on_paper and user.organisation_id):
        raise Http404
    return proposal


def office_case(user: User, pk: int) -> Proposal:
    """The same, for the office alone."""
    proposal = case(user, pk)
    if proposal.organisation_id != user.organisation_id:
        raise Http404
    return proposal


def listed(user: User) -> QuerySet[Contract]:
    """The contracts this person may see, newest first, each with what is paid."""
    paid = Payment.objects.filter(contract=OuterRef("pk")).order_by().values("contract")
    return (
        Contract.objects.filter(proposals.scope_of(user, at="proposal__"))
        .select_related("proposal__organisation", "proposal__party", "proposal__file")
        .defer("letter", "proposal__letter", "proposal__values", "proposal__draft")
        .annotate(paid_yen=Coalesce(Subquery(paid.values(paid=Sum("amount_yen"))), 0))
        .order_by("-applied_on", "-pk")
    )


def left_out(proposal: Proposal) -> tuple[int, ...]:
    """The letters whose persons are left out, as sealed when the round was closed; none where nobody was asked.

    Raises:
        CheckFailed: the list is not the one that was sealed.
    """
    round_ = OpinionRound.objects.filter(review__proposal=proposal, closed_on__isnull=False).first()
    if round_ is None:
        return ()
    if digest(canonical_json(round_.removed)) != round_.removed_sha256:
        raise CheckFailed(
            "除く第三者の一覧が、締切りのときに確定したものと違います。",
            hint="管理者に連絡してください。",
        )
    return tuple(round_.removed)


def template_of(organisation: Organisation) -> str:
    """The text of the body's contracts: its own newest, or the packaged one."""
    own = ContractTemplate.objects.filter(organisation=organisation).order_by("-number").first()
    return own.text if own else PACKAGED.read_text(encoding="utf-8")


def accounts_of(organisation: Organisation) -> dict[str, Account]:
    """What is open of each contract of the body, by the number under which it is paid."""
    found = (
        Contract.objects.filter(proposal__organisation=organisation, status__in=_PAYABLE)
        .exclude(reference="")
        .exclude(proposal__status=Status.WITHDRAWN)
        .prefetch_related("payments")
    )
    return {
        contract.reference: Account(
            open_yen=contract.fee_yen - sum(payment.amount_yen for payment in contract.payments.all()),
            receipts=frozenset(payment.reference for payment in contract.payments.all()),
            applied_on=contract.applied_on,
        )
        for contract in found
    }


def import_of(organisation: Organisation, pk: int) -> PaymentImport:
    """A file of payments that this body read, or 404."""
    found = PaymentImport.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise Http404
    return found


def results_of(found: PaymentImport, *, on: date) -> tuple[Result, ...]:
    """What becomes of each line of a file today."""
    lines = tuple(
        Line(
            one["number"],
            one["reference"],
            one["receipt"],
            date.fromisoformat(one["paid_on"]) if one["paid_on"] else None,
            one["amount_yen"],
        )
        for one in found.lines
    )
    return reconcile(lines, accounts_of(found.organisation), on=on)


def tasks(*, user: User, on: date) -> list[Task]:
    """What the system proposes to the desk: to confirm the lapse of a notice whose day is over."""
    if user.organisation_id is None or Role.COORDINATOR not in user.role_names:
        return []
    over = Notice.objects.filter(
        proposal__organisation_id=user.organisation_id, proposal__status=Status.CONFORMING, due_on__lt=on
    ).select_related("proposal__organisation", "proposal__file")
    return [
        Task(
            "契約の申込みの期限が過ぎています。申込みがないことを確かめ、失効を記録します。",
            reverse("contract", args=[notice.proposal_id]),
            notice.proposal.law.cite("contract").short,
            notice.due_on,
            f"{notice.proposal.number}　{notice.proposal.file.name}",
        )
        for notice in over.order_by("due_on", "pk")
    ]


_PAYABLE = (ContractStatus.PREPARING, ContractStatus.IN_FORCE)


def label_of(contract: Contract) -> str:
    """The name of the status; that of the proposal when it was withdrawn before the contract."""
    stands = contract.proposal.stands
    return lifecycle.label(stands if stands is Status.WITHDRAWN else contract.stands)


def contract_of(proposal: Proposal) -> Contract | None:
    """The contract of a proposal, or None before the application."""
    return Contract.objects.filter(proposal=proposal).first()


def notice_of(proposal: Proposal) -> Notice:
    """The conforming notice of a case that has one."""
    return Notice.objects.get(proposal=proposal)


def payments_of(contract: Contract | None) -> list[Payment]:
    """What is recorded as paid, oldest first."""
    return list(contract.payments.order_by("paid_on", "pk")) if contract else []


def paid_yen(contract: Contract) -> int:
    """How much is paid."""
    return Payment.objects.filter(contract=contract).aggregate(sum=Sum("amount_yen", default=0))["sum"]


def termination_of(contract: Contract | None) -> Termination | None:
    """The early end, or None."""
    return Termination.objects.filter(contract=contract).first() if contract else None


def ready_cases(organisation: Organisation) -> list[Contract]:
    """The contracts in force whose fee is paid: their information may be made and handed over."""
    found = (
        Contract.objects.filter(proposal__organisation=organisation, status=ContractStatus.IN_FORCE)
        .select_related("proposal__file", "proposal__party", "proposal__organisation")
        .annotate(paid_yen=Sum("payments__amount_yen", default=0))
        .order_by("concluded_on", "pk")
    )
    return [c for c in found if ready_for_making(status=c.stands, fee_yen=c.fee_yen, paid_yen=c.paid_yen)]


def making_case(user: User, pk: int) -> MakingCase:
    """What the making of a contracted case needs, for both sides of the case; 404 before there is a contract."""
    proposal = proposals.one_seen_by(user, pk)
    contract = contract_of(proposal)
    if contract is None or contract.stands is ContractStatus.PREPARING:
        raise Http404
    return case_of(contract)


def case_of(contract: Contract) -> MakingCase:
    """The making's facts of a contract that is already in scope."""
    proposal = contract.proposal
    law, values = proposal.law, proposal.values
    method = values.get("method", {"items": [], "extraction": ""})
    objections = left_out(proposal)
    in_file = proposals.persons_in(proposal)
    return MakingCase(
        proposal=proposal,
        contract=contract,
        law=law,
        number=proposal.number,
        organisation=proposal.organisation,
        file_name=proposal.file.name,
        persons_minimum=minimum_persons(law).value,
        persons_wanted=int(values.get("persons", 0)),
        persons_in_file=in_file,
        persons_left=in_file - len(objections),
        items=tuple(WantedItem(i["name"], i["wanted"], i["granularity"]) for i in method["items"]),
        extraction=method["extraction"],
        objections=objections,
        provision_method=notice_of(proposal).provision_method,
        concluded_on=contract.concluded_on,
        use_from=contract.use_from,
        use_until=contract.use_until,
        paid=paid_yen(contract) >= contract.fee_yen,
        new=proposal.of_kind is ProposalKind.NEW,
        origin=proposal.origin,
    )


def ground_label(proposal: Proposal, ended: Termination) -> str:
    """The ground of a termination in the words of the case's own law."""
    rule = next(rule for rule in termination_rules(proposal.law) if rule.key == ended.ground)
    return f"{rule.text}（{rule.citation.short}）"

"""The makings a person may see, and what is next in them."""

import hashlib
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework import lifecycle
from oboro.casework.lifecycle import ContractStatus, MakingStatus
from oboro.casework.provision import Purpose
from oboro.casework.roles import Action, can
from oboro.law.criteria import ProposalKind
from oboro.portal.contracts import queries as contracts
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import MakingCase
from oboro.portal.proposals.models import Proposal
from oboro.portal.provision.models import Link, Making, MediumEntry, Preparation
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, today

STANDING = (ContractStatus.IN_FORCE, ContractStatus.ENDED, ContractStatus.TERMINATED)


def listed(user: User) -> QuerySet[Contract]:
    """The concluded contracts this person may see, each with its making if there is one."""
    return (
        contracts.listed(user)
        .filter(status__in=STANDING)
        .select_related("making", "preparation")
        .defer("making__order")
        .defer("making__order")
    )


def making_of(contract: Contract) -> Making | None:
    """The making of a contract without the bytes of its order, or None before the order."""
    return Making.objects.defer("order").select_related("source").filter(contract=contract).first()


def office_case(user: User, pk: int) -> MakingCase:
    """The case of one's own organisation by the number of its proposal, or 404."""
    found = contracts.making_case(user, pk)
    if user.organisation_id is None or found.organisation.pk != user.organisation_id:
        raise Http404
    return found


def own_case(user: User, pk: int) -> MakingCase:
    """The case of one's own party, or 404."""
    found = contracts.making_case(user, pk)
    if user.party_id is None or found.proposal.party_id != user.party_id:
        raise Http404
    return found


def making_or_404(case: MakingCase) -> Making:
    """The making of a case."""
    found = making_of(case.contract)
    if found is None:
        raise Http404
    return found


def links_of(making: Making | None) -> list[Link]:
    """The links of a making, the newest first."""
    return list(making.links.all()) if making else []


def link_for(user: User, token: str) -> Link:
    """The link with this secret, for an account of the party it hands over to; 404 for everybody else."""
    found = (
        Link.objects.filter(token_sha256=digest_of(token), making__contract__proposal__party_id=user.party_id)
        .select_related("making__contract__proposal__organisation", "making__contract__proposal__file")
        .first()
    )
    if user.party_id is None or found is None:
        raise Http404
    return found


def digest_of(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


_STEPS = {
    MakingStatus.READY: (Action.ORDER, "作成を指図する", "provision-order", "creation_standard"),
    MakingStatus.ORDERED: (Action.RECEIVE_DELIVERY, "届いた納品を検収する", "provision-delivery", "creation_standard"),
    MakingStatus.DELIVERED: (
        Action.REGISTER_MADE,
        "作成した情報を個人情報ファイル簿に記載する",
        "provision-register",
        "register_made",
    ),
    MakingStatus.REGISTERED: (Action.HAND_OVER, "情報を提供する", "provision-hand-over", "provide"),
    MakingStatus.HANDED_OVER: (Action.CONFIRM_RECEIPT, "情報を受け取り、受領を確認する", "provision", "provide"),
}
_PREPARE = (Action.PREPARE, "作成の準備を記録する", "provision-prepare", "entrusted_creation")
# A contract on information that was made before needs no order.
_REUSE = (Action.ORDER, "作成済みの情報を提供の対象にする", "provision", "existing_proposal")


def steps_next(*, case: MakingCase, making: Making | None, user: User) -> list[Task]:
    """What this account has to do next in a case."""
    if not case.may_be_made:
        return []
    return _steps(case.proposal, making, user, prepared=preparation_of(case) is not None)


def _steps(proposal: Proposal, making: Making | None, user: User, *, prepared: bool) -> list[Task]:
    """The next step of a paid contract in force, told from rows that are loaded."""
    status = making.stands if making else MakingStatus.READY
    reused = making is None and proposal.of_kind is not ProposalKind.NEW
    if status not in _STEPS or (reused and proposal.of_kind is not ProposalKind.EXISTING):
        return []
    action, text, page, place = _REUSE if reused else _STEPS[status]
    if status is MakingStatus.READY and not reused and not prepared:
        action, text, page, place = _PREPARE
    if status is MakingStatus.DELIVERED:
        text += f"（検収から{(today(proposal.organisation) - making.delivered_on).days}日）"
    if not can(action, user.role_names):
        return []
    url, why = reverse(page, args=[proposal.pk]), proposal.law.cite(place).short
    return [Task(text, url, why, subject=f"{proposal.number}　{proposal.file.name}", case=proposal.number)]


_DOORS = (
    (Action.PREPARE, "作成の準備", "provision-prepare"),
    (Action.LOG_WORK, "作業の記録", "provision-work"),
    (Action.RECORD_MEDIUM, "媒体を台帳に記録する", "provision-medium"),
    (Action.HAND_OVER_MEDIUM, "媒体で提供する", "provision-hand-over-medium"),
    (Action.RECORD_RECEIPT, "書面による受領を記録する", "provision-paper-receipt"),
    (Action.REVOKE_LINK, "リンクを取り消す", "provision-revoke"),
    (Action.RECORD_ERASURE, "消去の記録", "provision-erasure"),
)


def doors(*, case: MakingCase, making: Making | None, user: User) -> list[tuple[str, str]]:
    """The other pages of a making that are open to this account now: words and address."""
    if user.organisation_id is None or not (case.new or making):
        return []
    steps, status = lifecycle.making(), making.stands if making else MakingStatus.READY
    return [
        (words, reverse(page, args=[case.proposal.pk]))
        for action, words, page in _DOORS
        if steps.allows(status, action) and can(action, user.role_names)
    ]


def taken(making: Making | None, links: list[Link]) -> bool:
    """Whether the recipient has the information: a link was used, or a medium handed over."""
    if making is None:
        return False
    return any(link.used_at for link in links) or making.media.filter(purpose=Purpose.PROVISION).exists()


def preparation_of(case: MakingCase) -> Preparation | None:
    """What was prepared for the making, or None."""
    return Preparation.objects.select_related("workshop").filter(contract=case.contract).first()


def medium_or_404(case: MakingCase, pk: int) -> MediumEntry:
    """One row of the ledger of this case."""
    found = MediumEntry.objects.filter(making__contract=case.contract, pk=pk).first()
    if found is None:
        raise Http404
    return found


def ledger(organisation: Organisation) -> QuerySet[MediumEntry]:
    """Every medium of a body that carried a bundle, the newest first."""
    rows = MediumEntry.objects.filter(making__contract__proposal__organisation=organisation)
    return rows.select_related("making__contract__proposal").defer("making__order").order_by("-handed_on", "-pk")


def tasks(*, user: User, on: date) -> list[Task]:
    """What the account has to do next in all its cases."""
    del on  # no step here runs out by the calendar
    standing = listed(user).filter(status=ContractStatus.IN_FORCE)
    mine = [c for c in standing if c.paid_yen >= c.fee_yen and _mine(c, user)]
    found = []
    for contract in mine:
        prepared = getattr(contract, "preparation", None) is not None
        found += _steps(contract.proposal, getattr(contract, "making", None), user, prepared=prepared)
    return found


def _mine(contract: Contract, user: User) -> bool:
    """Whether the next step is this account's, told from what is loaded already."""
    making = getattr(contract, "making", None)
    action = _STEPS.get(making.stands if making else MakingStatus.READY, (None,))[0]
    return action is not None and can(action, user.role_names)


def living(link: Link, *, on: date) -> bool:
    """Whether a link still hands over on a day."""
    return link.used_at is None and link.revoked_on is None and on <= link.expires_on


def day_of(case: MakingCase) -> date:
    """Today, for the organisation of the case."""
    return today(case.organisation)

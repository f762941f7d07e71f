"""The uses a person may see, and what is next in them."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework.lifecycle import MakingStatus
from oboro.casework.roles import Role
from oboro.casework.uses import REMINDERS, IncidentStatus, UseStatus, end_of_use
from oboro.law.criteria import ProposalKind
from oboro.portal.contracts import queries as contracts
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import MakingCase
from oboro.portal.provision.models import Making
from oboro.portal.provision.queries import STANDING
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, today
from oboro.portal.uses.models import Incident, Use


def listed(user: User) -> QuerySet[Contract]:
    """The contracts this person may see whose information is in use or was, each with its use if it has a row."""
    confirmed = Q(making__status=MakingStatus.RECEIPT_CONFIRMED) | Q(proposal__kind=ProposalKind.CHANGE.value)
    return contracts.listed(user).filter(confirmed, status__in=STANDING).select_related("use")


def case_or_404(user: User, pk: int) -> MakingCase:
    """A case in use by the number of its proposal, for both of its sides."""
    found = contracts.making_case(user, pk)
    if not started(found.contract):
        raise Http404
    return found


def started(contract: Contract) -> bool:
    """Whether the information is in the recipient's hands by its own word; a change of business uses what it has."""
    if contract.proposal.of_kind is ProposalKind.CHANGE:
        return True
    return Making.objects.filter(contract=contract, status=MakingStatus.RECEIPT_CONFIRMED).exists()


def use_of(contract: Contract) -> Use:
    """The use of a contract; one that runs and has no row yet when nothing was done in it."""
    return Use.objects.filter(contract=contract).first() or Use(contract=contract)


def incident_or_404(user: User, pk: int) -> Incident:
    """An incident of a case this person may see."""
    found = Incident.objects.select_related("use__contract__proposal__organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    contracts.making_case(user, found.use.contract.proposal_id)
    return found


def reminding(organisation: Organisation) -> list[Contract]:
    """The contracts of a body whose use may have to be reminded of its end."""
    found = Contract.objects.filter(proposal__organisation=organisation, status__in=STANDING)
    confirmed = Q(making__status=MakingStatus.RECEIPT_CONFIRMED) | Q(proposal__kind=ProposalKind.CHANGE.value)
    running = Q(use__isnull=True) | Q(use__status=UseStatus.RUNNING.value)
    return list(found.filter(confirmed & running).select_related("proposal__organisation", "use"))


def tasks(*, user: User, on: date) -> list[Task]:
    """What the account has to do next in its uses: reports, the end, the erasure, incidents."""
    del on  # a party stands with several bodies, each with its own day
    rows = listed(user).prefetch_related("use__reports", "use__incidents")
    return [task for contract in rows for task in _tasks(contract, user)]


def _tasks(contract: Contract, user: User) -> list[Task]:
    on = today(contract.proposal.organisation)
    use = getattr(contract, "use", None)
    status = use.stands if use else UseStatus.RUNNING
    subject = f"{contract.proposal.number}　{contract.proposal.file.name}"
    why = contract.proposal.law.cite("provide").short

    def task(text: str, page: str, due_on: date | None) -> Task:
        return Task(text, reverse(page, args=[contract.proposal_id]), why, due_on, subject)

    found = []
    if user.party_id is not None:
        found += [
            task("利用の状況を報告する", "use-report", report.due_on)
            for report in (use.reports.all() if use else ())
            if report.reported_on is None and report.due_on and (report.due_on - on).days <= max(REMINDERS)
        ][:1]
        if status is UseStatus.RUNNING and (contract.use_until - on).days <= max(REMINDERS):
            found.append(task("利用を終えたら届け出る", "use-end", contract.use_until))
        if status is UseStatus.ENDED:
            found.append(task("情報を消去し、報告する", "use-erasure", None))
    elif Role.COORDINATOR in user.role_names:
        if status is UseStatus.RUNNING and on > contract.use_until:
            found.append(task("利用の終了届を求める（利用の期間が過ぎています）", "use", contract.use_until))
        if status is UseStatus.ERASED:
            found.append(task("消去の報告を確かめ、完了にする", "use", None))
    return found + _incident_tasks(use, user, subject)


_INCIDENT_STEPS = {
    IncidentStatus.REPORTED: (Role.COORDINATOR, "事故の調査を始める"),
    IncidentStatus.INVESTIGATED: (Role.COORDINATOR, "事故の確認事項と是正を記録する"),
    IncidentStatus.CORRECTED: (Role.DECIDER, "事故の対応を完了にする"),
}


def _incident_tasks(use: Use | None, user: User, subject: str) -> list[Task]:
    found = []
    for incident in use.incidents.all() if use else ():
        role, text = _INCIDENT_STEPS.get(incident.stands, (None, ""))
        if role in user.role_names:
            found.append(Task(text, reverse("incident", args=[incident.pk]), "", None, f"{incident.number}　{subject}"))
    return found


def deadline_of(case: MakingCase, *, on: date):
    """The end of the use seen from today."""
    return end_of_use(use_until=case.use_until, on=on)

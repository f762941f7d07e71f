"""What is recorded before and during a making: who makes it and when, who is left out, how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum

from oboro.casework import lifecycle, roles
from oboro.casework import provision as rules
from oboro.casework.contract import Estimate, fee
from oboro.casework.lifecycle import MakingStatus
from oboro.casework.opinions import must_hear
from oboro.casework.provision import Prepared, Settlement
from oboro.casework.roles import Action
from oboro.kernel.canonical import canonical_json, digest
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.criteria import ProposalKind
from oboro.portal.audit.actions import record
from oboro.portal.contracts.queries import MakingCase
from oboro.portal.proposals.actions import note
from oboro.portal.proposals.queries import hears_opinions
from oboro.portal.provision.models import Capacity, EngagedPerson, Making, Preparation, WorkLog
from oboro.portal.reviews.models import OpinionRound, Review
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.own_law import schedule_for

STEPS = lifecycle.making()


@dataclass(frozen=True)
class Plan:
    """Who makes the information and when.

    Attributes:
        workshop: the body whose hours are used.
        contractor: who was entrusted; empty when the body makes it itself.
        month: first day of the month of the work; None while open.
        minutes: how long it is expected to take.
        passed_on_to: to whom the contractor passes work on; empty when to nobody.
        approval_number: document that approved the passing on, with its day.
        people: name and duty of each who is engaged.
    """

    workshop: Organisation
    contractor: str
    month: date | None
    minutes: int
    passed_on_to: str
    approval_number: str
    approved_on: date | None
    people: Sequence[tuple[str, str]]


@transaction.atomic
def prepare(*, case: MakingCase, plan: Plan, by: User, on: date) -> Preparation:
    """Record who makes the information and when; recording it again replaces it until the order goes out.

    Raises:
        NotAllowed: another role or body, or hours of a body that does not offer them.
        NotLawful: an approval without its day.
        NotNow: ordered already, or the month has not enough hours left.
    """
    _check_before_order(Action.PREPARE, case, by)
    if bool(plan.approval_number.strip()) != (plan.approved_on is not None):
        raise NotLawful("再委託の承認は、文書番号と日の両方を記録してください。")
    _check_month(case, plan)
    found = Preparation.objects.filter(contract=case.contract).first() or Preparation(contract=case.contract)
    found.workshop, found.contractor = plan.workshop, plan.contractor.strip()
    found.planned_month = plan.month.replace(day=1) if plan.month else None
    found.planned_minutes = plan.minutes
    found.passed_on_to, found.approval_number = plan.passed_on_to.strip(), plan.approval_number.strip()
    found.approved_on, found.recorded_on = plan.approved_on, on
    found.save()
    found.people.all().delete()
    EngagedPerson.objects.bulk_create(
        EngagedPerson(preparation=found, name=name, duty=duty, from_on=on) for name, duty in plan.people
    )
    facts = {"workshop": plan.workshop.code, "people": len(plan.people), "minutes": plan.minutes}
    note("provision.prepare", case.proposal, by=by, on=on, facts=facts | {"passed_on": bool(found.passed_on_to)})
    return found


@transaction.atomic
def seal_exclusion(*, case: MakingCase, by: User, on: date) -> Preparation:
    """Fix the list of the letters whose persons are left out; a list that changes afterwards stops the order.

    Raises:
        NotLawful: this case has no such list.
        NotNow: the round of opinions is open, nothing is prepared, or it is ordered already.
    """
    _check_before_order(Action.SEAL_EXCLUSION, case, by)
    if exclusion(case) is None:
        raise NotLawful("この事案には、意見書により除外する人の一覧はありません。")
    round_ = OpinionRound.objects.filter(review__proposal=case.proposal).first()
    if round_ is None or round_.closed_on is None:
        raise NotNow("意見の照会が終わっていません。", hint="照会を締め切ってから封印してください。")
    found = Preparation.objects.select_for_update().filter(contract=case.contract).first()
    if found is None:
        raise NotNow("作成の準備が記録されていません。", hint="先に作成の準備を記録してください。")
    found.exclusion_sha256, found.excluded, found.sealed_on = exclusion(case), len(case.objections), on
    found.save(update_fields=["exclusion_sha256", "excluded", "sealed_on"])
    facts = {"sha256": found.exclusion_sha256, "letters": found.excluded}
    note("provision.seal_exclusion", case.proposal, by=by, on=on, facts=facts)
    return found


@transaction.atomic
def log_work(*, case: MakingCase, worked_on: date, minutes: int, what: str, by: User, on: date) -> WorkLog:
    """Record minutes worked on the making.

    Raises:
        NotLawful: no minutes, or a day before the order or after today.
        NotNow: not ordered yet, or registered already.
    """
    roles.check(Action.LOG_WORK, by.role_names)
    _check_own(case, by)
    made = Making.objects.select_for_update().filter(contract=case.contract).first()
    STEPS.after(made.stands if made else MakingStatus.READY, Action.LOG_WORK)
    if minutes < 1 or not made.ordered_on <= worked_on <= on:
        raise NotLawful(
            "作業の時間は1分以上、作業の日は指図の日から今日までです。", hint="作業の記録を確かめてください。"
        )
    row = WorkLog.objects.create(
        making=made, worked_on=worked_on, minutes=minutes, what=what, recorded_by=by.username, recorded_on=on
    )
    note("provision.log_work", case.proposal, by=by, on=on, facts={"minutes": minutes, "on_day": worked_on.isoformat()})
    return row


@transaction.atomic
def set_capacity(*, organisation: Organisation, month: date, minutes: int, shared: bool, by: User) -> Capacity:
    """Tell how many minutes the body's workshop has in a month, and whether others may use them (NotAllowed)."""
    roles.check(Action.PREPARE, by.role_names)
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の作業の枠は変えられません。")
    row, _ = Capacity.objects.update_or_create(
        organisation=organisation, month=month.replace(day=1), defaults={"minutes": minutes, "shared": shared}
    )
    facts = {"month": row.month.isoformat(), "minutes": minutes, "shared": shared}
    record(
        chain=organisation.code,
        kind="provision.set_capacity",
        subject=f"capacity:{row.month.isoformat()}",
        by=by.username,
        facts=facts,
    )
    return row


def prepared(case: MakingCase) -> Prepared | None:
    """What is on record for the order, as casework judges it; None before anything is prepared."""
    found = Preparation.objects.filter(contract=case.contract).first()
    if found is None:
        return None
    return Prepared(
        engaged=found.people.count(),
        passed_on_to=found.passed_on_to,
        passing_on_approved=bool(found.approval_number) and found.approved_on is not None,
        sealed=found.exclusion_sha256,
        exclusion=exclusion(case),
    )


def exclusion(case: MakingCase) -> str | None:
    """The digest of the list of letters whose persons are left out; None where law or case has no such stage."""
    kind = case.proposal.of_kind
    if must_hear(case.law, kind=kind, opinion_chance=hears_opinions(case.proposal)) is None:
        return None
    return digest(canonical_json({"case": case.number, "letters": list(case.objections)}))


def taken(workshop: Organisation, month: date, *, apart_from: int | None = None) -> int:
    """Minutes of a workshop's month that are planned already, whosever making it is: a sum, never a case."""
    planned = Preparation.objects.filter(workshop=workshop, planned_month=month.replace(day=1))
    return planned.exclude(contract_id=apart_from).aggregate(sum=Sum("planned_minutes", default=0))["sum"]


def workshops(organisation: Organisation) -> list[Organisation]:
    """Whose hours a body may use: its own, and those of bodies that offer theirs."""
    offering = Organisation.objects.filter(capacities__shared=True).exclude(pk=organisation.pk).distinct()
    return [organisation, *offering]


def calendar(organisation: Organisation) -> list[tuple[Capacity, int]]:
    """The body's own months with what is planned in each; the same number of queries whatever their number."""
    rows = list(Capacity.objects.filter(organisation=organisation).order_by("month"))
    planned = Preparation.objects.filter(workshop=organisation).values("planned_month")
    sums = {row["planned_month"]: row["sum"] for row in planned.annotate(sum=Sum("planned_minutes"))}
    return [(row, sums.get(row.month, 0)) for row in rows]


def settlement(case: MakingCase, made: Making | None) -> Settlement | None:
    """What the logged work would cost beside what was noticed; None before anything was logged or for other kinds."""
    minutes = made.work.aggregate(sum=Sum("minutes", default=0))["sum"] if made else 0
    review = Review.objects.filter(proposal=case.proposal).first()
    if case.proposal.of_kind is not ProposalKind.NEW or not minutes or review is None:
        return None
    round_ = OpinionRound.objects.filter(review=review).first()
    by_work = fee(
        case.law,
        kind=ProposalKind.NEW,
        estimate=Estimate(minutes, review.outsourcing_yen),
        third_parties=round_.letters if round_ else 0,
        schedule=schedule_for(case.organisation, case.law),
    )
    return rules.settle(noticed_yen=case.contract.fee_yen, by_work_yen=by_work.total_yen)


def _check_before_order(action: Action, case: MakingCase, by: User) -> None:
    roles.check(action, by.role_names)
    _check_own(case, by)
    made = Making.objects.filter(contract=case.contract).first()
    STEPS.after(made.stands if made else MakingStatus.READY, action)


def _check_own(case: MakingCase, by: User) -> None:
    if by.organisation_id != case.organisation.pk:
        raise NotAllowed("別の団体の事案は扱えません。")


def _check_month(case: MakingCase, plan: Plan) -> None:
    if plan.workshop not in workshops(case.organisation):
        raise NotAllowed(
            "その団体は、作業の枠をほかの団体に開いていません。", hint="作業をする団体を選び直してください。"
        )
    if plan.month is None:
        return
    told = (
        Capacity.objects.select_for_update().filter(organisation=plan.workshop, month=plan.month.replace(day=1)).first()
    )
    if told is None:
        return
    busy = taken(plan.workshop, plan.month, apart_from=case.contract.pk)
    rules.check_capacity(capacity=told.minutes, taken=busy, wanted=plan.minutes)

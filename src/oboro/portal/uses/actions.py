"""What is done in a use: each verb is one transaction and one audit event. Paper has its own day."""

from datetime import date

from django.db import transaction

from oboro.casework import roles, uses
from oboro.casework.roles import Action
from oboro.casework.uses import POINTS, Ended, IncidentKind, UseStatus
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.actions import record
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import MakingCase
from oboro.portal.proposals.actions import note
from oboro.portal.proposals.queries import subject_of
from oboro.portal.tenancy.actions import OPERATOR
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.uses import queries
from oboro.portal.uses.models import Incident, Reminder, Use, UseReport

STEPS, INCIDENTS = uses.use(), uses.incident()


@transaction.atomic
def plan_reports(*, case: MakingCase, months: int, by: User, on: date) -> Use:
    """Fix how often the recipient reports, as the contract says; reports that were given stay.

    Raises:
        NotAllowed, NotNow: another role or body; the use is over.
    """
    use = _moved(case, Action.PLAN_REPORTS, by=by)
    use.report_months = months
    use.save(update_fields=["status", "report_months"])
    use.reports.filter(reported_on__isnull=True).delete()
    given = set(use.reports.values_list("due_on", flat=True))
    days = uses.report_days(starts_on=case.use_from, use_until=case.use_until, months=months)
    UseReport.objects.bulk_create(UseReport(use=use, due_on=day) for day in days if day not in given)
    note("uses.plan_reports", case.proposal, by=by, on=on, facts={"months": months, "reports": len(days)})
    return use


@transaction.atomic
def report_use(*, case: MakingCase, reported_on: date, text: str, by: User, on: date) -> UseReport:
    """Take a report of the use; it answers the earliest one that is still due.

    Raises:
        NotLawful: no text, or a day before the use began or after today.
    """
    use = _moved(case, Action.REPORT_USE, by=by)
    if not text.strip():
        raise NotLawful("報告の内容がありません。", hint="利用の状況を書いてください。")
    _check_day(case, reported_on, on=on, what="報告の日")
    use.save(update_fields=["status"])
    row = use.reports.filter(reported_on__isnull=True).first() or UseReport(use=use)
    row.reported_on, row.recorded_on, row.text, row.on_paper = reported_on, on, text, _paper(by)
    row.save()
    facts = {"reported_on": reported_on.isoformat(), "paper": row.on_paper}
    facts |= {"due_on": row.due_on.isoformat()} if row.due_on else {}
    note("uses.report_use", case.proposal, by=by, on=on, facts=facts)
    return row


@transaction.atomic
def remind(*, organisation: Organisation, on: date, by: str = OPERATOR) -> list[Reminder]:
    """Remember every reminder of an end of use that is due today in a body; the mail of the day carries them."""
    given = []
    for contract in queries.reminding(organisation):
        use = getattr(contract, "use", None)
        told = set(use.reminders.values_list("days", flat=True)) if use else set()
        days = uses.reminder_due(use_until=contract.use_until, on=on, told=told)
        if days is None:
            continue
        use = use or Use.objects.create(contract=contract)
        given.append(Reminder.objects.create(use=use, days=days, on=on))
        record(
            chain=organisation.code,
            kind="uses.remind",
            subject=subject_of(contract.proposal),
            by=by,
            facts={"on": on.isoformat(), "days": days, "use_until": contract.use_until.isoformat()},
        )
    return given


@transaction.atomic
def declare_end(*, case: MakingCase, ended_on: date, by: User, on: date) -> Use:
    """Take the declaration that the use has ended. Nothing is deleted by it.

    Raises:
        NotLawful: a day before the use began or after today.
    """
    use = _moved(case, Action.DECLARE_END, by=by)
    _check_day(case, ended_on, on=on, what="利用を終えた日")
    use.ended_on, use.end_on_paper = ended_on, _paper(by)
    use.save()
    facts = {"ended_on": ended_on.isoformat(), "paper": use.end_on_paper}
    note("uses.declare_end", case.proposal, by=by, on=on, facts=facts)
    return use


@transaction.atomic
def end_at_termination(*, contract: Contract, by: User, on: date) -> None:
    """End the use of a contract that is being terminated, so that the erasure is asked for. Part of the termination."""
    if not queries.started(contract):
        return
    use, _ = Use.objects.select_for_update().get_or_create(contract=contract)
    if use.stands is not UseStatus.RUNNING:
        return
    use.status, use.ended_on = STEPS.after(use.stands, Action.END_BY_TERMINATION), on
    use.save(update_fields=["status", "ended_on"])
    note("uses.end_by_termination", contract.proposal, by=by, on=on)


@transaction.atomic
def report_erasure(*, case: MakingCase, erased_on: date, method: str, by: User, on: date) -> Use:
    """Take the report that every copy was erased, how and when.

    Raises:
        NotLawful: no method, or a day before the end of the use or after today.
    """
    use = _moved(case, Action.REPORT_ERASURE, by=by)
    uses.check_erasure(Ended(method, erased_on, use.ended_on), on=on)
    use.erased_on, use.erasure = erased_on, method
    use.save()
    note(
        "uses.report_erasure",
        case.proposal,
        by=by,
        on=on,
        facts={"erased_on": erased_on.isoformat(), "paper": _paper(by)},
    )
    return use


@transaction.atomic
def complete_use(*, case: MakingCase, by: User, on: date) -> Use:
    """The office confirms the erasure; the use is over.

    Raises:
        NotLawful: an incident is still open.
    """
    use = _moved(case, Action.COMPLETE_USE, by=by)
    if use.incidents.filter(closed_on__isnull=True).exists():
        raise NotLawful("対応の終わっていない事故があります。", hint="事故の対応を完了にしてから進めてください。")
    use.completed_on = on
    use.save()
    note("uses.complete_use", case.proposal, by=by, on=on)
    return use


@transaction.atomic
def report_incident(
    *, case: MakingCase, kind: IncidentKind, found_on: date, persons: int | None, what: str, by: User, on: date
) -> Incident:
    """Take the report of an incident.

    Raises:
        NotLawful: nothing said, or found before the use began or after today.
    """
    use = _moved(case, Action.REPORT_INCIDENT, by=by)
    if not what.strip():
        raise NotLawful("事故の内容がありません。", hint="何が起きたかを書いてください。")
    _check_day(case, found_on, on=on, what="気付いた日")
    use.save(update_fields=["status"])
    row = Incident.objects.create(
        use=use,
        number=f"{case.number}-J{use.incidents.count() + 1}",
        kind=kind,
        found_on=found_on,
        reported_on=on,
        on_paper=_paper(by),
        persons=persons,
        what=what,
    )
    facts = {"incident": row.number, "kind": kind.value, "found_on": found_on.isoformat(), "paper": row.on_paper}
    note("uses.report_incident", case.proposal, by=by, on=on, facts=facts)
    return row


@transaction.atomic
def read_incident(*, incident: Incident, by: User, on: date) -> None:
    """Remember that an office person opened a report of an incident; the party's own reading is not recorded."""
    roles.check(Action.READ, by.role_names)
    if by.organisation_id is not None:
        note("uses.read_incident", incident.use.contract.proposal, by=by, on=on, facts={"incident": incident.number})


@transaction.atomic
def investigate(*, incident: Incident, by: User, on: date) -> Incident:
    """Begin to look into an incident."""
    row = _moved_incident(incident, Action.INVESTIGATE, by=by)
    row.save()
    _note(row, "investigate", by=by, on=on)
    return row


@transaction.atomic
def check_point(*, incident: Incident, point: str, finding: str, by: User, on: date) -> Incident:
    """Record what was found on one point of the checklist.

    Raises:
        NotLawful: an unknown point, or nothing found.
    """
    row = _moved_incident(incident, Action.CHECK_POINT, by=by)
    if point not in POINTS or not finding.strip():
        raise NotLawful("確認事項と、確かめた内容を書いてください。")
    row.points = {**row.points, point: finding}
    row.save()
    _note(row, "check_point", by=by, on=on, point=point)
    return row


@transaction.atomic
def correct(*, incident: Incident, correction: str, by: User, on: date) -> Incident:
    """Record the correction, when every point was looked at (NotLawful)."""
    row = _moved_incident(incident, Action.CORRECT, by=by)
    uses.check_correction(row.points)
    if not correction.strip():
        raise NotLawful("是正の内容がありません。", hint="とった措置を書いてください。")
    row.correction, row.corrected_on = correction, on
    row.save()
    _note(row, "correct", by=by, on=on)
    return row


@transaction.atomic
def close_incident(*, incident: Incident, conclusion: str, by: User, on: date) -> Incident:
    """The decider closes the response, saying whether the contract goes on (NotLawful without a conclusion)."""
    row = _moved_incident(incident, Action.CLOSE_INCIDENT, by=by)
    if not conclusion.strip():
        raise NotLawful("結論がありません。", hint="契約を続けるか、解除するかを含めて書いてください。")
    row.conclusion, row.closed_on = conclusion, on
    row.save()
    _note(row, "close_incident", by=by, on=on)
    return row


# ---------------------------------------------------------------------------------------------------------------


def _moved(case: MakingCase, action: Action, *, by: User) -> Use:
    """The locked use with the status that follows; the caller saves and records.

    Raises:
        NotAllowed: another role, body or party.
        NotNow: not in use, or at another step.
    """
    roles.check(action, by.role_names)
    if by.party_id != case.proposal.party_id and by.organisation_id != case.organisation.pk:
        raise NotAllowed("この事案の担当ではありません。")
    if not queries.started(case.contract):
        raise NotNow("受領が確認されていないので、まだ利用は始まっていません。")
    use, _ = Use.objects.select_for_update().get_or_create(contract=case.contract)
    use.status = STEPS.after(use.stands, action)
    return use


def _moved_incident(incident: Incident, action: Action, *, by: User) -> Incident:
    roles.check(action, by.role_names)
    found = Incident.objects.select_for_update().select_related("use__contract__proposal__organisation")
    row = found.get(pk=incident.pk)
    if by.organisation_id != row.use.contract.proposal.organisation_id:
        raise NotAllowed("この事案の担当ではありません。")
    row.status = INCIDENTS.after(row.stands, action)
    return row


def _note(row: Incident, verb: str, *, by: User, on: date, **facts: str) -> None:
    note(f"uses.{verb}", row.use.contract.proposal, by=by, on=on, facts={"incident": row.number, **facts})


def _paper(by: User) -> bool:
    """Whether the office records for the recipient what came on paper."""
    return by.organisation_id is not None


def _check_day(case: MakingCase, day: date, *, on: date, what: str) -> None:
    """A fact lies between the contract and today, on the page as on paper."""
    uses.check_fact_day(fact_on=day, earliest=case.concluded_on or on, on=on, what=what)

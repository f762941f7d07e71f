"""What is done to complaints, yearly returns and requests: each verb is one transaction and one audit event."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from oboro.casework import oversight, roles
from oboro.casework.oversight import Came
from oboro.casework.roles import Action
from oboro.casework.uses import check_fact_day
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.portal.audit.actions import record
from oboro.portal.audit.models import ChainHead
from oboro.portal.oversight import queries
from oboro.portal.oversight.models import Complaint, OversightRequest, YearlyReturn
from oboro.portal.proposals.models import Proposal
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.models import Organisation, User

PUBLIC = "public"  # somebody without an account
COMPLAINTS, RETURNS, REQUESTS = oversight.complaint(), oversight.yearly(), oversight.request()
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letter that is taken for another when read aloud
_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Told:
    """What somebody complains of, and how it came.

    Attributes:
        came_on: the day of the fact, wherever it came first.
        came_to: the window that took it first, when it was another.
        entry, proposal: what it concerns, if that is known; both of the body.
    """

    text: str
    came_by: Came
    came_on: date
    name: str = ""
    contact: str = ""
    came_to: str = ""
    entry: Entry | None = None
    proposal: Proposal | None = None


@transaction.atomic
def receive_complaint(*, organisation: Organisation, told: Told, by: User | None, on: date) -> tuple[Complaint, str]:
    """Take a complaint in, from the public page (by=None) or from what an officer was told; answers it and its code.

    Raises:
        NotLawful: no text, a day in the future, or a file or case of another body.
        NotAllowed: an officer of another role or body.
    """
    if by is not None:
        _check(Action.RECEIVE_COMPLAINT, organisation, by)
    if not told.text.strip():
        raise NotLawful("苦情の内容がありません。", hint="内容を書いてください。")
    check_fact_day(fact_on=told.came_on, earliest=_FIRST_DAY, on=on, what="申出の日")
    _check_about(organisation, told)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    code = "".join(secrets.choice(_LETTERS) for _ in range(12))
    row = Complaint.objects.create(
        organisation=locked,
        number=queries.next_number(locked, on=on),
        code_sha256=queries.digest_of(code),
        came_by=told.came_by,
        came_to=told.came_to,
        came_on=told.came_on,
        received_on=on,
        received_by=by.username if by else PUBLIC,
        name=told.name,
        contact=told.contact,
        text=told.text,
        entry=told.entry,
        proposal=told.proposal,
    )
    _note("receive_complaint", row, by=by, on=on, came_by=told.came_by.value, came_on=told.came_on.isoformat())
    return row, "-".join(code[at : at + 4] for at in (0, 4, 8))


@transaction.atomic
def read_complaint(*, complaint: Complaint, by: User, on: date) -> None:
    """Remember who opened a complaint (NotAllowed)."""
    roles.check(Action.READ, by.role_names)
    if by.organisation_id != complaint.organisation_id:
        raise NotAllowed("別の団体の苦情は見られません。")
    _note("read_complaint", complaint, by=by, on=on)


@transaction.atomic
def assign_complaint(*, complaint: Complaint, assigned_to: str, by: User, on: date) -> Complaint:
    """Say which section or post looks into it; doing it again hands it over."""
    row = _moved(complaint, Action.ASSIGN_COMPLAINT, by=by)
    row.assigned_to = _needed(assigned_to, "担当")
    row.save()
    _note("assign_complaint", row, by=by, on=on)
    return row


@transaction.atomic
def investigate_complaint(*, complaint: Complaint, finding: str, by: User, on: date) -> Complaint:
    """Record what was found."""
    row = _moved(complaint, Action.INVESTIGATE_COMPLAINT, by=by)
    row.finding = _needed(finding, "調査の結果")
    row.save()
    _note("investigate_complaint", row, by=by, on=on)
    return row


@transaction.atomic
def answer_complaint(*, complaint: Complaint, answer: str, by: User, on: date) -> Complaint:
    """Answer; whoever has the number and the code reads it."""
    row = _moved(complaint, Action.ANSWER_COMPLAINT, by=by)
    row.answer, row.answered_on = _needed(answer, "回答"), on
    row.save()
    _note("answer_complaint", row, by=by, on=on)
    return row


@transaction.atomic
def close_complaint(*, complaint: Complaint, by: User, on: date) -> Complaint:
    """Close it; never by the one who received it."""
    row = _moved(complaint, Action.CLOSE_COMPLAINT, by=by)
    oversight.check_closer(received_by=row.received_by, by=by.username, two_people=True)
    row.closed_on = on
    row.save()
    _note("close_complaint", row, by=by, on=on, days=(on - row.came_on).days)
    return row


@transaction.atomic
def open_return(*, organisation: Organisation, fiscal_year: int, by: User, on: date) -> YearlyReturn:
    """Count a fiscal year as of today's place in the record; counting anew makes another version.

    Raises:
        NotNow: the year still runs.
    """
    _check(Action.OPEN_RETURN, organisation, by)
    oversight.check_year_over(fiscal_year=fiscal_year, as_of=on)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    head = ChainHead.objects.select_for_update().get(chain=organisation.code)
    before = YearlyReturn.objects.filter(organisation=organisation, fiscal_year=fiscal_year).first()
    row = YearlyReturn.objects.create(
        organisation=organisation,
        fiscal_year=fiscal_year,
        version=before.version + 1 if before else 1,
        as_of=on,
        as_of_seq=head.seq,
        numbers=queries.counted(organisation, fiscal_year=fiscal_year, as_of_seq=head.seq),
    )
    _note_return("open_return", row, by=by, on=on, as_of_seq=row.as_of_seq)
    return row


@transaction.atomic
def confirm_return(*, row: YearlyReturn, remarks: str, by: User, on: date) -> YearlyReturn:
    """The section that keeps the files confirms the numbers, with remarks."""
    found = _moved_return(row, Action.CONFIRM_RETURN, by=by)
    found.remarks, found.confirmed_by = remarks, by.username
    found.save()
    _note_return("confirm_return", found, by=by, on=on)
    return found


@transaction.atomic
def approve_return(*, row: YearlyReturn, by: User, on: date) -> YearlyReturn:
    """The coordinating section confirms the return."""
    found = _moved_return(row, Action.APPROVE_RETURN, by=by)
    found.save()
    _note_return("approve_return", found, by=by, on=on)
    return found


@transaction.atomic
def submit_return(*, row: YearlyReturn, document_number: str, submitted_on: date, by: User, on: date) -> YearlyReturn:
    """Record that it was submitted, by which document and when (NotLawful for an impossible day)."""
    found = _moved_return(row, Action.SUBMIT_RETURN, by=by)
    check_fact_day(fact_on=submitted_on, earliest=found.as_of, on=on, what="提出した日")
    found.document_number, found.submitted_on = _needed(document_number, "文書番号"), submitted_on
    found.save()
    facts = {"document_number": found.document_number, "submitted_on": submitted_on.isoformat()}
    _note_return("submit_return", found, by=by, on=on, **facts)
    return found


@transaction.atomic
def open_request(
    *,
    organisation: Organisation,
    power: str,
    document_number: str,
    received_on: date,
    due_on: date | None,
    about: str,
    items: list[str],
    by: User,
    on: date,
) -> OversightRequest:
    """Enter what the commission asks, with the points to look at.

    Raises:
        NotLawful: no point, or received in the future.
    """
    _check(Action.OPEN_REQUEST, organisation, by)
    check_fact_day(fact_on=received_on, earliest=_FIRST_DAY, on=on, what="受けた日")
    wanted = [text.strip() for text in items if text.strip()]
    if not wanted:
        raise NotLawful("確認する事項がありません。", hint="1行に1つ書いてください。")
    row = OversightRequest.objects.create(
        organisation=organisation,
        power=power,
        document_number=document_number,
        received_on=received_on,
        due_on=due_on,
        about=about,
        items=[{"text": text, "finding": ""} for text in wanted],
    )
    _note_request("open_request", row, by=by, on=on, power=power, points=len(wanted))
    return row


@transaction.atomic
def check_request(*, row: OversightRequest, item: int, finding: str, by: User, on: date) -> OversightRequest:
    """Record what was found on one point (NotLawful for a point that is not there)."""
    found = _moved_request(row, Action.CHECK_REQUEST, by=by)
    if not 0 <= item < len(found.items):
        raise NotLawful("その事項はありません。")
    items = [dict(one) for one in found.items]
    items[item]["finding"] = _needed(finding, "確認した内容")
    found.items = items
    found.save()
    _note_request("check_request", found, by=by, on=on, item=item)
    return found


@transaction.atomic
def respond_request(
    *, row: OversightRequest, response: str, response_number: str, by: User, on: date
) -> OversightRequest:
    """Record the answer, when every point was looked at (NotLawful)."""
    found = _moved_request(row, Action.RESPOND_REQUEST, by=by)
    oversight.check_answered(open_items=sum(1 for one in found.items if not one["finding"]))
    found.response, found.response_number = _needed(response, "回答の内容"), _needed(response_number, "文書番号")
    found.responded_on = on
    found.save()
    _note_request("respond_request", found, by=by, on=on, document_number=response_number)
    return found


# ---------------------------------------------------------------------------------------------------------------


def _check(action: Action, organisation: Organisation, by: User) -> None:
    roles.check(action, by.role_names)
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の記録は扱えません。")


def _check_about(organisation: Organisation, told: Told) -> None:
    for about in (told.entry, told.proposal):
        if about is not None and about.organisation_id != organisation.pk:
            raise NotLawful("別の団体のファイルか事案が選ばれています。", hint="選び直してください。")


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise NotLawful(f"{what}がありません。", hint=f"{what}を書いてください。")
    return text.strip()


def _moved(complaint: Complaint, action: Action, *, by: User) -> Complaint:
    row = Complaint.objects.select_for_update().select_related("organisation").get(pk=complaint.pk)
    _check(action, row.organisation, by)
    row.status = COMPLAINTS.after(row.stands, action)
    return row


def _moved_return(row: YearlyReturn, action: Action, *, by: User) -> YearlyReturn:
    found = YearlyReturn.objects.select_for_update().select_related("organisation").get(pk=row.pk)
    _check(action, found.organisation, by)
    found.status = RETURNS.after(found.stands, action)
    return found


def _moved_request(row: OversightRequest, action: Action, *, by: User) -> OversightRequest:
    found = OversightRequest.objects.select_for_update().select_related("organisation").get(pk=row.pk)
    _check(action, found.organisation, by)
    found.status = REQUESTS.after(found.stands, action)
    return found


def _note(verb: str, row: Complaint, *, by: User | None, on: date, **facts: Any) -> None:
    who = by.username if by else PUBLIC
    _record(verb, row.organisation, f"complaint:{row.number}", by=who, on=on, **facts)


def _note_return(verb: str, row: YearlyReturn, *, by: User, on: date, **facts: Any) -> None:
    subject = f"return:{row.fiscal_year}-{row.version}"
    _record(verb, row.organisation, subject, by=by.username, on=on, **facts)


def _note_request(verb: str, row: OversightRequest, *, by: User, on: date, **facts: Any) -> None:
    _record(verb, row.organisation, f"request:{row.pk}", by=by.username, on=on, **facts)


def _record(verb: str, organisation: Organisation, subject: str, *, by: str, on: date, **facts: Any) -> None:
    told = {"on": on.isoformat(), **facts}
    record(chain=organisation.code, kind=f"oversight.{verb}", subject=subject, by=by, facts=told)

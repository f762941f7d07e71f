"""What an office sees of complaints, returns and requests, and how the numbers of a year are counted."""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework.numbering import prefix
from oboro.casework.oversight import ComplaintStatus, Happened, RequestStatus, ReturnStatus, counts
from oboro.casework.roles import Role
from oboro.kernel.dates import fiscal_year_days
from oboro.law.oversight import ReportItem, report_items
from oboro.law.regime import Regime
from oboro.portal.audit.queries import events_of
from oboro.portal.oversight.models import Complaint, OversightRequest, YearlyReturn
from oboro.portal.register.models import EntryVersion
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, regime_of, today


def complaints(user: User) -> QuerySet[Complaint]:
    """The complaints to one's own body, the newest first; nothing for a proposer."""
    return Complaint.objects.filter(organisation_id=user.organisation_id or 0)


def complaint_or_404(user: User, pk: int) -> Complaint:
    """A complaint to one's own body."""
    found = complaints(user).select_related("organisation", "entry", "proposal").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def complaint_by_code(number: str, code: str) -> Complaint | None:
    """The complaint with this number and code; None for anything else. The number alone tells nothing."""
    found = Complaint.objects.filter(number=number.strip(), code_sha256=digest_of(code)).select_related("organisation")
    return found.first()


def digest_of(code: str) -> str:
    """What is kept of a code: spaces, hyphens and case do not matter when it is typed."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def next_number(organisation: Organisation, *, on: date) -> str:
    """The next number of a complaint in the body's fiscal year. Call with the body's row locked."""
    start = f"{prefix(on)}-K"
    taken = Complaint.objects.filter(organisation=organisation, number__startswith=start)
    numbers = [int(number.removeprefix(start)) for number in taken.values_list("number", flat=True)]
    return f"{start}{max(numbers, default=0) + 1:03d}"


def published_entries(organisation: Organisation) -> list[tuple[int, str]]:
    """The files in the body's published register, to be chosen from: number of the entry and name."""
    rows = EntryVersion.objects.filter(entry__organisation=organisation, status="published").order_by("entry__number")
    return list(rows.values_list("entry_id", "name"))


def returns(user: User) -> QuerySet[YearlyReturn]:
    """The yearly returns of one's own body."""
    return YearlyReturn.objects.filter(organisation_id=user.organisation_id or 0)


def return_or_404(user: User, pk: int) -> YearlyReturn:
    """A yearly return of one's own body."""
    found = returns(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def requests(user: User) -> QuerySet[OversightRequest]:
    """The requests to one's own body."""
    return OversightRequest.objects.filter(organisation_id=user.organisation_id or 0)


def request_or_404(user: User, pk: int) -> OversightRequest:
    """A request to one's own body."""
    found = requests(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def counted(organisation: Organisation, *, fiscal_year: int, as_of_seq: int) -> dict[str, int]:
    """The numbers of a fiscal year as the record told them at a place: the same whenever they are counted."""
    found = counts(_happened(organisation, as_of_seq), fiscal_year=fiscal_year)
    last = fiscal_year_days(fiscal_year)[1]
    listed = EntryVersion.objects.filter(entry__organisation=organisation, published_on__lte=last)
    listed = listed.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=last))
    found["files_registered"] = listed.values("entry_id").distinct().count()
    found["files_offered"] = listed.filter(offered=True).values("entry_id").distinct().count()
    return found


def lines_of(row: YearlyReturn) -> list[tuple[ReportItem, str]]:
    """The return as lines: what the law's report has, and the number in words; a dash where the record has none."""
    return [(item, _in_words(item, row.numbers)) for item in report_items(law_of(row))]


def law_of(row: YearlyReturn) -> Regime:
    """The law of the last day of the year that is reported."""
    return regime_of(row.organisation, on=fiscal_year_days(row.fiscal_year)[1])


def _in_words(item: ReportItem, numbers: dict[str, int]) -> str:
    if item.key == "making_hours":
        hours, minutes = divmod(numbers.get("making_minutes", 0), 60)
        return f"{hours:,}時間{minutes}分"
    if item.key == "outsourcing_yen":
        return "―（会計の記録で確かめて書き入れます）"
    unit = {"yen": "円", "persons": "人"}.get(item.counts, "件")
    return f"{numbers.get(item.key, 0):,}{unit}"


def _happened(organisation: Organisation, as_of_seq: int) -> Iterator[Happened]:
    rows = events_of(organisation.code).filter(seq__lte=as_of_seq)
    for kind, subject, facts, at in rows.values_list("kind", "subject", "facts", "at").iterator(chunk_size=1000):
        day = date.fromisoformat(facts["on"]) if "on" in facts else at.date()
        yield Happened(kind, subject, day, facts)


_COMPLAINT_STEPS = {
    ComplaintStatus.RECEIVED: (Role.COORDINATOR, "苦情の担当を決める"),
    ComplaintStatus.ASSIGNED: (Role.SECTION, "苦情を調べ、結果を記録する"),
    ComplaintStatus.INVESTIGATED: (Role.COORDINATOR, "苦情に回答する"),
    ComplaintStatus.ANSWERED: (Role.COORDINATOR, "苦情を完結にする"),
}
_RETURN_STEPS = {
    ReturnStatus.COUNTED: (Role.SECTION, "年次の報告の数を確かめる"),
    ReturnStatus.CONFIRMED: (Role.COORDINATOR, "年次の報告を確かめる"),
    ReturnStatus.APPROVED: (Role.COORDINATOR, "年次の報告を提出し、記録する"),
}


def tasks(*, user: User, on: date) -> list[Task]:
    """What the account has to do next in complaints, returns and requests."""
    del on  # the rows themselves say by when
    if user.organisation_id is None:
        return []
    found = []
    for row in complaints(user).exclude(status=ComplaintStatus.CLOSED):
        role, text = _COMPLAINT_STEPS[row.stands]
        if role in user.role_names:
            found.append(Task(text, reverse("complaint", args=[row.pk]), "", None, row.number))
    for row in returns(user).exclude(status=ReturnStatus.SUBMITTED):
        role, text = _RETURN_STEPS[row.stands]
        if role in user.role_names:
            found.append(Task(text, reverse("return", args=[row.pk]), "", None, f"{row.fiscal_year}年度"))
    if Role.COORDINATOR in user.role_names:
        for row in requests(user).filter(status=RequestStatus.OPEN):
            url = reverse("oversight-request", args=[row.pk])
            found.append(Task("監督に関する求めに回答する", url, "", row.due_on, row.about))
    return found


def day_of(organisation: Organisation) -> date:
    """Today, for the body."""
    return today(organisation)

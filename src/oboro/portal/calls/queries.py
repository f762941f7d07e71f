"""Reading the calls: what the public sees, what an office sees of its own, and what it has to do next."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework.calls import CALL_LABELS, CallStatus, Deed, can
from oboro.kernel.dates import fiscal_year_label
from oboro.kernel.errors import NoLawOnDate
from oboro.law.periods import fiscal_year
from oboro.law.regime import Regime, must_solicit
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.register.models import Entry
from oboro.portal.register.queries import Note
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, regime_of, today

# ---- the public side ----


def announced_calls() -> QuerySet[Call]:
    """The calls that have been announced, of all bodies, the newest first; no rehearsal is among them."""
    real = Call.objects.filter(organisation__rehearses=None)
    return real.filter(stored_status=CallStatus.ANNOUNCED).select_related("organisation")


def open_calls() -> list[Call]:
    """The calls that are open on their own body's day."""
    return [c for c in announced_calls() if c.status_on(today(c.organisation)) is CallStatus.OPEN]


def announced_call_or_404(pk: int) -> Call:
    """An announced call, of whichever body."""
    found = announced_calls().filter(pk=pk).prefetch_related("files__version__entry").first()
    if found is None:
        raise Http404
    return found


def open_file_or_404(*, call: int, entry: int) -> CallFile:
    """A file of a call that is open today: what a proposal starts from."""
    found = (
        CallFile.objects.filter(call__in=announced_calls(), call_id=call, entry_id=entry)
        .select_related("call__organisation", "entry__organisation", "version__entry__organisation")
        .first()
    )
    if found is None or found.call.status_on(today(found.call.organisation)) is not CallStatus.OPEN:
        raise Http404
    return found


def note_of_entry(entry: Entry) -> Note:
    """The calls that an entry stands in, for its public page."""
    on = today(entry.organisation)
    lines = [
        (call_title(call), reverse("call-page", args=[call.pk]), CALL_LABELS[call.status_on(on)])
        for call in announced_calls().filter(files__entry=entry)
    ]
    return Note("提案の募集", tuple(lines))


# ---- the office's side: always of one organisation ----


def calls_for_organisation(organisation: Organisation) -> QuerySet[Call]:
    """The calls of a body with their files, the newest first."""
    return (
        Call.objects.filter(organisation=organisation)
        .select_related("organisation")
        .prefetch_related("files__version__entry")
    )


def call_for_organisation(organisation: Organisation, pk: int) -> Call:
    """One call of the body, or 404."""
    found = calls_for_organisation(organisation).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# ---- what is next ----


def tasks(*, user: User, on: date) -> list[Task]:
    """What the account has to do for the calls."""
    if user.organisation is None:
        return []
    try:
        regime = regime_of(user.organisation, on=on)
    except NoLawOnDate:
        return []
    return _call_tasks(user, regime, on)


def _call_tasks(user: User, regime: Regime, on: date) -> list[Task]:
    calls = list(Call.objects.filter(organisation=user.organisation))
    found = []
    for call in calls:
        url, subject = reverse("office-call", args=[call.pk]), call_title(call)
        if call.stored_status == CallStatus.PREPARED and can(Deed.APPROVE_CALL, user.role_names):
            found.append(Task("募集の内容を確かめて承認する", url, regime.cite("call").short, subject=subject))
        if call.stored_status == CallStatus.APPROVED and can(Deed.ANNOUNCE_CALL, user.role_names):
            why = regime.cite("call_notice").short
            found.append(Task("募集を公示する", url, why, due_on=call.starts_on, subject=subject))
    year = fiscal_year(on)
    duty = must_solicit(regime)
    if duty.value and can(Deed.PREPARE_CALL, user.role_names) and all(call.fiscal_year != year for call in calls):
        text = f"{fiscal_year_label(year)}の提案の募集を準備する"
        found.append(Task(text, reverse("office-call-new"), f"{duty.reason}（{duty.citation.short}）"))
    return found


def call_title(call: Call) -> str:
    """「令和8年度第1回の提案の募集」."""
    return f"{fiscal_year_label(call.fiscal_year)}第{call.number}回の提案の募集"

"""Reading the calls: what the public sees, what an office sees of its own, and what it has to do next."""

from datetime import date

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from oboro.casework.calls import CALL_LABELS, CallStatus, Deed, YearDuty, can, year_duty
from oboro.kernel.dates import fiscal_year_label
from oboro.kernel.errors import NoLawOnDate
from oboro.law.periods import fiscal_year
from oboro.law.regime import Regime
from oboro.portal.calls.models import Abstention, Call, CallFile
from oboro.portal.register.models import Entry
from oboro.portal.register.queries import Note
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, regime_of, today

# ---- the public side ----


def announced_calls(*, body: str = "") -> QuerySet[Call]:
    """The calls that have been announced, of all bodies or one, the newest first; no rehearsal is among them."""
    real = Call.objects.filter(organisation__rehearses=None)
    found = real.filter(stored_status=CallStatus.ANNOUNCED).select_related("organisation")
    return found.filter(organisation__code=body) if body else found


def open_calls(*, body: str = "", entry: Entry | None = None) -> list[Call]:
    """The calls that are open on their own body's day; of one body, or on one file, if asked for."""
    day = Coalesce("organisation__practice_on", Value(timezone.localdate()))  # as `Organisation.today`
    about = announced_calls(body=body).filter(starts_on__lte=day, ends_on__gte=day)
    if entry is not None:
        about = about.filter(files__entry=entry)
    return [c for c in about if c.status_on(today(c.organisation)) is CallStatus.OPEN]


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
        if call.status_on(on) is CallStatus.CLOSED and can(Deed.REPORT_CALL, user.role_names):
            found.append(Task("募集の結果を公表する", url, subject=subject))
    duty = year_duty(regime, starts=[call.starts_on for call in calls], on=on)
    if not duty.met and can(Deed.PREPARE_CALL, user.role_names):
        text = f"{fiscal_year_label(duty.year)}の提案の募集を準備する"
        why = f"{duty.reason}（{duty.citation.short}）"
        found.append(Task(text, reverse("office-call-new"), why, due_on=duty.last_start))
    return found


def duty_of(organisation: Organisation, *, on: date) -> YearDuty:
    """What this fiscal year asks of a body, with the calls that it has announced."""
    announced = Call.objects.filter(organisation=organisation, announced_on__isnull=False)
    regime = regime_of(organisation, on=on)
    return year_duty(regime, starts=announced.values_list("starts_on", flat=True), on=on)


def abstention_of(organisation: Organisation, *, on: date) -> Abstention | None:
    """The choice not to call in the fiscal year of a day, while it stands."""
    year = fiscal_year(on)
    return Abstention.objects.filter(organisation=organisation, fiscal_year=year, lifted_on__isnull=True).first()


def call_title(call: Call) -> str:
    """「令和8年度第1回の提案の募集」."""
    return f"{fiscal_year_label(call.fiscal_year)}第{call.number}回の提案の募集"

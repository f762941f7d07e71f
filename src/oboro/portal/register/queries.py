"""Reading the register: what the public sees, what an office sees of its own, and what it has to do next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework.register import CallStatus, Deed, VersionStatus, can
from oboro.kernel.dates import fiscal_year_label
from oboro.kernel.errors import NoLawOnDate
from oboro.law.periods import fiscal_year
from oboro.law.regime import Regime, must_solicit
from oboro.law.register import RegisterItem, items
from oboro.portal.register.models import Call, CallFile, Eligibility, Entry, EntryVersion
from oboro.portal.register.search import matching
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, regime_of, today

IN_HAND = (VersionStatus.DRAFT, VersionStatus.SUBMITTED, VersionStatus.APPROVED)


@dataclass(frozen=True)
class Line:
    """One item of an entry as a page shows it: the item of the law, and the answer (None when empty)."""

    item: RegisterItem
    value: object


# ---- the public side ----


def published() -> QuerySet[EntryVersion]:
    """What is published now, of all bodies."""
    return EntryVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related("entry__organisation")


def search(*, text: str = "", body: str = "", kind: str = "", offered: bool = False) -> QuerySet[EntryVersion]:
    """The published entries that hold every word, of one body, one kind, or offered for proposals, if asked for."""
    found = matching(published(), text)
    if body:
        found = found.filter(entry__organisation__code=body)
    if kind:
        found = found.filter(answers__kind=kind)
    if offered:
        found = found.filter(offered=True)
    return found.order_by("entry__organisation__code", "entry__number")


def bodies_with_entries() -> QuerySet[Organisation]:
    """The bodies that have published an entry."""
    return Organisation.objects.filter(entries__versions__status=VersionStatus.PUBLISHED).distinct()


def published_or_404(pk: int) -> EntryVersion:
    """The published version of an entry, of whichever body."""
    found = published().filter(entry_id=pk).first()
    if found is None:
        raise Http404
    return found


def lines(version: EntryVersion) -> list[Line]:
    """The items of an entry in the order of its law, those to be filled in after the making only when they are."""
    return [
        Line(item, version.answers.get(item.key))
        for item in items(version.regime)
        if item.obligation != "after_creation" or version.answers.get(item.key)
    ]


def announced_calls() -> QuerySet[Call]:
    """The calls that have been announced, of all bodies, the newest first."""
    return Call.objects.filter(stored_status=CallStatus.ANNOUNCED).select_related("organisation")


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
        CallFile.objects.filter(call_id=call, entry_id=entry, call__stored_status=CallStatus.ANNOUNCED)
        .select_related("call__organisation", "entry__organisation", "version__entry__organisation")
        .first()
    )
    if found is None or found.call.status_on(today(found.call.organisation)) is not CallStatus.OPEN:
        raise Http404
    return found


# ---- the office's side: always of one organisation ----


def entries_for_organisation(organisation: Organisation) -> QuerySet[Entry]:
    """The entries of a body with their living versions as `living` and their judgements."""
    living = EntryVersion.objects.exclude(status=VersionStatus.REPLACED).order_by("-number")
    return (
        Entry.objects.filter(organisation=organisation)
        .select_related("organisation", "section")
        .prefetch_related(Prefetch("versions", queryset=living, to_attr="living"), "judgements")
        .order_by("number")
    )


def entry_for_organisation(organisation: Organisation, pk: int) -> Entry:
    """One entry of the body, or 404."""
    found = entries_for_organisation(organisation).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def in_hand(entry: Entry) -> EntryVersion | None:
    """The version of an entry that is being written or approved."""
    return next((v for v in _living(entry) if v.stage in IN_HAND), None)


def in_force(entry: Entry) -> EntryVersion | None:
    """The published version of an entry."""
    return next((v for v in _living(entry) if v.stage is VersionStatus.PUBLISHED), None)


def latest_judgement(entry: Entry) -> Eligibility | None:
    """The judgement that counts: the last one."""
    return next(iter(entry.judgements.all()), None)


def versions_of(entry: Entry) -> QuerySet[EntryVersion]:
    """All versions of an entry, the newest first."""
    return EntryVersion.objects.filter(entry=entry).select_related("entry__organisation").order_by("-number")


def version_or_404(entry: Entry, number: int) -> EntryVersion:
    """One version of an entry."""
    found = versions_of(entry).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def differences(before: EntryVersion | None, after: EntryVersion) -> list[tuple[RegisterItem, object, object]]:
    """The items whose answers differ between two versions: item, before, after."""
    old = before.answers if before else {}
    return [
        (item, old.get(item.key), after.answers.get(item.key))
        for item in items(after.regime)
        if old.get(item.key) != after.answers.get(item.key)
    ]


def offered_versions(organisation: Organisation) -> QuerySet[EntryVersion]:
    """The published entries of a body that are marked as open for proposals."""
    return published().filter(entry__organisation=organisation, offered=True).order_by("entry__number")


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
    """What the account has to do in the register and for the calls."""
    if user.organisation is None:
        return []
    try:
        regime = regime_of(user.organisation, on=on)
    except NoLawOnDate:
        return []
    return [*_entry_tasks(user, regime), *_call_tasks(user, regime, on)]


_ENTRY_TASKS = {
    VersionStatus.DRAFT: (Deed.SUBMIT_ENTRY, "下書きを仕上げて承認を依頼する"),
    VersionStatus.SUBMITTED: (Deed.APPROVE_ENTRY, "記載を確かめて承認する"),
    VersionStatus.APPROVED: (Deed.PUBLISH_ENTRY, "承認した記載を公表する"),
}


def _entry_tasks(user: User, regime: Regime) -> list[Task]:
    waiting = (
        EntryVersion.objects.filter(entry__organisation=user.organisation, status__in=IN_HAND)
        .select_related("entry")
        .order_by("entry__number")
    )
    found = []
    for version in waiting:
        deed, text = _ENTRY_TASKS[version.stage]
        if can(deed, user.role_names) and _concerns(user, version.entry):
            url = reverse("office-entry", args=[version.entry_id])
            found.append(Task(text, url, regime.cite("register").short, subject=version.name or "名称未記入のファイル"))
    return found


def _concerns(user: User, entry: Entry) -> bool:
    return user.section_id is None or user.section_id == entry.section_id


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


def _living(entry: Entry) -> list[EntryVersion]:
    ready = getattr(entry, "living", None)
    if ready is None:
        ready = list(entry.versions.filter(~Q(status=VersionStatus.REPLACED)).order_by("-number"))
        entry.living = ready
    for version in ready:
        version.entry = entry
    return ready

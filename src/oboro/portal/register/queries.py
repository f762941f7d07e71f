"""Reading the register: what the public sees, what an office sees of its own, and what it has to do next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework.register import Deed, VersionStatus, can
from oboro.kernel.errors import NoLawOnDate
from oboro.law.regime import Regime
from oboro.law.register import RegisterItem, items
from oboro.portal.register.models import Eligibility, Entry, EntryVersion
from oboro.portal.register.search import matching
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, regime_of

IN_HAND = (VersionStatus.DRAFT, VersionStatus.SUBMITTED, VersionStatus.APPROVED)


@dataclass(frozen=True)
class Line:
    """One item of an entry as a page shows it: the item of the law, and the answer (None when empty)."""

    item: RegisterItem
    value: object


@dataclass(frozen=True)
class Note:
    """What a later room tells on the public page of an entry: a heading, and lines of words, address and tag."""

    heading: str
    lines: tuple[tuple[str, str, str], ...]


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


# ---- what is next ----


def tasks(*, user: User, on: date) -> list[Task]:
    """What the account has to do in the register."""
    if user.organisation is None:
        return []
    try:
        regime = regime_of(user.organisation, on=on)
    except NoLawOnDate:
        return []
    return _entry_tasks(user, regime)


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


def _living(entry: Entry) -> list[EntryVersion]:
    ready = getattr(entry, "living", None)
    if ready is None:
        ready = list(entry.versions.filter(~Q(status=VersionStatus.REPLACED)).order_by("-number"))
        entry.living = ready
    for version in ready:
        version.entry = entry
    return ready

"""Reading the register: what the public sees, what an office sees of its own, and what it has to do next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from oboro.casework.register import Deed, Event, Standing, VersionStatus, can, judge_again, version_after
from oboro.kernel.dates import fiscal_year_days, fiscal_year_label
from oboro.kernel.errors import NoLawOnDate, NotNow
from oboro.law.periods import fiscal_year
from oboro.law.regime import Regime, Scheme
from oboro.law.regime import regime as law_of
from oboro.law.register import RegisterItem, duties, exemptions, items
from oboro.portal.register.deeds import allow, allow_section
from oboro.portal.register.models import Edition, Eligibility, Entry, EntryVersion, Exemption, Listing, Occurrence
from oboro.portal.register.search import ALL, FIELDS, matching
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, regime_of

WITHHELD = "withheld"
MOST_COUNTED = 1000
READ_FIRST = 40_000  # lines that are read in their order before the index is asked
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
    """What is published now, of all bodies; what an officer rehearses is nobody else's."""
    real = EntryVersion.objects.filter(entry__organisation__rehearses=None)
    return real.filter(status=VersionStatus.PUBLISHED).select_related("entry__organisation")


def search(
    *,
    text: str = "",
    body: str = "",
    kind: str = "",
    offered: bool = False,
    within: Mapping[str, str] | None = None,
    match: str = ALL,
    few: bool = False,
) -> QuerySet[Listing]:
    """The published entries that hold the words, of one body, one kind, or offered for proposals, if asked for.

    Args:
        text: words looked for anywhere in an entry.
        body: 団体コード.
        kind: computer or manual.
        offered: only those under which proposals are taken.
        within: words by field (`search.FIELDS`).
        match: whether each field holds all its words, or any of them (`search.ALL`, `search.ANY`).
        few: the texts of few lines are to be read, not the index of all.
    """
    # Not a join: the planner then keeps to the index of words, or to that of the order.
    rehearsing = Organisation.objects.filter(rehearses__isnull=False)
    found = Listing.objects.exclude(organisation__in=rehearsing)
    if body:
        found = found.filter(code=body)
    for name, words in {"": text, **(within or {})}.items():
        found = matching(found, words, within=name, match=match, few=few or bool(body))
    if kind:
        found = found.filter(kind=kind)
    if offered:
        found = found.filter(offered=True)
    return found.order_by("code", "number")


def keys_of(asked: Mapping[str, Any]) -> list[int]:
    """The keys of the lines that a search form asks for, in order; one more than `MOST_COUNTED` when there are more.

    Words of single items are first looked for among the first lines, whose items are short: what a common word finds
    there is enough, and first in order. The index would gather all lines that hold its pairs anywhere.
    """
    within = {name: asked[name] for name in FIELDS if asked.get(name)}
    narrowed = partial(
        search,
        text=asked.get("q", ""),
        body=asked.get("body", ""),
        kind=asked.get("kind", ""),
        offered=asked.get("offered", False),
        within=within,
        match=asked.get("match") or ALL,
    )
    most = MOST_COUNTED + 1
    if asked.get("q") or not within or asked.get("body"):
        return first_found(narrowed(), most=most, in_order=not asked.get("q") or bool(asked.get("body")))
    codes = Listing.objects.order_by("code", "number").values_list("code", flat=True)
    last = next(iter(codes[READ_FIRST : READ_FIRST + 1]), None)
    first = narrowed(few=True) if last is None else narrowed(few=True).filter(code__lte=last)
    near = first_found(first, most=most, in_order=True)
    return near if last is None or len(near) == most else first_found(narrowed(), most=most, in_order=False)


def first_found(found: QuerySet[Listing], *, most: int, in_order: bool) -> list[int]:
    """The keys of what a search finds, at most so many, in the order of bodies and numbers.

    By the index of words any `most` lines are taken and then put in order: reading all lines in their order until
    enough hold a word takes long when only the last bodies have it. Else (`in_order`) the first lines are taken.
    """
    keys = (found if in_order else found.order_by()).values_list("code", "number", "pk")[:most]
    return [pk for _, _, pk in sorted(keys)]


def lines_of(keys: Collection[int]) -> list[Listing]:
    """These lines of the catalogue with their bodies, in the order of the keys."""
    found = Listing.objects.select_related("organisation").defer("folded", "grams").in_bulk(keys)
    return [found[key] for key in keys]


def bodies_with_entries() -> QuerySet[Organisation]:
    """The bodies that have published an entry."""
    return Organisation.objects.filter(Exists(Listing.objects.filter(code=OuterRef("code"))), rehearses=None)


def telling_of_made(*, body: str = "") -> QuerySet[EntryVersion]:
    """The published entries, of all bodies or one, that tell of information already made from their file."""
    found = published().filter(answers__has_key="made_period").order_by("entry__organisation__code", "entry__number")
    return found.filter(entry__organisation__code=body) if body else found


def published_or_404(pk: int) -> EntryVersion:
    """The published version of an entry, of whichever body."""
    found = published().filter(entry_id=pk).first()
    if found is None:
        raise Http404
    return found


def public_version_or_404(pk: int, number: int) -> EntryVersion:
    """A version that is or once was published, of whichever real body: its address stays for good."""
    real = EntryVersion.objects.filter(entry__organisation__rehearses=None)
    found = (
        real.filter(entry_id=pk, number=number, published_on__isnull=False)
        .select_related("entry__organisation")
        .first()
    )
    if found is None:
        raise Http404
    return found


def public_versions(entry: Entry) -> QuerySet[EntryVersion]:
    """The versions of an entry that are or once were published, the last publication first."""
    told = EntryVersion.objects.filter(entry=entry, published_on__isnull=False)
    return told.order_by(F("published_in__number").desc(nulls_last=True), "-number")


def struck(versions: Iterable[EntryVersion]) -> EntryVersion | None:
    """The version that was struck out, of an entry of which none stands published; None while one does."""
    told = list(versions)
    if any(one.stage is VersionStatus.PUBLISHED for one in told):
        return None
    return next((one for one in told if one.stage is VersionStatus.STRUCK), None)


def base_of(versions: Iterable[EntryVersion]) -> EntryVersion | None:
    """What the next version of an entry is written from: the one in hand, or else in force, or else the last."""

    def place(one: EntryVersion) -> tuple[bool, bool, int]:
        return one.stage in IN_HAND, one.stage is VersionStatus.PUBLISHED, one.number

    return max(versions, key=place, default=None)


def not_eligible(entries: Collection[int]) -> set[int]:
    """Those of these entries whose latest judgement says that the file is not open for proposals."""
    latest = Eligibility.objects.filter(entry=OuterRef("pk")).order_by("-pk").values("eligible")[:1]
    return set(
        Entry.objects.filter(pk__in=entries)
        .annotate(says=Subquery(latest))
        .filter(says=False)
        .values_list("pk", flat=True)
    )


def editions_of(organisation: Organisation) -> QuerySet[Edition]:
    """The editions of a body's register, the newest first."""
    return Edition.objects.filter(organisation=organisation).select_related("organisation").order_by("-number")


def edition_or_404(code: str, number: int | None = None) -> Edition:
    """An edition of a body's register, the newest without a number."""
    real = Edition.objects.filter(organisation__code=code, organisation__rehearses=None)
    found = real.select_related("organisation").order_by("-number")
    edition = (found if number is None else found.filter(number=number)).first()
    if edition is None:
        raise Http404
    return edition


def lines(version: EntryVersion) -> list[Line]:
    """The items of an entry in the order of its law, those to be filled in after the making only when they are."""
    return [
        Line(item, version.answers.get(item.key))
        for item in items(version.regime)
        if item.obligation != "after_creation" or version.answers.get(item.key)
    ]


# ---- the office's side: always of one organisation ----


def entries_for_organisation(organisation: Organisation) -> QuerySet[Entry]:
    """The entries of a body with their living versions as `living`, judgements, open occurrences and exemption."""
    living = EntryVersion.objects.exclude(status=VersionStatus.REPLACED).order_by("-number")
    return (
        Entry.objects.filter(organisation=organisation)
        .select_related("organisation", "section")
        .prefetch_related(
            Prefetch("versions", queryset=living, to_attr="living"),
            Prefetch("judgements", queryset=Eligibility.objects.order_by("-pk")),
            Prefetch("occurrences", queryset=Occurrence.objects.filter(settled_on__isnull=True), to_attr="unsettled"),
            Prefetch("exemptions", queryset=Exemption.objects.filter(lifted_on__isnull=True), to_attr="exempted"),
        )
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


def draft_to_discard(entry: Entry, *, by: User) -> EntryVersion:
    """The draft in hand, which this account may throw away.

    Raises:
        NotAllowed: another role or section.
        NotNow: there is none, or it waits for approval or publication.
    """
    allow(Deed.DISCARD_DRAFT, entry.organisation, by)
    allow_section(entry, by)
    hand = in_hand(entry)
    if hand is None:
        raise NotNow("破棄できる下書きがありません。")
    version_after(hand.stage, Deed.DISCARD_DRAFT)
    return hand


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
    own = EntryVersion.objects.filter(entry__organisation=organisation, status=VersionStatus.PUBLISHED)
    return own.filter(offered=True).select_related("entry__organisation").order_by("entry__number")


def title_of(entry: Entry) -> str:
    """The name of a file, as the version in hand or in force has it."""
    return getattr(in_hand(entry) or in_force(entry), "name", "") or "名称未記入のファイル"


def named(organisation: Organisation, words: str) -> QuerySet[Entry]:
    """The entries of a body, published or not, of which a version's name holds the words."""
    return Entry.objects.filter(organisation=organisation, versions__name__icontains=words)


def waiting(organisation: Organisation) -> dict[str, int]:
    """How many versions of a body are in hand, by status."""
    found = EntryVersion.objects.filter(entry__organisation=organisation, status__in=IN_HAND)
    return dict(found.order_by().values_list("status").annotate(count=Count("pk")))


def exemption_of(entry: Entry) -> Exemption | None:
    """The exemption that stands."""
    ready = getattr(entry, "exempted", None)
    return next(iter(entry.exemptions.filter(lifted_on__isnull=True) if ready is None else ready), None)


def grounds(regime: Regime) -> dict[str, str]:
    """The grounds on which a file is not entered, in words with their place."""
    words = {one.key: f"{one.text}（{one.citation.short}）" for one in exemptions(regime)}
    place = regime.cite("register_withheld").short
    return words | {WITHHELD: f"載せることにより、事務の適正な遂行に著しい支障を及ぼすおそれがあるもの（{place}）"}


def reasons_to_judge_again(entry: Entry, *, regime: Regime, on: date) -> tuple[str, ...]:
    """Why the latest judgement of an entry has to be made again; empty when it holds, or when there is none."""
    judged, version = latest_judgement(entry), in_hand(entry) or in_force(entry)
    if judged is None or version is None:
        return ()
    before = law_of(Scheme(judged.scheme), body=entry.organisation.body, on=judged.judged_on)
    then = Standing(judged.rests_on or version.answers, judged.facts.get("persons"), _steps(before), judged.judged_on)
    return judge_again(regime, then=then, now=Standing(version.answers, version.persons, _steps(regime), on))


def to_review(organisation: Organisation, *, on: date, section: int | None = None) -> QuerySet[EntryVersion]:
    """The published versions that wait for their yearly look: neither published nor confirmed in this fiscal year."""
    begins, _ = fiscal_year_days(fiscal_year(on))
    found = (
        EntryVersion.objects.filter(
            entry__organisation=organisation, status=VersionStatus.PUBLISHED, published_on__lt=begins
        )
        .annotate(looked_on=Max("entry__confirmations__confirmed_on"))
        .filter(Q(looked_on__isnull=True) | Q(looked_on__lt=begins))
        .select_related("entry__section", "entry__organisation")
        .order_by("entry__number")
    )
    return found if section is None else found.filter(entry__section=section)


def unsettled(organisation: Organisation, *, section: int | None = None) -> QuerySet[Occurrence]:
    """What happened to files of a body and the register has not followed yet, the oldest first."""
    found = (
        Occurrence.objects.filter(entry__organisation=organisation, settled_on__isnull=True)
        .select_related("entry__organisation", "entry__section")
        .order_by("happened_on", "pk")
    )
    return found if section is None else found.filter(entry__section=section)


# ---- what is next ----

_ENTRY_TASKS = {
    VersionStatus.DRAFT: (Deed.SUBMIT_ENTRY, "下書きを仕上げて承認を依頼する"),
    VersionStatus.SUBMITTED: (Deed.APPROVE_ENTRY, "記載を確かめて承認する"),
    VersionStatus.APPROVED: (Deed.PUBLISH_ENTRY, "承認した記載を公表する"),
}
_EVENT_TASKS = {
    Event.HELD: (Deed.DRAFT_ENTRY, "保有するに至ったファイルを記載する"),
    Event.CHANGED: (Deed.DRAFT_ENTRY, "変更があった記載を修正する"),
    Event.ENDED: (Deed.STRIKE_ENTRY, "記載を消除する"),
}
SINGLY = 3  # more of the same kind are told as one task


def tasks(*, user: User, on: date) -> list[Task]:
    """What the account has to do in the register."""
    if user.organisation is None:
        return []
    try:
        regime = regime_of(user.organisation, on=on)
    except NoLawOnDate:
        return []
    return [*_entry_tasks(user, regime), *_event_tasks(user, regime, on), *_review_tasks(user, regime, on)]


def _entry_tasks(user: User, regime: Regime) -> list[Task]:
    waiting = EntryVersion.objects.filter(entry__organisation=user.organisation, status__in=IN_HAND)
    if user.section_id is not None:
        waiting = waiting.filter(entry__section=user.section_id)
    why, found = regime.cite("register").short, []
    for status, (deed, text) in _ENTRY_TASKS.items():
        if not can(deed, user.role_names):
            continue
        some = list(waiting.filter(status=status).order_by("entry__number")[: SINGLY + 1])
        if len(some) > SINGLY:
            count = waiting.filter(status=status).count()
            found.append(Task(f"{text}（{count}件）", f"{reverse('office-register')}?status={status}", why))
            continue
        found += [
            Task(text, reverse("office-entry", args=[one.entry_id]), why, subject=one.name or "名称未記入のファイル")
            for one in some
        ]
    return found


def _event_tasks(user: User, regime: Regime, on: date) -> list[Task]:
    times = {duty.key: duty for duty in duties(regime)}
    found = []
    for one in unsettled(user.organisation, section=user.section_id)[:50]:
        deed, text = _EVENT_TASKS[Event(one.event)]
        if can(deed, user.role_names):
            duty, days = times[one.event], (on - one.happened_on).days
            why = f"{duty.time}（{duty.citation.short}）" + (f"。{days}日たっています" if days else "")
            url = reverse("office-entry", args=[one.entry_id])
            found.append(Task(text, url, why, subject=f"番号{one.entry.number}"))
    return found


def _review_tasks(user: User, regime: Regime, on: date) -> list[Task]:
    if not can(Deed.CONFIRM_ENTRIES, user.role_names):
        return []
    count = to_review(user.organisation, on=on, section=user.section_id).count()
    duty = next(one for one in duties(regime) if one.key == Event.CHANGED)
    text = f"{fiscal_year_label(fiscal_year(on))}の確認をする（{count}件のファイル）"
    return [Task(text, reverse("office-review"), f"変更は{duty.time}修正（{duty.citation.short}）")] if count else []


def _steps(regime: Regime) -> tuple[tuple[str, str], ...]:
    return tuple((one.text("question"), one.citation.short) for one in regime.entries("eligibility", "step"))


def _living(entry: Entry) -> list[EntryVersion]:
    ready = getattr(entry, "living", None)
    if ready is None:
        ready = list(entry.versions.filter(~Q(status=VersionStatus.REPLACED)).order_by("-number"))
        entry.living = ready
    for version in ready:
        version.entry = entry
    return ready

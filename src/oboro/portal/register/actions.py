"""From the draft of an entry to its publication. One action, one transaction, one audit event.

What is decided and noted of a file besides is in `upkeep`, entries that come from elsewhere in `importing`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError, QuerySet

from oboro.casework.register import (
    Deed,
    Event,
    FileFacts,
    VersionStatus,
    check,
    check_approver,
    check_entry,
    version_after,
)
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow, Refused
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.portal.register.book import book_of
from oboro.portal.register.deeds import allow, allow_own, allow_section, hold, remember, remember_of
from oboro.portal.register.models import Edition, Eligibility, Entry, EntryVersion, Listing, Occurrence
from oboro.portal.register.queries import IN_HAND, base_of
from oboro.portal.register.search import line_of
from oboro.portal.tenancy.models import Organisation, Section, User
from oboro.portal.tenancy.queries import regime_of

MADE = ("made_summary", "made_desk", "made_period")
NOTHING: Mapping[str, str] = {}


@transaction.atomic
def start_entry(
    *,
    organisation: Organisation,
    answers: Mapping[str, Any],
    persons: int | None,
    by: User,
    on: date,
    section: Section | None = None,
    withheld: Mapping[str, str] = NOTHING,
    number: int | None = None,
) -> Entry:
    """Begin an entry with its first draft.

    Args:
        organisation: whose register it is.
        answers: items by their keys; keys that the law does not know are dropped.
        persons: persons in the file; None while nobody has said.
        by: the account.
        on: the day of the body.
        section: which section keeps the file.
        withheld: items left out, each with the reason.
        number: place in the register; the next free one without.

    Raises:
        NotAllowed: the account belongs to another body, or may not draft.
    """
    allow(Deed.DRAFT_ENTRY, organisation, by)
    if section is not None and section.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の課は選べません。")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if number is None:
        number = (Entry.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0) + 1
    entry = Entry.objects.create(organisation=organisation, number=number, section=section)
    _write(entry, number=1, answers=answers, persons=persons, withheld=withheld, by=by, on=on)
    remember(Deed.DRAFT_ENTRY, entry, by=by, on=on, version=1)
    return entry


@transaction.atomic
def save_draft(
    *,
    entry: Entry,
    answers: Mapping[str, Any],
    persons: int | None,
    by: User,
    on: date,
    withheld: Mapping[str, str] = NOTHING,
) -> EntryVersion:
    """Keep what was written so far; begins a new version when none is in hand. A draft may be incomplete.

    Raises:
        NotAllowed: not an account that may draft entries of this body.
        NotNow: the version in hand waits for approval or publication.
    """
    allow(Deed.DRAFT_ENTRY, entry.organisation, by)
    allow_section(entry, by)
    version = _in_hand(entry)
    if version is None:
        before = base_of(EntryVersion.objects.filter(entry=entry))
        kept = {key: before.answers[key] for key in MADE if key in before.answers} if before else {}
        told = {**kept, **answers}
        version = _write(
            entry, number=_last_number(entry) + 1, answers=told, persons=persons, withheld=withheld, by=by, on=on
        )
    else:
        version_after(version.stage, Deed.DRAFT_ENTRY)
        kept = {key: version.answers[key] for key in MADE if key in version.answers}
        _fill(version, regime=regime_of(entry.organisation, on=on), answers={**kept, **answers}, persons=persons)
        version.drafted_by, version.drafted_on, version.withheld = by.username, on, dict(withheld)
        version.writers = [*version.writers, *({by.username} - set(version.writers))]
        version.save()
    remember(Deed.DRAFT_ENTRY, entry, by=by, on=on, version=version.number)
    return version


@transaction.atomic
def discard_draft(*, entry: Entry, by: User, on: date) -> bool:
    """Delete the draft in hand; returns whether the entry went with it, because nothing of it was ever published.

    A judgement that rested on nothing but such a draft goes too; the record keeps its outcome.

    Raises:
        NotAllowed: another body, section or role.
        NotNow: there is no draft, it waits for approval, or something else hangs on the file.
    """
    version = _step(Deed.DISCARD_DRAFT, entry, by=by)
    allow_section(entry, by)
    whole = not EntryVersion.objects.filter(entry=entry).exclude(pk=version.pk).exists()
    remember(Deed.DISCARD_DRAFT, entry, by=by, on=on, version=version.number, whole=whole)
    version.delete()
    if not whole:
        return False
    entry.judgements.all().delete()
    try:
        entry.delete()
    except ProtectedError:
        raise NotNow(
            "このファイルには、起きたことや苦情などの記録があるので、下書きを破棄できません。",
            hint="個人情報ファイル簿に載せないときは、「載せないことにする」で理由を記録してください。",
        ) from None
    return True


@transaction.atomic
def submit_entry(*, entry: Entry, by: User, on: date) -> None:
    """Ask for the approval of the version in hand; nothing that the law asks for may be missing (NotLawful)."""
    version = _step(Deed.SUBMIT_ENTRY, entry, by=by)
    allow_section(entry, by)
    _check_listed(entry)
    check_entry(version.regime, version.answers, _facts_of(entry), withheld=version.withheld)
    _check_persons(version)
    version.note = ""
    version.save(update_fields=["status", "note"])
    remember(Deed.SUBMIT_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def return_entry(*, entry: Entry, note: str, by: User, on: date) -> None:
    """Give the version in hand back to those who wrote it, with the reason (NotLawful without one)."""
    version = _step(Deed.RETURN_ENTRY, entry, by=by)
    if not note.strip():
        raise NotLawful("差し戻す理由がありません。", hint="直してほしいところを書いてください。")
    version.note, version.approved_by = note.strip(), ""
    version.save(update_fields=["status", "note", "approved_by"])
    remember(Deed.RETURN_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def approve_entry(*, entry: Entry, by: User, on: date) -> None:
    """Approve the version in hand: somebody who has not written it (NotLawful when an item is missing)."""
    version = _step(Deed.APPROVE_ENTRY, entry, by=by)
    check_approver(version.writers, by=by.username)
    check_entry(version.regime, version.answers, _facts_of(entry), withheld=version.withheld)
    version.approved_by = by.username
    version.save(update_fields=["status", "approved_by"])
    remember(Deed.APPROVE_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def publish_entry(*, entry: Entry, by: User, on: date) -> Edition:
    """Publish the approved version in a new edition of the register; the one before is kept as replaced."""
    version = _step(Deed.PUBLISH_ENTRY, entry, by=by)
    _check_publishable(version)
    edition = _publish(entry.organisation, [version], by=by, on=on)
    remember(Deed.PUBLISH_ENTRY, entry, by=by, on=on, version=version.number, edition=edition.number)
    return edition


@transaction.atomic
def move_all(*, deed: Deed, organisation: Organisation, by: User, on: date) -> tuple[int, list[str]]:
    """Submit or approve every entry that can go on, one event each; the others stay where they are.

    Args:
        deed: SUBMIT_ENTRY takes all drafts that this account may submit, APPROVE_ENTRY all that wait for approval.
        organisation: whose register it is.
        by: the account.
        on: the day of the body.

    Returns:
        How many went on, and of those that did not: the number and why.
    """
    allow(deed, organisation, by)
    move, status = _MOVES[deed]
    waiting = Entry.objects.filter(organisation=organisation, versions__status=status)
    if by.section_id is not None:
        waiting = waiting.filter(section=by.section_id)
    done, stayed = 0, []
    for entry in sorted(hold(waiting), key=attrgetter("number")):
        try:
            with transaction.atomic():
                move(entry=entry, by=by, on=on)
        except Refused as refusal:
            stayed.append(f"番号{entry.number}：{refusal.message}")
        else:
            done += 1
    return done, stayed


@transaction.atomic
def publish_register(*, organisation: Organisation, by: User, on: date) -> Edition:
    """Publish every approved version at once, as one edition of the register.

    Raises:
        NotNow: nothing is approved.
        NotLawful: an approved version can no longer be published; names its number.
    """
    allow(Deed.PUBLISH_ENTRY, organisation, by)
    of_body = Entry.objects.filter(organisation=organisation, versions__status=VersionStatus.APPROVED)
    entries = {entry.pk: entry for entry in hold(of_body)}
    waiting = list(
        EntryVersion.objects.select_for_update(of=("self",))
        .filter(entry__organisation=organisation, status=VersionStatus.APPROVED)
        .order_by("entry__number")
    )
    waiting = [version for version in waiting if version.entry_id in entries]  # what was approved since waits
    if not waiting:
        raise NotNow("承認済みの記載がないので、公表できません。", hint="先に記載を承認してください。")
    for version in waiting:
        version.entry = entries[version.entry_id]
        version.status = version_after(version.stage, Deed.PUBLISH_ENTRY).value
        _check_publishable(version)
    edition = _publish(organisation, waiting, by=by, on=on)
    numbers = [version.entry.number for version in waiting]
    remember_of(Deed.PUBLISH_ENTRY, organisation, f"edition:{edition.number}", by=by, on=on, numbers=numbers)
    return edition


@transaction.atomic
def strike_entry(*, entry: Entry, by: User, on: date) -> Edition:
    """Strike the published entry out: the file is no longer kept, or has become too small."""
    check(Deed.STRIKE_ENTRY, by.role_names)
    allow_own(entry.organisation, by)
    version = _held(entry).filter(status=VersionStatus.PUBLISHED).first()
    if version is None:
        raise NotNow("公表している記載がないので、消除できません。")
    version.status, version.ended_on = version_after(version.stage, Deed.STRIKE_ENTRY), on
    version.save(update_fields=["status", "ended_on"])
    edition = _publish(entry.organisation, [], struck=[version], by=by, on=on)
    remember(Deed.STRIKE_ENTRY, entry, by=by, on=on, version=version.number, edition=edition.number)
    return edition


@transaction.atomic
def record_made(
    *, entry: Entry, summary: str, desk: Mapping[str, str], period: Mapping[str, str], by: User, on: date
) -> EntryVersion:
    """Publish a version of the entry that tells of information made from its file.

    A version in hand, if there is one, tells of it too from then on, and moves behind: numbers follow publications.

    Args:
        entry: a published entry.
        summary: persons and items of the made information, in words.
        desk: name and address of the desk that takes proposals for it.
        period: from and to as ISO dates: when it may be proposed for.
        by: the account; who may do it is checked by the room that calls.
        on: the day of the body.

    Raises:
        NotNow: the entry is not published.
    """
    allow_own(entry.organisation, by)
    before = _held(entry).filter(status=VersionStatus.PUBLISHED).first()
    if before is None:
        raise NotNow("公表している記載がないので、作成した情報を記載できません。", hint="先に記載を公表してください。")
    told = "\n".join(text for text in (before.answers.get("made_summary", ""), summary) if text)
    answers = {**before.answers, "made_summary": told, "made_desk": dict(desk), "made_period": dict(period)}
    draft = _in_hand(entry)
    number = _last_number(entry, without=draft) + 1
    if draft is not None:
        draft.number, draft.answers = number + 1, {**draft.answers, **{key: answers[key] for key in MADE}}
        draft.save(update_fields=["number", "answers"])
    version = EntryVersion(entry=entry, number=number, status=VersionStatus.REPLACED, drafted_by=by.username)
    _fill(version, regime=regime_of(entry.organisation, on=on), answers=answers, persons=before.persons)
    version.drafted_on, version.approved_by, version.withheld = on, by.username, before.withheld
    version.save()
    version.status = VersionStatus.PUBLISHED.value
    _publish(entry.organisation, [version], by=by, on=on)
    moved = {"draft": draft.number} if draft else {}
    remember(Deed.PUBLISH_ENTRY, entry, by=by, on=on, version=version.number, made=True, **moved)
    return version


_MOVES: dict[Deed, tuple[Callable[..., None], VersionStatus]] = {
    Deed.SUBMIT_ENTRY: (submit_entry, VersionStatus.DRAFT),
    Deed.APPROVE_ENTRY: (approve_entry, VersionStatus.SUBMITTED),
}

# ---------------------------------------------------------------------------------------------------------------


def _check_persons(version: EntryVersion) -> None:
    if version.persons is None:
        raise NotLawful("本人の数が空いています。", hint="下書きに、ファイルに記録されている本人の数を入れてください。")


def _held(entry: Entry) -> QuerySet[EntryVersion]:
    """The versions of a file that is locked until the deed is done, each to be locked as it is read."""
    hold(Entry.objects.filter(pk=entry.pk))
    return EntryVersion.objects.select_for_update(of=("self",)).filter(entry=entry)


def _last_number(entry: Entry, *, without: EntryVersion | None = None) -> int:
    others = EntryVersion.objects.filter(entry=entry)
    if without is not None:
        others = others.exclude(pk=without.pk)
    return others.aggregate(last=Max("number", default=0))["last"]


def _in_hand(entry: Entry) -> EntryVersion | None:
    return _held(entry).filter(status__in=IN_HAND).first()


def _step(deed: Deed, entry: Entry, *, by: User) -> EntryVersion:
    """The version in hand, moved on by a deed but not yet saved."""
    allow(deed, entry.organisation, by)
    version = _in_hand(entry)
    if version is None:
        raise NotNow("手続の途中にある記載がありません。", hint="下書きを作ってから進めてください。")
    version.entry = entry
    version.status = version_after(version.stage, deed).value
    return version


def _check_listed(entry: Entry) -> None:
    if entry.exemptions.filter(lifted_on__isnull=True).exists():
        raise NotNow(
            "このファイルは、個人情報ファイル簿に載せないこととしています。",
            hint="載せるときは、載せないことの記録を終了してください。",
        )


def _check_publishable(version: EntryVersion) -> None:
    _check_listed(version.entry)
    try:
        check_entry(version.regime, version.answers, _facts_of(version.entry), withheld=version.withheld)
    except NotLawful as refusal:
        raise NotLawful(f"番号{version.entry.number}：{refusal.message}", hint=refusal.hint) from None


def _write(
    entry: Entry,
    *,
    number: int,
    answers: Mapping[str, Any],
    persons: int | None,
    withheld: Mapping[str, str],
    by: User,
    on: date,
) -> EntryVersion:
    version = EntryVersion(entry=entry, number=number, drafted_by=by.username, drafted_on=on)
    version.writers, version.withheld = [by.username], dict(withheld)
    _fill(version, regime=regime_of(entry.organisation, on=on), answers=answers, persons=persons)
    version.save()
    return version


def _fill(version: EntryVersion, *, regime: Regime, answers: Mapping[str, Any], persons: int | None) -> None:
    """Put the answers into a version. Keys that the law does not know are dropped."""
    known = {item.key for item in items(regime)}
    version.answers = {key: value for key, value in answers.items() if key in known}
    version.scheme, version.law_on, version.persons = regime.scheme.value, regime.on, persons
    version.name = str(version.answers.get("name", ""))
    version.offered = version.answers.get("offered") is True


def _publish(
    organisation: Organisation,
    versions: Sequence[EntryVersion],
    *,
    by: User,
    on: date,
    struck: Sequence[EntryVersion] = (),
) -> Edition:
    """A new edition that brings these versions and ends those they replace or that were struck.

    The versions already carry their new status. What is searched follows, and so do the occurrences that asked for it.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    last = Edition.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        organisation=organisation, number=last + 1, published_on=on, published_by=by.username, entries=0
    )
    entries = [version.entry_id for version in (*versions, *struck)]
    Listing.objects.filter(entry__in=entries).delete()
    EntryVersion.objects.filter(entry__in=entries, status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.REPLACED, ended_on=on, ended_in=edition
    )
    EntryVersion.objects.filter(pk__in=[version.pk for version in struck]).update(ended_in=edition)
    for version in versions:
        version.published_on, version.published_in = on, edition
    EntryVersion.objects.bulk_update(versions, ["status", "published_on", "published_in"])
    Listing.objects.bulk_create(line_of(version) for version in versions)
    settled = (Event.HELD, Event.CHANGED) if versions else tuple(Event)
    Occurrence.objects.filter(entry__in=entries, event__in=settled, settled_on__isnull=True).update(settled_on=on)
    book = book_of(edition)
    edition.entries, edition.sha256 = len(book.rows), book.sha256
    edition.save(update_fields=["entries", "sha256"])
    return edition


def _facts_of(entry: Entry) -> FileFacts:
    last = Eligibility.objects.filter(entry=entry).order_by("-pk").first()
    return FileFacts(last.eligible, str(last.facts.get("disclosure", ""))) if last else FileFacts(None)

"""Every write to the register and its calls for proposals. One action, one transaction, one audit event."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from oboro.casework.register import (
    Deed,
    FileFacts,
    VersionStatus,
    check,
    check_entry,
    version_after,
)
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.kernel.text import fold
from oboro.law.eligibility import EligibilityFacts, judge
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.portal.audit.actions import record
from oboro.portal.register.models import Eligibility, Entry, EntryVersion
from oboro.portal.register.queries import IN_HAND
from oboro.portal.register.search import as_words
from oboro.portal.tenancy.models import Organisation, Section, User
from oboro.portal.tenancy.queries import regime_of

MADE = ("made_summary", "made_desk", "made_period")


@transaction.atomic
def start_entry(
    *,
    organisation: Organisation,
    answers: Mapping[str, Any],
    persons: int | None,
    by: User,
    on: date,
    section: Section | None = None,
) -> Entry:
    """Begin an entry with its first draft.

    Raises:
        NotAllowed: the account belongs to another body, or may not draft.
    """
    _check(Deed.DRAFT_ENTRY, organisation, by)
    if section is not None and section.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の課は選べません。")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    last = Entry.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    entry = Entry.objects.create(organisation=organisation, number=last + 1, section=section)
    _write(entry, number=1, answers=answers, persons=persons, by=by, on=on)
    _remember(Deed.DRAFT_ENTRY, entry, by=by, on=on, version=1)
    return entry


@transaction.atomic
def save_draft(*, entry: Entry, answers: Mapping[str, Any], persons: int | None, by: User, on: date) -> EntryVersion:
    """Keep what was written so far; begins a new version when none is in hand. A draft may be incomplete.

    Raises:
        NotAllowed: not an account that may draft entries of this body.
        NotNow: the version in hand waits for approval or publication.
    """
    _check(Deed.DRAFT_ENTRY, entry.organisation, by)
    _check_section(entry, by)
    version = _in_hand(entry)
    if version is None:
        before = EntryVersion.objects.filter(entry=entry).order_by("-number").first()
        kept = {key: before.answers[key] for key in MADE if key in before.answers} if before else {}
        number = before.number + 1 if before else 1
        version = _write(entry, number=number, answers={**kept, **answers}, persons=persons, by=by, on=on)
    else:
        version_after(version.stage, Deed.DRAFT_ENTRY)
        kept = {key: version.answers[key] for key in MADE if key in version.answers}
        _fill(version, regime=regime_of(entry.organisation, on=on), answers={**kept, **answers}, persons=persons)
        version.drafted_by, version.drafted_on = by.username, on
        version.save()
    _remember(Deed.DRAFT_ENTRY, entry, by=by, on=on, version=version.number)
    return version


@transaction.atomic
def submit_entry(*, entry: Entry, by: User, on: date) -> None:
    """Ask for the approval of the version in hand; nothing that the law asks for may be missing (NotLawful)."""
    version = _step(Deed.SUBMIT_ENTRY, entry, by=by)
    _check_section(entry, by)
    check_entry(version.regime, version.answers, _facts_of(entry))
    _check_persons(version)
    version.note = ""
    version.save(update_fields=["status", "note"])
    _remember(Deed.SUBMIT_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def return_entry(*, entry: Entry, note: str, by: User, on: date) -> None:
    """Give the version in hand back to those who wrote it, with the reason (NotLawful without one)."""
    version = _step(Deed.RETURN_ENTRY, entry, by=by)
    if not note.strip():
        raise NotLawful("差し戻す理由がありません。", hint="直してほしいところを書いてください。")
    version.note, version.approved_by = note.strip(), ""
    version.save(update_fields=["status", "note", "approved_by"])
    _remember(Deed.RETURN_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def approve_entry(*, entry: Entry, by: User, on: date) -> None:
    """Approve the version in hand (NotLawful when an item is missing)."""
    version = _step(Deed.APPROVE_ENTRY, entry, by=by)
    check_entry(version.regime, version.answers, _facts_of(entry))
    version.approved_by = by.username
    version.save(update_fields=["status", "approved_by"])
    _remember(Deed.APPROVE_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def publish_entry(*, entry: Entry, by: User, on: date) -> None:
    """Publish the approved version; the one before is kept as replaced."""
    version = _step(Deed.PUBLISH_ENTRY, entry, by=by)
    check_entry(version.regime, version.answers, _facts_of(entry))
    _replace(entry, version, on=on)
    _remember(Deed.PUBLISH_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def strike_entry(*, entry: Entry, by: User, on: date) -> None:
    """Strike the published entry out: the file is no longer kept, or has become too small."""
    check(Deed.STRIKE_ENTRY, by.role_names)
    _check_own(entry.organisation, by)
    version = EntryVersion.objects.select_for_update().filter(entry=entry, status=VersionStatus.PUBLISHED).first()
    if version is None:
        raise NotNow("公表している記載がないので、消除できません。")
    version.status, version.ended_on = version_after(version.stage, Deed.STRIKE_ENTRY), on
    version.save(update_fields=["status", "ended_on"])
    _remember(Deed.STRIKE_ENTRY, entry, by=by, on=on, version=version.number)


@transaction.atomic
def judge_file(*, entry: Entry, facts: EligibilityFacts, note: str, by: User, on: date) -> Eligibility:
    """Judge whether the file is open for proposals and keep every step with its reason."""
    _check(Deed.JUDGE_FILE, entry.organisation, by)
    regime = regime_of(entry.organisation, on=on)
    outcome = judge(regime, facts)
    judgement = Eligibility.objects.create(
        entry=entry,
        scheme=regime.scheme.value,
        judged_on=on,
        judged_by=by.username,
        eligible=outcome.eligible,
        consequence=outcome.consequence,
        note=note.strip(),
        facts={name: getattr(facts, name) for name in EligibilityFacts.__dataclass_fields__},
        steps=[
            {
                "question": step.question,
                "answer": step.answer,
                "reason": step.reason,
                "citation": step.citation.short,
            }
            for step in outcome.steps
        ],
    )
    _remember(Deed.JUDGE_FILE, entry, by=by, on=on, eligible=outcome.eligible)
    return judgement


@transaction.atomic
def record_made(
    *, entry: Entry, summary: str, desk: Mapping[str, str], period: Mapping[str, str], by: User, on: date
) -> EntryVersion:
    """Publish a version of the entry that tells of information made from its file.

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
    _check_own(entry.organisation, by)
    before = EntryVersion.objects.select_for_update().filter(entry=entry, status=VersionStatus.PUBLISHED).first()
    if before is None:
        raise NotNow("公表している記載がないので、作成した情報を記載できません。", hint="先に記載を公表してください。")
    told = "\n".join(text for text in (before.answers.get("made_summary", ""), summary) if text)
    answers = {**before.answers, "made_summary": told, "made_desk": dict(desk), "made_period": dict(period)}
    number = EntryVersion.objects.filter(entry=entry).aggregate(last=Max("number"))["last"] + 1
    # A version in hand keeps its number; the new one goes behind it and is published at once.
    version = EntryVersion(entry=entry, number=number, status=VersionStatus.REPLACED, drafted_by=by.username)
    _fill(version, regime=regime_of(entry.organisation, on=on), answers=answers, persons=before.persons)
    version.drafted_on, version.approved_by = on, by.username
    version.save()
    _replace(entry, version, on=on)
    draft = _in_hand(entry)
    if draft is not None:
        draft.answers = {**draft.answers, **{key: answers[key] for key in MADE}}
        draft.save(update_fields=["answers"])
    _remember(Deed.PUBLISH_ENTRY, entry, by=by, on=on, version=version.number, made=True)
    return version


# ---------------------------------------------------------------------------------------------------------------


def _check(deed: Deed, organisation: Organisation, by: User) -> None:
    check(deed, by.role_names)
    _check_own(organisation, by)


def _check_own(organisation: Organisation, by: User) -> None:
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の記載は扱えません。")


def _check_section(entry: Entry, by: User) -> None:
    if by.section_id is not None and by.section_id != entry.section_id:
        raise NotAllowed(
            "別の課のファイルの記載は扱えません。", hint="そのファイルを持つ課か総括担当に依頼してください。"
        )


def _check_persons(version: EntryVersion) -> None:
    if version.persons is None:
        raise NotLawful("本人の数が空いています。", hint="下書きに、ファイルに記録されている本人の数を入れてください。")


def _in_hand(entry: Entry) -> EntryVersion | None:
    return EntryVersion.objects.select_for_update().filter(entry=entry, status__in=IN_HAND).first()


def _step(deed: Deed, entry: Entry, *, by: User) -> EntryVersion:
    """The version in hand, moved on by a deed but not yet saved."""
    _check(deed, entry.organisation, by)
    version = _in_hand(entry)
    if version is None:
        raise NotNow("手続の途中にある記載がありません。", hint="下書きを作ってから進めてください。")
    version.entry = entry
    version.status = version_after(version.stage, deed).value
    return version


def _write(
    entry: Entry, *, number: int, answers: Mapping[str, Any], persons: int | None, by: User, on: date
) -> EntryVersion:
    version = EntryVersion(entry=entry, number=number, drafted_by=by.username, drafted_on=on)
    _fill(version, regime=regime_of(entry.organisation, on=on), answers=answers, persons=persons)
    version.save()
    return version


def _fill(version: EntryVersion, *, regime: Regime, answers: Mapping[str, Any], persons: int | None) -> None:
    """Put the answers into a version, and beside them what is searched. Keys that the law does not know are dropped."""
    known = {item.key for item in items(regime)}
    version.answers = {key: value for key, value in answers.items() if key in known}
    version.scheme, version.law_on, version.persons = regime.scheme.value, regime.on, persons
    version.name = str(version.answers.get("name", ""))
    version.offered = version.answers.get("offered") is True
    text = "\n".join(_searched(version.answers, version.entry))
    version.folded, version.pairs = "\n".join(fold(line) for line in text.splitlines()), as_words(text)


def _searched(answers: Mapping[str, Any], entry: Entry) -> list[str]:
    found = [entry.organisation.name]
    for value in answers.values():
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found += [str(one) for one in value]
        elif isinstance(value, dict) and "name" in value:
            found.append(str(value["name"]))
    return found


def _replace(entry: Entry, version: EntryVersion, *, on: date) -> None:
    EntryVersion.objects.filter(entry=entry, status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.REPLACED, ended_on=on
    )
    version.status, version.published_on = VersionStatus.PUBLISHED.value, on
    version.save(update_fields=["status", "published_on"])


def _facts_of(entry: Entry) -> FileFacts:
    last = Eligibility.objects.filter(entry=entry).order_by("-pk").first()
    return FileFacts(last.eligible, str(last.facts.get("disclosure", ""))) if last else FileFacts(None)


def _remember(deed: Deed, entry: Entry, *, by: User, on: date, **facts: Any) -> None:
    record(
        chain=entry.organisation.code,
        kind=f"register.{deed}",
        subject=f"entry:{entry.number}",
        by=by.username,
        facts={"on": on.isoformat(), **facts},
    )

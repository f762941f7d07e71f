"""Every write to the register and its calls for proposals. One action, one transaction, one audit event."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from oboro.casework.register import (
    Deed,
    FileFacts,
    VersionStatus,
    call_after,
    check,
    check_call,
    check_entry,
    check_extension,
    check_period,
    version_after,
)
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.kernel.text import fold
from oboro.law.eligibility import EligibilityFacts, judge
from oboro.law.periods import fiscal_year
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.portal.audit.actions import record
from oboro.portal.register.models import Call, CallFile, Eligibility, Entry, EntryVersion
from oboro.portal.register.queries import IN_HAND, offered_versions
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


# ---- calls for proposals ----


@transaction.atomic
def prepare_call(
    *,
    organisation: Organisation,
    starts_on: date,
    ends_on: date,
    entries: Collection[int],
    how_to_submit: str,
    by: User,
    on: date,
) -> Call:
    """Begin a call: its days and its files. Too few days are refused here already (NotLawful with the citation)."""
    _check(Deed.PREPARE_CALL, organisation, by)
    law = regime_of(organisation, on=starts_on)
    check_period(law, starts_on=starts_on, ends_on=ends_on)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    year = fiscal_year(starts_on)
    last = Call.objects.filter(organisation=organisation, fiscal_year=year).aggregate(last=Max("number"))["last"] or 0
    call = Call.objects.create(
        organisation=organisation,
        fiscal_year=year,
        number=last + 1,
        scheme=law.scheme.value,
        starts_on=starts_on,
        ends_on=ends_on,
        how_to_submit=how_to_submit.strip(),
    )
    _choose(call, entries)
    _remember_call(Deed.PREPARE_CALL, call, by=by, on=on)
    return call


@transaction.atomic
def revise_call(
    *, call: Call, starts_on: date, ends_on: date, entries: Collection[int], how_to_submit: str, by: User, on: date
) -> None:
    """Change a call that is not announced yet; an approval given before is gone."""
    locked = _locked(call, Deed.PREPARE_CALL, by=by, on=on)
    law = regime_of(locked.organisation, on=starts_on)
    check_period(law, starts_on=starts_on, ends_on=ends_on)
    if fiscal_year(starts_on) != locked.fiscal_year:
        raise NotLawful("募集の開始の日を別の年度には移せません。", hint="その年度の募集を新しく準備してください。")
    locked.starts_on, locked.ends_on, locked.scheme = starts_on, ends_on, law.scheme.value
    locked.how_to_submit, locked.approved_by = how_to_submit.strip(), ""
    locked.save()
    _choose(locked, entries)
    _remember_call(Deed.PREPARE_CALL, locked, by=by, on=on)


@transaction.atomic
def approve_call(*, call: Call, by: User, on: date) -> None:
    """Approve a prepared call."""
    locked = _locked(call, Deed.APPROVE_CALL, by=by, on=on)
    check_call(locked.regime, starts_on=locked.starts_on, ends_on=locked.ends_on, on=on, files=locked.files.count())
    locked.approved_by = by.username
    locked.save()
    _remember_call(Deed.APPROVE_CALL, locked, by=by, on=on)


@transaction.atomic
def announce_call(*, call: Call, by: User, on: date) -> None:
    """Announce an approved call: the files are pinned as published today, the notice is kept as it was.

    Raises:
        NotLawful: fewer days than the law asks for, or announced after the start; carries the citation.
        NotNow: not approved, or a file of the call is no longer published and offered.
    """
    locked = _locked(call, Deed.ANNOUNCE_CALL, by=by, on=on)
    versions = {v.entry_id: v for v in offered_versions(locked.organisation)}
    files = list(locked.files.select_related("entry"))
    if gone := [str(file.entry.number) for file in files if file.entry_id not in versions]:
        raise NotNow(
            f"募集の対象から外れたファイルがあります（番号{'、'.join(gone)}）。", hint="募集の内容を直してください。"
        )
    check_call(locked.regime, starts_on=locked.starts_on, ends_on=locked.ends_on, on=on, files=len(files))
    for file in files:
        CallFile.objects.filter(pk=file.pk).update(version=versions[file.entry_id])
    locked.announced_on = on
    locked.notice = _notice(locked, [versions[file.entry_id] for file in files])
    locked.save()
    _remember_call(Deed.ANNOUNCE_CALL, locked, by=by, on=on)


@transaction.atomic
def extend_call(*, call: Call, to: date, by: User, on: date) -> None:
    """Let an announced call end later; the notice says so (NotLawful when the day is not later)."""
    locked = _locked(call, Deed.EXTEND_CALL, by=by, on=on)
    check_extension(ends_on=locked.ends_on, to=to)
    locked.notice = {**locked.notice, "ends_on": to.isoformat(), "extended_on": on.isoformat()}
    locked.ends_on = to
    locked.save()
    _remember_call(Deed.EXTEND_CALL, locked, by=by, on=on)


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


def _locked(call: Call, deed: Deed, *, by: User, on: date) -> Call:
    """The call, locked and moved on by a deed but not yet saved."""
    _check(deed, call.organisation, by)
    locked = Call.objects.select_for_update().get(pk=call.pk)
    locked.stored_status = call_after(locked.status_on(on), deed).value
    return locked


def _choose(call: Call, entries: Collection[int]) -> None:
    """Put these entries into a call; entries that are not published and offered by this body are refused."""
    versions = {v.entry_id: v for v in offered_versions(call.organisation)}
    if unknown := set(entries) - set(versions):
        raise NotNow(f"募集の対象にできないファイルが{len(unknown)}件あります。", hint="一覧から選び直してください。")
    CallFile.objects.filter(call=call).delete()
    CallFile.objects.bulk_create(CallFile(call=call, entry_id=pk, version=versions[pk]) for pk in sorted(set(entries)))


def _notice(call: Call, versions: list[EntryVersion]) -> dict[str, Any]:
    """What the public notice states, kept as it was on the day."""
    body, law = call.organisation, call.regime
    return {
        "body": body.name,
        "head": body.head,
        "law": law.name,
        "product": law.term("product"),
        "basis": [law.cite("call").short, law.cite("call_notice").short],
        "starts_on": call.starts_on.isoformat(),
        "ends_on": call.ends_on.isoformat(),
        "announced_on": call.announced_on.isoformat(),
        "desk": {"name": body.desk_name, "address": body.desk_address},
        "how_to_submit": call.how_to_submit,
        "files": [{"number": v.entry.number, "name": v.name, "persons": v.persons} for v in versions],
    }


def _remember_call(deed: Deed, call: Call, *, by: User, on: date) -> None:
    record(
        chain=call.organisation.code,
        kind=f"register.{deed}",
        subject=f"call:{call.fiscal_year}-{call.number}",
        by=by.username,
        facts={"on": on.isoformat(), "starts_on": call.starts_on.isoformat(), "ends_on": call.ends_on.isoformat()},
    )

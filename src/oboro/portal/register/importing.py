"""Entries that come from another register: read, tried, and taken over in one transaction."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from oboro.casework import register_import as imports
from oboro.casework.register import Deed, VersionStatus
from oboro.documents.book.reading import Line, Table, read
from oboro.kernel.errors import NotLawful, NotNow
from oboro.portal.register.actions import MADE, save_draft, start_entry
from oboro.portal.register.deeds import allow, hold, remember_of
from oboro.portal.register.models import Entry, EntryVersion, ImportJob
from oboro.portal.register.queries import base_of
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import regime_of


@dataclass(frozen=True)
class Plan:
    """What applying a job would do: the trial, and how many entries are new, changed and as they were."""

    trial: imports.Trial
    new: int
    changed: int
    same: int


def job_or_404(organisation: Organisation, pk: int) -> ImportJob:
    """A job of the body that is not applied yet."""
    found = ImportJob.objects.filter(organisation=organisation, pk=pk, applied_on__isnull=True).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def receive(*, organisation: Organisation, content: bytes, by: User, on: date) -> ImportJob:
    """Read a file and keep its cells for the trial; nothing of the register changes.

    Raises:
        SourceUnreadable: not a table that can be read; says what to do.
    """
    allow(Deed.IMPORT_ENTRIES, organisation, by)
    regime = regime_of(organisation, on=on)
    table = read(content, knows=lambda text: imports.is_head(regime, text))
    job = ImportJob.objects.create(
        organisation=organisation,
        received_on=on,
        received_by=by.username,
        encoding=table.encoding,
        sha256=hashlib.sha256(content).hexdigest(),
        table=asdict(table),
        columns=imports.guess(regime, table.heads),
    )
    remember_of(Deed.IMPORT_ENTRIES, job.organisation, f"import:{job.pk}", by=by, on=on, step="received")
    return job


@transaction.atomic
def choose_columns(*, job: ImportJob, columns: Mapping[str, str], by: User, on: date) -> None:
    """Take the columns otherwise than was guessed (NotLawful when two are taken for one item)."""
    allow(Deed.IMPORT_ENTRIES, job.organisation, by)
    if len(set(columns.values())) < len(columns):
        raise NotLawful("同じ事項に二つの列が選ばれています。", hint="一つの事項には一つの列を選んでください。")
    job.columns = dict(columns)
    job.save(update_fields=["columns"])
    remember_of(Deed.IMPORT_ENTRIES, job.organisation, f"import:{job.pk}", by=by, on=on, step="columns")


def plan(job: ImportJob, *, on: date) -> Plan:
    """Try the job out against the register as it stands; nothing is written."""
    organisation = job.organisation
    waiting = {VersionStatus.SUBMITTED, VersionStatus.APPROVED}
    newest = _newest(organisation)
    trial = imports.try_out(
        regime_of(organisation, on=on),
        table_of(job),
        job.columns,
        taken={number: version.stage in waiting for number, version in newest.items()},
        sections=set(organisation.sections.values_list("name", flat=True)),
    )
    same = sum(_is_same(newest.get(draft.number), draft) for draft in trial.drafts)
    known = sum(draft.number in newest for draft in trial.drafts)
    return Plan(trial, new=len(trial.drafts) - known, changed=known - same, same=same)


@transaction.atomic
def apply(*, job: ImportJob, by: User, on: date) -> Plan:
    """Write the rows as drafts, all or none: a number that is known gets a new draft, the others new entries.

    The rows that the job held are then forgotten.

    Raises:
        NotNow: something has to be mended first, or the job was applied already.
    """
    allow(Deed.IMPORT_ENTRIES, job.organisation, by)
    locked = ImportJob.objects.select_for_update().get(pk=job.pk)
    if locked.applied_on is not None:
        raise NotNow("この取込みは済んでいます。")
    found = plan(locked, on=on)
    if found.trial.stopped:
        count = sum(not problem.warning for problem in found.trial.problems)
        raise NotNow(f"直すところが{count}か所あるので、取り込めません。", hint="元の表を直して、選び直してください。")
    _write(locked, found.trial.drafts, by=by, on=on)
    locked.applied_on, locked.table = on, {}
    locked.save(update_fields=["applied_on", "table"])
    counts = {"new": found.new, "changed": found.changed, "same": found.same}
    remember_of(Deed.IMPORT_ENTRIES, locked.organisation, f"import:{locked.pk}", by=by, on=on, step="applied", **counts)
    return found


@transaction.atomic
def discard(*, job: ImportJob, by: User, on: date) -> None:
    """Forget what was read."""
    allow(Deed.IMPORT_ENTRIES, job.organisation, by)
    remember_of(Deed.IMPORT_ENTRIES, job.organisation, f"import:{job.pk}", by=by, on=on, step="discarded")
    job.delete()


def table_of(job: ImportJob) -> Table:
    """The cells that a job keeps."""
    kept = job.table
    return Table(**{**kept, "lines": [Line(**line) for line in kept["lines"]]})


# ---------------------------------------------------------------------------------------------------------------


def _write(job: ImportJob, drafts: list[imports.Draft], *, by: User, on: date) -> None:
    organisation = job.organisation
    hold(Entry.objects.filter(organisation=organisation))
    newest = _newest(organisation)
    sections = {section.name: section for section in organisation.sections.all()}
    last = Entry.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    last = max(last, *(draft.number or 0 for draft in drafts), 0)
    for draft in drafts:
        version = newest.get(draft.number)
        if version is None:
            if draft.number is None:
                last += 1
            start_entry(
                organisation=organisation,
                answers=draft.answers,
                persons=draft.persons,
                section=sections.get(draft.section),
                number=draft.number or last,
                by=by,
                on=on,
            )
        elif not _is_same(version, draft):
            save_draft(
                entry=version.entry,
                answers=draft.answers,
                persons=version.persons if draft.persons is None else draft.persons,
                withheld=version.withheld,
                by=by,
                on=on,
            )


def _newest(organisation: Organisation) -> dict[int, EntryVersion]:
    """The version that a row of this number would change."""
    versions = EntryVersion.objects.filter(entry__organisation=organisation).select_related("entry__organisation")
    by_number = groupby(versions.order_by("entry__number"), key=lambda version: version.entry.number)
    return {number: base_of(some) for number, some in by_number}


def _is_same(version: EntryVersion | None, draft: imports.Draft) -> bool:
    if version is None:
        return False
    kept = {key: value for key, value in version.answers.items() if key not in MADE}
    persons = draft.persons is None or draft.persons == version.persons
    return persons and {key: value for key, value in kept.items() if value not in (None, "", [])} == draft.answers

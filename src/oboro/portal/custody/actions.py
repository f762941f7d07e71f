"""Keeping and parting with records: a verb is one transaction and one audit event; the record itself always stays."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from oboro.casework import retention, roles
from oboro.casework.retention import RecordClass
from oboro.casework.roles import Action
from oboro.kernel.canonical import digest
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit import heads
from oboro.portal.audit.actions import record
from oboro.portal.custody import bundle, graph, queries
from oboro.portal.custody.models import Derivative, Disposal, DisposalItem, Hold, RecordReview, RetentionRule
from oboro.portal.oversight.models import Complaint
from oboro.portal.proposals.actions import note
from oboro.portal.proposals.models import Attachment, Proposal
from oboro.portal.provision import storage
from oboro.portal.provision.models import Making
from oboro.portal.tenancy.actions import OPERATOR
from oboro.portal.tenancy.keys import own_key
from oboro.portal.tenancy.models import Organisation, User

STEPS = retention.disposal()
SEALED_FIRST = b"manifest.json"  # the first member of every sealed bundle


@transaction.atomic
def set_retention(
    *, organisation: Organisation, record_class: RecordClass, years: int, basis: str, by: User, on: date
) -> RetentionRule:
    """Fix how long a class is kept, by which rule of the body (NotLawful without a year or a rule)."""
    _check(Action.SET_RETENTION, organisation, by)
    if years < 1 or not basis.strip():
        raise NotLawful("保存期間は1年以上で、定めた規程とともに記録してください。")
    rule, _ = RetentionRule.objects.update_or_create(
        organisation=organisation, record_class=record_class, defaults={"years": years, "basis": basis.strip()}
    )
    _record("set_retention", organisation, f"class:{record_class.value}", by=by, on=on, years=years)
    return rule


@transaction.atomic
def hold(*, organisation: Organisation, subject: str, reason: str, by: User, on: date) -> Hold:
    """Keep a record from disposal, with the reason.

    Raises:
        NotLawful: no reason, or held already.
    """
    _check(Action.HOLD, organisation, by)
    if not reason.strip() or ":" not in subject:
        raise NotLawful("保留する記録と理由を書いてください。", hint="記録は proposal:R8-001 のように書きます。")
    if subject in queries.held_subjects(organisation):
        raise NotLawful("その記録はもう保留されています。")
    row = Hold.objects.create(organisation=organisation, subject=subject, reason=reason.strip(), from_on=on)
    _record("hold", organisation, subject, by=by, on=on)
    return row


@transaction.atomic
def release(*, hold: Hold, by: User, on: date) -> Hold:
    """End a hold (NotNow when it has ended)."""
    row = Hold.objects.select_for_update().select_related("organisation").get(pk=hold.pk)
    _check(Action.RELEASE, row.organisation, by)
    if row.released_on is not None:
        raise NotNow("この保留は終わっています。")
    row.released_on = on
    row.save(update_fields=["released_on"])
    _record("release", row.organisation, row.subject, by=by, on=on)
    return row


@transaction.atomic
def list_disposal(*, organisation: Organisation, by: User, on: date) -> Disposal:
    """Make a list of every record whose time is over and that nothing holds (NotNow when there is none)."""
    _check(Action.LIST_DISPOSAL, organisation, by)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    waiting = DisposalItem.objects.filter(disposal__organisation=organisation, disposal__disposed_on=None)
    on_lists = set(waiting.values_list("subject", flat=True))
    found = [(kept, until) for kept, until in queries.candidates(organisation, on=on) if kept.subject not in on_lists]
    if not found:
        raise NotNow("保存期間を過ぎ、保留されていない記録はありません。")
    last = Disposal.objects.filter(organisation=organisation).first()
    made = Disposal.objects.create(
        organisation=organisation, number=last.number + 1 if last else 1, listed_on=on, listed_by=by.username
    )
    DisposalItem.objects.bulk_create(
        DisposalItem(
            disposal=made,
            record_class=kept.record_class,
            subject=kept.subject,
            closed_on=kept.closed_on,
            kept_until=until,
        )
        for kept, until in found
    )
    _record("list_disposal", organisation, f"disposal:{made.number}", by=by, on=on, records=len(found))
    return made


@transaction.atomic
def approve_disposal(*, disposal: Disposal, document_number: str, by: User, on: date) -> Disposal:
    """Another than made the list approves it, by the document of the approval made outside."""
    row = _moved(disposal, Action.APPROVE_DISPOSAL, by=by)
    retention.check_approver(listed_by=row.listed_by, by=by.username, document_number=document_number)
    row.document_number, row.approved_on, row.approved_by = document_number.strip(), on, by.username
    row.save()
    facts = {"document_number": row.document_number}
    _record("approve_disposal", row.organisation, f"disposal:{row.number}", by=by, on=on, **facts)
    return row


@transaction.atomic
def dispose(*, disposal: Disposal, by: User, on: date) -> Disposal:
    """Delete the records of an approved list for good; their digests stay on the list and in the record.

    Raises:
        NotNow: not approved, or a record was held or opened again since.
    """
    row = _moved(disposal, Action.DISPOSE, by=by)
    ready = {kept.subject for kept, _ in queries.candidates(row.organisation, on=on)}
    if left := [item.subject for item in row.items.all() if item.subject not in ready]:
        raise NotNow(
            f"一覧の{len(left)}件は、保留されたか、保存期間の中にあります。", hint="一覧を作り直してください。"
        )
    dropped: list[str] = []
    for item in _uses_first(row):
        dropped += _disposed(row.organisation, item)
        facts = {"sha256": item.sha256, "rows": item.rows, "files": item.files, "disposal": row.number}
        _record("dispose_record", row.organisation, item.subject, by=by, on=on, **facts)
    row.disposed_on = on
    row.save()
    _record("dispose", row.organisation, f"disposal:{row.number}", by=by, on=on, records=row.items.count())
    organisation = row.organisation
    transaction.on_commit(lambda: [storage.drop(organisation, sha256) for sha256 in dropped])
    return row


@transaction.atomic
def review_record(*, organisation: Organisation, month: date, findings: str, by: User, on: date) -> RecordReview:
    """Sign off the review of a month of the record, with the signed head of today.

    Raises:
        NotLawful: no findings, a month that is not over, or reviewed already.
    """
    _check(Action.REVIEW_RECORD, organisation, by)
    first = month.replace(day=1)
    if not findings.strip() or (first.year, first.month) >= (on.year, on.month):
        raise NotLawful("終わった月について、点検の結果を書いてください。")
    if RecordReview.objects.filter(organisation=organisation, month=first).exists():
        raise NotLawful("その月の点検は済んでいます。")
    head = heads.seal(organisation.code, key=own_key(organisation, by=by.username), on=on)
    row = RecordReview.objects.create(
        organisation=organisation,
        month=first,
        seq=head.seq,
        digest=head.digest,
        key=head.key,
        signature=head.signature,
        findings=findings.strip(),
        reviewed_by=by.username,
        reviewed_on=on,
    )
    _record("review_record", organisation, f"month:{first.isoformat()[:7]}", by=by, on=on, seq=head.seq)
    return row


def export_body(*, organisation: Organisation, to: Path, by: User | None, on: date) -> str:
    """Write everything of a body into a file; returns its digest. Recorded before, so that the file tells of it too."""
    with transaction.atomic():
        if by is not None:
            _check(Action.EXPORT_BODY, organisation, by)
        who = by.username if by else OPERATOR
        record(
            chain=organisation.code,
            kind="custody.export_body",
            subject=f"organisation:{organisation.code}",
            by=who,
            facts={"on": on.isoformat()},
        )
        return bundle.write(organisation, to)


@transaction.atomic
def add_derivative(*, attachment: Attachment, content: bytes, sanitiser: str, by: User, on: date) -> Derivative:
    """Keep a copy of a paper that a sanitiser changed, beside the original. It counts only when a person accepts it.

    Raises:
        NotLawful: the bytes are those of the original, or a sealed bundle, or no sanitiser is named.
    """
    proposal = attachment.proposal
    _check(Action.ADD_DERIVATIVE, proposal.organisation, by)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 == attachment.sha256:
        raise NotLawful("内容が原本と同じです。", hint="無害化で変わっていないので、登録は要りません。")
    if sealed(content) or sealed(bytes(attachment.content)):
        raise NotLawful(
            "封をした包みの写しは、無害化した写しとして受け取れません。",
            hint="包みを変えずに運べる方法で、もう一度受け取ってください。",
        )
    if not sanitiser.strip():
        raise NotLawful("無害化の方法がありません。")
    if Derivative.objects.filter(attachment=attachment, sha256=sha256).exists():
        raise NotLawful("同じ写しが登録されています。")
    row = Derivative.objects.create(
        attachment=attachment,
        original_sha256=attachment.sha256,
        sha256=sha256,
        size=len(content),
        content=content,
        sanitiser=sanitiser.strip(),
        added_by=by.username,
        added_on=on,
    )
    facts = {"original": row.original_sha256, "derivative": sha256}
    note("custody.add_derivative", proposal, by=by, on=on, facts=facts)
    return row


@transaction.atomic
def accept_derivative(*, derivative: Derivative, by: User, on: date) -> Derivative:
    """A person has compared the copy with the original and takes it; both digests are recorded.

    Raises:
        NotNow: accepted already.
    """
    found = Derivative.objects.select_for_update().defer("content")
    row = found.select_related("attachment__proposal__organisation").get(pk=derivative.pk)
    proposal = row.attachment.proposal
    _check(Action.ACCEPT_DERIVATIVE, proposal.organisation, by)
    if row.accepted_on is not None:
        raise NotNow("この写しは承認されています。")
    row.accepted_by, row.accepted_on = by.username, on
    row.save(update_fields=["accepted_by", "accepted_on"])
    facts = {"original": row.original_sha256, "derivative": row.sha256}
    note("custody.accept_derivative", proposal, by=by, on=on, facts=facts)
    return row


@transaction.atomic
def read_derivative(*, derivative: Derivative, by: User, on: date) -> bytes:
    """The bytes of an accepted derivative; who takes them is recorded.

    Raises:
        NotNow: nobody accepted it yet.
    """
    proposal = derivative.attachment.proposal
    roles.check(Action.READ_ATTACHMENT, by.role_names)
    if by.organisation_id != proposal.organisation_id:
        raise NotAllowed("別の団体の書類は見られません。")
    if derivative.accepted_on is None:
        raise NotNow("この写しはまだ承認されていません。", hint="原本と見比べて承認してから使ってください。")
    note("custody.read_derivative", proposal, by=by, on=on, facts={"derivative": derivative.sha256})
    return bytes(derivative.content)


def sealed(content: bytes) -> bool:
    """Whether bytes are a sealed bundle: a zip whose first member is its manifest."""
    return content[:2] == b"PK" and content[30 : 30 + len(SEALED_FIRST)] == SEALED_FIRST


# ---------------------------------------------------------------------------------------------------------------


def _check(action: Action, organisation: Organisation, by: User) -> None:
    roles.check(action, by.role_names)
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の記録は扱えません。")


def _moved(disposal: Disposal, action: Action, *, by: User) -> Disposal:
    row = Disposal.objects.select_for_update().select_related("organisation").get(pk=disposal.pk)
    _check(action, row.organisation, by)
    row.status = STEPS.after(row.stands, action)
    return row


def _uses_first(row: Disposal) -> list[DisposalItem]:
    """The uses before the cases they hang on."""
    return sorted(row.items.all(), key=lambda item: item.record_class == RecordClass.CASE)


def _disposed(organisation: Organisation, item: DisposalItem) -> list[str]:
    """Delete one record and all that hangs on it; returns the digests of files that no other record needs."""
    root = queries.row_of(organisation, RecordClass(item.record_class), item.subject)
    if isinstance(root, Proposal):
        Complaint.objects.filter(proposal=root).update(proposal=None)
    rows = list(graph.below(root, stop=frozenset({Complaint})))
    item.sha256 = digest(b"\n".join(_line(row) for row in rows))
    item.rows = len(rows)
    files = {row.provision_sha256 for row in rows if isinstance(row, Making) and row.provision_sha256}
    for row in rows:
        row.delete()
    shared = Making.objects.filter(contract__proposal__organisation=organisation, provision_sha256__in=files)
    dropped = sorted(files - set(shared.values_list("provision_sha256", flat=True)))
    item.files = len(dropped)
    item.save(update_fields=["sha256", "rows", "files"])
    return dropped


def _line(row: Any) -> bytes:
    """A row as bytes that do not depend on the site's keys, so that a copy can be recognised by its digest."""
    told = {
        one.name: bundle.plain(getattr(row, one.attname))
        for one in graph.plain_fields(type(row))
        if not one.is_relation
    }
    return bundle.canonical({"model": type(row).__name__, **told})


def _record(verb: str, organisation: Organisation, subject: str, *, by: User, on: date, **facts: Any) -> None:
    told = {"on": on.isoformat(), **facts}
    record(chain=organisation.code, kind=f"custody.{verb}", subject=subject, by=by.username, facts=told)

"""Every write to a call for proposals. One action, one transaction, one audit event."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from oboro.casework.calls import (
    Deed,
    call_after,
    check,
    check_approver,
    check_call,
    check_decline,
    check_extension,
    check_period,
    check_reason,
)
from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.periods import fiscal_year
from oboro.portal.audit.actions import record
from oboro.portal.calls.models import Abstention, Call, CallFile
from oboro.portal.calls.notice import notice_of
from oboro.portal.register.queries import not_eligible, offered_versions
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import regime_of


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
        prepared_by=by.username,
    )
    Abstention.objects.filter(organisation=organisation, fiscal_year=year, lifted_on__isnull=True).update(lifted_on=on)
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
    locked.how_to_submit, locked.approved_by, locked.prepared_by = how_to_submit.strip(), "", by.username
    locked.save()
    _choose(locked, entries)
    _remember_call(Deed.PREPARE_CALL, locked, by=by, on=on)


@transaction.atomic
def approve_call(*, call: Call, by: User, on: date) -> None:
    """Approve a prepared call: somebody who has not prepared it."""
    locked = _locked(call, Deed.APPROVE_CALL, by=by, on=on)
    check_approver(prepared_by=locked.prepared_by, by=by.username)
    check_call(locked.regime, starts_on=locked.starts_on, ends_on=locked.ends_on, on=on, files=locked.files.count())
    locked.approved_by = by.username
    locked.save()
    _remember_call(Deed.APPROVE_CALL, locked, by=by, on=on)


@transaction.atomic
def announce_call(*, call: Call, by: User, on: date) -> None:
    """Announce an approved call: the files are pinned as published today, the notice is kept as it was.

    Raises:
        NotLawful: fewer days than the law asks for, or announced after the start; carries the citation.
        NotNow: not approved, or a file of the call is no longer published, offered and judged eligible.
    """
    locked = _locked(call, Deed.ANNOUNCE_CALL, by=by, on=on)
    versions = {v.entry_id: v for v in offered_versions(locked.organisation)}
    files = list(locked.files.select_related("entry"))
    out = not_eligible([file.entry_id for file in files])
    if gone := [str(file.entry.number) for file in files if file.entry_id not in versions or file.entry_id in out]:
        raise NotNow(
            f"募集の対象から外れたファイルがあります（番号{'、'.join(gone)}）。", hint="募集の内容を直してください。"
        )
    check_call(locked.regime, starts_on=locked.starts_on, ends_on=locked.ends_on, on=on, files=len(files))
    for file in files:
        CallFile.objects.filter(pk=file.pk).update(version=versions[file.entry_id])
    locked.announced_on = on
    locked.notice = notice_of(locked, [versions[file.entry_id] for file in files])
    locked.save()
    _remember_call(Deed.ANNOUNCE_CALL, locked, by=by, on=on)


@transaction.atomic
def extend_call(*, call: Call, to: date, reason: str, by: User, on: date) -> None:
    """Let an announced call end later; the notice says so and why (NotLawful when the day is not later)."""
    locked = _locked(call, Deed.EXTEND_CALL, by=by, on=on)
    check_extension(ends_on=locked.ends_on, to=to, reason=reason)
    change = {"what": "募集の終わりの日", "before": japanese(locked.ends_on), "after": japanese(to)}
    _announce_change(locked, reason, [change], on=on)
    locked.notice |= {"ends_on": to.isoformat(), "extended_on": on.isoformat()}
    locked.ends_on = to
    locked.save()
    _remember_call(Deed.EXTEND_CALL, locked, by=by, on=on)


@transaction.atomic
def correct_call(*, call: Call, how_to_submit: str, desk: Mapping[str, str], reason: str, by: User, on: date) -> None:
    """Correct what an announced call says of the way to it; what was said before stays readable beside the reason.

    The days change by `extend_call` alone, and the files not at all.

    Raises:
        NotNow: the call is not announced or has ended, or nothing differs.
        NotLawful: without a reason.
    """
    locked = _locked(call, Deed.CORRECT_CALL, by=by, on=on)
    check_reason(reason)
    said, new = locked.notice, {"how_to_submit": how_to_submit.strip(), "desk": dict(desk)}
    labels = {"how_to_submit": "提案の方法", "desk": "提案を受ける組織"}
    changes = [
        {"what": labels[key], "before": _words(said.get(key)), "after": _words(value)}
        for key, value in new.items()
        if said.get(key) != value
    ]
    if not changes:
        raise NotNow("公示の内容と同じです。", hint="訂正するところを直してください。")
    _announce_change(locked, reason, changes, on=on)
    locked.notice |= new
    locked.how_to_submit = new["how_to_submit"]
    locked.save()
    _remember_call(Deed.CORRECT_CALL, locked, by=by, on=on)


@transaction.atomic
def report_call(*, call: Call, proposals: int, text: str, by: User, on: date) -> None:
    """Publish the result of a call that has ended: how many proposals came, and what the body wants to say of it."""
    locked = _locked(call, Deed.REPORT_CALL, by=by, on=on)
    locked.result, locked.reported_on = {"proposals": proposals, "text": text.strip()}, on
    locked.save()
    _remember_call(Deed.REPORT_CALL, locked, by=by, on=on)


@transaction.atomic
def decline_call(*, organisation: Organisation, reason: str, by: User, on: date) -> Abstention:
    """Record that there will be no call in this fiscal year.

    Raises:
        NotLawful: the body must call.
        NotNow: it is recorded already, or a call of this year is in hand.
    """
    _check(Deed.DECLINE_CALL, organisation, by)
    check_decline(regime_of(organisation, on=on))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    year = fiscal_year(on)
    if Abstention.objects.filter(organisation=organisation, fiscal_year=year, lifted_on__isnull=True).exists():
        raise NotNow("今年度は募集をしないことを、もう記録しています。")
    if Call.objects.filter(organisation=organisation, fiscal_year=year).exists():
        raise NotNow("今年度の募集があるので、しないことを記録できません。")
    made = Abstention.objects.create(
        organisation=organisation, fiscal_year=year, reason=reason.strip(), decided_on=on, decided_by=by.username
    )
    record(
        chain=organisation.code,
        kind=f"calls.{Deed.DECLINE_CALL}",
        subject=f"year:{year}",
        by=by.username,
        facts={"on": on.isoformat()},
    )
    return made


def _check(deed: Deed, organisation: Organisation, by: User) -> None:
    check(deed, by.role_names)
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の募集は扱えません。")


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


def _announce_change(call: Call, reason: str, changes: list[dict[str, str]], *, on: date) -> None:
    told = {"on": on.isoformat(), "reason": reason.strip(), "changes": changes}
    call.notice = {**call.notice, "changes": [*call.notice.get("changes", []), told]}


def _words(value: Any) -> str:
    return f"{value['name']}（{value['address']}）" if isinstance(value, dict) else str(value or "")


def _remember_call(deed: Deed, call: Call, *, by: User, on: date) -> None:
    record(
        chain=call.organisation.code,
        kind=f"calls.{deed}",
        subject=f"call:{call.fiscal_year}-{call.number}",
        by=by.username,
        facts={"on": on.isoformat(), "starts_on": call.starts_on.isoformat(), "ends_on": call.ends_on.isoformat()},
    )

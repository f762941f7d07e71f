"""Pages of what prepares and follows a making: people and hours, work, media, receipts on paper, erasure."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.provision import ERASED_LABELS, Erased, Purpose
from oboro.casework.roles import Action, check
from oboro.portal.provision import carrying, preparing, queries
from oboro.portal.provision.forms import (
    CapacityForm,
    ErasureForm,
    MediumForm,
    PaperReceiptForm,
    PrepareForm,
    RevokeForm,
    WorkForm,
)
from oboro.portal.provision.models import Making
from oboro.portal.provision.queries import MakingCase
from oboro.portal.provision.views import handed_over, show
from oboro.portal.tenancy.queries import own_organisation, sent, today

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Who makes the information, when, and who is left out."""
    case = _case(request, pk, Action.PREPARE)
    found = queries.preparation_of(case)
    form = PrepareForm(sent(request), workshops=preparing.workshops(case.organisation), initial=_told(found))
    if request.method == "POST" and form.is_valid():
        preparing.prepare(case=case, plan=form.plan(), by=request.user, on=queries.day_of(case))
        messages.success(request, "作成の準備を記録しました。")
        return redirect("provision-prepare", pk)
    people = list(found.people.order_by("pk")) if found else []
    context = {"preparation": found, "people": people, "listed": preparing.exclusion(case) is not None}
    return show(request, "prepare", case, form, **context)


@require_POST
@login_required
def seal_exclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal the list of those who are left out."""
    case = _case(request, pk, Action.SEAL_EXCLUSION)
    preparing.seal_exclusion(case=case, by=request.user, on=queries.day_of(case))
    messages.success(request, "除外の一覧を封印しました。")
    return redirect("provision-prepare", pk)


@page
@login_required
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """The hours worked, and what they mean for the fee."""
    case = _case(request, pk, Action.LOG_WORK)
    form = WorkForm(sent(request), initial={"worked_on": queries.day_of(case)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        minutes = told["hours"] * 60 + told["minutes"]
        preparing.log_work(
            case=case,
            worked_on=told["worked_on"],
            minutes=minutes,
            what=told["what"],
            by=request.user,
            on=queries.day_of(case),
        )
        messages.success(request, "作業の時間を記録しました。")
        return redirect("provision-work", pk)
    made = queries.making_or_404(case)
    rows = list(made.work.all())
    total = sum(row.minutes for row in rows)
    return show(request, "work", case, form, rows=rows, total=total, settlement=preparing.settlement(case, made))


@page
@login_required
def medium(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a medium with the order or the delivery."""
    case = _case(request, pk, Action.RECORD_MEDIUM)
    made = queries.making_or_404(case)
    form = MediumForm(sent(request), provision=False, again=False)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        purpose = Purpose(told.pop("purpose"))
        row = carrying.record_medium(
            case=case, purpose=purpose, medium=carrying.Medium(**told), by=request.user, on=queries.day_of(case)
        )
        messages.success(request, f"媒体台帳に記録しました（{row.number}）。送付票を印刷して、媒体に添えてください。")
        return redirect("provision-slip", pk, row.pk)
    return show(request, "medium", case, form, provision=False, media=made.media.all())


@page
@login_required
def hand_over_medium(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the information over on a medium."""
    case = _case(request, pk, Action.HAND_OVER_MEDIUM)
    made = queries.making_or_404(case)
    form = MediumForm(sent(request), provision=True, again=made.handed_over_on is not None)
    if request.method == "POST" and form.is_valid():
        told = {"reason": "", **form.cleaned_data}
        reason = told.pop("reason")
        row = carrying.hand_over_medium(
            case=case, medium=carrying.Medium(**told), reason=reason, by=request.user, on=queries.day_of(case)
        )
        messages.success(request, f"媒体での提供を台帳に記録しました（{row.number}）。")
        return redirect("provision-slip", pk, row.pk)
    return show(request, "medium", case, form, provision=True, media=made.media.all())


@require_safe
@login_required
def slip(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The slip that goes with a medium, to be printed."""
    case = _case(request, pk, Action.RECORD_MEDIUM)
    return show(request, "slip", case, None, row=queries.medium_or_404(case, row))


@require_POST
@login_required
def take_provision(request: HttpRequest, pk: int) -> HttpResponse:
    """The recipient's bytes, to be written on a medium that stands in the ledger."""
    case = _case(request, pk, Action.HAND_OVER_MEDIUM)
    path = carrying.take_provision(case=case, by=request.user, on=queries.day_of(case))
    return handed_over(path, case, queries.making_or_404(case).provision_sha256)


@page
@login_required
def paper_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """A receipt that came back on paper."""
    case = _case(request, pk, Action.RECORD_RECEIPT)
    form = PaperReceiptForm(sent(request))
    if request.method == "POST" and form.is_valid():
        carrying.record_receipt(case=case, **form.cleaned_data, by=request.user, on=queries.day_of(case))
        messages.success(request, "書面による受領を記録しました。")
        return redirect("provision", pk)
    return show(request, "paper_receipt", case, form)


@page
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the living link back."""
    case = _case(request, pk, Action.REVOKE_LINK)
    form = RevokeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        carrying.revoke_link(case=case, **form.cleaned_data, by=request.user, on=queries.day_of(case))
        messages.success(request, "受け渡しのリンクを取り消しました。")
        return redirect("provision", pk)
    return show(request, "revoke", case, form)


@page
@login_required
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """What the making used, and its erasure."""
    case = _case(request, pk, Action.RECORD_ERASURE)
    made = queries.making_or_404(case)
    form = ErasureForm(sent(request), initial={"erased_on": queries.day_of(case)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"what": Erased(form.cleaned_data["what"])}
        carrying.record_erasure(case=case, **told, by=request.user, on=queries.day_of(case))
        messages.success(request, "消去を記録しました。")
        return redirect("provision-erasure", pk)
    return show(request, "erasure", case, form, rows=list(made.erasures.all()), left=_left(made))


@page
@login_required
def capacity(request: HttpRequest) -> HttpResponse:
    """The calendar of one's own workshop: hours, what is planned, what is left."""
    organisation = own_organisation(request)
    check(Action.PREPARE, request.user.role_names)
    form = CapacityForm(sent(request), initial={"month": today(organisation)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        preparing.set_capacity(
            organisation=organisation,
            month=told["month"],
            minutes=told["hours"] * 60,
            shared=told["shared"],
            by=request.user,
        )
        messages.success(request, "作業の枠を記録しました。")
        return redirect("provision-capacity")
    rows = [(row, planned, max(0, row.minutes - planned)) for row, planned in preparing.calendar(organisation)]
    return render(request, "provision/capacity.html", {"form": form, "rows": rows})


@require_safe
@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """Every medium of the body that carried a bundle."""
    organisation = own_organisation(request)
    return render(request, "provision/ledger.html", {"rows": queries.ledger(organisation)})


def _case(request: HttpRequest, pk: int, action: Action) -> MakingCase:
    case = queries.office_case(request.user, pk)
    check(action, request.user.role_names)
    return case


def _left(made: Making) -> list[str]:
    """What is not recorded as erased yet."""
    done = {row.what for row in made.erasures.all()}
    return [label for erased, label in ERASED_LABELS.items() if erased not in done]


def _told(found) -> dict[str, object]:
    """What is on record already, as the form shows it."""
    if found is None:
        return {}
    lines = [f"{one.name}、{one.duty}" if one.duty else one.name for one in found.people.order_by("pk")]
    return {
        "workshop": str(found.workshop_id),
        "contractor": found.contractor,
        "month": found.planned_month,
        "hours": found.planned_minutes // 60,
        "passed_on_to": found.passed_on_to,
        "approval_number": found.approval_number,
        "approved_on": found.approved_on,
        "people": "\n".join(lines),
    }

"""The office's pages for the calls: preparing, approving, announcing, making longer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.calls import CallStatus, Deed, can, check
from oboro.kernel.errors import NotAllowed, OboroError
from oboro.portal.calls import actions, queries
from oboro.portal.calls.forms import CallForm, ExtensionForm
from oboro.portal.calls.models import Call
from oboro.portal.register.queries import offered_versions
from oboro.portal.tenancy.queries import Task, own_organisation, regime_of, sent, today

CALL_DEEDS = {
    "approve": (actions.approve_call, "募集を承認しました。"),
    "announce": (actions.announce_call, "募集を公示しました。"),
}


@require_safe
@login_required
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls of the body."""
    organisation = own_organisation(request)
    calls = list(queries.calls_for_organisation(organisation))
    for call in calls:
        call.status, call.title = call.status_on(today(organisation)), queries.call_title(call)
    context = {
        "calls": calls,
        "regime": regime_of(organisation),
        "may_prepare": can(Deed.PREPARE_CALL, request.user.role_names),
    }
    return render(request, "calls/office_calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def call_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Prepare a call, or change one that is not announced yet."""
    organisation = own_organisation(request)
    call = queries.call_for_organisation(organisation, pk) if pk else None
    check(Deed.PREPARE_CALL, request.user.role_names)
    regime = regime_of(organisation)
    offered = list(offered_versions(organisation))
    initial = _call_initial(call) if call else {"entries": [version.entry_id for version in offered]}
    form = CallForm(regime, offered, sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            call = _save_call(request, call, form)
        except OboroError as error:
            if isinstance(error, NotAllowed):
                raise
            form.add_error("ends_on", str(error))
        else:
            messages.success(request, "募集の内容を保存しました。")
            return redirect("office-call", call.pk)
    context = {"form": form, "call": call, "regime": regime, "offered": offered}
    return render(request, "calls/office_call_edit.html", context)


@require_safe
@login_required
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: its days, files and notice, what is next."""
    return _call_page(request, queries.call_for_organisation(own_organisation(request), pk), ExtensionForm())


@require_POST
@login_required
def call_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Approve or announce."""
    organisation = own_organisation(request)
    call = queries.call_for_organisation(organisation, pk)
    if deed not in CALL_DEEDS:
        raise Http404
    action, done = CALL_DEEDS[deed]
    action(call=call, by=request.user, on=today(organisation))
    messages.success(request, done)
    return redirect("office-call", call.pk)


@require_POST
@login_required
def call_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a call end later."""
    organisation = own_organisation(request)
    call = queries.call_for_organisation(organisation, pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return _call_page(request, call, form)
    actions.extend_call(call=call, to=form.cleaned_data["to"], by=request.user, on=today(organisation))
    messages.success(request, "募集の期間を延長しました。")
    return redirect("office-call", call.pk)


def _call_initial(call: Call) -> dict:
    return {
        "starts_on": call.starts_on,
        "ends_on": call.ends_on,
        "entries": [file.entry_id for file in call.files.all()],
        "how_to_submit": call.how_to_submit,
    }


def _save_call(request: HttpRequest, call: Call | None, form: CallForm) -> Call:
    organisation, values = own_organisation(request), form.cleaned_data
    if call is None:
        return actions.prepare_call(organisation=organisation, by=request.user, on=today(organisation), **values)
    actions.revise_call(call=call, by=request.user, on=today(organisation), **values)
    return call


def _call_page(request: HttpRequest, call: Call, extension: ExtensionForm) -> HttpResponse:
    on, roles = today(call.organisation), request.user.role_names
    status = call.status_on(on)
    call.status, call.title = status, queries.call_title(call)
    early = status in (CallStatus.PREPARED, CallStatus.APPROVED)
    context = {
        "call": call,
        "regime": call.regime,
        "may_edit": early and can(Deed.PREPARE_CALL, roles),
        "may_approve": status is CallStatus.PREPARED and can(Deed.APPROVE_CALL, roles),
        "may_announce": status is CallStatus.APPROVED and can(Deed.ANNOUNCE_CALL, roles),
        "may_extend": status in (CallStatus.ANNOUNCED, CallStatus.OPEN) and can(Deed.EXTEND_CALL, roles),
        "extension": extension,
        "tasks": _call_next(call, status),
    }
    return render(request, "calls/office_call.html", context)


def _call_next(call: Call, status: CallStatus) -> list[Task]:
    regime, here = call.regime, "#deeds"
    match status:
        case CallStatus.PREPARED:
            return [Task("決裁者が内容を確かめて承認する", here, regime.cite("call").short)]
        case CallStatus.APPROVED:
            return [Task("開始の日より前に公示する", here, regime.cite("call_notice").short, due_on=call.starts_on)]
        case CallStatus.ANNOUNCED:
            public = reverse("call-page", args=[call.pk])
            return [Task("開始の日を待つ（公示の内容を確かめる）", public, due_on=call.starts_on)]
        case CallStatus.OPEN:
            return [Task("提案を受け付ける", reverse("tasks"), regime.cite("proposal").short, due_on=call.ends_on)]
        case _:
            return []

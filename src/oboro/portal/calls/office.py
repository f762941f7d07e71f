"""The office's pages for the calls: preparing, approving, announcing, changing, reporting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.calls import CallStatus, Deed, can, check
from oboro.kernel.dates import fiscal_year_label
from oboro.kernel.errors import NotAllowed, OboroError
from oboro.portal.calls import actions, queries
from oboro.portal.calls.forms import CallForm, CorrectionForm, DeclineForm, ExtensionForm, ResultForm
from oboro.portal.calls.models import Call
from oboro.portal.calls.notice import as_text
from oboro.portal.calls.views import paper_of
from oboro.portal.register.queries import offered_versions
from oboro.portal.tenancy.own_law import closed_day_advice
from oboro.portal.tenancy.queries import Task, own_organisation, regime_of, sent, today

CHANGES = {
    "extend": (actions.extend_call, ExtensionForm, "募集の期間を延長しました。"),
    "correct": (actions.correct_call, CorrectionForm, "公示を訂正しました。"),
    "report": (actions.report_call, ResultForm, "募集の結果を公表しました。"),
}
CALL_DEEDS = {
    "approve": (actions.approve_call, "募集を承認しました。"),
    "announce": (actions.announce_call, "募集を公示しました。"),
}


@require_safe
@login_required
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls of the body, and what the fiscal year asks of it."""
    return _call_list(request, DeclineForm())


@require_POST
@login_required
def call_decline(request: HttpRequest) -> HttpResponse:
    """Record that there will be no call in this fiscal year."""
    organisation = own_organisation(request)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _call_list(request, form)
    actions.decline_call(organisation=organisation, by=request.user, on=today(organisation), **form.cleaned_data)
    messages.success(request, "今年度は募集をしないことを記録しました。")
    return redirect("office-calls")


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
    return _call_page(request, queries.call_for_organisation(own_organisation(request), pk))


@require_safe
@login_required
def call_paper(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The notice as text or the list of files, also before the announcement."""
    return paper_of(queries.call_for_organisation(own_organisation(request), pk), name)


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
def call_change(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """Make an announced call longer, correct its notice, or publish its result."""
    organisation = own_organisation(request)
    call = queries.call_for_organisation(organisation, pk)
    if change not in CHANGES:
        raise Http404
    action, form_class, done = CHANGES[change]
    form = form_class(request.POST)
    if not form.is_valid():
        return _call_page(request, call, **{change: form})
    action(call=call, by=request.user, on=today(organisation), **form.cleaned_data)
    messages.success(request, done)
    return redirect("office-call", call.pk)


# ---------------------------------------------------------------------------------------------------------------


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


def _call_list(request: HttpRequest, decline: DeclineForm) -> HttpResponse:
    organisation, roles = own_organisation(request), request.user.role_names
    on = today(organisation)
    calls = list(queries.calls_for_organisation(organisation))
    for call in calls:
        call.status, call.title = call.status_on(on), queries.call_title(call)
    duty, abstention = queries.duty_of(organisation, on=on), queries.abstention_of(organisation, on=on)
    free = not duty.must and abstention is None and all(call.fiscal_year != duty.year for call in calls)
    context = {
        "calls": calls,
        "regime": regime_of(organisation),
        "duty": duty,
        "year": fiscal_year_label(duty.year),
        "abstention": abstention,
        "decline": decline,
        "may_prepare": can(Deed.PREPARE_CALL, roles),
        "may_decline": free and can(Deed.DECLINE_CALL, roles),
    }
    return render(request, "calls/office_calls.html", context)


def _call_page(request: HttpRequest, call: Call, **forms: Form) -> HttpResponse:
    on, roles = today(call.organisation), request.user.role_names
    status = call.status_on(on)
    call.status, call.title = status, queries.call_title(call)
    early = status in (CallStatus.PREPARED, CallStatus.APPROVED)
    running = status in (CallStatus.ANNOUNCED, CallStatus.OPEN)
    own = call.prepared_by == request.user.username
    said = {"desk": call.notice.get("desk"), "how_to_submit": call.notice.get("how_to_submit")}
    context = {
        "call": call,
        "regime": call.regime,
        "may": {
            "edit": early and can(Deed.PREPARE_CALL, roles),
            "approve": status is CallStatus.PREPARED and not own and can(Deed.APPROVE_CALL, roles),
            "announce": status is CallStatus.APPROVED and can(Deed.ANNOUNCE_CALL, roles),
            "extend": running and can(Deed.EXTEND_CALL, roles),
            "correct": running and can(Deed.CORRECT_CALL, roles),
            "report": status is CallStatus.CLOSED and can(Deed.REPORT_CALL, roles),
        },
        "extend": forms.get("extend", ExtensionForm()),
        "correct": forms.get("correct", CorrectionForm(initial=said)),
        "report": forms.get("report", ResultForm()),
        "text": as_text(call) if early else "",
        "tasks": _call_next(call, status),
        "advice": closed_day_advice(call.organisation, call.regime, call.ends_on),
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
        case CallStatus.CLOSED:
            return [Task("結果を公表する", "#report", "募集の期間が終わりました")]
        case _:
            return []

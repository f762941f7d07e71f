"""Pages of complaints (public and office), of the yearly return and of the commission's requests."""

import csv
from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.oversight import COMPLAINT_LABELS, ComplaintStatus, RequestStatus, ReturnStatus
from oboro.casework.roles import Action, can, check
from oboro.law.oversight import complaint_duty, powers
from oboro.portal.consultations import limits
from oboro.portal.oversight import actions, forms, queries
from oboro.portal.oversight.models import Complaint, OversightRequest, YearlyReturn
from oboro.portal.tenancy.origin import place_of
from oboro.portal.tenancy.queries import organisation_by_code, own_organisation, public_bodies, regime_of, sent

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def complaint_desk(request: HttpRequest) -> HttpResponse:
    """Where residents complain, body by body, and where they follow a complaint."""
    context = {"bodies": list(public_bodies()), "follow_form": forms.FollowForm()}
    return render(request, "oversight/desk.html", context)


@page
@never_cache
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """The public form; number and code are shown on the answer and never again."""
    organisation = organisation_by_code(code)
    form = forms.ComplaintForm(sent(request), organisation=organisation)
    law = regime_of(organisation)
    context = {"organisation": organisation, "law": law, "duty": complaint_duty(law), "form": form}
    if request.method == "POST" and form.is_valid():
        limits.spend("complain", place_of(request), most=limits.ASKED_FROM_ONE_PLACE)
        limits.spend("complained of", organisation.code, most=limits.ASKED_OF_ONE_BODY)
        on = queries.day_of(organisation)
        row, code = actions.receive_complaint(organisation=organisation, told=form.told(on=on), by=None, on=on)
        return render(request, "oversight/received.html", context | {"complaint": row, "code": code})
    return render(request, "oversight/complain.html", context)


@page
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Where a complaint stands and what was answered, for whoever has its number and code; every try is counted."""
    form = forms.FollowForm(sent(request))
    found = None
    if request.method == "POST" and form.is_valid():
        limits.spend("complaint code", place_of(request), most=limits.SECRETS_TRIED)
        found = queries.complaint_by_code(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is None:
            form.add_error("code", "受付番号と確認の符号の組合せが見つかりません。控えを確かめてください。")
    label = COMPLAINT_LABELS[found.stands] if found else ""
    return render(request, "oversight/follow.html", {"form": form, "complaint": found, "label": label})


@require_safe
@login_required
def complaint_list(request: HttpRequest) -> HttpResponse:
    """The complaints to one's own body, with the days since they came."""
    organisation = own_organisation(request)
    on = queries.day_of(organisation)
    rows = [(row, ((row.closed_on or on) - row.came_on).days) for row in queries.complaints(request.user)]
    may = can(Action.RECEIVE_COMPLAINT, request.user.role_names)
    return render(
        request, "oversight/complaints.html", {"rows": rows, "may_enter": may, "law": regime_of(organisation)}
    )


@page
@login_required
def complaint_new(request: HttpRequest) -> HttpResponse:
    """Enter a complaint that came by telephone, on paper or from another window."""
    organisation = own_organisation(request)
    check(Action.RECEIVE_COMPLAINT, request.user.role_names)
    on = queries.day_of(organisation)
    form = forms.ToldForm(sent(request), organisation=organisation, initial={"came_on": on})
    law = regime_of(organisation)
    context = {"organisation": organisation, "law": law, "form": form, "office": True}
    if request.method == "POST" and form.is_valid():
        told = form.told(on=on)
        row, code = actions.receive_complaint(organisation=organisation, told=told, by=request.user, on=on)
        return render(request, "oversight/received.html", context | {"complaint": row, "code": code})
    return render(request, "oversight/complain.html", context)


@require_safe
@login_required
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint; opening it is recorded."""
    row = queries.complaint_or_404(request.user, pk)
    actions.read_complaint(complaint=row, by=request.user, on=queries.day_of(row.organisation))
    return _complaint(request, row, None)


@require_POST
@login_required
def complaint_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One step of a complaint."""
    row = queries.complaint_or_404(request.user, pk)
    action, form_class, done, words = _known(_COMPLAINT_DEEDS, deed)
    check(action, request.user.role_names)
    form = form_class(request.POST)
    if not form.is_valid():
        return _complaint(request, row, form)
    done(complaint=row, **form.cleaned_data, by=request.user, on=queries.day_of(row.organisation))
    messages.success(request, words)
    return redirect("complaint", pk)


@page
@login_required
def return_list(request: HttpRequest) -> HttpResponse:
    """The yearly returns of one's own body; a year that is over is counted here."""
    organisation = own_organisation(request)
    on = queries.day_of(organisation)
    form = forms.ReturnForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        check(Action.OPEN_RETURN, request.user.role_names)
        year = form.cleaned_data["fiscal_year"]
        row = actions.open_return(organisation=organisation, fiscal_year=year, by=request.user, on=on)
        messages.success(request, f"記録の{row.as_of_seq}番までを集計しました。")
        return redirect("return", row.pk)
    may = can(Action.OPEN_RETURN, request.user.role_names)
    context = {"rows": queries.returns(request.user), "form": form, "may": may, "law": regime_of(organisation)}
    return render(request, "oversight/returns.html", context)


@require_safe
@login_required
def yearly_return(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: its lines, and whether counting again gives the same."""
    return _return(request, queries.return_or_404(request.user, pk), None)


@require_POST
@login_required
def return_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One step of a return."""
    row = queries.return_or_404(request.user, pk)
    action, form_class, done, words = _known(_RETURN_DEEDS, deed)
    check(action, request.user.role_names)
    form = form_class(request.POST)
    if not form.is_valid():
        return _return(request, row, form)
    done(row=row, **form.cleaned_data, by=request.user, on=queries.day_of(row.organisation))
    messages.success(request, words)
    return redirect("return", pk)


@require_safe
@login_required
def return_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The return as CSV in UTF-8, one line a row."""
    row = queries.return_or_404(request.user, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="return-{row.fiscal_year}-{row.version}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["項目", "数", "根拠"])
    writer.writerows([item.label, words, item.citation.short] for item, words in queries.lines_of(row))
    return answer


@page
@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """What the commission asked of one's own body."""
    organisation = own_organisation(request)
    law, on = regime_of(organisation), queries.day_of(organisation)
    form = forms.RequestForm(sent(request), law=law, initial={"received_on": on})
    if request.method == "POST" and form.is_valid():
        check(Action.OPEN_REQUEST, request.user.role_names)
        row = actions.open_request(organisation=organisation, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "監督に関する求めを記録しました。")
        return redirect("oversight-request", row.pk)
    may = can(Action.OPEN_REQUEST, request.user.role_names)
    context = {"rows": queries.requests(request.user), "form": form, "law": law, "may": may}
    return render(request, "oversight/requests.html", context)


@require_safe
@login_required
def oversight_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its points."""
    return _request(request, queries.request_or_404(request.user, pk), None)


@require_POST
@login_required
def request_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One step of a request."""
    row = queries.request_or_404(request.user, pk)
    action, form_class, done, words = _known(_REQUEST_DEEDS, deed)
    check(action, request.user.role_names)
    form = form_class(request.POST, items=row.items) if form_class is forms.ItemForm else form_class(request.POST)
    if not form.is_valid():
        return _request(request, row, form)
    done(row=row, **form.cleaned_data, by=request.user, on=queries.day_of(row.organisation))
    messages.success(request, words)
    return redirect("oversight-request", pk)


Deeds = dict[str, tuple[Action, type[django_forms.Form], Callable, str]]
_COMPLAINT_DEEDS: Deeds = {
    "assign": (Action.ASSIGN_COMPLAINT, forms.AssignForm, actions.assign_complaint, "担当を記録しました。"),
    "finding": (
        Action.INVESTIGATE_COMPLAINT,
        forms.FindingForm,
        actions.investigate_complaint,
        "調査の結果を記録しました。",
    ),
    "answer": (Action.ANSWER_COMPLAINT, forms.AnswerForm, actions.answer_complaint, "回答を記録しました。"),
    "close": (Action.CLOSE_COMPLAINT, django_forms.Form, actions.close_complaint, "苦情を完結にしました。"),
}
_COMPLAINT_NEXT = {
    ComplaintStatus.RECEIVED: ("assign", "担当を記録する"),
    ComplaintStatus.ASSIGNED: ("finding", "調査の結果を記録する"),
    ComplaintStatus.INVESTIGATED: ("answer", "回答する"),
    ComplaintStatus.ANSWERED: ("close", "完結にする"),
}
_RETURN_DEEDS: Deeds = {
    "confirm": (Action.CONFIRM_RETURN, forms.RemarksForm, actions.confirm_return, "原課の確認を記録しました。"),
    "approve": (Action.APPROVE_RETURN, django_forms.Form, actions.approve_return, "総括担当の確認を記録しました。"),
    "submit": (Action.SUBMIT_RETURN, forms.SubmittedForm, actions.submit_return, "提出を記録しました。"),
}
_RETURN_NEXT = {
    ReturnStatus.COUNTED: ("confirm", "数を確かめた"),
    ReturnStatus.CONFIRMED: ("approve", "総括担当として確かめた"),
    ReturnStatus.APPROVED: ("submit", "提出を記録する"),
}
_REQUEST_DEEDS: Deeds = {
    "item": (Action.CHECK_REQUEST, forms.ItemForm, actions.check_request, "確認した内容を記録しました。"),
    "respond": (Action.RESPOND_REQUEST, forms.ResponseForm, actions.respond_request, "回答を記録しました。"),
}


def _known(deeds: Deeds, deed: str) -> tuple[Action, type[django_forms.Form], Callable, str]:
    if deed not in deeds:
        raise Http404
    return deeds[deed]


def _next(
    request: HttpRequest, deeds: Deeds, step: tuple[str, str] | None, failed: django_forms.Form | None
) -> dict[str, object]:
    """The next step of a row as a form, when this account may take it."""
    deed, button = step or ("", "")
    if not deed or not can(deeds[deed][0], request.user.role_names):
        return {"deed": "", "failed": failed}
    form_class = deeds[deed][1]
    form = failed if failed is not None and type(failed) is form_class else form_class()
    return {"deed": deed, "button": button, "next_form": form, "failed": failed}


def _complaint(request: HttpRequest, row: Complaint, failed: django_forms.Form | None) -> HttpResponse:
    days = ((row.closed_on or queries.day_of(row.organisation)) - row.came_on).days
    context = {"complaint": row, "days": days, "law": regime_of(row.organisation)}
    context |= _next(request, _COMPLAINT_DEEDS, _COMPLAINT_NEXT.get(row.stands), failed)
    return render(request, "oversight/complaint.html", context, status=400 if failed else 200)


def _return(request: HttpRequest, row: YearlyReturn, failed: django_forms.Form | None) -> HttpResponse:
    again = queries.counted(row.organisation, fiscal_year=row.fiscal_year, as_of_seq=row.as_of_seq)
    context = {"row": row, "lines": queries.lines_of(row), "same": again == row.numbers, "law": queries.law_of(row)}
    context |= _next(request, _RETURN_DEEDS, _RETURN_NEXT.get(row.stands), failed)
    return render(request, "oversight/return.html", context, status=400 if failed else 200)


def _request(request: HttpRequest, row: OversightRequest, failed: django_forms.Form | None) -> HttpResponse:
    law = regime_of(row.organisation)
    told = next((one for one in powers(law) if one.key == row.power), None)
    still_open = row.stands is RequestStatus.OPEN
    item_form = failed if isinstance(failed, forms.ItemForm) else forms.ItemForm(items=row.items)
    may_check = still_open and can(Action.CHECK_REQUEST, request.user.role_names)
    context = {"row": row, "power": told, "law": law, "item_form": item_form, "may_check": may_check}
    step = ("respond", "回答を記録する") if still_open else None
    context |= _next(request, _REQUEST_DEEDS, step, failed)
    return render(request, "oversight/request.html", context, status=400 if failed else 200)

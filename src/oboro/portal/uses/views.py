"""Pages of the use, for the recipient and for the office."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework import deadlines, uses
from oboro.casework.roles import Action, can, check
from oboro.casework.uses import POINTS, USE_LABELS, IncidentKind, IncidentStatus, UseStatus
from oboro.portal.contracts.queries import MakingCase, case_of
from oboro.portal.provision.queries import day_of
from oboro.portal.tenancy.queries import sent
from oboro.portal.uses import actions, forms, queries
from oboro.portal.uses.models import Incident, Use

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def use_list(request: HttpRequest) -> HttpResponse:
    """Everything in use, and until when."""
    rows = list(queries.listed(request.user))
    for contract in rows:
        use = getattr(contract, "use", None)
        contract.label = USE_LABELS[use.stands if use else UseStatus.RUNNING]
    return render(request, "uses/list.html", {"rows": rows})


@require_safe
@login_required
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """One use: its period with the arithmetic, reports, reminders, the end, incidents."""
    case = queries.case_or_404(request.user, pk)
    found = queries.use_of(case.contract)
    end = queries.deadline_of(case, on=day_of(case))
    context = {
        "end": end,
        "left": deadlines.left_in_words(end),
        "reports": list(found.reports.all()) if found.pk else [],
        "reminders": list(found.reminders.all()) if found.pk else [],
        "incidents": list(found.incidents.all()) if found.pk else [],
        "doors": _doors(request, found, pk),
        "may_complete": found.stands is UseStatus.ERASED and can(Action.COMPLETE_USE, request.user.role_names),
    }
    return _show(request, "use", case, found, None, **context)


@page
@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """How often the recipient reports."""
    return _step(request, pk, Action.PLAN_REPORTS, forms.PlanForm, actions.plan_reports)


@page
@login_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report of the use."""
    return _step(request, pk, Action.REPORT_USE, forms.ReportForm, actions.report_use)


@page
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration of the end."""
    return _step(request, pk, Action.DECLARE_END, forms.EndForm, actions.declare_end)


@page
@login_required
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of the erasure."""
    return _step(request, pk, Action.REPORT_ERASURE, forms.ErasureForm, actions.report_erasure)


@page
@login_required
def new_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of an incident."""

    def deed(**told: Any) -> Incident:
        return actions.report_incident(**told | {"kind": IncidentKind(told["kind"])})

    return _step(request, pk, Action.REPORT_INCIDENT, forms.IncidentForm, deed)


@require_POST
@login_required
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """The office confirms the erasure."""
    case = queries.case_or_404(request.user, pk)
    actions.complete_use(case=case, by=request.user, on=day_of(case))
    messages.success(request, "消去の報告を確かめ、利用を完了にしました。")
    return redirect("use", pk)


@require_safe
@login_required
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident: what happened, the checklist, how long it is open; opening it is recorded for the office."""
    found = queries.incident_or_404(request.user, pk)
    case = case_of(found.use.contract)
    actions.read_incident(incident=found, by=request.user, on=day_of(case))
    return _incident(request, found, case)


@require_POST
@login_required
def incident_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One step of the response to an incident."""
    found = queries.incident_or_404(request.user, pk)
    case = case_of(found.use.contract)
    if deed not in _DEEDS:
        raise Http404
    action, form_class, done, words = _DEEDS[deed]
    check(action, request.user.role_names)
    form = form_class(request.POST)
    if not form.is_valid():
        return _incident(request, found, case, failed=form)
    done(incident=found, **form.cleaned_data, by=request.user, on=day_of(case))
    messages.success(request, words)
    return redirect("incident", pk)


_DEEDS: dict[str, tuple[Action, type[django_forms.Form], Callable[..., Incident], str]] = {
    "investigate": (Action.INVESTIGATE, django_forms.Form, actions.investigate, "調査を始めました。"),
    "point": (Action.CHECK_POINT, forms.PointForm, actions.check_point, "確認事項を記録しました。"),
    "correct": (Action.CORRECT, forms.CorrectionForm, actions.correct, "是正を記録しました。"),
    "close": (Action.CLOSE_INCIDENT, forms.ConclusionForm, actions.close_incident, "事故の対応を完了にしました。"),
}
_NEXT = {
    IncidentStatus.REPORTED: ("investigate", "調査を始める"),
    IncidentStatus.INVESTIGATED: ("correct", "是正を記録する"),
    IncidentStatus.CORRECTED: ("close", "対応を完了にする"),
}


def _incident(
    request: HttpRequest, found: Incident, case: MakingCase, *, failed: django_forms.Form | None = None
) -> HttpResponse:
    deed, button = _NEXT.get(found.stands, ("", ""))
    may = bool(deed) and can(_DEEDS[deed][0], request.user.role_names)
    form = failed if failed and deed and type(failed) is _DEEDS[deed][1] else (_DEEDS[deed][1]() if deed else None)
    point = failed if isinstance(failed, forms.PointForm) else forms.PointForm()
    on = found.closed_on or day_of(case)
    context = {
        "incident": found,
        "deed": deed if may else "",
        "button": button,
        "next_form": form,
        "point_form": point,
        "may_check": found.stands is IncidentStatus.INVESTIGATED and can(Action.CHECK_POINT, request.user.role_names),
        "points": [(label, found.points.get(key, "")) for key, label in POINTS.items()],
        "days": (on - found.found_on).days,
        "failed": failed,
    }
    return _show(request, "incident", case, found.use, form, status=400 if failed else 200, **context)


def _step(
    request: HttpRequest, pk: int, action: Action, form_class: type[django_forms.Form], deed: Callable
) -> HttpResponse:
    """One form of a use, for whichever side may fill it."""
    case = queries.case_or_404(request.user, pk)
    check(action, request.user.role_names)
    on = day_of(case)
    initial = dict.fromkeys(("reported_on", "ended_on", "erased_on", "found_on"), on)
    found = queries.use_of(case.contract)
    form = form_class(sent(request), initial=initial | {"months": found.report_months})
    if request.method == "POST" and form.is_valid():
        deed(case=case, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, _TEXTS[action]["done"])
        return redirect("use", pk)
    return _show(request, "step", case, found, form, **_TEXTS[action])


_TEXTS: dict[Action, dict[str, str]] = {
    Action.PLAN_REPORTS: {
        "title": "報告の間隔",
        "lead": "契約に定めた利用の報告の間隔を記録します。報告の期限の日は、利用の期間から計算します。",
        "button": "間隔を記録する",
        "done": "報告の間隔を記録しました。",
    },
    Action.REPORT_USE: {
        "title": "利用の状況の報告",
        "lead": "利用の状況を報告します。書面で届いた報告を窓口が記録するときは、報告の日に書面の日付を入れます。",
        "button": "報告する",
        "done": "利用の状況の報告を記録しました。",
    },
    Action.DECLARE_END: {
        "title": "利用の終了の届出",
        "lead": "利用を終えたことを届け出ます。届け出た後に、情報を消去して報告してください。",
        "button": "利用の終了を届け出る",
        "done": "利用の終了を記録しました。",
    },
    Action.REPORT_ERASURE: {
        "title": "消去の報告",
        "lead": "受け取った情報とその写しをすべて消去したことを報告します。",
        "button": "消去を報告する",
        "done": "消去の報告を記録しました。",
    },
    Action.REPORT_INCIDENT: {
        "title": "事故の報告",
        "lead": "漏えいや、契約と違う利用などに気付いたら、分かっていることだけでもすぐに報告します。",
        "button": "事故を報告する",
        "done": "事故の報告を記録しました。",
    },
}
_PAGES = (
    (Action.PLAN_REPORTS, "報告の間隔を定める", "use-plan"),
    (Action.REPORT_USE, "利用の状況を報告する", "use-report"),
    (Action.DECLARE_END, "利用の終了を届け出る", "use-end"),
    (Action.REPORT_ERASURE, "消去を報告する", "use-erasure"),
    (Action.REPORT_INCIDENT, "事故を報告する", "use-incident"),
)


def _doors(request: HttpRequest, found: Use, pk: int) -> list[tuple[str, str, int]]:
    steps, roles = uses.use(), request.user.role_names
    return [
        (words, name, pk) for action, words, name in _PAGES if steps.allows(found.stands, action) and can(action, roles)
    ]


def _show(
    request: HttpRequest,
    name: str,
    case: MakingCase,
    found: Use,
    form: django_forms.Form | None,
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    context = {
        "case": case,
        "proposal": case.proposal,
        "law": case.law,
        "use": found,
        "label": USE_LABELS[found.stands],
        "form": form,
        "office": request.user.organisation_id is not None,
        **extra,
    }
    return render(request, f"uses/{name}.html", context, status=status)

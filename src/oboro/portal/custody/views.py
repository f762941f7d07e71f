"""Pages of keeping: times and holds, disposals, export, the monthly review of the record, derivatives."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.retention import DisposalStatus, RecordClass
from oboro.casework.roles import Action, can, check
from oboro.kernel.errors import NotAllowed
from oboro.portal.custody import actions, forms, queries
from oboro.portal.custody.models import Hold, RetentionRule
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import own_organisation, sent, today

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def custody(request: HttpRequest) -> HttpResponse:
    """Everything about keeping, on one page."""
    organisation = _own(request)
    context = {
        "rules": RetentionRule.objects.filter(organisation=organisation),
        "holds": Hold.objects.filter(organisation=organisation),
        "disposals": queries.disposals(request.user),
        "reviews": queries.reviews(request.user),
        "due": len(queries.candidates(organisation, on=today(organisation))),
        "keeper": can(Action.SET_RETENTION, request.user.role_names),
        "rule_form": forms.RuleForm(),
        "hold_form": forms.HoldForm(),
    }
    return render(request, "custody/custody.html", context)


@page
@login_required
def rule(request: HttpRequest) -> HttpResponse:
    """Fix how long a class is kept."""
    organisation = _own(request, Action.SET_RETENTION)
    form = forms.RuleForm(sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"record_class": RecordClass(form.cleaned_data["record_class"])}
        actions.set_retention(organisation=organisation, **told, by=request.user, on=today(organisation))
        messages.success(request, "保存期間を記録しました。")
        return redirect("custody")
    return render(request, "custody/step.html", {"form": form, "title": "保存期間を定める", "button": "記録する"})


@page
@login_required
def hold(request: HttpRequest) -> HttpResponse:
    """Keep a record from disposal."""
    organisation = _own(request, Action.HOLD)
    form = forms.HoldForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.hold(organisation=organisation, **form.cleaned_data, by=request.user, on=today(organisation))
        messages.success(request, "廃棄を保留しました。")
        return redirect("custody")
    return render(request, "custody/step.html", {"form": form, "title": "廃棄を保留する", "button": "保留する"})


@require_POST
@login_required
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold."""
    organisation = _own(request, Action.RELEASE)
    found = get_object_or_404(Hold, organisation=organisation, pk=pk)
    actions.release(hold=found, by=request.user, on=today(organisation))
    messages.success(request, "廃棄の保留を解除しました。")
    return redirect("custody")


@require_POST
@login_required
def list_disposal(request: HttpRequest) -> HttpResponse:
    """Make the list of what is due."""
    organisation = _own(request, Action.LIST_DISPOSAL)
    made = actions.list_disposal(organisation=organisation, by=request.user, on=today(organisation))
    messages.success(request, "廃棄の候補を一覧にしました。決裁者が決裁を記録すると、廃棄できます。")
    return redirect("disposal", made.pk)


@page
@login_required
def disposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One disposal: its list, its approval, its certificate."""
    organisation = _own(request)
    found = queries.disposal_or_404(request.user, pk)
    form = forms.ApprovalForm(sent(request))
    if request.method == "POST" and form.is_valid():
        check(Action.APPROVE_DISPOSAL, request.user.role_names)
        actions.approve_disposal(disposal=found, **form.cleaned_data, by=request.user, on=today(organisation))
        messages.success(request, "廃棄の決裁を記録しました。")
        return redirect("disposal", pk)
    may_approve = found.stands is DisposalStatus.LISTED and can(Action.APPROVE_DISPOSAL, request.user.role_names)
    may_dispose = found.stands is DisposalStatus.APPROVED and can(Action.DISPOSE, request.user.role_names)
    context = {"disposal": found, "items": found.items.all(), "form": form}
    return render(request, "custody/disposal.html", context | {"may_approve": may_approve, "may_dispose": may_dispose})


@require_POST
@login_required
def dispose(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what the approved list names."""
    organisation = _own(request, Action.DISPOSE)
    found = queries.disposal_or_404(request.user, pk)
    actions.dispose(disposal=found, by=request.user, on=today(organisation))
    messages.success(request, "廃棄しました。記録のつながりはそのまま残ります。")
    return redirect("disposal", pk)


@require_POST
@login_required
def export(request: HttpRequest) -> FileResponse:
    """Everything of the body as one file."""
    organisation = _own(request, Action.EXPORT_BODY)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "body.zip"
        actions.export_body(organisation=organisation, to=place, by=request.user, on=today(organisation))
        stream = place.open("rb")  # the open file outlives its name
        answer = FileResponse(stream, as_attachment=True, filename=f"body-{organisation.code}.zip")
    answer["Cache-Control"] = "no-store"
    return answer


@page
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """Sign off the review of a month of the record."""
    organisation = _own(request, Action.REVIEW_RECORD)
    form = forms.ReviewForm(sent(request))
    if request.method == "POST" and form.is_valid():
        row = actions.review_record(
            organisation=organisation, **form.cleaned_data, by=request.user, on=today(organisation)
        )
        messages.success(request, "点検を記録しました。印刷して保管してください。")
        return redirect("record-review", row.pk)
    return render(request, "custody/step.html", {"form": form, "title": "記録の点検", "button": "点検に署名する"})


@require_safe
@login_required
def record_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a review, to be printed: what was done in the month, and the signed head."""
    organisation = _own(request)
    row = queries.review_or_404(request.user, pk)
    context = {"row": row, "deeds": queries.deeds_of_month(organisation, row.month), "organisation": organisation}
    return render(request, "custody/review.html", context)


@page
@login_required
def derivatives(request: HttpRequest, pk: int) -> HttpResponse:
    """The original of a paper and its derivatives, with both digests."""
    paper = queries.attachment_or_404(request.user, pk)
    form = forms.DerivativeForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        check(Action.ADD_DERIVATIVE, request.user.role_names)
        content = form.cleaned_data["file"].read()
        on = today(paper.proposal.organisation)
        actions.add_derivative(
            attachment=paper, content=content, sanitiser=form.cleaned_data["sanitiser"], by=request.user, on=on
        )
        messages.success(request, "無害化した写しを登録しました。原本と見比べて承認すると使えます。")
        return redirect("derivatives", pk)
    context = {
        "paper": paper,
        "proposal": paper.proposal,
        "rows": queries.derivatives_of(paper),
        "form": form,
        "may_add": can(Action.ADD_DERIVATIVE, request.user.role_names),
        "may_accept": can(Action.ACCEPT_DERIVATIVE, request.user.role_names),
    }
    return render(request, "custody/derivatives.html", context)


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a derivative."""
    found = queries.derivative_or_404(request.user, pk)
    on = today(found.attachment.proposal.organisation)
    actions.accept_derivative(derivative=found, by=request.user, on=on)
    messages.success(request, "無害化した写しを承認しました。")
    return redirect("derivatives", found.attachment_id)


@require_POST
@login_required
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of an accepted derivative."""
    found = queries.derivative_or_404(request.user, pk)
    on = today(found.attachment.proposal.organisation)
    content = actions.read_derivative(derivative=found, by=request.user, on=on)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="derivative-{found.pk}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _own(request: HttpRequest, action: Action | None = None) -> Organisation:
    """One's own body, for those who keep its records."""
    organisation = own_organisation(request)
    if action is not None:
        check(action, request.user.role_names)
    elif not queries.may_keep(request.user):
        raise NotAllowed("記録の保管を扱えるのは、総括担当・決裁者・監査です。", hint="担当の方に依頼してください。")
    return organisation

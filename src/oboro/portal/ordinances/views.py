"""Pages of a body's own rules: what stands, entering fees and days, the review of the ordinance, its own forms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.roles import Role
from oboro.documents import word
from oboro.kernel.errors import LawError, NoLawOnDate, OboroError
from oboro.law.fees import instrument
from oboro.law.review import ADVICE_LABELS, PART_LABELS, VERDICT_LABELS
from oboro.portal.ordinances import actions, queries
from oboro.portal.ordinances.forms import ReviewForm, TemplateForm, TextForm, fee_form, fees_of
from oboro.portal.tenancy.actions import enter_own_rule
from oboro.portal.tenancy.models import RULE_LABELS, Organisation, RuleKind
from oboro.portal.tenancy.own_law import own_rule
from oboro.portal.tenancy.queries import check_role, own_organisation, regime_of, sent, today

_HEAD_OF_TOML = {
    RuleKind.FEES: "手数料・利用料（[[line]]）と休日（[[closed]]）。施行日の異なる額は、from を分けて並べます。",
    RuleKind.SCHEME: "平成29年型の条例。国の章を受け継ぐ部分・異なる値・ない部分と、手数料を書きます。",
}


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What the body has set itself, and what there is to enter."""
    organisation = own_organisation(request)
    on = today(organisation)
    law = _law(organisation)
    fixed = instrument(law) if law else None
    context = {
        "organisation": organisation,
        "law": law,
        "fixed": fixed,
        "by_order": fixed is not None and fixed.text("instrument") == "order",
        "rates": queries.rates_on(queries.own_schedule(organisation, law), on=on) if law else [],
        "closed": queries.own_closed_days(organisation, on=on),
        "versions": queries.rule_versions(organisation),
        "labels": RULE_LABELS,
        "states": queries.form_states(organisation, law, on=on) if law else [],
        "asked": queries.questions_for(organisation, on=on),
        "may_enter": Role.COORDINATOR in request.user.role_names,
    }
    return render(request, "ordinances/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fees(request: HttpRequest) -> HttpResponse:
    """Enter the body's fees field by field."""
    organisation = _mine(request)
    law = regime_of(organisation)
    form = fee_form(law, data=sent(request))
    if request.method == "POST" and form.is_valid() and (text := fees_of(form, law)):
        enter_own_rule(
            organisation=organisation, kind=RuleKind.FEES, text=text, by=request.user, on=today(organisation)
        )
        messages.success(request, "手数料・利用料の定めを保存しました。")
        return redirect("own-rules")
    return render(request, "ordinances/fees.html", {"form": form, "law": law, "fixed": instrument(law)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def text(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter a body's rules as TOML: what the fields do not hold."""
    organisation, chosen = _mine(request), queries.kind_or_404(kind)
    on = today(organisation)
    standing = own_rule(organisation, chosen, on=on)
    form = TextForm(sent(request), initial={"text": standing.text if standing else ""})
    if request.method == "POST" and form.is_valid():
        try:
            enter_own_rule(
                organisation=organisation, kind=chosen, text=form.cleaned_data["text"], by=request.user, on=on
            )
        except LawError as error:
            form.add_error("text", str(error).replace("\n", "　"))
        else:
            messages.success(request, f"{RULE_LABELS[chosen]}の定めを保存しました。")
            return redirect("own-rules")
    context = {"form": form, "label": RULE_LABELS[chosen], "told": _HEAD_OF_TOML[chosen]}
    return render(request, "ordinances/text.html", context)


@require_safe
@login_required
def version(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One version as it was entered."""
    found = queries.rule_version(own_organisation(request), kind, number)
    return render(request, "ordinances/version.html", {"version": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """The questions of the review of the ordinance."""
    organisation = _mine(request)
    on = today(organisation)
    asked = queries.questions_for(organisation, on=on)
    form = ReviewForm(asked, sent(request), initial=queries.answers_of(organisation, on=on))
    if request.method == "POST" and form.is_valid():
        actions.answer_review(organisation=organisation, answers=form.cleaned_data, by=request.user, on=on)
        messages.success(request, "回答を保存しました。")
        return redirect("own-rules-report")
    parts = [(PART_LABELS[q.part], form[q.key], q) for q in asked]
    return render(request, "ordinances/review.html", {"form": form, "parts": parts, "organisation": organisation})


@require_safe
@login_required
def report(request: HttpRequest) -> HttpResponse:
    """The answers set against the advice, as a page that prints."""
    organisation = own_organisation(request)
    told = queries.report_of(organisation, on=today(organisation))
    counts = [(VERDICT_LABELS[key], number) for key, number in told.counts.items()]
    lines = [
        (line, PART_LABELS[line.question.part], ADVICE_LABELS[line.question.advice_kind], VERDICT_LABELS[line.verdict])
        for line in told.lines
    ]
    return render(request, "ordinances/report.html", {"report": told, "counts": counts, "lines": lines})


@require_safe
@login_required
def report_json(request: HttpRequest) -> HttpResponse:
    """The report for machines."""
    organisation = own_organisation(request)
    told = queries.report_of(organisation, on=today(organisation))
    return JsonResponse(told.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def form_page(request: HttpRequest, key: str) -> HttpResponse:
    """A statutory form: its fields, whose file it is printed on, and a file of the body's own in its place."""
    organisation = _mine(request)
    law, on = regime_of(organisation), today(organisation)
    spec = queries.form_or_404(law, key)
    form = TemplateForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["content"].read()
        try:
            actions.put_template(organisation=organisation, law=law, spec=spec, content=content, by=request.user, on=on)
        except OboroError as error:
            form.add_error("content", str(error).replace("\n", "　"))
        else:
            messages.success(request, f"{spec.number}を団体のひな形で印刷します。")
            return redirect("own-form", key)
    own = queries.template_on(organisation, law, key, on=on)
    return render(request, "ordinances/form.html", {"form": form, "spec": spec, "own": own, "law": law})


@require_POST
@login_required
def form_drop(request: HttpRequest, key: str) -> HttpResponse:
    """Print a form on our own file again."""
    organisation = _mine(request)
    law = regime_of(organisation)
    spec = queries.form_or_404(law, key)
    actions.drop_template(organisation=organisation, law=law, spec=spec, by=request.user, on=today(organisation))
    messages.success(request, f"{spec.number}を、はじめからあるひな形に戻しました。")
    return redirect("own-form", key)


@require_safe
@login_required
def form_file(request: HttpRequest, key: str) -> HttpResponse:
    """The body's own file as it was put; without one, the names that a file may place, as a Word file to start from."""
    organisation = own_organisation(request)
    law = regime_of(organisation)
    spec = queries.form_or_404(law, key)
    own = queries.template_on(organisation, law, key, on=today(organisation))
    content = bytes(own.content) if own else queries.starting_file(spec)
    answer = HttpResponse(content, content_type=word.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{spec.key}.docx"'
    return answer


def _mine(request: HttpRequest) -> Organisation:
    """The body of the coordinator who asks; 403 for other officers."""
    organisation = own_organisation(request)
    check_role(request.user, {Role.COORDINATOR}, deed="団体の定めを入力")
    return organisation


def _law(organisation: Organisation) -> Any:
    """The law of the body's day; None for a local body before the act that has entered no ordinance yet."""
    try:
        return regime_of(organisation)
    except NoLawOnDate:
        return None

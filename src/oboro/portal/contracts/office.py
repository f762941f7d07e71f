"""Pages of the desk beside a single contract: files of payments, and the text of the body's contracts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from oboro.casework.reconcile import MATCH_LABELS, Match
from oboro.kernel.errors import SourceUnreadable
from oboro.portal.contracts import actions, papers, queries
from oboro.portal.contracts.forms import PaymentsForm, TemplateForm
from oboro.portal.tenancy.queries import own_organisation, regime_of, today


@login_required
def payments(request: HttpRequest) -> HttpResponse:
    """Read a file of payments; nothing is recorded yet."""
    organisation = own_organisation(request)
    form = PaymentsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            found = actions.read_payments(
                organisation=organisation, content=content, by=request.user, on=today(organisation)
            )
        except SourceUnreadable as trouble:
            form.add_error("file", str(trouble))
        else:
            return redirect("contract-payments-read", found.pk)
    context = {"form": form, "law": regime_of(organisation), "accounts": queries.accounts_of(organisation)}
    return render(request, "contracts/payments.html", context)


@login_required
def payments_read(request: HttpRequest, pk: int) -> HttpResponse:
    """What becomes of each line of a file."""
    organisation = own_organisation(request)
    found = queries.import_of(organisation, pk)
    results = queries.results_of(found, on=today(organisation))
    context = {
        "found": found,
        "results": [(one.line, one.match, MATCH_LABELS[one.match]) for one in results],
        "fitting": sum(one.match is Match.FITS for one in results),
        "law": regime_of(organisation),
    }
    return render(request, "contracts/payments_read.html", context)


@login_required
@require_POST
def payments_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the lines that fit."""
    organisation = own_organisation(request)
    found = queries.import_of(organisation, pk)
    number = actions.record_payments(found=found, by=request.user, on=today(organisation))
    messages.success(request, f"{number}件の納付を記録しました。")
    return redirect("contract-payments-read", pk)


@login_required
def template(request: HttpRequest) -> HttpResponse:
    """The text of the body's contracts."""
    organisation = own_organisation(request)
    form = TemplateForm(request.POST or None, initial={"text": queries.template_of(organisation)})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        made = actions.set_template(organisation=organisation, text=text, by=request.user, on=today(organisation))
        messages.success(request, f"契約書のひな形（第{made.number}版）を登録しました。")
        return redirect("contract-template")
    names = [(f"{{{{{name}}}}}", label, name in papers.REQUIRED) for name, label in papers.NAMES.items()]
    versions = organisation.contract_templates.order_by("-number")
    context = {"form": form, "names": names, "versions": versions, "law": regime_of(organisation)}
    return render(request, "contracts/template.html", context)

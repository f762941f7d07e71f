"""The office's pages for a register that comes from elsewhere, and for taking the own register out whole."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.register import Deed, check
from oboro.casework.register_import import targets
from oboro.kernel.errors import Refused, SourceUnreadable
from oboro.portal.register import importing, queries
from oboro.portal.register.book import book_of
from oboro.portal.register.files import FILES, as_download
from oboro.portal.register.forms import ColumnsForm, ImportForm
from oboro.portal.tenancy.queries import own_organisation, regime_of, sent, today

SHOWN = 200
OWN_FILES = ("register.csv", "register.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def receive(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and tried, and nothing of the register changes."""
    organisation = own_organisation(request)
    check(Deed.IMPORT_ENTRIES, request.user.role_names)
    form = ImportForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = importing.receive(
                organisation=organisation,
                content=form.cleaned_data["file"].read(),
                by=request.user,
                on=today(organisation),
            )
        except SourceUnreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("office-import", job.pk)
    regime = regime_of(organisation)
    context = {"form": form, "regime": regime, "targets": targets(regime)}
    return render(request, "register/office_import_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What the import would do, what has to be mended, and what each column is taken for."""
    organisation = own_organisation(request)
    job, on, regime = importing.job_or_404(organisation, pk), today(organisation), regime_of(organisation)
    check(Deed.IMPORT_ENTRIES, request.user.role_names)
    table = importing.table_of(job)
    choices = [(column.id, column.label) for column in targets(regime)]
    form = ColumnsForm(table.heads, choices, sent(request), chosen=job.columns)
    if request.method == "POST" and form.is_valid():
        try:
            importing.choose_columns(job=job, columns=form.columns(), by=request.user, on=on)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("office-import", job.pk)
    plan = importing.plan(job, on=on)
    problems = sorted((p for p in plan.trial.problems if not p.warning), key=lambda one: (one.sheet, one.row))
    context = {
        "job": job,
        "table": table,
        "form": form,
        "plan": plan,
        "problems": problems[:SHOWN],
        "more": max(len(problems) - SHOWN, 0),
        "gaps": Counter(p.column for p in plan.trial.problems if p.warning).most_common(),
        "names": [(draft.row, draft.answers.get("name", "")) for draft in plan.trial.drafts[:10]],
        "regime": regime,
    }
    return render(request, "register/office_import.html", context)


@require_POST
@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the rows as drafts."""
    organisation = own_organisation(request)
    job = importing.job_or_404(organisation, pk)
    plan = importing.apply(job=job, by=request.user, on=today(organisation))
    text = f"取り込みました（新しい記載{plan.new}件、修正する記載{plan.changed}件、変わらない記載{plan.same}件）。"
    messages.success(request, text)
    return redirect("office-register")


@require_POST
@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what was read."""
    organisation = own_organisation(request)
    job = importing.job_or_404(organisation, pk)
    importing.discard(job=job, by=request.user, on=today(organisation))
    messages.success(request, "取込みをやめました。読み取った表は消しました。")
    return redirect("office-import-new")


@require_safe
@login_required
def own_file(request: HttpRequest, name: str) -> HttpResponse:
    """The newest edition with what only the body reads; it can be taken in again without loss."""
    organisation = own_organisation(request)
    check(Deed.DRAFT_ENTRY, request.user.role_names)
    if name not in OWN_FILES or name not in FILES:
        raise Http404
    return as_download(book_of(queries.edition_or_404(organisation.code), office=True), name)

"""Public pages: the front page, the calls for proposals."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from oboro.portal.calls import queries
from oboro.portal.calls.models import Call
from oboro.portal.calls.notice import as_table, as_text
from oboro.portal.tenancy.queries import today

CALLS_A_PAGE = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what this is, the search, the calls that are open."""
    calls = [_with_status(call) for call in queries.open_calls()]
    return render(request, "calls/home.html", {"calls": calls})


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """All announced calls."""
    page = Paginator(queries.announced_calls(), CALLS_A_PAGE).get_page(request.GET.get("page"))
    for call in page:
        _with_status(call)
    return render(request, "calls/call_list.html", {"page": page})


@require_safe
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The public notice of a call, and its files."""
    call = _with_status(queries.announced_call_or_404(pk))
    context = {"call": call, "title": queries.call_title(call), "regime": call.regime}
    return render(request, "calls/call_page.html", context)


@require_safe
def call_paper(request: HttpRequest, pk: int, name: str) -> HttpResponse:  # noqa: ARG001 Django passes it
    """The notice as text, or the list of files."""
    return paper_of(queries.announced_call_or_404(pk), name)


def paper_of(call: Call, name: str) -> HttpResponse:
    """One of the two papers of a call (Http404)."""
    match name:
        case "notice.txt":
            content, kind = as_text(call).encode("utf-8-sig"), "text/plain; charset=utf-8"
        case "files.csv":
            content, kind = as_table(call), "text/csv; charset=utf-8"
        case _:
            raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"call-{call}-{name}")
    return response


def _with_status(call):
    """The call with its status on its body's own day and its title, for the template."""
    call.status = call.status_on(today(call.organisation))
    call.title = queries.call_title(call)
    return call

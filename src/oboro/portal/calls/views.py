"""Public pages: the front page, the calls for proposals."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oboro.portal.calls import queries
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


def _with_status(call):
    """The call with its status on its body's own day and its title, for the template."""
    call.status = call.status_on(today(call.organisation))
    call.title = queries.call_title(call)
    return call

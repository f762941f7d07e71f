"""Public pages: the front page, the register and its search, the calls for proposals."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oboro.portal.register import queries
from oboro.portal.register.forms import SearchForm
from oboro.portal.tenancy.queries import today

ENTRIES_A_PAGE = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what this is, the search, the calls that are open."""
    calls = [_with_status(call) for call in queries.open_calls()]
    return render(request, "register/home.html", {"calls": calls})


@require_safe
def register_list(request: HttpRequest) -> HttpResponse:
    """The published entries of all bodies, searched by words, body, kind and offer."""
    form = SearchForm(list(queries.bodies_with_entries()), request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.search(
        text=asked.get("q", ""),
        body=asked.get("body", ""),
        kind=asked.get("kind", ""),
        offered=asked.get("offered", False),
    )
    page = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    return render(request, "register/register_list.html", {"form": form, "page": page, "rest": rest.urlencode()})


@require_safe
def register_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One published entry with all its items and the calls it stands in."""
    version = queries.published_or_404(pk)
    calls = [_with_status(call) for call in queries.announced_calls().filter(files__entry_id=pk)]
    context = {"version": version, "lines": queries.lines(version), "regime": version.regime, "calls": calls}
    return render(request, "register/register_entry.html", context)


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """All announced calls."""
    page = Paginator(queries.announced_calls(), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    for call in page:
        _with_status(call)
    return render(request, "register/call_list.html", {"page": page})


@require_safe
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The public notice of a call, and its files."""
    call = _with_status(queries.announced_call_or_404(pk))
    context = {"call": call, "title": queries.call_title(call), "regime": call.regime}
    return render(request, "register/call_page.html", context)


def _with_status(call):
    """The call with its status on its body's own day and its title, for the template."""
    call.status = call.status_on(today(call.organisation))
    call.title = queries.call_title(call)
    return call

"""Public pages: the register and its search."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from oboro.portal.register import queries
from oboro.portal.register.forms import SearchForm

ENTRIES_A_PAGE = 20


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
    """One published entry with all its items and what later rooms tell of its file."""
    version = queries.published_or_404(pk)
    notes = [import_string(source)(version.entry) for source in settings.ENTRY_NOTES]
    context = {"version": version, "lines": queries.lines(version), "regime": version.regime, "notes": notes}
    return render(request, "register/register_entry.html", context)

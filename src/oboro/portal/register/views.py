"""Public pages: the search over all registers, an entry and its versions, the register of a body and its files."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from oboro.documents.book.tables import unencodable
from oboro.portal.register import feasibility, queries
from oboro.portal.register.book import book_of, versions_in
from oboro.portal.register.files import FILES, as_download
from oboro.portal.register.forms import SearchForm
from oboro.portal.register.queries import MOST_COUNTED
from oboro.portal.register.search import FIELDS
from oboro.portal.tenancy.models import Organisation

ENTRIES_A_PAGE = 20


@require_safe
def register_list(request: HttpRequest) -> HttpResponse:
    """The published entries of all bodies, searched by words, body, kind, offer and single items."""
    form = SearchForm(list(queries.bodies_with_entries()), request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    keys = queries.keys_of(asked)
    page = Paginator(keys[:MOST_COUNTED], ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines_of(page.object_list)
    rest = request.GET.copy()
    rest.pop("page", None)
    closer = any(asked.get(name) for name in FIELDS)
    context = {"form": form, "page": page, "rest": rest.urlencode(), "closer": closer}
    context |= {"more": len(keys) > MOST_COUNTED, "notes": _notes(None)}
    return render(request, "register/register_list.html", context)


@require_safe
def register_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One published entry with all its items and what later rooms tell of its file."""
    version = queries.published_or_404(pk)
    notes = [import_string(source)(version.entry) for source in settings.ENTRY_NOTES]
    versions = list(queries.public_versions(version.entry))
    context = {"version": version, "lines": queries.lines(version), "regime": version.regime, "notes": notes}
    told = {"versions": versions, "menu": feasibility.shown(version.entry)}
    return render(request, "register/register_entry.html", context | told)


@require_safe
def register_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as it was published, for good, and how it differs from the one before; a struck one says only that."""
    version = queries.public_version_or_404(pk, number)
    versions = list(queries.public_versions(version.entry))
    if (last := queries.struck(versions)) is not None:
        context = {"version": version, "last": last, "regime": version.regime}
        return render(request, "register/register_struck.html", context, status=410)
    before = next(iter(versions[versions.index(version) + 1 :]), None)
    context = {
        "version": version,
        "versions": versions,
        "before": before,
        "differences": queries.differences(before, version) if before else [],
        "lines": queries.lines(version),
        "regime": version.regime,
    }
    return render(request, "register/register_version.html", context)


@require_safe
def register_book(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """The register of a body as one edition: what is in it, its files, the other editions."""
    edition = queries.edition_or_404(code, number)
    page = Paginator(versions_in(edition), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "organisation": edition.organisation,
        "editions": list(queries.editions_of(edition.organisation)[:50]),
        "regime": queries.regime_of(edition.organisation, on=edition.published_on),
        "page": page,
        "files": [(name, file.label) for name, file in FILES.items()],
        "notes": _notes(edition.organisation),
    }
    return render(request, "register/register_book.html", context)


@require_safe
def register_characters(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Which characters of an edition CP932 cannot write, before the file is taken."""
    edition = queries.edition_or_404(code, number)
    found = unencodable(book_of(edition))
    context = {"edition": edition, "found": found, "lost": [one for one in found if not one.becomes]}
    return render(request, "register/register_characters.html", context)


@require_safe
def register_file(request: HttpRequest, code: str, number: int, name: str) -> HttpResponse:
    """One of the files of an edition; CP932 only when nothing is lost."""
    edition = queries.edition_or_404(code, number)
    if name not in FILES:
        raise Http404
    book = book_of(edition)
    if FILES[name].narrow and (found := unencodable(book)) and (lost := [one for one in found if not one.becomes]):
        context = {"edition": edition, "found": found, "lost": lost}
        return render(request, "register/register_characters.html", context, status=409)
    return as_download(book, name)


def _notes(body: Organisation | None) -> list[queries.Note]:
    return [import_string(source)(body) for source in settings.REGISTER_NOTES]

"""From a request under /api/ to an answer: the right method, known parameters, JSON with an ETag, or a problem."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from oboro.kernel.errors import OboroError
from oboro.portal.api import asked, problems, shapes
from oboro.portal.api.problems import Trouble
from oboro.portal.api.routes import Route
from oboro.portal.api.views import Some
from oboro.portal.tenancy.middleware import check_numbers

MEDIA_TYPE = "application/json; charset=utf-8"
METHODS = ("GET", "HEAD")
ROOT = "/api/"
WHERE = "使える番地は/api/openapi.jsonにあります。"
UNREAD = "この要求は読み取れません。"
FAULT = "このサイトの側の不具合で、答えられません。"
LATER = "時間をおいて、もう一度要求してください。続くときは、このサイトの管理者に知らせてください。"


def respond(request: HttpRequest) -> HttpResponse:
    """The answer to a request under /api/, whatever it is."""
    try:
        response = _answer(request)
    except Trouble as trouble:
        response = problems.as_response(trouble)
        if trouble.status == 405:
            response["Allow"] = ", ".join(METHODS)
    except (Http404, Resolver404):
        response = problems.as_response(Trouble(404, "この番地に公表しているものはありません。", WHERE))
    except SuspiciousOperation:  # more parameters than the site reads
        response = problems.as_response(Trouble(400, UNREAD, WHERE))
    except OboroError as error:
        response = problems.as_response(Trouble(409, error.message, error.hint))
    # May be kept, and is asked about each time: what ends, ends at once.
    return _for_everybody(request, response, kept="public, no-cache")


def for_a_program(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """An answer under /api/ as it is; one that the site gave as a page to people, as a problem without any detail."""
    if answer.status_code < 400 or answer["Content-Type"] == problems.MEDIA_TYPE:
        return answer
    fault = answer.status_code >= 500
    told = problems.as_response(Trouble(500, FAULT, LATER) if fault else Trouble(400, UNREAD, WHERE))
    for name in answer.headers.keys() - told.headers.keys() - {"Content-Length"}:
        told[name] = answer[name]  # what every answer of the site carries
    return _for_everybody(request, told, kept="no-store")


def view_of(route: Route) -> Callable[..., HttpResponse]:
    """The view of a route as Django calls it."""

    def view(request: HttpRequest, **place: Any) -> HttpResponse:
        wanted = asked.read(route.form, request.GET)
        found = route.view(wanted, **place)
        told = _part(found, wanted, request.path, request.GET) if isinstance(found, Some) else shapes.plain(found)
        return _as_json(request, told)

    return view


def fixed(told: dict[str, Any]) -> Callable[..., HttpResponse]:
    """A view that always says the same."""

    def view(request: HttpRequest) -> HttpResponse:
        asked.read(asked.Nothing, request.GET)
        return _as_json(request, told)

    return view


def _answer(request: HttpRequest) -> HttpResponse:
    found = resolve(request.path_info)
    if request.method not in METHODS:
        raise Trouble(405, "読むことだけができます。", "GETかHEADで要求してください。")
    check_numbers(found.kwargs)
    return found.func(request, *found.args, **found.kwargs)


def _as_json(request: HttpRequest, told: Any) -> HttpResponse:
    """The answer with the digest of its content as ETag, or 304 when the program has it already."""
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["ETag"] = etag
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename="oboro.json")
    return get_conditional_response(request, etag=etag, response=response)


def _part(some: Some, wanted: dict[str, Any], path: str, query: QueryDict) -> dict[str, Any]:
    page, per_page = wanted["page"], wanted["per_page"]
    total = len(some.source) if isinstance(some.source, list) else some.source.count()
    last = max(1, -(-total // per_page))
    if page > last:
        raise Trouble(404, "このページはありません。", f"pageは{last}までです。")

    def at(number: int) -> str | None:
        there = query.copy()
        there["page"] = str(number)
        return f"{path}?{there.urlencode()}" if 1 <= number <= last else None

    rows = some.source[(page - 1) * per_page : page * per_page]
    part = shapes.Part(total, some.more, page, per_page, next=at(page + 1), previous=at(page - 1))
    return {**shapes.plain(part), "items": shapes.plain(some.told(rows))}


def _for_everybody(request: HttpRequest, response: HttpResponse, *, kept: str) -> HttpResponse:
    """The answer with the heads that all answers have; `kept` says how it may be kept on the way."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response["Cache-Control"] = kept
    return _without_body(response) if request.method == "HEAD" else response


def _without_body(response: HttpResponse) -> HttpResponse:
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response

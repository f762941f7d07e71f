"""A refusal by a rule becomes a page that says why; a number that no row can have is not found; nothing is cached."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from oboro.kernel.errors import BundleRefused, LawError, NotAllowed, OboroError, Refused

LARGEST = 2**63 - 1  # a database refuses to look for a larger one


def check_numbers(place: Mapping[str, Any]) -> None:
    """Pass when every number of an address can be that of a row (Http404)."""
    if any(isinstance(part, int) and part > LARGEST for part in place.values()):
        raise Http404


class NotStoredMiddleware:
    """What somebody who is signed in was answered is kept nowhere: not on the way, not in the browser of a shared desk.

    An answer that says itself how it may be kept says so still.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.user.is_authenticated:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


class RefusalMiddleware:
    """Turn what the rules raise into 403 (not this person), 409 (not now, not lawful) or 400 (not this file)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, _view: Any, _args: Any, place: Mapping[str, Any]) -> None:
        """Refuse an address with a number that no row can have."""
        check_numbers(place)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; None lets everything else pass on."""
        if not isinstance(exception, OboroError):
            return None
        back = request.headers.get("Referer", "")
        known = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        context = {"error": exception, "back": back if known else "/"}
        return render(request, "ui/refused.html", context, status=_status(exception))


def _status(exception: OboroError) -> int:
    match exception:
        case NotAllowed():
            return 403
        case Refused() | LawError():
            return 409
        case BundleRefused():
            return 400
        case _:
            return 422

"""Who sits where: an officer in a rehearsal acts as one of its people, and one whose terms ran out sees nothing."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oboro.portal.desk.rehearsal import seat_of
from oboro.portal.tenancy.models import User

SEAT = "seat"


class SeatMiddleware:
    """Put the rehearsal's person in the place of the officer who plays it; the officer stays in `request.seated`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seated = None
        if SEAT in request.session and isinstance(request.user, User):
            person = seat_of(request.user, request.session[SEAT])
            if person is None:
                del request.session[SEAT]
            else:
                request.seated, request.user = request.user, person
        if isinstance(request.user, User) and (request.seated or request.user).has_left:
            logout(request)
            return render(request, "desk/left.html", status=403)
        return self.get_response(request)

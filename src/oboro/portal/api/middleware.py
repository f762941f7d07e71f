"""What lies under /api/ is answered before there is a session or an account, so it cannot depend on who asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from oboro.portal.api.answers import ROOT, for_a_program, respond


class ProblemsMiddleware:
    """The first of all: what the site itself answers in place of /api/, such as to a fault, is told to programs alike.

    Django has then written the fault into the log of the site; of it nothing goes out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        return for_a_program(request, answer) if request.path_info.startswith(ROOT) else answer


class OpenDataMiddleware:
    """Answer /api/ here; let everything else pass on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.get_host()  # refuses a name this site does not answer to, as for every other address
        return respond(request)

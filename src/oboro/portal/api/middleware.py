"""What lies under /api/ is answered before there is a session or an account, so it cannot depend on who asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from oboro.portal.api.answers import ROOT, respond


class OpenDataMiddleware:
    """Answer /api/ here; let everything else pass on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.get_host()  # refuses a name this site does not answer to, as for every other address
        return respond(request)

"""Where a request comes from, also behind proxies that this site trusts."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def place_of(request: HttpRequest) -> str:
    """The address from which a request reached the outermost trusted proxy, else the one that reached us.

    Each proxy adds the address it was reached from at the end of X-Forwarded-For. What stands before the last
    `TRUSTED_PROXIES` of them anybody can have written, so it is never read.
    """
    reached_from = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted == 0 or len(told) < trusted:
        return reached_from
    try:
        return str(ip_address(told[-trusted]))
    except ValueError:
        return reached_from

"""What every page knows: whose page it is, its menu, and whether its day is a practice day."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from oboro.casework.roles import Role
from oboro.portal.tenancy.models import User
from oboro.portal.tenancy.queries import today
from oboro.ui.language import switch


def tenancy(request: HttpRequest) -> dict[str, Any]:
    """The signed-in account's body, party, day and menu."""
    user = getattr(request, "user", None)
    other = switch(request)
    if not isinstance(user, User):
        nobody = {"own_organisation": None, "own_party": None, "own_today": None}
        return {**nobody, "menu": _menu(request, {"public"}), "other_language": other}
    organisation = user.organisation
    audience = {"officer" if organisation else "proposer"}
    if user.role_names & {Role.AUDITOR, Role.COORDINATOR}:
        audience.add("auditor")
    return {
        "own_organisation": organisation,
        "own_party": user.party,
        "own_today": today(organisation) if organisation else None,
        "other_language": other,
        "seated": getattr(request, "seated", None),
        "menu": _menu(request, audience),
    }


def _menu(request: HttpRequest, audience: set[str]) -> list[dict[str, Any]]:
    shown = [(reverse(name), words) for name, words, who in settings.NAVIGATION if audience.intersection(who)]
    here = max((url for url, _ in shown if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "words": words, "here": url == here} for url, words in shown]

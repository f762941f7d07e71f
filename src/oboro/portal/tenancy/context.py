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
        return {**nobody, "menus": _menus(request, {"public"}), "other_language": other}
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
        "menus": _menus(request, audience),
    }


def _menus(request: HttpRequest, audience: set[str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of the menu with their names: the steps of a case, and what an office does beside them."""
    lines = {
        label: [(reverse(name), words) for name, words, who in items if audience.intersection(who)]
        for label, items in (("主なページ", settings.NAVIGATION), ("事務のページ", settings.OFFICE_NAVIGATION))
    }
    every = [url for items in lines.values() for url, _ in items]
    here = max((url for url in every if request.path.startswith(url)), key=len, default="")
    return [
        (label, [{"url": url, "words": words, "here": url == here} for url, words in items])
        for label, items in lines.items()
        if items
    ]

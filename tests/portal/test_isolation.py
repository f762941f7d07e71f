"""Every address with every row of city A, opened by everybody of city B, by a proposer and by nobody: never data."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from oboro.casework.calls import CallStatus
from oboro.casework.register import VersionStatus
from oboro.casework.roles import Role
from portal.factories import register, tenancy

# Pages that are for everybody, or show nothing but what belongs to who asks.
OPEN = {"home", "login", "logout", "register-list", "register-entry", "call-list", "call-page"}
OWN = {
    "tasks",
    "password",
    "practice-date",
    "audit-log",
    "audit-heads",
    "office-register",
    "office-entry-new",
    "office-calls",
    "office-call-new",
    "own-rules",
    "own-rules-fees",
    "own-rules-closed",
    "own-rules-text",
    "own-rules-version",
    "own-rules-review",
    "own-rules-report",
    "own-rules-report-json",
    "own-form",
    "own-form-drop",
    "own-form-file",
}
ROLES = [role for role in Role if role is not Role.PROPOSER]


def patterns(resolver=None):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        elif isinstance(one, URLPattern):
            yield one


REGISTER = sorted(
    str(one.pattern) for one in patterns() if one.name and one.name.startswith("office-") and one.name not in OWN
)


def filled(pattern, *, entry, call):
    pk = call.pk if pattern.startswith("office/calls") else entry.pk
    path = pattern.replace("<int:pk>", str(pk)).replace("<int:number>", "1")
    deed = "approve" if pattern.startswith("office/calls") else "submit"
    return "/" + path.replace("<slug:deed>", deed)


@pytest.fixture
def of_city_a(city_a):
    return {
        "entry": register.entry(city_a, at=VersionStatus.DRAFT),
        "call": register.call(city_a, at=CallStatus.PREPARED),
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("pattern", REGISTER)
def test_an_officer_of_city_b_finds_nothing_of_city_a(signed_in, city_b, of_city_a, pattern, role):
    client = signed_in(tenancy.officer(city_b, f"b-{role}", role))
    path = filled(pattern, **of_city_a)
    assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}
    assert client.post(path).status_code == 404 or client.get(path).status_code == 404


@pytest.mark.parametrize("pattern", REGISTER)
def test_a_proposer_finds_no_office_page(signed_in, proposer, of_city_a, pattern):
    client = signed_in(proposer)
    path = filled(pattern, **of_city_a)
    assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}


@pytest.mark.parametrize("pattern", REGISTER)
def test_nobody_is_asked_to_log_in(visitor, of_city_a, pattern):
    path = filled(pattern, **of_city_a)
    assert {visitor.get(path).status_code, visitor.post(path).status_code} <= {302, 405}


@pytest.mark.parametrize("path", ["/office/register/", "/office/calls/", "/tasks/", "/audit/"])
def test_lists_show_only_what_is_ones_own(signed_in, stranger, of_city_a, path):
    page = signed_in(stranger).get(path).content.decode()
    assert "住民基本台帳" not in page
    assert "甲市" not in page


def test_search_never_shows_what_is_not_published(visitor, of_city_a, city_a):
    assert "住民基本台帳" in visitor.get("/register/").content.decode()  # the file of the call is published
    assert visitor.get(f"/register/{of_city_a['entry'].pk}/").status_code == 404
    assert visitor.get(f"/calls/{of_city_a['call'].pk}/").status_code == 404


def test_no_address_is_left_out_of_the_walks():
    """Every address is open to all, shows only one's own, or is walked here or by the tests of the cases."""
    walked = ("office-", "proposal", "review", "notice", "contract", "provision")
    others = {one.name for one in patterns() if one.name and not one.name.startswith(walked)}
    assert others == OPEN | {name for name in OWN if not name.startswith(walked)} | {"receive"}
    assert [one for one in patterns() if not one.name] == []

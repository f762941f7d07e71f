"""Every address of a case, opened by everybody who has no part in it: never data, never a change."""

import pytest
from django.urls import get_resolver

from oboro.casework.lifecycle import Status
from oboro.casework.roles import Role
from oboro.portal.audit.models import AuditEvent
from oboro.portal.proposals.models import Correction
from portal.factories import cases, tenancy

pytestmark = pytest.mark.django_db
ROLES = [role for role in Role if role is not Role.PROPOSER]
ROOMS = ("oboro.portal.proposals", "oboro.portal.reviews", "oboro.portal.contracts")


def addresses():
    for room in get_resolver().url_patterns:
        if getattr(room, "urlconf_name", None) and room.urlconf_module.__name__.startswith(ROOMS):
            yield from (str(one.pattern) for one in room.url_patterns)


CASE = sorted(one for one in addresses() if "<int:pk>" in one or "<int:origin>" in one)


def filled(address, proposal):
    paper = proposal.attachments.first().pk
    for name, value in (
        ("pk", proposal.pk),
        ("origin", proposal.pk),
        ("paper", paper),
        ("whose", 0),
        ("seq", 1),
        ("letter", 1),
    ):
        address = address.replace(f"<int:{name}>", str(value))
    address = address.replace("<slug:kind>", "docx").replace("<int:correction>", str(Correction.objects.get().pk))
    return "/" + address.replace("<slug:key>", "benefit").replace("<int:referral>", "1")


@pytest.fixture(params=[Status.UNDER_REVIEW, Status.APPLIED])
def case(cast, request):
    """A case with one correction, answered before the review went on."""
    proposal = cases.at_status(request.param, cast)
    Correction.objects.create(
        proposal=proposal, request="直す", asked_on=proposal.submitted_on, due_on=proposal.submitted_on, about=1,
        answered_on=proposal.submitted_on, answer=1,
    )  # fmt: skip
    return proposal


@pytest.mark.parametrize("role", ROLES)
def test_an_officer_of_another_body_finds_no_case(case, city_b, signed_in, role):
    client = signed_in(tenancy.officer(city_b, f"b-{role}", role))
    before = AuditEvent.objects.count()
    for address in CASE:
        path = filled(address, case)
        assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}, path
        assert 404 in {client.get(path).status_code, client.post(path).status_code}, path
    assert AuditEvent.objects.count() == before


def test_another_proposer_finds_no_case(case, signed_in):
    client = signed_in(tenancy.proposer(tenancy.party("株式会社かなた"), "kanata"))
    before = AuditEvent.objects.count()
    for address in CASE:
        path = filled(address, case)
        assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}, path
    assert AuditEvent.objects.count() == before


def test_nobody_is_asked_to_log_in(case, visitor):
    for address in CASE:
        path = filled(address, case)
        assert {visitor.get(path).status_code, visitor.post(path).status_code} <= {302, 405}, path


@pytest.mark.parametrize("path", ["/proposals/", "/reviews/", "/contracts/", "/tasks/"])
def test_lists_show_only_ones_own(case, stranger, signed_in, path):
    page = signed_in(stranger).get(path).content.decode()
    assert "R8-001" not in page
    assert "株式会社みらい" not in page


def test_an_auditor_reads_a_case_and_changes_nothing(case, cast, signed_in):
    client = signed_in(tenancy.officer(cast.body, "kansa", Role.AUDITOR))
    before = (case.status, AuditEvent.objects.count())
    for address in CASE:
        path = filled(address, case)
        if "attachments/" not in path:
            assert client.post(path).status_code != 302 or "/notice/" in path, path
    case.refresh_from_db()
    assert (case.status, AuditEvent.objects.count()) == before

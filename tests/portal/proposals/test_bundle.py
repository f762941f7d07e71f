"""I10: one wish to several bodies is several proposals, and the bundle never changes the state of any."""

import pytest
from django.urls import reverse

from oboro.casework.lifecycle import Status
from oboro.law.regime import BodyKind
from oboro.portal.proposals import actions
from oboro.portal.proposals.models import Bundle, Proposal
from oboro.portal.tenancy.queries import today
from portal.factories import cases, tenancy
from portal.reading import lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(cast, city_b, signed_in):
    """The same proposal drafted for three cities; the third city's file has its items in another order."""
    city_c = tenancy.organisation(code="141003", name="丙市", kind=BodyKind.MUNICIPALITY)
    others = [cases.offered(city_b, name="乙市の台帳"), cases.offered(city_c, name="丙市の台帳", persons=900)]
    others[1].version.answers["record_items"] = ["住所", "氏名"]
    others[1].version.save()
    proposal, client = cases.draft(cast), signed_in(cast.proposer)
    address = reverse("proposal-spread", args=[proposal.pk])
    assert "乙市" in client.get(address).content.decode()
    client.post(address, {"files": [str(file.pk) for file in others]})
    return Bundle.objects.get()


def test_i10_a_bundle_has_no_status_of_its_own():
    assert {field.name for field in Bundle._meta.fields} == {"id", "party", "created_on"}


def test_i10_each_proposal_of_a_bundle_goes_its_own_way(bundle, cast):
    first, second, third = (bundle.proposals.get(organisation__name=name) for name in ("甲市", "乙市", "丙市"))
    actions.submit(proposal=first, values=cases.values(), by=cast.proposer, on=today(cast.body))
    actions.withdraw(proposal=second, by=cast.proposer, on=today(second.organisation))
    stands = dict(bundle.proposals.values_list("organisation__name", "status"))
    assert stands == {"甲市": Status.SUBMITTED, "乙市": Status.WITHDRAWN, "丙市": Status.DRAFT}
    assert (third.number, third.draft["purpose"]) == ("", cases.WORDS["purpose"])


def test_the_grid_follows_the_items_of_each_file_and_the_persons_are_asked_anew(bundle):
    third = bundle.proposals.get(organisation__name="丙市")
    assert third.draft["method-0-granularity"] == "都道府県のみ"
    assert "method-2-granularity" not in third.draft
    assert "persons" not in third.draft


def test_the_page_of_a_bundle_shows_each_line_and_is_its_proposers_alone(bundle, cast, signed_in):
    address = reverse("proposal-bundle", args=[bundle.pk])
    page = lines(signed_in(cast.proposer).get(address))
    assert [line for line in page if line.endswith("市")] == ["乙市", "丙市", "甲市"]
    other = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    assert [signed_in(user).get(address).status_code for user in (other, cast.coordinator)] == [404, 404]


def test_a_practice_case_is_not_spread_to_real_bodies(old_cast, signed_in):
    real = tenancy.organisation(code="141003", name="丙市", kind=BodyKind.MUNICIPALITY, practice_on=None)
    cases.offered(real)
    proposal = cases.draft(old_cast)
    page = signed_in(old_cast.proposer).get(reverse("proposal-spread", args=[proposal.pk]))
    assert "ほかの団体で募集中の個人情報ファイルはありません。" in lines(page)
    assert Proposal.objects.count() == 1

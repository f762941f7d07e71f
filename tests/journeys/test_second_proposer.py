"""A second company finds in the public register what was made for another, and gets the same bytes."""

import pytest

from journeys import steps
from oboro.casework.calls import CallStatus
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import fault_of
from portal.factories import cases, register, tenancy
from portal.factories.provision import Workshop
from portal.nets.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_second_company_is_handed_what_exists(town, tmp_path):
    """The first company's case is laid; another journey walks it."""
    city = tenancy.organisation(code="131016", name="甲市", kind=BodyKind.MUNICIPALITY)
    cast = cases.city_cast(city, tenancy.proposer(tenancy.party(), "mirai"))
    workshop = Workshop(tmp_path)
    workshop.introduce(city, cast.coordinator)
    entry = register.entry(city, record_items=cases.ITEMS)
    World(cast, workshop).made(register.call(city, at=CallStatus.OPEN, entries=[entry]).files.get())
    second = cases.Cast(city, tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro"))
    company = town.enter()
    company.menu("個人情報ファイル簿")
    company.follow("住民基本台帳ファイル")
    company.follow("作成済みの情報について提案する")
    company.do("ログイン", {"username": "asunaro", "password": tenancy.PASSWORD})
    people = steps.enter(town, second, tmp_path, company=company)
    company.follow("提案を始める")
    company.do("下書きを作る")
    words = cases.words()
    steps.write(people, {key: words[key] for key in words if not key.startswith(("method-", "persons"))})
    steps.receive(people)
    steps.start_review(people)
    steps.judge(people)
    steps.decide(people)
    steps.notify(people, steps.terms(people))
    steps.contract(people, fee_yen=64_450)  # what the first company was asked to pay
    steps.task(people.clerk, "作成済みの情報を提供の対象にする")
    people.clerk.do("作成済みの情報を提供の対象にする")
    assert steps.hand_over(people) == (tmp_path / "provision.zip").read_bytes()
    assert fault_of(city.code) is None
    town.is_without_fault()

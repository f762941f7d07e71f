"""A contract is terminated; its company proposes nothing for two years, and again on the first day after."""

from datetime import date

import pytest

from journeys import steps
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import fault_of
from portal.factories import cases, tenancy
from portal.factories.provision import Workshop
from portal.nets.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BARRED = "令和10年6月1日になるまで提案できません"


def test_a_terminated_company_is_barred_to_the_day(town, tmp_path):
    """The case up to the use is laid; another journey walks it. The call runs long, so that only the bar decides."""
    city = tenancy.organisation(code="131016", name="甲市", kind=BodyKind.MUNICIPALITY)
    cast = cases.city_cast(city, tenancy.proposer(tenancy.party(), "mirai"))
    workshop = Workshop(tmp_path)
    workshop.introduce(city, cast.coordinator)
    file = cases.offered(city, days=(-10, 800))
    World(cast, workshop).used(file)
    people = steps.enter(town, cast, tmp_path)
    company, clerk = people.company, people.clerk
    terminate(people)
    company.menu("契約")
    company.follow("R8-001")
    company.sees("契約は終わり、手続も終わりました", "令和10年6月1日（2028年）になるまで、新しい提案はできません")
    steps.begin(people, file, warned="になるまで提案できません")
    company.do("下書きを保存する", cases.words())
    steps.attach(people)
    assert BARRED in company.refused("提出前の確認へ進む")[0]
    steps.move(clerk, date(2028, 5, 31))
    assert BARRED in company.refused("提出前の確認へ進む")[0]
    steps.move(clerk, date(2028, 6, 1))
    renew(people)
    company.do("提出前の確認へ進む")
    company.do("提出する")
    company.sees("提出済み")
    assert fault_of(city.code) is None
    town.is_without_fault()


def terminate(people):
    """The decider ends the contract early, on the page of the contract."""
    decider = people.decider
    decider.menu("契約")
    decider.follow("R8-001")
    decider.follow("契約を解除する")
    decider.sees("令和10年6月1日")
    told = {"ground": "breach", "reason": "受け取った情報を第三者に渡した。", "document_number": "総第77号"}
    decider.do("契約を解除する", told)
    decider.sees("契約の解除を記録しました")


def renew(people):
    """The identity paper is older than may be: another takes its place."""
    company = people.company
    company.do("取り除く：identity_body.pdf")
    steps.attach_one(people, "identity_body")

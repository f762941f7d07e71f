"""A proposal that fails one criterion, from the office's judgement to the reasons that its proposer reads."""

import pytest

from journeys import steps
from oboro.casework.lifecycle import Status
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import fault_of
from portal.factories import cases, tenancy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_refused_proposer_reads_why_and_where_to_turn(town, tmp_path):
    """The case up to its receipt is laid; another journey walks it."""
    city = tenancy.organisation(code="131016", name="甲市", kind=BodyKind.MUNICIPALITY)
    cast = cases.city_cast(city, tenancy.proposer(tenancy.party(), "mirai"))
    cases.at_status(Status.RECEIVED, cast, file=cases.offered(city))
    people = steps.enter(town, cast, tmp_path)
    steps.start_review(people)
    steps.judge(people, failing="rights")
    people.reviewer.sees("見積りは要りません")
    steps.decide(people)
    steps.notify(people)
    company = people.company
    company.menu("提案")
    company.follow("R8-001")
    company.sees("不適合")
    company.follow("通知書を見る")
    company.sees("廃棄の方法が書かれていない。", "もう一度提案することもできます", "問い合わせ先：甲市総務部総務課")
    assert fault_of(city.code) is None
    town.is_without_fault()

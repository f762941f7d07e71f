"""A city's case: proposed, corrected, contracted, made, handed over; then the company changes its business."""

from datetime import timedelta

import pytest
from demo.office import date_fields

from journeys import steps
from oboro.casework.calls import CallStatus
from oboro.law.regime import BodyKind
from oboro.portal.audit.queries import fault_of
from portal.factories import cases, register, tenancy
from portal.factories.provision import Workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_city_provides_what_was_proposed_corrected_and_contracted(town, tmp_path):
    """The register and the call are laid; another journey walks their pages."""
    city = tenancy.organisation(code="131016", name="甲市", kind=BodyKind.MUNICIPALITY)
    cast = cases.city_cast(city, tenancy.proposer(tenancy.party(), "mirai"))
    entry = register.entry(city, record_items=cases.ITEMS)
    file = register.call(city, at=CallStatus.OPEN, entries=[entry]).files.get()
    people = steps.enter(town, cast, tmp_path)
    steps.propose(people, file)
    steps.receive(people)
    ask_and_correct(people)
    steps.judge(people, minutes=620)
    steps.decide(people)
    steps.notify(people, steps.terms(people))
    steps.contract(people, fee_yen=64_450)
    workshop = Workshop(tmp_path)
    steps.make(people, workshop)
    assert steps.hand_over(people) == (tmp_path / "provision.zip").read_bytes()
    change_business(people)
    assert fault_of(city.code) is None
    town.is_without_fault()


def ask_and_correct(people):
    clerk, company = people.clerk, people.company
    clerk.follow("補正を依頼する")
    due = date_fields("due_on", people.day + timedelta(days=14))
    clerk.do("補正を依頼する", {"items": ["use"], "request": "公表の範囲を書いてください。", **due})
    steps.task(company, "補正の依頼が届いています")
    company.sees("公表の範囲を書いてください。")
    company.do("下書きを保存する", {"use": "市内だけで公表する。"})
    company.do("提出前の確認へ進む")
    company.do("再提出する")
    clerk.menu("提案")
    clerk.follow("R8-001")
    clerk.sees("補正で変わったところ", "市内だけで公表する。")


def change_business(people):
    company = people.company
    company.menu("契約")
    company.follow("R8-001")
    company.follow("事業の変更を提案する")
    company.do("下書きを作る")
    company.sees("市内だけで公表する。")
    company.sees("「住民基本台帳ファイル」から作成された行政機関等匿名加工情報")
    steps.write(people, {"business": "出店計画の支援と、配送の計画の支援"})
    steps.receive(people)
    steps.start_review(people)
    steps.judge(people)
    steps.decide(people)
    steps.notify(people, steps.terms(people))
    steps.contract(people, fee_yen=12_600)
    people.clerk.menu("作成と提供")
    people.clerk.sees("作成なし（事業の変更）")
    people.clerk.follow("R8-002")
    people.clerk.sees("新しく作成し提供する情報はありません")
    company.reload()
    company.follow("利用のページへ")

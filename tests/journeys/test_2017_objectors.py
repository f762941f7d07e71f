"""A national organ of 2017: third parties are written to, some object, and the case goes on without them."""

from dataclasses import replace
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
LETTERS, OBJECTORS, PERSONS = 300, (3, 57, 121), 5000


def test_a_ministry_hears_third_parties_and_leaves_the_objectors_out(town, tmp_path):
    """The register and the call are laid; another journey walks their pages."""
    ministry = tenancy.organisation(
        code="P-2019", name="練習省", kind=BodyKind.NATIONAL_ORGAN, practice_on="2019-06-03"
    )
    cast = cases.Cast(ministry, tenancy.proposer(tenancy.party(), "mirai"))
    judged = replace(register.ELIGIBLE, disclosure="opinion", persons=PERSONS)
    told = {"record_items": cases.ITEMS, "opinion_chance": True}
    entry = register.entry(ministry, judged=judged, persons=PERSONS, **told)
    file = register.call(ministry, at=CallStatus.OPEN, entries=[entry]).files.get()
    people = steps.enter(town, cast, tmp_path)
    steps.propose(people, file)
    steps.receive(people)
    steps.start_review(people)
    steps.judge(people, minutes=480)
    hear(people)
    steps.decide(people)
    steps.notify(people, steps.terms(people, fee_method="収入印紙を契約の締結の申込書に貼る"))
    steps.contract(people, fee_yen=115_600)
    order(people, Workshop(tmp_path))
    assert fault_of(ministry.code) is None
    town.is_without_fault()


def hear(people):
    """Letters, objections, a letter that came back, the end of the round, and the persons counted anew."""
    clerk, reviewer, sent = people.clerk, people.reviewer, people.day
    due = sent + timedelta(days=30)
    reviewer.refused("審査を終えて決裁へ回付する")
    assert "意見" in reviewer.wrong[0]
    steps.task(clerk, "第三者に意見を照会します")
    clerk.do("照会を記録する", {"letters": str(LETTERS), **date_fields("sent_on", sent), **date_fields("due_on", due)})
    steps.move(clerk, due)
    for letter in OBJECTORS:
        opinion(clerk, letter, "yes", due)
    opinion(clerk, 200, "no", due)
    steps.move(clerk, due + timedelta(days=1))
    steps.task(clerk, "届いた意見書を通知番号で記録し")
    clerk.do("意見の照会を締め切る")
    clerk.sees("反対の3人を除いて4,997人")
    steps.task(reviewer, "書類と欠格事由を確かめ")
    steps.judge_one(reviewer, 1)


def opinion(clerk, letter, objects, on):
    steps.task(clerk, "届いた意見書を通知番号で記録し")
    clerk.do("記録する", {"letter": str(letter), "objects": objects, **date_fields("received_on", on)})
    clerk.sees("意見書を記録しました")


def order(people, workshop):
    """The list of those to be left out is sealed, and the order carries their letters, never a name."""
    clerk = people.clerk
    office_key = steps.exchange_keys(clerk, workshop)
    steps.task(clerk, "作成の準備を記録する")
    clerk.do("準備を記録する", {"hours": "16", "people": "情報 太郎、加工\n情報 花子、確認"})
    clerk.do("除外の一覧を封印する")
    steps.task(clerk, "作成を指図する")
    clerk.sees("3、57、121")
    clerk.do("署名して指図する")
    told, _ = workshop.read(clerk.save("指図の包みを取り出す").read_bytes(), office_key)
    assert told.objections == OBJECTORS

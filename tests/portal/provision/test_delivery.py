"""The delivery: taken in when it is whole, signed, for this case and order, and lawful; refused without a trace else."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oboro.casework.lifecycle import MakingStatus
from oboro.exchange.delivery import StandardMet
from oboro.exchange.provision import Item
from oboro.portal.audit.queries import events_of
from oboro.portal.provision.actions import figures
from oboro.portal.tenancy.models import Organisation

CANARIES = ["秘密の手順", "秘密の証拠", "秘密のレシピ"]


def kept_files(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def refused(case, answer, words, settings):
    """A refusal says why, keeps nothing, leaves the step, and is recorded by its kind alone."""
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert "何も保存しません" in page
    assert kept_files(settings) == []
    assert case.making.stands is MakingStatus.ORDERED
    last = events_of(case.cast.body.code).last()
    assert last.kind == "provision.refuse_delivery"
    assert set(last.facts) == {"on", "why"}


def test_a_whole_delivery_is_taken_in(case, settings):
    case.delivered()
    made = case.making
    assert (made.stands, made.persons, made.records) == (MakingStatus.DELIVERED, 1200, 1200)
    assert (made.facts["made_by"], made.facts["checkers"], made.facts["minutes"]) == (
        "加工担当",
        ["検査担当", "審査会の委員"],
        620,
    )
    assert [path.name for path in kept_files(settings)] == [f"{made.provision_sha256}.zip"]
    assert made.report == {"同じ組合せの人の最小数（k）": "12人"}


def test_the_page_asks_for_nothing_before_anything_was_sent(case):
    case.order()
    page = case.office.get(f"{case.at}delivery/")
    assert page.status_code == 200
    assert "確かめてください" not in page.content.decode()


def test_the_report_tells_how_many_were_left_out_where_somebody_objected():
    report = {"measured": {"k": 5}, "excluded": {"records": 3}}
    assert figures(report, objections=2) == {
        "同じ組合せの人の最小数（k）": "5人",
        "反対の意見書により除いた記録": "3件",
    }
    assert figures({"measured": "?", "excluded": None}, objections=2) == {}


def test_nothing_of_the_method_stays_on_this_side(case, settings):
    case.delivered()
    stored = str(case.making.facts) + str(case.making.report) + case.office.get(case.at).content.decode()
    kept = b"".join(path.read_bytes() for path in kept_files(settings))
    for canary in CANARIES:
        assert canary not in stored
        assert canary.encode() not in kept


def test_any_changed_byte_is_refused(case, settings):
    path = case.workshop.deliver(*case.order())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    refused(case, case.upload(path), "確かめてください", settings)


def test_a_delivery_by_another_key_is_refused(case, settings, other_key):
    path = case.workshop.deliver(*case.order(), key=other_key)
    refused(case, case.upload(path), "信頼する鍵で署名されていません", settings)


def test_a_delivery_for_another_case_is_refused(case, settings):
    order, sha256 = case.order()
    path = case.workshop.deliver(replace(order, case="R8-999"), sha256)
    refused(case, case.upload(path), "別の事件", settings)


def test_a_delivery_for_another_order_is_refused(case, settings):
    order, _ = case.order()
    refused(case, case.upload(case.workshop.deliver(order, "0" * 64)), "別の指図", settings)


def test_a_delivery_under_another_law_is_refused(case, settings):
    order, sha256 = case.order()
    path = case.workshop.deliver(order, sha256, law_on=date(2025, 6, 1))
    refused(case, case.upload(path), "別の法律", settings)


@pytest.mark.parametrize(("persons", "words"), [(999, "999人"), (5001, "5,001人")])
def test_too_few_and_too_many_persons_are_refused(case, settings, persons, words):
    path = case.workshop.deliver(*case.order(), persons=persons)
    refused(case, case.upload(path), words, settings)


def test_an_item_that_was_not_ordered_is_refused(case, settings):
    path = case.workshop.deliver(*case.order(), items=(Item("住所"), Item("氏名")))
    refused(case, case.upload(path), "指図にない項目が1件", settings)


def test_an_open_standard_is_refused(case, settings):
    path = case.workshop.deliver(*case.order(), standards=(StandardMet("codes", "個人番号", False, "未", "未"),))
    refused(case, case.upload(path), "基準のうち1件", settings)


@pytest.mark.parametrize("report", [b"[]", b"3", b'"k"', b"null", b"{", b"\xff", b"[" * 100_000])
def test_a_signed_delivery_whose_report_is_no_object_is_refused_and_not_kept(case, settings, report):
    path = case.workshop.deliver(*case.order(), report=report)
    refused(case, case.upload(path), "report.json が JSON のオブジェクトではありません", settings)


SELF_CHECKED = [
    ("加工担当", "委員"),
    ("加工 担当", "委員"),
    ("Ｋako", "委員"),
    ("kakō", "KAKŌ"),
    ("委員",),
    ("委員", " 委 員"),
]


@pytest.mark.parametrize("checkers", SELF_CHECKED)
def test_i4_fewer_than_two_others_than_the_maker_are_refused(case, settings, checkers):
    maker = "kako" if "Ｋako" in checkers else "加工担当"
    path = case.workshop.deliver(*case.order(), made_by=maker, checkers=checkers)
    refused(case, case.upload(path), "検査", settings)


RAW = {
    "nothing": b"",
    "utf-8": "氏名,住所\n甲,乙\n".encode(),
    "zip": b"PK\x03\x04" + b"\0" * 200,
    "cp932": "東京".encode("cp932") * 999,
}


@pytest.mark.parametrize("content", RAW.values(), ids=RAW)
def test_raw_data_is_never_accepted(case, settings, content):
    case.order()
    answer = case.office.post(f"{case.at}delivery/", {"bundle": SimpleUploadedFile("住民台帳.csv", content)})
    assert answer.status_code == 400
    assert kept_files(settings) == []
    assert case.making.stands is MakingStatus.ORDERED


def test_an_order_is_not_a_delivery(case, settings):
    case.order()
    refused(case, case.upload(case.workshop.folder / "order.zip"), "ここで要るのは", settings)


def test_without_the_workshops_key_nothing_is_opened(case, settings):
    path = case.workshop.deliver(*case.order())
    Organisation.objects.update(workshop_key="")
    assert "公開鍵が登録されていません" in case.upload(path).content.decode()
    assert kept_files(settings) == []


def test_a_delivery_is_taken_in_once(case):
    case.delivered()
    path = case.workshop.folder / "delivery.zip"
    assert "できません" in case.upload(path).content.decode()


def test_only_the_coordinator_takes_it_in(case, stranger, signed_in):
    path = case.workshop.deliver(*case.order())
    for user, status in ((case.cast.reviewer, 403), (stranger, 404), (case.cast.proposer, 404)):
        with path.open("rb") as stream:
            assert signed_in(user).post(f"{case.at}delivery/", {"bundle": stream}).status_code == status

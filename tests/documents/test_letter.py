import json
from dataclasses import replace
from datetime import date

import pytest

from oboro.documents.letter import SMALL_PRINT, Head, Row, Seal, Table, compose, from_json
from oboro.law.forms import form
from oboro.law.regime import BodyKind, Scheme, regime

CITY = regime(Scheme.APPI, body=BodyKind.DESIGNATED_CITY, on=date(2026, 6, 1))
ORGAN_2017 = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 12, 2))
HEAD = Head(
    on=date(2026, 7, 1),
    addressee="株式会社みらい　御中",
    sender=("みどり市長",),
    document_number="総第123号",
    seal=Seal.OMITTED,
)
TERMS = {
    "contractable": "この通知を受けた者は、契約を締結することができます。",
    "fee_amount": 64450,
    "fee_method": "納付書",
    "fee_due": "2026-07-31",
    "provision": "電子記録媒体の交付",
}
FEE = Row("手数料の内訳", table=Table(("区分", "計算", "額"), (("基本額", "定額", "21,000円"),)))


def accepted(law=CITY, **changes):
    return compose(
        form(law, "accept"), {**TERMS, **changes}, head=HEAD, opening="下記のとおり通知します。", extra=[FEE]
    )


def test_a_conforming_notice_says_all_it_must_in_order():
    assert accepted().text().splitlines() == [
        "様式第九",
        "総第123号",
        "令和8年7月1日",
        "株式会社みらい　御中",
        "みどり市長",
        "（公印省略）",
        form(CITY, "accept").title,
        "下記のとおり通知します。",
        "契約を締結することができる旨",
        "この通知を受けた者は、契約を締結することができます。",
        "納付すべき手数料又は利用料の額",
        "64,450円",
        "手数料等の納付方法",
        "納付書",
        "手数料等の納付期限",
        "令和8年7月31日",
        "提供の方法",
        "電子記録媒体の交付",
        "手数料の内訳",
        "区分 計算 額",
        "基本額 定額 21,000円",
        SMALL_PRINT.format(number="様式第九"),
    ]


def test_the_form_of_2017_has_its_own_number():
    assert accepted(ORGAN_2017).form == "様式第三"


def test_what_has_no_value_is_left_out():
    assert [row.label for row in accepted(fee_method="", provision=None).rows] == [
        "契約を締結することができる旨",
        "納付すべき手数料又は利用料の額",
        "手数料等の納付期限",
        "手数料の内訳",
    ]


def test_a_snapshot_opens_as_the_same_letter_after_json():
    letter = accepted()
    assert from_json(json.loads(json.dumps(letter.as_json()))) == letter


@pytest.mark.parametrize(
    ("seal", "text"), [(Seal.NONE, ""), (Seal.OMITTED, "（公印省略）"), (Seal.STAMPED, "［公印］")]
)
def test_the_seal_is_a_switch(seal, text):
    head = Head(on=HEAD.on, addressee=HEAD.addressee, sender=HEAD.sender, seal=seal)
    assert compose(form(CITY, "accept"), TERMS, head=head).seal == text


def test_a_proposal_prints_its_grid_period_and_number_of_persons():
    values = {
        "persons": 1200,
        "method": {
            "items": [
                {"name": "住所", "wanted": True, "granularity": "都道府県のみ"},
                {"name": "氏名", "wanted": False, "granularity": ""},
            ],
            "extraction": "無作為に抽出",
        },
        "use_period": {"from": "2026-10-01", "to": "2028-09-30"},
    }
    letter = compose(form(CITY, "proposal"), values, head=HEAD)
    assert [(row.text, row.table.rows if row.table else None) for row in letter.rows] == [
        ("1,200人", None),
        ("無作為に抽出", (("住所", "要", "都道府県のみ"), ("氏名", "不要", "―"))),
        ("令和8年10月1日から令和10年9月30日まで", None),
    ]


def test_a_choice_is_printed_by_its_words():
    spec = form(CITY, "reject")
    field = replace(spec.fields[0], kind="choice", choices=(("a", "全部"), ("b", "一部")))
    letter = compose(replace(spec, fields=(field,)), {field.key: "b"}, head=HEAD)
    assert [row.text for row in letter.rows] == ["一部"]


def test_names_keep_their_characters():
    head = Head(on=HEAD.on, addressee="髙﨑商店①㈱　𠮷田様", sender=("みどり市長",))
    assert compose(form(CITY, "accept"), TERMS, head=head).addressee == "髙﨑商店①㈱　𠮷田様"

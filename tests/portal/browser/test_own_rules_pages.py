"""A body's own fees, typed by hand as an officer would."""

import pytest

from portal.factories import cases

pytestmark = pytest.mark.browser

FEES = {
    "条例・規程の題名": "甲市手数料条例",
    "基本額（円）": "20000",
    "基本額の根拠": "条例7①",
    "作成に要する時間一時間までごとの額（円）": "4000",
    "時間ごとの額の根拠": "条例7①一",
    "ほかの者が利用する場合の額の根拠": "条例7②一",
    "既に契約を締結した者が改めて契約する場合の額（円）": "12000",
    "改めて契約する場合の額の根拠": "条例7②二",
}


@pytest.fixture
def boss(city_a, proposer):
    return cases.city_cast(city_a, proposer).coordinator


def test_fees_are_typed_and_what_is_wrong_leads_to_its_field(reader, boss):
    reader.log_in(boss.username)
    page = reader.page
    page.goto(f"{reader.base}/own-rules/fees/")
    for label, typed in FEES.items():
        page.get_by_label(label).first.fill(typed)
    for box, typed in zip(("年", "月", "日"), ("令和8", "6", "1"), strict=True):
        page.get_by_role("group", name="施行日").get_by_label(box, exact=True).fill(typed)
    page.get_by_role("group", name="委託を受けた者").get_by_label("はい（有）").check()
    reader.press("保存する")
    assert reader.faults(name="own-wrong") == []
    page.get_by_role("link", name="委託の額の根拠").click()
    page.get_by_label("委託の額の根拠").fill("条例7①二")
    reader.press("保存する")
    assert page.get_by_role("status").inner_text() == "手数料・利用料の定めを保存しました。"
    assert page.get_by_role("cell", name="20,000円").is_visible()

"""Those without an account: somebody asks about a file, and a resident complains and follows what becomes of it."""

import pytest

from oboro.casework.calls import CallStatus
from portal.factories import register

pytestmark = pytest.mark.browser


def test_who_asks_reads_the_answer_and_asks_again(reader, city_a):
    entry = register.call(city_a, at=CallStatus.OPEN).files.get().entry
    asked, secret = register.consultation(entry, mail="a@example.jp", wishes={"purpose": "商圏", "items": []})
    reader.open_consultation(asked.reference, secret)
    assert reader.faults(name="asked-read") == []
    reader.page.goto(f"{reader.base}/consultations/new/{entry.pk}/")
    reader.page.get_by_label("聞きたいこと").fill("使えますか。")
    reader.press("相談する")
    assert reader.faults(name="asked-receipt") == []
    assert "合い言葉" in reader.page.locator("main").inner_text()


def test_a_resident_complains_and_follows(reader, city_a):
    faults = {"desk": reader.faults("/complaints/", name="complain0")}
    page = reader.page
    reader.follow("甲市")
    faults["form"] = reader.faults(name="complain1")
    reader.press("申し出る")
    faults["empty"] = reader.faults(name="complain2")
    page.get_by_label("苦情の内容").fill("利用のされ方が心配です。")
    reader.press("申し出る")
    faults["received"] = reader.faults(name="complain3")
    number, code = page.locator("#number").inner_text(), page.locator("#code").inner_text()
    reader.follow("状況を見るページ")
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("確認の符号").fill(code)
    reader.press("状況を見る")
    faults["followed"] = reader.faults(name="complain4")
    assert "受付済み" in page.content()
    assert {name: found for name, found in faults.items() if found} == {}

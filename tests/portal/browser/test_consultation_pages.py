"""The pages of calls and consultations, of the register's trial and of its editions, wide and narrow, without a fault."""

from datetime import timedelta

import pytest

from oboro.casework.calls import CallStatus
from oboro.casework.register import VersionStatus
from oboro.portal.calls.actions import extend_call
from oboro.portal.consultations import actions
from oboro.portal.register.actions import save_draft
from oboro.portal.tenancy.queries import today
from portal.factories import register

pytestmark = pytest.mark.browser


@pytest.fixture
def story(city_a):
    call = register.call(city_a, at=CallStatus.OPEN)
    entry, boss, on = call.files.get().entry, register.boss(city_a), today(city_a)
    asked, secret = register.consultation(entry, mail="a@example.jp", wishes={"purpose": "商圏", "items": []})
    actions.answer(consultation=asked, text="町名まで使えます。", by=boss, on=on)
    register.faq(asked, public=True)
    extend_call(call=call, to=call.ends_on + timedelta(days=20), reason="問合せが多いため", by=boss, on=on)
    told = entry.living[0].answers if hasattr(entry, "living") else entry.versions.get().answers
    save_draft(entry=entry, answers={**told, "name": "𠮷野ファイル"}, persons=5, by=register.writer(city_a), on=on)
    job = register.import_job(city_a)
    return {"entry": entry, "asked": asked, "secret": secret, "call": call, "job": job, "boss": boss}


def test_who_asks_finds_no_fault(reader, story):
    entry, asked = story["entry"], story["asked"]
    pages = [
        f"/consultations/new/{entry.pk}/",
        "/consultations/new/",
        "/consultations/",
        "/faq/",
        f"/register/{entry.pk}/",
    ]
    pages += [f"/calls/{story['call'].pk}/", "/register/books/131016/", "/register/books/131016/1/characters/"]
    faults = {path: reader.faults(path, name=f"asked{at}") for at, path in enumerate(pages)}
    reader.page.goto(f"{reader.base}/consultations/")
    reader.page.get_by_label("受付番号").fill(asked.reference)
    reader.page.get_by_label("合い言葉").fill(story["secret"])
    reader.page.get_by_role("button", name="読む").click()
    faults["read"] = reader.faults(name="asked-read")
    reader.page.goto(f"{reader.base}/consultations/new/{entry.pk}/")
    reader.page.get_by_label("聞きたいこと").fill("使えますか。")
    reader.page.get_by_role("button", name="相談する").click()
    faults["receipt"] = reader.faults(name="asked-receipt")
    assert {path: found for path, found in faults.items() if found} == {}


def test_the_office_finds_no_fault(reader, story):
    reader.log_in(story["boss"].username)
    faq = story["asked"].faqs.get()
    pages = ["/office/calls/", f"/office/calls/{story['call'].pk}/", "/office/consultations/", "/office/register/"]
    pages += [f"/office/consultations/{story['asked'].pk}/{tail}" for tail in ("", "faq/")]
    pages += [f"/office/faq/{faq.pk}/", "/office/faq/new/", f"/office/register/import/{story['job'].pk}/"]
    pages += [f"/office/register/{story['entry'].pk}/", f"/office/register/{story['entry'].pk}/versions/2/"]
    draft = register.entry(story["boss"].organisation, at=VersionStatus.DRAFT)
    pages += [f"/office/register/{draft.pk}/{tail}/" for tail in ("exempt", "event")]
    faults = {path: reader.faults(path, name=f"desk{at:02}") for at, path in enumerate(pages)}
    assert {path: found for path, found in faults.items() if found} == {}

"""Making and handing over on both sides in a real Chromium: each page without a fault, and the file that is saved."""

import hashlib
from datetime import date

import pytest

from oboro.casework.lifecycle import Status
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import carrying, preparing
from oboro.portal.provision.models import MediumEntry
from oboro.portal.tenancy.keys import own_key
from portal.browser.conftest import Reader
from portal.factories import cases
from portal.factories.provision import Workshop

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(city_a, proposer):
    return cases.city_cast(city_a, proposer)


@pytest.fixture
def workshop(tmp_path):
    folder = tmp_path / "workshop"
    folder.mkdir()
    return Workshop(folder)


def test_a_case_is_made_and_handed_over(reader, chromium, cast, workshop, tmp_path):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    at, page = f"/provisions/{proposal.pk}/", reader.page
    faults = {}

    def look(name, path=None, at_whom=reader):
        faults[name] = at_whom.faults(path, name=f"provision-{name}")

    reader.log_in(cast.coordinator.username)
    look("keys", "/provisions/keys/")
    workshop.introduce(cast.body, cast.coordinator)
    look("keys-registered", "/provisions/keys/")
    look("start", at)
    reader.follow("作成の準備を記録する")
    look("prepare")
    page.get_by_label("従事者名簿").fill("情報 太郎、加工")
    reader.press("準備を記録する")
    look("prepared")
    look("ready", at)
    reader.follow("作成を指図する")
    look("order")
    reader.press("署名して指図する")
    look("ordered")
    with page.expect_download() as download:
        page.get_by_role("button", name="指図の包みを取り出す").click()
    order = download.value.path().read_bytes()
    read = workshop.read(order, own_key(cast.body, by="a").public)
    for name in ("work", "medium"):
        look(name, f"{at}{name}/")
    look("delivery", f"{at}delivery/")
    page.get_by_label("納品の包み").set_input_files(workshop.folder / "order.zip")
    reader.press("確かめて受け取る")
    look("refused")
    faults["refused"] = [one for one in faults["refused"] if "400" not in one]
    reader.console.clear()
    page.get_by_label("納品の包み").set_input_files(workshop.deliver(*read))
    reader.press("確かめて受け取る")
    look("delivered")
    reader.follow("作成した情報を個人情報ファイル簿に記載する")
    look("register")
    reader.press("記載して公表する")
    look("registered")
    reader.follow("情報を提供する")
    look("hand-over")
    reader.press("受け渡しのリンクを作る")
    look("link")
    link = page.locator("#link").inner_text()
    look("handed-over", at)
    for name in ("hand-over-medium", "paper-receipt", "revoke", "erasure"):
        look(name, f"{at}{name}/")
    carrying.hand_over_medium(
        case=case_of(proposal.contract),
        medium=carrying.Medium("USBメモリ", "U-1", encrypted=True, received_by="みらい 次郎"),
        reason="見本",
        by=cast.coordinator,
        on=date(2026, 6, 1),
    )
    look("slip", f"{at}media/{MediumEntry.objects.get().pk}/")
    look("ledger", "/provisions/media/")
    preparing.set_capacity(
        organisation=cast.body, month=date(2026, 7, 1), minutes=9000, shared=True, by=cast.coordinator
    )
    look("capacity", "/provisions/capacity/")
    look("list", "/provisions/")
    look("handed-over-again", at)
    page.goto(f"{reader.base}{at}hand-over/")
    page.get_by_label("作り直す理由").fill("見本の媒体の後")
    reader.press("受け渡しのリンクを作る")
    link = page.locator("#link").inner_text()

    them = Reader(chromium, reader.base)
    them.log_in(cast.proposer.username)
    look("receive", link.removeprefix(reader.base), them)
    with them.page.expect_download() as download:
        them.page.get_by_role("button", name="情報を受け取る").click()
    content = download.value.path().read_bytes()
    look("gone", link.removeprefix(reader.base), them)
    faults["gone"] = [one for one in faults["gone"] if "410" not in one]
    them.console.clear()
    look("to-confirm", at, them)
    them.page.get_by_label("受け取ったファイルのハッシュ値").fill(hashlib.sha256(content).hexdigest())
    them.press("受領を確認する")
    look("confirmed", None, them)
    them.page.context.close()
    assert {name: found for name, found in faults.items() if found} == {}
    assert content == (workshop.folder / "provision.zip").read_bytes()

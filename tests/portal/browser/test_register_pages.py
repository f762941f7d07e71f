"""What the walk of every page does not do: a search, a missing page, errors, a refusal, the keyboard alone."""

import pytest

from oboro.casework.calls import CallStatus
from oboro.casework.register import VersionStatus
from portal.factories import register, tenancy

pytestmark = pytest.mark.browser


@pytest.fixture
def story(city_a, city_b):
    opened = register.call(city_a, at=CallStatus.OPEN)
    draft = register.entry(city_a, at=VersionStatus.DRAFT, name="介護保険被保険者台帳ファイル", purpose="", judged=None)
    prepared = register.call(city_a, at=CallStatus.PREPARED, entries=[opened.files.get().entry])
    register.entry(city_b, name="個人住民税課税台帳ファイル", offered=False)
    return {"entry": opened.files.get().entry, "draft": draft, "call": opened, "prepared": prepared}


def test_a_search_and_a_page_that_is_not_there_have_no_fault(reader, story):
    faults = {path: reader.faults(path, name=f"public{n}") for n, path in enumerate(["/register/?q=台帳", "/nowhere/"])}
    faults["/nowhere/"] = [one for one in faults["/nowhere/"] if "404" not in one]
    assert {path: found for path, found in faults.items() if found} == {}


def test_what_is_wrong_is_said_at_the_top_and_leads_to_its_field(reader, story):
    reader.log_in(register.boss(story["entry"].organisation).username)
    reader.page.goto(f"{reader.base}/office/calls/new/")
    reader.press("保存する")
    assert reader.faults(name="wrong") == []
    reader.page.get_by_role("link", name="募集の開始の日：").click()
    assert reader.page.evaluate("document.activeElement.id") == "id_starts_on_field"


def test_a_refused_deed_says_what_to_do(reader, story):
    reader.log_in(tenancy.officer(story["entry"].organisation, "nobody-yet").username)
    assert [one for one in reader.faults("/audit/", name="refused") if "403" not in one] == []


def test_the_keyboard_alone_reaches_the_words_of_the_page(reader, story):
    reader.page.goto(f"{reader.base}/register/")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.textContent") == "本文へ進む"
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "main"

"""What a program is told: the shapes, the addresses, what is refused and how, and never who asks."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from django.db import connection
from django.test import Client

from oboro.casework.calls import CallStatus
from oboro.casework.register import VersionStatus
from oboro.portal.api import reference
from oboro.portal.api.routes import ROUTES
from oboro.portal.consultations import actions as consultations
from oboro.portal.desk.rehearsal import start_rehearsal
from oboro.portal.register import actions, feasibility
from oboro.portal.tenancy.queries import today
from portal.factories import register

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = json.loads(reference.page())


def valid(told, answer):
    """The answer's content, after its shape was held against the document."""
    schema = {"$ref": f"#/paths/{told.replace('/', '~1')}/get/responses/200/content/application~1json/schema"}
    content = answer.json()
    jsonschema.Draft202012Validator({**DOCUMENT, **schema}).validate(content)
    return content


def get(visitor, address):
    """What an address answers, valid by the document."""
    path = address.partition("?")[0]
    told = next(one for one in DOCUMENT["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path))
    answer = visitor.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8"), answer.content
    return valid(told, answer)


def trouble(visitor, address, method="get"):
    """Status, detail and hint of what could not be done."""
    answer = getattr(visitor, method)(address)
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    jsonschema.Draft202012Validator({**DOCUMENT, "$ref": "#/components/schemas/Problem"}).validate(told)
    assert told["status"] == answer.status_code
    return told["status"], told["detail"], told["hint"]


@pytest.fixture
def entry(city_a):
    return register.entry(city_a, name="住民基本台帳ファイル")


def publish_again(entry, **changes):
    by, on = register.boss(entry.organisation), today(entry.organisation)
    changed = register.answers(entry.living[0].regime, **changes)
    actions.save_draft(entry=entry, answers=changed, persons=150_000, by=register.writer(entry.organisation), on=on)
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=entry, by=by, on=on)


# ---- the document ----


def test_the_file_of_the_document_is_printed_from_the_code():
    assert (ROOT / "docs" / "reference" / "api.json").read_text(encoding="utf-8") == reference.page()


def test_the_document_is_served_as_it_is_printed(db, visitor):
    assert visitor.get("/api/openapi.json").json() == DOCUMENT


def test_the_document_names_every_address_and_every_reference_in_it_leads_somewhere():
    assert (
        len(DOCUMENT["paths"]) == len(ROUTES) == len({one["get"]["operationId"] for one in DOCUMENT["paths"].values()})
    )
    named = set(re.findall(r'"#/components/schemas/(\w+)"', reference.page()))
    assert named == set(DOCUMENT["components"]["schemas"])
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


# ---- what is told ----


def test_from_the_bodies_every_address_leads_on(visitor, entry, city_a):
    body = {"code": "131016", "name": "甲市", "practice": True, "address": "/api/v1/bodies/131016"}
    bodies = get(visitor, "/api/v1/bodies")
    assert bodies == {
        "total": 1, "more": False, "page": 1, "per_page": 50, "next": None, "previous": None, "items": [body],
    }  # fmt: skip
    page = get(visitor, bodies["items"][0]["address"])
    assert page["body"] == body
    for name in ("register", "editions", "entries", "calls", "faq", "made"):
        get(visitor, page[name])
    assert visitor.get(page["page"]).status_code == 200


def test_an_entry_is_told_with_its_items_and_its_versions(visitor, entry):
    publish_again(entry, purpose="新しい目的")
    told = get(visitor, f"/api/v1/entries/{entry.pk}")
    assert [told[key] for key in ("number", "name", "offered")] == [1, "住民基本台帳ファイル", True]
    items = {item["key"]: (item["label"], item["value"]) for item in told["items"]}
    assert items["purpose"][1] == "新しい目的"
    assert items["record_items"][1] == register.ITEMS
    assert items["desk"][1] == {"name": "甲市総務部総務課", "address": "甲市本町一丁目1番1号"}
    assert [one["number"] for one in told["versions"]] == [2, 1]
    old = get(visitor, told["versions"][1]["address"])
    assert {item["key"]: item["value"] for item in old["items"]}["purpose"].startswith("住民の居住関係")
    assert old["version"]["ended_on"] == "2026-06-01"
    assert visitor.get(old["page"]).status_code == 200


def test_what_could_be_made_of_a_file_is_told_as_its_page_tells_it(visitor, entry):
    address, page = f"/api/v1/entries/{entry.pk}", f"/register/{entry.pk}/"
    assert get(visitor, address)["menu"] == []
    lines = [
        {"k": 5, "limit": 0.02, "feasible": True, "persons": 4217, "loss": 0.3,
         "items": {"住所": [2, 5], "性別": [0, 1], "続柄": [3, 3]}},
        {"k": 20, "limit": 0, "feasible": False},
    ]  # fmt: skip
    content = json.dumps({"name": "住民の台帳", "menu": lines}).encode()
    boss, on = register.boss(entry.organisation), today(entry.organisation)
    feasibility.put_menu(entry=entry, content=content, by=boss, on=on)
    items = [
        {"item": "住所", "level": 2, "top": 5},
        {"item": "性別", "level": 0, "top": 1},
        {"item": "続柄", "level": 3, "top": 3},
    ]
    assert get(visitor, address)["menu"] == [{"k": 5, "limit": 0.02, "persons": 4200, "items": items}]
    shown = visitor.get(page).content.decode()
    for words in ("5人以上", "2%まで", "約4,200人以上", "住所：5段のうち2、性別：そのまま、続柄：除く"):
        assert words in shown
    assert "menu" not in get(visitor, f"{address}/versions/1")
    feasibility.drop_menu(entry=entry, by=boss, on=on)
    assert get(visitor, address)["menu"] == []


def test_what_only_the_office_knows_is_told_to_nobody(visitor, city_a):
    entry = register.entry(city_a, persons=123_457)
    told = json.dumps(get(visitor, f"/api/v1/entries/{entry.pk}"), ensure_ascii=False)
    assert [word for word in ("123457", "boss-131016", "writer-131016", "withheld") if word in told] == []


def test_a_draft_is_nowhere_and_a_struck_entry_says_only_that(visitor, city_a, entry):
    draft = register.entry(city_a, at=VersionStatus.APPROVED, name="ひみつの台帳")
    assert trouble(visitor, f"/api/v1/entries/{draft.pk}")[0] == 404
    assert trouble(visitor, f"/api/v1/entries/{draft.pk}/versions/1")[0] == 404
    actions.strike_entry(entry=entry, by=register.boss(city_a), on=today(city_a))
    assert trouble(visitor, f"/api/v1/entries/{entry.pk}")[0] == 404
    assert trouble(visitor, f"/api/v1/entries/{entry.pk}/versions/1") == (
        410,
        "この記載は消除されました。",
        "今の個人情報ファイル簿は/api/v1/bodies/131016/registerにあります。",
    )
    assert get(visitor, "/api/v1/entries")["items"] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2]),
        ("?q=台帳", [1]),
        ("?q=台帳 介護", []),
        ("?q=台帳 介護&match=any", [1, 2]),
        ("?name=介護", [2]),
        ("?section=市民課", [1, 2]),
        ("?purpose=公証&kind=manual", [2]),
        ("?items=世帯主", [1]),
        ("?offered=true", [1]),
        ("?offered=false", [1, 2]),
        ("?body=131016&q=介護", [2]),
    ],
)
def test_programs_search_by_the_axes_of_the_page(visitor, city_a, entry, query, found):
    register.entry(city_a, name="介護保険ファイル", kind="manual", offered=False, record_items=["氏名"])
    assert [one["number"] for one in get(visitor, f"/api/v1/entries{query}")["items"]] == found
    page = visitor.get(f"/register/{query.replace('offered=true', 'offered=on').replace('offered=false', '')}")
    assert f"<h2>{len(found)}件</h2>" in page.content.decode()


def test_a_list_comes_in_parts_that_lead_to_one_another(visitor, city_a):
    for number in range(5):
        register.entry(city_a, name=f"ファイル{number}")
    at, seen = "/api/v1/entries?per_page=2&q=ファイル", []
    while at:
        part = get(visitor, at)
        assert part["total"] == 5
        seen += [one["number"] for one in part["items"]]
        at = part["next"]
    assert seen == [1, 2, 3, 4, 5]
    assert get(visitor, part["previous"])["page"] == 2
    assert trouble(visitor, "/api/v1/entries?per_page=2&page=4") == (
        404,
        "このページはありません。",
        "pageは3までです。",
    )


def test_calls_are_told_as_announced_with_their_files_changes_and_result(visitor, city_a, entry):
    prepared = register.call(city_a, at=CallStatus.PREPARED, entries=[entry])
    assert trouble(visitor, f"/api/v1/calls/{prepared.pk}")[0] == 404
    coming = register.call(city_a, entries=[entry])
    opened = register.call(city_a, at=CallStatus.OPEN, entries=[entry])
    assert [one["status"] for one in get(visitor, "/api/v1/calls")["items"]] == ["announced", "open"]
    assert [one["address"] for one in get(visitor, "/api/v1/calls?status=open&body=131016")["items"]] == [
        f"/api/v1/calls/{opened.pk}"
    ]
    told = get(visitor, f"/api/v1/calls/{coming.pk}")
    place = f"/api/v1/entries/{entry.pk}"
    assert told["files"] == [
        {"entry": place, "number": 1, "name": "住民基本台帳ファイル", "version": f"{place}/versions/1"}
    ]
    assert (told["changes"], told["result"]) == ([], None)


def test_only_published_questions_are_told(visitor, entry):
    asked, _ = register.consultation(entry)
    register.faq(asked, question="まだ公開していない質問")
    public = register.faq(asked, question="使える項目は何ですか。", public=True)
    items = get(visitor, "/api/v1/faq")["items"]
    assert [(one["question"], one["entry"]) for one in items] == [
        ("使える項目は何ですか。", f"/api/v1/entries/{entry.pk}")
    ]
    assert get(visitor, "/api/v1/faq?q=ありえない")["items"] == []
    consultations.withdraw_faq(faq=public, by=register.writer(entry.organisation), on=today(entry.organisation))
    assert get(visitor, "/api/v1/faq")["items"] == []


def test_made_information_is_told_from_the_register(world, visitor):
    (told,) = [one for one in get(visitor, "/api/v1/made?body=131016")["items"] if one["summary"]][:1]
    assert told["desk"] == {"name": "総務課", "address": "甲市"}
    assert told["period"] == {"from": "2026-06-01", "to": "2028-09-30"}
    assert get(visitor, told["entry"])["name"] == told["name"]


def test_a_rehearsal_is_not_found(visitor, coordinator):
    space = start_rehearsal(
        by=coordinator, practice_on=today(coordinator.organisation), on=today(coordinator.organisation)
    )
    assert trouble(visitor, f"/api/v1/bodies/{space.code}")[0] == 404
    assert trouble(visitor, f"/api/v1/calls?body={space.code}")[0] == 404
    assert [get(visitor, f"/api/v1/{name}")["items"] for name in ("bodies", "entries", "calls", "made")] == [[]] * 4


# ---- how it is asked ----


def test_what_has_not_changed_is_not_sent_again(visitor, entry):
    address = f"/api/v1/entries/{entry.pk}"
    first = visitor.get(address)
    again = visitor.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    publish_again(entry, purpose="新しい目的")
    assert visitor.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_head_has_the_heads_of_the_answer_and_no_content(visitor, entry):
    whole, head = visitor.get("/api/v1/entries"), visitor.head("/api/v1/entries")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == str(len(whole.content))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_written(visitor, entry, method):
    for address in ("/api/openapi.json", "/api/v1/entries", f"/api/v1/entries/{entry.pk}"):
        assert trouble(visitor, address, method)[0] == 405
        assert getattr(visitor, method)(address)["Allow"] == "GET, HEAD"


def test_who_asks_makes_no_difference_and_no_cookie_is_set(visitor, entry, signed_in, coordinator, proposer):
    for address in ("/api/v1/entries?language=en", "/api/v1/entries", f"/api/v1/entries/{entry.pk}"):
        answers = [client.get(address) for client in (visitor, signed_in(coordinator), signed_in(proposer))]
        assert len({answer.content for answer in answers}) == 1
        assert [answer.cookies.output() for answer in answers] == [""] * 3
        assert {answer.headers.get("Vary") for answer in answers} == {None}
        assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {"*"}


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/api/", 404, "この番地に公表しているものはありません。"),
        ("/api/v1/entries/", 404, "この番地に公表しているものはありません。"),
        (f"/api/v1/entries/{10**25}", 404, "この番地に公表しているものはありません。"),
        (f"/api/v1/entries/{'9' * 5000}", 404, "この番地に公表しているものはありません。"),
        ("/api/v1/bodies/999999", 404, "この番地に公表しているものはありません。"),
        ("/api/v1/bodies/131016/register", 404, "この番地に公表しているものはありません。"),
        ("/api/v1/entries?body=999999", 404, "この番地に公表しているものはありません。"),
        ("/api/v1/entries?colour=blue", 400, "この番地にないパラメータがあります。"),
        ("/api/v1/entries?kind=paper", 400, "パラメータkindの値が使えません。"),
        ("/api/v1/entries?page=0", 400, "パラメータpageの値が使えません。"),
        ("/api/v1/entries?page=x", 400, "パラメータpageの値が使えません。"),
        ("/api/v1/entries?per_page=101", 400, "パラメータper_pageの値が使えません。"),
        (f"/api/v1/entries?page={'9' * 5000}", 400, "パラメータpageの値が使えません。"),
        ("/api/v1/entries?q=%00", 400, "パラメータqの値が使えません。"),
        (f"/api/v1/entries?q={'あ' * 101}", 400, "パラメータqの値が使えません。"),
        ("/api/v1/entries?q=a&q=b", 400, "パラメータqが二回以上あります。"),
        ("/api/v1/calls?status=closed", 400, "パラメータstatusの値が使えません。"),
        ("/api/openapi.json?x=1", 400, "この番地にないパラメータがあります。"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do_and_repeats_nothing(city_a, visitor, address, status, detail):
    code, told, hint = trouble(visitor, address)
    assert (code, told) == (status, detail)
    assert hint.endswith("。") or hint.startswith("使えるパラメータ")
    assert [word for word in ("blue", "paper", "999999") if word in hint + told] == []


# ---- what the site itself answers ----


@pytest.fixture
def broken(db):
    """A visitor of a site whose tables are not those that it wants, as after a migration that was forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_edition RENAME TO portal_edition_gone")
        cursor.execute("ALTER TABLE portal_listing RENAME TO portal_listing_gone")
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/api/v1/entries", "/api/v1/bodies"])
def test_a_fault_of_the_site_is_told_as_a_problem_without_any_detail_of_it(broken, address):
    assert trouble(broken, address) == (
        500,
        "このサイトの側の不具合で、答えられません。",
        "時間をおいて、もう一度要求してください。続くときは、このサイトの管理者に知らせてください。",
    )
    answer = broken.get(address)
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("no-store", "*")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert [word for word in ("portal_", "relation", "table", "Error") if word in answer.content.decode()] == []


def test_a_fault_is_told_to_a_head_by_its_heads_alone_and_to_people_as_a_page(broken):
    head = broken.head("/api/v1/entries")
    assert (head.status_code, head["Content-Type"], head.content) == (500, "application/problem+json", b"")
    page = broken.get("/register/")
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (500, "text/html")


def test_the_fault_itself_goes_into_the_log_of_the_site(broken, caplog):
    broken.get("/api/v1/entries")
    assert any("portal_listing" in str(one.exc_info) for one in caplog.records if one.name == "django.request")


def test_a_name_that_the_site_does_not_answer_to_is_refused_as_a_problem(db):
    status, detail, hint = trouble(Client(headers={"host": "elsewhere.example"}), "/api/v1/entries")
    assert (status, detail) == (400, "この要求は読み取れません。")
    assert "elsewhere" not in hint


def test_too_many_parameters_are_refused_as_a_problem(visitor, db):
    query = "&".join(f"p{number}=1" for number in range(5001))
    assert trouble(visitor, f"/api/v1/entries?{query}")[:2] == (400, "この要求は読み取れません。")


def test_the_document_says_that_any_address_may_answer_with_a_fault():
    assert all("500" in one["get"]["responses"] for one in DOCUMENT["paths"].values())

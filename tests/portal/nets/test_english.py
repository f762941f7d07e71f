"""The public pages in English: what stays Japanese is what somebody wrote; the switch keeps the page."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import transaction

from oboro.ui.language import COOKIE, JAPANESE
from portal.nets.addresses import PUBLIC, group_of, paths, patterns


def written():
    """Every word in the database, as one text."""
    rows = [
        value
        for model in apps.get_app_config("portal").get_models()
        if model.__name__ != "AuditEvent"
        for row in model._base_manager.values_list()
        for value in row
    ]
    return json.dumps(rows, ensure_ascii=False, default=str)


def left_japanese(page):
    """The texts that an English page leaves in Japanese, in the order of the page."""
    main = page[page.index("<main") :]
    return [unescape(text) for text in re.findall(r'<span lang="ja">(.*?)</span>', main, re.DOTALL)]


def test_what_stays_japanese_on_a_public_page_is_what_somebody_wrote(world, visitor):
    visitor.cookies[COOKIE] = "en"
    data, left, seen = written(), {}, 0
    for _, pattern in patterns():
        if pattern.name in PUBLIC:
            rows = world.rows.get(f"public {PUBLIC[pattern.name]}", [])
            for path in paths(pattern, rows) if rows or not pattern.pattern.converters else []:
                answer = visitor.get(path)
                if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                    continue
                page, seen = answer.content.decode(), seen + 1
                assert '<html lang="en">' in page
                runs = [run for text in left_japanese(page) for run in re.findall(r"[^\s:,;（）()“”.、]+", text)]
                left |= {run: pattern.name for run in runs if JAPANESE.search(run) and run not in data}
    assert seen > 10
    assert left == {}


def spoken(page):
    """Japanese in attributes that are read aloud and in texts that cannot be marked, but for what somebody types."""
    bare = re.sub(r"<(script|style|textarea)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    found = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', bare)
    found += re.findall(r"<(?:option|title)[^>]*>([^<]*)</(?:option|title)>", bare)
    return [unescape(text).strip() for text in found if JAPANESE.search(text)]


def shown(client, path):
    """The page of an address, and what an empty form sent to it is answered with; nothing of it stays."""
    for send in (client.get, client.post):
        with transaction.atomic():
            answer = send(path)
            transaction.set_rollback(True)
        if answer.status_code in (403, 404):  # somebody else's, or the office's
            return
        if answer.streaming:
            list(answer)  # read to its end, which closes it without the database
        elif answer["Content-Type"].startswith("text/html") and answer.content:
            yield answer.content.decode()


def proposers_pages(world):
    """Every address that a proposer may open, filled with all rows of the world, the published ones too."""
    for room, pattern in patterns():
        group = group_of(room, pattern.name)
        if group is not None and pattern.name != "logout":
            rows = [row for name in (f"public {group}", group) for row in world.rows.get(name, []) if group]
            if rows or not pattern.pattern.converters:
                yield from ((pattern.name, path) for path in paths(pattern, rows))


def test_what_stays_japanese_on_a_proposers_page_is_what_somebody_wrote(world, signed_in):
    client = signed_in(world.cast.proposer)
    client.cookies[COOKIE] = "en"
    data, left, seen = written(), {}, set()
    for name, path in proposers_pages(world):
        for page in shown(client, path):
            seen.add(name)
            runs = [
                run
                for text in left_japanese(page) + spoken(page)
                for run in re.findall(r"[^\s:,;（）()“”.、]+", text)
                if JAPANESE.search(run) and run not in data
            ]
            if runs:
                left.setdefault(name, set()).update(runs)
    assert left == {}
    assert len(seen) > 30
    assert {"proposal-edit", "proposal-discard", "use-incident", "contract", "notice"} <= seen


def test_the_switch_keeps_the_page_and_its_question(db, visitor):
    page = visitor.get("/register/", {"q": "台帳"}).content.decode()
    link = unescape(re.search(r'<a href="(\?[^"]*)" lang="en"', page)[1])
    answer = visitor.get(f"/register/{link}")
    assert (answer.status_code, answer.url) == (302, "/register/?q=%E5%8F%B0%E5%B8%B3")
    english = visitor.get(answer.url).content.decode()
    assert "<h1>Register of personal information files</h1>" in english
    assert 'lang="ja" hreflang="ja"><span lang="ja">日本語</span></a>' in english
    back = visitor.get("/register/?language=ja", follow=True).content.decode()
    assert "<h1>個人情報ファイル簿</h1>" in back


@pytest.mark.parametrize("path", ["/tasks/", "/office/register/", "/register/"])
def test_an_officer_works_in_japanese(coordinator, signed_in, path):
    client = signed_in(coordinator)
    client.cookies[COOKIE] = "en"
    page = client.get(path).content.decode()
    assert '<html lang="ja">' in page
    assert "hreflang" not in page


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/a", "//evil.example"])
def test_the_switch_leads_to_no_other_host(db, visitor, path):
    answer = visitor.get("/", {"language": "en"}, PATH_INFO=path)  # an address given whole would lose its first part
    assert answer.status_code == 302
    assert urlsplit(answer.url).netloc == ""
    assert answer.url.startswith("/%2F")


def test_the_switch_takes_nobody_where_a_question_says(db, visitor):
    answer = visitor.get("/register/?language=en&next=//evil.example")
    assert answer.url.startswith("/register/?")

"""Publishing: another approves than wrote, every change makes an edition, and an edition can be had again for good."""

import csv
import io
from datetime import date

import pytest

from oboro.casework.register import Deed, VersionStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotNow
from oboro.portal.register import actions, queries
from oboro.portal.register.book import book_of
from oboro.portal.register.models import Listing
from oboro.portal.tenancy.queries import regime_of
from portal.factories import register, tenancy

ON = date(2026, 6, 1)


def names(edition):
    return [row.cells["name"] for row in book_of(edition).rows]


def rewrite(entry, **changes):
    """The next version of an entry, approved."""
    by = register.boss(entry.organisation)
    told = register.answers(queries.in_force(queries.entry_for_organisation(entry.organisation, entry.pk)).regime)
    written = {**told, **changes}
    actions.save_draft(entry=entry, answers=written, persons=5000, by=register.writer(entry.organisation), on=ON)
    actions.submit_entry(entry=entry, by=by, on=ON)
    actions.approve_entry(entry=entry, by=by, on=ON)


def test_who_wrote_any_part_of_a_draft_cannot_approve_it(city_a, section_officer):
    entry = register.entry(city_a, at=VersionStatus.DRAFT)
    boss = register.boss(city_a)
    actions.save_draft(entry=entry, answers=register.answers(regime_of(city_a)), persons=5000, by=boss, on=ON)
    actions.save_draft(
        entry=entry, answers=register.answers(regime_of(city_a)), persons=5000, by=section_officer, on=ON
    )
    actions.submit_entry(entry=entry, by=section_officer, on=ON)
    with pytest.raises(NotAllowed, match="下書きを書いた人"):
        actions.approve_entry(entry=entry, by=boss, on=ON)
    other = tenancy.officer(city_a, "a-other", Role.COORDINATOR)
    actions.approve_entry(entry=entry, by=other, on=ON)


def test_every_act_that_changes_what_is_public_makes_an_edition(city_a):
    one, two = register.entry(city_a, name="一つめ"), register.entry(city_a, name="二つめ")
    rewrite(one, name="改めた一つめ")
    actions.publish_entry(entry=one, by=register.boss(city_a), on=ON)
    actions.strike_entry(entry=two, by=register.boss(city_a), on=ON)
    found = {edition.number: names(edition) for edition in queries.editions_of(city_a)}
    assert found == {
        1: ["一つめ"],
        2: ["一つめ", "二つめ"],
        3: ["改めた一つめ", "二つめ"],
        4: ["改めた一つめ"],
    }
    assert {e.number: e.entries for e in queries.editions_of(city_a)} == {1: 1, 2: 2, 3: 2, 4: 1}


def test_an_edition_keeps_its_digest_whatever_comes_after(city_a):
    entry = register.entry(city_a)
    first = queries.editions_of(city_a).get(number=1)
    rewrite(entry, purpose="改めた目的")
    actions.publish_entry(entry=entry, by=register.boss(city_a), on=ON)
    assert book_of(first).sha256 == first.sha256
    assert len({edition.sha256 for edition in queries.editions_of(city_a)}) == 2


def test_all_that_is_approved_is_published_at_once(signed_in, city_a):
    entries = [register.entry(city_a, at=VersionStatus.APPROVED, name=f"ファイル{n}") for n in range(3)]
    assert not Listing.objects.exists()
    answer = signed_in(register.boss(city_a)).post("/office/register/all/publish/")
    edition = queries.editions_of(city_a).get()
    assert (answer.status_code, edition.number, edition.entries) == (302, 1, len(entries))
    assert Listing.objects.count() == len(entries)
    with pytest.raises(NotNow):
        actions.publish_register(organisation=city_a, by=register.boss(city_a), on=ON)


def test_many_are_submitted_and_approved_at_once_and_the_rest_say_why(signed_in, city_a):
    register.entry(city_a, at=VersionStatus.DRAFT, name="書き終えた")
    register.entry(city_a, at=VersionStatus.DRAFT, name="途中の", purpose="")
    client = signed_in(register.boss(city_a))
    page = client.post("/office/register/all/submit/", follow=True).content.decode()
    assert "1件の記載について、承認を依頼しました" in page
    assert "番号2：" in page
    done, stayed = actions.move_all(deed=Deed.APPROVE_ENTRY, organisation=city_a, by=register.writer(city_a), on=ON)
    assert (done, len(stayed)) == (0, 1)  # who wrote it cannot approve it
    assert actions.move_all(deed=Deed.APPROVE_ENTRY, organisation=city_a, by=register.boss(city_a), on=ON) == (1, [])


def test_each_published_version_keeps_its_address(visitor, city_a):
    entry = register.entry(city_a, purpose="はじめの目的")
    rewrite(entry, purpose="改めた目的")
    actions.publish_entry(entry=entry, by=register.boss(city_a), on=ON)
    first, second = (visitor.get(f"/register/{entry.pk}/versions/{n}/").content.decode() for n in (1, 2))
    assert "はじめの目的" in first
    assert "改めた目的" not in first
    assert "第1版との違い" in second
    assert "はじめの目的" in second


def test_a_struck_entry_says_so_at_its_address_and_nothing_more(visitor, city_a):
    entry = register.entry(city_a, name="消えるファイル")
    actions.strike_entry(entry=entry, by=register.boss(city_a), on=ON)
    answer = visitor.get(f"/register/{entry.pk}/versions/1/")
    assert answer.status_code == 410
    assert "消えるファイル" not in answer.content.decode()
    assert "消除" in answer.content.decode()


def test_a_draft_has_no_public_address(visitor, city_a):
    entry = register.entry(city_a)
    actions.save_draft(entry=entry, answers={"name": "秘密"}, persons=1, by=register.writer(city_a), on=ON)
    assert visitor.get(f"/register/{entry.pk}/versions/2/").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("register.csv", "text/csv"),
        ("register-cp932.csv", "text/csv"),
        ("register.xlsx", "application/vnd.openxmlformats"),
        ("register.json", "application/json"),
        ("register.html", "text/html"),
        ("register.pdf", "application/pdf"),
    ],
)
def test_every_file_is_had_by_anybody(visitor, city_a, name, kind):
    register.entry(city_a)
    answer = visitor.get(f"/register/books/{city_a.code}/1/{name}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert "150000" not in answer.content.decode("latin-1")  # persons are not public


def test_a_character_that_shift_jis_lacks_is_listed_and_never_replaced(visitor, city_a):
    register.entry(city_a, name="𠮷野ファイル")
    at = f"/register/books/{city_a.code}/1/"
    assert "U+20BB7" in visitor.get(f"{at}characters/").content.decode()
    refused = visitor.get(f"{at}register-cp932.csv")
    assert refused.status_code == 409
    assert "𠮷" in refused.content.decode()
    rows = list(csv.reader(io.StringIO(visitor.get(f"{at}register.csv").content.decode("utf-8-sig"))))
    assert "𠮷野ファイル" in rows[1]


@pytest.mark.parametrize("path", ["/register/books/131016/", "/register/131/", "/office/register/"])
def test_a_page_takes_the_same_queries_for_one_and_three(
    signed_in, city_a, path, django_assert_max_num_queries, django_assert_num_queries
):
    first = register.entry(city_a)
    path = path.replace("131/", f"{first.pk}/") if path == "/register/131/" else path
    client = signed_in(register.boss(city_a))
    with django_assert_max_num_queries(16) as before:
        client.get(path)
    for name in ("二つめ", "三つめ"):
        register.entry(city_a, name=name)
    with django_assert_num_queries(len(before)):
        client.get(path)

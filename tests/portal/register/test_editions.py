"""Publishing: another approves than wrote, every change makes an edition, and an edition can be had again for good."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from oboro.casework.register import Deed, VersionStatus
from oboro.casework.roles import Role
from oboro.documents.book.tables import as_csv
from oboro.kernel.errors import NotAllowed, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.register import actions, importing, queries
from oboro.portal.register.book import book_of
from oboro.portal.register.models import EntryVersion, Listing
from oboro.portal.tenancy.queries import regime_of
from oboro.portal.tenancy.record_words import told as recorded
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


MADE = {
    "summary": "150,000人、6項目",
    "desk": {"name": "総務課", "address": "甲市本町"},
    "period": {"from": "2026-06-01", "to": "2027-05-31"},
}


def made_while_a_draft_was_in_hand(body):
    """An entry whose draft was overtaken by a version that tells of made information, and published after it."""
    entry = register.entry(body, purpose="はじめの目的")
    rewrite(entry, purpose="改めた目的")
    actions.record_made(entry=entry, by=register.boss(body), on=ON, **MADE)
    actions.publish_entry(entry=entry, by=register.boss(body), on=ON)
    return queries.entry_for_organisation(body, entry.pk)


def number_out_of_order(entry, *, made=3):
    """As rows lie in a database that was written when a draft kept its number."""
    versions = EntryVersion.objects.filter(entry=entry)
    overtook, overtaken = (versions.get(published_in__number=number).pk for number in (2, 3))
    for pk, number in ((overtook, 99), (overtaken, 2), (overtook, made)):
        versions.filter(pk=pk).update(number=number)


def test_versions_are_numbered_in_the_order_of_their_publication(city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    told = [(one.number, one.published_in.number, one.answers["purpose"]) for one in queries.public_versions(entry)]
    assert told == [(3, 3, "改めた目的"), (2, 2, "はじめの目的"), (1, 1, "はじめの目的")]
    made = next(event for event in events_of(city_a.code) if event.facts.get("made"))
    words = {"日付": "令和8年6月1日", "版": "2", "作成の記載": "はい", "下書きの版": "3"}
    assert dict(recorded(made.facts)) == words


def test_what_was_made_is_still_told_after_the_draft_that_it_overtook_is_published(visitor, city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    page = visitor.get(f"/register/{entry.pk}/").content.decode()
    assert "150,000人、6項目" in page
    assert "改めた目的" in page


def test_the_difference_is_to_the_version_that_stood_before(visitor, city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    second, third = (visitor.get(f"/register/{entry.pk}/versions/{n}/").content.decode() for n in (2, 3))
    assert "第1版との違い" in second
    assert "第2版との違い" in third
    different = third[third.index("第2版との違い") : third.index("<h2>記載事項")]
    assert "改めた目的" in different
    assert "150,000人、6項目" not in different


def test_a_struck_entry_is_gone_whole_in_whatever_order_its_versions_came(visitor, city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    actions.strike_entry(entry=entry, by=register.boss(city_a), on=ON)
    for number in (1, 2, 3):
        places = (f"/register/{entry.pk}/versions/{number}/", reverse("api-version", args=[entry.pk, number]))
        answers = [visitor.get(place) for place in places]
        assert [answer.status_code for answer in answers] == [410, 410]
        assert not any("目的" in answer.content.decode() for answer in answers)


def test_versions_that_were_numbered_out_of_order_before_are_gone_with_their_entry_too(visitor, city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    number_out_of_order(entry)
    assert [one.number for one in queries.public_versions(entry)] == [2, 3, 1]
    assert "第3版との違い" in visitor.get(f"/register/{entry.pk}/versions/2/").content.decode()
    judged = register.judge(entry)
    assert judged.rests_on["purpose"] == "改めた目的"
    actions.strike_entry(entry=entry, by=register.boss(city_a), on=ON)
    assert {visitor.get(f"/register/{entry.pk}/versions/{n}/").status_code for n in (1, 2, 3)} == {410}


def test_a_table_from_elsewhere_is_compared_with_what_is_in_force(city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    number_out_of_order(entry)
    content = as_csv(book_of(queries.editions_of(city_a).first()))
    assert importing.plan(register.import_job(city_a, content), on=ON).same == 1


def test_a_draft_begun_on_versions_that_were_numbered_out_of_order_gets_a_number_of_its_own(city_a):
    entry = made_while_a_draft_was_in_hand(city_a)
    number_out_of_order(entry, made=9)
    rewrite(entry, purpose="さらに改めた目的")
    actions.record_made(entry=entry, by=register.boss(city_a), on=ON, **MADE)
    assert queries.in_hand(queries.entry_for_organisation(city_a, entry.pk)).number == 11

"""An entry from its first draft to its publication, and back to a next version."""

import dataclasses
from datetime import date

import pytest

from oboro.casework.register import VersionStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.register import actions, queries
from oboro.portal.tenancy import actions as bodies
from oboro.portal.tenancy.queries import regime_of, today
from portal.factories import register, tenancy
from portal.factories.register import ITEMS

ON = date(2026, 6, 1)


def typed(**changes):
    """What a browser sends for a whole entry."""
    sent = {
        "name": "住民基本台帳ファイル",
        "organ": "甲市長",
        "section": "市民課",
        "purpose": "居住関係の公証",
        "record_items": "\r\n".join(ITEMS),
        "record_range": "住民登録のある者",
        "collection": "届出",
        "sensitive": "no",
        "local_sensitive": "no",
        "recipients": "",
        "desk_name": "総務課",
        "desk_address": "甲市本町",
        "other_procedure": "",
        "kind": "computer",
        "attached_manual": "no",
        "offered": "no",
        "proposal_desk_name": "",
        "proposal_desk_address": "",
        "remarks": "",
        "persons": "150000",
    }
    return {**sent, **changes}


def hand(entry):
    return queries.in_hand(queries.entry_for_organisation(entry.organisation, entry.pk))


def force(entry):
    return queries.in_force(queries.entry_for_organisation(entry.organisation, entry.pk))


def test_an_entry_is_drafted_approved_and_published_by_pages(signed_in, section_officer, coordinator, city_a, visitor):
    client = signed_in(coordinator)
    answer = signed_in(section_officer).post("/office/register/new/", typed())
    entry = queries.entries_for_organisation(city_a).get()
    assert (answer.status_code, answer.url) == (302, f"/office/register/{entry.pk}/")
    assert visitor.get(f"/register/{entry.pk}/").status_code == 404
    for deed in ("submit", "approve", "publish"):
        assert client.post(f"/office/register/{entry.pk}/{deed}/").status_code == 302
    version = force(entry)
    assert (version.name, version.number, version.published_on, version.persons) == (
        "住民基本台帳ファイル",
        1,
        ON,
        150000,
    )
    assert version.record_items == ITEMS
    assert visitor.get(f"/register/{entry.pk}/").status_code == 200
    kinds = [event.kind for event in events_of(city_a.code, subject="entry:1")]
    assert kinds == [
        "register.draft_entry", "register.submit_entry", "register.approve_entry", "register.publish_entry",
    ]  # fmt: skip
    assert fault_of(city_a.code) is None


def test_the_public_page_carries_every_item_with_its_place(visitor, city_a):
    entry = register.entry(city_a)
    page = visitor.get(f"/register/{entry.pk}/").content.decode()
    for line in queries.lines(force(entry)):
        assert line.item.label in page
        assert line.item.citation.short in page
    assert "150,000" not in page  # the number of persons is not an item of the register


def test_a_draft_is_kept_however_little_is_written(signed_in, section_officer, city_a):
    client = signed_in(section_officer)
    client.post("/office/register/new/", {"name": "あ"})
    entry = queries.entries_for_organisation(city_a).get()
    assert hand(entry).answers == {"name": "あ"}
    page = client.get(f"/office/register/{entry.pk}/").content.decode()
    assert "まだ空いている事項" in page
    assert "記載の承認を依頼</button>" not in page


def test_what_is_missing_is_named_with_its_place(city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT, purpose="")
    with pytest.raises(NotLawful, match="個人情報ファイルの利用目的") as refused:
        actions.submit_entry(entry=entry, by=register.boss(city_a), on=ON)
    assert regime_of(city_a).entry("register", "item", "purpose").citation.short in refused.value.message
    assert hand(entry).stage is VersionStatus.DRAFT


def test_a_file_is_offered_only_after_it_was_judged_eligible(city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT, judged=None)
    with pytest.raises(NotLawful, match="該当"):
        actions.submit_entry(entry=entry, by=register.boss(city_a), on=ON)


def test_an_entry_of_2017_tells_of_the_chance_of_an_opinion(ministry):
    judged = dataclasses.replace(register.ELIGIBLE, disclosure="opinion")
    entry = register.entry(ministry, at=VersionStatus.DRAFT, judged=judged)
    with pytest.raises(NotLawful, match="意見書"):
        actions.submit_entry(entry=entry, by=register.boss(ministry), on=today(ministry))
    told = register.entry(ministry, judged=judged, opinion_chance=True)
    assert force(told).answers["opinion_chance"] is True


def test_only_the_coordinator_approves(signed_in, section_officer, city_a):
    entry = register.entry(city_a, at=VersionStatus.SUBMITTED)
    assert signed_in(section_officer).post(f"/office/register/{entry.pk}/approve/").status_code == 403
    assert hand(entry).stage is VersionStatus.SUBMITTED


def test_a_section_writes_only_its_own_entries(city_a):
    mine, other = (bodies.add_section(organisation=city_a, name=name) for name in ("市民課", "税務課"))
    officer = tenancy.officer(city_a, "a-citizens", Role.SECTION, section=mine)
    entry = register.entry(city_a, at=VersionStatus.DRAFT)
    entry.section = other
    entry.save()
    with pytest.raises(NotAllowed, match="別の課"):
        actions.save_draft(entry=entry, answers={"name": "い"}, persons=None, by=officer, on=ON)


def test_a_draft_goes_back_with_a_reason(signed_in, coordinator, city_a):
    entry = register.entry(city_a, at=VersionStatus.SUBMITTED)
    client = signed_in(coordinator)
    assert client.post(f"/office/register/{entry.pk}/return/", {"note": ""}).status_code == 200
    client.post(f"/office/register/{entry.pk}/return/", {"note": "収集方法を詳しく。"})
    assert (hand(entry).stage, hand(entry).note) == (VersionStatus.DRAFT, "収集方法を詳しく。")
    assert "収集方法を詳しく。" in client.get(f"/office/register/{entry.pk}/").content.decode()


def test_the_published_version_stands_until_the_next_is_published(signed_in, coordinator, city_a, visitor):
    entry, client = register.entry(city_a), signed_in(coordinator)
    signed_in(register.writer(city_a)).post(f"/office/register/{entry.pk}/edit/", typed(purpose="改めた目的"))
    assert "改めた目的" not in visitor.get(f"/register/{entry.pk}/").content.decode()
    for deed in ("submit", "approve", "publish"):
        client.post(f"/office/register/{entry.pk}/{deed}/")
    assert "改めた目的" in visitor.get(f"/register/{entry.pk}/").content.decode()
    first = queries.version_or_404(entry, 1)
    assert (first.stage, first.ended_on) == (VersionStatus.REPLACED, ON)
    difference = client.get(f"/office/register/{entry.pk}/versions/2/").content.decode()
    assert "第1版との違い" in difference
    assert "改めた目的" in difference


def test_a_version_that_waits_for_approval_is_not_written_over(city_a):
    entry = register.entry(city_a, at=VersionStatus.SUBMITTED)
    with pytest.raises(NotNow):
        actions.save_draft(entry=entry, answers={}, persons=None, by=register.boss(city_a), on=ON)


def test_nothing_is_published_twice(signed_in, coordinator, city_a):
    entry = register.entry(city_a)
    answer = signed_in(coordinator).post(f"/office/register/{entry.pk}/publish/")
    assert answer.status_code == 409
    assert "手続の途中にある記載がありません" in answer.content.decode()


def test_a_struck_entry_leaves_the_public_register_but_not_the_house(signed_in, coordinator, city_a, visitor):
    entry = register.entry(city_a)
    assert signed_in(coordinator).post(f"/office/register/{entry.pk}/strike/").status_code == 302
    assert visitor.get(f"/register/{entry.pk}/").status_code == 404
    assert queries.version_or_404(entry, 1).stage is VersionStatus.STRUCK


def test_half_an_address_is_said_beside_its_field(signed_in, coordinator, city_a):
    answer = signed_in(coordinator).post("/office/register/new/", typed(desk_address=""))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="#id_desk_field"' in page
    assert "名称と所在地の両方を入れてください。" in page
    assert not queries.entries_for_organisation(city_a).exists()


def test_letters_are_kept_as_they_were_typed(city_a):
    entry = register.entry(city_a, name="髙﨑①㈱𠮷神ファイル")
    assert force(entry).name == "髙﨑①㈱𠮷神ファイル"


def test_made_information_is_told_in_the_published_entry(city_a, visitor):
    entry = register.entry(city_a)
    register_made = {
        "summary": "150,000人、6項目",
        "desk": {"name": "総務課", "address": "甲市本町"},
        "period": {"from": "2026-06-01", "to": "2027-05-31"},
    }
    actions.record_made(entry=entry, by=register.boss(city_a), on=ON, **register_made)
    page = visitor.get(f"/register/{entry.pk}/").content.decode()
    assert "150,000人、6項目" in page
    assert "令和9年5月31日（2027年）まで" in page
    assert force(entry).number == 2


def test_the_list_takes_the_same_queries_for_one_and_three(
    signed_in, coordinator, city_a, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(coordinator)
    register.entry(city_a)
    with django_assert_max_num_queries(12) as first:
        client.get("/office/register/")
    register.entry(city_a)
    register.entry(city_a, at=VersionStatus.DRAFT)
    with django_assert_num_queries(len(first)):
        assert "（3件）" in client.get("/office/register/").content.decode()

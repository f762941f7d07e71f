"""What is decided and noted of a file: exemption, occurrences and their days, the yearly look, judging again."""

from datetime import date

import pytest

from oboro.casework.register import Event, VersionStatus
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.register import exemptions, least_persons
from oboro.portal.register import actions, queries, upkeep
from oboro.portal.tenancy.queries import regime_of
from portal.factories import register

ON, NEXT_YEAR = date(2026, 6, 1), date(2027, 4, 1)


def of(entry):
    return queries.entry_for_organisation(entry.organisation, entry.pk)


def reasons(entry, *, on=ON):
    return queries.reasons_to_judge_again(of(entry), regime=regime_of(entry.organisation, on=on), on=on)


@pytest.mark.parametrize("ground", ["staff", "one_year", queries.WITHHELD])
def test_a_file_is_not_entered_on_a_ground_and_for_a_reason(signed_in, city_a, ground):
    entry = register.entry(city_a, at=VersionStatus.DRAFT)
    client = signed_in(register.boss(city_a))
    url = f"/office/register/{entry.pk}/exempt/"
    assert client.post(url, {"ground": ground, "reason": ""}).status_code == 200
    assert client.post(url, {"ground": ground, "reason": "人事の記録だけである。"}).status_code == 302
    page = client.get(f"/office/register/{entry.pk}/").content.decode()
    assert "人事の記録だけである。" in page
    assert queries.grounds(regime_of(city_a))[ground] in page
    with pytest.raises(NotNow, match="載せないこと"):
        actions.submit_entry(entry=entry, by=register.boss(city_a), on=ON)
    upkeep.list_again(entry=entry, by=register.boss(city_a), on=ON)
    actions.submit_entry(entry=entry, by=register.boss(city_a), on=ON)


@pytest.mark.parametrize("scheme", ["today", "2017"])
def test_the_grounds_are_those_of_the_law_and_the_withheld_entry(city_a, ministry, scheme):
    law = regime_of(city_a if scheme == "today" else ministry)
    assert set(queries.grounds(law)) == {one.key for one in exemptions(law)} | {queries.WITHHELD}
    assert law.cite("register_withheld").short in queries.grounds(law)[queries.WITHHELD]


def test_a_published_file_is_struck_before_it_is_exempted(city_a):
    entry, by = register.entry(city_a), register.boss(city_a)
    with pytest.raises(NotNow, match="消除"):
        upkeep.exempt_file(entry=entry, ground="staff", reason="人事", by=by, on=ON)
    actions.strike_entry(entry=entry, by=by, on=ON)
    upkeep.exempt_file(entry=entry, ground="staff", reason="人事", by=by, on=ON)
    with pytest.raises(NotLawful, match="根拠"):
        upkeep.exempt_file(entry=register.entry(city_a, at=VersionStatus.DRAFT), ground="x", reason="y", by=by, on=ON)


def test_an_item_is_left_out_with_a_reason_that_nobody_outside_reads(signed_in, visitor, city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT, collection="")
    by = register.boss(city_a)
    with pytest.raises(NotLawful, match="収集方法"):
        actions.submit_entry(entry=entry, by=by, on=ON)
    told = register.answers(regime_of(city_a), collection="")
    actions.save_draft(
        entry=entry,
        answers=told,
        persons=5000,
        withheld={"collection": "秘密の理由"},
        by=register.writer(city_a),
        on=ON,
    )
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=entry, by=by, on=ON)
    assert "秘密の理由" not in visitor.get(f"/register/{entry.pk}/").content.decode()
    assert "秘密の理由" in signed_in(by).get(f"/office/register/{entry.pk}/").content.decode()


def test_an_item_that_the_law_does_not_let_out_stays_missing(city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT, purpose="")
    told = register.answers(regime_of(city_a), purpose="")
    actions.save_draft(
        entry=entry, answers=told, persons=5000, withheld={"purpose": "書きたくない"}, by=register.writer(city_a), on=ON
    )
    with pytest.raises(NotLawful, match="利用目的"):
        actions.submit_entry(entry=entry, by=register.boss(city_a), on=ON)


def test_what_happened_is_a_task_with_its_days_until_the_register_follows(signed_in, city_a):
    entry, by = register.entry(city_a), register.boss(city_a)
    happened = {"happened_on": date(2026, 5, 2), "note": "記録項目が増えた", "by": by, "on": ON}
    upkeep.note_event(entry=entry, event=Event.CHANGED, **happened)
    page = signed_in(by).get("/tasks/").content.decode()
    assert "変更があった記載を修正する" in page
    assert "30日たっています" in page
    told = register.answers(regime_of(city_a), record_items=["氏名", "住所", "電話番号"])
    actions.save_draft(entry=entry, answers=told, persons=5000, by=register.writer(city_a), on=ON)
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=entry, by=by, on=ON)
    assert "変更があった記載を修正する" not in signed_in(by).get("/tasks/").content.decode()
    assert not queries.unsettled(city_a).exists()


def test_a_strike_settles_what_asked_for_it_and_publishing_does_not(city_a):
    entry, by = register.entry(city_a), register.boss(city_a)
    upkeep.note_event(entry=entry, event=Event.ENDED, happened_on=ON, note="", by=by, on=ON)
    told = register.answers(regime_of(city_a), purpose="改めた目的")
    actions.save_draft(entry=entry, answers=told, persons=5000, by=register.writer(city_a), on=ON)
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=entry, by=by, on=ON)
    assert queries.unsettled(city_a).count() == 1
    actions.strike_entry(entry=entry, by=by, on=ON)
    assert queries.unsettled(city_a).count() == 0


def test_what_has_not_happened_yet_is_not_noted(city_a):
    with pytest.raises(NotLawful, match="今日より後"):
        upkeep.note_event(
            entry=register.entry(city_a),
            event=Event.CHANGED,
            happened_on=NEXT_YEAR,
            note="",
            by=register.boss(city_a),
            on=ON,
        )


def test_once_a_fiscal_year_every_published_entry_is_looked_at(signed_in, city_a):
    entries = [register.entry(city_a, name=f"ファイル{n}") for n in range(3)]
    by = register.boss(city_a)
    assert queries.to_review(city_a, on=date(2027, 3, 31)).count() == 0
    assert queries.to_review(city_a, on=NEXT_YEAR).count() == 3
    small = least_persons(regime_of(city_a)).value
    persons = {entries[0].pk: small, entries[1].pk: small - 1}
    assert upkeep.confirm_entries(organisation=city_a, persons=persons, by=by, on=NEXT_YEAR) == 1
    assert [v.entry_id for v in queries.to_review(city_a, on=NEXT_YEAR)] == [entries[2].pk]
    assert [one.entry_id for one in queries.unsettled(city_a)] == [entries[1].pk]
    city_a.practice_on = NEXT_YEAR
    city_a.save()
    page = signed_in(by).get("/tasks/").content.decode()
    assert "令和9年度の確認をする（1件のファイル）" in page
    assert "記載を消除する" in page


def test_the_yearly_look_is_saved_by_its_page(signed_in, city_a):
    entry = register.entry(city_a)
    city_a.practice_on = NEXT_YEAR
    city_a.save()
    client = signed_in(register.writer(city_a))
    assert (
        client.post("/office/register/review/", {f"right-{entry.pk}": "on", f"persons-{entry.pk}": ""}).status_code
        == 200
    )
    assert client.post("/office/register/review/", {}).status_code == 200
    sent = {f"right-{entry.pk}": "on", f"persons-{entry.pk}": "151000"}
    assert client.post("/office/register/review/", sent).status_code == 302
    assert queries.to_review(city_a, on=NEXT_YEAR).count() == 0


def test_nobody_confirms_the_files_of_another_body(city_a, city_b):
    foreign = register.entry(city_b)
    with pytest.raises(NotNow):
        upkeep.confirm_entries(organisation=city_a, persons={foreign.pk: 5}, by=register.boss(city_a), on=ON)
    with pytest.raises(NotAllowed):
        upkeep.confirm_entries(organisation=city_b, persons={foreign.pk: 5}, by=register.boss(city_a), on=ON)


def test_a_judgement_holds_until_something_it_rests_on_changes(city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT)
    assert reasons(entry) == ()
    told = register.answers(regime_of(city_a), record_items=["氏名"])
    actions.save_draft(entry=entry, answers=told, persons=150_000, by=register.writer(city_a), on=ON)
    assert [one for one in reasons(entry) if "記録項目" in one]
    told = register.answers(regime_of(city_a), remarks="備考だけを直した")
    actions.save_draft(entry=entry, answers=told, persons=150_000, by=register.writer(city_a), on=ON)
    assert reasons(entry) == ()
    actions.save_draft(entry=entry, answers=told, persons=999, by=register.writer(city_a), on=ON)
    assert reasons(entry) == ("本人の数が境の数をまたぎました",)


def test_a_judgement_is_made_again_in_a_new_fiscal_year(city_a):
    entry = register.entry(city_a)
    assert reasons(entry, on=date(2027, 3, 31)) == ()
    assert reasons(entry, on=NEXT_YEAR) == ("判定の後に年度が替わりました",)


def test_a_town_that_only_keeps_its_register_is_never_asked_to_judge_or_to_call(signed_in, city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT, offered=False, judged=None)
    boss = register.boss(city_a)
    client = signed_in(boss)
    for path in ("/tasks/", "/office/register/", f"/office/register/{entry.pk}/", "/office/register/review/"):
        page = client.get(path).content.decode()
        assert "募集を準備" not in page
        assert "判定する</a>" not in page.replace("募集の対象かどうかを判定する</a>", "", 1)
    for step in (actions.submit_entry, actions.approve_entry, actions.publish_entry):
        step(entry=entry, by=boss, on=ON)
    form = client.get("/office/register/new/").content.decode()
    assert 'name="offered" value="no" required' in form or 'value="no"' in form
    assert "提案" not in client.get("/tasks/").content.decode().split('<main id="main"')[1].split("</main>")[0]

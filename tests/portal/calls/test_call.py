"""A call for proposals: 30 days, announced beforehand, open and closed by the calendar."""

import dataclasses
from datetime import date, timedelta

import pytest

from oboro.casework.calls import CallStatus
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.periods import clock
from oboro.law.regime import must_solicit
from oboro.portal.audit.queries import events_of
from oboro.portal.calls import actions, queries
from oboro.portal.calls.models import Call
from oboro.portal.register.actions import strike_entry
from oboro.portal.tenancy.actions import move_practice_date
from oboro.portal.tenancy.queries import regime_of
from portal.factories import register

ON = date(2026, 6, 1)
START = date(2026, 6, 8)


def typed(entry, *, first=START, last):
    return {
        "starts_on_year": str(first.year),
        "starts_on_month": str(first.month),
        "starts_on_day": str(first.day),
        "ends_on_year": f"令和{last.year - 2018}",
        "ends_on_month": str(last.month),
        "ends_on_day": str(last.day),
        "entries": [str(entry.pk)],
        "how_to_submit": "",
    }


def test_a_call_of_29_days_is_refused(signed_in, coordinator, city_a):
    entry = register.entry(city_a)
    answer = signed_in(coordinator).post("/office/calls/new/", typed(entry, last=START + timedelta(days=28)))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "29日" in page
    assert clock(regime_of(city_a), "call_minimum").citation.short in page
    assert not Call.objects.exists()


def test_a_call_of_30_days_is_prepared(signed_in, coordinator, city_a):
    entry = register.entry(city_a)
    answer = signed_in(coordinator).post("/office/calls/new/", typed(entry, last=START + timedelta(days=29)))
    call = Call.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/office/calls/{call.pk}/")
    assert (call.starts_on, call.ends_on, call.fiscal_year, call.number) == (START, date(2026, 7, 7), 2026, 1)


@pytest.mark.parametrize("days", [29, 30])
def test_the_rule_of_2017_is_the_same(ministry, days):
    entry, by = register.entry(ministry), register.boss(ministry)
    start = date(2019, 6, 10)
    asked = {"organisation": ministry, "starts_on": start, "ends_on": start + timedelta(days=days - 1), "by": by}
    asked |= {"entries": [entry.pk], "how_to_submit": "", "on": date(2019, 6, 3)}
    if days == 29:
        with pytest.raises(NotLawful, match="29日"):
            actions.prepare_call(**asked)
    else:
        assert actions.prepare_call(**asked).scheme == "gyokoho_2017"


def test_the_decider_approves_and_the_coordinator_announces(signed_in, coordinator, decider, city_a, visitor):
    call = register.call(city_a, at=CallStatus.PREPARED)
    url = f"/office/calls/{call.pk}/"
    assert signed_in(coordinator).post(f"{url}approve/").status_code == 403
    assert signed_in(coordinator).post(f"{url}announce/").status_code == 409
    assert signed_in(decider).post(f"{url}approve/").status_code == 302
    assert visitor.get(f"/calls/{call.pk}/").status_code == 404
    assert signed_in(coordinator).post(f"{url}announce/").status_code == 302
    page = visitor.get(f"/calls/{call.pk}/").content.decode()
    assert "住民基本台帳ファイル" in page
    assert "甲市総務部総務課" in page
    assert "開始前" in page
    assert [e.kind for e in events_of(city_a.code, subject="call:2026-1")] == [
        "calls.prepare_call", "calls.approve_call", "calls.announce_call",
    ]  # fmt: skip


def test_a_call_is_announced_before_it_begins(city_a):
    call = register.call(city_a, at=CallStatus.APPROVED)
    by = register.boss(city_a)
    with pytest.raises(NotLawful, match="公示の日"):
        actions.announce_call(call=call, by=by, on=call.starts_on)
    actions.announce_call(call=call, by=by, on=call.starts_on - timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 6, 7), CallStatus.ANNOUNCED),
        (date(2026, 6, 8), CallStatus.OPEN),
        (date(2026, 7, 7), CallStatus.OPEN),
        (date(2026, 7, 8), CallStatus.CLOSED),
    ],
)
def test_the_calendar_opens_and_closes_it(visitor, city_a, day, status):
    call = register.call(city_a)
    move_practice_date(organisation=city_a, to=day, by=register.boss(city_a))
    assert call.status_on(day) is status
    shown = {CallStatus.ANNOUNCED: "開始前", CallStatus.OPEN: "募集中", CallStatus.CLOSED: "募集終了"}[status]
    assert shown in visitor.get(f"/calls/{call.pk}/").content.decode()
    assert [c.pk for c in queries.open_calls()] == ([call.pk] if status is CallStatus.OPEN else [])


def test_only_published_and_offered_files_of_the_body_come_in(city_a, city_b):
    mine, hidden, foreign = register.entry(city_a), register.entry(city_a, offered=False), register.entry(city_b)
    for wrong in (hidden, foreign):
        with pytest.raises(NotNow, match="1件"):
            register.call(city_a, entries=[mine, wrong])


def test_a_file_struck_before_the_announcement_stops_it(city_a):
    call = register.call(city_a, at=CallStatus.APPROVED)
    by = register.boss(city_a)
    strike_entry(entry=call.files.get().entry, by=by, on=ON)
    with pytest.raises(NotNow, match="番号1"):
        actions.announce_call(call=call, by=by, on=ON)


def test_a_change_after_approval_asks_for_a_new_approval(signed_in, coordinator, city_a):
    call = register.call(city_a, at=CallStatus.APPROVED)
    sent = typed(call.files.get().entry, last=START + timedelta(days=40))
    assert signed_in(coordinator).post(f"/office/calls/{call.pk}/edit/", sent).status_code == 302
    call.refresh_from_db()
    assert (call.stored_status, call.approved_by) == (CallStatus.PREPARED, "")


def test_an_announced_call_is_not_changed_any_more(signed_in, coordinator, city_a):
    call = register.call(city_a)
    sent = typed(call.files.get().entry, last=START + timedelta(days=40))
    assert "できません" in signed_in(coordinator).post(f"/office/calls/{call.pk}/edit/", sent).content.decode()
    call.refresh_from_db()
    assert call.ends_on == date(2026, 7, 7)


def test_an_announced_call_is_made_longer_but_never_shorter(signed_in, coordinator, city_a, visitor):
    call, client = register.call(city_a), signed_in(coordinator)
    url = f"/office/calls/{call.pk}/change/extend/"
    assert (
        client.post(url, {"to_year": "2026", "to_month": "7", "to_day": "6", "reason": "問合せが多いため"}).status_code
        == 409
    )
    assert (
        client.post(url, {"to_year": "2026", "to_month": "7", "to_day": "31", "reason": "問合せが多いため"}).status_code
        == 302
    )
    page = visitor.get(f"/calls/{call.pk}/").content.decode()
    assert "令和8年7月31日（2026年）まで" in page
    assert "延長しました" in page


def test_the_notice_stays_as_it_was_announced(city_a, visitor):
    call = register.call(city_a)
    city_a.desk_name = "新しい課"
    city_a.save()
    assert "新しい課" not in visitor.get(f"/calls/{call.pk}/").content.decode()


def test_another_body_cannot_move_the_call(stranger, city_a):
    call = register.call(city_a, at=CallStatus.PREPARED)
    with pytest.raises(NotAllowed):
        actions.approve_call(call=call, by=stranger, on=ON)


def test_a_body_that_must_call_is_told_so(signed_in, ministry):
    page = signed_in(register.boss(ministry)).get("/tasks/").content.decode()
    assert "令和元年度の提案の募集を準備する" in page
    assert must_solicit(regime_of(ministry)).citation.short in page


def test_a_town_that_may_call_is_not_pressed(signed_in, coordinator):
    assert "提案の募集を準備する" not in signed_in(coordinator).get("/tasks/").content.decode()


def test_who_prepares_a_call_does_not_approve_it(city_a):
    call = register.call(city_a, at=CallStatus.PREPARED)
    call.prepared_by = register.boss(city_a).username
    call.save()
    with pytest.raises(NotAllowed, match="準備した人"):
        actions.approve_call(call=call, by=register.boss(city_a), on=ON)


def test_the_text_of_the_notice_is_there_before_it_is_announced(signed_in, visitor, coordinator, city_a):
    call = register.call(city_a, at=CallStatus.PREPARED)
    client = signed_in(coordinator)
    page = client.get(f"/office/calls/{call.pk}/").content.decode()
    text = client.get(f"/office/calls/{call.pk}/papers/notice.txt").content.decode("utf-8-sig")
    for words in ("住民基本台帳ファイル", "甲市総務部総務課", "令和8年6月8日から令和8年7月7日まで", "（公示の日）"):
        assert words in text
        assert words in page
    assert visitor.get(f"/calls/{call.pk}/papers/notice.txt").status_code == 404
    actions.approve_call(call=call, by=register.boss(city_a), on=ON)
    actions.announce_call(call=call, by=register.boss(city_a), on=ON)
    announced = visitor.get(f"/calls/{call.pk}/papers/notice.txt").content.decode("utf-8-sig")
    assert announced == text.replace("（公示の日）", "令和8年6月1日")
    table = visitor.get(f"/calls/{call.pk}/papers/files.csv").content.decode("utf-8-sig")
    assert table.splitlines()[0] == "番号,個人情報ファイルの名称,組織の名称,利用目的,記録項目,版"
    assert "住民基本台帳ファイル" in table


def test_a_correction_is_announced_with_what_was_said_before(signed_in, visitor, coordinator, city_a):
    call, client = register.call(city_a), signed_in(coordinator)
    url = f"/office/calls/{call.pk}/change/correct/"
    sent = {
        "desk_name": "新しい課",
        "desk_address": "甲市本町二丁目",
        "how_to_submit": "このサイトで提出してください。",
    }
    assert client.post(url, sent).status_code == 200  # the reason is missing
    assert client.post(url, {**sent, "reason": "組織の名称が替わったため"}).status_code == 302
    page = visitor.get(f"/calls/{call.pk}/").content.decode()
    for words in ("新しい課", "<del>甲市総務部総務課（甲市本町一丁目1番1号）</del>", "組織の名称が替わったため"):
        assert words in page
    assert "<del>このサイト" not in page  # what did not change is not told as a change
    assert client.post(url, {**sent, "reason": "もう一度"}).status_code == 409


def test_the_result_is_published_after_the_end_and_once(signed_in, visitor, coordinator, city_a):
    call, client = register.call(city_a), signed_in(coordinator)
    url, sent = f"/office/calls/{call.pk}/change/report/", {"proposals": "2", "text": "審査しています。"}
    assert client.post(url, sent).status_code == 409
    move_practice_date(organisation=city_a, to=date(2026, 7, 8), by=register.boss(city_a))
    assert "募集の結果を公表する" in client.get("/tasks/").content.decode()
    assert client.post(url, sent).status_code == 302
    page = visitor.get(f"/calls/{call.pk}/").content.decode()
    assert "提出された提案は2件でした" in page
    assert "審査しています。" in page
    assert client.post(url, sent).status_code == 409


def test_a_file_judged_ineligible_meanwhile_stops_the_announcement(city_a):
    call = register.call(city_a, at=CallStatus.APPROVED)
    register.judge(call.files.get().entry, dataclasses.replace(register.ELIGIBLE, processable=False))
    with pytest.raises(NotNow, match="番号1"):
        actions.announce_call(call=call, by=register.boss(city_a), on=ON)


def test_a_town_records_that_it_does_not_call_this_year(signed_in, decider, coordinator, city_a):
    page = signed_in(decider).get("/office/calls/").content.decode()
    assert "しないこともできます" in page
    assert signed_in(coordinator).post("/office/calls/decline/", {"reason": ""}).status_code == 403
    assert signed_in(decider).post("/office/calls/decline/", {"reason": "体制がない"}).status_code == 302
    assert "今年度は募集をしない" in signed_in(decider).get("/office/calls/").content.decode()
    assert queries.abstention_of(city_a, on=ON).reason == "体制がない"
    assert queries.abstention_of(city_a, on=date(2027, 4, 1)) is None
    with pytest.raises(NotNow):
        actions.decline_call(organisation=city_a, reason="", by=decider, on=ON)
    register.call(city_a, at=CallStatus.PREPARED)
    assert queries.abstention_of(city_a, on=ON) is None


def test_who_must_call_cannot_decline_and_reads_why(signed_in, ministry):
    boss = register.boss(ministry)
    with pytest.raises(NotLawful) as refused:
        actions.decline_call(organisation=ministry, reason="", by=boss, on=date(2019, 6, 3))
    assert must_solicit(regime_of(ministry)).citation.short in refused.value.message
    page = signed_in(boss).get("/office/calls/").content.decode()
    assert "まだ公示していません" in page
    assert "募集をしないことを記録する" not in page


def test_the_duty_of_the_year_is_met_by_a_call_that_is_announced(ministry):
    on = date(2019, 6, 3)
    assert not queries.duty_of(ministry, on=on).met
    register.call(ministry, at=CallStatus.APPROVED)
    assert not queries.duty_of(ministry, on=on).met
    register.call(ministry)
    duty = queries.duty_of(ministry, on=on)
    assert (duty.met, duty.year, duty.last_start) == (True, 2019, date(2020, 3, 31))
    assert not queries.duty_of(ministry, on=date(2020, 4, 1)).met


def test_a_page_with_many_files_to_choose_asks_for_no_more_templates_than_one_with_few(city_a, signed_in):
    office, taken = signed_in(register.boss(city_a)), []
    for _ in range(2):
        for _ in range(3):
            register.entry(city_a)
        page = office.get("/office/calls/new/")
        taken.append(len(page.templates))
    assert page.content.decode().count('type="checkbox" name="entries"') == 6
    assert taken[0] == taken[1]

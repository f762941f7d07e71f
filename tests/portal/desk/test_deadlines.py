"""Every running case says by when and why; a new closed day moves what runs, and says so."""

from datetime import date

import pytest

from oboro.casework.clocks import Period, Unit
from oboro.casework.lifecycle import Status
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.law.fees import ordinance_draft
from oboro.portal.audit.models import AuditEvent
from oboro.portal.desk import actions, queries
from oboro.portal.tenancy.actions import enter_own_rule
from oboro.portal.tenancy.models import ClosedDay, RuleKind
from oboro.portal.tenancy.queries import regime_of
from portal.factories import cases
from portal.reading import errors, lines

TEN = Period(10, Unit.OPEN_DAYS, "甲市標準処理期間を定める要綱")


def anniversary(**changes):
    given = {
        "label": "市制記念日",
        "on": date(2026, 6, 5),
        "yearly": True,
        "law": "甲市の休日を定める条例",
        "cite": "条例1②",
    }
    return ClosedDay(**{**given, **changes})


@pytest.fixture
def running(cast):
    """A case received on Monday, 2026-06-01, in a city that takes ten open days."""
    actions.set_period(organisation=cast.body, period=TEN, by=cast.coordinator, on=cast.body.today)
    return cases.at_status(Status.UNDER_REVIEW, cast)


def test_the_end_of_the_review_is_shown_with_its_arithmetic(running, cast, signed_in):
    page = lines(signed_in(cast.coordinator).get(f"/desk/cases/{running.pk}/"))
    assert "審査の結果の通知　令和8年6月15日（2026年） あと14日" in page
    assert "令和8年6月1日の翌日から10日（開庁日で数える）、数えなかった閉庁日4日" in page
    assert "甲市標準処理期間を定める要綱" in page


def test_a_new_closed_day_moves_the_end_and_is_told(running, cast, signed_in):
    client = signed_in(cast.coordinator)
    given = {"label": "市制記念日", "yearly": "yes", "law": "甲市の休日を定める条例", "cite": "条例1②"}
    given |= {"on_year": "令和8", "on_month": "6", "on_day": "5"}
    page = lines(client.post("/desk/days/", given, follow=True))
    assert "閉庁日を登録しました。1件の期限が変わりました：R8-001" in page
    event = AuditEvent.objects.filter(chain=cast.body.code).last()
    assert (event.kind, event.facts["moved"]) == ("desk.close_day", ["R8-001"])
    told = lines(client.get(f"/desk/cases/{running.pk}/"))
    assert (
        "令和8年6月1日（2026年）　閉庁日が変わったため、令和8年6月15日（2026年）から令和8年6月16日（2026年）へ" in told
    )
    client.post(f"/desk/days/{cast.body.closed_days.get().pk}/open/")
    assert [(one.before.day, one.after.day) for one in running.deadline_changes.all()] == [(16, 15), (15, 16)]


def test_a_closed_day_in_the_bodys_own_file_counts_like_one_of_its_list(running, cast, signed_in):
    text = ordinance_draft(regime_of(cast.body), title="甲市個人情報の保護に関する法律施行条例")
    day = 'label = "市制記念日"\nmonth_day = "06-05"\nfrom = 2023-04-01\nlaw = "甲市の休日を定める条例"\ncite = "条例1②"\n'
    enter_own_rule(
        organisation=cast.body, kind=RuleKind.FEES, text=f"{text}\n[[closed]]\n{day}", by=None, on=cast.body.today
    )
    assert [clock.due_on for clock in queries.turn_for(running).clocks] == [date(2026, 6, 16)]
    page = lines(signed_in(cast.coordinator).get("/desk/days/"))
    assert (
        "このほか、\n団体の定め\nのファイルにある日：市制記念日。これらの日も、期限の計算に入っています。"
        in "\n".join(page)
    )


def test_a_correction_stops_the_clock_and_is_no_change_of_the_days(running, cast, signed_in):
    on = cast.body.today
    cases.proposals.request_correction(
        proposal=running, request="直す", due_on=date(2026, 6, 20), by=cast.coordinator, on=on
    )
    cast.body.practice_on = date(2026, 6, 4)
    cast.body.save()
    assert actions.settle(cast.body, why=actions.CALENDAR, on=cast.body.today) == []
    turn = queries.turn_for(running)
    assert [(clock.label, clock.due_on.day) for clock in turn.clocks] == [
        ("審査の結果の通知（補正を待って止まっています）", 18),
        ("補正の回答", 20),
    ]
    assert turn.clocks[0].explanation.endswith("補正を待って止まった日3日")


def test_nothing_is_recorded_in_the_morning_when_nothing_moved(running, cast):
    before = AuditEvent.objects.count()
    assert actions.move_deadlines(organisation=cast.body, by="operator", on=cast.body.today) == []
    assert AuditEvent.objects.count() == before


def test_a_holiday_that_came_without_the_office_is_noticed_in_the_morning(running, cast):
    actions.settle(cast.body, why="", on=cast.body.today)
    anniversary(organisation=cast.body).save()  # as a new release of the calendar would
    assert actions.move_deadlines(organisation=cast.body, by="operator", on=cast.body.today) == ["R8-001"]
    assert running.deadline_changes.get().why == "休日の暦が変わったため"


def test_a_day_whose_place_cannot_be_read_is_refused(cast, signed_in):
    given = {"label": "市制記念日", "yearly": "no", "law": "甲市の休日を定める条例", "cite": "どこか"}
    given |= {"on_year": "2026", "on_month": "6", "on_day": "5"}
    answer = signed_in(cast.coordinator).post("/desk/days/", given)
    how = "条例第1条第2項、又は略して条例1②のように書いてください。"
    assert errors(answer) == ["根拠の箇所「どこか」を読めません。", how]
    assert not cast.body.closed_days.exists()


@pytest.mark.parametrize("cite", ["条例第1条第2項", "条例第１条第２項", "条例第一条第二項", "第1条第2項", "条例1②"])
def test_the_place_of_a_day_is_written_as_officers_write_it(cast, signed_in, cite):
    given = {"label": "市制記念日", "yearly": "no", "law": "甲市の休日を定める条例", "cite": cite}
    given |= {"on_year": "2026", "on_month": "6", "on_day": "5"}
    assert signed_in(cast.coordinator).post("/desk/days/", given).status_code == 302
    assert str(cast.body.closed_days.get().fact().citation) == "甲市の休日を定める条例第1条第2項"


def test_only_an_arranger_closes_days(cast):
    with pytest.raises(NotAllowed, match="総括担当"):
        actions.close_day(organisation=cast.body, day=anniversary(), by=cast.reviewer, on=cast.body.today)


def test_a_period_needs_its_way_of_counting(cast, signed_in):
    answer = signed_in(cast.coordinator).post("/desk/period/", {"days": "30", "unit": "", "rule": ""})
    assert errors(answer) == ["数え方：数え方を選んでください。"]


def test_the_notice_and_the_call_bind_with_their_articles(cast):
    draft, conforming = cases.draft(cast), cases.at_status(Status.CONFORMING, cast)
    found = [(clock.label, clock.basis) for one in (draft, conforming) for clock in queries.turn_for(one).clocks]
    assert [label for label, _ in found] == ["提案の提出", "契約の申込み"]
    assert [basis for _, basis in found] == [draft.law.cite(key).short for key in ("call_period", "conforming_notice")]


def test_a_post_of_another_body_is_not_assigned(running, cast, stranger):
    with pytest.raises(NotAllowed, match="別の団体"):
        actions.assign(proposal=running, post=None, person=stranger, by=cast.coordinator, on=cast.body.today)
    post = actions.add_post(organisation=cast.body, name="係長", section=None, by=cast.coordinator, on=cast.body.today)
    with pytest.raises(NotLawful, match="どちらか一方"):
        actions.assign(proposal=running, post=post, person=cast.reviewer, by=cast.coordinator, on=cast.body.today)

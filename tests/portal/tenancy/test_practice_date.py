"""A practice body lives on its own day, which its coordinator moves forward."""

from datetime import date

import pytest

from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.tenancy.actions import move_practice_date
from oboro.portal.tenancy.queries import regime_of, today
from portal.factories import tenancy

URL = "/practice/date/"


def send(client, year, month, day):
    return client.post(URL, {"to_year": year, "to_month": month, "to_day": day})


def test_the_coordinator_moves_the_date_forward(signed_in, coordinator, city_a):
    answer = send(signed_in(coordinator), "令和8", "7", "1")
    assert (answer.status_code, answer.url) == (302, URL)
    city_a.refresh_from_db()
    assert today(city_a) == date(2026, 7, 1)
    event = events_of(city_a.code).last()
    assert (event.kind, event.facts) == ("tenancy.move_practice_date", {"from": "2026-06-01", "to": "2026-07-01"})


def test_the_date_never_goes_back(signed_in, coordinator, city_a):
    answer = send(signed_in(coordinator), "2026", "5", "31")
    assert answer.status_code == 200
    assert "練習用の日付は戻せません" in answer.content.decode()
    with pytest.raises(NotNow):
        move_practice_date(organisation=city_a, to=date(2026, 5, 31), by=coordinator)


def test_only_the_coordinator_moves_it(signed_in, reviewer, city_a):
    assert "その団体の総括担当です" in send(signed_in(reviewer), "2026", "7", "1").content.decode()
    with pytest.raises(NotAllowed):
        move_practice_date(organisation=city_a, to=date(2026, 7, 1), by=reviewer)


def test_a_coordinator_of_another_body_is_refused(stranger, city_a):
    with pytest.raises(NotAllowed):
        move_practice_date(organisation=city_a, to=date(2026, 7, 1), by=stranger)


def test_a_real_body_has_no_other_day(db):
    real = tenancy.organisation(code="R", name="実市", practice_on=None)
    boss = tenancy.officer(real, "r-coordinator", Role.COORDINATOR)
    with pytest.raises(NotNow):
        move_practice_date(organisation=real, to=date(2026, 7, 1), by=boss)


def test_the_banner_stands_on_every_page_of_a_practice_body(signed_in, coordinator, visitor):
    assert (
        "この団体の今日は<strong>令和8年6月1日（2026年）</strong>"
        in signed_in(coordinator).get("/tasks/").content.decode()
    )
    assert "練習用の団体です" not in visitor.get("/login/").content.decode()


def test_the_law_follows_the_practice_date(ministry, city_a):
    assert regime_of(ministry).scheme == "gyokoho_2017"
    assert regime_of(city_a).scheme == "appi"

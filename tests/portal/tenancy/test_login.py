"""Logging in and out, and being locked out."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed
from oboro.portal.tenancy import actions
from portal.factories import tenancy
from portal.factories.tenancy import PASSWORD


def log_in(client, username, password=PASSWORD):
    return client.post("/login/", {"username": username, "password": password})


def test_the_right_password_leads_to_the_tasks(visitor, coordinator):
    answer = log_in(visitor, "a-coordinator")
    assert (answer.status_code, answer.url) == (302, "/tasks/")
    assert visitor.get("/tasks/").status_code == 200


def test_a_wrong_password_says_so_without_saying_which(visitor, coordinator):
    for name in ("a-coordinator", "nobody"):
        answer = log_in(visitor, name, "wrong-password-x")
        assert answer.status_code == 200
        assert "利用者名かパスワードが違います" in answer.content.decode()


def test_five_wrong_passwords_lock_the_account(settings, visitor, coordinator):
    settings.AXES_ENABLED = True
    answers = [log_in(visitor, "a-coordinator", "wrong-password-x").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = log_in(visitor, "a-coordinator")
    assert locked.status_code == 429
    assert "30分間止めています" in locked.content.decode()


def test_logging_out_ends_the_session(signed_in, coordinator):
    client = signed_in(coordinator)
    assert client.post("/logout/").status_code == 302
    assert client.get("/tasks/").status_code == 302


def test_logging_out_by_a_link_is_not_possible(signed_in, coordinator):
    assert signed_in(coordinator).get("/logout/").status_code == 405


def test_a_page_for_officers_asks_a_visitor_to_log_in(visitor, db):
    answer = visitor.get("/tasks/")
    assert (answer.status_code, answer.url) == (302, "/login/?next=/tasks/")


def test_the_way_back_after_log_in_stays_on_this_site(visitor, coordinator):
    answer = visitor.post(
        "/login/", {"username": "a-coordinator", "password": PASSWORD, "next": "https://example.net/"}
    )
    assert answer.url == "/tasks/"


def test_an_officer_belongs_to_one_body_and_its_sections(city_a, city_b):
    elsewhere = actions.add_section(organisation=city_b, name="福祉課")
    with pytest.raises(NotAllowed):
        tenancy.officer(city_a, "x", Role.SECTION, section=elsewhere)
    with pytest.raises(NotAllowed):
        tenancy.officer(city_a, "y", Role.PROPOSER)


def test_a_user_name_is_taken_once(coordinator, city_b):
    with pytest.raises(ValidationError):
        tenancy.officer(city_b, "a-coordinator", Role.AUDITOR)


def test_a_form_from_elsewhere_is_refused_in_japanese(coordinator):
    client = Client(enforce_csrf_checks=True)
    answer = log_in(client, "a-coordinator")
    assert answer.status_code == 403
    assert "受け付けませんでした" in answer.content.decode()


def test_every_page_forbids_other_hosts_and_inline_scripts(visitor, db):
    policy = visitor.get("/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy

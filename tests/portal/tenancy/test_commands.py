"""What whoever runs the site does at the machine: accounts of proposers, and the practice bodies."""

import json

import pytest
from django.core.management import CommandError, call_command

from oboro.casework.roles import Role
from oboro.portal.audit.queries import chains
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import regime_of

pytestmark = pytest.mark.django_db
PARTY = {"party": "株式会社みらい", "address": "東京都港区芝一丁目1番1号"}


def test_a_party_gets_an_account_with_a_password_shown_once(capsys, visitor):
    call_command("add_proposer", "mirai", **PARTY, representative="代表取締役")
    password = capsys.readouterr().out.split()[-1]
    assert User.objects.get(username="mirai").role_names == {Role.PROPOSER}
    assert visitor.post("/login/", {"username": "mirai", "password": password}).url == "/tasks/"


def test_a_second_account_belongs_to_the_same_party():
    call_command("add_proposer", "mirai", **PARTY)
    call_command("add_proposer", "mirai-2", **PARTY)
    assert Party.objects.get().user_set.count() == 2


def test_a_name_that_is_taken_makes_neither_account_nor_party():
    call_command("add_proposer", "mirai", **PARTY)
    with pytest.raises(CommandError):
        call_command("add_proposer", "mirai", party="合同会社あすなろ", address="大阪市")
    assert (User.objects.count(), Party.objects.count()) == (1, 1)


def test_the_practice_bodies_are_made_once_and_get_a_new_password(capsys, visitor):
    call_command("rehearsal_bodies", json=True)
    first = json.loads(capsys.readouterr().out)
    call_command("rehearsal_bodies", json=True)
    second = json.loads(capsys.readouterr().out)
    assert first["password"] != second["password"]
    assert {k: v for k, v in first.items() if k != "password"} == {k: v for k, v in second.items() if k != "password"}
    assert sorted(chains()) == ["city-2026", "organ-2019", "town-2026"]
    assert visitor.post("/login/", {"username": "mirai", "password": first["password"]}).status_code == 200
    assert visitor.post("/login/", {"username": "mirai", "password": second["password"]}).status_code == 302


def test_the_shape_that_scripts_read(capsys):
    call_command("rehearsal_bodies", json=True)
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"password", "bodies", "proposers"}
    assert [set(body) for body in found["bodies"]] == [{"code", "name", "practice_on", "users"}] * 3
    assert found["bodies"][0]["users"]["coordinator"] == "organ-2019-coordinator"
    assert set(found["bodies"][0]["users"]) == {"coordinator", "section", "reviewer", "decider", "auditor"}
    assert found["proposers"] == [
        {"username": "mirai", "party": "株式会社みらい"},
        {"username": "asunaro", "party": "合同会社あすなろ"},
    ]


def test_the_practice_bodies_live_under_their_laws(capsys):
    call_command("rehearsal_bodies")
    assert "パスワード" in capsys.readouterr().out
    schemes = {body.code: regime_of(body).scheme.value for body in Organisation.objects.all()}
    assert schemes == {"organ-2019": "gyokoho_2017", "city-2026": "appi", "town-2026": "appi"}

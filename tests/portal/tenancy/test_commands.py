"""What whoever runs the site does at the machine: bodies, accounts, practice bodies."""

import json

import pytest
from django.core.management import CommandError, call_command

from oboro.casework.roles import Role
from oboro.law.fees import ordinance_draft, parse_schedule
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.portal.audit.queries import chains, fault_of
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import regime_of
from portal.factories.register import day

pytestmark = pytest.mark.django_db
BODY = {
    "code": "131016",
    "name": "甲市",
    "head": "甲市長",
    "kind": "municipality",
    "desk_name": "総務課",
    "desk_address": "本町",
}


def test_a_real_body_and_its_first_account(capsys, visitor):
    call_command("add_body", **BODY, section=["市民課", "税務課"])
    call_command("add_account", username="soukatsu", post="係長", body="131016", role=["coordinator"])
    password = capsys.readouterr().out.split()[-1]
    body = Organisation.objects.get(code="131016")
    assert (body.practice_on, [s.name for s in body.sections.all()]) == (None, ["市民課", "税務課"])
    assert User.objects.get(username="soukatsu").role_names == {Role.COORDINATOR}
    assert visitor.post("/login/", {"username": "soukatsu", "password": password}).url == "/tasks/"
    assert fault_of("131016") is None


def test_an_officer_of_a_section_and_a_proposer(capsys):
    call_command("add_body", **BODY, section=["市民課"])
    call_command("add_account", username="shimin", post="主事", body="131016", role=["section"], section="市民課")
    call_command("add_account", username="mirai", post="企画部", party="株式会社みらい", address="港区")
    assert User.objects.get(username="shimin").section.name == "市民課"
    assert User.objects.get(username="mirai").party == Party.objects.get(name="株式会社みらい")


def test_the_fees_of_an_ordinance_come_as_a_file(tmp_path):
    law = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=day("2026-06-01"))
    file = tmp_path / "fees.toml"
    file.write_text(ordinance_draft(law, title="甲市手数料条例"), encoding="utf-8")
    call_command("add_body", **BODY, fees=file)
    assert parse_schedule(Organisation.objects.get().fee_schedule).title == "甲市手数料条例"


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("add_body", {**BODY, "code": "甲"}, "団体コードは英数字"),
        ("add_account", {"username": "x", "post": "x", "body": "999"}, "登録されていません"),
        ("add_account", {"username": "x", "post": "x"}, "--body"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(command, options, words):
    with pytest.raises(CommandError, match=words):
        call_command(command, **options)
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)


def test_a_broken_ordinance_makes_no_body(tmp_path):
    file = tmp_path / "fees.toml"
    file.write_text("title = ", encoding="utf-8")
    with pytest.raises(CommandError, match="TOML"):
        call_command("add_body", **BODY, fees=file)
    assert not Organisation.objects.exists()


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

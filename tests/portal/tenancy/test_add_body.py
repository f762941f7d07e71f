import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from oboro.casework.roles import Role
from oboro.law.fees import ordinance_draft
from oboro.law.regime import BodyKind, regime_on
from oboro.portal.audit.queries import events_of
from oboro.portal.tenancy.models import Organisation, OwnRule, User

BODY = ["011002", "--name", "見本市", "--head", "市長", "--kind", "municipality", "--desk-name", "総務課",
        "--desk-address", "本町一丁目"]  # fmt: skip


def run(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_real_body_and_its_officer_are_made_at_the_machine(client):
    run("add_body", *BODY, "--section", "市民課")
    said = run("add_officer", "011002", "soumu-1", "--post", "主事", "--role", "coordinator", "--section", "市民課")
    body = Organisation.objects.get(code="011002")
    user = User.objects.get(username="soumu-1")
    assert (body.practice_on, user.role_names, user.section.name) == (None, {Role.COORDINATOR}, "市民課")
    password = said.rsplit(" ", 1)[1].strip()
    assert client.post("/login/", {"username": "soumu-1", "password": password}).status_code == 302
    kinds = [event.kind for event in events_of("011002")]
    assert kinds == ["tenancy.add_organisation", "tenancy.add_section", "tenancy.add_officer"]


@pytest.mark.django_db
def test_an_ordinance_that_lacks_a_rate_makes_no_body(tmp_path):
    text = ordinance_draft(regime_on(body=BodyKind.MUNICIPALITY, on=date(2026, 6, 1)), title="見本市手数料条例")
    (tmp_path / "fees.toml").write_text(text.split("[[line]]")[0], encoding="utf-8")
    with pytest.raises(CommandError):
        run("add_body", *BODY, "--fees", str(tmp_path / "fees.toml"))
    assert not Organisation.objects.exists()
    (tmp_path / "fees.toml").write_text(text, encoding="utf-8")
    run("add_body", *BODY, "--fees", str(tmp_path / "fees.toml"))
    rule = OwnRule.objects.get()
    assert (rule.organisation.code, rule.kind, rule.number, rule.text) == ("011002", "fees", 1, text)
    assert rule.since == date(2023, 4, 1)


@pytest.mark.django_db
def test_an_officer_of_an_unknown_body_is_refused():
    with pytest.raises(CommandError, match="add_body"):
        run("add_officer", "999999", "soumu-1", "--post", "主事", "--role", "section")

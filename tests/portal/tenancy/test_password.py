"""Changing one's own password."""

import pytest

from oboro.portal.audit.queries import events_of, fault_of
from portal.factories.tenancy import PASSWORD

NEW = "another-long-phrase-71"


def change(client, old=PASSWORD, first=NEW, second=NEW):
    return client.post("/password/", {"old_password": old, "new_password1": first, "new_password2": second})


def test_the_new_password_counts_at_once(signed_in, visitor, coordinator):
    assert change(signed_in(coordinator)).url == "/tasks/"
    assert visitor.post("/login/", {"username": "a-coordinator", "password": PASSWORD}).status_code == 200
    assert visitor.post("/login/", {"username": "a-coordinator", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"old": "wrong"}, "今のパスワードが違います"),
        ({"second": "different-phrase-72"}, "新しいパスワードが二つで違います"),
        ({"first": "short", "second": "short"}, "最低 12 文字"),
        ({"first": "passwordpassword", "second": "passwordpassword"}, None),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(signed_in, coordinator, sent, words):
    answer = change(signed_in(coordinator), **sent)
    coordinator.refresh_from_db()
    if words is None:
        assert answer.status_code in (200, 302)
    else:
        assert words in answer.content.decode()
        assert coordinator.check_password(PASSWORD)


def test_another_session_of_the_account_ends(signed_in, coordinator):
    elsewhere = signed_in(coordinator)
    change(signed_in(coordinator))
    assert elsewhere.get("/tasks/").status_code == 302


def test_i12_the_change_is_in_the_record_and_the_password_is_not(signed_in, coordinator, proposer):
    change(signed_in(coordinator))
    change(signed_in(proposer))
    for chain, user in (("131016", coordinator), (f"party-{proposer.party_id}", proposer)):
        last = events_of(chain).last()
        assert (last.kind, last.subject, last.by) == ("tenancy.change_password", f"user:{user.pk}", user.username)
        assert last.facts == {}
        assert fault_of(chain) is None


def test_a_visitor_has_no_password_to_change(visitor, db):
    assert visitor.get("/password/").url == "/login/?next=/password/"

"""The record only grows, inside the deed it tells of, and any change of it shows."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from oboro.portal.audit import protection
from oboro.portal.audit.actions import record
from oboro.portal.audit.models import AuditEvent, ChainHead
from oboro.portal.audit.queries import chains, events_of, fault_of

FIELDS = {
    "kind": "tenancy.other",
    "subject": "thing:9",
    "by": "somebody",
    "facts": '{"n": 7}',
    "previous": "f" * 64,
    "digest": "e" * 64,
    "at": "2020-01-01 00:00:00",
}


@pytest.fixture
def three(db):
    with transaction.atomic():
        for number in (1, 2, 3):
            record(chain="c", kind="tenancy.try", subject=f"thing:{number}", by="a", facts={"n": number})


def tamper(statement, *values):
    """What somebody with the database in his hands would do: take the triggers away and write."""
    protection.lift()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    protection.protect(using="default")


def test_three_events_make_a_chain_that_holds(three):
    assert [(e.seq, e.subject) for e in events_of("c")] == [(1, "thing:1"), (2, "thing:2"), (3, "thing:3")]
    assert fault_of("c") is None
    assert ChainHead.objects.get(chain="c").seq == 3


def test_each_body_has_a_chain_of_its_own(three):
    with transaction.atomic():
        record(chain="d", kind="tenancy.try", subject="thing:1", by="a")
    assert [e.seq for e in events_of("d")] == [1]


def test_an_event_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError):
        record(chain="c", kind="tenancy.try", subject="thing:1", by="a")


def test_an_event_goes_with_the_deed_that_fails(db):
    def deed():
        with transaction.atomic():
            record(chain="c", kind="tenancy.try", subject="thing:1", by="a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert list(events_of("c")) == []


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_refuses_to_change_an_event(three, deed):
    rows = AuditEvent.objects.filter(seq=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(subject="thing:9") if deed == "update" else rows.delete()
    assert events_of("c").count() == 3
    assert fault_of("c") is None


def test_the_database_refuses_to_put_another_event_in_a_taken_place(three):
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    names = 'id, chain, seq, kind, subject, "by", at, facts, previous, digest'
    copied = names.replace("subject", "'thing:9'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} portal_auditevent ({names}) SELECT {copied} FROM portal_auditevent WHERE seq = 3")
    assert [event.subject for event in events_of("c")].count("thing:9") == 0
    assert fault_of("c") is None


def test_a_chain_whose_head_was_taken_away_is_still_listed(three):
    tamper("DELETE FROM portal_chainhead WHERE chain = %s", "c")
    assert "c" in chains()
    assert fault_of("c") is not None


@pytest.mark.parametrize("field", sorted(FIELDS))
@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_changed_field_of_any_event_shows(three, field, seq):
    tamper(f"UPDATE portal_auditevent SET {field} = %s WHERE seq = %s", FIELDS[field], seq)
    fault = fault_of("c")
    assert fault is not None
    assert fault[0] == seq if field != "digest" else seq in (fault[0], fault[0] - 1)


def test_a_missing_event_in_the_middle_shows(three):
    tamper("DELETE FROM portal_auditevent WHERE seq = %s", 2)
    assert fault_of("c")[0] == 2


def test_a_cut_tail_shows(three):
    tamper("DELETE FROM portal_auditevent WHERE seq = %s", 3)
    assert fault_of("c") == (3, "2番より後の記録が失われています")


def test_the_command_says_that_the_chains_hold(three, capsys):
    call_command("audit_verify")
    assert capsys.readouterr().out == "c: つながっています\n"


def test_the_command_fails_when_one_is_broken(three, capsys):
    tamper("DELETE FROM portal_auditevent WHERE seq = %s", 2)
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_verify")
    assert stopped.value.code == 1
    assert capsys.readouterr().out == "c: 2番の記録がありません（次の記録は3番です）\n"

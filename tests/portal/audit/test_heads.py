"""Signed heads: what the owner of the database rewrites shows against what left the site."""

import base64
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from oboro.exchange import signing
from oboro.kernel.audit import Link, link
from oboro.portal.audit import protection
from oboro.portal.audit.actions import record
from oboro.portal.audit.heads import Head, fault_of, sealed
from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead
from oboro.portal.audit.queries import as_link
from oboro.portal.tenancy.actions import seal_head
from oboro.portal.tenancy.queries import record_fault, today

ROWS = {
    "portal_auditevent": ("kind", "subject", "by", "previous", "digest", "chain"),
    "portal_chainhead": ("digest", "chain"),
    "portal_sealedhead": ("digest", "key", "signature", "chain"),
}


@pytest.fixture
def body(city_a):
    """A body whose record was signed, grew, and was signed again."""
    for number in (1, 2):
        with transaction.atomic():
            record(chain=city_a.code, kind="tenancy.try", subject=f"thing:{number}", by="a", facts={"n": number})
        seal_head(organisation=city_a, on=today(city_a))
    return city_a


def tamper(statement, *values):
    protection.lift()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    protection.protect(using="default")


def rewritten_tail(chain, *, after):
    """What the owner of the database can do to an unkeyed chain: a new tail whose every link is right."""
    protection.lift()
    rows = list(AuditEvent.objects.filter(chain=chain).order_by("seq"))
    before: Link = as_link(rows[after - 1])
    for row in rows[after:]:
        row.by = "somebody else"
        new = link(as_link(row).event, after=before)
        row.previous, row.digest, before = new.previous, new.digest, new
        row.save()
    ChainHead.objects.filter(chain=chain).update(digest=before.digest)
    protection.protect(using="default")


def test_a_signed_record_holds_and_signing_is_recorded(body):
    assert record_fault(body.code) is None
    assert [e.facts["seq"] for e in AuditEvent.objects.filter(kind="tenancy.seal_head")] == [
        h.seq for h in sealed(body.code)
    ]
    assert seal_head(organisation=body, on=today(body)) is None  # nothing happened since


def test_a_tail_rewritten_with_every_link_right_shows_against_the_signed_heads(body):
    first = sealed(body.code)[0].seq
    rewritten_tail(body.code, after=first)
    fault = record_fault(body.code)
    assert fault is not None
    assert "署名した控えと違います" in fault[1]


def test_heads_that_left_the_site_show_a_rewriting_that_took_the_sites_own_away(body):
    outside = sealed(body.code)
    protection.lift()
    SealedHead.objects.all().delete()
    protection.protect(using="default")
    rewritten_tail(body.code, after=2)
    assert record_fault(body.code) is None  # an unkeyed chain alone cannot tell
    assert "署名した控えと違います" in record_fault(body.code, outside=outside)[1]


def test_a_head_signed_by_another_key_counts_for_nothing(body, settings):
    forged = signing.generate()
    head = sealed(body.code)[0]
    with_name = Head(head.chain, head.seq, head.digest, head.on, forged.id, head.signature)
    for one in (with_name, Head(head.chain, head.seq, head.digest, head.on, head.key, "!")):
        assert "署名ではありません" in record_fault(body.code, outside=[one])[1]
    (settings.KEYS / f"{body.code}.pub").unlink()
    assert "鍵のファイルがありません" in record_fault(body.code)[1]


@given(st.data())
def test_no_changed_field_of_a_head_passes_its_signature(data):
    key = signing.from_seed(bytes(32))
    bare = Head("c", 3, "d" * 64, "2026-06-01", key.id, "")
    good = Head(
        "c",
        3,
        "d" * 64,
        "2026-06-01",
        key.id,
        base64.b64encode(signing.sign(bare.content, key=key, domain=signing.HEAD)).decode(),
    )
    name = data.draw(st.sampled_from(["chain", "digest", "on", "key", "signature"]))
    changed = data.draw(st.text(max_size=90).filter(lambda text: text != getattr(good, name)))
    fault = fault_of([Head(**{**good.__dict__, name: changed})], trusted=key.public)
    assert fault is not None
    assert "署名ではありません" in fault[1]


@pytest.mark.parametrize(("table", "field"), [(table, field) for table, fields in ROWS.items() for field in fields])
def test_every_single_changed_row_of_the_record_is_found(body, table, field):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")
        rows = [row[0] for row in cursor.fetchall()]
    assert rows
    for row in rows:
        with transaction.atomic():
            tamper(f'UPDATE {table} SET "{field}" = %s WHERE id = %s', "x", row)
            assert record_fault(body.code) is not None or record_fault("x") is not None, (row, field)
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal_chainhead SET seq = seq - 1",
        "UPDATE portal_chainhead SET digest = 'x'",
        "UPDATE portal_chainhead SET seq = seq + 1",
        "DELETE FROM portal_chainhead",
        "INSERT INTO portal_chainhead (chain, seq, digest) VALUES ('new', 7, 'x')",
        "UPDATE portal_sealedhead SET signature = 'x'",
        "DELETE FROM portal_sealedhead",
    ],
)
def test_the_database_lets_a_head_move_forward_onto_an_event_and_nothing_else(body, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert record_fault(body.code) is None


def test_the_daily_command_adds_to_the_file_and_the_file_verifies(body, tmp_path, capsys):
    out = tmp_path / "heads.jsonl"
    with transaction.atomic():
        record(chain=body.code, kind="tenancy.try", subject="thing:3", by="a")
    call_command("audit_seal", "--out", str(out), stdout=StringIO())
    call_command("audit_seal", "--out", str(out), stdout=StringIO())
    assert [json.loads(line)["chain"] for line in out.read_text().splitlines()] == [body.code]
    call_command("audit_verify", "--heads", str(out))
    assert capsys.readouterr().out == f"{body.code}: つながっています\n"
    rewritten_tail(body.code, after=1)
    with pytest.raises(SystemExit):
        call_command("audit_verify", "--heads", str(out))
    out.write_text("{}\n")
    with pytest.raises(CommandError, match="1行目"):
        call_command("audit_verify", "--heads", str(out))


def test_auditor_and_coordinator_take_the_signed_heads_out(body, auditor, coordinator, reviewer, stranger, signed_in):
    for user in (auditor, coordinator):
        lines = signed_in(user).post("/audit/heads.jsonl").content.decode().splitlines()
        assert len(lines) >= 2
        assert {json.loads(line)["chain"] for line in lines} == {body.code}
    assert signed_in(reviewer).post("/audit/heads.jsonl").status_code == 403
    assert body.code not in signed_in(stranger).post("/audit/heads.jsonl").content.decode()

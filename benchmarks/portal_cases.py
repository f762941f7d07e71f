"""Cases for a portal under load: twenty are walked by the portal's own actions, and the database copies them.

A copy has its own numbers, body and party, and everything that hangs on the case: papers, checks, findings, notice,
contract, payment, the events of the record. Only the printed papers and the bytes of attachments are left out.
"""

# ruff: noqa: SLF001  `_meta` is Django's documented way to tables and fields

import re
import sys
from datetime import timedelta
from pathlib import Path

COPIES = 10  # of twenty cases in each body
PARTIES = 1000
STRIDE = 10_000  # between the keys of one copy and the next
OFFICER, PROPOSER = "load-officer", "load-proposer"
BARE = {"pdf", "content"}  # bytes that no page of this measurement reads


def load(cursor, bodies: list) -> None:
    """Two hundred proposals, ten calls and twenty questions for each body, and an account on either side."""
    cast, walked = walk(bodies[0])
    people(bodies)
    copies(cursor, cast, bodies)
    tables = hanging()
    cursor.execute("SET session_replication_role = replica")  # the copies refer to one another in any order
    for model in tables:
        copy(cursor, model, tables, walked)
    own_rows(cursor)
    events(cursor, bodies[0].code, walked)
    cursor.execute("SET session_replication_role = DEFAULT")
    asked(bodies)


def walk(body) -> tuple:
    """Everybody in the cases of a body, and how many cases they walked to where cases stand."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from oboro.casework.lifecycle import Status
    from oboro.portal.proposals import actions
    from oboro.portal.register.models import Entry
    from portal.factories import cases, tenancy

    cast = cases.city_cast(body, tenancy.proposer(tenancy.party(), PROPOSER))
    file = cases.offered(body)
    Entry.objects.filter(pk=file.entry_id).update(number=100_000)  # out of the way of the body's register
    found = [cases.draft(cast, file=file)]
    for status, times in (
        (Status.SUBMITTED, 1),
        (Status.RECEIVED, 1),
        (Status.UNDER_REVIEW, 3),
        (Status.JUDGED, 1),
        (Status.DECIDED, 1),
        (Status.CONFORMING, 1),
        (Status.APPLIED, 1),
        (Status.CONTRACTED, 4),
    ):
        found += [cases.at_status(status, cast, file=file) for _ in range(times)]
    found += [cases.at_status(Status.FAILING, cast, file=file, failing="benefit") for _ in range(6)]
    waiting, due_on = found[3], body.today + timedelta(days=9)
    actions.request_correction(
        proposal=waiting, request="直してください。", due_on=due_on, by=cast.coordinator, on=body.today
    )
    return cast, len(found)


def people(bodies: list) -> None:
    """An officer of a body in the middle who may do everything, and the parties of the copies."""
    from oboro.casework.roles import Role
    from oboro.portal.tenancy.models import Party
    from portal.factories import tenancy

    middle = bodies[len(bodies) // 2]
    tenancy.officer(middle, OFFICER, *(role for role in Role if role is not Role.PROPOSER))
    Party.objects.bulk_create(
        Party(name=f"株式会社提案{at}", address=f"東京都千代田区{at}番", representative="代表取締役", contact="企画部")
        for at in range(1, PARTIES)
    )


def copies(cursor, cast, bodies: list) -> None:
    """The table of copies: number, body, party, which of the body's copies it is. The first is the original."""
    from oboro.portal.tenancy.models import Party

    parties = list(Party.objects.order_by("pk").values_list("pk", flat=True))
    parties.insert(0, parties.pop(parties.index(cast.proposer.party_id)))
    cursor.execute("CREATE TABLE load_copy (k int PRIMARY KEY, body bigint, code text, party bigint, c int)")
    rows = [(body, c) for body in bodies for c in range(COPIES)]
    lines = [
        f"{k}\t{body.pk}\t{body.code}\t{parties[k % len(parties)]}\t{c}\n" for k, (body, c) in enumerate(rows) if k
    ]
    with cursor.copy("COPY load_copy FROM STDIN") as stream:
        stream.write("".join(lines).encode())


def hanging() -> list:
    """The models of a case and of what it starts from, and every model that refers to one of them."""
    from django.apps import apps

    from oboro.portal.calls.models import Call
    from oboro.portal.proposals.models import Proposal
    from oboro.portal.register.models import Entry

    found, models = [Entry, Call, Proposal], list(apps.get_app_config("portal").get_models())
    grown = True
    while grown:
        new = [m for m in models if m not in found and any(f.related_model in found for f in m._meta.fields)]
        grown, found = bool(new), found + new
    return found


def copy(cursor, model, tables: list, walked: int) -> None:
    """All rows of a table once for every copy."""
    table = model._meta.db_table
    told = [_copied(model, field, tables, walked) for field in model._meta.concrete_fields]
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    cursor.execute(f"CREATE TEMP TABLE load_rows AS SELECT * FROM {table}")
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {', '.join(told)} FROM load_rows t, load_copy")
    cursor.execute("DROP TABLE load_rows")


def _copied(model, field, tables: list, walked: int) -> str:
    """A column of a copy: moved keys, its own body, party and numbers, everything else as it is."""
    own = f't."{field.column}"'
    if field.primary_key or field.related_model in tables:
        return f"{own} + k * {STRIDE}"
    if field.name in BARE:
        return "''::bytea"
    related = field.related_model.__name__ if field.related_model else ""
    return {
        "Organisation": "body",
        "Party": "party",
        "Entry number": f"{own} + c",
        "Call number": f"{own} + c",
        "Call starts_on": f"{own} - c * 60",
        "Call ends_on": f"{own} - c * 60",
        "Call announced_on": f"{own} - c * 60",
        "Proposal number": f"CASE WHEN {own} = '' THEN '' ELSE {_numbered(own, walked)} END",
        "Contract reference": f"CASE WHEN {own} = '' THEN '' ELSE code || '-' || {own} || '-' || c END",
    }.get(related or f"{model.__name__} {field.name}", own)


def _numbered(own: str, walked: int) -> str:
    return f"regexp_replace({own}, '\\d+$', '') || (substring({own} from '\\d+$')::int + c * {walked})"


def own_rows(cursor) -> None:
    """What a body has once: its own fees; then the sequences, so that new rows find free keys."""
    from oboro.portal.tenancy.models import OwnRule

    columns = [f.column for f in OwnRule._meta.concrete_fields if not f.primary_key]
    told = ["body" if name == "organisation_id" else f't."{name}"' for name in columns]
    table, quoted = OwnRule._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    once = "load_copy WHERE c = 0"
    cursor.execute(f"INSERT INTO {table} ({quoted}) SELECT {', '.join(told)} FROM {table} t, {once}")
    for table in (model._meta.db_table for model in hanging() if model._meta.pk.name == "id"):
        last = f"SELECT max(id) + 1 FROM {table} HAVING count(*) > 0"
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), one) FROM ({last}) found (one)")


def events(cursor, code: str, walked: int) -> None:
    """The record of each copy, after that of the copies before it. Its digests are those of the original."""
    cursor.execute("SELECT max(seq) + 1 FROM portal_auditevent WHERE chain = %s", [code])
    length = cursor.fetchone()[0]
    subject = f"CASE WHEN t.subject ~ '^proposal:.*\\d+$' THEN {_numbered('t.subject', walked)} ELSE t.subject END"
    cursor.execute(
        "INSERT INTO portal_auditevent (chain, seq, kind, subject, by, at, facts, previous, digest) "
        f"SELECT l.code, t.seq + 1 + c * {length}, t.kind, {subject}, t.by, t.at, t.facts, t.previous, t.digest "
        "FROM portal_auditevent t, load_copy l WHERE t.chain = %s",
        [code],
    )
    cursor.execute(
        "INSERT INTO portal_chainhead (chain, seq, digest) "
        "SELECT DISTINCT ON (chain) chain, seq, digest FROM portal_auditevent ORDER BY chain, seq DESC "
        "ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, digest = excluded.digest"
    )


def asked(bodies: list) -> None:
    """Twenty published questions for each body."""
    from oboro.portal.consultations.models import Faq

    words = [re.sub("第", f"第{at}の", "第質問：記録項目はどこまで細かく使えますか。") for at in range(20)]
    Faq.objects.bulk_create(
        (
            Faq(
                organisation=body,
                question=text,
                answer="簿に記載した項目を、市町村の単位まで使えます。",
                written_by="load",
                published_on=body.today,
            )
            for body in bodies
            for text in words
        ),
        batch_size=2000,
    )

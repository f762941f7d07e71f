"""The database itself refuses to change or delete what the record is made of, on SQLite and on PostgreSQL.

Events and signed heads never change; the head of a chain only moves forward, onto an event that is there. Put in place
after every migration, because a rebuilt SQLite table loses its triggers.
"""

from typing import Any

from django.db import connections

from oboro.portal.audit.models import AuditEvent, ChainHead, SealedHead

TABLE = AuditEvent._meta.db_table  # noqa: SLF001 Django's documented way to the name of the table
HEADS = ChainHead._meta.db_table  # noqa: SLF001
SEALS = SealedHead._meta.db_table  # noqa: SLF001
REASON = "audit events are never changed"

# Every name in these statements is a constant of this module, so nothing can be injected.
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
_FORWARD = (
    f"NEW.id = OLD.id AND NEW.chain = OLD.chain AND NEW.seq > OLD.seq AND EXISTS "  # noqa: S608
    f"(SELECT 1 FROM {TABLE} e WHERE e.chain = NEW.chain AND e.seq = NEW.seq AND e.digest = NEW.digest)"
)
_BORN = "NEW.seq = 0 AND NEW.digest = ''"


def _taken(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq))"  # noqa: S608


# REPLACE deletes without asking the triggers on deletion, so a place that is taken refuses a second row itself.
SQLITE_TRIGGERS = {
    "audit_no_update": f"BEFORE UPDATE ON {TABLE}",
    "audit_no_delete": f"BEFORE DELETE ON {TABLE}",
    "audit_no_replace": f"BEFORE INSERT ON {TABLE} WHEN {_taken(TABLE)}",
    "audit_seal_no_update": f"BEFORE UPDATE ON {SEALS}",
    "audit_seal_no_delete": f"BEFORE DELETE ON {SEALS}",
    "audit_seal_no_replace": f"BEFORE INSERT ON {SEALS} WHEN {_taken(SEALS)}",
    "audit_head_no_delete": f"BEFORE DELETE ON {HEADS}",
    "audit_head_born": f"BEFORE INSERT ON {HEADS} WHEN NOT ({_BORN}) OR EXISTS "  # noqa: S608
    f"(SELECT 1 FROM {HEADS} WHERE id = NEW.id OR chain = NEW.chain)",
    "audit_head_forward": f"BEFORE UPDATE ON {HEADS} WHEN NOT ({_FORWARD})",
}
SQLITE = [f"CREATE TRIGGER IF NOT EXISTS {name} {when} {_ABORT}" for name, when in SQLITE_TRIGGERS.items()]
_RAISE = f"RAISE EXCEPTION '{REASON}' USING ERRCODE = 'restrict_violation';"
_GUARD = (
    f"BEGIN IF TG_OP = 'INSERT' AND NOT ({_BORN}) THEN {_RAISE} END IF; "
    f"IF TG_OP = 'UPDATE' THEN IF NOT ({_FORWARD}) THEN {_RAISE} END IF; END IF; RETURN NEW; END"
)
_POSTGRESQL_TRIGGERS = {
    ("audit_no_change", TABLE): "BEFORE UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION {}",
    ("audit_seal_no_change", SEALS): "BEFORE UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION {}",
    ("audit_head_no_delete", HEADS): "BEFORE DELETE OR TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION {}",
    ("audit_head_forward", HEADS): "BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}",
}
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_RAISE} END $$",
    f"CREATE OR REPLACE FUNCTION audit_head_guard() RETURNS trigger LANGUAGE plpgsql AS $$ {_GUARD} $$",
]
for (_name, _table), _when in _POSTGRESQL_TRIGGERS.items():
    _function = "audit_head_guard()" if _name == "audit_head_forward" else "audit_refuse()"
    POSTGRESQL += [
        f"DROP TRIGGER IF EXISTS {_name} ON {_table}",
        f"CREATE TRIGGER {_name} {_when.format(_table, _function)}",
    ]
LIFT = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS],
    "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in _POSTGRESQL_TRIGGERS],
}


def protect(*, using: str, **_signal: Any) -> None:
    """Make sure that the triggers stand. Called after every migration."""
    connection = connections[using]
    if {TABLE, HEADS, SEALS} <= set(connection.introspection.table_names()):
        _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def lift(*, using: str = "default") -> None:
    """Take the triggers away. For a test database that is emptied between tests, and for nothing else."""
    connection = connections[using]
    _run(connection, LIFT[connection.vendor])


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

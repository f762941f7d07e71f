"""The database itself refuses to change or delete an audit event, on SQLite and on PostgreSQL.

Put in place after every migration, because a rebuilt SQLite table loses its triggers.
"""

from typing import Any

from django.db import connections

from oboro.portal.audit.models import AuditEvent

TABLE = AuditEvent._meta.db_table  # noqa: SLF001 Django's documented way to the name of the table
REASON = "audit events are never changed"

SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
    for verb in ("update", "delete")
]
# REPLACE deletes without asking the trigger above, so a place that is taken refuses a second event itself.
_TAKEN = f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq))"  # noqa: S608 our own names
SQLITE.append(
    f"CREATE TRIGGER IF NOT EXISTS audit_no_replace BEFORE INSERT ON {TABLE} WHEN {_TAKEN} "
    f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
)
_REFUSE = f"BEGIN RAISE EXCEPTION '{REASON}' USING ERRCODE = 'restrict_violation'; END"
_WHEN = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} FOR EACH STATEMENT"
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {_REFUSE} $$",
    f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
    f"CREATE TRIGGER audit_no_change {_WHEN} EXECUTE FUNCTION audit_refuse()",
]
LIFT = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": [f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}"],
}


def protect(*, using: str, **_signal: Any) -> None:
    """Make sure that the triggers stand. Called after every migration."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def lift(*, using: str = "default") -> None:
    """Take the triggers away. For a test database that is emptied between tests, and for nothing else."""
    connection = connections[using]
    _run(connection, LIFT[connection.vendor])


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

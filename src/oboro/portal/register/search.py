"""Full-text search of Japanese on SQLite and on PostgreSQL alike, two-character words included.

A text is cut into pairs of neighbouring letters (`kernel.text.bigrams`) and each pair is written as one ASCII word,
because the word breakers of the two databases differ in what they take for a letter. A query is cut the same way and
looked up as a phrase: FTS5 on SQLite, a GIN index over a tsvector on PostgreSQL. Nothing but the two is needed.
"""

from typing import Any

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from oboro.kernel.text import bigrams, fold
from oboro.portal.register.models import EntryVersion

TABLE = EntryVersion._meta.db_table  # noqa: SLF001 Django's documented way to the name of the table
INDEX = "portal_entry_fts"

# Every name in these statements is a constant of this module, so nothing can be injected.
_INSERT = f"INSERT INTO {INDEX}(rowid, pairs) VALUES (new.id, new.pairs);"  # noqa: S608
_DELETE = f"INSERT INTO {INDEX}({INDEX}, rowid, pairs) VALUES ('delete', old.id, old.pairs);"  # noqa: S608
_TRIGGER = f"CREATE TRIGGER IF NOT EXISTS {INDEX}"
SQLITE = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(pairs, content='{TABLE}', content_rowid='id')",
    f"{_TRIGGER}_insert AFTER INSERT ON {TABLE} BEGIN {_INSERT} END",
    f"{_TRIGGER}_delete AFTER DELETE ON {TABLE} BEGIN {_DELETE} END",
    f"{_TRIGGER}_update AFTER UPDATE OF pairs ON {TABLE} BEGIN {_DELETE} {_INSERT} END",
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",  # noqa: S608
]
POSTGRESQL = [f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (to_tsvector('simple', pairs))"]
FIND = {
    "sqlite": f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s",  # noqa: S608
    "postgresql": f"SELECT id FROM {TABLE} WHERE to_tsvector('simple', pairs) @@ to_tsquery('simple', %s)",  # noqa: S608
}


def index(*, using: str, **_signal: Any) -> None:
    """Make sure that the index and what keeps it true stand. Called after every migration."""
    database = connections[using]
    if TABLE not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def as_words(text: str) -> str:
    """The pairs of a text as ASCII words, one a pair."""
    return " ".join("g" + "".join(f"{ord(letter):05x}" for letter in pair) for pair in bigrams(text).split())


def words(query: str) -> list[str]:
    """What a person typed, cut at spaces of any width: at most ten words, as e-Gov takes them."""
    return query.replace("\u3000", " ").split()[:10]


def matching(versions: QuerySet[EntryVersion], query: str) -> QuerySet[EntryVersion]:
    """The versions whose text holds every word of a query."""
    for word in words(query):
        folded, phrase = fold(word), as_words(word).split()
        if len(folded) < 2 or not phrase:
            versions = versions.filter(folded__contains=folded)
            continue
        asked = f'"{" ".join(phrase)}"' if connection.vendor == "sqlite" else " <-> ".join(phrase)
        versions = versions.filter(pk__in=RawSQL(FIND[connection.vendor], [asked]))  # noqa: S611
    return versions

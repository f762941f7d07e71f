"""Full-text search of Japanese on SQLite and on PostgreSQL alike, words of one and two characters included.

A folded text is cut into its letters and its pairs of neighbouring letters; each is kept as a number. PostgreSQL holds
the numbers of an entry in an array under a GIN index, SQLite as words under FTS5. A query is cut the same way: the
index finds the texts that hold all its pairs, and the folded text then says which of them hold the word as it stands.
A word of one or two letters is its own pair and needs no second look.
"""

import zlib
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection, connections
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from oboro.casework.register import VersionStatus
from oboro.kernel.text import bigrams, fold
from oboro.portal.register.models import EntryVersion, Listing

TABLE = Listing._meta.db_table  # noqa: SLF001 Django's documented way to the name of the table
INDEX = "portal_listing_fts"

# Every name in these statements is a constant of this module, so nothing can be injected.
_INSERT = f"INSERT INTO {INDEX}(rowid, grams) VALUES (new.version_id, new.grams);"  # noqa: S608
_DELETE = f"INSERT INTO {INDEX}({INDEX}, rowid, grams) VALUES ('delete', old.version_id, old.grams);"  # noqa: S608
_TRIGGER = f"CREATE TRIGGER IF NOT EXISTS {INDEX}"
SQLITE = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(grams, content='{TABLE}', content_rowid='version_id')",
    f"{_TRIGGER}_insert AFTER INSERT ON {TABLE} BEGIN {_INSERT} END",
    f"{_TRIGGER}_delete AFTER DELETE ON {TABLE} BEGIN {_DELETE} END",
    f"{_TRIGGER}_update AFTER UPDATE OF grams ON {TABLE} BEGIN {_DELETE} {_INSERT} END",
    f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",  # noqa: S608
]
POSTGRESQL = [f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (grams) WITH (fastupdate = off)"]
FIND = {
    "sqlite": f"{TABLE}.version_id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)",  # noqa: S608
    "postgresql": f"{TABLE}.grams @> %s::integer[]",
}
FIELDS = ("name", "section", "purpose", "items")
ALL, ANY = "all", "any"


def index(*, using: str, **_signal: Any) -> None:
    """Make sure that the index, what keeps it true and a line per published entry stand. After every migration."""
    database = connections[using]
    if TABLE not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
    unlisted = EntryVersion.objects.using(using).filter(status=VersionStatus.PUBLISHED, listing__isnull=True)
    for version in unlisted.select_related("entry__organisation"):
        line_of(version).save(using=using)


def grams(text: str) -> list[int]:
    """The letters and the pairs of neighbouring letters of a text, each once, as signed 32-bit numbers."""
    found = {letter for letter in fold_lines(text) if letter.isalnum()}
    found |= {pair for line in text.splitlines() for pair in bigrams(line).split()}
    return sorted({_number(gram) for gram in found})


def fold_lines(text: str) -> str:
    """A text folded line by line, so that no word is found across two items."""
    return "\n".join(fold(line) for line in text.splitlines())


def words(query: str) -> list[str]:
    """What a person typed, cut at spaces of any width: at most ten words, as e-Gov takes them."""
    return query.replace("\u3000", " ").split()[:10]


def matching(
    listings: QuerySet[Listing], query: str, *, within: str = "", match: str = ALL, few: bool = False
) -> QuerySet[Listing]:
    """The lines that hold the words of a query; a word of signs alone is held by none.

    Args:
        listings: where to look.
        query: words between spaces; none of them asks for nothing.
        within: one field of the text (`FIELDS`) instead of the whole.
        match: ALL words, or ANY of them.
        few: there are so few lines that reading their texts is quicker than the index over the texts of all bodies.
    """
    column = f"folded_{within}" if within else "folded"
    asked = [_held(word, column, by_index=not few) for word in words(query)]
    known = [condition for condition in asked if condition is not None]
    if not asked:
        return listings
    if not known or (match == ALL and len(known) < len(asked)):
        return listings.none()
    return listings.filter(reduce(or_ if match == ANY else and_, known))


def line_of(version: EntryVersion) -> Listing:
    """The line under which a published version is searched; not yet saved."""
    entry, answers = version.entry, version.answers
    return Listing(
        version=version,
        entry=entry,
        organisation=entry.organisation,
        code=entry.organisation.code,
        number=entry.number,
        name=version.name,
        section=str(answers.get("section", "")),
        kind=str(answers.get("kind", "")),
        offered=version.offered,
        **searched(version),
    )


def searched(version: EntryVersion) -> dict[str, Any]:
    """What is searched of a version: its folded texts and their numbers."""
    answers = version.answers
    text = "\n".join([version.entry.organisation.name, *(part for value in answers.values() for part in _parts(value))])
    return {
        "folded": fold_lines(text),
        "folded_name": fold_lines(version.name),
        "folded_section": fold_lines(str(answers.get("section", ""))),
        "folded_purpose": fold_lines(str(answers.get("purpose", ""))),
        "folded_items": fold_lines("\n".join(version.record_items)),
        "grams": grams(text),
    }


def _held(word: str, column: str, *, by_index: bool) -> Q | None:
    """That a column holds a word: its pairs by the index, then the word as it stands; None for signs alone."""
    folded, asked = fold(word), bigrams(word).split()
    if not asked:
        return None
    if not by_index:
        return Q(**{f"{column}__contains": folded})
    condition = Q(RawSQL(FIND[connection.vendor], [_asked(asked)], output_field=BooleanField()))  # noqa: S611
    if column != "folded" or asked != [folded] or not _is_basic(folded):
        condition &= Q(**{f"{column}__contains": folded})
    return condition


def _parts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value["name"])] if isinstance(value, dict) and "name" in value else []


def _number(gram: str) -> int:
    """A number of its own for one or two letters of the basic plane: one of 16 bits each.

    Rarer letters share numbers among themselves, in the range of surrogates, which no letter of the basic plane has.
    """
    if _is_basic(gram):
        number = (ord(gram[0]) << 16) + ord(gram[-1]) if len(gram) == 2 else ord(gram)
    else:
        number = 0xD8000000 + zlib.crc32(gram.encode()) % 0x08000000
    return number - 2**32 if number >= 2**31 else number


def _is_basic(gram: str) -> bool:
    return all(ord(letter) <= 0xFFFF for letter in gram)


def _asked(asked: list[str]) -> Any:
    numbers = sorted({_number(gram) for gram in asked})
    field = Listing._meta.get_field("grams")  # noqa: SLF001 Django's documented way to a field
    return field.get_db_prep_value(numbers, connection)

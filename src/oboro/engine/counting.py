"""What the survey asks of a loaded table, answered inside the engine: one grouping per column, a bounded answer."""

from collections.abc import Sequence

import pyarrow as pa

# ruff: noqa: S608 -- statements are built from `literal` and the backend's own short column names only
from oboro.engine.backends.statements import Statements, literal
from oboro.engine.detectors.profile import SAMPLE, UNKNOWN, Profile, unify

OFTEN = SAMPLE // 10
"""How many of the most frequent values are in every sample; the rest is drawn evenly over the distinct values."""

_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(12288)"


def profile_of(table: Statements, column: str) -> Profile:
    """Count one column of a loaded table: its distinct values stay in the engine but for a sample of at most SAMPLE.

    The sample is the same for the same values, in whatever order they come.
    """
    words = ", ".join(literal(word) for word in sorted(UNKNOWN))
    told = f"trim(v, {_BLANKS}) NOT IN ({words})"
    drawn = f"min_by(v, hash(v), {SAMPLE - OFTEN}) FILTER ({told})"
    often = f"max_by(v, n * 1048576 + hash(v) % 1048576, {OFTEN}) FILTER ({told})"
    records, filled, distinct, most, first, rest = table.rows(
        f"WITH g AS (SELECT {table.text(column)} AS v, count(*) AS n FROM source GROUP BY v) "
        f"SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER ({told}), 0), count(*) FILTER ({told}), "
        f"coalesce(max(n) FILTER ({told}), 0), {often}, {drawn} FROM g"
    )[0]
    raw = tuple(dict.fromkeys((*(first or ()), *(rest or ()))))
    return Profile(column, int(records), int(filled), int(distinct), int(most), tuple(map(unify, raw)), raw)


def share_found(table: Statements, values: Sequence[str], column: str) -> float:
    """Share of different values, 0 to 1, that occur in another column: near 1 where the one refers to the other."""
    if not values:
        return 0.0
    table.put("asked", pa.table({"v": pa.array(values, pa.string())}))
    held = f"SELECT {table.text(column)} AS v FROM source"
    found = table.number(f"SELECT count(DISTINCT s.v) FROM ({held}) AS s JOIN asked ON s.v = asked.v")
    table.drop("asked")
    return found / len(values)

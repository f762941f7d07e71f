"""Opens a source with the engine that was asked for."""

from collections.abc import Callable, Collection
from pathlib import Path

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.resources import Resources
from oboro.engine.backends.statements import Statements
from oboro.engine.reading import Source


def opened(
    source: Source,
    *,
    scratch: Path,
    resources: Resources,
    only: Collection[str] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Statements:
    """The source, held by an engine; use it as a context.

    Args:
        source: what is read.
        scratch: a folder for the engine's own files; for a cluster, one that all its machines reach.
        resources: which engine, and what it may use.
        only: columns that are wanted; all of them when None.
        told: called now and then with the rows that the present pass has seen, and all rows.
    """
    if resources.backend == "spark":
        from oboro.engine.backends.spark import Spark  # optional: an extra of 480 MB that starts a Java machine

        return Spark(source, scratch=scratch, only=only, resources=resources)
    return DuckDB(source, scratch=scratch, only=only, resources=resources, told=told)

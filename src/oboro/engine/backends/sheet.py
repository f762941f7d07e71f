"""Puts the rows of the result on the disk: sorted, each distinct one once with how often it stands there.

All engines hand their rows over here, so that the same rows are the same bytes, whichever engine made them. Nothing is
done row by row: lines are repeated and written as whole buffers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from oboro.engine.backends.base import Packing, written_field
from oboro.engine.equivalence import Ints
from oboro.engine.plan import Keep, Plan, Recode

PIECE = 1 << 18
"""Rows written at a time."""

ROW_GROUP = 1 << 20
"""Rows of each row group of a Parquet file, whatever the pieces are in which the rows come."""


@dataclass(frozen=True)
class Sheet:
    """What the rows are: the plan they come from, and how its codes are packed in them."""

    plan: Plan
    packing: Packing


def write_csv(sheet: Sheet, batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write lines (column 0) as often as column 1 says, under the header of the plan."""
    with path.open("wb") as file:
        file.write((",".join(written_field(name) for name in sheet.plan.names) + "\n").encode())
        for batch in batches:
            lines = pc.binary_join_element_wise(
                batch.column(0).cast(pa.large_string()),
                pa.scalar("", pa.large_string()),
                pa.scalar("\n", pa.large_string()),
            )
            for places in _repeated(np.asarray(batch.column(1))):
                file.write(_buffer(lines.take(pa.array(places))))


def write_parquet(sheet: Sheet, batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write keys and fields as columns of text; the counts stand in the column n.

    No cell is null, for what is missing is the empty text. Statistics would say the same of every row group, since the
    order of the rows is drawn; to take them costs as much as to write.
    """
    schema = _schema(sheet)
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False, write_statistics=False) as file:
        waiting: list[list[pa.Array]] = []
        rows = 0
        for batch in batches:
            columns = _columns(sheet, batch)
            for places in _repeated(np.asarray(batch.column("n"))):
                start = 0
                while start < len(places):
                    piece = pa.array(places[start : start + ROW_GROUP - rows])
                    waiting.append([column.take(piece) for column in columns])
                    rows, start = rows + len(piece), start + len(piece)
                    if rows == ROW_GROUP:
                        file.write_table(_row_group(sheet, waiting), row_group_size=ROW_GROUP)
                        waiting, rows = [], 0
        if waiting:
            file.write_table(_row_group(sheet, waiting), row_group_size=ROW_GROUP)


# --- private -----------------------------------------------------------------------------------------------------


def _repeated(often: Ints) -> Iterator[Ints]:
    """Places 0, 1, …, each as often as it says, in pieces of at most PIECE."""
    ends = np.cumsum(often)
    total = int(ends[-1]) if len(ends) else 0
    for start in range(0, total, PIECE):
        stop = min(start + PIECE, total)
        first, last = np.searchsorted(ends, start, "right"), np.searchsorted(ends, stop - 1, "right") + 1
        upto, since = np.minimum(ends[first:last], stop), np.maximum(ends[first:last] - often[first:last], start)
        yield np.repeat(np.arange(first, last), upto - since)


def _buffer(lines: pa.LargeStringArray) -> memoryview:
    """The text of an array that begins at its first value, as one run of bytes."""
    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64, count=len(lines) + lines.offset + 1)
    return memoryview(data)[ends[lines.offset] : ends[-1]]


def _columns(sheet: Sheet, batch: pa.RecordBatch) -> list[pa.Array]:
    """Codes of the recoded columns, texts of the others, in the order of the plan."""
    keys = [np.asarray(batch.column(f"k{place}")) for place in range(len(sheet.packing.keys))]
    codes = iter(sheet.packing.unpacked(keys).T)
    kept = iter(name for name in batch.schema.names if name.startswith("f"))

    def column(step: Keep | Recode) -> pa.Array:
        if isinstance(step, Keep):
            return batch.column(next(kept)).cast(pa.string())
        return pa.array(next(codes).astype(_small(step)))

    return [column(step) for step in sheet.plan.steps]


def _row_group(sheet: Sheet, waiting: list[list[pa.Array]]) -> pa.Table:
    """The pieces as columns of text; a dictionary lists only what occurs, for it stands in the file."""
    columns = []
    for step, pieces in zip(sheet.plan.steps, zip(*waiting, strict=True), strict=True):
        whole = pa.concat_arrays(pieces)
        if isinstance(step, Keep):
            columns.append(whole)
            continue
        codes = np.asarray(whole)
        occurs = np.zeros(len(step.labels), dtype=np.bool_)
        occurs[codes] = True
        place = (np.cumsum(occurs) - 1).astype(codes.dtype)
        labels = pa.array([step.labels[code] for code in np.flatnonzero(occurs)], pa.string())
        columns.append(pa.DictionaryArray.from_arrays(pa.array(np.take(place, codes)), labels))
    return pa.table(columns, schema=_schema(sheet))


def _schema(sheet: Sheet) -> pa.Schema:
    return pa.schema(
        [
            pa.field(step.column, pa.string() if isinstance(step, Keep) else _coded(step), nullable=False)
            for step in sheet.plan.steps
        ]
    )


def _coded(step: Recode) -> pa.DataType:
    return pa.dictionary(pa.from_numpy_dtype(_small(step)), pa.string())


def _small(step: Recode) -> np.dtype[np.signedinteger[Any]]:
    """The smallest integers that hold the codes of a column: a hundred million of them are moved about."""
    return np.promote_types(np.int8, np.min_scalar_type(-len(step.labels)))

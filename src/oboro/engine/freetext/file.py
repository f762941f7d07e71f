"""Free text columns of a whole file: a copy with placeholders, and a review list that names places, never words.

The copy is a new source for a recipe. A person in the isolated room looks at the places of the list in the file itself,
writes a decision behind each, and the copy is made again with the decisions.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from oboro.engine.freetext.redaction import LABELS, Doubt, Place, Redactor
from oboro.engine.freetext.spans import Gazetteer
from oboro.engine.reading import Source, fingerprint, header, records, refuse_to_overwrite
from oboro.files import replacing
from oboro.kernel.errors import ColumnMismatch, UsageError

REPLACE, KEEP = "置き換える", "残す"
FIELDS = ("元ファイル", "列", "記録", "行", "始まり", "終わり", "理由", "決定")
"""Fields of the review list: digest of the file, column, record, line, first and last character (all from 1), reason,
decision."""
_MARK = 16  # letters of the digest that tell one file from another


@dataclass(frozen=True)
class Redacted:
    """What was done to a file; numbers only.

    Attributes:
        records: rows read.
        replaced: stretches replaced, by column and kind.
        doubts: places on the review list, by column.
        kept: places left as they stand by decision.
    """

    records: int
    replaced: Mapping[str, Mapping[str, int]]
    doubts: Mapping[str, int]
    kept: int


def redact_file(
    source: Source,
    *,
    columns: Sequence[str],
    known: Mapping[str, str],
    out: Path,
    review: Path,
    decided: Path | None = None,
    words: bool = True,
    common: Sequence[str] = (),
) -> Redacted:
    """Write a copy (UTF-8, CSV) whose `columns` have placeholders in place of what points to persons.

    What is in doubt and not decided is replaced: the safe side.

    Args:
        source: the file; its `person` says whose texts share placeholders.
        columns: the free text columns.
        known: kind ("name", "address", "phone", …) of other columns whose values are looked for in the texts.
        out: the copy; it appears whole or not at all.
        review: the list, likewise.
        decided: a review list of the same file with decisions.
        words: whether the tokenizer is asked.
        common: words that are no names here though the file has such a name.

    Raises:
        ColumnMismatch: a column that the file lacks.
        UsageError: the decisions are of another file, or are no decisions; names the line.
        OutputError: no room.
    """
    refuse_to_overwrite(source, out, review, further=[decided] if decided is not None else [])
    names = header(source)
    _refuse_absent(source, names, [*columns, *known, *([source.person] if source.person else [])])
    if unknown := sorted(set(known.values()) - set(LABELS)):
        raise UsageError(f"知らない種類です: {', '.join(unknown)}", hint=f"使えるもの: {', '.join(LABELS)}")
    mark = fingerprint(source.path)[:_MARK]
    kept = _decisions(decided, mark) if decided else {}
    own = _own(source, names, known, common)
    work = {name: _Column(names.index(name), own, words, kept.get(name, frozenset())) for name in columns}
    with _whole(out, "utf-8") as made, _whole(review, "utf-8-sig") as listed:
        number = _copy(
            source, names, work, table=csv.writer(made, lineterminator="\n"), doubts=csv.writer(listed), mark=mark
        )
    return Redacted(
        records=number,
        replaced={name: dict(column.redactor.replaced) for name, column in work.items()},
        doubts={name: column.doubts for name, column in work.items()},
        kept=sum(len(column.kept) for column in work.values()),
    )


# --- private -----------------------------------------------------------------------------------------------------


class _Column:
    """A free text column: where it stands in a record, and what was decided and found in it."""

    def __init__(self, place: int, own: Gazetteer | None, words: bool, kept: frozenset[Place]) -> None:  # noqa: FBT001 passed on
        self.place, self.kept, self.doubts = place, kept, 0
        self.redactor = Redactor(own, words=words, replace_doubtful=True, kept=kept)


def _copy(
    source: Source, names: tuple[str, ...], work: Mapping[str, _Column], *, table: Any, doubts: Any, mark: str
) -> int:
    """Write every record to `table` and every doubt to `doubts`; returns the number of records."""
    table.writerow(names)
    doubts.writerow(FIELDS)
    person = names.index(source.person) if source.person else None
    number = 0
    for number, (line, fields) in enumerate(records(source), start=1):
        key = str(number) if person is None else fields[person]
        for name, column in work.items():
            fields[column.place], found = column.redactor.text(number, key, fields[column.place])
            column.doubts += len(found)
            doubts.writerows(_listed(mark, name, line, one, column.kept) for one in found)
        table.writerow(fields)
    return number


def _refuse_absent(source: Source, names: Sequence[str], wanted: Sequence[str]) -> None:
    if absent := [name for name in wanted if name not in names]:
        raise ColumnMismatch(
            f"{source.path.name}に次の列がありません: {', '.join(absent)}", hint="見出しの列名を確かめてください。"
        )


def _own(source: Source, names: Sequence[str], known: Mapping[str, str], common: Sequence[str]) -> Gazetteer | None:
    """The different values of the known columns."""
    if not known:
        return None
    places = {names.index(name): kind for name, kind in known.items()}
    values = {(kind, fields[place]) for _, fields in records(source) for place, kind in places.items() if fields[place]}
    return Gazetteer(sorted(values), common=common)


def _listed(mark: str, column: str, line: int, doubt: Doubt, kept: frozenset[Place]) -> tuple[str | int, ...]:
    decision = KEEP if (doubt.record, doubt.start, doubt.end) in kept else ""
    return (mark, column, doubt.record, line, doubt.start + 1, doubt.end, doubt.reason, decision)


def _decisions(path: Path, mark: str) -> dict[str, frozenset[Place]]:
    """Places that a human leaves as they stand, by column."""
    found: dict[str, set[Place]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            if tuple(next(reader, ())) != FIELDS:
                raise UsageError(
                    f"{path.name}は確認の一覧ではありません。", hint="見出しの行を変えずに使ってください。"
                )
            for line, row in enumerate(reader, start=2):
                if len(row) != len(FIELDS) or row[7] not in {"", REPLACE, KEEP}:
                    raise UsageError(
                        f"{path.name}の{line}行目の「決定」が読めません。",
                        hint=f"空のまま、「{REPLACE}」、「{KEEP}」のどれかにしてください。",
                    )
                if row[0] != mark:
                    raise UsageError(f"{path.name}の{line}行目は、別のファイルの確認の一覧です。")
                if row[7] == KEEP:
                    found.setdefault(row[1], set()).add((int(row[2]), int(row[4]) - 1, int(row[5])))
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        raise UsageError(f"確認の一覧{path.name}が読めません。", hint="UTF-8のCSVのまま使ってください。") from error
    return {column: frozenset(places) for column, places in found.items()}


@contextmanager
def _whole(path: Path, encoding: str) -> Iterator[IO[str]]:
    """A file that appears when it is complete."""
    with replacing(path) as stream:
        file = io.TextIOWrapper(stream, encoding=encoding, newline="", write_through=True)
        yield file
        file.flush()
        file.detach()

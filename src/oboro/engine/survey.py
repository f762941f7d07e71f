"""A first look at a file: what each column is, what the law asks of it, and a recipe to start from.

Every column is counted once inside the engine; the detectors see counts and a sample of the distinct values. The
answer holds names of columns, counts and shares, never a value of the file.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from oboro.engine import draft
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.folder import scratch_folder
from oboro.engine.backends.statements import Statements
from oboro.engine.counting import profile_of, share_found
from oboro.engine.detectors.base import ENOUGH, MOST, Judge, Verdict
from oboro.engine.detectors.headless import LOOKED_AT, is_headless
from oboro.engine.detectors.profile import Profile
from oboro.engine.detectors.sensitive import BY_ORDINANCE
from oboro.engine.detectors.verdict import judge
from oboro.engine.guessing import missed_delimiter
from oboro.engine.proposal import Proposal, propose
from oboro.engine.reading import Source, header
from oboro.engine.reading import records as read_records
from oboro.engine.table import Role
from oboro.kernel.errors import ColumnMismatch, SourceUnreadable
from oboro.law.regime import Regime

Progress = Callable[[int, int], None]
Read = tuple[Profile, tuple[Verdict, ...]]

PERSON_KEYS = ("addressee_number", "individual_number", "resident_record_code")


@dataclass(frozen=True)
class Survey:
    """What a file holds, as far as can be told without a human.

    Attributes:
        records: rows of the file.
        person: the column whose value rows of one person share, or None when none was found.
        persons: different values of that column, or None.
    """

    source: Source
    regime: Regime
    records: int
    person: str | None
    persons: int | None
    columns: tuple[Proposal, ...]

    @property
    def history(self) -> bool:
        """Whether a person has several rows."""
        return self.persons is not None and self.persons < self.records

    def as_json(self) -> dict[str, Any]:
        """The survey as plain data; no value of the file stands in it."""
        return {
            "file": self.source.path.name,
            "encoding": self.source.encoding,
            "delimiter": self.source.delimiter,
            "scheme": self.regime.scheme.value,
            "law_on": self.regime.law_on.isoformat(),
            "records": self.records,
            "person": self.person,
            "persons": self.persons,
            "history": self.history,
            "columns": [column.as_json() for column in self.columns],
            "register": {
                "record_items": [column.column for column in self.columns],
                "sensitive": any(column.head is not None and column.head[0] != BY_ORDINANCE for column in self.columns),
            },
        }

    def register_csv(self) -> str:
        """A draft of the register's 記録項目 with what is 要配慮個人情報 among them: names of columns only."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("記録項目", "要配慮個人情報", "根拠"))
        for column in self.columns:
            held = "" if column.head is None else "含む（条例）" if column.head[0] == BY_ORDINANCE else "含む"
            writer.writerow((column.column, held, column.head[2].short if column.head else ""))
        return text.getvalue()

    def recipe_toml(self, *, base: Path | None = None) -> str:
        """A recipe to start from; what it does not name is left out. Paths are relative to `base` where they can be."""
        return draft.recipe(
            self.columns,
            self.source,
            regime=self.regime,
            records=self.records,
            person=self.person,
            persons=self.persons,
            base=base,
        )


def survey(source: Source, *, regime: Regime, local: Sequence[Judge] = (), progress: Progress | None = None) -> Survey:
    """Look at every column of a file once.

    Args:
        source: the file and how it is read.
        regime: the law under which the columns are classed.
        local: further judges, such as the words of an ordinance.
        progress: told (columns done, columns in all).

    Raises:
        SourceUnreadable: the file is no table in the named encoding (says line and byte), its first record is data, or
            it came as one column for want of its delimiter.
        ColumnMismatch: the person's column is not in the file.
        OutputError: no room for the working copy.
    """
    _refuse_misread(source)
    read: list[Read] = []
    with scratch_folder() as scratch, DuckDB(source, scratch=scratch) as table:
        if source.person is not None and source.person not in table.columns:
            raise ColumnMismatch(
                f"{source.path.name}に「{source.person}」という列がありません。",
                hint="見出しの列名を確かめてください。",
            )
        for number, column in enumerate(table.columns, start=1):
            counted = profile_of(table, column)
            read.append((counted, judge(counted, local=local)))
            if progress is not None:
                progress(number, len(table.columns))
        records = table.records
        read = _with_references(table, read)
    proposals = tuple(propose(*one, regime=regime) for one in read)
    person = source.person or _person(proposals, records)
    persons = next((p.distinct for p in proposals if p.column == person), None)
    return Survey(source, regime, records, person, persons, proposals)


def _refuse_misread(source: Source) -> None:
    """A first record that is a person's would be shown as the names of columns; so would a file of one column.

    One column, that is, which holds all the others, because the delimiter is another one.
    """
    some = [fields for _, fields in islice(read_records(source), LOOKED_AT)]
    names = header(source)
    if source.format == "csv" and (sign := missed_delimiter(names, some)):
        shown = {"\t": "タブ", " ": "空白", "\u3000": "全角の空白"}.get(sign, sign)
        raise SourceUnreadable(
            f"{source.path.name}は1列として読めましたが、見出しにもほとんどの行にも「{shown}」が同じ数だけあります。",
            hint=f"区切りが「{shown}」なら、--delimiter で指定してください。",
        )
    if is_headless(names, some):
        raise SourceUnreadable(
            f"{source.path.name}の1行目が、列の名前ではなくデータのように見えます。",
            hint="1行目に列名の行を加えてください。値を列名として表示しないよう、ここで止めました。",
        )


def _with_references(table: Statements, read: list[Read]) -> list[Read]:
    """Columns whose values are nearly all values of a link or code column are link codes themselves."""
    keys = [profile for profile, verdicts in read if _is_key(profile, verdicts[0])]
    return [(profile, (*_reference(table, profile, verdicts, keys), *verdicts)) for profile, verdicts in read]


def _is_key(profile: Profile, verdict: Verdict) -> bool:
    return verdict.role in {Role.LINK, Role.CODE} and profile.distinct >= ENOUGH and profile.mean_length >= 5


def _reference(
    table: Statements, profile: Profile, verdicts: Sequence[Verdict], keys: Sequence[Profile]
) -> tuple[Verdict, ...]:
    first = verdicts[0]
    known = first.role.is_dropped and first.role is not Role.TEXT and first.confidence >= 0.7
    if known or profile.distinct < ENOUGH or profile.mean_length < 5:
        return ()
    for key in keys:
        if key.name == profile.name:
            continue
        share = share_found(table, profile.raw, key.name)
        if share >= MOST:
            reason = f"調べた値の{share:.0%}が「{key.name}」の列にもある"
            return (Verdict(Role.LINK, "foreign_key", "他の列を指す番号", 0.9, (reason,)),)
    return ()


def _person(proposals: tuple[Proposal, ...], records: int) -> str | None:
    """The column that stands for the person: an addressee number first, then any number that every record has."""
    full = [p for p in proposals if p.filled == records and p.role in {Role.LINK, Role.CODE}]
    for key in PERSON_KEYS:
        for proposal in full:
            if proposal.verdict.key == key:
                return proposal.column
    return next((p.column for p in full if p.distinct == records and records > 1), None)

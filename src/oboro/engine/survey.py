"""A first look at a file: what each column is, what the law asks of it, and a recipe to start from.

Every column is counted once by the engine; the detectors see distinct values and counts. The answer holds names of
columns, counts and shares, never a value of the file.
"""

import codecs
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.detectors.base import Verdict
from oboro.engine.detectors.verdict import detect
from oboro.engine.reading import Source
from oboro.engine.table import Role
from oboro.kernel.errors import ColumnMismatch, SourceUnreadable
from oboro.law.citation import Citation
from oboro.law.codes import identification_codes, sensitive_heads
from oboro.law.regime import Regime
from oboro.law.standards import standards

Progress = Callable[[int, int], None]

LEGAL_CLASS = {
    Role.CODE: "個人識別符号",
    Role.LINK: "連結する符号",
    Role.IDENTIFIER: "特定の個人を識別することができる記述等",
    Role.TEXT: "自由記述（特定の個人を識別することができる記述等を含み得る）",
    Role.QUASI: "他の記述等と組み合わせて特定の個人を識別し得る記述等",
    Role.SENSITIVE: "要配慮個人情報に関わる記述等",
    Role.PLAIN: "その他の記述等",
}
STANDARD = {
    Role.CODE: "codes",
    Role.LINK: "links",
    Role.IDENTIFIER: "identifying",
    Role.TEXT: "identifying",
    Role.QUASI: "identifying",
    Role.SENSITIVE: "peculiar",
    Role.PLAIN: "nature",
}
HIERARCHIES = {"date_of_birth": "date_of_birth", "age": "age", "municipality_code": "municipality"}
PERSON_KEYS = ("addressee_number", "individual_number", "resident_record_code")
SURE = 0.95
PIECE = 4 * 1024 * 1024


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one column.

    Attributes:
        legal_class: what the law calls such a description.
        standard: key of the standard of making that speaks of it; `citation` is its place.
        treatment: 項目削除, 一般化 or そのまま（要確認）.
        hierarchy: settings of a built-in hierarchy, or None.
        verdict: the likeliest reading, with confidence and evidence.
        rivals: other readings, the likeliest first.
        head: label and place of the head of 要配慮個人情報 that the column touches, or None.
        filled: records with a value; `distinct` different values among all.
    """

    column: str
    role: Role
    legal_class: str
    standard: str
    citation: Citation
    treatment: str
    hierarchy: dict[str, Any] | None
    verdict: Verdict
    rivals: tuple[Verdict, ...]
    head: tuple[str, str, Citation] | None
    filled: int
    distinct: int

    def as_json(self) -> dict[str, Any]:
        """The proposal as plain data."""
        head = self.head
        return {
            "name": self.column,
            "role": self.role.value,
            "key": self.verdict.key,
            "label": self.verdict.label,
            "legal_class": self.legal_class,
            "standard": {"key": self.standard, "citation": self.citation.short},
            "treatment": self.treatment,
            "hierarchy": self.hierarchy,
            "confidence": self.verdict.confidence,
            "evidence": list(self.verdict.evidence),
            "sensitive": None if head is None else {"key": head[0], "label": head[1], "citation": head[2].short},
            "rivals": [{"role": v.role.value, "key": v.key, "confidence": v.confidence} for v in self.rivals],
            "filled": self.filled,
            "distinct": self.distinct,
        }


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
                "sensitive": any(column.head is not None for column in self.columns),
            },
        }

    def recipe_toml(self, *, base: Path | None = None) -> str:
        """A recipe to start from; what it does not name is left out. Paths are relative to `base` where they can be."""
        return "\n".join([*_head(self, base), *_body(self.columns), *_tail()]) + "\n"


def survey(source: Source, *, regime: Regime, progress: Progress | None = None) -> Survey:
    """Look at every column of a file once.

    Raises:
        SourceUnreadable: the file is no table in the named encoding; says line and byte.
        ColumnMismatch: the person's column is not in the file.
        OutputError: no room for the working copy.
    """
    verdicts: list[tuple[str, int, int, tuple[Verdict, ...]]] = []
    with tempfile.TemporaryDirectory(prefix="oboro-survey-") as scratch, DuckDB(source, scratch=Path(scratch)) as table:
        if source.person is not None and source.person not in table.columns:
            raise ColumnMismatch(
                f"{source.path.name}に「{source.person}」という列がありません。",
                hint="見出しの列名を確かめてください。",
            )
        records = table.records
        for number, column in enumerate(table.columns, start=1):
            counts = table.count_by(column)
            filled = records - sum(count for value, count in counts if not value)
            verdicts.append((column, filled, len(counts) - (filled < records), detect(column, counts)))
            if progress is not None:
                progress(number, len(table.columns))
    proposals = tuple(_propose(*found, regime=regime) for found in verdicts)
    person = source.person or _person(proposals, records)
    persons = next((p.distinct for p in proposals if p.column == person), None)
    return Survey(source, regime, records, person, persons, proposals)


def guess(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, person: str | None = None
) -> Source:
    """A source with encoding and delimiter as given, or found.

    Found means: UTF-8 where every byte is, else CP932; and the sign that the header has most of.

    Raises:
        SourceUnreadable: the file cannot be opened.
    """
    try:
        found = encoding or _encoding(path)
        with path.open("rb") as file:
            first = file.readline(PIECE)
    except OSError as error:
        raise SourceUnreadable(
            f"{path.name}を開けません。", hint="ファイルの場所と読み取りの権限を確かめてください。"
        ) from error
    plain = Source(path=path, encoding=found, person=person)
    if delimiter is not None:
        return replace(plain, delimiter=delimiter)
    header = first.decode(plain.codec, errors="replace")
    return replace(plain, delimiter=max(",\t;|", key=header.count))


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp932"
    return "utf-8"


def _propose(column: str, filled: int, distinct: int, verdicts: tuple[Verdict, ...], *, regime: Regime) -> Proposal:
    first = _in_force(verdicts[0], regime)
    standard = next(s for s in standards(regime) if s.key == STANDARD[first.role])
    touched = next((v.head for v in verdicts if v.head and v.confidence >= 0.5), "")
    head = next(((h.key, h.label, h.citation) for h in sensitive_heads(regime) if h.key == touched), None)
    hierarchy = HIERARCHIES.get(first.key) if first.confidence >= SURE else None
    return Proposal(
        column=column,
        role=first.role,
        legal_class=LEGAL_CLASS[first.role],
        standard=standard.key,
        citation=standard.citation,
        treatment=_treatment(first.role),
        hierarchy=None if hierarchy is None else {"name": hierarchy},
        verdict=first,
        rivals=verdicts[1:],
        head=head,
        filled=filled,
        distinct=distinct,
    )


def _in_force(verdict: Verdict, regime: Regime) -> Verdict:
    """A code that the law of the day does not list still identifies somebody."""
    if verdict.role is not Role.CODE or verdict.key in {code.key for code in identification_codes(regime)}:
        return verdict
    reason = f"{regime.name}の{regime.law_on.isoformat()}の時点では個人識別符号に当たらないが、個人を特定できる"
    return replace(verdict, role=Role.IDENTIFIER, evidence=(*verdict.evidence, reason))


def _treatment(role: Role) -> str:
    if role.is_dropped:
        return "項目削除"
    return "一般化" if role is Role.QUASI else "そのまま（要確認）"


def _person(proposals: tuple[Proposal, ...], records: int) -> str | None:
    """The column that stands for the person: an addressee number first, then any number that every record has."""
    full = [p for p in proposals if p.filled == records and p.role in {Role.LINK, Role.CODE}]
    for key in PERSON_KEYS:
        for proposal in full:
            if proposal.verdict.key == key:
                return proposal.column
    return next((p.column for p in full if p.distinct == records and records > 1), None)


def _text(value: str) -> str:
    """A TOML string; its escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _head(found: Survey, base: Path | None) -> list[str]:
    path = found.source.path.resolve()
    if base is not None:
        try:
            path = Path(os.path.relpath(path, base.resolve()))
        except ValueError:  # another drive
            path = path.absolute()
    rows = f"{found.records:,}件" + (f"、{found.persons:,}人" if found.persons is not None else "")
    lines = [
        f"# 加工手順書（レシピ）の案。{found.source.path.name}（{rows}、{len(found.columns)}列）を調べて作りました。",
        "# 担当者が各列を確かめ、直してから使ってください。ここで役割を書かない列は、default により出力しません。",
        f"# 根拠: {found.regime.name}（{found.regime.law_on.isoformat()}の規定）",
        'default = "drop"',
        "",
        "[source]",
        f"path      = {_text(path.as_posix())}",
        f"format    = {_text(found.source.format)}",
        f"encoding  = {_text(found.source.encoding)}",
        f"delimiter = {_text(found.source.delimiter)}",
    ]
    if found.person is not None:
        note = "1人に複数の行がある。数はすべて人で数える" if found.history else "1人1行"
        lines.append(f"person    = {_text(found.person)}  # {note}")
    return [*lines, ""]


def _body(columns: tuple[Proposal, ...]) -> list[str]:
    lines: list[str] = []
    for column in columns:
        lines += [_comment(column), *_entry(column), ""]
    return lines


def _comment(column: Proposal) -> str:
    sure = f"確からしさ{column.verdict.confidence:.2f}"
    text = f"# {column.legal_class}（{column.citation.short}）・{column.verdict.label}・{sure}"
    if column.head is not None:
        text += f"・要配慮: {column.head[1]}（{column.head[2].short}）"
    return text


def _entry(column: Proposal) -> list[str]:
    """Lines of one column: dropped ones and sure quasi-identifiers stand, the rest waits behind a comment sign."""
    lines = [f"[columns.{_text(column.column)}]", f"role = {_text(column.role.value)}"]
    if column.hierarchy is not None:
        settings = ", ".join(f"{key} = {_text(value)}" for key, value in column.hierarchy.items())
        lines.append(f"hierarchy = {{ {settings} }}")
    if column.role.is_dropped or column.hierarchy is not None or column.verdict.key == "sex":
        return lines
    why = {
        Role.QUASI: "# 出力する場合は階層を決めて、行頭の # を外す",
        Role.SENSITIVE: "# 出力する場合は必要性を確かめ、l-diversity の追加を検討して、行頭の # を外す",
    }.get(column.role, "# 出力する場合は特異な値がないことを確かめて、行頭の # を外す")
    return [why, *(f"# {line}" for line in lines)]


def _tail() -> list[str]:
    return [
        "[[privacy]]",
        'model = "k-anonymity"',
        "k     = 5            # 提供の範囲と性質に応じて見直す",
        "",
        "[search]",
        'method            = "exact"',
        "suppression_limit = 0.02  # 落としてよい記録の割合",
        'objective         = "loss"',
        'aggregate         = "geometric-mean"',
        "seed              = 1",
    ]

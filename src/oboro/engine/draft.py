"""A recipe to start from, written from what a survey proposes. It holds names of columns and counts, never a value."""

import json
import os
from pathlib import Path

from oboro.engine.proposal import Proposal
from oboro.engine.reading import Source
from oboro.engine.table import Role
from oboro.law.regime import Regime

ACTIVE = frozenset({"date_of_birth", "age", "municipality_code", "sex"})
"""Readings whose columns stand in the draft at once; other quasi-identifiers wait behind a comment sign."""


_OUTSIDE = '# outside = "missing"  # 階層にない値を欠測として扱う場合（書かなければ、列と件数を示して止まる）'


def recipe(
    columns: tuple[Proposal, ...],
    source: Source,
    *,
    regime: Regime,
    records: int,
    person: str | None,
    persons: int | None,
    base: Path | None,
) -> str:
    """A recipe to start from; what it does not name is left out. Paths are relative to `base` where they can be."""
    rows = f"{records:,}件" + (f"、{persons:,}人" if persons is not None else "")
    lines = [
        f"# 加工手順書（レシピ）の案。{source.path.name}（{rows}、{len(columns)}列）を調べて作りました。",
        "# 担当者が各列を確かめ、直してから使ってください。ここで役割を書かない列は、default により出力しません。",
        f"# 根拠: {regime.name}（{regime.law_on.isoformat()}の規定）",
        'default = "drop"',
        "",
        "[source]",
        *(f"{key:9} = {_value(value)}" for key, value in _settings(source, base).items()),
    ]
    if person is not None:
        history = persons is not None and persons < records
        note = "1人に複数の行がある。数はすべて人で数える" if history else "1人1行"
        lines.append(f"person    = {_text(person)}  # {note}")
    return "\n".join([*lines, "", *_body(columns), *_tail()]) + "\n"


def _settings(source: Source, base: Path | None) -> dict[str, str | int]:
    path = source.path.resolve()
    if base is not None:
        try:
            path = Path(os.path.relpath(path, base.resolve()))
        except ValueError:  # another drive
            path = path.absolute()
    told: dict[str, str | int] = {"path": path.as_posix(), "format": source.format}
    if source.format in {"csv", "fixed"}:
        told["encoding"] = source.encoding
    if source.format == "csv":
        told["delimiter"] = source.delimiter
    further: dict[str, str | int] = {
        "skip": source.skip,
        "layout": source.layout,
        "sheet": source.sheet,
        "query": source.query,
    }
    return told | {key: value for key, value in further.items() if value}


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else _text(value)


def _text(value: str) -> str:
    """A TOML string; its escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


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
    further = [_OUTSIDE] if column.hierarchy is not None else []
    if column.role.is_dropped or column.verdict.key in ACTIVE:
        return [*lines, *further]
    why = {
        Role.QUASI: "# 出力する場合は階層を決めて、行頭の # を外す",
        Role.SENSITIVE: "# 出力する場合は必要性を確かめ、l-diversity の追加を検討して、行頭の # を外す",
    }.get(column.role, "# 出力する場合は特異な値がないことを確かめて、行頭の # を外す")
    return [why, *(f"# {line}" for line in lines), *further]


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

"""A register that comes from elsewhere, tried before anything is written: columns, rows, and what is to be mended.

Every message names row and column and says what to write; a cell is never quoted, because it may hold what belongs to
a person.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oboro.documents.book.cells import CellUnreadable, columns, read, tidy, whole_number
from oboro.documents.book.edition import LEADING, NUMBER, OFFICE_ONLY, PERSONS, SECTION, Column
from oboro.documents.book.reading import Line, Table
from oboro.kernel.text import fold
from oboro.law.regime import Regime
from oboro.law.register import RegisterItem, items, missing

# How other registers head the columns: the first that a head contains counts, so the longer stand first.
SYNONYMS: tuple[tuple[str, str], ...] = (
    ("開示請求等を受理する組織の名称", "desk.name"),
    ("開示請求等を受理する組織の所在地", "desk.address"),
    ("開示請求窓口", "desk.name"),
    ("提案を受ける組織の名称", "proposal_desk.name"),
    ("提案を受ける組織の所在地", "proposal_desk.address"),
    ("提案の募集", "offered"),
    ("条例要配慮", "local_sensitive"),
    ("要配慮", "sensitive"),
    ("経常的提供先", "recipients"),
    ("提供先", "recipients"),
    ("収集方法", "collection"),
    ("収集の方法", "collection"),
    ("記録範囲", "record_range"),
    ("記録の範囲", "record_range"),
    ("対象者の範囲", "record_range"),
    ("記録項目", "record_items"),
    ("記録される項目", "record_items"),
    ("利用目的", "purpose"),
    ("本人の数", PERSONS),
    ("対象人数", PERSONS),
    ("ファイルを持つ課", SECTION),
    ("事務をつかさどる組織", "section"),
    ("所管課", "section"),
    ("担当課", "section"),
    ("所属", "section"),
    ("行政機関等の名称", "organ"),
    ("当該機関の名称", "organ"),
    ("実施機関", "organ"),
    ("ファイルの名称", "name"),
    ("ファイル名", "name"),
    ("附属する", "attached_manual"),
    ("ファイルの種別", "kind"),
    ("種別", "kind"),
    ("他の法令", "other_procedure"),
    ("特別の手続", "other_procedure"),
    ("備考", "remarks"),
    ("整理番号", NUMBER),
    ("番号", NUMBER),
)


@dataclass(frozen=True)
class Problem:
    """What is to be mended: where, and how. A warning does not stop the import; the draft is then incomplete."""

    sheet: str
    row: int
    column: str
    what: str
    warning: bool = False


@dataclass
class Draft:
    """One row as an entry: its place in the register (None: a new one), its items and what else is known."""

    sheet: str
    row: int
    number: int | None = None
    section: str = ""
    persons: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass
class Trial:
    """What an import would do. Nothing is written while there is a problem that is no warning."""

    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether something has to be mended first."""
        return any(not problem.warning for problem in self.problems)


def targets(regime: Regime) -> tuple[Column, ...]:
    """What a column can be taken for: the items of the law but those of a making, and our own three."""
    asked = [item for item in items(regime) if item.obligation != "after_creation"]
    return (LEADING[0], *OFFICE_ONLY, *columns(asked))


def is_head(regime: Regime, text: str) -> bool:
    """Whether a text is what a register writes above a column."""
    return _target(regime, text) is not None


def is_ours(regime: Regime, heads: Collection[str]) -> bool:
    """Whether the table was written by this program: every item of the law has its own head, word for word."""
    asked = [item for item in items(regime) if item.obligation != "after_creation"]
    return {column.label for column in columns(asked)} <= set(heads)


def guess(regime: Regime, heads: Sequence[str]) -> dict[str, str]:
    """Which head is taken for which target: target id by head, each target once; word for word before alike."""
    exact = {fold(column.label): column.id for column in targets(regime)}
    found = {head: exact[fold(head)] for head in heads if fold(head) in exact}
    for head in heads:
        target = _target(regime, head)
        if head not in found and target is not None and target not in found.values():
            found[head] = target
    return found


def try_out(
    regime: Regime,
    table: Table,
    chosen: Mapping[str, str],
    *,
    taken: Mapping[int, bool],
    sections: Collection[str],
) -> Trial:
    """Read every row with the chosen columns, and say all that is to be mended.

    Args:
        regime: the law under which the entries are written.
        table: as read.
        chosen: target id by head.
        taken: the numbers of the register, each with whether a version of it waits for approval or publication.
        sections: the names of the body's sections.
    """
    trial = Trial()
    trial.problems += [Problem("", 0, "", text) for text in table.problems]
    for target in ("name", "purpose", "record_items"):
        if target not in chosen.values():
            label = next(column.label for column in targets(regime) if column.id == target)
            trial.problems.append(Problem("", 0, label, "この事項の列を選んでください"))
    ours = is_ours(regime, table.heads)
    for line in table.lines:
        _read_line(trial, regime, line, chosen, ours=ours)
    _check_numbers(trial, taken, _head_of(chosen, NUMBER))
    head = _head_of(chosen, SECTION)
    trial.problems += [
        Problem(draft.sheet, draft.row, head, "この団体に登録された課の名称を書くか、空けてください")
        for draft in trial.drafts
        if draft.section and draft.section not in sections
    ]
    return trial


def _read_line(trial: Trial, regime: Regime, line: Line, chosen: Mapping[str, str], *, ours: bool) -> None:
    cells = {target: line.cells.get(head, "") for head, target in chosen.items()}
    draft = Draft(line.sheet, line.row, section=tidy(cells.get(SECTION, "")))
    for item in items(regime):
        if item.obligation == "after_creation":
            continue
        try:
            value = read(item, cells, ours=ours)
        except CellUnreadable as error:
            trial.problems.append(Problem(line.sheet, line.row, _heads_of(chosen, item), f"{error}。"))
            continue
        if value not in (None, "", []):
            draft.answers[item.key] = value
    for target, what in ((NUMBER, "番号を数字だけで"), (PERSONS, "人数を数字だけで（「約」や範囲にせず）")):
        try:
            setattr(draft, target, whole_number(cells.get(target, "")))
        except CellUnreadable:
            where = _head_of(chosen, target)
            trial.problems.append(Problem(line.sheet, line.row, where, f"{what}書いてください。"))
    if "name" not in draft.answers:
        where = _head_of(chosen, "name")
        trial.problems.append(Problem(line.sheet, line.row, where, "名称を書いてください（空の行は除きます）。"))
    trial.problems += [
        Problem(line.sheet, line.row, item.label, "取込みのあと、下書きで書いてください。", warning=True)
        for item in missing(regime, draft.answers)
        if item.key != "name" and not _already(trial, line, item, chosen)
    ]
    trial.drafts.append(draft)


def _already(trial: Trial, line: Line, item: RegisterItem, chosen: Mapping[str, str]) -> bool:
    where = _heads_of(chosen, item)
    return any(p.sheet == line.sheet and p.row == line.row and p.column == where for p in trial.problems)


def _check_numbers(trial: Trial, taken: Mapping[int, bool], head: str) -> None:
    seen: set[int] = set()
    for draft in trial.drafts:
        if draft.number is None:
            continue
        what = ""
        if draft.number in seen:
            what = "同じ番号の行がほかにあります。番号は一件に一つです"
        elif draft.number < 1:
            what = "番号は1以上の整数です"
        elif taken.get(draft.number):
            what = "この番号の記載は承認か公表を待っています。先に公表するか、下書きに差し戻してください"
        if what:
            trial.problems.append(Problem(draft.sheet, draft.row, head, f"{what}。"))
        seen.add(draft.number)


def _target(regime: Regime, head: str) -> str | None:
    folded = fold(head)
    if len(folded) > 120:
        return None
    known = {column.id for column in targets(regime)}
    exact = {fold(column.label): column.id for column in targets(regime)}
    if folded in exact:
        return exact[folded]
    alike = (target for words, target in SYNONYMS if fold(words) in folded)
    return next((target for target in alike if target in known), None)


def _head_of(chosen: Mapping[str, str], target: str) -> str:
    return next((head for head, one in chosen.items() if one == target), target)


def _heads_of(chosen: Mapping[str, str], item: RegisterItem) -> str:
    heads = [head for head, one in chosen.items() if one.split(".")[0] == item.key]
    return "・".join(heads) or item.label

"""The statutory standards of processing (加工基準) against what was done: one line for each standard and column.

A line is done when the written table itself proves it, or when an officer has judged it by name in
`judgements.toml`; what is neither stays open and blocks the seal. A column that had to be removed cannot be judged
away. The words of the standards are the law's; which column is what is the recipe's; the proof is counted here.

    [[judgement]]
    standard = "peculiar"          # one of law.standards
    column   = "職業"              # as in the table; "" is the table as a whole
    step     = "そのまま"           # what was done
    proof    = "…"                 # why that is enough
    by       = "確認者"             # post of the one who judged
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from oboro.engine import reading
from oboro.engine.histories import Together
from oboro.engine.table import Role
from oboro.exchange.delivery import StandardMet
from oboro.kernel.errors import LawError, NotLawful, UsageError
from oboro.law.regime import Regime
from oboro.law.standards import Standard, standards
from oboro.processing.written import Written

WHOLE = ""
LISTED = "peculiar.csv"
"""The office's list of what it takes for peculiar, in the workspace: columns 項目 and 値; 項目 empty is any column."""

COLLATION, EARLIER = "（ほかの情報との照合）", "（前に提供した情報との組合せ）"
TOGETHER = "（履歴の組合せ）"
"""Lines of the table as a whole beside the one of its combinations."""

_REMOVED_BY = {"identifying": (Role.IDENTIFIER, Role.TEXT), "codes": (Role.CODE,), "links": (Role.LINK,)}
_MISSING = {
    "identifying": "氏名など、それだけで識別できる列はない",
    "codes": "個人識別符号の列はない",
    "links": "情報を相互に連結する符号の列はない",
}


@dataclass(frozen=True)
class ColumnDone:
    """A column of the source and what the engine did to it."""

    name: str
    role: Role
    treatment: str


@dataclass(frozen=True)
class Facts:
    """What the checklist is judged on.

    Attributes:
        columns: every column of the source that the recipe gives a role.
        written: the written table, counted.
        k: persons that share each combination of quasi-identifiers, measured on the written table.
        promised: the k the recipe promises; 0 when it promises none, which leaves the whole table open.
        one_row_each: whether each record of the table is another person.
        suspects: written column → the kind of individual code that its values look like, found by the detectors.
        seeming: written column that the recipe writes as it stands → the standard (identifying, links) and the kind of
            item that name and values look like, found by the detectors.
        keyed: columns whose codes were replaced under a key that is destroyed.
        listed: written column → how many of its values stand on the office's list of peculiar descriptions.
        attacked: what the attacks found, in a few words; empty when none was tried.
        together: what is left of the promises of steps on histories, counted on the records that remain.
        earlier: per earlier release, persons of the smallest class of both together, and classes that moved by few.
    """

    columns: Sequence[ColumnDone]
    written: Written
    k: int
    promised: int
    one_row_each: bool
    suspects: Mapping[str, str] = field(default_factory=dict)
    seeming: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    keyed: frozenset[str] = frozenset()
    listed: Mapping[str, int] = field(default_factory=dict)
    attacked: str = ""
    earlier: Sequence[tuple[int, int]] = ()
    together: Sequence[Together] = ()


@dataclass(frozen=True)
class Judgement:
    """An officer's decision on one line of the checklist."""

    standard: str
    column: str
    step: str
    proof: str
    by: str


def checklist(regime: Regime, facts: Facts, judgements: Sequence[Judgement] = ()) -> tuple[StandardMet, ...]:
    """Every standard of the regime against every column it speaks of.

    Raises:
        UsageError: a judgement names a line that is not there, or one that must be met by removing the column.
    """
    lines = [line for standard in standards(regime) for line in _lines(standard, facts)]
    lines += _of_whole(regime, facts)
    decided = {(judgement.standard, judgement.column): judgement for judgement in judgements}
    _refuse_stray(decided, {(line.standard, line.column): _is_judgeable(line, facts) for line in lines})
    return tuple(_judged(line, decided.get((line.standard, line.column))) for line in lines)


def refuse_open(regime: Regime, lines: Sequence[StandardMet]) -> None:
    """Make sure that every line is done.

    Raises:
        NotLawful: some are open; names standard, citation and column.
    """
    waiting = [line for line in lines if not line.done]
    if not waiting:
        return
    law = {standard.key: standard for standard in standards(regime)}
    told = "、".join(f"{law[line.standard].citation}「{line.column or '表の全体'}」" for line in waiting[:5])
    raise NotLawful(
        f"加工の基準のうち{len(waiting)}件が済んでいません：{told}{'…' if len(waiting) > 5 else ''}。",
        hint="standards.json を見て、手順書を直すか、judgements.toml に判断と理由を書いてください。",
    )


def read_judgements(path: Path) -> tuple[Judgement, ...]:
    """The officer's decisions; none when there is no file.

    Raises:
        UsageError: not TOML, or a decision lacks one of its five parts.
    """
    if not path.exists():
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["judgement"]
        return tuple(Judgement(**{key: str(value) for key, value in entry.items()}) for entry in entries)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path.name} を読めません。",
            hint="[[judgement]] ごとに standard、column、step、proof、by の五つを書いてください。",
        ) from error


def read_listed(path: Path, written: Written) -> dict[str, int]:
    """Written column → how many of its values the office's list names; none when there is no list.

    Raises:
        UsageError: the list has other columns.
        SourceUnreadable: it is no table.
    """
    if not path.exists():
        return {}
    source = reading.Source(path)
    if reading.header(source) != ("項目", "値"):
        raise UsageError(f"{path.name} の見出しは「項目」と「値」の二つでなければなりません。")
    listed = [(fields[0].strip(), fields[1].strip()) for _, fields in reading.records(source)]
    found = {
        name: len({value for column, value in listed if column in {"", name} and value and value in values})
        for name, values in written.values.items()
    }
    return {name: number for name, number in found.items() if number}


def as_json(lines: Sequence[StandardMet]) -> list[dict[str, object]]:
    """The checklist as JSON, line by line."""
    return [
        {"standard": line.standard, "column": line.column, "done": line.done, "step": line.step, "proof": line.proof}
        for line in lines
    ]


# ---------------------------------------------------------------------------------------------------------------


def _lines(standard: Standard, facts: Facts) -> list[StandardMet]:
    match standard.key:
        case "identifying" | "codes" | "links":
            return _removal(standard.key, facts)
        case "peculiar":
            written = [column for column in facts.columns if column.name in facts.written.values]
            return [_peculiar(column, facts) for column in written if column.role is not Role.PSEUDONYM]
        case _:
            return [_nature(standard.key, facts)]


def _removal(key: str, facts: Facts) -> list[StandardMet]:
    bound = [column for column in facts.columns if column.role in _REMOVED_BY[key]]
    lines = [_removed(key, column, facts) for column in bound]
    if key == "links":
        lines += [_replaced(key, column, facts) for column in facts.columns if column.role is Role.PSEUDONYM]
    if key == "codes":
        lines += [_suspected(key, name, label) for name, label in facts.suspects.items()]
    lines += [_suspected(key, name, label) for name, (seen, label) in facts.seeming.items() if seen == key]
    if key == "identifying":
        quasi = [column for column in facts.columns if column.role is Role.QUASI]
        lines += [_shared(key, column, facts) for column in quasi if column.name in facts.written.values]
    return lines or [StandardMet(key, WHOLE, done=True, step="消す列がない", proof=_MISSING[key])]


def _removed(key: str, column: ColumnDone, facts: Facts) -> StandardMet:
    gone = column.name not in facts.written.values
    proof = "作った表の見出しにこの列はない" if gone else "作った表にこの列が残っている"
    return StandardMet(key, column.name, done=gone, step=column.treatment, proof=proof)


def _replaced(key: str, column: ColumnDone, facts: Facts) -> StandardMet:
    gone = column.name in facts.keyed
    proof = (
        "加工ごとに作る鍵で置き換え、鍵は加工の後に破棄した（報告の手順に記録）" if gone else "鍵を破棄した記録がない"
    )
    return StandardMet(key, column.name, done=gone, step=column.treatment, proof=proof)


def _suspected(key: str, column: str, label: str) -> StandardMet:
    proof = f"値が{label}の形をしているので、判断が要る"
    return StandardMet(key, column, done=False, step="書き出している", proof=proof)


def _shared(key: str, column: ColumnDone, facts: Facts) -> StandardMet:
    return StandardMet(key, column.name, done=_crowded(facts), step=column.treatment, proof=_k_proof(facts))


def _peculiar(column: ColumnDone, facts: Facts) -> StandardMet:
    if listed := facts.listed.get(column.name):
        proof = f"特異な記述の一覧（{LISTED}）にある値が{listed}種類残っている"
        return StandardMet("peculiar", column.name, done=False, step=column.treatment, proof=proof)
    if column.role is Role.QUASI:
        return _shared("peculiar", column, facts)
    rare = facts.written.rarest(column.name, below=facts.promised)
    if rare:
        unit = "人" if column.name in facts.written.persons else "件"
        proof = f"{facts.promised}{unit}に満たない値が{rare}種類あり、判断が要る"
        return StandardMet("peculiar", column.name, done=False, step=column.treatment, proof=proof)
    if not facts.one_row_each and column.name not in facts.written.persons:
        proof = "同じ人の記録が複数あり、値ごとの人数は表からは分からないので、判断が要る"
        return StandardMet("peculiar", column.name, done=False, step=column.treatment, proof=proof)
    proof = f"どの値も{facts.promised}人以上が持つ（{len(facts.written.values[column.name])}種類）"
    return StandardMet("peculiar", column.name, done=True, step=column.treatment, proof=proof)


def _nature(key: str, facts: Facts) -> StandardMet:
    step = f"準識別子の組合せを{facts.promised}人以上にそろえる"
    return StandardMet(key, WHOLE, done=_crowded(facts), step=step, proof=_k_proof(facts))


def _of_whole(regime: Regime, facts: Facts) -> list[StandardMet]:
    """What the scheme asks of the table beyond its combinations; the proof is there, the judgement an officer's."""
    lines = []
    for number, (k, moved) in enumerate(facts.earlier, start=1):
        place = EARLIER if len(facts.earlier) == 1 else f"{EARLIER}{number}"
        proof = f"前のものと合わせると、同じ組合せの人は最も少なくて{k}人。{facts.promised}人未満だけ動いた組が{moved}"
        done = k >= facts.promised > 1 and not moved
        lines.append(StandardMet("nature", place, done=done, step="前に提供した表と突き合わせた", proof=proof))
    lines += [_together(number, one, facts) for number, one in enumerate(facts.together, start=1)]
    if cited := _asks_collation(regime):
        proof = facts.attacked or "攻撃の試験がない（手順書の[evidence]のattacksで求める）"
        told = f"{cited}。{proof}。判断が要る"
        lines.append(StandardMet("nature", COLLATION, done=False, step="攻撃の試験で確かめる", proof=told))
    return lines


def _together(number: int, one: Together, facts: Facts) -> StandardMet:
    place = TOGETHER if len(facts.together) == 1 else f"{TOGETHER}{number}"
    left = "残っていない" if one.reached is None else f"最も少なくて{one.reached}人"
    seen = "表から読める" if one.visible else "表からは読めない"
    what = "・".join(one.columns)
    proof = f"残った記録で「{what}」の組合せを数え直すと、{left}（手順の下限は{one.promised}人）。{seen}"
    return StandardMet("nature", place, done=one.holds, step=one.word, proof=proof)


def _asks_collation(regime: Regime) -> str:
    """Where the scheme counts what other information tells, the source excepted; empty where it does not."""
    try:
        excepted = regime.entry("provisions", "provision", "excepted_collation")
    except LawError:
        return ""
    base = regime.entry("provisions", "provision", "base")
    return f"{base.citation}（{excepted.citation}が元の個人情報を除く）は、ほかの情報との照合による識別も問う"


def _crowded(facts: Facts) -> bool:
    return facts.k >= facts.promised > 1


def _k_proof(facts: Facts) -> str:
    return f"書き出した表を測り直すと、同じ組合せの人は最も少なくて{facts.k}人（約束は{facts.promised}人以上）"


def _judged(line: StandardMet, decision: Judgement | None) -> StandardMet:
    if decision is None:
        return line
    proof = f"{decision.proof}（判断：{decision.by}。{line.proof}）"
    return StandardMet(line.standard, line.column, done=True, step=decision.step, proof=proof)


def _is_judgeable(line: StandardMet, facts: Facts) -> bool:
    """Whether an officer may decide: rare values outside the quasi-identifiers, seeming codes, other information."""
    roles = {column.name: column.role for column in facts.columns}
    if line.standard == "peculiar":
        return roles[line.column] is not Role.QUASI and line.column not in facts.listed
    if line.standard == "nature":
        return line.column != WHOLE
    if line.standard == "codes":
        return line.column in facts.suspects
    return facts.seeming.get(line.column, ("", ""))[0] == line.standard


def _refuse_stray(decided: Mapping[tuple[str, str], Judgement], judgeable: Mapping[tuple[str, str], bool]) -> None:
    for place, judgement in decided.items():
        told = f"judgements.toml の判断（{place[0]}「{place[1]}」）"
        if place not in judgeable:
            raise UsageError(f"{told}に当たる行が、加工の基準の一覧にありません。")
        if not judgeable[place]:
            raise UsageError(f"{told}は認められません。列を消すか、まとめ直してください。")
        if not (judgement.step and judgement.proof and judgement.by):
            raise UsageError(f"{told}に、空の step、proof、by があります。")

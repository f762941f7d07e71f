"""What is proposed for one column: role, legal class, standard of making, treatment and hierarchy, with the reasons."""

from dataclasses import dataclass, replace
from typing import Any

from oboro.engine.detectors.base import Verdict
from oboro.engine.detectors.notes import Note, notes_on
from oboro.engine.detectors.profile import Profile
from oboro.engine.detectors.sensitive import BY_ORDINANCE
from oboro.engine.table import Role
from oboro.law.citation import Citation
from oboro.law.codes import identification_codes, sensitive_heads
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.law.standards import standards

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
HIERARCHIES = {
    "date_of_birth": "date_of_birth",
    "age": "age",
    "municipality_code": "municipality",
    "date": "day",
    "date_of_death": "day",
    "sex": "sex",
    "relation": "relation",
    "nationality": "nationality",
    "residence_status": "residence_status",
    "postal_code": "postal_code",
    "amount": "amount",
    "marital": "marital",
}
"""Built-in hierarchy by the key of the reading."""

SURE = 0.75
_TOUCHES = 0.5


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
        head: key, label and place of the head of 要配慮個人情報 that the column touches; else, where a body's own
            ordinance lists it, of 条例要配慮個人情報; or None.
        filled: records with a value that is no word for "unknown"; `distinct` different ones among them.
        notes: what the column lets others infer, and what it does not count as.
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
    notes: tuple[Note, ...] = ()

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
            "notes": [{"kind": note.kind, "head": note.head, "text": note.text} for note in self.notes],
            "filled": self.filled,
            "distinct": self.distinct,
        }


def propose(column: Profile, verdicts: tuple[Verdict, ...], *, regime: Regime) -> Proposal:
    """What the verdicts on a column come to under a law."""
    first = _in_force(verdicts[0], regime)
    standard = next(s for s in standards(regime) if s.key == STANDARD[first.role])
    hierarchy = HIERARCHIES.get(first.key) if first.confidence >= SURE else None
    return Proposal(
        column=column.name,
        role=first.role,
        legal_class=LEGAL_CLASS[first.role],
        standard=standard.key,
        citation=standard.citation,
        treatment=_treatment(first.role),
        hierarchy=None if hierarchy is None else {"name": hierarchy},
        verdict=first,
        rivals=verdicts[1:],
        head=_head(verdicts, regime),
        filled=column.filled,
        distinct=column.distinct,
        notes=notes_on(column),
    )


def _head(verdicts: tuple[Verdict, ...], regime: Regime) -> tuple[str, str, Citation] | None:
    likely = [verdict for verdict in verdicts if verdict.confidence >= _TOUCHES]
    heads = {head.key: head for head in sensitive_heads(regime)}
    if head := next((heads[verdict.head] for verdict in likely if verdict.head in heads), None):
        return (head.key, head.label, head.citation)
    if all(verdict.key != BY_ORDINANCE for verdict in likely):
        return None
    said = next((item for item in items(regime) if item.key == "local_sensitive"), None)
    return None if said is None else (BY_ORDINANCE, regime.term("local_sensitive"), said.citation)


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

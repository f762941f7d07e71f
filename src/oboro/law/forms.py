"""The statutory forms (別記様式) as specs, from which screens and papers are made, and what is attached to them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from oboro.kernel.errors import LawError
from oboro.law.citation import Citation
from oboro.law.criteria import ProposalKind
from oboro.law.regime import Entry, Problem, Regime

_PLACEHOLDER = re.compile(r"\{\{\s*([#/]?)([a-z_0-9]+)\s*\}\}")
AROUND = (
    "date", "addressee", "case", "number", "title", "seal", "sender", "opening", "closing", "fee_lines",
)  # fmt: skip
"""What a paper carries beside its fields; a template may place these too."""


@dataclass(frozen=True)
class FormField:
    """One field.

    Attributes:
        kind: text, long_text, int, date, choice, grid, bool or period.
        obligation: required, optional or if (only in the case the help names).
        help: one sentence on what to write.
        choices: value and label, where kind is choice.
    """

    key: str
    label: str
    kind: str
    obligation: str
    help: str
    citation: Citation
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FormSpec:
    """One form.

    Attributes:
        number: 様式第七.
        layout_seen: whether the printed boxes were seen by whoever wrote the data; no for all today.
        inferred: what of the form is our reading; empty once it was seen.
    """

    key: str
    number: str
    title: str
    fields: tuple[FormField, ...]
    citation: Citation
    layout_seen: bool
    inferred: str = ""


@dataclass(frozen=True)
class AttachmentRule:
    """One paper to be attached.

    Attributes:
        obligation: required, one_of (any one of the alternatives of its group) or if_asked.
        max_age_months: how old it may be on the day of the proposal; None where the law sets no age.
    """

    key: str
    label: str
    obligation: str
    max_age_months: int | None
    citation: Citation


def form(regime: Regime, key: str) -> FormSpec:
    """A form by its key.

    Args:
        regime: the law of the case.
        key: proposal, pledge, accept, application, reject, proposal_existing, accept_existing or reject_existing.

    Raises:
        LawError: there is no such form.
    """
    entry = regime.entry("forms", "form", key)
    return FormSpec(
        key=entry.key,
        number=entry.text("number"),
        title=entry.text("title"),
        fields=tuple(_field(one) for one in regime.entries("forms", "field") if key in one.names("forms")),
        citation=entry.citation,
        layout_seen=entry.flag("layout_seen"),
        inferred=entry.inferred,
    )


def forms(regime: Regime) -> tuple[FormSpec, ...]:
    """All forms of the chapter, by number."""
    return tuple(form(regime, entry.key) for entry in regime.entries("forms", "form"))


def proposal_form(regime: Regime, kind: ProposalKind) -> FormSpec:
    """The form on which a proposal of a kind is made."""
    return form(regime, "proposal" if kind is ProposalKind.NEW else "proposal_existing")


def attachments(regime: Regime, *, kind: ProposalKind, individual: bool, agent: bool) -> tuple[AttachmentRule, ...]:
    """What must be attached to a proposal.

    Args:
        regime: the law of the case.
        kind: of the proposal; the papers are the same, the articles that ask for them are not.
        individual: the proposer is a person, not a body.
        agent: an agent proposes; his authority and identity are proven too.
    """
    circumstances = {"all", "individual" if individual else "body"} | ({"agent"} if agent else set())
    if not isinstance(kind, ProposalKind):
        raise LawError("提案の種類は new・existing・change のいずれかです。", hint="値を確かめてください。")
    return tuple(
        AttachmentRule(
            key=entry.key,
            label=entry.text("label"),
            obligation=entry.text("obligation"),
            max_age_months=entry.number("max_age_months") if "max_age_months" in entry.values else None,
            citation=entry.citation,
        )
        for entry in regime.entries("attachments", "attachment")
        if circumstances.intersection(entry.names("when")) and kind.value in entry.names("kinds")
    )


def placeholders(text: str) -> tuple[str, ...]:
    """The names a template places, each once: {{name}}, or {{#name}} … {{/name}} around what repeats."""
    return tuple(dict.fromkeys(match[2] for match in _PLACEHOLDER.finditer(text)))


def template_problems(spec: FormSpec, names: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with a body's own template of a form; empty when it may take the place of ours.

    A template must place every field the law requires, those of a certain case (`if`) included, and may place no name
    the form does not have. Order and boxes are free: the printed layout was not seen.

    Args:
        spec: the form.
        names: what the template places (`placeholders`).
    """
    known = {field.key for field in spec.fields}
    lacking = [field for field in spec.fields if field.obligation != "optional" and field.key not in names]
    problems = [
        Problem(
            f"{spec.number}の欄「{field.label}」（{{{{{field.key}}}}}）がない（{field.citation.short}）", field.citation
        )
        for field in lacking
    ]
    stray = sorted(set(names) - known - set(AROUND))
    if stray:
        problems.append(Problem(f"{spec.number}にない名前がある: " + "、".join(stray), spec.citation))
    return tuple(problems)


def _field(entry: Entry) -> FormField:
    return FormField(
        key=entry.key,
        label=entry.text("label"),
        kind=entry.text("kind"),
        obligation=entry.text("obligation"),
        help=entry.text("help"),
        citation=entry.citation,
        choices=tuple(zip(entry.names("choice_values"), entry.names("choice_labels"), strict=True)),
    )

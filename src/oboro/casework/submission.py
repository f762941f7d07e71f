"""What stands between a draft and a submitted proposal: gaps in its content, its papers and its proposer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oboro.kernel.dates import japanese
from oboro.law.criteria import ProposalKind, persons_problem
from oboro.law.forms import AttachmentRule, attachments, proposal_form
from oboro.law.periods import certificate_problem
from oboro.law.regime import Regime
from oboro.law.transition import PastTermination, barred_on


@dataclass(frozen=True)
class Paper:
    """An attached paper: the key of its rule in `law.forms`, and when it was issued if it bears a day."""

    rule: str
    issued_on: date | None = None


@dataclass(frozen=True)
class Content:
    """What a proposal says, already read from its form.

    Attributes:
        values: by field key; persons a whole number, use_period {"from", "to"} as ISO days, method {"items": […]}.
        individual: the proposer is a person, not a body.
        agent: an agent proposes.
        in_file: persons in the file.
        terminations: contracts with the party that were terminated, by whichever body and under whichever act.
    """

    kind: ProposalKind
    values: Mapping[str, Any]
    papers: Collection[Paper]
    individual: bool
    agent: bool
    in_file: int
    terminations: Collection[PastTermination] = ()


@dataclass(frozen=True)
class Gap:
    """One thing to be mended before submission. `field` is a field key, `paper_KEY`, or empty for the whole."""

    field: str
    message: str


def gaps(regime: Regime, content: Content, *, on: date) -> tuple[Gap, ...]:
    """What is missing or not lawful, in the order of the form; empty when the proposal can be submitted."""
    found = [*_bar(regime, content, on), *_blanks(regime, content), *_persons(regime, content), *_grid(regime, content)]
    found += [*_period(content), *_papers(regime, content, on)]
    return tuple(found)


def required_papers(regime: Regime, *, kind: ProposalKind, individual: bool, agent: bool) -> tuple[AttachmentRule, ...]:
    """The papers without which a proposal of this kind and proposer is incomplete."""
    rules = attachments(regime, kind=kind, individual=individual, agent=agent)
    return tuple(rule for rule in rules if rule.obligation == "required")


def _bar(regime: Regime, content: Content, on: date) -> list[Gap]:
    barred = barred_on(regime, content.terminations, on=on)
    if barred is None:
        return []
    day, place = japanese(barred.until), barred.citation.short
    return [Gap("", f"契約を解除されたため、{day}になるまで提案できません（{place}）。")]


def _blanks(regime: Regime, content: Content) -> list[Gap]:
    return [
        Gap(field.key, f"記入してください（{field.citation.short}）。")
        for field in proposal_form(regime, content.kind).fields
        if field.obligation == "required" and content.values.get(field.key) in (None, "", {})
    ]


def _persons(regime: Regime, content: Content) -> list[Gap]:
    wanted = content.values.get("persons")
    if content.kind is not ProposalKind.NEW or wanted is None:
        return []
    problem = persons_problem(regime, wanted=int(wanted), in_file=content.in_file)
    return [Gap("persons", f"{problem.message}。")] if problem else []


def _grid(regime: Regime, content: Content) -> list[Gap]:
    grid = content.values.get("method")
    if content.kind is not ProposalKind.NEW or grid is None:
        return []
    wanted = [item for item in grid["items"] if item["wanted"]]
    if not wanted:
        return [Gap("method", f"必要な{regime.term('record_items')}を1つ以上選んでください。")]
    vague = sum(1 for item in wanted if not str(item["granularity"]).strip())
    if vague:
        return [Gap("method", f"「要」とした{vague}項目に、希望する細かさを書いてください（例：都道府県のみ）。")]
    return []


def _period(content: Content) -> list[Gap]:
    period = content.values.get("use_period")
    if period and str(period["to"]) < str(period["from"]):
        return [Gap("use_period", "期間の終わりが始まりより前になっています。")]
    return []


def _papers(regime: Regime, content: Content, on: date) -> list[Gap]:
    found = []
    given = {paper.rule: paper for paper in content.papers}
    rules = required_papers(regime, kind=content.kind, individual=content.individual, agent=content.agent)
    for rule in rules:
        paper = given.get(rule.key)
        if paper is None:
            found.append(Gap(f"paper_{rule.key}", f"「{rule.label}」を添付してください（{rule.citation.short}）。"))
        elif rule.max_age_months is not None:
            trouble = _age(regime, paper, on)
            found += [Gap(f"paper_{rule.key}", trouble)] if trouble else []
    return found


def _age(regime: Regime, paper: Paper, on: date) -> str:
    if paper.issued_on is None:
        return "証明書の発行日を記入してください。"
    problem = certificate_problem(regime, issued_on=paper.issued_on, proposed_on=on)
    return f"{problem.message}。" if problem else ""

"""What stands between a draft and a submitted proposal: gaps in its content, its papers and its proposers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotLawful
from oboro.kernel.text import fold, same_name
from oboro.law.criteria import ProposalKind, persons_problem
from oboro.law.forms import AttachmentRule, attachments, proposal_form
from oboro.law.periods import certificate_problem
from oboro.law.regime import Regime
from oboro.law.transition import PastTermination, barred_on

OF_EACH = ("pledge", "identity_individual", "identity_body")
"""Papers that every joint proposer brings: no ground of disqualification may apply to any of them."""


@dataclass(frozen=True)
class Paper:
    """An attached paper.

    Attributes:
        rule: key of its rule in `law.forms`.
        issued_on: when it was issued, if it bears a day.
        whose: 0 for the first proposer, the place in `Content.others` counted from 1 for a joint one.
    """

    rule: str
    issued_on: date | None = None
    whose: int = 0


@dataclass(frozen=True)
class Proposer:
    """One who proposes together with others.

    Attributes:
        individual: a person, not a body.
        terminations: their contracts that were terminated, by whichever body and under whichever act.
    """

    name: str
    address: str
    representative: str
    individual: bool
    terminations: Collection[PastTermination] = ()


@dataclass(frozen=True)
class Content:
    """What a proposal says, already read from its form.

    Attributes:
        values: by field key; persons a whole number, use_period {"from", "to"} as ISO days, method {"items": […]}.
        individual: the (first) proposer is a person, not a body.
        agent: an agent proposes.
        in_file: persons in the file.
        terminations: contracts of the first proposer that were terminated, by whichever body, under whichever act.
        others: who proposes together with the first.
        agent_name: the agent's name and address, asked for when one proposes.
        contract_over: whether the contract that a change of business rests on is no longer in force.
    """

    kind: ProposalKind
    values: Mapping[str, Any]
    papers: Collection[Paper]
    individual: bool
    agent: bool
    in_file: int
    terminations: Collection[PastTermination] = ()
    others: tuple[Proposer, ...] = ()
    agent_name: str = ""
    agent_address: str = ""
    contract_over: bool = False


@dataclass(frozen=True)
class Gap:
    """One thing to be mended before submission. `field` is a field key, `paper_KEY`, or empty for the whole."""

    field: str
    message: str


def gaps(regime: Regime, content: Content, *, on: date) -> tuple[Gap, ...]:
    """What is missing or not lawful, in the order of the form; empty when the proposal can be submitted."""
    found = [*_bars(regime, content, on), *_ended(regime, content), *_blanks(regime, content)]
    found += [*_persons(regime, content), *_grid(regime, content), *_period(content)]
    found += [*_agent(regime, content), *_others(content), *_papers(regime, content, on)]
    return tuple(found)


def required_papers(regime: Regime, *, kind: ProposalKind, individual: bool, agent: bool) -> tuple[AttachmentRule, ...]:
    """The papers without which a proposal of this kind and proposer is incomplete."""
    rules = attachments(regime, kind=kind, individual=individual, agent=agent)
    return tuple(rule for rule in rules if rule.obligation == "required")


def papers_of_each(regime: Regime, *, kind: ProposalKind, individual: bool) -> tuple[AttachmentRule, ...]:
    """The papers that a joint proposer brings."""
    rules = required_papers(regime, kind=kind, individual=individual, agent=False)
    return tuple(rule for rule in rules if rule.key in OF_EACH)


def paper_field(rule: str, whose: int = 0) -> str:
    """The name by which a missing paper is pointed at: paper_pledge, or paper_pledge_2 of the second joint proposer."""
    return f"paper_{rule}_{whose}" if whose else f"paper_{rule}"


def same_proposer(name: str, address: str) -> str:
    """Name and address made comparable, so that a bar finds the same proposer under another account."""
    return f"{fold(name)}|{fold(address)}"


def another_person(before: str, now: str) -> bool:
    """Whether a place that bore one name now bears somebody else's; a place without a name was nobody's yet."""
    return bool(before) and not same_name(before, now)


def check_came_on(came_on: date, *, on: date, not_before: date | None = None) -> None:
    """Pass when a paper that came by post or by hand can be recorded: it came, and not before what it answers.

    Raises:
        NotLawful: the day lies in the future, or before the step that the paper answers.
    """
    if came_on > on:
        raise NotLawful("書面を受け取った日が今日より後になっています。", hint="受付印の日を記入してください。")
    if not_before is not None and came_on < not_before:
        raise NotLawful(
            f"書面を受け取った日が、前の手続の日（{japanese(not_before)}）より前になっています。",
            hint="受付印の日を確かめてください。",
        )


def _bars(regime: Regime, content: Content, on: date) -> list[Gap]:
    found = []
    for who, terminations in (
        ("", content.terminations),
        *((f"共同提案者「{o.name}」は、", o.terminations) for o in content.others),
    ):
        if barred := barred_on(regime, terminations, on=on):
            day, place = japanese(barred.until), barred.citation.short
            found.append(Gap("", f"{who}契約を解除されたため、{day}になるまで提案できません（{place}）。"))
    return found


def _ended(regime: Regime, content: Content) -> list[Gap]:
    if content.kind is not ProposalKind.CHANGE or not content.contract_over:
        return []
    place = regime.cite("existing_proposal").short
    return [Gap("", f"もとの契約が終了し、又は解除されているので、事業の変更は提案できません（{place}）。")]


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


def _agent(regime: Regime, content: Content) -> list[Gap]:
    if not content.agent:
        return []
    place = regime.cite("agent").short
    asked = (
        ("agent_name", "氏名又は名称", content.agent_name),
        ("agent_address", "住所又は居所", content.agent_address),
    )
    return [
        Gap(key, f"代理人の{label}を記入してください（{place}）。") for key, label, given in asked if not given.strip()
    ]


def _others(content: Content) -> list[Gap]:
    found = []
    for number, other in enumerate(content.others, start=1):
        lacking = not other.name.strip() or not other.address.strip()
        if lacking or (not other.individual and not other.representative.strip()):
            found.append(
                Gap("joint", f"共同提案者（{number}人目）の名称・住所と、団体の場合は代表者の氏名を記入してください。")
            )
    return found


def _papers(regime: Regime, content: Content, on: date) -> list[Gap]:
    own = required_papers(regime, kind=content.kind, individual=content.individual, agent=content.agent)
    found = [gap for rule in own for gap in _paper(regime, content, rule, 0, on)]
    for number, other in enumerate(content.others, start=1):
        rules = papers_of_each(regime, kind=content.kind, individual=other.individual)
        found += [gap for rule in rules for gap in _paper(regime, content, rule, number, on)]
    return found


def _paper(regime: Regime, content: Content, rule: AttachmentRule, whose: int, on: date) -> list[Gap]:
    given = [paper for paper in content.papers if (paper.rule, paper.whose) == (rule.key, whose)]
    field = paper_field(rule.key, whose)
    owner = f"共同提案者「{content.others[whose - 1].name}」の" if whose else ""
    if not given:
        return [Gap(field, f"{owner}「{rule.label}」を添付してください（{rule.citation.short}）。")]
    if rule.max_age_months is None:
        return []
    troubles = [_age(regime, paper, on) for paper in given]
    return [] if not all(troubles) else [Gap(field, f"{owner}{troubles[-1]}")]


def _age(regime: Regime, paper: Paper, on: date) -> str:
    if paper.issued_on is None:
        return "証明書の発行日を記入してください。"
    problem = certificate_problem(regime, issued_on=paper.issued_on, proposed_on=on)
    return f"{problem.message}。" if problem else ""

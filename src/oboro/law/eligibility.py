"""Whether a file is open for proposals: three conditions, judged step by step, each step with its reason."""

from dataclasses import dataclass

from oboro.kernel.errors import LawError
from oboro.law.citation import Citation
from oboro.law.regime import Entry, Regime, must_solicit
from oboro.law.register import exemptions

DISCLOSURES = ("full", "part", "opinion", "none")


@dataclass(frozen=True)
class EligibilityFacts:
    """What an office knows of a file.

    Attributes:
        in_register: the file has an entry in the register.
        exempt_ground: key of the ground (`register.exemptions`) under which it needs none; None when none applies.
        withheld: the file, though it needs an entry, is left out because entering it would seriously disturb the work.
        persons: persons who can be searched for directly.
        disclosure: what a request for the documents would meet: full, part, opinion (a chance of 意見書) or none.
        processable: the information can be made by the statutory standard.
        disrupts: making it would disturb the proper and smooth running of the work.
    """

    in_register: bool
    exempt_ground: str | None
    withheld: bool
    persons: int
    disclosure: str
    processable: bool
    disrupts: bool


@dataclass(frozen=True)
class Step:
    """One question of the decision, its answer (True = the condition holds), the reason and the place."""

    key: str
    question: str
    answer: bool
    reason: str
    citation: Citation


@dataclass(frozen=True)
class Judgement:
    """Whether the file is eligible, every step that led there, and what follows for the office."""

    eligible: bool
    steps: tuple[Step, ...]
    consequence: str


def judge(regime: Regime, facts: EligibilityFacts) -> Judgement:
    """Judge a file. Every step is answered, also after one has failed: the office sees all that stands in the way.

    Raises:
        LawError: a fact names an unknown ground or disclosure, or the number of persons is negative.
    """
    _check(regime, facts)
    answers = {
        "in_register": facts.in_register,
        "not_exempt": _exemption(regime, facts) is None,
        "not_withheld": not facts.withheld,
        "disclosure": facts.disclosure != "none",
        "processable": facts.processable,
        "no_disruption": not facts.disrupts,
    }
    steps = tuple(_step(regime, entry, answers[entry.key], facts) for entry in regime.entries("eligibility", "step"))
    eligible = all(step.answer for step in steps)
    return Judgement(eligible=eligible, steps=steps, consequence=_consequence(regime, eligible))


def _check(regime: Regime, facts: EligibilityFacts) -> None:
    if facts.disclosure not in DISCLOSURES:
        raise LawError("開示の見込みは full・part・opinion・none のいずれかです。", hint="値を確かめてください。")
    if facts.persons < 0:
        raise LawError("本人の数は0以上の整数です。", hint="人数を確かめてください。")
    known = {one.key for one in exemptions(regime)}
    if facts.exempt_ground is not None and facts.exempt_ground not in known:
        raise LawError(
            f"個人情報ファイル簿の適用除外に「{facts.exempt_ground}」はありません。",
            hint="使える名前: " + "、".join(sorted(known)),
        )


def _exemption(regime: Regime, facts: EligibilityFacts) -> str | None:
    """The ground that exempts the file: the one named, or too few persons."""
    if facts.exempt_ground is not None:
        return facts.exempt_ground
    return "few_persons" if facts.persons < regime.entry("register", "amount", "few_persons").number("value") else None


def _step(regime: Regime, entry: Entry, answer: bool, facts: EligibilityFacts) -> Step:  # noqa: FBT001
    reason, citation = entry.text("yes" if answer else "no"), entry.citation
    if entry.key == "not_exempt" and not answer:
        ground = next(one for one in exemptions(regime) if one.key == _exemption(regime, facts))
        reason, citation = f"{reason}：{ground.text}", ground.citation
    if entry.key == "disclosure" and answer:
        chosen = regime.entry("eligibility", "disclosure", facts.disclosure)
        reason, citation = chosen.text("text"), chosen.citation
    return Step(entry.key, entry.text("question"), answer, reason, citation)


def _consequence(regime: Regime, eligible: bool) -> str:  # noqa: FBT001
    duty = "must" if must_solicit(regime).value else "may"
    return regime.entry("eligibility", "consequence", duty if eligible else "not_eligible").text("text")

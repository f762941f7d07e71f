"""What the repeal of the two old acts left behind: who counts as barred, which information lives on, whose law governs.

令和三年法律第三十七号, supplementary article 3. A person punished or whose contract was terminated under the old acts
counts as punished or terminated under the present one; a proposal made before 2022-04-01 stays under the old law.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.kernel.dates import japanese
from oboro.kernel.errors import LawError
from oboro.law.citation import Citation
from oboro.law.periods import bar_ends_on
from oboro.law.regime import Answer, Entry, Regime, Scheme, body_label


class Act(StrEnum):
    """Under which act a penalty was imposed or a contract terminated."""

    PRESENT = "present"
    ORGANS_2003 = "organs_2003"
    AGENCIES_2003 = "agencies_2003"
    ORDINANCE = "ordinance"


ACT_LABELS = {
    Act.PRESENT: "個人情報の保護に関する法律",
    Act.ORGANS_2003: "旧行政機関個人情報保護法",
    Act.AGENCIES_2003: "旧独立行政法人等個人情報保護法",
    Act.ORDINANCE: "団体の条例",
}


def act_of(regime: Regime) -> Act:
    """Under which act a contract is terminated when this law governs it."""
    if regime.ordinance:
        return Act.ORDINANCE
    return Act.ORGANS_2003 if regime.scheme is Scheme.GYOKOHO_2017 else Act.PRESENT


@dataclass(frozen=True)
class PastTermination:
    """A contract that was terminated: under which act, on which day."""

    act: Act
    on: date


@dataclass(frozen=True)
class Barred:
    """That somebody may not propose now.

    Attributes:
        until: the first day on which it may again.
        reason: why, in the words of the law.
        citation: the ground, or the rule that carries an old termination over.
    """

    until: date
    reason: str
    citation: Citation


@dataclass(frozen=True)
class Deeming:
    """One transitional rule.

    Attributes:
        concerns: procedure, penalty, terminated, existing, safety, workers, oversight or penalty_rule.
        inferred: what of it is our reading; empty when all is text.
    """

    key: str
    text: str
    concerns: str
    citation: Citation
    inferred: str


def deemings(regime: Regime) -> tuple[Deeming, ...]:
    """The transitional rules that reach into the law of a date; none under the old scheme."""
    return tuple(_deeming(entry) for entry in regime.entries("transition", "rule"))


def bars(regime: Regime, ground: str, *, act: Act) -> Answer:
    """Whether a penalty or a termination under an act bars under the law of a date.

    Args:
        regime: the law of the case.
        ground: penalty (under the act itself, whatever the sentence) or terminated.
        act: the act under which it happened.

    Raises:
        LawError: the ground is neither of the two, or the question cannot arise (a termination under the present act
            while the old one governs).
    """
    if ground not in {"penalty", "terminated"}:
        raise LawError("みなし規定のある欠格事由は penalty と terminated です。", hint="名前を確かめてください。")
    own = regime.entry("disqualification", "ground", ground)
    if Act.ORDINANCE is act or regime.ordinance:
        return _by_ordinance(regime, act, own)
    if regime.scheme is Scheme.GYOKOHO_2017:
        return _under_the_old_act(regime, ground, act, own)
    if act is Act.PRESENT:
        return Answer(value=True, reason=own.text("text"), citation=own.citation)
    rule = regime.entry("transition", "rule", f"barred_by_old_{'penalty' if ground == 'penalty' else 'termination'}")
    return Answer(value=True, reason=rule.text("text"), citation=rule.citation)


def barred_until(regime: Regime, *, act: Act, from_on: date) -> tuple[date, Answer]:
    """The first day on which a termination no longer bars, and why it bars until then.

    The two years run from the day of the termination itself, under whichever act it was.
    """
    return bar_ends_on(regime, from_on=from_on), bars(regime, "terminated", act=act)


def barred_on(regime: Regime, terminations: Iterable[PastTermination], *, on: date) -> Barred | None:
    """Whether a past termination bars somebody on a day; the bar that lasts longest, or None.

    Raises:
        LawError: the law of the case has no rule on a termination under the present act.
    """
    longest = None
    for past in terminations:
        until, answer = barred_until(regime, act=past.act, from_on=past.on)
        if answer.value and past.on <= on < until and (longest is None or until > longest.until):
            longest = Barred(until, answer.reason, answer.citation)
    return longest


def governing_day(*, proposed_on: date, on: date, regime: Regime) -> Answer:
    """Whether a proposal is judged by the law of the day it was made, though that law has ended since.

    Args:
        proposed_on: the day of the proposal.
        on: today.
        regime: the law of today.

    Raises:
        LawError: the body is a local one; what it took in before the act reached it stays with its own ordinance.
    """
    rules = [one for one in regime.entries("transition", "rule") if one.key == "old_proposals"]
    if not rules:
        raise LawError(
            f"{body_label(regime.body)}について、旧法の提案の経過措置はありません。",
            hint="法律が直接に適用される前の提案は、団体の条例の経過措置で確かめてください。",
        )
    rule = rules[0]
    begun = rule.since
    if proposed_on < begun <= on:
        return Answer(value=True, reason=rule.text("text"), citation=rule.citation)
    reason = f"{japanese(begun)}以後の提案であり、今の法律による"
    return Answer(value=False, reason=reason, citation=rule.citation)


def _by_ordinance(regime: Regime, act: Act, own: Entry) -> Answer:
    """An ordinance bars whom it terminated itself; the acts do not know what an ordinance did, nor it what they did."""
    if regime.ordinance and act is Act.ORDINANCE:
        return Answer(value=True, reason=own.text("text"), citation=own.citation)
    reason = f"{ACT_LABELS[act]}によるものは、{regime.name}の欠格事由に挙げられていない"
    return Answer(value=False, reason=reason, citation=own.citation)


def _under_the_old_act(regime: Regime, ground: str, act: Act, own: Entry) -> Answer:
    if ground == "penalty" or act is Act.ORGANS_2003:
        return Answer(value=True, reason=own.text("text"), citation=own.citation)
    if act is Act.PRESENT:
        raise LawError(
            f"{regime.name}の欠格事由に、今の法律による契約の解除についての定めはありません。",
            hint="従前の例による事案かどうかを、総括担当が条文で確かめてください。",
        )
    agency = regime.entry("disqualification", "ground", "terminated_agency")
    return Answer(value=True, reason=agency.text("text"), citation=agency.citation)


def _deeming(entry: Entry) -> Deeming:
    return Deeming(entry.key, entry.text("text"), entry.text("concerns"), entry.citation, entry.inferred)

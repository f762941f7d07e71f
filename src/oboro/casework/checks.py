"""What is checked beside the criteria: the papers, the grounds of disqualification, the council's opinion."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.casework.review import Verdict
from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.criteria import ProposalKind, persons_problem
from oboro.law.disqualification import Ground
from oboro.law.regime import Regime


class Paper(StrEnum):
    """How one document was found in the formal check. UNCLEAR keeps it open."""

    WHOLE = "whole"
    LACKING = "lacking"
    UNCLEAR = "unclear"


PAPER_LABELS = {Paper.WHOLE: "整っている", Paper.LACKING: "不足・不備がある", Paper.UNCLEAR: "要確認"}


class Standing(StrEnum):
    """Whether a ground of disqualification applies to those who propose. UNCLEAR keeps it open."""

    CLEAR = "clear"
    APPLIES = "applies"
    UNCLEAR = "unclear"


STANDING_LABELS = {Standing.CLEAR: "当たらない", Standing.APPLIES: "当たる", Standing.UNCLEAR: "要確認"}


@dataclass(frozen=True)
class Referral:
    """A question to the council: when it was asked, and when its opinion came (None while it is out)."""

    referred_on: date
    answered_on: date | None


def check_papers(asked: Mapping[str, str], found: Mapping[str, Paper], verdict: Verdict) -> None:
    """Pass when every document was checked, and none lacks anything where the review finds that all criteria hold.

    Args:
        asked: the documents by key, with their names.
        found: what was found of each, for the present version of the proposal.
        verdict: the conclusion of the review.

    Raises:
        NotLawful: a document is unchecked or unclear, or is lacking although the proposal is to conform.
    """
    open_ones = [name for key, name in asked.items() if found.get(key, Paper.UNCLEAR) is Paper.UNCLEAR]
    if open_ones:
        raise NotLawful(
            f"形式審査の済んでいない書類が{len(open_ones)}件あります（{open_ones[0]}ほか）。",
            hint="書類ごとに、整っているかを確かめて記録してください。",
        )
    lacking = [name for key, name in asked.items() if found[key] is Paper.LACKING]
    if lacking and verdict.conforms:
        raise NotLawful(
            f"不足・不備のある書類が{len(lacking)}件あるので、適合とする審査を終えられません（{lacking[0]}）。",
            hint="補正を依頼し、直った書類を確かめてください。",
        )


def check_grounds(
    regime: Regime, grounds: Sequence[Ground], found: Mapping[str, Standing], *, disqualified: bool, barred: bool
) -> None:
    """Pass when the finding on disqualification agrees with what was checked ground by ground.

    Args:
        regime: the law of the case.
        grounds: the grounds of the law of the case.
        found: what was found of each, for the present version of the proposal.
        disqualified: whether the criterion was found not to hold.
        barred: whether a bar after a termination stands against one of those who propose.

    Raises:
        NotLawful: a ground is unchecked, or the finding says otherwise than the check or the register of bars.
    """
    place = regime.cite("disqualification").short
    open_ones = [ground.number for ground in grounds if found.get(ground.key, Standing.UNCLEAR) is Standing.UNCLEAR]
    if open_ones:
        raise NotLawful(
            f"欠格事由{'・'.join(open_ones)}の確認がありません（{place}）。",
            hint="欠格事由ごとに、当たるかどうかを記録してください。",
        )
    applies = barred or any(found[ground.key] is Standing.APPLIES for ground in grounds)
    if applies and not disqualified:
        raise NotLawful(
            f"欠格事由に当たるとの記録があるので、適合と判断できません（{place}）。",
            hint="欠格事由の確認か、基準の判断を見直してください。",
        )
    if disqualified and not applies:
        raise NotLawful(
            f"当たる欠格事由の記録がないので、不適合と判断できません（{place}）。",
            hint="当たる欠格事由を記録してください。",
        )


def check_council(referrals: Collection[Referral]) -> None:
    """Pass when the council has answered every question.

    Raises:
        NotNow: an opinion has not come yet.
    """
    waiting = [referral for referral in referrals if referral.answered_on is None]
    if waiting:
        raise NotNow(
            f"審議会への諮問（{japanese(waiting[0].referred_on)}）の答申が届いていません。",
            hint="答申を記録するか、諮問を取り下げてから審査を終えてください。",
        )


def check_persons(regime: Regime, verdict: Verdict, *, kind: ProposalKind, wanted: int, in_file: int) -> None:
    """Pass when the number of persons lies within the law where the review finds that it does.

    Raises:
        NotLawful: it does not, as last counted.
    """
    if kind is not ProposalKind.NEW or any(criterion.key == "persons" for criterion, _ in verdict.failing):
        return
    if problem := persons_problem(regime, wanted=wanted, in_file=in_file):
        raise NotLawful(
            f"{problem.message}ので、適合とする審査を終えられません。",
            hint="本人の数を減らす補正を依頼するか、基準の判断を見直してください。",
        )


def check_confirmed(keys: Collection[str], confirmed: Collection[str]) -> None:
    """Pass when the decider has looked at the finding on every criterion.

    Raises:
        NotLawful: some are not confirmed.
    """
    left = [key for key in keys if key not in confirmed]
    if left:
        raise NotLawful(
            f"決裁者がまだ確かめていない基準が{len(left)}件あります。",
            hint="基準ごとに、判断・理由・根拠の書類を確かめて印を付けてください。",
        )

"""Findings to a verdict: every criterion judged with a reason, and decided by someone who judged none of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.kernel.text import same_name
from oboro.law.criteria import Criterion, persons_problem
from oboro.law.regime import Regime


class Outcome(StrEnum):
    """How a criterion was found. UNCLEAR keeps the review open."""

    CONFORMS = "conforms"
    FAILS = "fails"
    UNCLEAR = "unclear"


OUTCOME_LABELS = {Outcome.CONFORMS: "適合", Outcome.FAILS: "不適合", Outcome.UNCLEAR: "要確認"}


@dataclass(frozen=True)
class Finding:
    """One criterion judged.

    Attributes:
        criterion: key of the criterion in `law.criteria`.
        reason: the reviewer's words; never empty in a verdict.
        evidence: the documents that show it; never empty in a verdict.
        by: account of the reviewer.
    """

    criterion: str
    outcome: Outcome
    reason: str
    by: str
    on: date
    evidence: str = ""


@dataclass(frozen=True)
class Advice:
    """What the facts of a case say about a criterion before anyone judges. It never decides."""

    outcome: Outcome
    text: str


@dataclass(frozen=True)
class Verdict:
    """The conclusion of the review.

    Attributes:
        conforms: whether every criterion holds.
        failing: the criteria that do not, with the findings, in the order of the statute.
        reviewers: accounts of those who judged.
    """

    conforms: bool
    failing: tuple[tuple[Criterion, Finding], ...]
    reviewers: frozenset[str]


@dataclass(frozen=True)
class NoticeTerms:
    """What a notice of conformity must state besides the result.

    Attributes:
        fee_yen: amount of the fee; None while not computed.
        method: how it is paid.
        due_on: by when it is paid.
        provision_method: how the information will be handed over.
    """

    fee_yen: int | None
    method: str
    due_on: date | None
    provision_method: str


def unjudged(criteria: Sequence[Criterion], findings: Collection[Finding]) -> tuple[Criterion, ...]:
    """The criteria that still lack a clear finding with a reason and its evidence."""
    clear = {finding.criterion for finding in findings if _is_clear(finding)}
    return tuple(criterion for criterion in criteria if criterion.key not in clear)


def verdict(criteria: Sequence[Criterion], findings: Collection[Finding]) -> Verdict:
    """The conclusion that follows from the findings.

    Raises:
        NotLawful: a criterion is not judged, is unclear or lacks its reason; names which.
    """
    open_criteria = unjudged(criteria, findings)
    if open_criteria:
        numbers = "・".join(criterion.number for criterion in open_criteria)
        raise NotLawful(
            f"審査の基準{numbers}に、適合・不適合の判断と理由・根拠の書類がそろっていません（{open_criteria[0].citation.short}ほか）。",
            hint="すべての基準に判断と理由、根拠の書類を記録してから、決裁へ回付してください。",
        )
    found = {finding.criterion: finding for finding in findings}
    failing = tuple(
        (criterion, found[criterion.key]) for criterion in criteria if found[criterion.key].outcome is Outcome.FAILS
    )
    reviewers = frozenset(found[criterion.key].by for criterion in criteria)
    return Verdict(conforms=not failing, failing=failing, reviewers=reviewers)


def check_decider(verdict: Verdict, *, by: str) -> None:
    """Pass when the decider judged none of the criteria.

    Raises:
        NotAllowed: the same account judged a criterion.
    """
    if any(same_name(by, reviewer) for reviewer in verdict.reviewers):
        raise NotAllowed(
            "審査した人は、その提案を決裁できません。", hint="審査に加わっていない決裁者が決裁を記録してください。"
        )


def check_decision(*, document_number: str, decided_on: date | None, on: date) -> None:
    """Pass when the decision names the document and day of the approval made outside.

    Raises:
        NotLawful: number or day is missing, or the day lies in the future.
    """
    if not document_number.strip() or decided_on is None:
        raise NotLawful(
            "決裁の文書番号と決裁日がありません。", hint="電子決裁で付いた文書番号と決裁日を記入してください。"
        )
    if decided_on > on:
        raise NotLawful("決裁日が今日より後になっています。", hint="決裁が済んだ日を記入してください。")


def check_conforming(regime: Regime, verdict: Verdict, terms: NoticeTerms, *, on: date) -> None:
    """Pass when a notice of conformity may go out.

    Raises:
        NotLawful: a criterion fails, or the amount, method, due date or provision method is missing.
    """
    place = regime.cite("conforming_notice")
    if not verdict.conforms:
        raise NotLawful(
            f"適合しない基準があるので、適合の通知はできません（{place.short}）。", hint="不適合の通知をしてください。"
        )
    missing = _missing_terms(regime, terms)
    if missing:
        raise NotLawful(
            f"適合の通知に書く{'・'.join(missing)}がありません（{place.short}）。",
            hint="見積りと納付・提供の条件をそろえてから通知してください。",
        )
    if terms.due_on is not None and terms.due_on <= on:
        raise NotLawful(
            "納付の期限が通知の日以前になっています。", hint="通知が届いてから納付できる期限を定めてください。"
        )


def check_failing(regime: Regime, verdict: Verdict) -> None:
    """Pass when a notice of non-conformity may go out: at least one criterion fails, with its reason.

    Raises:
        NotLawful: no criterion fails.
    """
    if not any(finding.reason.strip() for _, finding in verdict.failing):
        raise NotLawful(
            f"適合しない基準がないので、不適合の通知はできません（{regime.cite('nonconforming_notice').short}）。",
            hint="不適合とする基準と理由を審査で記録してください。",
        )


def advice(regime: Regime, criteria: Sequence[Criterion], *, wanted: int, in_file: int) -> Mapping[str, Advice]:
    """What the facts say about the criteria that a machine can check.

    Args:
        regime: the law of the case.
        criteria: those the proposal is judged by.
        wanted: persons in the information asked for.
        in_file: persons in the file, objectors (2017) already left out.
    """
    result = {}
    for criterion in criteria:
        if criterion.key == "persons":
            problem = persons_problem(regime, wanted=wanted, in_file=in_file)
            outcome = Outcome.FAILS if problem else Outcome.CONFORMS
            text = problem.message if problem else f"提案は{wanted:,}人、ファイルは{in_file:,}人です。"
            result[criterion.key] = Advice(outcome, text)
        elif criterion.unset:
            result[criterion.key] = Advice(Outcome.CONFORMS, f"{criterion.unset}。")
    return result


def _is_clear(finding: Finding) -> bool:
    return finding.outcome is not Outcome.UNCLEAR and bool(finding.reason.strip()) and bool(finding.evidence.strip())


def _missing_terms(regime: Regime, terms: NoticeTerms) -> list[str]:
    fee = regime.term("fee")
    present = {
        f"{fee}の額": terms.fee_yen is not None,
        "納付の方法": bool(terms.method.strip()),
        "納付の期限": terms.due_on is not None,
        "提供の方法": bool(terms.provision_method.strip()),
    }
    return [name for name, there in present.items() if not there]

"""The contract: what must be true before it is concluded, what it costs, on what grounds it ends early."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.casework.deadlines import bar
from oboro.casework.lifecycle import ContractStatus
from oboro.kernel.dates import japanese
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.citation import Citation
from oboro.law.criteria import ProposalKind
from oboro.law.fees import FeeFacts, FeeStatement, Schedule, statement
from oboro.law.regime import Regime
from oboro.law.termination import termination_rules


class PaymentOrder(StrEnum):
    """Which comes first; bodies differ. FEE_FIRST is the order of the statute's application form."""

    FEE_FIRST = "fee_first"
    CONTRACT_FIRST = "contract_first"


ORDER_LABELS = {
    PaymentOrder.FEE_FIRST: "納付を確かめてから締結する",
    PaymentOrder.CONTRACT_FIRST: "締結してから納付を受ける",
}


class TerminationGround(StrEnum):
    """Why the organ may end a contract, by the keys of `law.termination`, which has the words."""

    FRAUD = "fraud"
    DISQUALIFIED = "disqualified"
    BREACH = "breach"


@dataclass(frozen=True)
class Estimate:
    """What the making will take, estimated before the notice because the notice states the fee.

    Attributes:
        minutes: time of work.
        outsourcing_yen: what a contractor is paid; 0 when the body makes the information itself.
    """

    minutes: int
    outsourcing_yen: int = 0

    def __post_init__(self) -> None:
        if self.minutes < 0 or self.outsourcing_yen < 0:
            raise NotLawful("時間と委託の額は0以上で記入してください。", hint="見積りを確かめてください。")


@dataclass(frozen=True)
class Termination:
    """The effect of an early end.

    Attributes:
        barred_until: the first day on which the party may propose again.
    """

    ground: TerminationGround
    on: date
    barred_until: date
    citation: Citation


def fee(
    regime: Regime,
    *,
    kind: ProposalKind,
    estimate: Estimate | None,
    third_parties: int = 0,
    first_fee_yen: int | None = None,
    schedule: Schedule | None = None,
) -> FeeStatement:
    """The fee of a case, line by line.

    Args:
        regime: the law of the case.
        kind: what the proposal asks for.
        estimate: time and outsourcing; needed for NEW only.
        third_parties: how many were given a chance of an opinion (2017).
        first_fee_yen: what the first contractor paid; needed for EXISTING only.
        schedule: the body's ordinance or own rule; None for the national order.

    Raises:
        NotLawful: what the kind of proposal needs for its fee is missing.
    """
    if kind is ProposalKind.NEW and (estimate is None or estimate.minutes == 0):
        raise NotLawful(
            f"作成に要する時間の見積りがないので、{regime.term('fee')}の額が決まりません（{regime.cite('fee').short}）。",
            hint="実施可能性の検討で、作成に要する時間を記録してください。",
        )
    if kind is ProposalKind.EXISTING and first_fee_yen is None:
        raise NotLawful(
            f"最初の契約者が納付した額がないので、{regime.term('fee')}の額が決まりません。",
            hint="作成済みの情報の最初の契約を確かめてください。",
        )
    facts = FeeFacts(
        kind=kind,
        minutes=estimate.minutes if estimate else 0,
        outsourcing_yen=estimate.outsourcing_yen if estimate else 0,
        third_parties=third_parties,
        first_fee_yen=first_fee_yen,
    )
    return statement(regime, facts, schedule=schedule)


def check_apply(*, due_on: date, on: date) -> None:
    """Pass when the proposer applies in time.

    Raises:
        NotLawful: the last day of payment and application is over.
    """
    if on > due_on:
        raise NotLawful(
            f"申込みと納付の期限（{japanese(due_on)}）が過ぎています。", hint="提案先の窓口に相談してください。"
        )


def check_lapse(*, due_on: date, on: date) -> None:
    """Pass when an unanswered notice has run out.

    Raises:
        NotNow: the proposer can still apply.
    """
    if on <= due_on:
        raise NotNow(
            f"申込みと納付の期限（{japanese(due_on)}）が過ぎていないので、失効にできません。",
            hint="期限の翌日から記録できます。",
        )


def check_conclude(regime: Regime, *, order: PaymentOrder, fee_yen: int, paid_yen: int, still_qualified: bool) -> None:
    """Pass when the contract can be concluded.

    Args:
        regime: the law of the case.
        order: whether fee or contract comes first in this body.
        fee_yen: what the notice states.
        paid_yen: what is recorded as paid.
        still_qualified: whether the office found again that no ground of disqualification applies.

    Raises:
        NotLawful: the fee is open where it comes first, or the proposer may be disqualified.
    """
    if not still_qualified:
        raise NotLawful(
            f"欠格事由に当たらないことの再確認がありません（{regime.cite('disqualification').short}）。",
            hint="締結の前にもう一度確かめ、確認欄に印を付けてください。",
        )
    if order is PaymentOrder.FEE_FIRST and paid_yen < fee_yen:
        open_yen, place = fee_yen - paid_yen, regime.cite("fee").short
        raise NotLawful(
            f"{regime.term('fee')}{fee_yen:,}円のうち{open_yen:,}円が納付されていません（{place}）。",
            hint="納付を記録してから締結してください。",
        )


def check_payment(*, amount_yen: int, fee_yen: int, paid_yen: int, reference: str) -> None:
    """Pass when a payment fits: named by its reference and not above what is open.

    Raises:
        NotLawful: no reference, nothing paid, or more than the open amount.
    """
    if not reference.strip():
        raise NotLawful("納付の領収番号がありません。", hint="納付書や領収証書の番号を記入してください。")
    if amount_yen < 1:
        raise NotLawful("納付された額は1円以上で記入してください。", hint="領収済みの額を確かめてください。")
    if paid_yen + amount_yen > fee_yen:
        raise NotLawful(
            f"残り{fee_yen - paid_yen:,}円を超える額は記録できません。", hint="額と領収番号を確かめてください。"
        )


def ready_for_making(*, status: ContractStatus, fee_yen: int, paid_yen: int) -> bool:
    """Whether the making may begin: the contract stands and the fee is paid."""
    return status is ContractStatus.IN_FORCE and paid_yen >= fee_yen


def terminate(regime: Regime, *, ground: TerminationGround, on: date) -> Termination:
    """What ending a contract early brings: the bar on new proposals."""
    rule = next(rule for rule in termination_rules(regime) if rule.key == ground)
    return Termination(ground, on, bar(regime, terminated_on=on), rule.citation)

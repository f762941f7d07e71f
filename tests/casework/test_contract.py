from datetime import date

import pytest

from oboro.casework import contract
from oboro.casework.contract import Estimate, PaymentOrder, TerminationGround
from oboro.casework.lifecycle import ContractStatus
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, regime_on
from oboro.law.termination import termination_rules

DUE = date(2026, 7, 31)


def test_the_fee_of_2017_for_8_hours_and_300_third_parties_is_115600_yen(old_law):
    statement = contract.fee(old_law, kind=ProposalKind.NEW, estimate=Estimate(480), third_parties=300)
    assert statement.total_yen == 21_000 + 210 * 300 + 3_950 * 8 == 115_600


def test_the_fee_of_today_for_10_hours_20_minutes_is_64450_yen(today_law):
    assert contract.fee(today_law, kind=ProposalKind.NEW, estimate=Estimate(620)).total_yen == 21_000 + 3_950 * 11


def test_outsourcing_is_passed_through(today_law):
    statement = contract.fee(today_law, kind=ProposalKind.NEW, estimate=Estimate(120, outsourcing_yen=297_000))
    assert statement.total_yen == 325_900


def test_a_change_of_business_costs_12600_yen_without_an_estimate(today_law):
    assert contract.fee(today_law, kind=ProposalKind.CHANGE, estimate=None).total_yen == 12_600


def test_a_second_user_pays_what_the_first_paid(today_law):
    statement = contract.fee(today_law, kind=ProposalKind.EXISTING, estimate=None, first_fee_yen=64_450)
    assert statement.total_yen == 64_450


@pytest.mark.parametrize("estimate", [None, Estimate(0)])
def test_no_fee_for_new_information_without_an_estimate(today_law, estimate):
    with pytest.raises(NotLawful, match="作成に要する時間の見積りがない"):
        contract.fee(today_law, kind=ProposalKind.NEW, estimate=estimate)


def test_no_fee_for_a_second_user_without_the_first(today_law):
    with pytest.raises(NotLawful, match="最初の契約者が納付した額がない"):
        contract.fee(today_law, kind=ProposalKind.EXISTING, estimate=None)


def test_an_estimate_is_never_negative():
    with pytest.raises(NotLawful):
        Estimate(-1)


def test_the_proposer_applies_until_the_last_day():
    contract.check_apply(due_on=DUE, on=DUE)
    with pytest.raises(NotLawful, match="令和8年7月31日"):
        contract.check_apply(due_on=DUE, on=date(2026, 8, 1))


def test_a_notice_lapses_from_the_day_after():
    contract.check_lapse(due_on=DUE, on=date(2026, 8, 1))
    with pytest.raises(NotNow):
        contract.check_lapse(due_on=DUE, on=DUE)


def test_where_the_fee_comes_first_an_open_fee_stops_the_contract(today_law):
    asks = {"fee_yen": 64_450, "still_qualified": True}
    contract.check_conclude(today_law, order=PaymentOrder.FEE_FIRST, paid_yen=64_450, **asks)
    contract.check_conclude(today_law, order=PaymentOrder.CONTRACT_FIRST, paid_yen=0, **asks)
    with pytest.raises(NotLawful) as refused:
        contract.check_conclude(today_law, order=PaymentOrder.FEE_FIRST, paid_yen=60_000, **asks)
    assert refused.value.message == "手数料64,450円のうち4,450円が納付されていません（法第119条第1項）。"


def test_disqualification_is_checked_again_before_the_contract(today_law):
    with pytest.raises(NotLawful, match="再確認がありません（法第113条）"):
        contract.check_conclude(today_law, order=PaymentOrder.FEE_FIRST, fee_yen=1, paid_yen=1, still_qualified=False)


@pytest.mark.parametrize(
    ("amount", "reference", "trouble"),
    [(100, " ", "領収番号がありません"), (0, "R8-1", "1円以上"), (101, "R8-1", "残り100円を超える額")],
)
def test_a_payment_has_a_reference_and_fits_what_is_open(amount, reference, trouble):
    contract.check_payment(amount_yen=100, fee_yen=300, paid_yen=200, reference="R8-1")
    with pytest.raises(NotLawful, match=trouble):
        contract.check_payment(amount_yen=amount, fee_yen=300, paid_yen=200, reference=reference)


@pytest.mark.parametrize(
    ("status", "paid", "ready"),
    [
        (ContractStatus.IN_FORCE, 300, True),
        (ContractStatus.IN_FORCE, 299, False),
        (ContractStatus.PREPARING, 300, False),
        (ContractStatus.TERMINATED, 300, False),
    ],
)
def test_the_making_waits_for_contract_and_fee(status, paid, ready):
    assert contract.ready_for_making(status=status, fee_yen=300, paid_yen=paid) is ready


def test_termination_bars_new_proposals_for_two_years(today_law):
    ended = contract.terminate(today_law, ground=TerminationGround.BREACH, on=date(2026, 6, 1))
    assert (ended.barred_until, ended.citation.short) == (date(2028, 6, 1), "法第120条第3号")


@pytest.mark.parametrize("law_on", [date(2018, 4, 1), date(2026, 4, 1)])
def test_every_ground_of_termination_has_its_words_in_law(law_on):
    law = regime_on(body=BodyKind.NATIONAL_ORGAN, on=law_on)
    assert [rule.key for rule in termination_rules(law)] == list(TerminationGround)

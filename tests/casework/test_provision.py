from dataclasses import replace

import pytest

from oboro.casework.lifecycle import ContractStatus
from oboro.casework.provision import Making, check_checkers, check_hand_over
from oboro.kernel.errors import NotAllowed, NotLawful

MADE = Making(
    "kako", ["kakunin1", "kakunin2"], ContractStatus.IN_FORCE, paid=True, persons=1200, registered_persons=1200
)


def test_i1_information_goes_out_when_contract_fee_checks_and_register_stand(today_law):
    check_hand_over(today_law, MADE, needed=2)


@pytest.mark.parametrize(
    ("gap", "error"),
    [
        ({"contract": ContractStatus.TERMINATED}, NotLawful),
        ({"paid": False}, NotLawful),
        ({"checkers": ["kako", "kakunin1"]}, NotAllowed),
        ({"checkers": ["kakunin1"]}, NotAllowed),
        ({"registered_persons": None}, NotLawful),
        ({"registered_persons": 1199}, NotLawful),
    ],
)
def test_i1_nothing_goes_out_when_one_of_them_is_missing(today_law, gap, error):
    with pytest.raises(error):
        check_hand_over(today_law, replace(MADE, **gap), needed=2)


def test_i4_the_maker_is_not_a_checker():
    for spelling in ("kako", "KAKO", "ｋａｋｏ", "ka　ko "):
        with pytest.raises(NotAllowed, match="作成した人は、その出力を検査できません"):
            check_checkers(maker="kako", checkers=["kakunin", spelling])


def test_i4_two_spellings_of_one_checker_are_one():
    with pytest.raises(NotAllowed, match="作成した人以外の2人"):
        check_checkers(maker="kako", checkers=["確認 者", "確認者"])

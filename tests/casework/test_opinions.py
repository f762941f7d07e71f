from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework import opinions
from oboro.casework.opinions import Opinion, Round
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, Scheme, regime

OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 12, 2))
SENT, DUE = date(2020, 1, 6), date(2020, 2, 5)
ROUND = Round(letters=300, sent_on=SENT, due_on=DUE)


def test_third_parties_are_heard_when_the_register_says_so_under_the_law_of_2017(old_law, today_law):
    new = ProposalKind.NEW
    assert opinions.must_hear(old_law, kind=new, opinion_chance=True) is not None
    assert opinions.must_hear(old_law, kind=new, opinion_chance=False) is None
    assert opinions.must_hear(old_law, kind=ProposalKind.EXISTING, opinion_chance=True) is None
    assert opinions.must_hear(today_law, kind=new, opinion_chance=True) is None


@pytest.mark.parametrize(
    ("round_", "trouble"),
    [(Round(0, SENT, DUE), "1人以上"), (Round(1, SENT, SENT), "提出期限が発送の日以前")],
)
def test_a_round_needs_letters_and_time(round_, trouble):
    opinions.check_round(ROUND)
    with pytest.raises(NotLawful, match=trouble):
        opinions.check_round(round_)


@pytest.mark.parametrize(
    ("letter", "day", "trouble"),
    [
        (0, DUE, "通知番号0の通知は出していません"),
        (301, DUE, "番号は1から300まで"),
        (5, date(2020, 1, 5), "発送日より前"),
        (7, DUE, "通知番号7の意見書は記録済み"),
    ],
)
def test_an_opinion_answers_a_letter_that_went_out_once(letter, day, trouble):
    opinions.check_opinion(ROUND, {7}, letter=5, received_on=SENT)
    with pytest.raises(NotLawful, match=trouble):
        opinions.check_opinion(ROUND, {7}, letter=letter, received_on=day)


def test_a_late_opinion_counts_while_the_round_is_open():
    opinions.check_opinion(ROUND, set(), letter=5, received_on=date(2020, 2, 20))


def test_a_round_closes_after_its_last_day_or_when_all_have_answered():
    opinions.check_close(ROUND, [], on=date(2020, 2, 6))
    with pytest.raises(NotNow, match="令和2年2月5日"):
        opinions.check_close(ROUND, [], on=DUE)
    two = Round(2, SENT, DUE)
    opinions.check_close(two, [Opinion(1, False, SENT), Opinion(2, True, SENT)], on=SENT)


def test_the_removal_list_holds_objectors_by_number_only():
    answers = [Opinion(12, True, SENT), Opinion(3, False, SENT), Opinion(4, True, SENT)]
    assert opinions.removal_list(answers) == (4, 12)


def test_after_removal_the_file_must_still_hold_what_was_asked_for():
    objection = [Opinion(1, True, SENT)]
    enough = opinions.recount(OLD, objection, wanted=30161, in_file=30162)
    assert (enough.removed, enough.left, enough.problem) == ((1,), 30161, None)
    short = opinions.recount(OLD, objection, wanted=30162, in_file=30162)
    assert short.problem.message == (
        "提案の本人の数は30,162人で、ファイルの本人の数30,161人を超えている（法第44条の7第1項第2号）"
    )


def test_after_removal_fewer_than_a_thousand_is_not_lawful():
    assert opinions.recount(OLD, [Opinion(1, True, SENT)], wanted=1000, in_file=1000).problem is not None


@given(st.sets(st.integers(1, 2000)), st.integers(1000, 5000))
def test_each_objector_leaves_once(objectors, in_file):
    answers = [Opinion(number, True, SENT) for number in objectors]
    counted = opinions.recount(OLD, answers + answers, wanted=1000, in_file=in_file)
    assert counted.left == max(in_file - len(objectors), 0)
    assert (counted.problem is None) is (counted.left >= 1000)

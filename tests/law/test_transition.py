"""Who is barred by what happened under the old acts, and whose law governs an old proposal."""

from datetime import date

import pytest

from oboro.kernel.errors import LawError
from oboro.law.regime import BodyKind, Scheme, regime, regime_on
from oboro.law.transition import Act, barred_until, bars, deemings, governing_day

ORGAN = BodyKind.NATIONAL_ORGAN
NOW = regime_on(body=ORGAN, on=date(2023, 6, 1))
FIRST = regime_on(body=ORGAN, on=date(2022, 4, 1))
OLD = regime_on(body=ORGAN, on=date(2022, 3, 31))
REPEAL = "デジタル社会の形成を図るための関係法律の整備に関する法律附則"


@pytest.mark.parametrize("act", [Act.ORGANS_2003, Act.AGENCIES_2003])
@pytest.mark.parametrize("ground", ["penalty", "terminated"])
def test_a_bar_of_the_old_acts_goes_on_under_the_present_one(act, ground):
    answer = bars(NOW, ground, act=act)
    assert answer.value is True
    assert str(answer.citation) == REPEAL + "第3条第4項"


def test_a_bar_of_the_present_act_is_its_own():
    assert str(
        bars(FIRST, "terminated", act=Act.PRESENT).citation
    ) == "個人情報の保護に関する法律第111条第1項第5号".replace("第1項", "")


@pytest.mark.parametrize(
    ("act", "place"),
    [(Act.ORGANS_2003, "法第44条の6第5号"), (Act.AGENCIES_2003, "法第44条の6第6号")],
)
def test_the_old_law_has_one_number_for_each_act(act, place):
    assert bars(OLD, "terminated", act=act).citation.short == place


def test_a_termination_under_the_present_act_is_no_question_of_the_old_one():
    reopened = regime(Scheme.GYOKOHO_2017, body=ORGAN, on=date(2022, 10, 1))
    with pytest.raises(LawError):
        bars(reopened, "terminated", act=Act.PRESENT)


def test_an_old_termination_bars_for_two_years_from_its_own_day():
    free, answer = barred_until(NOW, act=Act.ORGANS_2003, from_on=date(2021, 8, 10))
    assert (free, answer.value) == (date(2023, 8, 10), True)


@pytest.mark.parametrize(
    ("proposed_on", "old"),
    [(date(2022, 3, 31), True), (date(2022, 4, 1), False), (date(2023, 5, 1), False)],
)
def test_a_proposal_made_before_the_repeal_stays_under_the_old_law(proposed_on, old):
    answer = governing_day(proposed_on=proposed_on, on=NOW.on, regime=NOW)
    assert answer.value is old
    assert answer.citation.short == "整備法附則第3条第3項"


def test_the_old_scheme_has_no_transitional_rules_of_its_own():
    assert deemings(OLD) == ()
    assert {one.key for one in deemings(NOW)} >= {"old_proposals", "old_information", "old_method", "old_workers"}


def test_lapsed_penalties_concern_local_bodies_only():
    city = regime_on(body=BodyKind.MUNICIPALITY, on=date(2023, 4, 1))
    assert "local_penalties" in {one.key for one in deemings(city)}
    assert "local_penalties" not in {one.key for one in deemings(NOW)}


def test_a_city_has_no_old_proposals_of_the_acts_but_bars_reach_it():
    city = regime_on(body=BodyKind.MUNICIPALITY, on=date(2023, 6, 1))
    with pytest.raises(LawError) as refused:
        governing_day(proposed_on=date(2022, 3, 31), on=city.on, regime=city)
    assert "条例の経過措置" in refused.value.hint
    assert bars(city, "terminated", act=Act.ORGANS_2003).value is True


def test_an_unknown_ground_is_refused():
    with pytest.raises(LawError):
        bars(NOW, "minor", act=Act.PRESENT)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework import deadlines
from oboro.kernel.errors import NotLawful

CALL = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 6, 1)}


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 6, 1)])
def test_a_proposal_is_in_time_on_the_first_and_the_last_day(today_law, day):
    deadlines.check_in_call(today_law, **CALL, on=day)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2026, 4, 30), "提案の募集は令和8年5月1日に始まります（法第112条第1項）。"),
        (date(2026, 6, 2), "提案の募集は令和8年6月1日に終わったので、提出できません（法第112条第1項）。"),
    ],
)
def test_a_proposal_outside_its_call_is_refused_with_the_provision(today_law, day, message):
    with pytest.raises(NotLawful) as refused:
        deadlines.check_in_call(today_law, **CALL, on=day)
    assert refused.value.message == message


MADE = (date(2026, 5, 1), date(2026, 6, 1))


@pytest.mark.parametrize("day", MADE)
def test_what_is_made_can_be_asked_for_from_the_first_to_the_last_day_of_its_period(today_law, day):
    deadlines.check_made_period(today_law, MADE, on=day)


@pytest.mark.parametrize(
    ("period", "day", "message"),
    [
        (MADE, date(2026, 4, 30), "この情報について提案できる期間は令和8年5月1日に始まります（法第117条第3号）。"),
        (
            MADE,
            date(2026, 6, 2),
            "この情報について提案できる期間は令和8年6月1日に終わったので、提案できません（法第117条第3号）。",
        ),
        (
            None,
            date(2026, 5, 1),
            "個人情報ファイル簿に、この情報についての提案の期間が記載されていません（法第117条第3号）。",
        ),
    ],
)
def test_what_is_made_is_not_asked_for_outside_its_period_or_when_the_register_is_silent(
    today_law, period, day, message
):
    with pytest.raises(NotLawful) as refused:
        deadlines.check_made_period(today_law, period, on=day)
    assert refused.value.message == message
    assert "期間" in refused.value.hint


def test_a_certificate_of_six_months_is_fresh_and_a_day_more_is_not(today_law):
    proposed = date(2026, 6, 1)
    ask = {"proposed_on": proposed, "label": "登記事項証明書"}
    deadlines.check_certificate(today_law, issued_on=date(2025, 12, 1), **ask)
    with pytest.raises(NotLawful, match="6月以内"):
        deadlines.check_certificate(today_law, issued_on=date(2025, 11, 30), **ask)
    with pytest.raises(NotLawful, match="登記事項証明書の発行日がありません"):
        deadlines.check_certificate(today_law, issued_on=None, **ask)


@pytest.mark.parametrize(
    ("today", "words"),
    [(date(2026, 5, 29), "あと3日"), (date(2026, 6, 1), "今日まで"), (date(2026, 6, 3), "2日経過")],
)
def test_what_is_left_is_said_in_words(today, words):
    item = deadlines.deadline("提出", due_on=date(2026, 6, 1), on=today, explanation="")
    assert deadlines.left_in_words(item) == words


def test_the_bar_counts_its_first_day(today_law):
    assert deadlines.bar(today_law, terminated_on=date(2024, 2, 29)) == date(2026, 3, 1)


DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
PAUSES = st.lists(st.tuples(DAYS, DAYS), max_size=4)


@given(DAYS, DAYS, PAUSES)
def test_i15_the_clock_equals_a_walk_day_by_day_and_is_never_negative(first, second, pauses):
    from_on, until_on = sorted((first, second))
    told = deadlines.elapsed(from_on=from_on, until_on=until_on, pauses=pauses)
    walked, day = 0, from_on
    while day < until_on:
        day += timedelta(days=1)
        walked += not any(asked < day <= answered for asked, answered in pauses)
    assert (told.days, told.paused) == (walked, (until_on - from_on).days - walked)
    assert told.paused >= 0

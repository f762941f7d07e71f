from datetime import date

import pytest

from oboro.casework.checks import (
    Paper,
    Referral,
    Standing,
    check_confirmed,
    check_council,
    check_grounds,
    check_papers,
    check_persons,
)
from oboro.casework.review import Finding, Outcome, verdict
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.criteria import ProposalKind, criteria
from oboro.law.disqualification import grounds

ASKED = {"form": "提案書", "pledge": "誓約書"}
DAY = date(2026, 6, 1)


def concluded(law, *failing):
    asked = criteria(law, ProposalKind.NEW)
    outcomes = dict.fromkeys(failing, Outcome.FAILS)
    return verdict(
        asked, [Finding(c.key, outcomes.get(c.key, Outcome.CONFORMS), "理由", "shinsa", DAY, "提案書") for c in asked]
    )


def all_clear(law, **changes):
    return {ground.key: Standing.CLEAR for ground in grounds(law)} | changes


@pytest.mark.parametrize("found", [{}, {"form": Paper.WHOLE}, {"form": Paper.WHOLE, "pledge": Paper.UNCLEAR}])
def test_a_document_that_is_not_checked_keeps_the_review_open(today_law, found):
    with pytest.raises(NotLawful, match="形式審査の済んでいない書類"):
        check_papers(ASKED, found, concluded(today_law))


def test_a_lacking_document_stops_conformity_and_not_the_refusal(today_law):
    found = {"form": Paper.WHOLE, "pledge": Paper.LACKING}
    with pytest.raises(NotLawful, match="不足・不備のある書類が1件"):
        check_papers(ASKED, found, concluded(today_law))
    check_papers(ASKED, found, concluded(today_law, "benefit"))
    check_papers(ASKED, dict.fromkeys(ASKED, Paper.WHOLE), concluded(today_law))


def test_every_ground_of_the_law_of_the_case_is_checked(today_law, old_law):
    for law in (today_law, old_law):
        found = all_clear(law)
        check_grounds(law, grounds(law), found, disqualified=False, barred=False)
        for left_out in found:
            rest = {key: one for key, one in found.items() if key != left_out}
            with pytest.raises(NotLawful, match="の確認がありません"):
                check_grounds(law, grounds(law), rest, disqualified=False, barred=False)


@pytest.mark.parametrize(
    ("standing", "disqualified", "barred", "lawful"),
    [
        (Standing.CLEAR, False, False, True),
        (Standing.CLEAR, True, False, False),
        (Standing.CLEAR, False, True, False),
        (Standing.CLEAR, True, True, True),
        (Standing.APPLIES, False, False, False),
        (Standing.APPLIES, True, False, True),
    ],
)
def test_the_finding_agrees_with_the_grounds_and_the_bars(today_law, standing, disqualified, barred, lawful):
    found = all_clear(today_law, minor=standing)
    asked = {"disqualified": disqualified, "barred": barred}
    if lawful:
        check_grounds(today_law, grounds(today_law), found, **asked)
        return
    with pytest.raises(NotLawful, match="欠格事由"):
        check_grounds(today_law, grounds(today_law), found, **asked)


def test_a_question_to_the_council_waits_for_its_opinion():
    check_council([])
    check_council([Referral(DAY, DAY)])
    with pytest.raises(NotNow, match="令和8年6月1日"):
        check_council([Referral(DAY, DAY), Referral(DAY, None)])


@pytest.mark.parametrize(("wanted", "in_file", "lawful"), [(999, 5000, False), (1000, 1000, True), (1200, 1199, False)])
def test_i6_the_number_of_persons_is_asked_again_of_the_recounted_file(today_law, wanted, in_file, lawful):
    asked = {"kind": ProposalKind.NEW, "wanted": wanted, "in_file": in_file}
    if lawful:
        check_persons(today_law, concluded(today_law), **asked)
        return
    with pytest.raises(NotLawful, match="適合とする審査を終えられません"):
        check_persons(today_law, concluded(today_law), **asked)
    check_persons(today_law, concluded(today_law, "persons"), **asked)


def test_the_decider_looks_at_every_finding():
    check_confirmed(["a", "b"], ["b", "a"])
    with pytest.raises(NotLawful, match="まだ確かめていない基準が1件"):
        check_confirmed(["a", "b"], ["a"])

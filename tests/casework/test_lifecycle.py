from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from oboro.casework import lifecycle, oversight, reference, retention, uses
from oboro.casework.lifecycle import LABELS, OWNERS, ContractStatus, MakingStatus, Status
from oboro.casework.roles import WHO_MAY, Action, Role
from oboro.kernel.errors import NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.regime import BodyKind, Scheme, regime

TODAY = regime(Scheme.APPI, body=BodyKind.DESIGNATED_CITY, on=date(2026, 6, 1))
OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2019, 12, 2))
ALL = [
    *(lifecycle.proposal(law, kind) for law in (TODAY, OLD) for kind in ProposalKind),
    lifecycle.contract(),
    lifecycle.making(),
    uses.use(),
    uses.incident(),
    oversight.complaint(),
    oversight.yearly(),
    oversight.request(),
    retention.disposal(),
]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "lifecycle.md"


def test_the_reference_page_is_what_the_tables_say():
    assert PAGE.read_text(encoding="utf-8") == reference.page()


def test_every_status_has_a_name_and_an_owner():
    everything = {*Status, *ContractStatus, *MakingStatus}
    assert len(everything) == len(Status) + len(ContractStatus) + len(MakingStatus)
    assert set(LABELS) == set(OWNERS) == everything
    for cycle in ALL:
        assert set(cycle.statuses) <= set(cycle.labels)
        assert set(cycle.statuses) <= set(cycle.owners)


def test_no_two_statuses_of_the_house_share_a_value():
    statuses = [status.value for cycle in ALL[-8:] for status in cycle.statuses] + [status.value for status in Status]
    assert len(statuses) == len(set(statuses))


def test_whose_turn_it_is_can_move_the_case():
    stuck = [
        (cycle.noun, status)
        for cycle in ALL
        for status in cycle.statuses
        if cycle.owners[status] is not None
        and not any(
            cycle.owners[status] in WHO_MAY[action]
            for action in cycle.possible(status)
            if (status, action) in cycle.transitions
        )
    ]
    assert stuck == []


def test_every_status_can_be_reached():
    for cycle in ALL:
        reached, open_ends = {cycle.statuses[0]}, [cycle.statuses[0]]
        while open_ends:
            here = open_ends.pop()
            for (before, _), after in cycle.transitions.items():
                if before is here and after not in reached:
                    reached.add(after)
                    open_ends.append(after)
        assert reached == set(cycle.statuses)


def test_only_the_2017_scheme_hears_third_parties_and_only_for_new_information():
    hears = {
        (law.scheme, kind): Status.HEARING in lifecycle.proposal(law, kind).statuses
        for law in (TODAY, OLD)
        for kind in ProposalKind
    }
    assert {pair for pair, stage in hears.items() if stage} == {(Scheme.GYOKOHO_2017, ProposalKind.NEW)}


def test_today_the_hearing_is_refused_with_what_can_be_done():
    with pytest.raises(NotNow) as refused:
        lifecycle.proposal(TODAY, ProposalKind.NEW).after(Status.UNDER_REVIEW, Action.HEAR)
    assert str(refused.value) == (
        "この提案は「審査中」なので、「第三者に意見を照会」はできません。\n"
        "今できるのは「提案を取下げ」・「補正を依頼」・「書類を形式審査」・「欠格事由を確認」・"
        "「作成に要する時間を見積り」・「基準ごとに審査」・「審議会に諮問」・「審議会の答申を記録」・"
        "「審査を終え決裁へ回付」です。画面を読み直してください。"
    )


def test_a_finished_case_says_that_it_is_finished():
    with pytest.raises(NotNow) as refused:
        lifecycle.proposal(TODAY, ProposalKind.NEW).after(Status.FAILING, Action.APPLY)
    assert refused.value.hint == "この提案の手続は終わっています。"


def test_reading_is_possible_everywhere():
    assert [s for cycle in ALL for s in cycle.statuses if not cycle.allows(s, Action.READ)] == []


def test_the_office_does_not_see_drafts():
    sees = {role for role in Role if lifecycle.visible(Status.DRAFT, to=role)}
    assert sees == {Role.PROPOSER}


@pytest.mark.parametrize("status", [Status.HEARING, Status.JUDGED, Status.DECIDED])
def test_a_refusal_tells_the_proposer_nothing_of_what_goes_on_inside(status):
    steps = lifecycle.proposal(OLD, ProposalKind.NEW)
    with pytest.raises(NotNow) as told:
        steps.told_to_proposer().after(status, Action.SUBMIT)
    assert str(told.value).startswith("この提案は「審査中」なので、「提案を提出」はできません。")
    assert told.value.hint == "今できるのは「提案を取下げ」です。画面を読み直してください。"
    with pytest.raises(NotNow, match=lifecycle.LABELS[status]):  # the office is told
        steps.after(status, Action.SUBMIT)


def test_the_proposer_does_not_learn_the_decision_before_the_notice():
    seen = {
        lifecycle.label(status, to=Role.PROPOSER) for status in (Status.UNDER_REVIEW, Status.JUDGED, Status.DECIDED)
    }
    assert seen == {"審査中"}


@given(st.sampled_from(ALL), st.sampled_from(list(Action)), st.data())
def test_after_agrees_with_possible(cycle, action, data):
    status = data.draw(st.sampled_from(cycle.statuses))
    if cycle.allows(status, action):
        assert cycle.after(status, action) in cycle.statuses
    else:
        with pytest.raises(NotNow):
            cycle.after(status, action)


class ProposalWalk(RuleBasedStateMachine):
    """A proposal under any sequence of events, legal or not."""

    cycle = lifecycle.proposal(OLD, ProposalKind.NEW)

    def __init__(self):
        super().__init__()
        self.status = Status.DRAFT
        self.done: list[Action] = []

    @rule(action=st.sampled_from(list(Action)))
    def happen(self, action):
        before = self.status
        try:
            self.status = self.cycle.after(before, action)
        except NotNow:
            assert self.status is before
            assert not self.cycle.allows(before, action)
            return
        if self.status is not before:
            self.done.append(action)

    @invariant()
    def the_status_is_the_fold_of_the_events(self):
        status = Status.DRAFT
        for action in self.done:
            status = self.cycle.after(status, action)
        assert status is self.status

    @invariant()
    def nothing_is_concluded_without_submission_review_decision_and_notice(self):
        if self.status is Status.CONTRACTED:
            order = [Action.SUBMIT, Action.RECEIVE, Action.START_REVIEW, Action.CONCLUDE_REVIEW, Action.DECIDE]
            order += [Action.NOTIFY_CONFORMING, Action.APPLY, Action.CONCLUDE]
            last = [len(self.done) - 1 - self.done[::-1].index(a) for a in order if a in self.done]
            assert last == sorted(last)
            # A correction asked for before the review began leads into the review itself.
            assert set(order) - set(self.done) <= {Action.START_REVIEW}

    @invariant()
    def what_is_over_stays_over(self):
        if OWNERS[self.status] is None:
            moves = [a for a in Action if (self.status, a) in self.cycle.transitions]
            assert moves == []


TestProposalWalk = ProposalWalk.TestCase

import pytest

from oboro.casework.roles import ACTION_LABELS, ON_PAPER, ROLE_LABELS, WHO_MAY, Action, Role, can, check
from oboro.kernel.errors import NotAllowed


def test_every_action_has_a_name_and_someone_who_may():
    assert set(ACTION_LABELS) == set(WHO_MAY) == set(Action)
    assert [action for action in Action if not WHO_MAY[action]] == []
    assert set(ROLE_LABELS) == set(Role)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_can_is_check_without_the_noise(action, role):
    assert can(action, [role]) is (role in WHO_MAY[action])


def test_one_fitting_role_among_several_is_enough():
    check(Action.DECIDE, [Role.AUDITOR, Role.DECIDER])


def test_who_may_not_is_told_who_may():
    with pytest.raises(NotAllowed) as refused:
        check(Action.DECIDE, [Role.REVIEWER])
    assert str(refused.value) == "「決裁を記録」ができるのは決裁者です。\n担当の方に依頼してください。"


def test_nobody_without_a_role_may_anything():
    assert [action for action in Action if can(action, [])] == []


def test_an_auditor_only_reads():
    assert [action for action in Action if can(action, [Role.AUDITOR])] == [Action.READ, Action.READ_ATTACHMENT]


def test_no_office_role_acts_for_the_proposer_but_to_record_what_came_on_paper():
    office = set(Role) - {Role.PROPOSER}
    mixed = [action for action in Action if Role.PROPOSER in WHO_MAY[action] and office & WHO_MAY[action]]
    assert set(mixed) == {Action.READ, Action.READ_ATTACHMENT} | ON_PAPER

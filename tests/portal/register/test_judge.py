"""The judgement whether a file is open for proposals: every step with its reason, kept as it was."""

import pytest

from oboro.portal.register import queries
from oboro.portal.register.models import Eligibility
from portal.factories import register


def typed(**changes):
    yes = dict.fromkeys(("in_register", "not_withheld", "processable", "no_disruption"), "yes")
    return {**yes, "not_exempt": "none", "disclosure": "part", "persons": "150000", "note": "", **changes}


def judge(client, entry, **changes):
    return client.post(f"/office/register/{entry.pk}/judge/", typed(**changes))


@pytest.fixture
def entry(city_a):
    return register.entry(city_a, judged=None, offered=False)


def latest(entry):
    return queries.latest_judgement(queries.entry_for_organisation(entry.organisation, entry.pk))


def test_a_file_that_meets_every_condition_is_eligible(signed_in, coordinator, entry):
    assert judge(signed_in(coordinator), entry).status_code == 302
    assert latest(entry).eligible
    page = signed_in(coordinator).get(f"/office/register/{entry.pk}/").content.decode()
    for step in latest(entry).steps:
        assert step["reason"] in page
        assert step["citation"] in page


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({"persons": "999"}, 1),
        ({"not_exempt": "staff"}, 1),
        ({"not_withheld": "no"}, 2),
        ({"disclosure": "none"}, 3),
        ({"processable": "no"}, 4),
        ({"no_disruption": "no"}, 5),
    ],
)
def test_one_condition_that_fails_makes_it_ineligible(signed_in, coordinator, entry, changes, failed):
    judge(signed_in(coordinator), entry, **changes)
    judgement = latest(entry)
    assert not judgement.eligible
    assert [number for number, step in enumerate(judgement.steps) if not step["answer"]] == [failed]


def test_an_answer_left_open_is_asked_for(signed_in, coordinator, entry):
    answer = judge(signed_in(coordinator), entry, processable="")
    assert answer.status_code == 200
    assert 'href="#id_processable_field"' in answer.content.decode()
    assert latest(entry) is None


def test_only_the_coordinator_judges(signed_in, section_officer, entry):
    assert judge(signed_in(section_officer), entry).status_code == 403


def test_a_later_judgement_counts_and_the_earlier_stays(signed_in, coordinator, entry):
    judge(signed_in(coordinator), entry)
    judge(signed_in(coordinator), entry, no_disruption="no")
    assert not latest(entry).eligible
    assert Eligibility.objects.filter(entry=entry).count() == 2

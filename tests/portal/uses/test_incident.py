"""Incidents: reported by either side, looked at point by point, closed by the decider."""

from datetime import timedelta

import pytest

from oboro.casework.uses import POINTS, IncidentKind, IncidentStatus
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.uses import actions
from oboro.portal.uses.models import Incident
from portal.factories import tenancy
from portal.uses.conftest import ON
from portal.uses.test_use import day

CANARY = "カナリア花子の住所"


@pytest.fixture
def incident(used):
    sent = {"kind": "leak", **day("found_on", ON), "persons": "3", "what": f"媒体を紛失した。{CANARY}"}
    assert used.them.post(f"{used.at}incident/", sent).status_code == 302
    return Incident.objects.get()


def look_at_all(incident, by, but=()):
    for point in POINTS:
        if point not in but:
            actions.check_point(incident=incident, point=point, finding="確かめた。", by=by, on=ON)


def test_a_report_opens_the_incident_and_the_clock(used, incident):
    assert (incident.stands, incident.number) == (IncidentStatus.REPORTED, f"{used.facts.number}-J1")
    used.go(ON + timedelta(days=4))
    page = used.office.get(f"/incidents/{incident.pk}/").content.decode()
    assert "4日経過" in page
    assert "事故の調査を始める" in used.office.get("/tasks/").content.decode()


def test_opening_a_report_is_recorded_for_the_office_and_not_for_its_party(used, incident):
    used.office.get(f"/incidents/{incident.pk}/")
    last = events_of(used.cast.body.code).last()
    assert (last.kind, last.by) == ("uses.read_incident", used.cast.coordinator.username)
    used.them.get(f"/incidents/{incident.pk}/")
    assert events_of(used.cast.body.code).last().pk == last.pk


def test_what_was_said_is_in_no_event(used, incident):
    assert CANARY not in str([event.facts for event in events_of(used.cast.body.code)])


def test_no_correction_counts_before_every_point_was_looked_at(used, incident):
    office, decider = used.cast.coordinator, used.cast.decider
    with pytest.raises(NotNow):
        actions.check_point(incident=incident, point="cause", finding="x", by=office, on=ON)
    actions.investigate(incident=incident, by=office, on=ON)
    look_at_all(incident, office, but=("cause",))
    with pytest.raises(NotLawful, match="原因を確かめた"):
        actions.correct(incident=incident, correction="鍵を替えた。", by=office, on=ON)
    actions.check_point(incident=incident, point="cause", finding="誤送付", by=office, on=ON)
    actions.correct(incident=incident, correction="鍵を替えた。", by=office, on=ON)
    with pytest.raises(NotAllowed):
        actions.close_incident(incident=incident, conclusion="続ける", by=office, on=ON)
    with pytest.raises(NotLawful):
        actions.close_incident(incident=incident, conclusion=" ", by=decider, on=ON)
    actions.close_incident(incident=incident, conclusion="契約を続ける。", by=decider, on=ON)
    incident.refresh_from_db()
    assert (incident.stands, incident.closed_on) == (IncidentStatus.CLOSED, ON)


@pytest.mark.parametrize(("point", "finding"), [("nothing", "x"), ("cause", "  ")])
def test_an_unknown_point_or_an_empty_finding_is_refused(used, incident, point, finding):
    actions.investigate(incident=incident, by=used.cast.coordinator, on=ON)
    with pytest.raises(NotLawful):
        actions.check_point(incident=incident, point=point, finding=finding, by=used.cast.coordinator, on=ON)


def test_an_open_incident_keeps_the_use_open(used, incident):
    actions.declare_end(case=used.facts, ended_on=ON, by=used.cast.proposer, on=ON)
    actions.report_erasure(case=used.facts, erased_on=ON, method="壊した", by=used.cast.proposer, on=ON)
    with pytest.raises(NotLawful, match="事故"):
        actions.complete_use(case=used.facts, by=used.cast.coordinator, on=ON)


def test_the_pages_walk_the_response(used, incident, signed_in):
    at = f"/incidents/{incident.pk}/"
    assert used.office.post(f"{at}investigate/").status_code == 302
    assert used.office.post(f"{at}point/", {"point": "cause", "finding": ""}).status_code == 400
    for point in POINTS:
        assert used.office.post(f"{at}point/", {"point": point, "finding": "確かめた。"}).status_code == 302
    assert used.office.post(f"{at}correct/", {"correction": "鍵を替えた。"}).status_code == 302
    decider = signed_in(used.cast.decider)
    assert "対応を完了にする" in decider.get(at).content.decode()
    assert decider.post(f"{at}close/", {"conclusion": "続ける"}).status_code == 302
    assert used.office.post(f"{at}nothing/").status_code == 404


def test_i11_another_body_and_another_party_find_no_incident(used, incident, signed_in, stranger):
    other = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    for user in (stranger, other):
        client = signed_in(user)
        assert client.get(f"/incidents/{incident.pk}/").status_code == 404
        for deed in ("investigate", "point", "correct", "close"):
            assert client.post(f"/incidents/{incident.pk}/{deed}/", {"finding": "x"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.investigate(incident=incident, by=stranger, on=ON)


def test_the_office_records_an_incident_that_came_by_telephone(used):
    row = actions.report_incident(
        case=used.facts,
        kind=IncidentKind.OTHER_USE,
        found_on=ON,
        persons=None,
        what="電話で聞いた。",
        by=used.cast.coordinator,
        on=ON,
    )
    assert row.on_paper
    assert "分かっていません" in used.them.get(f"/incidents/{row.pk}/").content.decode()

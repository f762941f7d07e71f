"""A complaint from the public page to its close: number and code, the clock, two people, and whose it is."""

from datetime import date, timedelta

import pytest

from oboro.casework.oversight import Came, ComplaintStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.consultations import limits
from oboro.portal.oversight import actions, queries
from oboro.portal.oversight.actions import Told
from oboro.portal.oversight.models import Complaint
from oboro.portal.tenancy.actions import move_practice_date
from portal.factories import register, tenancy

ON = date(2026, 6, 1)
CANARY = "カナリア一郎"
STEPS = ["assign", "finding", "answer", "close"]


def shown(page, name):
    return page.split(f'<code id="{name}">')[1].split("<")[0]


@pytest.fixture
def sent(city_a, visitor):
    """What a resident sees after sending: number and code."""
    page = visitor.post(f"/complaints/to/{city_a.code}/", {"text": f"利用のされ方が心配です。{CANARY}", "entry": ""})
    assert page.status_code == 200
    assert page.headers["Cache-Control"].count("no-store") == 1
    page = page.content.decode()
    return shown(page, "number"), shown(page, "code")


@pytest.fixture
def complaint(sent):
    return Complaint.objects.get()


def test_nobody_needs_an_account_to_complain_and_to_follow(sent, visitor):
    number, code = sent
    assert number == "R8-K001"
    page = visitor.post("/complaints/follow/", {"number": number, "code": code}).content.decode()
    assert "受付済み" in page
    assert CANARY not in page  # what was written is not shown again
    typed = code.lower().replace("-", " ")
    assert "受付済み" in visitor.post("/complaints/follow/", {"number": number, "code": typed}).content.decode()


def test_the_number_without_its_code_tells_nothing_and_the_code_is_kept_as_a_digest(sent, visitor, complaint):
    number, code = sent
    for wrong in ("", "AAAA-AAAA-AAAA", code[:-1]):
        page = visitor.post("/complaints/follow/", {"number": number, "code": wrong}).content.decode()
        assert "受付済み" not in page
    assert complaint.code_sha256 == queries.digest_of(code)
    assert code.replace("-", "") not in str(complaint.__dict__)
    assert code not in str([event.facts for event in events_of(complaint.organisation.code)])


def test_guessing_a_code_is_counted_and_then_refused_even_when_right(sent, visitor):
    number, code = sent
    for _ in range(limits.SECRETS_TRIED):
        assert visitor.post("/complaints/follow/", {"number": number, "code": "AAAA-AAAA-AAAA"}).status_code == 200
    assert visitor.post("/complaints/follow/", {"number": number, "code": code}).status_code == 409


def test_who_complains_too_often_is_slowed_down(city_a, visitor):
    path, told = f"/complaints/to/{city_a.code}/", {"text": "心配です。", "entry": ""}
    codes = [visitor.post(path, told).status_code for _ in range(limits.ASKED_FROM_ONE_PLACE + 1)]
    assert codes == [200] * limits.ASKED_FROM_ONE_PLACE + [409]
    assert Complaint.objects.count() == limits.ASKED_FROM_ONE_PLACE


def test_an_empty_complaint_is_not_taken(city_a, visitor):
    assert visitor.post(f"/complaints/to/{city_a.code}/", {"text": " "}).status_code == 200
    assert not Complaint.objects.exists()


def test_what_was_said_and_by_whom_is_in_no_event(sent, complaint):
    events = events_of(complaint.organisation.code)
    last = events.last()
    assert (last.kind, last.subject, last.by) == ("oversight.receive_complaint", "complaint:R8-K001", "public")
    assert CANARY not in str([event.facts for event in events])


def test_the_office_answers_and_the_writer_reads_it(
    sent, complaint, coordinator, section_officer, decider, signed_in, visitor
):
    at = f"/office/complaints/{complaint.pk}/"
    office, section = signed_in(coordinator), signed_in(section_officer)
    assert "苦情の担当を決める" in office.get("/tasks/").content.decode()
    assert office.post(f"{at}assign/", {"assigned_to": ""}).status_code == 400
    assert office.post(f"{at}assign/", {"assigned_to": "市民課"}).status_code == 302
    assert section.post(f"{at}finding/", {"finding": "契約のとおりでした。"}).status_code == 302
    assert section.post(f"{at}answer/", {"answer": "x"}).status_code == 403
    assert office.post(f"{at}answer/", {"answer": "契約のとおり使われています。"}).status_code == 302
    number, code = sent
    page = visitor.post("/complaints/follow/", {"number": number, "code": code}).content.decode()
    assert "契約のとおり使われています。" in page
    assert "契約のとおりでした。" not in page  # the finding is the office's
    assert signed_in(decider).post(f"{at}close/").status_code == 302
    complaint.refresh_from_db()
    assert (complaint.stands, complaint.closed_on) == (ComplaintStatus.CLOSED, ON)
    assert fault_of(complaint.organisation.code) is None


def test_whoever_received_it_does_not_close_it(city_a, coordinator, decider, section_officer):
    told = Told("電話で聞いた苦情", Came.TELEPHONE, ON)
    row, _ = actions.receive_complaint(organisation=city_a, told=told, by=coordinator, on=ON)
    actions.assign_complaint(complaint=row, assigned_to="市民課", by=coordinator, on=ON)
    actions.investigate_complaint(complaint=row, finding="x", by=section_officer, on=ON)
    actions.answer_complaint(complaint=row, answer="x", by=coordinator, on=ON)
    with pytest.raises(NotAllowed, match="受け付けた人"):
        actions.close_complaint(complaint=row, by=coordinator, on=ON)
    assert actions.close_complaint(complaint=row, by=decider, on=ON).closed_on == ON


def test_i19_a_complaint_from_another_window_keeps_the_day_it_came(city_a, coordinator, signed_in):
    came = ON - timedelta(days=10)
    sent = {"came_by": "forwarded", "came_to": "広聴課", "text": "苦情", "entry": "", "came_on_year": "2026"}
    sent |= {"came_on_month": str(came.month), "came_on_day": str(came.day)}
    office = signed_in(coordinator)
    assert office.post("/office/complaints/new/", sent).status_code == 200
    row = Complaint.objects.get()
    assert (row.came_on, row.received_on, row.came_to) == (came, ON, "広聴課")
    assert "10日経過" in office.get(f"/office/complaints/{row.pk}/").content.decode()
    told = Told("x", Came.PAPER, ON + timedelta(days=1))
    with pytest.raises(NotLawful, match="申出の日"):
        actions.receive_complaint(organisation=city_a, told=told, by=coordinator, on=ON)


def test_opening_a_complaint_is_recorded(complaint, auditor, signed_in):
    signed_in(auditor).get(f"/office/complaints/{complaint.pk}/")
    last = events_of(complaint.organisation.code).last()
    assert (last.kind, last.by) == ("oversight.read_complaint", auditor.username)


def test_steps_out_of_their_order_change_nothing(complaint, coordinator):
    with pytest.raises(NotNow):
        actions.answer_complaint(complaint=complaint, answer="x", by=coordinator, on=ON)
    with pytest.raises(NotNow):
        actions.close_complaint(complaint=complaint, by=coordinator, on=ON)


def test_it_may_concern_a_published_file_of_the_body_and_no_other(city_a, city_b, visitor, coordinator):
    own, foreign = register.entry(city_a), register.entry(city_b)
    assert visitor.post(f"/complaints/to/{city_a.code}/", {"text": "x", "entry": str(own.pk)}).status_code == 200
    assert Complaint.objects.get().entry == own
    refused = visitor.post(f"/complaints/to/{city_a.code}/", {"text": "x", "entry": str(foreign.pk)})
    assert "error" in refused.content.decode()
    assert Complaint.objects.count() == 1
    with pytest.raises(NotLawful, match="別の団体"):
        actions.receive_complaint(
            organisation=city_a, told=Told("x", Came.PAPER, ON, entry=foreign), by=coordinator, on=ON
        )


def test_i11_another_body_a_proposer_and_a_visitor_find_nothing(complaint, signed_in, stranger, proposer, visitor):
    at = f"/office/complaints/{complaint.pk}/"
    for user in (stranger, proposer):
        client = signed_in(user)
        assert client.get(at).status_code == 404
        assert {client.post(f"{at}{deed}/", {"answer": "x"}).status_code for deed in STEPS} == {404}
        assert CANARY not in client.get("/office/complaints/").content.decode()
    assert visitor.get(at).status_code == 302
    for by in (stranger, proposer):
        with pytest.raises(NotAllowed):
            actions.assign_complaint(complaint=complaint, assigned_to="x", by=by, on=ON)


def test_numbers_run_within_the_fiscal_year_of_the_body(city_a, city_b, coordinator, stranger):
    def number(body, on, by=None):
        return actions.receive_complaint(organisation=body, told=Told("x", Came.PAGE, on), by=by, on=on)[0].number

    assert [number(city_a, ON), number(city_a, ON), number(city_b, ON)] == ["R8-K001", "R8-K002", "R8-K001"]
    move_practice_date(organisation=city_a, to=date(2027, 4, 1), by=coordinator)
    assert number(city_a, date(2027, 4, 1)) == "R9-K001"
    assert Role.COORDINATOR in stranger.role_names
    other = tenancy.organisation(code="999999", name="丙市")
    with pytest.raises(NotAllowed):
        number(other, ON, by=stranger)

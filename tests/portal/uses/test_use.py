"""The use from the confirmed receipt to the confirmed erasure: reports, reminders, the end, paper."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from oboro.casework.contract import TerminationGround
from oboro.casework.uses import UseStatus
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.contracts import actions as contracts
from oboro.portal.uses import actions
from oboro.portal.uses.models import Reminder, Use, UseReport
from portal.factories import tenancy
from portal.uses.conftest import ON

UNTIL = date(2028, 9, 30)


def day(name, on):
    return {f"{name}_year": str(on.year), f"{name}_month": str(on.month), f"{name}_day": str(on.day)}


def test_there_is_no_use_before_the_receipt_is_confirmed(case):
    case.taken()
    assert case.proposer.get(f"/uses/{case.proposal.pk}/").status_code == 404
    with pytest.raises(NotNow, match="受領が確認されていない"):
        actions.declare_end(case=case.facts, ended_on=ON, by=case.cast.proposer, on=ON)


def test_the_use_opens_with_the_receipt_and_has_no_row_until_something_is_done(used):
    for client in (used.office, used.them):
        assert "利用中" in client.get(used.at).content.decode()
        assert used.facts.number in client.get("/uses/").content.decode()
    assert not Use.objects.exists()


def test_reports_are_due_in_the_contracts_rhythm_and_the_answers_stay(used):
    assert used.office.post(f"{used.at}plan/", {"months": "6"}).status_code == 302
    due = list(UseReport.objects.values_list("due_on", flat=True))
    assert due == [date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31), UNTIL]
    used.go(date(2027, 3, 31))
    assert "利用の状況を報告する" in used.them.get("/tasks/").content.decode()
    sent = {**day("reported_on", date(2027, 3, 31)), "text": "地図に載せた。"}
    assert used.them.post(f"{used.at}report/", sent).status_code == 302
    assert used.office.post(f"{used.at}plan/", {"months": "12"}).status_code == 302
    rows = [(row.due_on, row.reported_on) for row in UseReport.objects.all()]
    assert rows == [(date(2027, 3, 31), date(2027, 3, 31)), (date(2027, 9, 30), None), (UNTIL, None)]


def test_the_contract_asks_for_no_reports_when_the_interval_is_0(used):
    used.office.post(f"{used.at}plan/", {"months": "0"})
    assert not UseReport.objects.exists()
    assert "定めていません" in used.them.get(used.at).content.decode()


def test_the_end_is_reminded_90_30_and_7_days_before_once_each(used):
    call_command("remind", stdout=StringIO())
    for days in (91, 90, 90, 31, 30, 8, 7, 7, 0):
        used.go(UNTIL - timedelta(days=days))
        call_command("remind", stdout=StringIO())
    assert [(row.days, row.on) for row in Reminder.objects.all()] == [
        (90, UNTIL - timedelta(days=90)),
        (30, UNTIL - timedelta(days=30)),
        (7, UNTIL - timedelta(days=7)),
    ]
    kinds = [event.facts["days"] for event in events_of(used.cast.body.code) if event.kind == "uses.remind"]
    assert kinds == [90, 30, 7]


def test_a_late_start_gives_the_nearest_reminder_alone(used):
    used.go(UNTIL - timedelta(days=5))
    call_command("remind", stdout=StringIO())
    call_command("remind", stdout=StringIO())
    assert [row.days for row in Reminder.objects.all()] == [7]


def test_nothing_ends_and_nothing_is_deleted_because_the_day_has_passed(used):
    used.go(UNTIL + timedelta(days=40))
    call_command("remind", stdout=StringIO())
    assert used.use.stands is UseStatus.RUNNING
    assert "利用の終了届を求める" in used.office.get("/tasks/").content.decode()
    assert "40日経過" in used.them.get(used.at).content.decode()


def test_the_recipient_ends_erases_and_the_office_confirms(used):
    last = used.go(UNTIL)
    assert "利用を終えたら届け出る" in used.them.get("/tasks/").content.decode()
    assert used.them.post(f"{used.at}end/", day("ended_on", last)).status_code == 302
    assert "情報を消去し、報告する" in used.them.get("/tasks/").content.decode()
    sent = {**day("erased_on", last), "method": "媒体を物理的に壊した。"}
    assert used.them.post(f"{used.at}erasure/", sent).status_code == 302
    assert "消去の報告を確かめ、完了にする" in used.office.get("/tasks/").content.decode()
    assert used.them.post(f"{used.at}complete/").status_code == 403
    assert used.office.post(f"{used.at}complete/").status_code == 302
    assert (used.use.stands, used.use.completed_on) == (UseStatus.COMPLETED, last)
    assert fault_of(used.cast.body.code) is None


def test_i19_paper_keeps_its_own_day_and_passes_the_same_guards(used):
    later = used.go(ON + timedelta(days=30))
    office = used.cast.coordinator
    for wrong in (ON - timedelta(days=1), later + timedelta(days=1)):
        with pytest.raises(NotLawful, match="利用を終えた日"):
            actions.declare_end(case=used.facts, ended_on=wrong, by=office, on=later)
    actions.declare_end(case=used.facts, ended_on=ON + timedelta(days=3), by=office, on=later)
    assert used.use.end_on_paper
    for wrong, method in ((ON, "壊した"), (later + timedelta(days=1), "壊した"), (later, " ")):
        with pytest.raises(NotLawful):
            actions.report_erasure(case=used.facts, erased_on=wrong, method=method, by=office, on=later)
    last = events_of(used.cast.body.code).last()
    assert (last.facts["on"], last.facts["ended_on"], last.facts["paper"]) == (later.isoformat(), "2026-06-04", True)
    with pytest.raises(NotLawful, match="報告の内容"):
        actions.report_use(case=used.facts, reported_on=later, text=" ", by=office, on=later)


def test_a_termination_ends_the_use_and_asks_for_the_erasure(used):
    contracts.terminate(
        contract=used.facts.contract,
        ground=TerminationGround.BREACH,
        reason="契約に反したため",
        document_number="総第99号",
        by=used.cast.decider,
        on=ON,
    )
    assert (used.use.stands, used.use.ended_on) == (UseStatus.ENDED, ON)
    assert "情報を消去し、報告する" in used.them.get("/tasks/").content.decode()
    actions.report_erasure(case=used.facts, erased_on=ON, method="壊した", by=used.cast.proposer, on=ON)
    assert used.use.stands is UseStatus.ERASED


def test_a_termination_of_a_contract_not_yet_in_use_opens_no_use(case):
    contracts.terminate(
        contract=case.proposal.contract,
        ground=TerminationGround.BREACH,
        reason="契約に反したため",
        document_number="総第99号",
        by=case.cast.decider,
        on=ON,
    )
    assert not Use.objects.exists()


def test_steps_out_of_their_order_change_nothing(used):
    with pytest.raises(NotNow):
        actions.report_erasure(case=used.facts, erased_on=ON, method="壊した", by=used.cast.proposer, on=ON)
    with pytest.raises(NotNow):
        actions.complete_use(case=used.facts, by=used.cast.coordinator, on=ON)
    assert used.use.stands is UseStatus.RUNNING


def test_only_the_two_sides_of_the_case_act(used, stranger):
    other = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    for by in (other, stranger, used.cast.reviewer):
        with pytest.raises(NotAllowed):
            actions.declare_end(case=used.facts, ended_on=ON, by=by, on=ON)


@pytest.mark.parametrize("path", ["", "plan/", "report/", "end/", "erasure/", "complete/", "incident/"])
def test_i11_another_body_and_another_party_find_nothing(used, signed_in, stranger, visitor, path):
    other = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    for user in (stranger, other):
        client = signed_in(user)
        assert client.get(used.at + path).status_code in (404, 405)
        assert client.post(used.at + path).status_code in (404, 405)
    assert visitor.get(used.at + path).status_code in (302, 405)


def test_i11_lists_show_only_ones_own(used, signed_in, stranger):
    page = signed_in(stranger).get("/uses/").content.decode()
    assert used.facts.number not in page


def test_the_list_and_the_tasks_take_the_same_queries_with_reports_and_incidents(used, django_assert_max_num_queries):
    used.office.post(f"{used.at}plan/", {"months": "1"})
    with django_assert_max_num_queries(8):
        used.office.get("/uses/")

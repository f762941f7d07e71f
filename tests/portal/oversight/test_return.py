"""The yearly return: counted from the record as of one place in it, and what the commission asks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.lifecycle import Status
from oboro.casework.oversight import Came, Happened, RequestStatus, ReturnStatus, counts
from oboro.casework.roles import Role
from oboro.kernel.dates import fiscal_year
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import fault_of
from oboro.portal.oversight import actions, queries
from oboro.portal.oversight.actions import Told
from oboro.portal.oversight.models import OversightRequest, YearlyReturn
from oboro.portal.tenancy.actions import move_practice_date
from portal.factories import cases, tenancy

ON = date(2026, 6, 1)
LATER = date(2027, 5, 10)


@pytest.fixture
def year(cast):
    """City A after a year with two proposals: one contracted, one refused; and a complaint."""
    cases.at_status(Status.CONTRACTED, cast)
    cases.at_status(Status.FAILING, cast, failing="benefit")
    actions.receive_complaint(organisation=cast.body, told=Told("x", Came.PAGE, ON), by=None, on=ON)
    move_practice_date(organisation=cast.body, to=LATER, by=cast.coordinator)
    cast.body.refresh_from_db()
    cast.section = tenancy.officer(cast.body, "a-gen", Role.SECTION)
    return cast


def opened(year, on=LATER):
    return actions.open_return(organisation=year.body, fiscal_year=2026, by=year.coordinator, on=on)


def test_the_numbers_are_those_of_the_record(year):
    numbers = opened(year).numbers
    wanted = {"proposals_new": 2, "conforming": 1, "nonconforming": 1, "contracts": 1, "complaints": 1}
    assert {key: numbers[key] for key in wanted} == wanted
    assert numbers["fees_yen"] == year.body.proposals.get(status="contracted").contract.fee_yen
    assert numbers["files_registered"] == numbers["files_offered"] == 2


def test_counting_again_gives_the_same_after_more_has_happened(year):
    row = opened(year)
    actions.receive_complaint(organisation=year.body, told=Told("y", Came.PAPER, ON), by=year.coordinator, on=LATER)
    actions.receive_complaint(organisation=year.body, told=Told("y", Came.PAGE, LATER), by=None, on=LATER)
    again = queries.counted(year.body, fiscal_year=2026, as_of_seq=row.as_of_seq)
    assert again == row.numbers
    assert opened(year).version == 2
    assert YearlyReturn.objects.get(version=1).numbers == row.numbers


def test_a_year_that_still_runs_is_not_counted(year):
    with pytest.raises(NotNow, match="まだ終わっていません"):
        actions.open_return(organisation=year.body, fiscal_year=2027, by=year.coordinator, on=LATER)


def test_the_pages_walk_from_the_count_to_the_submission(year, signed_in):
    office, section = signed_in(year.coordinator), signed_in(year.section)
    assert office.post("/office/returns/", {"fiscal_year": "2026"}).status_code == 302
    row = YearlyReturn.objects.get()
    at = f"/office/returns/{row.pk}/"
    page = office.get(at).content.decode()
    assert "同じ数です" in page
    assert "法第128条" in page
    assert office.post(f"{at}confirm/", {}).status_code == 403
    assert section.post(f"{at}confirm/", {"remarks": "確認した。"}).status_code == 302
    assert office.post(f"{at}submit/", {}).status_code == 400
    assert office.post(f"{at}approve/").status_code == 302
    sent = {
        "document_number": "総第9号",
        "submitted_on_year": "2027",
        "submitted_on_month": "5",
        "submitted_on_day": "10",
    }
    assert office.post(f"{at}submit/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.stands, row.submitted_on) == (ReturnStatus.SUBMITTED, LATER)
    told = office.get(f"{at}return.csv").content.decode()
    assert "苦情の数,1件" in told
    assert fault_of(year.body.code) is None


def test_the_2017_return_counts_third_parties_and_todays_does_not(old_cast, year):
    file = cases.offered(old_cast.body, opinion_chance=True)
    cases.at_status(Status.JUDGED, old_cast, file=file)
    move_practice_date(organisation=old_cast.body, to=date(2020, 5, 1), by=old_cast.coordinator)
    row = actions.open_return(
        organisation=old_cast.body, fiscal_year=2019, by=old_cast.coordinator, on=date(2020, 5, 1)
    )
    assert (row.numbers["opinions_asked"], row.numbers["opinions_against"]) == (300, 1)
    assert "opinions_asked" in {item.key for item, _ in queries.lines_of(row)}
    assert "opinions_asked" not in {item.key for item, _ in queries.lines_of(opened(year))}


def test_i11_another_body_finds_no_return_and_no_request(year, signed_in, stranger, proposer):
    row = opened(year)
    asked = request(year)
    for user in (stranger, proposer):
        client = signed_in(user)
        for at in (
            f"/office/returns/{row.pk}/",
            f"/office/returns/{row.pk}/return.csv",
            f"/office/oversight/{asked.pk}/",
        ):
            assert client.get(at).status_code == 404
        for at in (f"/office/returns/{row.pk}/approve/", f"/office/oversight/{asked.pk}/item/"):
            assert client.post(at, {"item": "0", "finding": "x"}).status_code == 404
        with pytest.raises(NotAllowed):
            actions.approve_return(row=row, by=user, on=LATER)


def request(year, **changes):
    told = {
        "power": "report",
        "document_number": "個情第1号",
        "received_on": LATER,
        "due_on": None,
        "about": "資料の提出",
    }
    told |= {"items": ["提供の記録", "安全管理の記録"]}
    return actions.open_request(organisation=year.body, **{**told, **changes}, by=year.coordinator, on=LATER)


def test_a_request_is_answered_when_every_point_was_looked_at(year):
    row = request(year)
    actions.check_request(row=row, item=0, finding="ある。", by=year.section, on=LATER)
    with pytest.raises(NotLawful, match="1件"):
        actions.respond_request(row=row, response="送る。", response_number="総第2号", by=year.coordinator, on=LATER)
    actions.check_request(row=row, item=1, finding="ある。", by=year.section, on=LATER)
    done = actions.respond_request(row=row, response="送る。", response_number="総第2号", by=year.coordinator, on=LATER)
    assert (done.stands, done.responded_on) == (RequestStatus.RESPONDED, LATER)
    with pytest.raises(NotNow):
        actions.check_request(row=row, item=1, finding="x", by=year.section, on=LATER)


def test_a_request_without_points_or_from_the_future_is_refused(year):
    for changes in ({"items": [" "]}, {"received_on": date(2030, 1, 1)}):
        with pytest.raises(NotLawful):
            request(year, **changes)
    with pytest.raises(NotLawful):
        actions.check_request(row=request(year), item=7, finding="x", by=year.section, on=LATER)


def test_the_pages_of_a_request(year, signed_in):
    office = signed_in(year.coordinator)
    sent = {"power": "inspection", "document_number": "個情第3号", "about": "実地調査", "items": "記録\n部屋"}
    sent |= {"received_on_year": "2027", "received_on_month": "5", "received_on_day": "1"}
    assert office.post("/office/oversight/", sent).status_code == 302
    row = OversightRequest.objects.get()
    at = f"/office/oversight/{row.pk}/"
    assert "実地調査" in office.get("/tasks/").content.decode()
    for item in (0, 1):
        assert office.post(f"{at}item/", {"item": str(item), "finding": "見た。"}).status_code == 302
    assert office.post(f"{at}respond/", {"response": "", "response_number": ""}).status_code == 400
    assert office.post(f"{at}respond/", {"response": "受けた。", "response_number": "総第3号"}).status_code == 302
    assert office.post(f"{at}nothing/").status_code == 404


EVENTS = st.lists(
    st.builds(
        Happened,
        kind=st.sampled_from(["contract.conclude", "contract.record_payment", "proposal.submit", "audit.other"]),
        subject=st.just("proposal:R8-001"),
        on=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
        facts=st.fixed_dictionaries({"amount_yen": st.integers(0, 10**6), "kind": st.sampled_from(["new", "change"])}),
    ),
    max_size=40,
)


@given(EVENTS)
def test_the_years_add_up_to_the_whole_record(events):
    """Independently: every counted event lies in exactly one fiscal year."""
    years = range(2024, 2030)
    each = [counts(events, fiscal_year=year) for year in years]
    assert sum(found.get("contracts", 0) for found in each) == sum(e.kind == "contract.conclude" for e in events)
    paid = sum(e.facts["amount_yen"] for e in events if e.kind == "contract.record_payment")
    assert sum(found.get("fees_yen", 0) for found in each) == paid
    for year, found in zip(years, each, strict=True):
        new = [
            e for e in events if e.kind == "proposal.submit" and e.facts["kind"] == "new" and fiscal_year(e.on) == year
        ]
        assert found.get("proposals_new", 0) == len(new)

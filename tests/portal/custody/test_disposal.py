"""I18: what is disposed of is gone, what was done stays, and the chain holds."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from oboro.casework.lifecycle import MakingStatus
from oboro.casework.retention import Kept, RecordClass, due, term
from oboro.kernel.dates import fiscal_year
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.custody import actions, queries
from oboro.portal.custody.models import Disposal, Hold
from oboro.portal.oversight.models import Complaint
from oboro.portal.proposals.models import Attachment, Proposal
from oboro.portal.provision import storage
from oboro.portal.provision.models import Making
from oboro.portal.tenancy.actions import seal_head
from oboro.portal.tenancy.queries import record_fault
from oboro.portal.uses.models import Use

CANARIES = ("カナリア", "株式会社みらい", "商圏の人口")


def every_text():
    """All that the tables of cases still hold, as one text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("portal_") and table not in ("portal_party", "portal_user"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def disposed(old):
    row = actions.list_disposal(organisation=old.body, by=old.cast.coordinator, on=old.today)
    actions.approve_disposal(disposal=row, document_number="総第77号", by=old.cast.decider, on=old.today)
    return actions.dispose(disposal=row, by=old.cast.coordinator, on=old.today)


def test_i18_disposal_removes_the_payload_and_the_chain_still_verifies(old, django_capture_on_commit_callbacks):
    old.finish()
    old.rules()
    seal_head(organisation=old.body, on=old.today)
    kept = storage.path_of(old.body, Making.objects.get().provision_sha256)
    assert kept.exists()
    before = [event.digest for event in events_of(old.body.code)]
    old.go(date(2040, 4, 1))
    with django_capture_on_commit_callbacks(execute=True):
        row = disposed(old)
    assert {item.subject for item in row.items.all()} == {
        "proposal:R8-001",
        "proposal:R8-002",
        "use:R8-001",
        "complaint:R8-K001",
    }
    assert not Proposal.objects.exists()
    for model in (Attachment, Making, Use, Complaint):
        assert not model.objects.exists()
    assert [word for word in CANARIES if word in every_text()] == []
    assert not kept.exists()
    assert [event.digest for event in events_of(old.body.code)][: len(before)] == before
    assert record_fault(old.body.code) is None
    told = {event.subject: event.facts for event in events_of(old.body.code) if event.kind == "custody.dispose_record"}
    for item in row.items.all():
        assert (told[item.subject]["sha256"], told[item.subject]["rows"]) == (item.sha256, item.rows)
        assert item.rows > 0


def test_nothing_is_due_before_its_years_are_over_nor_without_a_rule(old):
    old.finish()
    old.go(date(2034, 3, 31))
    assert queries.candidates(old.body, on=old.today) == []  # no rule, no disposal
    old.rules()
    due_now = {kept.subject for kept, _ in queries.candidates(old.body, on=old.today)}
    assert due_now == {"proposal:R8-002", "complaint:R8-K001"}  # closed in 2028年度: its fifth year ends today


def test_the_time_runs_from_the_next_fiscal_year_to_the_day_before_its_anniversary():
    assert term(closed_on=date(2028, 10, 1), years=5) == (date(2029, 4, 1), date(2034, 3, 31))
    assert term(closed_on=date(2029, 3, 31), years=1) == (date(2029, 4, 1), date(2030, 3, 31))


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 30), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_record_is_due_when_its_fiscal_years_are_over(closed_on, years, on):
    kept = Kept(RecordClass.CASE, "proposal:R8-001", closed_on, held=False)
    whole_years_gone = fiscal_year(on) - fiscal_year(closed_on) - 1
    assert due(kept, {RecordClass.CASE: years}, on=on) == (whole_years_gone >= years)


def test_a_hold_keeps_a_record_even_after_the_approval(old):
    old.finish()
    old.rules()
    old.go(date(2040, 4, 1))
    row = actions.list_disposal(organisation=old.body, by=old.cast.coordinator, on=old.today)
    actions.approve_disposal(disposal=row, document_number="総第77号", by=old.cast.decider, on=old.today)
    sides = {"by": old.cast.coordinator, "on": old.today}
    held = actions.hold(organisation=old.body, subject="proposal:R8-001", reason="訴訟", **sides)
    with pytest.raises(NotNow, match="保留"):
        actions.dispose(disposal=row, **sides)
    assert Proposal.objects.count() == 2
    with pytest.raises(NotLawful):
        actions.hold(organisation=old.body, subject="proposal:R8-001", reason="訴訟", **sides)
    actions.release(hold=held, **sides)
    with pytest.raises(NotNow):
        actions.release(hold=held, **sides)
    actions.dispose(disposal=row, **sides)
    assert not Proposal.objects.exists()


def test_whoever_lists_does_not_approve_and_nothing_goes_unapproved(old):
    old.finish()
    old.rules()
    old.go(date(2040, 4, 1))
    row = actions.list_disposal(organisation=old.body, by=old.cast.coordinator, on=old.today)
    with pytest.raises(NotNow):
        actions.dispose(disposal=row, by=old.cast.coordinator, on=old.today)
    with pytest.raises(NotLawful):
        actions.approve_disposal(disposal=row, document_number=" ", by=old.cast.decider, on=old.today)
    Disposal.objects.update(listed_by=old.cast.decider.username.upper())
    with pytest.raises(NotAllowed, match="一覧を作った人"):
        actions.approve_disposal(disposal=row, document_number="総第1号", by=old.cast.decider, on=old.today)
    with pytest.raises(NotNow):
        actions.list_disposal(organisation=old.body, by=old.cast.coordinator, on=old.today)  # all are on a list


def test_a_case_whose_use_goes_on_is_not_due(old):
    old.rules()
    old.go(date(2040, 4, 1))
    assert old.used.case.making.stands is MakingStatus.RECEIPT_CONFIRMED
    assert queries.candidates(old.body, on=old.today) == []


def test_the_pages_walk_a_disposal(old, signed_in, stranger):
    old.finish()
    office, decider = signed_in(old.cast.coordinator), signed_in(old.cast.decider)
    old.go(date(2040, 4, 1))
    office = signed_in(old.cast.coordinator)
    for record_class in ("case", "use", "complaint"):
        sent = {"record_class": record_class, "years": "3", "basis": "規程"}
        assert office.post("/office/custody/rule/", sent).status_code == 302
    assert office.post("/office/custody/hold/", {"subject": "use:R8-001", "reason": "訴訟"}).status_code == 302
    assert office.post("/office/custody/disposals/").status_code == 302
    row = Disposal.objects.get()
    at = f"/office/custody/disposals/{row.pk}/"
    assert "use:R8-001" not in office.get(at).content.decode()
    assert office.post(at, {"document_number": "総第9号"}).status_code == 403
    assert decider.post(at, {"document_number": "総第9号"}).status_code == 302
    assert office.post(f"{at}dispose/").status_code == 302
    assert "廃棄済み" in office.get(at).content.decode()
    assert office.post(f"/office/custody/holds/{Hold.objects.get().pk}/release/").status_code == 302
    outside = signed_in(stranger)
    assert outside.get(at).status_code == 404
    assert outside.post(f"{at}dispose/").status_code == 404
    assert outside.post(f"/office/custody/holds/{Hold.objects.get().pk}/release/").status_code == 404

"""The monthly review of the record, signed off on a form that carries the signed head off the site."""

from datetime import date

import pytest

from oboro.kernel.errors import NotLawful
from oboro.portal.audit.heads import Head
from oboro.portal.custody import actions
from oboro.portal.custody.models import RecordReview
from oboro.portal.tenancy.actions import move_practice_date
from oboro.portal.tenancy.queries import record_fault


@pytest.fixture
def july(city_a, coordinator):
    move_practice_date(organisation=city_a, to=date(2026, 7, 2), by=coordinator)
    city_a.refresh_from_db()
    return city_a


def reviewed(july, by, month=date(2026, 6, 15), findings="異常なし"):
    return actions.review_record(organisation=july, month=month, findings=findings, by=by, on=date(2026, 7, 2))


def test_the_form_carries_a_head_that_verifies(july, coordinator, signed_in):
    sent = {"month_year": "2026", "month_month": "6", "month_day": "3", "findings": "異常なし"}
    assert signed_in(coordinator).post("/office/custody/review/", sent).status_code == 302
    row = RecordReview.objects.get()
    page = signed_in(coordinator).get(f"/office/custody/reviews/{row.pk}/").content.decode()
    for words in (row.digest, row.signature, row.key):
        assert words in page.replace("&#x27;", "'").replace("&#43;", "+").replace("&#x2B;", "+")
    on_paper = Head(july.code, row.seq, row.digest, row.reviewed_on.isoformat(), row.key, row.signature)
    assert record_fault(july.code, outside=[on_paper]) is None
    other = Head(july.code, row.seq, "0" * 64, row.reviewed_on.isoformat(), row.key, row.signature)
    assert record_fault(july.code, outside=[other]) is not None


def test_a_month_is_reviewed_once_when_it_is_over(july, coordinator):
    for changes in ({"findings": " "}, {"month": date(2026, 7, 1)}, {"month": date(2027, 1, 1)}):
        with pytest.raises(NotLawful):
            reviewed(july, coordinator, **changes)
    reviewed(july, coordinator)
    with pytest.raises(NotLawful, match="済んで"):
        reviewed(july, coordinator)


def test_who_may_see_and_sign(july, auditor, reviewer, coordinator, signed_in, stranger):
    row = reviewed(july, coordinator)
    at = f"/office/custody/reviews/{row.pk}/"
    assert signed_in(auditor).get(at).status_code == 200
    assert signed_in(auditor).get("/office/custody/").status_code == 200
    assert signed_in(auditor).get("/office/custody/review/").status_code == 403
    assert signed_in(reviewer).get("/office/custody/").status_code == 403
    assert signed_in(stranger).get(at).status_code == 404

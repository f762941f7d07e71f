"""A body's own Word file in place of ours: put, refused, used for later papers, taken back."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from oboro.casework.lifecycle import Status
from oboro.portal.audit.queries import events_of
from oboro.portal.ordinances.models import FormTemplate
from oboro.portal.tenancy.models import Organisation
from portal.factories import cases
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db

NAMES = "{{contractable}}{{fee_amount}}{{fee_method}}{{fee_due}}{{provision}}"


def a_file(*paragraphs):
    paper, out = Document(), io.BytesIO()
    for text in paragraphs:
        paper.add_paragraph(text)
    paper.save(out)
    return out.getvalue()


def put(client, content, key="accept"):
    sent = SimpleUploadedFile("own.docx", content)
    return client.post(reverse("own-form", args=[key]), {"content": sent})


def words(answer):
    paper = Document(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    return [p.text for p in paper.paragraphs] + [c.text for t in paper.tables for r in t.rows for c in r.cells]


def notice(client, proposal):
    return words(client.get(reverse("notice-file", args=[proposal.pk, "docx"])))


def test_the_form_says_that_its_boxes_were_not_seen(city_a, coordinator, signed_in):
    page = lines(signed_in(coordinator).get(reverse("own-form", args=["accept"])))
    assert any("印刷された枠の配置は、まだ確かめていません" in line for line in page)
    assert "{{fee_amount}}" in page


@pytest.mark.parametrize("key", ["proposal", "pledge", "accept", "application", "reject", "proposal_existing"])
def test_the_file_to_start_from_may_take_our_place_as_it_is(city_a, coordinator, signed_in, key):
    client = signed_in(coordinator)
    start = client.get(reverse("own-form-file", args=[key])).content
    assert put(client, start, key).status_code == 302
    kept = FormTemplate.objects.get()
    assert (kept.organisation, kept.form, kept.number, bytes(kept.content)) == (city_a, key, 1, start)
    event = events_of(city_a.code).order_by("-seq").first()
    assert (event.kind, event.facts["sha256"]) == ("ordinances.put_template", kept.sha256)


def test_a_notice_is_printed_on_the_bodys_own_file_from_that_day_on(cast, coordinator, signed_in):
    earlier = cases.at_status(Status.CONFORMING, cast)
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=date(2026, 6, 2))
    client = signed_in(coordinator)
    assert put(client, a_file("甲市の様式", NAMES)).status_code == 302
    assert "甲市の様式" not in notice(client, earlier)
    cast.body.refresh_from_db()
    later = cases.at_status(Status.CONFORMING, cast)
    told = notice(client, later)
    assert told[0] == "甲市の様式"
    assert "64,450円" in told[1]
    Organisation.objects.filter(pk=cast.body.pk).update(practice_on=date(2026, 6, 3))
    assert client.post(reverse("own-form-drop", args=["accept"])).status_code == 302
    assert notice(client, later)[0] == "甲市の様式"
    assert client.post(reverse("own-form-drop", args=["accept"])).status_code == 409
    cast.body.refresh_from_db()
    last = cases.at_status(Status.CONFORMING, cast)
    assert "甲市の様式" not in notice(client, last)
    assert list(FormTemplate.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("placed", "said"),
    [
        ((NAMES.replace("{{fee_due}}", ""),), "手数料等の納付期限"),
        ((NAMES, "{{telephone}}"), "telephone"),
        ((), "Word文書"),
    ],
    ids=["a field is lacking", "a name is invented", "no Word file"],
)
def test_a_file_that_may_not_take_our_place_is_refused_with_the_reason(city_a, coordinator, signed_in, placed, said):
    content = a_file(*placed) if placed else b"%PDF-1.7"
    answer = put(signed_in(coordinator), content)
    assert said in errors(answer)[0]
    assert not FormTemplate.objects.exists()


def test_only_the_coordinator_of_the_body_puts_a_file(city_a, reviewer, stranger, signed_in):
    assert put(signed_in(reviewer), a_file(NAMES)).status_code == 403
    assert put(signed_in(stranger), a_file(NAMES)).status_code == 302
    assert FormTemplate.objects.get().organisation == stranger.organisation
    assert put(signed_in(stranger), a_file(NAMES), "order").status_code == 404

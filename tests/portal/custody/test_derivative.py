"""I22: what a sanitiser changed never silently takes the place of an original, and a sealed bundle has no derivative."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oboro.casework.lifecycle import Status
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of
from oboro.portal.custody import actions
from oboro.portal.custody.models import Derivative
from oboro.portal.proposals.models import Attachment
from portal.factories import cases

ON = date(2026, 6, 1)
CHANGED = b"%PDF-1.7 flattened"


@pytest.fixture
def paper(cast):
    return cases.at_status(Status.RECEIVED, cast).attachments.first()


def added(paper, cast, content=CHANGED, sanitiser="画像化"):
    return actions.add_derivative(attachment=paper, content=content, sanitiser=sanitiser, by=cast.coordinator, on=ON)


def test_i22_the_original_stays_and_the_copy_counts_only_when_a_person_accepts_it(paper, cast):
    before = bytes(paper.content)
    row = added(paper, cast)
    with pytest.raises(NotNow, match="承認されていません"):
        actions.read_derivative(derivative=row, by=cast.coordinator, on=ON)
    actions.accept_derivative(derivative=row, by=cast.coordinator, on=ON)
    row.refresh_from_db()
    assert actions.read_derivative(derivative=row, by=cast.coordinator, on=ON) == CHANGED
    kept = Attachment.objects.get(pk=paper.pk)
    assert (bytes(kept.content), kept.sha256) == (before, hashlib.sha256(before).hexdigest())
    last = [event for event in events_of(cast.body.code) if event.kind == "custody.accept_derivative"][-1]
    assert (last.facts["original"], last.facts["derivative"]) == (paper.sha256, hashlib.sha256(CHANGED).hexdigest())
    with pytest.raises(NotNow):
        actions.accept_derivative(derivative=row, by=cast.coordinator, on=ON)


def test_i22_the_paper_that_is_opened_is_always_the_original(paper, cast, signed_in):
    actions.accept_derivative(derivative=added(paper, cast), by=cast.coordinator, on=ON)
    at = f"/proposals/{paper.proposal_id}/attachments/{paper.pk}/"
    answer = signed_in(cast.coordinator).get(at)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert content == bytes(paper.content)


def test_i22_a_sealed_bundle_has_no_derivative_and_a_sanitised_delivery_is_refused(case):
    path = case.workshop.deliver(*case.order())
    sealed = path.read_bytes()
    paper = case.proposal.attachments.first()
    for content in (sealed, (case.workshop.folder / "order.zip").read_bytes()):
        with pytest.raises(NotLawful, match="封をした包み"):
            added(paper, case.cast, content=content)
    Attachment.objects.filter(pk=paper.pk).update(content=sealed)
    paper.refresh_from_db()
    with pytest.raises(NotLawful, match="封をした包み"):
        added(paper, case.cast)
    sanitised = sealed.replace(b"delivery.json", b"delivery.jsoX")
    answer = case.office.post(f"{case.at}delivery/", {"bundle": SimpleUploadedFile("delivery.zip", sanitised)})
    assert answer.status_code == 400
    assert not case.making.delivery_sha256


def test_the_same_bytes_and_a_copy_without_its_method_are_refused(paper, cast):
    with pytest.raises(NotLawful, match="原本と同じ"):
        added(paper, cast, content=bytes(paper.content))
    with pytest.raises(NotLawful, match="方法"):
        added(paper, cast, sanitiser=" ")
    added(paper, cast)
    with pytest.raises(NotLawful, match="同じ写し"):
        added(paper, cast)


def test_the_pages_and_whose_they_are(paper, cast, signed_in, stranger):
    office, at = signed_in(cast.coordinator), f"/office/papers/{paper.pk}/"
    sent = {"file": SimpleUploadedFile("a.pdf", CHANGED), "sanitiser": "画像化"}
    assert office.post(at, sent).status_code == 302
    row = Derivative.objects.get()
    assert paper.sha256 in office.get(at).content.decode()
    for user in (stranger, cast.proposer):
        client = signed_in(user)
        assert client.get(at).status_code == 404
        assert client.post(f"/office/derivatives/{row.pk}/accept/").status_code == 404
        assert client.post(f"/office/derivatives/{row.pk}/file/").status_code == 404
    assert signed_in(cast.reviewer).post(f"/office/derivatives/{row.pk}/accept/").status_code == 403
    assert office.post(f"/office/derivatives/{row.pk}/accept/").status_code == 302
    assert office.post(f"/office/derivatives/{row.pk}/file/").content == CHANGED
    with pytest.raises(NotAllowed):
        actions.read_derivative(derivative=Derivative.objects.get(), by=stranger, on=ON)

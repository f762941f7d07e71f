"""What somebody who is signed in was answered lies in no cache; what everybody may read may be kept."""

import pytest
from django.core.management import call_command

from oboro.exchange.archive import MAX_BYTES
from portal.factories import cases, register

PRIVATE = "private, no-store"


@pytest.mark.parametrize("path", ["/", "/tasks/", "/register/", "/office/register/", "/nowhere/", "/audit/"])
def test_every_answer_to_somebody_who_is_signed_in_is_kept_nowhere(coordinator, signed_in, path):
    assert signed_in(coordinator).get(path)["Cache-Control"] == PRIVATE


def test_a_paper_and_a_redirect_and_a_refusal_are_kept_nowhere(cast, signed_in):
    draft, client = cases.draft(cast), signed_in(cast.proposer)
    paper = draft.attachments.first()
    answers = [client.get(f"/proposals/{draft.pk}/attachments/{paper.pk}/"), client.post("/proposals/0/edit/")]
    answers.append(client.post(f"/proposals/{draft.pk}/edit/", {"do": "save"}))
    assert [answer.status_code for answer in answers] == [200, 404, 302]
    assert {answer["Cache-Control"] for answer in answers} == {PRIVATE}


def test_an_answer_that_says_how_it_is_kept_says_so_still(coordinator, signed_in):
    client = signed_in(coordinator)
    assert client.get("/provisions/keys/own.pub")["Cache-Control"] == "no-store"
    assert client.get("/api/bodies")["Cache-Control"] == "public, no-cache"


def test_what_everybody_reads_may_be_kept(visitor, city_a):
    entry = register.entry(city_a)
    assert "Cache-Control" not in visitor.get(f"/register/{entry.pk}/").headers


def test_the_server_takes_a_delivery_as_large_as_its_format_allows(monkeypatch):
    served = {}
    monkeypatch.setattr("waitress.serve", lambda _application, **options: served.update(options))
    call_command("serve", port=0)
    assert MAX_BYTES < served["max_request_body_size"] < MAX_BYTES + 2 * 1024 * 1024

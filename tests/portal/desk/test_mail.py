"""The outbox is written with the deed, emptied once a morning, and says nothing but numbers and addresses."""

import re
from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.core.management import CommandError, call_command
from django.db import transaction

from oboro.casework.lifecycle import Status
from oboro.law.regime import BodyKind
from oboro.portal.desk import actions
from oboro.portal.desk.models import Happening, MorningMail
from portal.factories import cases, tenancy

VALUES = ("株式会社みらい", "住民の台帳", "商圏", "直してください", "代表取締役", "mirai", "soukatsu")


@pytest.fixture
def real(proposer):
    """A case of a body that is no practice body, submitted today; the coordinator has an address."""
    body = tenancy.organisation(code="131024", name="丙市", kind=BodyKind.MUNICIPALITY, practice_on=None)
    cast = cases.city_cast(body, proposer)
    actions.set_address(user=cast.coordinator, email="soumu@example.lg.jp", on=body.today)
    return cast, cases.at_status(Status.SUBMITTED, cast)


def test_the_outbox_is_written_in_the_transaction_of_the_deed(real):
    cast, case = real
    assert [one.kind for one in Happening.objects.all()] == ["proposal.submit"]
    with transaction.atomic():
        cases.proposals.receive(proposal=case, by=cast.coordinator, on=cast.body.today)
        assert Happening.objects.count() == 2
        transaction.set_rollback(True)
    assert Happening.objects.count() == 1


def test_one_mail_a_morning_names_the_case_and_its_page_only(real, settings):
    settings.SITE_URL = "https://oboro.example.lg.jp"
    _, case = real
    call_command("morning_mail")
    call_command("morning_mail")
    (found,) = sent_mail.outbox
    assert found.to == ["soumu@example.lg.jp"]
    assert f"・{case.number}\n  https://oboro.example.lg.jp/proposals/{case.pk}/" in found.body
    assert [value for value in VALUES if value in found.body + found.subject] == []
    assert re.findall(r"https?://[^/\s]+", found.body) == ["https://oboro.example.lg.jp"] * found.body.count("https://")
    assert Happening.objects.filter(gathered_on=None).count() == 0


def test_what_one_did_oneself_is_not_told_to_oneself(real):
    cast, case = real
    cases.proposals.receive(proposal=case, by=cast.coordinator, on=cast.body.today)
    actions.assign(proposal=case, post=None, person=cast.coordinator, by=cast.coordinator, on=cast.body.today)
    call_command("morning_mail")
    assert "提案を提出" in sent_mail.outbox[0].body
    assert "提案を受付" not in sent_mail.outbox[0].body


def test_what_cannot_be_sent_stays_and_goes_out_later(real, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(CommandError, match="1通を送れませんでした"):
        call_command("morning_mail")
    kept = MorningMail.objects.get()
    assert (kept.sent_at, kept.tries, kept.fault) == (None, 1, "ConnectionRefusedError")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("morning_mail")
    assert len(sent_mail.outbox) == 1
    assert MorningMail.objects.get().sent_at is not None


def test_a_practice_body_sends_nothing(cast):
    actions.set_address(user=cast.coordinator, email="soumu@example.lg.jp", on=cast.body.today)
    cases.at_status(Status.SUBMITTED, cast)
    call_command("morning_mail")
    assert sent_mail.outbox == []
    assert not Happening.objects.exists()


def test_an_officer_sees_what_the_mail_would_say(real, signed_in):
    cast, case = real
    page = signed_in(cast.coordinator).get("/desk/mail/").content.decode()
    assert f"・{case.number}" in page


def test_what_a_proposer_tries_out_while_correcting_is_no_news(real):
    cast, case = real
    on, proposals = cast.body.today, cases.proposals
    proposals.receive(proposal=case, by=cast.coordinator, on=on)
    proposals.request_correction(
        proposal=case, request="直してください。", due_on=on + timedelta(days=9), by=cast.coordinator, on=on
    )
    before = Happening.objects.count()
    proposals.save_draft(proposal=case, draft=cases.words(), agent=False, by=cast.proposer, on=on)
    cases.attach(case, cast.proposer)
    proposals.detach(attachment=case.attachments.last(), by=cast.proposer, on=on)
    assert Happening.objects.count() == before
    proposals.resubmit(proposal=case, values=cases.values(), by=cast.proposer, on=on)
    assert [one.kind for one in Happening.objects.order_by("pk")][before:] == ["proposal.resubmit"]

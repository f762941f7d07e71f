"""The papers and payments of a contract: its text, files of payments, the end of it and what follows."""

import csv
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.reading import of_pdf, squeezed
from oboro.casework.lifecycle import Status
from oboro.kernel.errors import CheckFailed, NotLawful, NotNow
from oboro.law.criteria import ProposalKind
from oboro.law.transition import Act
from oboro.portal.audit.models import AuditEvent
from oboro.portal.contracts import actions, papers, queries
from oboro.portal.contracts.models import Contract, Payment, PaymentImport
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Bar
from oboro.portal.reviews.models import OpinionRound
from oboro.portal.tenancy.queries import tasks_of, today
from portal.contracts.test_contract import boxes, conclusion, move_to
from portal.factories import cases
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db
HEAD = "整理番号,領収番号,納付日,金額\r\n"


def upload(client, text, encoding="cp932"):
    file = SimpleUploadedFile("納付.csv", (HEAD + text).encode(encoding))
    return client.post(reverse("contract-payments"), {"file": file})


def test_the_concluded_contract_is_frozen_with_the_words_of_the_case(cast, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    address = reverse("contract-document", args=[proposal.pk, "pdf"])
    first = signed_in(cast.proposer).get(address).content
    text = squeezed(of_pdf(first))
    for words in (
        "甲市長",
        "株式会社みらい",
        "住民の台帳",
        "64,450円",
        cases.WORDS["purpose"],
        "法律第120条",
        "第17条",
    ):
        assert squeezed(words) in text
    assert "{{" not in text
    actions.set_template(organisation=cast.body, text=_shorter(), by=cast.coordinator, on=today(cast.body))
    assert signed_in(cast.coordinator).get(address).content == first


def _shorter():
    return "# 契約\n" + "".join(f"{{{{{name}}}}}" for name in papers.REQUIRED)


def test_a_body_replaces_the_text_of_its_contracts_without_code(cast, signed_in):
    client, address = signed_in(cast.coordinator), reverse("contract-template")
    proposal = cases.at_status(Status.APPLIED, cast)
    refused = client.post(address, {"text": "# 契約\n{{party}}{{secret}}"})
    assert (refused.status_code, "使えない名前があります：secret" in refused.content.decode()) == (409, True)
    assert client.post(address, {"text": _shorter()}).status_code == 302
    got = client.get(reverse("contract-document", args=[proposal.pk, "pdf"]))
    assert squeezed("（契約）第1条　株式会社みらい") in squeezed(of_pdf(got.content))
    assert AuditEvent.objects.get(kind="contract.set_template").chain == cast.body.code
    assert signed_in(cast.reviewer).post(address, {"text": _shorter()}).status_code == 403


def test_a_file_of_payments_is_looked_at_before_anything_is_recorded(cast, signed_in):
    file = cases.offered(cast.body)
    first, second = (cases.at_status(Status.APPLIED, cast, file=file) for _ in range(2))
    one, two = first.contract.reference, second.contract.reference
    assert (one, two) == ("131016-R8-001", "131016-R8-002")
    client = signed_in(cast.coordinator)
    rows = f'{one},領1,令和8年6月1日,"64,450"\r\n{one},領1,2026-06-01,64450\r\n{two},領2,2026-06-01,64000\r\nX-9,領3,2026-06-01,1\r\n'
    page = upload(client, rows)
    shown = lines(client.get(page.url))
    assert "4行のうち1行が記録できます。合わない行は記録しません。" in shown
    for label in ("記録できる", "ファイルの中で二重", "額が合わない", "整理番号が見つからない"):
        assert shown.count(label) == 1
    assert not Payment.objects.exists()
    found = PaymentImport.objects.get()
    assert client.post(reverse("contract-payments-record", args=[found.pk])).status_code == 302
    assert [(p.contract.reference, p.reference, p.amount_yen) for p in Payment.objects.all()] == [(one, "領1", 64_450)]
    assert client.post(reverse("contract-payments-record", args=[found.pk])).status_code == 409
    assert shown_again(client, rows) == ["記録済みの領収番号", "記録済みの領収番号"]
    assert Payment.objects.count() == 1


def shown_again(client, rows):
    page = lines(client.get(upload(client, rows, "utf-8-sig").url))
    return [line for line in page if line == "記録済みの領収番号"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a", "整理番号,金額\n".encode()])
def test_a_file_that_cannot_be_read_says_why(cast, signed_in, content):
    file = SimpleUploadedFile("x.csv", content)
    page = signed_in(cast.coordinator).post(reverse("contract-payments"), {"file": file})
    assert errors(page)[0].startswith("納付のCSVファイル：1行目に見出しがありません：")
    assert not PaymentImport.objects.exists()


def test_a_cell_too_long_for_any_csv_is_an_ordinary_error_of_the_box(cast, signed_in):
    limit = csv.field_size_limit(131_072)  # that of a process which has read no large file
    try:
        page = upload(signed_in(cast.coordinator), f"R8-001,{'1' * 200_000},2026-06-01,1\r\n")
    finally:
        csv.field_size_limit(limit)
    assert "CSVとして読めません" in errors(page)[0]
    assert not PaymentImport.objects.exists()


def test_only_the_desk_reads_payments_and_only_its_own(cast, signed_in, stranger):
    found = actions.read_payments(
        organisation=cast.body, content=HEAD.encode(), by=cast.coordinator, on=today(cast.body)
    )
    for name in ("contract-payments-read", "contract-payments-record"):
        assert signed_in(stranger).post(reverse(name, args=[found.pk])).status_code in {404, 405}
    assert signed_in(stranger).get(reverse("contract-payments-read", args=[found.pk])).status_code == 404
    assert signed_in(cast.proposer).get(reverse("contract-payments")).status_code == 404
    assert upload(signed_in(cast.reviewer), "").status_code == 403


def test_the_system_proposes_the_lapse_and_an_officer_confirms_it(cast, signed_in):
    proposal = cases.at_status(Status.CONFORMING, cast)
    move_to(cast.body, proposal.notice.due_on)
    cast.coordinator.refresh_from_db()
    words = "契約の申込みの期限が過ぎています"
    assert not any(words in task.text for task in tasks_of(_again(cast.coordinator)))
    move_to(cast.body, proposal.notice.due_on + timedelta(days=1))
    assert [task.url for task in tasks_of(_again(cast.coordinator)) if words in task.text] == [
        reverse("contract", args=[proposal.pk])
    ]
    assert not any(words in task.text for task in tasks_of(_again(cast.reviewer)))
    proposal.refresh_from_db()
    assert proposal.stands is Status.CONFORMING
    client = signed_in(cast.coordinator)
    client.post(reverse("contract-lapse", args=[proposal.pk]))
    letter = client.get(reverse("contract-lapse-letter", args=[proposal.pk, "pdf"]))
    assert "手続は終わりました" in squeezed(of_pdf(letter.content))


def _again(user):
    return type(user).objects.get(pk=user.pk)


def terminated(cast, proposal):
    on = today(cast.body)
    actions.terminate(
        contract=proposal.contract, ground=actions.TerminationGround.BREACH, reason="第三者に渡した。",
        hearing="令和8年5月20日に弁明を聴いた。", document_number="総第77号", by=cast.decider, on=on,
    )  # fmt: skip
    proposal.refresh_from_db()


def test_after_a_termination_no_change_of_business_is_proposed(cast, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    on = today(cast.body)
    proposals.mark_made(proposal, on=on)
    early = proposals.start_from(origin=proposal, kind=ProposalKind.CHANGE, by=cast.proposer, on=on)
    cases.attach(early, cast.proposer)
    terminated(cast, proposal)
    with pytest.raises(NotNow, match="事業の変更は提案できません"):
        proposals.start_from(origin=proposal, kind=ProposalKind.CHANGE, by=cast.proposer, on=on)
    assert signed_in(cast.proposer).get(reverse("proposal-change", args=[proposal.pk])).status_code == 404
    Bar.objects.all().delete()
    values = {k: v for k, v in cases.values().items() if k not in {"persons", "method", "file_name"}}
    with pytest.raises(NotLawful, match="もとの契約が終了し、又は解除されている"):
        proposals.submit(proposal=early, values=values | {"information": "R8-001"}, by=cast.proposer, on=on)


def test_the_letter_of_termination_names_ground_effect_and_what_is_to_be_done(cast, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    terminated(cast, proposal)
    got = signed_in(cast.proposer).get(reverse("contract-termination-letter", args=[proposal.pk, "pdf"]))
    text = squeezed(of_pdf(got.content))
    for words in ("総第77号", "第三者に渡した。", "令和10年6月1日になるまで提案できません", "消去"):
        assert words in text


def test_i9_a_bar_that_came_since_the_notice_stops_the_contract(cast, signed_in):
    proposal, on = cases.at_status(Status.APPLIED, cast), today(cast.body)
    contract = proposal.contract
    actions.record_payment(
        contract=contract, reference="N", amount_yen=contract.fee_yen, paid_on=on, by=cast.coordinator, on=on
    )
    bar = Bar.objects.create(
        act=Act.PRESENT, organisation=cast.body, party=proposal.party, from_on=on, until_on=date(2028, 6, 1)
    )
    address = reverse("contract-conclude", args=[proposal.pk])
    page = signed_in(cast.coordinator).post(address, conclusion(cast))
    assert (page.status_code, "法第113条" in page.content.decode()) == (409, True)
    assert Contract.objects.get().concluded_on is None
    bar.delete()
    assert signed_in(cast.coordinator).post(address, conclusion(cast)).status_code == 302


def test_i5_a_list_changed_after_it_was_sealed_is_never_ordered(old_cast):
    file = cases.offered(old_cast.body, opinion_chance=True)
    proposal = cases.at_status(Status.CONTRACTED, old_cast, file=file)
    assert queries.left_out(proposal) == (7,)
    OpinionRound.objects.update(removed=[7, 8])
    with pytest.raises(CheckFailed):
        queries.making_case(old_cast.coordinator, proposal.pk)


def test_the_request_to_pay_names_amount_day_and_number(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    got = signed_in(cast.proposer).get(reverse("contract-payment-notice", args=[proposal.pk, "pdf"]))
    text = squeezed(of_pdf(got.content))
    assert all(words in text for words in ("131016-R8-001", "64,450円", "令和8年7月1日", "納付書"))
    assert boxes("x", today(cast.body))["x_year"] == 2026

"""The contract: applied for, paid, concluded, ended; what the making may rely on."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from oboro.casework.contract import PaymentOrder
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.law.criteria import ProposalKind
from oboro.portal.contracts import queries
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Bar, Proposal
from oboro.portal.reviews.models import Notice
from oboro.portal.tenancy.models import Organisation
from oboro.portal.tenancy.queries import today
from portal.factories import cases, tenancy
from portal.reading import errors, lines

pytestmark = pytest.mark.django_db


def boxes(name, day):
    return {f"{name}_year": day.year, f"{name}_month": day.month, f"{name}_day": day.day}


def move_to(body, day):
    Organisation.objects.filter(pk=body.pk).update(practice_on=day)


def conclusion(cast, **changes):
    return {"document_number": "契第3号", "still_qualified": "on", **boxes("concluded_on", today(cast.body)), **changes}


def pay(cast, signed_in, proposal, amount, reference="N-1"):
    typed = {"reference": reference, "amount_yen": amount, **boxes("paid_on", today(cast.body))}
    return signed_in(cast.coordinator).post(reverse("contract-payment", args=[proposal.pk]), typed)


def test_the_whole_page_of_a_contract_that_is_applied_for(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    page = lines(signed_in(cast.coordinator).get(reverse("contract", args=[proposal.pk])))
    assert page[: page.index("納付を記録する")] == [
        "契約 R8-001 締結準備中",
        "提案",
        "審査",
        "通知書",
        "契約",
        "期限と担当",
        "次にすること（総括担当）",
        "納付を確かめ、契約を締結します。",
        "手数料の納付の期限　令和8年7月1日（2026年） あと30日",
        "法第114条第2項　令和8年6月1日の通知書に書いた期限です。",
        "担当：決めていない",
        "期限の数え方と担当を見る",
        "個人情報の保護に関する法律（令和8年6月1日（2026年）の条文）　根拠：法第115条、法第119条第3項",
        "契約の相手方",
        "株式会社みらい",
        "提案先",
        "甲市",
        "手数料の額",
        "64,450円（通知した額）",
        "納付の方法",
        "納付書",
        "申込みと納付の期限",
        "令和8年7月1日（2026年）",
        "納付と締結の順序",
        "納付を確かめてから締結する",
        "提供の方法",
        "電子記録媒体の交付",
        "納付の整理番号",
        "131016-R8-001",
        "申込みの日",
        "令和8年6月1日（2026年）",
        "利用の期間",
        "令和8年10月1日（2026年）から令和10年9月30日（2028年）まで",
        "手数料の納付を記録すると、契約の締結を記録できます。",
        "書面",
        "契約申込書",
        "Word（契約申込書）",
        "PDF（契約申込書）",
        "納付のご案内",
        "Word（納付のご案内）",
        "PDF（納付のご案内）",
        "契約書の案",
        "Word（契約書）",
        "PDF（契約書）",
        "納付",
        "納付はまだ記録されていません。",
    ]
    assert page[page.index("様式第十") :][-7:-1] == [
        "住所又は居所",
        "東京都千代田区一番町1番1号",
        "代表者の氏名",
        "代表取締役",
        "契約の締結の申込み",
        "提案R8-001について、行政機関等匿名加工情報の利用に関する契約の締結を申し込みます。",
    ]


def test_the_proposer_applies_until_the_last_day(cast, signed_in):
    in_time, late = cases.at_status(Status.CONFORMING, cast), cases.at_status(Status.CONFORMING, cast)
    due = in_time.notice.due_on
    client = signed_in(cast.proposer)
    move_to(cast.body, due)
    assert client.post(reverse("contract-apply", args=[in_time.pk])).status_code == 302
    move_to(cast.body, due + timedelta(days=1))
    assert client.post(reverse("contract-apply", args=[late.pk])).status_code == 409
    assert list(Contract.objects.values_list("proposal_id", flat=True)) == [in_time.pk]


def test_an_unanswered_notice_lapses_after_its_day(cast, signed_in):
    proposal = cases.at_status(Status.CONFORMING, cast)
    client, address = signed_in(cast.coordinator), reverse("contract-lapse", args=[proposal.pk])
    assert client.post(address).status_code == 409
    move_to(cast.body, proposal.notice.due_on + timedelta(days=1))
    assert client.post(address).status_code == 302
    proposal.refresh_from_db()
    assert proposal.stands is Status.LAPSED


def test_the_contract_waits_for_the_fee(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    client, address = signed_in(cast.coordinator), reverse("contract-conclude", args=[proposal.pk])
    pay(cast, signed_in, proposal, 64_449)
    page = client.post(address, conclusion(cast))
    assert page.status_code == 409
    assert "手数料64,450円のうち1円が納付されていません（法第119条第3項）。" in page.content.decode()
    pay(cast, signed_in, proposal, 1, reference="N-2")
    assert client.post(address, conclusion(cast)).status_code == 302
    contract = Contract.objects.get()
    assert (contract.stands, contract.document_number) == (ContractStatus.IN_FORCE, "契第3号")


def test_where_the_contract_comes_first_the_making_still_waits_for_the_fee(cast, signed_in):
    proposal = cases.at_status(Status.CONFORMING, cast)
    Notice.objects.update(payment_order=PaymentOrder.CONTRACT_FIRST)
    client = signed_in(cast.coordinator)
    signed_in(cast.proposer).post(reverse("contract-apply", args=[proposal.pk]))
    assert client.post(reverse("contract-conclude", args=[proposal.pk]), conclusion(cast)).status_code == 302
    assert queries.ready_cases(cast.body) == []
    assert queries.making_case(cast.coordinator, proposal.pk).may_be_made is False
    pay(cast, signed_in, proposal, 64_450)
    assert queries.making_case(cast.coordinator, proposal.pk).may_be_made is True


def test_disqualification_must_be_checked_again(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    typed = conclusion(cast)
    del typed["still_qualified"]
    page = signed_in(cast.coordinator).post(reverse("contract-conclude", args=[proposal.pk]), typed)
    assert errors(page) == [
        "欠格事由に当たらないことを、もう一度確かめました：締結の前に、欠格事由に当たらないことを確かめてください。"
    ]


@pytest.mark.parametrize(("amount", "reference"), [(64_451, "N-1"), (1, "N-0")])
def test_too_much_or_the_same_payment_twice_is_refused(cast, signed_in, amount, reference):
    proposal = cases.at_status(Status.APPLIED, cast)
    if reference == "N-0":
        pay(cast, signed_in, proposal, 1, reference)
    before = Payment.objects.count()
    assert pay(cast, signed_in, proposal, amount, reference).status_code == 409
    assert Payment.objects.count() == before


def test_a_termination_bars_the_party_for_two_years(cast, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    typed = {"ground": "breach", "reason": "第三者に渡した。", "document_number": "総第77号"}
    address = reverse("contract-terminate", args=[proposal.pk])
    assert signed_in(cast.coordinator).post(address, typed).status_code == 403
    assert signed_in(cast.decider).post(address, typed).status_code == 302
    ended = Termination.objects.get()
    assert (ended.on.isoformat(), ended.barred_until.isoformat()) == ("2026-06-01", "2028-06-01")
    assert [(b.party, b.until_on) for b in Bar.objects.all()] == [(proposal.party, ended.barred_until)]
    assert queries.ready_cases(cast.body) == []
    again = cases.draft(cast)
    page = signed_in(cast.proposer).post(reverse("proposal-submit", args=[again.pk]))
    assert errors(page) == ["契約を解除されたため、令和10年6月1日になるまで提案できません（法第113条第5号）。"]


def test_after_a_termination_both_sides_are_told_that_it_is_over(cast, signed_in):
    file = cases.offered(cast.body)
    proposal = cases.at_status(Status.CONTRACTED, cast, file=file)
    over = "契約は終わり、手続も終わりました。契約のページで、終わった日と理由を確かめられます。"
    pages = [reverse(name, args=[proposal.pk]) for name in ("proposal", "notice", "contract")]
    seen = [lines(signed_in(who).get(page)) for who in (cast.proposer, cast.coordinator) for page in pages]
    assert [over in page for page in seen] == [False] * 6
    terminated = {"ground": "breach", "reason": "第三者に渡した。", "document_number": "総第77号"}
    signed_in(cast.decider).post(reverse("contract-terminate", args=[proposal.pk]), terminated)
    seen = [lines(signed_in(who).get(page)) for who in (cast.proposer, cast.coordinator) for page in pages]
    assert [over in page for page in seen] == [True] * 6
    start = signed_in(cast.proposer).get(reverse("proposal-start", args=[file.call_id, file.entry_id]))
    assert lines(start)[1].startswith(
        "契約を解除されたため、令和10年6月1日（2028年）になるまで提案できません（法第113条"
    )


def test_a_party_barred_since_its_proposal_cannot_conclude(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    pay(cast, signed_in, proposal, Contract.objects.get().fee_yen, "N-9")
    on = today(cast.body)
    Bar.objects.create(organisation=cast.body, party=proposal.party, act="agencies_2003", from_on=on, until_on=on)
    typed = conclusion(cast)
    page = signed_in(cast.coordinator).post(reverse("contract-conclude", args=[proposal.pk]), typed)
    assert page.status_code == 409
    assert "整備法附則第3条第4項" in page.content.decode()
    Bar.objects.all().delete()
    assert signed_in(cast.coordinator).post(reverse("contract-conclude", args=[proposal.pk]), typed).status_code == 302


def test_a_proposal_withdrawn_before_the_contract_takes_the_contract_with_it(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    signed_in(cast.proposer).post(reverse("proposal-withdraw", args=[proposal.pk]))
    assert pay(cast, signed_in, proposal, 1).status_code == 409
    client = signed_in(cast.coordinator)
    assert client.post(reverse("contract-conclude", args=[proposal.pk]), conclusion(cast)).status_code == 409
    assert lines(client.get(reverse("contract", args=[proposal.pk])))[0] == "契約 R8-001 取下げ"
    assert "取下げ" in lines(client.get(reverse("contract-list")))


def test_a_contract_ends_after_its_period(cast, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    client, address = signed_in(cast.coordinator), reverse("contract-end", args=[proposal.pk])
    assert client.post(address).status_code == 409
    move_to(cast.body, proposal.contract.use_until + timedelta(days=1))
    assert client.post(address).status_code == 302
    assert Contract.objects.get().stands is ContractStatus.ENDED


def test_a_second_user_pays_what_the_first_paid_and_a_change_costs_12600(cast):
    first = cases.at_status(Status.CONTRACTED, cast)
    on = today(cast.body)
    cases.tell_of(first, cast)
    other = tenancy.proposer(tenancy.party("株式会社かなた"), "kanata")
    fees = {}
    for kind, by in ((ProposalKind.EXISTING, other), (ProposalKind.CHANGE, cast.proposer)):
        proposal = proposals.start_from(origin=first, kind=kind, by=by, on=on)
        cases.attach(proposal, by)
        values = {k: v for k, v in cases.values().items() if k not in {"persons", "method", "file_name"}}
        proposals.submit(proposal=proposal, values=values | {"information": "R8-001"}, by=by, on=on)
        mine = cases.Cast(cast.body, by)
        proposals.receive(proposal=proposal, by=mine.coordinator, on=on)
        proposal.refresh_from_db()
        cases._under_review(proposal, mine, "")
        proposal.refresh_from_db()
        cases.check_all(proposal, mine)
        cases.judge_all(proposal, mine)
        cases.reviews.conclude(proposal=proposal, by=mine.reviewer, on=on)
        cases._decided(proposal, mine, "")
        cases._conforming(proposal, mine, "")
        fees[kind] = (proposal.notice.fee_yen, proposal.notice.letter["form"])
    assert fees == {
        ProposalKind.EXISTING: (64_450, "様式第十三"),
        ProposalKind.CHANGE: (12_600, "様式第十三"),
    }


def test_what_is_made_is_offered_to_others_while_its_period_runs(cast, signed_in):
    proposal = cases.at_status(Status.CONTRACTED, cast)
    client = signed_in(tenancy.proposer(tenancy.party("株式会社かなた"), "kanata"))
    address = reverse("proposal-made")
    assert lines(client.get(address))[-1] == "今、提案できる作成済みの情報はありません。"
    cases.tell_of(proposal, cast)
    assert lines(client.get(address))[2:] == [
        "住民の台帳",
        "提案先",
        "甲市",
        "情報の概要",
        "1,200人、住所（都道府県）",
        "提案できる期間",
        "令和8年6月1日（2026年）から令和8年12月31日（2026年）まで",
        "提案を始める：住民の台帳",
    ]
    assert client.post(reverse("proposal-existing", args=[proposal.pk])).status_code == 302
    move_to(cast.body, date(2027, 1, 1))
    assert client.post(reverse("proposal-existing", args=[proposal.pk])).status_code == 404
    assert signed_in(cast.coordinator).get(address).status_code == 404


def test_only_the_contractor_changes_and_only_others_ask_for_what_exists(cast, signed_in):
    first = cases.at_status(Status.CONTRACTED, cast)
    cases.tell_of(first, cast)
    other = signed_in(tenancy.proposer(tenancy.party("株式会社かなた"), "kanata"))
    own = signed_in(cast.proposer)
    change, existing = (reverse(name, args=[first.pk]) for name in ("proposal-change", "proposal-existing"))
    assert [client.get(page).status_code for client in (own, other) for page in (change, existing)] == [
        200,
        404,
        404,
        200,
    ]


def test_the_making_of_a_case_is_not_shown_before_its_contract(cast):
    proposal = cases.at_status(Status.APPLIED, cast)
    with pytest.raises(Http404):
        queries.making_case(cast.coordinator, proposal.pk)


def test_the_application_comes_as_a_word_file(cast, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    got = signed_in(cast.proposer).get(reverse("contract-application", args=[proposal.pk, "docx"]))
    assert got.content.startswith(b"PK")
    assert Proposal.objects.get().contract.letter["form"] == "様式第十"

"""Media, links that end, receipts on paper, and what is erased when it is over."""

import hashlib
from datetime import date, timedelta

import pytest

from oboro.casework.contract import TerminationGround
from oboro.casework.lifecycle import MakingStatus
from oboro.casework.provision import Erased, Purpose
from oboro.kernel.errors import CheckFailed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.contracts import actions as contracts
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import carrying, storage
from oboro.portal.provision.carrying import Medium
from oboro.portal.provision.models import Link, MediumEntry
from oboro.portal.register import queries as register
from oboro.portal.tenancy.actions import move_practice_date
from oboro.portal.tenancy.keys import own_key

ON = date(2026, 6, 1)
USB = Medium(kind="USBメモリ", label="U-7", encrypted=True, received_by="みらい 次郎")
SENT = {"kind": "USBメモリ", "label": "U-7", "encrypted": "on", "received_by": "みらい 次郎"}


def by_medium(case, **sent):
    return case.office.post(f"{case.at}hand-over-medium/", {**SENT, **sent})


def terminate(case):
    contracts.terminate(
        contract=case.proposal.contract,
        ground=TerminationGround.BREACH,
        reason="契約に反したため",
        document_number="総第99号",
        by=case.cast.decider,
        on=ON,
    )


def test_a_medium_hands_over_like_a_link_and_stands_in_the_ledger(case, signed_in, stranger):
    case.registered()
    assert by_medium(case).status_code == 302
    row = MediumEntry.objects.get()
    assert (row.purpose, row.sha256, row.handed_by) == (
        "provision",
        case.making.provision_sha256,
        case.cast.coordinator.username,
    )
    assert case.making.stands is MakingStatus.HANDED_OVER
    slip = case.office.get(f"{case.at}media/{row.pk}/").content.decode()
    for words in (row.number, row.sha256, "みらい 次郎", "暗号化"):
        assert words in slip
    assert row.number in case.office.get("/provisions/media/").content.decode()
    assert row.number not in signed_in(stranger).get("/provisions/media/").content.decode()
    assert signed_in(stranger).get(f"{case.at}media/{row.pk}/").status_code == 404
    assert signed_in(stranger).post(f"{case.at}provision.zip").status_code == 404


def test_the_bytes_for_the_medium_are_those_that_were_checked_and_taking_them_is_recorded(case):
    case.registered()
    assert case.office.post(f"{case.at}provision.zip").status_code == 409  # nothing in the ledger yet
    by_medium(case)
    content = b"".join(case.office.post(f"{case.at}provision.zip").streaming_content)
    assert hashlib.sha256(content).hexdigest() == case.making.provision_sha256
    assert events_of(case.cast.body.code).last().kind == "provision.write_medium"
    storage.path_of(case.cast.body, case.making.provision_sha256).write_bytes(b"x")
    with pytest.raises(CheckFailed):
        carrying.take_provision(case=case.facts, by=case.cast.coordinator, on=ON)


def test_i1_no_medium_goes_out_before_the_register_tells_of_it(case):
    case.delivered()
    with pytest.raises(NotNow):
        carrying.hand_over_medium(case=case.facts, medium=USB, reason="", by=case.cast.coordinator, on=ON)


def test_i14_a_medium_ends_the_living_link_and_a_second_hand_over_needs_a_reason(case):
    url = case.registered().link()
    assert by_medium(case).status_code == 200  # the form asks for the reason
    assert by_medium(case, reason="通信が使えないため").status_code == 302
    assert case.proposer.post(url).status_code == 409
    assert Link.objects.get().used_at is None


def test_i14_a_revoked_link_never_serves_and_needs_a_reason(case):
    url = case.registered().link()
    with pytest.raises(NotLawful):
        carrying.revoke_link(case=case.facts, reason=" ", by=case.cast.coordinator, on=ON)
    assert case.office.post(f"{case.at}revoke/", {"reason": "宛先を誤ったため"}).status_code == 302
    assert case.proposer.post(url).status_code == 409
    assert case.proposer.get(url).status_code == 410
    with pytest.raises(NotNow):
        carrying.revoke_link(case=case.facts, reason="もう一度", by=case.cast.coordinator, on=ON)


def test_why_a_link_was_taken_back_stays_with_the_link_and_out_of_the_record(case):
    case.registered().link()
    case.office.post(f"{case.at}revoke/", {"reason": "みらい 次郎さんの宛先を誤ったため"})
    assert Link.objects.get().revoked_reason == "みらい 次郎さんの宛先を誤ったため"
    assert "みらい 次郎さんの宛先を誤ったため" in case.office.get(case.at).content.decode()
    event = events_of(case.cast.body.code).last()
    assert (event.kind, event.facts) == (
        "provision.revoke_link",
        {"on": ON.isoformat(), "links": 1, "reason": True},
    )


def test_a_termination_takes_the_living_links_back_in_the_same_deed(case):
    url = case.registered().link()
    terminate(case)
    assert Link.objects.get().revoked_on == ON
    assert case.proposer.get(url).status_code == 410
    kinds = [event.kind for event in events_of(case.cast.body.code)][-3:]
    assert "provision.revoke_link" in kinds
    assert fault_of(case.cast.body.code) is None
    fresh = case_of(Contract.objects.get())
    with pytest.raises(NotLawful, match="有効な契約"):
        carrying.hand_over_medium(case=fresh, medium=USB, reason="x", by=case.cast.coordinator, on=ON)


def test_i19_a_receipt_on_paper_has_its_own_day_and_passes_the_same_guards(case):
    case.registered()
    with pytest.raises(NotNow):
        carrying.record_receipt(
            case=case.facts, received_on=ON, sha256=case.making.provision_sha256, by=case.cast.coordinator, on=ON
        )
    by_medium(case)
    later = ON + timedelta(days=9)
    move_practice_date(organisation=case.cast.body, to=later, by=case.cast.coordinator)

    def on_paper(day, sha256):
        return carrying.record_receipt(
            case=case.facts, received_on=day, sha256=sha256, by=case.cast.coordinator, on=later
        )

    for day in (ON - timedelta(days=1), later + timedelta(days=1)):
        with pytest.raises(NotLawful, match="受領した日"):
            on_paper(day, case.making.provision_sha256)
    with pytest.raises(NotLawful, match="ハッシュ値が"):
        on_paper(ON, "0" * 64)
    made = on_paper(ON + timedelta(days=2), case.making.provision_sha256.upper())
    assert (made.stands, made.received_on) == (MakingStatus.RECEIPT_CONFIRMED, ON + timedelta(days=2))
    last = events_of(case.cast.body.code).last()
    assert (last.facts["on"], last.facts["received_on"]) == (later.isoformat(), "2026-06-03")


def test_the_media_of_order_and_delivery_carry_their_digests(case):
    case.delivered()
    for purpose, sha256 in ((Purpose.ORDER, case.making.order_sha256), (Purpose.DELIVERY, case.making.delivery_sha256)):
        row = carrying.record_medium(case=case.facts, purpose=purpose, medium=USB, by=case.cast.coordinator, on=ON)
        assert row.sha256 == sha256
    with pytest.raises(NotLawful):
        carrying.record_medium(case=case.facts, purpose=Purpose.PROVISION, medium=USB, by=case.cast.coordinator, on=ON)
    assert [row.number[-2:] for row in MediumEntry.objects.all()] == ["M1", "M2"]


def test_erasure_and_the_deletion_of_the_key_are_recorded_once_each(case):
    case.order()

    def erased(what, day=ON, method="上書き"):
        return carrying.record_erasure(
            case=case.facts,
            what=what,
            method=method,
            erased_on=day,
            witness="情報 花子",
            certificate="消第1号",
            by=case.cast.coordinator,
            on=ON,
        )

    with pytest.raises(NotNow):
        erased(Erased.SOURCE)
    case.upload(
        case.workshop.deliver(
            *case.workshop.read(bytes(case.proposal.contract.making.order), own_key(case.cast.body, by="a").public)
        )
    )
    for what in Erased:
        erased(what)
    with pytest.raises(NotLawful, match="記録済み"):
        erased(Erased.KEY)
    page = case.office.get(f"{case.at}erasure/").content.decode()
    assert "すべて記録されています" in page
    assert "情報 花子" not in str([event.facts for event in events_of(case.cast.body.code)])


@pytest.mark.parametrize(
    ("day", "method"), [(ON - timedelta(days=1), "上書き"), (ON + timedelta(days=1), "上書き"), (ON, " ")]
)
def test_an_erasure_needs_a_method_and_a_possible_day(case, day, method):
    case.delivered()
    with pytest.raises(NotLawful):
        carrying.record_erasure(
            case=case.facts,
            what=Erased.SOURCE,
            method=method,
            erased_on=day,
            witness="情報 花子",
            certificate="",
            by=case.cast.coordinator,
            on=ON,
        )


def test_i7_the_task_to_register_opens_with_the_delivery_counts_its_days_and_the_entry_is_the_made_snapshot(case):
    case.delivered()
    assert "簿に記載する（検収から0日）" in case.office.get("/tasks/").content.decode()
    move_practice_date(organisation=case.cast.body, to=ON + timedelta(days=12), by=case.cast.coordinator)
    assert "簿に記載する（検収から12日）" in case.office.get("/tasks/").content.decode()
    path = {
        "from_year": "2026",
        "from_month": "6",
        "from_day": "13",
        "to_year": "2028",
        "to_month": "9",
        "to_day": "30",
    }
    sent = {f"made_period_{name}": value for name, value in path.items()}
    sent |= {"made_desk_name": "総務課", "made_desk_address": "甲市本町"}
    assert case.office.post(f"{case.at}register/", sent).status_code == 302
    made, answers = case.making, register.published_or_404(case.proposal.entry_id).answers
    assert f"{made.persons:,}人" in answers["made_summary"]
    for item in made.facts["items"]:
        assert item["name"] in answers["made_summary"]
    assert answers["made_desk"] == {"name": "総務課", "address": "甲市本町"}
    assert answers["made_period"] == {"from": made.made_from.isoformat(), "to": made.made_until.isoformat()}
    assert "簿に記載する" not in case.office.get("/tasks/").content.decode()


@pytest.mark.parametrize(
    "path", ["prepare", "work", "medium", "hand-over-medium", "paper-receipt", "revoke", "erasure"]
)
def test_the_pages_open_for_the_coordinator_and_for_nobody_else(case, signed_in, stranger, path):
    case.registered()
    at = f"{case.at}{path}/"
    assert case.office.get(at).status_code == 200
    assert signed_in(case.cast.reviewer).get(at).status_code == 403
    for user in (stranger, case.cast.proposer):
        assert signed_in(user).get(at).status_code == 404
        assert signed_in(user).post(at, {}).status_code == 404


def test_nothing_leaves_on_facts_that_were_read_before_the_contract_ended(case):
    by_medium(case.registered())
    facts, rows = case.facts, MediumEntry.objects.count()
    terminate(case)
    sides = {"case": facts, "by": case.cast.coordinator, "on": ON}
    with pytest.raises(NotLawful):
        carrying.hand_over_medium(medium=USB, reason="壊れたため", **sides)
    with pytest.raises(NotLawful):
        carrying.take_provision(**sides)
    assert MediumEntry.objects.count() == rows

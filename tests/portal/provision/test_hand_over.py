"""After the delivery: the register tells of it, a link hands it over once, the recipient confirms by its digest."""

import errno
import hashlib
import os
from datetime import date, timedelta

import pytest

from oboro.casework.contract import TerminationGround
from oboro.casework.lifecycle import MakingStatus
from oboro.kernel.errors import CheckFailed, NotLawful, NotNow, OutputError
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.contracts import actions as contracts
from oboro.portal.provision import actions, queries, storage
from oboro.portal.provision.models import Link
from oboro.portal.register import queries as register
from oboro.portal.tenancy.actions import move_practice_date
from portal.factories import tenancy
from portal.factories.provision import prepare

ON = date(2026, 6, 1)


def test_the_register_tells_of_persons_items_desk_and_period(case, visitor):
    case.registered()
    page = visitor.get(f"/register/{case.proposal.entry_id}/").content.decode()
    for words in ("1,200人", "情報の項目：住所", "総務課", "令和10年9月30日（2028年）まで"):
        assert words in page
    version = register.published_or_404(case.proposal.entry_id)
    assert version.number == 2
    assert (case.making.stands, case.making.registered_persons) == (MakingStatus.REGISTERED, 1200)


def test_nothing_is_handed_over_before_the_register_tells_of_it(case):
    case.delivered()
    answer = case.office.post(f"{case.at}hand-over/", {"days": "7"})
    assert answer.status_code == 409
    assert not Link.objects.exists()


def test_the_secret_is_shown_once_and_kept_as_a_digest(case):
    url = case.registered().link()
    secret = url.split("/")[2]
    link = Link.objects.get()
    assert link.token_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert (link.issued_on, link.expires_on) == (ON, ON + timedelta(days=6))
    assert secret not in case.office.get(case.at).content.decode()
    assert all(secret not in str(event.facts) for event in events_of(case.cast.body.code))


def test_the_recipient_gets_the_very_bytes_that_were_accepted(case):
    content = case.taken()
    assert hashlib.sha256(content).hexdigest() == case.making.provision_sha256
    assert content == (case.workshop.folder / "provision.zip").read_bytes()


def test_looking_at_the_link_does_not_use_it_up(case):
    url = case.registered().link()
    for _ in range(3):
        page = case.proposer.get(url)
        assert page.status_code == 200
        assert case.making.provision_sha256 in page.content.decode()
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"  # no other host learns the link; the button still works
    taken = case.proposer.post(url)
    assert taken.status_code == 200
    assert len(b"".join(taken.streaming_content)) == case.making.provision_size


def test_a_second_use_is_refused(case):
    url = case.registered().link()
    b"".join(case.proposer.post(url).streaming_content)
    assert case.proposer.post(url).status_code == 409
    gone = case.proposer.get(url)
    assert gone.status_code == 410
    assert "使い終わったか" in gone.content.decode()


def test_the_last_day_is_in_time_and_the_next_is_not(case):
    url = case.registered().link(days="1")
    assert case.proposer.get(url).status_code == 200
    move_practice_date(organisation=case.cast.body, to=ON + timedelta(days=1), by=case.cast.coordinator)
    assert case.proposer.get(url).status_code == 410
    assert case.proposer.post(url).status_code == 409


def test_a_new_link_needs_a_reason_and_ends_the_old_one(case):
    old = case.registered().link()
    assert case.office.post(f"{case.at}hand-over/", {"days": "7", "reason": ""}).status_code == 200
    new = case.link(reason="電子メールが届かなかったため")
    assert new != old
    assert case.proposer.get(old).status_code == 410
    taken = case.proposer.post(new)
    assert taken.status_code == 200
    assert len(b"".join(taken.streaming_content)) == case.making.provision_size
    assert "電子メールが届かなかったため" in case.office.get(case.at).content.decode()


def test_nobody_but_the_party_can_use_the_link(case, signed_in, stranger, visitor):
    url = case.registered().link()
    other = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    for user in (other, stranger, case.cast.coordinator):
        assert signed_in(user).get(url).status_code == 404
        assert signed_in(user).post(url).status_code == 404
    assert visitor.post(url).status_code == 302
    assert Link.objects.get().used_at is None


def test_a_guessed_secret_is_not_found(case):
    case.registered().link()
    assert case.proposer.get(f"/receive/{'A' * 43}/").status_code == 404


def terminate(case):
    contracts.terminate(
        contract=case.proposal.contract,
        ground=TerminationGround.BREACH,
        reason="契約に反したため",
        document_number="総第99号",
        by=case.cast.decider,
        on=ON,
    )


def test_a_terminated_contract_hands_nothing_over(case):
    url = case.registered().link()
    terminate(case)
    assert case.proposer.post(url).status_code == 409
    assert Link.objects.get().used_at is None


def test_bytes_that_changed_on_the_disk_are_never_served(case):
    url = case.registered().link()
    storage.path_of(case.cast.body, case.making.provision_sha256).write_bytes(b"x")
    assert case.proposer.post(url).status_code == 422
    with pytest.raises(CheckFailed):
        actions.use_link(link=Link.objects.get(), by=case.cast.proposer, on=ON)
    assert Link.objects.get().used_at is None


def test_the_receipt_is_confirmed_by_the_right_digest_only(case):
    content = case.taken()
    at = f"{case.at}receipt/"
    assert "違います" in case.proposer.post(at, {"sha256": "0" * 64}).content.decode()
    assert case.making.stands is MakingStatus.HANDED_OVER
    spaced = " ".join(hashlib.sha256(content).hexdigest().upper()[i : i + 8] for i in range(0, 64, 8))
    assert case.proposer.post(at, {"sha256": spaced}).status_code == 302
    assert (case.making.stands, case.making.received_on) == (MakingStatus.RECEIPT_CONFIRMED, ON)


def test_after_the_receipt_both_sides_are_led_to_the_use(case):
    content = case.taken()
    use = f'href="/uses/{case.proposal.pk}/">利用のページへ'
    assert use not in case.proposer.get(case.at).content.decode()
    case.proposer.post(f"{case.at}receipt/", {"sha256": hashlib.sha256(content).hexdigest()})
    for side in (case.proposer, case.office):
        page = side.get(case.at).content.decode()
        assert use in page
        assert "リンクが届きます" not in page


def test_no_receipt_before_anything_was_taken(case):
    case.registered().link()
    with pytest.raises(NotNow):
        actions.confirm_receipt(case=case.facts, sha256=case.making.provision_sha256, by=case.cast.proposer, on=ON)


def test_every_step_is_in_the_record_and_the_chain_holds(case):
    content = case.taken()
    case.proposer.post(f"{case.at}receipt/", {"sha256": hashlib.sha256(content).hexdigest()})
    kinds = [e.kind for e in events_of(case.cast.body.code) if e.kind.startswith("provision.")]
    assert kinds == [
        "provision.prepare",
        "provision.order",
        "provision.download_order",
        "provision.receive_delivery",
        "provision.register_made",
        "provision.hand_over",
        "provision.download_provision",
        "provision.confirm_receipt",
    ]
    assert fault_of(case.cast.body.code) is None


STEPS = (
    "作成の準備を記録する",
    "作成を指図する",
    "届いた納品を検収する",
    "簿に記載する",
    "情報を提供する",
    "受領を確認する",
)


def test_each_side_is_told_what_is_next(case):
    def told(client):
        page = client.get("/tasks/").content.decode()
        return [words for words in STEPS if words in page]

    assert (told(case.office), told(case.proposer)) == (["作成の準備を記録する"], [])
    prepare(case.proposal, case.cast)
    assert told(case.office) == ["作成を指図する"]
    path = case.workshop.deliver(*case.order())
    assert told(case.office) == ["届いた納品を検収する"]
    case.upload(path)
    assert told(case.office) == ["簿に記載する"]


def test_the_list_shows_both_sides_their_own(case, signed_in, stranger):
    case.order()
    for client in (case.office, case.proposer):
        page = client.get("/provisions/").content.decode()
        assert case.facts.number in page
        assert "作成中" in page
    assert case.facts.number not in signed_in(stranger).get("/provisions/").content.decode()


@pytest.mark.parametrize(
    "path", ["", "order/", "order.zip", "existing/", "delivery/", "register/", "hand-over/", "receipt/"]
)
def test_another_body_and_another_party_find_nothing(case, signed_in, stranger, path):
    case.registered()
    other = tenancy.proposer(tenancy.party("合同会社あすなろ"), "asunaro")
    for user in (stranger, other):
        client = signed_in(user)
        assert {client.get(case.at + path).status_code, client.post(case.at + path).status_code} <= {404, 405, 403}
        assert client.post(case.at + path).status_code in (404, 405)


def test_the_list_takes_the_same_queries_whatever_its_length(case, django_assert_max_num_queries):
    case.order()
    with django_assert_max_num_queries(8):
        case.office.get("/provisions/")
    assert queries.listed(case.cast.coordinator).count() == 1


def read_before_the_end(case):
    """The facts of the case as a page read them before somebody ended the contract."""
    facts = case.facts
    terminate(case)
    return facts


def test_a_link_is_not_made_on_facts_that_were_read_before_the_contract_ended(case):
    facts = read_before_the_end(case.registered())
    with pytest.raises(NotLawful):
        actions.hand_over(case=facts, days=7, reason="", by=case.cast.coordinator, on=ON)
    assert not Link.objects.exists()


def test_nothing_is_ordered_on_facts_that_were_read_before_the_contract_ended(case):
    prepare(case.proposal, case.cast)
    facts = read_before_the_end(case)
    with pytest.raises(NotLawful):
        actions.issue_order(case=facts, due_on=None, by=case.cast.coordinator, on=ON)
    assert case.making is None


def test_bytes_that_come_from_another_site_are_kept_whole_or_not_at_all(city_a, monkeypatch):
    content = b"whole" * 1000
    sha256 = hashlib.sha256(content).hexdigest()
    storage.put(city_a, sha256=sha256, content=content)
    assert storage.checked_path(city_a, sha256).read_bytes() == content

    def fsync(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError):
        storage.put(city_a, sha256=sha256, content=content)
    kept = storage.path_of(city_a, sha256)
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    assert kept.read_bytes() == content

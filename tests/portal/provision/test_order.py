"""The order: what it says, who takes it out, and when it may not go out."""

import dataclasses
from datetime import date

import pytest
from django.db import transaction

from oboro.casework.lifecycle import MakingStatus, Status
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import actions
from oboro.portal.provision.models import Making
from oboro.portal.tenancy.keys import own_key
from portal.factories import cases, tenancy
from portal.factories.provision import prepare
from portal.provision.conftest import Case

ON = date(2026, 6, 1)


def events(case):
    return [e.kind for e in events_of(case.cast.body.code) if e.kind.startswith("provision.")]


def test_the_order_says_what_was_contracted_and_is_signed_by_the_office(case):
    order, sha256 = case.order()
    facts = case.facts
    assert (order.case, order.scheme, order.law_on) == (facts.number, "appi", facts.law.on)
    assert (order.persons.minimum, order.persons.wanted, order.persons.in_file) == (1000, 1200, 5000)
    assert order.wanted == ("住所",)
    assert order.objections == ()
    assert sha256 == case.making.order_sha256
    assert case.making.stands is MakingStatus.ORDERED


def test_issuing_and_taking_out_are_both_recorded(case):
    case.order()
    case.office.post(f"{case.at}order.zip")
    assert events(case) == [
        "provision.prepare",
        "provision.order",
        "provision.download_order",
        "provision.download_order",
    ]
    assert fault_of(case.cast.body.code) is None


def test_an_order_goes_out_once(case):
    case.order()
    assert case.office.post(f"{case.at}order/", {}).status_code == 409
    assert Making.objects.count() == 1


def test_no_order_before_the_contract_and_the_fee(cast, workshop, signed_in):
    proposal = cases.at_status(Status.APPLIED, cast)
    case = Case(proposal, cast, workshop, signed_in)
    assert case.office.post(f"{case.at}order/", {}).status_code == 404
    with pytest.raises(NotLawful, match="契約と納付"):
        actions.issue_order(case=case_of(proposal.contract), due_on=None, by=cast.coordinator, on=ON)


def test_only_the_coordinator_of_the_body_orders(case, stranger, signed_in):
    assert signed_in(case.cast.reviewer).post(f"{case.at}order/", {}).status_code == 403
    assert signed_in(stranger).post(f"{case.at}order/", {}).status_code == 404
    assert case.proposer.post(f"{case.at}order/", {}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.issue_order(case=case.facts, due_on=None, by=stranger, on=ON)
    assert not Making.objects.exists()


def test_there_is_no_order_to_take_before_it_is_issued(case):
    with pytest.raises(NotNow):
        actions.take_order(case=case.facts, by=case.cast.coordinator, on=ON)


def test_the_order_of_2017_names_letters_and_never_people(ministry, proposer, workshop, signed_in):
    cast = cases.Cast(ministry, proposer)
    file = cases.offered(ministry, opinion_chance=True)
    proposal = cases.at_status(Status.CONTRACTED, cast, file=file)
    workshop.introduce(ministry, cast.coordinator)
    order, _ = Case(proposal, cast, workshop, signed_in).order()
    assert (order.scheme, order.objections) == ("gyokoho_2017", (7,))


def test_too_few_left_after_the_objections_stops_the_order(ministry, proposer, workshop, signed_in):
    cast = cases.Cast(ministry, proposer)
    proposal = cases.at_status(Status.CONTRACTED, cast)
    prepare(proposal, cast)
    few = dataclasses.replace(case_of(proposal.contract), persons_left=999, objections=(1, 2))
    with pytest.raises(NotLawful, match="999人"):
        actions.issue_order(case=few, due_on=None, by=cast.coordinator, on=ON)


def test_a_day_by_which_it_is_wanted_goes_along(case):
    prepare(case.proposal, case.cast)
    sent = {"due_on_year": "令和8", "due_on_month": "9", "due_on_day": "30"}
    case.office.post(f"{case.at}order/", sent)
    content = case.office.post(f"{case.at}order.zip").content
    order, _ = case.workshop.read(content, own_key(case.cast.body, by="a").public)
    assert order.due_on == date(2026, 9, 30)


def test_the_signing_key_is_made_once_and_for_one_reader(case, settings):
    first = own_key(case.cast.body, by="a").id
    assert own_key(case.cast.body, by="a").id == first
    kept = settings.KEYS / f"{case.cast.body.code}.key"
    assert kept.stat().st_mode & 0o077 == 0


def test_the_first_making_of_the_key_is_recorded_once_even_when_the_deed_failed(case):
    def deed():
        with transaction.atomic():
            own_key(case.cast.body, by="first")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    key = own_key(case.cast.body, by="second").id
    assert own_key(case.cast.body, by="third").id == key
    made = [(e.by, e.facts) for e in events_of(case.cast.body.code) if e.kind == "tenancy.make_key"]
    assert made == [("second", {"key": key})]


def test_the_keys_page_shows_both_numbers_and_refuses_what_is_no_key(case, signed_in):
    coordinator = case.office
    page = coordinator.get("/provisions/keys/").content.decode()
    assert tenancy.PASSWORD not in page
    refused = coordinator.post("/provisions/keys/", {"pem": "-----BEGIN PRIVATE KEY-----"})
    assert "Ed25519 の公開鍵ではありません" in refused.content.decode()
    assert signed_in(case.cast.reviewer).get("/provisions/keys/").status_code == 403
    own = coordinator.get("/provisions/keys/own.pub").content.decode()
    assert own.startswith("-----BEGIN PUBLIC KEY-----")

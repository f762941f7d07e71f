"""Making and handing over under any sequence of deeds by anybody: what is refused changes nothing, what is done is told."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from oboro.casework import lifecycle
from oboro.casework.contract import TerminationGround
from oboro.casework.lifecycle import ContractStatus, MakingStatus, Status
from oboro.casework.provision import Erased
from oboro.casework.roles import Action
from oboro.kernel.errors import OboroError
from oboro.kernel.text import same_name
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.contracts import actions as contracts
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import case_of
from oboro.portal.provision import actions, carrying, preparing
from oboro.portal.provision.carrying import Medium
from oboro.portal.provision.models import Link, Making
from oboro.portal.tenancy.keys import own_key
from portal.factories import cases, tenancy
from portal.factories.provision import Workshop, plan

ON = date(2026, 6, 1)
STEPS = lifecycle.making()
SENT_BACK = {"persons": 999}
PERIOD = {"from": ON.isoformat(), "to": "2028-09-30"}
USB = Medium(kind="USB", label="U-1", encrypted=True, received_by="みらい 次郎")


REACHED = set()


class MakingWalk(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        body = tenancy.organisation()
        cast = cases.city_cast(body, tenancy.proposer(tenancy.party(), "mirai"))
        self.proposal = cases.at_status(Status.CONTRACTED, cast)
        self.place = tempfile.TemporaryDirectory()
        self.workshop = Workshop(Path(self.place.name))
        self.workshop.introduce(body, cast.coordinator)
        self.body, self.people = body, [cast.coordinator, cast.reviewer, cast.decider, cast.proposer]
        self.people.append(tenancy.officer(tenancy.organisation(code="271004", name="乙市"), "b", *cases.OFFICE))
        self.secret = ""

    def teardown(self):
        assert fault_of(self.body.code) is None
        self.place.cleanup()
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @property
    def case(self):
        return case_of(Contract.objects.get(proposal=self.proposal))

    @property
    def making(self):
        return Making.objects.filter(contract__proposal=self.proposal).first()

    @property
    def stands(self):
        return self.making.stands if self.making else MakingStatus.READY

    def seen(self):
        """Everything that a refused deed must leave as it was, but for the note that something was refused."""
        links = list(Link.objects.order_by("pk").values())
        events = events_of(self.body.code).exclude(kind="provision.refuse_delivery").count()
        return Making.objects.order_by("pk").values().first(), links, events

    def attempt(self, action, deed):
        before, status = self.seen(), self.stands
        try:
            with transaction.atomic():
                answer = deed()
        except OboroError:
            assert self.seen() == before
            return None
        assert self.stands is STEPS.after(status, action)
        assert self.seen()[2] > before[2]
        return answer

    who = st.sampled_from([0, 0, 0, 1, 2, 3, 3, 4])

    @rule(who=who, people=st.booleans())
    def prepare(self, who, people):
        told = plan(self.body) if people else plan(self.body, people=())
        self.attempt(Action.PREPARE, lambda: preparing.prepare(case=self.case, plan=told, by=self.people[who], on=ON))

    @rule(who=who)
    def order(self, who):
        self.attempt(Action.ORDER, lambda: actions.issue_order(case=self.case, due_on=None, by=self.people[who], on=ON))

    @rule(who=who, fault=st.sampled_from(["", "few", "self", "one", "other"]))
    def deliver(self, who, fault):
        if self.making is None:
            return
        order, sha256 = self.workshop.read(bytes(self.making.order), own_key(self.body, by="a").public)
        changes = {"few": SENT_BACK, "self": {"checkers": ("加工 担当", "委員")}, "one": {"checkers": ("委員",)}}
        sha256 = "0" * 64 if fault == "other" else sha256
        path = self.workshop.deliver(order, sha256, **changes.get(fault, {}))
        done = self.attempt(
            Action.RECEIVE_DELIVERY,
            lambda: actions.receive_delivery(case=self.case, path=path, by=self.people[who], on=ON),
        )
        assert done is None or not fault

    @rule(who=who)
    def register(self, who):
        desk = {"name": "総務課", "address": "甲市"}
        self.attempt(
            Action.REGISTER_MADE,
            lambda: actions.register_made(case=self.case, desk=desk, period=PERIOD, by=self.people[who], on=ON),
        )

    @rule(who=who, reason=st.sampled_from(["", "届かないため"]))
    def hand_over(self, who, reason):
        given = self.attempt(
            Action.HAND_OVER,
            lambda: actions.hand_over(case=self.case, days=7, reason=reason, by=self.people[who], on=ON),
        )
        self.secret = given or self.secret

    @rule(who=who, reason=st.sampled_from(["", "届かないため"]))
    def hand_over_medium(self, who, reason):
        self.attempt(
            Action.HAND_OVER_MEDIUM,
            lambda: carrying.hand_over_medium(case=self.case, medium=USB, reason=reason, by=self.people[who], on=ON),
        )

    @rule(who=who)
    def use_link(self, who):
        link = Link.objects.first()
        if link is None:
            return
        before = self.seen()
        try:
            with transaction.atomic():
                path = actions.use_link(link=link, by=self.people[who], on=ON)
        except OboroError:
            assert self.seen() == before
            return
        link.refresh_from_db()
        assert (link.used_on, link.revoked_on) == (ON, None)
        assert self.case.contract.stands is ContractStatus.IN_FORCE
        assert path.name == f"{self.making.provision_sha256}.zip"

    @rule(who=who)
    def revoke(self, who):
        self.attempt(
            Action.REVOKE_LINK,
            lambda: carrying.revoke_link(case=self.case, reason="誤り", by=self.people[who], on=ON),
        )

    @rule(who=who, right=st.booleans(), paper=st.booleans())
    def receipt(self, who, right, paper):
        sha256 = self.making.provision_sha256 if right and self.making else "0" * 64
        told = {"case": self.case, "sha256": sha256, "by": self.people[who], "on": ON}
        if paper:
            self.attempt(Action.RECORD_RECEIPT, lambda: carrying.record_receipt(received_on=ON, **told))
        else:
            self.attempt(Action.CONFIRM_RECEIPT, lambda: actions.confirm_receipt(**told))

    @rule(who=who, what=st.sampled_from(list(Erased)))
    def erase(self, who, what):
        self.attempt(
            Action.RECORD_ERASURE,
            lambda: carrying.record_erasure(
                case=self.case,
                what=what,
                method="上書き",
                erased_on=ON,
                witness="立会人",
                certificate="",
                by=self.people[who],
                on=ON,
            ),
        )

    @rule(sure=st.integers(0, 9))
    def terminate(self, sure):
        contract = Contract.objects.get(proposal=self.proposal)
        if sure or contract.stands is not ContractStatus.IN_FORCE:
            return
        contracts.terminate(
            contract=contract,
            ground=TerminationGround.BREACH,
            reason="x",
            document_number="総第9号",
            by=self.people[2],
            on=ON,
        )
        assert not Link.objects.filter(used_at=None, revoked_on=None).exists()

    @rule(paper=st.booleans())
    def go_on(self, paper):
        """The next lawful step by whoever may take it, so that the walk comes to its end."""
        match self.stands:
            case MakingStatus.READY:
                self.prepare(0, people=True)
                self.order(0)
            case MakingStatus.ORDERED:
                self.deliver(0, "")
            case MakingStatus.DELIVERED:
                self.register(0)
            case MakingStatus.REGISTERED if paper:
                self.hand_over_medium(0, "")
            case MakingStatus.REGISTERED:
                self.hand_over(0, "")
                self.use_link(3)
            case MakingStatus.HANDED_OVER:
                self.receipt(0 if paper else 3, right=True, paper=paper)

    @invariant()
    def i13_the_state_is_the_fold_of_the_events(self):
        REACHED.add(self.stands)
        subject = f"proposal:{self.proposal.number}"
        events = events_of(self.body.code, subject=subject)
        kinds = [e.kind.partition(".")[2] for e in events if e.kind.startswith("provision.")]
        assert STEPS.fold([k for k in kinds if k != "revoke_link"]) is self.stands

    @invariant()
    def i1_i4_what_went_out_was_paid_checked_by_two_others_and_told(self):
        made = self.making
        if made is None or made.handed_over_on is None:
            return
        facts = made.facts
        assert self.case.paid
        assert made.registered_persons == made.persons
        assert len(facts["checkers"]) >= 2
        assert not any(same_name(facts["made_by"], one) for one in facts["checkers"])


@pytest.mark.django_db
def test_no_sequence_of_deeds_breaks_the_making():
    run_state_machine_as_test(
        MakingWalk,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )
    assert set(MakingStatus) == REACHED  # the walks came everywhere

"""A case under any sequence of commands by anybody: what is refused changes nothing, and the state is its events' fold."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from oboro.casework import lifecycle
from oboro.casework.contract import Estimate, PaymentOrder, TerminationGround
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.casework.review import Outcome
from oboro.casework.roles import Action, can
from oboro.documents.letter import Seal
from oboro.kernel.errors import OboroError
from oboro.law.regime import BodyKind
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import fault_of
from oboro.portal.contracts import actions as contracts
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals import queries
from oboro.portal.proposals.models import Bar, Correction, Proposal
from oboro.portal.reviews import actions as reviews
from oboro.portal.reviews.models import Decision, Finding, Notice, Review
from portal.factories import cases, tenancy

LISTED = {
    "draft": Action.DRAFT, "submit": Action.SUBMIT, "resubmit": Action.RESUBMIT, "withdraw": Action.WITHDRAW,
    "receive": Action.RECEIVE, "correct": Action.REQUEST_CORRECTION, "close": Action.CLOSE_CORRECTION,
    "start": Action.START_REVIEW, "estimate": Action.ESTIMATE, "judge": Action.JUDGE,
    "conclude": Action.CONCLUDE_REVIEW, "send_back": Action.SEND_BACK, "decide": Action.DECIDE,
    "conform": Action.NOTIFY_CONFORMING, "fail": Action.NOTIFY_FAILING, "apply": Action.APPLY, "lapse": Action.LAPSE,
}  # fmt: skip
DULL = ("draft", "withdraw", "estimate", "judge")  # change no status, or end the case at once
NAMES = (*LISTED, "pay", "contract", "end", "terminate")
PEOPLE = ("proposer", "coordinator", "reviewer", "decider")
COUNTED = (AuditEvent, Correction, Review, Finding, Decision, Notice, Contract, Payment, Termination, Bar)


def commands(walk):
    """Every command of proposal, review and contract, with arguments that would be lawful at their time."""
    case = {"proposal": walk.proposal, "on": walk.on}
    soon = walk.on + timedelta(days=20)
    criteria = [one.key for one in cases.criteria(walk.proposal.law, walk.proposal.of_kind)]
    terms = {"method": "納付書", "due_on": soon, "provision_method": "媒体", "order": PaymentOrder.FEE_FIRST}
    found = {
        "draft": lambda by: proposals.save_draft(**case, draft=cases.words(), agent=False, by=by),
        "submit": lambda by: proposals.submit(**case, values=cases.values(), by=by),
        "resubmit": lambda by: proposals.resubmit(**case, values=cases.values(), by=by),
        "withdraw": lambda by: proposals.withdraw(**case, by=by),
        "receive": lambda by: proposals.receive(**case, by=by),
        "correct": lambda by: proposals.request_correction(**case, request="直す", due_on=soon, by=by),
        "close": lambda by: proposals.close_correction(**case, by=by),
        "start": lambda by: reviews.start(**case, by=by),
        "estimate": lambda by: reviews.estimate(**case, estimate=Estimate(60), feasibility="", by=by),
        "judge": lambda by: reviews.judge(
            **case, criterion="benefit", outcome=Outcome.FAILS, reason="否", evidence="提案書", by=by
        ),
        "conclude": lambda by: reviews.conclude(**case, by=by),
        "send_back": lambda by: reviews.send_back(**case, reason="短い", by=by),
        "decide": lambda by: reviews.decide(
            **case, document_number="総第1号", decided_on=walk.on, confirmed=criteria, by=by
        ),
        "conform": lambda by: reviews.notify_conforming(**case, **terms, seal=Seal.OMITTED, by=by),
        "fail": lambda by: reviews.notify_failing(**case, seal=Seal.OMITTED, by=by),
        "apply": lambda by: contracts.apply(**case, by=by),
        "lapse": lambda by: contracts.lapse(**case, by=by),
    }
    if contract := Contract.objects.filter(proposal=walk.proposal).first():
        this = {"contract": contract, "on": walk.on}
        receipt = f"N-{Payment.objects.count()}"
        found |= {
            "pay": lambda by: contracts.record_payment(
                **this, reference=receipt, amount_yen=contract.fee_yen, paid_on=walk.on, by=by
            ),
            "contract": lambda by: contracts.conclude(
                **this, document_number="契第1号", concluded_on=walk.on, still_qualified=True, by=by
            ),
            "end": lambda by: contracts.end(**this, by=by),
            "terminate": lambda by: contracts.terminate(
                **this, ground=TerminationGround.BREACH, reason="違反", document_number="総第9号", by=by
            ),
        }
    return found


class CaseWalk(RuleBasedStateMachine):
    """One case of a national organ; each run starts from a status of the straight way and is rolled back."""

    @initialize(
        status=st.sampled_from(cases.ORDER[2:-1]),
        places=st.lists(st.integers(0, 99), min_size=5, max_size=8),
        deeds=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(PEOPLE)), min_size=5, max_size=8),
    )
    def begin(self, status, places, deeds):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        body = tenancy.organisation(code="P-1", name="例示省", kind=BodyKind.NATIONAL_ORGAN)
        self.cast = cases.Cast(body, tenancy.proposer(tenancy.party(), "mirai"))
        self.on = body.practice_on
        self.proposal = cases.at_status(status, self.cast)
        self.list_through(places)
        self.try_through(deeds)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def picture(self):
        """Everything a command could change."""
        case = Proposal.objects.get(pk=self.proposal.pk)
        contract = Contract.objects.filter(proposal=case).values_list("status", "document_number").first()
        rows = tuple(model.objects.count() for model in COUNTED)
        return case.status, case.version, case.number, case.draft, case.values, case.closed_on, contract, rows

    @rule(deeds=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(PEOPLE)), min_size=6, max_size=12))
    def attempt(self, deeds):
        """Any commands by anybody: most of these are refused."""
        self.try_through(deeds)

    def try_through(self, deeds):
        for name, who in deeds:
            self.do(name, who)

    @rule(places=st.lists(st.integers(0, 99), min_size=4, max_size=8))
    def attempt_what_the_status_lists(self, places):
        """Commands that belong to the status, by somebody who may: most of these are carried out."""
        self.list_through(places)

    def list_through(self, places):
        for place in places:
            steps, stands = queries.steps_of(self.proposal), self.proposal.stands
            names = [name for name, action in LISTED.items() if name not in DULL and steps.allows(stands, action)]
            if names:
                name = names[place % len(names)]
                self.do(name, next(one for one in PEOPLE if can(LISTED[name], getattr(self.cast, one).role_names)))

    def do(self, name, who):
        command = commands(self).get(name)
        if command is None:
            return
        before = self.picture()
        try:
            command(getattr(self.cast, who))
        except OboroError:
            assert self.picture() == before
        self.proposal.refresh_from_db()
        self.the_status_is_the_fold_of_the_events()

    @precondition(lambda self: self.proposal.stands in cases.ORDER[:-1])
    @rule(steps=st.integers(1, 4))
    def go_on(self, steps):
        """Some lawful steps of the straight way, so that the later statuses are reached too."""
        place = cases.ORDER.index(self.proposal.stands)
        for status in cases.ORDER[place + 1 : place + 1 + steps]:
            try:
                with transaction.atomic():
                    cases._STEPS[status](self.proposal, self.cast, "")
            except OboroError:
                return
            finally:
                self.proposal.refresh_from_db()

    @invariant()
    def the_status_is_the_fold_of_the_events(self):
        if not hasattr(self, "proposal") or not self.proposal.number:
            return
        steps, status = queries.steps_of(self.proposal), Status.DRAFT
        contract = ContractStatus.PREPARING
        for event, _ in queries.history_of(self.proposal):
            deed = event.kind.rpartition(".")[2]
            status = steps.transitions.get((status, deed), status)
            contract = lifecycle.contract().transitions.get((contract, deed), contract)
        assert status is self.proposal.stands
        held = Contract.objects.filter(proposal=self.proposal).first()
        assert held is None or held.stands is contract

    @invariant()
    def whoever_judged_never_decided_and_no_notice_lacks_its_ground(self):
        for decision in Decision.objects.select_related("review"):
            assert decision.by not in decision.review.judged_by
        for notice in Notice.objects.all():
            assert notice.conforms is (notice.fee_yen is not None)


@pytest.mark.django_db
def test_i12_i13_i20_illegal_commands_change_nothing_and_the_state_is_the_fold_of_events():
    run_state_machine_as_test(
        CaseWalk,
        settings=settings(
            max_examples=12,
            stateful_step_count=6,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    assert fault_of("P-1") is None

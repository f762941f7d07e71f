"""One case over HTTP from the draft to the contract, in both schemes: what a script or a browser does."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from oboro.casework.lifecycle import ContractStatus, Status
from oboro.portal.audit.queries import fault_of
from oboro.portal.contracts import queries
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import Organisation
from portal.factories import cases


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_year": str(day.year), f"{name}_month": str(day.month), f"{name}_day": str(day.day)}


class Walk:
    """The same steps as a person's, with the answers checked on the way."""

    def __init__(self, cast, signed_in):
        self.cast = cast
        self.on = cast.body.practice_on
        self.clients = {
            name: signed_in(getattr(cast, name)) for name in ("proposer", "coordinator", "reviewer", "decider")
        }

    def post(self, who, name, *args, ok=302, **data):
        answer = self.clients[who].post(reverse(name, args=args), data)
        assert answer.status_code == ok, answer.content.decode()
        return answer

    def propose(self, file, persons=1200):
        answer = self.post("proposer", "proposal-start", file.call_id, file.entry_id)
        self.pk = int(answer.url.split("/")[2])
        self.post("proposer", "proposal-edit", self.pk, do="save", **cases.words(persons))
        for rule in ("pledge", "benefit", "identity_body"):
            paper = SimpleUploadedFile(f"{rule}.pdf", b"%PDF-1.7")
            issued = boxes("issued_on", self.on - timedelta(days=20))
            self.post("proposer", "proposal-attach", self.pk, rule=rule, file=paper, **issued)
        self.post("proposer", "proposal-submit", self.pk)

    def review(self, minutes):
        self.post("coordinator", "proposal-receive", self.pk)
        self.post("reviewer", "review-start", self.pk)
        self.judge_everything(minutes)

    def judge_everything(self, minutes):
        hours, rest = divmod(minutes, 60)
        self.post(
            "reviewer", "review-estimate", self.pk, hours=hours, minutes=rest, outsourcing_yen=0, feasibility="可"
        )
        self.check("review-papers", "whole")
        self.check("review-disqualification", "clear")
        for key in ("disqualification", "persons", "standard", "benefit", "period", "rights", "disruption"):
            self.judge(key)

    def check(self, name, outcome):
        """Every line of a list of checks, found the same way."""
        page = self.clients["reviewer"].get(reverse(name, args=[self.pk]))
        self.post("reviewer", name, self.pk, **dict.fromkeys(page.context["form"].keys, outcome))

    def judge(self, key, **changes):
        found = {"outcome": "conforms", "reason": "書類で確かめた。", "evidence": "提案書", **changes}
        self.post("reviewer", "review-criterion", self.pk, key, **found)

    def hear(self, letters, objector):
        due = self.on + timedelta(days=30)
        self.post(
            "coordinator",
            "review-hearing",
            self.pk,
            letters=letters,
            **boxes("sent_on", self.on),
            **boxes("due_on", due),
        )
        self.post(
            "coordinator", "review-opinion", self.pk, letter=objector, objects="yes", **boxes("received_on", self.on)
        )
        self.post("coordinator", "review-hearing-close", self.pk, ok=409)
        Organisation.objects.filter(pk=self.cast.body.pk).update(practice_on=due + timedelta(days=1))
        self.on = due + timedelta(days=1)
        self.post("coordinator", "review-hearing-close", self.pk)
        self.judge("persons")

    def decide_and_notify(self):
        self.post("reviewer", "review-conclude", self.pk)
        self.decide()
        due = boxes("due_on", self.on + timedelta(days=30))
        terms = {"fee_method": "納付書", "provision_method": "電子記録媒体の交付", "payment_order": "fee_first"}
        self.post("coordinator", "review-notice", self.pk, seal="omitted", **terms, **due)

    def decide(self):
        page = self.clients["decider"].get(reverse("review-decision", args=[self.pk]))
        confirmed = [key for key, _ in page.context["form"].fields["confirmed"].choices]
        decided = {"document_number": "総第9号", "confirmed": confirmed, **boxes("decided_on", self.on)}
        self.post("decider", "review-decision", self.pk, **decided)

    def contract(self):
        self.post("proposer", "contract-apply", self.pk)
        fee = Proposal.objects.get(pk=self.pk).notice.fee_yen
        conclusion = {"document_number": "契第1号", "still_qualified": "on", **boxes("concluded_on", self.on)}
        self.post("coordinator", "contract-conclude", self.pk, ok=409, **conclusion)
        payment = {"reference": "N-1", "amount_yen": fee, **boxes("paid_on", self.on)}
        self.post("coordinator", "contract-payment", self.pk, **payment)
        self.post("coordinator", "contract-conclude", self.pk, **conclusion)
        return fee


@pytest.mark.django_db
def test_a_case_of_today_walks_from_draft_to_contract(ministry, proposer, signed_in):
    Organisation.objects.filter(pk=ministry.pk).update(practice_on=date(2026, 6, 1))
    ministry.refresh_from_db()
    walk = Walk(cases.Cast(ministry, proposer), signed_in)
    walk.propose(cases.offered(ministry))
    walk.review(minutes=620)
    walk.decide_and_notify()
    assert walk.contract() == 64_450
    case = queries.making_case(walk.cast.coordinator, walk.pk)
    assert (case.number, case.persons_wanted, case.persons_left, case.objections) == ("R8-001", 1200, 5000, ())
    assert (case.contract.stands, case.paid, case.may_be_made) == (ContractStatus.IN_FORCE, True, True)
    assert [(item.name, item.wanted, item.granularity) for item in case.items if item.wanted] == [
        ("住所", True, "都道府県のみ")
    ]
    assert fault_of(ministry.code) is None


@pytest.mark.django_db
def test_a_case_of_2017_hears_third_parties_and_leaves_the_objector_out(ministry, proposer, signed_in):
    walk = Walk(cases.Cast(ministry, proposer), signed_in)
    walk.propose(cases.offered(ministry, opinion_chance=True))
    walk.review(minutes=480)
    walk.post("reviewer", "review-conclude", walk.pk, ok=409)
    walk.hear(letters=300, objector=7)
    walk.decide_and_notify()
    assert walk.contract() == 115_600
    case = queries.making_case(walk.cast.coordinator, walk.pk)
    assert (case.number, case.objections, case.persons_left) == ("R1-001", (7,), 4999)
    assert [contract.proposal_id for contract in queries.ready_cases(ministry)] == [walk.pk]
    assert Proposal.objects.get(pk=walk.pk).stands is Status.CONTRACTED

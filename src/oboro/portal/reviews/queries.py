"""What a review knows of its case. Officers of the proposal's own organisation only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework import checks, contract, opinions, review
from oboro.casework.contract import Estimate
from oboro.casework.lifecycle import OWNERS, Status
from oboro.casework.opinions import Recount
from oboro.casework.review import Advice, Verdict
from oboro.casework.roles import ROLE_LABELS, Action, can
from oboro.kernel.canonical import canonical_json, digest
from oboro.law.criteria import Criterion, ProposalKind, criteria
from oboro.law.disqualification import grounds
from oboro.law.fees import FeeStatement
from oboro.law.opinions import ThirdPartyRule
from oboro.portal.proposals import queries as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews.models import (
    ApprovalPackage,
    CouncilReferral,
    Decision,
    Finding,
    GroundCheck,
    Notice,
    OpinionRound,
    PaperCheck,
    Review,
    UndeliveredLetter,
)
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.own_law import schedule_for
from oboro.portal.tenancy.queries import Task

BEFORE_REVIEW = (Status.DRAFT, Status.SUBMITTED)


@dataclass(frozen=True)
class Judged:
    """One criterion on the page: what the law asks, what the facts say, what was found."""

    criterion: Criterion
    advice: Advice | None
    finding: Finding | None
    current: bool


def case(user: User, pk: int) -> Proposal:
    """A proposal submitted to the officer's own organisation, or 404 (a proposer never sees a review)."""
    if user.organisation_id is None:
        raise Http404
    return proposals.one_seen_by(user, pk)


def listed(organisation: Organisation) -> list[tuple[Proposal, str]]:
    """The cases that wait for somebody of the office, oldest first, and whose turn it is."""
    waiting = [status for status in Status if OWNERS[status] is not None and status is not Status.DRAFT]
    found = (
        Proposal.objects.filter(organisation=organisation, submitted_on__isnull=False, status__in=waiting)
        .select_related("file", "party", "organisation")
        .defer("draft", "values", "letter")
        .order_by("submitted_on", "pk")
    )
    return [(proposal, ROLE_LABELS[OWNERS[proposal.stands]]) for proposal in found]


def review_of(proposal: Proposal) -> Review | None:
    """The review, or None before it has begun."""
    return Review.objects.filter(proposal=proposal).first()


def round_of(review_row: Review | None) -> OpinionRound | None:
    """The round of opinions, or None."""
    return OpinionRound.objects.filter(review=review_row).first() if review_row else None


def decision_of(review_row: Review | None) -> Decision | None:
    """The decision, or None."""
    return Decision.objects.filter(review=review_row).first() if review_row else None


def notices_of(user: User) -> QuerySet[Notice]:
    """The notices of the cases this person may see."""
    return Notice.objects.filter(proposals.scope_of(user, at="proposal__")).select_related("proposal__organisation")


def notice_of(user: User, pk: int) -> Notice:
    """The notice of a proposal this person may see, or 404."""
    found = notices_of(user).filter(proposal_id=pk).first()
    if found is None:
        raise Http404
    return found


def criteria_of(proposal: Proposal) -> tuple[Criterion, ...]:
    """The criteria this proposal is judged by."""
    return criteria(proposal.law, proposal.of_kind)


def criterion_of(proposal: Proposal, key: str) -> Criterion:
    """One of them, or 404."""
    found = next((criterion for criterion in criteria_of(proposal) if criterion.key == key), None)
    if found is None:
        raise Http404
    return found


def judged(proposal: Proposal, review_row: Review | None) -> list[Judged]:
    """The criteria with what the facts say and what was found, in the order of the statute."""
    asked = criteria_of(proposal)
    in_file = review_row.persons_in_file if review_row else proposals.persons_in(proposal)
    advised = review.advice(proposal.law, asked, wanted=wanted_persons(proposal), in_file=in_file)
    rows = {f.criterion: f for f in Finding.objects.filter(review=review_row)} if review_row else {}
    return [
        Judged(
            c, advised.get(c.key), rows.get(c.key), bool(rows.get(c.key) and rows[c.key].version == proposal.version)
        )
        for c in asked
    ]


def verdict_of(proposal: Proposal, review_row: Review) -> Verdict:
    """The verdict of the findings for the present version (NotLawful when one is missing)."""
    current = Finding.objects.filter(review=review_row, version=proposal.version)
    return review.verdict(criteria_of(proposal), [finding.fact() for finding in current])


def reviewers_of(review_row: Review) -> frozenset[str]:
    """The accounts that ever judged or concluded: none of them may decide."""
    return frozenset(review_row.judged_by)


def asked_papers(proposal: Proposal) -> dict[str, str]:
    """The documents of the formal check, by key and name: the form itself, what must be attached, and what else is."""
    spec, who = proposals.form_of(proposal), proposals.proposers_of(proposal)
    asked = {"form": f"{spec.number}「{spec.title}」"}
    rules = {rule.key: rule for rule in proposals.papers_of(proposal, who)}
    asked |= {key: rule.label for key, rule in rules.items() if rule.obligation == "required"}
    for other, own in proposals.joint_papers_of(proposal, who):
        asked |= {f"{rule.key}_{other.seq}": f"{rule.label}（{other.name}）" for rule in own}
    for label, paper in proposals.handed_in(proposal):
        asked.setdefault(f"{paper.rule}_{paper.whose}" if paper.whose else paper.rule, label)
    return asked


def paper_checks(proposal: Proposal, review_row: Review | None) -> dict[str, PaperCheck]:
    """What was found of each document, for the present version of the proposal."""
    found = PaperCheck.objects.filter(review=review_row, version=proposal.version) if review_row else ()
    return {check.paper: check for check in found}


def ground_checks(proposal: Proposal, review_row: Review | None) -> dict[str, GroundCheck]:
    """What was found of each ground of disqualification, for the present version of the proposal."""
    found = GroundCheck.objects.filter(review=review_row, version=proposal.version) if review_row else ()
    return {check.ground: check for check in found}


def referrals_of(review_row: Review | None) -> list[CouncilReferral]:
    """What the council was asked, oldest first."""
    return list(review_row.referrals.order_by("referred_on", "pk")) if review_row else []


def referral_of(proposal: Proposal, pk: int) -> CouncilReferral:
    """One of them, or 404."""
    found = CouncilReferral.objects.filter(review__proposal=proposal, pk=pk).first()
    if found is None:
        raise Http404
    return found


def package_of(review_row: Review | None) -> ApprovalPackage | None:
    """The newest package that went out for approval, without its bytes, or None."""
    if review_row is None:
        return None
    return review_row.packages.defer("bytes").order_by("-pk").first()


def undelivered_of(round_: OpinionRound | None) -> list[UndeliveredLetter]:
    """The letters that came back, by number."""
    return list(round_.undelivered.order_by("letter")) if round_ else []


def check_conclusion(proposal: Proposal, review_row: Review, verdict: Verdict, *, on: date) -> None:
    """Pass when everything that stands beside the criteria is checked and agrees with them.

    Raises:
        NotLawful, NotNow: papers, grounds, number of persons or the council's opinion.
    """
    law = proposal.law
    found = {key: check.fact() for key, check in paper_checks(proposal, review_row).items()}
    checks.check_papers(asked_papers(proposal), found, verdict)
    checks.check_grounds(
        law,
        grounds(law),
        {key: check.fact() for key, check in ground_checks(proposal, review_row).items()},
        disqualified=any(criterion.key == "disqualification" for criterion, _ in verdict.failing),
        barred=bool(proposals.barred_proposers(proposal, on=on)),
    )
    checks.check_persons(
        law, verdict, kind=proposal.of_kind, wanted=wanted_persons(proposal), in_file=review_row.persons_in_file
    )
    checks.check_council([referral.fact() for referral in referrals_of(review_row)])


def state_of(proposal: Proposal, review_row: Review) -> str:
    """A digest of what a decision is made on: the version, every finding, check and opinion, and the estimate."""
    told = {
        "version": proposal.version,
        "letter": digest(canonical_json(proposal.letter)),
        "findings": [
            [f.criterion, f.outcome, f.reason, f.evidence, f.by]
            for f in Finding.objects.filter(review=review_row, version=proposal.version).order_by("criterion")
        ],
        "papers": sorted([c.paper, c.outcome, c.note] for c in paper_checks(proposal, review_row).values()),
        "grounds": sorted([c.ground, c.outcome, c.note] for c in ground_checks(proposal, review_row).values()),
        "council": [[r.council, r.question, r.opinion] for r in referrals_of(review_row)],
        "estimate": [review_row.minutes, review_row.outsourcing_yen, review_row.persons_in_file],
    }
    return digest(canonical_json(told))


def hearing_rule(proposal: Proposal) -> ThirdPartyRule | None:
    """The rule under which third parties must be asked in this case, or None."""
    chance = proposals.hears_opinions(proposal)
    return opinions.must_hear(proposal.law, kind=proposal.of_kind, opinion_chance=chance)


def tasks(*, user: User, on: date) -> list[Task]:
    """The cases whose criteria all conform and whose third parties are not asked yet: the letters are the desk's."""
    del on  # no day binds the letters
    if user.organisation_id is None or not can(Action.HEAR, user.role_names):
        return []
    here = {"proposal__organisation_id": user.organisation_id, "proposal__status": Status.UNDER_REVIEW}
    rows = (
        Review.objects.filter(**here, opinion_round=None)
        .select_related("proposal__organisation", "proposal__file")
        .prefetch_related("findings")
        .order_by("proposal__submitted_on", "pk")
    )
    return [_letters(row.proposal) for row in rows if _waits_for_letters(row)]


def _waits_for_letters(row: Review) -> bool:
    proposal = row.proposal
    if hearing_rule(proposal) is None:
        return False
    found = {one.criterion for one in row.findings.all() if one.version == proposal.version and one.conforms}
    return found >= {criterion.key for criterion in criteria_of(proposal)}


def _letters(proposal: Proposal) -> Task:
    where, why = reverse("review-hearing", args=[proposal.pk]), proposal.law.cite("opinion").short
    subject = f"{proposal.number}　{proposal.file.name}"
    return Task("第三者に意見を照会します。", where, why, None, subject, case=proposal.number)


def recount_of(proposal: Proposal, round_: OpinionRound) -> Recount:
    """The file without those who objected so far."""
    answers = [opinion.fact() for opinion in round_.opinions.all()]
    returned = [letter.fact() for letter in undelivered_of(round_)]
    in_file = proposals.persons_in(proposal)
    return opinions.recount(proposal.law, answers, returned, wanted=wanted_persons(proposal), in_file=in_file)


def wanted_persons(proposal: Proposal) -> int:
    """How many persons the proposal asks for; 0 for information that is already made."""
    return int(proposal.values.get("persons", 0))


def fee_of(proposal: Proposal, review_row: Review) -> FeeStatement:
    """The fee as it would be noticed now (NotLawful without an estimate)."""
    round_ = round_of(review_row)
    estimate = None
    if review_row.minutes is not None:
        estimate = Estimate(review_row.minutes, review_row.outsourcing_yen)
    return contract.fee(
        proposal.law,
        kind=proposal.of_kind,
        estimate=estimate,
        third_parties=_third_parties(round_),
        first_fee_yen=first_fee(proposal),
        schedule=schedule_for(proposal.organisation, proposal.law),
    )


def _third_parties(round_: OpinionRound | None) -> int:
    if round_ is None:
        return 0
    return opinions.given_a_chance(round_.fact(), [letter.fact() for letter in undelivered_of(round_)])


def first_fee(proposal: Proposal) -> int | None:
    """What the first contractor of the information was asked to pay; None for other kinds."""
    if proposal.of_kind is not ProposalKind.EXISTING or proposal.origin_id is None:
        return None
    return Notice.objects.filter(proposal_id=proposal.origin_id).values_list("fee_yen", flat=True).first()

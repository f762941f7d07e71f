"""Cases at any status, walked there by the same actions that the pages use."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from oboro.casework.checks import Paper, Standing
from oboro.casework.contract import Estimate, PaymentOrder
from oboro.casework.lifecycle import Status
from oboro.casework.opinions import Round
from oboro.casework.review import Outcome
from oboro.casework.roles import Role
from oboro.documents.letter import Seal
from oboro.law.criteria import criteria
from oboro.law.disqualification import grounds
from oboro.portal.calls.models import Call, CallFile
from oboro.portal.contracts import actions as contracts
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.register import actions as register
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.reviews import actions as reviews
from oboro.portal.reviews import checking, queries
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import regime_of, today
from portal.factories import tenancy

ITEMS = ["氏名", "生年月日", "住所", "世帯の人数"]
WORDS = {
    "purpose": "商圏の人口を年齢ごとに推計する。",
    "use": "集計して地図に載せる。利用するのは分析の担当者だけである。",
    "business": "出店計画の支援",
    "safety": "施錠した部屋の機器だけで扱い、終わったら消去する。",
    "provision_method": "電子記録媒体の交付",
    "contact": "企画部",
}
PERIOD = {
    "use_period_from_year": "2026",
    "use_period_from_month": "10",
    "use_period_from_day": "1",
    "use_period_to_year": "2028",
    "use_period_to_month": "9",
    "use_period_to_day": "30",
}
GRID = {"method-2-wanted": "yes", "method-2-granularity": "都道府県のみ", "method-extraction": ""}


def offered(body: Organisation, *, persons=5000, opinion_chance=None, name="住民の台帳", days=(-10, 30)) -> CallFile:
    """A published file under an announced call that is open on the body's day."""
    on = today(body)
    law = regime_of(body, on=on)
    answers = {"name": name, "record_items": ITEMS, "purpose": "住民の居住関係の公証"}
    if opinion_chance is not None:
        answers["opinion_chance"] = opinion_chance
    entry = Entry.objects.create(organisation=body, number=Entry.objects.filter(organisation=body).count() + 1)
    version = EntryVersion.objects.create(
        entry=entry,
        number=1,
        status="published",
        scheme=law.scheme.value,
        law_on=on,
        persons=persons,
        answers=answers,
        name=name,
        offered=True,
        drafted_by="a-section",
        drafted_on=on,
        published_on=on,
    )
    starts, ends = (on + timedelta(days=offset) for offset in days)
    call = Call.objects.create(
        organisation=body,
        fiscal_year=2026,
        number=Call.objects.filter(organisation=body).count() + 1,
        scheme=law.scheme.value,
        stored_status="announced",
        starts_on=starts,
        ends_on=ends,
        announced_on=starts,
    )
    return CallFile.objects.create(call=call, entry=entry, version=version)


def words(persons=1200) -> dict[str, str]:
    """What a proposer types, by the names of the page's boxes."""
    return {**WORDS, **PERIOD, **GRID, "persons": str(persons)}


@dataclass
class Cast:
    """Everybody who acts in a case of one organisation."""

    body: Organisation
    proposer: User
    coordinator: User = field(init=False)
    reviewer: User = field(init=False)
    decider: User = field(init=False)

    def __post_init__(self):
        code = self.body.code.lower()
        self.coordinator = self._officer(f"{code}-soukatsu", Role.COORDINATOR)
        self.reviewer = self._officer(f"{code}-shinsa", Role.REVIEWER)
        self.decider = self._officer(f"{code}-kessai", Role.DECIDER)

    def _officer(self, username, role):
        return User.objects.filter(username=username).first() or tenancy.officer(self.body, username, role)


def city_cast(body: Organisation, proposer: User) -> Cast:
    """A cast of a city whose ordinance charges what the order gives as the standard."""
    tenancy.own_fees(body)
    return Cast(body, proposer)


def draft(cast: Cast, *, file: CallFile | None = None, persons=1200) -> Proposal:
    """A complete draft with its papers."""
    on = today(cast.body)
    proposal = proposals.start(offered=file or offered(cast.body), by=cast.proposer, on=on)
    proposal = proposals.save_draft(proposal=proposal, draft=words(persons), agent=False, by=cast.proposer, on=on)
    attach(proposal, cast.proposer)
    return proposal


def attach(proposal: Proposal, by: User, *, on: date | None = None) -> None:
    """The papers that a company must attach."""
    on = on or today(proposal.organisation)
    for rule, issued in (("pledge", None), ("benefit", None), ("identity_body", on - timedelta(days=30))):
        proposals.attach(
            proposal=proposal, rule=rule, filename=f"{rule}.pdf", content=b"%PDF-1.7", issued_on=issued, by=by, on=on
        )


def values(persons=1200, name="住民の台帳") -> dict[str, object]:
    """What the complete draft is read as."""
    grid = [
        {"name": name, "wanted": name == "住所", "granularity": "都道府県のみ" if name == "住所" else ""}
        for name in ITEMS
    ]
    return {
        "proposer_name": "株式会社みらい",
        "proposer_address": "東京都千代田区一番町1番1号",
        "proposer_representative": "代表取締役",
        "file_name": name,
        **WORDS,
        "persons": persons,
        "use_period": {"from": "2026-10-01", "to": "2028-09-30"},
        "method": {"items": grid, "extraction": ""},
    }


def tell_of(proposal: Proposal, cast: Cast) -> None:
    """The register tells of what a case made, to the end of the year, as the making's room lets it."""
    on = today(cast.body)
    register.record_made(
        entry=proposal.entry,
        summary="1,200人、住所（都道府県）",
        desk={"name": "甲市総務部総務課", "address": "甲市本町一丁目1番1号"},
        period={"from": on.isoformat(), "to": date(on.year, 12, 31).isoformat()},
        by=cast.coordinator,
        on=on,
    )
    proposals.mark_made(proposal, on=on)


OFFICE = [role for role in Role if role is not Role.PROPOSER]
ORDER = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.RECEIVED,
    Status.UNDER_REVIEW,
    Status.JUDGED,
    Status.DECIDED,
    Status.CONFORMING,
    Status.APPLIED,
    Status.CONTRACTED,
)


def at_status(status: Status, cast: Cast, *, file: CallFile | None = None, failing: str = "", persons=1200) -> Proposal:
    """A case that stands at a status; `failing` names a criterion that is found not to hold."""
    proposal = draft(cast, file=file, persons=persons)
    path = (*ORDER[:6], Status.FAILING) if failing else ORDER
    for step in path[1 : path.index(status) + 1]:
        _STEPS[step](proposal, cast, failing)
        proposal.refresh_from_db()
    return proposal


def judge_all(proposal: Proposal, cast: Cast, *, failing: str = "", on: date | None = None) -> None:
    """Every criterion judged by the reviewer."""
    on = on or today(proposal.organisation)
    for criterion in criteria(proposal.law, proposal.of_kind):
        outcome = Outcome.FAILS if criterion.key == failing else Outcome.CONFORMS
        reviews.judge(
            proposal=proposal,
            criterion=criterion.key,
            outcome=outcome,
            reason="書類で確かめた。",
            evidence="提案書、添付書類",
            by=cast.reviewer,
            on=on,
        )


def check_all(proposal: Proposal, cast: Cast, *, failing: str = "") -> None:
    """Every document whole, no ground of disqualification; the first applies when that criterion is to fail."""
    on = today(proposal.organisation)
    papers = dict.fromkeys(queries.asked_papers(proposal), (Paper.WHOLE, ""))
    checking.check_papers(proposal=proposal, found=papers, by=cast.reviewer, on=on)
    found = {ground.key: (Standing.CLEAR, "") for ground in grounds(proposal.law)}
    if failing == "disqualification":
        found[next(iter(found))] = (Standing.APPLIES, "役員が当たる。")
    checking.check_grounds(proposal=proposal, found=found, by=cast.reviewer, on=on)


def _submitted(proposal, cast, failing):
    wanted = int(proposal.draft["persons"])
    proposals.submit(
        proposal=proposal, values=values(wanted, proposal.file.name), by=cast.proposer, on=today(cast.body)
    )


def _received(proposal, cast, failing):
    proposals.receive(proposal=proposal, by=cast.coordinator, on=today(cast.body))


def _under_review(proposal, cast, failing):
    reviews.start(proposal=proposal, by=cast.reviewer, on=today(cast.body))


def _judged(proposal, cast, failing):
    on = today(cast.body)
    reviews.estimate(proposal=proposal, estimate=Estimate(620), feasibility="加工できる。", by=cast.reviewer, on=on)
    check_all(proposal, cast, failing=failing)
    judge_all(proposal, cast, failing=failing)
    if proposal.file.answers.get("opinion_chance") and not failing:
        hear(proposal, cast)
    reviews.conclude(proposal=proposal, by=cast.reviewer, on=on)


def hear(proposal: Proposal, cast: Cast, *, letters=300, objectors=(7,)) -> None:
    """A round of opinions, closed, with the number of persons judged anew."""
    on = today(cast.body)
    due = on + timedelta(days=30)
    reviews.hear(proposal=proposal, round_=Round(letters, on, due), by=cast.coordinator, on=on)
    for letter in objectors:
        reviews.record_opinion(
            proposal=proposal, letter=letter, objects=True, received_on=on, by=cast.coordinator, on=on
        )
    reviews.close_hearing(proposal=proposal, by=cast.coordinator, on=due + timedelta(days=1))
    reviews.judge(
        proposal=proposal,
        criterion="persons",
        outcome=Outcome.CONFORMS,
        reason="数え直した。",
        evidence="意見書の一覧",
        by=cast.reviewer,
        on=on,
    )


def _decided(proposal, cast, failing):
    on = today(cast.body)
    reviews.decide(
        proposal=proposal,
        document_number="総第12号",
        decided_on=on,
        confirmed=[criterion.key for criterion in criteria(proposal.law, proposal.of_kind)],
        by=cast.decider,
        on=on,
    )


def _conforming(proposal, cast, failing):
    on = today(cast.body)
    reviews.notify_conforming(
        proposal=proposal,
        method="納付書",
        due_on=on + timedelta(days=30),
        provision_method="電子記録媒体の交付",
        order=PaymentOrder.FEE_FIRST,
        seal=Seal.OMITTED,
        by=cast.coordinator,
        on=on,
    )


def _failing(proposal, cast, failing):
    reviews.notify_failing(proposal=proposal, seal=Seal.OMITTED, by=cast.coordinator, on=today(cast.body))


def _applied(proposal, cast, failing):
    contracts.apply(proposal=proposal, by=cast.proposer, on=today(cast.body))


def _contracted(proposal, cast, failing):
    on = today(cast.body)
    contract = proposal.contract
    contracts.record_payment(
        contract=contract, reference="R8-1", amount_yen=contract.fee_yen, paid_on=on, by=cast.coordinator, on=on
    )
    contracts.conclude(
        contract=contract,
        document_number="契第3号",
        concluded_on=on,
        still_qualified=True,
        by=cast.coordinator,
        on=on,
    )


_STEPS = {
    Status.SUBMITTED: _submitted,
    Status.RECEIVED: _received,
    Status.UNDER_REVIEW: _under_review,
    Status.JUDGED: _judged,
    Status.DECIDED: _decided,
    Status.CONFORMING: _conforming,
    Status.FAILING: _failing,
    Status.APPLIED: _applied,
    Status.CONTRACTED: _contracted,
}

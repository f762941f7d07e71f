"""The board of an office, whose turn it is, what an officer holds. Always of one organisation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from oboro.casework.lifecycle import OWNERS, AnyStatus, ContractStatus, MakingStatus, Status, label
from oboro.casework.roles import ROLE_LABELS, Role
from oboro.law.criteria import ProposalKind
from oboro.portal.desk.deadlines import Clock, clocks_of
from oboro.portal.desk.models import Assignment, DeadlineChange
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.queries import one_seen_by
from oboro.portal.tenancy.models import Appointment, Organisation, Post, Section, User
from oboro.portal.tenancy.own_law import closed_days
from oboro.portal.tenancy.queries import Task, tasks_of

RUNNING = tuple(status for status in Status if OWNERS[status] and status is not Status.DRAFT)
A_WEEK = 7
NO_SECTION = "課の定めなし"
MOST_DIGITS = 19  # of the number of a row


@dataclass(frozen=True)
class Turn:
    """A case as its office sees it today.

    Attributes:
        status: its name, that of the making once there is a contract.
        owner: whose turn it is; None when nothing is to be done.
        section: the section of the post it is assigned to, else that of its file.
        assigned: the post or the person, with the holders of the post; empty when nobody was named.
        clocks: the days that bind it, the nearest first.
    """

    proposal: Proposal
    status: str
    owner: Role | None
    section: str
    assigned: str
    clocks: list[Clock]

    @property
    def who(self) -> str:
        """Whose turn it is, in words."""
        return ROLE_LABELS[self.owner] if self.owner else ""

    @property
    def next(self) -> Clock | None:
        """The nearest day."""
        return self.clocks[0] if self.clocks else None

    @property
    def due_on(self) -> date | None:
        """The nearest day as a date."""
        return self.next.due_on if self.next else None

    @property
    def late(self) -> bool:
        """Whether that day has passed."""
        return self.next is not None and self.next.late

    @property
    def url(self) -> str:
        """The page of the case."""
        return reverse("proposal", args=[self.proposal.pk])


@dataclass(frozen=True)
class Load:
    """What a section holds: how many cases, how many of them late or due within a week."""

    section: str
    cases: int
    late: int
    soon: int


def board(organisation: Organisation, *, section: str = "") -> list[Turn]:
    """The running cases of a body, late ones first, then by the nearest day; of one section if asked for."""
    local = closed_days(organisation, on=organisation.today)
    found = [_turn(proposal, local=local) for proposal in _running(organisation)]
    chosen = [turn for turn in found if not section or turn.section == section]
    return sorted(chosen, key=lambda turn: (turn.due_on or date.max, turn.proposal.number))


def loads(turns: Iterable[Turn], *, on: date) -> list[Load]:
    """The load of each section, the most pressed first."""
    by_section: dict[str, list[Turn]] = {}
    for turn in turns:
        by_section.setdefault(turn.section, []).append(turn)
    week = on + timedelta(days=A_WEEK)
    found = [
        Load(
            section=name,
            cases=len(held),
            late=sum(turn.late for turn in held),
            soon=sum(turn.due_on is not None and on <= turn.due_on <= week for turn in held),
        )
        for name, held in by_section.items()
    ]
    return sorted(found, key=lambda load: (-load.late, -load.soon, load.section))


def turn_of(user: User, pk: int) -> Turn:
    """One case this officer may see, or 404."""
    own = one_seen_by(user, pk)
    if user.organisation_id is None:
        raise Http404
    return turn_for(own)


def turn_for(proposal: Proposal) -> Turn:
    """One case with its clocks."""
    body = proposal.organisation
    local = closed_days(body, on=body.today)
    return _turn(_with_facts(Proposal.objects.filter(pk=proposal.pk)).get(), local=local)


def changes_of(proposal: Proposal) -> QuerySet[DeadlineChange]:
    """How the end of the review moved."""
    return proposal.deadline_changes.all()


def is_mine(user: User, turn: Turn) -> bool:
    """Whether a case is assigned to an officer, in person or by a post held today."""
    assignment = getattr(turn.proposal, "assignment", None)
    if assignment is None:
        return False
    if assignment.person_id:
        return assignment.person_id == user.pk
    return any(
        one.user_id == user.pk and one.runs(user.organisation.today) for one in assignment.post.appointments.all()
    )


@dataclass(frozen=True)
class OwnWork:
    """What an account has to do: what is assigned to it or to nobody, and what is assigned to others.

    A case that is assigned to somebody else stays in sight, because its role could do it while that person is away.
    """

    mine: list[Task]
    others: list[Task]


def own_work(user: User) -> OwnWork:
    """The tasks of an account, sorted by whose they are; a proposer has no desk."""
    tasks = tasks_of(user)
    if user.organisation_id is None:
        return OwnWork(tasks, [])
    turns = {turn.proposal.number: turn for turn in board(user.organisation)}
    tasks = sorted((_dated(task, turns.get(task.case)) for task in tasks), key=lambda task: task.due_on or date.max)
    others = {number for number, turn in turns.items() if turn.assigned and not is_mine(user, turn)}
    return OwnWork([task for task in tasks if task.case not in others], [task for task in tasks if task.case in others])


def this_week(user: User) -> list[Task]:
    """今週の期限: what has a day within a week, or had one."""
    last = user.organisation.today + timedelta(days=A_WEEK)
    return [task for task in own_work(user).mine if task.due_on and task.due_on <= last]


# ---- people and posts ----


def officers(organisation: Organisation) -> QuerySet[User]:
    """The officers of a body with their terms and posts."""
    return (
        User.objects.filter(organisation=organisation)
        .select_related("organisation", "section")
        .prefetch_related("memberships", "appointments__post")
        .order_by("username")
    )


def posts(organisation: Organisation) -> QuerySet[Post]:
    """The posts of a body with those who hold or held them."""
    return (
        Post.objects.filter(organisation=organisation)
        .select_related("section", "organisation")
        .prefetch_related("appointments__user")
    )


def sections(organisation: Organisation) -> QuerySet[Section]:
    """The sections of a body."""
    return Section.objects.filter(organisation=organisation)


@dataclass(frozen=True)
class Holding:
    """Everything that an officer holds and a successor would take over."""

    roles: list[str]
    posts: list[Appointment]
    cases: list[Assignment]
    tasks: list[Task]


def holding_of(user: User) -> Holding:
    """What an officer holds today."""
    on = user.organisation.today
    held = [one for one in user.appointments.all() if one.until_on is None or one.until_on >= on]
    cases = Assignment.objects.filter(person=user).select_related("proposal__file").order_by("proposal__number")
    return Holding([ROLE_LABELS[role] for role in Role if role in user.role_names], held, list(cases), tasks_of(user))


def officer_or_404(organisation: Organisation, pk: int | str) -> User:
    """An officer of this body, or 404."""
    asked = str(pk)
    found = officers(organisation).filter(pk=pk).first() if asked.isdecimal() and len(asked) < MOST_DIGITS else None
    if found is None:
        raise Http404
    return found


# ---------------------------------------------------------------------------------------------------------------


def _running(organisation: Organisation) -> QuerySet[Proposal]:
    # A change of business makes nothing, so that its case is over with its contract.
    making = Q(status=Status.CONTRACTED, contract__status=ContractStatus.IN_FORCE) & ~Q(
        Q(contract__making__status=MakingStatus.RECEIPT_CONFIRMED) | Q(kind=ProposalKind.CHANGE)
    )
    return _with_facts(Proposal.objects.filter(Q(status__in=RUNNING) | making, organisation=organisation))


def _with_facts(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    joined = ("organisation", "file", "call", "entry__section", "assignment__post__section", "assignment__person")
    later = ("review__opinion_round", "notice", "contract__making")
    left_out = ("letter", "values", "draft", "notice__letter", "contract__letter", "contract__making__order")
    return (
        proposals.select_related(*joined, *later)
        .defer(*left_out)
        .prefetch_related("corrections", "assignment__post__appointments__user")
    )


def _turn(proposal: Proposal, *, local: tuple) -> Turn:
    stands = _stands(proposal)
    assignment = getattr(proposal, "assignment", None)
    section = assignment.post.section if assignment and assignment.post_id else None
    section = section or proposal.entry.section
    return Turn(
        proposal=proposal,
        status=label(stands),
        owner=OWNERS[stands],
        section=section.name if section else NO_SECTION,
        assigned=_assigned(assignment, proposal.organisation.today),
        clocks=clocks_of(proposal, local=local),
    )


def _stands(proposal: Proposal) -> AnyStatus:
    """Where the case stands: the making once a contract is in force."""
    contract = getattr(proposal, "contract", None)
    if proposal.stands is not Status.CONTRACTED or contract is None or contract.stands is not ContractStatus.IN_FORCE:
        return proposal.stands
    if proposal.of_kind is ProposalKind.CHANGE:
        return proposal.stands
    making = getattr(contract, "making", None)
    return making.stands if making else MakingStatus.READY


def _assigned(assignment: Assignment | None, on: date) -> str:
    if assignment is None:
        return ""
    if assignment.person_id:
        return assignment.person.username
    holders = [one.user.username for one in assignment.post.appointments.all() if one.runs(on)]
    return f"{assignment.post.name}（{'、'.join(holders) or '空席'}）"


def _dated(task: Task, turn: Turn | None) -> Task:
    """The task with the nearest day of its case."""
    days = [day for day in (task.due_on, turn and turn.due_on) if day]
    return replace(task, due_on=min(days, default=None))

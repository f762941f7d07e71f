"""Arranging the work of an office: each verb is one transaction and one audit event."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from oboro.casework.clocks import Period
from oboro.casework.desk import ARRANGERS, DEED_LABELS, Deed
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.citation import HOW_TO_WRITE
from oboro.portal.audit.actions import record
from oboro.portal.desk.deadlines import review_walk
from oboro.portal.desk.models import Assignment, DeadlineChange, KnownDeadline
from oboro.portal.desk.queries import board
from oboro.portal.proposals.actions import note
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import Appointment, ClosedDay, Membership, Organisation, Post, Section, User
from oboro.portal.tenancy.own_law import closed_days
from oboro.portal.tenancy.queries import check_role

CLOSED_DAYS = "閉庁日が変わったため"
OWN_RULE = "審査の期間の定めが変わったため"
CALENDAR = "休日の暦が変わったため"


@transaction.atomic
def assign(*, proposal: Proposal, post: Post | None, person: User | None, by: User, on: date) -> None:
    """Name the post or the person who works on a case, or nobody.

    Raises:
        NotAllowed: not an arranger of this body, or a post or person of another one.
    """
    _check(Deed.ASSIGN, proposal.organisation, by)
    if {one.organisation_id for one in (post, person) if one} - {proposal.organisation_id}:
        raise NotAllowed("別の団体の職や職員は選べません。")
    if post and person:
        raise NotLawful("職と職員の両方は選べません。", hint="どちらか一方を選んでください。")
    Assignment.objects.filter(proposal=proposal).delete()
    if post or person:
        Assignment.objects.create(proposal=proposal, post=post, person=person, since_on=on, by=by.username)
    facts = {"post": post.pk if post else None, "person": person.pk if person else None}
    note(f"desk.{Deed.ASSIGN}", proposal, by=by, on=on, facts=facts)


@transaction.atomic
def add_post(*, organisation: Organisation, name: str, section: Section | None, by: User, on: date) -> Post:
    """Set up a post to which cases can be assigned (NotAllowed)."""
    _check(Deed.ADD_POST, organisation, by)
    if section is not None and section.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の課は選べません。")
    if Post.objects.filter(organisation=organisation, name=name).exists():
        raise NotNow(f"職「{name}」はもうあります。", hint="一覧の職に任命してください。")
    post = Post.objects.create(organisation=organisation, section=section, name=name)
    _record(Deed.ADD_POST, organisation, by=by, on=on, facts={"post": post.pk})
    return post


@transaction.atomic
def appoint(*, post: Post, user: User, from_on: date, until_on: date | None, by: User, on: date) -> Appointment:
    """Let somebody hold a post for a term.

    Raises:
        NotAllowed: not an arranger, or somebody of another body.
        NotLawful: the term ends before it begins.
    """
    _check(Deed.APPOINT, post.organisation, by)
    if user.organisation_id != post.organisation_id:
        raise NotAllowed("別の団体の職員は任命できません。")
    if until_on is not None and until_on < from_on:
        raise NotLawful("任期の末日が初日より前です。", hint="末日を入れ直すか、空けてください。")
    made = Appointment.objects.create(post=post, user=user, from_on=from_on, until_on=until_on)
    facts = {"post": post.pk, "user": user.pk, "from": from_on.isoformat()}
    _record(Deed.APPOINT, post.organisation, by=by, on=on, facts=facts)
    return made


@dataclass(frozen=True)
class Transferred:
    """How much went over to the successor."""

    roles: int
    posts: int
    cases: int


@transaction.atomic
def transfer_desk(*, leaver: User, successor: User, from_on: date, by: User, on: date) -> Transferred:
    """Hand a whole desk over: roles, posts and cases go to the successor from a day on, the leaver's terms end before.

    Args:
        leaver: who goes.
        successor: who comes; an officer of the same body.
        from_on: the successor's first day, today or later.
        by: an arranger, who may be the leaver.
        on: the day of the body.

    Raises:
        NotAllowed: not an arranger, people of another body, or an arranger who would take roles for himself.
        NotLawful: the same person twice, a day in the past, or nothing to hand over.
    """
    organisation = leaver.organisation
    _check(Deed.TRANSFER_DESK, organisation, by)
    if successor.organisation_id != leaver.organisation_id:
        raise NotAllowed("別の団体の職員には引き継げません。")
    if successor.pk == leaver.pk:
        raise NotLawful("前任と後任が同じ人です。", hint="後任を選び直してください。")
    if from_on < on:
        raise NotLawful("引継ぎの日が過ぎています。", hint="今日か、それより後の日にしてください。")
    if successor.pk == by.pk:
        _check_takes_nothing(leaver, by, from_on=from_on)
    last = from_on - timedelta(days=1)
    done = Transferred(
        _pass_roles(leaver, successor, from_on=from_on, last=last),
        _pass_posts(leaver, successor, from_on=from_on, last=last),
        Assignment.objects.filter(person=leaver).update(person=successor, since_on=from_on, by=by.username),
    )
    if done == Transferred(0, 0, 0):
        raise NotLawful("引き継ぐ役割も職も事案もありません。", hint="前任を選び直してください。")
    facts = {"leaver": leaver.pk, "successor": successor.pk, "from": from_on.isoformat(), **done.__dict__}
    _record(Deed.TRANSFER_DESK, organisation, by=by, on=on, facts=facts)
    return done


@transaction.atomic
def close_day(*, organisation: Organisation, day: ClosedDay, by: User, on: date) -> list[str]:
    """Add a day on which the body's rule closes the office, and count the running clocks anew.

    Returns:
        The numbers of the cases whose day moved.

    Raises:
        NotAllowed: not an arranger of this body.
        NotNow: the day is there already.
        NotLawful: the place in the ordinance cannot be read.
    """
    _check(Deed.CLOSE_DAY, organisation, by)
    if organisation.closed_days.filter(on=day.on).exists():
        raise NotNow("その日はもう登録されています。", hint="一覧から取り消してから登録し直してください。")
    day.organisation = organisation
    try:
        day.fact()
    except ValueError:
        raise NotLawful(f"根拠の箇所「{day.cite}」を読めません。", hint=HOW_TO_WRITE) from None
    settle(organisation, why="", on=on)
    day.save()
    moved = settle(organisation, why=CLOSED_DAYS, on=on)
    _record(Deed.CLOSE_DAY, organisation, by=by, on=on, facts={"day": day.on.isoformat(), "moved": moved})
    return moved


@transaction.atomic
def open_day(*, day: ClosedDay, by: User, on: date) -> list[str]:
    """Take a closed day back, and count the running clocks anew (NotAllowed)."""
    _check(Deed.OPEN_DAY, day.organisation, by)
    settle(day.organisation, why="", on=on)
    organisation, was = day.organisation, day.on.isoformat()
    day.delete()
    moved = settle(organisation, why=CLOSED_DAYS, on=on)
    _record(Deed.OPEN_DAY, organisation, by=by, on=on, facts={"day": was, "moved": moved})
    return moved


@transaction.atomic
def set_period(*, organisation: Organisation, period: Period | None, by: User, on: date) -> list[str]:
    """Fix the body's own period for a review, or none; running cases are counted by the new rule (NotAllowed)."""
    _check(Deed.SET_PERIOD, organisation, by)
    settle(organisation, why="", on=on)
    organisation.review_days = period.days if period else None
    organisation.review_unit = period.unit.value if period else ""
    organisation.review_rule = period.rule if period else ""
    organisation.save(update_fields=["review_days", "review_unit", "review_rule"])
    moved = settle(organisation, why=OWN_RULE, on=on)
    facts = {"days": organisation.review_days, "unit": organisation.review_unit, "moved": moved}
    _record(Deed.SET_PERIOD, organisation, by=by, on=on, facts=facts)
    return moved


@transaction.atomic
def move_deadlines(*, organisation: Organisation, by: str, on: date) -> list[str]:
    """Count all clocks anew, as each morning does: a new holiday may have come with a new release of the law.

    Nothing is recorded when nothing moved.
    """
    moved = settle(organisation, why=CALENDAR, on=on)
    if moved:
        facts = {"on": on.isoformat(), "moved": moved}
        subject = f"organisation:{organisation.code}"
        record(chain=organisation.code, kind=f"desk.{Deed.MOVE_DEADLINES}", subject=subject, by=by, facts=facts)
    return moved


def settle(organisation: Organisation, *, why: str, on: date) -> list[str]:
    """Compare every end of a review with the one last known, and keep the new one.

    A day that moved because of a correction moved for a reason the case tells itself; only what moved without a new
    stop is written down. Without `why` the present state is only noted, as the ground a change is measured from.
    """
    organisation = Organisation.objects.get(pk=organisation.pk)
    local, moved = closed_days(organisation, on=on), []
    for turn in board(organisation):
        found = review_walk(turn.proposal, local=local)
        if found is None:
            continue
        stops = [[one.asked_on.isoformat(), str(one.answered_on)] for one in turn.proposal.corrections.all()]
        period = [found.period.days, found.period.unit.value]
        known = KnownDeadline.objects.filter(proposal=turn.proposal).first()
        same = known is not None and known.stops == stops and found.running
        if why and same and known.due_on != found.due_on:
            DeadlineChange.objects.create(
                proposal=turn.proposal, before=known.due_on, after=found.due_on, why=why, on=on
            )
            moved.append(turn.proposal.number)
        values = {"due_on": found.due_on, "stops": stops, "period": period}
        KnownDeadline.objects.update_or_create(proposal=turn.proposal, defaults=values)
    return moved


@transaction.atomic
def set_address(*, user: User, email: str, on: date) -> None:
    """Keep where the morning mail goes; empty for none. The record tells that it changed, never to what."""
    user.email = email
    user.save(update_fields=["email"])
    _record(Deed.SET_ADDRESS, user.organisation, by=user, on=on, facts={"user": user.pk, "set": bool(email)})


# ---------------------------------------------------------------------------------------------------------------


def _check(deed: Deed, organisation: Organisation, by: User) -> None:
    check_role(by, ARRANGERS, deed=DEED_LABELS[deed])
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の担当は決められません。")


def _record(deed: Deed, organisation: Organisation, *, by: User, on: date, facts: dict[str, object]) -> None:
    record(
        chain=organisation.code,
        kind=f"desk.{deed}",
        subject=f"organisation:{organisation.code}",
        by=by.username,
        facts={"on": on.isoformat(), **facts},
    )


def _check_takes_nothing(leaver: User, by: User, *, from_on: date) -> None:
    """Nobody gives himself a role: who arranges would else decide what he prepared, by the desk of the decider."""
    held = {row.role for row in by.memberships.all() if row.runs(from_on)}
    if {row.role for row in leaver.memberships.all() if row.until_on is None or row.until_on >= from_on} - held:
        raise NotAllowed(
            "引継ぎで自分に新しい役割を付けることはできません。",
            hint="ほかの総括担当に引継ぎを記録してもらってください。",
        )


def _pass_roles(leaver: User, successor: User, *, from_on: date, last: date) -> int:
    """The successor has each running role from the day on; the leaver until the day before."""
    running = [row for row in leaver.memberships.all() if row.until_on is None or row.until_on >= from_on]
    for row in running:
        there = Membership.objects.filter(user=successor, role=row.role).first()
        if there is None:
            Membership.objects.create(user=successor, role=row.role, from_on=from_on, until_on=row.until_on)
        elif not (there.runs(from_on) and there.until_on is None):
            there.from_on = there.from_on if there.runs(last) else from_on
            there.until_on = row.until_on
            there.save(update_fields=["from_on", "until_on"])
        Membership.objects.filter(pk=row.pk).update(until_on=last)
    return len(running)


def _pass_posts(leaver: User, successor: User, *, from_on: date, last: date) -> int:
    running = [row for row in leaver.appointments.all() if row.until_on is None or row.until_on >= from_on]
    for row in running:
        Appointment.objects.create(post=row.post, user=successor, from_on=from_on, until_on=row.until_on)
        if row.from_on > last:
            row.delete()
        else:
            Appointment.objects.filter(pk=row.pk).update(until_on=last)
    return len(running)

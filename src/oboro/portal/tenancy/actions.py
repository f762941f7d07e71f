"""Making bodies, sections, accounts and parties; moving the day of a practice body."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Max

from oboro.casework.roles import Role
from oboro.kernel.errors import NotAllowed, NotNow
from oboro.portal.audit import heads
from oboro.portal.audit.actions import record
from oboro.portal.audit.models import SealedHead
from oboro.portal.audit.queries import events_of
from oboro.portal.tenancy import own_law
from oboro.portal.tenancy.keys import own_key
from oboro.portal.tenancy.models import Membership, Organisation, OwnRule, Party, RuleKind, Section, User

SEALED = "tenancy.seal_head"
OPERATOR = "operator"  # who runs the site; bodies and accounts are made at the machine, not on a page


@transaction.atomic
def add_organisation(*, by: str = OPERATOR, **fields: object) -> Organisation:
    """Set up a body. Whether it is a practice body is settled here once."""
    organisation = Organisation(**fields)
    organisation.full_clean()
    organisation.save()
    record(
        chain=organisation.code,
        kind="tenancy.add_organisation",
        subject=f"organisation:{organisation.code}",
        by=by,
        facts={"practice": organisation.practice_on is not None},
    )
    return organisation


@transaction.atomic
def add_section(*, organisation: Organisation, name: str, by: str = OPERATOR) -> Section:
    """Set up a section that keeps files."""
    section = Section(organisation=organisation, name=name)
    section.full_clean()
    section.save()
    record(
        chain=organisation.code,
        kind="tenancy.add_section",
        subject=f"section:{section.pk}",
        by=by,
        facts={"name": name},
    )
    return section


@transaction.atomic
def add_officer(
    *,
    organisation: Organisation,
    username: str,
    post: str,
    password: str,
    roles: Collection[Role],
    section: Section | None = None,
    by: str = OPERATOR,
) -> User:
    """Give an account with roles to somebody of the body.

    Raises:
        NotAllowed: a role of the proposers' side, or the section of another body.
    """
    if Role.PROPOSER in roles:
        raise NotAllowed("団体の職員に提案者の役割は付けられません。", hint="提案者の利用者は別に作ってください。")
    if section is not None and section.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の課は選べません。")
    user = User.objects.create_user(username, password, post=post, organisation=organisation, section=section)
    Membership.objects.bulk_create(Membership(user=user, role=role) for role in sorted(roles))
    record(
        chain=organisation.code,
        kind="tenancy.add_officer",
        subject=f"user:{user.pk}",
        by=by,
        facts={"roles": sorted(roles)},
    )
    return user


@transaction.atomic
def add_proposer(*, party: Party, username: str, post: str, password: str) -> User:
    """Give an account to a party. A party belongs to no body, so no body's chain tells of it."""
    return User.objects.create_user(username, password, post=post, party=party)


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Keep a new password, already judged by the form. The record tells when, never what."""
    user.set_password(password)
    user.save(update_fields=["password"])
    chain = user.organisation.code if user.organisation else f"party-{user.party_id}"
    record(chain=chain, kind="tenancy.change_password", subject=f"user:{user.pk}", by=user.username)


@transaction.atomic
def register_workshop_key(*, organisation: Organisation, pem: str, key_id: str, by: User) -> None:
    """Keep the public key of those who make the information, so that their deliveries can be told from others.

    Args:
        organisation: whose workshop it is.
        pem: the public key as it was handed over.
        key_id: its id, as read to each other over the telephone.
        by: a coordinator of the body.

    Raises:
        NotAllowed: not a coordinator of this body.
    """
    if by.organisation_id != organisation.pk or Role.COORDINATOR not in by.role_names:
        raise NotAllowed("鍵を登録できるのは、その団体の総括担当です。", hint="総括担当に依頼してください。")
    Organisation.objects.filter(pk=organisation.pk).update(workshop_key=pem)
    record(
        chain=organisation.code,
        kind="tenancy.register_workshop_key",
        subject=f"organisation:{organisation.code}",
        by=by.username,
        facts={"key": key_id},
    )


@transaction.atomic
def seal_head(*, organisation: Organisation, on: date, by: str = OPERATOR) -> SealedHead | None:
    """Sign the head of the body's record with its key, so that nobody can rewrite what came before unseen.

    Nothing is signed, and None returned, when nothing happened since the head was last signed.
    """
    newest = events_of(organisation.code).last()
    if newest is None or newest.kind == SEALED:
        return None
    made = heads.seal(organisation.code, key=own_key(organisation, by=by), on=on)
    facts = {"on": on.isoformat(), "seq": made.seq, "key": made.key}
    record(chain=organisation.code, kind=SEALED, subject=f"organisation:{organisation.code}", by=by, facts=facts)
    return made


@transaction.atomic
def move_practice_date(*, organisation: Organisation, to: date, by: User) -> None:
    """Let a practice body live on another day, later only: what was done stays done before.

    Raises:
        NotAllowed: not a coordinator of this body.
        NotNow: the body is a real one, or the day lies before its present one.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by.organisation_id != locked.pk or Role.COORDINATOR not in by.role_names:
        raise NotAllowed("練習用の日付を進められるのは、その団体の総括担当です。", hint="総括担当に依頼してください。")
    if locked.practice_on is None:
        raise NotNow("この団体は練習用ではないので、日付を変えられません。")
    if to < locked.practice_on:
        raise NotNow("練習用の日付は戻せません。", hint="今より後の日付を入れてください。")
    before, locked.practice_on = locked.practice_on, to
    locked.save(update_fields=["practice_on"])
    record(
        chain=locked.code,
        kind="tenancy.move_practice_date",
        subject=f"organisation:{locked.code}",
        by=by.username,
        facts={"from": before.isoformat(), "to": to.isoformat()},
    )


@transaction.atomic
def enter_own_rule(*, organisation: Organisation, kind: RuleKind, text: str, by: User | None, on: date) -> OwnRule:
    """Keep what a body sets itself as its next version, checked as a whole.

    Args:
        organisation: whose rules they are.
        kind: fees, or a scheme by an ordinance of the 2017 type.
        text: the rules as TOML.
        by: a coordinator of the body; None for the operator at the machine.
        on: the day of entry.

    Raises:
        NotAllowed: not a coordinator of this body.
        OrdinanceInvalid: the rules lack or contradict something, or are not for this kind of body.
    """
    if by is not None and (by.organisation_id != organisation.pk or Role.COORDINATOR not in by.role_names):
        raise NotAllowed("団体の定めを入力できるのは、その団体の総括担当です。", hint="総括担当に依頼してください。")
    since = own_law.first_day(organisation, kind, text, on=on)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    last = OwnRule.objects.filter(organisation=organisation, kind=kind).aggregate(last=Max("number"))["last"] or 0
    who = by.username if by else OPERATOR
    rule = OwnRule(
        organisation=organisation, kind=kind, number=last + 1, since=since, text=text, entered_on=on, entered_by=who
    )
    rule.full_clean()
    rule.save()
    record(
        chain=organisation.code,
        kind="tenancy.enter_own_rule",
        subject=f"organisation:{organisation.code}",
        by=who,
        facts={"kind": kind.value, "number": rule.number, "since": since.isoformat()},
    )
    return rule

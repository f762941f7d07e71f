"""A rehearsal: a body of its own, with its own people, day and case, that one officer plays and throws away.

It is a practice body (see the decision on the practice date) that belongs to an officer: nobody else sees it, no
public page shows it, and its rows hang on nothing real. What remains of it is its chain in the record, because a
record is never deleted; it holds no value of a person.
"""

import secrets
from datetime import date, timedelta

from django.db import models, transaction

from oboro.casework.desk import Deed
from oboro.casework.lifecycle import OWNERS
from oboro.casework.roles import ROLE_LABELS, Role
from oboro.kernel.errors import NotNow
from oboro.law.body_rules import written
from oboro.law.eligibility import EligibilityFacts
from oboro.law.fees import instrument
from oboro.law.forms import FormField
from oboro.law.periods import call_ends_on
from oboro.law.register import RegisterItem, items
from oboro.portal.audit.actions import record
from oboro.portal.calls import actions as calls
from oboro.portal.calls.models import CallFile
from oboro.portal.desk.queries import Turn, board, turn_for
from oboro.portal.proposals import actions as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.queries import FIXED_FIELDS, form_of, papers_of
from oboro.portal.register import actions as register
from oboro.portal.register import upkeep
from oboro.portal.tenancy.actions import add_officer, add_organisation, add_proposer, add_section, enter_own_rule
from oboro.portal.tenancy.models import Organisation, Party, RuleKind, User
from oboro.portal.tenancy.own_law import schedule_for
from oboro.portal.tenancy.queries import regime_of

ITEMS = ["氏名", "生年月日", "性別", "住所", "世帯の人数"]
COARSE = {1: "10歳ごと", 3: "市区町村まで"}  # the items that the sample proposal asks for, and how fine
PERSONS = 120_000
# Round sums for a body that has not entered its own yet; they are nobody's.
RATES: dict[str, object] = {
    "base_yen": 10_000,
    "hour_yen": 2_000,
    "outsourcing": False,
    "existing": "same_as_first",
    "change_yen": 5_000,
    **dict.fromkeys(("base_cite", "hour_cite", "existing_cite", "change_cite"), "規程1"),
}
WANTED = 1_500
NAME = "見本の住民台帳（練習）"
SAMPLE = "練習のための見本です。"
PAPER = b"%PDF-1.4\n% practice only\n"


def space_of(officer: User) -> Organisation | None:
    """The officer's own rehearsal, if one is going on."""
    return Organisation.objects.filter(rehearsed_by=officer).first()


def seat_of(officer: User, pk: int) -> User | None:
    """One of the people of the officer's own rehearsal; None for everybody else."""
    space = space_of(officer)
    return next((one for one in people_of(space) if one.pk == pk), None) if space else None


def people_of(space: Organisation) -> list[User]:
    """Everybody in a rehearsal: the proposer first, then the office."""
    found = User.objects.filter(models.Q(organisation=space) | models.Q(party__rehearsal=space))
    found = found.select_related("organisation", "party").prefetch_related("memberships")
    return sorted(found, key=lambda one: (one.party_id is None, one.pk))


def turns_of(space: Organisation) -> list[Turn]:
    """The cases of a rehearsal, its draft included."""
    drafts = Proposal.objects.filter(organisation=space, submitted_on=None)
    return [turn_for(one) for one in drafts if OWNERS[one.stands]] + board(space)


@transaction.atomic
def start_rehearsal(*, by: User, practice_on: date, on: date) -> Organisation:
    """Set up a rehearsal of one's own body: its people, a published file, an open call, a finished draft.

    Args:
        by: the officer who plays it.
        practice_on: the day on which it begins; decides which law is practised.
        on: the day of the real body.

    Raises:
        NotNow: the officer has one already, or sits in one.
        NoLawOnDate: no law of the procedure stood on that day.
    """
    real = by.organisation
    if real.rehearses_id or space_of(by):
        raise NotNow("練習はもう始まっています。", hint="今の練習を破棄してから、新しく始めてください。")
    space = _space(real, by, practice_on)
    _case(space, _people(space), on=practice_on)
    _remember(Deed.START_REHEARSAL, by, on=on, space=space.code)
    return space


@transaction.atomic
def discard_rehearsal(*, by: User, on: date) -> int:
    """Delete the officer's rehearsal with everything that hangs on it. Returns how many rows went.

    Raises:
        NotNow: there is none.
        RuntimeError: something of another body hangs on it; nothing is deleted then.
    """
    space = space_of(by)
    if space is None:
        raise NotNow("練習は始まっていません。")
    rows = _hanging_on(space)
    _check_own(rows, space)
    for model, keys in rows.items():  # in any order: both databases check the references when the transaction ends
        model._base_manager.filter(pk__in=keys)._raw_delete(using="default")  # noqa: SLF001 protected rows go too
    _remember(Deed.DISCARD_REHEARSAL, by, on=on, space=space.code)
    return sum(len(found) for found in rows.values())


# ---- setting it up ----


def _space(real: Organisation, officer: User, practice_on: date) -> Organisation:
    space = add_organisation(
        by=officer.username,
        code=f"rehearsal-{secrets.token_hex(4)}",
        name=f"{real.name}（練習）",
        head=real.head,
        kind=real.kind,
        desk_name=real.desk_name,
        desk_address=real.desk_address,
        practice_on=practice_on,
        review_days=real.review_days,
        review_unit=real.review_unit,
        review_rule=real.review_rule,
        rehearses=real,
        rehearsed_by=officer,
    )
    for rule in real.own_rules.order_by("number"):
        enter_own_rule(organisation=space, kind=RuleKind(rule.kind), text=rule.text, by=None, on=practice_on)
    law = regime_of(space)
    if schedule_for(space, law) is None and instrument(law).text("instrument") != "order":
        text = written(law, {"title": f"{real.name}の定め（練習用）", "since": practice_on, **RATES})
        enter_own_rule(organisation=space, kind=RuleKind.FEES, text=text, by=None, on=practice_on)
    return space


def _people(space: Organisation) -> dict[Role, User]:
    """One account a role, that nobody can log in with: the seat is the only way to it."""
    section = add_section(organisation=space, name="見本課")
    people = {}
    for role in Role:
        name, words, password = f"{space.code}-{role}", f"{ROLE_LABELS[role]}役", secrets.token_urlsafe(40)
        if role is Role.PROPOSER:
            party = Party.objects.create(
                name="株式会社れんしゅう", address="練習市一丁目1番1号", representative="代表取締役", rehearsal=space
            )
            people[role] = add_proposer(party=party, username=name, post=words, password=password)
        else:
            own = section if role is Role.SECTION else None
            people[role] = add_officer(
                organisation=space, username=name, post=words, password=password, roles={role}, section=own
            )
    return people


def _case(space: Organisation, people: dict[Role, User], *, on: date) -> Proposal:
    """A published file, a call that opens today, and a draft that only waits to be handed in."""
    before = on - timedelta(days=1)
    coordinator, decider, section = (people[role] for role in (Role.COORDINATOR, Role.DECIDER, Role.SECTION))
    law = regime_of(space)
    entry = register.start_entry(
        organisation=space,
        answers=_answers(items(law)),
        persons=PERSONS,
        by=section,
        on=before,
        section=section.section,
    )
    facts = EligibilityFacts(
        in_register=True,
        exempt_ground=None,
        withheld=False,
        persons=PERSONS,
        disclosure="part",
        processable=True,
        disrupts=False,
    )
    upkeep.judge_file(entry=entry, facts=facts, note=SAMPLE, by=coordinator, on=before)
    register.submit_entry(entry=entry, by=section, on=before)
    register.approve_entry(entry=entry, by=coordinator, on=before)
    register.publish_entry(entry=entry, by=coordinator, on=before)
    call = calls.prepare_call(
        organisation=space,
        starts_on=on,
        ends_on=call_ends_on(law, starts_on=on),
        entries=[entry.pk],
        how_to_submit=SAMPLE,
        by=coordinator,
        on=before,
    )
    calls.approve_call(call=call, by=decider, on=before)
    calls.announce_call(call=call, by=coordinator, on=before)
    return _draft(CallFile.objects.get(call=call), people[Role.PROPOSER], on=on)


def _draft(offered: CallFile, proposer: User, *, on: date) -> Proposal:
    proposal = proposals.start(offered=offered, by=proposer, on=on)
    typed = {}
    for field in form_of(proposal).fields:
        if field.key not in FIXED_FIELDS:
            typed |= _typed(field, on)
    proposal = proposals.save_draft(proposal=proposal, draft=typed, agent=False, by=proposer, on=on)
    for rule in papers_of(proposal):
        proposals.attach(
            proposal=proposal,
            rule=rule.key,
            filename="見本.pdf",
            content=PAPER,
            issued_on=on if rule.max_age_months else None,
            by=proposer,
            on=on,
        )
    return proposal


def _answers(asked: tuple[RegisterItem, ...]) -> dict[str, object]:
    """A sample answer for each item of the register that is not filled in only after the making."""
    by_kind = {
        "bool": lambda _: False,
        "list": lambda _: ITEMS,
        "organisation": lambda _: {"name": "練習課", "address": "練習市一丁目1番1号"},
        "choice": lambda item: item.choices[0][0],
    }
    found = {
        item.key: by_kind.get(item.kind, lambda _: SAMPLE)(item)
        for item in asked
        if item.obligation != "after_creation"
    }
    return found | {"name": NAME, "offered": True}


def _typed(field: FormField, on: date) -> dict[str, str]:
    """What a proposer would have typed into one field, box by box."""
    year, key = on.year + 1, field.key
    made = {
        "grid": lambda: {
            **{f"{key}-{index}-wanted": "yes" for index in COARSE},
            **{f"{key}-{index}-granularity": words for index, words in COARSE.items()},
            f"{key}-extraction": "",
        },
        "period": lambda: {**_day(f"{key}_from", year), **_day(f"{key}_to", year + 1)},
        "date": lambda: _day(key, year),
        "int": lambda: {key: str(WANTED)},
        "bool": lambda: {key: "no"},
        "choice": lambda: {key: field.choices[0][0]},
        "organisation": lambda: {f"{key}_name": "練習課", f"{key}_address": "練習市一丁目1番1号"},
    }
    return made.get(field.kind, lambda: {key: SAMPLE})()


def _day(key: str, year: int) -> dict[str, str]:
    return {f"{key}_year": str(year), f"{key}_month": "4", f"{key}_day": "1"}


def _remember(deed: Deed, by: User, *, on: date, space: str) -> None:
    real = by.organisation
    facts = {"on": on.isoformat(), "rehearsal": space}
    subject = f"organisation:{real.code}"
    record(chain=real.code, kind=f"desk.{deed}", subject=subject, by=by.username, facts=facts)


# ---- throwing it away ----


def _hanging_on(space: Organisation) -> dict[type[models.Model], set[int]]:
    """Every row that points to the rehearsal, to its parties, or to a row that does, by model."""
    rows: dict[type[models.Model], set[int]] = {Organisation: {space.pk}}
    new = dict(rows)
    while new:
        found: dict[type[models.Model], set[int]] = {}
        for target, keys in new.items():
            for model, field in _pointing_to(target):
                pointing = model._base_manager.filter(**{f"{field}__in": keys}).values_list("pk", flat=True)  # noqa: SLF001 all rows
                found.setdefault(model, set()).update(set(pointing) - rows.get(model, set()))
        new = {model: keys for model, keys in found.items() if keys}
        for model, keys in new.items():
            rows.setdefault(model, set()).update(keys)
    rows.setdefault(Party, set()).update(_left_alone(rows))
    return rows


def _left_alone(rows: dict[type[models.Model], set[int]]) -> set[int]:
    """The parties that only rows of the rehearsal point to: those that were written down from paper."""
    pointing = _pointing_to(Party)
    near = {
        key
        for model, field in pointing
        for key in model._base_manager.filter(pk__in=rows.get(model, ())).values_list(field, flat=True)  # noqa: SLF001
        if key
    }
    real = {
        key
        for model, field in pointing
        for key in model._base_manager.filter(**{f"{field}__in": near})  # noqa: SLF001 all rows
        .exclude(pk__in=rows.get(model, ()))
        .values_list(field, flat=True)
    }
    return near - real


def _pointing_to(target: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    return [
        (relation.related_model, relation.field.name)
        for relation in target._meta.get_fields(include_hidden=True)  # noqa: SLF001 Django's documented door
        if relation.auto_created and not relation.concrete and relation.related_model._meta.app_label == "portal"  # noqa: SLF001
    ]


def _check_own(rows: dict[type[models.Model], set[int]], space: Organisation) -> None:
    """Nothing of a real body may go with a rehearsal."""
    for model, keys in rows.items():
        names = {field.name for field in model._meta.fields if field.related_model is Organisation}  # noqa: SLF001
        if model is Organisation or "organisation" not in names:
            continue
        foreign = model._base_manager.filter(pk__in=keys, organisation__isnull=False).exclude(organisation=space)  # noqa: SLF001
        if foreign.exists():
            raise RuntimeError(f"{model.__name__} of another body hangs on a rehearsal")

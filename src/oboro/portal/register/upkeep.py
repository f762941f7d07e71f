"""What is decided and noted of a file besides its entry: eligibility, exemption, occurrences, the yearly look.

One action, one transaction, one audit event, as in `actions`.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from oboro.casework.register import BEARS_ON_JUDGEMENT, Deed, Event, VersionStatus, too_few
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.eligibility import EligibilityFacts, judge
from oboro.law.register import exemptions
from oboro.portal.register.deeds import allow, allow_section, hold, remember, remember_of
from oboro.portal.register.models import Confirmation, Eligibility, Entry, EntryVersion, Exemption, Occurrence
from oboro.portal.register.queries import WITHHELD, base_of
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import regime_of


@transaction.atomic
def judge_file(*, entry: Entry, facts: EligibilityFacts, note: str, by: User, on: date) -> Eligibility:
    """Judge whether the file is open for proposals and keep every step with its reason."""
    allow(Deed.JUDGE_FILE, entry.organisation, by)
    regime = regime_of(entry.organisation, on=on)
    outcome = judge(regime, facts)
    last = base_of(EntryVersion.objects.filter(entry=entry))
    judgement = Eligibility.objects.create(
        entry=entry,
        scheme=regime.scheme.value,
        rests_on={key: last.answers.get(key) for key in BEARS_ON_JUDGEMENT} if last else {},
        judged_on=on,
        judged_by=by.username,
        eligible=outcome.eligible,
        consequence=outcome.consequence,
        note=note.strip(),
        facts={name: getattr(facts, name) for name in EligibilityFacts.__dataclass_fields__},
        steps=[
            {
                "question": step.question,
                "answer": step.answer,
                "reason": step.reason,
                "citation": step.citation.short,
            }
            for step in outcome.steps
        ],
    )
    remember(Deed.JUDGE_FILE, entry, by=by, on=on, eligible=outcome.eligible)
    return judgement


@transaction.atomic
def exempt_file(*, entry: Entry, ground: str, reason: str, by: User, on: date) -> Exemption:
    """Record that the file is not entered in the register, and on which ground.

    Args:
        entry: a file without a published entry.
        ground: a key of `law.register.exemptions`, or `WITHHELD`: entering it would seriously disturb the work.
        reason: how the ground applies to this file.
        by: a coordinator.
        on: the day of the body.

    Raises:
        NotNow: an entry is published, or the file is exempted already.
        NotLawful: the law has no such ground, or the reason is empty.
    """
    allow(Deed.EXEMPT_FILE, entry.organisation, by)
    hold(Entry.objects.filter(pk=entry.pk))
    if ground not in {WITHHELD, *(one.key for one in exemptions(regime_of(entry.organisation, on=on)))}:
        raise NotLawful("この法令には、その根拠がありません。", hint="一覧から選んでください。")
    if not reason.strip():
        raise NotLawful("当てはまる理由がありません。", hint="このファイルがなぜ当てはまるかを書いてください。")
    if EntryVersion.objects.filter(entry=entry, status=VersionStatus.PUBLISHED).exists():
        raise NotNow("公表している記載があります。", hint="先に記載を消除してください。")
    if entry.exemptions.filter(lifted_on__isnull=True).exists():
        raise NotNow("このファイルは、もう載せないこととしています。")
    made = Exemption.objects.create(
        entry=entry, ground=ground, reason=reason.strip(), decided_on=on, decided_by=by.username
    )
    Occurrence.objects.filter(entry=entry, settled_on__isnull=True).update(settled_on=on)
    remember(Deed.EXEMPT_FILE, entry, by=by, on=on, ground=ground)
    return made


@transaction.atomic
def list_again(*, entry: Entry, by: User, on: date) -> None:
    """End the exemption: the file is to be entered from now on (NotNow without one)."""
    allow(Deed.LIST_AGAIN, entry.organisation, by)
    found = entry.exemptions.select_for_update().filter(lifted_on__isnull=True).first()
    if found is None:
        raise NotNow("載せないこととした記録がありません。")
    found.lifted_on = on
    found.save(update_fields=["lifted_on"])
    remember(Deed.LIST_AGAIN, entry, by=by, on=on, ground=found.ground)


@transaction.atomic
def note_event(*, entry: Entry, event: Event, happened_on: date, note: str, by: User, on: date) -> Occurrence:
    """Note what happened to a file and on which day; from then on the register has to follow.

    Raises:
        NotLawful: the day has not come yet.
        NotNow: nothing is published that could be struck.
        NotAllowed: the file of another section.
    """
    allow(Deed.NOTE_EVENT, entry.organisation, by)
    allow_section(entry, by)
    if happened_on > on:
        raise NotLawful("起きた日が、今日より後です。", hint="起きた日を確かめてください。")
    published = EntryVersion.objects.filter(entry=entry, status=VersionStatus.PUBLISHED).exists()
    if event is Event.ENDED and not published:
        raise NotNow("公表している記載がないので、消除するものがありません。")
    made = Occurrence.objects.create(entry=entry, event=event, happened_on=happened_on, note=note.strip(), noted_on=on)
    remember(Deed.NOTE_EVENT, entry, by=by, on=on, event=event, happened_on=happened_on.isoformat())
    return made


@transaction.atomic
def confirm_entries(*, organisation: Organisation, persons: Mapping[int, int], by: User, on: date) -> int:
    """The yearly look: these entries are still right, and so many persons are in each file.

    A file that has become too small is noted as such, so that it is struck out in time. One event tells of all.

    Args:
        organisation: whose register it is.
        persons: number of persons by primary key of the entry.
        by: somebody of the section that keeps the files, or a coordinator.
        on: the day of the body.

    Returns:
        How many files have become too small.

    Raises:
        NotNow: none chosen, or an entry is not published or not of this body.
    """
    allow(Deed.CONFIRM_ENTRIES, organisation, by)
    entries = list(
        Entry.objects.filter(
            organisation=organisation, pk__in=persons, versions__status=VersionStatus.PUBLISHED
        ).order_by("number")
    )
    if not persons or len(entries) != len(persons):
        raise NotNow("確かめる記載が選ばれていないか、公表されていないものがあります。", hint="選び直してください。")
    for entry in entries:
        allow_section(entry, by)
    Confirmation.objects.bulk_create(
        Confirmation(entry=one, confirmed_on=on, confirmed_by=by.username, persons=persons[one.pk]) for one in entries
    )
    regime = regime_of(organisation, on=on)
    small = [one for one in entries if too_few(regime, persons[one.pk])]
    noted = set(
        Occurrence.objects.filter(entry__in=small, event=Event.ENDED, settled_on__isnull=True).values_list(
            "entry", flat=True
        )
    )
    Occurrence.objects.bulk_create(
        Occurrence(entry=one, event=Event.ENDED, happened_on=on, note="本人の数が少なくなった", noted_on=on)
        for one in small
        if one.pk not in noted
    )
    numbers = [one.number for one in entries]
    remember_of(Deed.CONFIRM_ENTRIES, organisation, "register", by=by, on=on, numbers=numbers, too_few=len(small))
    return len(small)


# ---------------------------------------------------------------------------------------------------------------

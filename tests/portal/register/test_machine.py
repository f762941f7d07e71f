"""Any command by anybody at any time: it does its one step with one event, or changes nothing at all."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from oboro.casework.calls import CallStatus
from oboro.casework.register import Event, VersionStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import Refused
from oboro.portal.audit.models import AuditEvent
from oboro.portal.audit.queries import fault_of
from oboro.portal.calls import actions as calls
from oboro.portal.calls.models import Abstention, Call, CallFile
from oboro.portal.register import actions, upkeep
from oboro.portal.register.book import book_of
from oboro.portal.register.models import (
    Confirmation,
    Edition,
    Eligibility,
    Entry,
    EntryVersion,
    Exemption,
    Listing,
    Occurrence,
)
from oboro.portal.tenancy.queries import regime_of
from portal.factories import register, tenancy

START = date(2026, 6, 1)
TABLES = (
    Entry, EntryVersion, Edition, Eligibility, Exemption, Occurrence, Confirmation, Listing, Call, CallFile, Abstention,
)  # fmt: skip
IN_HAND = ("draft", "submitted", "approved")
SETTINGS = settings(max_examples=10, stateful_step_count=30, deadline=None, derandomize=True)
PEOPLE = ("section", "coordinator", "other", "decider", "auditor", "stranger")


def snapshot():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


class Office(RuleBasedStateMachine):
    """One entry of one body and its calls, through whatever comes."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.body = tenancy.organisation(code=f"M{Entry.objects.count()}")
        self.people = {
            "section": tenancy.officer(self.body, f"{self.body.code}-section", Role.SECTION),
            "coordinator": tenancy.officer(self.body, f"{self.body.code}-first", Role.COORDINATOR),
            "other": tenancy.officer(self.body, f"{self.body.code}-second", Role.COORDINATOR, Role.DECIDER),
            "decider": tenancy.officer(self.body, f"{self.body.code}-decider", Role.DECIDER),
            "auditor": tenancy.officer(self.body, f"{self.body.code}-auditor", Role.AUDITOR),
            "stranger": register.boss(tenancy.organisation(code=f"X{self.body.code}")),
        }
        self.on = START
        self.published, self.editions = {}, {}
        told = register.answers(regime_of(self.body))
        with transaction.atomic():
            self.entry = actions.start_entry(
                organisation=self.body, answers=told, persons=5000, by=self.people["section"], on=self.on
            )

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    def tries(self, command, **given):
        before, events = snapshot(), AuditEvent.objects.count()
        try:
            command(on=self.on, **given)
        except Refused:
            assert snapshot() == before
            assert AuditEvent.objects.count() == events
        else:
            assert AuditEvent.objects.count() == events + 1

    @rule(who=st.sampled_from(PEOPLE), offered=st.booleans(), purpose=st.sampled_from(["", "公証", "別の目的"]))
    def write(self, who, offered, purpose):
        told = register.answers(regime_of(self.body), offered=offered, purpose=purpose)
        self.tries(actions.save_draft, entry=self.entry, answers=told, persons=5000, by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE), step=st.sampled_from(["submit", "approve", "publish", "strike"]))
    def step(self, who, step):
        self.tries(getattr(actions, f"{step}_entry"), entry=self.entry, by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE))
    def publish_all(self, who):
        self.tries(actions.publish_register, organisation=self.body, by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE), note=st.sampled_from(["", "直してください。"]))
    def give_back(self, who, note):
        self.tries(actions.return_entry, entry=self.entry, note=note, by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE))
    def judge(self, who):
        self.tries(upkeep.judge_file, entry=self.entry, facts=register.ELIGIBLE, note="", by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE), again=st.booleans())
    def exempt(self, who, again):
        if again:
            self.tries(upkeep.list_again, entry=self.entry, by=self.people[who])
        else:
            self.tries(upkeep.exempt_file, entry=self.entry, ground="staff", reason="人事", by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE), event=st.sampled_from(Event), ago=st.integers(-1, 5))
    def happen(self, who, event, ago):
        day = self.on - timedelta(days=ago)
        self.tries(upkeep.note_event, entry=self.entry, event=event, happened_on=day, note="", by=self.people[who])

    @rule(who=st.sampled_from(PEOPLE), persons=st.sampled_from([999, 1000]))
    def confirm(self, who, persons):
        given = {"organisation": self.body, "persons": {self.entry.pk: persons}, "by": self.people[who]}
        self.tries(upkeep.confirm_entries, **given)

    @rule(who=st.sampled_from(PEOPLE), days=st.sampled_from([28, 29, 40]), ahead=st.integers(0, 3))
    def prepare(self, who, days, ahead):
        first = self.on + timedelta(days=ahead)
        given = {"starts_on": first, "ends_on": first + timedelta(days=days), "entries": [self.entry.pk]}
        self.tries(calls.prepare_call, organisation=self.body, how_to_submit="", by=self.people[who], **given)

    @rule(who=st.sampled_from(PEOPLE), step=st.sampled_from(["approve", "announce", "report", "extend", "correct"]),
          days=st.integers(-2, 3))  # fmt: skip
    def move_call(self, who, step, days):
        call = Call.objects.filter(organisation=self.body).order_by("-pk").first()
        if call is None:
            return
        given = {
            "report": {"proposals": 0, "text": ""},
            "extend": {"to": call.ends_on + timedelta(days=days), "reason": "問合せが多い"},
            "correct": {"how_to_submit": "持参", "desk": {"name": "総務課", "address": "本町"}, "reason": "誤記"},
        }.get(step, {})
        self.tries(getattr(calls, f"{step}_call"), call=call, by=self.people[who], **given)

    @rule(who=st.sampled_from(PEOPLE))
    def decline(self, who):
        self.tries(calls.decline_call, organisation=self.body, reason="", by=self.people[who])

    @rule()
    def go_on(self):
        """The step that is next, by who may do it: without it chance would seldom come to a publication."""
        version = EntryVersion.objects.filter(entry=self.entry, status__in=IN_HAND).first()
        step = {"draft": "submit", "submitted": "approve", "approved": "publish"}.get(getattr(version, "status", ""))
        if step:
            by = self.people["section" if step == "submit" else "other"]
            self.tries(getattr(actions, f"{step}_entry"), entry=self.entry, by=by)
        else:
            self.write(who="section", offered=True, purpose="別の目的")
        call = Call.objects.filter(organisation=self.body).order_by("-pk").first()
        stored = getattr(call, "stored_status", "")
        if stored in {"prepared", "approved"}:
            act, who = {"prepared": ("approve", "decider"), "approved": ("announce", "other")}[stored]
            self.tries(getattr(calls, f"{act}_call"), call=call, by=self.people[who])
        elif stored == "" and Listing.objects.filter(entry=self.entry, offered=True).exists():
            self.prepare(who="coordinator", days=40, ahead=3)

    @rule(days=st.sampled_from([1, 10, 40]))
    def wait(self, days):
        self.on += timedelta(days=days)

    @invariant()
    def at_most_one_version_is_in_force_and_one_in_hand(self):
        statuses = [v.status for v in EntryVersion.objects.filter(entry=self.entry)]
        assert statuses.count("published") <= 1
        assert sum(status in IN_HAND for status in statuses) <= 1

    @invariant()
    def what_was_published_never_changes_and_was_approved_by_another(self):
        for version in EntryVersion.objects.filter(entry=self.entry, published_on__isnull=False):
            said = (version.answers, version.persons, version.published_on)
            assert self.published.setdefault(version.pk, said) == said
            assert version.approved_by not in version.writers
        for edition in Edition.objects.filter(organisation=self.body):
            assert book_of(edition).sha256 == edition.sha256

    @invariant()
    def what_is_searched_is_what_is_published(self):
        published = EntryVersion.objects.filter(entry=self.entry, status=VersionStatus.PUBLISHED)
        listed = Listing.objects.filter(entry=self.entry)
        assert set(published.values_list("pk", flat=True)) == set(listed.values_list("pk", flat=True))

    @invariant()
    def i8_a_call_is_announced_before_it_opens_and_open_for_thirty_days(self):
        for call in Call.objects.filter(organisation=self.body, announced_on__isnull=False):
            assert call.announced_on < call.starts_on
            assert (call.ends_on - call.starts_on).days + 1 >= 30
            assert call.approved_by != call.prepared_by
            assert call.status_on(call.starts_on) is CallStatus.OPEN
            first = self.editions.setdefault(call.pk, call.ends_on)
            assert call.ends_on >= first
            self.editions[call.pk] = call.ends_on


@pytest.mark.django_db
def test_i12_a_command_does_one_step_with_one_event_or_changes_nothing():
    reached = set()

    class Remembered(Office):
        def __init__(self):
            super().__init__()
            with transaction.atomic():
                register.judge(self.entry)

        def teardown(self):
            reached.update(EntryVersion.objects.filter(entry=self.entry).values_list("status", flat=True))
            reached.update(Call.objects.filter(organisation=self.body).values_list("stored_status", flat=True))
            assert fault_of(self.body.code) is None
            super().teardown()

    run_state_machine_as_test(Remembered, settings=SETTINGS)
    assert {"draft", "submitted", "approved", "published", "replaced", "prepared", "announced"} <= reached

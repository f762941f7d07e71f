"""An officer throws away a draft of an entry that nobody has seen; what was published stands."""

import pytest

from oboro.casework.register import Event, VersionStatus
from oboro.casework.roles import Role
from oboro.kernel.errors import NotNow
from oboro.portal.audit.queries import events_of, fault_of
from oboro.portal.register import actions, queries, upkeep
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.tenancy.queries import today
from portal.factories import register, tenancy
from portal.reading import lines

pytestmark = pytest.mark.django_db


def address(entry):
    return f"/office/register/{entry.pk}/discard/"


def test_a_draft_that_was_never_published_goes_with_its_entry(coordinator, signed_in, city_a):
    entry, client = register.entry(city_a, at=VersionStatus.DRAFT, name="まちがえた台帳"), signed_in(coordinator)
    assert address(entry) in client.get(f"/office/register/{entry.pk}/").content.decode()
    text = "".join(lines(client.get(address(entry))))
    assert f"番号{entry.number}のファイルが判定とともに一覧からなくなります。" in text
    assert Entry.objects.count() == 1
    answer = client.post(address(entry))
    assert (answer.status_code, answer.url) == (302, "/office/register/")
    assert (Entry.objects.count(), EntryVersion.objects.count()) == (0, 0)
    event = events_of(city_a.code).last()
    facts = {"on": today(city_a).isoformat(), "version": 1, "whole": True}
    assert (event.kind, event.subject, event.facts) == ("register.discard_draft", f"entry:{entry.number}", facts)
    assert fault_of(city_a.code) is None
    assert client.get(f"/office/register/{entry.pk}/").status_code == 404


def test_the_next_draft_of_a_published_entry_goes_alone(coordinator, signed_in, city_a):
    entry = register.entry(city_a)
    force = queries.in_force(entry)
    answers = {**force.answers, "name": "書きかけの名称"}
    actions.save_draft(entry=entry, answers=answers, persons=2000, by=coordinator, on=today(city_a))
    client = signed_in(coordinator)
    assert "公表した記載は変わりません。" in "".join(lines(client.get(address(entry))))
    answer = client.post(address(entry))
    assert (answer.status_code, answer.url) == (302, f"/office/register/{entry.pk}/")
    assert list(entry.versions.values_list("pk", "status")) == [(force.pk, "published")]
    assert entry.judgements.count() == 1
    assert events_of(city_a.code).last().facts["whole"] is False


@pytest.mark.parametrize("at", [VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED])
def test_what_waits_or_is_published_is_not_thrown_away(coordinator, signed_in, city_a, at):
    entry, client = register.entry(city_a, at=at), signed_in(coordinator)
    assert address(entry) not in client.get(f"/office/register/{entry.pk}/").content.decode()
    assert [client.get(address(entry)).status_code, client.post(address(entry)).status_code] == [409, 409]
    assert EntryVersion.objects.get().stage is at


def test_nobody_else_throws_a_draft_away(stranger, auditor, signed_in, city_a):
    entry = register.entry(city_a, at=VersionStatus.DRAFT)
    other = tenancy.officer(city_a, "a-elsewhere", Role.SECTION)
    other.section = city_a.sections.create(name="別の課")
    other.save()
    seen = {}
    for name, who in {"stranger": stranger, "auditor": auditor, "other section": other}.items():
        client = signed_in(who)
        seen[name] = (client.get(address(entry)).status_code, client.post(address(entry)).status_code)
    assert seen == {"stranger": (404, 404), "auditor": (403, 403), "other section": (403, 403)}
    assert EntryVersion.objects.count() == 1


def test_a_file_of_which_something_was_noted_keeps_its_draft(coordinator, city_a):
    entry, on = register.entry(city_a, at=VersionStatus.DRAFT), today(city_a)
    upkeep.note_event(entry=entry, event=Event.HELD, happened_on=on, note="", by=coordinator, on=on)
    with pytest.raises(NotNow, match="記録があるので"):
        actions.discard_draft(entry=entry, by=coordinator, on=on)
    assert (EntryVersion.objects.count(), entry.judgements.count()) == (1, 1)


def test_the_number_given_again_does_not_bring_the_past_of_another_file(coordinator, signed_in, city_a):
    first, on = register.entry(city_a, at=VersionStatus.DRAFT), today(city_a)
    actions.discard_draft(entry=first, by=coordinator, on=on)
    second = register.entry(city_a, at=VersionStatus.DRAFT, judged=None)
    assert second.number == first.number
    page = lines(signed_in(coordinator).get(f"/office/register/{second.pk}/"))
    past = page[page.index("これまでの経過") :]
    assert [text for text in past if "下書き" in text or "判定" in text] == ["記載の下書きを保存"]

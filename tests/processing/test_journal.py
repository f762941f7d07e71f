import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oboro.kernel.audit import Event
from oboro.kernel.errors import OutputError, WorkspaceError
from oboro.processing import journal

AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)


def event(kind="run", **facts):
    return Event(kind, "case:R8-003", "加工担当", AT, facts)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


def test_events_come_back_in_their_order(path):
    for number in range(3):
        journal.append(path, event(number=number))
    assert [item.event for item in journal.read(path)] == [event(number=number) for number in range(3)]
    assert [item.seq for item in journal.read(path)] == [1, 2, 3]
    assert journal.verify(path) is None


def test_a_journal_that_does_not_exist_is_empty(path):
    assert journal.read(path) == ()
    assert journal.last(path, "run") is None


def test_the_last_event_of_a_kind_is_found(path):
    for kind, number in (("run", 1), ("check", 2), ("run", 3), ("check", 4)):
        journal.append(path, event(kind, number=number))
    assert journal.last(path, "run") == event("run", number=3)
    assert journal.last(path, "seal") is None


def test_a_line_of_the_journal_has_the_published_shape(path):
    item = journal.append(path, event(persons=5))
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "seq": 1,
        "kind": "run",
        "subject": "case:R8-003",
        "by": "加工担当",
        "at": "2026-09-01T09:30:00+00:00",
        "facts": {"persons": 5},
        "previous": "0" * 64,
        "digest": item.digest,
    }


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_breaks_the_journal(data, path):
    path.unlink(missing_ok=True)
    for number in range(3):
        journal.append(path, event(number=number))
    content = path.read_bytes()
    position = data.draw(st.integers(0, len(content) - 2))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[position]))
    path.write_bytes(content[:position] + bytes([value]) + content[position + 1 :])
    assert journal.verify(path) is not None
    with pytest.raises(WorkspaceError):
        journal.append(path, event())


@pytest.mark.parametrize(("gone", "seq"), [(0, 1), (1, 2)])
def test_a_removed_line_is_missed(gone, seq, path):
    for number in range(3):
        journal.append(path, event(number=number))
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[gone]
    path.write_bytes(b"".join(lines))
    assert journal.verify(path)[0] == seq


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(1, 200))
def test_a_line_a_kill_has_cut_short_was_never_written(cut, path):
    path.unlink(missing_ok=True)
    journal.append(path, event(number=1))
    whole = path.read_bytes()
    journal.append(path, event(number=2))
    path.write_bytes(path.read_bytes()[: len(whole) + min(cut, path.stat().st_size - len(whole) - 1)])
    assert [item.event for item in journal.read(path)] == [event(number=1)]
    journal.append(path, event(number=3))
    assert [item.event for item in journal.read(path)] == [event(number=1), event(number=3)]
    assert journal.verify(path) is None


def test_a_journal_that_cannot_be_written_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match=r"journal\.jsonl"):
        journal.append(tmp_path / "nowhere" / "journal.jsonl", event())

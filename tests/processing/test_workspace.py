from datetime import UTC, datetime

import pytest

from oboro.kernel.errors import OutputError, WorkspaceError
from oboro.processing import journal
from oboro.processing.workspace import RECOVERED, read_json, replace_out, working, write_json

AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)


def entered(folder):
    return working(folder, command="run", by="加工担当", at=AT)


def started(folder):
    with entered(folder) as place:
        place.record("order.accept", subject="case:R8-003", facts={})
    return place


def kinds(place):
    return [item.event.kind for item in journal.read(place.journal)]


def test_a_folder_that_is_missing_is_refused(tmp_path):
    with pytest.raises(WorkspaceError, match="oboro order"), entered(tmp_path / "nowhere"):
        pass


def test_nothing_is_recovered_where_nothing_was_left(tmp_path):
    started(tmp_path)
    with entered(tmp_path) as place:
        pass
    assert kinds(place) == ["order.accept"]


def test_what_a_kill_left_is_removed_and_the_journal_says_so(tmp_path):
    started(tmp_path)
    for folder in ("out", "out.next", "out.last", "sealing", ".out.next.partial"):
        (tmp_path / folder).mkdir()
    (tmp_path / "out" / "data.csv").write_bytes(b"new")
    (tmp_path / ".check.json.0a0b0c0d.unfinished").write_bytes(b"half")
    with entered(tmp_path) as place:
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "journal.jsonl", "out"]
        assert place.table.read_bytes() == b"new"
        assert place.last(RECOVERED).facts == {"removed": 5}


def test_a_kill_between_the_two_renames_gives_the_old_output_back(tmp_path):
    started(tmp_path)
    for folder, content in (("out.last", b"old"), ("out.next", b"new")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.csv").write_bytes(content)
    with entered(tmp_path) as place:
        assert place.table.read_bytes() == b"old"
        assert not place.next_out.exists()


def test_new_output_takes_the_place_of_the_old_one(tmp_path):
    with entered(tmp_path) as place:
        for content in (b"first", b"second"):
            place.next_out.mkdir()
            (place.next_out / "data.csv").write_bytes(content)
            replace_out(place)
            assert place.table.read_bytes() == content
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "out"]


def test_output_that_is_missing_cannot_replace_anything(tmp_path):
    with entered(tmp_path) as place, pytest.raises(OutputError):
        replace_out(place)


def test_json_comes_back_and_broken_json_is_named(tmp_path):
    write_json(tmp_path / "check.json", {"k": 5, "loss": 0.25, "列": ["年齢"]})
    assert read_json(tmp_path / "check.json") == {"k": 5, "loss": 0.25, "列": ["年齢"]}
    (tmp_path / "check.json").write_bytes(b"{")
    with pytest.raises(WorkspaceError, match=r"check\.json"):
        read_json(tmp_path / "check.json")
    with pytest.raises(WorkspaceError, match=r"source\.json"):
        read_json(tmp_path / "source.json")

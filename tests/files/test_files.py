import errno
import os
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest

from oboro.files import UNFINISHED, create, replacing, write_bytes
from oboro.kernel.errors import OutputError

posix = pytest.mark.skipif(os.name != "posix", reason="folders are synced and files linked on POSIX")


def test_a_file_is_replaced_when_the_block_ends_well(tmp_path):
    target = tmp_path / "a.json"
    target.write_bytes(b"before")
    with replacing(target) as stream:
        stream.write(b"after")
        assert target.read_bytes() == b"before"
    assert target.read_bytes() == b"after"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_file_stays_when_the_block_fails(tmp_path):
    target = tmp_path / "a.json"
    target.write_bytes(b"before")
    with pytest.raises(TypeError), replacing(target) as stream:
        stream.write(b"after" + None)
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_killed_writer_leaves_the_old_file_and_one_that_is_marked_unfinished(tmp_path):
    target = tmp_path / "a.json"
    target.write_bytes(b"before")
    code = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from oboro.files import replacing
        with replacing(Path(sys.argv[1])) as stream:
            stream.write(b"after")
            stream.flush()
            os._exit(9)
    """)
    assert subprocess.run([sys.executable, "-c", code, str(target)], check=False).returncode == 9
    assert target.read_bytes() == b"before"
    others = [path.name for path in tmp_path.iterdir() if path != target]
    assert [name.endswith(UNFINISHED) for name in others] == [True]


def test_a_folder_that_is_missing_is_an_output_error_naming_the_file(tmp_path):
    with pytest.raises(OutputError, match=r"a\.json"):
        write_bytes(tmp_path / "nowhere" / "a.json", b"")


def folder_that_cannot_be_synced(monkeypatch):
    """A disk that takes every file and fails when a folder is to be made to last."""
    real = os.fsync

    def fsync(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@posix
@pytest.mark.parametrize("write", [write_bytes, create])
def test_a_folder_that_cannot_be_synced_is_not_told_as_if_nothing_had_changed(write, tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    folder_that_cannot_be_synced(monkeypatch)
    with pytest.raises(OutputError) as told:
        write(target, b"after")
    assert target.read_bytes() == b"after"
    assert "元のまま" not in str(told.value)
    assert "新しい内容に置き換わっています" in told.value.hint


def test_a_new_file_is_never_written_over_another(tmp_path):
    target = tmp_path / "a.key"
    assert create(target, b"first")
    assert not create(target, b"second")
    assert target.read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]


def test_of_many_who_create_one_file_at_once_one_has_made_it(tmp_path):
    target = tmp_path / "a.key"
    contents = [str(number).encode() * 1000 for number in range(20)]
    with ThreadPoolExecutor(8) as together:
        made = list(together.map(lambda content: create(target, content), contents))
    assert made.count(True) == 1
    assert target.read_bytes() == contents[made.index(True)]


@posix
def test_a_medium_without_links_takes_a_new_file_too(tmp_path, monkeypatch):
    def link(_from, _to):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)
    target = tmp_path / "a.key"
    assert create(target, b"first")
    assert not create(target, b"second")
    assert target.read_bytes() == b"first"

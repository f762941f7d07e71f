import subprocess
import sys
import textwrap

import pytest

from oboro.files import UNFINISHED, replacing, write_bytes
from oboro.kernel.errors import OutputError


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

import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import pytest

from oboro.kernel.errors import OutputError, WorkspaceError
from oboro.processing import lock

AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)
HOLDER = textwrap.dedent("""
    import sys, time
    from datetime import UTC, datetime
    from pathlib import Path
    from oboro.processing import lock
    with lock.held(Path(sys.argv[1]), command="run", by="加工担当", at=datetime(2026, 9, 1, 9, tzinfo=UTC)):
        print("held", flush=True)
        time.sleep(60)
""")


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / ".lock")], stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def taken(folder):
    return lock.held(folder / ".lock", command="check", by="確認者", at=AT)


def test_a_second_command_is_told_who_works_and_since_when(tmp_path, holder):
    expected = rf"run、2026-09-01T09:00:00\+00:00 から、プロセス {holder.pid}"
    with pytest.raises(WorkspaceError, match=expected), taken(tmp_path):
        pass


def test_a_killed_holder_leaves_the_lock_free_and_the_next_one_knows(tmp_path, holder):
    holder.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    holder.wait()
    with taken(tmp_path) as interrupted:
        assert interrupted
    with taken(tmp_path) as interrupted:
        assert not interrupted


def test_a_command_that_ends_with_an_error_was_not_interrupted(tmp_path):
    with pytest.raises(KeyError), taken(tmp_path):
        {}["nothing"]
    with taken(tmp_path) as interrupted:
        assert not interrupted


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="作業場"), taken(tmp_path / "nowhere"):
        pass

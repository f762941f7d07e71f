"""Where files lie: the very file that is named is read, and none that is read is written over."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oboro.engine.backends.folder import scratch_folder
from oboro.engine.formats.columnar import rows
from oboro.engine.reading import Source, header, records
from oboro.engine.recipe import load
from oboro.engine.run import run
from oboro.engine.writing import write
from oboro.kernel.errors import OutputError, SourceUnreadable, UsageError

from .makers import read, recipe, written

QUASI = 'role = "quasi"'
SRC = Path(__file__).parents[2] / "src"
KILLED = """
import os, signal, sys
from oboro.engine.backends.folder import scratch_folder
with scratch_folder() as place:
    (place / "source.utf8.csv").write_text("a value")
    print(place, flush=True)
    os.kill(os.getpid(), signal.SIGKILL) if sys.argv[1] == "killed" else sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("name", "beside"), [("住民[1].csv", "住民1.csv"), ("a?b.csv", "axb.csv"), ("a*.csv", "ab.csv")]
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_name_that_looks_like_a_pattern_is_that_file_alone(tmp_path, name, beside, kind):
    for file, value in ((name, "x"), (beside, "y")):
        plain = written(tmp_path, ["a"], [(value,)] * 4)
        write(Source(plain), tmp_path / file, kind=kind, encoding="utf-8")
    made = recipe(tmp_path, {"a": QUASI}).as_toml().replace("source.csv", name)
    made = made.replace('format = "csv"', f'format = "{kind}"')
    (tmp_path / "r.toml").write_text(made, encoding="utf-8")
    report = run(load(tmp_path / "r.toml"), out=tmp_path / "out")
    assert report.source == {"records": 4, "persons": 4}
    assert read(tmp_path / "out" / "data.csv") == [["a"], *[["x"]] * 4]
    if kind == "parquet":
        assert [row for _, row in rows(tmp_path / name)] == [["a"], *[["x"]] * 4]


def test_a_result_folder_that_holds_the_source_is_refused_and_the_source_stays(tmp_path):
    (tmp_path / "out").mkdir()
    source = written(tmp_path, ["a"], [("x",), ("x",)]).rename(tmp_path / "out" / "data.csv")
    before = source.read_bytes()
    made = recipe(tmp_path, {"a": QUASI}, source="").as_toml().replace("source.csv", "out/data.csv")
    (tmp_path / "r.toml").write_text(made, encoding="utf-8")
    with pytest.raises(UsageError, match=r"加工に使うファイル（data\.csv"):
        run(load(tmp_path / "r.toml"), out=tmp_path / "out")
    assert source.read_bytes() == before


def test_a_result_behind_a_link_lies_where_the_link_leads(tmp_path):
    written(tmp_path, ["a"], [("x",), ("x",)])
    (tmp_path / "disk").mkdir()
    for name, leads in (("link", "disk"), ("empty", "not yet there")):
        (tmp_path / name).symlink_to(tmp_path / leads)
        run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / name)
        assert (tmp_path / name).is_symlink()
        assert {path.name for path in (tmp_path / leads).iterdir()} == {"data.csv", "report.json"}


def test_a_link_that_leads_to_itself_is_no_place_for_a_result(tmp_path):
    written(tmp_path, ["a"], [("x",), ("x",)])
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OutputError, match="書けません"):
        run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / "loop")
    assert {path.name for path in tmp_path.iterdir()} == {"source.csv", "loop"}


@pytest.mark.parametrize("kind", ["csv", "fixed"])
def test_more_note_lines_than_there_are_lines_are_told_at_once(tmp_path, kind):
    path = written(tmp_path, ["a"], [("x",)])
    source = Source(path, format=kind, layout="a:1" if kind == "fixed" else "", skip=10**15)
    if kind == "fixed":
        assert list(records(source)) == []
    else:
        with pytest.raises(SourceUnreadable, match="見出しの行がありません"):
            header(source)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_what_a_killed_command_leaves_in_passing_the_next_one_removes_and_nothing_in_use(tmp_path, monkeypatch):
    def started(how):
        environment = {"PYTHONPATH": str(SRC), "TMPDIR": str(tmp_path)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, "-c", KILLED, how], env=environment, text=True, **pipes)
        return process, Path(process.stdout.readline().strip())

    dead, left = started("killed")
    dead.communicate()
    assert dead.returncode == -signal.SIGKILL
    assert (left / "source.utf8.csv").exists()
    alive, used = started("alive")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch_folder() as place:
        assert set(tmp_path.iterdir()) == {used, place}
    alive.communicate("")
    assert not list(tmp_path.iterdir())


def test_no_room_for_files_in_passing_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    with pytest.raises(OutputError, match="一時ファイル"), scratch_folder():
        pass


@pytest.mark.parametrize("value", ["山田\x07太郎", "長" * 32_768], ids=["control", "long"])
def test_what_a_sheet_cannot_hold_is_told_without_the_value_and_never_cut(tmp_path, value):
    path = written(tmp_path, ["番号", "備考"], [("1", "x"), ("2", value)])
    with pytest.raises(OutputError, match="列「備考」の3行目") as caught:
        write(Source(path), tmp_path / "x.xlsx", kind="excel")
    assert value[:2] not in str(caught.value)
    assert {one.name for one in tmp_path.iterdir()} == {"source.csv"}

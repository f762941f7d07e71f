import io
import shutil
import subprocess
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.exchange import archive
from oboro.exchange.archive import Span
from oboro.kernel.errors import BundleDamaged, OutputError, SourceUnreadable

names = st.from_regex(archive.NAME, fullmatch=True)
contents = st.dictionaries(names, st.binary(max_size=200), min_size=1, max_size=5)


def written(members):
    stream = io.BytesIO()
    sha256 = archive.write(stream, [archive.measure(name, content) for name, content in members.items()])
    return stream.getvalue(), sha256


def whole(path):
    return Span(path, 0, path.stat().st_size)


@pytest.fixture
def place(tmp_path):
    def put(content):
        path = tmp_path / "some.zip"
        path.write_bytes(content)
        return path

    return put


@settings(max_examples=60)
@given(contents)
def test_what_is_written_is_a_zip_that_any_program_reads_and_that_scans_to_the_same(tmp_path_factory, members):
    content, sha256 = written(members)
    with zipfile.ZipFile(io.BytesIO(content)) as judge:
        assert judge.testzip() is None
        assert {info.filename: judge.read(info) for info in judge.infolist()} == members
    path = tmp_path_factory.mktemp("zip") / "some.zip"
    path.write_bytes(content)
    scanned = archive.scan(whole(path))
    assert scanned.sha256 == sha256
    assert {entry.name: b"".join(entry.span.blocks()) for entry in scanned.entries} == members


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_unzip_finds_nothing_wrong(place):
    path = place(written({"a.json": b"{}", "data.csv": b"x\n" * 1000})[0])
    assert subprocess.run(["unzip", "-tq", str(path)], check=False, capture_output=True).returncode == 0


def test_a_member_given_as_a_file_is_written_like_its_bytes(tmp_path):
    (tmp_path / "table").write_bytes(b"x\n" * 700_000)
    assert written({"data.csv": tmp_path / "table"}) == written({"data.csv": b"x\n" * 700_000})


def test_a_file_that_cannot_be_read_is_named_by_its_member(tmp_path):
    with pytest.raises(SourceUnreadable, match=r"data\.csv"):
        archive.measure("data.csv", tmp_path / "missing")


def test_a_file_that_changes_while_it_is_packed_is_refused(tmp_path):
    table = tmp_path / "table"
    table.write_bytes(b"before")
    measured = archive.measure("data.csv", table)
    table.write_bytes(b"after!")
    with pytest.raises(OutputError, match=r"data\.csv"):
        archive.write(io.BytesIO(), [measured])


def test_more_than_a_fat32_medium_takes_is_refused_before_writing():
    stream = io.BytesIO()
    huge = archive.Measured("data.csv", b"", size=0xFFFF_FFFF, sha256="", crc=0)
    with pytest.raises(OutputError, match="4GiB"):
        archive.write(stream, [huge])
    assert stream.getvalue() == b""


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7 nothing of the kind"])
def test_a_file_that_is_no_zip_is_refused(content, place):
    with pytest.raises(BundleDamaged):
        archive.scan(whole(place(content)))


def test_a_compressed_member_is_refused_unopened(place):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr(zipfile.ZipInfo("manifest.json"), b"0" * 10_000_000, zipfile.ZIP_DEFLATED)
    with pytest.raises(BundleDamaged, match=r"manifest\.json の見出し"):
        archive.scan(whole(place(stream.getvalue())))


@pytest.mark.parametrize("name", ["../evil.json", "/etc/passwd.json", "a/b.json", "C:x.json", "A.JSON", "a", ".x.json"])
def test_a_member_name_that_could_leave_the_folder_is_refused(name, place):
    with pytest.raises(BundleDamaged, match="名前"):
        archive.scan(whole(place(written({name: b"{}"})[0])))


def test_more_members_than_any_format_has_are_refused(place):
    members = {f"m{number}.txt": b"" for number in range(archive.MAX_MEMBERS + 1)}
    with pytest.raises(OutputError, match="32個"):
        written(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as many:
        for name in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            many.writestr(info, b"")
    with pytest.raises(BundleDamaged, match="多すぎます"):
        archive.scan(whole(place(stream.getvalue())))


def test_bytes_after_the_end_are_refused_with_their_place(place):
    content = written({"a.json": b"{}"})[0]
    with pytest.raises(BundleDamaged, match=f"{len(content) + 1}バイト目"):
        archive.scan(whole(place(content + b"\0")))


def test_a_large_member_is_packed_and_scanned_in_little_memory(tmp_path):
    table, packed = tmp_path / "table", tmp_path / "packed.zip"
    with table.open("wb") as stream:
        for _ in range(48):
            stream.write(b"0123456789abcde\n" * 65536)
    tracemalloc.start()
    try:
        with packed.open("wb") as stream:
            archive.write(stream, [archive.measure("data.csv", table)])
        archive.scan(whole(packed))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert table.stat().st_size == 48 << 20
    assert peak < 6 << 20

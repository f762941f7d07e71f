"""Reading as the recipe says, and saying where it is impossible."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.engine import reading
from oboro.engine.reading import Source, as_utf8, header, records
from oboro.kernel.errors import RecipeInvalid, SourceUnreadable

TEXT = "名,値\r\n髙﨑,①\r\n"


@pytest.fixture
def source(tmp_path):
    def make(content: bytes, encoding: str = "utf-8", **more: str) -> Source:
        path = tmp_path / "元.csv"
        path.write_bytes(content)
        return Source(path, encoding=encoding, **more)

    return make


@pytest.mark.parametrize(
    "encoding", ["cp932", "shift_jis", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "euc_jis_2004"]
)
def test_every_encoding_of_public_bodies_becomes_the_same_utf8(source, tmp_path, encoding):
    text = TEXT.replace("髙﨑", "高崎") if encoding == "euc_jis_2004" else TEXT
    made = source(text.encode({"shift_jis": "cp932"}.get(encoding, encoding)), encoding)

    assert as_utf8(made, scratch=tmp_path).read_bytes() == text.encode()
    assert [fields for _, fields in records(made)] == [text.split("\r\n")[1].split(",")]


@pytest.mark.parametrize(
    ("content", "encoding", "where"),
    [
        (TEXT.encode("cp932") + b"a\x81\n,1\n", "cp932", "3行目の2バイト目（ファイルの先頭から18バイト目）"),
        (TEXT.encode("cp932") + b"ab,\x81", "cp932", "3行目の4バイト目（ファイルの先頭から20バイト目）"),
        (TEXT.encode("cp932") + b'"x\n\xff",1\n', "cp932", "4行目の1バイト目（ファイルの先頭から20バイト目）"),
        (b"\xffa,b\n", "utf-8", "1行目の1バイト目（ファイルの先頭から1バイト目）"),
        (b"a,b\n1,\0\n", "utf-8", "2行目の3バイト目（ファイルの先頭から7バイト目）"),
        ("a\nb".encode("utf-16") + b"\x00\xd8c\x00", "utf-16", "2行目の3バイト目（ファイルの先頭から9バイト目）"),
    ],
)
def test_the_first_bad_byte_is_named_by_line_and_byte(source, tmp_path, content, encoding, where):
    for read in (lambda made: as_utf8(made, scratch=tmp_path), lambda made: list(records(made))):
        with pytest.raises(SourceUnreadable) as caught:
            read(source(content, encoding))
        assert where in caught.value.message


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 1000])
def test_the_place_of_a_bad_byte_does_not_depend_on_the_pieces_read(source, monkeypatch, tmp_path, piece):
    monkeypatch.setattr(reading, "PIECE", piece)
    made = source('名,値\r\n髙﨑,①\r\n"x\r\n\r"'.encode("cp932") + b"\x81\x20", "cp932")

    with pytest.raises(SourceUnreadable, match="5行目の2バイト目（ファイルの先頭から23バイト目）"):
        as_utf8(made, scratch=tmp_path)


def test_a_line_break_in_quotes_belongs_to_the_value(source):
    assert list(records(source(b'a,b\n"1\r\nx",2\n3,4\n'))) == [(2, ["1\r\nx", "2"]), (4, ["3", "4"])]


@pytest.mark.parametrize("row", ["3", "3,4,5", "3,4,5,"])
def test_a_row_of_another_width_is_named_by_its_line(source, row):
    with pytest.raises(SourceUnreadable, match="4行目は"):
        list(records(source(f'a,b\n"1\n",2\n{row}\n'.encode())))


def test_a_delimiter_at_the_end_of_a_row_is_no_column(source):
    assert [fields for _, fields in records(source(b"a,b\n1,2,\n"))] == [["1", "2"]]


def test_a_quote_that_never_ends_is_named_by_its_line(source):
    with pytest.raises(SourceUnreadable, match="3行目の引用符"):
        list(records(source(b'a,b\n1,2\n"3,4\n5,6\n')))


@pytest.mark.parametrize("content", [b"", b"\n1,2\n", b"a,,b\n", b"a,b,a\n"])
def test_a_header_must_name_every_column_once(source, content):
    with pytest.raises(SourceUnreadable):
        header(source(content))


@pytest.mark.parametrize("more", [{"format": "ebcdic"}, {"delimiter": ";;"}, {"encoding": "klingon"}])
def test_a_source_that_cannot_be_is_refused_when_it_is_named(source, more):
    with pytest.raises(RecipeInvalid):
        source(b"a\n", **more)


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(SourceUnreadable, match=r"無い\.csvを開けません"):
        header(Source(tmp_path / "無い.csv"))


CHARACTERS = "a0 ,;'\"\r\n髙﨑①㈱～－ソ表ｱ"  # ソ and 表 end in the byte of a backslash


@given(st.lists(st.lists(st.text(CHARACTERS, max_size=5), min_size=2, max_size=2)))
def test_what_is_written_in_cp932_is_read_back(tmp_path_factory, rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["a", "b"], *rows])
    path = tmp_path_factory.getbasetemp() / "drawn.csv"
    path.write_bytes(buffer.getvalue().encode("cp932"))

    assert [fields for _, fields in records(Source(path, encoding="cp932"))] == rows

"""A blank outside the quotes of a field is refused, wherever delimited text is read; inside them it is a value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.check import check
from oboro.engine.formats.quotes import BLANKS, Spaced, Watch, spaced
from oboro.engine.reading import Exclusion, Joined, Source, records
from oboro.engine.recipe import parse
from oboro.engine.run import run
from oboro.engine.survey import survey
from oboro.kernel.errors import SourceUnreadable
from oboro.law.regime import BodyKind, Scheme, regime

TODAY = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
LATE = "a,b\n" + "1,2\n" * 40_000
SPACED = {
    "before": 'a,b\n1,2\n "1",2\n',
    "last": 'a,b\n1,2\n1, "2"\n',
    "behind": 'a,b\n1,2\n"1" ,2\n',
    "at the end": 'a,b\n1,2\n1,"2" ',
    "full width": 'a,b\n1,2\n\u3000"1",2\n',
    "tab": 'a,b\n1,2\n1,\t"2"\n',
    "after a line break": 'a,b\n1,"2\n 3"\n1, "2"\n',
    "never closed": 'a,b\n1,2\n "1,2\n',
}
EVEN = {
    "inside": ('a,b\n1," 2 "\n', ["1", " 2 "]),
    "quoted quotes": ('a,b\n1,"x, ""y"" ,z"\n', ["1", 'x, "y" ,z']),
    "quotes in a bare field": ('a,b\n1,x "y" \n', ["1", 'x "y" ']),
    "line break": ('a,b\n1,"x\n ""y"" \n"\n', ["1", 'x\n "y" \n']),
    "bare blanks": ("a,b\n 1 , 2\n", [" 1 ", " 2"]),
}


def opened(folder, source):
    with DuckDB(source, scratch=folder) as engine:
        return [list(row) for row in engine.rows("SELECT * EXCLUDE number FROM source ORDER BY number")]


def slow(_folder, source):
    return [fields for _, fields in records(source)]


@pytest.mark.parametrize("read", [opened, slow])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("text", SPACED.values(), ids=SPACED)
def test_a_blank_outside_the_quotes_is_refused_with_line_and_count(tmp_path, text, encoding, read):
    (tmp_path / "s.csv").write_bytes(text.encode(encoding))
    line = 4 if "\n 3" in text else 3
    with pytest.raises(SourceUnreadable, match=rf"s\.csvの{line}行目など、引用符のすぐ外に空白のある値が1個"):
        read(tmp_path, Source(tmp_path / "s.csv", encoding=encoding))


@pytest.mark.parametrize("read", [opened, slow])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("text", "row"), EVEN.values(), ids=EVEN)
def test_blanks_in_quotes_and_quotes_in_bare_fields_are_values(tmp_path, text, row, delimiter, read):
    (tmp_path / "s.csv").write_text(text.replace(",", delimiter), encoding="utf-8", newline="")
    source = Source(tmp_path / "s.csv", delimiter=delimiter)
    assert read(tmp_path, source) == [[value.replace(",", delimiter) for value in row]]


@pytest.mark.parametrize("read", [opened, slow])
def test_a_tab_that_is_the_delimiter_is_no_blank(tmp_path, read):
    (tmp_path / "s.tsv").write_text('a\tb\n"1"\t"2"\n', encoding="utf-8")
    assert read(tmp_path, Source(tmp_path / "s.tsv", delimiter="\t")) == [["1", "2"]]


@pytest.mark.parametrize("read", [opened, slow])
def test_one_blank_far_behind_is_found_and_lines_above_the_header_are_counted(tmp_path, read):
    (tmp_path / "s.csv").write_text(f'説明 "x" \n{LATE} "1",2\n', encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="の40003行目"):
        read(tmp_path, Source(tmp_path / "s.csv", skip=1))


def test_a_linked_file_and_a_survey_are_read_likewise(tmp_path):
    (tmp_path / "s.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text('a,c\n "1",2\n', encoding="utf-8")
    with pytest.raises(SourceUnreadable, match=r"t\.csvの2行目"):
        slow(tmp_path, Source(tmp_path / "s.csv", joined=(Joined(tmp_path / "t.csv", "a"),)))
    with pytest.raises(SourceUnreadable, match=r"t\.csvの2行目"):
        survey(Source(tmp_path / "t.csv"), regime=TODAY)


RECIPE = """
[source]
path = "s.csv"
person = "p"
[columns.p]
role = "link"
[columns.a]
role = "quasi"
[[privacy]]
model = "k-anonymity"
k = 2
"""


@pytest.mark.parametrize("step", ["", '[[step]]\ntreatment = "delete-cells"\ncolumn = "a"\nvalues = ["zzz"]\n'])
def test_one_person_with_and_without_the_blank_is_never_two(tmp_path, step):
    (tmp_path / "s.csv").write_text('p,a\n"p1",x\n "p1",x\n', encoding="utf-8")
    recipe = parse((RECIPE + step).encode(), base=tmp_path)
    for exclude in (None, Exclusion(frozenset({"p1"}), "p")):
        with pytest.raises(SourceUnreadable, match="引用符"):
            run(recipe, out=tmp_path / "out", exclude=exclude)
    (tmp_path / "s.csv").write_text('p,a\n"p1",x\n"p1",x\n"p2",x\n', encoding="utf-8")
    assert run(recipe, out=tmp_path / "out").measured.k == 2
    assert check(tmp_path / "out" / "data.csv", recipe).holds


@given(
    text=st.text(alphabet='",\t; a\r\n"\u3000', max_size=25),
    delimiter=st.sampled_from(",\t; "),
    size=st.integers(1, 9),
)
def test_the_search_finds_what_a_reader_of_single_signs_finds(text, delimiter, size):
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = _sign_by_sign(text, delimiter)
    lines = 1 + len(text[: found[0]].replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1 if found else 0
    assert spaced(pieces, delimiter) == Spaced(lines, len(found))
    watch = Watch(delimiter)
    assert any(watch.sees(piece) for piece in pieces) or not found


def _sign_by_sign(text, delimiter):
    """Where the fields begin that have a blank between a quote and their end."""
    ends, blanks = (delimiter, "\r", "\n", ""), BLANKS.replace(delimiter, "")
    found, place = [], 0
    while place < len(text):
        start, first = place, _behind(text, place, blanks)
        if text[place] == '"':
            place = _closed(text, place)
            last = _behind(text, place, blanks)
            if last > place and text[last : last + 1] in ends:
                found.append(start)
        elif text[first : first + 1] == '"':
            found.append(start)
        while text[place : place + 1] not in ends:
            place += 1
        place += 2 if text[place : place + 2] == "\r\n" else 1
    return found


def _behind(text, place, signs):
    while place < len(text) and text[place] in signs:
        place += 1
    return place


def _closed(text, place):
    """Behind the quote that closes the field; far behind the text where none does."""
    place += 1
    while place < len(text):
        if text[place] != '"':
            place += 1
        elif text[place : place + 2] == '""':
            place += 2
        else:
            return place + 1
    return place + 1

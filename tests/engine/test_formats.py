"""Readers of other formats and writers: what comes in goes out as it came, and nothing becomes a question mark."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oboro.engine import run
from oboro.engine.guessing import guess
from oboro.engine.reading import Source, header, records
from oboro.engine.recipe import load, parse
from oboro.engine.writing import codebook, recoded, table_schema, unencodable, write
from oboro.kernel.errors import ColumnMismatch, OutputError, RecipeInvalid, SourceUnreadable
from oboro.rehearsal import register

ROWS = [["0001", "髙橋　一郎", "㈱みらい①"], ["0020", "山﨑", "二行の\n住所"], ["", "", ""]]
NAMES = ["宛名番号", "氏名", "住所"]


def contents(source: Source) -> list[list[str]]:
    return [list(header(source)), *(fields for _, fields in records(source))]


def csv_file(path: Path, encoding: str, rows=ROWS) -> Source:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([NAMES, *rows])
    return Source(path, encoding=encoding)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "euc_jis_2004"])
def test_every_encoding_is_found_and_read(tmp_path, encoding):
    rows = [[str(n), "髙橋" if encoding != "euc_jis_2004" else "高橋", "東京都千代田区"] for n in range(50)]
    csv_file(tmp_path / "f.csv", encoding, rows)
    found = guess(tmp_path / "f.csv")
    assert contents(found) == [NAMES, *rows]


def test_a_cp932_register_comes_through_byte_for_byte(tmp_path):
    register.write(register.Wish("柏市", people=3000, dirt=0.1, old_letters=True), out=tmp_path / "r.csv")
    before = (tmp_path / "r.csv").read_bytes()
    for letter in ("髙", "﨑", "①", "㈱", "\ue000"):
        assert letter.encode("cp932") in before
    source = guess(tmp_path / "r.csv")
    assert recoded(source) == 0
    write(source, tmp_path / "again.csv", encoding="cp932")
    assert (tmp_path / "again.csv").read_bytes() == before


def test_letters_with_two_codes_are_counted_before_they_change_bytes(tmp_path):
    (tmp_path / "f.csv").write_bytes(b"a\r\n\xee\xe0\r\n\xfb\xfc\r\n")  # 髙 by NEC's and by IBM's code
    assert recoded(Source(tmp_path / "f.csv", encoding="cp932")) == 1


def test_a_letter_that_cp932_lacks_is_told_and_never_a_question_mark(tmp_path):
    register.write(register.Wish("柏市", people=2000, old_letters=True, encoding="utf-8"), out=tmp_path / "r.csv")
    source = guess(tmp_path / "r.csv")
    lacking = unencodable(source, "cp932")
    assert {one.column for one in lacking} <= {"氏名", "世帯主氏名"}
    assert all(list(one.letters) == ["U+20BB7"] and one.first_line > 1 for one in lacking)
    with pytest.raises(OutputError, match=r"U\+20BB7"):
        write(source, tmp_path / "out.csv", encoding="cp932")
    assert not (tmp_path / "out.csv").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv"]
    write(source, tmp_path / "out.csv", encoding="utf-8-sig")
    assert "𠮷".encode() in (tmp_path / "out.csv").read_bytes()


def test_compatibility_letters_are_kept_as_they_came(tmp_path):
    source = csv_file(tmp_path / "f.csv", "utf-8", [["1", "神\ufa19塚\ufa10福\ufa1b", "か\u3099"]])
    write(source, tmp_path / "out.csv", encoding="utf-8")
    assert contents(Source(tmp_path / "out.csv"))[1] == ["1", "神\ufa19塚\ufa10福\ufa1b", "か\u3099"]


@pytest.mark.parametrize(("format_", "suffix"), [("excel", ".xlsx"), ("parquet", ".parquet"), ("csv", ".csv")])
def test_what_is_written_is_read_back(tmp_path, format_, suffix):
    rows = ROWS[:2]
    write(csv_file(tmp_path / "f.csv", "cp932", rows), tmp_path / f"out{suffix}", kind=format_)
    assert contents(guess(tmp_path / f"out{suffix}")) == [NAMES, *rows]


ALIKE = """
[source]
path = "{path}"
format = "{form}"
[columns.A]
role = "quasi"
[columns.a]
role = "{role}"
[columns.b]
role = "plain"
[[privacy]]
model = "k-anonymity"
k = 1
[output]
format = "{out}"
"""


def test_names_that_differ_in_case_alone_are_refused_in_parquet_and_written_in_csv(tmp_path):
    (tmp_path / "s.csv").write_text("A,a,b\n1,p,x\n2,q,y\n", encoding="utf-8")
    pq.write_table(pa.table([["1"], ["p"], ["x"]], names=["A", "a", "b"]), tmp_path / "s.parquet")
    said = {"path": "s.csv", "form": "csv", "role": "plain", "out": "csv"}
    out = tmp_path / "out"
    for other in ({"out": "parquet"}, {"path": "s.parquet", "form": "parquet"}):
        with pytest.raises(ColumnMismatch, match=r"1組あります（最初は「A」と「a」）"):
            run.run(parse(ALIKE.format(**{**said, **other}).encode(), base=tmp_path), out=out)
    with pytest.raises(ColumnMismatch, match="「A」と「a」"):
        write(Source(tmp_path / "s.csv"), tmp_path / "t.parquet", kind="parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.csv", "s.parquet"]
    dropped = ALIKE.format(**{**said, "role": "link", "out": "parquet"})
    assert run.run(parse(dropped.encode(), base=tmp_path), out=out).output.columns == ("A", "b")
    assert run.run(parse(ALIKE.format(**said).encode(), base=tmp_path), out=out).output.columns == ("A", "a", "b")


def test_a_workbook_shows_zeros_days_and_whole_numbers_as_its_formats_say(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["注"])
    book.active.append(["コード", "日", "数"])
    book.active.append([1, date(2026, 4, 1), 123456789012.0])
    book.active["A3"].number_format = "000000"
    book.save(tmp_path / "f.xlsx")
    assert contents(Source(tmp_path / "f.xlsx", format="excel", skip=1)) == [
        ["コード", "日", "数"],
        ["000001", "2026-04-01", "123456789012"],
    ]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b""])
def test_fixed_widths_are_counted_in_bytes(tmp_path, line_end):
    lines = ["0001髙橋　　男", "0020山﨑　　女"]
    (tmp_path / "f.txt").write_bytes(b"".join(line.encode("cp932") + line_end for line in lines))
    source = Source(tmp_path / "f.txt", format="fixed", encoding="cp932", layout="番号:4,氏名:8,性別:2")
    assert contents(source) == [["番号", "氏名", "性別"], ["0001", "髙橋", "男"], ["0020", "山﨑", "女"]]


def test_a_width_that_cuts_a_letter_is_told_with_its_line_and_column(tmp_path):
    (tmp_path / "f.txt").write_bytes("0001髙橋\n".encode("cp932"))
    source = Source(tmp_path / "f.txt", format="fixed", encoding="cp932", layout="番号:5,氏名:3")
    with pytest.raises(SourceUnreadable, match="1行目の5バイト目（列「番号」）"):
        contents(source)


def test_a_short_record_is_told_with_its_line(tmp_path):
    (tmp_path / "f.txt").write_bytes(b"0001ab\n0002a\n0003ab\n")
    with pytest.raises(SourceUnreadable, match="2行目は5バイト"):
        contents(Source(tmp_path / "f.txt", format="fixed", layout="a:4,b:2"))


def test_a_query_reads_sqlite_and_duckdb(tmp_path):
    with sqlite3.connect(tmp_path / "s.db") as lite:
        lite.execute("CREATE TABLE t (code TEXT, n INTEGER)")
        lite.executemany("INSERT INTO t VALUES (?, ?)", [("001", 1), (None, 2)])
    lite.close()
    with duckdb.connect(str(tmp_path / "d.db")) as other:
        other.execute("CREATE TABLE t AS SELECT * FROM (VALUES ('001', 1), (NULL, 2)) AS v(code, n)")
    for name in ("s.db", "d.db"):
        source = Source(tmp_path / name, format="query", query="SELECT code, n FROM t ORDER BY n")
        assert contents(source) == [["code", "n"], ["001", "1"], ["", "2"]]


@pytest.mark.parametrize("query", ["DROP TABLE t", "SELECT nothing FROM nowhere"])
def test_a_query_that_cannot_be_is_refused(tmp_path, query):
    with sqlite3.connect(tmp_path / "s.db") as lite:
        lite.execute("CREATE TABLE t (code TEXT)")
    lite.close()
    with pytest.raises(RecipeInvalid):
        contents(Source(tmp_path / "s.db", format="query", query=query))


def test_short_rows_are_refused_or_filled_as_the_recipe_says(tmp_path):
    (tmp_path / "f.csv").write_text("a,b,c\n1,2,3\n4,5\n", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="3行目は2列"):
        contents(Source(tmp_path / "f.csv"))
    assert contents(Source(tmp_path / "f.csv", repair=("short",)))[-1] == ["4", "5", ""]


def test_a_recipe_runs_on_a_workbook_with_notes(tmp_path):
    book = openpyxl.Workbook()
    for row in [["人口の表"], ["性別", "年齢"], *[["男" if n % 2 else "女", str(20 + n % 3)] for n in range(60)]]:
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    (tmp_path / "r.toml").write_text(
        '[source]\npath = "f.xlsx"\nformat = "excel"\nskip = 1\n'
        '[columns."性別"]\nrole = "quasi"\nhierarchy = { name = "sex" }\n'
        '[columns."年齢"]\nrole = "quasi"\nhierarchy = { name = "amount", steps = [5, 10] }\n'
        '[[privacy]]\nmodel = "k-anonymity"\nk = 5\n',
        encoding="utf-8",
    )
    report = run.run(load(tmp_path / "r.toml"), out=tmp_path / "out")
    assert report.as_json()["output"]["rows"] == 60


def test_a_schema_and_a_codebook_describe_a_table():
    schema = json.loads(table_schema([("性別", "男女の別")]))
    assert schema["fields"] == [{"name": "性別", "type": "string", "description": "男女の別"}]
    assert codebook({"性別": {"1": "男"}}) == "項目,符号,意味\n性別,1,男\n"


def test_a_short_header_is_not_passed_over_as_a_note(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("氏名,住所,区分\n" + "甲野,乙町,丙,丁\n" * 5, encoding="utf-8")
    assert guess(path).skip == 0


def test_a_title_above_the_header_of_a_workbook_is_found(tmp_path):
    book = openpyxl.Workbook()
    for row in (["住民一覧"], [], ["番号", "区分"], ["1", "a"]):
        book.active.append(row)
    book.save(tmp_path / "title.xlsx")
    assert header(guess(tmp_path / "title.xlsx")) == ("番号", "区分")


def test_a_database_without_a_query_is_not_read_as_text(tmp_path):
    path = tmp_path / "register.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE register (a)")
        connection.commit()
    with pytest.raises(SourceUnreadable) as refused:
        guess(path)
    assert "--query" in refused.value.hint


@pytest.mark.parametrize("width", [3, 5, 6])
def test_a_layout_of_another_width_is_told_with_its_line(tmp_path, width):
    path = tmp_path / "fixed.txt"
    path.write_bytes(b"abcd\r\n" * 3)
    with pytest.raises(SourceUnreadable, match=r"[12]行目"):
        list(records(Source(path, "fixed", encoding="cp932", layout=f"a:{width}")))

"""The independent measuring: it agrees with what was made, and finds what was tampered with."""

import csv
import json

import duckdb
import pytest

from oboro.engine.check import check
from oboro.engine.reading import Exclusion
from oboro.engine.recipe import parse
from oboro.engine.run import run

from .makers import read, recipe, written

QUASI = 'role = "quasi"'
COLUMNS = {
    "年齢": f'{QUASI}\nhierarchy = {{ name = "age" }}',
    "性別": QUASI,
    "病名": 'role = "sensitive"',
    "宛名": 'role = "link"',
}
PRIVACY = """
[[privacy]]
model = "k-anonymity"
k = 3
[[privacy]]
model = "l-diversity"
column = "病名"
l = 2
[[privacy]]
model = "l-diversity"
column = "病名"
kind = "entropy"
l = 1.5
[[privacy]]
model = "l-diversity"
column = "病名"
kind = "recursive"
l = 2
c = 4
[[privacy]]
model = "t-closeness"
column = "病名"
t = 0.4
"""


def _rows(count=120):
    return [
        (str(20 + n * 7 % 40), "男女"[n * n % 3 % 2], ["風邪", "骨折", "胃炎"][n * 5 % 7 % 3], str(n % 90))
        for n in range(count)
    ]


@pytest.fixture(params=["", 'person = "宛名"'], ids=["rows", "persons"])
def made(tmp_path, request):
    written(tmp_path, ["年齢", "性別", "病名", "宛名"], _rows())
    wanted = recipe(tmp_path, COLUMNS, source=request.param, privacy=PRIVACY, search="suppression_limit = 0.2")
    return wanted, run(wanted, out=tmp_path / "out"), tmp_path / "out" / "data.csv"


def test_it_measures_what_the_report_says(made):
    wanted, report, table = made
    found = check(table, wanted)
    assert found.faults == ()
    assert (found.k, found.k_records) == (report.measured.k, report.measured.k_records)
    assert (found.rows, found.persons, found.classes) == (
        report.output.rows, report.output.persons, report.solution.classes,
    )  # fmt: skip
    assert found.counted == report.measured.counted
    for here, there in zip(found.models, report.measured.models, strict=True):
        assert here["reached"] == pytest.approx(there["reached"])
        assert here["holds"] is there["holds"] is True


def test_it_does_not_need_the_report(made):
    wanted, report, table = made
    (table.parent / "report.json").unlink()
    found = check(table, wanted)
    assert (found.holds, found.k) == (True, report.measured.k)


def test_a_row_too_few_or_too_many_is_found(made):
    wanted, _, table = made
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")
    assert any("行数" in fault for fault in check(table, wanted).faults)
    table.write_text("".join([*lines, "20,男,風邪\n"]), encoding="utf-8")
    assert not check(table, wanted).holds


def test_a_small_class_is_found_even_when_the_report_agrees(made):
    wanted, _, table = made
    rows = read(table)
    table.write_text("\n".join(",".join(row) for row in rows[:3]) + "\n", encoding="utf-8")
    (table.parent / "report.json").unlink()
    found = check(table, wanted)
    assert found.k < 3
    assert any("k-anonymity" in fault for fault in found.faults)


@pytest.mark.parametrize(
    "told", [("23", "男"), ("", ""), ("甲野", "090"), None], ids=["raw", "blank", "foreign", "again"]
)
def test_rows_that_nobody_gave_are_found_though_they_fill_their_class(made, told):
    wanted, _, table = made
    (table.parent / "report.json").unlink()
    head, *rows = read(table)
    at = [head.index("年齢"), head.index("性別")]
    added = []
    for row in rows if told is None else rows[:6]:
        new = list(row)
        for place, value in zip(at, told or (row[at[0]], row[at[1]]), strict=True):
            new[place] = value
        added.append(new)
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(added)
    assert any("はずのない行" in fault or "どの段の値でもない" in fault for fault in check(table, wanted).faults)


def test_a_value_written_as_it_stands_cannot_be_exchanged(made):
    wanted, _, table = made
    (table.parent / "report.json").unlink()
    head, *rows = read(table)
    at = head.index("病名")
    rows[0][at] = next(value for value in ("風邪", "骨折", "胃炎") if value != rows[0][at])
    table.write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n", encoding="utf-8")
    faults = check(table, wanted).faults
    assert [fault for fault in faults if "そのまま書き出す列（病名）" in fault] != []


def test_two_values_exchanged_between_records_of_one_class_are_seen_where_they_break_a_record(tmp_path):
    rows = [("20", "男", "風邪", "1"), ("20", "男", "骨折", "2"), ("20", "男", "胃炎", "3")]
    written(tmp_path, ["年齢", "性別", "病名", "収入"], rows)
    columns = {"年齢": QUASI, "性別": QUASI, "病名": 'role = "sensitive"', "収入": 'role = "plain"'}
    wanted = recipe(tmp_path, columns, k=2)
    run(wanted, out=tmp_path / "out")
    table = tmp_path / "out" / "data.csv"
    (tmp_path / "out" / "report.json").unlink()
    assert check(table, wanted).faults == ()
    text = table.read_text(encoding="utf-8").replace("風邪,1", "風邪,2").replace("骨折,2", "骨折,1")
    table.write_text(text, encoding="utf-8")
    assert check(table, wanted).faults == (
        "そのまま書き出す列（病名、収入）に、元のファイルの同じ組の記録にはない値の行があります。",
    )


@pytest.mark.parametrize(
    "search", ['suppress = "cells"', 'recoding = "local"\nsuppress = "cells"', 'recoding = "local"']
)
def test_blanked_and_locally_recoded_tables_still_answer_for_their_values(tmp_path, search):
    written(tmp_path, ["年齢", "性別", "病名", "宛名"], _rows())
    columns = {**COLUMNS, "宛名": 'role = "plain"'}
    wanted = recipe(tmp_path, columns, k=3, search=f"suppression_limit = 0.5\n{search}")
    run(wanted, out=tmp_path / "out")
    table = tmp_path / "out" / "data.csv"
    assert check(table, wanted).faults == ()
    (tmp_path / "out" / "report.json").unlink()
    head, *rows = read(table)
    rows[0][head.index("宛名")] = "1000"
    table.write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n", encoding="utf-8")
    assert any("そのまま書き出す列（宛名）" in fault for fault in check(table, wanted).faults)


def test_kinds_of_a_parquet_file_are_the_same_text_on_both_paths(tmp_path):
    told = "i % 3 = 0 AS yes, i * 1e20::DOUBLE AS big, (i % 9 * 1.10)::DECIMAL(8, 2) AS price, DATE '2020-01-01' + i::INT AS day"
    with duckdb.connect() as connection:
        rows = f"SELECT CASE WHEN i % 2 = 0 THEN 'm' ELSE 'f' END AS sex, {told} FROM range(40) t(i)"
        connection.execute(f"COPY ({rows}) TO '{tmp_path / 's.parquet'}' (FORMAT parquet)")
    plain = 'role = "plain"'
    columns = {"sex": QUASI, "yes": plain, "big": plain, "price": plain, "day": plain}
    wanted = recipe(tmp_path, columns, k=3)
    text = wanted.as_toml().replace("source.csv", "s.parquet").replace('"csv"', '"parquet"', 1)
    wanted = parse(text.encode(), base=tmp_path)
    assert wanted.source.format == "parquet"
    run(wanted, out=tmp_path / "out")
    assert check(tmp_path / "out" / "data.csv", wanted).faults == ()


def test_a_column_that_must_not_be_written_is_found(made):
    wanted, _, table = made
    rows = [[*row, "宛名" if place == 0 else "1"] for place, row in enumerate(read(table))]
    table.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    assert "出力してはならない列「宛名」があります。" in check(table, wanted).faults


def test_without_the_source_persons_cannot_be_vouched_for(made, tmp_path):
    wanted, report, table = made
    (tmp_path / "source.csv").unlink()
    found = check(table, wanted)
    assert not found.holds
    if report.measured.counted == "persons":
        assert found.counted == "records"
        assert any("人数で測れません" in fault for fault in found.faults)


def test_excluded_records_are_told_or_counted_on_the_safe_side(tmp_path):
    written(tmp_path, ["年齢", "性別", "病名", "宛名"], _rows())
    wanted = recipe(tmp_path, COLUMNS, source='person = "宛名"', k=3, search="suppression_limit = 0.2")
    gone = Exclusion(frozenset(str(number) for number in range(7)), "宛名")
    report = run(wanted, out=tmp_path / "out", exclude=gone)
    told = check(tmp_path / "out" / "data.csv", wanted, exclude=gone)
    untold = check(tmp_path / "out" / "data.csv", wanted)
    assert (told.faults, told.k) == ((), report.measured.k)
    assert untold.k <= report.measured.k


def test_a_check_is_plain_data(made):
    wanted, _, table = made
    assert json.loads(json.dumps(check(table, wanted).as_json()))["holds"] is True

"""A cell of spaces alone is a missing value in quasi-identifiers and sensitive columns, in counts and in what is written."""

import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.check import check
from oboro.engine.reading import Source, records
from oboro.engine.recipe import parse
from oboro.engine.run import run
from oboro.engine.table import SPACES, is_blank
from oboro.kernel.errors import GoalUnreachable, SourceError

RECIPE = """
[source]
path = "s.csv"
[columns.a]
role = "quasi"
{column}
[columns.s]
role = "sensitive"
[columns.t]
role = "sensitive"
[columns.v]
role = "plain"
[[privacy]]
model = "l-diversity"
column = "s"
l = {l}
{rest}
"""
SPACED = ["\u3000", " ", "\t", " \u3000 ", "\u00a0"]
STEP = '[[step]]\ntreatment = "delete-cells"\ncolumn = "v"\nvalues = ["zzz"]'


def lay_out(folder, rows, *, l=1, column="", rest=""):  # noqa: E741 -- the letter of the model
    lines = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    (folder / "s.csv").write_text("a,s,t,v\n" + lines, encoding="utf-8")
    return parse(RECIPE.format(l=l, column=column, rest=rest).encode(), base=folder)


def test_the_spaces_are_those_that_python_knows():
    assert set(SPACES) == {chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()}
    assert is_blank("")
    assert not is_blank(" 0 ")


@pytest.mark.parametrize("step", ["", STEP])
@pytest.mark.parametrize("space", SPACED)
def test_spaces_are_no_second_sensitive_value(tmp_path, space, step):
    recipe = lay_out(tmp_path, [("x", "HIV", "", "1")] * 9 + [("x", space, "", "1")], l=2, rest=step)
    with pytest.raises(GoalUnreachable):
        run(recipe, out=tmp_path / "out")


@pytest.mark.parametrize("rest", ["", STEP, '[output]\nformat = "parquet"'])
@pytest.mark.parametrize("space", SPACED)
def test_spaces_are_counted_and_written_as_the_missing_value_and_the_recount_agrees(tmp_path, space, rest):
    rows = [
        ("x", "u", "p", "1"),
        ("x", "w", space, space),
        (space, "u", "p", "1"),
        ("", "w", "", "1"),
        ("x", space, "p", ""),
    ]
    recipe = lay_out(tmp_path, rows, l=2, rest=rest)
    report = run(recipe, out=tmp_path / "out")
    table = tmp_path / "out" / report.output.file
    assert report.solution.classes == 2
    found = check(table, recipe)
    assert found.faults == ()
    assert found.models[0]["reached"] == 2
    source = Source(table, format="parquet" if "parquet" in rest else "csv")
    assert sorted(fields for _, fields in records(source)) == sorted(
        [["" if cell == space else cell for cell in row[:3]] + [row[3]] for row in rows]
    )


@pytest.mark.parametrize("space", SPACED)
def test_spaces_match_anything_where_missing_values_do(tmp_path, space):
    rows = [("x", "u", "", "1"), ("x", "w", "", "1"), (space, "u", "", "1")]
    rest = '[search]\nmissing = "matches-anything"\nmethod = "levels"\nlevels = { a = 0 }'
    recipe = lay_out(tmp_path, rows, l=2, rest=rest)
    report = run(recipe, out=tmp_path / "out")
    assert report.measured.k == 3
    assert check(tmp_path / "out" / "data.csv", recipe).faults == ()


@pytest.mark.parametrize("space", ["", *SPACED])
def test_a_recipe_that_refuses_missing_values_refuses_spaces(tmp_path, space):
    recipe = lay_out(tmp_path, [("x", "u", "", "1"), (space, "u", "", "1")], rest='[search]\nmissing = "refuse"')
    with pytest.raises(SourceError, match=r"列「a」に、欠損が1件あります。"):
        run(recipe, out=tmp_path / "out")


def test_a_value_outside_that_is_taken_as_missing_is_refused_where_missing_values_are(tmp_path):
    column = 'hierarchy = { name = "age" }\noutside = "missing"'
    rows = [("20", "u", "", "1"), ("abc", "u", "", "1"), ("?", "u", "", "1"), ("\u3000", "u", "", "1")]
    recipe = lay_out(tmp_path, rows, column=column, rest='[search]\nmissing = "refuse"')
    with pytest.raises(SourceError, match=r"列「a」に、欠損が3件あります（うち、階層にない値が2件）") as told:
        run(recipe, out=tmp_path / "out")
    assert "abc" not in str(told.value)
    recipe = lay_out(tmp_path, rows, column=column)
    assert run(recipe, out=tmp_path / "out").columns["a"].outside_records == 2
    assert check(tmp_path / "out" / "data.csv", recipe).faults == ()


def test_spaces_beside_an_empty_sensitive_cell_are_no_two_spellings(tmp_path):
    rows = [("x", "u", "", "1"), ("x", "", "", "1"), ("x", " ", "", "1"), ("x", "\u3000", "", "1")]
    assert run(lay_out(tmp_path, rows), out=tmp_path / "out").output.rows == 4


def test_columns_of_numbers_and_days_in_parquet_are_read_beside_spaces(tmp_path):
    columns = {"a": pa.array([1, None, 1, 2]), "s": pa.array(["u", " ", None, "u"])}
    pq.write_table(pa.table(columns), tmp_path / "s.parquet")
    source = Source(tmp_path / "s.parquet", format="parquet", spaces_are_missing=frozenset({"a", "s"}))
    with DuckDB(source, scratch=tmp_path) as engine:
        assert engine.count_by("a") == [("1", 2), ("", 1), ("2", 1)]
        assert engine.count_by("s") == [("", 2), ("u", 2)]


def test_spaces_in_a_population_are_missing_too(tmp_path):
    (tmp_path / "people.csv").write_text("a\nx\n" + "\u3000\n" * 3, encoding="utf-8")
    rest = '[[privacy]]\nmodel = "k-map"\nk = 3\npopulation = { path = "people.csv" }\n'
    rest += '[search]\nmethod = "levels"\nlevels = { a = 0 }\nsuppression_limit = 0.5'
    recipe = lay_out(tmp_path, [(" ", "u", "", "1"), ("x", "u", "", "1")], rest=rest)
    report = run(recipe, out=tmp_path / "out")
    assert (report.output.rows, report.measured.models[1]["reached"]) == (1, 3)
    assert check(tmp_path / "out" / "data.csv", recipe).faults == ()

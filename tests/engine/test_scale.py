"""Large tables: Parquet in and out, a limit of memory, a count that begins at coarser levels, an order by seed alone."""

import random
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.makers import read, recipe, written
from oboro.cli.main import main
from oboro.engine import run
from oboro.engine.backends import sheet
from oboro.engine.backends.base import Packing
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.resources import Resources
from oboro.engine.check import check
from oboro.engine.plan import Keep, Plan, Recode
from oboro.engine.reading import Source
from oboro.engine.recipe import parse
from oboro.kernel.errors import GoalUnreachable, RecipeInvalid

PARQUET = '[output]\nformat = "parquet"\n'


def _masked(height: int) -> str:
    return f'role = "quasi"\nhierarchy = {{ name = "mask", longest = {height} }}'


def _levels(folder, name: str, size: int) -> str:
    lines = [f"{value:02d};{value // 2 * 2}-;{value // 6 * 6}-;*" for value in range(size)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f'role = "quasi"\nhierarchy = {{ file = "{name}.csv", delimiter = ";" }}'


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(*[st.integers(0, 11)] * 3), min_size=4, max_size=40),
    most=st.integers(1, 12),
    limit=st.sampled_from([0, 0.1, 0.4]),
    persons=st.booleans(),
)
def test_a_count_that_begins_coarser_is_proven_the_best_or_said_not_to_be(tmp_path, rows, most, limit, persons):
    written(
        tmp_path, ["宛名", "a", "b", "c"], [(str(n // 2), *(f"{v:02d}" for v in row)) for n, row in enumerate(rows)]
    )
    columns = {"宛名": 'role = "link"', **{name: _levels(tmp_path, name, 12) for name in "abc"}}
    person = 'person = "宛名"' if persons else ""
    asked = recipe(tmp_path, columns, source=person, search=f"suppression_limit = {limit}")
    narrow = replace(asked, resources=Resources(combinations=most))
    try:
        whole = run.run(asked, out=tmp_path / "whole")
    except GoalUnreachable:
        with pytest.raises(GoalUnreachable):
            run.run(narrow, out=tmp_path / "narrow")
        return
    found = run.run(narrow, out=tmp_path / "narrow")
    assert whole.solution.optimal
    assert found.measured.holds
    assert found.solution.lattice_nodes == whole.solution.lattice_nodes
    if found.solution.optimal:
        assert found.solution.loss == pytest.approx(whole.solution.loss, abs=1e-12)
        assert found.solution.levels == whole.solution.levels
        assert (tmp_path / "narrow" / "data.csv").read_bytes() == (tmp_path / "whole" / "data.csv").read_bytes()
    else:
        assert any(found.solution.counted_from.values())
        assert found.solution.loss >= whole.solution.loss - 1e-12


def test_a_count_that_begins_coarser_is_proven_where_the_finer_levels_cannot_hold(tmp_path):
    rows = [(str(number), f"{number % 12:02d}", f"{number % 5:02d}") for number in range(400)]
    written(tmp_path, ["番号", "a", "b"], rows)
    columns = {"番号": 'role = "quasi"', **{name: _levels(tmp_path, name, 12) for name in "ab"}}
    asked = recipe(tmp_path, columns, k=5, search="suppression_limit = 0.02")
    whole = run.run(asked, out=tmp_path / "whole")
    narrow = run.run(replace(asked, resources=Resources(combinations=120)), out=tmp_path / "narrow")
    assert narrow.solution.counted_from == {"番号": 1, "a": 0, "b": 0}
    assert narrow.solution.optimal
    assert narrow.solution.levels == whole.solution.levels == {"番号": 1, "a": 0, "b": 0}
    assert narrow.columns == whole.columns
    assert (tmp_path / "narrow" / "data.csv").read_bytes() == (tmp_path / "whole" / "data.csv").read_bytes()


@pytest.mark.parametrize(("combinations", "told"), [(1, True), (1000, False)])
def test_where_finer_levels_were_not_tried_nobody_is_told_that_none_of_them_can_hold(tmp_path, combinations, told):
    """The few of x are diverse by themselves; with the many of y, who are to be removed, they are not."""
    written(tmp_path, ["a", "病名"], [*(("x", word) for word in "uvw" * 2), *[("y", "u")] * 20])
    columns = {"a": 'role = "quasi"', "病名": 'role = "sensitive"'}
    diverse = '[[privacy]]\nmodel = "l-diversity"\ncolumn = "病名"\nkind = "entropy"\nl = 2.5\n'
    asked = recipe(tmp_path, columns, privacy=diverse, search=f"suppression_limit = {0.8 if told else 0.1}")
    with pytest.raises(GoalUnreachable) as raised:
        run.run(replace(asked, resources=Resources(combinations=combinations)), out=tmp_path / "out")
    assert ("より細かい段は調べていません" in str(raised.value.hint)) == told


@pytest.mark.parametrize("objective", ["loss", "entropy", "precision"])
def test_what_stood_in_the_source_is_measured_below_the_levels_that_the_recipe_allows(tmp_path, objective):
    written(tmp_path, ["a"], [(f"{number:02d}",) for number in range(12)])
    column = _levels(tmp_path, "a", 12)
    found = []
    for rule in (column, f"{column}\nmin_level = 2"):
        asked = recipe(tmp_path, {"a": rule}, k=6, search=f'objective = "{objective}"')
        asked = replace(asked, evidence=replace(asked.evidence, population=120))
        found.append(run.run(asked, out=tmp_path / "out"))
    free, held = found
    assert held.solution.levels == free.solution.levels == {"a": 2}
    assert held.solution.figure == pytest.approx(free.solution.figure)
    assert held.risk == free.risk
    assert (held.risk["before"]["unique"], held.risk["special"]["records"]) == (12, 12)
    assert held.risk["population"]["unique_match"] == 1.0
    assert held.utility == free.utility


def test_parquet_in_and_out_holds_what_csv_in_and_out_holds(tmp_path):
    rows = [(str(n % 7), ["", "x,y", 'z"'][n % 3], str(n % 50)) for n in range(300)]
    path = written(tmp_path, ["年齢", "町", "額"], rows)
    kinds = "CAST(年齢 AS TINYINT) AS 年齢, nullif(町, '') AS 町, CAST(額 AS BIGINT) AS 額"
    duckdb.execute(
        f"COPY (SELECT {kinds} FROM read_csv('{path}', all_varchar=true)) TO '{tmp_path / 'source.parquet'}'"
    )
    columns = {"年齢": _masked(1), "町": 'role = "quasi"', "額": 'role = "plain"'}
    slow = run.run(recipe(tmp_path, columns, k=5), out=tmp_path / "csv")
    text = (
        '[source]\npath = "source.parquet"\nformat = "parquet"\n'
        + "".join(f'[columns."{name}"]\n{body}\n' for name, body in columns.items())
        + f'[[privacy]]\nmodel = "k-anonymity"\nk = 5\n{PARQUET}'
    )
    fast = run.run(parse(text.encode(), base=tmp_path), out=tmp_path / "parquet")
    assert fast.output.file == "data.parquet"
    assert (fast.solution, fast.measured) == (slow.solution, slow.measured)
    (tmp_path / "recipe.toml").write_text(text, encoding="utf-8")
    command = [
        "run",
        str(tmp_path / "recipe.toml"),
        "--out",
        str(tmp_path / "again"),
        "--memory",
        "1GB",
        "--threads",
        "1",
    ]
    assert main(command) == 0
    assert (tmp_path / "again" / "data.parquet").read_bytes() == (tmp_path / "parquet" / "data.parquet").read_bytes()
    assert check(tmp_path / "parquet" / "data.parquet", parse(text.encode(), base=tmp_path)).holds
    table = pq.read_table(tmp_path / "parquet" / "data.parquet")
    assert [list(row.values()) for row in table.to_pylist()] == read(tmp_path / "csv" / "data.csv")[1:]


def test_the_order_depends_on_the_rows_and_the_seed_alone(tmp_path):
    drawn = random.Random(2)
    rows = [(str(drawn.randrange(4)), str(n)) for n in range(500)]
    bytes_of = {}
    for name, order, seed in (("one", rows, 1), ("two", rows[::-1], 1), ("three", rows, 2)):
        written(tmp_path, ["a", "b"], order)
        asked = recipe(tmp_path, {"a": 'role = "quasi"', "b": 'role = "plain"'}, search=f"seed = {seed}", top="")
        run.run(replace(asked, table="parquet"), out=tmp_path / name)
        bytes_of[name] = (tmp_path / name / "data.parquet").read_bytes()
    assert bytes_of["one"] == bytes_of["two"] != bytes_of["three"]
    numbers = [int(one) for one in pq.read_table(tmp_path / "one" / "data.parquet")["b"].to_pylist()]
    assert sorted(numbers) == list(range(500))
    assert abs(np.corrcoef(numbers, range(500))[0, 1]) < 0.15


@pytest.mark.parametrize("write", [sheet.write_csv, sheet.write_parquet])
def test_the_bytes_do_not_depend_on_the_pieces_in_which_rows_come(tmp_path, monkeypatch, write):
    monkeypatch.setattr(sheet, "ROW_GROUP", 50)
    plan = Plan((Recode("a", {}, ("低", "高")), Keep("b")), np.zeros((0, 1), dtype=np.int32), 0)
    often = np.array([1, 120, 3, 0, 49, 2])
    names = ["line", "n"] if write is sheet.write_csv else ["k0", "f0", "n"]
    held = {"line": list("uvwxyz"), "k0": [0, 1, 0, 1, 1, 1], "f0": list("uvwxyz"), "n": often}
    table = pa.table({name: held[name] for name in names})
    made = set()
    for size in (1, 2, 6):
        path = tmp_path / f"{size}"
        write(sheet.Sheet(plan, Packing((2,))), table.to_batches(max_chunksize=size), path)
        made.add(path.read_bytes())
    assert len(made) == 1
    if write is sheet.write_csv:
        assert made.pop().decode() == "a,b\n" + "u\n" + "v\n" * 120 + "w\n" * 3 + "y\n" * 49 + "z\n" * 2
    else:
        assert pq.read_table(path)["a"].to_pylist() == ["低", *["高"] * 120, *["低"] * 3, *["高"] * 51]


def test_a_parquet_file_tells_nothing_of_labels_that_were_removed(tmp_path):
    written(tmp_path, ["町"], [("千里",)] * 5 + [("秘境",)])
    asked = recipe(tmp_path, {"町": 'role = "quasi"'}, k=2, search="suppression_limit = 0.2")
    run.run(replace(asked, table="parquet"), out=tmp_path / "out")
    held = (tmp_path / "out" / "data.parquet").read_bytes()
    assert pq.read_table(tmp_path / "out" / "data.parquet")["町"].to_pylist() == ["千里"] * 5
    assert "秘境".encode() not in held


@pytest.mark.parametrize("labels", [1, 128, 129, 32_768, 32_769])
def test_a_column_of_any_number_of_labels_is_written_as_it_is_meant_and_without_nulls(tmp_path, labels):
    plan = Plan((Recode("a", {}, tuple(map(str, range(labels)))),), np.zeros((0, 1), dtype=np.int32), 0)
    codes = np.random.default_rng(labels).integers(0, labels, 500)
    codes[:2] = 0, labels - 1
    often = np.arange(500) % 4
    table = pa.table({"k0": codes, "n": often})
    path = tmp_path / "data.parquet"
    sheet.write_parquet(sheet.Sheet(plan, Packing((labels,))), table.to_batches(max_chunksize=70), path)
    assert pq.read_table(path)["a"].to_pylist() == [str(code) for code in np.repeat(codes, often)]
    assert not pq.read_schema(path).field("a").nullable


def test_codes_come_out_of_their_packing_as_they_went_in():
    sizes = (3, 1, 1 << 31, 1 << 31, 7, 1 << 20)
    drawn = np.random.default_rng(3)
    codes = np.stack([drawn.integers(0, size, 50) for size in sizes], axis=1).astype(np.int32)
    packing = Packing(sizes)
    keys = packing.packed(codes)
    assert len(keys) > 1
    assert packing.unpacked(keys).tolist() == codes.tolist()
    order = np.lexsort(keys[::-1])
    assert codes[order].tolist() == sorted(codes.tolist())


def test_the_engine_loads_no_extensions_and_keeps_to_its_memory(tmp_path):
    path = written(tmp_path, ["a"], [("1",)])
    with DuckDB(Source(path), scratch=tmp_path, resources=Resources(memory="700MB", threads=1)) as engine:
        said = dict(engine.rows("SELECT name, value FROM duckdb_settings()"))
    assert said["autoinstall_known_extensions"] == said["autoload_known_extensions"] == "false"
    assert said["memory_limit"] == "211.7 MiB"
    assert said["threads"] == "1"
    assert said["temp_directory"] == str(tmp_path / "spill")


@pytest.mark.parametrize(
    "said", ['memory = "1MB"', 'memory = "much"', 'backend = "x"', "threads = -1", "speed = 1", "combinations = 0"]
)
def test_what_the_machine_cannot_be_asked_is_refused(tmp_path, said):
    written(tmp_path, ["a"], [("1",)])
    with pytest.raises(RecipeInvalid):
        recipe(tmp_path, {"a": 'role = "quasi"'}, search=f"[engine]\n{said}")


def test_a_recipe_with_all_settings_of_the_engine_is_written_as_it_was_read(tmp_path):
    written(tmp_path, ["a"], [("1",)])
    told = '[engine]\nbackend = "spark"\nmaster = "spark://127.0.0.1:7077"\nmemory = "2GB"\nthreads = 1\ncombinations = 9\n'
    one = recipe(tmp_path, {"a": 'role = "quasi"'}, search=f"{PARQUET}{told}")
    other = parse(one.as_toml().encode(), base=tmp_path)
    assert (other.table, other.resources) == (one.table, one.resources)
    assert one.resources == Resources("spark", "2GB", 1, "spark://127.0.0.1:7077", 9)

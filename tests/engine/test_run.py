"""One making from recipe to folder: what it promises, what it refuses, what it leaves behind."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from oboro.engine.backends.folder import result_folder
from oboro.engine.reading import Exclusion
from oboro.engine.recipe import load
from oboro.engine.run import run
from oboro.kernel.errors import (
    ColumnMismatch,
    GoalUnreachable,
    OutputError,
    RecipeInvalid,
    SourceUnreadable,
    ValueOutsideHierarchy,
)

from .makers import read, recipe, written

ROOT = Path(__file__).parents[2]
ADULT = ROOT / "examples" / "adult" / "recipe.toml"
QUASI = 'role = "quasi"'


@pytest.fixture(scope="module")
def adult(tmp_path_factory):
    out = tmp_path_factory.mktemp("adult") / "out"
    return run(load(ADULT), out=out), out


def _left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- what it promises --------------------------------------------------------------------------------------------


def test_adult_at_two_percent_is_the_known_optimum(adult):
    report, _ = adult
    assert report.solution.levels == {
        "sex": 0, "age": 3, "race": 0, "marital-status": 2, "education": 2,
        "native-country": 1, "workclass": 1, "salary-class": 0,
    }  # fmt: skip
    assert report.solution.loss == pytest.approx(0.2464771552496603, abs=1e-6)
    assert (report.solution.suppressed_records, report.solution.classes) == (506, 222)
    assert (report.solution.optimal, report.solution.lattice_nodes) == (True, 4320)
    assert report.solution.checked_nodes < 538


def test_plain_sql_counts_the_k_that_the_report_states(adult):
    report, out = adult
    names = ", ".join(f'"{name}"' for name in report.solution.levels)
    rows = duckdb.sql(
        f"SELECT count(*) AS n FROM read_csv('{out / 'data.csv'}', all_varchar=true) GROUP BY {names}"
    ).fetchall()
    assert min(n for (n,) in rows) == report.measured.k == 5
    assert sum(n for (n,) in rows) == report.output.rows == 30162 - 506
    assert len(rows) == report.solution.classes


def test_report_json_has_the_keys_that_scripts_rely_on(adult):
    report, out = adult
    told = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(report.as_json()))
    assert {
        "recipe_sha256", "source_sha256", "source", "excluded", "columns", "solution", "output", "measured",
        "timings_s", "versions",
    } <= set(told)  # fmt: skip
    assert {
        "levels", "loss", "suppressed_records", "classes", "optimal", "lattice_nodes", "checked_nodes",
    } <= set(told["solution"])  # fmt: skip
    assert {"rows", "persons", "columns", "sha256"} <= set(told["output"])
    assert set(told["timings_s"]) == {"read", "count", "search", "apply", "measure", "evidence"}
    assert told["columns"]["age"] == {
        "role": "quasi", "treatment": "一般化", "hierarchy": "adult_hierarchy_age.csv",
        "level": 3, "levels": 4, "outside_records": 0,
    }  # fmt: skip
    assert _left(out) == {"data.csv", "report.json"}


def test_the_same_recipe_gives_the_same_bytes_whatever_the_order_of_the_source(tmp_path):
    columns = {"a": QUASI, "b": 'role = "plain"'}
    rows = [(str(number % 3), f"値{number}") for number in range(300)]
    made = []
    for order in (rows, rows, rows[::-1]):
        written(tmp_path, ["a", "b"], order)
        run(recipe(tmp_path, columns, search="seed = 7"), out=tmp_path / "out")
        made.append((tmp_path / "out" / "data.csv").read_bytes())
    written(tmp_path, ["a", "b"], rows)
    run(recipe(tmp_path, columns, search="seed = 8"), out=tmp_path / "out")
    assert made[0] == made[1] == made[2]
    assert (tmp_path / "out" / "data.csv").read_bytes() != made[0]
    assert read(tmp_path / "out" / "data.csv")[1:] != [list(row) for row in rows]


def test_nothing_of_dropped_columns_stands_in_any_written_byte(tmp_path):
    written(
        tmp_path,
        ["氏名", "番号", "宛名", "備考", "性別"],
        [(f"カナリア{n}", f"番カナリア{n}", f"宛カナリア{n}", "秘カナリア", "男") for n in range(4)],
    )
    roles = {"氏名": "identifier", "番号": "code", "宛名": "link", "備考": "text"}
    columns = {name: f'role = "{role}"' for name, role in roles.items()} | {"性別": QUASI}
    report = run(recipe(tmp_path, columns), out=tmp_path / "out")
    assert read(tmp_path / "out" / "data.csv") == [["性別"], *[["男"]] * 4]
    assert report.columns["氏名"].treatment == "項目削除"
    content = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode()
    assert "カナリア" not in content


def test_persons_and_rows_give_different_answers_and_persons_decide(tmp_path):
    rows = [
        ("男", "東", "1"),
        ("男", "東", "1"),
        ("男", "東", "1"),
        ("男", "西", "2"),
        ("男", "西", "3"),
        ("男", "西", "4"),
    ]
    written(tmp_path, ["性別", "地区", "宛名"], rows)
    columns = {"性別": QUASI, "地区": QUASI, "宛名": 'role = "link"'}
    by_row = run(recipe(tmp_path, columns, k=3), out=tmp_path / "rows")
    by_person = run(recipe(tmp_path, columns, k=3, source='person = "宛名"'), out=tmp_path / "persons")
    assert by_row.solution.levels == {"性別": 0, "地区": 0}
    assert by_person.solution.levels == {"性別": 0, "地区": 1}
    assert (by_person.measured.k, by_person.measured.k_records, by_person.measured.counted) == (4, 6, "persons")
    assert (by_person.output.rows, by_person.output.persons) == (6, 4)


def test_a_person_in_two_classes_that_merge_counts_once(tmp_path):
    rows = [("東", "1"), ("西", "1"), ("東", "2"), ("西", "2")]
    written(tmp_path, ["地区", "宛名"], rows)
    columns = {"地区": 'role = "quasi"', "宛名": 'role = "link"'}
    with pytest.raises(GoalUnreachable, match="k=3に対して届くのはk=2まで"):
        run(recipe(tmp_path, columns, k=3, source='person = "宛名"'), out=tmp_path / "out")


def test_excluded_records_are_gone_before_anything_is_counted(tmp_path):
    written(tmp_path, ["地区", "宛名"], [("東", str(number)) for number in range(5)] + [("西", "9")])
    wanted = recipe(tmp_path, {"地区": QUASI, "宛名": 'role = "link"'}, source='person = "宛名"')
    by_key = run(wanted, out=tmp_path / "a", exclude=Exclusion(frozenset({"9", "0", "77"}), "宛名"))
    by_number = run(wanted, out=tmp_path / "b", exclude=Exclusion(frozenset({"6", "1", "700"})))
    for report in (by_key, by_number):
        assert report.excluded == {"records": 2, "keys_not_found": 1}
        assert report.source == {"records": 4, "persons": 4}
        assert report.solution.levels == {"地区": 0}
        assert (report.output.rows, report.output.persons) == (4, 4)
    assert (tmp_path / "a" / "data.csv").read_bytes() == (tmp_path / "b" / "data.csv").read_bytes()


def test_a_fixed_choice_of_levels_is_carried_out(tmp_path):
    written(tmp_path, ["年齢"], [("21",), ("24",), ("25",), ("29",)])
    wanted = recipe(
        tmp_path,
        {"年齢": f'{QUASI}\nhierarchy = {{ name = "age" }}'},
        search='method = "levels"\nlevels = { "年齢" = 1 }',
    )
    report = run(wanted, out=tmp_path / "out")
    assert sorted(read(tmp_path / "out" / "data.csv")) == [["20-24"], ["20-24"], ["25-29"], ["25-29"], ["年齢"]]
    assert (report.solution.optimal, report.solution.method, report.solution.lattice_nodes) == (False, "levels", 5)


def test_a_column_may_be_held_between_levels(tmp_path):
    written(tmp_path, ["年齢"], [(str(years),) for years in range(20, 40)] * 2)
    held = f'{QUASI}\nhierarchy = {{ name = "age" }}\nmin_level = 2\nmax_level = 3'
    report = run(recipe(tmp_path, {"年齢": held}), out=tmp_path / "out")
    assert report.solution.levels == {"年齢": 2}
    assert report.solution.lattice_nodes == 2


# --- mistakes of other tools -------------------------------------------------------------------------------------


def test_a_missing_value_is_a_value_of_its_own(tmp_path):
    written(tmp_path, ["a", "b"], [("x", "1"), ("x", "1"), ("", "1"), ("x", ""), ("x", "")])
    report = run(
        recipe(tmp_path, {"a": QUASI, "b": QUASI}, k=1, search='method = "levels"\nlevels = { a = 0, b = 0 }'),
        out=tmp_path / "out",
    )
    assert report.measured.k == 1
    assert Counter(map(tuple, read(tmp_path / "out" / "data.csv")[1:])) == {("x", "1"): 2, ("", "1"): 1, ("x", ""): 2}


def test_a_missing_value_stays_missing_until_the_top_of_a_hierarchy(tmp_path):
    written(tmp_path, ["年齢"], [("20",), ("21",), ("",), ("",)])
    run(recipe(tmp_path, {"年齢": f'{QUASI}\nhierarchy = {{ name = "age" }}'}), out=tmp_path / "out")
    assert sorted(read(tmp_path / "out" / "data.csv")[1:]) == [[""], [""], ["20-24"], ["20-24"]]


@pytest.mark.parametrize(
    "name",
    [
        "marital-status",
        "性別",
        "Ａ",
        "select",
        'a "quoted" name',
        "it's",
        "a;b,c",
        " 空白 ",
        "q0",
        "rowid",
        "line",
        "改\n行",
    ],
)
def test_any_column_name_will_do(tmp_path, name):
    written(tmp_path, [name, "別"], [("x", "1"), ("x", "2"), ("y", "1"), ("y", "2")])
    escaped = name.replace("\n", "\\n")
    report = run(
        recipe(tmp_path, {escaped: QUASI, "別": 'role = "plain"'}) if "\n" not in name else _newline(tmp_path),
        out=tmp_path / "out",
    )
    assert report.output.columns == (name, "別")
    assert read(tmp_path / "out" / "data.csv")[0] == [name, "別"]
    assert report.measured.k == 2


def _newline(folder: Path):
    (folder / "r.toml").write_text(
        '[source]\npath = "source.csv"\n[columns."改\\n行"]\nrole = "quasi"\n[columns."別"]\nrole = "plain"\n'
        '[[privacy]]\nmodel = "k-anonymity"\nk = 2\n',
        encoding="utf-8",
    )
    return load(folder / "r.toml")


def test_names_that_differ_only_in_case_are_two_columns(tmp_path):
    written(tmp_path, ["a", "A"], [("1", "x"), ("1", "y"), ("2", "x"), ("2", "y")])
    report = run(recipe(tmp_path, {"a": QUASI, "A": 'role = "plain"'}), out=tmp_path / "out")
    assert report.solution.levels == {"a": 0}


def test_text_and_numbers_and_mixtures_are_counted_alike(tmp_path):
    for values in (["1", "2"], ["一", "二"], ["1", "二"], ["1", "1.0"], ["1", "01"]):
        written(tmp_path, ["a"], [(value,) for value in values for _ in range(3)])
        assert run(recipe(tmp_path, {"a": QUASI}, k=3), out=tmp_path / "out").solution.classes == 2


def test_the_limit_of_suppression_is_a_limit(tmp_path):
    written(tmp_path, ["a"], [("x",)] * 71 + [("y",)] * 29)
    for limit, levels in ((0.29, 0), (0.28, 1)):  # 0.29 × 100 is 28.999… in floating point
        report = run(recipe(tmp_path, {"a": QUASI}, k=30, search=f"suppression_limit = {limit}"), out=tmp_path / "out")
        assert report.solution.levels == {"a": levels}
        assert report.solution.suppressed_records <= report.solution.most_suppressed


def test_everything_suppressed_is_no_solution(tmp_path):
    written(tmp_path, ["a"], [("x",), ("y",)])
    with pytest.raises(GoalUnreachable, match="k=3に対して届くのはk=2まで"):
        run(recipe(tmp_path, {"a": QUASI}, k=3, search="suppression_limit = 1.0"), out=tmp_path / "out")
    assert _left(tmp_path) == {"source.csv"}


# --- what it refuses ---------------------------------------------------------------------------------------------


def test_what_can_be_reached_is_said_with_the_column_that_blocks(tmp_path):
    rows = [(sex, area) for sex in "男女" for area in ["東"] * 3 + ["西"] * 2]
    written(tmp_path, ["性別", "地区"], rows)
    columns = {"性別": f"{QUASI}\nmax_level = 0", "地区": f"{QUASI}\nmax_level = 0"}
    with pytest.raises(GoalUnreachable) as caught:
        run(recipe(tmp_path, columns, k=5), out=tmp_path / "out")
    assert "抑制できる記録は0件まで" in caught.value.message
    assert "k=5に対して届くのはk=2まで" in caught.value.message
    assert caught.value.hint == "妨げている列は「地区」です。その段をより粗くすることを許せば目標に届きます。"
    with pytest.raises(GoalUnreachable, match="k=5に対して届くのはk=3まで"):
        run(recipe(tmp_path, columns, k=5, search="suppression_limit = 0.4"), out=tmp_path / "out")


def test_a_value_outside_its_hierarchy_is_counted_and_placed_but_never_shown(tmp_path):
    written(tmp_path, ["a", "年齢"], [('"\n', "20"), ("x", "カナリア"), ("x", "カナリア"), ("x", "999")])
    columns = {"a": 'role = "plain"', "年齢": f'{QUASI}\nhierarchy = {{ name = "age" }}'}
    with pytest.raises(ValueOutsideHierarchy) as caught:
        run(recipe(tmp_path, columns), out=tmp_path / "out")
    assert "列「年齢」に、階層にない値が2種類、3件あります（最初は4行目）" in caught.value.message
    assert "カナリア" not in str(caught.value)
    columns["年齢"] += '\noutside = "missing"'
    report = run(recipe(tmp_path, columns, search="suppression_limit = 0.25"), out=tmp_path / "out")
    assert report.columns["年齢"].outside_records == 3
    assert sorted(row[1] for row in read(tmp_path / "out" / "data.csv")) == ["", "", "", "年齢"]


def test_a_column_the_file_lacks_is_named(tmp_path):
    written(tmp_path, ["a"], [("x",), ("x",)])
    with pytest.raises(ColumnMismatch, match=r"レシピが挙げる列がsource\.csvにありません: 「b」"):
        run(recipe(tmp_path, {"a": QUASI, "b": QUASI}), out=tmp_path / "out")


def test_a_column_the_recipe_lacks_is_named_unless_it_says_drop(tmp_path):
    written(tmp_path, ["a", "b"], [("x", "1"), ("x", "2")])
    with pytest.raises(ColumnMismatch, match="レシピが役割を決めていない列があります: 「b」"):
        run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / "out")
    for place in ({"top": 'default = "drop"'}, {"source": 'default = "drop"'}):
        report = run(recipe(tmp_path, {"a": QUASI}, **place), out=tmp_path / "out")
        assert report.output.columns == ("a",)
        assert report.columns["b"].treatment == "項目削除"


@pytest.mark.parametrize("content", [b"", b"a\n", b"a\n\x81\n"])
def test_a_source_without_records_or_text_is_refused(tmp_path, content):
    (tmp_path / "source.csv").write_bytes(content)
    with pytest.raises(SourceUnreadable):
        run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / "out")
    assert _left(tmp_path) == {"source.csv"}


@pytest.mark.parametrize("more", [{"search": 'method = "levels"\nlevels = { a = 9 }'}, {}])
def test_levels_that_do_not_exist_are_refused(tmp_path, more):
    written(tmp_path, ["a"], [("x",), ("x",)])
    column = QUASI if more else f"{QUASI}\nmax_level = 9"
    with pytest.raises(RecipeInvalid, match="列「a」の段は0から1まで"):
        run(recipe(tmp_path, {"a": column}, **more), out=tmp_path / "out")


def test_exclusion_by_a_column_the_file_lacks_is_refused(tmp_path):
    written(tmp_path, ["a"], [("x",), ("x",)])
    with pytest.raises(ColumnMismatch, match="「宛名」"):
        run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / "out", exclude=Exclusion(frozenset({"1"}), "宛名"))


# --- what it leaves behind ---------------------------------------------------------------------------------------


def test_an_earlier_result_is_replaced_and_foreign_files_are_never_touched(tmp_path):
    written(tmp_path, ["a"], [("x",), ("x",)])
    out = tmp_path / "新しい" / "out"
    run(recipe(tmp_path, {"a": QUASI}), out=out)
    written(tmp_path, ["a"], [("y",), ("y",)])
    run(recipe(tmp_path, {"a": QUASI}), out=out)
    assert read(out / "data.csv")[1:] == [["y"], ["y"]]
    (out / "手紙.txt").write_text("残すもの", encoding="utf-8")
    with pytest.raises(OutputError, match="ファイルが1個"):
        run(recipe(tmp_path, {"a": QUASI}), out=out)
    with pytest.raises(OutputError, match="フォルダーではありません"):
        run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / "source.csv")
    assert _left(out) == {"data.csv", "report.json", "手紙.txt"}


def test_a_failed_run_leaves_the_earlier_result_as_it_was(tmp_path):
    written(tmp_path, ["a"], [("x",), ("x",)])
    run(recipe(tmp_path, {"a": QUASI}), out=tmp_path / "out")
    before = (tmp_path / "out" / "data.csv").read_bytes()
    with pytest.raises(GoalUnreachable):
        run(recipe(tmp_path, {"a": QUASI}, k=9), out=tmp_path / "out")
    assert (tmp_path / "out" / "data.csv").read_bytes() == before
    assert _left(tmp_path) == {"source.csv", "out"}


BIG = """
import resource, signal, sys
from oboro.cli import run
from oboro.cli.main import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(main(["run", sys.argv[2], "--out", sys.argv[3]]))
"""


def _start(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes there")
@pytest.mark.parametrize("limit", [0, 4096, 300_000])
def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path, limit):
    process = _start("-c", BIG, str(limit), str(ADULT), str(tmp_path / "out"))
    _, told = process.communicate()
    assert process.returncode == OutputError.exit_code, told.decode()
    assert "ディスクの空き" in told.decode()
    assert _left(tmp_path) == set()


def test_a_kill_at_any_moment_leaves_nothing_or_everything_and_a_rerun_gives_the_same_bytes(adult, tmp_path):
    _, whole = adult
    for wait in (0.15, 0.3, 0.45, 0.6, 0.8):
        process = _start("-m", "oboro.cli.main", "run", str(ADULT), "--out", str(tmp_path / "out"))
        time.sleep(wait)
        process.kill()
        process.communicate()
        assert not (tmp_path / "out").exists() or _left(tmp_path / "out") == {"data.csv", "report.json"}
    run(load(ADULT), out=tmp_path / "out")
    assert (tmp_path / "out" / "data.csv").read_bytes() == (whole / "data.csv").read_bytes()
    assert _left(tmp_path) == {"out"}


def test_two_runs_into_one_folder_do_not_mix(tmp_path):
    with result_folder(tmp_path / "out", holds=()) as (result, _):
        (result / "data.csv").write_text("一", encoding="utf-8")
        with pytest.raises(OutputError, match="書き込み中"), result_folder(tmp_path / "out", holds=()):
            pass
    assert (tmp_path / "out" / "data.csv").read_text(encoding="utf-8") == "一"

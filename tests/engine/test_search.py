"""Traps for the search that random tables seldom set."""

from oboro.engine.run import run

from .makers import read, recipe, written


def test_a_merge_that_spoils_a_good_class_rules_out_nothing_finer(tmp_path):
    rows = [("x", value) for value in "uvw" * 2] + [("y", "u")] * 20
    written(tmp_path, ["a", "病名"], rows)
    (tmp_path / "a.csv").write_text("x;xy;*\ny;xy;*\n", encoding="utf-8")
    wanted = recipe(
        tmp_path,
        {"a": 'role = "quasi"\nhierarchy = { file = "a.csv" }', "病名": 'role = "sensitive"'},
        privacy='[[privacy]]\nmodel = "l-diversity"\ncolumn = "病名"\nkind = "entropy"\nl = 2.5\n',
        search="suppression_limit = 0.8",
    )
    report = run(wanted, out=tmp_path / "out")
    assert report.solution.levels == {"a": 0}
    assert report.solution.suppressed_records == 20
    assert {row[0] for row in read(tmp_path / "out" / "data.csv")[1:]} == {"x"}


def test_of_equal_losses_the_fewest_and_largest_classes_win(tmp_path):
    rows = [(a, b) for a in "12" for b in "34" for _ in range(2)] + [("1", "3")] * 3
    written(tmp_path, ["a", "b"], rows)
    columns = {"a": 'role = "quasi"', "b": 'role = "quasi"'}
    report = run(recipe(tmp_path, columns, k=4), out=tmp_path / "out")
    assert sum(report.solution.levels.values()) == 1
    assert report.solution.classes == 2


def test_a_search_stops_before_it_has_counted_everything(tmp_path):
    written(tmp_path, ["a", "b", "c"], [("1", "2", "3"), ("4", "5", "6")] * 5)
    columns = dict.fromkeys("abc", 'role = "quasi"')
    report = run(recipe(tmp_path, columns, k=5), out=tmp_path / "out")
    assert report.solution.checked_nodes < report.solution.lattice_nodes == 8


def test_of_two_largest_losses_equal_but_for_rounding_the_further_losses_decide(tmp_path):
    """One seventh is two numbers: of 8 leaves by twos it comes out less than of 15 by threes, by the last bit."""
    leaves = {"a": 8, "b": 15, "c": 30}
    groups = {"a": (2,), "b": (3,), "c": (2, 4)}
    for name, many in leaves.items():
        paths = [[f"{leaf:02d}", *(f"{size}:{leaf // size}" for size in groups[name]), "*"] for leaf in range(many)]
        (tmp_path / f"{name}.csv").write_text("\n".join(map(";".join, paths)) + "\n", encoding="utf-8")
    written(tmp_path, list("abc"), [("00", "00", "00"), ("00", "01", "00"), ("01", "00", "01"), ("01", "01", "01")])
    columns = {name: f'role = "quasi"\nhierarchy = {{ file = "{name}.csv" }}' for name in leaves}
    solution = run(recipe(tmp_path, columns, search='aggregate = "rank"'), out=tmp_path / "out").solution
    assert solution.levels == {"a": 0, "b": 1, "c": 0}  # not a and c at 1, which lose a seventh and something more
    assert solution.optimal

"""The independent measuring where the table does not tell whose its rows are: it says less than the truth, never more."""

import json

import duckdb
import pytest

from oboro.engine.check import check
from oboro.engine.reading import Exclusion
from oboro.engine.recipe import parse
from oboro.engine.run import run

from .makers import recipe, written

QUASI = 'role = "quasi"'
COLUMNS = {"宛名": 'role = "link"', "町": QUASI, "病名": 'role = "sensitive"'}
PERSON = 'person = "宛名"'
DIVERSE = '[[privacy]]\nmodel = "l-diversity"\ncolumn = "病名"\nl = 2\n'
CLOSE = '[[privacy]]\nmodel = "t-closeness"\ncolumn = "病名"\nt = 0.9\n'


def model(name, **settings):
    told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    return f'[[privacy]]\nmodel = "{name}"\n{told}'


def table(folder, *rows, report=None):
    path = folder / "data.csv"
    path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    (folder / "report.json").unlink(missing_ok=True)
    if report is not None:
        (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return path


def source(folder, rows, **told):
    written(folder, ["宛名", "町", "病名"], rows)
    return recipe(folder, COLUMNS, **{"source": PERSON, **told})


def test_a_value_of_a_record_that_is_not_in_the_table_makes_no_diversity(tmp_path):
    wanted = source(tmp_path, [*((f"p{n}", "x", "a") for n in range(5)), ("p9", "x", "b")], privacy=DIVERSE)
    found = check(table(tmp_path, ("町", "病名"), *[("x", "a")] * 5), wanted)
    assert (found.holds, found.models[0]["reached"]) == (False, 1)


def test_a_value_that_no_label_of_the_table_covers_is_not_taken_for_a_missing_one(tmp_path):
    rows = [*((f"p{n}", "", "a") for n in range(3)), ("p8", "", "a"), ("p8", "", "a"), ("p9", "v9", "b")]
    local = 'recoding = "local"\nsuppress = "records"'
    wanted = source(tmp_path, rows, privacy=DIVERSE + model("k-anonymity", k=4), search=local)
    found = check(table(tmp_path, ("町", "病名"), *[('""', "a")] * 5, report={"excluded": None}), wanted)
    assert [one["reached"] for one in found.models] == [1, 4]
    assert (found.persons, found.k) == (4, 4)


def test_sets_that_span_classes_are_not_told_where_nobody_knows_who_is_in_the_table(tmp_path):
    """In the table each class holds p9 alone; taken class by class the fewest could be one of two each time."""
    people = {"a": ("p1", "p9"), "b": ("p2", "p9"), "c": ("p3", "p9"), "d": ("p4", "p9")}
    rows = [(person, town, "u") for town, persons in people.items() for person in persons]
    privacy = (
        model("k-combinations", k=2, m=1) + model("km-anonymity", column="病名", k=2, m=1) + model("k-anonymity", k=1)
    )
    wanted = source(tmp_path, rows, privacy=privacy)
    made = table(tmp_path, ("町", "病名"), *((town, "u") for town in people))
    untold = check(made, wanted)
    assert [(one["reached"], one["holds"]) for one in untold.models] == [(None, False), (None, False), (1, True)]
    assert untold.persons == 1
    assert any("どれが表にあるか分かりません" in fault for fault in untold.faults)
    told = check(made, wanted, exclude=Exclusion(frozenset({"p1", "p2", "p3", "p4"}), "宛名"))
    assert [one["reached"] for one in told.models][::2] == [1, 1]
    assert told.persons == 1


def test_of_several_rows_each_the_fewest_persons_are_counted_that_can_have_them_all(tmp_path):
    rows = [("p1", "x", "a")] * 4 + [(f"p{n}", "x", "a") for n in range(2, 6)]
    wanted = source(tmp_path, rows, k=2)
    assert check(table(tmp_path, ("町", "病名"), *[("x", "a")] * 4), wanted).k == 1
    assert check(table(tmp_path, ("町", "病名"), *[("x", "a")] * 6), wanted).k == 3
    assert check(table(tmp_path, ("町", "病名"), *[("x", "a")] * 8), wanted).k == 5


def test_where_each_person_has_one_row_it_matters_not_who_was_left_out(tmp_path):
    rows = [(f"p{n}", "xy"[n % 2], "ab"[n % 3 % 2]) for n in range(12)]
    privacy = model("k-combinations", k=2, m=1) + model("l-diversity", column="病名", kind="entropy", l=1.5)
    wanted = source(tmp_path, rows, privacy=privacy)
    gone = Exclusion(frozenset({"p0", "p3"}), "宛名")
    run(wanted, out=tmp_path / "out", exclude=gone)
    made = tmp_path / "out" / "data.csv"
    told, untold = check(made, wanted, exclude=gone), check(made, wanted)
    assert told.faults == untold.faults == ()
    assert (told.k, told.persons, told.models) == (untold.k, untold.persons, untold.models)


@pytest.mark.parametrize(
    ("report", "exclude", "reached"),
    [
        (None, None, False),
        ({"excluded": {"records": 2, "keys_not_found": 0}}, None, False),
        ({"excluded": None}, None, True),
        ({"excluded": {"records": 0, "keys_not_found": 1}}, None, True),
        (None, Exclusion(frozenset(), "宛名"), True),
    ],
)
def test_the_whole_is_not_compared_with_where_it_may_have_lost_records_before(tmp_path, report, exclude, reached):
    rows = [(f"p{n}", "x", "ab"[n % 2]) for n in range(6)] + [("p8", "y", "b"), ("p9", "y", "b")]
    wanted = source(tmp_path, rows, privacy=CLOSE)
    made = table(tmp_path, ("町", "病名"), *(row[1:] for row in rows[:6]), report=report)
    found = check(made, wanted, exclude=exclude)
    assert (found.models[0]["reached"] is not None, found.holds) == (reached, reached)
    assert reached or any("もとの分布が定まりません" in fault for fault in found.faults)


def test_blanked_rows_of_persons_with_several_each_prove_nothing_but_their_values(tmp_path):
    wanted = source(
        tmp_path,
        [("p1", "x", "a"), ("p1", "x", "b")],
        privacy=DIVERSE + model("k-anonymity", k=2),
        search='suppress = "cells"',
    )
    found = check(table(tmp_path, ("町", "病名"), ("x", "a"), ("x", "b")), wanted)
    assert [one["reached"] for one in found.models] == [2, None]
    assert (found.counted, found.persons, found.holds) == ("records", None, False)


def test_steps_cannot_be_done_again_without_the_records_that_were_left_out(tmp_path):
    step = '\n[[step]]\ntreatment = "delete-cells"\ncolumn = "病名"\nrarer_than = 3\n'
    rows = [("p1", "x", "a"), ("p1", "x", "a"), ("p2", "x", "b"), ("p3", "x", "b"), ("p4", "x", "b")]
    wanted = source(tmp_path, rows, search=step)
    gone = Exclusion(frozenset({"p4"}), "宛名")
    run(wanted, out=tmp_path / "out", exclude=gone)
    made = tmp_path / "out" / "data.csv"
    assert check(made, wanted, exclude=gone).faults == ()
    found = check(made, wanted)
    assert (found.holds, found.models[0]["reached"]) == (False, None)
    assert any("除いた記録が分からない" in fault for fault in found.faults)


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_population_is_counted_under_the_labels_of_the_table_or_not_at_all(tmp_path, at_hand):
    (tmp_path / "people.csv").write_text("町\nx\nx\nx\ny\nz\n", encoding="utf-8")
    written(tmp_path, ["宛名", "町", "病名"], [("p1", "x", "a"), ("p2", "y", "a")])
    told = 'population = { path = "people.csv" }\n'
    privacy = f'[[privacy]]\nmodel = "k-map"\nk = 1\n{told}[[privacy]]\nmodel = "delta-presence"\nmaximum = 1.0\n{told}'
    wanted = recipe(tmp_path, COLUMNS, privacy=privacy)
    if not at_hand:
        (tmp_path / "people.csv").unlink()
    found = check(table(tmp_path, ("町", "病名"), ("x", "a"), ("y", "a")), wanted)
    assert [one["reached"] for one in found.models] == ([1, 1.0] if at_hand else [None, None])
    assert found.holds is at_hand


AGE = f'{QUASI}\nhierarchy = {{ name = "age" }}'


@pytest.mark.parametrize("person", [True, False])
@pytest.mark.parametrize("search", ["", 'recoding = "local"\nsuppress = "records"', 'suppress = "cells"'])
def test_a_table_finer_than_the_recipe_allows_is_found(tmp_path, search, person):
    written(tmp_path, ["宛名", "年齢"], [(str(n), ("25", "25", "31", "31")[n]) for n in range(4)])
    columns = {"宛名": 'role = "link"', "年齢": f"{AGE}\nmin_level = 1"}
    wanted = recipe(tmp_path, columns, search=search, source=PERSON if person else "")
    fine, coarse = table(tmp_path, ("年齢",), ("25",), ("25",), ("31",), ("31",)), ("25-29", "25-29", "30-34", "30-34")
    assert any("より細かい値" in fault for fault in check(fine, wanted).faults)
    assert check(table(tmp_path, ("年齢",), *((label,) for label in coarse)), wanted).faults == ()
    (tmp_path / "source.csv").unlink()
    assert not check(fine, wanted).holds


def test_a_table_finer_than_the_levels_that_were_asked_for_is_found(tmp_path):
    written(tmp_path, ["年齢"], [("25",), ("25",), ("31",), ("31",)])
    wanted = recipe(tmp_path, {"年齢": AGE}, search='method = "levels"\nlevels = { "年齢" = 2 }')
    made = table(tmp_path, ("年齢",), *[("25-29",)] * 2, *[("30-34",)] * 2)
    assert any("より細かい値" in fault for fault in check(made, wanted).faults)


def test_a_label_of_no_level_is_found_though_cells_are_blanked(tmp_path):
    written(tmp_path, ["年齢"], [("25",), ("25",), ("31",), ("31",)])
    wanted = recipe(tmp_path, {"年齢": AGE}, search='suppress = "cells"')
    made = table(tmp_path, ("年齢",), *[("90番地",)] * 2, *[('""',)] * 2)
    assert any("どの段の値でもない" in fault for fault in check(made, wanted).faults)


def test_a_zero_of_either_sign_is_one_value(tmp_path):
    with duckdb.connect() as connection:
        rows = "SELECT * FROM (VALUES (0.0::DOUBLE, 'a', '-0.0'), ('-0.0'::DOUBLE, 'a', '0.0'), (1.5, 'b', '0.0'), (1.5, 'b', '-0.0'))"
        connection.execute(f"COPY ({rows} AS t(x, y, z)) TO '{tmp_path / 's.parquet'}' (FORMAT parquet)")
    columns = {"x": QUASI, "y": QUASI, "z": 'role = "sensitive"'}
    privacy = model("k-anonymity", k=2) + model("l-diversity", column="z", l=2)
    text = (
        recipe(tmp_path, columns, privacy=privacy)
        .as_toml()
        .replace("source.csv", "s.parquet")
        .replace('"csv"', '"parquet"', 1)
    )
    wanted = parse(text.encode(), base=tmp_path)
    report = run(wanted, out=tmp_path / "out")
    found = check(tmp_path / "out" / "data.csv", wanted)
    assert report.solution.levels == {"x": 0, "y": 0}
    assert (found.faults, found.k) == ((), 2)
    assert found.models[1]["reached"] == 2  # the same two texts in a column of text are two values

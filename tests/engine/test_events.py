"""Histories of persons and records that are nobody's: known answers, and properties counted in plain Python."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.check import check
from oboro.engine.run import run
from oboro.engine.transform.base import Chance
from oboro.engine.transform.catalogue import step_of
from oboro.kernel.errors import RecipeInvalid

from .makers import recipe, written
from .test_steps import frame


def rows(table, treatment, *, seed=5, **said):
    after = step_of({"treatment": treatment, **said}).applied(table, Chance(seed))
    return list(zip(*after.columns.values(), strict=True))


TRIPS = frame(
    person="人",
    人=["a"] * 7 + ["b"] * 3,
    便=["1", "1", "1", "1", "2", "2", "2", "1", "1", "1"],
    時刻=["10", "9", "8", "11", "7", "5", "6", "1", "2", "3"],
    駅=["丁", "乙", "甲", "戊", "己", "庚", "辛", "壬", "癸", "子"],
)


def test_the_ends_of_each_trip_go_in_the_order_of_time_and_not_of_the_file():
    kept = rows(TRIPS, "trim-ends", order=["時刻"], within=["便"])
    assert [row[3] for row in kept] == ["丁", "乙", "辛", "癸"]


def test_a_history_shorter_than_its_ends_goes_as_a_whole():
    assert [row[0] for row in rows(TRIPS, "trim-ends", order=["時刻"], within=["便"], first=2, last=1)] == ["a"]


def test_numbers_are_ordered_as_numbers():
    kept = rows(frame(person="人", 人=["a"] * 3, 時=["9", "10", "11"]), "trim-ends", order=["時"], last=0)
    assert [row[1] for row in kept] == ["10", "11"]


HISTORIES = st.lists(st.tuples(st.integers(0, 7).map(str), st.sampled_from("甲乙丙丁戊")), min_size=1, max_size=45)


@given(HISTORIES, st.integers(2, 4), st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_no_combination_of_events_is_rare_afterwards_and_common_histories_are_untouched(history, persons, together):
    people, events = zip(*history, strict=True)
    table = frame(person="人", 人=list(people), 事=list(events))
    kept = rows(table, "rare-events", columns=["事"], persons=persons, together=together)

    def often(pairs):
        held = defaultdict(set)
        for person, event in pairs:
            held[person].add(event)
        sizes = range(1, together + 1)
        return Counter(one for owned in held.values() for size in sizes for one in combinations(sorted(owned), size))

    assert [one for one, count in often(kept).items() if count < persons] == []
    if all(count >= persons for count in often(history).values()):
        assert kept == history


@given(
    st.lists(st.tuples(st.integers(0, 5).map(str), st.sampled_from("甲乙丙")), min_size=1, max_size=40),
    st.integers(2, 3),
    st.integers(2, 3),
)
@settings(max_examples=150, deadline=None)
def test_no_run_of_events_is_rare_afterwards(history, persons, length):
    people, events = zip(*history, strict=True)
    table = frame(person="人", 人=list(people), 時=[str(n) for n in range(len(people))], 事=list(events))
    said = {"columns": ["事"], "order": ["時"], "persons": persons, "length": length}
    kept = rows(table, "rare-sequences", **said)

    def held(history):
        lines = defaultdict(list)
        for person, _, event in sorted(history, key=lambda row: int(row[1])):
            lines[person].append(event)
        found = defaultdict(set)
        for person, line in lines.items():
            for start in range(len(line) - length + 1):
                found[tuple(line[start : start + length])].add(person)
        return found

    assert [run for run, owners in held(kept).items() if len(owners) < persons] == []


def test_records_without_an_event_stay():
    table = frame(person="人", 人=["a", "b", "c"], 事=["", "", "珍"])
    assert rows(table, "rare-events", columns=["事"], persons=2) == [("a", ""), ("b", "")]


def test_more_combinations_than_can_be_counted_are_refused():
    table = frame(person="人", 人=["a"] * 200, 事=[str(n) for n in range(200)])
    with pytest.raises(RecipeInvalid, match="組合せ"):
        rows(table, "rare-events", columns=["事"], persons=2, together=4)


def test_a_person_keeps_as_many_records_as_allowed_by_a_lot_of_their_own():
    table = frame(person="人", 人=["a"] * 5 + ["b"] * 2, 事=[str(n) for n in range(7)])
    kept = rows(table, "limit-records", most=3)
    assert Counter(row[0] for row in kept) == {"a": 3, "b": 2}
    alone = rows(frame(person="人", 人=["a"] * 5, 事=[str(n) for n in range(5)]), "limit-records", most=3)
    assert alone == kept[:3]


PEOPLE = [(("男", "女")[n % 2], ("農", "商", "工")[n % 3 if n % 2 else 0]) for n in range(3000)]


def synthetic(epsilon, values=None, **columns):
    columns = columns or {"性": [one for one, _ in PEOPLE], "職": [two for _, two in PEOPLE]}
    known = values or {"性": ["男", "女"], "職": ["農", "商", "工", "医"]}
    step = step_of({"treatment": "synthesise", "columns": list(known), "values": known, "epsilon": epsilon})
    after = step.applied(frame(**columns), Chance(1))
    return list(zip(*after.columns.values(), strict=True))


def test_a_large_budget_keeps_the_joint_distribution_and_every_making_is_another():
    made, again = Counter(synthetic(10.0)), Counter(synthetic(10.0))
    truth = Counter(PEOPLE)
    assert sum(abs(made[one] - truth[one]) for one in {*made, *truth}) / 2 < 150  # of 3,000; drawing alone gives ~40
    assert made != again


def test_a_small_budget_is_noisier_than_a_large_one():
    def off(epsilon):
        return sum(abs(len(synthetic(epsilon)) - len(PEOPLE)) for _ in range(15)) / 15

    assert off(0.05) > 5 * off(5.0)


def test_a_value_that_only_the_file_holds_is_never_written():
    made = synthetic(5.0, 病=["糖尿病"] * 400 + ["珍しい病"] * 3, values={"病": ["糖尿病", "高血圧症"]})
    assert {value for (value,) in made} <= {"糖尿病", "高血圧症", ""}


def test_a_column_left_as_it_is_and_too_many_records_of_a_person_are_refused():
    step = step_of({"treatment": "synthesise", "columns": ["a"], "values": {"a": ["x"]}, "epsilon": 1})
    with pytest.raises(RecipeInvalid, match="疑似データ生成のcolumnsにない列"):
        step.applied(frame(a=["x"], b=["y"]), Chance(1))
    with pytest.raises(RecipeInvalid, match="本人ごとの記録"):
        step.applied(frame(person="人", 人=["p", "p"], a=["x", "x"]), Chance(1))


def test_synthetic_records_go_through_the_search_and_the_check(tmp_path):
    written(tmp_path, ["番号", "性", "職"], [(str(n), *one) for n, one in enumerate(PEOPLE)])
    step = """
[[step]]
treatment = "synthesise"
columns = ["性", "職"]
values = { "性" = ["男", "女"], "職" = ["農", "商", "工"] }
epsilon = 4
"""
    columns = {"番号": 'role = "link"', "性": 'role = "quasi"', "職": 'role = "quasi"'}
    wanted = recipe(tmp_path, columns, k=5, source='person = "番号"', search=f"suppression_limit = 0.1\n{step}")
    report = run(wanted, out=tmp_path / "out", key=bytearray(range(64)))
    assert report.steps[0].treatment == "疑似データ生成"
    assert report.steps[0].settings["values"] == {"性": 2, "職": 3}
    found = check(tmp_path / "out" / "data.csv", wanted)
    assert found.faults == ()
    assert found.k == report.measured.k >= 5

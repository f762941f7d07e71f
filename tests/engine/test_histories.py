"""What the steps on histories leave behind, counted by another path than theirs."""

import csv
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.check import check
from oboro.engine.histories import rarest_combination, rarest_run, together
from oboro.engine.run import run
from oboro.engine.transform.base import Chance
from oboro.engine.transform.events import RareEvents, RareSequences
from oboro.engine.transform.frame import Frame, texts

from .makers import recipe, written

HISTORIES = st.lists(st.tuples(st.integers(0, 7), st.sampled_from("abcd"), st.integers(0, 9)), min_size=1, max_size=60)


def frame(records):
    people, events, days = zip(*records, strict=True)
    columns = {"p": texts([*map(str, people)]), "e": texts([*events]), "d": texts([*map(str, days)])}
    return Frame(columns, np.arange(1, len(records) + 1), "p")


def rows_of(table):
    names = list(table.columns)
    cells = zip(*(table.columns[name].tolist() for name in names), strict=True)
    return [(row[names.index("p")], dict(zip(names, row, strict=True))) for row in cells]


@given(HISTORIES, st.integers(2, 4), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_the_step_on_combinations_leaves_nothing_rarer_than_it_says(records, persons, most):
    step = RareEvents(columns=("e",), persons=persons, together=most)
    left = step.applied(frame(records), Chance(1, None))
    (found,) = together([step], rows_of(left), written=["e"], linked=True)
    assert found.holds
    assert found.reached is None or found.reached >= persons


@given(HISTORIES, st.integers(2, 4), st.integers(2, 3))
@settings(max_examples=60, deadline=None)
def test_the_step_on_sequences_leaves_nothing_rarer_than_it_says(records, persons, length):
    step = RareSequences(columns=("e",), order=("d",), persons=persons, length=length)
    left = step.applied(frame(records), Chance(1, None))
    (found,) = together([step], rows_of(left), written=["e"], linked=True)
    assert found.holds


def test_combinations_and_runs_are_counted_by_person():
    held = {"1": {("a",), ("b",)}, "2": {("a",), ("b",)}, "3": {("a",)}}
    assert [rarest_combination(held, most=most) for most in (1, 2)] == [2, 2]
    assert rarest_combination({**held, "3": {("a",), ("c",)}}, most=1) == 1
    lines = [("1", [("a",), ("b",), ("a",), ("b",)]), ("2", [("a",), ("b",)])]
    assert [rarest_run(lines, length=length) for length in (2, 3, 5)] == [1, 1, None]


@pytest.mark.parametrize(
    ("written_too", "linked", "holds"), [(["e"], True, False), (["x"], True, True), (["e"], False, True)]
)
def test_a_rare_combination_counts_only_where_the_table_shows_it(written_too, linked, holds):
    rows = [("1", {"e": "a"}), ("1", {"e": "b"}), ("2", {"e": "a"})]
    (found,) = together([RareEvents(("e",), persons=2, together=2)], rows, written=written_too, linked=linked)
    assert (found.reached, found.holds) == (1, holds)


RARE_AND_CODED = """method = "levels"
levels = {{ "町" = 0 }}
suppression_limit = 0.2
[[step]]
treatment = "rare-events"
columns = ["出来事"]
persons = 3
together = 2
[[step]]
treatment = "pseudonymise"
columns = ["{}"]
"""


def test_what_the_search_removes_after_the_step_shows_in_the_check(tmp_path):
    """Three persons hold the events a and b; the search takes one of them away, because his town is alone."""
    rows = [(person, town, event) for person, town in (("1", "x"), ("2", "x"), ("3", "y")) for event in "ab"]
    rows += [(str(10 + n), "x", "a") for n in range(30)]
    written(tmp_path, ["人", "町", "出来事"], rows)
    columns = {"人": 'role = "pseudonym"', "町": 'role = "quasi"', "出来事": 'role = "sensitive"'}
    wanted = recipe(tmp_path, columns, k=2, source='person = "人"', search=RARE_AND_CODED.format("人"))
    run(wanted, out=tmp_path / "out", key=bytearray(range(64)))
    found = check(tmp_path / "out" / "data.csv", wanted)
    assert found.faults == ()
    (told,) = found.together
    assert (told.promised, told.reached, told.visible, told.holds) == (3, 2, True, False)
    with (tmp_path / "out" / "data.csv").open(encoding="utf-8", newline="") as file:
        assert sum(row["出来事"] == "b" for row in csv.DictReader(file)) == 2


@pytest.mark.parametrize(("card", "visible"), [("K{0}", True), ("K{0}-{1}", False), ("K", False)])
def test_a_surrogate_of_anything_that_one_person_has_alone_tells_whose_the_records_are(tmp_path, card, visible):
    """The person's own key is left out, but a card number written as a surrogate leads from record to record."""
    rows = [(person, town, event) for person, town in (("1", "x"), ("2", "x"), ("3", "y")) for event in "ab"]
    rows += [(str(10 + n), "x", "a") for n in range(30)]
    rows = [(person, card.format(person, number), *rest) for number, (person, *rest) in enumerate(rows)]
    written(tmp_path, ["人", "証", "町", "出来事"], rows)
    columns = {"人": 'role = "link"', "証": 'role = "pseudonym"'}
    columns |= {"町": 'role = "quasi"', "出来事": 'role = "sensitive"'}
    wanted = recipe(tmp_path, columns, k=2, source='person = "人"', search=RARE_AND_CODED.format("証"))
    run(wanted, out=tmp_path / "out", key=bytearray(range(64)))
    (told,) = check(tmp_path / "out" / "data.csv", wanted).together
    assert (told.promised, told.reached, told.visible, told.holds) == (3, 2, visible, not visible)


def test_people_in_large_classes_are_alone_where_a_surrogate_joins_their_rows(tmp_path):
    """Six people in two of four classes each, no two in the same two; and three more who are in one class together."""
    pairs = [(str(person), town, "v") for person, two in enumerate(combinations("abcd", 2)) for town in two]
    written(tmp_path, ["人", "町", "出来事"], [*pairs, *((person, "a", "v") for person in "678")])
    columns = {"町": 'role = "quasi"', "出来事": 'role = "sensitive"'}
    coded = 'method = "exact"\n[[step]]\ntreatment = "pseudonymise"\ncolumns = ["人"]\n'
    wanted = recipe(tmp_path, {"人": 'role = "pseudonym"', **columns}, k=3, source='person = "人"', search=coded)
    report = run(wanted, out=tmp_path / "out", key=bytearray(range(64)))
    assert (report.measured.k, report.output.persons) == (3, 9)
    assert report.risk["after"]["linked"] == {"smallest": 1, "alone": 6}
    with (tmp_path / "out" / "data.csv").open(encoding="utf-8", newline="") as file:
        towns = defaultdict(set)
        for row in csv.DictReader(file):
            towns[row["人"]].add(row["町"])
    often = Counter(map(frozenset, towns.values()))
    assert (min(often.values()), sum(count == 1 for count in often.values())) == (1, 6)
    without = recipe(tmp_path, {"人": 'role = "link"', **columns}, k=3, source='person = "人"')
    assert "linked" not in run(without, out=tmp_path / "out").risk["after"]

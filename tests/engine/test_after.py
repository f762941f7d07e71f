"""What is measured on the written table: households, the census, and what was provided before."""

import numpy as np
import pytest

from oboro.engine.reading import Source
from oboro.engine.risk.releases import together
from oboro.engine.risk.rows import Rows, read
from oboro.engine.run import run
from oboro.kernel.errors import ColumnMismatch, SourceUnreadable

from .makers import recipe, written

CHANCE = np.random.default_rng(3)
PEOPLE = [
    (str(n), str(n // 3), str(CHANCE.integers(0, 100)), "男女"[n % 2], str(CHANCE.integers(1, 6)), f"{n % 997}")
    for n in range(1500)
]
NAMES = ["番号", "世帯", "年齢", "性別", "区分", "収入"]
COLUMNS = {
    "番号": 'role = "link"', "世帯": 'role = "link"', "年齢": 'role = "quasi"\nhierarchy = { name = "age" }',
    "性別": 'role = "quasi"', "区分": 'role = "sensitive"', "収入": 'role = "plain"',
}  # fmt: skip


def made(folder, evidence, *, out="out", k=5, people=PEOPLE, search="suppression_limit = 0.05"):
    folder.mkdir(exist_ok=True)
    written(folder, NAMES, people)
    wanted = recipe(folder, COLUMNS, k=k, source='person = "番号"', search=f"{search}\n[evidence]\n{evidence}")
    return run(wanted, out=folder / out)


def test_households_and_the_census_stand_in_the_report(tmp_path):
    asked = 'household = "世帯"\npopulation = 6000\ncensus = { area = "131016", sex = "性別", age = "年齢" }'
    risk = made(tmp_path, asked).risk
    assert risk["households"]["households"] == 500
    assert 0 < risk["households"]["average"] <= risk["households"]["highest"] < 1
    assert risk["households"]["fewest"] >= 2
    assert risk["census"]["columns"] == ["性別", "年齢"]
    assert 0 < risk["census"]["average"] <= risk["census"]["highest"] <= 1 / 5
    assert risk["census"]["unread"] == 0


def test_columns_that_are_not_there_are_refused(tmp_path):
    for asked in ('household = "無"', 'census = { area = "131016", age = "収入" }'):
        with pytest.raises(ColumnMismatch, match="evidence"):
            made(tmp_path, asked)
    with pytest.raises(SourceUnreadable, match="前に提供した"):
        made(tmp_path, 'earlier = ["無"]')


def test_every_written_column_and_question_is_compared_with_the_source(tmp_path):
    asked = 'question = [{ name = "区分ごとの収入", by = ["区分"], of = "収入" }]'
    utility = made(tmp_path, asked).utility["written"]
    assert set(utility["columns"]) == {"年齢", "性別", "区分", "収入"}
    assert utility["questions"][0]["mean_off"] < 0.1
    assert utility["columns"]["収入"]["spread"] == pytest.approx(1, abs=0.05)


def test_the_same_table_again_says_nothing_new_and_a_finer_one_cuts_the_classes(tmp_path):
    levels = 'method = "levels"\nlevels = { "年齢" = %d, "性別" = %d }\nsuppression_limit = 1'
    made(tmp_path, "mask = 10", out="before", search=levels % (3, 0))
    same = made(tmp_path, 'earlier = ["before"]', search=levels % (3, 0))
    assert same.risk["earlier"][0]["k"] == same.measured.k
    assert same.risk["earlier"][0]["small_differences"] == 0
    other = made(tmp_path, 'earlier = ["before"]', search=levels % (2, 1))
    assert other.risk["earlier"][0]["k"] < other.measured.k


def test_one_person_more_shows_in_the_difference(tmp_path):
    levels = 'method = "levels"\nlevels = { "年齢" = 4, "性別" = 0 }\nsuppression_limit = 1'
    made(tmp_path, "mask = 10", out="before", search=levels)
    more = [*PEOPLE, ("9999", "9999", "33", "男", "1", "5")]
    assert (
        made(tmp_path, 'earlier = ["before"]', search=levels, people=more).risk["earlier"][0]["small_differences"] == 1
    )


def test_both_releases_together_are_counted_by_hand():
    people = Rows(("年",), [("21",), ("24",), ("26",), ("28",), ("31",)])
    classes = [("20-29",)] * 4 + [("30-39",)]
    earlier = Rows(("年",), [("20-24",)] * 2 + [("25-34",)] * 3)
    found = together(people, classes, earlier, lexicon={}, promised=3)
    assert (found.k, found.below, found.small_differences, found.unread) == (1, 5, 0, 0)


def test_as_many_rows_as_are_asked_for_are_drawn_whatever_their_order(tmp_path):
    path = written(tmp_path, NAMES, PEOPLE)
    some = read(Source(path), most=200)
    assert len(some) == 200
    assert {tuple(row) for row in some.rows} < set(PEOPLE)
    assert len(read(Source(path), most=5000)) == 1500

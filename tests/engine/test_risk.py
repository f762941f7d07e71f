"""Risk: special uniques against brute force, population uniqueness against a drawn population, intervals, readings."""

import math
import re
import time
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from oboro.engine.equivalence import Classes, plain_tally
from oboro.engine.hierarchies.catalogue import hierarchy_of
from oboro.engine.reading import Source
from oboro.engine.risk import attacks
from oboro.engine.risk.individual import households, individual
from oboro.engine.risk.interval import Advantage, Rate, Risk
from oboro.engine.risk.population import pitman, population_uniques, slide_negative_binomial, zayatz
from oboro.engine.risk.reader import Reader, span_of
from oboro.engine.risk.reidentification import outsider
from oboro.engine.risk.rows import Rows, read
from oboro.engine.risk.uniqueness import intrinsic, special_uniques

ADULT = Path(__file__).parents[2] / "examples" / "adult" / "adult.csv"
KEYS = ("sex", "age", "race", "marital-status", "education", "native-country", "workclass", "salary-class")


def brute_force(rows, largest):
    """Every minimal set of columns in which a record stands alone, by looking at all of them."""
    found = [[0] * largest for _ in rows]
    alone: list[set[frozenset[int]]] = [set() for _ in rows]
    for size in range(1, largest + 1):
        for chosen in combinations(range(len(rows[0])), size):
            often = Counter(tuple(row[place] for place in chosen) for row in rows)
            for number, row in enumerate(rows):
                held = any(one < set(chosen) for one in alone[number])
                if often[tuple(row[place] for place in chosen)] == 1 and not held:
                    alone[number].add(frozenset(chosen))
                    found[number][size - 1] += 1
    return found


@pytest.mark.parametrize("seed", range(5))
def test_special_uniques_equal_brute_force_on_five_hundred_tables(seed):
    chance = np.random.default_rng(seed)
    for _ in range(100):
        records, columns = int(chance.integers(1, 25)), int(chance.integers(1, 6))
        table = chance.integers(0, chance.integers(1, 6, columns), size=(records, columns))
        most = int(chance.integers(1, columns + 1))
        found = special_uniques(table.astype(np.int32), most=most)
        assert found.counts.tolist() == brute_force(table.tolist(), most)


def test_special_uniques_of_adult_take_less_than_a_second():
    table = read(Source(ADULT, delimiter=";"))
    codes = np.stack([table.coded(name)[1] for name in KEYS], axis=1).astype(np.int32)
    begun = time.process_time()
    found = special_uniques(codes)
    assert time.process_time() - begun < 1.0
    assert found.records == 8841  # the records alone in all eight
    assert found.counts.sum(axis=0).tolist() == [2, 1006, 7852, 9409, 4576, 894, 66, 6]


def test_a_smaller_special_unique_weighs_more():
    one = special_uniques(np.array([[9, 0, 0], [1, 0, 0], [1, 0, 0]]))
    assert one.counts[0].tolist() == [1, 0, 0]
    assert one.scores.tolist() == [2, 0, 0]
    pair = special_uniques(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]]))
    assert (pair.counts[0].tolist(), pair.scores[0]) == ([0, 1, 0], 1)
    assert one.shares.tolist() == [1.0, 0.0, 0.0]


def drawn(kind, chance, people=60_000, fraction=0.2):
    """A population whose classes are known, its true number of uniques, and the class sizes of a sample of it."""
    if kind == "shifted":
        sizes = 1 + chance.negative_binomial(0.4, 0.12, 16_000)
        population = np.repeat(np.arange(len(sizes)), sizes)
    else:
        population = chance.zipf(1.6, people)
    truth = sum(often == 1 for often in Counter(population.tolist()).values())
    chosen = chance.choice(population, int(fraction * len(population)), replace=False)
    return len(population), truth, np.array(list(Counter(chosen.tolist()).values()))


def test_population_uniqueness_is_found_from_a_sample():
    people, truth, sample = drawn("zipf", np.random.default_rng(4))
    assert pitman(sample, population=people) == pytest.approx(truth, rel=0.25)
    people, truth, sample = drawn("shifted", np.random.default_rng(5))
    assert slide_negative_binomial(sample, population=people) == pytest.approx(truth, rel=0.1)


def test_zayatz_is_bayes_rule_with_hypergeometric_chances():
    sizes, population = [1, 1, 1, 2, 4], 30
    records = sum(sizes)

    def weight(h):
        return h * comb(population - h, records - 1)

    alone = Fraction(sizes.count(1) * weight(1), sum(weight(h) for h in sizes))
    expected = sizes.count(1) * alone * population / records
    assert zayatz(np.array(sizes), population=population) == pytest.approx(float(expected))


def test_the_rule_takes_pitman_for_small_samples_and_the_smaller_of_the_others_for_large_ones():
    chance = np.random.default_rng(6)
    people, _, small = drawn("zipf", chance, fraction=0.05)
    found = population_uniques(small, population=people)
    assert (found.method, found.uniques) == ("Pitman", found.models["Pitman"])
    people, truth, large = drawn("shifted", chance, fraction=0.4)
    found = population_uniques(large, population=people)
    assert found.uniques == min(found.models["SNB"], found.models["Zayatz"])
    assert found.uniques == pytest.approx(truth, rel=0.2)


def test_when_everybody_is_in_the_table_uniques_are_counted():
    everybody = population_uniques(np.array([1, 1, 2]), population=4)
    assert (everybody.uniques, everybody.share, everybody.method) == (2, 0.5, "全数")
    assert population_uniques(np.array([2, 3]), population=50).uniques == 0


def test_who_stands_in_many_classes_makes_nobody_else_look_less_alone():
    """Ten classes hold the same five people, and two of them stand alone in one more each."""
    found = population_uniques(np.array([5] * 10 + [1, 1]), population=5)
    assert (found.share, found.of_sample) == (2 / 5, 2 / 5)
    assert population_uniques(np.array([1] * 12), population=5).share == 1.0


@pytest.mark.parametrize("fraction", [0.001, 0.05, 0.5, 0.999])
def test_the_individual_risk_is_the_expectation_of_one_over_the_populations_class(fraction):
    sizes = np.array([1, 2, 5, 40, 50, 51, 1000])
    beyond = [nbinom.expect(lambda more, f=f: 1 / (f + more), args=(f, fraction), maxcount=10**6) for f in (1, 2, 5)]
    found = individual(sizes, fraction=fraction)
    if fraction >= 0.05:
        assert found[:3] == pytest.approx(beyond, rel=1e-6)
    assert found[0] == pytest.approx(-fraction / (1 - fraction) * math.log(fraction))
    assert list(found) == sorted(found, reverse=True)
    assert found[5] == pytest.approx(found[4] * 50 / 51, rel=0.01)
    assert found[6] == pytest.approx(fraction / 1000, rel=0.01)
    assert individual(sizes, fraction=1.0) == pytest.approx(1 / sizes)


def test_a_household_is_found_when_any_member_is_and_its_members_hide_only_each_other():
    found = households(np.array([7, 7, 8, 9]), np.array([0, 0, 1, 1]), np.array([0.5, 0.5, 0.5, 0.5]))
    assert (found.households, found.highest, found.average, found.fewest) == (3, 0.75, pytest.approx(1.75 / 3), 1)
    assert households(np.array([1, 2]), np.array([0, 0]), np.array([1.0, 0.0])).highest == 1.0


def test_unique_matches_are_surer_the_more_of_the_population_is_in_the_sample():
    assert intrinsic(10, 5, fraction=1.0) == 1.0
    assert intrinsic(10, 5, fraction=0.5) == pytest.approx(0.5)
    assert intrinsic(0, 0, fraction=0.5) == 0.0


def test_who_does_not_know_who_is_in_the_table_finds_fewer():
    sizes = np.array([2, 8], dtype=np.int64)
    classes = Classes(np.zeros((2, 1), dtype=np.int32), sizes, plain_tally(sizes), {})
    assert (outsider(classes, population=None).highest, outsider(classes, population=None).average) == (0.5, 0.2)
    assert (outsider(classes, population=40).highest, outsider(classes, population=40).average) == (0.125, 0.05)


def test_the_interval_of_a_rate_is_wilsons():
    rate = Rate(10, 100)  # Wilson 1927, worked by hand: centre (10 + 1.92)/(103.84)
    assert (rate.low, rate.high) == (pytest.approx(0.0552, abs=1e-4), pytest.approx(0.1744, abs=1e-4))
    assert (Rate(0, 0).low, Rate(0, 0).high) == (0.0, 1.0)


def test_a_risk_is_what_is_gained_over_the_control_group():
    assert Risk(Rate(60, 100), Rate(20, 100)).value == pytest.approx(0.5)
    assert Risk(Rate(10, 100), Rate(20, 100)).value == 0.0
    even = Risk(Rate(100, 100), Rate(100, 100))
    assert (even.value, even.low <= 0 <= even.high) == (0.0, True)


def test_an_advantage_is_the_difference_and_small_where_everybody_has_a_row_that_fits():
    assert Advantage(Rate(300, 300), Rate(0, 300)).value == 1.0
    coarse = Advantage(Rate(300, 300), Rate(252, 300))
    assert coarse.value == pytest.approx(0.16)
    # Newcombe's method 10 by hand: the Wilson limits are 0.9874 and (0.7943, 0.8771)
    assert (coarse.low, coarse.high) == (pytest.approx(0.1208, abs=5e-4), pytest.approx(0.2057, abs=5e-4))
    nothing = Advantage(Rate(30, 100), Rate(30, 100))
    assert nothing.low < 0 == nothing.value < nothing.high


# --- how a cell is read ------------------------------------------------------------------------------------------

AGES = [str(age) for age in range(121)]


def read_as(label, values, **lexicon):
    reader = Reader(values, lexicon)
    return [value for value, may in zip(values, reader.covers(label), strict=True) if may]


@pytest.mark.parametrize(
    ("label", "low", "high"),
    [
        ("20-24", 20, 24), ("[20, 25)", 20, 24), ("(20, 25]", 21, 25), ("20〜24歳", 20, 24), ("20代", 20, 29),
        ("115以上", 115, 120), ("115歳以上", 115, 120), ("3以下", 0, 3), ("3未満", 0, 2), (">=119", 119, 120),
        ("*", 0, 120), ("", 0, 120), ("7", 7, 7),
    ],
)  # fmt: skip
def test_intervals_bounds_and_blanks_are_read(label, low, high):
    assert read_as(label, AGES) == [str(age) for age in range(low, high + 1)]


def test_masks_prefixes_sets_and_months_are_read():
    assert read_as("130**", ["13012", "13102", "1301", "23012"]) == ["13012"]
    assert read_as("東京都", ["東京都千代田区", "京都府京都市"]) == ["東京都千代田区"]
    assert read_as("{農業, 漁業}", ["農業", "林業", "漁業"]) == ["農業", "漁業"]
    assert read_as("1980-05", ["1980-05-12", "1980-06-01"]) == ["1980-05-12"]
    assert read_as("1980-1984", ["1983-01-01", "1985-01-01", "19840101"]) == ["1983-01-01", "19840101"]
    assert read_as("第一次", ["農業", "医師"], 第一次=frozenset({"農業"})) == ["農業"]
    assert span_of("1980-05") is None


def plainly_read(label, value):
    """The same question of one value, asked without any order of the values."""
    span, numbers = span_of(label), []
    if span is not None:
        if re.fullmatch(r"-?[0-9]+", value):
            numbers.append(int(value))
        year = re.match(r"([0-9]{4})(-|/|$|[0-9]{4}$)", value)
        if year and 1800 <= span.low <= span.high <= 2200:
            numbers.append(int(year[1]))
        above = [span.low <= n if span.low_in else span.low < n for n in numbers]
        below = [n <= span.high if span.high_in else n < span.high for n in numbers]
        return any(a and b for a, b in zip(above, below, strict=True))
    if label in {"", "*"}:
        return True
    if label.startswith("{"):
        return value in {part.strip() for part in label[1:-1].split(",")}
    month = re.fullmatch(r"([0-9]{4})年([0-9]{1,2})月", label)
    if month:
        return any(value.startswith(f"{month[1]}{sign}{int(month[2]):02d}") for sign in ("-", "/", ""))
    return value.startswith(label.rstrip("*"))


_VALUES = st.one_of(
    st.integers(-20, 3000).map(str),
    st.dates(date(1979, 1, 1), date(1982, 12, 31)).map(str),
    st.text("ab12", min_size=1, max_size=4),
)
_LABELS = st.one_of(
    st.tuples(st.integers(-20, 2100), st.integers(0, 900)).map(lambda ends: f"{ends[0]}-{sum(ends)}"),
    st.tuples(st.integers(0, 2100), st.sampled_from(["以上", "未満", "超", "以下"])).map(
        lambda one: f"{one[0]}{one[1]}"
    ),
    st.tuples(st.integers(1979, 1982), st.integers(1, 12)).map(lambda one: f"{one[0]}年{one[1]}月"),
    st.tuples(st.text("ab12", min_size=1, max_size=2), st.integers(1, 2)).map(lambda one: one[0] + "*" * one[1]),
    st.lists(_VALUES, min_size=1, max_size=3).map(lambda values: "{" + ", ".join(values) + "}"),
    st.sampled_from(["", "*"]),
    st.text("ab12", min_size=1, max_size=2),
)


@given(st.lists(_VALUES, min_size=1, max_size=30, unique=True), _LABELS)
def test_labels_are_read_among_all_values_as_of_each_value_alone(values, label):
    masked = [value for value in values if len(value) == len(label) and value.startswith(label.rstrip("*"))]
    if label.endswith("*") and label != "*" and masked:  # a mask stands for values of its own length, if there are any
        wanted = masked
    elif label in values:
        wanted = [label]
    else:
        wanted = [value for value in values if plainly_read(label, value)]
    assert read_as(label, values) == wanted


@given(
    st.lists(st.one_of(st.integers(-9, 9).map(str), st.just("x")), min_size=1, max_size=9, unique=True),
    st.integers(-12, 12),
)
def test_the_nearest_known_number_is_found(values, number):
    near = Reader(values).nearest(number)
    known = {int(value) for value in values if value != "x"}
    if not known:
        assert near is None
    else:
        assert int(values[near]) == min(known, key=lambda one: (abs(one - number), one))


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=30), st.sampled_from([1, 1 << 30, 1 << 40]))
def test_kinds_of_rows_are_told_apart_however_large_their_codes(rows, scale):
    columns = [np.array(column, dtype=np.int64) * scale for column in zip(*rows, strict=True)]
    first, place = attacks._distinct(columns)
    kinds = sorted(set(rows))
    assert first.tolist() == [rows.index(kind) for kind in kinds]
    assert place.tolist() == [kinds.index(row) for row in rows]


def test_a_column_of_an_attack_fits_labels_to_values_as_its_reader_does():
    values = ["1", "5", "12", "12a", "3000", "*", "z"]
    table = Rows(("a",), [[label] for label in ("1-5", "12*", "5", "", "nobody", "z", "12")])
    column = attacks._Column(
        table, Rows(("a",), [[v] for v in values[:4]]), Rows(("a",), [[v] for v in values[4:]]), "a", {}
    )
    asked = np.arange(len(column.values))
    wanted = np.array([column.reader.covers(label) for label in column.labels])
    assert column.fitting(asked).tolist() == wanted.tolist()
    assert [column.fits(place).tolist() for place in range(len(column.labels))] == [
        np.flatnonzero(one).tolist() for one in wanted
    ]
    share = column.often / column.often.sum()
    assert column._by_chance.tolist() == pytest.approx([share[one].sum() for one in wanted])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ({"name": "age"}, ["0", "24", "25", "119"]),
        ({"name": "age", "top": 90}, ["0", "89", "90", "116"]),
        ({"name": "interval", "low": -10, "high": 99, "steps": [10, 50], "bottom": 0}, ["-10", "-1", "0", "99"]),
        ({"name": "date_of_birth"}, ["1980-05-12", "2024-02-29", "1999-12-31"]),
    ],
)
def test_every_label_of_the_built_in_hierarchies_may_stand_for_its_leaf(name, values):
    hierarchy = hierarchy_of(name, column="a", base=Path())
    for value in values:
        for label in hierarchy.paths[hierarchy.leaf(value)]:
            assert value in read_as(label, values), (label, value)

"""Known answers of the privacy models, worked out by hand."""

import math

import numpy as np
import pytest

from oboro.engine.backends.base import Coding
from oboro.engine.backends.reference import Reference
from oboro.engine.coded import Coded, beside
from oboro.engine.equivalence import Classes, plain_tally
from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.privacy.catalogue import MODELS, model_of
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from oboro.engine.privacy.risk_limits import AverageRisk, HighestRisk, PopulationUniqueness
from oboro.engine.privacy.set_valued import rare_combinations
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.engine.reading import Source
from oboro.engine.risk.reidentification import prosecutor
from oboro.engine.utility import Objective, normalised
from oboro.kernel.errors import RecipeInvalid

from .makers import written

ILLNESSES = ("a1", "a2", "b1", "b2")
TREE = Hierarchy("病名", {leaf: (leaf, leaf[0], "*") for leaf in ILLNESSES})


@pytest.fixture
def classes(tmp_path):
    """Class 0: a1 ×2, a2 ×2, persons 1–3. Class 1: a1 ×3, b1 ×1, persons 1, 4. Both: half of a, some of b."""
    rows = [("0", "a1", "1"), ("0", "a1", "2"), ("0", "a2", "3"), ("0", "a2", "1")]
    rows += [("1", "a1", "1"), ("1", "a1", "4"), ("1", "a1", "4"), ("1", "b1", "4")]

    def make(person=None):
        backend = Reference(Source(written(tmp_path, ["組", "病名", "宛名"], rows)))
        group = Coding("組", {"0": 0, "1": 1}, ("0", "1"))
        value = Coding("病名", {leaf: place for place, leaf in enumerate(ILLNESSES)}, ILLNESSES)
        base = backend.classes([group], person=person, sensitive=[value])
        return beside(base, base, [Coded(value, TREE.ladder("病名", ILLNESSES), None, 0)])

    return make


def test_k_is_the_size_of_the_smallest_class(classes):
    assert KAnonymity(4).figure(classes()) == 4
    assert KAnonymity(4).holds(classes()).tolist() == [True, True]


def test_k_of_persons_is_not_k_of_rows(classes):
    assert KAnonymity(3).figure(classes("宛名")) == 2
    assert KAnonymity(3).holds(classes("宛名")).tolist() == [True, False]


def test_distinct_diversity_counts_values(classes):
    assert LDiversity("病名", 2).figure(classes()) == 2
    assert LDiversity("病名", 3).holds(classes()).tolist() == [False, False]


def test_entropy_diversity_is_shannons(classes):
    second = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert LDiversity("病名", 2, "entropy").figure(classes()) == pytest.approx(math.exp(second))
    assert LDiversity("病名", 2, "entropy").holds(classes()).tolist() == [True, False]


def test_recursive_diversity_compares_the_most_frequent_with_the_rest(classes):
    assert LDiversity("病名", 2, "recursive", 2).holds(classes()).tolist() == [True, False]
    assert LDiversity("病名", 2, "recursive", 3).holds(classes()).tolist() == [True, False]  # 3 < 3·1 is not so
    assert LDiversity("病名", 2, "recursive", 3.1).holds(classes()).tolist() == [True, True]


def test_sensitive_values_are_counted_in_persons_too(classes):
    part = classes("宛名").spread("病名")
    assert part.tolist() == [[2, 2, 0, 0], [2, 0, 1, 0]]


def test_equal_distance_is_half_of_l1(classes):
    # whole table: a1 5/8, a2 2/8, b1 1/8; class 0: 1/2, 1/2, 0; class 1: 3/4, 0, 1/4
    assert TCloseness("病名", 0.3).figure(classes()) == pytest.approx(0.25)
    assert TCloseness("病名", 0.2).holds(classes()).tolist() == [False, False]


def test_hierarchical_distance_moves_earth_no_higher_than_it_must(classes):
    # class 0: 1/8 moves inside a (height 1 of 2), 1/8 from a to b (2 of 2). class 1: the same amounts, 1/8 and 1/8
    assert TCloseness("病名", 0.3, "hierarchical").figure(classes()) == pytest.approx(1 / 8 * 1 / 2 + 1 / 8)


def test_a_class_like_the_whole_table_is_at_distance_nought(classes):
    whole = classes().rolled([np.zeros(2, dtype=np.int32)])
    assert TCloseness("病名", 0.0).figure(whole) == pytest.approx(0)
    assert TCloseness("病名", 0.0, "hierarchical").holds(whole).tolist() == [True]


def test_the_prosecutors_risk_is_one_over_the_class(classes):
    assert (prosecutor(classes()).highest, prosecutor(classes()).average) == (0.25, 0.25)
    nobody = classes().kept(np.zeros(2, dtype=np.bool_))
    assert (prosecutor(nobody).highest, prosecutor(nobody).average) == (0.0, 0.0)


@pytest.mark.parametrize(
    "said",
    [
        {"model": "l-diversity", "column": "病名", "l": 0},
        {"model": "l-diversity", "column": "病名", "l": 2.5},
        {"model": "l-diversity", "column": "病名", "l": 2, "kind": "recursive"},
        {"model": "l-diversity", "column": "病名", "l": 2, "c": 2},
        {"model": "l-diversity", "column": "病名", "l": 2, "kind": "fancy"},
        {"model": "t-closeness", "column": "病名", "t": 2},
        {"model": "t-closeness", "column": "病名", "t": 0.2, "distance": "far"},
        {"model": "t-closeness", "t": 0.2},
        {"model": "k-anonymity", "k": 0},
        {"model": "k-anonymity", "k": True},
        {"model": "k-combinations", "k": 2, "m": 0},
        {"model": "k-map", "k": 2},
        {"model": "k-map", "k": 2, "fraction": 1.5},
        {"model": "k-map", "k": 2, "fraction": 0.5, "population": {"path": "p.csv"}},
        {"model": "alpha-k-anonymity", "column": "病名", "k": 2, "alpha": 0},
        {"model": "delta-disclosure", "column": "病名", "delta": 0},
        {"model": "beta-likeness", "column": "病名", "beta": -1},
        {"model": "beta-likeness", "column": "病名", "beta": 1, "kind": "fancy"},
        {"model": "delta-presence", "minimum": 0.5, "maximum": 0.4, "population": {"path": "p.csv"}},
        {"model": "highest-risk", "limit": 0},
        {"model": "average-risk", "limit": 2},
        {"model": "population-uniqueness", "limit": 0.1, "population": 0},
        {"model": "km-anonymity", "column": "病名", "k": 2, "m": 2, "separator": ""},
    ],
)
def test_a_model_that_cannot_be_is_refused(said):
    with pytest.raises(RecipeInvalid):
        model_of(said)


SAID = [
    {"model": "k-anonymity", "k": 2},
    {"model": "k-combinations", "k": 2, "m": 2},
    {"model": "k-map", "k": 2, "fraction": 0.1},
    {"model": "k-map", "k": 2, "population": {"path": "people.csv"}},
    {"model": "alpha-k-anonymity", "column": "病名", "k": 2, "alpha": 0.5, "values": ["a1"]},
    {"model": "l-diversity", "column": "病名", "l": 2},
    {"model": "t-closeness", "column": "病名", "t": 0.2},
    {"model": "delta-disclosure", "column": "病名", "delta": 1.0},
    {"model": "beta-likeness", "column": "病名", "beta": 1.0, "kind": "enhanced"},
    {"model": "delta-presence", "maximum": 0.5, "population": {"path": "people.csv"}},
    {"model": "highest-risk", "limit": 0.2},
    {"model": "average-risk", "limit": 0.2},
    {"model": "population-uniqueness", "limit": 0.01, "population": 1000},
    {"model": "km-anonymity", "column": "病名", "k": 2, "m": 2, "separator": ";"},
]


def test_a_missing_sensitive_value_is_no_value_of_l_diversity(tmp_path):
    rows = [("0", "a1"), ("0", ""), ("0", ""), ("1", "a1"), ("1", "a2"), ("1", "")]
    backend = Reference(Source(written(tmp_path, ["組", "病名"], rows)))
    group = Coding("組", {"0": 0, "1": 1}, ("0", "1"))
    value = Coding("病名", {"": 0, "a1": 1, "a2": 2}, ("", "a1", "a2"))
    found = backend.classes([group], person=None, sensitive=[value])
    assert LDiversity("病名", 2).holds(found).tolist() == [False, True]
    assert LDiversity("病名", 2).figure(found) == 1
    assert LDiversity("病名", 2, "entropy").figure(found) == pytest.approx(1)
    assert LDiversity("病名", 2, "recursive", 2).holds(found).tolist() == [False, True]
    assert AlphaK("病名", 2, 0.5).holds(found).tolist() == [False, True]


def test_ordered_distance_moves_earth_along_the_order_of_the_values(tmp_path):
    rows = [("0", "9"), ("0", "10"), ("1", "10"), ("1", "100")]
    backend = Reference(Source(written(tmp_path, ["組", "額"], rows)))
    group = Coding("組", {"0": 0, "1": 1}, ("0", "1"))
    value = Coding("額", {"10": 0, "100": 1, "9": 2}, ("10", "100", "9"))
    found = backend.classes([group], person=None, sensitive=[value])
    # whole 1/4, 1/2, 1/4 over 9 < 10 < 100; class 0: 1/2, 1/2, 0: cumulated excess 1/4, 1/4, over 2 steps
    assert TCloseness("額", 0.3, "ordered").figure(found) == pytest.approx(1 / 4)


def test_a_value_that_a_class_lacks_is_infinitely_disclosing(classes):
    assert DeltaDisclosure("病名", 99).figure(classes()) == math.inf
    assert DeltaDisclosure("病名", 99).holds(classes()).tolist() == [False, False]


def test_likeness_limits_the_gain_of_each_value(classes):
    # whole a1 5/8, a2 2/8, b1 1/8; class 0: a2 1/2 gains 1; class 1: b1 1/4 gains 1, a1 3/4 gains 1/5
    assert BetaLikeness("病名", 1).figure(classes()) == pytest.approx(1)
    assert BetaLikeness("病名", 1).holds(classes()).tolist() == [True, True]
    assert BetaLikeness("病名", 0.9).holds(classes()).tolist() == [False, False]


def test_a_t_that_is_too_small_fails_and_one_that_is_large_enough_holds(classes):
    assert TCloseness("病名", 0.26).holds(classes()).all()
    assert not TCloseness("病名", 0.24).holds(classes()).any()


def test_the_average_risk_removes_the_smallest_classes_first():
    sizes = np.array([1, 1, 4, 9])
    found = Classes(np.arange(4, dtype=np.int32)[:, None], sizes, plain_tally(sizes), {})
    assert AverageRisk(0.3).holds(found).tolist() == [True] * 4  # 4 of 15
    assert AverageRisk(0.2).holds(found).tolist() == [False, False, True, True]  # 2 of 13
    assert AverageRisk(0.05).holds(found).tolist() == [False] * 4


AWKWARD = [0.3333333333333333, 0.09090909090909091, 0.0909090909090909, 0.1428571428571428, 1e-17]


@pytest.mark.parametrize("limit", AWKWARD)
def test_a_limit_of_many_digits_is_not_met_by_people_who_all_stand_alone(limit):
    for size in (150, 950, 1900, 4000):
        sizes = np.ones(size, dtype=np.int64)
        found = Classes(np.arange(size, dtype=np.int32)[:, None], sizes, plain_tally(sizes), {})
        assert not AverageRisk(limit).holds(found).any()
        assert not HighestRisk(limit).holds(found).any()


@pytest.mark.parametrize("limit", AWKWARD[:-1])
def test_a_limit_of_many_digits_is_met_by_a_class_that_is_large_enough(limit):
    sizes = np.array([12, 4000])
    found = Classes(np.arange(2, dtype=np.int32)[:, None], sizes, plain_tally(sizes), {})
    assert HighestRisk(limit).holds(found).all()
    assert AverageRisk(limit).holds(found).all()


def test_population_uniqueness_of_a_whole_population_is_counted():
    sizes = np.array([1, 1, 4, 14])
    found = Classes(np.arange(4, dtype=np.int32)[:, None], sizes, plain_tally(sizes), {})
    assert PopulationUniqueness(0.5, 20).figure(found) == pytest.approx(0.1)
    assert PopulationUniqueness(0.1, 20).holds(found).all()
    assert PopulationUniqueness(0.09, 20).holds(found).tolist() == [False, False, True, True]


def test_items_are_rare_alone_or_together():
    held = [([frozenset(items)], count) for items, count in (("ab", 3), ("ac", 2), ("bc", 2), ("abd", 1))]
    assert rare_combinations(held, k=3, m=1) == {("d",)}
    assert rare_combinations(held, k=3, m=2) == {("d",), ("a", "c"), ("b", "c")}


def test_items_of_one_person_are_counted_once_in_however_many_of_his_cells_they_stand():
    held = [([frozenset("ab"), frozenset("ac")], 1), ([frozenset("b"), frozenset("c")], 2)]
    assert rare_combinations(held, k=2, m=1) == {("a",)}
    assert rare_combinations(held, k=1, m=2) == set()


def test_every_model_has_its_paper_and_says_itself_again():
    made = [model_of(said) for said in SAID]
    assert {model.model for model in made} == set(MODELS)
    assert all(model.citation for model in made)
    assert [model_of(model.promise()) for model in made] == made
    assert all(model.monotone for model in made if model.absorbs)


@pytest.mark.parametrize("said", SAID, ids=lambda said: said["model"])
def test_every_model_refuses_what_it_does_not_know(said):
    with pytest.raises(RecipeInvalid):
        model_of({**said, "kk": 2})
    with pytest.raises(RecipeInvalid):
        model_of({"model": said["model"]})


@pytest.mark.parametrize(
    ("aggregate", "figures"),
    [
        ("geometric-mean", [math.sqrt(1.5 * 1.1) - 1]),
        ("mean", [0.3]),
        ("sum", [0.6]),
        ("max", [0.5]),
        ("rank", [0.5, 0.1]),
    ],
)
def test_losses_combine_as_the_recipe_says(aggregate, figures):
    assert Objective(aggregate).figures(np.array([[0.1, 0.5]]), ["a", "b"])[0].tolist() == pytest.approx(figures)


def test_a_weight_of_two_counts_a_column_twice():
    twice = Objective("mean", {"a": 2.0}).figures(np.array([[0.1, 0.4]]), ["a", "b"])
    assert twice[0].tolist() == pytest.approx([0.2])


def test_a_hierarchy_of_one_leaf_has_nothing_to_lose():
    assert normalised(np.array([1.0]), 1).tolist() == [0.0]

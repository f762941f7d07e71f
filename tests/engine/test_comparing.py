"""Utility and the census: known answers on small tables."""

import numpy as np
import pytest

from oboro.engine.asked import evidence_of, table_of
from oboro.engine.evidence.comparing import compared
from oboro.engine.risk.census import crowd, people_of
from oboro.engine.risk.rows import Rows
from oboro.kernel.errors import RecipeInvalid

BEFORE = Rows(("性", "年"), [("男", "20"), ("男", "30"), ("女", "20"), ("女", "30")])


def told(rows, before=BEFORE, **said):
    return compared(before, Rows(before.names, rows), lexicon={}, **said)


def test_a_copy_is_untouched_and_an_association_is_seen():
    found = told(BEFORE.rows)
    assert [one["distance"] for one in found["columns"].values()] == [0, 0]
    assert found["pairs"][0] == {
        "columns": ["性", "年"], "distance": 0, "association_before": 0, "association_after": 0,
    }  # fmt: skip
    linked = told([("男", "20"), ("女", "30")] * 2)
    assert linked["pairs"][0]["association_after"] == 1
    assert linked["pairs"][0]["distance"] == 0.5
    assert [one["distance"] for one in linked["columns"].values()] == [0, 0]


def test_intervals_blanks_and_sets_count_for_all_they_may_stand_for():
    found = told([("*", "20-39"), ("{男,女}", ""), ("男", "20"), ("男", "[20, 30)")])
    assert found["columns"]["性"]["distance"] == pytest.approx(0.25)  # 1 + 2 of 4 are men, 2 of 4 before
    assert found["columns"]["年"]["distance"] == pytest.approx(0.25)


def test_noise_on_numbers_moves_mean_and_spread():
    chance = np.random.default_rng(1)
    numbers = chance.normal(100, 10, 4000)
    before = Rows(("収",), [(f"{n:.1f}",) for n in numbers])
    after = [(f"{n:.1f}",) for n in numbers + chance.normal(5, 10, 4000)]
    found = compared(before, Rows(("収",), after), lexicon={})["columns"]["収"]
    assert found["mean_shift"] == pytest.approx(0.5, abs=0.05)
    assert found["spread"] == pytest.approx(2**0.5, rel=0.05)
    assert 0.03 < found["distance"] < 0.2


def test_rounding_moves_numbers_little_and_codes_are_no_amounts():
    chance = np.random.default_rng(1)
    numbers = [(f"{n:.0f}",) for n in chance.normal(128, 15, 3000)]
    rounded = [(f"{round(float(n) / 10) * 10}",) for (n,) in numbers]
    found = compared(Rows(("圧",), numbers), Rows(("圧",), rounded), lexicon={})["columns"]["圧"]
    assert found["distance"] < 0.03
    codes = [(f"{52330000 + n % 40}",) for n in range(400)]
    told = compared(Rows(("網",), codes), Rows(("網",), [("5233",)] * 400), lexicon={})["columns"]["網"]
    assert told == {"distance": 0.0, "mean_shift": None, "spread": None} | {"distance": told["distance"]}
    assert told["distance"] < 0.01


def test_the_proposers_questions_are_answered_from_both_tables():
    asked = [
        {"name": "件数", "by": ["性"]},
        {"name": "年齢の平均", "by": ["性"], "of": "年"},
        {"name": "無", "by": ["x"]},
    ]
    found = told([("男", "20"), ("男", "30"), ("男", "20"), ("女", "30")], questions=asked)["questions"]
    assert (found[0]["distance"], found[0]["highest"], found[0]["cells"]) == (0.25, 0.25, 2)
    assert found[1]["mean_off"] == pytest.approx((abs(70 / 3 - 25) / 25 + 5 / 25) / 2, abs=1e-6)
    assert found[2]["answerable"] is False


def test_what_is_asked_survives_writing_and_is_refused_when_it_is_wrong():
    said = {
        "attacks": 5, "curve": [2, 5], "mask": 10, "household": "世帯", "census": {"area": "312011", "age": "年"},
        "question": [{"name": "問", "by": ["性"], "of": "年"}], "earlier": ["去年"],
    }  # fmt: skip
    assert table_of(evidence_of(said)) == said
    for wrong in (
        {"attacks": -1}, {"curve": [1]}, {"census": {"area": "1"}}, {"question": [{"name": "a"}]}, {"earlier": "x"}, {"x": 1},
    ):  # fmt: skip
        with pytest.raises(RecipeInvalid):
            evidence_of(wrong)


def test_the_census_table_adds_up_to_the_published_total_of_known_age():
    assert people_of("00000").sum() == 126_146_099 - 2_931_838  # of unknown age
    prefectures = sum(people_of(f"{number:02d}000") for number in range(1, 48))
    assert prefectures == pytest.approx(people_of("00000"))


def test_the_people_of_the_area_are_the_crowd():
    counts = people_of("312011")
    found = crowd(["男", "女", "*"], ["20-24", "90以上", ""], np.array([10, 4, 6]), area="312011")
    sizes = [counts[0, 20:25].sum(), counts[1, 90:].sum(), counts.sum()]
    assert found.smallest == round(min(sizes))
    assert found.average == pytest.approx(sum(f / s for f, s in zip((10, 4, 6), sizes, strict=True)) / 20)
    assert found.people == round(counts.sum())
    assert crowd(["？"], None, np.array([3]), area="00000").unread == 3
    with pytest.raises(RecipeInvalid, match="国勢調査"):
        crowd(None, ["20"], np.array([1]), area="99999")

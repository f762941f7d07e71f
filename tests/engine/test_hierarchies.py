"""Hierarchies: files, ages, dates of birth, municipalities."""

import hashlib
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from oboro.engine.hierarchies import tables
from oboro.engine.hierarchies.base import Hierarchy, plain
from oboro.engine.hierarchies.catalogue import BUILT_IN, hierarchy_of
from oboro.engine.hierarchies.dates import date_of_birth
from oboro.engine.hierarchies.intervals import age, intervals
from oboro.engine.hierarchies.municipality import municipality
from oboro.kernel.errors import HierarchyInvalid, RecipeInvalid

from .conformance import check_hierarchy

ADULT = Path(__file__).parents[2] / "examples" / "adult"


@pytest.mark.parametrize("path", sorted(ADULT.glob("*_hierarchy_*.csv")), ids=lambda path: path.stem)
def test_a_hierarchy_file_conforms(path):
    check_hierarchy(tables.read(path))


@pytest.mark.parametrize(
    "hierarchy",
    [
        age(),
        age(steps=[10], high=109, top=90),
        intervals("所得", low=-20, high=100, steps=[10, 50], bottom=0, top=50),
        date_of_birth(first=1979, last=1991),
        date_of_birth(first=1979, last=1991, age_in=2026),
        municipality(),
        plain(["", "a"]),
        plain(["a"]).with_missing(),
    ],
    ids=lambda hierarchy: hierarchy.name,
)
def test_a_built_in_hierarchy_conforms(hierarchy):
    check_hierarchy(hierarchy)


@pytest.mark.parametrize(
    ("value", "five", "ten"),
    [("0", "0-4", "0-9"), ("4", "0-4", "0-9"), ("5", "5-9", "0-9"), ("24", "20-24", "20-29"), ("25", "25-29", "20-29")],
)
def test_both_ends_of_an_interval_belong_to_it(value, five, ten):
    assert age().paths[value][1:3] == (five, ten)


def test_the_last_interval_ends_where_the_domain_ends():
    assert age().paths["120"][1] == "120-120"


def test_top_coding_gathers_everyone_from_there_on():
    assert {age(top=90).paths[str(years)][1] for years in (90, 99, 120)} == {"90以上"}
    assert age(top=90).paths["89"][1] == "85-89"


@pytest.mark.parametrize("written", ["39", "039", "３９", " 39 ", "39歳"])
def test_ages_written_in_any_way_are_one_leaf(written):
    assert age().leaf(written) == "39"


@pytest.mark.parametrize("written", ["", "-1", "121", "三九", "39.5"])
def test_what_is_no_age_is_outside(written):
    assert age().leaf(written) is None


@pytest.mark.parametrize(
    "written", ["1980-01-31", "1980/1/31", "19800131", "昭和55年1月31日", "S55.1.31", "１９８０年１月３１日"]
)
def test_dates_written_in_any_way_are_one_leaf(written):
    assert date_of_birth().leaf(written) == "1980-01-31"


@pytest.mark.parametrize("written", ["1980-02-30", "19800000", "昭和55年頃", "2031-01-01", "1899-12-31"])
def test_what_is_no_date_of_birth_is_outside(written):
    assert date_of_birth().leaf(written) is None


def test_a_date_of_birth_climbs_from_day_to_band():
    assert date_of_birth(first=1980, last=1985).paths["1984-12-31"] == (
        "1984-12-31", "1984-12", "1984年", "1980-1984年", "1980-1989年", "1980-1999年", "*",
    )  # fmt: skip


def test_bands_of_ages_are_of_the_age_reached_in_that_year():
    paths = date_of_birth(first=1980, last=1987, age_in=2026).paths
    assert (paths["1982-01-01"][3], paths["1986-12-31"][3]) == ("40-44歳", "40-44歳")
    assert (paths["1981-12-31"][3], paths["1987-01-01"][3]) == ("45-49歳", "35-39歳")


@pytest.mark.parametrize("code", ["131016", "13101", "東京都千代田区", "１３１０１"])
def test_a_municipality_climbs_to_the_whole_country(code):
    found = municipality()
    assert found.paths[found.leaf(code)] == ("東京都千代田区", "東京都", "関東", "全国")


def test_every_packaged_table_is_the_one_its_source_describes():
    data = files("oboro.engine").joinpath("data")
    said = tomllib.loads(data.joinpath("SOURCES.toml").read_text(encoding="utf-8"))
    assert set(said) == {path.name for path in data.iterdir() if ".csv" in path.name}
    for name, entry in said.items():
        assert hashlib.sha256(data.joinpath(name).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["origin"]
        assert entry["licence"]
        assert entry["date"]


@pytest.mark.parametrize(
    "rows",
    [
        "a;x;*\nb;*\n",  # not of one height
        "a;x;y;*\nb;x;z;*\n",  # not nested
        "a;x\nb;y\n",  # no one value at the top
        "a;x;*\na;y;*\n",  # a leaf twice
        "",
    ],
)
def test_what_is_no_hierarchy_is_refused(tmp_path, rows):
    (tmp_path / "h.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(HierarchyInvalid):
        tables.read(tmp_path / "h.csv")


def test_an_equal_row_twice_is_no_harm(tmp_path):
    (tmp_path / "h.csv").write_text("a;*\nb;*\nb;*", encoding="utf-8")
    assert len(tables.read(tmp_path / "h.csv").paths) == 2


@pytest.mark.parametrize("steps", [[5, 7], [10, 5], [5, 5], [0]])
def test_widths_that_do_not_nest_are_refused(steps):
    with pytest.raises(HierarchyInvalid):
        age(steps=steps)


@pytest.mark.parametrize("spec", [{}, {"file": "a", "name": "age"}, {"name": "星座"}, {"name": "age", "色": 1}])
def test_a_recipe_must_name_a_hierarchy_that_exists(tmp_path, spec):
    with pytest.raises(RecipeInvalid):
        hierarchy_of(spec, column="年齢", base=tmp_path)


@pytest.mark.parametrize("spec", [{"name": "interval"}, {"file": "無い.csv"}, {"name": "age", "steps": "five"}])
def test_a_hierarchy_that_cannot_be_made_is_refused(tmp_path, spec):
    with pytest.raises(HierarchyInvalid):
        hierarchy_of(spec, column="年齢", base=tmp_path)


def test_every_built_in_hierarchy_is_known_to_recipes(tmp_path):
    settings = {"interval": {"low": 0, "high": 9, "steps": [5]}, "birth": {"on": "2026-03-31"}}
    for name in BUILT_IN:
        assert isinstance(hierarchy_of({"name": name, **settings.get(name, {})}, column="列", base=tmp_path), Hierarchy)

"""The packaged tables: what SOURCES.toml says of them, and that they agree with each other."""

import hashlib
import tomllib
from importlib.resources import files

import pytest

from oboro.rehearsal import tables

DATA = files("oboro.rehearsal").joinpath("data")


def test_every_table_is_listed_with_its_digest_origin_and_licence():
    listed = tomllib.loads(DATA.joinpath("SOURCES.toml").read_text(encoding="utf-8"))
    present = {entry.name for entry in DATA.iterdir()} - {"SOURCES.toml"}
    assert set(listed) == present
    for name, entry in listed.items():
        assert hashlib.sha256(DATA.joinpath(name).read_bytes()).hexdigest() == entry["sha256"]
        assert {"content", "origin", "licence", "as_of"} <= {key for key, text in entry.items() if text}


def test_the_municipalities_add_up_to_the_published_population():
    whole = [a for a in tables.areas() if a.kind != "designated-city-ward"]
    assert len(tables.areas()) == 1916
    assert len(whole) == 1741
    assert sum(a.persons + a.age_unknown for a in whole) == 126_146_099


def test_wards_add_up_to_their_city():
    cities = [a for a in tables.areas() if tables.parts_of(a) != (a,)]
    assert len(cities) == 20
    for city in cities:
        assert (sum(ward.counts for ward in tables.parts_of(city)) == city.counts).all()


def test_a_municipality_is_found_by_code_name_and_full_name():
    assert tables.find_area("122173") is tables.find_area("12217") is tables.find_area("柏市")
    assert tables.find_area("東京都府中市") is not tables.find_area("広島県府中市")


def test_every_area_has_towns_and_nearly_every_one_postal_prefixes():
    places = tables.homes_before()
    for area in places[::97]:
        assert tables.towns(area)
        assert tables.postal_prefixes(area)


@pytest.mark.parametrize("sex", ["M", "F"])
def test_names_can_be_written_in_cp932(sex: str):
    for name in (*tables.given_names(sex).names, *tables.surnames().names):
        assert name.encode("cp932").decode("cp932") == name

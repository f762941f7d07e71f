"""One person written in two ways is never counted as two."""

import pytest

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.reference import Reference
from oboro.engine.reading import Exclusion, Source
from oboro.engine.recipe import load
from oboro.engine.run import run
from oboro.kernel.errors import SourceError

RECIPE = """
[source]
path = "s.csv"
format = "csv"
encoding = "utf-8"
delimiter = ","
{person}
[columns."p"]
role = "link"
[columns."a"]
role = "quasi"
[[privacy]]
model = "k-anonymity"
k = 2
[search]
method = "exact"
suppression_limit = 1.0
objective = "loss"
seed = 1
"""
UNEVEN = [["P1", "Ｐ1", "P2"], ["P1", "P1 ", "P2"], ["", " ", "P2"], ["\u3000", " ", "P2"]]


def lay_out(folder, keys, *, person='person = "p"'):
    (folder / "s.csv").write_text("p,a\n" + "".join(f'"{key}",x\n' for key in keys), encoding="utf-8")
    (folder / "r.toml").write_text(RECIPE.format(person=person), encoding="utf-8")
    return load(folder / "r.toml")


@pytest.mark.parametrize("keys", UNEVEN)
def test_keys_that_differ_in_width_or_spaces_alone_stop_the_run(tmp_path, keys):
    recipe = lay_out(tmp_path, keys)
    with pytest.raises(SourceError, match=r"列「p」.*1組"):
        run(recipe, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_objectors_other_spelling_stops_the_run(tmp_path):
    recipe = lay_out(tmp_path, ["P1", "P1 ", "P2", "P3"], person="")
    with pytest.raises(SourceError, match="列「p」"):
        run(recipe, out=tmp_path / "out", exclude=Exclusion(keys=frozenset({"P1"}), column="p"))


def test_even_keys_run(tmp_path):
    recipe = lay_out(tmp_path, ["P1", "P2", "Ｐ3", "甲4"])
    assert run(recipe, out=tmp_path / "out").output.persons == 4


@pytest.mark.parametrize("keys", [*UNEVEN, ["P1", "P2", "P3"], ["ア", "ｱ", "ア "]])
def test_both_backends_find_the_same_groups(tmp_path, keys):
    lay_out(tmp_path, keys)
    source = Source(path=tmp_path / "s.csv", format="csv", encoding="utf-8", delimiter=",", person=None)
    (tmp_path / "scratch").mkdir()
    with DuckDB(source, scratch=tmp_path / "scratch") as fast:
        assert fast.uneven("p") == Reference(source).uneven("p")
        assert fast.blank("p") == Reference(source).blank("p") == sum(not key.strip() for key in keys)

"""Recipes: read, written back, refused with the place named."""

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest

from oboro.engine.recipe import load, parse
from oboro.engine.table import Role
from oboro.kernel.errors import RecipeInvalid

ADULT = Path(__file__).parents[2] / "examples" / "adult" / "recipe.toml"
WHOLE = """
default = "drop"
[source]
path = "表.csv"
encoding = "cp932"
person = "宛名"
[columns."宛名"]
role = "link"
[columns."年齢 \\"満\\""]
role = "quasi"
hierarchy = { name = "age", steps = [5, 10] }
min_level = 1
max_level = 2
outside = "missing"
[columns."性別"]
role = "quasi"
[columns."病名"]
role = "sensitive"
hierarchy = { file = "病名.csv", delimiter = ";" }
[[privacy]]
model = "k-anonymity"
k = 5
[[privacy]]
model = "l-diversity"
column = "病名"
kind = "recursive"
l = 3
c = 4.5
[[privacy]]
model = "t-closeness"
column = "病名"
t = 0.2
distance = "hierarchical"
[search]
method = "levels"
levels = { "年齢 \\"満\\"" = 1, "性別" = 0 }
suppression_limit = 0.29
aggregate = "rank"
weights = { "性別" = 2.5 }
seed = 7
"""
MINIMAL = '[source]\npath = "a.csv"\n[columns.a]\nrole = "quasi"\n[[privacy]]\nmodel = "k-anonymity"\nk = 2\n'


def test_a_recipe_is_read_as_it_is_written():
    recipe = load(ADULT)
    assert recipe.fingerprint == hashlib.sha256(ADULT.read_bytes()).hexdigest()
    assert recipe.source.path == ADULT.parent / "adult.csv"
    assert recipe.of(Role.SENSITIVE) == ("occupation",)
    assert recipe.search.suppression_limit == Fraction(1, 50)
    assert recipe.search.most_suppressed(30162) == 603
    assert recipe.search.seed == 20170530


@pytest.mark.parametrize("text", [WHOLE, MINIMAL, ADULT.read_text(encoding="utf-8")])
def test_a_recipe_written_back_is_the_same_recipe(tmp_path, text):
    first = parse(text.encode(), base=tmp_path)
    again = parse(first.as_toml().encode(), base=tmp_path)
    for part in ("source", "columns", "privacy", "search", "drop_unnamed"):
        assert getattr(again, part) == getattr(first, part)
    assert again.as_toml() == first.as_toml()


def test_a_limit_is_the_number_written_not_its_binary_neighbour(tmp_path):
    recipe = parse((MINIMAL + "[search]\nsuppression_limit = 0.29").encode(), base=tmp_path)
    assert recipe.search.most_suppressed(100) == 29


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('path = "a.csv"', "", "pathがありません"),
        ('path = "a.csv"', 'path = "a.csv"\nzeile = 1', "知らない設定があります: zeile"),
        ('path = "a.csv"', 'path = "a.csv"\nperson = "a"', "「a」は出力できません"),
        ('path = "a.csv"', "path = 1", "pathの型"),
        ('role = "quasi"', "", "列「a」の役割"),
        ('role = "quasi"', 'role = "king"', "列「a」の役割"),
        ('role = "quasi"', 'role = "plain"\nhierarchy = { name = "age" }', "階層は要りません"),
        ('role = "quasi"', 'role = "plain"\nmax_level = 1', "役割quasiの列にだけ"),
        ('role = "quasi"', 'role = "quasi"\noutside = "show"', "outside"),
        ("[columns.a]", "[columns]\nb = 1\n[columns.a]", "列「b」の書き方"),
        ("[[privacy]]", "[privacy]", "安全性の指標がありません"),
        ('model = "k-anonymity"', 'model = "k-madness"', "「k-madness」を知りません"),
        ("k = 2", "", "k-anonymityの設定が足りません"),
        ("k = 2", "k = 0", "kは1以上"),
        ("k = 2", 'k = "2"', "kの型"),
        ("k = 2", "k = 2\nl = 3", "知らない設定l"),
        ("k = 2", 'k = 2\n[[privacy]]\nmodel = "l-diversity"\ncolumn = "b"\nl = 2', "「b」は、役割sensitive"),
        ("k = 2", "k = 2\n[search]\nsuppression_limit = 2", "suppression_limit"),
        ("k = 2", 'k = 2\n[search]\nmethod = "magic"', "method"),
        ("k = 2", 'k = 2\n[search]\nmethod = "levels"', "levels"),
        ("k = 2", "k = 2\n[search]\nlevels = { a = 1 }", "levels"),
        ("k = 2", 'k = 2\n[search]\nmethod = "levels"\nlevels = { z = 1 }', "「z」は、役割quasi"),
        ("k = 2", "k = 2\n[search]\nweights = { a = -1 }", "weights"),
        ("k = 2", "k = 2\n[search]\nweights = { a = 1e-13 }", "weights"),
        ("k = 2", "k = 2\n[search]\nweights = { a = 2000000.0 }", "1000000"),
        ("k = 2", "k = 2\n[search]\nweights = { a = 1e300 }", "weightsは|レシピのa"),
        ("k = 2", 'k = 2\n[search]\nobjective = "beauty"', "objective"),
        ("k = 2", 'k = 2\n[search]\naggregate = "median"', "aggregate"),
        ("[source]", 'default = "keep"\n[source]', "default"),
        ('path = "a.csv"', 'path = "a.csv"\nencoding = "rot13"', "文字コードではありません"),
        ("k = 2", 'k = 2\n[search]\nmethod = "best-within"', "seconds"),
        ("k = 2", "k = 2\n[search]\nseconds = 3", "seconds"),
        ("k = 2", 'k = 2\n[search]\nmissing = "no"', "missing"),
        ("k = 2", 'k = 2\n[search]\nsuppress = "rows"', "suppress"),
        ("k = 2", 'k = 2\n[search]\nrecoding = "loco"', "recoding"),
        ("k = 2", "k = 2\n[search]\nweights = { a = inf }", "weightsは|レシピのa"),
        ("k = 2", "k = 2\n[search]\nweights = { a = 1e10 }", "weights"),
        ("k = 2", "k = 9223372036854775808", "レシピのk"),
        ("k = 2", 'k = 2\n[[privacy]]\nmodel = "l-diversity"\ncolumn = "b"\nl = nan', "レシピのl"),
        ("k = 2", 'k = 2\n[[step]]\ntreatment = "top-code"\ncolumn = "a"\nat = nan', "レシピのat"),
        ("k = 2", 'k = 2\n[[step]]\ntreatment = "delete-records"\ncolumn = "a"\nabove = nan', "レシピのabove"),
        ("k = 2", "k = 2\n[[step]]\ntreatment = []", "treatment"),
        ("k = 2", "k = 2\n[output]\nformat = []", "[output]のformat"),
        ("k = 2", "k = 2\n[engine]\nthreads = 100000", "threads"),
        ("k = 2", 'k = 2\n[engine]\nmemory = "999999999999TB"', "memory"),
        ("k = 2", "k = 2\n[evidence]\nattacks = 1000000000", "attacks"),
        ('role = "quasi"', 'role = "quasi"\noutside = []', "outside"),
        ('path = "a.csv"', 'path = "a.csv"\nperson = ""', "personが空"),
        ("[source]", "[sauce]", "知らない設定があります: sauce|[source]がありません"),
    ],
)
def test_a_recipe_that_cannot_be_carried_out_is_refused_with_the_place(tmp_path, old, new, said):
    with pytest.raises(RecipeInvalid) as caught:
        parse(MINIMAL.replace(old, new).encode(), base=tmp_path)
    assert any(part in caught.value.message for part in said.split("|")), caught.value.message


@pytest.mark.parametrize("content", [b"[", b"\xff", b"a = 1"])
def test_what_is_no_recipe_is_refused(tmp_path, content):
    with pytest.raises(RecipeInvalid):
        parse(content, base=tmp_path)


def test_a_recipe_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(RecipeInvalid, match=r"無い\.tomlを開けません"):
        load(tmp_path / "無い.toml")

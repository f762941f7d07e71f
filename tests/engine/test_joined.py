"""Several linked files in one recipe: their rows side by side, persons counted once, one surrogate for one person."""

from collections import defaultdict

import pytest

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.reference import Reference
from oboro.engine.check import check
from oboro.engine.reading import Exclusion, Joined, Source, digest_of, header, records
from oboro.engine.recipe import parse
from oboro.engine.run import run
from oboro.kernel.errors import ColumnMismatch, RecipeInvalid, SourceUnreadable

PEOPLE = "番号,性別\n1,男\n2,女\n3,男\n"
VISITS = "診療科,番号\n内科,1\n外科,1\n内科,3\n"


def source(folder, people=PEOPLE, visits=VISITS, on="番号"):
    (folder / "people.csv").write_text(people, encoding="utf-8")
    (folder / "visits.csv").write_text(visits, encoding="cp932")
    return Source(folder / "people.csv", joined=(Joined(folder / "visits.csv", on, encoding="cp932"),))


def test_each_row_stands_once_for_each_linked_row_and_once_without_any(tmp_path):
    found = source(tmp_path)
    assert header(found) == ("番号", "性別", "診療科")
    assert [fields for _, fields in records(found)] == [
        ["1", "男", "内科"], ["1", "男", "外科"], ["2", "女", ""], ["3", "男", "内科"],
    ]  # fmt: skip


def test_a_row_of_nobody_a_missing_key_and_a_name_twice_are_refused_without_a_value(tmp_path):
    with pytest.raises(SourceUnreadable, match="1種類") as told:
        list(records(source(tmp_path, visits=VISITS + "内科,4321\n")))
    assert "4321" not in str(told.value)
    with pytest.raises(ColumnMismatch, match="つなぐ列"):
        header(source(tmp_path, on="宛名"))
    with pytest.raises(ColumnMismatch, match="1番目の列名"):
        header(source(tmp_path, visits="性別,番号\n男,1\n"))
    with pytest.raises(RecipeInvalid, match="csv"):
        Source(tmp_path / "x.parquet", format="parquet", joined=(Joined(tmp_path / "y", "a"),))


def test_a_change_of_any_file_changes_the_digest(tmp_path):
    before = digest_of(source(tmp_path))
    assert digest_of(source(tmp_path, visits=VISITS.replace("外科", "眼科"))) != before
    assert digest_of(source(tmp_path)) == before


RECIPE = """
[source]
path = "people.csv"
person = "番号"
[[source.join]]
path = "visits.csv"
on = "番号"
encoding = "cp932"
[columns."番号"]
role = "pseudonym"
[columns."性別"]
role = "quasi"
[columns."診療科"]
role = "quasi"
[[step]]
treatment = "pseudonymise"
columns = ["番号"]
[[privacy]]
model = "k-anonymity"
k = 5
[search]
suppression_limit = 0.1
"""


def test_a_making_over_two_files_counts_persons_and_the_check_agrees(tmp_path):
    people = "番号,性別\n" + "".join(f"{n},{'男女'[n % 2]}\n" for n in range(60))
    visits = "診療科,番号\n" + "".join(f"{('内科', '外科', '眼科')[n % 3]},{n % 50}\n" for n in range(140))
    source(tmp_path, people, visits)
    wanted = parse(RECIPE.encode(), base=tmp_path)
    assert parse(wanted.as_toml().encode(), base=tmp_path).source == wanted.source
    report = run(wanted, out=tmp_path / "out", key=bytearray(range(64)))
    assert report.source == {"records": 150, "persons": 60}
    assert report.measured.k >= 5
    assert check(tmp_path / "out" / "data.csv", wanted).faults == ()
    rows = (tmp_path / "out" / "data.csv").read_text(encoding="utf-8").splitlines()[1:]
    sexes = defaultdict(set)
    for row in rows:
        sexes[row.split(",")[0]].add(row.split(",")[1])
    assert len(sexes) == 60
    assert {len(one) for one in sexes.values()} == {1}


@pytest.mark.parametrize("key", ["", " ", "\u3000"])
def test_an_empty_key_links_nothing_in_any_backend(tmp_path, key):
    rows = [["1", "男", "内科"], ["1", "男", "外科"], [key, "女", ""], [key, "男", ""]]
    found = source(tmp_path, people=f"番号,性別\n1,男\n{key},女\n{key},男\n", visits="診療科,番号\n内科,1\n外科,1\n")
    assert [fields for _, fields in records(found)] == rows
    assert Reference(found).count_by("診療科") == [("", 2), ("内科", 1), ("外科", 1)]
    with DuckDB(found, scratch=tmp_path) as engine:
        assert [list(row[:3]) for row in engine.rows("SELECT * FROM source ORDER BY number")] == rows


@pytest.mark.parametrize("key", ["", " ", "\u3000"])
def test_linked_rows_with_an_empty_key_are_refused_with_their_number(tmp_path, key):
    for people in (PEOPLE, PEOPLE + f"{key},女\n{key},男\n"):
        with pytest.raises(SourceUnreadable, match=r"visits\.csvに、「番号」が空の行が2件"):
            list(records(source(tmp_path, people, visits=VISITS + f"内科,{key}\n外科,{key}\n")))


COUNTED = """
[source]
path = "people.csv"
{person}
[[source.join]]
path = "visits.csv"
on = "番号"
encoding = "cp932"
[columns."番号"]
role = "link"
[columns."性別"]
role = "quasi"
[columns."診療科"]
role = "sensitive"
[[privacy]]
model = "k-anonymity"
k = {k}
{step}
"""
STEP = '[[step]]\ntreatment = "delete-cells"\ncolumn = "診療科"\nvalues = ["眼科"]'


def test_joining_without_a_person_is_refused_because_rows_would_count_as_people(tmp_path):
    with pytest.raises(RecipeInvalid, match="person"):
        parse(COUNTED.format(person="", k=5, step="").encode(), base=tmp_path)


def test_two_people_of_five_linked_rows_each_are_two_people(tmp_path):
    visits = "診療科,番号\n" + "".join(f"{one},{n}\n" for n in (1, 2) for one in "内外眼耳歯")
    source(tmp_path, "番号,性別\n1,男\n2,女\n", visits)
    recipe = parse(COUNTED.format(person='person = "番号"', k=2, step="").encode(), base=tmp_path)
    report = run(recipe, out=tmp_path / "out")
    assert (report.measured.k, report.output.persons, report.solution.levels) == (2, 2, {"性別": 1})


@pytest.mark.parametrize("step", ["", STEP])
def test_who_is_left_out_of_joined_files_is_named_by_key_and_never_by_number(tmp_path, step):
    source(tmp_path)
    recipe = parse(COUNTED.format(person='person = "番号"', k=1, step=step).encode(), base=tmp_path)
    with pytest.raises(RecipeInvalid, match="記録番号"):
        run(recipe, out=tmp_path / "out", exclude=Exclusion(frozenset({"2"})))
    report = run(recipe, out=tmp_path / "out", exclude=Exclusion(frozenset({"2"}), "番号"))
    assert report.excluded == {"records": 1, "keys_not_found": 0}
    assert "女" not in (tmp_path / "out" / "data.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "step",
    [
        'noise"\ncolumns = ["収入"]\nshare = 0.1',
        'rank-swap"\ncolumn = "収入"\nwindow = 0.1',
        'round"\ncolumn = "収入"\nto = 10\nmode = "random"',
    ],
)
def test_chance_on_a_cell_that_the_join_repeats_is_refused_because_its_mean_would_tell(tmp_path, step):
    people = "番号,性別,収入\n" + "".join(f"{n},{'男女'[n % 2]},{n * 7 % 90}\n" for n in range(60))
    visits = "診療科,番号\n" + "".join(f"{('内科', '外科', '眼科')[n % 3]},{n % 50}\n" for n in range(140))
    source(tmp_path, people, visits)
    text = RECIPE.replace("[columns.", '[columns."収入"]\nrole = "plain"\n[columns.', 1)
    said = text.replace("[[step]]", f'[[step]]\ntreatment = "{step}\n[[step]]', 1)
    with pytest.raises(RecipeInvalid, match=r"収入.*平均すると"):
        run(parse(said.encode(), base=tmp_path), out=tmp_path / "out", key=bytearray(range(64)))
    fixed = said.replace('mode = "random"', 'mode = "nearest"')
    if "round" in step:
        assert run(parse(fixed.encode(), base=tmp_path), out=tmp_path / "out", key=bytearray(range(64))).measured.k >= 5

"""Treatments before the search: known answers and properties of each."""

import csv
import gzip
import json
import math
import statistics
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.check import check
from oboro.engine.reading import Exclusion
from oboro.engine.recipe import parse
from oboro.engine.run import run
from oboro.engine.transform.base import Chance
from oboro.engine.transform.catalogue import step_of
from oboro.engine.transform.frame import Frame, texts
from oboro.engine.transform.microaggregation import grouped, information_loss, mdav
from oboro.kernel.errors import ColumnMismatch, HierarchyInvalid, RecipeInvalid, SourceError, SourceUnreadable

from .makers import read, recipe, written

KEY = bytes(range(64))


def frame(person=None, **columns) -> Frame:
    made = {name: texts(values) for name, values in columns.items()}
    return Frame(made, np.arange(1, len(next(iter(made.values()))) + 1), person)


def done(table: Frame, treatment: str, *, seed: int = 5, key=None, **said) -> dict[str, list[str]]:
    step = step_of({"treatment": treatment, **said})
    after = step.applied(table, Chance(seed, key))
    return {name: list(values) for name, values in after.columns.items()}


# --- coding and rounding -----------------------------------------------------------------------------------------


def test_top_coding_begins_at_the_bound_itself():
    assert done(frame(年齢=["89", "90", "116", ""]), "top-code", column="年齢", at=90)["年齢"] == [
        "89", "90以上", "90以上", "",
    ]  # fmt: skip
    assert done(frame(年齢=["89", "116"]), "top-code", column="年齢", at=90, write="bound")["年齢"] == ["89", "90"]


def test_bottom_coding_ends_at_the_bound_itself():
    assert done(frame(身長=["151", "150", "99.5"]), "bottom-code", column="身長", at=150)["身長"] == [
        "151", "150以下", "150以下",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("nearest", ["10", "20", "-10", ""]), ("down", ["10", "10", "-20", ""])],
)
def test_rounding_goes_to_a_multiple(mode, expected):
    table = frame(a=["14", "15", "-14", ""])
    assert done(table, "round", column="a", to=10, mode=mode)["a"] == expected


def test_random_rounding_keeps_the_mean_and_moves_less_than_one_unit():
    before = [str(number) for number in range(5000)]
    after = [float(value) for value in done(frame(a=before), "round", column="a", to=100, mode="random")["a"]]
    assert all(value % 100 == 0 and abs(value - number) < 100 for number, value in enumerate(after))
    assert statistics.fmean(after) == pytest.approx(2499.5, abs=3)


def test_a_value_that_is_no_number_is_counted_and_never_shown():
    with pytest.raises(SourceUnreadable, match=r"列「a」に、数として読めない値が2件") as caught:
        done(frame(a=["1", "カナリア", "nan"]), "top-code", column="a", at=3)
    assert "カナリア" not in str(caught.value)


# --- removal -----------------------------------------------------------------------------------------------------


def test_records_and_cells_are_removed_by_what_they_hold():
    table = frame(病名=["感冒", "希少病", "感冒", "", "別の希少病"])
    assert done(table, "delete-records", column="病名", rarer_than=2)["病名"] == ["感冒", "感冒", ""]
    assert done(table, "delete-cells", column="病名", values=["希少病"])["病名"] == [
        "感冒",
        "",
        "感冒",
        "",
        "別の希少病",
    ]
    assert done(frame(a=["1", "5", "9"]), "delete-records", column="a", above=8, below=2)["a"] == ["5"]


def test_rare_means_few_persons_not_few_records():
    table = frame(person="p", p=["1", "1", "1", "2", "3"], 病名=["希", "希", "希", "多", "多"])
    assert done(table, "delete-cells", column="病名", rarer_than=2)["病名"] == ["", "", "", "多", "多"]


def test_a_sample_takes_whole_persons_and_exactly_the_share():
    people = [str(number // 3) for number in range(300)]
    kept = done(frame(person="p", p=people), "sample", share=0.3)["p"]
    assert len(set(kept)) == 30
    assert all(kept.count(one) == 3 for one in set(kept))
    assert set(done(frame(a=list("xyzx")), "sample", column="a", keep=["x", "z"])["a"]) == {"x", "z"}


# --- microaggregation --------------------------------------------------------------------------------------------


def slow_mdav(points, size):
    """The algorithm as its paper states it, one distance at a time."""

    def apart(one, other):
        return sum((x - y) ** 2 for x, y in zip(one, other, strict=True))

    def around(left, centre):
        return sorted(left, key=lambda i: (apart(points[i], centre), i))[:size]

    left, found = list(range(len(points))), []
    while len(left) >= 2 * size:
        mean = [sum(points[i][d] for i in left) / len(left) for d in range(len(points[0]))]
        far = max(left, key=lambda i: (apart(points[i], mean), -i))
        both = len(left) >= 3 * size
        found.append(around(left, points[far]))
        left = [i for i in left if i not in found[-1]]
        if both:
            other = max(left, key=lambda i: (apart(points[i], points[far]), -i))
            found.append(around(left, points[other]))
            left = [i for i in left if i not in found[-1]]
    return sorted(map(sorted, [*found, left] if left else found))


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("records", [1, 4, 7, 60, 131])
def test_mdav_equals_its_paper_worked_step_by_step(size, records):
    points = np.random.default_rng(records * size).normal(size=(records, 3))
    groups = mdav(points, size=size)
    found = sorted(np.flatnonzero(groups == number).tolist() for number in range(groups.max() + 1))
    assert found == slow_mdav(points.tolist(), size)


def plain_loss(points, groups):
    """SSE ÷ SST of standardised columns, in plain Python."""
    columns = list(zip(*points, strict=True))
    means = [sum(one) / len(one) for one in columns]
    spreads = [math.sqrt(sum((x - m) ** 2 for x in one) / len(one)) for one, m in zip(columns, means, strict=True)]
    scaled = [[(x - m) / s for x, m, s in zip(row, means, spreads, strict=True)] for row in points]
    lost = 0.0
    for group in groups:
        centre = [sum(scaled[i][d] for i in group) / len(group) for d in range(len(columns))]
        lost += sum((scaled[i][d] - centre[d]) ** 2 for i in group for d in range(len(columns)))
    return lost / sum(x * x for row in scaled for x in row)


@pytest.mark.parametrize("size", [3, 5, 10])
def test_the_information_loss_on_a_carried_table_is_that_of_a_plain_implementation(size):
    """The usual test files (Census, Tarragona, EIA) are not at hand: 210 municipalities by four age groups stand in."""
    content = gzip.decompress(files("oboro.engine").joinpath("data", "census_age_sex.csv.gz").read_bytes()).decode()
    rows = [row for row in csv.reader(content.splitlines()) if row[1] == "1" and row[0][2:] != "000"]
    points = [[float(row[place]) for place in (2, 7, 12, 17)] for row in rows[:210]]
    array = np.array(points)
    scaled = (array - array.mean(axis=0)) / array.std(axis=0)
    ours = information_loss(array, mdav(scaled, size=size))
    plain = plain_loss(points, slow_mdav(scaled.tolist(), size))
    assert 0 < plain < 1
    assert round(ours, 4) == round(plain, 4)


def test_information_loss_is_the_share_of_the_spread_that_is_gone():
    points = np.array([[0.0], [2.0], [10.0], [12.0]])
    assert information_loss(points, np.array([0, 0, 1, 1])) == pytest.approx(4 / 104)
    assert information_loss(points, np.array([0, 1, 2, 3])) == 0.0
    assert information_loss(points, np.array([0, 0, 0, 0])) == pytest.approx(1.0)


@given(st.integers(2, 6), st.integers(1, 200), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_every_group_has_at_least_the_size_and_less_than_twice(size, records, seed):
    points = np.random.default_rng(seed).integers(0, 4, size=(records, 2)).astype(float)
    sizes = np.bincount(grouped(points, size=size, block=max(24, 4 * size)))
    assert sizes.sum() == records
    assert records < size or (sizes.min() >= size and sizes.max() < 2 * size)


def test_blocks_lose_little_and_grow_close_to_linear():
    points = np.random.default_rng(1).normal(size=(4000, 4))
    assert information_loss(points, grouped(points, size=3)) < 1.25 * information_loss(points, mdav(points, size=3))
    times = []
    for records in (20_000, 100_000):
        many = np.random.default_rng(2).normal(size=(records, 4))
        begun = time.process_time()  # of this process alone, whatever else the machine does
        grouped(many, size=3)
        times.append(time.process_time() - begun)
    assert times[1] < 5
    assert times[1] < 12 * times[0]  # 5 times the records; the rest is the noise of a shared machine


def test_microaggregated_cells_are_means_and_commonest_values():
    table = frame(収入=["100", "102", "101", "900", "904", ""], 職=["農", "農", "商", "医", "医", "医"])
    made = done(table, "microaggregate", columns=["収入"], categories=["職"], size=3)
    assert made["収入"] == ["101", "101", "101", "902", "902", ""]
    assert made["職"] == ["農", "農", "農", "医", "医", "医"]


# --- exchange and noise ------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 50), min_size=2, max_size=60), st.integers(0, 5))
@settings(max_examples=50, deadline=None)
def test_rank_swap_keeps_every_value_within_the_window(values, seed):
    before = [str(value) for value in values]
    after = done(frame(a=before), "rank-swap", column="a", window=0.1, seed=seed)["a"]
    assert sorted(after) == sorted(before)
    ranks = sorted(values)
    width = max(1, int(0.1 * len(values)))
    for old, new in zip(values, map(int, after), strict=True):
        low, high = max(0, ranks.index(old) - width), len(ranks) - 1 - ranks[::-1].index(old) + width
        assert ranks[low] <= new <= ranks[min(high, len(ranks) - 1)]


def test_households_exchange_their_address_as_a_whole_and_only_with_their_like():
    sizes = [1 + number % 3 for number in range(90)]
    households = [str(number) for number, size in enumerate(sizes) for _ in range(size)]
    area = [f"町{number}" for number, size in enumerate(sizes) for _ in range(size)]
    after = done(frame(世帯=households, 町=area), "swap-households", household="世帯", columns=["町"], share=1.0)["町"]
    assert sorted(after) == sorted(area)
    assert sum(new != old for new, old in zip(after, area, strict=True)) > 150
    moved = dict(zip(households, after, strict=True))
    assert all(moved[one] == new for one, new in zip(households, after, strict=True))
    assert all(sizes[int(one)] == sizes[int(new[1:])] for one, new in moved.items())


def test_noise_has_the_size_it_was_asked_for_and_correlated_noise_keeps_the_correlation():
    x = np.random.default_rng(3).normal(50, 10, 20_000)
    y = 2 * x + np.random.default_rng(4).normal(0, 8, 20_000)
    table = frame(x=[f"{v:.4f}" for v in x], y=[f"{v:.4f}" for v in y])
    for correlated in (False, True):
        made = done(table, "noise", columns=["x", "y"], share=0.5, correlated=correlated)
        after = np.array([[float(v) for v in made[name]] for name in "xy"])
        moved = after - np.round([x, y], 4)
        assert moved.std(axis=1) == pytest.approx(0.5 * np.array([x.std(), y.std()]), rel=0.03)
        before = np.corrcoef(x, y)[0, 1]
        assert np.corrcoef(after)[0, 1] == pytest.approx(before if correlated else before / 1.25, abs=0.02)


def test_pram_keeps_the_share_and_the_distribution():
    values = ["男"] * 6000 + ["女"] * 3000 + ["他"] * 1000
    after = done(frame(a=values), "pram", column="a", keep=0.8)["a"]
    stayed = sum(new == old for new, old in zip(after, values, strict=True)) / 10_000
    assert stayed == pytest.approx(0.8 + 0.2 * (0.36 + 0.09 + 0.01), abs=0.01)
    assert after.count("女") / 10_000 == pytest.approx(0.3, abs=0.015)


def test_all_dates_of_a_person_move_together_and_persons_apart():
    people = [str(number // 2) for number in range(400)]
    table = frame(person="p", p=people, 入=["2026-02-27", "2026/03/02"] * 200, 出=["20260301", ""] * 200)
    made = done(table, "date-shift", columns=["入", "出"], days=30)
    plain = [int(value.replace("-", "").replace("/", "")) for value in made["入"]]
    assert [len(value) for value in made["入"][:2]] == [10, 10]
    assert "/" in made["入"][1]
    shifts = {np.datetime64(a) - np.datetime64("2026-02-27") for a in made["入"][::2]}
    assert len(shifts) > 50
    assert max(shifts) <= np.timedelta64(30, "D")
    for first, second in zip(made["入"][::2], made["入"][1::2], strict=True):
        assert np.datetime64(second.replace("/", "-")) - np.datetime64(first) == np.timedelta64(3, "D")
    assert all(value == "" for value in made["出"][1::2])
    assert len(plain) == 400


# --- surrogates --------------------------------------------------------------------------------------------------


def test_one_surrogate_for_one_code_in_all_columns_and_another_with_another_key():
    table = frame(宛名=["7", "8", "7", ""], 世帯主=["7", "7", "8", "8"])
    made = done(table, "pseudonymise", columns=["宛名", "世帯主"], key=KEY)
    assert made["宛名"][0] == made["宛名"][2] == made["世帯主"][0] != made["宛名"][1] == made["世帯主"][3]
    assert made["宛名"][3] == ""
    assert not set("78") & set(made["宛名"])
    assert set(made["宛名"]) & set(done(table, "pseudonymise", columns=["宛名"], key=KEY[::-1])["宛名"]) == {""}


def test_a_surrogate_without_a_key_is_refused():
    with pytest.raises(RecipeInvalid, match="鍵が要ります"):
        done(frame(a=["1"]), "pseudonymise", columns=["a"])


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"treatment": "hash", "column": "氏名"}, "鍵のないハッシュは"),
        ({"treatment": "offset", "column": "a", "by": 3}, "一つの値が分かれば"),
        ({"treatment": "encrypt", "column": "a"}, "鍵があれば"),
        ({"treatment": "pseudonymise", "columns": ["a"], "key": "秘密"}, "鍵が残れば"),
        ({"treatment": "pseudonymise", "columns": ["a"], "method": "sha256"}, "鍵が残れば"),
        ({"treatment": "date-shift", "columns": ["a"], "offset": 10}, "全員に同じ日数"),
        ({"treatment": "date-shift", "columns": ["a"], "days": 0}, "元の日付が残ります"),
        ({"treatment": "noise", "columns": ["a"], "share": 0}, "元の値がそのまま残ります"),
        ({"treatment": "pram", "column": "a", "keep": 1}, "元の値がそのまま残ります"),
        ({"treatment": "魔法"}, "知らないもの"),
        ({"treatment": "round", "column": "a"}, "足りない設定があります: to"),
        ({"treatment": "round", "column": "a", "to": "10"}, "型が違います"),
        ({"treatment": "sample"}, "割合"),
        ({"treatment": "delete-cells", "column": "a"}, "何を消すか"),
        ({"treatment": "microaggregate", "columns": "a"}, "一覧"),
        ({"treatment": "top-code", "column": "a", "at": 1, "色": 2}, "知らない設定"),
    ],
)
def test_a_step_that_could_be_undone_or_is_wrong_is_refused_with_the_reason(said, reason):
    with pytest.raises(RecipeInvalid, match=reason):
        step_of(said)


# --- in a recipe -------------------------------------------------------------------------------------------------

STEPS = """
[[step]]
treatment = "sample"
share = 0.9
[[step]]
treatment = "noise"
columns = ["収入"]
share = 0.1
[[step]]
treatment = "pram"
column = "職"
keep = 0.9
"""


def case(folder: Path, *, steps=STEPS, people=400, roles=None):
    rows = [
        (
            f"カナリア{n}",
            str(10_000 + n // 2),
            str(20 + n % 50),
            "男女"[n % 2],
            str(300 + 7 * n % 400),
            "農商工医"[n % 4],
        )
        for n in range(people)
    ]
    written(folder, ["氏名", "宛名", "年齢", "性別", "収入", "職"], rows)
    columns = {
        "氏名": 'role = "identifier"', "宛名": 'role = "link"', "年齢": 'role = "quasi"\nhierarchy = { name = "age" }',
        "性別": 'role = "quasi"', "収入": 'role = "plain"', "職": 'role = "sensitive"',
    } | (roles or {})  # fmt: skip
    return recipe(folder, columns, k=3, source='person = "宛名"', search=f"seed = 11\n{steps}")


def test_same_recipe_source_and_seed_give_the_same_bytes_and_the_check_agrees(tmp_path):
    wanted = case(tmp_path)
    made = [run(wanted, out=tmp_path / name) for name in "ab"]
    assert (tmp_path / "a" / "data.csv").read_bytes() == (tmp_path / "b" / "data.csv").read_bytes()
    assert made[0].output.persons == 180
    assert check(tmp_path / "a" / "data.csv", wanted).holds
    assert [one.treatment for one in made[0].steps] == ["レコード一部抽出", "ノイズ付加", "ノイズ付加（PRAM）"]
    assert made[0].steps[0].removed_records == 40
    assert made[0].columns["収入"].treatment == "ノイズ付加"


def test_a_step_reordered_or_undone_changes_nothing_else(tmp_path):
    noise, pram = (
        '[[step]]\ntreatment = "noise"\ncolumns = ["収入"]\nshare = 0.1\n',
        '[[step]]\ntreatment = "pram"\ncolumn = "職"\nkeep = 0.5\n',
    )
    tables = {}
    for name, steps in {"both": noise + pram, "turned": pram + noise, "one": noise}.items():
        run(case(tmp_path, steps=steps), out=tmp_path / "out")
        tables[name] = read(tmp_path / "out" / "data.csv")
    assert tables["both"] == tables["turned"]
    without = [sorted(row[:3] for row in table) for table in tables.values()]
    assert without[0] == without[2]


def test_a_pseudonym_column_is_written_links_one_persons_rows_and_its_key_is_gone(tmp_path):
    steps = '[[step]]\ntreatment = "pseudonymise"\ncolumns = ["宛名"]\n'
    wanted = case(tmp_path, steps=steps, roles={"宛名": 'role = "pseudonym"'})
    key = bytearray(KEY)
    report = run(wanted, out=tmp_path / "out", key=key)
    assert key == bytearray(64)
    assert report.steps[0].key_destroyed is True
    rows = read(tmp_path / "out" / "data.csv")
    surrogates = [row[0] for row in rows[1:]]
    assert rows[0][0] == "宛名"
    assert len(set(surrogates)) == report.output.persons == 200
    assert check(tmp_path / "out" / "data.csv", wanted).holds
    with pytest.raises(RecipeInvalid, match="鍵が要ります"):
        run(wanted, out=tmp_path / "again")
    content = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert KEY.hex().encode() not in content
    assert "カナリア".encode() not in content


def test_excluded_records_are_gone_before_the_first_step(tmp_path):
    wanted = case(tmp_path, steps='[[step]]\ntreatment = "delete-cells"\ncolumn = "職"\nrarer_than = 2\n')
    exclude = Exclusion(frozenset({"10000", "zzz"}), "宛名")
    report = run(wanted, out=tmp_path / "out", exclude=exclude)
    assert report.excluded == {"records": 2, "keys_not_found": 1}
    assert report.output.persons == 199
    assert check(tmp_path / "out" / "data.csv", wanted, exclude=exclude).holds


def test_a_recipe_with_steps_survives_writing_and_reading(tmp_path):
    steps = STEPS + '[[step]]\ntreatment = "delete-cells"\ncolumn = "職"\nvalues = ["医"]\n[evidence]\nattacks = 5\n'
    wanted = case(tmp_path, steps=steps)
    again = parse(wanted.as_toml().encode(), base=tmp_path)
    assert (again.steps, again.evidence, again.columns) == (wanted.steps, wanted.evidence, wanted.columns)


def test_the_report_counts_the_listed_values_and_shows_none(tmp_path):
    steps = '[[step]]\ntreatment = "delete-cells"\ncolumn = "職"\nvalues = ["医", "工"]\n'
    run(case(tmp_path, steps=steps), out=tmp_path / "out")
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert told["steps"][0]["settings"] == {"column": "職", "values": 2}
    assert (told["steps"][0]["changed_cells"], told["columns"]["職"]["treatment"]) == (200, "セル削除")


def test_a_step_on_a_column_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ColumnMismatch, match="ない列"):
        run(case(tmp_path, steps='[[step]]\ntreatment = "round"\ncolumn = "ない列"\nto = 5\n'), out=tmp_path / "out")


def test_a_hierarchy_that_is_none_is_told_before_the_steps_begin(tmp_path):
    wanted = case(
        tmp_path,
        steps='[[step]]\ntreatment = "round"\ncolumn = "ない列"\nto = 5\n',
        roles={"性別": 'role = "quasi"\nhierarchy = { file = "none.csv" }'},
    )
    with pytest.raises(HierarchyInvalid):
        run(wanted, out=tmp_path / "out")


def test_one_person_written_in_two_ways_is_refused_before_a_surrogate_hides_it(tmp_path):
    rows = [("ａ1" if n == 0 else f"a{n // 2}", "男女"[n % 2]) for n in range(40)] + [("ａ1", "男"), ("a1", "女")]
    written(tmp_path, ["宛名", "性別"], rows)
    steps = '[[step]]\ntreatment = "pseudonymise"\ncolumns = ["宛名"]\n'
    columns = {"宛名": 'role = "pseudonym"', "性別": 'role = "quasi"'}
    with pytest.raises(SourceError, match="全角と半角"):
        run(recipe(tmp_path, columns, source='person = "宛名"', search=steps), out=tmp_path / "out", key=bytearray(KEY))

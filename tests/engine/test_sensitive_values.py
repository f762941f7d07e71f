"""What a class tells of its sensitive values: as they are written, and of persons who hold several."""

import math

import numpy as np
import pytest

from oboro.engine.check import check
from oboro.engine.equivalence import tally_of
from oboro.engine.run import run
from oboro.kernel.errors import GoalUnreachable, SourceError

from .makers import recipe, written

QUASI, DISEASE = 'role = "quasi"', 'role = "sensitive"\nhierarchy = { name = "disease" }'
ILL = {"組": QUASI, "病名": DISEASE}
PERSONS = {"宛名": 'role = "link"', "組": QUASI, "病名": 'role = "sensitive"'}


def model(name: str, **settings: object) -> str:
    said = "\n".join(f"{key} = {str(value).replace(chr(39), chr(34))}" for key, value in settings.items())
    return f'[[privacy]]\nmodel = "{name}"\n{said}\n'


def of_values(name: str, **settings: object) -> str:
    return model(name, column='"病名"', **settings)


def made(folder, names, rows, columns, privacy, search="", source=""):
    """(the report, what it says of the first model, what the check says of it)."""
    written(folder, names, rows)
    asked = recipe(folder, columns, privacy=privacy, search=search, source=source)
    report = run(asked, out=folder / "out")
    again = check(folder / "out" / "data.csv", asked)
    assert again.holds, again.faults
    assert again.models[0]["reached"] == pytest.approx(report.measured.models[0]["reached"])
    return report


def reached(folder, names, rows, columns, privacy, source='person = "宛名"'):
    """What a model reaches on the rows as they are."""
    levels = ", ".join(f'"{name}" = 0' for name, said in columns.items() if said == QUASI)
    search = f'method = "levels"\nlevels = {{ {levels} }}'
    return made(folder, names, rows, columns, privacy, search, source).measured.models[0]["reached"]


@pytest.mark.parametrize(
    ("privacy", "figure"),
    [
        (of_values("t-closeness", t=0.4), 0.5),
        (of_values("t-closeness", t=0.4, distance='"ordered"'), 0.5),
        (of_values("t-closeness", t=0.2, distance='"hierarchical"'), 0.25),
        (of_values("beta-likeness", beta=0.9), 1.0),
        (of_values("delta-disclosure", delta=99.0), math.inf),
    ],
    ids=["equal", "ordered", "hierarchical", "beta", "delta"],
)
def test_two_values_of_one_leaf_are_two_values_because_both_are_written(tmp_path, privacy, figure):
    rows = [("x", "E11.9")] * 5 + [("y", "E11.2")] * 5
    assert made(tmp_path, ["組", "病名"], rows, ILL, privacy).solution.levels["組"] == 1
    with pytest.raises(GoalUnreachable, match=f"{figure:.4g}"):
        run(
            recipe(tmp_path, ILL, privacy=privacy, search='method = "levels"\nlevels = { "組" = 0 }'),
            out=tmp_path / "no",
        )


def test_values_are_as_far_apart_as_their_leaves_and_one_step_within_a_leaf(tmp_path):
    rows = [("x", "E11.9"), ("x", "E11.2"), ("y", "E12"), ("y", "I10")]
    found = reached(tmp_path, ["組", "病名"], rows, ILL, of_values("t-closeness", t=1, distance='"hierarchical"'), "")
    # a quarter moves inside the chapter of E (1 of 2), a quarter from E to I (2 of 2)
    assert found == pytest.approx(0.25 / 2 + 0.25)


def test_without_a_hierarchy_words_are_ordered_by_their_letters_and_not_by_how_often_they_come(tmp_path):
    rows = [("x", "い"), ("x", "い"), ("x", "う"), ("y", "あ"), ("y", "い"), ("y", "い")]
    columns = {"組": QUASI, "病名": 'role = "sensitive"'}
    found = reached(tmp_path, ["組", "病名"], rows, columns, of_values("t-closeness", t=1, distance='"ordered"'), "")
    assert found == pytest.approx((1 / 6 + 1 / 6) / 2)


@pytest.mark.parametrize("name", ["E11.9", "Ｅ１１．９", "e11.9", "E11", "Ｅ１１", "ＩＶ 内分泌,栄養及び代謝疾患"])
def test_a_value_may_be_named_as_it_is_written_or_by_a_label_above_it(tmp_path, name):
    rows = [("x", "E11.9")] * 6 + [("x", "I10")] * 4
    named = of_values("alpha-k-anonymity", k=2, alpha=0.6, values=[name])
    assert reached(tmp_path, ["組", "病名"], rows, ILL, named, "") == pytest.approx(0.6)
    too_few = of_values("alpha-k-anonymity", k=2, alpha=0.5, values=[name])
    with pytest.raises(GoalUnreachable):
        run(recipe(tmp_path, ILL, privacy=too_few), out=tmp_path / "no")


def test_a_label_stands_for_all_values_below_it_together(tmp_path):
    rows = [("x", "E11.9")] * 3 + [("x", "E11.2")] * 3 + [("x", "I10")] * 4
    each = of_values("alpha-k-anonymity", k=2, alpha=0.7, values=["E11.9", "E11.2"])
    both = of_values("alpha-k-anonymity", k=2, alpha=0.7, values=["E11"])
    assert reached(tmp_path, ["組", "病名"], rows, ILL, each, "") == pytest.approx(0.3)
    assert reached(tmp_path, ["組", "病名"], rows, ILL, both, "") == pytest.approx(0.6)


def test_a_named_value_that_is_nowhere_in_the_file_is_refused_and_not_shown(tmp_path):
    written(tmp_path, ["組", "病名"], [("x", "HIV")] * 9 + [("x", "なし")])
    columns = {"組": QUASI, "病名": 'role = "sensitive"'}
    asked = of_values("alpha-k-anonymity", k=2, alpha=0.1, values=["なし", "HVI"])
    with pytest.raises(SourceError, match=r"2番目.*病名.*10件") as told:
        run(recipe(tmp_path, columns, privacy=asked), out=tmp_path / "out")
    assert "HIV" not in f"{told.value}{told.value.hint}"


def test_a_person_counts_once_for_an_item_in_however_many_cells_it_stands(tmp_path):
    rows = [
        ("1", "x", "rare;a"),
        ("1", "x", "rare"),
        ("1", "y", "rare"),
        ("2", "x", "a"),
        ("2", "y", "b"),
        ("3", "y", "b"),
    ]
    asked = of_values("km-anonymity", k=1, m=1)
    assert reached(tmp_path, list(PERSONS), rows, PERSONS, asked) == 1
    written(tmp_path, list(PERSONS), rows)
    strict = recipe(tmp_path, PERSONS, privacy=of_values("km-anonymity", k=2, m=1), source='person = "宛名"')
    with pytest.raises(GoalUnreachable):
        run(strict, out=tmp_path / "no")


ALL_ILL = [(str(person), "x", "HIV") for person in range(5)] + [("0", "x", word) for word in "abcdefghij"]


@pytest.mark.parametrize(
    ("privacy", "figure"),
    [
        (of_values("alpha-k-anonymity", k=2, alpha=1.0), 1.0),
        (of_values("l-diversity", l=1, kind='"entropy"'), 1.0),
        (of_values("l-diversity", l=1, kind='"recursive"', c=1.5), 1.0),
    ],
    ids=["alpha", "entropy", "recursive"],
)
def test_what_everybody_of_a_class_has_stays_certain_though_one_of_them_has_more(tmp_path, privacy, figure):
    assert reached(tmp_path, list(PERSONS), ALL_ILL, PERSONS, privacy) == pytest.approx(figure)


@pytest.mark.parametrize(
    ("privacy", "figure"),
    [
        (of_values("beta-likeness", beta=9.0), 1.0),  # 5 of 5 have it here, 5 of 10 in the whole
        (of_values("t-closeness", t=0.9), 0.5 * (4 + 1 / 11) / 5 + 0.5 * 10 / 11 / 5),
    ],
    ids=["beta", "t"],
)
def test_a_class_is_compared_with_the_whole_by_persons_and_not_by_their_rows(tmp_path, privacy, figure):
    rows = ALL_ILL + [(str(person), "y", "flu") for person in range(5, 10)]
    assert reached(tmp_path, list(PERSONS), rows, PERSONS, privacy) == pytest.approx(figure)


SHARES = [
    of_values("alpha-k-anonymity", k=2, alpha=0.5),
    of_values("l-diversity", l=2, kind='"entropy"'),
    of_values("l-diversity", l=2, kind='"recursive"', c=2.0),
    of_values("t-closeness", t=0.5),
    of_values("beta-likeness", beta=0.5),
    of_values("delta-disclosure", delta=9.0),
]


@pytest.mark.parametrize("privacy", SHARES, ids=["alpha", "entropy", "recursive", "t", "beta", "delta"])
def test_the_many_of_whom_no_key_tells_who_they_are_are_not_one_with_the_share_of_one(tmp_path, privacy):
    """Six of nine are ill, but as one person they were one of four."""
    rows = [("", "x", "HIV")] * 6 + [("1", "x", "flu"), ("2", "x", "cold"), ("3", "x", "flu")]
    written(tmp_path, list(PERSONS), rows)
    asked = recipe(tmp_path, PERSONS, privacy=privacy, source='person = "宛名"')
    with pytest.raises(SourceError, match="列「宛名」が空の記録が6件あります"):
        run(asked, out=tmp_path / "out")
    numbers = recipe(tmp_path, PERSONS, k=4, source='person = "宛名"')
    assert run(numbers, out=tmp_path / "out").measured.k == 4
    again = check(tmp_path / "out" / "data.csv", asked)
    assert "だれのものか分からない記録（人を見分ける列が空）が、元のファイルに6件あります" in again.faults[0]


def test_the_average_risk_of_five_persons_in_ten_classes_is_not_that_of_fifty(tmp_path):
    rows = [(str(person), f"{group}", "v") for group in range(10) for person in range(5)]
    written(tmp_path, list(PERSONS), rows)
    asked = recipe(tmp_path, PERSONS, privacy=model("average-risk", limit=0.2), source='person = "宛名"')
    report = run(asked, out=tmp_path / "out")
    assert report.solution.levels["組"] == 1
    assert report.measured.models[0]["reached"] == pytest.approx(0.2)
    assert check(tmp_path / "out" / "data.csv", asked).holds
    fixed = recipe(
        tmp_path,
        PERSONS,
        privacy=model("average-risk", limit=0.9),
        source='person = "宛名"',
        search='method = "levels"\nlevels = { "組" = 0 }',
    )
    with pytest.raises(GoalUnreachable, match="は、許された最も粗い表で2です"):
        run(fixed, out=tmp_path / "no")


def test_spellings_of_one_value_are_one_group_of_the_population(tmp_path):
    (tmp_path / "people.csv").write_text("年齢\n25\n２５\n30\n30\n", encoding="utf-8")
    written(tmp_path, ["年齢", "病名"], [("25", "a"), ("30", "b")])
    columns = {"年齢": 'role = "quasi"\nhierarchy = { name = "age" }', "病名": 'role = "sensitive"'}
    presence = model("delta-presence", minimum=0.4, maximum=0.6, population='{ path = "people.csv" }')
    report = made(tmp_path, ["年齢", "病名"], [("25", "a"), ("30", "b")], columns, presence)
    assert report.solution.levels["年齢"] == 0


@pytest.mark.parametrize("spare", [1, 1 << 40])
def test_a_tally_of_very_many_classes_and_persons_does_not_run_over(spare):
    """Cells × persons would be beyond 64 bits: two persons in the first class and two in the last."""
    tally = tally_of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    wide = type(tally)(tally.cells, tally.weights, tally.shared_cells, tally.shared_persons * spare, 2 * spare)
    moved = wide.moved(np.array([5, 1 << 30], dtype=np.int32), 1, (1 << 30) + 1)
    assert moved.shared_cells.tolist() == [5, 5, 1 << 30, 1 << 30]
    assert moved.shared_persons.tolist() == [0, spare, 0, spare]

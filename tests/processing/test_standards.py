from collections import Counter
from datetime import date

import pytest

from oboro.documents.evidence import english
from oboro.engine.histories import Together
from oboro.engine.table import Role
from oboro.exchange.delivery import StandardMet
from oboro.kernel.errors import NotLawful, UsageError
from oboro.law.regime import BodyKind, Scheme, regime
from oboro.law.standards import standards as law_standards
from oboro.processing.standards import (
    ColumnDone,
    Facts,
    Judgement,
    as_json,
    checklist,
    read_judgements,
    read_listed,
    refuse_open,
)
from oboro.processing.written import Written, counted

TODAY = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 6, 1))
OLD = regime(Scheme.GYOKOHO_2017, body=BodyKind.NATIONAL_ORGAN, on=date(2018, 6, 1))
COLUMNS = (
    ColumnDone("氏名", Role.IDENTIFIER, "項目削除"),
    ColumnDone("個人番号", Role.CODE, "項目削除"),
    ColumnDone("宛名番号", Role.LINK, "項目削除"),
    ColumnDone("備考", Role.TEXT, "項目削除"),
    ColumnDone("年齢", Role.QUASI, "一般化"),
    ColumnDone("職業", Role.SENSITIVE, "そのまま"),
)


def table(**values):
    counted = {name: Counter(counts) for name, counts in values.items()}
    return Written(records=10, values=counted)


def facts(**changes):
    standing = {
        "columns": COLUMNS,
        "written": table(年齢={"20-29": 10}, 職業={"農業": 5, "漁業": 5}),
        "k": 5,
        "promised": 5,
        "one_row_each": True,
    }
    return Facts(**(standing | changes))


def by_place(lines):
    return {(line.standard, line.column): line.done for line in lines}


@pytest.mark.parametrize("law", [TODAY, OLD], ids=["appi", "gyokoho_2017"])
def test_every_standard_of_the_law_meets_every_column_it_speaks_of(law):
    collation = ("nature", "（ほかの情報との照合）")
    judged = [Judgement(*collation, "攻撃の試験で確かめた", "対照群と変わらない", "確認者")] if law is OLD else []
    lines = checklist(law, facts(), judged)
    asked = {collation: True} if law is OLD else {}
    assert by_place(lines) == asked | {
        ("identifying", "氏名"): True,
        ("identifying", "備考"): True,
        ("identifying", "年齢"): True,
        ("codes", "個人番号"): True,
        ("links", "宛名番号"): True,
        ("peculiar", "年齢"): True,
        ("peculiar", "職業"): True,
        ("nature", ""): True,
    }
    assert {line.standard for line in lines} == {standard.key for standard in law_standards(law)}
    refuse_open(law, lines)


def test_a_standard_without_a_column_still_has_its_line():
    lines = checklist(TODAY, facts(columns=COLUMNS[4:]))
    assert {place for place in by_place(lines) if place[1] == ""} == {
        ("codes", ""),
        ("links", ""),
        ("nature", ""),
    }


def test_a_column_that_had_to_go_and_stands_in_the_table_is_open():
    lines = checklist(TODAY, facts(written=table(年齢={"20": 10}, 個人番号={"x": 10}, 職業={"農業": 10})))
    assert by_place(lines)["codes", "個人番号"] is False
    with pytest.raises(NotLawful, match="「個人番号」"):
        refuse_open(TODAY, lines)


def test_too_small_a_crowd_opens_all_that_rests_on_it():
    open_places = {place for place, done in by_place(checklist(TODAY, facts(k=4))).items() if not done}
    assert open_places == {("identifying", "年齢"), ("peculiar", "年齢"), ("nature", "")}


def test_a_recipe_that_promises_no_crowd_leaves_the_table_open():
    assert by_place(checklist(TODAY, facts(k=5, promised=0)))["nature", ""] is False


def test_rare_values_are_open_and_counted_but_never_shown():
    lines = checklist(TODAY, facts(written=table(年齢={"20": 10}, 職業={"農業": 8, "canary": 2})))
    line = next(line for line in lines if (line.standard, line.column) == ("peculiar", "職業"))
    assert line == StandardMet(
        "peculiar", "職業", done=False, step="そのまま", proof="5件に満たない値が1種類あり、判断が要る"
    )
    assert "canary" not in str(as_json(lines))


def test_when_a_person_may_have_several_records_counts_of_records_prove_nothing():
    assert by_place(checklist(TODAY, facts(one_row_each=False)))["peculiar", "職業"] is False


def judged(**changes):
    parts = {"standard": "peculiar", "column": "職業", "step": "そのまま", "proof": "公表の統計にある", "by": "確認者"}
    return Judgement(**(parts | changes))


def test_an_officer_may_judge_a_rare_value_by_name_and_reason():
    standing = facts(written=table(年齢={"20": 10}, 職業={"農業": 8, "漁業": 2}))
    lines = checklist(TODAY, standing, [judged()])
    line = next(line for line in lines if (line.standard, line.column) == ("peculiar", "職業"))
    assert line.done
    assert line.proof == "公表の統計にある（判断：確認者。5件に満たない値が1種類あり、判断が要る）"
    refuse_open(TODAY, lines)


@pytest.mark.parametrize(
    "change",
    [
        {"standard": "codes", "column": "個人番号"},
        {"standard": "nature", "column": ""},
        {"standard": "peculiar", "column": "年齢"},
    ],
)
def test_what_removal_or_numbers_must_meet_cannot_be_judged_away(change):
    with pytest.raises(UsageError, match="認められません"):
        checklist(TODAY, facts(k=4), [judged(**change)])


@pytest.mark.parametrize("change", [{"column": "所得"}, {"standard": "unheard"}])
def test_a_judgement_on_a_line_that_is_not_there_is_refused(change):
    with pytest.raises(UsageError, match="当たる行が"):
        checklist(TODAY, facts(), [judged(**change)])


def test_a_judgement_without_a_reason_is_refused():
    with pytest.raises(UsageError, match="空の"):
        checklist(TODAY, facts(), [judged(proof="")])


def test_open_lines_are_told_with_their_citation():
    with pytest.raises(NotLawful, match=r"3件.*規則.*「年齢」.*「表の全体」"):
        refuse_open(TODAY, checklist(TODAY, facts(k=4)))


def test_judgements_are_read_from_the_workspace(tmp_path):
    path = tmp_path / "judgements.toml"
    assert read_judgements(path) == ()
    path.write_text(
        '[[judgement]]\nstandard = "peculiar"\ncolumn = "職業"\nstep = "そのまま"\nproof = "公表の統計にある"\nby = "確認者"\n',
        encoding="utf-8",
    )
    assert read_judgements(path) == (judged(),)


@pytest.mark.parametrize(
    "text", ["[[judgement]", "x = 1", "judgement = 1", '[[judgement]]\nstandard = "peculiar"', "[[judgement]]\nk = 1"]
)
def test_a_judgements_file_that_cannot_be_read_is_refused(text, tmp_path):
    (tmp_path / "judgements.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"judgements\.toml"):
        read_judgements(tmp_path / "judgements.toml")


def test_a_written_column_that_looks_like_a_code_is_open_until_it_is_judged():
    suspected = facts(suspects={"職業": "個人番号"})
    line = next(line for line in checklist(TODAY, suspected) if (line.standard, line.column) == ("codes", "職業"))
    assert (line.done, line.proof) == (False, "値が個人番号の形をしているので、判断が要る")
    decided = checklist(TODAY, suspected, [judged(standard="codes", proof="分類の番号である")])
    assert by_place(decided)["codes", "職業"] is True


def test_the_scheme_of_2017_asks_about_other_information_until_an_officer_has_judged():
    waiting = [line for line in checklist(OLD, facts(attacked="攻撃の試験7種で最も高い危険は1.0%")) if not line.done]
    assert [(line.standard, line.column) for line in waiting] == [("nature", "（ほかの情報との照合）")]
    assert "最も高い危険は1.0%" in waiting[0].proof
    assert "規則第2条" in waiting[0].proof
    with pytest.raises(NotLawful, match="照合"):
        refuse_open(OLD, waiting)
    assert [line for line in checklist(TODAY, facts()) if not line.done] == []


@pytest.mark.parametrize(("earlier", "done"), [((5, 0), True), ((4, 0), False), ((9, 1), False)])
def test_what_was_provided_before_must_not_cut_the_crowd(earlier, done):
    line = checklist(TODAY, facts(earlier=[earlier]))[-1]
    assert (line.column, line.done) == ("（前に提供した情報との組合せ）", done)


@pytest.mark.parametrize(
    ("reached", "visible", "done"), [(4, True, False), (4, False, True), (5, True, True), (None, True, True)]
)
def test_what_is_left_of_histories_stands_open_where_the_table_shows_it(reached, visible, done):
    one = Together("rare-events", "レコード削除", ("病名",), 5, reached, visible)
    line = checklist(TODAY, facts(together=[one]))[-1]
    assert (line.standard, line.column, line.done) == ("nature", "（履歴の組合せ）", done)
    judged = Judgement("nature", "（履歴の組合せ）", "そのまま", "一人だけ少ない", "確認者")
    assert checklist(TODAY, facts(together=[one]), [judged])[-1].done


@pytest.mark.parametrize("standard", ["identifying", "links"])
def test_a_column_that_seems_to_identify_or_link_is_open_until_it_is_judged(standard):
    seeming = facts(seeming={"職業": (standard, "氏名")})
    assert by_place(checklist(TODAY, seeming))[(standard, "職業")] is False
    judged = Judgement(standard, "職業", "そのまま", "職業の名である", "確認者")
    assert by_place(checklist(TODAY, seeming, [judged]))[(standard, "職業")] is True


def test_every_word_of_the_checklist_has_english():
    """Proofs, steps and lines of the table as a whole: what the program says, not what an officer wrote."""
    gone = facts(k=3, written=table(氏名={"x": 1}, 年齢={"20": 1}, 職業={"農業": 1}), one_row_each=False)
    judged = [Judgement("peculiar", "職業", "残した", "足りる", "確認者")]
    many = [
        facts(
            earlier=[(3, 1)],
            together=[Together("rare-events", "", ("職業",), 5, n, seen) for n in (None, 4) for seen in (True, False)],
            suspects={"職業": "旅券の番号"},
            listed={"職業": 2},
            attacked="攻撃の試験5種で最も高い危険は1.0%（95%区間0.0%〜2.0%、一人を選び出す）",
        ),
        facts(
            attacked="攻撃の試験5種で最も高い危険は0.0%（95%区間0.0%〜90.0%、言い当てる）"
            "、推定値が最も高い危険は17.0%（95%区間10.0%〜25.0%、一人を選び出す）",
        ),
        facts(columns=COLUMNS[4:], keyed=frozenset(), written=table(職業={"農業": 1, "漁業": 9})),
        facts(columns=(ColumnDone("番号", Role.PSEUDONYM, "仮ID化"),), one_row_each=False, keyed=frozenset({"番号"})),
        facts(columns=(ColumnDone("番号", Role.PSEUDONYM, "仮ID化"), *COLUMNS), one_row_each=False),
        gone,
    ]
    lines = [line for one in many for law in (TODAY, OLD) for line in checklist(law, one)]
    lines += checklist(TODAY, facts(written=table(年齢={"2": 9}, 職業={"農業": 1})), judged)
    said = {text for line in lines for text in (line.proof, *([line.column] if line.column.startswith("（") else []))}
    assert {text for text in said if english.sentence(text) == text} == set()
    steps = {line.step for line in lines} - {"残した"}
    assert {step for step in steps if step and english.treatment(step) == step} == set()


def test_a_surrogate_lets_the_persons_of_each_value_be_counted(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("仮ID,職業\na,農業\na,農業\nb,農業\nc,漁業\nc,漁業\nc,漁業\n", encoding="utf-8")
    held = counted(path, surrogate="仮ID")
    assert held.rarest("職業", below=2) == 1
    assert counted(path).rarest("職業", below=3) == 0
    columns = (ColumnDone("職業", Role.SENSITIVE, "そのまま"),)
    told = checklist(TODAY, facts(columns=columns, written=held, one_row_each=False, k=2, promised=2))
    line = next(line for line in told if line.standard == "peculiar")
    assert (line.done, "人に満たない値が1種類" in line.proof) == (False, True)


def test_what_the_offices_list_names_must_be_gone_and_cannot_be_judged_away(tmp_path):
    (tmp_path / "peculiar.csv").write_text("項目,値\n職業,漁業\n,20-29\n年齢,116\n", encoding="utf-8")
    listed = read_listed(tmp_path / "peculiar.csv", facts().written)
    assert listed == {"職業": 1, "年齢": 1}
    waiting = [line for line in checklist(TODAY, facts(listed=listed)) if not line.done]
    assert [(line.standard, line.column) for line in waiting] == [("peculiar", "年齢"), ("peculiar", "職業")]
    assert not any("漁業" in line.proof for line in waiting)
    with pytest.raises(UsageError, match="認められません"):
        checklist(TODAY, facts(listed=listed), [Judgement("peculiar", "職業", "a", "b", "c")])
    assert read_listed(tmp_path / "none.csv", facts().written) == {}
    (tmp_path / "wrong.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(UsageError, match="見出し"):
        read_listed(tmp_path / "wrong.csv", facts().written)

"""A file's free text columns: placeholders in the copy, places on the review list, and decisions taken back."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.freetext.file import FIELDS, KEEP, REPLACE, redact_file
from oboro.engine.freetext.spans import Gazetteer, fold
from oboro.engine.reading import Source
from oboro.kernel.errors import ColumnMismatch, UsageError

ROWS = [
    ("番号", "氏名", "電話", "備考"),
    ("1", "小鳥遊　螢", "047-000-1111", "小鳥遊さんへ連絡。\n047-000-1111"),
    ("1", "小鳥遊　螢", "047-000-1111", "小鳥遊氏は希望なし"),
    ("2", "山本　希望", "", "郵送を希望"),
    ("3", "川田　一", "", "ソフトバンクに照会"),
]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "f.csv"
    with path.open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows(ROWS)
    return Source(path, encoding="cp932", person="番号")


def make(source: Source, folder: Path, **more):
    wish = {"columns": ["備考"], "known": {"氏名": "name", "電話": "phone"}, "words": False} | more
    told = redact_file(source, out=folder / "o.csv", review=folder / "r.csv", **wish)
    with (folder / "o.csv").open(encoding="utf-8", newline="") as file:
        return told, list(csv.reader(file))


def review(folder: Path) -> list[list[str]]:
    with (folder / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_copy_has_placeholders_and_every_other_value_as_it_was(source, tmp_path):
    told, rows = make(source, tmp_path)
    assert [row[3] for row in rows[1:]] == [
        "〔氏名1〕さんへ連絡。\n〔電話番号1〕", "〔氏名1〕氏は〔氏名2〕なし", "郵送を〔氏名1〕", "ソフトバンクに照会",
    ]  # fmt: skip
    assert [row[:3] for row in rows] == [list(row[:3]) for row in ROWS]
    assert (told.records, dict(told.replaced["備考"])) == (4, {"name": 4, "phone": 1})


def test_a_word_said_to_be_ordinary_is_no_name_but_the_whole_name_is(source, tmp_path):
    _, rows = make(source, tmp_path, common=["希望"])
    assert rows[3][3] == "郵送を希望"
    found = Gazetteer([("name", "山本　希望")], common=["希望"]).find(fold("山本希望が希望"))
    assert [(span.start, span.end) for span in found] == [(0, 4)]


def test_the_list_names_places_and_never_the_words(source, tmp_path):
    told, _ = make(source, tmp_path, words=True)
    rows = review(tmp_path)
    assert tuple(rows[0]) == FIELDS
    assert len(rows) - 1 == told.doubts["備考"] > 0
    whole = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert [word for word in ("小鳥遊", "螢", "山本", "希望", "ソフトバンク", "047") if word in whole] == []


def test_what_is_in_doubt_is_replaced_until_somebody_decides_to_keep_it(source, tmp_path):
    _, rows = make(source, tmp_path, words=True)
    assert rows[4][3] == "〔固有名詞1〕に照会"
    listed = review(tmp_path)
    for row in listed[1:]:
        row[7] = KEEP if row[2] == "4" else REPLACE
    with (tmp_path / "d.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(listed)
    told, rows = make(source, tmp_path, words=True, decided=tmp_path / "d.csv")
    assert (rows[4][3], told.kept) == ("ソフトバンクに照会", 1)
    assert rows[3][3] == "郵送を〔氏名1〕"
    assert [row[7] for row in review(tmp_path)[1:] if row[2] == "4"] == [KEEP]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["0" * 16, "備考", "4", "6", "1", "6", "", KEEP], "2行目は、別のファイル"),
        ([None, "備考", "4", "6", "1", "6", "", "はい"], "2行目の「決定」"),
        ([None, "備考", "四", "6", "1", "6", "", KEEP], "一覧d.csvが読めません"),
    ],
)
def test_decisions_that_cannot_be_are_refused_by_line_and_nothing_is_written(source, tmp_path, line, told):
    make(source, tmp_path, words=True)
    mark = review(tmp_path)[1][0]
    before = (tmp_path / "o.csv").read_bytes()
    with (tmp_path / "d.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([FIELDS, [mark if cell is None else cell for cell in line]])
    with pytest.raises(UsageError, match=told):
        make(source, tmp_path, decided=tmp_path / "d.csv")
    assert (tmp_path / "o.csv").read_bytes() == before


def test_a_column_that_is_not_there_is_refused(source, tmp_path):
    with pytest.raises(ColumnMismatch, match="メモ"):
        make(source, tmp_path, columns=["メモ"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.csv"]


@given(st.lists(st.text("あいう髙", min_size=2, max_size=4), max_size=6), st.text("あいう髙高", max_size=20))
@settings(max_examples=200, deadline=None, database=None)
def test_the_files_own_values_are_found_wherever_plain_search_finds_one(values, text):
    folded = fold(text)
    found = Gazetteer([("address", value) for value in values]).find(folded)
    covered = {place for span in found for place in range(span.start, span.end)}
    for value in values:
        word = fold(value).text
        at = folded.text.find(word)
        assert at < 0 or covered & set(range(at, at + len(word)))
    assert all(folded.text[span.start : span.end] in {fold(value).text for value in values} for span in found)

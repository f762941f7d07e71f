"""Files that could be read as something they are not: mended where that is safe, refused with a word where not."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.guessing import guess
from oboro.engine.reading import header, records
from oboro.engine.survey import survey
from oboro.kernel.errors import SourceUnreadable
from oboro.law.regime import BodyKind, Scheme, regime

LAW = regime(Scheme.APPI, body=BodyKind.MUNICIPALITY, on=date(2026, 4, 1))
NAMES = ["宛名番号", "性別", "金額"]
ROWS = [[f"{n * 7919 % 10**8:08d}", "男女"[n % 2], str(n)] for n in range(40)]


def written(path: Path, *, sign: str = ",", behind_header: str = "", behind: str = "", end: str = "") -> Path:
    lines = [sign.join(NAMES) + behind_header, *(sign.join(row) + behind for row in ROWS)]
    path.write_text("\n".join(lines) + "\n" + end, encoding="utf-8")
    return path


@pytest.mark.parametrize(("behind_header", "behind"), [(",", ","), (",", ""), ("", ","), (",,", ",,"), (", ", ",")])
def test_delimiters_that_end_the_lines_are_no_columns(tmp_path: Path, behind_header: str, behind: str):
    source = guess(written(tmp_path / "f.csv", behind_header=behind_header, behind=behind))
    assert header(source) == tuple(NAMES)
    assert [fields for _, fields in records(source)] == ROWS
    with DuckDB(source, scratch=tmp_path) as loaded:
        assert loaded.records == len(ROWS)
        assert loaded.columns == tuple(NAMES)


def test_a_value_below_a_column_without_a_name_is_refused_with_its_line(tmp_path: Path):
    path = written(tmp_path / "f.csv", behind_header=",", behind=",")
    path.write_text(path.read_text(encoding="utf-8").replace(",7,\n", ",7,秘\n"), encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="9行目は4列ですが、見出しは3列") as told:
        survey(guess(path), regime=LAW)
    assert "秘" not in str(told.value)


def test_the_mark_of_the_end_of_a_file_is_no_record(tmp_path: Path):
    assert survey(guess(written(tmp_path / "f.csv", end="\x1a")), regime=LAW).records == len(ROWS)


@pytest.mark.parametrize("sign", ["^", "~", "、", ":", "#", "  "])
def test_a_delimiter_that_nobody_named_is_asked_for(tmp_path: Path, sign: str):
    with pytest.raises(SourceUnreadable, match="1列として読めましたが") as told:
        survey(guess(written(tmp_path / "f.csv", sign=sign)), regime=LAW)
    assert "--delimiter" in told.value.hint
    assert survey(guess(written(tmp_path / "f.csv", sign="^"), delimiter="^"), regime=LAW).records == len(ROWS)


def test_a_delimiter_that_is_named_wrongly_is_told(tmp_path: Path):
    with pytest.raises(SourceUnreadable, match="「,」が同じ数だけ"):
        survey(guess(written(tmp_path / "f.csv"), delimiter=";"), regime=LAW)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("氏名 漢字", ["佐藤 花子", "鈴木 一"]),
        ("備考", ["あ、い、う", "い"]),
        ("電話・携帯", ["03・1", "04・2"]),
        ("a_b", ["1_2", "3_4"]),
    ],
)
def test_a_file_of_one_column_is_a_file_of_one_column(tmp_path: Path, name: str, values: list[str]):
    (tmp_path / "f.csv").write_text("\n".join([name, *values * 5]) + "\n", encoding="utf-8")
    assert survey(guess(tmp_path / "f.csv"), regime=LAW).records == 10


def test_the_delimiter_is_the_sign_of_most_lines_not_of_the_fullest(tmp_path: Path):
    path = written(tmp_path / "f.csv", sign="\t")
    path.write_text(path.read_text(encoding="utf-8").replace("\t7\n", "\t1,2,3,4,5,6,7,8\n"), encoding="utf-8")
    assert guess(path).delimiter == "\t"


def book(path: Path, *, joined: str = "", formula: str = "", title: bool = False) -> Path:
    made = openpyxl.Workbook()
    for row in [*([["一覧", "", ""]] if title else []), NAMES, *ROWS]:
        made.active.append(row)
    if joined:
        made.active.merge_cells(joined)
    if formula:
        made.active["C5"] = formula
    made.save(path)
    return path


def test_joined_cells_below_the_header_lose_values_and_are_refused(tmp_path: Path):
    with pytest.raises(SourceUnreadable, match="結合したセル"):
        list(records(guess(book(tmp_path / "f.xlsx", joined="B3:B6"))))


def test_a_joined_title_above_the_header_does_no_harm(tmp_path: Path):
    source = guess(book(tmp_path / "f.xlsx", joined="A1:C1", title=True))
    assert (source.skip, len(list(records(source)))) == (1, len(ROWS))


def test_formulas_that_were_never_reckoned_are_refused(tmp_path: Path):
    with pytest.raises(SourceUnreadable, match="計算した結果の入っていない数式"):
        list(records(guess(book(tmp_path / "f.xlsx", formula='=B5&"様"'))))

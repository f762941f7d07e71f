"""A corpus of tables as offices have them: what is read, and what is refused with its position and never its content."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from oboro.documents.book.reading import read
from oboro.kernel.errors import SourceUnreadable

HEADS = ["番号", "名称", "利用目的", "記録項目"]
SECRET = "髙橋花子"


def table(content):
    return read(content, knows=set(HEADS).__contains__)


def csv_of(*rows, encoding="utf-8"):
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def excel_of(*sheets, merge=None):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932"), ("utf-16", "utf-16")]
)
def test_each_encoding_is_recognised(encoding, named):
    found = table(csv_of(HEADS, ["1", "髙﨑①㈱の台帳", "公証", "氏名"], encoding=encoding))
    assert (found.encoding, found.lines[0].cells["名称"]) == (named, "髙﨑①㈱の台帳")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_title_above_the_heads_and_empty_rows_are_passed_over(line_end):
    text = line_end.join(["甲市個人情報ファイル簿,,,", ",,,", ",".join(HEADS), ",,,", "1,台帳,公証,氏名"])
    (line,) = table(text.encode()).lines
    assert (line.row, line.cells) == (5, {"番号": "1", "名称": "台帳", "利用目的": "公証", "記録項目": "氏名"})


def test_a_cell_of_several_lines_and_commas_stays_whole():
    found = table((",".join(HEADS) + '\r\n1,台帳,"公証、""その他""","氏名\r\n住所"').encode())
    assert found.lines[0].cells["利用目的"] == '公証、"その他"'
    assert found.lines[0].cells["記録項目"].split() == ["氏名", "住所"]


def test_tab_separated_unicode_text_is_read():
    text = "\r\n".join("\t".join(row) for row in (HEADS, ["1", "台帳", "公証", "氏名"]))
    assert table(text.encode("utf-16")).lines[0].cells["番号"] == "1"


def test_each_sheet_with_heads_is_read_and_others_are_named():
    rows = [HEADS, ["001", "台帳", "公証", "氏名"]]
    found = table(excel_of(("市長部局", rows), ("教育委員会", rows), ("メモ", [["連絡先"], ["電話"]])))
    assert [line.sheet for line in found.lines] == ["シート「市長部局」", "シート「教育委員会」"]
    assert found.notes == ["シート「メモ」：見出しの行が見つからないので、読みません。"]
    assert found.lines[0].cells["番号"] == "001"


def test_numbers_and_days_of_excel_become_text():
    found = table(excel_of(("簿", [HEADS, [1200.0, "台帳", date(2026, 4, 1), True]])))
    assert found.lines[0].cells == {"番号": "1200", "名称": "台帳", "利用目的": "2026-04-01", "記録項目": "有"}


def test_a_merged_cell_is_explained_with_its_place():
    found = table(excel_of(("簿", [HEADS, ["1", "台帳", "公証", "氏名"], ["2", "", "", ""]]), merge="B2:B3"))
    assert found.problems == [
        "シート「簿」のB2:B3：セルが結合されています。結合を解き、すべてのセルに値を書いてください。"
    ]


def test_a_merged_title_above_the_heads_does_no_harm():
    rows = [["簿", "", "", ""], HEADS, ["1", "台帳", "公証", "氏名"]]
    assert table(excel_of(("簿", rows), merge="A1:D1")).problems == []


def with_macro():
    stream = io.BytesIO(excel_of(("簿", [HEADS])))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return stream.getvalue()


def broken_cp932(at_line):
    rows = [",".join(HEADS), *(f"{number},台帳,公証,{SECRET}" for number in range(1, 6))]
    lines = [row.encode("cp932") for row in rows]
    lines[at_line - 1] = lines[at_line - 1] + b"\x82"
    return b"\r\n".join(lines)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (broken_cp932(4), "4行目に"),
        (broken_cp932(2), "2行目に"),
        (b"\xef\xbb\xbf" + csv_of(HEADS) + b"\r\n1,\xff", "2行目に"),
        (csv_of(HEADS).decode().encode() + b'\r\n1,"' + SECRET.encode(), "2行目で、引用符"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "古い形式"),
        (with_macro(), "マクロ"),
        (excel_of(("簿", [HEADS]))[:300], "壊れています"),
        (csv_of(["連絡先"], [SECRET]), "見出しの行"),
        (csv_of(HEADS), "見出しの行"),
        (b"", "見出しの行"),
        (b"\x00\x01\x02\x03" * 50, "表のファイルではありません"),
        (b"PK\x03\x04" + b"\x00" * 50, "壊れています"),
    ],
    ids=[
        "broken cp932 in line 4", "broken cp932 in line 2", "broken utf-8", "open quotation mark", "old excel", "macro",
        "cut off", "no heads", "heads only", "empty", "bytes", "no archive",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(content, said):
    with pytest.raises(SourceUnreadable) as refused:
        table(content)
    assert said in refused.value.message
    assert refused.value.hint
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_cp932_file_cut_anywhere_is_read_or_refused_but_never_misread(cut):
    whole = csv_of(HEADS, ["1", "台帳", "公証", "氏名住所電話"], encoding="cp932")
    try:
        found = table(whole[:-cut])
    except SourceUnreadable:
        return
    assert "1,台帳,公証,氏名住所電話".startswith(",".join(found.lines[0].cells.values()))

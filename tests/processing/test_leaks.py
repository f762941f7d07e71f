import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.reading import Source
from oboro.kernel.errors import CheckFailed
from oboro.processing.leaks import SHORTEST, folded, leaks, refuse_leaks
from oboro.processing.written import counted

HIDDEN = {"氏名": "identifier", "個人番号": "code", "世帯番号": "link"}
HEADER = "氏名,個人番号,世帯番号,年齢,備考\n"


@pytest.fixture
def scan(tmp_path):
    def look(source, table, crowd=2):
        (tmp_path / "source.csv").write_text(HEADER + source, encoding="utf-8")
        (tmp_path / "data.csv").write_text(table, encoding="utf-8")
        return leaks(Source(tmp_path / "source.csv"), counted(tmp_path / "data.csv"), hidden=HIDDEN, crowd=crowd)

    return look


def test_a_clean_table_leaks_nothing(scan):
    assert scan("東山 ひがしの,123456789018,S-00012,20,\n", "年齢,備考\n20-29,\n") == {}


@pytest.mark.parametrize("cell", ["123456789018", "1234-5678-9018", "１２３４ ５６７８ ９０１８"])
def test_a_code_in_another_column_is_found_however_it_is_written(cell, scan):
    assert scan("x,123456789018,S-00012,20,\n", f"年齢,備考\n20-29,{cell}\n") == {"個人番号": 1}


def test_different_values_are_counted_column_by_column(scan):
    source = "東山ひがしのひ,1,S-00012,20,\n西山にしのにし,2,S-00013,30,\n西山にしのにし,3,S-00013,30,\n"
    table = "備考\n東山ひがしのひ\n西山にしのにし\nS-00013\nS-00013\nS-00013\n"
    assert scan(source, table) == {"氏名": 2, "世帯番号": 1}


def test_a_coarse_value_that_a_crowd_holds_points_to_nobody(scan):
    source = "北海道札幌市,123456789018,S-00012,20,\n"
    assert scan(source, "備考\n北海道札幌市\n北海道札幌市\n", crowd=2) == {}
    assert scan(source, "備考\n北海道札幌市\n", crowd=2) == {"氏名": 1}


def test_a_crowd_excuses_no_code(scan):
    assert scan("x,123456789018,S-00012,20,\n", "備考\n" + "123456789018\n" * 9) == {"個人番号": 1}


def test_short_values_coincide_by_chance_and_are_not_compared(scan):
    assert scan("x,12345,S-1,20,\n", "備考\n12345\nS-1\n") == {}


def test_a_leak_is_refused_naming_column_and_count_but_no_value(tmp_path):
    (tmp_path / "source.csv").write_text(HEADER + "canary-name,x,y,20,\n", encoding="utf-8")
    (tmp_path / "data.csv").write_text("備考\ncanary-name\n", encoding="utf-8")
    with pytest.raises(CheckFailed, match="「氏名」の値が1種類") as refusal:
        refuse_leaks(Source(tmp_path / "source.csv"), counted(tmp_path / "data.csv"), hidden=HIDDEN, crowd=2)
    assert "canary" not in str(refusal.value)


cells = st.text("ab1-", max_size=8)


@settings(max_examples=60)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.lists(cells, min_size=1, max_size=8))
def test_what_is_found_is_what_two_loops_find(tmp_path_factory, rows, table):
    folder = tmp_path_factory.mktemp("scan")
    (folder / "s.csv").write_text("氏名,個人番号,x\n" + "".join(f"{a},{b},.\n" for a, b in rows), encoding="utf-8")
    (folder / "d.csv").write_text("備考,y\n" + "".join(f"{cell},.\n" for cell in table), encoding="utf-8")
    found = leaks(Source(folder / "s.csv"), counted(folder / "d.csv"), hidden=HIDDEN, crowd=2)
    standing = [folded(cell) for cell in table if len(folded(cell)) >= SHORTEST]
    names = {folded(a) for a, _ in rows if standing.count(folded(a)) == 1}
    codes = {folded(b) for _, b in rows if folded(b) in standing}
    assert found == {key: len(values) for key, values in (("氏名", names), ("個人番号", codes)) if values}

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from oboro.processing.written import counted


def test_a_table_is_counted_column_by_column(tmp_path):
    (tmp_path / "data.csv").write_text("年齢,職業\n20,農業\n20,\n30,農業\n", encoding="utf-8")
    written = counted(tmp_path / "data.csv")
    assert (written.columns, written.records) == (("年齢", "職業"), 3)
    assert written.values == {"年齢": Counter({"20": 2, "30": 1}), "職業": Counter({"農業": 2, "": 1})}
    assert [written.rarest("職業", below=bar) for bar in (1, 2, 3)] == [0, 0, 1]  # a blank says nothing rare


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1, max_size=30))
def test_counts_are_those_of_the_rows(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("table") / "data.csv"
    path.write_text("one,two\n" + "".join(f"{one},{two}\n" for one, two in rows), encoding="utf-8")
    written = counted(path)
    assert written.values == {"one": Counter(one for one, _ in rows), "two": Counter(two for _, two in rows)}
    assert written.records == len(rows)

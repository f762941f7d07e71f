"""The codebook speaks of the values that stand in the table, whatever was asked for."""

import pytest

from oboro.processing.describing import described


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["20-24", "25-29", "90以上"], "5ごとの範囲と、端の「以上」「以下」"),
        (["[20, 30]", "[31, 35]"], "範囲（幅は一様でない）"),
        (["1980", "1981"], "年"),
        (["1980年5月", "1981年12月"], "年月"),
        (["2020-01-02"], "年月日"),
        (["男", "女", "*", ""], "2種類の区分。「*」は区別しない。空欄は値がないか、示さない"),
        ([str(n) for n in range(1000, 1040)] + ["12.5"], "数"),
        ([f"区分{n}" for n in range(50)], "50種類の区分"),
        (["0123456789abcdef0123"], "仮ID（同じ人の記録に同じ文字列）"),
        (["*"], "値を示さない。「*」は区別しない"),
    ],
)
def test_a_column_is_described_by_what_stands_in_it(values, told):
    assert described(values) == told


def test_no_value_is_named():
    assert described(["渡守職人", "鷹匠見習"]) == "2種類の区分"

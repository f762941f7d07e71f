"""The menu for proposers: what granularity, k and size are feasible for a file, without anybody's data.

Numbers of people are rounded down to hundreds and small ones are not shown, so that the page may be published.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from oboro.documents.evidence.parts import note, page, table

STEP = 100
_HOW = (
    "「同じ組合せの人」は、識別につながり得る項目の値がすべて同じ人を、少なくとも何人にそろえるかです。多いほど安全で、項目は粗くなります。"
    "「まとめ方」は、その項目の段の番号で、大きいほど粗くまとめます（例：生年月日を月、年、5年ごと、…）。"
    "人数は100人ごとに切り捨てています。"
)


def rounded(points: Sequence[Mapping[str, Any]], *, fewest: int) -> list[dict[str, Any]]:
    """The points as they may be published: fewer than `fewest` people is not feasible, others by the hundred."""
    told = []
    for point in points:
        few = not point["feasible"] or point["persons"] < fewest
        line: dict[str, Any] = {"k": point["k"], "limit": point["limit"], "feasible": not few}
        if not few:
            tops = point["highest_levels"]
            line["persons"] = point["persons"] // STEP * STEP
            line["items"] = {name: [level, tops[name]] for name, level in point["levels"].items()}
            line["loss"] = round(point["loss"], 2)
        told.append(line)
    return told


def menu(name: str, lines: Sequence[Mapping[str, Any]]) -> str:
    """The page: one line for each k and share of records that may be removed."""
    rows = [
        (
            f"{line['k']}人以上",
            f"{100 * line['limit']:g}%まで",
            f"{line['persons']:,}人以上" if line["feasible"] else "できない",
            "、".join(_item(*one) for one in line["items"].items()) if line["feasible"] else "",
        )
        for line in lines
    ]
    head = ["同じ組合せの人", "除いてよい記録", "作れる本人の数", "項目の細かさ"]
    text = "提案の前に、どのくらいの細かさと人数で作れるかの目安です。作れることを約束するものではありません。"
    return page(f"作成の目安（{name}）", [f"<p>{escape(text)}</p>", table("作成の目安", head, rows), note(_HOW)])


# ---------------------------------------------------------------------------------------------------------------


def _item(name: str, place: Sequence[int]) -> str:
    level, top = place
    words = "そのまま" if level == 0 else "項目ごと除く" if level == top else f"まとめ方{level}（{top}段のうち）"
    return f"{name}：{words}"

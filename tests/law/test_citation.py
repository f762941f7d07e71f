"""A shorthand becomes a place, and a place becomes Japanese."""

import pytest

from oboro.law.citation import Citation, parse

TITLES = {"法": "個人情報の保護に関する法律", "令": "施行令", "法附則": "附則"}


@pytest.mark.parametrize(
    ("shorthand", "parts", "place"),
    [
        ("法112", ("112", None, None), "第112条"),
        ("法112②", ("112", 2, None), "第112条第2項"),
        ("法112②三", ("112", 2, "3"), "第112条第2項第3号"),
        ("法113四", ("113", None, "4"), "第113条第4号"),
        ("法44の7①二", ("44の7", 1, "2"), "第44条の7第1項第2号"),
        ("法10①五の二", ("10", 1, "5の2"), "第10条第1項第5号の2"),
        ("法60③二ロ", ("60", 3, "2ロ"), "第60条第3項第2号ロ"),
        ("法2⑪二", ("2", 11, "2"), "第2条第11項第2号"),
        ("令1十", ("1", None, "10"), "第1条第10号"),
        ("法附則7", ("7", None, None), "第7条"),
    ],
)
def test_a_shorthand_is_read(shorthand, parts, place):
    citation = parse(shorthand, titles=TITLES)
    assert (citation.article, citation.paragraph, citation.item) == parts
    assert citation.place == place
    assert citation.short == citation.alias + place
    assert str(citation) == TITLES[citation.alias] + place


@pytest.mark.parametrize("wrong", ["", "法", "第112条", "民法1", "法112②②", "法112 三", "112", "法112(2)3"])
def test_anything_else_is_refused(wrong):
    with pytest.raises(ValueError):
        parse(wrong, titles=TITLES)


def test_a_citation_without_an_alias_names_the_law():
    assert Citation("地方自治法", "252の19", 1).short == "地方自治法第252条の19第1項"


def test_a_citation_for_machines_has_its_parts():
    assert parse("法112②三", titles=TITLES).as_json() == {
        "text": "個人情報の保護に関する法律第112条第2項第3号",
        "short": "法第112条第2項第3号",
        "law": "個人情報の保護に関する法律",
        "article": "112",
        "paragraph": 2,
        "item": "3",
    }

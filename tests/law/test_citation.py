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


@pytest.mark.parametrize(
    ("written_out", "shorthand"),
    [
        ("法第112条", "法112"),
        ("法第112条第2項", "法112②"),
        ("法第112条第2項第3号", "法112②三"),
        ("法第１１２条第２項第３号", "法112②三"),
        ("法第百十二条第二項第三号", "法112②三"),
        ("法 第112条　第2項 ", "法112②"),
        ("法第113条第4号", "法113四"),
        ("法第44条の7第1項第2号", "法44の7①二"),
        ("法第四十四条の七第一項第二号", "法44の7①二"),
        ("法第10条第1項第5号の2", "法10①五の二"),
        ("法第60条第3項第2号ロ", "法60③二ロ"),
        ("法附則第7条", "法附則7"),
    ],
)
def test_a_place_may_be_written_out_as_papers_have_it(written_out, shorthand):
    assert parse(written_out, titles=TITLES) == parse(shorthand, titles=TITLES)


@pytest.mark.parametrize("one", [parse(text, titles=TITLES) for text in ("法2⑪二", "法44の7①二", "法60③二ロ", "令1十")])
def test_what_is_printed_can_be_typed_again(one):
    assert parse(one.short, titles=TITLES) == one


def test_the_alias_may_be_left_out_where_all_mean_one_statute():
    titles = dict.fromkeys(("条例", "規則"), "甲市の休日を定める条例")
    assert str(parse("第1条第2項", titles=titles)) == "甲市の休日を定める条例第1条第2項"


@pytest.mark.parametrize(
    "wrong",
    [
        "", "法", "第112条", "民法1", "法112②②", "法112 三", "112", "法112(2)3", "民法第1条", "法112条", "法第条",
        "法第112条第2", "法第112条第0項", "法第112条2項", "法第112条第2項第3号第4号",
    ],
)  # fmt: skip
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

"""English is laid over a finished page: the table is whole, what is left is marked, and nothing else changes."""

import re
import tomllib
from contextlib import suppress
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.law.criteria import ProposalKind
from oboro.law.forms import attachments
from oboro.law.regime import BodyKind, NoLawOnDate, Scheme, regime_on
from oboro.ui import language
from oboro.ui.language import JAPANESE, in_english, translated

TABLE = tomllib.loads((Path(language.__file__).parent / "english.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("令和8年6月1日（2026年）から令和8年6月30日（2026年）まで", "1 June 2026 to 30 June 2026"),
        ("法第74条第1項第1号", "Act Art. 74, para. 1, item 1"),
        ("ログイン｜匿名加工情報の手続 Oboro", "Log in | Oboro"),
        ("審査の結果の通知の期限　令和8年6月29日（2026年）", "Notice of the result: due 29 June 2026"),
        ("令和8年度第2回の提案の募集", "Call 2 of fiscal year Reiwa 8"),
        ("株式会社みらい", "株式会社みらい"),
    ],
)
def test_a_text_is_said_in_english(japanese, english):
    assert translated(japanese) == english


def test_what_a_body_wrote_itself_is_not_translated():
    page = '<html lang="ja"><ul><li lang="ja" translate="no">備考</li><li>備考</li></ul>'
    assert in_english(page) == '<html lang="en"><ul><li lang="ja" translate="no">備考</li><li>Remarks</li></ul>'


def test_what_stays_japanese_is_marked_and_what_may_hold_no_element_is_not():
    page = (
        '<html lang="ja"><title>甲市</title><p>甲市</p><a aria-label="現在の位置">はじめ</a><textarea>探す</textarea>'
    )
    assert in_english(page) == (
        '<html lang="en"><title>甲市</title><p><span lang="ja">甲市</span></p>'
        '<a aria-label="You are here">Home</a><textarea>探す</textarea>'
    )


def test_every_english_has_the_parts_of_its_japanese_and_no_japanese_but_an_era():
    for one in TABLE["pattern"]:
        assert set(re.findall(r"\{\w+\}", one["en"])) == set(re.findall(r"\{\w+\}", one["ja"])), one
    english = [*TABLE["words"].values(), *(one["en"] for one in TABLE["pattern"])]
    assert [text for text in english if language.JAPANESE.search(text.replace("令和", ""))] == []


class Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)


@given(st.text(alphabet="abc<>&\"'探す令和8年6月1日 　", max_size=30))
def test_what_people_wrote_never_becomes_markup(text):
    page = in_english(f"<p>{language.escape(text)}</p>")
    reader = Texts()
    reader.feed(page)
    assert re.sub(r'</?(p|span)( lang="ja")?>', "", page).count("<") == 0
    if not language.JAPANESE.search(text):
        assert "".join(reader.found) == text


def test_a_day_that_no_calendar_has_stays_as_somebody_wrote_it():
    assert translated("令和8年13月1日から令和8年6月30日（2026年）まで").startswith("令和8年13月1日 ")


def test_every_paper_that_a_law_asks_of_a_proposer_has_an_english_name():
    laws = []
    for body, day in product(BodyKind, [date(2018, 1, 1), date(2022, 12, 1), date(2026, 1, 1)]):
        with suppress(NoLawOnDate):
            laws.append(regime_on(body=body, on=day))
    assert {law.scheme for law in laws} == set(Scheme)
    for law, kind, individual in product(laws, ProposalKind, (True, False)):
        for rule in attachments(law, kind=kind, individual=individual, agent=True):
            for text in (rule.label, f"{rule.label}：", f"{rule.label}（Hinoki）"):
                assert not JAPANESE.search(translated(text)), text

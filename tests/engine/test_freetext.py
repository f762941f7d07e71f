"""Free text: what points to persons is replaced, the same words by the same placeholder, and doubts are listed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.freetext.redaction import find, redact
from oboro.engine.freetext.spans import Gazetteer, fold, merged

from .detectors_reference import lower_bound
from .freetext_reference import TARGET, WAYS, measured, recall, text


def redacted(*texts: str, **how) -> list[str]:
    return redact([("p", one) for one in texts], **how)[0]


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("緊急連絡先：髙橋様　090-0123-4567", "緊急連絡先：〔氏名1〕様　〔電話番号1〕"),
        ("代理人鈴木が来庁。", "代理人〔氏名1〕が来庁。"),
        ("民生委員の佐藤さんから連絡。", "民生委員の〔氏名1〕さんから連絡。"),
        ("長男の山﨑一郎氏は柏市若葉町1-2-3に転居", "長男の〔氏名1〕氏は〔住所1〕に転居"),
        ("個人番号は1234-5678-9018", "個人番号は〔番号1〕"),
        ("メールはtaro@example.jpへ", "メールは〔メールアドレス1〕へ"),
        ("令和5年4月1日に来庁", "〔年月日1〕に来庁"),
        ("お客様と皆様に同様の案内", "お客様と皆様に同様の案内"),
    ],
)
def test_what_points_to_a_person_is_replaced(written, made):
    assert redacted(written) == [made]


KIN = [
    "長男の{}が来庁。", "長女の{}ちゃんは通学。", "娘の{}から電話あり。", "息子（{}）が同席。", "妹・{}が付き添い。", "次女　{}　中学2年",
    "長男{}（45）は無職", "{}さんより連絡。", "孫：{}と同居。",
]  # fmt: skip


@pytest.mark.parametrize("sentence", KIN)
@pytest.mark.parametrize("words", [True, False])
def test_third_persons_with_kana_names_are_found_without_the_dictionary_too(sentence, words):
    for name in ("みさき", "ゆうた", "ミサキ", "ﾀﾂﾔ", "ｶﾞｸﾄ"):
        assert name not in redacted(sentence.format(name), words=words)[0]


@pytest.mark.parametrize(
    "written",
    [
        "長男のことが心配。", "娘のためにお金を使う。", "母のほうが元気。", "おかあさんと来た。みなさんに説明。", "長男のみ同居。次男とは別居。",
        "父のもとで暮らす。", "妻のいない世帯。", "夫のギャンブルが原因。", "母とともに来庁。", "担当の看護師さんに確認。",
        "自宅を訪問。親族宅に滞在。長男宅で同居。", "福島から転入。千葉へ転居。", "NPO法人。LINEで連絡。デイサービスを利用。",
    ],
)  # fmt: skip
def test_ordinary_words_beside_a_relative_stay(written):
    assert redacted(written, words=False) == [written]


@pytest.mark.parametrize(
    ("written", "gone"),
    [
        ("グエン・ヴァン・アンさんが通訳。", "ヴァン"), ("Nguyen Van Anが通訳。", "Van"), ("J.Smith氏に確認。", "Smith"),
        ("Y.T.さんに電話。", "Y.T"), ("ﾔﾏﾀﾞ ﾀﾛｳ様", "ﾔﾏﾀﾞ"), ("佐々木はなこ様来庁", "はなこ"), ("鈴木タロウ氏", "鈴木"),
        ("山田（旧姓中村）花子", "中村"), ("ケアマネ中川へTEL", "中川"), ("木村Drが往診", "木村"), ("鈴木方に居候", "鈴木"),
        ("四十物宅を訪問。", "四十物"), ("高橋が窓口に来た。", "高橋"), ("品川 300 さ 12-34 の車", "12-34"),
        ("LINE ID: sample_1999", "sample"), ("https://example.com/u/sample", "sample"), ("ケース番号1234", "1234"),
        ("35年4月1日に生まれ", "35年"),
    ],
)  # fmt: skip
def test_other_ways_to_a_person_are_replaced_without_the_dictionary(written, gone):
    assert gone not in redacted(written, words=False)[0]


def test_a_half_width_name_in_the_text_is_the_files_own_full_width_name():
    own = Gazetteer([("name", "ガッツ　ペリー")])
    assert redacted("ｶﾞｯﾂ ﾍﾟﾘｰが来庁", gazetteer=own, words=False) == ["〔氏名1〕が来庁"]


def test_what_is_found_by_its_surroundings_is_on_the_review_list():
    _, doubts = redact([("1", "長男のみさきが来庁")], words=False)
    assert [(doubt.start, doubt.end) for doubt in doubts] == [(3, 6)]


def test_one_person_keeps_one_placeholder_over_records_and_variants():
    made, _ = redact([("1", "高橋様に電話"), ("1", "髙橋様が来庁"), ("2", "髙橋様が来庁"), ("1", "鈴木様から")])
    assert made == ["〔氏名1〕様に電話", "〔氏名1〕様が来庁", "〔氏名1〕様が来庁", "〔氏名2〕様から"]


def test_the_files_own_names_are_found_in_its_texts():
    own = Gazetteer([("name", "小鳥遊　螢"), ("address", "丘の上団地３棟"), ("phone", "047-000-1111")])
    made = redacted("小鳥遊は丘の上団地3棟に住む。螢と同居。", gazetteer=own, words=False)
    assert made == ["〔氏名1〕は〔住所1〕に住む。螢と同居。"]


def test_a_glyph_selector_does_not_hide_a_name():
    assert redacted("斎\U000e0100藤様より", words=False) == ["〔氏名1〕様より"]


def test_what_is_left_in_doubt_is_listed_by_place_alone():
    _, doubts = redact([("1", "小鳥遊様が来庁"), ("1", "ソフトバンクに照会")])
    assert {(doubt.record, doubt.start) for doubt in doubts} >= {(2, 0)}
    assert all("小鳥遊" not in doubt.reason for doubt in doubts)


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None, database=None)
def test_any_text_is_taken_and_stretches_lie_inside_it(written):
    found, doubtful = find(written)
    for span in (*found, *doubtful):
        assert 0 <= span.start < span.end <= len(written)
    assert merged(found) == found


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None, database=None)
def test_folding_remembers_the_place_of_every_letter(written):
    folded = fold(written)
    assert len(folded.text) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)


@pytest.mark.parametrize("set_", ["備考", "経過記録"])
def test_ninety_five_of_a_hundred_names_are_found(set_):
    count = measured()[set_, WAYS[0], "name"]
    assert recall(set_, WAYS[0], "name") >= 0.95
    assert lower_bound(count["found"], count["asked"]) >= 0.95


def test_the_printed_figures_are_those_measured():
    assert TARGET.read_text(encoding="utf-8") == text()

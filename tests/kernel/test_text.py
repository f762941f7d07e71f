"""Folding makes what looks alike equal, and never more than once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oboro.kernel import text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("ｶﾞｽﾒｰﾀｰ", "ガスメーター"),
        ("がすめーたー", "ガスメーター"),
        ("川 越　市", "川越市"),
        ("１－２－３", "1-2-3"),
        ("1−2‐3", "1-2-3"),
        ("㈱みらい", "(株)みらい"),
        ("ゔぁいおりん", "ヴァイオリン"),
    ],
)
def test_what_looks_alike_folds_alike(one, other):
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(("one", "other"), [("ハハ", "パパ"), ("ビル", "ビール"), ("斉藤", "斎藤")])
def test_what_is_another_word_stays_another_word(one, other):
    assert text.fold(one) != text.fold(other)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(word):
    assert text.fold(text.fold(word)) == text.fold(word)


@pytest.mark.parametrize(("written", "folded"), [("令和８年", "令和8年"), ("٣", "3"), ("一二", "一二"), ("", "")])
def test_digits_of_any_width_become_ascii(written, folded):
    assert text.fold_digits(written) == folded


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("住民基本台帳", "住民 民基 基本 本台 台帳"),
        ("介護", "介護"),
        ("税", "税"),
        ("税・国保", "税 国保"),
        ("", ""),
        ("ＡＢＣ", "ab bc"),
        ("ひと", "ヒト"),
        ("データ", "デー ータ"),
    ],
)
def test_a_text_is_cut_into_pairs(written, pairs):
    assert text.bigrams(written) == pairs


WORDS = st.text(alphabet="住民基本台帳データでえたａＢ１2", min_size=2, max_size=12)


@given(WORDS, st.integers(0, 10), st.integers(2, 6))
def test_a_text_holds_every_pair_of_a_word_inside_it(word, start, length):
    part = word[start : start + length]
    if len(part) >= 2:
        assert set(text.bigrams(part).split()) <= set(text.bigrams(word).split())


@given(WORDS, WORDS)
def test_no_pair_spans_a_sign_but_spaces_are_nothing(one, other):
    assert text.bigrams(f"{one} {other}") == text.bigrams(one + other)
    assert text.bigrams(f"{one}（{other}）").split() == [*text.bigrams(one).split(), *text.bigrams(other).split()]


@given(st.integers(1, 9999))
def test_kanji_numbers_are_read_back(number):
    assert text.number_of_kanji(text.kanji_number(number)) == number


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (110, "百十"), (1000, "千"), (2345, "二千三百四十五")],
)
def test_a_number_is_written_as_the_statutes_write_it(number, written):
    assert text.kanji_number(number) == written


def test_digit_by_digit_numerals_are_read():
    assert text.number_of_kanji("二〇二六") == 2026


@pytest.mark.parametrize("wrong", ["", "12", "十x", "壱"])
def test_other_signs_are_refused(wrong):
    with pytest.raises(ValueError):
        text.number_of_kanji(wrong)


@pytest.mark.parametrize("wrong", [0, 10000, -1])
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError):
        text.kanji_number(wrong)

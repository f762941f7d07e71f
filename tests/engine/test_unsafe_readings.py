"""Columns that an officer would have kept because nothing was said of them: small, repeated, spoilt, oddly named."""

import pytest

from oboro.engine.detectors.verdict import detect
from oboro.engine.hierarchies.daytext import parse
from oboro.engine.table import Role
from oboro.rehearsal import tables

from .detector_corpus import HARD, SOFT, column, japan_post, licence, plain

FAMILIES = tables.surnames().names
GIVEN = tables.given_names("M").names


def some(make, count: int = 200, seed: int = 1) -> list[str]:
    return [value for value, _ in column(make, seed)][:count]


def of(name: str, values, times: int = 1):
    return detect(name, [(value, times) for value in dict.fromkeys(values)])


MINE = some(HARD["individual_number"][1])


@pytest.mark.parametrize(
    ("values", "times"),
    [
        (MINE, 8),
        (MINE[:8], 1),
        (MINE[:20], 100),
        ([f"{n}.0" for n in MINE if n[0] != "0"], 1),
        ([f'="{n}"' for n in MINE], 1),
        ([f"'{n}" for n in MINE], 1),
        ([*MINE[:140], *some(plain("000000000000"), 60, 9)], 1),
        ([*MINE[:160], *(f"不備{n}" for n in range(40))], 1),
    ],
    ids=["history", "eight", "twenty of many rows", "floats", "formulas", "quoted", "wrong digits", "other entries"],
)
def test_an_individual_number_is_one_however_the_file_holds_it(values, times):
    assert of("項目３", values, times)[0].key == "individual_number"


@pytest.mark.parametrize("key", ["resident_record_code", "addressee_number"])
def test_numbers_that_come_again_in_every_row_of_a_history_are_still_found(key):
    assert of("col1", some(SOFT[key][1]), 12)[0].key == key
    assert of("col1", some(licence), 12)[0].key == "driving_licence"


@pytest.mark.parametrize("pattern", ["0000000000", "00000000", "000000000000", "A0000000", "0000-000000"])
@pytest.mark.parametrize(("count", "times"), [(200, 10), (5, 1), (1, 1)])
def test_a_number_of_no_known_kind_is_a_link_even_when_few_or_repeated(pattern, count, times):
    assert of("col1", some(plain(pattern), count), times)[0].role is Role.LINK


def test_a_running_number_is_a_link_and_a_count_is_not():
    assert of("col1", map(str, range(1, 301)))[0].role is Role.LINK
    assert of("col1", map(str, range(50)), 6)[0].role is not Role.LINK


@pytest.mark.parametrize("name", ["顧客コード", "登録区分", "所管コード"])
def test_a_name_that_speaks_of_a_list_does_not_hide_a_number(name):
    assert of(name, some(plain("00000000")), 8)[0].role is Role.LINK


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("個人番号（12桁）", "individual_number"), ("個人番号_旧", "individual_number"), ("個人番号1", "individual_number"),
        ("旧個人番号", "individual_number"), ("在留カードNo", "residence_card"), ("旅券№", "passport"),
        ("passport_no", "passport"), ("基礎年金No", "basic_pension"), ("運転免許No.", "driving_licence"),
        ("保険証記号", "health_insurance"), ("宛名CD", "addressee_number"), ("宛名コード", "addressee_number"),
        ("個人ID", "addressee_number"), ("住民コード", "addressee_number"), ("ｱﾃﾅﾊﾞﾝｺﾞｳ", "addressee_number"),
        ("世帯コード", "household_number"), ("SHIMEI", "name"), ("ｼﾒｲ", "name"), ("名義人", "name"), ("届出人", "name_alias"),
        ("配偶者名", "name_alias"), ("JUSHO", "address"), ("メアド", "email"), ("通帳記号", "japan_post_account"),
    ],
)  # fmt: skip
def test_the_names_that_systems_give_their_columns_are_understood(name, key):
    assert detect(name, [])[0].key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("法人個人区分", "individual_number"),
        ("ZIP", "network_address"),
        ("DVD貸出数", "crime_victim"),
        ("マイナンバー", "vehicle"),
    ],
)
def test_a_part_of_another_word_says_nothing(name, key):
    assert key not in {verdict.key for verdict in detect(name, [])}


@pytest.mark.parametrize("name", ["受診券番号", "接種券番号", "レセプト番号", "検診ID"])
def test_a_number_of_something_sensitive_is_a_link_that_touches_the_head(name):
    for values in ([], some(plain("0000000"))):
        verdicts = of(name, values)
        assert verdicts[0].role is Role.LINK
        assert any(verdict.head for verdict in verdicts)
    assert of("判定番号", ["1", "2", "3"], 50)[0].role is Role.SENSITIVE


@pytest.mark.parametrize(
    ("values", "head"),
    [
        (["一般", "社保", "国保", "後期", "生活保護", "公費", "自費", "その他"], ""),
        (["E11", "I10", "J45", "F20", "C50"], "medical_history"),
        (["E11.9", "I10", "J45.0", "F20.0", "C50.9"], "medical_history"),
        (["A1", "A2", "B1", "B2"], "disability"),
        (["1級", "2級", "3級", "4級"], "disability"),
        (["ひとり親", "寡婦", "特別障害者", "なし", "その他", "不該当"], "disability"),
        (["健常", "障がい者", "障碍"], "disability"),
        (["ﾃﾝｶﾝ", "ｾﾞﾝｿｸ", "ﾅｼ"], "medical_history"),
        (["胃ガン", "なし"], "medical_history"),
        (["内科", "外科", "精神科", "小児科"], "treatment"),
        (["HIV陽性", "梅毒", "なし"], "medical_history"),
        (["柏小学校区", "特別支援学校", "富勢"], "disability"),
    ],
)  # fmt: skip
def test_one_sensitive_word_in_a_list_of_values_is_enough(values, head):
    first = of("col1", values, 250)[0]
    assert (first.role, first.head) == (Role.SENSITIVE, head)


@pytest.mark.parametrize(
    "values", [["CD", "DVD", "図書"], ["オルガン", "ピアノ"], ["ロマン派", "古典派"], ["がんばる", "ふつう"]]
)
def test_a_sensitive_word_inside_another_word_is_none(values):
    assert Role.SENSITIVE not in {verdict.role for verdict in of("col1", values, 250)}


@pytest.mark.parametrize(
    "values",
    [
        [f"090-1234-{n:04d}" for n in range(60)] + ["入院中"],
        [f"{family} {GIVEN[n]}" for n, family in enumerate(FAMILIES[:60])] + ["鈴木 一郎（入院中）"],
        ["入院中のため来庁できず", "DVの相談あり", "問題なし"],
        [*some(plain("AA0000000")), "DV1234567"],
    ],
    ids=["phones", "names", "remarks", "passports"],
)
def test_a_sensitive_word_does_not_keep_what_must_be_left_out(values):
    assert of("col1", values)[0].role.is_dropped


def test_codes_that_look_like_those_of_diseases_are_none_where_the_name_says_what_they_are():
    assert of("在留資格等コード", ["B13", "P11", "N20", "T41"], 50)[0].key == "residence_status"


def test_few_names_and_facilities_are_identifiers_too():
    assert of("col1", ["鈴木 一郎", "佐藤 花子", "高橋 健"], 300)[0].role is Role.IDENTIFIER
    assert of("col1", ["鈴木一郎", "佐藤花子", "高橋健", "田中実"], 300)[0].role is Role.IDENTIFIER
    assert of("col1", ["柏病院", "みどりクリニック", "中村小学校"], 300)[0].role is Role.IDENTIFIER
    assert (
        of("対象者区分", [f"{family}{GIVEN[n]}" for n, family in enumerate(FAMILIES[:200])])[0].role is Role.IDENTIFIER
    )


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (["柏市", "流山市", "松戸市"], "area"), (["千葉県", "東京都"], "area"), (["柏市豊四季", "柏市増尾"], "area"),
        (["日本", "ベトナム", "ブラジル"], "nationality"), (["20代", "30代"], "age_words"), (["18歳", "65歳"], "age_words"),
        (["死亡", "転出", "転入"], "event"), (["2023-04-01", "2023-05-01"], "date"), (["令和5年", "令和6年"], "date"),
        (["53394611", "53394612", "53394621", "53394622", "53394631"], "mesh"),
        (["12217", "122174", "131016", "011002", "122076"], "municipality_code"),
    ],
)  # fmt: skip
def test_a_few_places_days_and_nations_are_quasi_identifiers(values, key):
    first = of("col1", values, 300)[0]
    assert (first.role, first.key) == (Role.QUASI, key)


@pytest.mark.parametrize("write", ["({}) {}-{}", "{}-{}-{}", "{}{}{}", "+81{1}{2}01"])
def test_telephone_numbers_are_found_in_every_writing(write):
    values = [write.format("04", f"71{n:02d}", f"{n * 37:04d}") for n in range(60)]
    assert of("col1", values)[0].key == "phone"
    assert of("col1", [f"{n:08d}" for n in range(60)])[0].key != "phone"


def test_handbook_and_account_numbers_are_no_addresses_and_no_text():
    first = of("col1", [f"東京都第{n:06d}号" for n in range(60)])[0]
    assert (first.role, first.head) == (Role.IDENTIFIER, "disability")
    assert of("col1", [value.replace("-", " ") for value in some(japan_post)])[0].key == "japan_post_account"
    assert of("col1", [f"大島{n % 9}丁目{n}-{n}" for n in range(60)])[0].key == "address"


DAYS = [(1950 + n, n % 12 + 1, n % 28 + 1) for n in range(60)]
SPELLINGS = {
    "2023-04-01": "{0}-{1:02d}-{2:02d}", "20230401": "{0}{1:02d}{2:02d}", "2023/4/1": "{0}/{1}/{2}",
    "S60.4.1": "S{3}.{1}.{2}", "S 60. 4. 1": "S{3}.{1:2d}.{2:2d}", "昭60.4.1": "昭{3}.{1}.{2}",
    "昭和６０年４月１日": "昭和{3}年{1}月{2}日", "3600401": "3{3:02d}{1:02d}{2:02d}", "03600401": "03{3:02d}{1:02d}{2:02d}",
    "36004": "3{3:02d}{1:02d}", "600401": "{3:02d}{1:02d}{2:02d}", "6004 01": "{3:02d}{1:02d} {2:02d}",
    "S600401": "S{3:02d}{1:02d}{2:02d}", "with a time": "{0}{1:02d}{2:02d}101500", "1/4/2023": "{2}/{1}/{0}",
    "with the weekday": "{0}年{1}月{2}日（月）",
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_day_is_a_day_without_a_name(spelling):
    written = [SPELLINGS[spelling].format(y, m, d, 24 + n % 40) for n, (y, m, d) in enumerate(DAYS)]
    assert of("col1", written)[0].key == "date"
    born = of("生年月日", written)[0]
    assert (born.key, born.confidence) == ("date_of_birth", 0.95)


def test_the_day_number_of_a_spreadsheet_is_a_day_where_the_name_says_so():
    assert of("生年月日", [str(20000 + n * 97) for n in range(60)])[0].confidence == 0.95


UNKNOWN_DAYS = [
    "令和５年頃", "令和５年４月頃", "令和５年４月１日頃", "推定令和５年４月１日", "推定令和５年４月", "令和５年春", "令和５年４月上旬",
    "令和５年４月中旬頃", "令和５年　月日不詳", "令和５年４月　日不詳", "令和５年４月１日から５月３日頃までの間",
    "令和５年４月推定１日から５日までの間", "令和５年４月１日頃から５日頃までの間", "年月日不詳",
]  # fmt: skip


def test_a_column_of_days_not_known_is_a_column_of_days():
    assert of("col1", UNKNOWN_DAYS)[0].key == "date"
    assert of("生年月日", UNKNOWN_DAYS)[0].confidence == 0.95
    assert all(parse(value) is not None for value in UNKNOWN_DAYS)


def test_lettered_days_and_days_with_a_time_are_read():
    assert parse("R050401") == parse("2023-04-01") == parse("20230401093000")


@pytest.mark.parametrize("name", ["操作時刻", "col1"])
def test_a_time_of_day_is_no_number_of_a_device(name):
    first = of(name, [f"{n % 24:02d}:{n % 60:02d}:{n * 7 % 60:02d}" for n in range(200)])[0]
    assert (first.role, first.key) == (Role.QUASI, "time")
    assert of("col1", [f"2001:db8::{n:x}" for n in range(60)])[0].key == "network_address"


@pytest.mark.parametrize("name", ["個人番号", "生年月日"])
def test_evidence_says_that_nothing_fits_and_never_zero_percent(name):
    told = "".join(of(name, ["x1", "y2"])[0].evidence)
    assert "形の値はない" in told
    assert "0%" not in told

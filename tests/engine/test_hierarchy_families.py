"""Every family of hierarchies: total over what it takes, nested, ending in one value; with known answers."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oboro.engine.hierarchies import coded
from oboro.engine.hierarchies.address import address, split
from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.hierarchies.catalogue import BUILT_IN, hierarchy_of
from oboro.engine.hierarchies.classifications import disease, industry
from oboro.engine.hierarchies.dates import birth, day
from oboro.engine.hierarchies.grown import mask
from oboro.engine.hierarchies.intervals import amount, number_of
from oboro.engine.hierarchies.mesh import mesh, square
from oboro.engine.hierarchies.municipality import merged, municipality, places
from oboro.engine.hierarchies.packaged import edition, rows, sources
from oboro.engine.hierarchies.postal import postal_code, prefixes
from oboro.kernel.errors import HierarchyInvalid

from .conformance import check_hierarchy

CODES = [row["code6"] for row in rows("municipality.csv")]
SETTINGS = {"interval": {"low": 0, "high": 90, "steps": [5, 10]}, "birth": {"on": "2026-03-31"}}


def climb(hierarchy: Hierarchy, value: str) -> tuple[str, ...]:
    leaf = hierarchy.leaf(value)
    assert leaf is not None
    return hierarchy.paths[leaf]


@pytest.mark.parametrize("name", [name for name, maker in BUILT_IN.items() if not maker.grown])
def test_a_packaged_hierarchy_is_total_nested_and_ends_in_one_value(name, tmp_path):
    made = hierarchy_of({"name": name, **SETTINGS.get(name, {})}, column="列", base=tmp_path)
    check_hierarchy(made)
    check_hierarchy(made.with_missing())
    assert all(made.leaf(leaf) == leaf for leaf in made.paths)


DAYS = st.dates(date(1900, 1, 1), date(2026, 3, 31))
WRITTEN_DAYS = st.one_of(
    DAYS.map(date.isoformat),
    DAYS.map(lambda d: d.strftime("%Y%m%d")),
    st.builds("{:04d}{:02d}{:02d}".format, st.integers(1900, 2025), st.integers(0, 12), st.integers(0, 31)),
    st.builds("令和{}年{}月頃".format, st.integers(1, 7), st.integers(1, 12)),
    st.sampled_from(["年月日不詳", "令和2年春", "00000000", "昭和40年頃", "2021-02-29"]),
)
VALUES = {
    "birth": WRITTEN_DAYS,
    "day": WRITTEN_DAYS,
    "postal_code": st.from_regex(r"[0-9]{3}-?[0-9]{4}", fullmatch=True),
    "mesh": st.one_of(
        st.from_regex(r"(5[0-3]|6[0-8])(3[0-9]|4[0-5])([0-7]{2}(\d\d([1-4]{0,3}))?)?", fullmatch=True),
        st.from_regex(r"5339[0-7]{2}[1-4]", fullmatch=True),
    ),
    "amount": st.integers(-(10**12), 10**12).map(str),
    "mask": st.text(string.digits + "あ漢", min_size=1, max_size=9),
    "address": st.builds(
        "{}{}{}".format,
        st.sampled_from([place.name for place in places().values()]),
        st.sampled_from(["柏", "霞が関", "大字西原", "字東", ""]),
        st.sampled_from(["１丁目２番３号", "三丁目4-5", "123番地", "12-3", ""]),
    ),
}


@pytest.mark.parametrize("name", [name for name, maker in BUILT_IN.items() if maker.grown])
def test_a_grown_hierarchy_is_total_nested_and_ends_in_one_value(name, tmp_path):
    @given(st.lists(VALUES[name], max_size=30))
    @settings(max_examples=60, deadline=None, database=None)
    def holds(values):
        made = hierarchy_of({"name": name, **SETTINGS.get(name, {})}, column="列", base=tmp_path, values=values)
        check_hierarchy(made)
        known = [value for value in values if made.leaf(value) is not None]
        if name not in {"postal_code", "day", "birth"}:
            assert known == values
        assert {made.paths[made.leaf(value)][-1] for value in known} <= {next(iter(made.paths.values()))[-1]}

    holds()


def test_every_municipality_code_climbs_to_the_whole_country():
    for made in (municipality(), municipality(wards=True, floor=20_000), municipality(on=date(2026, 4, 1))):
        assert len(CODES) == 1916
        assert {climb(made, code)[-1] for code in CODES} == {"全国"}
        assert {climb(made, code[:5])[-1] for code in CODES} == {"全国"}


def test_a_village_is_joined_with_its_neighbours_until_the_floor_is_reached():
    persons = {place.name: place.persons for place in places().values()}
    label_of = merged(20_000)
    together: dict[str, int] = {}
    for name, label in label_of.items():
        together[label] = together.get(label, 0) + persons[name]
    assert min(together.values()) >= 20_000
    village = min((name for name in label_of if persons[name]), key=persons.__getitem__)
    assert persons[village] < 300
    assert together[label_of[village]] >= 20_000
    assert climb(municipality(floor=20_000), village)[1] == label_of[village]


def test_a_floor_that_no_prefecture_reaches_is_refused():
    with pytest.raises(HierarchyInvalid, match="人口の下限"):
        municipality(floor=600_000)


def test_wards_climb_to_their_city_before_their_prefecture():
    assert climb(municipality(wards=True), "141003")[:3] == ("神奈川県横浜市", "神奈川県横浜市", "神奈川県")
    assert climb(municipality(wards=True), "141011")[:3] == ("神奈川県横浜市鶴見区", "神奈川県横浜市", "神奈川県")


def test_mergers_and_ward_changes_follow_the_day():
    before, after = municipality(wards=True, on=date(2023, 12, 31)), municipality(wards=True, on=date(2024, 1, 1))
    assert climb(before, "221317")[0] == "静岡県浜松市中区"
    assert climb(after, "221317")[:2] == ("静岡県浜松市中央区", "静岡県浜松市")
    assert climb(after, "221384")[:2] == ("静岡県浜松市中央区", "静岡県浜松市")
    assert climb(after, "221350")[:2] == ("静岡県浜松市北区", "静岡県浜松市")  # split: nobody can tell which side
    assert climb(municipality(), "093670")[0] == "栃木県栃木市"


def test_a_code_whose_zero_a_spreadsheet_took_away_still_climbs():
    assert climb(municipality(), "11002")[0] == "北海道札幌市"


@pytest.mark.parametrize(
    ("written", "name", "rest"),
    [
        ("千葉県袖ヶ浦市坂戸市場１番地１", "千葉県袖ケ浦市", "坂戸市場1番地1"),
        ("青森県東津軽郡外ケ浜町字蟹田", "青森県外ヶ浜町", "字蟹田"),
        ("東京都三宅島三宅村神着", "東京都三宅村", "神着"),
        ("福島県郡山市朝日１－２３－７", "福島県郡山市", "朝日1-23-7"),
        ("横浜市西区みなとみらい2-3-1", "神奈川県横浜市西区", "みなとみらい2-3-1"),
        ("北海道石狩郡当別町白樺町58番地", "北海道当別町", "白樺町58番地"),
    ],
)
def test_an_address_is_split_after_its_municipality(written, name, rest):
    assert split(written) == (name, rest)


def test_a_municipality_of_a_name_that_two_prefectures_have_needs_its_prefecture():
    assert split("府中市宮西町2-24") is None
    assert split("府中市宮西町2-24", prefecture="東京都") == ("東京都府中市", "宮西町2-24")


def test_an_address_climbs_from_its_town_to_the_whole_country():
    made = address(["東京都千代田区霞が関２丁目１番６号 コーポ２０３"])
    assert next(iter(made.paths.values())) == (
        "東京都千代田区霞が関二丁目", "東京都千代田区霞が関", "東京都千代田区", "東京都千代田区", "東京都", "関東", "全国",
    )  # fmt: skip


def test_lots_and_houses_stand_on_no_level():
    made = address(["千葉県柏市柏１２３番地４", "千葉県柏市若葉町1-2-3 方書101"])
    assert not [label for path in made.paths.values() for label in path if any(sign.isdigit() for sign in label)]


def test_a_fifth_of_the_two_digit_prefixes_span_prefectures_and_the_table_tells_them():
    two: dict[str, set[str]] = {}
    for prefix, (prefectures, _) in prefixes("postal3.csv").items():
        two.setdefault(prefix[:2], set()).update(prefectures.split("・"))
    assert len(prefixes("postal3.csv")) == 948
    assert sum(len(homes) > 1 for homes in two.values()) == 20
    assert climb(postal_code(["498-0001"]), "４９８０００１")[2:5] == ("498", "愛知県・三重県", "中部・近畿")
    assert climb(postal_code(["0600000"]), "600000")[0] == "060-0000"


def test_a_point_lies_in_its_mesh():
    assert square(35.681236, 139.767125) == "53394611"  # 東京駅
    assert climb(mesh(["53394611"]), "5339-46-11")[3:] == ("53394611", "5339461", "533946", "5339", "*")
    assert mesh(["99999999"]).leaf("99999999") is None


def test_an_industry_climbs_from_its_finest_code_to_its_sector():
    made = industry(on=date(2024, 4, 1))
    assert climb(made, "0111") == (
        "0111 米作農業", "011 耕種農業", "01 農業", "A 農業、林業", "第1次産業", "*",
    )  # fmt: skip
    assert climb(made, "A")[:4] == ("A 農業、林業",) * 4


def test_an_edition_is_refused_before_its_day():
    with pytest.raises(HierarchyInvalid, match="有効な版がありません"):
        industry(on=date(2020, 4, 1))


def test_every_packaged_table_says_from_which_day_it_holds():
    assert [name for name, said in sources().items() if not isinstance(said.get("valid_from"), date)] == []
    assert edition("industry") == "jsic_rev14.csv"


@pytest.mark.parametrize(("code", "chapter"), [("E11.9", "IV"), ("c50", "II"), ("Ｆ２０", "V"), ("U071", "XXII")])
def test_a_disease_climbs_to_its_chapter(code, chapter):
    assert climb(disease(), code)[1].split()[0] == chapter


@pytest.mark.parametrize(
    ("written", "group", "head"),
    [
        ("世帯主", "世帯主", "世帯主"),
        ("2", "世帯主", "世帯主"),
        ("12", "配偶者", "世帯員"),
        ("夫（未届）", "配偶者", "世帯員"),
        ("子の子", "孫・曽孫", "世帯員"),
        ("子の子の妻", "孫・曽孫", "世帯員"),
        ("長男の妻", "子の配偶者", "世帯員"),
        ("妻の父", "父母", "世帯員"),
        ("妻の子", "子", "世帯員"),
        ("兄の子", "その他", "世帯員"),
        ("縁故者", "その他", "世帯員"),
    ],
)
def test_a_relation_finds_its_group(written, group, head):
    assert climb(coded.relation(), written)[1:3] == (group, head)


@pytest.mark.parametrize(
    ("family", "written", "path"),
    [
        ("sex", "2", ("女", "*")),
        ("nationality", "アメリカ合衆国", ("米国", "北米", "外国", "*")),
        ("nationality", "JPN", ("日本", "日本", "日本", "*")),
        ("care_level", "23", ("要介護3", "要介護3-5", "認定あり", "*")),
        ("disability_handbook", "身体障害者手帳４級", ("身体4級", "中軽度", "手帳あり", "*")),
        ("support_level", "23", ("区分3", "区分3-4", "あり", "*")),
        ("dementia_independence", "IIa", ("Ⅱa", "Ⅱ", "Ⅱ以上", "*")),
        ("residence_status", "永住者", ("永住者", "永住・定住系", "*")),
    ],
)
def test_a_code_or_a_word_finds_its_path(family, written, path):
    assert climb(coded.coded(family), written) == path


@pytest.mark.parametrize(
    ("family", "written", "kind"),
    [
        ("school", "柏市立柏第一小", "小学校"),
        ("school", "県立柏特別支援学校", "特別支援学校"),
        ("facility", "特別養護老人ホームみどり苑", "特別養護老人ホーム"),
        ("facility", "柏市立病院附属診療所", "診療所"),
        ("facility", "どこか", "その他の施設"),
    ],
)
def test_a_name_tells_its_kind_and_stands_on_no_level(family, written, kind):
    assert climb(coded.named(family), written)[0] == kind


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,234,567円", 1_234_567),
        ("▲３００", -300),
        ("△5千円", -5_000),
        ("12万円", 120_000),
        ("12.5", 12),
        ("多い", None),
    ],
)
def test_amounts_are_read_with_separators_signs_and_units(written, number):
    assert number_of(written) == number


def test_amounts_have_tops_and_bottoms():
    made = amount(["-5", "0", "999999", "12000000"], bottom=0, top=10_000_000)
    assert [climb(made, value)[1] for value in ("-5", "999999", "12000000")] == [
        "0未満", "900000-999999", "10000000以上",
    ]  # fmt: skip


def test_a_mask_hides_from_the_right():
    made = mask(["2770005", "277"], keep=3)
    assert climb(made, "2770005")[:5] == ("2770005", "277000*", "27700**", "2770***", "277****")
    assert climb(made, "277")[:4] == ("277", "277", "277", "277")


def test_ages_on_a_day_nest_under_months_of_birth_at_the_end_of_a_month():
    made = birth(["1980-03-31", "1980-04-01", "昭和55年4月頃"], on=date(2026, 3, 31))
    assert climb(made, "1980-03-31") == ("1980-03-31", "1980-03", "46歳", "45-49歳", "40-49歳", "*")
    assert climb(made, "1980-04-01")[2] == "45歳"
    assert climb(made, "昭和55年4月頃")[2:] == ("年齢不詳",) * 3 + ("*",)
    assert len(climb(birth(["1980-03-31"], on=date(2026, 4, 1)), "1980-03-31")) == 5


def test_a_very_old_person_is_in_the_class_of_the_top():
    made = birth(["1909-05-01"], on=date(2026, 3, 31), top=90)
    assert climb(made, "1909-05-01")[2:5] == ("90歳以上",) * 3
    assert climb(birth(["1909-05-01"], on=date(2026, 3, 31), groups=True), "1909-05-01")[4] == "65歳以上"


def test_a_day_climbs_to_its_fiscal_year():
    made = day(["R6.3.31", "2024年度"], fiscal=True)
    assert climb(made, "R6.3.31") == ("2024-03-31", "2024-03", "2024年1-3月", "2023年度", "2020-2024年度", "*")
    assert climb(day(["R6.3.31"]), "R6.3.31")[3:] == ("2024年", "2020年代", "*")

"""What describes a person without naming one: dates, sex, relation, place, nationality, amounts, flags."""

import re

from oboro.engine.detectors import checkdigits
from oboro.engine.detectors.base import ENOUGH, FEW, LISTED, MOST, CheckUse, Detector, Verdict
from oboro.engine.detectors.profile import Profile
from oboro.engine.hierarchies.postal import prefixes
from oboro.engine.table import Role

_ERA = r"(?:[MTSHR]|明治|大正|昭和|平成|令和|明|大|昭|平|令)"
_YEAR = rf"(?:(?:1[89]|20)\d\d|{_ERA} ?(?:\d{{1,2}}|元))"
_MONTH, _DAY = r"(?:0\d|1[0-2]|99)", r"(?:[0-2]\d|3[01]|99)"
WRITTEN = (
    rf"{_YEAR} ?[-/.年] ?\d{{1,2}}(?: ?[-/.月](?: ?\d{{1,2}}日?)?)?(?:\([月火水木金土日祝]\))?(?:[ T]\d.*)?|"
    rf"{_YEAR}年度?|\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d\d)|"
    rf"推定{_YEAR}.*|{_YEAR}年?.{{0,25}}(?:頃|旬|不詳|不明|の間|[春夏秋冬])"
)
"""Days with signs between, and the official ways to write a day not known: never chance."""
PACKED = (
    rf"(?:1[89]|20)\d\d{_MONTH}(?:{_DAY}(?:\d{{6}})?)?|0?[1-5]\d\d{_MONTH}(?:{_DAY})?|"
    rf"[MTSHR]?\d\d{_MONTH} ?{_DAY}|0{{8}}|9{{8}}"
)
"""20230401, 202304, 5050401, 50504, R050401, 430101, 0505 01, and a time behind."""
DATE = rf"{WRITTEN}|{PACKED}"
_NAMED_DATE = rf"{DATE}|\d{{4,5}}"  # years, and the day numbers of spreadsheets

_POSITION = r"(2[0-9]|3[0-9]|4[0-6])\.\d{3,}(,(12[2-9]|1[34]\d|15[0-4])\.\d{3,})?|(12[2-9]|1[34]\d|15[0-4])\.\d{3,}"
_MESH = r"[3-6]\d(2[2-9]|[34]\d|5[0-3])[0-7]{2}\d\d[1-4]{0,3}"


def postal_prefix(digits: str) -> bool:
    """Whether some post office has the first three digits."""
    return digits[:3] in prefixes("postal3.csv")


ATTRIBUTES: tuple[Detector, ...] = (
    Detector(
        "date_of_birth",
        Role.QUASI,
        "生年月日",
        r"生年月日|誕生日|生年(月)?$|birth|seinengappi|セイネンガッピ|セイネンガツピ",
        _NAMED_DATE,
    ),
    Detector("unknown_day_flag", Role.QUASI, "日が不詳の印", r"不詳フラグ|不詳区分|不詳表示", named=0.9),
    Detector("date_of_death", Role.QUASI, "死亡の日", r"死亡(年月)?日", _NAMED_DATE),
    Detector(
        "date",
        Role.QUASI,
        "日付",
        r"年月日|年月$|日付|日時|[^本曜]日$|日\d?$|タイムスタンプ|date|年度$",
        _NAMED_DATE,
        named=0.86,
    ),
    Detector("date", Role.QUASI, "日付", "", WRITTEN, alone=0.75, enough=2),
    Detector("date", Role.QUASI, "日付", "", DATE, alone=0.75),
    Detector(
        "time",
        Role.QUASI,
        "時刻",
        r"時刻|時間$",
        r"\d{1,2}:\d\d.*|([01]\d|2[0-3])[0-5]\d([0-5]\d)?|\d{1,2}時.*",
        named=0.86,
    ),
    Detector("time", Role.QUASI, "時刻", "", r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?", alone=0.85, enough=2),
    Detector("sex", Role.QUASI, "性別", r"性別|^性$|^sex$|^gender$|seibetsu|セイベツ"),
    Detector("age", Role.QUASI, "年齢", r"^(満)?年齢|年令|^age$|nenrei|ネンレイ", r"\d{1,3}歳?"),
    Detector("relation", Role.QUASI, "続柄", r"続柄|ツヅキガラ|zokugara"),
    Detector("nationality", Role.QUASI, "国籍", r"国籍|国名|出生地|出身国"),
    Detector(
        "residence_status",
        Role.QUASI,
        "在留の資格・期間",
        r"在留(資格|期間|カード等番号区分|期限)|規定区分|住居地ノ届出",
    ),
    Detector(
        "municipality_code",
        Role.QUASI,
        "市区町村のコード",
        r"(市区町村|市町村|団体|自治体|行政区域)コード",
        r"(0[1-9]|[1-3]\d|4[0-7])\d{4}",
        checkdigits.municipality,
        CheckUse.HARD,
        enough=3,
    ),
    Detector(
        "area",
        Role.QUASI,
        "地域",
        r"都道府県|市区(郡)?町村(名|$)|町字|大字|小字|行政区|自治会|地区|学区|校区|投票区|町名|丁目$|^班$|隣組|町内会|住所コード|地域|メッシュ|県名|区名",
    ),
    Detector("postal_code", Role.QUASI, "郵便番号", r"郵便番号|〒|zip", r"\d{3}-?\d{4}", postal_prefix),
    Detector("postal_code", Role.QUASI, "郵便番号", "", r"\d{3}-\d{4}", postal_prefix, CheckUse.SOFT),
    Detector("position", Role.QUASI, "緯度経度", r"緯度|経度|座標|^lat|^lng|^lon", _POSITION, alone=0.8, named=0.9),
    Detector("mesh", Role.QUASI, "地域メッシュ", r"メッシュ", _MESH, alone=0.7, named=0.9, enough=5),
    Detector("household", Role.QUASI, "世帯の構成", r"世帯(人数|人員|員数|構成|類型|区分)|記載順位|扶養人数|児童数"),
    Detector("event", Role.QUASI, "異動の事由", r"事由|異動区分"),
    Detector("occupation", Role.QUASI, "職業", r"職業|職種|業種|産業|勤務形態|occupation"),
    Detector("education", Role.QUASI, "学歴", r"学歴|学年|最終学校|education"),
    Detector("marital", Role.QUASI, "配偶関係", r"配偶|婚姻|marital"),
    Detector(
        "amount", Role.QUASI, "金額・所得", r"所得|収入|年収|税額|金額|保険料|評価額|円$|残高|課税標準", named=0.8
    ),
    Detector(
        "flag",
        Role.PLAIN,
        "区分・有無",
        r"(フラグ|有無|区分|状況|状態|種別|種類|資格|回数|件数|コード\d*)$",
        named=0.66,
        few=True,
    ),
)

_NUMBER = re.compile(r"[-+△▲]?[\d,]+(\.\d+)?")


def rest(column: Profile) -> Verdict:
    """The verdict on a column that nothing recognised. In doubt it is left out."""
    counts = f"記録{column.records:,}件、うち値のあるもの{column.filled:,}件、異なる値{column.distinct:,}種"
    if column.filled == 0:
        return Verdict(Role.PLAIN, "empty", "空の列", 0.5, (counts,))
    if column.share(_NUMBER) >= MOST:
        role = Role.PLAIN if column.distinct < ENOUGH else Role.QUASI
        return Verdict(role, "number", "数", 0.45, (counts, "値のほとんどが数"))
    if column.distinct <= LISTED and column.variety <= FEW:
        return Verdict(Role.PLAIN, "category", "区分", 0.45, (counts, "異なる値が少ない"))
    return Verdict(
        Role.TEXT, "unknown_text", "分からない文字の列", 0.4, (counts, "何の列か分からないため、落とす案とする")
    )

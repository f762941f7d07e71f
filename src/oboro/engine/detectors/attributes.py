"""What describes a person without naming one: dates, sex, relation, place, nationality, amounts, flags."""

import re
from dataclasses import dataclass

from oboro.engine.detectors import checkdigits
from oboro.engine.detectors.base import ENOUGH, FEW, MOST, CheckUse, Detector, Verdict
from oboro.engine.detectors.profile import Profile
from oboro.engine.hierarchies.postal import prefixes
from oboro.engine.table import Role

_YEAR = r"(?:(?:1[89]|20)\d\d|(?:[MTSHR]|明治|大正|昭和|平成|令和|明|大|昭|平|令)(?:\d{1,2}|元))"
DATE = (
    rf"{_YEAR}[-/.年]\d{{1,2}}(?:[-/.月](?:\d{{1,2}}日?)?)?(?:[ T]\d.*)?|"
    r"(?:1[89]|20)\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])|"
    r"[1-5]\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])|0{8}|9{8}"
)

_POSITION = r"(2[0-9]|3[0-9]|4[0-6])\.\d{3,}(,(12[2-9]|1[34]\d|15[0-4])\.\d{3,})?|(12[2-9]|1[34]\d|15[0-4])\.\d{3,}"
_MESH = r"[3-6]\d(2[2-9]|[34]\d|5[0-3])[0-7]{2}\d\d[1-4]{0,3}"


def postal_prefix(digits: str) -> bool:
    """Whether some post office has the first three digits."""
    return digits[:3] in prefixes("postal3.csv")


ATTRIBUTES: tuple[Detector, ...] = (
    Detector("date_of_birth", Role.QUASI, "生年月日", r"生年月日|誕生日|生年(月)?$|birth", DATE),
    Detector("unknown_day_flag", Role.QUASI, "日が不詳の印", r"不詳フラグ|不詳区分|不詳表示", named=0.9),
    Detector("date_of_death", Role.QUASI, "死亡の日", r"死亡(年月)?日", DATE),
    Detector(
        "date",
        Role.QUASI,
        "日付",
        r"年月日|年月$|日付|日時|時刻|[^本曜]日$|日\d?$|タイムスタンプ|date|年度$",
        DATE,
        alone=0.75,
        named=0.86,
    ),
    Detector("sex", Role.QUASI, "性別", r"性別|^性$|^sex$|^gender$"),
    Detector("age", Role.QUASI, "年齢", r"^(満)?年齢|年令|^age$", r"\d{1,3}歳?"),
    Detector("relation", Role.QUASI, "続柄", r"続柄"),
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
        variety=0.0,
    ),
    Detector(
        "area",
        Role.QUASI,
        "地域",
        r"都道府県|市区(郡)?町村(名|$)|町字|大字|小字|行政区|自治会|地区|学区|校区|投票区|住所コード|地域|メッシュ|県名|区名",
    ),
    Detector("postal_code", Role.QUASI, "郵便番号", r"郵便番号|〒|zip", r"\d{3}-?\d{4}", postal_prefix),
    Detector("postal_code", Role.QUASI, "郵便番号", "", r"\d{3}-\d{4}", postal_prefix, CheckUse.SOFT),
    Detector("position", Role.QUASI, "緯度経度", r"緯度|経度|座標|^lat|^lng|^lon", _POSITION, alone=0.8, named=0.9),
    Detector("mesh", Role.QUASI, "地域メッシュ", r"メッシュ", _MESH, alone=0.6, named=0.9, variety=0.02),
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
    ),
)

_VALUE_SETS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("sex", "性別", frozenset({"男", "女", "男性", "女性", "M", "F", "MALE", "FEMALE"})),
    (
        "relation",
        "続柄",
        frozenset({"世帯主", "妻", "夫", "子", "父", "母", "長男", "長女", "子の子", "同居人", "兄", "姉", "弟", "妹"}),
    ),
)


@dataclass(frozen=True)
class KnownValues:
    """Columns nearly all of whose records hold one of a few well-known words."""

    def judge(self, column: Profile) -> Verdict | None:
        if not 2 <= len(column.sample) <= ENOUGH:
            return None
        for key, label, words in _VALUE_SETS:
            share = sum(value in words for value in column.sample) / len(column.sample)
            if share >= 0.5:
                evidence = (f"異なる値{column.distinct}種の{share:.0%}が「{label}」の語",)
                return Verdict(Role.QUASI, key, label, 0.9 if share >= MOST else 0.75, evidence)
        return None


_CODE_LIKE = re.compile(r"[A-Z0-9-]{5,}")
_NUMBER = re.compile(r"[-+△▲]?[\d,]+(\.\d+)?")


def rest(column: Profile) -> Verdict:
    """The verdict on a column that nothing recognised. In doubt it is left out."""
    counts = f"記録{column.records:,}件、うち値のあるもの{column.filled:,}件、異なる値{column.distinct:,}種"
    if column.filled == 0:
        return Verdict(Role.PLAIN, "empty", "空の列", 0.5, (counts,))
    if column.distinct >= ENOUGH and column.variety >= MOST and column.share(_CODE_LIKE) >= MOST:
        return Verdict(Role.LINK, "unique_number", "記録ごとに異なる番号", 0.6, (counts, "ほぼ記録ごとに異なる符号"))
    if column.share(_NUMBER) >= MOST:
        role = Role.PLAIN if column.distinct < ENOUGH else Role.QUASI
        return Verdict(role, "number", "数", 0.45, (counts, "値のほとんどが数"))
    if column.distinct <= 200 and column.variety <= FEW:
        return Verdict(Role.PLAIN, "category", "区分", 0.45, (counts, "異なる値が少ない"))
    return Verdict(
        Role.TEXT, "unknown_text", "分からない文字の列", 0.4, (counts, "何の列か分からないため、落とす案とする")
    )

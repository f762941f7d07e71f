"""Columns of which it is known what they are: one maker of valid values per family, and columns that are none of them."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from oboro.engine.detectors.checkdigits import CHECKS
from oboro.engine.detectors.plates import plate_regions
from oboro.engine.hierarchies.postal import prefixes
from oboro.rehearsal import tables

Maker = Callable[[random.Random], str]
SIZE = 200


def checked(rule: str, digits: int, *, start: str = "", place: int = -1) -> Maker:
    """Numbers whose check digit holds, by trying the ten; nothing of the rule is written here again."""

    def make(rng: random.Random) -> str:
        while True:
            body = start + "".join(str(rng.randrange(10)) for _ in range(digits - 1 - len(start)))
            at = len(body) if place == -1 else place
            for digit in "0123456789":
                whole = body[:at] + digit + body[at:]
                if CHECKS[rule](whole):
                    return whole

    return make


def plain(pattern: str) -> Maker:
    """0 a digit, A a capital letter, anything else itself."""

    def make(rng: random.Random) -> str:
        return "".join(
            str(rng.randrange(10)) if sign == "0" else rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") if sign == "A" else sign
            for sign in pattern
        )

    return make


def licence(rng: random.Random) -> str:
    region = rng.choice(["10", "20", "30", "44", "45", "62", "70", "90"])
    while True:
        body = region + f"{rng.randrange(100):02d}" + f"{rng.randrange(10**6):06d}"
        for digit in "0123456789":
            if CHECKS["driving_licence"](body + digit + "0"):
                return body + digit + "0"


def plate(rng: random.Random) -> str:
    kana = rng.choice("さすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろ")
    return f"{rng.choice(plate_regions())} {rng.choice(['300', '500', '33A', '58'])} {kana} {rng.randrange(10, 99)}-{rng.randrange(10, 99)}"


def postal(rng: random.Random) -> str:
    return f"{rng.choice(list(prefixes('postal3.csv')))}-{rng.randrange(10**4):04d}"


def name(rng: random.Random) -> str:
    family = tables.surnames().names
    own = tables.given_names(rng.choice("MF")).names
    return f"{family[rng.randrange(400)]}　{own[rng.randrange(len(own))]}"


def japan_post(rng: random.Random) -> str:
    while True:
        text = f"1{rng.randrange(1000):03d}0{rng.randrange(10**7):07d}1"
        if CHECKS["japan_post_account"](text):
            return f"{text[:5]}-{text[5:]}"


def day(rng: random.Random) -> str:
    return (date(1930, 1, 1) + timedelta(days=rng.randrange(35_000))).isoformat()


HARD = {
    "individual_number": (["個人番号", "マイナンバー"], checked("individual_number", 12), True),
    "elderly_medical_insurance": (["後期高齢者医療被保険者番号"], checked("insurer", 8), True),
    "corporate_number": (["法人番号"], checked("corporate", 13, place=0), True),
    "invoice_number": (
        ["適格請求書登録番号", "インボイス番号"],
        lambda r: "T" + checked("corporate", 13, place=0)(r),
        True,
    ),
    "payment_card": (["クレジットカード番号"], checked("card", 16, start="4"), True),
    "japan_post_account": (["ゆうちょ記号番号"], japan_post, True),
    "municipality_code": (["市区町村コード", "団体コード"], lambda r: r.choice(tables.areas()).code, True),
    "public_expense_payer": (["公費負担者番号"], checked("insurer", 8, start="51"), False),
    "public_expense_recipient": (["公費負担医療受給者番号"], checked("insurer", 7), False),
}
"""Families with a check digit that may reject: key → (names, maker, whether values alone should tell)."""

SOFT = {
    "resident_record_code": (["住民票コード"], checked("resident_record_code", 11), True),
    "driving_licence": (["運転免許証番号", "免許証番号"], licence, True),
    "addressee_number": (["宛名番号", "児童宛名番号"], checked("resident_link", 10), True),
    "household_number": (["世帯番号"], checked("resident_link", 10), False),
}
"""Families whose check digit only supports, because its rule is local or not published."""

NO_CHECK = {
    "passport": (["旅券番号", "パスポート番号"], plain("AA0000000"), True),
    "foreign_passport": (["外国旅券番号"], plain("A00000000"), False),
    "residence_card": (["在留カード番号", "在留カード等番号"], plain("AA00000000AA"), True),
    "special_permanent_resident": (["特別永住者証明書番号"], plain("AA00000000AA"), False),
    "basic_pension": (["基礎年金番号", "年金番号"], plain("0000-000000"), False),
    "care_insurance": (["介護保険被保険者番号"], plain("0000000000"), False),
    "employment_insurance": (["雇用保険被保険者番号"], plain("0000-000000-0"), False),
    "national_health_insurance": (["国保記号番号", "国民健康保険被保険者番号"], plain("00-0000000"), False),
    "health_insurance": (["健康保険被保険者番号", "健保記号"], plain("00000000"), False),
    "licence_record": (["免許情報記録番号"], plain("000000000000"), False),
    "phone": (["電話番号", "携帯電話"], lambda r: f"0{r.choice('789')}0-{r.randrange(10**4):04d}-{r.randrange(10**4):04d}", True),
    "email": (["メールアドレス"], lambda r: f"u{r.randrange(10**6)}@example.jp", True),
    "postal_code": (["郵便番号"], postal, True),
    "vehicle": (["車両番号", "標識番号"], plate, True),
    "name": (["氏名", "名前"], name, False),
    "address": (["住所", "送付先住所"], lambda r: f"{r.choice(tables.areas()).full_name}本町{r.randrange(1, 900)}番地", False),
    "network_address": (["IPアドレス"], lambda r: f"203.0.113.{r.randrange(256)}" if r.random() < 0.1 else f"10.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(256)}", True),
    "date": (["処理年月日", "登録日"], day, True),
    "bank_account": (["口座番号"], plain("0000000"), False),
}  # fmt: skip
"""Families without a check digit."""

FAMILIES = {**HARD, **SOFT, **NO_CHECK}

TEST_CARDS = [
    "4111111111111111", "4242424242424242", "5555555555554444", "5105105105105100", "378282246310005",
    "371449635398431", "3530111333300000", "3566002020360505", "4012888888881881", "4000056655665556",
]  # fmt: skip

NEGATIVES: dict[str, Maker] = {
    "8桁の日付": lambda r: day(r).replace("-", ""),
    "金額": lambda r: str(r.randrange(1, 9_000) * 1_000),
    "12桁の金額": lambda r: str(r.randrange(10**11, 10**12)),
    "点数": lambda r: f"{r.randrange(1, 99_999):,}",
    "乱数6桁": plain("000000"),
    "乱数7桁": plain("0000000"),
    "乱数8桁": plain("00000000"),
    "乱数10桁": plain("0000000000"),
    "乱数11桁": plain("00000000000"),
    "乱数12桁": plain("000000000000"),
    "乱数13桁": plain("0000000000000"),
    "乱数16桁": plain("0000000000000000"),
    "ダミー": lambda r: r.choice("0123456789") * 12,
    "試験用カード": lambda r: r.choice(TEST_CARDS),
    "小数": lambda r: f"{r.random() * 200:.1f}",
    "区分": lambda r: r.choice(["有", "無", "1", "2", "9"]),
    "品名": lambda r: r.choice(["鉛筆", "用紙", "机", "椅子", "書庫", "電話機"]),
    "ロット": plain("AA000"),
    "時刻": lambda r: f"{r.randrange(24):02d}:{r.randrange(60):02d}",
}
"""Columns that are no code: the name of the kind → maker of values."""


def column(make: Maker, seed: int) -> list[tuple[str, int]]:
    """Distinct values with counts of 1, in a fixed order."""
    rng = random.Random(seed)
    return [(value, 1) for value in dict.fromkeys(make(rng) for _ in range(SIZE))]

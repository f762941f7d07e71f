"""What goes wrong in real registers, put in on purpose and noted down.

Columns that a recipe usually generalises (sex, day of birth, municipality lived in before) are left clean, so
that the same register serves a rehearsal of the whole procedure; the dirt sits where reading, folding and
recognising are tested.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ERAS = ((2019, 5, 1, "令和", "R"), (1989, 1, 8, "平成", "H"), (1926, 12, 25, "昭和", "S"), (1912, 7, 30, "大正", "T"))
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


@dataclass(frozen=True)
class Kind:
    """One kind of dirt: where it falls, how often against the others, and what it does to a value ("" = cannot)."""

    key: str
    column: str
    weight: float
    spoil: Callable[[str, int], str]


@dataclass(frozen=True)
class Stain:
    """A spoilt cell of a sheet: its record there (from 0), column and kind."""

    record: int
    column: str
    kind: str


def wide(value: str, _: int) -> str:
    return value.translate(WIDE)


def half_kana(value: str, _: int) -> str:
    """Katakana in half width, as old terminals wrote it."""
    return "".join(_HALF.get(letter, letter) for letter in value)


def _half_table() -> dict[str, str]:
    """Full-width katakana and signs to half width, by turning Unicode's own folding around."""
    table = {"　": " ", "ー": "ｰ"}
    for code in range(0xFF66, 0xFF9E):
        for mark in ("", "ﾞ", "ﾟ"):
            full = unicodedata.normalize("NFKC", chr(code) + mark)
            if len(full) == 1:
                table.setdefault(full, chr(code) + mark)
    return table


_HALF = _half_table()


def hiragana(value: str, _: int) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ン" else c for c in value)


def other_hyphen(value: str, n: int) -> str:
    return value.replace("-", "ーー―"[n % 3]) if "-" in value else ""


def without_hyphen(value: str, _: int) -> str:
    return value.replace("-", "") if "-" in value else ""


def cut(value: str, _: int) -> str:
    return value[:-1]


def wrong_check_digit(value: str, n: int) -> str:
    return value[:-1] + str((int(value[-1]) + 1 + n % 9) % 10) if value else ""


def japanese_date(value: str, n: int) -> str:
    """One of the spellings of a day in an era; full width for every third."""
    year, month, day = (int(part) for part in value.split("-"))
    for first_year, m, d, era, letter in ERAS:
        if (year, month, day) >= (first_year, m, d):
            count = year - first_year + 1
            short, long = f"{letter}{count}.{month}.{day}", f"{era}{count if count > 1 else '元'}年{month}月{day}日"
            return (short, long, long.translate(WIDE))[n % 3]
    return ""


def compact_date(value: str, n: int) -> str:
    return value.replace("-", "" if n % 2 else "/")


def unknown_date(value: str, n: int) -> str:
    return ("年月日不詳", f"{value[:4]}年頃", "00000000", "99999999")[n % 4]


def unknown(_: str, n: int) -> str:
    return ("不詳", "***", "-", "不明")[n % 4]


def half_space(value: str, _: int) -> str:
    return value.replace("　", " ") if "　" in value else ""


KINDS = (
    Kind("full_width_phone", "電話番号", 10, wide),
    Kind("other_hyphen", "電話番号", 8, other_hyphen),
    Kind("no_hyphen", "電話番号", 8, without_hyphen),
    Kind("missing_digit", "電話番号", 3, cut),
    Kind("unknown_value", "電話番号", 5, unknown),
    Kind("half_width_kana", "氏名フリガナ", 18, half_kana),
    Kind("hiragana", "氏名フリガナ", 5, hiragana),
    Kind("half_width_space", "氏名", 8, half_space),
    Kind("full_width_postal", "郵便番号", 10, wide),
    Kind("no_hyphen", "郵便番号", 6, without_hyphen),
    Kind("unknown_value", "郵便番号", 2, lambda _, __: "999-9999"),
    Kind("wrong_check_digit", "個人番号", 2, wrong_check_digit),
    Kind("wrong_check_digit", "住民票コード", 2, wrong_check_digit),
    Kind("wrong_check_digit", "後期高齢者医療被保険者番号", 1, wrong_check_digit),
    Kind("date_spelling", "異動年月日", 6, japanese_date),
    Kind("date_spelling", "異動年月日", 3, compact_date),
    Kind("unknown_date", "異動年月日", 3, unknown_date),
    Kind("date_spelling", "住民となった年月日", 5, japanese_date),
    Kind("unknown_date", "住民となった年月日", 2, unknown_date),
)


def soil(columns: dict[str, list[str]], *, share: float, rng: np.random.Generator) -> list[Stain]:
    """Spoil one cell in that share of the records, in place.

    A record whose drawn kind cannot apply (a blank, a day before the eras) gets the first kind that can.
    Returns what was spoilt, in the order of the records.
    """
    size = len(next(iter(columns.values())))
    kinds = [kind for kind in KINDS if kind.column in columns]
    weights = np.array([kind.weight for kind in kinds], dtype=np.float64)
    dirty = np.flatnonzero(rng.random(size) < share)
    drawn = rng.choice(len(kinds), size=dirty.size, p=weights / weights.sum()).tolist()
    turn = rng.integers(0, 1000, dirty.size).tolist()
    stains = []
    for record, first, n in zip(dirty.tolist(), drawn, turn, strict=True):
        for kind in (kinds[first], *kinds):
            value = columns[kind.column][record]
            spoilt = kind.spoil(value, n) if value else ""
            if spoilt not in {"", value}:
                columns[kind.column][record] = spoilt
                stains.append(Stain(record, kind.column, kind.key))
                break
    return stains

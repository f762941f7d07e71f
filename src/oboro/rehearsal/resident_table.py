"""The resident table of a municipal system: the 122 columns of a real header, filled for a made-up register.

Names of the columns and the class of each stand in `data/resident_table.csv`, with what fills it. A fill is a maker
of texts under a short name; several columns may share one.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from oboro.rehearsal import places, sheet
from oboro.rehearsal.naming import nationality_names
from oboro.rehearsal.population import EPOCH
from oboro.rehearsal.residents import RELATIONS, Ints
from oboro.rehearsal.sheet import Sheet, days
from oboro.rehearsal.tables import homes_before, towns

LEFT_SHARE = 0.06
UNKNOWN_SHARE = 0.002
RELATION_CODES = ("02", "12", "11", "20", "51", "52", "1251", "1252", "1151", "1152", "2012", "2011", "2020", "99")
ISO = {"中国": "CHN", "ベトナム": "VNM", "韓国": "KOR", "フィリピン": "PHL", "ブラジル": "BRA", "ネパール": "NPL"}
_ERAS = np.array([-20974, -15713, 6947, 18017])  # first days of 大正, 昭和, 平成, 令和 since 1970


@dataclass(frozen=True)
class Listed:
    """One column of the header: its name, its class in our reading, and what fills it."""

    name: str
    class_: str
    fill: str


@lru_cache(maxsize=1)
def header() -> tuple[Listed, ...]:
    """The 122 columns in order."""
    text = files("oboro.rehearsal").joinpath("data", "resident_table.csv").read_text(encoding="utf-8")
    return tuple(Listed(row["column"], row["class"], row["fill"]) for row in csv.DictReader(text.splitlines()))


def columns() -> dict[str, Callable[[Sheet], list[str]]]:
    """Makers of the columns by name, in order."""
    return {column.name: FILLS[column.fill] for column in header()}


def _left(s: Sheet) -> NDArray[np.bool_]:
    return s.lucky(LEFT_SHARE, 90)


def _where(when: NDArray[np.bool_], texts: list[str]) -> list[str]:
    return [text if keep else "" for keep, text in zip(when.tolist(), texts, strict=True)]


def _one_zero(when: NDArray[np.bool_]) -> list[str]:
    return ["1" if flag else "0" for flag in when.tolist()]


def _after(s: Sheet, salt: int, within: int) -> list[str]:
    """A day up to so many days after the latest change."""
    gap = np.array(s.digits(salt)) % within
    return days((sheet.event_days(s) + gap).astype(np.int32))


def _at_age(s: Sheet, years: int) -> list[str]:
    """The day on which a person reaches an age, blank before."""
    born = s.residents.people.birth[s.person]
    return _where(s.age >= years, days((born + years * 365.25).astype(np.int32)))


def _split(full: list[str], part: int) -> list[str]:
    return [text.partition("　")[0 if part == 0 else 2] for text in full]


def _names(s: Sheet, which: int) -> list[str]:
    return sheet.names_of(s, s.person)[which]


def _head_names(s: Sheet) -> list[str]:
    return sheet.names_of(s, s.residents.head[s.person])[0]


def _era(s: Sheet) -> list[str]:
    codes = np.searchsorted(_ERAS, s.residents.people.birth[s.person], "right") + 1
    return [str(code) for code in codes.tolist()]


def _town_names(s: Sheet) -> list[str]:
    gazetteer = s.residents.gazetteer
    return list(gazetteer.towns[sheet.homes_of(s).town])


def _lots(s: Sheet) -> list[str]:
    homes = sheet.homes_of(s)
    pairs = zip(homes.lot.tolist(), homes.house.tolist(), strict=True)
    return [f"{lot}番地{house}".translate(places.WIDE) for lot, house in pairs]


def _wide_postal(s: Sheet) -> list[str]:
    codes = s.residents.gazetteer.postal[sheet.homes_of(s).town]
    return [code.replace("-", "").translate(places.WIDE) for code in codes]


def _elsewhere(s: Sheet, salt: int) -> Ints:
    """Another area for each person: the one lived in before, or one drawn for those who left."""
    if salt == 0:
        return s.residents.origin[s.person]
    return np.array(s.digits(salt)) % len(homes_before())


def _area_text(s: Sheet, salt: int, attribute: str) -> list[str]:
    areas = homes_before()
    return [str(getattr(areas[i], attribute)) for i in _elsewhere(s, salt).tolist()]


@lru_cache(maxsize=4096)
def _towns_at(place: int) -> tuple[str, ...]:
    return towns(homes_before()[place])[:40]


def _towns_elsewhere(s: Sheet, salt: int) -> list[str]:
    chosen = zip(_elsewhere(s, salt).tolist(), s.digits(salt + 500), strict=True)
    return [names[n % len(names)] for names, n in ((_towns_at(place), n) for place, n in chosen)]


def _lots_elsewhere(s: Sheet, salt: int) -> list[str]:
    return [f"{n % 90 + 1}番地{n % 13}".translate(places.WIDE) for n in s.digits(salt + 600)]


def _postal_elsewhere(s: Sheet, salt: int) -> list[str]:
    return [f"{n % 900 + 10:03d}{n % 9000:04d}".translate(places.WIDE) for n in s.digits(salt + 700)]


def _town_codes(s: Sheet, salt: int) -> list[str]:
    return [f"{n % 900 + 1:04d}{n % 9:03d}" for n in s.digits(salt + 800)]


def _domicile(s: Sheet) -> list[str]:
    places_ = zip(_area_text(s, 1, "full_name"), _towns_elsewhere(s, 1), _lots_elsewhere(s, 1), strict=True)
    return _where(s.japanese, [a + b + c for a, b, c in places_])


def _gone(make: Callable[[Sheet], list[str]]) -> Callable[[Sheet], list[str]]:
    return lambda s: _where(_left(s), make(s))


def _stayer(make: Callable[[Sheet], list[str]]) -> Callable[[Sheet], list[str]]:
    return lambda s: _where(~s.japanese, make(s))


def _native(make: Callable[[Sheet], list[str]]) -> Callable[[Sheet], list[str]]:
    return lambda s: _where(s.japanese, make(s))


def _choice(salt: int, *words: str) -> Callable[[Sheet], list[str]]:
    return lambda s: [words[n % len(words)] for n in s.digits(salt)]


def _constant(text: str) -> Callable[[Sheet], list[str]]:
    return lambda s: [text] * s.size


def _month(text: list[str]) -> list[str]:
    return [day[:7] for day in text]


def _register(name: str) -> Callable[[Sheet], list[str]]:
    return sheet.COLUMNS[name]


def _operated(s: Sheet, part: int) -> list[str]:
    second = np.array(s.digits(93)) % 36_000 + 28_800
    day = ((s.on - EPOCH).days - np.array(s.digits(94)) % 900).astype(np.int32)
    return days(day) if part == 0 else [f"{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}" for n in second.tolist()]


def _foreign_name(s: Sheet) -> list[str]:
    return _where(~s.japanese, _names(s, 0))


FILLS: dict[str, Callable[[Sheet], list[str]]] = {
    "lgcode": lambda s: [s.residents.gazetteer.area.code] * s.size,
    "addressee": _register("宛名番号"),
    "version": _register("個人履歴番号"),
    "zero": _constant("0"),
    "one": _constant("1"),
    "system": _constant("JUKI"),
    "latest": _register("最新フラグ"),
    "remake": lambda s: [str(1 + n % 3) for n in s.digits(91)],
    "household_number": _register("世帯番号"),
    "resident_kind": lambda s: ["1" if own else "2" for own in s.japanese.tolist()],
    "resident_state": lambda s: ["2" if gone else "1" for gone in _left(s).tolist()],
    "resident_code": _register("住民票コード"),
    "event_on": _register("異動年月日"),
    "flag": lambda s: _one_zero(s.lucky(UNKNOWN_SHARE, 92)),
    "notified_on": lambda s: _after(s, 95, 14),
    "notice_number": lambda s: [f"{s.on.year}{n:07d}" for n in s.digits(96)],
    "event": _register("異動事由"),
    "event_class": _choice(97, "1", "3", "3", "2"),
    "noticed_on": lambda s: _after(s, 98, 30),
    "name": _register("氏名"),
    "family": _native(lambda s: _split(_names(s, 0), 0)),
    "given": _native(lambda s: _split(_names(s, 0), 1)),
    "roman": _foreign_name,
    "kana": _register("氏名フリガナ"),
    "family_kana": _native(lambda s: _split(_names(s, 1), 0)),
    "given_kana": _native(lambda s: _split(_names(s, 1), 1)),
    "sex_code": lambda s: ["2" if sex else "1" for sex in s.residents.people.sex[s.person].tolist()],
    "sex": _register("性別"),
    "birth_era": _era,
    "birth": _register("生年月日"),
    "relation_code": lambda s: [RELATION_CODES[n] for n in s.residents.relation[s.person].tolist()],
    "relation": lambda s: list(RELATIONS[s.residents.relation[s.person]]),
    "head_name": _head_names,
    "head_family": lambda s: _split(_head_names(s), 0),
    "head_given": lambda s: _split(_head_names(s), 1),
    "town_code": lambda s: [f"{n:07d}" for n in (sheet.homes_of(s).town * 1000 + 2).tolist()],
    "prefecture": lambda s: [s.residents.gazetteer.area.prefecture] * s.size,
    "city": lambda s: [s.residents.gazetteer.area.name] * s.size,
    "town": _town_names,
    "lot": _lots,
    "building": _register("方書"),
    "postal": _wide_postal,
    "since": _register("住民となった年月日"),
    "recorded_on": lambda s: _after(s, 99, 20),
    "record_event": _choice(100, "国内転入", "出生", "職権記載", "改製"),
    "from_lgcode": lambda s: _area_text(s, 0, "code"),
    "from_prefecture": lambda s: _area_text(s, 0, "prefecture"),
    "from_city": lambda s: _area_text(s, 0, "name"),
    "from_town": lambda s: _towns_elsewhere(s, 0),
    "from_town_code": lambda s: _town_codes(s, 0),
    "from_lot": lambda s: _lots_elsewhere(s, 0),
    "from_postal": lambda s: _postal_elsewhere(s, 0),
    "domicile": _domicile,
    "domicile_town": _native(lambda s: _towns_elsewhere(s, 1)),
    "domicile_lot": _native(lambda s: _lots_elsewhere(s, 1)),
    "domicile_lgcode": _native(lambda s: _area_text(s, 1, "code")),
    "domicile_town_code": _native(lambda s: _town_codes(s, 1)),
    "left_event": _gone(_choice(101, "国内転出", "死亡", "国外転出")),
    "left_notified": _gone(lambda s: _after(s, 102, 14)),
    "left_on": _gone(lambda s: _after(s, 103, 30)),
    "left_noticed": _gone(lambda s: _after(s, 104, 40)),
    "left_flag": _gone(lambda s: _one_zero(s.lucky(UNKNOWN_SHARE, 105))),
    "left_state": lambda s: _one_zero(_left(s)),
    "address_since": lambda s: _after(s, 106, 10),
    "district": lambda s: [f"{town % 37 + 1:03d}" for town in sheet.homes_of(s).town.tolist()],
    "rank": _register("記載順位"),
    "guardian": lambda s: _one_zero(s.lucky(0.002, 107)),
    "processed_on": lambda s: _operated(s, 0),
    "remade_on": lambda s: _after(s, 108, 900),
    "voter": lambda s: _one_zero(s.japanese & (s.age >= 18)),
    "national": lambda s: _one_zero(sheet.nationally_insured(s)),
    "national_since": lambda s: _where(sheet.nationally_insured(s), _after(s, 109, 60)),
    "late": lambda s: _one_zero(s.age >= sheet.LATE_FROM),
    "late_since": lambda s: _at_age(s, sheet.LATE_FROM),
    "care": lambda s: _one_zero(s.age >= sheet.INSURED_FROM),
    "care_since": lambda s: _at_age(s, sheet.INSURED_FROM),
    "pension": lambda s: _one_zero((s.age >= sheet.PENSION_FROM) & (s.age < 60)),
    "pension_number": _register("基礎年金番号"),
    "pension_kind": lambda s: _where(s.age >= sheet.PENSION_FROM, _choice(110, "1", "2", "3")(s)),
    "pension_since": lambda s: _at_age(s, sheet.PENSION_FROM),
    "pension_until": lambda s: _at_age(s, 60),
    "child": lambda s: _where(s.age < 18, _choice(111, "1", "2")(s)),
    "child_from": lambda s: _where(s.age < 18, _month(days(s.residents.people.birth[s.person]))),
    "operator": _register("操作者ID"),
    "operated_on": lambda s: _operated(s, 0),
    "operated_at": lambda s: _operated(s, 1),
    "to_lgcode": _gone(lambda s: _area_text(s, 2, "code")),
    "to_prefecture": _gone(lambda s: _area_text(s, 2, "prefecture")),
    "to_city": _gone(lambda s: _area_text(s, 2, "name")),
    "to_town": _gone(lambda s: _towns_elsewhere(s, 2)),
    "to_lot": _gone(lambda s: _lots_elsewhere(s, 2)),
    "to_building": _gone(lambda s: [f"みどり荘{n % 40 + 101}号".translate(places.WIDE) for n in s.digits(112)]),
    "to_postal": _gone(lambda s: _postal_elsewhere(s, 2)),
    "foreign_since": _stayer(_register("住民となった年月日")),
    "foreign_flag": _stayer(_constant("0")),
    "card": _register("在留カード番号"),
    "card_kind": _stayer(_constant("1")),
    "nation_code": _stayer(lambda s: [ISO.get(name, "ZZZ") for name in _register("国籍・地域")(s)]),
    "nation": _stayer(lambda s: list(nationality_names()[s.residents.names.nationality[s.person]])),
    "rule": _stayer(_choice(113, "1", "1", "1", "2")),
    "home_notified": _stayer(_constant("1")),
    "status_code": _stayer(_choice(114, "A01", "B02", "C03", "T05", "Z09")),
    "stay_years": _stayer(_choice(115, "1", "3", "5")),
    "stay_months": _stayer(_choice(116, "0", "6")),
    "stay_days": _stayer(_constant("0")),
    "stay_until": _stayer(lambda s: days((sheet.event_days(s) + 1500).astype(np.int32))),
}
"""Makers of texts, by the short names that `data/resident_table.csv` uses."""

WITH_OLD_LETTER = ("氏名", "氏_日本人", "世帯主氏名", "戸籍_筆頭者", "戸籍_筆頭者_氏")
"""Columns of surnames, in which a register may hold letters that no code page has."""

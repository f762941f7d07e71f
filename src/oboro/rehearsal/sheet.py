"""A sheet of the register: some records of one area, and the text of each of their columns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from oboro.rehearsal import numbering, places, remarks
from oboro.rehearsal.naming import Names, draw, household_surnames, nationality_names, written
from oboro.rehearsal.population import EPOCH
from oboro.rehearsal.remarks import Span
from oboro.rehearsal.residents import EVENTS, RELATIONS, Ints, Residents
from oboro.rehearsal.tables import homes_before, rates, surnames

PENSION_FROM, INSURED_FROM, LATE_FROM = 20, 65, 75


@dataclass
class Sheet:
    """Records to be written: which person, and which of the person's history rows.

    Attributes:
        person: index of the person of each record in `residents`.
        version: number of the history row, counted from 1.
        latest: the row that holds today.
        on: day of the register.
        spans: filled while the remarks are written; what stands where, by record of this sheet.
    """

    residents: Residents
    person: Ints
    version: Ints
    latest: NDArray[np.bool_]
    on: date
    seed: int
    rng: np.random.Generator
    spans: dict[int, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return int(self.person.size)

    @property
    def serial(self) -> Ints:
        return self.person + self.residents.first

    @property
    def household(self) -> Ints:
        return self.residents.household[self.person]

    @property
    def age(self) -> Ints:
        return self.residents.people.age[self.person].astype(np.int64)

    @property
    def japanese(self) -> NDArray[np.bool_]:
        return self.residents.names.nationality[self.person] < 0

    def lucky(self, share: float | NDArray[np.float64], salt: int) -> NDArray[np.bool_]:
        """True for that share of the persons; the same for every row of a person."""
        mark = numbering.spread(self.serial, seed=self.seed * 31 + salt) / numbering.CAPACITY
        return np.asarray(mark < share)

    def digits(self, salt: int) -> list[int]:
        """A number for each person, below the capacity of the numbering."""
        return [int(x) for x in numbering.spread(self.serial, seed=self.seed * 31 + salt)]


def _blank(when: NDArray[np.bool_], texts: list[str]) -> list[str]:
    return [text if keep else "" for keep, text in zip(when.tolist(), texts, strict=True)]


def _yes(when: NDArray[np.bool_]) -> list[str]:
    return ["有" if flag else "無" for flag in when.tolist()]


def days(values: NDArray[np.int32]) -> list[str]:
    """Days since 1970 as 2020-10-01."""
    return [str(text) for text in np.datetime_as_string(values.astype("datetime64[D]"))]


def names_of(sheet: Sheet, person: Ints) -> tuple[list[str], list[str]]:
    names, sex = sheet.residents.names, sheet.residents.people.sex
    chosen = Names(names.surname[person], names.given[person], names.variant[person], names.nationality[person])
    return written(chosen, sex[person])


def homes_of(sheet: Sheet) -> places.Homes:
    """The address of each record; an older row shows another address in the same municipality."""
    homes, household = sheet.residents.homes, sheet.household
    back = np.where(sheet.latest, 0, 1 + sheet.version)
    other = (household + back * 7919) % sheet.residents.households
    return places.Homes(
        homes.town[other], homes.lot[other], homes.house[other], homes.building[other], homes.room[other]
    )


def _phone(sheet: Sheet) -> list[str]:
    gazetteer, first = sheet.residents.gazetteer, sheet.residents.first_household
    home = numbering.spread(sheet.household + first, seed=sheet.seed + 40).tolist()
    has_mobile = sheet.lucky(np.where((sheet.age >= 15) & (sheet.age < 80), 0.8, 0.15), 41) & (sheet.age >= 12)
    rows = zip(has_mobile.tolist(), sheet.digits(42), home, strict=True)
    return [places.mobile(n) if m else gazetteer.landline(h) for m, n, h in rows]


def _mail(sheet: Sheet) -> list[str]:
    has = sheet.lucky(np.where((sheet.age >= 15) & (sheet.age < 80), 0.3, 0.02), 43) & (sheet.age >= 12)
    return _blank(has, [f"u{n:07d}@example.{('com', 'net', 'org')[n % 3]}" for n in sheet.digits(44)])


def _residence_cards(sheet: Sheet) -> list[str]:
    return _blank(~sheet.japanese, [f"ZZ{n + 10_000_000:08d}{chr(65 + n % 26)}Z" for n in sheet.digits(45)])


def _previous(sheet: Sheet) -> list[str]:
    codes = np.array([area.code for area in homes_before()], dtype=object)
    return list(codes[sheet.residents.origin[sheet.person]])


def _event(sheet: Sheet) -> list[str]:
    event = np.where(sheet.latest, sheet.residents.event[sheet.person], 2)
    return list(np.array(EVENTS, dtype=object)[event])


def event_days(sheet: Sheet) -> NDArray[np.int32]:
    residents = sheet.residents
    since, event_on = residents.since[sheet.person], residents.event_on[sheet.person]
    share = np.where(sheet.latest, 1.0, sheet.version / 6)
    day: NDArray[np.int32] = (since + np.floor((event_on - since) * share)).astype(np.int32)
    return day


def _past(sheet: Sheet) -> list[str]:
    moved, changed = days(sheet.residents.since[sheet.person]), days(event_days(sheet))
    first = np.where(
        sheet.residents.since[sheet.person] == sheet.residents.people.birth[sheet.person], EVENTS[0], EVENTS[1]
    )
    return [
        f"{a} {x}" if a == b else f"{a} {x}／{b} {y}"
        for a, b, x, y in zip(moved, changed, first.tolist(), _event(sheet), strict=True)
    ]


def _pension(sheet: Sheet) -> list[str]:
    return _blank(sheet.age >= PENSION_FROM, [f"99{n // 1_000_000:02d}-{n % 1_000_000:06d}" for n in sheet.digits(46)])


def nationally_insured(sheet: Sheet) -> NDArray[np.bool_]:
    """Insured by the municipality: by household, more often where the head is 60 to 74; nobody from 75 on."""
    rate = rates()["insurance"]
    head_age = sheet.residents.people.age[sheet.residents.head[sheet.person]]
    share = np.where((head_age >= 60) & (head_age < LATE_FROM), rate["national_from_60"], rate["national_household"])
    mark = (
        numbering.spread(sheet.household + sheet.residents.first_household, seed=sheet.seed + 47) / numbering.CAPACITY
    )
    return np.asarray((mark < share) & (sheet.age < LATE_FROM))


def _national_number(sheet: Sheet) -> list[str]:
    home = numbering.spread(sheet.household + sheet.residents.first_household, seed=sheet.seed + 48).tolist()
    rank = sheet.residents.rank[sheet.person].tolist()
    return _blank(nationally_insured(sheet), [f"99-{h:07d}-{r:02d}" for h, r in zip(home, rank, strict=True)])


def _late_number(sheet: Sheet) -> list[str]:
    return _blank(
        sheet.age >= LATE_FROM, numbering.text(numbering.insured_numbers(sheet.serial, seed=sheet.seed + 49), 8)
    )


def _care_number(sheet: Sheet) -> list[str]:
    return _blank(sheet.age >= INSURED_FROM, [f"999{n:07d}" for n in sheet.digits(50)])


def _care_level(sheet: Sheet) -> list[str]:
    care = rates()["care"]
    group = np.searchsorted(care["from_age"], sheet.age, "right")
    certified = sheet.lucky(np.array([0.0, *care["certified"]])[group], 51)
    edges = np.cumsum(care["level_share"])
    level = np.minimum(np.searchsorted(edges, np.array(sheet.digits(52)) / numbering.CAPACITY), len(edges) - 1)
    return _blank(certified, [care["levels"][i] for i in level.tolist()])


def _handbook(sheet: Sheet) -> list[str]:
    rate = rates()["disability"]
    result = [""] * sheet.size
    for number, kind in enumerate(rate["kinds"]):
        grades = rate["grades"][number]
        edges = np.cumsum(rate["grade_share"][number])
        mark = np.array(sheet.digits(60 + number)) / numbering.CAPACITY
        for i in np.flatnonzero(sheet.lucky(rate["share"][number], 70 + number)).tolist():
            grade = min(int(np.searchsorted(edges, mark[i])), len(grades) - 1)
            result[i] = f"{kind}{grades[grade]}"
    return result


def _remarks(sheet: Sheet) -> list[str]:
    rng, result = sheet.rng, [""] * sheet.size
    written_on = np.flatnonzero(rng.random(sheet.size) < remarks.SHARE)
    family = surnames().names[household_surnames(written_on.size, rng)].tolist()
    number = rng.integers(0, numbering.CAPACITY, written_on.size).tolist()
    template = draw(remarks.WEIGHTS, written_on.size, rng).tolist()
    for i, chosen, surname, n in zip(written_on.tolist(), template, family, number, strict=True):
        fill = {"name": surname, "phone": places.mobile(n)}
        result[i], spans = remarks.compose(remarks.TEMPLATES[chosen][1], fill)
        if spans:
            sheet.spans[i] = spans
    return result


def _updated(sheet: Sheet) -> list[str]:
    day = (sheet.on - EPOCH).days - sheet.rng.integers(0, 900, sheet.size)
    second = sheet.rng.integers(8 * 3600, 18 * 3600, sheet.size)
    stamps = day.astype("datetime64[D]").astype("datetime64[s]") + second.astype("timedelta64[s]")
    return [str(text).replace("T", " ") for text in np.datetime_as_string(stamps)]


def _postal(sheet: Sheet) -> list[str]:
    return list(sheet.residents.gazetteer.postal[homes_of(sheet).town])


def _household_numbers(sheet: Sheet) -> list[str]:
    return numbering.text(
        numbering.link_numbers(sheet.household + sheet.residents.first_household, seed=sheet.seed + 5), 10
    )


def _operators(sheet: Sheet) -> list[str]:
    return [f"OP{n:03d}" for n in sheet.rng.integers(1, 40, sheet.size).tolist()]


COLUMNS: dict[str, Callable[[Sheet], list[str]]] = {
    "宛名番号": lambda s: numbering.text(numbering.link_numbers(s.serial, seed=s.seed + 3), 10),
    "個人履歴番号": lambda s: [str(n) for n in s.version.tolist()],
    "最新フラグ": lambda s: ["1" if flag else "0" for flag in s.latest.tolist()],
    "世帯番号": _household_numbers,
    "記載順位": lambda s: [str(n) for n in s.residents.rank[s.person].tolist()],
    "個人番号": lambda s: numbering.text(numbering.my_numbers(s.serial, seed=s.seed), 12),
    "住民票コード": lambda s: numbering.text(numbering.resident_codes(s.serial, seed=s.seed), 11),
    "氏名": lambda s: names_of(s, s.person)[0],
    "氏名フリガナ": lambda s: names_of(s, s.person)[1],
    "生年月日": lambda s: days(s.residents.people.birth[s.person]),
    "性別": lambda s: ["女" if sex else "男" for sex in s.residents.people.sex[s.person].tolist()],
    "続柄": lambda s: list(RELATIONS[s.residents.relation[s.person]]),
    "世帯主氏名": lambda s: names_of(s, s.residents.head[s.person])[0],
    "世帯人数": lambda s: [str(n) for n in s.residents.size[s.person].tolist()],
    "郵便番号": _postal,
    "住所": lambda s: s.residents.gazetteer.addresses(homes_of(s)),
    "方書": lambda s: s.residents.gazetteer.buildings(homes_of(s)),
    "電話番号": _phone,
    "メールアドレス": _mail,
    "国籍・地域": lambda s: list(nationality_names()[s.residents.names.nationality[s.person]]),
    "在留カード番号": _residence_cards,
    "前住所市区町村コード": _previous,
    "住民となった年月日": lambda s: days(s.residents.since[s.person]),
    "異動事由": _event,
    "異動年月日": lambda s: days(event_days(s)),
    "異動履歴": _past,
    "基礎年金番号": _pension,
    "国保資格": lambda s: _yes(nationally_insured(s)),
    "国保記号番号": _national_number,
    "後期高齢者医療資格": lambda s: _yes(s.age >= LATE_FROM),
    "後期高齢者医療被保険者番号": _late_number,
    "介護保険資格": lambda s: _yes(s.age >= INSURED_FROM),
    "介護保険被保険者番号": _care_number,
    "要介護状態区分": _care_level,
    "障害者手帳等級": _handbook,
    "支援措置区分": lambda s: ["支援対象" if p else "" for p in s.lucky(rates()["protected"]["share"], 80).tolist()],
    "備考": _remarks,
    "操作者ID": _operators,
    "更新日時": _updated,
}
"""The columns of the register in order, each with the maker of its text."""

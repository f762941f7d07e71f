"""Files with many rows a person: health checks of several years, and the stops of bus trips. Nobody in them is real.

The people are those of the rehearsal register; what happens to them is drawn. The shapes are there to practise on
(rare diseases, very tall and very heavy people, home and work at the ends of trips) and are no statistics.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from oboro.files import replacing
from oboro.kernel.errors import UsageError
from oboro.rehearsal import numbering, register, sheet
from oboro.rehearsal.register import Made, Wish
from oboro.rehearsal.tables import find_area, towns

Row = Sequence[str]

CHECKUP_COLUMNS = (
    "宛名番号", "世帯番号", "氏名", "生年月日", "性別", "郵便番号", "電話番号", "受診年度", "受診年月日", "身長",
    "体重", "収縮期血圧", "HbA1c", "判定", "病名コード", "保健指導", "特記事項",
)  # fmt: skip
TRIP_COLUMNS = (
    "利用者番号", "氏名", "年齢", "性別", "利用日", "便番号", "時刻", "停留所", "メッシュコード", "券種",
)  # fmt: skip

COMMON = ("I10", "E11", "E78", "J30", "M54", "K21", "N18", "I20", "H25", "M81")
RARE = ("E75", "G10", "Q87", "D57", "G12", "E70", "L10", "M33", "Q78", "G90", "E85", "D80")
STOPS, LINES, ALONG = 60, 10, 14
MONDAY = date(2026, 6, 1)


def checkups(wish: Wish) -> Iterator[Row]:
    """Health checks of the last five years: one to five visits of each adult between 40 and 74, blood by chance."""
    for residents, page in register.sheets(find_area(wish.municipality), wish):
        names, _ = sheet.names_of(page, page.person)
        cells = {name: sheet.COLUMNS[name](page) for name in ("宛名番号", "世帯番号", "郵便番号", "電話番号")}
        birth = sheet.days(residents.people.birth[page.person])
        for i in np.flatnonzero((page.age >= 40) & (page.age < 75)).tolist():
            sex = int(residents.people.sex[page.person[i]])
            fixed = (cells["宛名番号"][i], cells["世帯番号"][i], names[i], birth[i], "男女"[sex])
            contact = (cells["郵便番号"][i], cells["電話番号"][i])
            yield from _visits(fixed + contact, sex, wish, np.random.default_rng([wish.seed, 31, i + residents.first]))


def trips(wish: Wish) -> Iterator[Row]:
    """The stops of a week of bus trips: to work or to the shops and back, always from the same stop to the same."""
    area = find_area(wish.municipality)
    names = [*towns(area), *(f"{area.name}第{number}" for number in range(STOPS))][:STOPS]
    line_of = np.random.default_rng([wish.seed, 32]).permuted(np.tile(np.arange(STOPS), (LINES, 1)), axis=1)[:, :ALONG]
    serial = 0
    for residents, page in register.sheets(area, wish):
        written, _ = sheet.names_of(page, page.person)
        for i in range(page.size):
            serial += 1
            rng = np.random.default_rng([wish.seed, 33, serial])
            rider = (
                f"IC{numbering.spread(np.array([serial]), seed=wish.seed + 34)[0]:08d}", written[i], str(page.age[i]),
                "男女"[int(residents.people.sex[page.person[i]])],
            )  # fmt: skip
            yield from _week(rider, line_of, names, rng)


LAYOUTS: dict[str, tuple[tuple[str, ...], Callable[[Wish], Iterator[Row]]]] = {
    "checkups": (CHECKUP_COLUMNS, checkups),
    "trips": (TRIP_COLUMNS, trips),
}


def write(wish: Wish, *, layout: str, out: Path) -> Made:
    """Write one of the files as CSV (CRLF, header in the first line); it appears when it is complete.

    Raises:
        UsageError: the wish names no municipality, or asks for what these files do not have.
        OutputError: the file cannot be written.
    """
    if wish.dirt or wish.history or wish.old_letters or wish.people is None:
        raise UsageError("履歴のファイルには、汚れ、異動前の記録、外字、実際の人数は指定できません。")
    names, rows = LAYOUTS[layout]
    people: set[str] = set()
    households: set[str] = set()
    records = 0
    with replacing(out) as stream:
        file = io.TextIOWrapper(stream, encoding=wish.encoding, newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows(wish):
            writer.writerow(row)
            records += 1
            people.add(row[0])
            households.add(row[1])
        file.flush()
        file.detach()
    return Made(find_area(wish.municipality), len(people), len(households) if layout == "checkups" else 0, records, 0)


# --- private -----------------------------------------------------------------------------------------------------


def _visits(fixed: Row, sex: int, wish: Wish, rng: np.random.Generator) -> Iterator[Row]:
    height = rng.normal(170 - 13 * sex, 6)
    weight = rng.normal(22.8, 3.4) * (height / 100) ** 2
    pressure, sugar = rng.normal(128, 15), rng.normal(5.7, 0.5) + rng.exponential(0.3)
    illness = str(rng.choice(RARE)) if rng.random() < 0.01 else str(rng.choice(COMMON)) if rng.random() < 0.4 else ""
    for back in sorted(rng.choice(5, size=int(rng.integers(1, 6)), replace=False).tolist(), reverse=True):
        day = date(wish.on.year - back, 5, 1) + timedelta(days=int(rng.integers(0, 200)))
        now = pressure + rng.normal(0, 6), sugar + rng.normal(0, 0.15)
        verdict = (
            "要医療" if now[0] >= 160 or now[1] >= 6.5 else "要指導" if now[0] >= 130 or now[1] >= 5.6 else "異常なし"
        )
        advice = {"要医療": "受診勧奨", "要指導": "動機付け支援"}.get(verdict, "")
        said = f"家族（{fixed[2]}の母）も同じ病気" if rng.random() < 0.02 else ""
        yield (
            *fixed, str(day.year), day.isoformat(), f"{height:.1f}", f"{weight + rng.normal(0, 1):.1f}",
            f"{now[0]:.0f}", f"{now[1]:.1f}", verdict, illness, advice, said,
        )  # fmt: skip


def _week(rider: Row, lines: np.ndarray, names: Sequence[str], rng: np.random.Generator) -> Iterator[Row]:
    line = lines[int(rng.integers(0, LINES))]
    home, work = sorted(rng.choice(ALONG, size=2, replace=False).tolist())
    hour = int(rng.choice([7, 8, 9, 10, 13]))
    ticket = "定期" if hour < 9 else str(rng.choice(["普通", "敬老"]))
    for weekday in np.flatnonzero(rng.random(5) < 0.4).tolist():
        for back in (False, True):
            begin = (hour + 9 * back) * 60 + int(rng.integers(0, 30))
            along = line[home : work + 1][::-1] if back else line[home : work + 1]
            for step, stop in enumerate(along.tolist()):
                minute = begin + 4 * step
                yield (
                    *rider, (MONDAY + timedelta(days=weekday)).isoformat(), f"{weekday}{'帰' if back else '往'}",
                    f"{minute // 60 % 24:02d}:{minute % 60:02d}", names[stop], _mesh(stop), ticket,
                )  # fmt: skip


def _mesh(stop: int) -> str:
    """A 1 km square of an invented town: neighbours in the list lie near each other."""
    return f"5233{stop // 30}{stop // 10 % 3}{stop // 5 % 10}{stop % 10}"

"""Addresses by chance: real town names of the municipality, made-up lots, buildings, telephone and postal numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oboro.rehearsal.naming import draw
from oboro.rehearsal.numbering import spread
from oboro.rehearsal.tables import Area, postal_prefixes, rates, towns

Ints = NDArray[np.int64]

WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
BUILDINGS = (
    "コーポ", "ハイツ", "メゾン", "サンハイツ", "グリーンコーポ", "パークハイツ", "レジデンス", "第一ハイツ",
    "第二コーポ", "みどり荘", "ひばり荘", "市営住宅①号棟", "市営住宅②号棟", "県営住宅３号棟", "㈱みらい社宅",
)  # fmt: skip
CARE_HOMES = (
    "特別養護老人ホームみどり苑",
    "特別養護老人ホームひかりの里",
    "介護老人保健施設やすらぎ",
    "グループホームつどい",
)
EXCHANGES = {
    "北海道": "011", "東北": "022", "関東": "03", "中部": "052",
    "近畿": "06", "中国": "082", "四国": "087", "九州・沖縄": "092",
}  # fmt: skip


@dataclass(frozen=True)
class Homes:
    """Where each household lives; arrays of one length.

    Attributes:
        town: index into the area's towns.
        lot: 番 (in a numbered block) or 番地.
        house: 号 or branch of the lot.
        building: index into BUILDINGS, -1 for a house, -2 and below for a care home.
        room: number of the flat.
    """

    town: Ints
    lot: Ints
    house: Ints
    building: Ints
    room: Ints


class Gazetteer:
    """Towns of one area with a postal code each."""

    def __init__(self, area: Area, *, seed: int) -> None:
        self.area = area
        self.towns = np.array(towns(area), dtype=object)
        self.blocks = np.array([name.endswith("丁目") for name in self.towns])
        rng = np.random.default_rng([seed, int(area.code)])
        self.weights = rng.lognormal(0.0, 1.0, self.towns.size)
        prefixes = postal_prefixes(area) or (("999", 1),)
        chosen = np.sort(draw(np.array([float(n) for _, n in prefixes]), self.towns.size, rng))
        last = spread(np.arange(self.towns.size), seed=int(area.code), capacity=9000)
        self.postal = np.array(
            [f"{prefixes[p][0]}-{number:04d}" for p, number in zip(chosen.tolist(), last.tolist(), strict=True)],
            dtype=object,
        )

    def homes(self, institution: NDArray[np.bool_], rng: np.random.Generator) -> Homes:
        """An address for each household."""
        count = institution.size
        share = float(rates()["household"]["apartment"]) * (0.25 if self.area.kind in {"town", "village"} else 1.0)
        building = np.where(rng.random(count) < share, rng.integers(0, len(BUILDINGS), count), -1)
        building[institution] = -2 - rng.integers(0, len(CARE_HOMES), int(institution.sum()))
        return Homes(
            town=draw(self.weights, count, rng),
            lot=rng.integers(1, 60, count),
            house=rng.integers(1, 30, count),
            building=building,
            room=100 * rng.integers(1, 8, count) + rng.integers(1, 9, count),
        )

    def addresses(self, homes: Homes) -> list[str]:
        """Prefecture, municipality, town and lot; digits in full width, as registers write them."""
        head = self.area.full_name
        rows = zip(
            self.towns[homes.town].tolist(),
            self.blocks[homes.town].tolist(),
            homes.lot.tolist(),
            homes.house.tolist(),
            strict=True,
        )
        return [
            head + town + (f"{lot}番{house}号" if block else f"{lot * 30 + house}番地{house % 7}").translate(WIDE)
            for town, block, lot, house in rows
        ]

    def buildings(self, homes: Homes) -> list[str]:
        """方書: building and room, a care home, or nothing."""
        rows = zip(homes.building.tolist(), homes.room.tolist(), strict=True)
        return [
            "" if b == -1 else (BUILDINGS[b] + f"{room}号室".translate(WIDE) if b >= 0 else CARE_HOMES[-2 - b])
            for b, room in rows
        ]

    def landline(self, number: int) -> str:
        """A telephone number of the region on an exchange that begins with 0, so that nobody can have it."""
        code = EXCHANGES.get(self.area.region, "03")
        local = f"0{number % 10 ** (9 - len(code)):0{9 - len(code)}d}"
        return f"{code}-{local[:-4]}-{local[-4:]}"


def mobile(number: int) -> str:
    """A mobile number whose fourth digit is 0, which no carrier hands out."""
    return f"{('090', '080', '070')[number % 3]}-0{number // 3 % 1000:03d}-{number // 3000 % 10000:04d}"

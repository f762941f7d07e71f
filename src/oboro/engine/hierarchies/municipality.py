"""Municipality codes: 市区町村 → 都道府県 → 地方 → 全国, from the packaged code list."""

import csv
import unicodedata
from importlib.resources import files

from oboro.engine.hierarchies.base import Hierarchy

WHOLE = "全国"


def municipality() -> Hierarchy:
    """Codes of five digits or of six with the check digit, or 都道府県＋市区町村 names; level 0 writes the name.

    The list and its date stand in `engine/data/SOURCES.toml`.
    """
    paths: dict[str, tuple[str, ...]] = {}
    leaf_of: dict[str, str] = {}
    regions = {row["pref_code"]: row["region8"] for row in _rows("prefecture_region.csv")}
    for row in _rows("municipality.csv"):
        name = row["prefecture"] + row["municipality"]
        paths[name] = (name, row["prefecture"], regions[row["code6"][:2]], WHOLE)
        leaf_of |= {row["code6"]: name, row["code6"][:5]: name}
    return Hierarchy("municipality", paths, lambda value: leaf_of.get(unicodedata.normalize("NFKC", value).strip()))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("oboro.engine").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))

"""Statistical classifications with several depths: industries and diseases."""

import re
from datetime import date

from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.packaged import edition, rows, unify

_SECTORS = {"A": "第1次産業", "B": "第1次産業", "C": "第2次産業", "D": "第2次産業", "E": "第2次産業", "T": "分類不能"}
_DISEASE = re.compile(r"([A-Z]\d\d)(?:\.?[\dA-Z]{1,2})?")


def industry(*, on: date | None = None) -> Hierarchy:
    """日本標準産業分類: 細分類 → 小分類 → 中分類 → 大分類 → 第1次・第2次・第3次 → *.

    A code of a coarser depth stays itself until its own level.

    Raises:
        HierarchyInvalid: no edition was in force on that day.
    """
    table = {row["code"]: row for row in rows(edition("industry", on=on))}
    paths: dict[str, tuple[str, ...]] = {}
    leaf_of: dict[str, str] = {}
    for code in table:
        line = [code]
        while parent := table[line[-1]]["parent"]:
            line.append(parent)
        full = [line[0]] * (4 - len(line)) + line
        names = tuple(f"{one} {table[one]['name']}" for one in full)
        paths[names[0]] = (*names, _SECTORS.get(line[-1], "第3次産業"), TOP)
        leaf_of |= {code: names[0], unify(names[0]): names[0]}
        leaf_of.setdefault(unify(table[code]["name"]), names[0])
    return Hierarchy("industry", paths, lambda value: leaf_of.get(unify(value)))


def disease(*, on: date | None = None) -> Hierarchy:
    """ICD-10: 3桁分類 → 章 → *. A fourth letter is dropped at once: it singles out rare diseases.

    Raises:
        HierarchyInvalid: no edition was in force on that day.
    """
    paths: dict[str, tuple[str, ...]] = {}
    for row in rows(edition("disease", on=on)):
        for letter in map(chr, range(ord(row["first"][0]), ord(row["last"][0]) + 1)):
            for number in range(100):
                code = f"{letter}{number:02d}"
                if row["first"] <= code <= row["last"]:
                    paths[code] = (code, row["label"], TOP)

    def leaf(value: str) -> str | None:
        found = _DISEASE.fullmatch(unify(value))
        return found[1] if found and found[1] in paths else None

    return Hierarchy("disease", paths, leaf)

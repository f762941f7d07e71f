"""Hierarchies written as a file: each row a leaf value and its ancestors."""

import csv
from pathlib import Path

from oboro.engine.hierarchies.base import Hierarchy
from oboro.kernel.errors import HierarchyInvalid


def read(path: Path, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> Hierarchy:
    """Read a hierarchy file in the manner of ARX: no header, `leaf;ancestor;…;top` on each row.

    Raises:
        HierarchyInvalid: cannot be read, a leaf twice with other ancestors, or not a hierarchy.
    """
    paths: dict[str, tuple[str, ...]] = {}
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                if row and paths.setdefault(row[0], tuple(row)) != tuple(row):
                    raise HierarchyInvalid(f"階層ファイル{path.name}の{number}行目の値は、前の行と上の段が違います。")
    except OSError as error:
        raise HierarchyInvalid(f"階層ファイル{path.name}を開けません。") from error
    except (UnicodeError, LookupError, csv.Error) as error:
        raise HierarchyInvalid(f"階層ファイル{path.name}を文字コード{encoding}の表として読めません。") from error
    return Hierarchy(path.name, paths)

"""The snapshot of a register from which every file is made: columns of the law, rows of cells, and its digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from oboro.kernel.canonical import canonical_json

NUMBER, VERSION, PUBLISHED_ON = "number", "version", "published_on"
SECTION, PERSONS = "keeper", "persons"


@dataclass(frozen=True)
class Column:
    """One column: its id (`key` or `key.part`), what stands above it, and the place in the law; empty for our own."""

    id: str
    label: str
    citation: str = ""


LEADING = (
    Column(NUMBER, "番号"),
    Column(VERSION, "版"),
    Column(PUBLISHED_ON, "公表の日"),
)
OFFICE_ONLY = (Column(SECTION, "ファイルを持つ課"), Column(PERSONS, "本人の数"))


@dataclass(frozen=True)
class Row:
    """One entry: its cells by column id; a column that is not there is empty."""

    cells: Mapping[str, str]


@dataclass(frozen=True)
class Book:
    """One edition of the register of a body.

    Attributes:
        code: 団体コード.
        edition: which publication of the whole register.
        columns: in the order of the law, `LEADING` first.
    """

    code: str
    body: str
    law: str
    term: str
    edition: int
    published_on: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """「甲市 個人情報ファイル簿」."""
        return f"{self.body} {self.term}"

    @property
    def sha256(self) -> str:
        """The digest of what the edition says, whatever file it is written to."""
        said = {
            "code": self.code,
            "edition": self.edition,
            "published_on": self.published_on.isoformat(),
            "rows": [{key: value for key, value in row.cells.items() if value} for row in self.rows],
        }
        return hashlib.sha256(canonical_json(said)).hexdigest()

    def table(self) -> list[list[str]]:
        """The heads and the rows as text."""
        return [
            [column.label for column in self.columns],
            *([row.cells.get(c.id, "") for c in self.columns] for row in self.rows),
        ]

"""What a column lets others infer, and what it does not count as: said beside the verdict, never instead of it."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from oboro.engine.detectors.profile import Profile
from oboro.kernel.text import fold


@dataclass(frozen=True)
class Note:
    """One remark.

    Attributes:
        kind: "trap" (a sensitive head can be inferred) or "not_counted" (not on the statutory list, and why).
        head: key of the law's sensitive head that can be inferred, or "".
        text: the remark in Japanese.
    """

    kind: str
    head: str
    text: str
    columns: re.Pattern[str] | None
    values: re.Pattern[str] | None

    def fits(self, column: Profile) -> bool:
        """Whether the name, or a value that was looked at, has one of the words."""
        if self.columns is not None and self.columns.search(column.folded_name):
            return True
        return self.values is not None and any(self.values.search(value) for value in column.sample)


@lru_cache(maxsize=1)
def all_notes() -> tuple[Note, ...]:
    """The packaged remarks in the order of the file."""
    text = files("oboro.engine.detectors").joinpath("data", "notes.toml").read_text(encoding="utf-8")
    return tuple(
        Note(
            kind=entry["kind"],
            head=entry.get("head", ""),
            text=entry["text"],
            columns=_any_of([fold(word) for word in entry.get("columns", [])]),
            values=_any_of(entry.get("values", [])),
        )
        for entry in tomllib.loads(text)["note"]
    )


def notes_on(column: Profile) -> tuple[Note, ...]:
    """The remarks that fit a column."""
    return tuple(note for note in all_notes() if note.fits(column))


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words))) if words else None

"""The packaged tables of `engine/data`: read by name, chosen by family and day, with their sources."""

import csv
import tomllib
import unicodedata
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from oboro.kernel.errors import HierarchyInvalid

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─━", "-"))


def unify(value: str) -> str:
    """A value for looking it up: half width, capitals, one kind of hyphen, no spaces around."""
    return unicodedata.normalize("NFKC", value).translate(_DASHES).strip().upper()


@lru_cache(maxsize=1)
def sources() -> dict[str, dict[str, Any]]:
    """What `SOURCES.toml` says of each packaged table, by file name."""
    return tomllib.loads(_text("SOURCES.toml"))


@lru_cache(maxsize=32)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a packaged table in the order of the file."""
    return tuple(csv.DictReader(_text(name).splitlines()))


def edition(family: str, *, on: date | None = None) -> str:
    """The table of a family in force on a day; without a day the latest one.

    Raises:
        HierarchyInvalid: no packaged edition was in force on that day.
    """
    known = sorted((said["valid_from"], name) for name, said in sources().items() if said.get("family") == family)
    fitting = [name for first, name in known if on is None or first <= on]
    if not fitting:
        raise HierarchyInvalid(
            f"分類「{family}」の、{on}に有効な版がありません。",
            hint=f"収めている最も古い版は{known[0][0]}からのものです。自分の表をfileで指定することもできます。",
        )
    last = sources()[fitting[-1]].get("valid_to")
    if on is not None and last is not None and last < on:
        raise HierarchyInvalid(f"分類「{family}」の版は{last}までのもので、{on}には使えません。")
    return fitting[-1]


def _text(name: str) -> str:
    return files("oboro.engine").joinpath("data", name).read_text(encoding="utf-8")

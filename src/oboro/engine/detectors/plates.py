"""Registration plates of motor vehicles: place, class, kana, up to four digits."""

from functools import lru_cache
from importlib.resources import files

KANA = "あいうえかきくけこをさすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろれわEHKMTYよ"
"""Letters that a plate may carry; お, し, へ and ん are never given out."""


@lru_cache(maxsize=1)
def plate_regions() -> tuple[str, ...]:
    """The places that stand on plates, longest first."""
    text = files("oboro.engine.detectors").joinpath("data", "plate_regions.txt").read_text(encoding="utf-8")
    return tuple(sorted(text.split(), key=len, reverse=True))


def plate_form() -> str:
    """The pattern of a plate in half width."""
    number = r"(?:[1-9]\d-\d\d|[・.]*[1-9]\d{0,3})"
    return rf"(?:{'|'.join(plate_regions())}) ?\d[0-9A-Z]{{0,2}} ?[{KANA}] ?{number}"

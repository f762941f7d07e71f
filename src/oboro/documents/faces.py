"""Which face draws a character, so that no character of a name is ever lost from a paper.

The first face draws nearly all; the second draws the kanji that the first lacks (𠮷). A variant asked for by a
selector (葛 with U+E0100) that a face does not hold is drawn in its base form. What no face holds is named.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
FACES = ("BIZUDGothic-Regular.ttf", "OboroKanjiFallback-Regular.otf")
FAMILIES = ("BIZ UDGothic", "Oboro Kanji Fallback")
GETA = "〓"
"""The printers' mark for a character that the type case lacks."""

_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_LAYOUT = "\n\t"


@dataclass(frozen=True)
class Coverage:
    """What happens to the unusual characters of a text, each named once, in order of appearance.

    Attributes:
        fallback: characters that the second face draws.
        base_form: characters with a selector whose variant no face holds; they are drawn in their base form.
        missing: characters that no face draws.
    """

    fallback: tuple[str, ...]
    base_form: tuple[str, ...]
    missing: tuple[str, ...]


def coverage(text: str) -> Coverage:
    """What becomes of each character of a text on paper."""
    fallback: dict[str, None] = {}
    base_form: dict[str, None] = {}
    missing: dict[str, None] = {}
    for place, letter in enumerate(text):
        if letter in _LAYOUT or _is_selector(letter):
            continue
        face = _face_of(letter)
        if face is None:
            missing[letter] = None
            continue
        if face:
            fallback[letter] = None
        selector = text[place + 1 : place + 2]
        if selector and _is_selector(selector) and not _holds(face, letter, selector):
            base_form[letter + selector] = None
    return Coverage(tuple(fallback), tuple(base_form), tuple(missing))


def printable(text: str) -> str:
    """The text with the printers' mark in place of what no face draws."""
    lost = set(coverage(text).missing)
    return "".join(GETA if letter in lost else letter for letter in text)


def code_points(letters: tuple[str, ...]) -> str:
    """「U+20BB7、U+845B U+E0100」."""
    return "、".join(" ".join(f"U+{ord(one):04X}" for one in letter) for letter in letters)


def _is_selector(letter: str) -> bool:
    return any(ord(letter) in block for block in _SELECTORS)


def _face_of(letter: str) -> int | None:
    return next((number for number in range(len(FACES)) if ord(letter) in _drawn_by(number)[0]), None)


def _holds(face: int, letter: str, selector: str) -> bool:
    return (ord(letter), ord(selector)) in _drawn_by(face)[1]


@lru_cache
def _drawn_by(face: int) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """The characters of a face, and its variants by base and selector."""
    with TTFont(FONTS / FACES[face], lazy=True) as font:
        table = font["cmap"]
        variants = [one.uvsDict for one in table.tables if one.format == 14]
        pairs = {(base, selector) for one in variants for selector, known in one.items() for base, _ in known}
        return frozenset(table.getBestCmap()), frozenset(pairs)

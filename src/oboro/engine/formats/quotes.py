"""Blanks outside the quotes of delimited text, which one reader takes for part of the value and the next one drops."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

BLANKS = " \t\u00a0\u3000"
"""What is looked for beside a quote; the one of them that is the delimiter is none."""

_LONGEST = 64 * 1024 * 1024
_AT_ONCE = 1000  # fields that one match reads; it remembers the way back over all of them


@dataclass(frozen=True)
class Spaced:
    """Fields with a blank between a quote and the end of the field.

    Attributes:
        line: on which the first of them begins, from 1; 0 where there is none.
        fields: how many there are.
    """

    line: int = 0
    fields: int = 0


class Watch:
    """Looks at text in passing, for a blank and a quote side by side. They may well be the value of a cell.

    It only says whether `spaced` must look closely, and costs little more than copying the text.
    """

    def __init__(self, delimiter: str) -> None:
        self._blanks = BLANKS.replace(delimiter, "")
        self._last = ""

    def sees(self, text: str) -> bool:
        """Whether there is such a pair in this piece, or across its border with the piece before."""
        border, self._last = self._last + text[:1], text[-1:] or self._last
        return self._pair_in(border) or self._pair_in(text)

    def _pair_in(self, text: str) -> bool:
        held = [blank for blank in self._blanks if blank in text] if '"' in text else []  # one sign is found fast
        return any(f'{blank}"' in text or f'"{blank}' in text for blank in held)


def spaced(texts: Iterable[str], delimiter: str) -> Spaced:
    """Find the fields with a blank beside their outer quotes; blanks inside the quotes belong to the value.

    Args:
        texts: the whole text, header included, in pieces of any length.
        delimiter: one character.
    """
    grammar = _Grammar(delimiter)
    line, rest, first, fields = 1, "", 0, 0
    for piece in chain(texts, ["\n"]):
        text = rest + piece
        found, end = grammar.settled(text)
        if found and not first:
            first = line + _line_ends(text[: found[0]])
        fields += len(found)
        line += _line_ends(text[:end])
        rest = text[end:]
        if len(rest) > _LONGEST:  # a quote that never ends; the reader of the text will say so
            break
    return Spaced(first, fields)


# --- private -----------------------------------------------------------------------------------------------------


class _Grammar:
    """A field that begins with a quote ends behind a quote that stands alone; in others quotes are plain signs."""

    def __init__(self, delimiter: str) -> None:
        sign, blanks = re.escape(delimiter), re.escape(BLANKS.replace(delimiter, ""))
        end = rf"(?:{sign}|\r\n|\r(?!\Z)|\n)"  # a carriage return may have its line feed in the next piece
        # No possessive repeats, which Pythons before 3.11.5 match wrongly: each field can be read in one way alone.
        quoted, bare = '"[^"]*(?:""[^"]*)*"(?!")', rf"[^{sign}\r\n]*"
        self._even = re.compile(rf'(?:(?:{quoted}|(?![{blanks}]*"){bare}){end}){{1,{_AT_ONCE}}}')
        behind = rf"(?:(?P<behind>[{blanks}]+)(?={end})|)"
        self._odd = re.compile(rf'(?:(?P<before>[{blanks}]+)"|{quoted}{behind}){bare}{end}')

    def settled(self, text: str) -> tuple[list[int], int]:
        """(places of the fields that are looked for, end of the last whole field); the text begins with a field."""
        found: list[int] = []
        place = 0
        while match := self._even.match(text, place) or self._odd.match(text, place):
            if match.re is self._odd and (match["before"] or match["behind"]):
                found.append(place)
            place = match.end()
        return found, place


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")

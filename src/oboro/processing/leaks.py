"""A last look before the seal: does a value of a column that must be gone stand anywhere in the written table?

The comparison runs the cheap way round. The written table has few different values, so those are held in memory; the
source, which may be large, streams by once: each cell of its identifier, code and link columns is folded (width, case,
spaces, hyphens) and looked up. Cost: memory for the different written values, and one reading of the source.

Only values of six characters and more are compared: shorter ones coincide by chance. An identifier column (a name, an
address) may coincide with a coarse value that many records share; that points to nobody and is let pass when at
least `crowd` records hold it. A code or a link code is never let pass.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from oboro.engine import reading
from oboro.engine.reading import Source
from oboro.kernel.errors import CheckFailed
from oboro.processing.written import Written

SHORTEST = 6
_IGNORED = str.maketrans("", "", " \u3000-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\t")


def refuse_leaks(source: Source, written: Written, *, hidden: Mapping[str, str], crowd: int) -> None:
    """Make sure that no value of the hidden columns stands in the written table.

    Args:
        source: the file the table was made from.
        written: the table, counted.
        hidden: column of the source → its role (identifier, code, link).
        crowd: in how many records a value must stand at least to point to nobody.

    Raises:
        CheckFailed: names the columns and how many different values were found, never a value.
    """
    found = leaks(source, written, hidden=hidden, crowd=crowd)
    if not found:
        return
    told = "、".join(f"「{column}」の値が{count}種類" for column, count in found.items())
    raise CheckFailed(
        f"消したはずの列の値が、作った表の中にあります：{told}。",
        hint="同じ値を持つ別の列がないか調べ、手順書の役割を直して oboro run からやり直してください。",
    )


def leaks(source: Source, written: Written, *, hidden: Mapping[str, str], crowd: int) -> dict[str, int]:
    """Hidden column → how many of its different values stand in the written table (only columns with any)."""
    standing = _standing(written)
    if not standing or not hidden:
        return {}
    names = reading.header(source)
    places = [(index, name) for index, name in enumerate(names) if name in hidden]
    found: dict[str, set[str]] = {name: set() for _, name in places}
    for fields in _rows(source):
        for index, name in places:
            value = folded(fields[index])
            if value in standing and (hidden[name] != "identifier" or standing[value] < crowd):
                found[name].add(value)
    return {name: len(values) for name, values in found.items() if values}


def folded(value: str) -> str:
    """A cell without the differences of width, case, spaces and hyphens."""
    return unicodedata.normalize("NFKC", value).translate(_IGNORED).casefold()


# ---------------------------------------------------------------------------------------------------------------


def _standing(written: Written) -> Counter[str]:
    """Folded value → records that hold it, for values that are long enough."""
    standing: Counter[str] = Counter()
    for values in written.values.values():
        column: Counter[str] = Counter()
        for value, count in _long(values.items()):
            column[value] += count
        standing |= column
    return standing


def _long(items: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for value, count in items:
        short = folded(value)
        if len(short) >= SHORTEST:
            yield short, count


def _rows(source: Source) -> Iterator[list[str]]:
    return (fields for _, fields in reading.records(source))

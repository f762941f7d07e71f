"""What every backend answers: counts for the mind, rows for the paper."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from oboro.engine import kernels
from oboro.engine.equivalence import Classes, Codes, Ints
from oboro.engine.plan import Plan


@dataclass(frozen=True, eq=False)
class Coding:
    """A column with a small integer for each of its values; several values may share one.

    Attributes:
        column: name.
        code_of: source value → code, from 0 to len(labels) − 1.
        labels: code → what it stands for.
    """

    column: str
    code_of: Mapping[str, int]
    labels: tuple[str, ...]


class Backend(Protocol):
    """An engine that holds a source. Rows stay inside; counts come out."""

    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def records(self) -> int: ...

    def count_by(self, column: str) -> list[tuple[str, int]]:
        """Values of a column with their records, most frequent first."""
        ...

    def uneven(self, column: str) -> int:
        """How many groups of values of a column differ in width or outer spaces alone."""
        ...

    def blank(self, column: str) -> int:
        """How many records hold nothing, or spaces alone, in a column."""
        ...

    def exclude(self, keys: frozenset[str], column: str | None) -> tuple[int, int]:
        """Remove records by the value of a column, or by record number: (records removed, keys not found)."""
        ...

    def first_record(self, column: str, values: Sequence[str]) -> int:
        """The number, from 1, of the first record that holds one of these values."""
        ...

    def sampled(self, quasi: Sequence[Coding], every: int) -> Codes:
        """The codes of every so-manieth record, by its number: rows × columns."""
        ...

    def about(self, quasi: Sequence[Coding]) -> int:
        """About how many distinct combinations of codes there are (to within a few per cent)."""
        ...

    def below(self, quasi: Sequence[Coding], *, person: str | None, k: int) -> int:
        """How many records stand in classes of fewer than k persons."""
        ...

    def classes(self, quasi: Sequence[Coding], *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """The histogram of the quasi-identifiers' codes."""
        ...

    def write(self, plan: Plan, path: Path, *, person: str | None, sensitive: Sequence[Coding]) -> Classes:
        """Carry out the plan and write the table; answers the classes of the rows that were written."""
        ...

    def close(self) -> None:
        """Let everything go; a second time does nothing."""
        ...


@dataclass(frozen=True)
class Packing:
    """Several small codes side by side in few 64-bit integers; their order is that of the codes.

    Attributes:
        sizes: per code, how many there are of it.
    """

    sizes: tuple[int, ...]

    @property
    def keys(self) -> list[list[tuple[int, int]]]:
        """Per integer, the codes in it as (place, stride); one integer at least."""
        held: list[list[int]] = [[]]
        space = 1
        for place, size in enumerate(self.sizes):
            if space > (1 << 62) // max(size, 1):
                held.append([])
                space = 1
            held[-1].append(place)
            space *= max(size, 1)
        return [
            [
                (place, math.prod(max(self.sizes[later], 1) for later in places[at + 1 :]))
                for at, place in enumerate(places)
            ]
            for places in held
        ]

    def packed(self, codes: Codes) -> list[Ints]:
        """The integers of rows of codes."""
        found = []
        for held in self.keys:
            key = np.zeros(len(codes), dtype=np.int64)
            for place, stride in held:
                key += codes[:, place].astype(np.int64) * stride
            found.append(key)
        return found

    def unpacked(self, keys: Sequence[Ints]) -> Codes:
        """Rows of codes from the integers."""
        codes = np.empty((len(keys[0]), len(self.sizes)), dtype=np.int32)
        for key, held in zip(keys, self.keys, strict=True):
            if held:
                kernels.unpacked(key, np.array([stride for _, stride in held]), held[0][0], codes)
        return codes


def even(value: str) -> str:
    """A value without differences of width (NFKC) and without outer spaces, to find what was meant to be the same."""
    return unicodedata.normalize("NFKC", value).strip()


def written_field(value: str) -> str:
    """A value as RFC 4180 writes it, with quotes only where they are needed."""
    if any(sign in value for sign in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value

"""What the work may use of the machine: memory, threads, and which engine does it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oboro.kernel.errors import RecipeInvalid

BACKENDS = ("duckdb", "spark")
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(MB|GB|TB)", re.IGNORECASE)
_PROGRAM = 330_000_000
_LEAST = 700_000_000
_MOST = 10**15
_MOST_THREADS = 1024


@dataclass(frozen=True)
class Resources:
    """How the work is done.

    Attributes:
        backend: "duckdb" on this machine, or "spark".
        memory: what the whole process may use, such as "6GB"; beyond it the work goes through files beside the output.
        threads: how many run at once; 0 for as many as there are processors.
        master: for "spark", the address of the cluster.
        combinations: how many distinct combinations of quasi-identifiers may come out of the engine. Where there are
            more, they are counted at coarser levels; the report says so, and whether the result is still proven.

    Raises:
        RecipeInvalid: an unknown engine, or a size that cannot be.
    """

    backend: str = "duckdb"
    memory: str = "6GB"
    threads: int = 0
    master: str = "local[*]"
    combinations: int = 12_000_000

    def __post_init__(self) -> None:
        if self.backend not in BACKENDS:
            raise RecipeInvalid(f"backendに書けるのは{'・'.join(BACKENDS)}のどれかです。")
        if not 0 <= self.threads <= _MOST_THREADS or self.combinations < 1:
            raise RecipeInvalid(
                f"threadsは0から{_MOST_THREADS}まで（0は、すべての処理装置）、combinationsは1以上の整数にしてください。"
            )
        if not _SIZE.fullmatch(self.memory) or not _LEAST <= self.bytes <= _MOST:
            raise RecipeInvalid('memoryは"1GB"や"6GB"のように、700MB以上、1000TB以下で書いてください。')

    @property
    def bytes(self) -> int:
        """The memory of the whole process."""
        found = _SIZE.fullmatch(self.memory)
        return round(float(found[1]) * _UNITS[found[2].upper()]) if found else 0

    @property
    def engine_bytes(self) -> int:
        """What the embedded engine may hold of it; the rest is for the program itself and for the counts."""
        return round((self.bytes - _PROGRAM) * 0.6)


def resources_of(said: Mapping[str, Any]) -> Resources:
    """What a recipe says in [engine].

    Raises:
        RecipeInvalid: an unknown setting, or one of another type.
    """
    kinds = {"backend": str, "memory": str, "threads": int, "master": str, "combinations": int}
    for name, value in said.items():
        if name not in kinds or not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise RecipeInvalid(
                f"[engine]の{name}は、知らない設定か、型が違います。", hint=f"書けるもの: {'、'.join(kinds)}"
            )
    return Resources(**said)

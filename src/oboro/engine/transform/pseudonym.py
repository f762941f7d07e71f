"""Surrogates (仮ID化): a keyed hash whose key is made for one making and destroyed with it."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oboro.engine.table import MISSING
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, texts
from oboro.kernel.errors import RecipeInvalid

DIGITS = 20
"""Hexadecimal digits of a surrogate: 80 bits, so that two of a million values meet with a chance below 1 in 10^12."""


@dataclass(frozen=True)
class Pseudonymise:
    """Codes replaced by surrogates: equal codes by equal ones, in all the columns named, and in no other making.

    The key (32 bytes or more) comes from outside, is never written anywhere, and ends with the making. (RFC 7693.)
    """

    key: ClassVar[str] = "pseudonymise"
    word: ClassVar[str] = "仮ID化"
    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), "仮ID化のcolumnsに列を書いてください。")

    @property
    def touches(self) -> tuple[str, ...]:
        """The columns that hold codes."""
        return self.columns

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """The columns with surrogates; missing stays missing.

        Raises:
            RecipeInvalid: there is no key; the caller must make one for this making.
        """
        if chance.key is None or len(chance.key) < 32:
            raise RecipeInvalid(
                "仮ID化には、この加工のためだけに作る32バイト以上の鍵が要ります。",
                hint="oboro run は鍵を自動で作り、加工が終わると捨てます。",
            )
        changed = {}
        for name in self.columns:
            kinds, place = np.unique(frame.columns[name], return_inverse=True)
            changed[name] = texts([_surrogate(str(value), chance.key) for value in kinds])[place]
        return frame.with_columns(changed)


def _surrogate(value: str, key: bytes | bytearray) -> str:
    if value == MISSING:
        return MISSING
    return hashlib.blake2b(value.encode(), key=key[:64], digest_size=DIGITS // 2).hexdigest()

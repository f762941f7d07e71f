"""What every step has in common: its words, its columns, and a chance that can be repeated."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol

import numpy as np

from oboro.engine.equivalence import Floats, Ints
from oboro.engine.transform.frame import Frame
from oboro.kernel.errors import RecipeInvalid


@dataclass(frozen=True)
class Chance:
    """Where a step draws from.

    Attributes:
        seed: of this step; the same seed draws the same number for the same record, whatever the others are.
        key: the secret of this making, for steps that must not be repeatable by anybody; None where there is none.
    """

    seed: int
    key: bytes | bytearray | None = None

    def uniform(self, numbers: Ints, salt: int = 0) -> Floats:
        """A number in (0, 1) for each record number. (Steele, Lea, Flood 2014. SplitMix. OOPSLA.)"""
        with np.errstate(over="ignore"):
            state = numbers.astype(np.uint64) + np.uint64(salt) * np.uint64(0xD1B54A32D192ED03)
            state = state * np.uint64(0x9E3779B97F4A7C15) + np.uint64(self.seed)
            for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
                state = (state ^ (state >> np.uint64(shift))) * np.uint64(factor)
            state ^= state >> np.uint64(31)
        return np.asarray(((state >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53)

    def normal(self, numbers: Ints, salt: int = 0) -> Floats:
        """A standard normal number for each record number. (Box, Muller 1958.)"""
        radius = np.sqrt(-2.0 * np.log(self.uniform(numbers, 2 * salt + 1000)))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.uniform(numbers, 2 * salt + 1001)))


class Step(Protocol):
    """A named treatment with its settings.

    Attributes:
        key: as the recipe writes it.
        word: as the guidelines call it.
    """

    key: ClassVar[str]
    word: ClassVar[str]

    @property
    def touches(self) -> tuple[str, ...]:
        """Columns whose cells it may change; none where it only removes records."""
        ...

    @property
    def asks(self) -> tuple[str, ...]:
        """Columns it must read."""
        ...

    def applied(self, frame: Frame, chance: Chance) -> Frame:
        """The frame after the step."""
        ...


def settings(step: Step) -> dict[str, Any]:
    """The settings of a step as the recipe may write them."""
    found = {one.name: getattr(step, one.name) for one in fields(step)}  # type: ignore[arg-type]
    return {name: _plain(value) for name, value in found.items() if value is not None}


def seed_of(seed: int, step: Step, often: int) -> int:
    """The seed of a step: of the recipe's seed, its name and columns, and how many of the same stood before it."""
    said = f"{seed}\n{step.key}\n{'|'.join(step.touches or step.asks)}\n{often}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8], "little")


def refuse_unless(holds: bool, message: str, hint: str = "") -> None:  # noqa: FBT001 reads as a sentence
    """Refuse a step's settings (RecipeInvalid) unless the condition holds."""
    if not holds:
        raise RecipeInvalid(message, hint=hint)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, Mapping) else value

"""A rate with its interval, and the risk that is left when the control group's rate is taken out."""

from dataclasses import dataclass
from math import hypot, sqrt

Z = 1.959963984540054
"""For intervals of 95 %."""


@dataclass(frozen=True)
class Rate:
    """Successes among attempts, with the interval of 95 %. (Wilson 1927. J. Am. Stat. Assoc. 22, 209-212.)"""

    successes: int
    attempts: int

    @property
    def value(self) -> float:
        """The share of successes, 0 without attempts."""
        return self.successes / self.attempts if self.attempts else 0.0

    @property
    def low(self) -> float:
        """The lower end."""
        return max(0.0, self._middle - self._half) if self.attempts else 0.0

    @property
    def high(self) -> float:
        """The upper end."""
        return min(1.0, self._middle + self._half) if self.attempts else 1.0

    @property
    def _middle(self) -> float:
        return (self.successes + Z * Z / 2) / (self.attempts + Z * Z)

    @property
    def _half(self) -> float:
        share = self.value
        return (
            Z / (1 + Z * Z / self.attempts) * sqrt(share * (1 - share) / self.attempts + Z * Z / (4 * self.attempts**2))
        )


@dataclass(frozen=True)
class Risk:
    """What an attack gains over one on people who are not in the table: (a − c) ÷ (1 − c), with its interval.

    The interval joins the two rates' Wilson limits. (Newcombe 1998. Statistics in Medicine 17, 873-890; the scaling by
    the control: Giomi et al. 2023. PoPETs 2023(2).)
    """

    attack: Rate
    control: Rate

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 where the control group is hit as often."""
        return max(0.0, self._gain)

    @property
    def low(self) -> float:
        """The lower end; negative where less than the control group is hit."""
        return max(-1.0, self._gain - self._reach(self.attack.value - self.attack.low, self.control.high))

    @property
    def high(self) -> float:
        """The upper end."""
        return min(1.0, self._gain + self._reach(self.attack.high - self.attack.value, self.control.low))

    @property
    def _gain(self) -> float:
        left = 1.0 - self.control.value
        return (self.attack.value - self.control.value) / left if left > 0 else 0.0

    def _reach(self, of_attack: float, end: float) -> float:
        left = max(1.0 - self.control.value, 1e-9)
        of_control = abs(end - self.control.value)
        return sqrt((of_attack / left) ** 2 + (of_control * (1.0 - self.attack.value) / left**2) ** 2)


@dataclass(frozen=True)
class Advantage(Risk):
    """What an attack on membership gains: a − c, with Newcombe's interval.

    A row that fits is certain for everybody who was not removed, so that a rate scaled by the control would be 1 for
    every table that removes nobody, however coarse. (Yeom et al. 2018. CSF 2018, 268-282.)
    """

    @property
    def _gain(self) -> float:
        return self.attack.value - self.control.value

    def _reach(self, of_attack: float, end: float) -> float:
        return hypot(of_attack, end - self.control.value)

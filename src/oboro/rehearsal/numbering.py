"""Numbers with the check digits that their rules ask for, from ranges set aside for rehearsal.

A register's numbers are spread over their range by an affine permutation, so they are distinct, look random and
need no table. The leading digits are set aside (個人番号 9999…, 住民票コード 999…, telephone exchanges that begin
with 0) so that a reader can see that they are made up; no authority is known to have reserved a range for tests.
The detectors of the engine hold their own version of the rules, and a test lets the two check each other.
"""

from math import gcd

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

MY_NUMBER_WEIGHTS = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)  # from the last digit before the check digit
CAPACITY = 10_000_000


def _weighted(base: Ints, weights: tuple[int, ...]) -> Ints:
    total = np.zeros_like(base)
    rest = base.copy()
    for weight in weights:
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    return total


def modulus_11(base: Ints) -> Ints:
    """Check digit of 個人番号 (11 digits before it) and, as circulated, of 住民票コード (10 digits)."""
    rest = _weighted(base, MY_NUMBER_WEIGHTS) % 11
    return np.where(rest <= 1, 0, 11 - rest)


def modulus_11_resident(base: Ints) -> Ints:
    """Check digit of newly issued 宛名番号 and 世帯番号: weights 2 to 7 in turn, 0 where the rest is 0 or 1."""
    rest = _weighted(base, (2, 3, 4, 5, 6, 7) * 3) % 11
    return np.where(rest == 0, 0, 11 - rest) % 10


def modulus_10(base: Ints) -> Ints:
    """Check digit of insurers' numbers: times 2 and 1 in turn, digits of the products summed, tens complement."""
    total = np.zeros_like(base)
    rest = base.copy()
    for place in range(18):
        rest, digit = np.divmod(rest, 10)
        product = digit * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return (10 - total % 10) % 10


def spread(serial: Ints, *, seed: int, capacity: int = CAPACITY) -> Ints:
    """A permutation of 0 … capacity-1 applied to serial numbers; distinct serials stay distinct."""
    factor = (6_180_339 + 2 * (seed % 1_000_003)) % capacity | 1
    while gcd(factor, capacity) != 1:
        factor += 2
    shift = (2_718_281 * (seed + 1)) % capacity
    return (serial * factor + shift) % capacity


def my_numbers(serial: Ints, *, seed: int) -> Ints:
    """個人番号: 9999, seven digits, check digit."""
    base = 9999 * CAPACITY + spread(serial, seed=seed + 11)
    return base * 10 + modulus_11(base)


def resident_codes(serial: Ints, *, seed: int) -> Ints:
    """住民票コード: 999, seven digits, check digit."""
    base = 999 * CAPACITY + spread(serial, seed=seed + 23)
    return base * 10 + modulus_11(base)


def link_numbers(serial: Ints, *, seed: int) -> Ints:
    """宛名番号 and 世帯番号: nine digits and a check digit; write them with ten digits."""
    base = spread(serial, seed=seed) + 1
    return base * 10 + modulus_11_resident(base)


def insured_numbers(serial: Ints, *, seed: int) -> Ints:
    """後期高齢者医療被保険者番号: seven digits and a check digit; write them with eight digits."""
    base = spread(serial, seed=seed)
    return base * 10 + modulus_10(base)


def text(numbers: Ints, width: int) -> list[str]:
    """Numbers written with leading zeros."""
    return [f"{number:0{width}d}" for number in numbers.tolist()]

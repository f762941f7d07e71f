"""The risk of each person and of each household, from the size of the class in the sample and the sampling fraction."""

from dataclasses import dataclass

import numpy as np
from scipy.special import hyp2f1

from oboro.engine.equivalence import Floats, Ints

LARGE = 50
"""From here on the series of ₂F₁ loses its digits."""


def individual(persons: Ints, *, fraction: float) -> Floats:
    """Per class, the expected chance of picking the right person of the population's class.

    The population's class is unknown; given f persons in the sample it is f plus a negative binomial number, and the
    risk is the expectation of one over its size: ₂F₁(1, f; f + 1; −(1 − p) / p) / f. (Benedetti, Franconi 1998.
    Statistical and technological solutions for controlled data dissemination. NTTS. Polettini 2003. CASC report.)

    Args:
        persons: persons of each class in the sample.
        fraction: the sampling fraction p; 1 when the sample is the population, where the risk is 1 / f.
    """
    sizes = np.maximum(persons, 1).astype(np.float64)
    if fraction >= 1.0:
        return 1.0 / sizes
    kinds, place = np.unique(sizes, return_inverse=True)
    told = np.array([_expected(size, fraction) for size in kinds])
    return np.asarray(told[place])


def _expected(size: float, fraction: float) -> float:
    if size <= LARGE:
        return float(hyp2f1(1.0, size, size + 1.0, -(1.0 - fraction) / fraction)) / size
    at, weights = np.polynomial.legendre.leggauss(32)  # the same as an integral that is smooth for large classes
    inside = ((at + 1.0) / 2.0) ** (1.0 / size)
    return float((weights / 2.0 * fraction / (fraction + (1.0 - fraction) * inside)).sum()) / size


@dataclass(frozen=True)
class Households:
    """What households add to the risk.

    Attributes:
        households: how many.
        highest, average: the chance that at least one member is found, of the household most at risk and on average.
        fewest: the fewest different households among the persons of one class: a class of one household's members
            hides nobody, however many they are.
    """

    households: int
    highest: float
    average: float
    fewest: int


def households(keys: Ints, classes: Ints, risks: Floats) -> Households:
    """One minus the product of the members' chances not to be found. (Franconi, Polettini 2004. PSD, LNCS 3050.)

    Args:
        keys: the household of each person.
        classes: the class of each person.
        risks: the risk of each person.
    """
    if not len(keys):
        return Households(0, 0.0, 0.0, 0)
    _, place = np.unique(keys, return_inverse=True)
    with np.errstate(divide="ignore"):
        spared = np.exp(np.bincount(place, np.log1p(-np.minimum(risks, 1.0))))
    found = 1.0 - spared
    pairs = np.unique(np.stack([classes, place], axis=1), axis=0)
    _, often = np.unique(pairs[:, 0], return_counts=True)
    return Households(len(found), float(found.max()), float(found.mean()), int(often.min()))

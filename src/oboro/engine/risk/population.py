"""How many people stand alone in the population, estimated from a sample's classes: three models and a rule.

Pitman for small samples, Zayatz and the slide negative binomial for larger ones. (Dankar, El Emam, Neisa, Roffey 2012.
Estimating the re-identification risk of clinical data sets. BMC Med Inform Decis Mak 12:66, which compares them.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
from scipy.optimize import least_squares

from oboro.engine.equivalence import Floats, Ints
from oboro.engine.risk.uniqueness import sample_uniques

SMALL = 0.1
"""Up to this sampling fraction the rule takes Pitman's estimate."""


@dataclass(frozen=True)
class Population:
    """An estimate of how many people stand alone in the population.

    Attributes:
        uniques: expected number of people alone in the population.
        share: of the population.
        of_sample: the part of the table's people who are expected to be alone in the population.
        method: the model that the rule chose; "全数" where the sample is the population and was counted.
        models: each model's number of uniques; None where it found no solution.
    """

    uniques: float
    share: float
    of_sample: float
    method: str
    models: Mapping[str, float | None]


def population_uniques(sizes: Ints, *, population: int) -> Population:
    """Estimate population uniqueness from the sizes of a sample's classes; counted when the sample is everybody.

    Who stands in several classes is in the sizes several times, so that these can add up to more than the population:
    whoever is alone in one of them counts as alone, and the share is of the people there are.
    """
    records, alone = int(sizes.sum()), sample_uniques(sizes)
    if population <= records:
        share = min(1.0, alone / max(population, 1))
        return Population(alone, share, share, "全数", {})
    if not alone:
        return Population(0.0, 0.0, 0.0, "標本に一意の人がいない", {})
    models = {
        "Pitman": pitman(sizes, population=population),
        "Zayatz": zayatz(sizes, population=population),
        "SNB": slide_negative_binomial(sizes, population=population),
    }
    method = _chosen(models, records / population)
    uniques = min(float(models[method] or 0.0), float(population))
    in_sample = uniques * records / population  # a population unique is in the sample as often as anybody
    return Population(uniques, uniques / population, min(in_sample, alone) / records, method, models)


def pitman(sizes: Ints, *, population: int) -> float | None:
    """By the Pitman model, its parameters those of greatest likelihood.

    (Hoshino 2001. Applying Pitman's sampling formula to microdata disclosure risk assessment. J. Official Stat. 17.)
    """
    alpha, theta = _pitman(sizes)
    found = population * exp(
        lgamma(theta + 1) + lgamma(theta + alpha + population - 1) - lgamma(theta + alpha) - lgamma(theta + population)
    )
    return found if np.isfinite(found) else None


def zayatz(sizes: Ints, *, population: int) -> float:
    """By Bayes' rule with the sample's class sizes in the population's place.

    A sample unique comes from a class of h with a chance in proportion to h · C(N − h, n − 1). (Zayatz 1991. Estimation
    of the percent of unique population elements on a microdata file using the sample. US Census.)
    """
    records = int(sizes.sum())
    kinds, often = np.unique(sizes, return_counts=True)
    logs = [log(h) + _choose(population - h, records - 1) for h in kinds.tolist()]
    weights = often * np.exp(np.array(logs) - max(logs))
    alone = float(weights[kinds == 1].sum() / weights.sum())
    return sample_uniques(sizes) * alone * population / records


def slide_negative_binomial(sizes: Ints, *, population: int) -> float | None:
    """By classes of 1 + a negative binomial number; None where no parameters give the sample's counts.

    The three parameters give the population's size and the sample's numbers of classes and of uniques. (Chen, Keller-
    McNulty 1998. Estimation of identification disclosure risk in microdata. J. Official Statistics 14.)
    """
    fraction = int(sizes.sum()) / population
    seen, alone = len(sizes), sample_uniques(sizes)

    def told(at: Floats) -> tuple[float, float]:
        size, less = exp(at[0]), 1 / (1 + exp(-at[1]))  # r > 0 and 0 < q < 1
        classes = population / (1 + size * less / (1 - less))
        return classes, (1 - less) ** size

    def off(at: Floats) -> list[float]:
        size, less = exp(at[0]), 1 / (1 + exp(-at[1]))
        classes, _ = told(at)
        s = 1 - fraction
        base = ((1 - less) / (1 - less * s)) ** size
        slope = base * (1 + s * size * less / (1 - less * s))
        return [classes * (1 - s * base) / seen - 1, classes * fraction * slope / alone - 1]

    bounds = ([-12.0, -12.0], [12.0, 12.0])
    tries = [least_squares(off, start, bounds=bounds) for start in ((0.0, 0.0), (-2.0, 2.0), (-4.0, 4.0), (2.0, -2.0))]
    best = min(tries, key=lambda one: one.cost)
    if best.cost > 1e-8:
        return None
    classes, single = told(best.x)
    return float(classes * single)


# --- private -----------------------------------------------------------------------------------------------------


def _chosen(models: Mapping[str, float | None], fraction: float) -> str:
    if fraction <= SMALL:
        return "Pitman" if models["Pitman"] else "Zayatz"
    negative = models["SNB"]
    return "SNB" if negative and negative <= float(models["Zayatz"] or 0.0) else "Zayatz"


def _choose(n: int, k: int) -> float:
    """The logarithm of a binomial coefficient."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) if 0 <= k <= n else -np.inf


def _pitman(sizes: Ints) -> tuple[float, float]:
    kinds, often = np.unique(sizes, return_counts=True)
    held = list(zip(kinds.tolist(), often.tolist(), strict=True))
    classes, records = int(often.sum()), int((kinds * often).sum())

    def likelihood(alpha: float, theta: float) -> float:
        joined = (classes - 1) * log(alpha) + lgamma(theta / alpha + classes) - lgamma(theta / alpha + 1)
        apart = sum(count * (lgamma(size - alpha) - lgamma(1 - alpha)) for size, count in held)
        return float(joined - (lgamma(theta + records) - lgamma(theta + 1)) + apart)

    centre, reach = (0.5, log(max(classes, 2))), (0.49, 6.0)
    for _ in range(40):
        tried = [
            (centre[0] + reach[0] * a, centre[1] + reach[1] * t) for a in (-0.5, 0.0, 0.5) for t in (-0.5, 0.0, 0.5)
        ]
        inside = [(min(max(a, 1e-6), 1 - 1e-6), min(t, 40.0)) for a, t in tried]
        best = max(inside, key=lambda one: likelihood(one[0], exp(one[1])))
        reach = (reach[0] * 0.7, reach[1] * 0.7) if best == centre else reach
        centre = best
    return centre[0], exp(centre[1])

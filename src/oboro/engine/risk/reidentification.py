"""The chance of finding a person again: knowing that he is in the table (prosecutor), not knowing (journalist), all."""

from dataclasses import dataclass

from oboro.engine.equivalence import Classes


@dataclass(frozen=True)
class ProsecutorRisk:
    """Chances between 0 and 1: of the person most at risk, and on average. (El Emam, Dankar 2008, JAMIA 15(5).)"""

    highest: float
    average: float


def prosecutor(classes: Classes) -> ProsecutorRisk:
    """1 ÷ persons of the smallest class, and classes ÷ persons; both 0 for an empty table."""
    persons = classes.persons
    if not len(persons):
        return ProsecutorRisk(0.0, 0.0)
    return ProsecutorRisk(1.0 / int(persons.min()), len(persons) / int(persons.sum()))


@dataclass(frozen=True)
class OutsiderRisk:
    """Chances between 0 and 1 where nobody knows who is in the table.

    Attributes:
        highest: of the person most at risk (the journalist's).
        average: share of all persons that would be found (the marketer's). (Dankar, El Emam 2010. PAIS.)
    """

    highest: float
    average: float


def outsider(classes: Classes, *, population: int | None) -> OutsiderRisk:
    """As `prosecutor`, each class standing for as many more people as the table is smaller than the population.

    Args:
        classes: of the table.
        population: how many people the table's people were drawn from; None when it holds them all.
    """
    known = prosecutor(classes)
    fraction = min(1.0, classes.total_persons() / population) if population else 1.0
    return OutsiderRisk(known.highest * fraction, known.average * fraction)

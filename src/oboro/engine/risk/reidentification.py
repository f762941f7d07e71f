"""The chance of finding a person again when it is known that he is in the table (the prosecutor's risk)."""

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

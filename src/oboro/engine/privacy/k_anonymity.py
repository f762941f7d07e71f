"""k-anonymity: each person shares all quasi-identifiers with at least k − 1 others."""

from dataclasses import dataclass
from typing import Any, ClassVar

from oboro.engine.equivalence import Bools, Classes
from oboro.kernel.errors import RecipeInvalid


@dataclass(frozen=True)
class KAnonymity:
    """At least `k` distinct persons in every class.

    Raises:
        RecipeInvalid: k below 1.
    """

    k: int

    model: ClassVar[str] = "k-anonymity"
    column: ClassVar[str | None] = None
    monotone: ClassVar[bool] = True
    absorbs: ClassVar[bool] = True
    citation: ClassVar[str] = (
        "Samarati, P. (2001). Protecting respondents' identities in microdata release. IEEE TKDE 13(6)"
    )

    def __post_init__(self) -> None:
        if self.k < 1:
            raise RecipeInvalid("k-anonymityのkは1以上の整数にしてください。")

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether at least k persons stand in it."""
        return classes.persons >= self.k

    def figure(self, classes: Classes) -> int:
        """The persons of the smallest class; 0 for no class at all."""
        return int(classes.persons.min(initial=1 << 62)) if len(classes) else 0

    def promise(self) -> dict[str, Any]:
        """As in a recipe."""
        return {"model": self.model, "k": self.k}

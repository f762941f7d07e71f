"""What a privacy model is."""

from typing import Any, Protocol

from oboro.engine.equivalence import Bools, Classes


class PrivacyModel(Protocol):
    """Judges each equivalence class.

    Attributes:
        model: its name in recipes and reports.
        column: the sensitive column it looks at, or None.
        monotone: when every class of a table holds, every class of every coarser table holds.
        absorbs: a class that holds still holds after merging with any other class, even one that does not hold.
            Then the records suppressed can only become fewer as a table grows coarser. It implies `monotone`.
        citation: where it was defined.
    """

    @property
    def model(self) -> str: ...
    @property
    def column(self) -> str | None: ...
    @property
    def monotone(self) -> bool: ...
    @property
    def absorbs(self) -> bool: ...
    @property
    def citation(self) -> str: ...

    def holds(self, classes: Classes) -> Bools:
        """Per class, whether it holds."""
        ...

    def figure(self, classes: Classes) -> float | int:
        """What the table reaches: the worst class's figure, in the model's own unit."""
        ...

    def promise(self) -> dict[str, Any]:
        """The model as the recipe writes it."""
        ...

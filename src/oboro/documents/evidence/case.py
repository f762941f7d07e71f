"""What a workspace adds to a report: which case it is, what the law asks, and who has looked at the output."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oboro.documents.evidence.parts import Lines


@dataclass(frozen=True)
class Case:
    """One case, as plain data.

    Attributes:
        about: case, organisation, file, law, law_on, rule, made → text; an unknown key is not shown.
        citations: standard → its place in the law of the case.
        standards: the lines of the standards; None where the table was not measured again yet.
        spoken: who has given an opinion of the output so far.
        checkers: both opinions once both have spoken: checker, outcome, text, same_account.
        decision: outcome and text of what both decided, or None.
    """

    about: Mapping[str, str] = field(default_factory=dict)
    citations: Mapping[str, str] = field(default_factory=dict)
    standards: Lines | None = None
    spoken: Sequence[str] = ()
    checkers: Sequence[Mapping[str, Any]] = ()
    decision: Mapping[str, str] | None = None

    @property
    def lines(self) -> Lines:
        """The lines of the standards, none where there are none yet."""
        return self.standards or ()

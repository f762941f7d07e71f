"""What was done and measured, as plain data. No value of the source stands in it except names of columns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from oboro.engine.equivalence import Classes
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.risk.reidentification import prosecutor
from oboro.engine.transform.treating import Done

FORMAT = "oboro/report"
VERSION = 1


@dataclass(frozen=True)
class Solved:
    """The chosen levels. `loss` is the first figure minimised; `losses` are the columns'.

    `counted_from` are the levels at which the combinations were counted; above 0 where the finest were too many. Then
    `optimal` says whether finer ones are proven to be no better.
    """

    levels: Mapping[str, int]
    loss: float
    losses: Mapping[str, float]
    suppressed_records: int
    most_suppressed: int
    classes: int
    optimal: bool
    lattice_nodes: int
    checked_nodes: int
    method: str
    aggregate: str
    counted_from: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """The written table."""

    rows: int
    persons: int
    columns: tuple[str, ...]
    sha256: str
    file: str = "data.csv"


@dataclass(frozen=True)
class Treated:
    """What was done to one column. `level` of `levels` (the highest possible) where a hierarchy was climbed."""

    role: str
    treatment: str
    hierarchy: str | None = None
    level: int | None = None
    levels: int | None = None
    outside_records: int = 0


@dataclass(frozen=True)
class Measured:
    """What the written rows reach.

    Attributes:
        k: persons of the smallest class (records, where the source has no person key).
        k_records: records of the smallest class.
        counted: "persons" or "records".
        models: the promises of the recipe with the figure reached and whether it holds.
        highest_risk, average_risk: the prosecutor's.
    """

    k: int
    k_records: int
    counted: str
    models: tuple[Mapping[str, Any], ...]
    highest_risk: float
    average_risk: float

    @property
    def holds(self) -> bool:
        """Whether every promise holds."""
        return all(model["holds"] for model in self.models)


@dataclass(frozen=True)
class Report:
    """The whole report.

    Attributes:
        source: records and persons after the exclusion.
        excluded: records removed and keys not found, or None when nothing was to be excluded.
        steps: what each step before the search did.
        risk, utility, attacks, curve: evidence, as `engine.evidence` makes it; empty where it was not asked for.
        seed: of everything drawn by chance.
    """

    recipe_sha256: str
    source_sha256: str
    source: Mapping[str, int]
    excluded: Mapping[str, int] | None
    columns: Mapping[str, Treated]
    solution: Solved
    output: Output
    measured: Measured
    timings_s: Mapping[str, float]
    versions: Mapping[str, str]
    steps: tuple[Done, ...] = ()
    risk: Mapping[str, Any] = field(default_factory=dict)
    utility: Mapping[str, Any] = field(default_factory=dict)
    attacks: Mapping[str, Any] = field(default_factory=dict)
    curve: tuple[Mapping[str, Any], ...] = ()
    seed: int = 0
    mask: int = 10

    def as_json(self) -> dict[str, Any]:
        """The content of report.json."""
        return {"format": FORMAT, "version": VERSION, **asdict(self)}


def measured(classes: Classes, models: Sequence[PrivacyModel], *, by_person: bool) -> Measured:
    """Measure the classes of a written table."""
    risk = prosecutor(classes)
    return Measured(
        k=int(classes.persons.min(initial=1 << 62)) if len(classes) else 0,
        k_records=int(classes.records.min(initial=1 << 62)) if len(classes) else 0,
        counted="persons" if by_person else "records",
        models=tuple(
            {**model.promise(), "reached": model.figure(classes), "holds": bool(model.holds(classes).all())}
            for model in models
        ),
        highest_risk=risk.highest,
        average_risk=risk.average,
    )

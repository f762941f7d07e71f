"""What was done and measured, as plain data. No value of the source stands in it except names of columns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from oboro.engine.equivalence import Classes, Ints
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.risk.reidentification import prosecutor
from oboro.engine.transform.treating import Done
from oboro.engine.wildcard import has_blanks, widened

FORMAT = "oboro/report"
VERSION = 1


@dataclass(frozen=True)
class Solved:
    """The chosen levels, and what was done with classes that do not hold.

    Attributes:
        levels: per column, the coarsest level in use.
        loss, losses: in all and per column, in the definition of the loss whatever was minimised.
        optimal: true only when proven.
        objective, figure: what was minimised, and what the search reached.
        bound: no node has a smaller figure.
        missing: how missing values and blanked cells are read.
        blanked_cells: cells made blank.
        full_domain_loss: what one level per column and removed records would have lost, for comparison.
        counted_from: the levels at which the combinations were counted; above 0 where the finest were too many. Then
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
    objective: str = "loss"
    figure: float = 0.0
    bound: float = 0.0
    missing: str = "own-value"
    recoding: str = "full-domain"
    suppress: str = "records"
    blanked_cells: int = 0
    full_domain_loss: float | None = None
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
        readings: the same k and promises with missing values read as values of their own, and as matching anything; the
            figures above are those of the reading that the recipe asks for.
    """

    k: int
    k_records: int
    counted: str
    models: tuple[Mapping[str, Any], ...]
    highest_risk: float
    average_risk: float
    readings: Mapping[str, Any] = field(default_factory=dict)

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


def measured(
    classes: Classes,
    models: Sequence[PrivacyModel],
    *,
    by_person: bool,
    blanks: Ints | None = None,
    wild: bool = False,
) -> Measured:
    """Measure the classes of a written table.

    Args:
        classes: as written.
        models: the promises.
        by_person: whether persons are counted.
        blanks: per column the group of missing and blanked cells.
        wild: whether the recipe reads these as matching anything.
    """
    wide = classes if blanks is None or not has_blanks(classes, blanks) else widened(classes, blanks)
    said = [model for model in models if model.reads_wildcards]
    readings = {"own-value": _reading(classes, models), "matches-anything": _reading(wide, said)}
    read = wide if wild else classes
    risk = prosecutor(read)
    return Measured(
        k=_smallest(read.persons),
        k_records=_smallest(classes.records),
        counted="persons" if by_person else "records",
        models=tuple(_told(model, read) for model in models),
        highest_risk=risk.highest,
        average_risk=risk.average if not wild else len(classes) / max(int(classes.persons.sum()), 1),
        readings=readings,
    )


# --- private -----------------------------------------------------------------------------------------------------


def _reading(classes: Classes, models: Sequence[PrivacyModel]) -> Mapping[str, Any]:
    return {"k": _smallest(classes.persons), "models": [_told(model, classes) for model in models]}


def _told(model: PrivacyModel, classes: Classes) -> Mapping[str, Any]:
    return {**model.promise(), "reached": model.figure(classes), "holds": bool(model.holds(classes).all())}


def _smallest(counts: Ints) -> int:
    return int(counts.min()) if len(counts) else 0

"""The trade-off of risk against utility over k, from one count: the same classes searched again for each k."""

from collections.abc import Callable, Sequence
from typing import Any

from oboro.engine.equivalence import Classes, Ladder
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.risk.reidentification import prosecutor
from oboro.engine.solver.lattice import Rollup, lattice
from oboro.engine.solver.search import exact
from oboro.engine.utility import Objective

Step = Callable[[int, int], None]


def curve(
    base: Classes,
    ladders: Sequence[Ladder],
    models: Sequence[PrivacyModel],
    *,
    ks: Sequence[int],
    objective: Objective,
    spans: Sequence[tuple[int, int]],
    most_suppressed: int,
    step: Step = lambda _done, _all: None,
) -> list[dict[str, Any]]:
    """For each k the best levels, what they lose and what risk is left; the other promises hold at every point.

    Args:
        base: the classes of the source at the finest level.
        ladders: of the quasi-identifiers.
        models: the promises of the recipe; k-anonymity among them gives way to each k.
        ks: the values of k.
        objective: what is minimised.
        spans: the lowest and the highest level of each column.
        most_suppressed: how many records may be removed.
        step: told how many k are done.
    """
    others = [model for model in models if not isinstance(model, KAnonymity)]
    nodes = lattice(base, ladders, objective, spans=spans)
    rollup = Rollup(base, nodes.ladders)
    found: list[dict[str, Any]] = []
    for done, k in enumerate(ks):
        best = exact(base, nodes, [KAnonymity(k), *others], most_suppressed=most_suppressed, rollup=rollup)
        step(done + 1, len(ks))
        if best is None:
            found.append({"k": k, "feasible": False})
            continue
        kept = best.classes.kept(~best.failing)
        risk = prosecutor(kept)
        found.append(
            {
                "k": k,
                "feasible": True,
                "levels": {ladder.column: int(level) for ladder, level in zip(ladders, best.levels, strict=True)},
                "loss": round(float(best.figures[0]) if best.figures else 0.0, 6),
                "suppressed_records": best.suppressed_records,
                "persons": kept.total_persons(),
                "highest_risk": round(risk.highest, 6),
                "average_risk": round(risk.average, 6),
            }
        )
    return found

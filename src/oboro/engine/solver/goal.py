"""When the goal cannot be met: what could be, and which column stands in the way."""

from collections.abc import Sequence

import numpy as np

from oboro.engine.equivalence import Classes, Ladder
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.solver.lattice import Rollup
from oboro.engine.solver.search import judged
from oboro.kernel.errors import GoalUnreachable


def unreachable(
    base: Classes,
    ladders: Sequence[Ladder],
    models: Sequence[PrivacyModel],
    *,
    levels: Sequence[int],
    most_suppressed: int,
) -> GoalUnreachable:
    """The error that says what the coarsest allowed `levels` can reach, and where one column more would help."""
    rollup = Rollup(base, ladders)
    here = rollup.at(np.array(levels, dtype=np.int32))
    said = [_shortfall(here, model, most_suppressed) for model in models if _misses(here, [model], most_suppressed)]
    goals = "、".join(said) or "指標をすべて同時に満たす組み合わせがありません"
    return GoalUnreachable(
        f"目標に届きません。抑制できる記録は{most_suppressed}件までで、{goals}。",
        hint=_hint(rollup, here, models, list(levels), most_suppressed),
    )


def largest_k(classes: Classes, most_suppressed: int) -> int:
    """The largest k that these classes reach when so many records may be removed and one at least stays."""
    order = np.argsort(classes.persons, kind="stable")
    sizes, gone = classes.persons[order], np.cumsum(classes.records[order])
    best = 0
    for place, size in enumerate(sizes):
        lost = int(gone[np.searchsorted(sizes, size) - 1]) if sizes[0] < size else 0
        if lost <= most_suppressed:
            best = int(size)
        if place and lost > most_suppressed:
            break
    return best


# --- private -----------------------------------------------------------------------------------------------------


def _misses(classes: Classes, models: Sequence[PrivacyModel], most_suppressed: int) -> bool:
    failing = judged(classes, models)
    return int(classes.records[failing].sum()) > most_suppressed or bool(failing.all())


def _shortfall(classes: Classes, model: PrivacyModel, most_suppressed: int) -> str:
    if isinstance(model, KAnonymity):
        return f"k={model.k}に対して届くのはk={largest_k(classes, most_suppressed)}までです"
    return f"{model.model}（列「{model.column}」）は表全体で{model.figure(classes):.4g}です"


def _hint(
    rollup: Rollup,
    here: Classes,
    models: Sequence[PrivacyModel],
    levels: list[int],
    most_suppressed: int,
) -> str:
    options = []
    for place, ladder in enumerate(rollup.ladders):
        if levels[place] < ladder.top:
            raised = np.array([*levels[:place], ladder.top, *levels[place + 1 :]], dtype=np.int32)
            there = rollup.at(raised)
            options.append((not _misses(there, models, most_suppressed), largest_k(there, most_suppressed), -place))
    if not options:
        return (
            f"すべての列を最も粗くしても、{int(here.persons.sum())}人（件）の一つの組です。"
            "目標を下げるか、対象を増やしてください。"
        )
    enough, best, place = max(options)
    word = "目標に届きます" if enough else f"k={best}まで届きます"
    return f"妨げている列は「{rollup.ladders[-place].column}」です。その段をより粗くすることを許せば{word}。"

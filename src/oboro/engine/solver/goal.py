"""When the goal cannot be met: what could be, and which column stands in the way."""

from collections.abc import Sequence

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Ladder
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.judging import judged
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.solver.lattice import Rollup
from oboro.engine.wildcard import blanks_at
from oboro.kernel.errors import GoalUnreachable


def unreachable(
    base: Classes,
    ladders: Sequence[Ladder],
    models: Sequence[PrivacyModel],
    *,
    levels: Sequence[int],
    most_suppressed: int,
    wild: bool = False,
) -> GoalUnreachable:
    """The error that says what the coarsest allowed `levels` can reach, and where one column more would help."""
    table = _Coarsest(Rollup(base, ladders), models, most_suppressed, wild=wild)
    here = table.at(list(levels))
    missed = [model for model in models if table.misses(list(levels), [model])]
    goals = "、".join(_shortfall(here, model, most_suppressed) for model in missed)
    goals = goals or "指標をすべて同時に満たす組み合わせがありません"
    return GoalUnreachable(
        f"目標に届きません。抑制できる記録は{most_suppressed}件までで、{goals}。", hint=_hint(table, here, list(levels))
    )


def largest_k(classes: Classes, most_suppressed: int) -> int:
    """The largest k that these classes reach when so many records may be removed and one at least stays."""
    order = np.argsort(classes.persons, kind="stable")
    sizes, gone = classes.persons[order], np.cumsum(classes.records[order])
    smaller = np.searchsorted(sizes, sizes, side="left")
    lost = np.where(smaller > 0, gone[np.maximum(smaller, 1) - 1], 0)
    reached = sizes[lost <= most_suppressed]
    return int(reached.max(initial=0))


# --- private -----------------------------------------------------------------------------------------------------


class _Coarsest:
    def __init__(self, rollup: Rollup, models: Sequence[PrivacyModel], most_suppressed: int, *, wild: bool) -> None:
        self.rollup, self.models, self.most, self.wild = rollup, models, most_suppressed, wild

    def at(self, levels: list[int]) -> Classes:
        return self.rollup.at(np.array(levels, dtype=np.int32))

    def misses(self, levels: list[int], models: Sequence[PrivacyModel]) -> bool:
        classes = self.at(levels)
        blanks = blanks_at(self.rollup.ladders, levels) if self.wild else None
        failing: Bools = judged(classes, models, blanks)
        return int(classes.records[failing].sum()) > self.most or bool(failing.all())


def _shortfall(classes: Classes, model: PrivacyModel, most_suppressed: int) -> str:
    if isinstance(model, KAnonymity):
        return f"k={model.k}に対して届くのはk={largest_k(classes, most_suppressed)}までです"
    column = f"（列「{model.column}」）" if model.column else ""
    return f"{model.model}{column}は、許された最も粗い表で{model.figure(classes):.4g}です"


def _hint(table: _Coarsest, here: Classes, levels: list[int]) -> str:
    options = []
    ladders = table.rollup.ladders
    for place, ladder in enumerate(ladders):
        if levels[place] < ladder.top:
            raised = [*levels[:place], ladder.top, *levels[place + 1 :]]
            enough = not table.misses(raised, table.models)
            options.append((enough, largest_k(table.at(raised), table.most), -place))
    if not options:
        return (
            f"すべての列を最も粗くしても、{int(here.persons.sum())}人（件）の一つの組です。"
            "目標を下げるか、対象を増やしてください。"
        )
    enough, best, place = max(options)
    word = "目標に届きます" if enough else f"k={best}まで届きます"
    return f"妨げている列は「{ladders[-place].column}」です。その段をより粗くすることを許せば{word}。"

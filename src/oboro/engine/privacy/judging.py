"""Which classes fail some models together, and what no finer table can save."""

from collections.abc import Sequence

import numpy as np

from oboro.engine.equivalence import Bools, Classes, Floats, Ints
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.wildcard import has_blanks, widened

SPARE = 2e-3
"""Records by which what a class can keep is taken too large, so that rounding never rules out what holds."""


def judged(classes: Classes, models: Sequence[PrivacyModel], blanks: Ints | None = None) -> Bools:
    """Which classes must be removed so that all models hold for what remains.

    Models that judge each class by itself need one look. The others look at what all have left, until nothing more
    falls. So does everything where missing values (`blanks`, the group of each column that is one) match anything.
    """
    return verdict(classes, models, blanks=blanks, ruling=False)[0]


def verdict(
    classes: Classes,
    models: Sequence[PrivacyModel],
    *,
    blanks: Ints | None = None,
    ruling: bool = True,
    most: int | None = None,
) -> tuple[Bools, Floats]:
    """What fails here, and what fails below.

    Args:
        classes: of one node.
        models: all of them.
        blanks: as `judged`.
        ruling: whether the second answer is wanted. With `blanks`, here or in finer tables, only what absorbs speaks
            for these: there a class may count with blanks that stand in other classes here.
        most: how many records may be removed. As soon as more are lost, the table and all finer ones are out of
            question, and the rest is not judged any more: the first answer is then not complete.

    Returns:
        (the failing classes as `judged`; records of each class that every finer table must remove as well, at least).
    """
    failing, lost = np.zeros(len(classes), dtype=np.bool_), np.zeros(len(classes))
    if blanks is not None and has_blanks(classes, blanks):
        _left_by_all(failing, lost, classes, models, blanks)
        return failing, lost if ruling else np.zeros(len(classes))
    if ruling and all(model.by_class and model.absorbs for model in models):
        return _absorbed(failing, classes, models)
    adds_up = classes.is_additive and blanks is None
    strict = most == 0 and ruling and adds_up and all(model.monotone for model in models)
    for model in sorted((model for model in models if model.by_class), key=lambda model: not model.absorbs):
        left = np.flatnonzero(~failing)  # a class that has failed need not be judged again
        here = classes if len(left) == len(classes) else classes.kept(~failing)
        fails = ~model.holds(here)
        if fails.any():
            failing[left[fails]] = True
            if ruling:
                lost[left[fails]] = here.records[fails] if strict else _forfeit(here, fails, model, adds_up=adds_up)
                if most is not None and lost.sum() > most:
                    return failing, lost
    others = [model for model in models if not model.by_class]
    if others:
        _left_by_all(failing, lost, classes, others)
    if ruling and adds_up:
        fewest = max((model.k for model in models if isinstance(model, KAnonymity)), default=0)
        short = (classes.records - lost < fewest) & (lost > 0)
        lost[short] = classes.records[short]
        if strict:
            lost[failing] = classes.records[failing]
    return failing, lost


# --- private -----------------------------------------------------------------------------------------------------


def _absorbed(failing: Bools, classes: Classes, models: Sequence[PrivacyModel]) -> tuple[Bools, Floats]:
    """Both answers of absorbing models alone: what fails here fails below."""
    for model in models:
        failing |= ~model.holds(classes)
    return failing, np.where(failing, classes.records, 0.0)


def _forfeit(classes: Classes, fails: Bools, model: PrivacyModel, *, adds_up: bool) -> Floats:
    """What is lost of the failing classes to every finer table, by what one model says."""
    if model.absorbs:
        return np.asarray(classes.records[fails].astype(np.float64))
    if adds_up and model.column is not None:
        some = classes.kept(fails)
        most = model.keeps(some)
        if most is not None:
            known = some.holders(model.column, some.sensitive[model.column].known)
            return np.maximum(known - most - SPARE, 0.0)
    return np.zeros(int(fails.sum()))


def _left_by_all(
    failing: Bools, lost: Floats, classes: Classes, models: Sequence[PrivacyModel], blanks: Ints | None = None
) -> None:
    """Remove what fails among what is left until nothing more does.

    What an absorbing model alone removes, with nothing else removed, is lost to every finer table.
    """
    for model in models:
        if model.absorbs:
            alone = np.zeros(len(classes), dtype=np.bool_)
            _shrink(alone, classes, [model], blanks)
            lost[alone] = classes.records[alone]
    _shrink(failing, classes, models, blanks)


def _shrink(failing: Bools, classes: Classes, models: Sequence[PrivacyModel], blanks: Ints | None) -> None:
    fallen = True
    while fallen:
        fallen = False
        for model in models:
            if failing.all():
                return
            left = np.flatnonzero(~failing)
            here = classes.kept(~failing)
            fails = ~model.holds(here if blanks is None else widened(here, blanks))
            failing[left[fails]] = True
            fallen = fallen or bool(fails.any())

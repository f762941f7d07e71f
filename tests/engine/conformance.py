"""What every member of a family must do. Called by the tests of each member."""

import numpy as np

from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.privacy.base import PrivacyModel


def check_hierarchy(hierarchy: Hierarchy) -> None:
    """Total, nested, ending in one value; shares that grow to 1 and never lose a leaf."""
    leaves = sorted(hierarchy.paths)
    ladder = hierarchy.ladder("列", leaves)
    assert ladder.leaves == len(leaves)
    assert ladder.top == hierarchy.height - 1
    assert ladder.groups[0].tolist() == list(range(len(leaves)))
    assert len(ladder.labels[-1]) == 1
    assert ladder.shares[-1].tolist() == [1.0]
    for low in range(ladder.top):
        climb = ladder.climb(low, low + 1)
        assert (climb[ladder.groups[low]] == ladder.groups[low + 1]).all()
        assert (ladder.shares[low] <= ladder.shares[low + 1][climb]).all()
        assert np.isclose(ladder.shares[low].sum(), 1.0)
        assert len(set(ladder.labels[low])) == len(ladder.labels[low])


def check_model(model: PrivacyModel, finer, climbs) -> None:
    """Keeps what it claims of merging classes: `monotone`, `absorbs`."""
    coarser = finer.rolled(climbs)
    held, holds = model.holds(finer), model.holds(coarser)
    if model.monotone and held.all():
        assert holds.all()
    if model.absorbs:
        assert model.monotone
        assert coarser.records[~holds].sum() <= finer.records[~held].sum()
    assert model.citation

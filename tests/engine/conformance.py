"""What every member of a family must do. Called by the tests of each member."""

import numpy as np

from oboro.engine.hierarchies.base import Hierarchy
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.judging import judged, verdict


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
    """Keeps what it claims of merging classes: `monotone`, `absorbs`, `keeps`."""
    coarser = finer.rolled(climbs)
    failed, fails = judged(finer, [model]), judged(coarser, [model])
    if model.monotone and finer.is_additive and not failed.any():
        assert not fails.any()
    if model.absorbs:
        assert model.monotone
        assert coarser.records[fails].sum() <= finer.records[failed].sum()
    if finer.is_additive:
        lost = verdict(coarser, [model])[1]
        assert (lost <= coarser.records).all()
        assert lost.sum() <= finer.records[failed].sum()
    assert model.citation

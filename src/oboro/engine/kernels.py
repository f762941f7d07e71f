"""Loops over arrays, compiled: grouping keys, adding up cells, and walking the lattice by its bounds.

The compiled code is kept beside this file or in the user's cache folder. Where neither can be written it is compiled
anew in each process, which takes some seconds and changes no result.
"""

from collections.abc import Callable
from typing import Any

# ruff: noqa: PLR0917, PLR1714, SIM109, SIM102, D417 -- compiled code takes arrays by place and one type each
import numba
import numpy as np

GEOMETRIC, MEAN, SUM, MAX, RANK, SINGLE = range(6)
"""How the kernels name the aggregates; SINGLE is a figure of the classes' sizes, which no columns make up."""

TOLERANCE = 1e-11
"""A bound must exceed the best figure by more than rounding before a node is passed over."""


def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop on its first call, from the cache where there is one."""
    try:
        return numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no folder for a cache can be written
        return numba.njit(nogil=True)(loop)


@compiled
def keys_of(groups: Any, ups: Any, starts: Any, widths: Any, space: Any) -> Any:
    """Per row, the sum of what its columns contribute, taken column by column: they lie one after another in memory.

    Keys tell rows apart where there is a `space` for them; where it is 0 they may have run over.
    """
    rows, columns = groups.shape
    keys, stride = np.zeros(rows, dtype=np.int64), np.int64(1)
    for column in range(columns - 1, -1, -1):
        if widths[column] > 1:
            start = starts[column]
            for row in range(rows):
                keys[row] += stride * ups[start + groups[row, column]]
        stride *= widths[column] if space else 1_000_003
    return keys


@compiled
def unpacked(keys: Any, strides: Any, first: Any, codes: Any) -> None:
    """Write the parts of packed keys, the foremost first, into the columns of `codes` from `first` on."""
    for row in range(len(keys)):
        rest = keys[row]
        for place in range(len(strides)):
            part = rest // strides[place]
            codes[row, first + place] = part
            rest -= part * strides[place]


@compiled
def crossed(one: Any, other: Any, counts: Any, width: Any, height: Any) -> Any:
    """Counts added up in a table of two columns of small codes: width × height."""
    total = np.zeros((width, height), dtype=np.int64)
    for row in range(len(counts)):
        total[one[row], other[row]] += counts[row]
    return total


@compiled
def agree(groups: Any, one: Any, other: Any, ups: Any, starts: Any) -> bool:
    """Whether two rows come to stand in the same groups."""
    for column in range(groups.shape[1]):
        start = starts[column]
        if ups[start + groups[one, column]] != ups[start + groups[other, column]]:
            return False
    return True


@compiled
def coarser(groups: Any, records: Any, ups: Any, starts: Any, widths: Any, space: Any) -> Any:
    """Rows of groups led upwards by `ups[starts[column] + group]` and counted together.

    Small key spaces are counted in an array, others in a table of open addresses; keys that may have run over (`space`
    0) are compared column by column.

    Returns:
        (new groups, their records, per old row the place of its new one).
    """
    rows, columns = groups.shape
    keys = keys_of(groups, ups, starts, widths, space)
    size = 16
    while size < 2 * rows:
        size *= 2
    counted = 0 < space <= 2 * size
    slots = np.full(space if counted else size, -1, dtype=np.int32)
    place_of = np.empty(rows, dtype=np.int32)
    first, sums = np.empty(rows, dtype=np.int32), np.zeros(rows, dtype=np.int64)
    last = 0
    for row in range(rows):
        key = keys[row]
        slot = key if counted else ((key * -7046029254386353131) >> 29) & (size - 1)
        place = slots[slot]
        while place >= 0 and not counted:
            if keys[place] == key and (space or agree(groups, first[place], row, ups, starts)):
                break
            slot = (slot + 1) & (size - 1)
            place = slots[slot]
        if place < 0:
            place = np.int32(last)
            slots[slot] = place
            first[place] = row
            keys[place] = key  # no row still to come stands there: a place is never beyond its first row
            last += 1
        place_of[row] = place
        sums[place] += records[row]
    found = np.empty((columns, last), dtype=np.int32)
    for column in range(columns):
        start = starts[column]
        for place in range(last):
            found[column, place] = ups[start + groups[first[place], column]]
    return found.T, sums[:last].copy(), place_of


@compiled
def merged(cells: Any, weights: Any, place_of: Any, width: Any, size: Any) -> Any:
    """Cells (class × width + value, upwards) moved to their classes' new places and added up, upwards."""
    total = np.zeros(size * width, dtype=np.int64)
    row, start = 0, 0
    for spot in range(len(cells)):
        while cells[spot] >= start + width:
            row += 1
            start += width
        total[place_of[row] * width + cells[spot] - start] += weights[spot]
    found, sums = np.empty(len(cells), dtype=np.int64), np.empty(len(cells), dtype=np.int64)
    filled = 0
    for cell in range(len(total)):
        if total[cell]:
            found[filled] = cell
            sums[filled] = total[cell]
            filled += 1
    return found[:filled].copy(), sums[:filled].copy()


@compiled
def picked(cells: Any, chosen: Any, width: Any) -> Any:
    """(where the cells of chosen classes stand, their cells when the chosen classes are numbered anew)."""
    spots, found = np.empty(len(cells), dtype=np.int64), np.empty(len(cells), dtype=np.int64)
    row, start, new, filled = 0, 0, 0, 0
    for spot in range(len(cells)):
        while cells[spot] >= start + width:
            new += chosen[row]
            row += 1
            start += width
        if chosen[row]:
            spots[filled] = spot
            found[filled] = new * width + cells[spot] - start
            filled += 1
    return spots[:filled].copy(), found[:filled].copy()


@compiled
def matches(groups: Any, blanks: Any, blank: Any) -> Any:
    """Pairs of rows that agree in every column or are blank there; `blank` says which rows are blank anywhere.

    Rows are distinct, so that a row without a blank matches itself and blank ones only. Every blank row is held against
    all rows at once, column by column, since these lie one after another in memory.
    """
    rows, columns = groups.shape
    some = np.flatnonzero(blank)
    one, two = np.empty(4 * rows + 16, dtype=np.int64), np.empty(4 * rows + 16, dtype=np.int64)
    same, filled = np.empty(rows, dtype=np.bool_), 0
    for row in range(rows):
        if not blank[row]:
            one[filled], two[filled] = row, row
            filled += 1
    for mine in some:
        same[:] = True
        for column in range(columns):
            here, any_one = groups[mine, column], blanks[column]
            if here != any_one:
                for other in range(rows):
                    there = groups[other, column]
                    same[other] &= (there == here) | (there == any_one)
        for found in np.flatnonzero(same):
            if filled + 2 > len(one):
                one = np.concatenate((one, np.empty_like(one)))
                two = np.concatenate((two, np.empty_like(two)))
            one[filled], two[filled] = mine, found
            filled += 1
            if not blank[found]:
                one[filled], two[filled] = found, mine
                filled += 1
    return one[:filled].copy(), two[:filled].copy()


@compiled
def forfeited(groups: Any, mass: Any, least: Any, starts: Any, levels: Any, widths: Any) -> Any:
    """Columns × levels: what removing `mass` of each class costs at least at every level up to the classes' own.

    `least[starts[column, own, level] + group]` is the smallest cost below a group of the level `own`. At the own level
    the figure is exact. `widths[column, own]` is how many groups that level has.
    """
    columns = groups.shape[1]
    found = np.zeros(widths.shape)
    removed = np.flatnonzero(mass > 0)
    for column in range(columns):
        own = levels[column]
        gone = np.zeros(widths[column, own])
        for row in removed:
            gone[groups[row, column]] += mass[row]
        for level in range(own + 1):
            start = starts[column, own, level]
            for group in range(len(gone)):
                found[column, level] += gone[group] * least[start + group]
    return found


@compiled
def figures(losses: Any, weights: Any, aggregate: Any) -> Any:
    """One row of columns' losses as what is compared; one number unless RANK."""
    if aggregate == GEOMETRIC or aggregate == MEAN or aggregate == SUM:
        total, weight = 0.0, 0.0
        for column in range(len(losses)):
            loss = max(losses[column], 0.0)
            total += weights[column] * (np.log1p(loss) if aggregate == GEOMETRIC else loss)
            weight += weights[column]
        if aggregate != SUM:
            total /= max(weight, 1e-300)
        return np.array([np.expm1(total) if aggregate == GEOMETRIC else total])
    if aggregate == MAX or aggregate == SINGLE:
        most = 0.0
        for column in range(len(losses)):
            most = max(most, weights[column] * losses[column])
        return np.array([most])
    return np.sort(losses * weights)[::-1].copy()


@compiled
def is_worse(found: Any, best: Any) -> bool:
    """Whether a lower bound, compared from its first number on, is above the best by more than rounding."""
    for place in range(len(best)):
        if found[place] > best[place] + TOLERANCE * max(1.0, abs(best[place])):
            return True
        if found[place] < best[place]:
            return False
    return False


@compiled
def bound(levels: Any, flat: Any, weights: Any, aggregate: Any, single: Any, seen: Any, costs: Any, floors: Any) -> Any:
    """A lower bound of one node's figures from what coarser (and, for SINGLE, finer) nodes have shown.

    Args:
        levels: of the node.
        flat: columns × levels, the losses when nothing is removed.
        single: for SINGLE, the bound known beforehand.
        seen: counted nodes × columns, their levels.
        costs: counted nodes × columns × levels, see `forfeited`.
        floors: for SINGLE, counted nodes: a bound for all coarser nodes.
    """
    columns = len(levels)
    more = np.zeros(max(columns, 1))
    floor = single
    for node in range(len(seen)):
        above, below = True, True
        for column in range(columns):
            above = above and seen[node, column] >= levels[column]
            below = below and seen[node, column] <= levels[column]
        if above:
            if aggregate == SINGLE:
                more[0] = max(more[0], costs[node, 0, 0])
            else:
                for column in range(columns):
                    more[column] = max(more[column], costs[node, column, levels[column]])
        if below and aggregate == SINGLE:
            floor = max(floor, floors[node])
    if aggregate == SINGLE:
        return np.array([floor + more[0]])
    for column in range(columns):
        more[column] += flat[column, levels[column]]
    return figures(more[:columns], weights, aggregate)


@compiled
def nearest(levels: Any, nodes: Any, sizes: Any, count: Any) -> Any:
    """Of the first `count` nodes that are not coarser than `levels` anywhere, the one of the smallest size."""
    best = -1
    for node in range(count):
        if best < 0 or sizes[node] < sizes[best]:
            finer = True
            for column in range(len(levels)):
                if nodes[node, column] > levels[column]:
                    finer = False
                    break
            if finer:
                best = node
    return best


@compiled
def is_below(levels: Any, tops: Any) -> bool:
    """Whether a node is one of `tops` (nodes × columns) or finer than one of them."""
    for top in range(len(tops)):
        below = True
        for column in range(len(levels)):
            if levels[column] > tops[top, column]:
                below = False
                break
        if below:
            return True
    return False


@compiled
def next_open(
    start: Any,
    order: Any,
    nodes: Any,
    settled: Any,
    static: Any,
    best: Any,
    flat: Any,
    weights: Any,
    aggregate: Any,
    ruled: Any,
    seen: Any,
    costs: Any,
    floors: Any,
) -> Any:
    """The place in `order`, from `start` on, of the first node that may still be the best; -1 when there is none.

    `best` has no numbers while nothing is found. Nodes passed over are marked in `settled`. Only the first figure ends
    the walk: where two are equal but for rounding, the further ones of the nodes behind may be less again.
    """
    for place in range(start, len(order)):
        node = order[place]
        if len(best) and is_worse(static[node, :1], best[:1]):
            return -1
        if settled[node]:
            continue
        if is_below(nodes[node], ruled):
            settled[node] = True
            continue
        if len(best):
            if is_worse(bound(nodes[node], flat, weights, aggregate, static[node, 0], seen, costs, floors), best):
                settled[node] = True
                continue
        return place
    return -1


@compiled
def chain(node: Any, levels: Any, highest: Any, strides: Any, static: Any) -> Any:
    """From a node to the top, each time by the step whose bound is least."""
    found = np.empty(int((highest - levels).sum()) + 1, dtype=np.int64)
    here = levels.copy()
    found[0] = node
    for place in range(1, len(found)):
        best, chosen = np.int64(-1), -1
        for column in range(len(here)):
            if here[column] < highest[column]:
                option = found[place - 1] + strides[column]
                if best < 0 or static[option, 0] < static[best, 0]:
                    best, chosen = option, column
        here[chosen] += 1
        found[place] = best
    return found


@compiled
def distances(cells: Any, counts: Any, size: Any, sums: Any, whole: Any, scale: Any) -> Any:
    """Per class, scale × Σ |its shares added up by `sums` − whole|; a class of nobody has no shares.

    Args:
        cells, counts: the weight that stands in each cell (class × values + value, upwards).
        size: how many classes there are.
        sums: values × sums, what each value adds to.
        whole: per sum, what it is in the whole table.
        scale: of the distance.
    """
    width, added = sums.shape
    found, held, spot = np.zeros(size), np.zeros(added), 0
    for row in range(size):
        first, total = spot, 0.0
        while spot < len(cells) and cells[spot] < (row + 1) * width:
            total += counts[spot]
            spot += 1
        held[:] = 0.0
        for place in range(first, spot):
            share = counts[place] / total
            for one in range(added):
                held[one] += share * sums[cells[place] - row * width, one]
        far = 0.0
        for one in range(added):
            far += abs(held[one] - whole[one])
        found[row] = far * scale
    return found


@compiled
def capped(cells: Any, counts: Any, size: Any, sums: Any, known: Any, caps: Any, needed: Any) -> Any:
    """Per class, not less than the largest size s of a part with Σ min(counts by `sums`, caps · s) ≥ needed · s.

    The left side grows with s: what it is for a size that is too large, divided by `needed`, is nearer and never below.
    Cells and sums are as in `distances`; `known` says per value whether it counts.
    """
    width, added = sums.shape
    found, held, spot = np.zeros(size), np.zeros(added), 0
    for row in range(size):
        part = 0.0
        held[:] = 0.0
        while spot < len(cells) and cells[spot] < (row + 1) * width:
            value = cells[spot] - row * width
            if known[value]:
                part += counts[spot]
                for one in range(added):
                    held[one] += counts[spot] * sums[value, one]
            spot += 1
        for _ in range(12 if needed > 0 else 0):
            total = 0.0
            for one in range(added):
                total += min(held[one], caps[one] * part)
            before, part = part, min(part, total / needed)
            if before - part < 0.25:
                break
        found[row] = part
    return found


@compiled
def levelled(counts: Any, goal: Any, least: Any, factor: Any) -> Any:
    """Per row, not less than the size of the largest part that is diverse: counts cut to one height, as high as does.

    For `goal` ≥ 0: entropy at least goal. Else: the height is below factor × the sum from the `least`-th largest on.
    """
    rows, width = counts.shape
    most = counts.max() if rows * width else 0
    informed = np.zeros(most + 2)
    for count in range(2, most + 2):
        informed[count] = count * np.log(count)
    found = np.zeros(rows)
    for row in range(rows):
        sizes = np.sort(counts[row])[::-1]
        low, high = 0, sizes[0] if width else 0
        height = high
        while True:
            total, tail, squared = 0, 0, 0.0
            for place in range(width):
                part = min(sizes[place], height)
                total += part
                squared += informed[part]
                if place >= least - 1:
                    tail += part
            fits = height < factor * tail
            if goal >= 0:
                fits = total > 0 and np.log(total) - squared / total >= goal
            if fits:
                low = height
            else:
                high = height
            if high - low <= 1 or low == sizes[0]:
                break
            height = (low + high) // 2
        for place in range(width):
            found[row] += min(sizes[place], high)
    return found

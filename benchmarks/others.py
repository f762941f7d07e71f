"""The ways of other tools; runs in their environment and knows nothing of Oboro: python others.py WAY FILE."""

import json
import sys
import time

import pandas as pd


def by_pandas(table, quasi):
    """Grouping and a pivot, as a user of pandas would write it."""
    cells = table.groupby([*quasi, "s"], sort=False).size().unstack(fill_value=0)  # noqa: PD010 -- there is one count per cell
    sizes = cells.sum(axis=1)
    whole = cells.sum(axis=0) / len(table)
    far = (cells.div(sizes, axis=0) - whole).abs().sum(axis=1) / 2
    return int(sizes.min()), int((cells > 0).sum(axis=1).min()), float(far.max())


def by_pycanon(table, quasi):
    """The library's own calls."""
    from pycanon import anonymity

    return (
        int(anonymity.k_anonymity(table, quasi)),
        int(anonymity.l_diversity(table, quasi, ["s"])),
        float(anonymity.t_closeness(table, quasi, ["s"])),
    )


if __name__ == "__main__":
    way = {"pandas": by_pandas, "pycanon": by_pycanon}[sys.argv[1]]
    if way is by_pandas:
        pd.read_parquet(sys.argv[2])
    begun, spent = time.perf_counter(), time.process_time()
    rows = pd.read_parquet(sys.argv[2])
    k, diversity, t = way(rows, [name for name in rows.columns if name != "s"])
    told = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - spent}
    print(json.dumps({**told, "k": k, "l": diversity, "t": t}))

"""Models trained on the output against models trained on the source, both asked about people in neither.

Naive Bayes, because it can be trained on intervals and blanks: a label counts for each value it may stand for, in equal
parts (Langley, Iba, Thompson 1992. An analysis of Bayesian classifiers. AAAI.); and, with the extra `evaluation`,
a random forest on the same parts as features, which sees interactions that naive Bayes does not (Breiman 2001).
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from oboro.engine.equivalence import Floats
from oboro.engine.evidence.comparing import Spread
from oboro.engine.risk.reader import Reader
from oboro.engine.risk.rows import Rows

MOST_CLASSES = 50
MOST_ROWS = 5_000
"""More rows are not learned from."""


def compared(
    table: Rows,
    inside: Rows,
    outside: Rows,
    *,
    knows: Sequence[str],
    target: str,
    lexicon: Mapping[str, Mapping[str, frozenset[str]]],
) -> dict[str, Any] | None:
    """How often each model is right about `target` for people outside both tables; None with too many classes.

    Args:
        table: the written rows.
        inside: the source's rows.
        outside: rows of people in neither, on whom both are tried.
        knows: columns the models learn from.
        target: the column they predict.
        lexicon: per column, what labels stand for.
    """
    classes = sorted(set(inside.values(target)))
    if not 2 <= len(classes) <= MOST_CLASSES or not len(outside):
        return None
    place = {value: number for number, value in enumerate(classes)}
    truth = np.array([place.get(value, -1) for value in outside.values(target)])
    often = np.bincount([place[value] for value in inside.values(target)], minlength=len(classes))
    right = {
        name: float(
            (_scores(rows, outside, knows, target, place, lexicon, raw=rows is inside).argmax(axis=1) == truth).mean()
        )
        for name, rows in (("source", inside), ("output", table))
    }
    return {
        "kind": "naive-bayes",
        "target": target,
        "classes": len(classes),
        "people": len(outside),
        "source": round(right["source"], 4),
        "output": round(right["output"], 4),
        "guess": round(float((truth == int(often.argmax())).mean()), 4),
    }


def grown(
    table: Rows,
    inside: Rows,
    outside: Rows,
    *,
    knows: Sequence[str],
    target: str,
    lexicon: Mapping[str, Mapping[str, frozenset[str]]],
) -> dict[str, Any] | None:
    """As `compared`, with a random forest; None as well where scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.ensemble import RandomForestClassifier  # optional: the extra `evaluation`

    classes = sorted(set(inside.values(target)) & set(table.values(target)))
    if not 2 <= len(classes) <= MOST_CLASSES or not len(outside) or not knows:
        return None
    both = Rows(inside.names, [*inside.rows, *outside.rows])
    spread = [Spread(both, table, name, lexicon.get(name, {})) for name in knows]
    known = np.concatenate([one.of_value[one.before] for one in spread], axis=1)
    features = {
        "source": (known[: len(inside)], inside),
        "output": (np.concatenate([one.of_label[one.after] for one in spread], axis=1), table),
    }
    truth = np.array(outside.values(target), dtype=object)
    right = {}
    for name, (parts, rows) in features.items():
        wanted = np.array(rows.values(target), dtype=object)
        chosen = np.flatnonzero(np.isin(wanted, classes))[:MOST_ROWS]
        trees = RandomForestClassifier(40, min_samples_leaf=5, max_leaf_nodes=400, n_jobs=1, random_state=0)
        trees.fit(parts[chosen], wanted[chosen].astype(str))
        right[name] = float((trees.predict(known[len(inside) :]) == truth).mean())
    commonest = max(classes, key=inside.values(target).count)
    return {
        "kind": "forest",
        "target": target,
        "classes": len(classes),
        "people": len(outside),
        **{name: round(share, 4) for name, share in right.items()},
        "guess": round(float((truth == commonest).mean()), 4),
    }


# --- private -----------------------------------------------------------------------------------------------------


def _scores(  # noqa: PLR0917 -- told in the order of the public function
    rows: Rows,
    asked: Rows,
    knows: Sequence[str],
    target: str,
    place: Mapping[str, int],
    lexicon: Mapping[str, Mapping[str, frozenset[str]]],
    *,
    raw: bool,
) -> Floats:
    """People × classes: the logarithm of the likelihood. Raw values that nobody asks about teach nothing."""
    known = np.array([place.get(value, -1) for value in rows.values(target)])
    used = known >= 0
    prior = np.bincount(known[used], minlength=len(place)) + 1.0
    scores = np.tile(np.log(prior), (len(asked), 1))
    for name in knows:
        labels, codes = rows.coded(name)
        values, wanted = asked.coded(name)
        reader = Reader(values, lexicon.get(name, {}))
        held = np.zeros((len(place), len(labels)))
        np.add.at(held, (known[used], codes[used]), 1.0)
        mass = np.full((len(place), len(values)), 1.0 / max(len(values), 1))
        exact = reader.places(labels)
        np.add.at(mass.T, exact[exact >= 0], held.T[exact >= 0])
        for label in [] if raw else np.flatnonzero(exact < 0):
            may = reader.covers(labels[label])
            mass[:, may] += held[:, label, None] / max(int(may.sum()), 1)
        scores += np.log(mass / mass.sum(axis=1, keepdims=True))[:, wanted].T
    return np.asarray(scores)

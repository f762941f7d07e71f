"""Models trained on the output against models trained on the source, both asked about people in neither.

Both learn from the same parts: each column laid into bins, a label counting for each bin it may stand for, so that
intervals and blanks can be learned from. Naive Bayes always (Langley, Iba, Thompson 1992. AAAI); with the extra
`evaluation` a random forest too, which sees interactions (Breiman 2001. Machine Learning 45).
"""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from oboro.engine.equivalence import Floats
from oboro.engine.evidence.comparing import Spread
from oboro.engine.risk.rows import Rows
from oboro.engine.transform.frame import Texts, texts

MOST_CLASSES = 50
MOST_ROWS = 5_000
"""More rows are neither learned from nor asked about."""

Parts = list[Floats]
Learner = Callable[[Parts, Texts, Parts, Sequence[str]], Texts]


def trained(
    table: Rows,
    inside: Rows,
    outside: Rows,
    *,
    target: str,
    lexicon: Mapping[str, Mapping[str, frozenset[str]]],
) -> list[dict[str, Any]]:
    """How often each model is right about `target` for people outside both tables; none with too many classes.

    Args:
        table: the written rows.
        inside: the source's rows.
        outside: rows of people in neither, on whom both are tried.
        target: the column they predict, from all others.
        lexicon: per column, what labels stand for.
    """
    table, inside, outside = (rows.drawn(MOST_ROWS) for rows in (table, inside, outside))
    classes = sorted(set(inside.values(target)) & set(table.values(target)))
    knows = [name for name in table.names if name != target and name in inside.names]
    if not 2 <= len(classes) <= MOST_CLASSES or not len(outside) or not knows:
        return []
    both = Rows(inside.names, [*inside.rows, *outside.rows])
    spread = [Spread(both, table, name, lexicon.get(name, {})) for name in knows]
    known = [one.of_value[one.before] for one in spread]
    asked = [part[len(inside) :] for part in known]
    truth = texts(outside.values(target))
    told = []
    for kind, learn in _learners().items():
        right = {}
        for name, parts, rows in (
            ("source", [part[: len(inside)] for part in known], inside),
            ("output", [one.of_label[one.after] for one in spread], table),
        ):
            wanted = texts(rows.values(target))
            chosen = np.flatnonzero(np.isin(wanted, classes))
            guessed = learn([part[chosen] for part in parts], wanted[chosen], asked, classes)
            right[name] = round(float((guessed == truth).mean()), 4)
        commonest = max(classes, key=inside.values(target).count)
        guess = round(float((truth == commonest).mean()), 4)
        facts = {"kind": kind, "target": target, "classes": len(classes), "people": len(outside)}
        told.append({**facts, **right, "guess": guess})
    return told


# --- private -----------------------------------------------------------------------------------------------------


def _learners() -> dict[str, Learner]:
    return {"naive-bayes": _bayes} | ({"forest": _forest} if find_spec("sklearn") else {})


def _bayes(parts: Parts, wanted: Texts, asked: Parts, classes: Sequence[str]) -> Texts:
    place = {value: number for number, value in enumerate(classes)}
    of_class = np.eye(len(classes))[[place[value] for value in wanted]]
    scores = np.tile(np.log(of_class.sum(axis=0) + 1.0), (len(asked[0]), 1))
    for part, question in zip(parts, asked, strict=True):
        mass = of_class.T @ part + 1.0 / part.shape[1]
        scores += question @ np.log(mass / mass.sum(axis=1, keepdims=True)).T
    return np.asarray(texts(classes)[scores.argmax(axis=1)], dtype=object)


def _forest(parts: Parts, wanted: Texts, asked: Parts, _classes: Sequence[str]) -> Texts:
    from sklearn.ensemble import RandomForestClassifier  # optional: the extra `evaluation`

    forest = RandomForestClassifier(40, min_samples_leaf=5, max_leaf_nodes=400, n_jobs=1, random_state=0)
    forest.fit(np.concatenate(parts, axis=1), wanted.astype(str))
    return np.asarray(forest.predict(np.concatenate(asked, axis=1)), dtype=object)

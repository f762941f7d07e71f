"""Attacks on a written table, each against people whose records it does not hold (the control group).

The attacker reads the table with `risk.reader` and joins what he knows by likelihood: a cell that may stand for the
value he knows counts the more, the rarer such cells are; a number near it counts by its nearness. (Fellegi, Sunter
1969. A theory for record linkage. JASA 64.) The attacks are those of the Article 29 Working Party's opinion 05/2014,
with membership and verbatim copies besides. Each states what he is thought to know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oboro.engine.equivalence import LARGEST_KEY, Bools, Floats, Ints
from oboro.engine.risk.interval import Advantage, Rate, Risk
from oboro.engine.risk.reader import Reader
from oboro.engine.risk.rows import Rows

TRUST = 0.95
"""How often the attacker thinks that a cell of the right record may stand for what he knows."""

FEW = 40
"""With fewer people that stand alone in what is known of them, everybody is a target."""

MOST_SCORES = 4_000_000
"""Scores of labels or rows for targets that are held at a time."""


@dataclass(frozen=True)
class Attack:
    """The outcome of one attack: what was known, and how often it went well on the table's people and on others."""

    key: str
    word: str
    knows: tuple[str, ...]
    guesses: tuple[str, ...]
    risk: Risk

    def told(self) -> dict[str, Any]:
        """As plain data."""
        risk = self.risk
        return {
            "key": self.key,
            "word": self.word,
            "knows": list(self.knows),
            "guesses": list(self.guesses),
            "attempts": risk.attack.attempts,
            "successes": risk.attack.successes,
            "control_attempts": risk.control.attempts,
            "control_successes": risk.control.successes,
            "risk": round(risk.value, 4),
            "low": round(risk.low, 4),
            "high": round(risk.high, 4),
        }


@dataclass(frozen=True)
class Bench:
    """All attacks on one table.

    Attributes:
        targets: "alone" when only people were tried who stand alone in what is known of them, else "all".
        unread: share of the table's cells whose label the reader could not take for any known value.
    """

    attacks: tuple[Attack, ...]
    targets: str
    unread: float

    def told(self) -> dict[str, Any]:
        """As plain data."""
        return {"targets": self.targets, "unread": round(self.unread, 4), "each": [one.told() for one in self.attacks]}


def bench(
    table: Rows,
    inside: Rows,
    outside: Rows,
    *,
    knows: Sequence[str],
    attempts: int,
    seed: int,
    lexicon: Mapping[str, Mapping[str, frozenset[str]]] | None = None,
) -> Bench:
    """Attack a written table.

    Args:
        table: the written rows.
        inside: the source records it was made from, one row a person.
        outside: as many records of people like them, of whom nothing stands in the table: the control group.
        knows: columns the attacker knows of his target; the others he wants to learn.
        attempts: targets of each attack in each group.
        seed: of everything drawn.
        lexicon: per column, what labels stand for, from public lists.
    """
    columns = {
        name: _Column(table, inside, outside, name, (lexicon or {}).get(name, {}))
        for name in table.names
        if name in inside.names
    }
    return _Bench(columns, tuple(knows), attempts, np.random.default_rng(seed)).result()


# --- private -----------------------------------------------------------------------------------------------------


class _Bench:
    def __init__(
        self, columns: Mapping[str, "_Column"], knows: tuple[str, ...], attempts: int, chance: np.random.Generator
    ) -> None:
        self.columns, self.chance, self.attempts = columns, chance, attempts
        self.names = tuple(columns)
        self._known_kinds: dict[tuple[str, ...], tuple[Ints, Ints]] = {}
        self.knows = tuple(name for name in knows if name in columns)
        self.secrets = tuple(name for name in self.names if name not in self.knows)
        some = next(iter(columns.values()))
        self.rows, self.sizes = len(some.table), {"inside": len(some.inside), "outside": len(some.outside)}
        self.targets, self.of_inside, self.of_outside = self._targets(self.knows or self.names)

    def result(self) -> Bench:
        attacks = [self._singling_out()]
        if len(self.names) > 1:
            attacks.append(self._linkability())
        attacks += [self._inference(secret) for secret in self.secrets[:3]]
        attacks += [self._verbatim(), self._membership()]
        unread = float(np.mean([column.unread for column in self.columns.values()])) if self.columns else 0.0
        return Bench(tuple(attacks), self.targets, unread)

    def _targets(self, known: Sequence[str]) -> tuple[str, Ints, Ints]:
        """The people tried: those alone in what is known of them, among both groups together."""
        first, place = _distinct([np.r_[self.columns[name].inside, self.columns[name].outside] for name in known])
        alone = np.bincount(place, minlength=len(first))[place] == 1
        size = self.sizes["inside"]
        kept, word = [np.flatnonzero(alone[:size]), np.flatnonzero(alone[size:])], "alone"
        if min(len(one) for one in kept) < FEW:
            kept, word = [np.arange(size), np.arange(self.sizes["outside"])], "all"
        drawn = [np.sort(self.chance.permutation(one)[: self.attempts]) for one in kept]
        return word, drawn[0], drawn[1]

    def _both(self, hits: Callable[[Ints, str], Bools], targets: tuple[Ints, Ints] | None = None) -> Risk:
        inside, outside = targets or (self.of_inside, self.of_outside)
        first, second = hits(inside, "inside"), hits(outside, "outside")
        return Risk(Rate(int(first.sum()), len(first)), Rate(int(second.sum()), len(second)))

    def _singling_out(self) -> Attack:
        """A description taken from the table that fits one row of it: how often does it fit one person alone?"""
        rows = np.stack([self.columns[name].table for name in self.names], axis=1)
        hit, control, made = 0, 0, 0
        for _ in range(20 * self.attempts):
            if made == self.attempts or not len(rows):
                break
            parts = self._description(rows)
            if parts is None:
                continue
            made += 1
            hit += self._fitting(parts, "inside") == 1
            control += self._fitting(parts, "outside") == 1
        tried = Rate(hit, self.attempts), Rate(control, self.attempts)
        return Attack("singling-out", "一人を選び出す", (), self.names, Risk(*tried))

    def _description(self, rows: Ints) -> list[tuple[str, int]] | None:
        row = rows[self.chance.integers(len(rows))]
        left = np.ones(len(rows), dtype=bool)
        parts = []
        for place in self.chance.permutation(len(self.names)):
            left &= rows[:, place] == row[place]
            parts.append((self.names[place], int(row[place])))
            if left.sum() == 1:
                return parts
        return None

    def _fitting(self, parts: Sequence[tuple[str, int]], group: str) -> int:
        fits = np.ones(self.sizes[group], dtype=bool)
        for name, label in parts:
            column = self.columns[name]
            fitting = np.zeros(len(column.values), dtype=bool)
            fitting[column.fits(label)] = True
            fits &= fitting[column.of(group)]
        return int(fits.sum())

    def _linkability(self) -> Attack:
        """Two lists of the same people with different columns: does the table lead from one to the other?

        The first list has half of the columns, or as many more as it takes for people to stand alone in it.
        """
        order = [*self.knows, *self.secrets]
        order = [*order[::2], *order[1::2]]
        for width in range((len(order) + 1) // 2, len(order)):
            first, second = order[:width], order[width:]
            word, inside, outside = self._targets(first)
            if word == "alone":
                break

        def hits(targets: Ints, group: str) -> Bools:
            picked, _ = self._found(first, targets, group)
            _, best = self._found(second, targets, group)
            return np.array([one in rows for one, rows in zip(picked, best, strict=True)], dtype=bool)

        return Attack(
            "linkability", "二つの名簿をつなぐ", tuple(first), tuple(second), self._both(hits, (inside, outside))
        )

    def _inference(self, secret: str) -> Attack:
        """What is known leads to rows that fit best; their commonest cell is the guess."""
        column = self.columns[secret]
        known = [name for name in self.names if name != secret] if not self.knows else list(self.knows)

        def hits(targets: Ints, group: str) -> Bools:
            _, ties = self._found(known, targets, group)
            truth = column.of(group)[targets]
            found = [self._guessed(column.table[tie], column) == value for tie, value in zip(ties, truth, strict=True)]
            return np.array(found, dtype=bool)

        return Attack("inference", f"「{secret}」を言い当てる", tuple(known), (secret,), self._both(hits))

    def _guessed(self, labels: Ints, column: "_Column") -> int:
        often = np.bincount(labels)
        label = int(self.chance.choice(np.flatnonzero(often == often.max())))
        fits = column.fits(label)
        if not len(fits):
            return -1
        weights = column.often[fits]
        return int(fits[np.argmax(weights)])

    def _verbatim(self) -> Attack:
        """Is there a row that gives the whole record in single values (the nearest row at distance 0)?"""

        def hits(targets: Ints, group: str) -> Bools:
            fits = self._together(targets, group, lambda column: column.single)
            return np.asarray(fits.any(axis=1))

        return Attack("nearest-record", "記録がそのまま載っている", (), self.names, self._both(hits))

    def _membership(self) -> Attack:
        """The whole record is known: does some row fit it, so that its person must be in the table?"""

        def hits(targets: Ints, group: str) -> Bools:
            return np.asarray(self._together(targets, group, lambda _: None).any(axis=1))

        both = self._both(hits)
        risk = Advantage(both.attack, both.control)
        return Attack("membership", "表に載っていることを知る", self.names, (), risk)

    def _together(self, targets: Ints, group: str, only: Callable[["_Column"], Bools | None]) -> Bools:
        """Targets × distinct rows: whether every cell may stand for the target's value."""
        rows, _ = self._kinds(self.names)
        fits = np.ones((len(targets), len(rows)), dtype=bool)
        for column in self.columns.values():
            cells = column.fitting(column.of(group)[targets])
            single = only(column)
            if single is not None:
                cells = cells & single[:, None]
            fits &= cells[column.table[rows]].T
        return fits

    def _kinds(self, names: Sequence[str]) -> tuple[Ints, Ints]:
        """(the first of every kind of row in these columns, per row the place of its kind)."""
        chosen = tuple(names)
        if chosen not in self._known_kinds:
            self._known_kinds[chosen] = _distinct([self.columns[name].table for name in chosen])
        return self._known_kinds[chosen]

    def _scores(self, names: Sequence[str], targets: Ints, group: str, rows: Ints) -> NDArray[np.float32]:
        """Targets × rows: the likelihood that the row is the target's, as a sum of logarithms."""
        total = np.zeros((len(targets), len(rows)), dtype=np.float32)
        for name in names:
            column = self.columns[name]
            total += column.likelihood(column.of(group)[targets])[column.table[rows]].T
        return total

    def _found(self, names: Sequence[str], targets: Ints, group: str) -> tuple[Ints, list[Ints]]:
        """Per target one of the best rows, by lot, and all of them."""
        first, place = self._kinds(names)
        order = np.argsort(place, kind="stable")
        ends = np.cumsum(np.bincount(place))
        picked = np.zeros(len(targets), dtype=np.int64)
        ties: list[Ints] = []
        width = max(len(first), *(len(self.columns[name].labels) for name in names))
        step = min(max(MOST_SCORES // width, 1), 64)
        for start in range(0, len(targets), step):
            scores = self._scores(names, targets[start : start + step], group, first)
            for line in scores:
                best = np.flatnonzero(line >= line.max() - 1e-5)
                rows = np.concatenate([order[ends[one - 1] if one else 0 : ends[one]] for one in best])
                picked[len(ties)] = self.chance.choice(rows)
                ties.append(rows)
        return picked, ties


def _distinct(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """(the first of every kind of row, in the order of the codes; per row the place of its kind)."""
    key, space = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if space > LARGEST_KEY // width:
            key = np.unique(key, return_inverse=True)[1]
            space = int(key.max(initial=0)) + 1
        key, space = key * width + column, space * width
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), place.astype(np.int64)


class _Column:
    """One column of the table and of both groups, and how its labels read."""

    def __init__(
        self, table: Rows, inside: Rows, outside: Rows, name: str, lexicon: Mapping[str, frozenset[str]]
    ) -> None:
        self.labels, self.table = table.coded(name)
        both = [*inside.values(name), *outside.values(name)]
        kinds, place = np.unique(np.array(both, dtype=object), return_inverse=True)
        self.values = [str(value) for value in kinds]
        self.inside, self.outside = place[: len(inside)].astype(np.int64), place[len(inside) :].astype(np.int64)
        self.often = np.bincount(place, minlength=len(kinds)).astype(np.float64)
        self.reader = Reader(self.values, lexicon)
        self.exact = self.reader.places(self.labels)
        self.wide = np.flatnonzero(self.exact < 0)
        covered = [self.reader.covered(self.labels[label]) for label in self.wide]
        reach = np.ones(len(self.labels), dtype=np.int64)
        reach[self.wide] = [len(places) for places in covered]
        self.single = reach == 1
        self.covered = np.concatenate([*covered, np.zeros(0, dtype=np.int64)])
        self.ends = np.cumsum(np.where(self.exact < 0, reach, 0))
        cells = np.bincount(self.table, minlength=len(self.labels))
        self.middles = np.array([self.reader.middle(label) for label in self.labels])
        lost = (reach == 0) & (np.isnan(self.middles) | (not self.reader.numeric))
        self.unread = float(cells[lost].sum()) / max(len(self.table), 1)

    def of(self, group: str) -> Ints:
        return self.inside if group == "inside" else self.outside

    def fits(self, label: int) -> Ints:
        """The places of the known values that the label may stand for."""
        if self.exact[label] >= 0:
            return self.exact[label : label + 1]
        return self.covered[self.ends[label - 1] if label else 0 : self.ends[label]]

    def fitting(self, values: Ints) -> Bools:
        """Labels × the given values."""
        found = self.exact[:, None] == values[None, :]
        labels, ends = self._labels_of
        for place, value in enumerate(values):
            found[labels[ends[value] : ends[value + 1]], place] = True
        return np.asarray(found)

    @cached_property
    def _labels_of(self) -> tuple[Ints, Ints]:
        """The wide labels that may stand for value 0, for value 1, …; and where each value's begin."""
        label_of = np.repeat(np.arange(len(self.labels)), np.diff(self.ends, prepend=0))
        order = np.argsort(self.covered, kind="stable")
        return label_of[order], np.searchsorted(self.covered[order], np.arange(len(self.values) + 1))

    @cached_property
    def _by_chance(self) -> Floats:
        """Per label, the share of the people it may stand for."""
        share = self.often / self.often.sum()
        label_of = np.repeat(np.arange(len(self.labels)), np.diff(self.ends, prepend=0))
        found = np.bincount(label_of, share[self.covered], len(self.labels))
        return np.where(self.exact < 0, found, share[self.exact])

    def likelihood(self, values: Ints) -> Floats:
        """Labels × the given values: log of how much likelier the label is in the right record than in any other."""
        by_chance = np.clip(self._by_chance, 1e-9, 1.0)[:, None]
        fits = self.fitting(values)
        apart = np.log((1 - TRUST) / np.clip(1 - by_chance, 1 - TRUST, 1.0))
        missed = np.broadcast_to(apart, fits.shape)
        if self.reader.numeric:
            missed = np.maximum(missed, self._nearness(values))
        return np.asarray(np.where(fits, np.log(TRUST / by_chance), missed), dtype=np.float32)

    def _nearness(self, values: Ints) -> Floats:
        """For numbers that were moved: log of one over the share of people at least as near to the label."""
        numbers = self.reader.numbers
        known = ~np.isnan(numbers)
        order = np.argsort(numbers[known])
        line = numbers[known][order]
        mass = np.r_[0.0, np.cumsum(self.often[known][order])] / self.often.sum()
        middles = self.middles[:, None]
        far = np.abs(middles - numbers[values][None, :])
        with np.errstate(invalid="ignore"):
            least = np.searchsorted(line, middles - far, "left")
            most = np.searchsorted(line, middles + far, "right")
        near = np.clip(mass[np.minimum(most, len(line))] - mass[np.minimum(least, len(line))], 1e-9, 1.0)
        return np.asarray(np.where(np.isnan(far), -np.inf, np.log(TRUST / 2 / near)))

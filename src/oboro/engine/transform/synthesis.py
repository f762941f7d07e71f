"""Records that are nobody's (疑似データ生成): drawn from noisy counts under differential privacy.

The columns are counted as a chain (the first alone, each further one with the one before it); each count gets discrete
Laplace noise by OpenDP, whose proofs are its authors'; records are then drawn from the noisy counts. (Dwork, McSherry,
Nissim, Smith 2006. TCC. Zhang, Cormode, Procopiuc, Srivastava, Xiao 2017. PrivBayes. ACM TODS 42(4), here with the
order given.) The noise cannot come from the recipe's seed, because who knows the seed could take it away again: two
makings differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from oboro.engine.equivalence import Floats, Ints
from oboro.engine.table import MISSING
from oboro.engine.transform.base import Chance, refuse_unless
from oboro.engine.transform.frame import Frame, Texts, texts
from oboro.kernel.errors import RecipeInvalid

MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Synthesise:
    """All records replaced by drawn ones; `epsilon` is spent in equal parts on each count of the chain.

    Attributes:
        columns: all columns that are written, in the order of the chain.
        values: per column every value that may occur, from public knowledge and not from the file; others become
            missing, because to name a value that only the file holds would tell of its person.
        epsilon: the whole budget.
        most: how many records of one person count at most; the noise grows with it.
    """

    key: ClassVar[str] = "synthesise"
    word: ClassVar[str] = "疑似データ生成"
    columns: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    epsilon: float
    most: int = 1

    def __post_init__(self) -> None:
        refuse_unless(bool(self.columns), "疑似データ生成のcolumnsに列を書いてください。")
        refuse_unless(
            set(self.values) == set(self.columns) and all(self.values.values()),
            "疑似データ生成のvaluesに、columnsの列ごとに、起こり得る値をすべて書いてください。",
            "値は、ファイルを見ずに、公の分類や区分から書いてください。",
        )
        refuse_unless(0 < self.epsilon <= 20, "疑似データ生成のepsilonは0より大きく20以下の数にしてください。")
        refuse_unless(self.most >= 1, "疑似データ生成のmostは1以上にしてください。")
        widths = [len(self.values[name]) + 1 for name in self.columns]
        cells = sum(a * b for a, b in zip([1, *widths[:-1]], widths, strict=True))
        refuse_unless(cells <= MOST_CELLS, f"疑似データ生成の組合せが{cells:,}通りあり、多すぎます。")

    @property
    def touches(self) -> tuple[str, ...]:
        """All columns that are written."""
        return self.columns

    asks = touches

    def applied(self, frame: Frame, chance: Chance) -> Frame:  # noqa: ARG002 -- its chance must not be repeatable
        """New records; none stands for a person of the file.

        Raises:
            RecipeInvalid: a column is written that is not synthesised, or a person has more records than `most`.
        """
        further = [name for name in frame.columns if name not in self.columns and name != frame.person]
        if further:
            raise RecipeInvalid(
                f"疑似データ生成のcolumnsにない列があります: {'、'.join(further)}",
                hint="書き出す列をすべてcolumnsに書いてください。元の値を一列でも残すと、疑似データではなくなります。",
            )
        if len(frame) and int(np.bincount(frame.people()).max()) > self.most:
            raise RecipeInvalid(
                f"疑似データ生成で、本人ごとの記録が{self.most}件を超える人がいます。",
                hint="先にlimit-recordsで減らすか、mostを大きくしてください。",
            )
        codes = [_codes(frame.columns[name], self.values[name]) for name in self.columns]
        widths = [len(self.values[name]) + 1 for name in self.columns]
        drawn = _drawn(self._noisy(codes, widths), np.random.default_rng())
        made = {
            name: texts([*self.values[name], MISSING])[part] for name, part in zip(self.columns, drawn, strict=True)
        }
        numbers = np.arange(1, len(drawn[0]) + 1, dtype=np.int64)
        if frame.person is not None:
            made[frame.person] = texts([str(number) for number in numbers.tolist()])
        return replace(frame, columns={name: made[name] for name in frame.columns}, numbers=numbers)

    def _noisy(self, codes: Sequence[Ints], widths: Sequence[int]) -> list[Floats]:
        """The first column's counts, then each pair's, with noise and without negative ones."""
        noise = _mechanism(self.most * len(codes) / self.epsilon)
        found = []
        for place, (code, width) in enumerate(zip(codes, widths, strict=True)):
            before, wide = (codes[place - 1], widths[place - 1]) if place else (np.zeros_like(code), 1)
            counts = np.bincount(before * width + code, minlength=wide * width)
            told = np.array(noise(counts.tolist()), dtype=np.float64)
            found.append(np.clip(told, 0.0, None).reshape(wide, width))
        return found


# --- private -----------------------------------------------------------------------------------------------------


def _mechanism(scale: float) -> Any:
    try:
        import opendp.prelude as dp  # optional: the extra `evaluation`
    except ImportError as error:
        raise RecipeInvalid(
            "疑似データ生成には、追加の部品（opendp）が要ります。", hint="oboro[evaluation]を入れてください。"
        ) from error
    dp.enable_features("contrib")
    return dp.m.make_laplace(dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int), scale=scale)


def _codes(values: Texts, known: Sequence[str]) -> Ints:
    """The place of each value among the known ones; the last place for any other."""
    place = {value: number for number, value in enumerate(known)}
    kinds, code = np.unique(values, return_inverse=True)
    return np.array([place.get(str(kind), len(known)) for kind in kinds], dtype=np.int64)[code]


def _drawn(counts: Sequence[Floats], chance: np.random.Generator) -> list[Ints]:
    """Records drawn along the chain; how many follows from the noisy counts of the first column."""
    number = int(counts[0].sum())
    if number == 0:
        return [np.zeros(0, dtype=np.int64) for _ in counts]
    found: list[Ints] = []
    for place, cells in enumerate(counts):
        before = found[place - 1] if place else np.zeros(number, dtype=np.int64)
        overall = cells.sum(axis=0)
        code = np.zeros(number, dtype=np.int64)
        for row in np.unique(before):
            weights = cells[row] if cells[row].sum() > 0 else overall if overall.sum() > 0 else np.ones(cells.shape[1])
            here = np.flatnonzero(before == row)
            code[here] = chance.choice(cells.shape[1], size=len(here), p=weights / weights.sum())
        found.append(code)
    return found

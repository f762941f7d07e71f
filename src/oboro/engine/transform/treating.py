"""Carry out the steps of a recipe on its source, and say what each did. The treated table is a file in scratch."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from oboro.engine.reading import Exclusion, Source, header, records
from oboro.engine.transform.base import Chance, Step, seed_of, settings
from oboro.engine.transform.coding import Round
from oboro.engine.transform.frame import Frame, texts
from oboro.engine.transform.perturbation import Noise, Pram
from oboro.engine.transform.pseudonym import Pseudonymise
from oboro.engine.transform.swap import RankSwap
from oboro.engine.transform.synthesis import Synthesise
from oboro.kernel.errors import ColumnMismatch, RecipeInvalid, SourceUnreadable


@dataclass(frozen=True)
class Done:
    """What one step did.

    Attributes:
        treatment, key: its name in the words of the guidelines, and in the recipe.
        columns: whose cells it may change.
        settings: how it was set; of a list of values only how many there were.
        changed_cells, changed_records, removed_records: how much it changed.
        key_destroyed: for a keyed step: that its key was given up and is held nowhere; None for the others.
    """

    treatment: str
    key: str
    columns: tuple[str, ...]
    settings: Mapping[str, Any]
    changed_cells: int
    changed_records: int
    removed_records: int
    key_destroyed: bool | None = None


@dataclass(frozen=True)
class Treated:
    """A treated source.

    Attributes:
        source: the file of the treated table, UTF-8 with commas.
        done: what each step did.
        excluded: records removed before and keys not found, or None.
    """

    source: Source
    done: tuple[Done, ...]
    excluded: Mapping[str, int] | None


def treated(
    source: Source,
    steps: Sequence[Step],
    *,
    seed: int,
    key: bytes | bytearray | None,
    exclude: Exclusion | None,
    scratch: Path,
    wanted: Sequence[str],
    again: bool = False,
) -> Treated:
    """The source after all steps, in their order.

    Args:
        source: what is read.
        steps: what is done.
        seed: of everything drawn by chance.
        key: the secret of this making, for surrogates; it is not written anywhere.
        exclude: records left out before the first step.
        scratch: the folder of the treated file.
        wanted: columns that are needed afterwards, besides those that steps ask for.
        again: only to measure a making once more: surrogates, whose key is gone, stay the codes they stand for.

    Raises:
        ColumnMismatch: a step or the exclusion names a column that is not there.
        RecipeInvalid: a step that cannot be, or an exclusion by record numbers, where files are joined.
        SourceUnreadable: cells that a step cannot read, or no record is left.
    """
    names = header(source)
    asked = {*wanted, *(name for step in steps for name in step.asks), *([source.person] if source.person else [])}
    lacking = sorted(asked - set(names))
    if lacking:
        raise ColumnMismatch(f"手順が挙げる列が{source.path.name}にありません: {'、'.join(lacking)}")
    _refuse_repeated_chance(source, steps)
    frame, excluded = _loaded(source, [name for name in names if name in asked], exclude)
    done: list[Done] = []
    often: Counter[int] = Counter()
    for step in steps:
        if again and isinstance(step, Pseudonymise):
            continue
        first = seed_of(seed, step, 0)
        chance = Chance(seed_of(seed, step, often[first]), key)
        often[first] += 1
        after = step.applied(frame, chance)
        done.append(_compared(step, frame, after))
        frame = after
    if not len(frame):
        raise SourceUnreadable(f"{source.path.name}から、加工の手順のあとに残る記録がありません。")
    path = scratch / "treated.csv"
    write(frame, path)
    after_all = Source(path, person=source.person, spaces_are_missing=source.spaces_are_missing)
    return Treated(after_all, tuple(done), excluded)


def write(frame: Frame, path: Path) -> None:
    """A frame as a file: UTF-8, commas, line feeds; its columns in their order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(
            file, lineterminator="\n", quoting=csv.QUOTE_ALL if len(frame.columns) == 1 else csv.QUOTE_MINIMAL
        )
        writer.writerow(list(frame.columns))
        writer.writerows(zip(*(values.tolist() for values in frame.columns.values()), strict=True))


# --- private -----------------------------------------------------------------------------------------------------


def _refuse_repeated_chance(source: Source, steps: Sequence[Step]) -> None:
    """A cell that joined files repeat would be drawn anew in every row: the mean of its rows gives it back."""
    if not source.joined:
        return
    base = set(header(replace(source, joined=())))
    for step in steps:
        drawn = isinstance(step, Noise | Pram | RankSwap) or (isinstance(step, Round) and step.mode == "random")
        repeated = [name for name in step.touches if name in base or len(source.joined) > 1]
        if drawn and repeated:
            raise RecipeInvalid(
                f"手順「{step.word}」は、つないだファイルで何行にも写る列（{'、'.join(repeated)}）には使えません。"
                "行ごとに別の値になり、平均すると元の値に近づきます。",
                hint="先に一つのファイルで加工するか、一般化、決まった丸め、トップコーディングなどを使ってください。",
            )


def _loaded(source: Source, names: Sequence[str], exclude: Exclusion | None) -> tuple[Frame, Mapping[str, int] | None]:
    found = header(source)
    if exclude is not None:
        exclude.check_for(source)
    if exclude is not None and exclude.column is not None and exclude.column not in found:
        raise ColumnMismatch(f"除く記録を示す列「{exclude.column}」が、元のファイルにありません。")
    places = [found.index(name) for name in names]
    key_at = found.index(exclude.column) if exclude is not None and exclude.column is not None else None
    rows: list[list[str]] = []
    numbers: list[int] = []
    met: set[str] = set()
    removed = 0
    for number, (_, fields) in enumerate(records(source), start=1):
        if exclude is not None:
            key = str(number) if key_at is None else fields[key_at]
            if key in exclude.keys:
                met.add(key)
                removed += 1
                continue
        rows.append([fields[place] for place in places])
        numbers.append(number)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    columns = {name: texts(column) for name, column in zip(names, cells, strict=True)}
    told = None if exclude is None else {"records": removed, "keys_not_found": len(exclude.keys - met)}
    return Frame(columns, np.array(numbers, dtype=np.int64), source.person), told


def _compared(step: Step, before: Frame, after: Frame) -> Done:
    anew = isinstance(step, Synthesise)
    stays = np.isin(before.numbers, after.numbers)
    cells = np.full(len(after), len(step.touches) if anew else 0, dtype=np.int64)
    for name in () if anew else dict.fromkeys(step.touches):
        cells += before.columns[name][stays] != after.columns[name]
    told = {name: _counted(value) if name in {"values", "keep"} else value for name, value in settings(step).items()}
    return Done(
        treatment=step.word,
        key=step.key,
        columns=step.touches,
        settings=told,
        changed_cells=int(cells.sum()),
        changed_records=int((cells > 0).sum()),
        removed_records=len(before) if anew else len(before) - len(after),
        key_destroyed=True if isinstance(step, Pseudonymise) else None,
    )


def _counted(value: Any) -> Any:
    """Of a list of values only how many there are."""
    if isinstance(value, Mapping):
        return {name: len(one) for name, one in value.items()}
    return len(value) if isinstance(value, list) else value

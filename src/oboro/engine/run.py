"""Recipe and source → written table and report: the one entrance to making.

One count goes in, the search works in memory, one pass writes. The result folder appears as a whole or not at all.
"""

import hashlib
import json
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from math import floor
from pathlib import Path
from typing import Any

import numpy as np

from oboro.engine.backends.base import Backend, Coding
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.backends.folder import result_folder, write_text
from oboro.engine.equivalence import Classes, Ladder
from oboro.engine.evidence.attacking import attacked
from oboro.engine.evidence.curve import curve
from oboro.engine.evidence.figures import risk, utility
from oboro.engine.hierarchies.base import Hierarchy, plain
from oboro.engine.hierarchies.catalogue import hierarchy_of
from oboro.engine.plan import Keep, Plan
from oboro.engine.reading import Exclusion, Source, fingerprint, header, line_of
from oboro.engine.recipe import ColumnRule, Recipe
from oboro.engine.report import Measured, Output, Report, Solved, Treated, measured
from oboro.engine.solver.goal import unreachable
from oboro.engine.solver.lattice import lattice
from oboro.engine.solver.search import Solution, exact
from oboro.engine.table import MISSING, Column, Role, Schema
from oboro.engine.transform.generalise import Treatment, generalise, treatment
from oboro.engine.transform.treating import Done, treated
from oboro.engine.transform.treating import Treated as TreatedSource
from oboro.kernel.errors import (
    CheckFailed,
    ColumnMismatch,
    RecipeInvalid,
    SourceError,
    SourceUnreadable,
    ValueOutsideHierarchy,
)

FILES = ("data.csv", "report.json")

Progress = Callable[[str, int, int], None]
"""Called with what is being done and how much of how much (0 of 0 when that cannot be said)."""


def silent(_stage: str, _done: int, _all: int) -> None:
    """Say nothing."""


def run(
    recipe: Recipe,
    *,
    out: Path,
    exclude: Exclusion | None = None,
    progress: Progress = silent,
    key: bytearray | None = None,
) -> Report:
    """Make the table that a recipe describes and write `out`/data.csv and `out`/report.json.

    Args:
        recipe: what is to be made.
        out: the result folder; made new, or an earlier result replaced.
        exclude: records that must not be used; removed before anything is counted.
        progress: told of each stage.
        key: the secret of this making, for surrogates (仮ID); overwritten with zeros as soon as they are made.

    Raises:
        SourceError: the source is not as the recipe says.
        GoalUnreachable: no levels hold what is promised within the suppression limit.
        OutputError: the result cannot be written; nothing is left of it.
        CheckFailed: the written table does not hold what was promised (a defect of this program).
    """
    clock = _Clock(progress)
    with result_folder(out, holds=FILES) as (result, scratch):
        schema = schema_of(recipe)
        spare = None if key is None else hashlib.sha512(bytes(key) + b"rehearsal").digest()
        with clock.stage("read", "読み込み"):
            digest = fingerprint(recipe.source.path)
            wanted = _loaded(recipe, schema, exclude)
            if recipe.steps:  # told before a step hides it
                with DuckDB(recipe.source, scratch=scratch, only=wanted) as raw:
                    _Job(recipe, schema, raw, clock).refuse_uneven(exclude)
            before = _before(recipe, schema, exclude, key=key, scratch=scratch)
            backend = (
                DuckDB(before.source, scratch=scratch, only=wanted)
                if before
                else DuckDB(recipe.source, scratch=scratch, only=wanted)
            )
        with backend:
            job = _Job(recipe, schema, backend, clock, before.done if before else ())
            if not before:
                job.refuse_uneven(exclude)
            excluded = before.excluded if before else job.exclude(exclude)
            report = job.make(result, scratch, excluded, digest)
        if recipe.evidence.attacks:
            with clock.stage("attack", "攻撃の試験"):
                told = attacked(
                    recipe,
                    report.solution.levels,
                    exclude=exclude,
                    scratch=scratch,
                    lexicon=job.lexicon,
                    make=lambda half, folder: run(half, out=folder, key=None if spare is None else bytearray(spare)),
                )
            report = replace(report, attacks=told)
        write_text(result / "report.json", json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n")
    return report


def feasible(
    recipe: Recipe, *, ks: Sequence[int], limits: Sequence[Fraction], scratch: Path, key: bytearray | None = None
) -> list[dict[str, Any]]:
    """What could be made of the source: for each k and each suppression limit the best levels, from one count.

    Nothing is written. Each answer is a point of `evidence.curve` with its `limit`; see there.

    Raises:
        SourceError: the source is not as the recipe says.
    """
    schema = schema_of(recipe)
    wanted = _loaded(recipe, schema, None)
    before = _before(recipe, schema, None, key=key, scratch=scratch)
    with DuckDB(before.source if before else recipe.source, scratch=scratch, only=wanted) as backend:
        job = _Job(recipe, schema, backend, _Clock(silent))
        base, coded, _ = job.counted()
    records, ladders = int(base.records.sum()), [part.ladder for part in coded]
    found = []
    for limit in limits:
        points = curve(
            base,
            ladders,
            recipe.privacy,
            ks=ks,
            objective=recipe.search.objective,
            spans=[job.allowed(ladder) for ladder in ladders],
            most_suppressed=floor(limit * records),
        )
        tops = {ladder.column: ladder.top for ladder in ladders}
        found += [{**point, "limit": float(limit), "highest_levels": tops} for point in points]
    return found


def schema_of(recipe: Recipe) -> Schema:
    """The columns of the source with their roles, in the order of the file.

    Raises:
        ColumnMismatch: recipe and file name different columns.
        RecipeInvalid: no column would be written.
    """
    names = header(recipe.source)
    person = recipe.source.person
    lacking = [name for name in (*recipe.columns, *([person] if person else [])) if name not in names]
    if lacking:
        raise ColumnMismatch(
            f"レシピが挙げる列が{recipe.source.path.name}にありません: {_listed(lacking)}",
            hint="列名の違い（全角・半角、空白）と、文字コード・区切りの指定を確かめてください。",
        )
    unnamed = [name for name in names if name not in recipe.columns and name != person]
    if unnamed and not recipe.drop_unnamed:
        raise ColumnMismatch(
            f"{recipe.source.path.name}にあって、レシピが役割を決めていない列があります: {_listed(unnamed)}",
            hint='それぞれの役割を書くか、出力しないと決めるならdefault = "drop"を書いてください。',
        )
    roles = {name: recipe.columns[name].role if name in recipe.columns else Role.LINK for name in names}
    schema = Schema(tuple(Column(name, roles[name]) for name in names))
    if not schema.written:
        raise RecipeInvalid("出力する列が一つもありません。")
    return schema


# --- private -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Coded:
    """A column with its hierarchy over the values that occur."""

    coding: Coding
    ladder: Ladder
    hierarchy: str | None
    outside_records: int


class _Clock:
    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.timings: dict[str, float] = {}

    @contextmanager
    def stage(self, key: str, name: str) -> Iterator[None]:
        self.progress(name, 0, 0)
        start = time.perf_counter()
        yield
        self.timings[key] = round(self.timings.get(key, 0.0) + time.perf_counter() - start, 4)


class _Job:
    """One making, from the loaded source to the report."""

    def __init__(
        self, recipe: Recipe, schema: Schema, backend: Backend, clock: _Clock, steps: tuple[Done, ...] = ()
    ) -> None:
        self.recipe, self.schema, self.backend, self.clock, self.steps = recipe, schema, backend, clock, steps
        self.person = recipe.source.person
        self.lexicon: dict[str, dict[str, frozenset[str]]] = {}

    def refuse_uneven(self, exclude: Exclusion | None) -> None:
        """One person written in two ways would count as two, and an objector's other rows would stay."""
        named = [self.person, exclude.column if exclude else None, *(model.column for model in self.recipe.privacy)]
        for column in dict.fromkeys(name for name in named if name):
            if groups := self.backend.uneven(column):
                raise SourceError(
                    f"列「{column}」に、全角と半角か前後の空白だけが違う値が{groups}組あります。"
                    "同じ人や同じ値を別に数えるおそれがあるので、加工しません。",
                    hint="元のファイルで書き方をそろえてください。",
                )

    def exclude(self, exclude: Exclusion | None) -> dict[str, int] | None:
        if exclude is None:
            return None
        removed, missing = self.backend.exclude(exclude.keys, exclude.column)
        return {"records": removed, "keys_not_found": missing}

    def counted(self) -> tuple[Classes, list[_Coded], list[_Coded]]:
        """The one count: classes at the finest level, the quasi-identifiers, the columns that models ask for."""
        coded = [self._coded(name) for name in self.schema.of(Role.QUASI)]
        sensitive = [self._coded(name) for name in dict.fromkeys(m.column for m in self.recipe.privacy if m.column)]
        held = [part.coding for part in sensitive]
        base = self.backend.classes([part.coding for part in coded], person=self.person, sensitive=held)
        return _beside(base, base, sensitive), coded, sensitive

    def make(self, result: Path, scratch: Path, excluded: Mapping[str, int] | None, digest: str) -> Report:
        if not self.backend.records:
            raise SourceUnreadable(f"{self.recipe.source.path.name}に、加工する記録がありません。")
        with self.clock.stage("count", "集計"):
            base, coded, sensitive = self.counted()
            held = [part.coding for part in sensitive]
        with self.clock.stage("search", "探索"):
            solution, nodes = self._search(base, coded)
        with self.clock.stage("apply", "書き出し"):
            plan = self._plan(coded, solution)
            made = self.backend.write(plan, result / FILES[0], person=self.person, sensitive=held)
        with self.clock.stage("measure", "測定"):
            figures = self._measure(_beside(made, base, sensitive), plan, result / FILES[0], scratch)
        with self.clock.stage("evidence", "証拠の作成"):
            evidence = self._evidence(base, made, coded, solution)
        return Report(
            recipe_sha256=self.recipe.fingerprint,
            source_sha256=digest,
            source={"records": int(base.records.sum()), "persons": base.total_persons()},
            excluded=excluded,
            columns=self._treated(coded, solution),
            solution=self._solved(coded, solution, nodes, int(base.records.sum())),
            output=Output(
                int(made.records.sum()), made.total_persons(), plan.names, fingerprint(result / FILES[0]), FILES[0]
            ),
            measured=figures,
            timings_s=self.clock.timings,
            versions=_versions(),
            steps=self.steps,
            seed=self.recipe.search.seed,
            mask=self.recipe.evidence.mask,
            **evidence,
        )

    def _evidence(self, base: Classes, made: Classes, coded: Sequence[_Coded], solution: Solution) -> dict[str, Any]:
        """Risk, utility and the curve; and for the attacks, what labels anybody can look up."""
        ladders, asked, search = [part.ladder for part in coded], self.recipe.evidence, self.recipe.search
        levels = {ladder.column: int(level) for ladder, level in zip(ladders, solution.levels, strict=True)}
        self.lexicon = {part.ladder.column: _listed_values(part, levels[part.ladder.column]) for part in coded}
        points = (
            curve(
                base,
                ladders,
                self.recipe.privacy,
                ks=asked.curve,
                objective=search.objective,
                spans=[self.allowed(ladder) for ladder in ladders],
                most_suppressed=search.most_suppressed(int(base.records.sum())),
                step=lambda done, of: self.clock.progress("曲線", done, of),
            )
            if asked.curve
            else []
        )
        return {
            "risk": risk(base, made, ladders, population=asked.population),
            "utility": utility(base, made, ladders, levels),
            "curve": tuple(points),
        }

    def _coded(self, name: str) -> _Coded:
        rule = self.recipe.columns[name]
        counts = self.backend.count_by(name)
        hierarchy = self._hierarchy(name, rule, [value for value, _ in counts])
        leaf_of = {value: hierarchy.leaf(value) for value, _ in counts}
        outside = [value for value, leaf in leaf_of.items() if leaf is None]
        records = sum(count for value, count in counts if leaf_of[value] is None)
        if outside and rule.outside == "refuse":
            raise self._outside(name, outside, records)
        if outside:
            hierarchy = hierarchy.with_missing()
        found = {value: MISSING if leaf is None else leaf for value, leaf in leaf_of.items()}
        leaves = sorted(set(found.values()))
        place = {leaf: number for number, leaf in enumerate(leaves)}
        coding = Coding(name, {value: place[leaf] for value, leaf in found.items()}, tuple(leaves))
        label = None if rule.hierarchy is None else hierarchy.name
        return _Coded(coding, hierarchy.ladder(name, leaves), label, records)

    def _hierarchy(self, name: str, rule: ColumnRule, values: Sequence[str]) -> Hierarchy:
        if rule.hierarchy is None:
            return plain(values)
        hierarchy = hierarchy_of(rule.hierarchy, column=name, base=self.recipe.base, values=values)
        return hierarchy.with_missing() if MISSING in values else hierarchy

    def _outside(self, name: str, values: Sequence[str], records: int) -> ValueOutsideHierarchy:
        first = self.backend.first_record(name, values)
        return ValueOutsideHierarchy(
            f"列「{name}」に、階層にない値が{len(values)}種類、{records}件あります"
            f"（最初は{line_of(self.recipe.source, first)}行目）。",
            hint='階層に加えるか、元のファイルを直すか、outside = "missing"で欠損として扱ってください。',
        )

    def _search(self, base: Classes, coded: Sequence[_Coded]) -> tuple[Solution, int]:
        search, ladders = self.recipe.search, [part.ladder for part in coded]
        most = search.most_suppressed(int(base.records.sum()))
        spans = [self._span(ladder) for ladder in ladders]
        found = exact(
            base,
            lattice(base, ladders, search.objective, spans=spans),
            self.recipe.privacy,
            search.objective,
            most_suppressed=most,
            step=lambda done, nodes: self.clock.progress("探索", done, nodes),
        )
        if found is None:
            highest = [high for _, high in spans]
            raise unreachable(base, ladders, self.recipe.privacy, levels=highest, most_suppressed=most)
        nodes = int(np.prod([high - low + 1 for low, high in map(self.allowed, ladders)], dtype=np.int64))
        return replace(found, optimal=search.method == "exact"), nodes

    def _span(self, ladder: Ladder) -> tuple[int, int]:
        low, high = self.allowed(ladder)
        if self.recipe.search.method == "exact":
            return low, high
        level = self.recipe.search.levels[ladder.column]
        if not low <= level <= high:
            raise RecipeInvalid(f"列「{ladder.column}」の段は{low}から{high}までです。")
        return level, level

    def allowed(self, ladder: Ladder) -> tuple[int, int]:
        rule = self.recipe.columns[ladder.column]
        high = ladder.top if rule.max_level is None else rule.max_level
        if not 0 <= rule.min_level <= high <= ladder.top:
            raise RecipeInvalid(f"列「{ladder.column}」の段は0から{ladder.top}までです。")
        return rule.min_level, high

    def _plan(self, coded: Sequence[_Coded], solution: Solution) -> Plan:
        levels = {part.ladder.column: int(level) for part, level in zip(coded, solution.levels, strict=True)}
        by_name = {part.ladder.column: part for part in coded}
        steps = tuple(
            generalise(by_name[name].ladder, levels[name], by_name[name].coding.code_of)
            if name in by_name
            else Keep(name)
            for name in self.schema.written
        )
        return Plan(steps, solution.classes.groups[solution.failing], self.recipe.search.seed)

    def _measure(self, made: Classes, plan: Plan, path: Path, scratch: Path) -> Measured:
        """Count the written file itself; the persons, whose key it does not hold, come with the rows as written."""
        codings = [Coding(r.column, {text: code for code, text in enumerate(r.labels)}, r.labels) for r in plan.recodes]
        with DuckDB(Source(path), scratch=scratch) as again:
            written = again.classes(codings, person=None, sensitive=[])
        if not (np.array_equal(written.groups, made.groups) and np.array_equal(written.records, made.records)):
            raise CheckFailed("書き出した表を読み直した件数が、書いたはずの件数と違います。")
        figures = measured(made, self.recipe.privacy, by_person=self.person is not None)
        if not figures.holds:
            raise CheckFailed("書き出した表が、約束した指標を満たしていません。")
        return figures

    def _treated(self, coded: Sequence[_Coded], solution: Solution) -> dict[str, Treated]:
        found = {}
        by_name = {part.ladder.column: (part, int(level)) for part, level in zip(coded, solution.levels, strict=True)}
        for column in self.schema.columns:
            if column.name in by_name:
                part, level = by_name[column.name]
                word = self._word(column.name, treatment(dropped=False, level=level))
                found[column.name] = Treated(
                    column.role.value, word, part.hierarchy, level, part.ladder.top, part.outside_records
                )
            else:
                word = self._word(column.name, Treatment.DROP if column.role.is_dropped else Treatment.KEEP)
                found[column.name] = Treated(column.role.value, word)
        return found

    def _word(self, column: str, last: Treatment) -> str:
        """What was done to a column, in order: its steps, then what the search chose."""
        words = [step.treatment for step in self.steps if column in step.columns]
        return "、".join([*words, *([] if words and last is Treatment.KEEP else [last.value])])

    def _solved(self, coded: Sequence[_Coded], solution: Solution, nodes: int, records: int) -> Solved:
        search, names = self.recipe.search, [part.ladder.column for part in coded]
        return Solved(
            levels=dict(zip(names, map(int, solution.levels), strict=True)),
            loss=float(solution.figures[0]) if solution.figures else 0.0,
            losses=dict(zip(names, map(float, solution.losses), strict=True)),
            suppressed_records=solution.suppressed_records,
            most_suppressed=search.most_suppressed(records),
            classes=int((~solution.failing).sum()),
            optimal=solution.optimal,
            lattice_nodes=nodes,
            checked_nodes=solution.checked_nodes,
            method=search.method,
            aggregate=search.objective.aggregate,
        )


def _before(
    recipe: Recipe, schema: Schema, exclude: Exclusion | None, *, key: bytearray | None, scratch: Path
) -> TreatedSource | None:
    """The source after the steps of the recipe, if it has any; the key is worthless afterwards."""
    try:
        return (
            treated(
                recipe.source,
                recipe.steps,
                seed=recipe.search.seed,
                key=key,
                exclude=exclude,
                scratch=scratch,
                wanted=schema.written,
            )
            if recipe.steps
            else None
        )
    finally:
        if key is not None:
            key[:] = bytes(len(key))


def _loaded(recipe: Recipe, schema: Schema, exclude: Exclusion | None) -> set[str]:
    """Only these columns enter the engine; names and addresses never do."""
    wanted = {*schema.written, *([recipe.source.person] if recipe.source.person else [])}
    if exclude is not None and exclude.column is not None:
        if exclude.column not in schema.names:
            raise ColumnMismatch(f"除く記録を示す列「{exclude.column}」が、元のファイルにありません。")
        wanted.add(exclude.column)
    return wanted


def _listed_values(part: _Coded, level: int) -> dict[str, frozenset[str]]:
    """Label → the written values it stands for, where a public hierarchy says so."""
    if part.hierarchy is None:
        return {}
    held: dict[str, set[str]] = {}
    groups, labels = part.ladder.groups[level], part.ladder.labels[level]
    for value, code in part.coding.code_of.items():
        held.setdefault(labels[groups[code]], set()).add(value)
    return {label: frozenset(values) for label, values in held.items()}


def _beside(classes: Classes, base: Classes, sensitive: Sequence[_Coded]) -> Classes:
    """The same classes, their sensitive columns measured against the whole table before suppression."""
    ladders = {part.ladder.column: part.ladder for part in sensitive}
    parts = {
        name: replace(part, whole=base.sensitive[name].whole, ladder=ladders[name])
        for name, part in classes.sensitive.items()
    }
    return replace(classes, sensitive=parts)


def _listed(names: Sequence[str]) -> str:
    more = f" ほか{len(names) - 10}列" if len(names) > 10 else ""
    return "、".join(f"「{name}」" for name in names[:10]) + more


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("oboro", "duckdb", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "開発中"
    return found

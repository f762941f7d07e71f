"""Recipe and source → written table and report: the one entrance to making.

One count goes in, the search works in memory, one pass writes. The result folder appears as a whole or not at all.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from oboro.engine.backends.folder import real, result_folder, write_text
from oboro.engine.backends.opening import opened
from oboro.engine.choice import allowed
from oboro.engine.coded import check_hierarchies, counted, raw_classes
from oboro.engine.equivalence import Classes
from oboro.engine.evidence.after import Made, afterwards
from oboro.engine.evidence.attacking import attacked
from oboro.engine.evidence.curve import curve
from oboro.engine.job import FILES, PAGES, Clock, Job, Progress, silent
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.reading import Exclusion, Source, digest_of
from oboro.engine.recipe import TABLES, Recipe
from oboro.engine.report import Report
from oboro.engine.schema import loaded, schema_of
from oboro.engine.table import Schema
from oboro.engine.transform.treating import Treated as TreatedSource
from oboro.engine.transform.treating import treated
from oboro.kernel.errors import UsageError


def run(
    recipe: Recipe,
    *,
    out: Path,
    exclude: Exclusion | None = None,
    progress: Progress = silent,
    key: bytearray | None = None,
) -> Report:
    """Make the table that a recipe describes and write `out`/data.csv (or data.parquet) and `out`/report.json.

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
        UsageError: the result would take the place of a file that the recipe reads.
        CheckFailed: the written table does not hold what was promised (a defect of this program).
    """
    clock = Clock(progress)
    _refuse_own_source(recipe, out)
    with result_folder(out, holds=(*FILES, *PAGES)) as (result, scratch):
        schema = schema_of(recipe)
        spare = None if key is None else hashlib.sha512(bytes(key) + b"rehearsal").digest()
        found: Classes | None = None
        with clock.stage("read", "読み込み"):
            if recipe.steps:  # which may take minutes
                check_hierarchies(recipe)
            digest = digest_of(recipe.source)
            wanted = loaded(recipe, schema, exclude)
            if recipe.steps:  # told before a step hides it
                with opened(recipe.source, scratch=scratch, only=wanted, resources=recipe.resources) as raw:
                    untreated = Job(recipe, schema, raw, clock)
                    untreated.refuse_uneven(exclude)
                    untreated.exclude(exclude)
                    found = raw_classes(recipe, schema, raw)
            before = _before(recipe, schema, exclude, key=key, scratch=scratch)
            source = before.source if before else recipe.source
            backend = opened(source, scratch=scratch, only=wanted, resources=recipe.resources, told=clock.rows)
        with backend:
            job = Job(recipe, schema, backend, clock, before.done if before else ())
            if not before:
                job.refuse_uneven(exclude)
            excluded = before.excluded if before else job.exclude(exclude)
            report = job.make(result, scratch, excluded, digest, untreated=found)
        if recipe.evidence.compares:
            with clock.stage("compare", "元の情報との比較"):
                report = _compared(report, job, before=before, result=result, exclude=exclude)
        if recipe.evidence.attacks:
            with clock.stage("attack", "攻撃の試験"):
                told = attacked(
                    recipe,
                    report.solution.levels,
                    exclude=exclude,
                    scratch=scratch,
                    lexicon=job.lexicon,
                    make=lambda half, folder: run(
                        replace(half, table="csv", resources=replace(recipe.resources, backend="duckdb")),
                        out=folder,
                        key=None if spare is None else bytearray(spare),
                    ),
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
    wanted = loaded(recipe, schema, None)
    before = _before(recipe, schema, None, key=key, scratch=scratch)
    source = before.source if before else recipe.source
    with opened(source, scratch=scratch, only=wanted, resources=recipe.resources) as backend:
        base, coded, _ = counted(recipe, schema, backend)
    records, ladders = int(base.records.sum()), [part.ladder for part in coded]
    found = []
    for limit in limits:
        points = curve(
            base,
            ladders,
            recipe.privacy,
            ks=ks,
            objective=recipe.search.objective,
            spans=[allowed(recipe, ladder) for ladder in ladders],
            most_suppressed=floor(limit * records),
        )
        tops = {ladder.column: ladder.top for ladder in ladders}
        found += [{**point, "limit": float(limit), "highest_levels": tops} for point in points]
    return found


# --- private -----------------------------------------------------------------------------------------------------


def _refuse_own_source(recipe: Recipe, out: Path) -> None:
    """A result takes the place of its folder; the only register there is may lie in it under the name of a result."""
    people = [getattr(model, "population", None) for model in recipe.privacy]
    named = [one["path"] for one in people if isinstance(one, Mapping) and isinstance(one.get("path"), str)]
    named += recipe.evidence.earlier
    read = [recipe.source.path, *(link.path for link in recipe.source.joined), *(recipe.base / name for name in named)]
    place = real(out)
    inside = [path for path in read if place in {real(path), *real(path).parents}]
    if inside and place.is_dir():
        raise UsageError(
            f"出力先{place.name}に、加工に使うファイル（{inside[0].name}など{len(inside)}個）があります。",
            hint="元のファイルを残すため、出力先には別のフォルダーを指定してください。",
        )


def _compared(
    report: Report, job: Job, *, before: TreatedSource | None, result: Path, exclude: Exclusion | None
) -> Report:
    recipe = job.recipe
    made = Made(
        table=Source(result / TABLES[recipe.table], format=recipe.table),
        treated=before.source if before else recipe.source,
        lexicon=job.lexicon,
        labels=job.labels,
        promised=max((model.k for model in recipe.privacy if isinstance(model, KAnonymity)), default=0),
    )
    risk, utility = afterwards(recipe, made, exclude=exclude)
    return replace(report, risk={**report.risk, **risk}, utility={**report.utility, **utility})


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
                wanted=(*schema.written, *recipe.evidence.reads),
            )
            if recipe.steps
            else None
        )
    finally:
        if key is not None:
            key[:] = bytes(len(key))

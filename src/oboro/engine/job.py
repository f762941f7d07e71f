"""One making, from the loaded source to the report."""

import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from oboro.engine.backends.base import Backend, Coding
from oboro.engine.backends.duckdb import DuckDB
from oboro.engine.choice import Choice, allowed, finished
from oboro.engine.coded import Coded, beside, labels_of, listed_values
from oboro.engine.equivalence import Classes, Ladder, together
from oboro.engine.evidence.curve import curve
from oboro.engine.evidence.figures import risk, utility
from oboro.engine.plan import Keep, Plan, Recode
from oboro.engine.reading import Exclusion, Source, fingerprint
from oboro.engine.recipe import TABLES, Recipe
from oboro.engine.report import Measured, Output, Report, Solved, Treated, measured
from oboro.engine.starting import counted, settled
from oboro.engine.table import MISSING, Role, Schema
from oboro.engine.transform.generalise import Treatment, generalise, treatment
from oboro.engine.transform.treating import Done
from oboro.kernel.errors import CheckFailed, RecipeInvalid, SourceError, SourceUnreadable

FILES = (*TABLES.values(), "report.json")
PAGES = ("evidence.html", "summary.html")
"""Pages made from a report, which a new result makes worthless."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done and how much of how much (0 of 0 when that cannot be said)."""


def silent(_stage: str, _done: int, _all: int) -> None:
    """Say nothing."""


class Clock:
    """Seconds per stage, and the caller told when each begins."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.timings: dict[str, float] = {}
        self.name = ""

    @contextmanager
    def stage(self, key: str, name: str) -> Iterator[None]:
        self.name = name
        self.progress(name, 0, 0)
        start = time.perf_counter()
        yield
        self.timings[key] = round(self.timings.get(key, 0.0) + time.perf_counter() - start, 4)

    def rows(self, done: int, of: int) -> None:
        """The stage that runs now has seen so many rows."""
        self.progress(f"{self.name}（行）", done, of)


class Job:
    """One making, from the loaded source to the report."""

    def __init__(
        self, recipe: Recipe, schema: Schema, backend: Backend, clock: Clock, steps: tuple[Done, ...] = ()
    ) -> None:
        self.recipe, self.schema, self.backend, self.clock, self.steps = recipe, schema, backend, clock, steps
        self.person = recipe.source.person
        self.lexicon: dict[str, dict[str, frozenset[str]]] = {}
        self.labels: dict[str, dict[str, str]] = {}

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

    def make(
        self,
        result: Path,
        scratch: Path,
        excluded: Mapping[str, int] | None,
        digest: str,
        *,
        untreated: Classes | None = None,
    ) -> Report:
        if not self.backend.records:
            raise SourceUnreadable(f"{self.recipe.source.path.name}に、加工する記録がありません。")
        self._refuse_nobodys()
        with self.clock.stage("count", "集計"):
            count = counted(self.recipe, self.schema, self.backend)
        with self.clock.stage("search", "探索"):
            count, solution, nodes = settled(
                self.recipe, self.backend, count, step=lambda done, of: self.clock.progress("探索", done, of)
            )
            choice = finished(
                self.recipe,
                count.base,
                count.coded,
                solution,
                nodes=nodes,
                step=lambda done, of: self.clock.progress("探索", done, of),
            )
            self._refuse_split_persons(count.base)
        base, coded, sensitive = count.base, count.coded, count.sensitive
        held = [part.coding for part in sensitive]
        used = [replace(part, ladder=ladder) for part, ladder in zip(coded, choice.ladders, strict=True)]
        table = result / TABLES[self.recipe.table]
        with self.clock.stage("apply", "書き出し"):
            plan = self._plan(used, choice)
            made = self.backend.write(plan, table, person=self.person, sensitive=held)
        # The rows are not asked again, and another engine counts what was written: two would hold twice the memory.
        self.backend.close()
        with self.clock.stage("measure", "測定"):
            made_beside = replace(beside(made, base, sensitive), crowds=choice.solution.classes.crowds)
            figures = self._measure(made_beside, plan, choice, table, scratch)
        with self.clock.stage("evidence", "証拠の作成"):
            evidence = self._evidence(base, made, (coded, used), choice, untreated=untreated)
        return Report(
            recipe_sha256=self.recipe.fingerprint,
            source_sha256=digest,
            source={"records": int(base.records.sum()), "persons": base.total_persons()},
            excluded=excluded,
            columns=self._treated(coded, choice),
            solution=self._solved(choice, int(base.records.sum())),
            output=Output(int(made.records.sum()), made.total_persons(), plan.names, fingerprint(table), table.name),
            measured=figures,
            timings_s=self.clock.timings,
            versions=_versions(),
            steps=self.steps,
            seed=self.recipe.search.seed,
            mask=self.recipe.evidence.mask,
            **evidence,
        )

    def _evidence(
        self,
        base: Classes,
        made: Classes,
        coded: tuple[Sequence[Coded], Sequence[Coded]],
        choice: Choice,
        *,
        untreated: Classes | None,
    ) -> dict[str, Any]:
        """Risk, utility and the curve; and for the attacks, what labels anybody can look up.

        `coded` are the columns under their own hierarchies, and under the ladders of the choice.
        """
        asked, search, solution = self.recipe.evidence, self.recipe.search, choice.solution
        ladders = [
            _with_blank(ladder, int(level)) if choice.cells and MISSING not in ladder.labels[int(level)] else ladder
            for ladder, level in zip(choice.ladders, solution.levels, strict=True)
        ]
        levels = {ladder.column: int(level) for ladder, level in zip(ladders, solution.levels, strict=True)}
        self.lexicon = {part.ladder.column: listed_values(part, levels[part.ladder.column]) for part in coded[1]}
        self.labels = {part.ladder.column: labels_of(part, levels[part.ladder.column]) for part in coded[1]}
        own = [part.ladder for part in coded[0]]
        points = (
            curve(
                base,
                own,
                self.recipe.privacy,
                ks=asked.curve,
                objective=search.objective,
                spans=[allowed(self.recipe, ladder) for ladder in own],
                most_suppressed=search.most_suppressed(int(base.records.sum())),
                step=lambda done, of: self.clock.progress("曲線", done, of),
            )
            if asked.curve
            else []
        )
        return {
            "risk": risk(
                base,
                made,
                ladders,
                population=asked.population,
                untreated=untreated,
                linked=self.person is not None and bool(self.schema.of(Role.PSEUDONYM)),
            ),
            "utility": utility(base, made, ladders, levels),
            "curve": tuple(_from_the_finest(point, own) for point in points),
        }

    def _refuse_nobodys(self) -> None:
        """Records without a key count as one person: never too many persons, but what they share looks rarer then."""
        named = [model.model for model in self.recipe.privacy if model.is_of_shares]
        if self.person is None or not named or (records := self.backend.blank(self.person)) < 2:
            return
        raise SourceError(
            f"列「{self.person}」が空の記録が{records}件あります。だれのものか分からないので、"
            f"人の割合で測る指標（{'、'.join(dict.fromkeys(named))}）を約束できません。",
            hint="元のファイルに人を見分ける値を補うか、その記録を除くか、人数で測る指標だけにしてください。",
        )

    def _refuse_split_persons(self, base: Classes) -> None:
        """Blanks are set class by class; the rows of one person in several classes could not be counted again."""
        split = not base.tally.is_additive or not np.array_equal(base.persons, base.records)
        if self.recipe.search.suppress == "cells" and split:
            raise RecipeInvalid(
                '一人に複数の行がある表では、suppress = "cells"は使えません。',
                hint='一人一行の表にするか、suppress = "records"にしてください。',
            )

    def _plan(self, coded: Sequence[Coded], choice: Choice) -> Plan:
        solution = choice.solution
        levels = {part.ladder.column: int(level) for part, level in zip(coded, solution.levels, strict=True)}
        by_name = {part.ladder.column: part for part in coded}
        place_of = {part.ladder.column: place for place, part in enumerate(coded)}
        old, new = solution.classes.groups, choice.written
        moved = (old != new).any(axis=1) & ~solution.failing
        steps: list[Keep | Recode] = []
        order: list[int] = []
        for name in self.schema.written:
            if name not in by_name:
                steps.append(Keep(name))
                continue
            recode = generalise(by_name[name].ladder, levels[name], by_name[name].coding.code_of)
            blank = int(choice.blanks[place_of[name]]) == len(recode.labels) and moved.any()
            steps.append(replace(recode, labels=(*recode.labels, MISSING)) if blank else recode)
            order.append(place_of[name])
        gone = old[solution.failing][:, order]
        return Plan(tuple(steps), gone, self.recipe.search.seed, (old[moved][:, order], new[moved][:, order]))

    def _measure(self, made: Classes, plan: Plan, choice: Choice, path: Path, scratch: Path) -> Measured:
        """Count the written file itself; the persons, whose key it does not hold, come with the rows as written."""
        codings = [Coding(r.column, {text: code for code, text in enumerate(r.labels)}, r.labels) for r in plan.recodes]
        source = Source(path, format=self.recipe.table)
        asked = [step.column for step in plan.recodes] or [plan.names[0]]
        with DuckDB(
            source,
            scratch=scratch,
            only=asked,
            resources=self.recipe.resources,
            once=True,
            told=self.clock.rows,
        ) as again:
            written = again.classes(codings, person=None, sensitive=[])
        if not (np.array_equal(written.groups, made.groups) and np.array_equal(written.records, made.records)):
            raise CheckFailed("書き出した表を読み直した件数が、書いたはずの件数と違います。")
        wild = self.recipe.search.missing == "matches-anything"
        figures = measured(
            made, self.recipe.privacy, by_person=self.person is not None, blanks=choice.blanks, wild=wild
        )
        if not figures.holds:
            raise CheckFailed("書き出した表が、約束した指標を満たしていません。")
        return figures

    def _treated(self, coded: Sequence[Coded], choice: Choice) -> dict[str, Treated]:
        found = {}
        by_name = {part.ladder.column: (part, int(level)) for part, level in zip(coded, choice.levels, strict=True)}
        for column in self.schema.columns:
            if column.name in by_name:
                part, level = by_name[column.name]
                top = part.ladder.top + part.ladder.start
                word = self._word(column.name, treatment(dropped=False, level=level))
                found[column.name] = Treated(column.role.value, word, part.hierarchy, level, top, part.outside_records)
            else:
                word = self._word(column.name, Treatment.DROP if column.role.is_dropped else Treatment.KEEP)
                found[column.name] = Treated(column.role.value, word)
        return found

    def _word(self, column: str, last: Treatment) -> str:
        """What was done to a column, in order: its steps, then what the search chose."""
        words = [step.treatment for step in self.steps if column in step.columns]
        return "、".join([*words, *([] if words and last is Treatment.KEEP else [last.value])])

    def _solved(self, choice: Choice, records: int) -> Solved:
        search, solution = self.recipe.search, choice.solution
        names = [ladder.column for ladder in choice.ladders]
        kept, _, _ = together(choice.written[~solution.failing], solution.classes.records[~solution.failing])
        return Solved(
            levels=dict(zip(names, choice.levels, strict=True)),
            loss=choice.loss,
            losses=dict(zip(names, choice.losses, strict=True)),
            suppressed_records=solution.suppressed_records,
            most_suppressed=search.most_suppressed(records),
            classes=len(kept),
            optimal=solution.optimal,
            lattice_nodes=choice.nodes,
            checked_nodes=solution.checked_nodes,
            method=search.method,
            aggregate=search.objective.aggregate,
            objective=search.objective.kind,
            figure=float(solution.figures[0]) if solution.figures else 0.0,
            bound=solution.bound,
            missing=search.missing,
            recoding=search.recoding,
            suppress=search.suppress,
            blanked_cells=choice.cells,
            full_domain_loss=choice.full_domain,
            counted_from={ladder.column: ladder.start for ladder in choice.ladders},
        )


# --- private -----------------------------------------------------------------------------------------------------


def _with_blank(ladder: Ladder, level: int) -> Ladder:
    """The ladder with one group more at this level, for cells that were blanked."""
    labels = (*ladder.labels[:level], (*ladder.labels[level], MISSING), *ladder.labels[level + 1 :])
    shares = (*ladder.shares[:level], np.append(ladder.shares[level], 1.0), *ladder.shares[level + 1 :])
    return replace(ladder, labels=labels, shares=shares)


def _from_the_finest(point: dict[str, Any], ladders: Sequence[Ladder]) -> dict[str, Any]:
    """A point of the curve with its levels as the recipe counts them."""
    starts = {ladder.column: ladder.start for ladder in ladders}
    levels = {name: level + starts[name] for name, level in point.get("levels", {}).items()}
    return {**point, "levels": levels} if levels else point


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("oboro", "duckdb", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "開発中"
    return found

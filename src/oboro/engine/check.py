"""Measures a written table again, by another path than the one that made it: plain reading, dictionaries, no arrays.

Persons cannot be counted in the table, which holds no person key; they are counted in the source, whose rows are
generalised here once more to the levels that the written labels show.
"""

import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from oboro.engine.crowd import populations
from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.catalogue import hierarchy_of
from oboro.engine.histories import Together, together
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.population import crowd_key
from oboro.engine.reading import Exclusion, Source, fingerprint, header, records
from oboro.engine.recipe import Recipe
from oboro.engine.recount import Class, Recount
from oboro.engine.table import MISSING, Role
from oboro.engine.transform.synthesis import Synthesise
from oboro.engine.transform.treating import treated
from oboro.kernel.errors import SourceError


@dataclass(frozen=True)
class Check:
    """What was found in a written table.

    Attributes:
        k: persons of the smallest class (records, where the source has no person key or could not be read).
        models: the promises with the figure reached and whether it holds.
        faults: what is wrong, as sentences; empty when everything holds.
        together: what is left of the promises of steps on histories (k^m), counted on the records that remain; none
            where cells were blanked, which hides whose records they are. Told, and no fault: a step promises it
            before the search.
    """

    rows: int
    persons: int | None
    classes: int
    k: int
    k_records: int
    counted: str
    models: tuple[Mapping[str, Any], ...]
    sha256: str
    faults: tuple[str, ...]
    together: tuple[Together, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"holds": self.holds, **asdict(self), "together": [one.as_json() for one in self.together]}


def check(table: Path, recipe: Recipe, *, exclude: Exclusion | None = None) -> Check:
    """Measure a written table against the promises of its recipe.

    Args:
        table: the written file; a report.json beside it is compared too.
        recipe: what was promised.
        exclude: the records that were removed before making. Without them, persons of those records cannot be told
            from the others, and the count is taken as low as it could be.

    Raises:
        SourceUnreadable: the table is no table.
    """
    if not recipe.steps:
        return _Measuring(table, recipe, exclude).result()
    if any(isinstance(step, Synthesise) for step in recipe.steps):  # its records are nobody's: rows are all there is
        return _Measuring(table, replace(recipe, source=replace(recipe.source, person=None)), None).result()
    with tempfile.TemporaryDirectory() as scratch:
        again = treated(
            recipe.source,
            recipe.steps,
            seed=recipe.search.seed,
            key=None,
            exclude=exclude,
            scratch=Path(scratch),
            wanted=[name for name, rule in recipe.columns.items() if not rule.role.is_dropped],
            again=True,
        )
        return _Measuring(table, replace(recipe, source=again.source), None).result()


# --- private -----------------------------------------------------------------------------------------------------


class _Measuring:
    def __init__(self, table: Path, recipe: Recipe, exclude: Exclusion | None) -> None:
        self.recipe, self.exclude = recipe, exclude
        self.faults: list[str] = []
        written = Source(table, format="parquet" if table.suffix == ".parquet" else "csv")
        self.names = header(written)
        self.rows = [fields for _, fields in records(written)]
        self.digest = fingerprint(table)
        self.quasi = [name for name in self.names if name in recipe.of(Role.QUASI)]
        self.classes = Counter(self._class(row) for row in self.rows)
        self.matching = self._matching()
        self.report = _report_beside(table)
        self.source: list[tuple[Class, list[str]]] | None = None

    def result(self) -> Check:
        self._columns()
        held = self._held()
        self._strays()
        everyone = len(set().union(*held.values())) if held else None
        if held is not None:
            held = {group: set().union(*(held[one] for one in met)) for group, met in self.matching.items()}
            persons = {group: len(people) for group, people in held.items()}
        else:
            persons = {group: sum(self.classes[one] for one in met) for group, met in self.matching.items()}
        counts = Recount(persons, held, self._holders, self._whole, self._tree, self._people)
        models = tuple(self._model(model, counts) for model in self.recipe.privacy)
        if not self.rows:
            self.faults.append("表に行がありません。")
        k = min(persons.values(), default=0)
        self._compare_report(k, everyone)
        return Check(
            rows=len(self.rows),
            persons=everyone if self.recipe.source.person else len(self.rows),
            classes=len(self.classes),
            k=k,
            k_records=min(self.classes.values(), default=0),
            counted="persons" if held is not None else "records",
            models=models,
            sha256=self.digest,
            faults=tuple(self.faults),
            together=self._together(),
        )

    def _class(self, row: Sequence[str]) -> Class:
        return tuple(value for name, value in zip(self.names, row, strict=True) if name in self.quasi)

    def _columns(self) -> None:
        for place, name in enumerate(self.names, start=1):
            rule = self.recipe.columns.get(name)
            person = name == self.recipe.source.person and (rule is None or rule.role is not Role.PSEUDONYM)
            if rule is None or rule.role.is_dropped or person:
                known = rule is not None or name == self.recipe.source.person
                told = f"「{name}」" if known else f"（{place}番目。手順書にない名前）"  # it may be a cell
                self.faults.append(f"出力してはならない列{told}があります。")
        for name, rule in self.recipe.columns.items():
            if not rule.role.is_dropped and name not in self.names:
                self.faults.append(f"レシピが出力するとした列「{name}」がありません。")

    def _held(self) -> dict[Class, set[str]] | None:
        """Per class the persons in it, where the source has a person key; None where rows are persons."""
        if self.recipe.source.person is None or self._is_one_row_each():
            return None
        try:
            names = header(self.recipe.source)
            source = list(self._source_rows(names))
            generalised = self._generalised(names, source)
        except SourceError as error:
            self.faults.append(f"元のファイルを読めないため、人数で測れません（{error.message}）")
            return None
        self.source = list(zip(generalised, source, strict=True))
        place = names.index(self.recipe.source.person)
        people: dict[Class, set[str]] = defaultdict(set)
        often: Counter[Class] = Counter()
        for group, fields in self.source:
            people[group].add(fields[place])
            often[group] += 1
        held = {}
        for group, rows in self.classes.items():
            spare = max(0, often[group] - rows)  # rows that were removed beforehand, whose persons are not known here
            held[group] = set(sorted(people[group])[: max(0, len(people[group]) - spare)])
        return held

    def _strays(self) -> None:
        """Find rows that the source cannot have given: a class could be filled up with them, or a value exchanged.

        A row counts with its class and with every cell that is written as it stands. Rows are counted without the
        source, so one that is not at hand is no fault here. Blanked cells hide whose class a row is of.
        """
        if any(isinstance(step, Synthesise) for step in self.recipe.steps):
            return
        blanked = self.recipe.search.suppress == "cells"
        quasi = [] if blanked else self.quasi
        as_is = [name for name in self.names if self._is_as_it_stands(name)]
        try:
            names = header(self.recipe.source)
            places = [names.index(name) for name in (*quasi, *as_is)]
            source = Counter(tuple(fields[place] for place in places) for fields in self._source_rows(names))
        except (SourceError, ValueError):  # a column that is not there was told already
            return
        labels = [self._labels(name, {row[place] for row in source}) for place, name in enumerate(quasi)]
        given: Counter[Class] = Counter()
        for row, count in source.items():
            given[(*(of[value] for of, value in zip(labels, row, strict=False)), *row[len(quasi) :])] += count
        at = [self.names.index(name) for name in (*quasi, *as_is)]
        found = Counter(tuple(row[place] for place in at) for row in self.rows)
        self._tell_strays(found, given, len(quasi), as_is)

    def _is_as_it_stands(self, name: str) -> bool:
        rule = self.recipe.columns.get(name)
        return rule is not None and rule.role in {Role.SENSITIVE, Role.PLAIN}

    def _tell_strays(self, found: Counter[Class], given: Counter[Class], groups: int, as_is: Sequence[str]) -> None:
        if not any(given[row] < count for row, count in found.items()):
            return
        if _more(found, given, range(groups)):
            self.faults.append("元のファイルから作られたはずのない行があります。")
            return
        alone = [name for place, name in enumerate(as_is, groups) if _more(found, given, [*range(groups), place])]
        told = "、".join(alone or as_is)
        self.faults.append(f"そのまま書き出す列（{told}）に、元のファイルの同じ組の記録にはない値の行があります。")

    def _together(self) -> tuple[Together, ...]:
        """What is left of the steps on histories; the records of a class are all in the table, or none is."""
        if self.recipe.search.suppress == "cells" or not self.recipe.steps:
            return ()
        if any(isinstance(step, Synthesise) for step in self.recipe.steps):
            return ()
        try:
            names = header(self.recipe.source)
            fields = list(self._source_rows(names)) if self.source is None else []
            pairs = self.source or list(zip(self._generalised(names, fields), fields, strict=True))
        except SourceError:
            return ()
        person = self.recipe.source.person
        key = names.index(person) if person else None
        rows = [
            (str(number) if key is None else one[key], dict(zip(names, one, strict=True)))
            for number, (group, one) in enumerate(pairs)
            if group in self.classes
        ]
        linked = person is None or person in self.names
        return together(self.recipe.steps, rows, written=self.names, linked=linked)

    def _is_one_row_each(self) -> bool:
        """Whether rows are persons all the same: then blanked cells, which hide whose row it is, matter no longer."""
        if self.recipe.search.suppress != "cells":
            return False
        names = header(self.recipe.source)
        place = names.index(str(self.recipe.source.person))
        people = [fields[place] for fields in self._source_rows(names)]
        if len(set(people)) < len(people):
            self.faults.append("一人に複数の行があり、セルを消した表の人数は測り直せません。")
        return True

    def _source_rows(self, names: Sequence[str]) -> Iterable[list[str]]:
        exclude = self.exclude
        place = names.index(exclude.column) if exclude is not None and exclude.column is not None else None
        for number, (_, fields) in enumerate(records(self.recipe.source), start=1):
            key = str(number) if place is None else fields[place]
            if exclude is None or key not in exclude.keys:
                yield fields

    def _generalised(self, names: Sequence[str], source: Sequence[list[str]]) -> list[Class]:
        columns = []
        for name in self.quasi:
            place = names.index(name)
            label_of = self._labels(name, {fields[place] for fields in source})
            columns.append([label_of[fields[place]] for fields in source])
        return list(zip(*columns, strict=True)) if columns else [()] * len(source)

    def _labels(self, name: str, values: set[str]) -> Mapping[str, str]:
        """Source value → label, at the level that the table shows (the lowest, where several would fit)."""
        rule = self.recipe.columns[name]
        written = {row[self.names.index(name)] for row in self.rows}
        if rule.hierarchy is None:
            paths: dict[str, tuple[str, ...]] = {value: (value, TOP) for value in values}
        else:
            hierarchy = hierarchy_of(rule.hierarchy, column=name, base=self.recipe.base, values=values)
            paths = {value: _path(hierarchy, value) for value in values}
        if self.recipe.search.recoding == "local" or self.recipe.search.suppress == "cells":
            found = {value: [label for label in path if label in written] for value, path in paths.items()}
            return {value: labels[0] if labels else MISSING for value, labels in found.items()}
        said = self.report.get("solution", {}).get("levels", {}).get(name)
        height = max((len(path) for path in paths.values()), default=1)
        for level in [said] if isinstance(said, int) and said < height else range(height):
            if written <= {path[level] for path in paths.values()}:
                return {value: path[level] for value, path in paths.items()}
        self.faults.append(f"列「{name}」に、階層のどの段の値でもない値があります。")
        return dict.fromkeys(values, "")

    def _model(self, model: PrivacyModel, counts: Recount) -> Mapping[str, Any]:
        try:
            reached, holds = counts.judge(model)
        except SourceError as error:
            self.faults.append(f"元のファイルを読めないため、{model.model}を測れません（{error.message}）")
            return {**model.promise(), "reached": math.inf, "holds": False}
        if not holds:
            self.faults.append(f"{model.model}が約束に届いていません（測った値は{reached:.6g}）。")
        return {**model.promise(), "reached": reached, "holds": holds}

    def _matching(self) -> dict[Class, list[Class]]:
        """Per class those it counts with: itself, and where missing values match anything all that match it."""
        found = {group: [group] for group in self.classes}
        if self.recipe.search.missing == "matches-anything":
            for one in self.classes:
                for other in self.classes if MISSING in one else ():
                    pairs = zip(one, other, strict=True)
                    if one != other and all(a == b or MISSING in (a, b) for a, b in pairs):
                        found[one].append(other)
                        if MISSING not in other:
                            found[other].append(one)
        return found

    def _holders(self, column: str) -> dict[Class, dict[str, set[str]]]:
        """Per class who holds each value: persons, or rows where these are persons."""
        place = self.names.index(column)
        who: dict[Class, set[tuple[str, str]]] = defaultdict(set)
        if self.source is None:
            for number, row in enumerate(self.rows):
                who[self._class(row)].add((row[place], str(number)))
        else:
            names = header(self.recipe.source)
            key, value = names.index(str(self.recipe.source.person)), names.index(column)
            for group, fields in self.source:
                who[group].add((fields[value], fields[key]))
        found = {group: _by_value(pair for one in met for pair in who[one]) for group, met in self.matching.items()}
        return {group: held for group, held in found.items() if held}  # a row of no source has nobody

    def _tree(self, column: str) -> dict[str, tuple[str, ...]]:
        said = self.recipe.columns[column].hierarchy
        if said is None:
            return {}
        values = self._whole(column)
        hierarchy = hierarchy_of(said, column=column, base=self.recipe.base, values=values)
        order = {leaf: place for place, leaf in enumerate(hierarchy.paths)}
        paths = {value: _path(hierarchy, value) for value in values}
        return dict(sorted(paths.items(), key=lambda pair: order.get(pair[1][0], len(order))))

    def _people(self, model: PrivacyModel) -> Counter[Class]:
        """Of the model's population, how many share the labels of each class."""
        found: Counter[Class] = Counter()
        people = populations(self.recipe, self.quasi)[crowd_key(model.promise()["population"])]
        labels = [self._labels(name, {row[place] for row in people}) for place, name in enumerate(self.quasi)]
        for row, count in people.items():
            found[tuple(label_of[value] for label_of, value in zip(labels, row, strict=True))] += count
        return found

    def _whole(self, column: str) -> dict[str, set[str]]:
        """Who holds each value in the source: persons, where it has a person key, else rows."""
        names, person = header(self.recipe.source), self.recipe.source.person
        place, key = names.index(column), names.index(person) if person else None
        rows = enumerate(self._source_rows(names))
        return _by_value((fields[place], str(number) if key is None else fields[key]) for number, fields in rows)

    def _compare_report(self, k: int, everyone: int | None) -> None:
        output, reached = self.report.get("output", {}), self.report.get("measured", {})
        if not output:
            return
        if output.get("sha256") != self.digest:
            self.faults.append("表のバイトが、報告に書かれたもの（sha256）と違います。")
        if output.get("rows") != len(self.rows):
            self.faults.append("表の行数が、報告に書かれた行数と違います。")
        if self.report.get("excluded") and self.exclude is None and self.recipe.source.person is not None:
            return  # the counts here are lower limits
        if reached.get("k") != k:
            self.faults.append(f"測り直したk={k}が、報告に書かれたk={reached.get('k')}と違います。")
        if everyone is not None and output.get("persons") != everyone:
            self.faults.append("測り直した人数が、報告に書かれた人数と違います。")


def _path(hierarchy: Hierarchy, value: str) -> tuple[str, ...]:
    leaf = hierarchy.leaf(value)
    if leaf is not None:
        return hierarchy.paths[leaf]
    whole = hierarchy.with_missing()
    return whole.paths[whole.leaf(MISSING) or MISSING]


def _by_value(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Pairs of a value and who holds it, by value."""
    found: dict[str, set[str]] = defaultdict(set)
    for value, holder in pairs:
        found[value].add(holder)
    return dict(found)


def _more(found: Counter[Class], given: Counter[Class], places: Iterable[int]) -> bool:
    """Whether more rows than were given share some value in these places."""
    kept = tuple(places)
    spare: Counter[Class] = Counter()
    for sign, rows in ((1, given), (-1, found)):
        for row, count in rows.items():
            spare[tuple(row[place] for place in kept)] += sign * count
    return min(spare.values(), default=0) < 0


def _report_beside(table: Path) -> dict[str, Any]:
    try:
        found = json.loads((table.parent / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

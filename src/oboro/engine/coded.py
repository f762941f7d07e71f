"""Columns as small integers under their hierarchies, and the one count of all their combinations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from oboro.engine.backends.base import Backend, Coding
from oboro.engine.crowd import People, crowd, populations
from oboro.engine.equivalence import Classes, Ints, Ladder
from oboro.engine.hierarchies.base import Hierarchy, plain
from oboro.engine.hierarchies.catalogue import hierarchy_of
from oboro.engine.reading import line_of
from oboro.engine.recipe import ColumnRule, Recipe
from oboro.engine.table import MISSING, Role, Schema
from oboro.kernel.errors import SourceError, ValueOutsideHierarchy


@dataclass(frozen=True, eq=False)
class Coded:
    """A column with its hierarchy over the values that occur.

    Attributes:
        counts: records per base code.
        names: of a column that models ask for, per base code the labels of the hierarchy under which the value stands.
    """

    coding: Coding
    ladder: Ladder
    hierarchy: str | None
    outside_records: int
    counts: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    names: tuple[frozenset[str], ...] = ()

    def above(self, level: int) -> "Coded":
        """The same column, coded by its groups at a level."""
        groups, labels = self.ladder.groups[level], self.ladder.labels[level]
        code_of = {value: int(groups[code]) for value, code in self.coding.code_of.items()}
        counts = np.bincount(groups, self.counts, len(labels)).astype(np.int64)
        return replace(
            self, coding=Coding(self.coding.column, code_of, labels), ladder=self.ladder.above(level), counts=counts
        )


def counted(recipe: Recipe, schema: Schema, backend: Backend) -> tuple[Classes, list[Coded], list[Coded]]:
    """The one count: classes at the finest level, the quasi-identifiers, the columns that models ask for."""
    people = populations(recipe, schema.of(Role.QUASI))
    coded, sensitive = coded_columns(recipe, schema, backend, people)
    return counted_at(recipe, backend, coded, sensitive, people), coded, sensitive


def counted_at(
    recipe: Recipe,
    backend: Backend,
    coded: Sequence[Coded],
    sensitive: Sequence[Coded],
    people: Mapping[str, People],
) -> Classes:
    """The classes at the levels where these columns begin."""
    held = [part.coding for part in sensitive]
    base = backend.classes([part.coding for part in coded], person=recipe.source.person, sensitive=held)
    crowds = {name: crowd(rows, [part.coding for part in coded]) for name, rows in people.items()}
    measured = beside(base, base, sensitive)
    _refuse_unmet(recipe, measured)
    return replace(measured, crowds=crowds)


def check_hierarchies(recipe: Recipe) -> None:
    """Pass when every hierarchy of the recipe can be had.

    Raises:
        RecipeInvalid: neither file nor a known name, or a setting it does not take.
        HierarchyInvalid: what it names is no hierarchy.
    """
    for name, rule in recipe.columns.items():
        if rule.hierarchy is not None:
            hierarchy_of(rule.hierarchy, column=name, base=recipe.base)


def coded_columns(
    recipe: Recipe, schema: Schema, backend: Backend, people: Mapping[str, People]
) -> tuple[list[Coded], list[Coded]]:
    """The quasi-identifiers, and the columns that models ask for."""
    names = schema.of(Role.QUASI)
    further = [{row[place] for rows in people.values() for row in rows} for place in range(len(names))]
    asked = dict.fromkeys(model.column for model in recipe.privacy if model.column)
    return (
        [coded_column(recipe, backend, name, more) for name, more in zip(names, further, strict=True)],
        [written_column(recipe, backend, name) for name in asked],
    )


def coded_column(recipe: Recipe, backend: Backend, name: str, further: Collection[str] = ()) -> Coded:
    """A column's values, and `further` ones of a population, as base codes under its hierarchy.

    Raises:
        ValueOutsideHierarchy: values that the hierarchy does not know, unless the recipe takes them as missing.
    """
    counts = backend.count_by(name)
    counts += [(value, 0) for value in sorted(set(further) - {value for value, _ in counts})]
    placed = _placed(recipe, backend, name, counts)
    leaves = sorted(set(placed.leaf_of.values()))
    place = {leaf: number for number, leaf in enumerate(leaves)}
    coding = Coding(name, {value: place[leaf] for value, leaf in placed.leaf_of.items()}, tuple(leaves))
    codes = np.array([coding.code_of[value] for value, _ in counts], dtype=np.int64)
    often = np.bincount(codes, [count for _, count in counts], len(leaves)).astype(np.int64)
    return Coded(coding, placed.hierarchy.ladder(name, leaves), placed.label, placed.outside, often)


def written_column(recipe: Recipe, backend: Backend, name: str) -> Coded:
    """A sensitive column's values, each with a code of its own, since each is written as it stands.

    The hierarchy is but their tree and their order: the values take the places of their leaves, so that two values of
    one leaf are as near as two leaves of one group can be, and not the same.

    Raises:
        ValueOutsideHierarchy: values that the hierarchy does not know.
    """
    counts = backend.count_by(name)
    placed = _placed(recipe, backend, name, counts)
    values = sorted(value for value, _ in counts)
    paths = {value: placed.hierarchy.paths[placed.leaf_of[value]] for value in values}
    order = {leaf: place for place, leaf in enumerate(placed.hierarchy.paths)} if placed.label else {}
    tree = {value: (value, *(path[1:] or path)) for value, path in paths.items()}
    ladder = Hierarchy(placed.hierarchy.name, tree or placed.hierarchy.paths).ladder(name, values)
    ladder = replace(ladder, order={value: order.get(placed.leaf_of[value], 0) for value in values})
    coding = Coding(name, {value: code for code, value in enumerate(values)}, tuple(values))
    above = tuple(frozenset(paths[value] if placed.label else ()) for value in values)
    return Coded(coding, ladder, placed.label, placed.outside, names=above)


def raw_classes(recipe: Recipe, schema: Schema, backend: Backend) -> Classes:
    """The classes of a source as it came, every value for itself: what there was before any step."""
    codings = []
    for name in schema.of(Role.QUASI):
        values = [value for value, _ in backend.count_by(name)]
        codings.append(Coding(name, {value: code for code, value in enumerate(values)}, tuple(values)))
    return backend.classes(codings, person=recipe.source.person, sensitive=[])


def listed_values(part: Coded, level: int) -> dict[str, frozenset[str]]:
    """Label → the written values it stands for, where a public hierarchy says so."""
    if part.hierarchy is None:
        return {}
    held: dict[str, set[str]] = {}
    groups, labels = part.ladder.groups[level], part.ladder.labels[level]
    for value, code in part.coding.code_of.items():
        held.setdefault(labels[groups[code]], set()).add(value)
    return {label: frozenset(values) for label, values in held.items()}


def labels_of(part: Coded, level: int) -> dict[str, str]:
    """Value → the label that is written for it."""
    groups, labels = part.ladder.groups[level], part.ladder.labels[level]
    return {value: labels[groups[code]] for value, code in part.coding.code_of.items()}


def beside(classes: Classes, base: Classes, sensitive: Sequence[Coded]) -> Classes:
    """The same classes, their sensitive columns measured against the whole table before suppression."""
    ladders = {part.ladder.column: part.ladder for part in sensitive}
    names = {part.ladder.column: part.names for part in sensitive}
    parts = {
        name: replace(base.sensitive[name], tally=part.tally, ladder=ladders[name], names=names[name])
        for name, part in classes.sensitive.items()
    }
    return replace(classes, sensitive=parts, crowds=base.crowds)


# --- private -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Placed:
    """A column's values in its hierarchy: value → leaf, the label for the report, records outside."""

    hierarchy: Hierarchy
    leaf_of: Mapping[str, str]
    label: str | None
    outside: int


def _placed(recipe: Recipe, backend: Backend, name: str, counts: Sequence[tuple[str, int]]) -> _Placed:
    rule = recipe.columns[name]
    hierarchy = _hierarchy(recipe, name, rule, [value for value, _ in counts])
    leaf_of = {value: hierarchy.leaf(value) for value, _ in counts}
    outside = [value for value, leaf in leaf_of.items() if leaf is None]
    records = sum(count for value, count in counts if leaf_of[value] is None)
    if outside and rule.outside == "refuse":
        raise _outside(recipe, backend, name, outside, records) if records else _unknown(name, len(outside))
    if outside:
        hierarchy = hierarchy.with_missing()
    found = {value: MISSING if leaf is None else leaf for value, leaf in leaf_of.items()}
    if missing := sum(count for value, count in counts if found[value] == MISSING and _refuses(recipe, rule)):
        raise _missing(name, missing, records)
    return _Placed(hierarchy, found, None if rule.hierarchy is None else hierarchy.name, records)


def _refuse_unmet(recipe: Recipe, classes: Classes) -> None:
    for model in recipe.privacy:
        unmet = model.unmet(classes.sensitive[model.column]) if model.column else []
        if unmet:
            raise SourceError(
                f"{model.model}のvaluesの{'・'.join(map(str, unmet))}番目に当たる値が、列「{model.column}」の"
                f"{int(classes.records.sum())}件のどこにもありません。",
                hint="つづりを確かめてください。このファイルにその値がないのなら、valuesから除いてください。",
            )


def _hierarchy(recipe: Recipe, name: str, rule: ColumnRule, values: Sequence[str]) -> Hierarchy:
    if rule.hierarchy is None:
        return plain(values)
    hierarchy = hierarchy_of(rule.hierarchy, column=name, base=recipe.base, values=values)
    return hierarchy.with_missing() if MISSING in values else hierarchy


def _refuses(recipe: Recipe, rule: ColumnRule) -> bool:
    return recipe.search.missing == "refuse" and rule.role is Role.QUASI


def _missing(name: str, records: int, outside: int) -> SourceError:
    told = f"（うち、階層にない値が{outside}件）" if outside else ""
    return SourceError(
        f"列「{name}」に、欠損が{records}件あります{told}。",
        hint='空白だけのセルも欠損です。元のファイルを直すか、[search]のmissingに読み方（"own-value"か"matches-anything"）を書いてください。',
    )


def _unknown(name: str, values: int) -> ValueOutsideHierarchy:
    return ValueOutsideHierarchy(f"母集団の表の列「{name}」に、階層にない値が{values}種類あります。")


def _outside(recipe: Recipe, backend: Backend, name: str, values: Sequence[str], records: int) -> ValueOutsideHierarchy:
    first = backend.first_record(name, values)
    return ValueOutsideHierarchy(
        f"列「{name}」に、階層にない値が{len(values)}種類、{records}件あります"
        f"（最初は{line_of(recipe.source, first)}行目）。",
        hint='階層に加えるか、元のファイルを直すか、outside = "missing"で欠損として扱ってください。',
    )

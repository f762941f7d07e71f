"""What the source gives to the measuring of a written table: its records, under the labels that the table shows.

Plain reading, dictionaries, no arrays: another path than the one that made the table.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from oboro.engine.crowd import populations
from oboro.engine.formats.columnar import fractions_in
from oboro.engine.hierarchies.base import TOP, Hierarchy
from oboro.engine.hierarchies.catalogue import hierarchy_of
from oboro.engine.origins import Origins, Seen
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.population import crowd_key
from oboro.engine.reading import Exclusion, header, records
from oboro.engine.recipe import Recipe
from oboro.engine.recount import Class
from oboro.engine.shown import NOWHERE, Shown, by_branch, by_level
from oboro.engine.table import MISSING
from oboro.kernel.errors import ColumnMismatch


@dataclass(frozen=True)
class Labels:
    """What stands in a written table.

    Attributes:
        rows: how many rows show the same: their class where it can be told, then the cells as they stand.
        written: per quasi-identifier its labels, blanked cells left out.
        said: their levels in the report beside the table.
        tells_classes: whether a row's class can be told: a blanked cell hides it.
    """

    rows: Counter[Seen]
    written: Mapping[str, set[str]]
    said: Mapping[str, object]
    tells_classes: bool


class Given:
    """The source of a recipe without the records left out.

    Attributes:
        fractions: columns of binary fractions: one value is written 0.0 or -0.0 there, whichever came first.
    """

    def __init__(self, recipe: Recipe, exclude: Exclusion | None) -> None:
        self.recipe, self.exclude = recipe, exclude

    @cached_property
    def fractions(self) -> frozenset[str]:
        source = self.recipe.source
        if source.format != "parquet" or not source.path.exists():
            return frozenset()
        return fractions_in(source.path)

    def rows(self, columns: Sequence[str], *, person: bool = False) -> Iterator[list[str]]:
        """Of every record these columns, and at the end whose it is ("" where the source has no person key).

        Raises:
            SourceError: the source cannot be read, or lacks a column.
            RecipeInvalid: records of linked files left out by their number.
        """
        source, exclude, names = self.recipe.source, self.exclude, header(self.recipe.source)
        if exclude is not None:
            exclude.check_for(source)
        key = source.person if person else None
        marked = exclude.column if exclude is not None else None
        if lacking := sorted({*columns, *filter(None, (key, marked))} - set(names)):
            raise ColumnMismatch(f"列「{'、'.join(lacking)}」が{source.path.name}にありません")
        places = [(names.index(name), name in self.fractions) for name in columns]
        whose = names.index(key) if key is not None else None
        mark = names.index(marked) if marked is not None else None
        for number, (_, fields) in enumerate(records(source), start=1):
            if exclude is not None and (str(number) if mark is None else fields[mark]) in exclude.keys:
                continue
            found = [one_zero(fields[place]) if fraction else fields[place] for place, fraction in places]
            yield [*found, fields[whose] if whose is not None else ""] if person else found

    def read(self, quasi: Sequence[str], as_is: Sequence[str], table: Labels) -> tuple[list[Shown], Origins]:
        """How the quasi-identifiers were written, and the records beside the rows that show the same.

        Args:
            quasi: the quasi-identifiers of the table, in its order.
            as_is: its columns that are written as they stand.
            table: what stands in it.

        Raises:
            SourceError: the source or a population cannot be read, or lacks a column.
        """
        counted = Counter(map(tuple, self.rows([*quasi, *as_is], person=True)))
        shown = self.shown(quasi, counted, table)
        labels = [one.label_of for one in shown]
        given: dict[Seen, Counter[str]] = defaultdict(Counter)
        for (*cells, whose), count in counted.items():
            group = [of[value] for of, value in zip(labels, cells, strict=False)] if table.tells_classes else []
            given[(*group, *cells[len(quasi) :])][whose] += count
        return shown, Origins(table.rows, dict(given))

    def shown(self, quasi: Sequence[str], rows: Collection[tuple[str, ...]], table: Labels) -> list[Shown]:
        """How the quasi-identifiers were written, for the values in these rows and in the populations of the models."""
        crowds = populations(self.recipe, quasi).values()
        found = []
        for place, name in enumerate(quasi):
            values = {row[place] for some in (rows, *crowds) for row in some}
            found.append(self._shown(name, values, table.written[name], table.said.get(name)))
        return found

    def whole(self, column: str) -> dict[str, set[str]]:
        """Who holds each value in the source: persons, where it has a person key, else rows."""
        found: dict[str, set[str]] = defaultdict(set)
        for number, (value, whose) in enumerate(self.rows([column], person=True)):
            found[value].add(str(number) if self.recipe.source.person is None else whose)
        return dict(found)

    def tree(self, column: str) -> dict[str, tuple[str, ...]]:
        """Each value of a column with its leaf and what is above, in the order of the leaves; empty without one."""
        said = self.recipe.columns[column].hierarchy
        if said is None:
            return {}
        values = self.whole(column)
        hierarchy = hierarchy_of(said, column=column, base=self.recipe.base, values=values)
        order = {leaf: place for place, leaf in enumerate(hierarchy.paths)}
        paths = {value: _path(hierarchy, value) for value in values}
        return dict(sorted(paths.items(), key=lambda pair: order.get(pair[1][0], len(order))))

    def people(self, model: PrivacyModel, shown: Sequence[Shown], columns: Sequence[str]) -> Counter[Class]:
        """Of the model's population, how many share the labels of each class."""
        found: Counter[Class] = Counter()
        labels = [one.label_of for one in shown]
        for row, count in populations(self.recipe, columns)[crowd_key(model.promise()["population"])].items():
            found[tuple(of.get(value, NOWHERE) for of, value in zip(labels, row, strict=True))] += count
        return found

    # --- private ---------------------------------------------------------------------------------------------------

    def _shown(self, name: str, values: set[str], written: set[str], said: object) -> Shown:
        rule, search = self.recipe.columns[name], self.recipe.search
        if rule.hierarchy is None:
            paths: dict[str, tuple[str, ...]] = {value: (value, TOP) for value in values}
        else:
            hierarchy = hierarchy_of(rule.hierarchy, column=name, base=self.recipe.base, values=values)
            paths = {value: _path(hierarchy, value) for value in values}
        if search.recoding == "local":
            return by_branch(name, paths, written, lowest=rule.min_level)
        lowest = search.levels[name] if search.method == "levels" else rule.min_level
        return by_level(name, paths, written, lowest=lowest, said=said if isinstance(said, int) else None)


def one_zero(text: str) -> str:
    """A binary fraction as text; zero has two signs and is one value."""
    return "0.0" if text == "-0.0" else text


def _path(hierarchy: Hierarchy, value: str) -> tuple[str, ...]:
    leaf = hierarchy.leaf(value)
    if leaf is not None:
        return hierarchy.paths[leaf]
    whole = hierarchy.with_missing()
    return whole.paths[whole.leaf(MISSING) or MISSING]

"""Measures a written table again, by another path than the one that made it: plain reading, dictionaries, no arrays.

Values are counted in the table itself. Persons cannot be, for it holds no person key: they are counted in the source,
whose rows are generalised here once more to the levels that the written labels show. Where that does not tell whose
rows the table holds, a promise is held against the fewest persons they can be of, or is said not to be measurable.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from oboro.engine.backends.folder import scratch_folder
from oboro.engine.given import Given, Labels, one_zero
from oboro.engine.histories import Together, tells_whose, together
from oboro.engine.origins import Origins, Seen
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.reading import Exclusion, Source, fingerprint, header, records
from oboro.engine.recipe import Recipe
from oboro.engine.recount import Class, Recount
from oboro.engine.shown import Shown
from oboro.engine.table import MISSING, Role
from oboro.engine.transform.events import RareEvents, RareSequences
from oboro.engine.transform.synthesis import Synthesise
from oboro.engine.transform.treating import treated
from oboro.kernel.errors import SourceError, SourceUnreadable


@dataclass(frozen=True)
class Check:
    """What was found in a written table.

    Attributes:
        k: persons of the smallest class, at least (records, where the source has no person key or its persons cannot be
            told).
        models: the promises with the figure reached and whether it holds; no figure (None) where it cannot be told.
        faults: what is wrong, as sentences; empty when everything holds.
        together: what is left of the promises of steps on histories (k^m), counted on the records that remain; none
            where it is not known whose they are, as where cells were blanked. Told, and no fault: a step promises it
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
        exclude: the records that were removed before making; without keys, none was. When left out, the report beside
            the table is believed where it says that none was. Where it is not known, persons are counted as low as they
            could be, and what would need more cannot be told and does not hold.

    Raises:
        SourceUnreadable: the table is no table.
    """
    told = exclude is not None
    if not recipe.steps:
        return _Measuring(table, recipe, exclude, told=told).result()
    if any(isinstance(step, Synthesise) for step in recipe.steps):  # its records are nobody's: rows are all there is
        nobody = replace(recipe, source=replace(recipe.source, person=None))
        return _Measuring(table, nobody, None, told=told).result()
    with scratch_folder() as scratch:
        again = treated(
            recipe.source,
            recipe.steps,
            seed=recipe.search.seed,
            key=None,
            exclude=exclude,
            scratch=scratch,
            wanted=[name for name, rule in recipe.columns.items() if not rule.role.is_dropped],
            again=True,
        )
        return _Measuring(table, replace(recipe, source=again.source), None, told=told).result()


# --- private -----------------------------------------------------------------------------------------------------

_BY_FEWEST = frozenset({"k-anonymity", "highest-risk", "k-map"})
"""Models whose figure only worsens with fewer persons, each class by itself."""

_BESIDE_WHOLE = frozenset({"t-closeness", "delta-disclosure", "beta-likeness"})
"""Models that compare a class with the whole source."""

_TELL = "表を作ったときのreport.jsonを隣に置き、除いた記録があれば作業場（--workspace）で測ってください。"


class _Whose(Enum):
    """Whose the rows of the table are."""

    NOBODYS = "the source has no person key: each row counts"
    ONE_EACH = "each person has one row"
    SEVERAL = "persons have several rows"
    UNTOLD = "the source has persons, but they cannot be found again"


class _Measuring:
    def __init__(self, table: Path, recipe: Recipe, exclude: Exclusion | None, *, told: bool) -> None:
        self.recipe, self.told = recipe, told
        self.given = Given(recipe, exclude)
        self.faults: list[str] = []
        written = Source(table, format="parquet" if table.suffix == ".parquet" else "csv")
        self.names = header(written)
        self.rows = self._rows(written)
        self.digest = fingerprint(table)
        self.quasi = [name for name in self.names if name in recipe.of(Role.QUASI)]
        self.as_is = [name for name in self.names if name in {*recipe.of(Role.SENSITIVE), *recipe.of(Role.PLAIN)}]
        self.is_blanked = recipe.search.suppress == "cells"
        self.is_made_up = any(isinstance(step, Synthesise) for step in recipe.steps)
        self.classes = Counter(self._class(row) for row in self.rows)
        self.matching = self._matching()
        self.report = _report_beside(table)
        self.shown: list[Shown] = []
        self.origins = self._origins()
        self.is_source_known = self._is_source_known()
        self.whose = self._whose()

    def result(self) -> Check:
        self._columns()
        self._strays()
        persons, held, everyone = self._persons()
        counts = Recount(persons, held, self._holders, self.given.whole, self.given.tree, self._people)
        models = tuple(self._model(model, counts) for model in self.recipe.privacy)
        if not self.rows:
            self.faults.append("表に行がありません。")
        k = min(persons.values(), default=0)
        self._compare_report(k, everyone)
        return Check(
            rows=len(self.rows),
            persons=everyone,
            classes=len(self.classes),
            k=k,
            k_records=min(self.classes.values(), default=0),
            counted="persons" if self.whose in {_Whose.ONE_EACH, _Whose.SEVERAL} else "records",
            models=models,
            sha256=self.digest,
            faults=tuple(self.faults),
            together=self._together(),
        )

    def _rows(self, written: Source) -> list[list[str]]:
        """The rows of the table; of fractions whose zero has two signs only one."""
        rows = [fields for _, fields in records(written)]
        for place, name in enumerate(self.names):
            if name in self.given.fractions:
                for fields in rows:
                    fields[place] = one_zero(fields[place])
        return rows

    def _class(self, row: Sequence[str]) -> Class:
        return tuple(value for name, value in zip(self.names, row, strict=True) if name in self.quasi)

    def _origins(self) -> Origins | None:
        """The rows beside the records they can be; None where there are none to compare with, or none can be read."""
        at = [self.names.index(name) for name in (*([] if self.is_blanked else self.quasi), *self.as_is)]
        written = {name: {row[self.names.index(name)] for row in self.rows} for name in self.quasi}
        table = Labels(
            rows=Counter(tuple(row[place] for place in at) for row in self.rows),
            written={name: found - {MISSING} for name, found in written.items()} if self.is_blanked else written,
            said=self.report.get("solution", {}).get("levels", {}),
            tells_classes=not self.is_blanked,
        )
        origins = None
        try:
            if not self.is_made_up:
                self.shown, origins = self.given.read(self.quasi, self.as_is, table)
            elif any(map(_has_population, self.recipe.privacy)):
                self.shown = self.given.shown(self.quasi, (), table)
        except SourceError as error:
            self._unread(error)
            return None
        self.faults += [one.fault for one in self.shown if one.fault]
        self.faults += [one.unclear for one in self.shown if one.unclear and not self.is_blanked]
        return origins

    def _unread(self, error: SourceError) -> None:
        """A source that is not at hand is a fault where something rests on it that the table does not tell."""
        lowest = any(self.recipe.columns[name].min_level for name in self.quasi) or self.recipe.search.levels
        if self.recipe.source.person is not None:
            self.faults.append(f"元のファイルを読めないため、人数で測れません（{error.message}）。")
        elif lowest or not isinstance(error, SourceUnreadable):
            self.faults.append(f"元のファイルを読めないため、段を確かめられません（{error.message}）。")

    def _is_source_known(self) -> bool:
        """Whether it is known which records were left out before the making, if any."""
        if self.told or self.origins is None or self.origins.records == len(self.rows):
            return True
        excluded = self.report.get("excluded", "it does not say")
        said_none = excluded is None or (isinstance(excluded, dict) and excluded.get("records") == 0)
        return said_none and (self.is_blanked or self.origins.known)

    def _whose(self) -> _Whose:
        if self.recipe.source.person is None:
            return _Whose.NOBODYS
        if self.recipe.steps and not self.is_source_known:
            self.faults.append(f"除いた記録が分からないため、加工の手順のあとの人数を測れません。{_TELL}")
            return _Whose.UNTOLD
        if self.origins is not None and self.origins.one_row_each:
            return _Whose.ONE_EACH
        if self.origins is not None and self.is_blanked:
            self.faults.append("一人に複数の行があり、セルを消した表の人数は測り直せません。")
        unclear = self.origins is None or self.is_blanked or any(one.fault or one.unclear for one in self.shown)
        return _Whose.UNTOLD if unclear else _Whose.SEVERAL

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

    def _strays(self) -> None:
        """Find rows that the source cannot have given: a class could be filled up with them, or a value exchanged.

        A row counts with its class and with every cell that is written as it stands. Rows are counted without the
        source, so one that is not at hand is no fault here. Blanked cells hide whose class a row is of.
        """
        if self.origins is None:
            return
        found = self.origins.written
        given = Counter({seen: often.total() for seen, often in self.origins.given.items()})
        if not any(given[row] < count for row, count in found.items()):
            return
        groups = 0 if self.is_blanked else len(self.quasi)
        if _more(found, given, range(groups)):
            self.faults.append("元のファイルから作られたはずのない行があります。")
            return
        places = enumerate(self.as_is, groups)
        alone = [name for place, name in places if _more(found, given, [*range(groups), place])]
        told = "、".join(alone or self.as_is)
        self.faults.append(f"そのまま書き出す列（{told}）に、元のファイルの同じ組の記録にはない値の行があります。")

    def _persons(self) -> tuple[dict[Class, int], dict[Class, set[str]] | None, int | None]:
        """(persons of each class with those it counts with, who they are where that is known, all of the table)."""
        if self.whose is not _Whose.SEVERAL or self.origins is None:
            rows = {group: sum(self.classes[one] for one in met) for group, met in self.matching.items()}
            return rows, None, None if self.whose is _Whose.UNTOLD else len(self.rows)
        shown: dict[Class, list[Seen]] = defaultdict(list)
        for seen in self.origins.written:
            shown[seen[: len(self.quasi)]].append(seen)
        met = {group: [seen for one in others for seen in shown[one]] for group, others in self.matching.items()}
        persons = {group: max(1, self.origins.fewest(some)) for group, some in met.items()}
        held = {group: self.origins.people(some) for group, some in met.items()} if self.origins.known else None
        return persons, held, self.origins.fewest(self.origins.written)

    def _holders(self, column: str) -> dict[Class, dict[str, set[str]]]:
        """Per class who can hold each value that is written in it: persons, or rows where these are persons."""
        who: dict[Class, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        if self.whose is _Whose.SEVERAL and self.origins is not None:
            place = len(self.quasi) + self.as_is.index(column)
            for seen in self.origins.written:
                who[seen[: len(self.quasi)]][seen[place]] |= self.origins.people([seen])
        else:
            place = self.names.index(column)
            for number, row in enumerate(self.rows):
                who[self._class(row)][row[place]].add(str(number))
        found: dict[Class, dict[str, set[str]]] = {}
        for group, met in self.matching.items():
            values = {value for one in met for value in who[one]}
            held = {value: set().union(*(who[one].get(value, ()) for one in met)) for value in values}
            found[group] = {value: people for value, people in held.items() if people}
        return {group: held for group, held in found.items() if held}  # a row of no source has nobody

    def _people(self, model: PrivacyModel) -> Counter[Class]:
        return self.given.people(model, self.shown, self.quasi)

    def _model(self, model: PrivacyModel, counts: Recount) -> Mapping[str, Any]:
        if untold := self._untold(model):
            self.faults.append(f"{model.model}は測れません。{untold}")
            return {**model.promise(), "reached": None, "holds": False}
        try:
            reached, holds = counts.judge(model)
        except SourceError as error:
            self.faults.append(f"元のファイルを読めないため、{model.model}を測れません（{error.message}）。")
            return {**model.promise(), "reached": None, "holds": False}
        if not holds:
            self.faults.append(f"{model.model}が約束に届いていません（測った値は{reached:.6g}）。")
        return {**model.promise(), "reached": reached, "holds": holds}

    def _untold(self, model: PrivacyModel) -> str:
        """Why a model cannot be measured here; empty where it can."""
        if model.column is not None and model.column not in self.names:
            return f"列「{model.column}」が表にありません。"
        if _has_population(model) and len(self.shown) < len(self.quasi):
            return "元のファイルか母集団の表を読めないため、母集団の人数が分かりません。"
        if model.model in _BESIDE_WHOLE and not self.is_source_known:
            return f"除いた記録が分からず、比べるもとの分布が定まりません。{_TELL}"
        if self.whose is not _Whose.NOBODYS and model.is_of_shares and self.origins and self.origins.nobodys > 1:
            return (
                f"だれのものか分からない記録（人を見分ける列が空）が、元のファイルに{self.origins.nobodys}件あります。"
            )
        distinct = model.model == "l-diversity" and model.promise()["kind"] == "distinct"
        return "" if distinct else self._unattributed(model)

    def _unattributed(self, model: PrivacyModel) -> str:
        """Why a model that counts persons cannot be measured; empty where it can."""
        if self.whose is _Whose.UNTOLD:
            return "表の行がだれのものか分かりません。"
        several = self.whose is _Whose.SEVERAL and model.model not in _BY_FEWEST
        if several and self.origins is not None and not self.origins.known:
            return f"元のファイルの同じ組の記録のうち、どれが表にあるか分かりません。{_TELL}"
        return ""

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

    def _together(self) -> tuple[Together, ...]:
        """What is left of the steps on histories; the records of a class are all in the table, or none is."""
        asked = any(isinstance(step, RareEvents | RareSequences) for step in self.recipe.steps)
        known = self.origins is not None and self.origins.known and self.is_source_known
        if not asked or self.is_blanked or not known:
            return ()
        source = self.recipe.source
        names = header(source)
        whole = [names.index(name) for name in self.quasi]
        rows = []
        for number, (*fields, person) in enumerate(self.given.rows(names, person=True)):
            labels = zip(self.shown, whole, strict=True)
            if tuple(one.label_of[fields[place]] for one, place in labels) in self.classes:
                rows.append((str(number) if source.person is None else person, dict(zip(names, fields, strict=True))))
        codes = [name for name in self.names if name in self.recipe.of(Role.PSEUDONYM)]
        linked = source.person is None or source.person in self.names or tells_whose(rows, codes)
        return together(self.recipe.steps, rows, written=self.names, linked=linked)

    def _compare_report(self, k: int, everyone: int | None) -> None:
        output, reached = self.report.get("output", {}), self.report.get("measured", {})
        if not output:
            return
        if output.get("sha256") != self.digest:
            self.faults.append("表のバイトが、報告に書かれたもの（sha256）と違います。")
        if output.get("rows") != len(self.rows):
            self.faults.append("表の行数が、報告に書かれた行数と違います。")
        if self.whose is _Whose.UNTOLD or (self.whose is _Whose.SEVERAL and self.origins and not self.origins.known):
            return  # the counts here are not of persons, or lower limits
        if reached.get("k") != k:
            self.faults.append(f"測り直したk={k}が、報告に書かれたk={reached.get('k')}と違います。")
        if self.recipe.source.person is not None and output.get("persons") != everyone:
            self.faults.append("測り直した人数が、報告に書かれた人数と違います。")


def _has_population(model: PrivacyModel) -> bool:
    return isinstance(getattr(model, "population", None), Mapping)


def _more(found: Counter[Seen], given: Counter[Seen], places: Iterable[int]) -> bool:
    """Whether more rows than were given share some value in these places."""
    kept = tuple(places)
    spare: Counter[Seen] = Counter()
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

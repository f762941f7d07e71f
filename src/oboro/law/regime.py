"""Which statute governs a body on a date, its words and its numbering. All else in law starts from a Regime."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from oboro.kernel.dates import japanese
from oboro.kernel.errors import LawError, NoLawOnDate
from oboro.law import source
from oboro.law.citation import Citation, parse

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Scheme(StrEnum):
    """The two statutory schemes.

    GYOKOHO_2017: 行政機関の保有する個人情報の保護に関する法律, chapter 4-2 (2017-05-30 to 2022-03-31).
    APPI: 個人情報の保護に関する法律, chapter 5 section 5 (since 2022-04-01).
    """

    GYOKOHO_2017 = "gyokoho_2017"
    APPI = "appi"


class BodyKind(StrEnum):
    """Kinds of public bodies that the schemes tell apart."""

    NATIONAL_ORGAN = "national_organ"
    INCORPORATED_AGENCY = "incorporated_agency"
    PREFECTURE = "prefecture"
    DESIGNATED_CITY = "designated_city"
    MUNICIPALITY = "municipality"
    LOCAL_AGENCY = "local_agency"


@dataclass(frozen=True)
class Entry:
    """One thing the law says, in force, with its text rendered for the date.

    What the data infers rather than reads stands under `inferred`, with the reason. A place that never had a number
    of 2023-04-01 is marked `as_written` and keeps the number it is written with.

    Attributes:
        key: stable name.
        since: first day on which this version is in force.
        citation: where it stands, in the numbering of the date.
        also: further places (the rule that fills in a number, the article that applies it to another case).
        values: the other values of the entry, texts with their citations filled in.
    """

    key: str
    since: date
    citation: Citation
    also: tuple[Citation, ...]
    values: Mapping[str, Any]

    @property
    def inferred(self) -> str:
        """Why this entry is an inference of ours, not the text of the statute; empty when it is the text."""
        return self.text("inferred")

    def text(self, name: str) -> str:
        """A text value; empty when the entry has none of that name."""
        return str(self.values.get(name, ""))

    def number(self, name: str) -> int:
        """A whole number.

        Raises:
            LawError: the entry has no such number.
        """
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise LawError(f"法令データの項目 {self.key} に数 {name} がありません。", hint="データを確かめてください。")
        return value

    def flag(self, name: str) -> bool:
        """A yes or no; no when the entry does not say."""
        return self.values.get(name) is True

    def names(self, name: str) -> tuple[str, ...]:
        """A list of names; empty when the entry does not say."""
        return tuple(str(value) for value in self.values.get(name, ()))


@dataclass(frozen=True)
class Answer:
    """A yes or no of the law, with its reason and place."""

    value: bool
    reason: str
    citation: Citation


@dataclass(frozen=True)
class Amount:
    """A number that the law fixes, with its place."""

    value: int
    citation: Citation


@dataclass(frozen=True)
class Problem:
    """A statutory condition that is not met: what is wrong, and where the condition stands."""

    message: str
    citation: Citation


@dataclass(frozen=True, eq=False)
class Ordinance:
    """A body's own ordinance of the years before the act reached local bodies, over the national scheme as its model.

    `local_scheme.parse` makes one from tenant data. Two are the same only if they are the same object.

    Attributes:
        title: of the ordinance.
        titles: title by alias (条例, 規則, 要綱) for its citations.
        since: first day in force; until: first day no longer.
        must_call: whether the ordinance makes the call a duty; call_cite: the place that says so.
        fee_cite: the place that fixes the fee.
        adopted: place of the ordinance that takes over an array of the model, by file and array.
        changed: what the ordinance says otherwise, by file, array and key; holds its cite.
        without: what of an adopted array the ordinance leaves out, by file, array and key, with the reason.
    """

    title: str
    titles: Mapping[str, str]
    since: date
    until: date
    must_call: bool
    call_cite: str
    fee_cite: str
    adopted: Mapping[tuple[str, str], str]
    changed: Mapping[tuple[str, str, str], Mapping[str, Any]]
    without: Mapping[tuple[str, str, str], str]

    def cites(self, shorthand: str) -> Citation:
        """The place of the ordinance that a shorthand such as 条例12①二 names."""
        return parse(shorthand, titles=dict(self.titles))


@dataclass(frozen=True)
class Regime:
    """The law of one body on one day.

    `on` may lie after the end of a replaced scheme: proposals made before the change stay under the old law, and its
    last text then answers. Under an `ordinance` the scheme is only its model: the ordinance's places are cited.
    """

    scheme: Scheme
    body: BodyKind
    on: date
    ordinance: Ordinance | None = None

    @property
    def name(self) -> str:
        """Title of the act, or of the ordinance."""
        return self.ordinance.title if self.ordinance else _titles(self.scheme)["法"]

    @property
    def law_on(self) -> date:
        """The day whose text answers: `on`, or the last day of a scheme that has ended."""
        end = self.ordinance.until if self.ordinance else _end(self.scheme, self.body)
        return self.on if end is None else min(self.on, end - timedelta(days=1))

    def term(self, key: str) -> str:
        """The statute's own word for a thing (product, product_file, register, person, opinion, organ_head, …).

        Raises:
            LawError: the scheme knows no such word.
        """
        return self.entry("regime", "term", key).text("text")

    def cite(self, key: str) -> Citation:
        """Where the law speaks of a thing (call, proposal, review, contract, fee, termination, …).

        Raises:
            LawError: the scheme has no such provision.
        """
        return self.entry("regime", "place", key).citation

    def citation(self, shorthand: str) -> Citation:
        """The place a shorthand names, in the numbering of this regime's date."""
        return _renumbered(_parsed(self.scheme, shorthand), scheme=self.scheme, on=self.law_on)

    def render(self, text: str) -> str:
        """A text of the data with its {法112①} filled in as 法第112条第1項 of the date."""
        if self.ordinance:
            return _PLACEHOLDER.sub(lambda match: f"{self.citation(match[1])}に当たる定め", text)
        return _PLACEHOLDER.sub(lambda match: self.citation(match[1]).short, text)

    def entries(self, file: str, array: str) -> tuple[Entry, ...]:
        """What a data array says for this body on this date, in the order of the file."""
        return _entries(self, file, array, None)

    def entry(self, file: str, array: str, key: str) -> Entry:
        """One entry by its key.

        Raises:
            LawError: nothing of that key is in force for this body; the hint gives the reason if the data has one.
        """
        found = _entries(self, file, array, key)
        if found:
            return found[0]
        reasons = _reasons(self, file, array, key)
        raise LawError(
            f"{japanese(self.on)}の{self.name}には「{key}」の定めがありません。",
            hint=self.render(reasons[0]) if reasons else "制度と日付を確かめてください。",
        )


def regime_on(*, body: BodyKind, on: date) -> Regime:
    """The law that governs a body on a date.

    Raises:
        NoLawOnDate: no statute of these two schemes governs it then; the hint says what does.
    """
    for scheme in Scheme:
        stands = [v for v in _bodies(scheme, body) if v.stands_on(on)]
        if stands:
            return Regime(scheme=scheme, body=body, on=on)
    raise _no_law(body, on)


def regime(scheme: Scheme, *, body: BodyKind, on: date) -> Regime:
    """The law under which a case was taken in, re-opened; a day after the scheme's end reads its last text.

    Raises:
        NoLawOnDate: the scheme never governed this kind of body, or not yet on that day.
    """
    if any(v.since is not None and v.since <= on for v in _bodies(scheme, body)):
        return Regime(scheme=Scheme(scheme), body=body, on=on)
    raise _no_law(body, on)


def regime_under(ordinance: Ordinance, *, body: BodyKind, on: date) -> Regime:
    """The law of a local body under its own ordinance, before the act reached it.

    Raises:
        NoLawOnDate: the ordinance was not yet in force on that day, or the body is no local one.
    """
    if body in (BodyKind.NATIONAL_ORGAN, BodyKind.INCORPORATED_AGENCY) or on < ordinance.since:
        raise NoLawOnDate(
            f"{japanese(on)}の{body_label(body)}に「{ordinance.title}」は及びません。",
            hint="条例の施行日と団体の種類を確かめてください。",
        )
    return Regime(scheme=Scheme.GYOKOHO_2017, body=body, on=on, ordinance=ordinance)


def must_solicit(regime: Regime) -> Answer:
    """Whether the body must call for proposals every fiscal year, or may."""
    if regime.ordinance:
        own = regime.ordinance
        reason = "条例が定期的な募集を義務とする" if own.must_call else "条例は募集を義務としていない"
        return Answer(value=own.must_call, reason=reason, citation=own.cites(own.call_cite))
    body = regime.entry("regime", "body", regime.body.value)
    return Answer(value=body.text("solicit") == "must", reason=body.text("reason"), citation=body.citation)


def body_label(body: BodyKind) -> str:
    """The Japanese name of a kind of body."""
    return str(_bodies(Scheme.APPI, body)[0].values["label"])


def _no_law(body: BodyKind, on: date) -> NoLawOnDate:
    reasons = [str(v.values["before"]) for scheme in Scheme for v in _bodies(scheme, body) if "before" in v.values]
    return NoLawOnDate(
        f"{japanese(on)}の{body_label(body)}について、この手続を定める法律がありません。",
        hint=reasons[-1] if reasons else "日付と団体の種類を確かめてください。",
    )


def _bodies(scheme: Scheme, body: BodyKind) -> tuple[source.Version, ...]:
    return tuple(v for v in source.versions(scheme, "regime", "body") if v.key == body.value)


def _end(scheme: Scheme, body: BodyKind) -> date | None:
    return next((v.until for v in _bodies(scheme, body) if v.until is not None), None)


@lru_cache
def _titles(scheme: Scheme) -> Mapping[str, str]:
    return {raw["alias"]: raw["title"] for raw in source.document(scheme, "regime")["law"]}


@cache
def _parsed(scheme: Scheme, shorthand: str) -> Citation:
    return parse(shorthand, titles=dict(_titles(scheme)))


def _reasons(regime: Regime, file: str, array: str, key: str) -> list[str]:
    """Why nothing of a key is in force."""
    own = regime.ordinance and regime.ordinance.without.get((file, array, key))
    absent = [v.absent for v in source.versions(regime.scheme, file, array) if v.key == key and v.absent]
    return [own, *absent] if own else absent


@lru_cache(maxsize=1024)
def _entries(regime: Regime, file: str, array: str, key: str | None) -> tuple[Entry, ...]:
    if regime.ordinance:
        return _of_ordinance(regime, regime.ordinance, file, array, key)
    candidates = tuple(
        v
        for v in source.versions(regime.scheme, file, array)
        if (key is None or v.key == key) and _concerns(v, regime.body)
    )
    return tuple(_entry(regime, v) for v in source.in_force(candidates, on=regime.law_on))


def _of_ordinance(regime: Regime, ordinance: Ordinance, file: str, array: str, key: str | None) -> tuple[Entry, ...]:
    """What the ordinance says: the model where it takes it over, its own values where it differs, nothing else."""
    model = [
        v
        for v in source.versions(regime.scheme, file, array)
        if _concerns(v, BodyKind.NATIONAL_ORGAN) or _concerns(v, regime.body)
    ]
    found = []
    for one in source.in_force(model, on=min(regime.law_on, _last_of_model(regime.scheme))):
        own = ordinance.changed.get((file, array, one.key))
        place = own["cite"] if own else ordinance.adopted.get((file, array))
        if place is None or (file, array, one.key) in ordinance.without or key not in (None, one.key):
            continue
        values = {name: _rendered(regime, value) for name, value in {**one.values, **(own or {})}.items()}
        values["model"] = str(regime.citation(one.cite))
        found.append(Entry(one.key, ordinance.since, ordinance.cites(place), (), values))
    return tuple(found)


def _last_of_model(scheme: Scheme) -> date:
    end = _end(scheme, BodyKind.NATIONAL_ORGAN)
    return date.max if end is None else end - timedelta(days=1)


def _concerns(one: source.Version, body: BodyKind) -> bool:
    bodies = one.values.get("bodies")
    return bodies is None or body.value in bodies


def _entry(regime: Regime, one: source.Version) -> Entry:
    assert one.since is not None  # versions in force have begun
    own = one.values.get("as_written") is True
    return Entry(
        key=one.key,
        since=one.since,
        citation=_parsed(regime.scheme, one.cite) if own else regime.citation(one.cite),
        also=tuple(regime.citation(place) for place in one.values.get("also", ())),
        values={name: _rendered(regime, value) for name, value in one.values.items()},
    )


def _rendered(regime: Regime, value: Any) -> Any:
    if isinstance(value, str):
        return regime.render(value)
    if isinstance(value, list):
        return [_rendered(regime, member) for member in value]
    return value


def _renumbered(citation: Citation, *, scheme: Scheme, on: date) -> Citation:
    """The citation in the numbering of a date; the data is written in the numbering of 2023-04-01."""
    main, _, branch = citation.article.partition("の")
    article, paragraph = citation.article, citation.paragraph
    for one in _standing(scheme, "range", citation.alias, on):
        if one["first"] <= int(main) <= one["last"]:
            article = str(int(main) + one["shift"]) + (f"の{branch}" if branch else "")
    for one in _standing(scheme, "paragraph", citation.alias, on):
        if one["article"] == citation.article and paragraph and one["first"] <= paragraph <= one["last"]:
            paragraph += one["shift"]
    return Citation(citation.law, article, paragraph, citation.item, citation.alias)


def _standing(scheme: Scheme, array: str, alias: str, on: date) -> list[Mapping[str, Any]]:
    candidates = source.versions(scheme, "numbering", array)
    return [one.values for one in candidates if one.stands_on(on) and one.values["alias"] == alias]

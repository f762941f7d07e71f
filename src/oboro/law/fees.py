"""Fees with a trace: which lines, by which formula, by which provision, in whole yen.

The order fixes the fee of national organs. A local body charges what its ordinance says, a corporation what its own
rule says; both come as TOML in the shape of data/*/fees.toml and become a `Schedule` by `parse_schedule`:

    title = "…市個人情報の保護に関する法律施行条例"
    instrument = "ordinance"            # own_rule for a corporation

    [[line]]
    key = "base"                        # base, hour, outsourcing, existing_other, change
    label = "基本額"
    per = "contract"                    # contract, hour_started, outsourcing, first_fee
    kinds = ["new"]                     # new, existing, change
    yen = 21000
    from = 2023-04-01
    cite = "条例7①"
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oboro.kernel.errors import LawError, OrdinanceInvalid
from oboro.law import source
from oboro.law.citation import HOW_TO_WRITE, Citation, parse
from oboro.law.criteria import ProposalKind
from oboro.law.regime import Entry, Regime

_MINUTES = 60
_LINES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "base": (("contract",), ("new",)),
    "hour": (("hour_started",), ("new",)),
    "outsourcing": (("outsourcing",), ("new",)),
    "existing_other": (("first_fee", "contract"), ("existing",)),
    "change": (("contract",), ("change",)),
}
"""What a line of an ordinance may be: by key, the ways it is computed and the kinds of contract it belongs to."""

_HEARD: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {"third_party": (("third_party",), ("new",))}
_REQUIRED = ("base", "hour", "existing_other", "change")
_PER_UNIT = ("contract", "hour_started", "third_party")
_FIELDS = {"key", "label", "per", "kinds", "yen", "from", "until", "cite"}
_ALIASES = ("条例", "規程", "規則")


@dataclass(frozen=True)
class FeeFacts:
    """What a fee depends on.

    Attributes:
        minutes: time the making takes; each started hour counts.
        outsourcing_yen: what is paid to whoever the making is entrusted to; 0 when it is not.
        third_parties: persons given the chance of an opinion (2017 only).
        first_fee_yen: EXISTING only: what the first contractor of the information pays or paid.
    """

    kind: ProposalKind
    minutes: int = 0
    outsourcing_yen: int = 0
    third_parties: int = 0
    first_fee_yen: int | None = None

    def __post_init__(self) -> None:
        for value in (self.minutes, self.outsourcing_yen, self.third_parties, self.first_fee_yen or 0):
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise LawError("時間・人数・金額は0以上の整数です。", hint="手数料の計算に渡す値を確かめてください。")


@dataclass(frozen=True)
class FeeLine:
    """One line: its name, how it was computed in words, its yen and its place."""

    key: str
    label: str
    formula: str
    yen: int
    citation: Citation


@dataclass(frozen=True)
class FeeStatement:
    """All lines of a fee and their sum."""

    lines: tuple[FeeLine, ...]
    total_yen: int


@dataclass(frozen=True)
class Schedule:
    """Rates of a fee, with their dates.

    Attributes:
        title: of the order, ordinance or rule.
        instrument: order, standard (what the order gives ordinances as their measure), ordinance or own_rule.
        rates: entries with key, from, cite, per and yen.
    """

    title: str
    instrument: str
    rates: tuple[source.Version, ...]


def instrument(regime: Regime) -> Entry:
    """What fixes the fee of the body: order, ordinance or own_rule (text `instrument`), with its place."""
    if regime.ordinance:
        own = regime.ordinance
        text = f"手数料の額は「{own.title}」で定める"
        values = {"instrument": "ordinance", "text": text, "hint": "条例の額（[[line]]）を渡してください。"}
        return Entry("ordinance", own.since, own.cites(own.fee_cite), (), values)
    return regime.entry("fees", "instrument", regime.body.value)


def schedule_of(regime: Regime) -> Schedule:
    """The rates the order gives: the fee itself for a national organ, the standard of its ordinance for a local body.

    Raises:
        LawError: corporations fix their own fee; the order gives no rates for them.
    """
    fixed = instrument(regime)
    rates = tuple(
        one
        for one in source.versions(regime.scheme, "fees", "line")
        if "absent" not in one.values and regime.body.value in one.values["bodies"]
    )
    if not rates:
        raise LawError(f"{fixed.text('text')}（{fixed.citation.short}）", hint="法人の定めの額を入力してください。")
    kind = "order" if fixed.text("instrument") == "order" else "standard"
    return Schedule(title=str(regime.citation(rates[0].cite).law), instrument=kind, rates=rates)


def statement(regime: Regime, facts: FeeFacts, *, schedule: Schedule | None = None) -> FeeStatement:
    """The fee of a contract, line by line.

    Args:
        regime: the law of the case.
        facts: what the fee depends on.
        schedule: the ordinance or own rule of the body; None for a national organ, whose fee the order fixes.

    Raises:
        OrdinanceInvalid: the schedule is not the instrument that fixes this body's fee, or has no rate on the date.
        LawError: the facts ask for what the law of the date does not have, or lack the first contractor's fee.
    """
    used = _fitting(regime, schedule)
    if facts.third_parties and not _has(regime, used, "third_party"):
        raise LawError(
            f"{regime.name}には第三者一人ごとの額がありません。", hint="第三者の人数を0にして計算してください。"
        )
    rates = [rate for rate in source.in_force(used.rates, on=regime.law_on) if facts.kind.value in rate.values["kinds"]]
    if not rates:
        raise OrdinanceInvalid(
            f"「{used.title}」には、この日に施行されている額がありません。", hint="施行日（from）を確かめてください。"
        )
    lines = tuple(line for rate in rates if (line := _line(regime, used, rate, facts)) is not None)
    return FeeStatement(lines=lines, total_yen=sum(line.yen for line in lines))


def parse_schedule(toml_text: str, *, third_parties: bool = False) -> Schedule:
    """The rates of an ordinance or own rule, checked.

    Args:
        toml_text: the rates.
        third_parties: whether a rate for each third party heard may stand in it (ordinances before 2023-04-01 only).

    Raises:
        OrdinanceInvalid: the text is no TOML, or lacks or contradicts something; the message names the line by its key.
    """
    try:
        raw = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise OrdinanceInvalid(
            f"額の定めをTOMLとして読めません（{place}）。", hint="書式を確かめてください。"
        ) from None
    title, fixed = raw.get("title"), raw.get("instrument")
    if not isinstance(title, str) or not title.strip():
        raise OrdinanceInvalid("額の定めに title（題名）がありません。", hint="条例・規程の題名を書いてください。")
    if fixed not in {"ordinance", "own_rule"}:
        raise OrdinanceInvalid(
            "instrument（定めの種類）は ordinance か own_rule です。",
            hint="条例なら ordinance、法人の規程なら own_rule を書いてください。",
        )
    lines = raw.get("line")
    if not isinstance(lines, list) or not lines:
        raise OrdinanceInvalid("額の定めに [[line]] がありません。", hint="額を一つずつ [[line]] で書いてください。")
    known = {**_LINES, **_HEARD} if third_parties else _LINES
    rates = tuple(_rate(line, title, known) for line in lines)
    _complete(rates)
    return Schedule(title=title, instrument=fixed, rates=rates)


def ordinance_draft(regime: Regime, *, title: str) -> str:
    """The order's standard as the TOML of an ordinance, to be changed into what the body's ordinance says.

    Raises:
        LawError: the order sets no standard for this body.
    """
    standard = schedule_of(regime)
    lines = ["# cite の条番号は仮に置いたもの。条例の条に書き直す。"]
    lines += [f"title = {json.dumps(title, ensure_ascii=False)}", 'instrument = "ordinance"']
    for number, rate in enumerate(source.in_force(standard.rates, on=regime.law_on), start=1):
        kinds = ", ".join(f'"{kind}"' for kind in rate.values["kinds"])
        lines += ["", "[[line]]", f'key = "{rate.key}"', f'label = "{rate.values["label"]}"']
        lines += [f'per = "{rate.values["per"]}"', f"kinds = [{kinds}]"]
        lines += [f"yen = {rate.values['yen']}"] if "yen" in rate.values else []
        lines += [f"from = {rate.since}", f'cite = "条例{number}"']
    return "\n".join(lines) + "\n"


def hours_started(minutes: int) -> int:
    """Whole hours, each started hour counted: 0 → 0, 1 → 1, 60 → 1, 61 → 2."""
    return -(-minutes // _MINUTES)


def _fitting(regime: Regime, schedule: Schedule | None) -> Schedule:
    fixed = instrument(regime)
    chosen = schedule_of(regime) if schedule is None and fixed.text("instrument") == "order" else schedule
    if chosen is None or chosen.instrument != fixed.text("instrument"):
        raise OrdinanceInvalid(f"{fixed.text('text')}（{fixed.citation.short}）", hint=fixed.text("hint"))
    return chosen


def _has(regime: Regime, schedule: Schedule, key: str) -> bool:
    return any(rate.key == key for rate in source.in_force(schedule.rates, on=regime.law_on))


def _line(regime: Regime, schedule: Schedule, rate: source.Version, facts: FeeFacts) -> FeeLine | None:
    """The line of one rate; None for a rate whose occasion does not arise."""
    yen = int(rate.values.get("yen", 0))
    match rate.values["per"]:
        case "contract":
            amount, formula = yen, f"定額 {yen:,}円"
        case "hour_started":
            hours = hours_started(facts.minutes)
            amount, formula = yen * hours, f"{yen:,}円 × {hours}時間（{_duration(facts.minutes)}。1時間までごと）"
        case "third_party":
            if not facts.third_parties:
                return None
            amount, formula = yen * facts.third_parties, f"{yen:,}円 × {facts.third_parties:,}人"
        case "outsourcing":
            if not facts.outsourcing_yen:
                return None
            amount, formula = facts.outsourcing_yen, f"委託を受けた者に支払う額 {facts.outsourcing_yen:,}円"
        case _:
            if facts.first_fee_yen is None:
                raise LawError(
                    "最初に契約した者の手数料の額が要ります。", hint="その額（first_fee_yen）を入力してください。"
                )
            amount, formula = facts.first_fee_yen, f"最初に契約した者の額と同一 {facts.first_fee_yen:,}円"
    return FeeLine(rate.key, str(rate.values["label"]), formula, amount, _place(regime, schedule, rate))


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, _MINUTES)
    return f"{hours}時間" + (f"{rest}分" if rest else "")


def _place(regime: Regime, schedule: Schedule, rate: source.Version) -> Citation:
    if schedule.instrument in {"order", "standard"}:
        return regime.citation(rate.cite)
    return own_place(schedule, rate)


def own_place(schedule: Schedule, rate: source.Version) -> Citation:
    """Where the body's own ordinance or table fixes a rate, so that a page shows 条例第1条 and not the shorthand."""
    return parse(rate.cite, titles=_titles(schedule.title))


def _titles(title: str) -> dict[str, str]:
    return dict.fromkeys(_ALIASES, title)


def _rate(raw: Any, title: str, known: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> source.Version:
    """One line of an ordinance, checked."""
    if not isinstance(raw, Mapping) or raw.get("key") not in known:
        raise OrdinanceInvalid("[[line]] の key が読めません。", hint="使える名前: " + "、".join(known))
    key = str(raw["key"])
    for wrong, what in _faults(raw, title, *known[key]).items():
        if what:
            raise OrdinanceInvalid(f"{key} の {wrong} が正しくありません。", hint=what)
    return source.version(raw)


def _faults(raw: Mapping[str, Any], title: str, ways: tuple[str, ...], kinds: tuple[str, ...]) -> dict[str, str]:
    """What is wrong with each part of a line; an empty text where nothing is."""
    per, yen, since, until = raw.get("per"), raw.get("yen"), raw.get("from"), raw.get("until")
    counted = per in _PER_UNIT
    whole_yen = isinstance(yen, int) and not isinstance(yen, bool) and yen >= 0
    return {
        "項目": "" if set(raw) <= _FIELDS else "使える項目: " + "、".join(sorted(_FIELDS)),
        "label": "" if isinstance(raw.get("label"), str) and raw["label"] else "名前を書いてください。",
        "per": "" if per in ways else "使える値: " + "、".join(ways),
        "kinds": "" if raw.get("kinds") == list(kinds) else "使える値: " + "、".join(kinds),
        "yen": "" if (whole_yen if counted else yen is None) else _yen_hint(counted=counted),
        "from": "" if type(since) is date else "施行日を 2023-04-01 のように書いてください。",
        "until": ""
        if until is None or (type(until) is date and type(since) is date and until > since)
        else "from より後の日を書いてください。",
        "cite": _cite_fault(raw.get("cite"), title),
    }


def _yen_hint(*, counted: bool) -> str:
    return "0以上の整数（円）を書いてください。" if counted else "この計算のしかたに yen は書けません。"


def _cite_fault(cite: object, title: str) -> str:
    try:
        parse(str(cite), titles=_titles(title))
    except ValueError:
        return f"「{cite}」を読めません。{HOW_TO_WRITE}"
    return ""


def _complete(rates: tuple[source.Version, ...]) -> None:
    """Check that nothing is lacking or said twice."""
    lacking = [key for key in _REQUIRED if all(rate.key != key for rate in rates)]
    if lacking:
        raise OrdinanceInvalid(
            "額の定めに " + "、".join(lacking) + " がありません。", hint="徴収しない額は yen = 0 と書いてください。"
        )
    said = [(rate.key, rate.since) for rate in rates]
    twice = sorted({key for key, since in said if said.count((key, since)) > 1})
    if twice:
        raise OrdinanceInvalid(
            "同じ施行日の額が二つあります: " + "、".join(twice), hint="どちらかを消すか、from を分けてください。"
        )

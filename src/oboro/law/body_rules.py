"""What a body says itself today, as tenant data: its fees (ordinance or own rule) and the days it closes on.

One TOML holds both. A form asks for the fees field by field (`entry_fields`), `written` makes the TOML of the answers
and reads it back, so that what is stored has passed the same checks as what was typed by hand.

    title = "…市個人情報の保護に関する法律施行条例"
    instrument = "ordinance"
    [[line]]                       # see fees.parse_schedule
    [[closed]]                     # days on which the office is closed beside those of the statutes
    label = "開港記念日"
    month_day = "06-02"            # or on = 2026-06-02
    from = 2023-04-01
    law = "…市の休日を定める条例"
    cite = "条例1②"
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oboro.kernel.errors import LawError, OrdinanceInvalid
from oboro.law.citation import HOW_TO_WRITE
from oboro.law.citation import parse as parse_citation
from oboro.law.fees import Schedule, instrument, parse_schedule
from oboro.law.forms import FormField
from oboro.law.holidays import LocalDay
from oboro.law.regime import Regime

_ALIASES = ("条例", "規程", "規則")
_FIXED, _SAME = "fixed", "same_as_first"
_LINES = (
    ("base", "基本額", "contract", "new"),
    ("hour", "作成に要する時間（一時間までごと）", "hour_started", "new"),
    ("outsourcing", "作成の委託を受けた者に対して支払う額", "outsourcing", "new"),
    ("existing_other", "作成された情報をほかの者が利用する場合", _SAME, "existing"),
    ("change", "既に契約を締結した者が改めて契約する場合", "contract", "change"),
)
_YEN = "0以上の整数（円）で書く。徴収しないときは0と書く"
_PLACE = "条例第7条第1項第1号、又は略して条例7①一のように書く"
_CHOICES = ((_SAME, "最初に契約した者の額と同一"), (_FIXED, "決まった額"))
_FIELDS = (
    ("title", "条例・規程の題名", "text", "required", "公布された題名のとおりに書く"),
    ("since", "施行日", "date", "required", "この額が施行された日を書く"),
    ("base_yen", "基本額（円）", "int", "required", _YEN),
    ("base_cite", "基本額の根拠", "text", "required", _PLACE),
    ("hour_yen", "作成に要する時間一時間までごとの額（円）", "int", "required", _YEN),
    ("hour_cite", "時間ごとの額の根拠", "text", "required", _PLACE),
    ("outsourcing", "委託を受けた者に対して支払う額を加える", "bool", "required", "条例・規程に定めがあるかを選ぶ"),
    ("outsourcing_cite", "委託の額の根拠", "text", "if", f"委託の額を加えるときに、{_PLACE}"),
    ("existing", "作成された情報をほかの者が利用する場合の額", "choice", "required", "同じ額か決まった額かを選ぶ"),
    ("existing_yen", "その決まった額（円）", "int", "if", f"決まった額のときに、{_YEN}"),
    ("existing_cite", "ほかの者が利用する場合の額の根拠", "text", "required", _PLACE),
    ("change_yen", "既に契約を締結した者が改めて契約する場合の額（円）", "int", "required", _YEN),
    ("change_cite", "改めて契約する場合の額の根拠", "text", "required", _PLACE),
)
"""Key, label, kind, obligation and help of each field of the entry form, in order."""


@dataclass(frozen=True)
class BodyRules:
    """A body's own rules: the rates of its fee and the days it adds to the statutory closed days."""

    schedule: Schedule
    closed: tuple[LocalDay, ...]


def entry_fields(regime: Regime) -> tuple[FormField, ...]:
    """The fields of the form that enters a body's fees, in order; the portal draws them with its form parts.

    Raises:
        LawError: the fee of this body is fixed by the order; there is nothing to enter.
    """
    fixed = instrument(regime)
    if fixed.text("instrument") == "order":
        raise LawError("手数料の額は政令で定められています。", hint="額の入力は要りません。")

    return tuple(
        FormField(key, label, kind, obligation, told, fixed.citation, _CHOICES if kind == "choice" else ())
        for key, label, kind, obligation, told in _FIELDS
    )


def written(regime: Regime, answers: Mapping[str, object]) -> str:
    """The TOML of a filled form, checked by reading it back.

    Args:
        regime: the law of the body on the day of entry.
        answers: by field key: text, int, bool, date, or the key of a choice.

    Raises:
        OrdinanceInvalid: a required answer is missing or does not fit; the message names the field by its label.
        LawError: the fee of this body is fixed by the order.
    """
    fields = {field.key: field for field in entry_fields(regime)}
    for field in fields.values():
        if field.obligation == "required" or _asked(field.key, answers):
            _check(field, answers.get(field.key))
    kind = instrument(regime).text("instrument")
    lines = [f"title = {_quoted(answers['title'])}", f'instrument = "{kind}"']
    for key, label, per, contract in _LINES:
        if key == "outsourcing" and answers.get("outsourcing") is not True:
            continue
        lines += ["", *_line(key, label, per, contract, answers)]
    text = "\n".join(lines) + "\n"
    parse_schedule(text)
    return text


def parse_rules(toml_text: str) -> BodyRules:
    """A body's rules from its TOML, checked.

    Raises:
        OrdinanceInvalid: fees or closed days lack or contradict something.
    """
    return BodyRules(parse_schedule(toml_text), parse_closed(toml_text))


def parse_closed(toml_text: str) -> tuple[LocalDay, ...]:
    """The days a body closes on, from a TOML that may hold nothing else.

    Raises:
        OrdinanceInvalid: the text is no TOML, or a day lacks or contradicts something.
    """
    try:
        raw = tomllib.loads(toml_text).get("closed", [])
    except tomllib.TOMLDecodeError:
        raise OrdinanceInvalid("休日の定めをTOMLとして読めません。", hint="書式を確かめてください。") from None
    if not isinstance(raw, list) or not all(isinstance(one, Mapping) for one in raw):
        raise OrdinanceInvalid("休日は [[closed]] で書きます。", hint="一日ごとに [[closed]] を書いてください。")
    return tuple(_closed(one) for one in raw)


def earliest(schedule: Schedule) -> date:
    """The first day on which any rate of a body's own stands."""
    return min(rate.since for rate in schedule.rates if rate.since is not None)


def _line(key: str, label: str, per: str, contract: str, answers: Mapping[str, object]) -> list[str]:
    name = "existing" if key == "existing_other" else key
    way = per
    if key == "existing_other":
        way = "first_fee" if answers["existing"] == _SAME else "contract"
    lines = ["[[line]]", f'key = "{key}"', f'label = "{label}"', f'per = "{way}"', f'kinds = ["{contract}"]']
    lines += [f"yen = {answers[f'{name}_yen']}"] if way in {"contract", "hour_started"} else []
    return [*lines, f"from = {answers['since']}", f"cite = {_quoted(answers[f'{name}_cite'])}"]


def _asked(key: str, answers: Mapping[str, object]) -> bool:
    if key == "outsourcing_cite":
        return answers.get("outsourcing") is True
    return key == "existing_yen" and answers.get("existing") == _FIXED


def _check(field: FormField, answer: object) -> None:
    fits = {
        "text": isinstance(answer, str) and bool(answer.strip()),
        "date": type(answer) is date,
        "int": isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0,
        "bool": isinstance(answer, bool),
        "choice": answer in dict(field.choices),
    }
    if not fits[field.kind]:
        raise OrdinanceInvalid(f"「{field.label}」が正しくありません。", hint=field.help + "。")
    if field.key.endswith("_cite"):
        try:
            parse_citation(str(answer), titles=dict.fromkeys(_ALIASES, "-"))
        except ValueError:
            raise OrdinanceInvalid(f"「{field.label}」が読めません。", hint=field.help + "。") from None


def _quoted(answer: object) -> str:
    return json.dumps(str(answer), ensure_ascii=False).replace("\x7f", "\\u007f")


def _closed(one: Mapping[str, Any]) -> LocalDay:
    label, law = one.get("label"), one.get("law")
    if not isinstance(label, str) or not isinstance(law, str) or type(one.get("from")) is not date:
        raise OrdinanceInvalid(
            "[[closed]] に label・law・from のどれかがありません。",
            hint="休日の名前、条例の題名、施行日を書いてください。",
        )
    try:
        place = parse_citation(str(one.get("cite")), titles=dict.fromkeys(_ALIASES, law))
    except ValueError:
        raise OrdinanceInvalid(
            f"休日「{label}」の cite「{one.get('cite')}」を読めません。", hint=HOW_TO_WRITE
        ) from None
    try:
        return LocalDay(label, place, on=one.get("on"), month_day=str(one.get("month_day", "")), since=one["from"])
    except (ValueError, LawError):
        raise OrdinanceInvalid(
            f"休日「{label}」の日を読めません。",
            hint="month_day は 06-23、on は 2027-06-23 のように書いてください。",
        ) from None

"""The 2017 type of ordinance: a local body's own scheme, as tenant data over the national one as its model.

Until 2023-03-31 no act reached local bodies; those that had the scheme had it by ordinance. Such an ordinance mostly
took over the national chapter and changed some values. Its data says article by article what it takes over, what it
says otherwise and what it leaves out; nothing is taken over in silence, and every citation is the ordinance's own.

    title = "…市個人情報保護条例"
    from = 2017-10-01
    call = { must = false, cite = "条例30" }
    fee_cite = "条例38"

    [titles]                        # only where rules are cited too
    "規則" = "…市個人情報保護条例施行規則"

    [[adopt]]                       # this part of the model, as it stands
    file = "criteria"
    cite = "条例33"

    [[value]]                       # the ordinance says otherwise
    file = "periods"
    array = "period"
    key = "call_minimum"
    length = 45
    cite = "規則3①"

    [[without]]                     # the ordinance has no such thing
    file = "periods"
    array = "period"
    key = "call_frequency"
    reason = "毎年度の募集を義務としていない"

    [[line]]                        # the fee, in the shape of `fees.parse_schedule`; third_party may stand in it
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oboro.kernel.errors import OrdinanceInvalid
from oboro.law import source
from oboro.law.citation import HOW_TO_WRITE, Citation, parse
from oboro.law.fees import Schedule, parse_schedule
from oboro.law.regime import BodyKind, Ordinance, Regime, Scheme

MODEL = Scheme.GYOKOHO_2017
ACT_REACHES_ON = date(2023, 4, 1)
_FILES = (
    "regime",
    "register",
    "eligibility",
    "periods",
    "criteria",
    "disqualification",
    "opinions",
    "standards",
    "codes",
    "forms",
    "attachments",
)
"""What an ordinance must speak of, one way or the other."""

_NOT_ADOPTED = {"law", "scheme", "body", "amendment"}
_TOGETHER = {
    ("criteria", "amount", "minimum_persons"): (("criteria", "criterion", "persons"),),
    ("periods", "period", "bar"): (
        ("disqualification", "ground", "penalty"),
        ("disqualification", "ground", "terminated"),
    ),
    ("register", "amount", "few_persons"): (("register", "exemption", "few_persons"),),
}
"""Values that other texts of the model repeat in words: who changes the first writes the others anew."""


@dataclass(frozen=True)
class LocalScheme:
    """A body's scheme: its ordinance and its fees."""

    ordinance: Ordinance
    schedule: Schedule


@dataclass(frozen=True)
class Parameter:
    """A value an ordinance of this type has to settle, with what the national scheme says.

    Attributes:
        name: file.array.key, as [[value]] takes it.
        text: the national value in words.
    """

    name: str
    label: str
    text: str
    citation: Citation


def parameters() -> tuple[Parameter, ...]:
    """What an ordinance had to settle beyond taking texts over: frequency, days, persons, years, opinions, fees."""
    model = Regime(MODEL, BodyKind.NATIONAL_ORGAN, date(2022, 3, 31))
    wanted = (
        ("periods", "period"),
        ("criteria", "amount"),
        ("register", "amount"),
        ("opinions", "rule"),
        ("fees", "line"),
    )
    return tuple(
        Parameter(
            f"{file}.{array}.{entry.key}",
            entry.text("label") or entry.text("text"),
            _value(entry.values),
            entry.citation,
        )
        for file, array in wanted
        for entry in model.entries(file, array)
    )


def is_scheme(toml_text: str) -> bool:
    """Whether a body's data speaks of a whole scheme of 2017, and not of fees and closed days alone."""
    try:
        return bool({"adopt", "value", "without"} & set(tomllib.loads(toml_text)))
    except tomllib.TOMLDecodeError:
        return False


def parse_scheme(toml_text: str) -> LocalScheme:
    """A body's scheme from its data, checked.

    Raises:
        OrdinanceInvalid: the text is no TOML, names what the model does not have, cites badly, leaves a part of the
            model unsaid, or changes a value that other texts repeat without writing those anew.
    """
    try:
        raw: Mapping[str, Any] = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError:
        raise OrdinanceInvalid("条例のデータをTOMLとして読めません。", hint="書式を確かめてください。") from None
    title, since, until = raw.get("title"), raw.get("from"), raw.get("until", ACT_REACHES_ON)
    if not isinstance(title, str) or not title.strip() or type(since) is not date or type(until) is not date:
        raise OrdinanceInvalid("条例のデータに title か from がありません。", hint="題名と施行日を書いてください。")
    if not since < until <= ACT_REACHES_ON:
        raise OrdinanceInvalid(
            "条例の施行日と終わりの日が正しくありません。",
            hint="終わりは施行日より後、法律が地方公共団体に及んだ日以前です。",
        )
    titles = {"条例": title, **{str(k): str(v) for k, v in raw.get("titles", {}).items()}}
    call = raw.get("call", {})
    ordinance = Ordinance(
        title=title,
        titles=titles,
        since=since,
        until=until,
        must_call=call.get("must") is True,
        call_cite=_cite(call.get("cite"), titles, "call"),
        fee_cite=_cite(raw.get("fee_cite"), titles, "fee_cite"),
        adopted=_adopted(raw, titles),
        changed=_changed(raw, titles),
        without=_without(raw),
    )
    _check_whole(ordinance)
    spoken = toml_text if "instrument" in raw else 'instrument = "ordinance"\n' + toml_text
    return LocalScheme(ordinance, parse_schedule(spoken, third_parties=True))


def _adopted(raw: Mapping[str, Any], titles: Mapping[str, str]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for one in raw.get("adopt", ()):
        arrays = _arrays(one.get("file"))
        named = [one["array"]] if "array" in one else arrays
        if not arrays or not set(named) <= set(arrays):
            raise OrdinanceInvalid(
                "[[adopt]] の file か array が読めません。", hint="使える file: " + "、".join(_FILES)
            )
        found |= {(one["file"], array): _cite(one.get("cite"), titles, one["file"]) for array in named}
    return found


def _changed(raw: Mapping[str, Any], titles: Mapping[str, str]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for one in raw.get("value", ()):
        place = _place(one, "[[value]]")
        model = next(v for v in source.versions(MODEL, place[0], place[1]) if v.key == place[2])
        own = {name: value for name, value in one.items() if name not in {"file", "array", "key"}}
        _cite(own.get("cite"), titles, place[2])
        wrong = [name for name, value in own.items() if name != "cite" and not _fits(model.values.get(name), value)]
        if wrong:
            raise OrdinanceInvalid(
                f"{place[2]} の {'、'.join(wrong)} が正しくありません。",
                hint="国の値と同じ名前と種類で書いてください。",
            )
        found[place] = own
    return found


def _without(raw: Mapping[str, Any]) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for one in raw.get("without", ()):
        reason = one.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise OrdinanceInvalid("[[without]] に reason がありません。", hint="ないことの理由を書いてください。")
        if "key" in one:
            found[_place(one, "[[without]]")] = reason
        elif one.get("file") in _FILES:
            found |= {(one["file"], array, ""): reason for array in _arrays(one["file"])}
        else:
            raise OrdinanceInvalid("[[without]] の file が読めません。", hint="使える file: " + "、".join(_FILES))
    return found


def _place(one: Mapping[str, Any], where: str) -> tuple[str, str, str]:
    place = (str(one.get("file")), str(one.get("array")), str(one.get("key")))
    known = place[0] in _FILES and place[1] in _arrays(place[0])
    if not known or all(v.key != place[2] or v.absent for v in source.versions(MODEL, place[0], place[1])):
        raise OrdinanceInvalid(
            f"{where} の {'.'.join(place)} は国の制度にありません。",
            hint="使える名前は、値の一覧（parameters）で確かめてください。",
        )
    return place


def _check_whole(ordinance: Ordinance) -> None:
    unsaid = sorted(
        {
            file
            for file in _FILES
            for array in _arrays(file)
            if (file, array) not in ordinance.adopted and (file, array, "") not in ordinance.without
        }
    )
    if unsaid:
        raise OrdinanceInvalid(
            "条例のデータに、次についての定めがありません: " + "、".join(unsaid),
            hint="国の定めによるなら [[adopt]]、ないなら [[without]] と書いてください。",
        )
    for first, others in _TOGETHER.items():
        lacking = [other for other in others if first in ordinance.changed and other not in ordinance.changed]
        if lacking:
            raise OrdinanceInvalid(
                f"{'.'.join(first)} を変えるときは、{'.'.join(lacking[0])} の text も書き直します。",
                hint="国の文言には国の数が書いてあるためです。",
            )


def _arrays(file: object) -> list[str]:
    if file not in _FILES:
        return []
    return [
        name
        for name, told in source.document(MODEL, str(file)).items()
        if isinstance(told, list) and name not in _NOT_ADOPTED
    ]


def _cite(cite: object, titles: Mapping[str, str], where: str) -> str:
    try:
        parse(str(cite), titles=dict(titles))
    except ValueError:
        raise OrdinanceInvalid(f"{where} の cite「{cite}」を読めません。", hint=HOW_TO_WRITE) from None
    return str(cite)


def _fits(model: object, own: object) -> bool:
    """Whether a value is of the kind the model has: a whole number not below zero, a text, a list or a yes or no."""
    if model is None or type(model) is not type(own):
        return False
    return not (isinstance(own, int) and not isinstance(own, bool) and own < 0) and own != ""


def _value(values: Mapping[str, Any]) -> str:
    for name, form in (("length", "{length}（{unit}）"), ("yen", "{yen:,}円"), ("value", "{value:,}人")):
        if name in values:
            return form.format(**values)
    return str(values.get("text") or values.get("label", ""))

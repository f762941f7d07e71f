"""From what a recipe says to a step; and the steps that are no treatment, refused with the reason."""

from collections.abc import Mapping
from dataclasses import MISSING as REQUIRED
from dataclasses import fields
from typing import Any

from oboro.engine.transform.base import Step
from oboro.engine.transform.coding import BottomCode, Round, TopCode
from oboro.engine.transform.events import LimitRecords, RareEvents, RareSequences, TrimEnds
from oboro.engine.transform.microaggregation import Microaggregate
from oboro.engine.transform.perturbation import DateShift, Noise, Pram
from oboro.engine.transform.pseudonym import Pseudonymise
from oboro.engine.transform.removal import DeleteCells, DeleteRecords, Sample
from oboro.engine.transform.swap import RankSwap, SwapHouseholds
from oboro.engine.transform.synthesis import Synthesise
from oboro.kernel.errors import RecipeInvalid

STEPS: tuple[Any, ...] = (
    TopCode, BottomCode, Round, Sample, DeleteRecords, DeleteCells, Microaggregate, RankSwap, SwapHouseholds,
    Noise, Pram, DateShift, Pseudonymise, TrimEnds, RareEvents, RareSequences, LimitRecords, Synthesise,
)  # fmt: skip

_OF_KEY = {kind.key: kind for kind in STEPS}
_UNDONE = "復元できる規則性を持つ方法による置換えは、加工の基準が認めていません。"
_REVERSIBLE = {
    "hash": "鍵のないハッシュは、候補の値を総当たりで計算し直せば元の値が分かります。",
    "encrypt": "暗号化は、鍵があれば元の値に戻せます。",
    "encode": "符号の置換えは、規則が分かれば元の値に戻せます。",
    "offset": "一定の数を足すだけの置換えは、一つの値が分かればすべて元に戻せます。",
    "scale": "一定の数を掛けるだけの置換えは、一つの値が分かればすべて元に戻せます。",
    "number": "並び順の通し番号は、元の並びが分かれば元の値に戻せます。",
    "rank": "大きさの順に振る番号は、順序がそのまま残るので、元の値の見当がつきます。",
    "substitute": "決まった対応表による置換えは、対応表か、いくつかの組が分かれば元の値に戻せます。",
    "reverse": "並べ替えや反転は、同じことをもう一度すれば元の値に戻せます。",
}
_TYPES: dict[Any, tuple[type, ...]] = {
    str: (str,), int: (int,), float: (int, float), bool: (bool,), "str": (str,), "int": (int,), "float": (int, float),
    "bool": (bool,),
}  # fmt: skip


def step_of(said: Mapping[str, Any]) -> Step:
    """The step that one `[[step]]` table writes.

    Raises:
        RecipeInvalid: an unknown treatment or setting, a wrong type, or a step that could be undone, with the reason.
    """
    key = said.get("treatment")
    if not isinstance(key, str):
        key = None
    if key in _REVERSIBLE:
        raise RecipeInvalid(f"手順{key}は使えません。{_REVERSIBLE[str(key)]}{_UNDONE}", hint=_INSTEAD)
    if key not in _OF_KEY:
        raise RecipeInvalid(
            "手順（[[step]]）のtreatmentがないか、知らないものです。", hint=f"使えるもの: {', '.join(_OF_KEY)}"
        )
    kind = _OF_KEY[str(key)]
    settings = {name: value for name, value in said.items() if name != "treatment"}
    _refuse_undone(kind, settings)
    known = {one.name: one for one in fields(kind)}
    if unknown := sorted(set(settings) - set(known)):
        raise RecipeInvalid(f"手順{key}に知らない設定があります: {', '.join(unknown)}")
    lacking = [name for name, one in known.items() if one.default is REQUIRED and name not in settings]
    if lacking:
        raise RecipeInvalid(f"手順{key}に足りない設定があります: {', '.join(lacking)}")
    step: Step = kind(**{name: _typed(kind, known[name].type, name, value) for name, value in settings.items()})
    return step


# --- private -----------------------------------------------------------------------------------------------------

_INSTEAD = 'treatment = "pseudonymise"（鍵付きで、鍵は加工の後に捨てます）や date-shift、noise を使ってください。'


def _refuse_undone(kind: Any, settings: Mapping[str, Any]) -> None:
    if kind is Pseudonymise and {"key", "salt", "secret", "method", "algorithm"} & set(settings):
        raise RecipeInvalid(
            "仮ID化の鍵や方式を手順書に書くことはできません。鍵が残れば、元の値に戻せます。" + _UNDONE, hint=_INSTEAD
        )
    if kind is DateShift and {"offset", "by"} & set(settings):
        raise RecipeInvalid(f"全員に同じ日数を足す移動は使えません。{_REVERSIBLE['offset']}{_UNDONE}", hint=_INSTEAD)


def _typed(kind: Any, wanted: Any, name: str, value: Any) -> Any:
    where = f"手順{kind.key}の{name}"
    if "Mapping" in str(wanted):
        if not isinstance(value, Mapping) or not all(isinstance(one, list) for one in value.values()):
            raise RecipeInvalid(f"{where}は、列名 = […]の組で書いてください。")
        return {str(column): _typed(kind, "tuple", name, one) for column, one in value.items()}
    if "tuple" in str(wanted):
        if isinstance(value, str) or not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise RecipeInvalid(f"{where}は、文字列の一覧（[…]）で書いてください。")
        return tuple(value)
    text = str(getattr(wanted, "__name__", wanted)).removesuffix(" | None")
    if not isinstance(value, _TYPES[text]) or (isinstance(value, bool) and text != "bool"):
        raise RecipeInvalid(f"{where}の型が違います。")
    return float(str(value)) if text == "float" else value

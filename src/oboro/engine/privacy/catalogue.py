"""From what a recipe says to privacy models."""

from collections.abc import Callable, Mapping
from typing import Any

from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.kernel.errors import RecipeInvalid

MODELS: dict[str, tuple[Callable[..., PrivacyModel], dict[str, type | tuple[type, ...]]]] = {
    "k-anonymity": (KAnonymity, {"k": int}),
    "l-diversity": (LDiversity, {"column": str, "l": (int, float), "kind": str, "c": (int, float)}),
    "t-closeness": (TCloseness, {"column": str, "t": (int, float), "distance": str}),
}


def model_of(said: Mapping[str, Any]) -> PrivacyModel:
    """The privacy model of one `[[privacy]]` table.

    Raises:
        RecipeInvalid: unknown model, unknown or missing setting, or a value that cannot be.
    """
    name = str(said.get("model", ""))
    if name not in MODELS:
        raise RecipeInvalid(f"安全性の指標「{name}」を知りません。", hint=f"使えるもの: {', '.join(MODELS)}")
    make, kinds = MODELS[name]
    settings = {key: value for key, value in said.items() if key != "model"}
    for key, value in settings.items():
        if key not in kinds:
            raise RecipeInvalid(f"{name}に知らない設定{key}があります。", hint=f"使えるもの: {', '.join(kinds)}")
        if isinstance(value, bool) or not isinstance(value, kinds[key]):
            raise RecipeInvalid(f"{name}の{key}の型が違います。")
    try:
        return make(**settings)
    except TypeError as error:
        raise RecipeInvalid(f"{name}の設定が足りません。", hint=f"書くもの: {', '.join(kinds)}") from error

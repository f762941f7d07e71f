"""From what a recipe says to privacy models."""

from collections.abc import Callable, Mapping
from typing import Any

from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.k_anonymity import KAnonymity, KCombinations
from oboro.engine.privacy.l_diversity import LDiversity
from oboro.engine.privacy.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from oboro.engine.privacy.population import DeltaPresence, KMap
from oboro.engine.privacy.risk_limits import AverageRisk, HighestRisk, PopulationUniqueness
from oboro.engine.privacy.set_valued import KMAnonymity
from oboro.engine.privacy.t_closeness import TCloseness
from oboro.kernel.errors import RecipeInvalid

_NUMBER = (int, float)

MODELS: dict[str, tuple[Callable[..., PrivacyModel], dict[str, type | tuple[type, ...]]]] = {
    "k-anonymity": (KAnonymity, {"k": int}),
    "k-combinations": (KCombinations, {"k": int, "m": int}),
    "k-map": (KMap, {"k": int, "population": dict, "fraction": _NUMBER}),
    "alpha-k-anonymity": (AlphaK, {"column": str, "k": int, "alpha": _NUMBER, "values": list}),
    "l-diversity": (LDiversity, {"column": str, "l": _NUMBER, "kind": str, "c": _NUMBER}),
    "t-closeness": (TCloseness, {"column": str, "t": _NUMBER, "distance": str}),
    "delta-disclosure": (DeltaDisclosure, {"column": str, "delta": _NUMBER}),
    "beta-likeness": (BetaLikeness, {"column": str, "beta": _NUMBER, "kind": str}),
    "delta-presence": (DeltaPresence, {"minimum": _NUMBER, "maximum": _NUMBER, "population": dict}),
    "highest-risk": (HighestRisk, {"limit": _NUMBER}),
    "average-risk": (AverageRisk, {"limit": _NUMBER}),
    "population-uniqueness": (PopulationUniqueness, {"limit": _NUMBER, "population": int}),
    "km-anonymity": (KMAnonymity, {"column": str, "k": int, "m": int, "separator": str}),
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

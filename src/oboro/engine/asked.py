"""What a recipe asks to be measured besides its promises: the table [evidence]."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oboro.kernel.errors import RecipeInvalid

_WHERE = "[evidence]"
_NUMBERS = ("attacks", "population", "mask")
MOST_ATTACKS = 100_000
"""Targets of one attack: each costs a pass over the table, and the interval of 10,000 is below a hundredth wide."""
_KNOWN = {*_NUMBERS, "curve", "household", "census", "question", "earlier"}


@dataclass(frozen=True)
class Question:
    """A question of the proposer: how many by some columns, or the mean of a number by them."""

    name: str
    by: tuple[str, ...]
    of: str | None = None

    def told(self) -> dict[str, Any]:
        """As plain data."""
        return {"name": self.name, "by": list(self.by), **({"of": self.of} if self.of else {})}


@dataclass(frozen=True)
class Census:
    """Where the census says how many people there are: the area's code, and the columns of sex and age."""

    area: str
    sex: str | None = None
    age: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What is to be measured besides the promises.

    Attributes:
        attacks: how many targets each attack tries; 0 for no attacks.
        curve: the values of k for which the trade-off of risk and utility is worked out; empty for none.
        population: how many people the file's people are taken from; None when the file holds them all.
        mask: counts below this are not shown in the evidence.
        household: the column that tells households apart, for the risk of households.
        census: against which people of an area the table is held.
        questions: what the proposer wants to ask of the data.
        earlier: result folders of what was provided from this file before, relative to the recipe.
    """

    attacks: int = 0
    curve: tuple[int, ...] = ()
    population: int | None = None
    mask: int = 10
    household: str | None = None
    census: Census | None = None
    questions: tuple[Question, ...] = field(default=())
    earlier: tuple[str, ...] = ()

    @property
    def compares(self) -> bool:
        """Whether the written table is to be read again and held against the source: where any evidence is asked."""
        return self != Evidence()

    @property
    def reads(self) -> tuple[str, ...]:
        """Columns of the source that are read for the evidence alone."""
        return (self.household,) if self.household else ()


def evidence_of(said: Mapping[str, Any]) -> Evidence:
    """What the table [evidence] of a recipe asks.

    Raises:
        RecipeInvalid: an unknown setting or a wrong type.
    """
    if unknown := sorted(set(said) - _KNOWN):
        raise RecipeInvalid(f"{_WHERE}に知らない設定があります: {', '.join(unknown)}")
    curve = said.get("curve", [])
    if not isinstance(curve, list) or not all(isinstance(k, int) and not isinstance(k, bool) and k > 1 for k in curve):
        raise RecipeInvalid(f"{_WHERE}のcurveは、2以上のkの一覧で書いてください。")
    told = {name: said[name] for name in _NUMBERS if name in said}
    if any(not isinstance(number, int) or isinstance(number, bool) or number < 0 for number in told.values()):
        raise RecipeInvalid(f"{_WHERE}の{'・'.join(_NUMBERS)}は0以上の数にしてください。")
    if told.get("attacks", 0) > MOST_ATTACKS:
        raise RecipeInvalid(f"{_WHERE}のattacksは、{MOST_ATTACKS:,}までにしてください。")
    return Evidence(
        curve=tuple(sorted(set(curve))),
        household=_text(said, "household"),
        census=_census(said.get("census")),
        questions=_questions(said.get("question", [])),
        earlier=_texts(said.get("earlier", []), "earlier"),
        **told,
    )


def table_of(evidence: Evidence) -> dict[str, Any]:
    """The settings as the recipe writes them; those that are not set are left out."""
    census = evidence.census
    told = {
        "attacks": evidence.attacks,
        "curve": list(evidence.curve),
        "population": evidence.population,
        "mask": evidence.mask,
        "household": evidence.household,
        "census": {key: value for key, value in vars(census).items() if value} if census else None,
        "question": [one.told() for one in evidence.questions] or None,
        "earlier": list(evidence.earlier) or None,
    }
    return {key: value for key, value in told.items() if value is not None}


# --- private -----------------------------------------------------------------------------------------------------


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise RecipeInvalid(f"{_WHERE}の{name}は、文字列で書いてください。")
    return value


def _texts(said: Any, name: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(one, str) and one for one in said):
        raise RecipeInvalid(f"{_WHERE}の{name}は、文字列の一覧（[…]）で書いてください。")
    return tuple(said)


def _census(said: Any) -> Census | None:
    if said is None:
        return None
    if not isinstance(said, dict) or set(said) - {"area", "sex", "age"} or not _text(said, "area"):
        raise RecipeInvalid(f'{_WHERE}のcensusは、{{ area = "コード", sex = "列", age = "列" }}と書いてください。')
    found = Census(str(said["area"]), _text(said, "sex"), _text(said, "age"))
    if found.sex is None and found.age is None:
        raise RecipeInvalid(f"{_WHERE}のcensusに、sexかageの列を書いてください。")
    return found


def _questions(said: Any) -> tuple[Question, ...]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise RecipeInvalid("提案者の問いは、[[evidence.question]]の下に一つずつ書いてください。")
    found = []
    for one in said:
        if set(one) - {"name", "by", "of"} or not _text(one, "name") or not one.get("by"):
            raise RecipeInvalid("[[evidence.question]]には、nameとby（列の一覧）を、平均を問うならof（列）も書きます。")
        found.append(Question(one["name"], _texts(one["by"], "question.by"), _text(one, "of")))
    return tuple(found)

"""The declarative file that says what is to be made: TOML ⇄ Recipe."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from math import floor, inf, isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

from oboro.engine.asked import Evidence, evidence_of, table_of
from oboro.engine.backends.resources import Resources, resources_of
from oboro.engine.privacy.base import PrivacyModel
from oboro.engine.privacy.catalogue import model_of
from oboro.engine.reading import Joined, Source
from oboro.engine.table import Role
from oboro.engine.transform.base import Step, settings
from oboro.engine.transform.catalogue import step_of
from oboro.engine.transform.pseudonym import Pseudonymise
from oboro.engine.utility import AGGREGATES, OBJECTIVES, Objective
from oboro.kernel.errors import RecipeInvalid

METHODS = ("exact", "best-within", "levels")
MISSING_READINGS = ("own-value", "matches-anything", "refuse")
RECODINGS = ("full-domain", "local")
SUPPRESSED = ("records", "cells")
TABLES = {"csv": "data.csv", "parquet": "data.parquet"}
"""The forms in which the table is written, and its file in each."""


@dataclass(frozen=True)
class ColumnRule:
    """What a recipe says of one column.

    Attributes:
        role: what the column is.
        hierarchy: as written (`{file = …}` or `{name = …}`), or None.
        min_level, max_level: the levels the search may choose; None is the hierarchy's own end.
        outside: what becomes of values the hierarchy does not know: "refuse", or "missing" to take them as missing.
    """

    role: Role
    hierarchy: Mapping[str, Any] | None = None
    min_level: int = 0
    max_level: int | None = None
    outside: str = "refuse"


@dataclass(frozen=True)
class Search:
    """How the levels are found.

    Attributes:
        method: one of METHODS.
        levels: for "levels", the level of each quasi-identifier.
        seconds: for "best-within", how long the search may take.
        missing: one of MISSING_READINGS; how a missing quasi-identifier is read, and a cell that was made blank.
        recoding: one of RECODINGS; "local" gives each branch of a hierarchy a level of its own.
        suppress: one of SUPPRESSED; what is removed where a class does not hold.
        suppression_limit: the share of records that may be removed, as the number written.
        objective: what is minimised.
        seed: of the order of the written rows.
    """

    method: str = "exact"
    levels: Mapping[str, int] = field(default_factory=dict)
    suppression_limit: Fraction = Fraction(0)
    objective: Objective = field(default_factory=Objective)
    seed: int = 0
    seconds: float | None = None
    missing: str = "own-value"
    recoding: str = "full-domain"
    suppress: str = "records"

    def most_suppressed(self, records: int) -> int:
        """How many of so many records may be removed: floor(limit × n), without rounding errors."""
        return floor(self.suppression_limit * records)


@dataclass(frozen=True)
class Recipe:
    """A recipe as it was written.

    Attributes:
        source: the file, its path resolved against `base`.
        columns: rules by column name, in the order of the recipe.
        privacy: the models that every class must hold.
        search: how the levels are found.
        drop_unnamed: whether columns without a rule are dropped instead of refused.
        base: the folder of the recipe, to which its paths are relative.
        fingerprint: SHA-256 of the file's bytes.
        steps: treatments before the search, in their order.
        evidence: what is measured besides.
        table: the form of the written table, one of TABLES.
        resources: what the work may use of the machine, and which engine does it.
    """

    source: Source
    columns: Mapping[str, ColumnRule]
    privacy: tuple[PrivacyModel, ...]
    search: Search
    drop_unnamed: bool
    base: Path
    fingerprint: str
    steps: tuple[Step, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    table: str = "csv"
    resources: Resources = field(default_factory=Resources)

    def of(self, role: Role) -> tuple[str, ...]:
        """Columns of one role in the order of the recipe."""
        return tuple(name for name, rule in self.columns.items() if rule.role is role)

    def as_toml(self) -> str:
        """The recipe as TOML; loading it gives an equal recipe."""
        lines = ['default = "drop"', ""] if self.drop_unnamed else []
        lines += ["[source]", *_settings(_source_table(self)), ""]
        for name, rule in self.columns.items():
            lines += [f"[columns.{_toml(name)}]", *_settings(_column_table(rule)), ""]
        for step in self.steps:
            lines += ["[[step]]", *_settings({"treatment": step.key, **settings(step)}), ""]
        for model in self.privacy:
            lines += ["[[privacy]]", *_settings(model.promise()), ""]
        if self.evidence != Evidence():
            lines += ["[evidence]", *_settings(table_of(self.evidence)), ""]
        if self.table != "csv":
            lines += ["[output]", *_settings({"format": self.table}), ""]
        if self.resources != Resources():
            lines += ["[engine]", *_settings(asdict(self.resources)), ""]
        return "\n".join([*lines, "[search]", *_settings(_search_table(self.search)), ""])


def load(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        RecipeInvalid: not TOML, an unknown or missing setting, or a value that cannot be; names it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecipeInvalid(f"レシピ{path.name}を開けません。") from error
    return parse(content, base=path.resolve().parent)


def parse(content: bytes, *, base: Path) -> Recipe:
    """A recipe from the bytes of its file.

    Raises:
        RecipeInvalid: as `load`.
    """
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RecipeInvalid("レシピがUTF-8で書かれていません。") from error
    except tomllib.TOMLDecodeError as error:
        raise RecipeInvalid(f"レシピがTOMLとして読めません（{error}）。") from error
    _refuse_no_numbers(said, "")
    columns = dict(_table(said, "columns"))
    source = dict(_table(said, "source"))
    drop = [table.pop("default") for table in (said, source, columns) if isinstance(table.get("default"), str)]
    if any(word != "drop" for word in drop):
        raise RecipeInvalid('defaultに書けるのは"drop"だけです。')
    _refuse_unknown(said, {"source", "columns", "step", "privacy", "search", "evidence", "output", "engine"}, "レシピ")
    rules = {name: _column(name, rule) for name, rule in columns.items()}
    counted = frozenset(name for name, rule in rules.items() if rule.role in {Role.QUASI, Role.SENSITIVE})
    recipe = Recipe(
        source=replace(_source(source, base), spaces_are_missing=counted),
        columns=MappingProxyType(rules),
        privacy=_privacy(said.get("privacy")),
        search=_search(_table(said, "search", {})),
        drop_unnamed=bool(drop),
        base=base,
        fingerprint=hashlib.sha256(content).hexdigest(),
        steps=_steps(said.get("step", [])),
        evidence=evidence_of(_table(said, "evidence", {})),
        table=_form(_table(said, "output", {})),
        resources=resources_of(_table(said, "engine", {})),
    )
    _check_whole(recipe)
    return recipe


# --- private -----------------------------------------------------------------------------------------------------


_SEARCH_WORDS = {
    "method": METHODS,
    "objective": OBJECTIVES,
    "aggregate": AGGREGATES,
    "missing": MISSING_READINGS,
    "recoding": RECODINGS,
    "suppress": SUPPRESSED,
}
_BEYOND = 2**63
"""What TOML calls a whole number fits in 64 bits; nothing that a recipe says is as large."""
_HEAVIEST = 10**9
_SEARCH_KEYS = {*_SEARCH_WORDS, "levels", "seconds", "suppression_limit", "weights", "seed"}
_SOURCE_TEXTS = ("path", "format", "encoding", "delimiter", "person", "layout", "sheet", "query")


def _source(said: Mapping[str, Any], base: Path) -> Source:
    _refuse_unknown(said, {*_SOURCE_TEXTS, "skip", "repair", "join"}, "[source]")
    texts = {key: _typed(said, key, str, "[source]") for key in said if key in _SOURCE_TEXTS}
    if texts.get("person") == "":
        raise RecipeInvalid("[source]のpersonが空です。", hint="1行が1人なら、personの行を消してください。")
    if "path" not in texts:
        raise RecipeInvalid("[source]にpathがありません。", hint="加工するファイルの場所を書いてください。")
    _check_encoding(texts.get("encoding", "utf-8"), "[source]")
    skip = _typed(said, "skip", int, "[source]") if "skip" in said else 0
    repair = tuple(str(word) for word in _typed(said, "repair", list, "[source]")) if "repair" in said else ()
    further = {"skip": skip, "repair": repair, "joined": _joined(said, base)}
    return Source(**{**texts, "path": base / texts["path"], **further})


def _joined(said: Mapping[str, Any], base: Path) -> tuple[Joined, ...]:
    found, where = said.get("join", []), "[[source.join]]"
    if not isinstance(found, list) or not all(isinstance(one, dict) and {"path", "on"} <= set(one) for one in found):
        raise RecipeInvalid(f"{where}には、path（つなぐファイル）とon（鍵の列）を書いてください。")
    for one in found:
        _refuse_unknown(one, {"path", "on", "encoding", "delimiter"}, where)
    links = [{key: _typed(one, key, str, where) for key in one} for one in found]
    return tuple(Joined(**{**link, "path": base / link["path"]}) for link in links)


def _check_encoding(encoding: str, where: str) -> None:
    """Refuse what is no encoding of text at all, such as rot13; Python knows those by name too."""
    try:
        "a".encode(encoding)
    except (LookupError, UnicodeError, ValueError) as error:
        raise RecipeInvalid(
            f"{where}のencoding「{encoding}」は文字コードではありません。",
            hint="cp932、utf-8、utf-16、euc_jis_2004などを書いてください。",
        ) from error


def _column(name: str, said: Any) -> ColumnRule:
    where = f"列「{name}」"
    if not isinstance(said, dict):
        raise RecipeInvalid(f"{where}の書き方が違います。", hint=f'[columns."{name}"]の下にroleを書いてください。')
    _refuse_unknown(said, {"role", "hierarchy", "min_level", "max_level", "outside"}, where)
    if said.get("role") not in list(Role):
        raise RecipeInvalid(f"{where}の役割（role）がないか、知らないものです。", hint=f"使えるもの: {', '.join(Role)}")
    role = Role(said["role"])
    if "hierarchy" in said and role not in {Role.QUASI, Role.SENSITIVE}:
        raise RecipeInvalid(f"{where}の役割{role}に階層は要りません。")
    if {"min_level", "max_level", "outside"} & set(said) and role is not Role.QUASI:
        raise RecipeInvalid(f"{where}の段や範囲外の指定は、役割quasiの列にだけ書けます。")
    if said.get("outside", "refuse") not in ("refuse", "missing"):
        raise RecipeInvalid(f'{where}のoutsideは"refuse"か"missing"にしてください。')
    return ColumnRule(
        role=role,
        hierarchy=_typed(said, "hierarchy", dict, where) if "hierarchy" in said else None,
        min_level=_typed(said, "min_level", int, where) if "min_level" in said else 0,
        max_level=_typed(said, "max_level", int, where) if "max_level" in said else None,
        outside=said.get("outside", "refuse"),
    )


def _privacy(said: Any) -> tuple[PrivacyModel, ...]:
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        raise RecipeInvalid(
            "安全性の指標がありません。", hint='[[privacy]]の下にmodel = "k-anonymity"とkを書いてください。'
        )
    return tuple(model_of(one) for one in said)


def _steps(said: Any) -> tuple[Step, ...]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise RecipeInvalid("手順は[[step]]の下に一つずつ書いてください。")
    return tuple(step_of(one) for one in said)


def _form(said: Mapping[str, Any]) -> str:
    _refuse_unknown(said, {"format"}, "[output]")
    if said.get("format", "csv") not in tuple(TABLES):
        raise RecipeInvalid(f"[output]のformatに書けるのは{'・'.join(TABLES)}です。")
    return str(said.get("format", "csv"))


def _search(said: Mapping[str, Any]) -> Search:
    where = "[search]"
    _refuse_unknown(said, _SEARCH_KEYS, where)
    for key, known in _SEARCH_WORDS.items():
        if said.get(key, known[0]) not in known:
            raise RecipeInvalid(f"{where}の{key}は{'・'.join(known)}のどれかにしてください。")
    method, limit = said.get("method", "exact"), said.get("suppression_limit", 0)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 <= limit <= 1:
        raise RecipeInvalid(f"{where}のsuppression_limitは0から1までの数にしてください。")
    levels = _numbers(said, "levels", int)
    if (method == "levels") != bool(levels):
        raise RecipeInvalid(f'{where}のlevelsは、method = "levels"のときに（そのときだけ）書いてください。')
    seconds = said.get("seconds")
    if (method == "best-within") != (seconds is not None) or not _is_positive(seconds):
        raise RecipeInvalid(
            f'{where}のsecondsは、method = "best-within"のときに（そのときだけ）、正の数で書いてください。'
        )
    kind, aggregate = said.get("objective", OBJECTIVES[0]), said.get("aggregate", AGGREGATES[0])
    return Search(
        method=method,
        levels=levels,
        suppression_limit=Fraction(str(limit)),
        objective=Objective(aggregate, _weights(said), kind),
        seed=_typed(said, "seed", int, where) if "seed" in said else 0,
        seconds=None if seconds is None else float(seconds),
        missing=said.get("missing", MISSING_READINGS[0]),
        recoding=said.get("recoding", RECODINGS[0]),
        suppress=said.get("suppress", SUPPRESSED[said.get("recoding") == "local"]),
    )


def _is_positive(number: Any) -> bool:
    return number is None or (isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < inf)


def _numbers(said: Mapping[str, Any], key: str, kind: Any) -> Mapping[str, Any]:
    table = said.get(key, {})
    fits = isinstance(table, dict) and all(
        isinstance(value, kind) and not isinstance(value, bool) and 0 <= value <= _HEAVIEST for value in table.values()
    )
    if not fits:
        raise RecipeInvalid(f"[search]の{key}は、列名 = 0以上10億以下の数 の組で書いてください。")
    return MappingProxyType(dict(table))


def _weights(said: Mapping[str, Any]) -> Mapping[str, float]:
    """Beyond these sizes losses that differ come out equal, and what is called the best is not."""
    weights: Mapping[str, float] = _numbers(said, "weights", int | float)
    if any(weight and not 1e-6 <= weight <= 1e6 for weight in weights.values()):
        raise RecipeInvalid("[search]のweightsは、0か、0.000001から1000000までの数にしてください。")
    return weights


def _check_whole(recipe: Recipe) -> None:
    if recipe.source.joined and recipe.source.person is None:
        raise RecipeInvalid(
            "ファイルをつなぐとき（[[source.join]]）は、同じ人を見分ける列（person）が要ります。"
            "つなぐと一人が何行にもなり、行を数えては人数が多く出ます。",
            hint="[source]のpersonに、一人の行が同じ値を持つ列（つなぐ鍵など）を書いてください。",
        )
    person = recipe.columns.get(recipe.source.person or "")
    if person is not None and not (person.role.is_dropped or person.role is Role.PSEUDONYM):
        raise RecipeInvalid(
            f"同じ人を見分ける列「{recipe.source.person}」は出力できません。", hint='役割を"link"などにしてください。'
        )
    _check_pseudonyms(recipe)
    _check_wildcards(recipe)
    _check_together(recipe)
    for name in {*recipe.search.levels, *recipe.search.objective.weights}:
        if name not in recipe.of(Role.QUASI):
            raise RecipeInvalid(f"[search]の「{name}」は、役割quasiの列ではありません。")
    if recipe.search.levels and set(recipe.search.levels) != set(recipe.of(Role.QUASI)):
        raise RecipeInvalid("[search]のlevelsに、役割quasiの列をすべて書いてください。")
    for model in recipe.privacy:
        if model.column is not None and model.column not in recipe.of(Role.SENSITIVE):
            raise RecipeInvalid(f"{model.model}の列「{model.column}」は、役割sensitiveの列ではありません。")
        rule = recipe.columns.get(model.column or "")
        if rule and model.promise().get("distance") == "hierarchical" and rule.hierarchy is None:
            raise RecipeInvalid(f"{model.model}の列「{model.column}」に、距離を測る階層がありません。")


def _check_together(recipe: Recipe) -> None:
    search = recipe.search
    if search.recoding == "local" and search.objective.kind == "precision":
        raise RecipeInvalid('recoding = "local"のときは、段の数で測るobjective = "precision"は使えません。')
    for model in recipe.privacy:
        if search.suppress == "cells" and not model.reads_wildcards:
            raise RecipeInvalid(f'{model.model}は、セルを消すとき（suppress = "cells"）には使えません。')


def _check_wildcards(recipe: Recipe) -> None:
    for model in recipe.privacy:
        if recipe.search.missing == "matches-anything" and not model.reads_wildcards:
            raise RecipeInvalid(
                f'{model.model}は、欠損を何にでも一致すると読むとき（missing = "matches-anything"）には測れません。',
                hint='missing = "own-value"にするか、他の指標を使ってください。',
            )


def _check_pseudonyms(recipe: Recipe) -> None:
    made = {name for step in recipe.steps if isinstance(step, Pseudonymise) for name in step.columns}
    for name in recipe.of(Role.PSEUDONYM):
        if name not in made:
            raise RecipeInvalid(
                f"列「{name}」の役割はpseudonymですが、仮IDにする手順がありません。",
                hint='[[step]]にtreatment = "pseudonymise"とcolumnsを書いてください。',
            )
    for name in sorted(made):
        if name not in recipe.of(Role.PSEUDONYM):
            raise RecipeInvalid(f"仮IDにする列「{name}」の役割は、pseudonymにしてください。")


def _table(said: Mapping[str, Any], key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    found = said.get(key, default)
    if not isinstance(found, dict):
        raise RecipeInvalid(f"レシピに[{key}]がありません。")
    return found


def _typed(said: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    value = said[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RecipeInvalid(f"{where}の{key}の型が違います。")
    return value


def _refuse_no_numbers(said: Any, name: str) -> None:
    """No setting means anything with nan or inf: what is compared with nan is never true, and a step does nothing."""
    if isinstance(said, dict | list):
        for key, value in said.items() if isinstance(said, dict) else [(name, one) for one in said]:
            _refuse_no_numbers(value, key)
    elif isinstance(said, int | float) and not (isfinite(said) and abs(said) < _BEYOND):
        raise RecipeInvalid(f"レシピの{name}は、数（nanやinfでなく、19桁以内のもの）で書いてください。")


def _refuse_unknown(said: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(said) - known):
        raise RecipeInvalid(f"{where}に知らない設定があります: {', '.join(unknown)}")


def _source_table(recipe: Recipe) -> dict[str, Any]:
    source = recipe.source
    told: dict[str, Any] = {
        "path": _beside(source.path, recipe.base),
        "format": source.format,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
    }
    further = {key: getattr(source, key) for key in ("person", "skip", "layout", "sheet", "query", "repair")}
    links = [{**vars(link), "path": _beside(link.path, recipe.base)} for link in source.joined]
    return {**told, **{key: value for key, value in {**further, "join": links}.items() if value}}


def _beside(path: Path, base: Path) -> str:
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def _column_table(rule: ColumnRule) -> dict[str, Any]:
    told = {"role": rule.role.value, "hierarchy": rule.hierarchy, "max_level": rule.max_level}
    told |= {"min_level": rule.min_level or None, "outside": None if rule.outside == "refuse" else rule.outside}
    return {key: value for key, value in told.items() if value is not None}


def _search_table(search: Search) -> dict[str, Any]:
    told: dict[str, Any] = {"method": search.method}
    if search.levels:
        told["levels"] = search.levels
    if search.seconds is not None:
        told["seconds"] = search.seconds
    told |= {"suppression_limit": float(search.suppression_limit), "objective": search.objective.kind}
    told |= {"aggregate": search.objective.aggregate, "missing": search.missing}
    told |= {"recoding": search.recoding, "suppress": search.suppress}
    if search.objective.weights:
        told["weights"] = search.objective.weights
    return {**told, "seed": search.seed}


def _settings(table: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in table.items()]


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(str(key))} = {_toml(member)}" for key, member in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(member) for member in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign >= " " and sign != "\x7f" else f"\\u{ord(sign):04x}" for sign in escaped) + '"'

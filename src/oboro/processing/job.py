"""Carry the order out: run the recipe in the workspace, and measure the result again by the engine's other path.

What the journal has recorded counts. A run that was killed, or failed, leaves the output of the run before.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from oboro.engine import check as checks
from oboro.engine import reading
from oboro.engine import recipe as recipes
from oboro.engine import run as runs
from oboro.engine.check import Check
from oboro.engine.detectors.base import Verdict
from oboro.engine.detectors.verdict import SURE, detect
from oboro.engine.job import Progress, silent
from oboro.engine.privacy.k_anonymity import KAnonymity
from oboro.engine.reading import Exclusion
from oboro.engine.recipe import Recipe
from oboro.engine.table import Role
from oboro.exchange.delivery import StandardMet
from oboro.exchange.order import Order
from oboro.files import write_bytes
from oboro.kernel.canonical import digest
from oboro.kernel.errors import CheckFailed, NotLawful, NotNow, RecipeInvalid, SourceUnreadable, WorkspaceError
from oboro.law.criteria import minimum_persons
from oboro.law.regime import Regime
from oboro.processing import scheme, standards
from oboro.processing.contact_data import ContactFound, contact_data
from oboro.processing.objections import Absentees, absentees
from oboro.processing.standards import ColumnDone, Facts
from oboro.processing.workspace import (
    CHECKED,
    RAN,
    SEALED,
    Workspace,
    accepted_order,
    read_json,
    replace_out,
    working,
    write_json,
)
from oboro.processing.written import Written, counted

_SEEMING = {Role.IDENTIFIER: "identifying", Role.LINK: "links"}


@dataclass(frozen=True)
class Ran:
    """What a run has made.

    Attributes:
        report: the engine's report, as it stands in out/report.json.
        not_made: items the order wants that the recipe does not write.
        letters: how many letters of objection were carried out.
    """

    report: dict[str, Any]
    not_made: tuple[str, ...]
    letters: int


@dataclass(frozen=True)
class Checked:
    """What a check has found.

    Attributes:
        measured: the engine's second measurement.
        standards: the statutory standards, line by line.
        contact: columns by which a person could still be reached, and what the law of the day says of them.
    """

    measured: Check
    standards: tuple[StandardMet, ...]
    contact: ContactFound

    @property
    def open(self) -> int:
        """How many lines of the standards wait."""
        return sum(not line.done for line in self.standards)


@dataclass(frozen=True)
class Measured:
    """A result measured anew: by the engine, by plain counting and against the standards."""

    order: Order
    order_sha256: str
    regime: Regime
    recipe: Recipe
    report: dict[str, Any]
    check: Check
    written: Written
    standards: tuple[StandardMet, ...]


def run(
    folder: Path,
    *,
    recipe: Path,
    third_parties: Path | None,
    by: str,
    at: datetime,
    progress: Progress = silent,
    key: bytearray | None = None,
) -> Ran:
    """Run a recipe in a workspace; the new output takes the place of the old one, whole or not at all.

    Args:
        folder: the workspace.
        recipe: the recipe; it stays where it is, its bytes are kept in the workspace.
        third_parties: the section's list of letters and records, needed when somebody objected.
        by: account, for the journal.
        at: the instant, for the journal.
        progress: told how far the engine is.
        key: the secret of this making, for surrogates; worthless afterwards.

    Raises:
        NotNow: no order yet, or the delivery is sealed already.
        RecipeInvalid: the recipe writes an item the order does not want; or any trouble of the recipe.
        NotLawful: an objection that cannot be carried out, or fewer persons than the law or the contract allows.
        OboroError: whatever the engine refuses.
    """
    with working(folder, command="run", by=by, at=at) as place:
        refuse_sealed(place)
        order, _ = accepted_order(place)
        regime = scheme.of(order)
        loaded = recipes.load(recipe)
        not_made = _refuse_unordered(order, loaded)
        absent = absentees(order, third_parties=third_parties, person=loaded.source.person)
        runs.run(loaded, out=place.next_out, exclude=_exclusion(absent), progress=progress, key=key)
        report = read_json(place.next_out / place.report.name)
        _refuse_unfound(report, third_parties)
        refuse_few(regime, order, report["output"]["persons"])
        listed = third_parties if absent else None
        _commit(place, order=order, recipe=recipe, third_parties=listed, loaded=loaded, report=report, absent=absent)
        return Ran(report=report, not_made=not_made, letters=absent.letters if absent else 0)


def check(folder: Path, *, by: str, at: datetime) -> Checked:
    """Measure the output again and hold it against the standards; writes check.json and standards.json.

    Raises:
        NotNow: nothing was run yet, or the delivery is sealed already.
        CheckFailed: a file differs from what the run wrote, or the second measurement from the first.
        SourceError, WorkspaceError: the recipe or the source cannot be found as they were.
    """
    with working(folder, command="check", by=by, at=at) as place:
        refuse_sealed(place)
        found = measure(place)
        for stale in place.pages:  # they tell of the standards as an earlier check has found them
            stale.unlink(missing_ok=True)
        write_json(place.standards, standards.as_json(found.standards))
        write_json(place.check, check_record(place, found))
        facts = {
            "table_sha256": reading.fingerprint(place.table),
            "check_sha256": reading.fingerprint(place.check),
            "standards_sha256": reading.fingerprint(place.standards),
            "k": found.check.k,
            "open": sum(not line.done for line in found.standards),
        }
        place.record(CHECKED, subject=f"case:{found.order.case}", facts=facts)
        contact = contact_data(found.written, body=found.regime.body, on=at.date())
        return Checked(measured=found.check, standards=found.standards, contact=contact)


def measure(place: Workspace) -> Measured:
    """Measure what stands in the workspace, after making sure that it is what the last run wrote (as `check`)."""
    order, order_sha256 = accepted_order(place)
    regime = scheme.of(order)
    refuse_changed(place)
    loaded = _same_recipe(place)
    report = read_json(place.report)
    absent = _same_absentees(place, order, loaded)
    second = checks.check(place.table, loaded, exclude=_exclusion(absent))
    _refuse_difference(report, second)
    written = counted(place.table, surrogate=_surrogate(loaded))
    seen = _surely(written)
    facts = Facts(
        columns=_columns(loaded, report),
        written=written,
        k=second.k,
        promised=_promised(loaded),
        one_row_each=report["output"]["persons"] == written.records,
        suspects={name: one.label for name, one in seen.items() if one.role is Role.CODE},
        seeming=_seeming(seen, loaded),
        keyed=frozenset(name for step in report["steps"] if step["key_destroyed"] for name in step["columns"]),
        listed=standards.read_listed(place.folder / standards.LISTED, written),
        attacked=_attacked(report),
        together=second.together,
        earlier=tuple((one["k"], one["small_differences"]) for one in report["risk"].get("earlier", ())),
    )
    lines = standards.checklist(regime, facts, standards.read_judgements(place.judgements))
    return Measured(order, order_sha256, regime, loaded, report, second, written, lines)


def check_record(place: Workspace, found: Measured) -> dict[str, Any]:
    """What check.json says: of which table under which recipe, and the measurement."""
    return {
        "table_sha256": reading.fingerprint(place.table),
        "recipe_sha256": found.recipe.fingerprint,
        "measured": json.loads(json.dumps(found.check.as_json())),
    }


def refuse_sealed(place: Workspace) -> None:
    """Make sure that the delivery of this workspace is not sealed yet.

    Raises:
        NotNow: it is, and the file stands here.
    """
    sealed = place.last(SEALED)
    if sealed and place.delivery.exists() and reading.fingerprint(place.delivery) == sealed.facts["delivery_sha256"]:
        raise NotNow(
            "この作業場の納品はもう封をしてあります。",
            hint="作り直すには、delivery.zip を別の場所に移してからもう一度実行してください。",
        )


def refuse_changed(place: Workspace) -> None:
    """Make sure that table, report and recipe are what the last run wrote.

    Raises:
        NotNow: nothing was run yet.
        CheckFailed: one of them differs; names it.
    """
    event = place.last(RAN)
    if event is None:
        raise NotNow("この作業場ではまだ何も作っていません。", hint="先に oboro run を実行してください。")
    for path, name in ((place.table, "table"), (place.report, "report"), (place.recipe, "recipe")):
        if not path.exists() or reading.fingerprint(path) != event.facts[f"{name}_sha256"]:
            raise CheckFailed(
                f"{path.name} が、oboro run の書いたものと違います。", hint="oboro run からやり直してください。"
            )


def refuse_few(regime: Regime, order: Order, persons: int) -> None:
    """Make sure that enough persons are left.

    Raises:
        NotLawful: fewer than the law (cited) or the order allows.
    """
    least = minimum_persons(regime)
    if persons < least.value:
        raise NotLawful(
            f"作った情報の本人の数が{persons:,}人で、下限の{least.value:,}人に足りません（{least.citation}）。",
            hint="手順書をゆるめて抑止する記録を減らすか、対象を広げてください。できないときは役所に戻してください。",
        )
    if persons < order.persons.minimum:
        raise NotLawful(f"作った情報の本人の数が{persons:,}人で、指示の下限{order.persons.minimum:,}人に足りません。")


# ---------------------------------------------------------------------------------------------------------------


def _refuse_unordered(order: Order, loaded: Recipe) -> tuple[str, ...]:
    """The wanted items the recipe does not write; RecipeInvalid when it writes one that is not wanted."""
    if loaded.table != "csv":
        raise RecipeInvalid("指示による加工では、表をCSVで書き出します。", hint="手順書の[output]を消してください。")
    written = [name for name, rule in loaded.columns.items() if not rule.role.is_dropped]
    extra = [name for name in written if name not in order.wanted]
    if extra:
        raise RecipeInvalid(
            f"手順書は、指示にない項目{len(extra)}個（{'、'.join(extra[:10])}）を書き出します。",
            hint="その列の役割を、書き出さないもの（identifier、code、link、text）にしてください。",
        )
    return tuple(name for name in order.wanted if name not in written)


def _refuse_unfound(report: dict[str, Any], third_parties: Path | None) -> None:
    lost = report["excluded"]["keys_not_found"] if report["excluded"] else 0
    if lost and third_parties:
        raise SourceUnreadable(
            f"{third_parties.name} にある除く人のうち{lost}件が、元のファイルに見つかりません。",
            hint="一覧の番号と、元のファイルの版を確かめてください。",
        )


def _commit(
    place: Workspace,
    *,
    order: Order,
    recipe: Path,
    third_parties: Path | None,
    loaded: Recipe,
    report: dict[str, Any],
    absent: Absentees | None,
) -> None:
    content = recipe.read_bytes()
    if digest(content) != loaded.fingerprint:
        raise WorkspaceError("加工している間に手順書が書き換えられました。", hint="もう一度実行してください。")
    for stale in (place.check, place.standards, place.delivery, *place.pages):
        stale.unlink(missing_ok=True)
    replace_out(place)
    write_bytes(place.recipe, content)
    write_json(
        place.source,
        {
            "path": str(loaded.source.path.resolve()),
            "sha256": report["source_sha256"],
            "recipe": str(recipe.resolve()),
            "third_parties": str(third_parties.resolve()) if third_parties else None,
        },
    )
    facts = {
        "table_sha256": reading.fingerprint(place.table),
        "report_sha256": reading.fingerprint(place.report),
        "recipe_sha256": loaded.fingerprint,
        "source_sha256": report["source_sha256"],
        "persons": report["output"]["persons"],
        "records": report["output"]["rows"],
        "excluded": report["excluded"]["records"] if report["excluded"] else 0,
        "letters": absent.letters if absent else 0,
        "third_parties_sha256": absent.sha256 if absent else None,
    }
    place.record(RAN, subject=f"case:{order.case}", facts=facts)


def _same_recipe(place: Workspace) -> Recipe:
    """The recipe where it lies (its hierarchies lie beside it), the same as was run."""
    path = Path(read_json(place.source)["recipe"])
    loaded = recipes.load(path)
    if loaded.fingerprint != reading.fingerprint(place.recipe):
        raise CheckFailed(f"手順書 {path.name} が、実行したときと違います。", hint="oboro run からやり直してください。")
    return loaded


def _same_absentees(place: Workspace, order: Order, loaded: Recipe) -> Absentees | None:
    """Those who were left out by the run; the list must lie where it lay, unchanged."""
    if not order.objections:
        return None
    said = read_json(place.source)["third_parties"]
    absent = absentees(order, third_parties=Path(said) if said else None, person=loaded.source.person)
    ran = place.last(RAN)
    if absent is None or ran is None or absent.sha256 != ran.facts["third_parties_sha256"]:
        raise CheckFailed("除く人の一覧が、実行したときと違います。", hint="oboro run からやり直してください。")
    return absent


def _exclusion(absent: Absentees | None) -> Exclusion | None:
    return Exclusion(absent.keys, absent.column) if absent else None


def _refuse_difference(report: dict[str, Any], second: Check) -> None:
    if not second.holds:
        raise CheckFailed("".join(second.faults), hint="この結果は使わず、oboro run からやり直してください。")
    if report["measured"]["k"] != second.k:
        raise CheckFailed(f"測り直すと k は {second.k} で、報告の {report['measured']['k']} と違います。")


def _surrogate(loaded: Recipe) -> str | None:
    """The written column that tells persons apart."""
    person = loaded.source.person
    rule = loaded.columns.get(person or "")
    return person if rule is not None and rule.role is Role.PSEUDONYM else None


def _attacked(report: dict[str, Any]) -> str:
    """The worst of the attacks in a few words: by the end of the interval, and by the estimate where that differs."""
    each = report["attacks"].get("each", [])
    if not each:
        return ""
    worst, likely = (max(each, key=lambda one: float(one[key])) for key in ("high", "risk"))
    told = f"攻撃の試験{len(each)}種で最も高い危険は{_with_interval(worst)}"
    return told + (f"、推定値が最も高い危険は{_with_interval(likely)}" if likely["risk"] > worst["risk"] else "")


def _with_interval(one: Mapping[str, Any]) -> str:
    return f"{one['risk']:.1%}（95%区間{max(one['low'], 0.0):.1%}〜{one['high']:.1%}、{one['word']}）"


def _promised(loaded: Recipe) -> int:
    return max((model.k for model in loaded.privacy if isinstance(model, KAnonymity)), default=0)


def _surely(written: Written) -> dict[str, Verdict]:
    """Written columns of which the detectors are sure, whatever the recipe calls them."""
    first = {name: detect(name, sorted(values.items()))[0] for name, values in written.values.items()}
    return {name: seen for name, seen in first.items() if seen.confidence >= SURE}


def _seeming(seen: Mapping[str, Verdict], loaded: Recipe) -> dict[str, tuple[str, str]]:
    """Columns written as they stand whose name and values say that they identify or link."""
    as_is = {name for name, rule in loaded.columns.items() if rule.role in {Role.SENSITIVE, Role.PLAIN}}
    return {
        name: (_SEEMING[one.role], one.label) for name, one in seen.items() if name in as_is and one.role in _SEEMING
    }


def _columns(loaded: Recipe, report: dict[str, Any]) -> list[ColumnDone]:
    """The columns that the recipe judges, and the person's key; what it drops unnamed is simply not delivered."""
    named = {name: rule.role for name, rule in loaded.columns.items()}
    if loaded.source.person:
        named.setdefault(loaded.source.person, Role.LINK)
    return [ColumnDone(name, role, report["columns"][name]["treatment"]) for name, role in named.items()]

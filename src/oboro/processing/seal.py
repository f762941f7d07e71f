"""Seal the delivery: everything is looked at once more, and then nothing can be changed unseen."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from oboro.engine import reading
from oboro.engine.table import Role
from oboro.exchange.delivery import Delivery
from oboro.exchange.provision import Item, Provision
from oboro.exchange.signing import KeyPair
from oboro.kernel.errors import CheckFailed, LawError, NotNow, OutputError, SourceUnreadable, UsageError
from oboro.law.regime import Regime
from oboro.processing import standards
from oboro.processing.contact_data import ContactFound, contact_data
from oboro.processing.describing import described
from oboro.processing.job import Measured, check_record, measure, refuse_few, refuse_sealed
from oboro.processing.leaks import refuse_leaks
from oboro.processing.output_check import passed
from oboro.processing.workspace import CHECKED, SEALED, Workspace, read_json, working, write_json
from oboro.processing.written import Written


@dataclass(frozen=True)
class Sealed:
    """What was sealed: the delivery, where it lies, the digests to be told to the office, contact data left in it."""

    delivery: Delivery
    path: Path
    sha256: str
    provision_sha256: str
    k: int
    contact: ContactFound


def seal(
    folder: Path,
    *,
    key: KeyPair,
    made_by: str,
    minutes: int,
    by: str,
    at: datetime,
    made_on: date | None = None,
) -> Sealed:
    """Check everything again and write delivery.zip.

    Args:
        folder: the workspace.
        key: the key of the data wing.
        made_by: post of the maker; another than the two who checked the output.
        minutes: working time, on which the fee depends.
        by: account, for the journal.
        at: the instant, for the journal.
        made_on: the day the work was completed; None is the day of `at`.

    Raises:
        NotAllowed: the maker is one of the two who checked the output.
        NotNow: not run, not measured again, the output not checked by two others, or sealed already.
        CheckFailed: a file changed since the run or the check, the measurements differ, or a removed value was found.
        NotLawful: a standard is open, the checkers object, or too few persons are left.
        SourceUnreadable: the source is gone or changed since the run.
    """
    if not made_by.strip():
        raise UsageError("作った人を書いてください。")
    if minutes < 1:
        raise UsageError("作業時間は1分以上で書いてください。")
    with working(folder, command="seal", by=by, at=at) as place:
        refuse_sealed(place)
        found = measure(place)
        _refuse_unchecked(place, found)
        _refuse_other_standards(place, found)
        standards.refuse_open(found.regime, found.standards)
        refuse_few(found.regime, found.order, found.report["output"]["persons"])
        _refuse_other_source(found)
        refuse_leaks(found.recipe.source, found.written, hidden=_hidden(found), crowd=found.check.k)
        checkers = passed(place, made_by=made_by).checkers
        day = made_on or at.date()
        _refuse_before_order(found, day)
        delivery = _delivery(found, made_by=made_by, checkers=checkers, minutes=minutes, made_on=day)
        return _write(place, found, delivery, key, contact_data(found.written, body=found.regime.body, on=day))


def codebook(written: Written, items: tuple[Item, ...]) -> dict[str, Any]:
    """The codebook of the written table, as codebook-v1 JSON: how to read it, nothing of how it was made."""
    return {
        "file": "data.csv",
        "encoding": "utf-8",
        "delimiter": ",",
        "line_end": "LF",
        "header": True,
        "records": written.records,
        "items": [
            {"name": item.name, "description": item.description, "distinct_values": len(written.values[item.name])}
            for item in items
        ],
    }


# ---------------------------------------------------------------------------------------------------------------


def _refuse_unchecked(place: Workspace, found: Measured) -> None:
    event = place.last(CHECKED)
    if event is None or not place.check.exists():
        raise NotNow("まだ確かめていません。", hint="先に oboro check を実行してください。")
    if reading.fingerprint(place.check) != event.facts["check_sha256"]:
        raise CheckFailed(
            "check.json が、oboro check の書いたものと違います。", hint="oboro check をやり直してください。"
        )
    if read_json(place.check) != check_record(place, found):
        raise CheckFailed("確かめた後に結果が変わりました。", hint="oboro check をやり直してください。")


def _refuse_other_standards(place: Workspace, found: Measured) -> None:
    """A judgement that came after the check was seen by nobody but its writer."""
    write_json(place.standards, standards.as_json(found.standards))
    event = place.last(CHECKED)
    said = event.facts.get("standards_sha256") if event else None
    if said is not None and said != reading.fingerprint(place.standards):
        raise CheckFailed(
            "確かめた後に、判断（judgements.toml）か特異な記述の一覧（peculiar.csv）が変わりました。",
            hint="oboro check をやり直し、二人の確認（oboro check-out）もやり直してください。",
        )


def _refuse_other_source(found: Measured) -> None:
    if reading.digest_of(found.recipe.source) != found.report["source_sha256"]:
        raise SourceUnreadable(
            f"元のファイル {found.recipe.source.path.name} が、加工したときと違います。",
            hint="oboro run からやり直してください。",
        )


def _refuse_before_order(found: Measured, made_on: date) -> None:
    if made_on < found.order.issued_on:
        raise UsageError(
            f"完成の日（{made_on.isoformat()}）が、指示の日（{found.order.issued_on.isoformat()}）より前です。",
            hint="機械の時計を確かめるか、--made-on に完成の日を書いてください。",
        )


def _hidden(found: Measured) -> Mapping[str, str]:
    """The columns the recipe itself calls identifier, code, link or surrogate; one dropped unnamed may be anything."""
    roles = {Role.IDENTIFIER, Role.CODE, Role.LINK, Role.PSEUDONYM}
    named = {name: str(rule.role) for name, rule in found.recipe.columns.items() if rule.role in roles}
    person = found.recipe.source.person
    return named | ({person: str(Role.LINK)} if person and person not in found.recipe.columns else {})


def _delivery(found: Measured, *, made_by: str, checkers: tuple[str, ...], minutes: int, made_on: date) -> Delivery:
    return Delivery(
        case=found.order.case,
        order_sha256=found.order_sha256,
        scheme=found.order.scheme,
        law_on=found.order.law_on,
        made_on=made_on,
        persons=found.report["output"]["persons"],
        records=found.written.records,
        items=tuple(Item(name, described(found.written.values[name])) for name in found.written.columns),
        minutes=minutes,
        made_by=made_by,
        checkers=checkers,
        standards=found.standards,
        recipe_sha256=found.recipe.fingerprint,
        source_sha256=found.report["source_sha256"],
    )


def _write(place: Workspace, found: Measured, delivery: Delivery, key: KeyPair, contact: ContactFound) -> Sealed:
    provision = Provision(delivery.case, delivery.persons, delivery.records, delivery.items, _terms(found.regime))
    inside = place.sealing / "provision.zip"
    try:
        place.sealing.mkdir()
    except OSError as error:
        raise OutputError(f"作業場 {place.folder} に書けません（{error.strerror}）。") from error
    try:
        provision_sha256 = provision.to_bundle(
            inside, key, made_on=delivery.made_on, table=place.table, codebook=codebook(found.written, delivery.items)
        )
        sha256 = delivery.to_bundle(
            place.delivery,
            key,
            report=place.report.read_bytes(),
            recipe=place.recipe.read_bytes(),
            provision=inside,
        )
    finally:
        shutil.rmtree(place.sealing, ignore_errors=True)
    facts = {
        "delivery_sha256": sha256,
        "provision_sha256": provision_sha256,
        "signer": key.id,
        "made_by": delivery.made_by,
        "checkers": list(delivery.checkers),
        "minutes": delivery.minutes,
        "persons": delivery.persons,
        "records": delivery.records,
        "contact_columns": [name for name, _ in contact.columns],
    }
    place.record(SEALED, subject=f"case:{delivery.case}", facts=facts)
    return Sealed(delivery, place.delivery, sha256, provision_sha256, found.check.k, contact)


def _terms(regime: Regime) -> tuple[str, ...]:
    """What the recipient is told with the data, in the words of the scheme."""
    terms = [f"この情報は、{regime.name}にいう{regime.term('product')}です。"]
    try:
        place = regime.cite("recipient_no_reidentification")
        terms.append(f"本人を識別する目的で、ほかの情報と照合してはなりません（{place}）。")
    except LawError:
        terms.append("本人を識別する目的で、ほかの情報と照合してはなりません（契約によります）。")
    return (*terms, "使い方は、契約と提案に書かれたものに限ります。")

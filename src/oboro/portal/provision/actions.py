"""Every write of making and handing over. One verb, one transaction, one audit event."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from oboro.casework import lifecycle, roles
from oboro.casework import provision as rules
from oboro.casework.lifecycle import MakingStatus
from oboro.casework.roles import Action
from oboro.exchange import bundle, delivery, signing
from oboro.exchange.bundle import Bundle
from oboro.exchange.delivery import Delivery
from oboro.exchange.order import Order, OrderItem, Organisation, Persons, RegisterEntry
from oboro.exchange.signing import PublicKey
from oboro.kernel.canonical import digest
from oboro.kernel.errors import BundleRefused, CaseMismatch, FormatUnknown, NotAllowed, NotLawful, NotNow
from oboro.law.criteria import ProposalKind, persons_problem
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import MakingCase, case_of
from oboro.portal.proposals.actions import mark_made, note
from oboro.portal.provision import preparing, storage
from oboro.portal.provision.models import Link, Making
from oboro.portal.provision.queries import digest_of, living
from oboro.portal.register.actions import record_made
from oboro.portal.tenancy.keys import own_key
from oboro.portal.tenancy.models import User

STEPS = lifecycle.making()


@transaction.atomic
def issue_order(*, case: MakingCase, due_on: date | None, by: User, on: date) -> Making:
    """Seal the order and begin the making.

    Raises:
        NotAllowed: another role or organisation.
        NotLawful: no contract in force, fee open, nothing to be made, nobody named who makes it, passing on not
            approved, the list of the left out not sealed, or too few persons left after the objections.
        NotNow: the order has gone out already.
    """
    check_office(Action.ORDER, case, by)
    _check_ready(standing(case.contract))
    if not case.new:
        raise NotLawful("作成済みの情報についての契約なので、新しく作成するものはありません。")
    rules.check_order(case.law, preparing.prepared(case))
    if problem := persons_problem(case.law, wanted=case.persons_left, in_file=case.persons_left):
        raise NotLawful(f"反対の意見書に係る人を除くと、{problem.message}。", hint="作成の指図はできません。")
    if Making.objects.filter(contract=case.contract).exists():
        raise NotNow("作成の指図は済んでいます。", hint="指図の包みは、事案のページから取り出せます。")
    sealed = _sealed(case, due_on=due_on, by=by, on=on)
    made = Making.objects.create(
        contract=case.contract,
        status=STEPS.after(MakingStatus.READY, Action.ORDER),
        order=sealed,
        order_sha256=digest(sealed),
        ordered_on=on,
    )
    facts = {"sha256": made.order_sha256, "objections": len(case.objections)}
    note("provision.order", case.proposal, by=by, on=on, facts=facts)
    return made


@transaction.atomic
def take_order(*, case: MakingCase, by: User, on: date) -> bytes:
    """The bytes of the sealed order, for the medium; who takes it is recorded (NotAllowed, NotNow)."""
    check_office(Action.ORDER, case, by)
    made = Making.objects.filter(contract=case.contract).first()
    if made is None or not made.order_sha256:
        raise NotNow("作成の指図がまだありません。")
    note("provision.download_order", case.proposal, by=by, on=on, facts={"sha256": made.order_sha256})
    return bytes(made.order)


@transaction.atomic
def use_existing(*, case: MakingCase, by: User, on: date) -> Making:
    """Let a contract on existing information stand on what was made before, so that it can be handed over.

    Raises:
        NotLawful: the information is not there, or must be made first.
    """
    check_office(Action.ORDER, case, by)
    _check_ready(standing(case.contract))
    if case.proposal.of_kind is not ProposalKind.EXISTING:
        raise NotLawful("作成済みの情報についての契約ではありません。")
    source = Making.objects.filter(contract__proposal=case.origin).first()
    if source is None or not source.provision_sha256 or source.registered_persons is None:
        raise NotLawful("作成され、帳簿に記載された情報がまだありません。", hint="もとの契約の作成を終えてください。")
    if Making.objects.filter(contract=case.contract).exists():
        raise NotNow("この契約の提供の準備は済んでいます。")
    kept = ("facts", "report", "delivery_sha256", "delivered_on", "persons", "records", "provision_sha256")
    kept += ("provision_size", "registered_on", "registered_persons", "made_from", "made_until")
    made = Making.objects.create(
        contract=case.contract,
        status=MakingStatus.REGISTERED,
        source=source,
        **{name: getattr(source, name) for name in kept},
    )
    note("provision.order", case.proposal, by=by, on=on, facts={"existing": case.origin.number})
    return made


def receive_delivery(*, case: MakingCase, path: Path, by: User, on: date) -> Making:
    """Take in a sealed delivery, or refuse it; either is recorded, and a refused file is not kept.

    Args:
        case: the case that was ordered.
        path: the uploaded file, which is opened where it lies.
        by: the account.
        on: the day of the body.

    Raises:
        BundleRefused: damaged, not signed by the workshop's key, or for another case or order.
        NotLawful: fewer persons than the law asks for, an item that was not ordered, or an open standard.
        NotAllowed: another role or organisation, or the maker checked it himself.
        NotNow: nothing was ordered, or the key of the workshop is not registered.
    """
    check_office(Action.RECEIVE_DELIVERY, case, by)
    made = locked_making(case)
    STEPS.after(made.stands, Action.RECEIVE_DELIVERY)
    trusted = [workshop_key(case)]
    try:
        opened = bundle.open_bundle(path, format=delivery.FORMAT, trusted=trusted, case=case.number)
        told = Delivery.from_bundle(opened, trusted)
        _report(opened)
        check_delivery(case, made, told)
    except (BundleRefused, NotLawful, NotAllowed) as error:
        _refuse(case, error, by=by, on=on)
        raise
    return _accept(case, opened, told, by=by, on=on)


def check_delivery(case: MakingCase, made: Making, told: Delivery) -> None:
    """Pass when a delivery is what was ordered and holds what the law asks for.

    Raises:
        CaseMismatch: made for another order or under another law.
        NotLawful: too few or too many persons, an item that was not ordered, or a standard that is open.
        NotAllowed: the maker checked it himself.
    """
    if told.order_sha256 != made.order_sha256:
        raise CaseMismatch("この納品は、別の指図に対するものです。", hint="最後に渡した指図の包みと比べてください。")
    if (told.scheme, told.law_on) != (case.law.scheme.value, case.law.on):
        raise CaseMismatch("この納品は、別の法律の基準で作られています。", hint="納品を作り直してもらってください。")
    if problem := persons_problem(case.law, wanted=told.persons, in_file=case.persons_left):
        raise NotLawful(f"納品された情報について、{problem.message}。", hint="納品を作り直してもらってください。")
    unordered = sorted({item.name for item in told.items} - {item.name for item in case.items if item.wanted})
    if unordered:
        raise NotLawful(f"指図にない項目が{len(unordered)}件入っています。", hint="納品を作り直してもらってください。")
    if open_ones := [met for met in told.standards if not met.done]:
        raise NotLawful(
            f"作成の基準のうち{len(open_ones)}件が満たされていません（{case.law.cite('creation_standard').short}）。",
            hint="納品を作り直してもらってください。",
        )
    rules.check_checkers(maker=told.made_by, checkers=told.checkers)


@transaction.atomic
def register_made(
    *, case: MakingCase, desk: Mapping[str, str], period: Mapping[str, str], by: User, on: date
) -> Making:
    """Tell of the made information in the published register entry: persons, items, desk, period.

    Raises:
        NotAllowed, NotNow: another role, or nothing was delivered.
    """
    check_office(Action.REGISTER_MADE, case, by)
    made = locked_making(case, lock=True)
    made.status = STEPS.after(made.stands, Action.REGISTER_MADE)
    record_made(entry=case.proposal.entry, summary=summary_of(case, made), desk=desk, period=period, by=by, on=on)
    made.registered_on, made.registered_persons = on, made.persons
    made.made_from, made.made_until = (date.fromisoformat(period[side]) for side in ("from", "to"))
    made.save(update_fields=["status", "registered_on", "registered_persons", "made_from", "made_until"])
    mark_made(case.proposal, on=on)
    note("provision.register_made", case.proposal, by=by, on=on, facts={"persons": made.persons})
    return made


@transaction.atomic
def hand_over(*, case: MakingCase, days: int, reason: str, by: User, on: date) -> str:
    """Make a link that hands the information over once, and return its secret, which is kept nowhere.

    Args:
        case: the case.
        days: for how many days the link lives, the first one counted.
        reason: why it is made again; needed when there was one before.
        by: the account.
        on: the day of the body.

    Raises:
        NotLawful: no contract in force, fee open, register silent, or no reason for another link.
        NotAllowed: another role or organisation, or the output was not checked by another than the maker.
        NotNow: not registered yet, or received already.
    """
    check_office(Action.HAND_OVER, case, by)
    case = standing(case.contract)
    made = locked_making(case, lock=True)
    after = STEPS.after(made.stands, Action.HAND_OVER)
    check_hand_over(case, made)
    again = made.links.exists()
    if (again or made.media.filter(purpose=rules.Purpose.PROVISION).exists()) and not reason.strip():
        raise NotLawful("受け渡しのリンクを作り直す理由がありません。", hint="理由を書いてください。")
    made.links.filter(used_at__isnull=True, revoked_on__isnull=True).update(revoked_on=on)
    secret = secrets.token_urlsafe(32)
    link = Link.objects.create(
        making=made,
        token_sha256=digest_of(secret),
        issued_on=on,
        issued_by=by.username,
        expires_on=on + timedelta(days=days - 1),
        reason=reason.strip(),
    )
    made.status, made.handed_over_on = after, made.handed_over_on or on
    made.save(update_fields=["status", "handed_over_on"])
    facts = {
        "link": link.pk,
        "sha256": made.provision_sha256,
        "expires_on": link.expires_on.isoformat(),
        "again": again,
    }
    note("provision.hand_over", case.proposal, by=by, on=on, facts=facts)
    return secret


@transaction.atomic
def use_link(*, link: Link, by: User, on: date) -> Path:
    """Use a link up: the file it hands over, compared with its digest. A second use is refused.

    Raises:
        NotNow: used, run out or replaced.
        NotLawful: the contract no longer stands.
        NotAllowed: not an account of the party.
        CheckFailed: the kept bytes are not those that were accepted; the link stays unused.
    """
    case = standing(link.making.contract)  # before the link, as a termination takes them
    locked = Link.objects.select_for_update(of=("self",)).select_related("making").get(pk=link.pk)
    roles.check(Action.CONFIRM_RECEIPT, by.role_names)
    if by.party_id != case.proposal.party_id:
        raise NotAllowed("このリンクで受け取れるのは、契約の相手方だけです。")
    if not living(locked, on=on):
        raise NotNow(
            "この受け渡しのリンクは、使い終わったか、期限が過ぎたか、作り直されています。",
            hint="もう一度受け取る必要があるときは、提案先の窓口に連絡してください。",
        )
    check_hand_over(case, locked.making)
    path = storage.checked_path(case.organisation, locked.making.provision_sha256)
    locked.used_at, locked.used_on = timezone.now(), on
    locked.save(update_fields=["used_at", "used_on"])
    facts = {"link": locked.pk, "sha256": locked.making.provision_sha256}
    note("provision.download_provision", case.proposal, by=by, on=on, facts=facts)
    return path


@transaction.atomic
def confirm_receipt(*, case: MakingCase, sha256: str, by: User, on: date) -> Making:
    """The recipient says that it has the information, by its digest.

    Raises:
        NotLawful: the digest is not that of what was handed over.
        NotAllowed, NotNow: not the party, or nothing was taken yet.
    """
    roles.check(Action.CONFIRM_RECEIPT, by.role_names)
    if by.party_id != case.proposal.party_id:
        raise NotAllowed("受領を確認できるのは、契約の相手方だけです。")
    made = locked_making(case, lock=True)
    made.status = STEPS.after(made.stands, Action.CONFIRM_RECEIPT)
    carried = made.media.filter(purpose=rules.Purpose.PROVISION).exists()
    if not carried and not made.links.filter(used_at__isnull=False).exists():
        raise NotNow("情報をまだ受け取っていません。", hint="届いたリンクを開いて受け取ってください。")
    if "".join(sha256.split()).lower() != made.provision_sha256:
        raise NotLawful(
            "入力されたハッシュ値が、提供した情報のハッシュ値と違います。",
            hint="受け取ったファイルのハッシュ値を計算し直してください。違うままなら、窓口に連絡してください。",
        )
    made.received_on = on
    made.save(update_fields=["status", "received_on"])
    note("provision.confirm_receipt", case.proposal, by=by, on=on, facts={"sha256": made.provision_sha256})
    return made


def workshop_key(case: MakingCase) -> PublicKey:
    """The key of those who make the information for this organisation (NotNow when none is registered)."""
    if not case.organisation.workshop_key:
        raise NotNow(
            "加工する側の公開鍵が登録されていません。", hint="「作成と提供」の「鍵」のページで、先に登録してください。"
        )
    return signing.parse_public(case.organisation.workshop_key)


def summary_of(case: MakingCase, made: Making) -> str:
    """What the register says of the made information: persons and items."""
    names = "、".join(item["name"] for item in made.facts.get("items", []))
    return f"{case.law.term('person')}の数：{made.persons:,}人　情報の項目：{names}（{case.number}）"


def check_office(action: Action, case: MakingCase, by: User) -> None:
    """Pass when this account may do it for the body of the case (NotAllowed)."""
    roles.check(action, by.role_names)
    if by.organisation_id != case.organisation.pk:
        raise NotAllowed("別の団体の事案は扱えません。")


def standing(contract: Contract) -> MakingCase:
    """A case as it stands now, its contract locked: what ends it at the same time comes before or after this deed."""
    held = Contract.objects.select_for_update(of=("self",)).select_related("proposal__organisation")
    return case_of(held.get(pk=contract.pk))


def check_hand_over(case: MakingCase, made: Making) -> None:
    """Pass when contract, fee, two checkers and the register allow a byte to leave (NotLawful, NotAllowed)."""
    rules.check_hand_over(
        case.law,
        rules.Making(
            maker=made.facts.get("made_by", ""),
            checkers=made.facts.get("checkers", []),
            contract=case.contract.stands,
            paid=case.paid,
            persons=made.persons,
            registered_persons=made.registered_persons,
        ),
    )


def locked_making(case: MakingCase, *, lock: bool = False) -> Making:
    """The making of a case without its order's bytes, locked on request (NotNow before the order)."""
    makings = Making.objects.defer("order")
    found = (makings.select_for_update() if lock else makings).filter(contract=case.contract).first()
    if found is None:
        raise NotNow("作成の指図がまだありません。", hint="先に作成を指図してください。")
    return found


# ---------------------------------------------------------------------------------------------------------------


def _check_ready(case: MakingCase) -> None:
    if not case.may_be_made:
        raise NotLawful(
            f"有効な契約と納付がそろっていません（{case.law.cite('provide').short}）。",
            hint="契約と納付の記録を確かめてください。",
        )


def _sealed(case: MakingCase, *, due_on: date | None, by: User, on: date) -> bytes:
    """The order as the bytes of its bundle."""
    asked = Order(
        case=case.number,
        scheme=case.law.scheme.value,
        body=case.law.body.value,
        law_on=case.law.on,
        issued_on=on,
        organisation=Organisation(case.organisation.code, case.organisation.name),
        register_entry=RegisterEntry(str(case.proposal.entry.number), case.file_name),
        kind=case.proposal.kind,
        persons=Persons(case.persons_minimum, case.persons_wanted, case.persons_in_file),
        items=_items(case),
        extraction=case.extraction,
        objections=case.objections,
        provision_method=case.provision_method,
        due_on=due_on,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "order.zip"
        asked.to_bundle(path, own_key(case.organisation, by=by.username))
        return path.read_bytes()


def _items(case: MakingCase) -> Sequence[OrderItem]:
    return tuple(OrderItem(item.name, item.wanted, item.granularity) for item in case.items)


@transaction.atomic
def _refuse(case: MakingCase, error: Exception, *, by: User, on: date) -> None:
    """Record that a delivery was refused, and why by kind; its bytes are gone with the request."""
    note("provision.refuse_delivery", case.proposal, by=by, on=on, facts={"why": type(error).__name__})


def _accept(case: MakingCase, opened: Bundle, told: Delivery, *, by: User, on: date) -> Making:
    report = _report(opened)
    sha256, size = storage.keep(opened, case.organisation)
    with transaction.atomic():
        made = locked_making(case, lock=True)
        made.status = STEPS.after(made.stands, Action.RECEIVE_DELIVERY)
        made.facts = kept_facts(told)
        made.report = figures(report, objections=len(case.objections))
        made.delivery_sha256, made.delivered_on = opened.sha256, on
        made.persons, made.records = told.persons, told.records
        made.provision_sha256, made.provision_size = sha256, size
        made.save()
        facts = {"sha256": made.delivery_sha256, "provision": sha256, "persons": told.persons, "minutes": told.minutes}
        facts |= {"recipe": told.recipe_sha256, "source": told.source_sha256}
        note("provision.receive_delivery", case.proposal, by=by, on=on, facts=facts)
    return made


def _report(opened: Bundle) -> dict[str, Any]:
    """The maker's report, which the format does not look into: anything but a JSON object is refused."""
    try:
        report = json.loads(opened.read(delivery.REPORT))
    except (ValueError, RecursionError):
        report = None
    if not isinstance(report, dict):
        raise FormatUnknown(
            f"{delivery.REPORT} が JSON のオブジェクトではありません。", hint="納品を作り直してもらってください。"
        )
    return report


def kept_facts(told: Delivery) -> dict[str, Any]:
    """What is kept of a delivery: who, how long, which items, and for each standard whether it is met.

    How each column was treated is left out: the method of making must not lie on the internet side.
    """
    by_standard: dict[str, list[bool]] = {}
    for met in told.standards:
        by_standard.setdefault(met.standard, []).append(met.done)
    return {
        "made_on": told.made_on.isoformat(),
        "made_by": told.made_by,
        "checkers": list(told.checkers),
        "minutes": told.minutes,
        "items": [{"name": item.name, "description": item.description} for item in told.items],
        "standards": [{"standard": key, "checked": len(done), "done": all(done)} for key, done in by_standard.items()],
    }


def figures(report: Mapping[str, Any], *, objections: int) -> dict[str, str]:
    """What an officer is shown of the maker's report: a few numbers in words, and nothing of the method."""
    found = {}
    measured, excluded = report.get("measured", {}), report.get("excluded", {})
    if isinstance(measured, dict) and isinstance(measured.get("k"), int):
        found["同じ組合せの人の最小数（k）"] = f"{measured['k']:,}人"
    if objections and isinstance(excluded, dict) and isinstance(excluded.get("records"), int):
        found["反対の意見書により除いた記録"] = f"{excluded['records']:,}件"
    return found

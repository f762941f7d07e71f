"""Media and their ledger, links that are taken back, receipts on paper, and the erasure of what the making used."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from oboro.casework import lifecycle
from oboro.casework.provision import Erased, Purpose
from oboro.casework.roles import Action
from oboro.casework.uses import check_fact_day
from oboro.kernel.errors import NotLawful, NotNow
from oboro.portal.contracts.models import Contract
from oboro.portal.contracts.queries import MakingCase
from oboro.portal.proposals.actions import note
from oboro.portal.provision import storage
from oboro.portal.provision.actions import check_hand_over, check_office, locked_making, standing
from oboro.portal.provision.models import Erasure, Link, Making, MediumEntry
from oboro.portal.tenancy.models import User

STEPS = lifecycle.making()


@dataclass(frozen=True)
class Medium:
    """A medium as the slip describes it: kind, number on its label, encrypted or not, who takes it."""

    kind: str
    label: str
    encrypted: bool
    received_by: str


@transaction.atomic
def record_medium(*, case: MakingCase, purpose: Purpose, medium: Medium, by: User, on: date) -> MediumEntry:
    """Enter a medium that carried the order out or the delivery in.

    Raises:
        NotLawful: the recipient's information has a step of its own.
        NotNow: nothing was ordered, or nothing delivered.
    """
    check_office(Action.RECORD_MEDIUM, case, by)
    made = locked_making(case, lock=True)
    STEPS.after(made.stands, Action.RECORD_MEDIUM)
    if purpose is Purpose.PROVISION:
        raise NotLawful("提供する情報の媒体は、「媒体で提供する」から記録してください。")
    sha256 = made.order_sha256 if purpose is Purpose.ORDER else made.delivery_sha256
    if not sha256:
        raise NotNow("その包みはまだありません。", hint="納品を検収してから記録してください。")
    return _entered(case, made, purpose=purpose, medium=medium, sha256=sha256, by=by, on=on)


@transaction.atomic
def hand_over_medium(*, case: MakingCase, medium: Medium, reason: str, by: User, on: date) -> MediumEntry:
    """Hand the information over on a medium, with its row in the ledger; living links end.

    Raises:
        NotLawful: no contract in force, fee open, register silent, or handed over before and no reason.
        NotAllowed: another role or body, or not checked by two others.
        CheckFailed: the kept bytes are not those that were accepted.
    """
    check_office(Action.HAND_OVER_MEDIUM, case, by)
    case = standing(case.contract)
    made = locked_making(case, lock=True)
    after = STEPS.after(made.stands, Action.HAND_OVER_MEDIUM)
    check_hand_over(case, made)
    storage.checked_path(case.organisation, made.provision_sha256)
    if made.handed_over_on is not None and not reason.strip():
        raise NotLawful("もう一度渡す理由がありません。", hint="理由を書いてください。")
    _living(made).update(revoked_on=on)
    made.status, made.handed_over_on = after, made.handed_over_on or on
    made.save(update_fields=["status", "handed_over_on"])
    sha256 = made.provision_sha256
    return _entered(case, made, purpose=Purpose.PROVISION, medium=medium, sha256=sha256, by=by, on=on, reason=reason)


@transaction.atomic
def take_provision(*, case: MakingCase, by: User, on: date) -> Path:
    """The recipient's bytes for a medium that is in the ledger, compared with their digest; who takes them is recorded.

    Raises:
        NotNow: no medium is in the ledger yet.
        NotLawful: the contract no longer stands.
    """
    check_office(Action.HAND_OVER_MEDIUM, case, by)
    case = standing(case.contract)
    made = locked_making(case)
    if not made.media.filter(purpose=Purpose.PROVISION).exists():
        raise NotNow("媒体がまだ台帳に記録されていません。", hint="先に「媒体で提供する」から記録してください。")
    check_hand_over(case, made)
    path = storage.checked_path(case.organisation, made.provision_sha256)
    note("provision.write_medium", case.proposal, by=by, on=on, facts={"sha256": made.provision_sha256})
    return path


@transaction.atomic
def revoke_link(*, case: MakingCase, reason: str, by: User, on: date) -> int:
    """Take the living link back; returns how many there were. The reason stays with the link, not in the record.

    Raises:
        NotLawful: no reason.
        NotNow: no link lives.
    """
    check_office(Action.REVOKE_LINK, case, by)
    made = locked_making(case, lock=True)
    STEPS.after(made.stands, Action.REVOKE_LINK)
    if not reason.strip():
        raise NotLawful("取り消す理由がありません。", hint="理由を書いてください。")
    ended = _living(made).update(revoked_on=on, revoked_reason=reason.strip())
    if not ended:
        raise NotNow("使えるリンクはありません。")
    note("provision.revoke_link", case.proposal, by=by, on=on, facts={"links": ended, "reason": True})
    return ended


@transaction.atomic
def revoke_at_termination(*, contract: Contract, by: User, on: date) -> None:
    """End the living links of a contract that is being terminated. Part of the termination."""
    ended = Link.objects.filter(making__contract=contract, used_at__isnull=True, revoked_on__isnull=True)
    count = ended.update(revoked_on=on)
    if count:
        note("provision.revoke_link", contract.proposal, by=by, on=on, facts={"links": count, "terminated": True})


@transaction.atomic
def record_receipt(*, case: MakingCase, received_on: date, sha256: str, by: User, on: date) -> Making:
    """Record a receipt that came back on paper, with the day of the paper.

    Raises:
        NotLawful: another digest, or a day before the hand-over or after today.
        NotNow: nothing was taken yet.
    """
    check_office(Action.RECORD_RECEIPT, case, by)
    made = locked_making(case, lock=True)
    made.status = STEPS.after(made.stands, Action.RECORD_RECEIPT)
    taken = made.links.filter(used_at__isnull=False).exists()
    if not taken and not made.media.filter(purpose=Purpose.PROVISION).exists():
        raise NotNow("情報をまだ渡していません。", hint="リンクが使われるか、媒体を渡してから記録してください。")
    check_fact_day(fact_on=received_on, earliest=made.handed_over_on, on=on, what="受領した日")
    if "".join(sha256.split()).lower() != made.provision_sha256:
        raise NotLawful("受領書のハッシュ値が、提供した情報のハッシュ値と違います。", hint="受領書を確かめてください。")
    made.received_on = received_on
    made.save(update_fields=["status", "received_on"])
    facts = {"sha256": made.provision_sha256, "received_on": received_on.isoformat(), "paper": True}
    note("provision.record_receipt", case.proposal, by=by, on=on, facts=facts)
    return made


@transaction.atomic
def record_erasure(
    *, case: MakingCase, what: Erased, method: str, erased_on: date, witness: str, certificate: str, by: User, on: date
) -> Erasure:
    """Record that something the making used was erased, or its key deleted, with the certificate.

    Raises:
        NotLawful: no method, a day before the delivery or after today, or recorded already.
    """
    check_office(Action.RECORD_ERASURE, case, by)
    made = locked_making(case, lock=True)
    STEPS.after(made.stands, Action.RECORD_ERASURE)
    check_fact_day(fact_on=erased_on, earliest=made.ordered_on or on, on=on, what="消去した日")
    if not method.strip():
        raise NotLawful("消去の方法がありません。", hint="どの機器・媒体から、どのように消したかを書いてください。")
    if made.erasures.filter(what=what).exists():
        raise NotLawful("その消去は記録済みです。", hint="記録を確かめてください。")
    row = Erasure.objects.create(
        making=made,
        what=what,
        method=method.strip(),
        erased_on=erased_on,
        witness=witness,
        certificate=certificate,
        recorded_on=on,
    )
    facts = {"what": what.value, "erased_on": erased_on.isoformat(), "certificate": certificate}
    note("provision.record_erasure", case.proposal, by=by, on=on, facts=facts)
    return row


def _living(made: Making):
    return made.links.filter(used_at__isnull=True, revoked_on__isnull=True)


def _entered(
    case: MakingCase,
    made: Making,
    *,
    purpose: Purpose,
    medium: Medium,
    sha256: str,
    by: User,
    on: date,
    reason: str = "",
) -> MediumEntry:
    row = MediumEntry.objects.create(
        making=made,
        number=f"{case.number}-M{made.media.count() + 1}",
        purpose=purpose,
        kind=medium.kind,
        label=medium.label,
        sha256=sha256,
        encrypted=medium.encrypted,
        handed_on=on,
        handed_by=by.username,
        received_by=medium.received_by,
        reason=reason.strip(),
    )
    kind = "hand_over_medium" if purpose is Purpose.PROVISION else "record_medium"
    facts = {"medium": row.number, "purpose": purpose.value, "sha256": sha256, "encrypted": medium.encrypted}
    note(f"provision.{kind}", case.proposal, by=by, on=on, facts=facts | {"again": bool(reason.strip())})
    return row

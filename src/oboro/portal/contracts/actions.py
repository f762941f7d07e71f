"""What is done to a contract: each verb is one transaction and one audit event."""

from datetime import date

from django.db import transaction

from oboro.casework import contract as rules
from oboro.casework import lifecycle, roles
from oboro.casework.contract import PaymentOrder, TerminationGround
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.casework.roles import Action
from oboro.documents.letter import Head, Letter, compose
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.forms import form
from oboro.law.regime import BodyKind
from oboro.portal.contracts import queries
from oboro.portal.contracts.models import Contract, Payment, Termination
from oboro.portal.proposals.actions import bar, came, mark_over, move, note, paper_day
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.queries import fixed_values
from oboro.portal.tenancy.models import User


@transaction.atomic
def apply(*, proposal: Proposal, by: User, on: date, came_on: date | None = None) -> Contract:
    """The proposer applies for the contract, within the day of the notice; for a paper the day it came counts."""
    locked = move(proposal, Action.APPLY, by=by)
    notice = queries.notice_of(locked)
    day = paper_day(locked, came_on, on=on, not_before=notice.issued_on)
    rules.check_apply(due_on=notice.due_on, on=day)
    period = locked.values["use_period"]
    contract = Contract.objects.create(
        proposal=locked,
        status=ContractStatus.PREPARING,
        letter=application_letter(locked, on=day).as_json(),
        applied_on=day,
        fee_yen=notice.fee_yen,
        due_on=notice.due_on,
        payment_order=notice.payment_order,
        use_from=date.fromisoformat(period["from"]),
        use_until=date.fromisoformat(period["to"]),
    )
    note("contract.apply", locked, by=by, on=on, facts={"fee_yen": contract.fee_yen, **came(locked, day)})
    return contract


@transaction.atomic
def record_payment(*, contract: Contract, reference: str, amount_yen: int, paid_on: date, by: User, on: date) -> None:
    """Record a payment made outside, by its reference."""
    locked = _locked(contract, Action.RECORD_PAYMENT, by=by)
    if paid_on > on:
        raise NotLawful("納付の日が今日より後になっています。", hint="領収した日を記入してください。")
    if locked.payments.filter(reference=reference).exists():
        raise NotLawful("同じ整理番号の納付が記録済みです。", hint="二重に記録していないか確かめてください。")
    rules.check_payment(
        amount_yen=amount_yen, fee_yen=locked.fee_yen, paid_yen=queries.paid_yen(locked), reference=reference
    )
    Payment.objects.create(contract=locked, reference=reference, amount_yen=amount_yen, paid_on=paid_on, recorded_on=on)
    facts = {"reference": reference, "amount_yen": amount_yen, "paid_on": paid_on.isoformat()}
    note("contract.record_payment", locked.proposal, by=by, on=on, facts=facts)


@transaction.atomic
def conclude(
    *, contract: Contract, document_number: str, concluded_on: date, still_qualified: bool, by: User, on: date
) -> None:
    """Conclude the contract; where the fee comes first it must be paid."""
    locked = _moved(contract, Action.CONCLUDE, by=by)
    proposal = move(locked.proposal, Action.CONCLUDE, by=by)
    rules.check_conclude(
        proposal.law,
        order=PaymentOrder(locked.payment_order),
        fee_yen=locked.fee_yen,
        paid_yen=queries.paid_yen(locked),
        still_qualified=still_qualified,
    )
    if not locked.applied_on <= concluded_on <= on:
        raise NotLawful("締結の日は、申込みの日から今日までの日です。", hint="契約書の日付を確かめてください。")
    locked.document_number, locked.concluded_on = document_number, concluded_on
    locked.save()
    note("contract.conclude", proposal, by=by, on=on, facts={"document_number": document_number})


@transaction.atomic
def end(*, contract: Contract, by: User, on: date) -> None:
    """Record that the contract has run its time."""
    locked = _moved(contract, Action.END, by=by)
    if on <= locked.use_until:
        raise NotLawful("利用の期間が終わっていません。", hint="期間の終わりの翌日から記録できます。")
    locked.ended_on = on
    locked.save()
    mark_over(locked.proposal, on=on)
    note("contract.end", locked.proposal, by=by, on=on)


@transaction.atomic
def terminate(
    *, contract: Contract, ground: TerminationGround, reason: str, document_number: str, by: User, on: date
) -> Termination:
    """End the contract early on a statutory ground; the party may not propose until the bar is over."""
    locked = _moved(contract, Action.TERMINATE, by=by)
    proposal = locked.proposal
    effect = rules.terminate(proposal.law, ground=ground, on=on)
    locked.ended_on = on
    locked.save()
    bar(proposal=proposal, from_on=on, until_on=effect.barred_until)
    mark_over(proposal, on=on)
    termination = Termination.objects.create(
        contract=locked,
        ground=ground,
        reason=reason,
        document_number=document_number,
        on=on,
        barred_until=effect.barred_until,
    )
    facts = {"ground": ground.value, "barred_until": effect.barred_until.isoformat()}
    note("contract.terminate", proposal, by=by, on=on, facts=facts)
    return termination


@transaction.atomic
def lapse(*, proposal: Proposal, by: User, on: date) -> None:
    """Record that nobody applied in time."""
    locked = move(proposal, Action.LAPSE, by=by, changes={"closed_on": on})
    rules.check_lapse(due_on=queries.notice_of(locked).due_on, on=on)
    note("contract.lapse", locked, by=by, on=on)


def application_letter(proposal: Proposal, *, on: date) -> Letter:
    """The application for the contract on its statutory form."""
    law, party = proposal.law, proposal.party
    stamps = {"stamps": "（収入印紙をはる欄）"} if proposal.organisation.body is BodyKind.NATIONAL_ORGAN else {}
    text = f"提案{proposal.number}について、{law.term('contract')}の締結を申し込みます。"
    sender = tuple(line for line in (party.address, party.name, party.representative) if line)
    return compose(
        form(law, "application"),
        fixed_values(proposal) | {"application": text} | stamps,
        head=Head(on=on, addressee=f"{proposal.organisation.head}　殿", sender=sender),
        opening=f"{law.cite('contract')}の規定により、次のとおり申し込みます。",
    )


def _locked(contract: Contract, event: Action, *, by: User) -> Contract:
    """The locked contract, when an officer of its organisation may do this now."""
    locked = Contract.objects.select_for_update().select_related("proposal__organisation").get(pk=contract.pk)
    roles.check(event, by.role_names)
    if by.organisation_id != locked.proposal.organisation_id:
        raise NotAllowed("この事案の担当ではありません。")
    if locked.proposal.stands is Status.WITHDRAWN:
        raise NotNow("提案が取り下げられたので、この契約の手続は終わっています。")
    lifecycle.contract().after(locked.stands, event)
    return locked


def _moved(contract: Contract, event: Action, *, by: User) -> Contract:
    """The locked contract with the status that follows; the caller saves and records."""
    locked = _locked(contract, event, by=by)
    locked.status = lifecycle.contract().after(locked.stands, event)
    return locked

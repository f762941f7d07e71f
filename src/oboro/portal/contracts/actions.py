"""What is done to a contract: each verb is one transaction and one audit event."""

import csv
import io
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from oboro.casework import contract as rules
from oboro.casework import deadlines, lifecycle, roles
from oboro.casework.contract import PaymentOrder, TerminationGround
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.casework.reconcile import Line, Match, read
from oboro.casework.roles import Action
from oboro.documents.clauses import problems
from oboro.kernel.canonical import digest
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow, SourceUnreadable
from oboro.portal.audit.actions import record
from oboro.portal.contracts import papers, queries
from oboro.portal.contracts.models import Contract, ContractTemplate, Payment, PaymentImport, Termination
from oboro.portal.proposals.actions import bar, came, mark_over, move, note, paper_day
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.queries import terminations_of
from oboro.portal.tenancy.models import Organisation, User


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
        reference=f"{locked.organisation.code}-{locked.number}",
        letter=papers.application_letter(locked, on=day).as_json(),
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
        raise NotLawful("同じ領収番号の納付が記録済みです。", hint="二重に記録していないか確かめてください。")
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
    deadlines.check_not_barred(proposal.law, terminations_of(proposal), on=concluded_on)
    if not locked.applied_on <= concluded_on <= on:
        raise NotLawful("締結の日は、申込みの日から今日までの日です。", hint="契約書の日付を確かめてください。")
    locked.document_number, locked.concluded_on = document_number, concluded_on
    text = queries.template_of(proposal.organisation)
    locked.document = papers.contract_letter(locked, text, on=concluded_on).as_json()
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
    *,
    contract: Contract,
    ground: TerminationGround,
    reason: str,
    document_number: str,
    by: User,
    on: date,
    hearing: str = "",
) -> Termination:
    """End the contract early on a statutory ground; none of those who proposed may propose until the bar is over."""
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
        hearing=hearing,
        document_number=document_number,
        on=on,
        barred_until=effect.barred_until,
    )
    termination.letter = papers.termination_letter(termination).as_json()
    termination.save(update_fields=["letter"])
    facts = {"ground": ground.value, "barred_until": effect.barred_until.isoformat()}
    note("contract.terminate", proposal, by=by, on=on, facts=facts)
    for effect_of in settings.TERMINATION_EFFECTS:  # rooms above, which this one does not know
        import_string(effect_of)(contract=locked, by=by, on=on)
    return termination


@transaction.atomic
def lapse(*, proposal: Proposal, by: User, on: date) -> None:
    """Record that nobody applied in time."""
    locked = move(proposal, Action.LAPSE, by=by, changes={"closed_on": on})
    rules.check_lapse(due_on=queries.notice_of(locked).due_on, on=on)
    note("contract.lapse", locked, by=by, on=on)


@transaction.atomic
def read_payments(*, organisation: Organisation, content: bytes, by: User, on: date) -> PaymentImport:
    """Read a file of payments without recording any: the dry run.

    Raises:
        SourceUnreadable: neither UTF-8 nor CP932, or a column is missing.
    """
    roles.check(Action.RECORD_PAYMENT, by.role_names)
    lines = [
        {
            "number": line.number,
            "reference": line.reference,
            "receipt": line.receipt,
            "paid_on": line.paid_on.isoformat() if line.paid_on else "",
            "amount_yen": line.amount_yen,
        }
        for line in _lines(content)
    ]
    found = PaymentImport.objects.create(
        organisation=organisation, sha256=digest(content), lines=lines, read_on=on, by=by.username
    )
    record(
        chain=organisation.code,
        kind="contract.read_payments",
        subject=f"payments:{found.pk}",
        by=by.username,
        facts={"on": on.isoformat(), "lines": len(lines), "sha256": found.sha256},
    )
    return found


@transaction.atomic
def record_payments(*, found: PaymentImport, by: User, on: date) -> int:
    """Record the lines of a file that fit now, each as a payment of its own; how many.

    Raises:
        NotNow: the file was recorded already.
    """
    roles.check(Action.RECORD_PAYMENT, by.role_names)
    locked = PaymentImport.objects.select_for_update().get(pk=found.pk)
    if locked.recorded_on is not None:
        raise NotNow("このファイルの納付は記録済みです。", hint="契約のページで確かめてください。")
    fitting = [one.line for one in queries.results_of(locked, on=on) if one.match is Match.FITS]
    for line in fitting:
        contract = Contract.objects.get(reference=line.reference, proposal__organisation=locked.organisation)
        record_payment(
            contract=contract, reference=line.receipt, amount_yen=line.amount_yen, paid_on=line.paid_on, by=by, on=on
        )
    locked.recorded_on = on
    locked.save(update_fields=["recorded_on"])
    record(
        chain=locked.organisation.code,
        kind="contract.record_payments",
        subject=f"payments:{locked.pk}",
        by=by.username,
        facts={"on": on.isoformat(), "recorded": len(fitting), "sha256": locked.sha256},
    )
    return len(fitting)


@transaction.atomic
def set_template(*, organisation: Organisation, text: str, by: User, on: date) -> ContractTemplate:
    """Replace the text of the body's contracts; contracts concluded before keep theirs.

    Raises:
        NotLawful: a name the text may not place, or one it must.
    """
    roles.check(Action.CONCLUDE, by.role_names)
    wrong = problems(text, known=papers.NAMES, required=papers.REQUIRED)
    if wrong:
        raise NotLawful(f"{wrong[0]}。", hint="ひな形に置く名前の表を見て直してください。")
    last = organisation.contract_templates.aggregate(last=Max("number"))["last"] or 0
    made = ContractTemplate.objects.create(
        organisation=organisation, number=last + 1, text=text, entered_on=on, by=by.username
    )
    record(
        chain=organisation.code,
        kind="contract.set_template",
        subject=f"contract-template:{made.number}",
        by=by.username,
        facts={"on": on.isoformat(), "sha256": digest(text.encode("utf-8"))},
    )
    return made


def _lines(content: bytes) -> tuple[Line, ...]:
    """The lines of a file in UTF-8 or CP932."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SourceUnreadable("文字コードを読めません。", hint="UTF-8かShift_JIS（CP932）のCSVにしてください。")
    try:
        return read(list(csv.reader(io.StringIO(text, newline=""))))
    except csv.Error:
        raise SourceUnreadable(
            "CSVとして読めません。", hint="会計の担当が書き出したファイルを、手を加えずに選んでください。"
        ) from None
    except ValueError as missing:
        raise SourceUnreadable(
            f"1行目に見出しがありません：{missing}", hint="整理番号、領収番号、納付日、金額の列が要ります。"
        ) from None


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

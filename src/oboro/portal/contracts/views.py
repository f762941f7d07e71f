"""Pages of the contract: the proposer applies, the office records the payment, concludes and ends."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from oboro.casework import deadlines, lifecycle
from oboro.casework.contract import TerminationGround
from oboro.casework.lifecycle import ContractStatus, Status
from oboro.casework.roles import can
from oboro.documents.letter import from_json
from oboro.law.termination import termination_rules
from oboro.portal.contracts import actions, papers, queries
from oboro.portal.contracts.forms import ConcludeForm, PaymentForm, TerminationForm
from oboro.portal.contracts.models import Contract
from oboro.portal.proposals import queries as proposals
from oboro.portal.proposals.forms import CameForm
from oboro.portal.proposals.guide import next_of
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.offers import is_made
from oboro.portal.proposals.views import letter_file
from oboro.portal.tenancy.queries import sent, today


@login_required
def contract_list(request: HttpRequest) -> HttpResponse:
    """The contracts this person may see."""
    rows = [(contract, queries.label_of(contract)) for contract in queries.listed(request.user)]
    return render(request, "contracts/list.html", {"rows": rows})


@login_required
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract of a case: terms, payments, what is next."""
    proposal = queries.case(request.user, pk)
    found = queries.contract_of(proposal)
    payments = queries.payments_of(found)
    ended = queries.termination_of(found)
    context = _case(request, proposal, found) | {
        "notice": queries.notice_of(proposal),
        "payments": payments,
        "paid_yen": sum(payment.amount_yen for payment in payments),
        "payment_form": PaymentForm(initial={"paid_on": today(proposal.organisation)}),
        "termination": ended,
        "ground_label": queries.ground_label(proposal, ended) if ended else "",
        "letter": from_json(found.letter) if found else None,
        "may_change": request.user.party_id == proposal.party_id
        and found is not None
        and found.stands is ContractStatus.IN_FORCE
        and is_made(proposal),
    }
    return render(request, "contracts/contract.html", context)


@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for the contract."""
    proposal = queries.own_case(request.user, pk)
    if queries.contract_of(proposal):
        return redirect("contract", pk)
    on = today(proposal.organisation)
    came = CameForm(sent(request)) if proposal.on_paper else None
    if request.method == "POST" and (came is None or came.is_valid()):
        came_on = came.cleaned_data["came_on"] if came else None
        actions.apply(proposal=proposal, by=request.user, on=on, came_on=came_on)
        messages.success(request, "契約の締結を申し込みました。")
        return redirect("contract", pk)
    context = _case(request, proposal, None) | {
        "notice": queries.notice_of(proposal),
        "letter": papers.application_letter(proposal, on=on),
        "came_form": came,
    }
    return render(request, "contracts/apply.html", context)


@login_required
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a payment."""
    proposal, found = _office(request, pk)
    form = PaymentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on = today(proposal.organisation)
        actions.record_payment(contract=found, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "納付を記録しました。")
        return redirect("contract", pk)
    return _form_page(request, proposal, found, form, "payment")


@login_required
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude the contract."""
    proposal, found = _office(request, pk)
    on = today(proposal.organisation)
    form = ConcludeForm(request.POST or None, initial={"concluded_on": on})
    if request.method == "POST" and form.is_valid():
        actions.conclude(contract=found, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "契約の締結を記録しました。")
        return redirect("contract", pk)
    return _form_page(request, proposal, found, form, "conclude")


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the end of the contract."""
    proposal, found = _office(request, pk)
    actions.end(contract=found, by=request.user, on=today(proposal.organisation))
    messages.success(request, "契約の終了を記録しました。")
    return redirect("contract", pk)


@login_required
def terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """End the contract early."""
    proposal, found = _office(request, pk)
    form = TerminationForm(request.POST or None, grounds=termination_rules(proposal.law))
    on = today(proposal.organisation)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"ground": TerminationGround(form.cleaned_data["ground"])}
        actions.terminate(contract=found, **given, by=request.user, on=on)
        messages.success(request, "契約の解除を記録しました。")
        return redirect("contract", pk)
    return _form_page(
        request, proposal, found, form, "terminate", barred_until=deadlines.bar(proposal.law, terminated_on=on)
    )


@login_required
@require_POST
def lapse(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that nobody applied in time."""
    proposal = queries.office_case(request.user, pk)
    actions.lapse(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(request, "失効を記録しました。")
    return redirect("contract", pk)


@login_required
def application(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The application as a file."""
    proposal, found = _seen(request, pk)
    return letter_file(proposal, from_json(found.letter), f"{proposal.number}_契約申込書", kind)


@login_required
def document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The contract as it was concluded, or as it would be concluded today."""
    proposal, found = _seen(request, pk)
    if found.document:
        return letter_file(proposal, from_json(found.document), f"{proposal.number}_契約書", kind)
    text = queries.template_of(proposal.organisation)
    letter = papers.contract_letter(found, text, on=today(proposal.organisation))
    return letter_file(proposal, letter, f"{proposal.number}_契約書案", kind)


@login_required
def payment_notice(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """How the fee is paid, and under which number."""
    proposal, found = _seen(request, pk)
    return letter_file(proposal, papers.payment_letter(found), f"{proposal.number}_納付のご案内", kind)


@login_required
def lapse_letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """That the day of application is over."""
    proposal = queries.case(request.user, pk)
    if proposal.stands is not Status.LAPSED:
        raise Http404
    letter = papers.lapse_letter(proposal, on=proposal.closed_on)
    return letter_file(proposal, letter, f"{proposal.number}_期限経過のお知らせ", kind)


@login_required
def termination_letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """That the contract is terminated."""
    proposal, found = _seen(request, pk)
    ended = queries.termination_of(found)
    if ended is None:
        raise Http404
    return letter_file(proposal, from_json(ended.letter), f"{proposal.number}_解除通知", kind)


def _seen(request: HttpRequest, pk: int) -> tuple[Proposal, Contract]:
    """A case with its contract, for both sides."""
    proposal = queries.case(request.user, pk)
    found = queries.contract_of(proposal)
    if found is None:
        raise Http404
    return proposal, found


def _office(request: HttpRequest, pk: int) -> tuple[Proposal, Contract]:
    proposal = queries.office_case(request.user, pk)
    found = queries.contract_of(proposal)
    if found is None:
        raise Http404
    return proposal, found


def _case(request: HttpRequest, proposal: Proposal, found: Contract | None) -> dict:
    role_names = request.user.role_names
    possible = proposals.possible(request.user, proposal)
    if found and proposal.stands is not Status.WITHDRAWN:
        possible |= {action for action in lifecycle.contract().possible(found.stands) if can(action, role_names)}
    return {
        "proposal": proposal,
        "contract": found,
        "law": proposal.law,
        "fee_name": proposal.law.term("fee"),
        "status_label": proposals.label_for(request.user, proposal),
        "contract_label": queries.label_of(found) if found else "",
        "next": next_of(proposal, proposer=request.user.party_id is not None),
        "possible": possible,
        "today": today(proposal.organisation),
    }


def _form_page(
    request: HttpRequest, proposal: Proposal, found: Contract, form: forms.Form, name: str, **extra: object
) -> HttpResponse:
    return render(request, f"contracts/{name}.html", _case(request, proposal, found) | {"form": form} | extra)

"""Pages of the review. Each is an officer's; the notice is also the proposer's."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from oboro.casework import lifecycle
from oboro.casework.contract import Estimate, PaymentOrder
from oboro.casework.lifecycle import Status
from oboro.casework.opinions import Round
from oboro.casework.review import OUTCOME_LABELS, Outcome
from oboro.documents import pdf
from oboro.documents.letter import Seal, from_json
from oboro.kernel.errors import OboroError
from oboro.law.disqualification import grounds
from oboro.law.payment import payment_methods
from oboro.portal.proposals import queries as proposals
from oboro.portal.proposals.guide import next_of
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.views import letter_file
from oboro.portal.reviews import actions, queries
from oboro.portal.reviews.forms import (
    DecisionForm,
    EstimateForm,
    FindingForm,
    HearingForm,
    OpinionForm,
    SealForm,
    SendBackForm,
    TermsForm,
)
from oboro.portal.tenancy.queries import own_organisation, sent, today


@login_required
def review_list(request: HttpRequest) -> HttpResponse:
    """The cases that wait for somebody of the office."""
    rows = [(p, lifecycle.label(p.stands), who) for p, who in queries.listed(own_organisation(request))]
    return render(request, "reviews/list.html", {"rows": rows})


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole review of a case on one page."""
    proposal = queries.case(request.user, pk)
    row = queries.review_of(proposal)
    round_, judged = queries.round_of(row), queries.judged(proposal, row)
    context = case_context(request, proposal) | {
        "review": row,
        "duration": _duration(row.minutes) if row and row.minutes is not None else "",
        "fee": _fee(proposal, row, judged),
        "judged": judged,
        "outcomes": {outcome.value: label for outcome, label in OUTCOME_LABELS.items()},
        "wanted": queries.wanted_persons(proposal),
        "in_file": proposals.persons_in(proposal),
        "hearing": queries.hearing_rule(proposal),
        "round": round_,
        "opinions": list(round_.opinions.order_by("letter")) if round_ else [],
        "recount": queries.recount_of(proposal, round_) if round_ else None,
        "opinion_form": OpinionForm(),
        "papers": _checked(queries.asked_papers(proposal), queries.paper_checks(proposal, row)),
        "grounds": _checked({g.key: g for g in grounds(proposal.law)}, queries.ground_checks(proposal, row)),
        "barred": proposals.barred_proposers(proposal, on=today(proposal.organisation)),
        "referrals": queries.referrals_of(row),
        "undelivered": queries.undelivered_of(round_),
        "package": queries.package_of(row),
        "clock": proposals.clock_of(proposal, on=today(proposal.organisation)),
        "decision": queries.decision_of(row),
        "barred_from_deciding": bool(row) and request.user.username in queries.reviewers_of(row),
    }
    return render(request, "reviews/review.html", context)


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the review."""
    proposal = queries.case(request.user, pk)
    actions.start(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(request, "審査を始めました。")
    return redirect("review", pk)


@login_required
def estimate(request: HttpRequest, pk: int) -> HttpResponse:
    """The feasibility study: time and outsourcing."""
    proposal = queries.case(request.user, pk)
    row = queries.review_of(proposal)
    form = EstimateForm(request.POST or None, initial=_estimate_initial(row))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = Estimate(given["hours"] * 60 + given["minutes"], given["outsourcing_yen"])
        on = today(proposal.organisation)
        words = {"feasibility": given["feasibility"], "quote": given["quote"]}
        actions.estimate(proposal=proposal, estimate=made, **words, by=request.user, on=on)
        messages.success(request, "見積りを記録しました。")
        return redirect("review", pk)
    return _form_page(request, proposal, form, "estimate")


@login_required
def criterion(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Judge one criterion."""
    proposal = queries.case(request.user, pk)
    row = queries.review_of(proposal)
    asked = queries.criterion_of(proposal, key)
    judged = next(one for one in queries.judged(proposal, row) if one.criterion.key == key)
    form = FindingForm(request.POST or None, initial=_finding_initial(judged))
    if request.method == "POST" and form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        words = {name: form.cleaned_data[name].strip() for name in ("reason", "evidence")}
        on = today(proposal.organisation)
        actions.judge(proposal=proposal, criterion=key, outcome=outcome, **words, by=request.user, on=on)
        messages.success(request, f"基準{asked.number}の判断を記録しました。")
        return redirect("review", pk)
    context = case_context(request, proposal) | {"form": form, "judged": judged, "criterion": asked}
    return render(request, "reviews/criterion.html", context | {"letter": from_json(proposal.letter)})


@login_required
def hearing(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask third parties for their opinion."""
    proposal = queries.case(request.user, pk)
    on = today(proposal.organisation)
    form = HearingForm(request.POST or None, initial={"sent_on": on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        round_ = Round(given["letters"], given["sent_on"], given["due_on"])
        words = {name: given[name] for name in ("must", "ground", "answer_to")}
        actions.hear(proposal=proposal, round_=round_, **words, by=request.user, on=on)
        messages.success(request, f"{round_.letters:,}人への意見の照会を記録しました。")
        return redirect("review", pk)
    return _form_page(request, proposal, form, "hearing", rule=queries.hearing_rule(proposal))


@login_required
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Record one opinion."""
    proposal = queries.case(request.user, pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on = today(proposal.organisation)
        actions.record_opinion(proposal=proposal, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, f"通知番号{form.cleaned_data['letter']}の意見書を記録しました。")
        return redirect("review", pk)
    return _form_page(request, proposal, form, "opinion")


@login_required
@require_POST
def close_hearing(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the round and count again."""
    proposal = queries.case(request.user, pk)
    actions.close_hearing(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(
        request, "意見の照会を締め切り、本人の数を数え直しました。本人の数の基準をもう一度判断してください。"
    )
    return redirect("review", pk)


@login_required
@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the review to the decider."""
    proposal = queries.case(request.user, pk)
    actions.conclude(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(request, "審査を終え、決裁へ回付しました。")
    return redirect("review", pk)


@login_required
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the review to the reviewer."""
    proposal = queries.case(request.user, pk)
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, on = form.cleaned_data["reason"], today(proposal.organisation)
        actions.send_back(proposal=proposal, reason=reason, by=request.user, on=on)
        messages.success(request, "審査へ差し戻しました。")
        return redirect("review", pk)
    return _form_page(request, proposal, form, "send_back")


@login_required
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the decision made outside."""
    proposal = queries.case(request.user, pk)
    on = today(proposal.organisation)
    row = queries.review_of(proposal)
    judged = queries.judged(proposal, row)
    form = DecisionForm(sent(request), judged=judged, initial={"decided_on": on})
    if request.method == "POST" and form.is_valid():
        actions.decide(proposal=proposal, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "決裁を記録しました。")
        return redirect("review", pk)
    outcomes = {outcome.value: label for outcome, label in OUTCOME_LABELS.items()}
    shown = {"judged": judged, "outcomes": outcomes, "package": queries.package_of(row)}
    return _form_page(request, proposal, form, "decision", **shown)


@login_required
def notify(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the notice, conforming or not as the decision says."""
    proposal = queries.case(request.user, pk)
    row = queries.review_of(proposal)
    decided = queries.decision_of(row)
    if proposal.stands is not Status.DECIDED or decided is None:
        return redirect("review", pk)
    wish = {"provision_method": proposal.values.get("provision_method", "")}
    wish |= decided.package.terms if decided.package else {}
    form = notice_form(request, proposal, conforms=decided.conforms, initial=wish)
    if request.method == "POST" and form.is_valid():
        _send(request, proposal, form.cleaned_data, conforms=decided.conforms)
        messages.success(request, "審査の結果を通知しました。提案者の画面に表示されます。")
        return redirect("notice", pk)
    fee = _fee(proposal, row, []) if decided.conforms else None
    return _form_page(request, proposal, form, "notify", decision=decided, fee=fee)


@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as it was sent."""
    found = queries.notice_of(request.user, pk)
    letter = from_json(found.letter)
    context = case_context(request, found.proposal) | {"notice": found, "letter": letter}
    context["notes"] = pdf.type_notes(letter)
    return render(request, "reviews/notice.html", context)


@login_required
def notice_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The notice as a file, from the frozen snapshot."""
    found = queries.notice_of(request.user, pk)
    return letter_file(found.proposal, from_json(found.letter), f"{found.proposal.number}_審査結果通知書", kind)


def notice_form(request: HttpRequest, proposal: Proposal, *, conforms: bool, initial: dict) -> forms.Form:
    """The terms of a notice; where the order fixes how the fee is paid, its first way is filled in."""
    if not conforms:
        return SealForm(request.POST or None, initial=initial)
    methods = payment_methods(proposal.law)
    usual = methods[0].label if methods and methods[0].key == "stamps" else ""
    return TermsForm(request.POST or None, initial={"fee_method": usual} | initial, methods=methods)


def _send(request: HttpRequest, proposal: Proposal, terms: dict, *, conforms: bool) -> None:
    on = today(proposal.organisation)
    if not conforms:
        actions.notify_failing(proposal=proposal, seal=Seal(terms["seal"]), by=request.user, on=on)
        return
    actions.notify_conforming(
        proposal=proposal,
        method=terms["fee_method"],
        due_on=terms["due_on"],
        provision_method=terms["provision_method"],
        order=PaymentOrder(terms["payment_order"]),
        seal=Seal(terms["seal"]),
        by=request.user,
        on=on,
    )


def case_context(request: HttpRequest, proposal: Proposal) -> dict:
    """What every page of a case shows."""
    proposer = request.user.party_id is not None
    return {
        "proposal": proposal,
        "law": proposal.law,
        "fee_name": proposal.law.term("fee"),
        "status_label": proposals.label_for(request.user, proposal),
        "next": next_of(proposal, proposer=proposer),
        "possible": proposals.possible(request.user, proposal),
        "today": today(proposal.organisation),
    }


def _form_page(request: HttpRequest, proposal: Proposal, form: forms.Form, name: str, **extra: object) -> HttpResponse:
    return render(request, f"reviews/{name}.html", case_context(request, proposal) | {"form": form} | extra)


def _fee(proposal: Proposal, row: object, judged: list[queries.Judged]) -> dict:
    """The fee as it stands, or why it cannot be computed yet, or need not be."""
    if row is None:
        return {"problem": "審査を始めると計算できます。"}
    if row.minutes is None and any(one.current and one.finding.outcome == Outcome.FAILS for one in judged):
        name = proposal.law.term("fee")
        return {"problem": f"適合しない基準があるので、見積りは要りません。不適合の通知に{name}の額は書きません。"}
    try:
        return {"statement": queries.fee_of(proposal, row)}
    except OboroError as problem:
        return {"problem": str(problem)}


def _checked(asked: dict, found: dict) -> list[tuple]:
    """Each thing to be checked with what was found of it, or None."""
    return [(one, found.get(key)) for key, one in asked.items()]


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def _estimate_initial(row: object) -> dict:
    if row is None or row.minutes is None:
        return {}
    hours, minutes = divmod(row.minutes, 60)
    return {
        "hours": hours,
        "minutes": minutes,
        "outsourcing_yen": row.outsourcing_yen,
        "feasibility": row.feasibility,
        "quote": row.quote,
    }


def _finding_initial(judged: queries.Judged) -> dict:
    if judged.finding:
        finding = judged.finding
        return {"outcome": finding.outcome, "reason": finding.reason, "evidence": finding.evidence}
    return {"outcome": judged.advice.outcome.value, "reason": judged.advice.text} if judged.advice else {}

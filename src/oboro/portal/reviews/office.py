"""Pages beside the criteria: formal check, grounds of disqualification, council, returned letters, approval package."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oboro.casework.checks import PAPER_LABELS, STANDING_LABELS, Paper, Standing
from oboro.casework.opinions import Settlement
from oboro.casework.roles import Action
from oboro.law.disqualification import grounds
from oboro.portal.proposals import queries as proposals
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.views import download, letter_file
from oboro.portal.reviews import actions, approval, checking, letters, queries
from oboro.portal.reviews.forms import AnswerForm, CheckForm, ReferralForm, ReturnForm, SettleForm
from oboro.portal.reviews.views import case_context, notice_form
from oboro.portal.tenancy.queries import sent, today


@login_required
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The formal check, document by document."""
    proposal = queries.case(request.user, pk)
    found = queries.paper_checks(proposal, queries.review_of(proposal))
    asked = queries.asked_papers(proposal)
    form = CheckForm(sent(request), asked=asked, found=found, labels=PAPER_LABELS)
    if request.method == "POST" and form.is_valid():
        given = {key: (Paper(outcome), words) for key, (outcome, words) in form.found().items()}
        checking.check_papers(proposal=proposal, found=given, by=request.user, on=today(proposal.organisation))
        messages.success(request, "形式審査の結果を記録しました。")
        return redirect("review", pk)
    return _page(request, proposal, form, "papers")


@login_required
def disqualification(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether each ground of disqualification applies to those who propose."""
    proposal = queries.case(request.user, pk)
    on = today(proposal.organisation)
    asked = {g.key: f"{g.number}　{g.text}" for g in grounds(proposal.law)}
    found = queries.ground_checks(proposal, queries.review_of(proposal))
    form = CheckForm(sent(request), asked=asked, found=found, labels=STANDING_LABELS)
    if request.method == "POST" and form.is_valid():
        given = {key: (Standing(outcome), words) for key, (outcome, words) in form.found().items()}
        checking.check_grounds(proposal=proposal, found=given, by=request.user, on=on)
        messages.success(request, "欠格事由の確認を記録しました。")
        return redirect("review", pk)
    barred, who = proposals.barred_proposers(proposal, on=on), proposals.proposers_of(proposal)
    extra = {"barred": barred, "joint": who.joint}
    return _page(request, proposal, form, "disqualification", **extra)


@login_required
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the council."""
    proposal = queries.case(request.user, pk)
    on = today(proposal.organisation)
    form = ReferralForm(sent(request), initial={"referred_on": on})
    if request.method == "POST" and form.is_valid():
        checking.refer(proposal=proposal, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "審議会への諮問を記録しました。答申が届くまで、審査は終えられません。")
        return redirect("review", pk)
    return _page(request, proposal, form, "refer")


@login_required
def council(request: HttpRequest, pk: int, referral: int) -> HttpResponse:
    """Record the council's opinion."""
    proposal = queries.case(request.user, pk)
    found = queries.referral_of(proposal, referral)
    on = today(proposal.organisation)
    form = AnswerForm(sent(request), initial={"answered_on": on})
    if request.method == "POST" and form.is_valid():
        checking.record_council(referral=found, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "審議会の答申を記録しました。")
        return redirect("review", pk)
    return _page(request, proposal, form, "council", referral=found)


@login_required
def council_letter(request: HttpRequest, pk: int, referral: int, kind: str) -> HttpResponse:
    """The question to the council as a letter."""
    proposal = queries.case(request.user, pk)
    found = queries.referral_of(proposal, referral)
    return letter_file(proposal, letters.referral(proposal, found), f"{proposal.number}_諮問書", kind)


@login_required
def third_party_letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The letter to third parties, without names."""
    proposal = queries.case(request.user, pk)
    round_ = queries.round_of(queries.review_of(proposal))
    if round_ is None:
        raise Http404
    return letter_file(
        proposal, letters.third_party(proposal, round_), f"{proposal.number}_意見書提出の機会の通知", kind
    )


@login_required
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a letter that came back."""
    proposal = queries.case(request.user, pk)
    form = ReturnForm(sent(request), initial={"returned_on": today(proposal.organisation)})
    if request.method == "POST" and form.is_valid():
        on = today(proposal.organisation)
        checking.record_undelivered(proposal=proposal, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, f"通知番号{form.cleaned_data['letter']}の通知が戻ったことを記録しました。")
        return redirect("review", pk)
    return _page(request, proposal, form, "returned")


@login_required
def settle(request: HttpRequest, pk: int, letter: int) -> HttpResponse:
    """Record what becomes of a letter that came back."""
    proposal = queries.case(request.user, pk)
    round_ = queries.round_of(queries.review_of(proposal))
    if letter not in {one.letter for one in queries.undelivered_of(round_)}:
        raise Http404
    form = SettleForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = {"settled": Settlement(form.cleaned_data["settled"]), "due_on": form.cleaned_data["due_on"]}
        on = today(proposal.organisation)
        checking.settle_undelivered(proposal=proposal, letter=letter, **given, by=request.user, on=on)
        messages.success(request, f"通知番号{letter}の扱いを記録しました。")
        return redirect("review", pk)
    return _page(request, proposal, form, "settle", letter_number=letter)


@login_required
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the package that goes out for approval."""
    proposal = queries.case(request.user, pk)
    row = queries.review_of(proposal)
    proposals.steps_of(proposal).after(proposal.stands, Action.PACKAGE)
    conforms = queries.verdict_of(proposal, row).conforms
    wish = {"provision_method": proposal.values.get("provision_method", "")}
    form = notice_form(request, proposal, conforms=conforms, initial=wish)
    if request.method == "POST" and form.is_valid():
        terms = {
            key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in form.cleaned_data.items()
        }
        actions.package(proposal=proposal, terms=terms, by=request.user, on=today(proposal.organisation))
        messages.success(request, "起案の資料を作りました。審査のページから受け取れます。")
        return redirect("review", pk)
    return _page(request, proposal, form, "package", conforms=conforms)


@login_required
def package_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest package, as it was made."""
    proposal = queries.case(request.user, pk)
    found = queries.package_of(queries.review_of(proposal))
    if found is None:
        raise Http404
    return download(bytes(found.bytes), f"{proposal.number}_起案資料.zip", approval.MEDIA_TYPE)


def _page(request: HttpRequest, proposal: Proposal, form: forms.Form, name: str, **extra: object) -> HttpResponse:
    return render(request, f"reviews/{name}.html", case_context(request, proposal) | {"form": form} | extra)

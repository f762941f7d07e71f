"""What the desk does with proposals: take them in, ask for corrections, write down what came on paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from oboro.portal.proposals import actions, offers, queries
from oboro.portal.proposals.forms import CorrectionForm, PartyForm
from oboro.portal.tenancy.own_law import closed_day_advice
from oboro.portal.tenancy.queries import own_organisation, regime_of, sent, today


@login_required
def paper_list(request: HttpRequest) -> HttpResponse:
    """The files for which a proposal on paper can be written down."""
    organisation = own_organisation(request)
    files = offers.files_for_paper(organisation)
    return render(request, "proposals/paper_list.html", {"files": files, "law": regime_of(organisation)})


@login_required
def start_on_paper(request: HttpRequest, file: int) -> HttpResponse:
    """Begin to write down a proposal that came on paper."""
    organisation = own_organisation(request)
    offered = offers.file_for_paper(organisation, file)
    form = PartyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        came_on, place = given.pop("came_on"), given.pop("original_place")
        proposal = actions.start_on_paper(
            offered=offered, party=given, came_on=came_on, original_place=place, by=request.user, on=today(organisation)
        )
        messages.success(request, "提案者を記録しました。続けて、提案書の内容と書類を写してください。")
        return redirect("proposal-edit", proposal.pk)
    context = {"form": form, "offered": offered, "law": regime_of(organisation)}
    return render(request, "proposals/start_on_paper.html", context)


@login_required
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal in."""
    proposal = queries.one_seen_by(request.user, pk)
    actions.receive(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(request, f"提案{proposal.number}を受け付けました。")
    return redirect("proposal", pk)


@login_required
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an explanation or a correction."""
    own_organisation(request)
    proposal = queries.one_seen_by(request.user, pk)
    form = CorrectionForm(sent(request), proposal=proposal)
    if request.method == "POST" and form.is_valid():
        on = today(proposal.organisation)
        given = form.cleaned_data | {"items": tuple(form.cleaned_data["items"])}
        actions.request_correction(proposal=proposal, **given, by=request.user, on=on)
        messages.success(request, "補正を依頼しました。提案者の画面に表示されます。")
        if advice := closed_day_advice(proposal.organisation, proposal.law, form.cleaned_data["due_on"]):
            messages.warning(request, f"{advice.message}（{advice.citation}）")
        return redirect("proposal", pk)
    return render(request, "proposals/correction.html", {"proposal": proposal, "form": form, "law": proposal.law})


@login_required
@require_POST
def close_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on without an answer."""
    proposal = queries.one_seen_by(request.user, pk)
    actions.close_correction(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(request, f"補正の依頼を終了しました。第{proposal.version}版の内容で審査を続けます。")
    return redirect("proposal", pk)

"""Pages of the proposal: writing it, handing it in, taking it in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from oboro.casework.lifecycle import Status
from oboro.casework.roles import Action, can
from oboro.documents import word
from oboro.documents.letter import Head, compose, from_json
from oboro.law.criteria import ProposalKind
from oboro.law.forms import form as form_spec
from oboro.portal.calls.queries import open_file_or_404
from oboro.portal.proposals import actions, queries
from oboro.portal.proposals.forms import AttachmentForm, CorrectionForm, draft_from, screen, shown, values_of
from oboro.portal.proposals.guide import next_for
from oboro.portal.proposals.models import KIND_LABELS, Proposal
from oboro.portal.tenancy.own_law import closed_day_advice
from oboro.portal.tenancy.queries import own_party, regime_of, today


@login_required
def proposal_list(request: HttpRequest) -> HttpResponse:
    """The proposals this person may see."""
    rows = [(proposal, queries.label_for(request.user, proposal)) for proposal in queries.listed(request.user)]
    return render(request, "proposals/list.html", {"rows": rows})


@login_required
def start(request: HttpRequest, call: int, entry: int) -> HttpResponse:
    """Begin a proposal on a file of an open call."""
    party = own_party(request)
    offered = open_file_or_404(call=call, entry=entry)
    on = today(offered.call.organisation)
    if request.method == "POST":
        proposal = actions.start(offered=offered, by=request.user, on=on)
        return redirect("proposal-edit", proposal.pk)
    context = {"offered": offered, "call": offered.call, "party": party, "law": regime_of(offered.call.organisation)}
    return render(request, "proposals/start.html", context)


@login_required
def made_list(request: HttpRequest) -> HttpResponse:
    """The information already made that this proposer can ask for."""
    own_party(request)
    return render(request, "proposals/made.html", {"rows": queries.made_for_others(request.user)})


@login_required
def start_from(request: HttpRequest, origin: int, kind: str) -> HttpResponse:
    """Begin a proposal on information already made, or a change of one's own business."""
    own_party(request)
    found = queries.origin_of(request.user, origin, ProposalKind(kind))
    on = today(found.organisation)
    if request.method == "POST":
        proposal = actions.start_from(origin=found, kind=ProposalKind(kind), by=request.user, on=on)
        return redirect("proposal-edit", proposal.pk)
    context = {"origin": found, "law": regime_of(found.organisation), "kind_label": KIND_LABELS[ProposalKind(kind)]}
    return render(request, "proposals/start_from.html", context | {"product": context["law"].term("product")})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The case: what it says, where it stands, what is next."""
    proposal = queries.one_seen_by(request.user, pk)
    office = request.user.organisation_id is not None
    context = {
        "proposal": proposal,
        "law": proposal.law,
        "status_label": queries.label_for(request.user, proposal),
        "letter": from_json(proposal.letter) if proposal.letter else None,
        "attached": queries.named_papers(proposal),
        "differences": queries.differences(proposal),
        "correction": queries.open_correction(proposal),
        "possible": _possible(request, proposal),
        "next": next_for(status=proposal.stands, proposer=not office),
        "history": queries.history_of(proposal) if office and proposal.number else [],
        "is_open": queries.is_open(proposal),
        "kind_label": KIND_LABELS[proposal.of_kind],
        "today": today(proposal.organisation),
    }
    return render(request, "proposals/detail.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the proposal. Saving never fails; what stands before a submission is said when it is asked for."""
    proposal = queries.own_draft(request.user, pk)
    on = today(proposal.organisation)
    if request.method == "POST":
        draft = draft_from(request.POST, proposal)
        agent = request.POST.get("agent") == "yes"
        proposal = actions.save_draft(proposal=proposal, draft=draft, agent=agent, by=request.user, on=on)
        if request.POST.get("do") != "check":
            messages.success(request, "下書きを保存しました。")
            return redirect("proposal-edit", pk)
        return redirect("proposal-submit", pk)
    return _editing(request, proposal, final=False)


@login_required
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the paper as it will go out, and hand it in."""
    proposal = queries.own_draft(request.user, pk)
    if not queries.is_open(proposal):
        return redirect("proposal", pk)
    on = today(proposal.organisation)
    form = screen(proposal, final=True, on=on)
    if form.errors:
        return _editing(request, proposal, final=True)
    values = values_of(form, proposal)
    if request.method == "POST":
        again = proposal.stands is Status.CORRECTING
        act = actions.resubmit if again else actions.submit
        done = act(proposal=proposal, values=values, by=request.user, on=on)
        messages.success(request, f"提案{done.number}を{'再提出' if again else '提出'}しました。")
        return redirect("proposal", pk)
    letter = actions.paper_of(proposal, values, on=on)
    context = {"proposal": proposal, "letter": letter, "law": proposal.law, "attached": queries.named_papers(proposal)}
    return render(request, "proposals/submit.html", context)


@login_required
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper."""
    proposal = queries.own_draft(request.user, pk)
    form = AttachmentForm(request.POST, request.FILES, proposal=proposal)
    if not form.is_valid():
        return _editing(request, proposal, final=False, attachment=form)
    file = form.cleaned_data["file"]
    actions.attach(
        proposal=proposal,
        rule=form.cleaned_data["rule"],
        filename=file.name,
        content=file.read(),
        issued_on=form.cleaned_data["issued_on"],
        by=request.user,
        on=today(proposal.organisation),
    )
    messages.success(request, "書類を添付しました。")
    return redirect("proposal-edit", pk)


@login_required
def attachment(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Download a paper."""
    proposal = queries.one_seen_by(request.user, pk)
    found = queries.attachment_of(proposal, paper)
    actions.read_attachment(attachment=found, by=request.user, on=today(proposal.organisation))
    return download(bytes(found.content), found.filename, "application/octet-stream")


@login_required
@require_POST
def detach(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a paper away."""
    proposal = queries.own_draft(request.user, pk)
    found = queries.attachment_of(proposal, paper)
    actions.detach(attachment=found, by=request.user, on=today(proposal.organisation))
    messages.success(request, "添付書類を取り除きました。")
    return redirect("proposal-edit", pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal back."""
    proposal = queries.own_draft(request.user, pk)
    actions.withdraw(proposal=proposal, by=request.user, on=today(proposal.organisation))
    messages.success(request, "提案を取り下げました。")
    return redirect("proposal", pk)


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
    proposal = queries.one_seen_by(request.user, pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on = today(proposal.organisation)
        actions.request_correction(proposal=proposal, **form.cleaned_data, by=request.user, on=on)
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
    messages.success(request, "補正の依頼を終了しました。")
    return redirect("proposal", pk)


@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The submitted proposal as a Word file."""
    proposal = queries.submitted_one(request.user, pk)
    return download(
        queries.paper_of(proposal, from_json(proposal.letter)), f"{proposal.number}_提案書.docx", word.MEDIA_TYPE
    )


@login_required
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The pledge, filled in with who proposes, to be signed and attached."""
    proposal = queries.own_draft(request.user, pk)
    law, party = proposal.law, proposal.party
    text = f"{law.cite('disqualification')}の各号のいずれにも該当しないことを誓約します。"
    head = Head(on=today(proposal.organisation), addressee=f"{proposal.organisation.head}　殿", sender=(party.name,))
    letter = compose(form_spec(law, "pledge"), queries.fixed_values(proposal) | {"pledge": text}, head=head)
    return download(queries.paper_of(proposal, letter), "誓約書.docx", word.MEDIA_TYPE)


def download(content: bytes, filename: str, media_type: str) -> HttpResponse:
    """A file to be saved, never shown inside the site."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


def _editing(request: HttpRequest, proposal: Proposal, *, final: bool, attachment: object = None) -> HttpResponse:
    on = today(proposal.organisation)
    form = screen(proposal, final=final, on=on)
    context = {
        "proposal": proposal,
        "law": proposal.law,
        "spec": queries.form_of(proposal),
        "form": form,
        "fields": shown(form),
        "fixed": queries.fixed_labels(proposal),
        "papers": queries.papers_of(proposal),
        "attached": queries.named_papers(proposal),
        "attachment_form": attachment or AttachmentForm(proposal=proposal),
        "correction": queries.open_correction(proposal),
        "today": on,
    }
    return render(request, "proposals/edit.html", context)


def _possible(request: HttpRequest, proposal: Proposal) -> set[Action]:
    """What this person can do to the case now."""
    steps = queries.steps_of(proposal).possible(proposal.stands)
    return {action for action in steps if can(action, request.user.role_names)}

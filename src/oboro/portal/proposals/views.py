"""Pages of the proposal: writing it, handing it in, its papers. What the desk does stands in `office`."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from oboro.casework.lifecycle import Status
from oboro.documents import pdf, word
from oboro.documents.letter import Letter, from_json
from oboro.kernel.dates import japanese
from oboro.law.criteria import ProposalKind
from oboro.portal.calls.queries import open_file_or_404
from oboro.portal.consultations.queries import to_be_carried
from oboro.portal.proposals import actions, offers, papers, queries
from oboro.portal.proposals.forms import (
    AttachmentForm,
    CameForm,
    SpreadForm,
    box,
    draft_from,
    joint_from,
    joint_rows,
    same_from,
    screen,
    shown,
    values_of,
)
from oboro.portal.proposals.guide import next_of
from oboro.portal.proposals.models import KIND_LABELS, Proposal
from oboro.portal.tenancy.queries import own_party, regime_of, sent, today


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
    on, asked = today(offered.call.organisation), to_be_carried(request, entry)
    if request.method == "POST":
        chosen = next((one for one in asked if one.reference == request.POST.get("consultation")), None)
        proposal = actions.start(offered=offered, consultation=chosen, by=request.user, on=on)
        return redirect("proposal-edit", proposal.pk)
    law = regime_of(offered.call.organisation)
    context = {"offered": offered, "call": offered.call, "party": party, "law": law}
    context |= {"consultations": asked, "barred": queries.bar_of(party, law, on=on)}
    return render(request, "proposals/start.html", context)


@login_required
def made_list(request: HttpRequest) -> HttpResponse:
    """The information already made that this proposer can ask for."""
    own_party(request)
    return render(request, "proposals/made.html", {"rows": offers.made_for_others(request.user)})


@login_required
def start_from(request: HttpRequest, origin: int, kind: str) -> HttpResponse:
    """Begin a proposal on information already made, or a change of one's own business."""
    party = own_party(request)
    found = offers.origin_of(request.user, origin, ProposalKind(kind))
    on = today(found.organisation)
    if request.method == "POST":
        proposal = actions.start_from(origin=found, kind=ProposalKind(kind), by=request.user, on=on)
        return redirect("proposal-edit", proposal.pk)
    law = regime_of(found.organisation)
    context = {"origin": found, "law": law, "kind_label": KIND_LABELS[ProposalKind(kind)]}
    context |= {"barred": queries.bar_of(party, law, on=on)}
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
        "attached": queries.handed_in(proposal, earlier=True),
        "differences": queries.differences(proposal),
        "correction": queries.open_correction(proposal),
        "corrections": [(c, queries.correction_labels(proposal, c)) for c in proposal.corrections.order_by("pk")],
        "possible": queries.possible(request.user, proposal),
        "next": next_of(proposal, proposer=not office),
        "clock": queries.clock_of(proposal, on=today(proposal.organisation)) if office else None,
        "versions": proposal.versions.order_by("seq").defer("pdf", "values", "letter") if proposal.version else [],
        "came_form": CameForm(initial={"came_on": today(proposal.organisation)}) if office else None,
        "who": queries.proposers_of(proposal),
        "history": queries.history_of(proposal) if office and proposal.number else [],
        "is_open": queries.is_open(proposal),
        "kind_label": KIND_LABELS[proposal.of_kind],
        "today": today(proposal.organisation),
    }
    return render(request, "proposals/detail.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the proposal. Saving never fails; what stands before a submission is said when it is asked for."""
    proposal = queries.writable(request.user, pk)
    if request.method == "POST":
        _save(request, proposal)
        if request.POST.get("do") != "check":
            messages.success(request, "下書きを保存しました。")
            return redirect("proposal-edit", pk)
        return redirect("proposal-submit", pk)
    return _editing(request, proposal, final=False)


@login_required
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the paper as it will go out, and hand it in."""
    proposal = queries.writable(request.user, pk)
    if not queries.is_open(proposal):
        return redirect("proposal", pk)
    again = proposal.stands is Status.CORRECTING
    on = proposal.submitted_on if proposal.on_paper and not again else today(proposal.organisation)
    form = screen(proposal, final=True, on=on)
    if form.errors:
        return _editing(request, proposal, final=True)
    values = values_of(form, proposal)
    came = CameForm(sent(request)) if again and proposal.on_paper else None
    if request.method == "POST" and (came is None or came.is_valid()):
        done = _hand_in(request, proposal, values, came)
        messages.success(request, f"提案{done.number}を{'再提出' if again else '提出'}しました。")
        return redirect("proposal", pk)
    letter = papers.proposal_letter(proposal, values, on=on)
    context = {"proposal": proposal, "letter": letter, "law": proposal.law, "attached": queries.named_papers(proposal)}
    return render(request, "proposals/submit.html", context | {"came_form": came, "notes": pdf.type_notes(letter)})


@login_required
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper."""
    proposal = queries.writable(request.user, pk)
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
        whose=form.cleaned_data.get("whose", 0),
        by=request.user,
        on=today(proposal.organisation),
    )
    messages.success(request, "書類を添付しました。")
    return redirect("proposal-edit", pk)


@login_required
def attachment(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Download a paper."""
    proposal = queries.one_seen_by(request.user, pk)
    found = queries.attachment_of(request.user, proposal, paper)
    actions.read_attachment(attachment=found, by=request.user, on=today(proposal.organisation))
    return download(bytes(found.content), found.filename, "application/octet-stream")


@login_required
@require_POST
def detach(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a paper away."""
    found = queries.detachable(request.user, pk, paper)
    actions.detach(attachment=found, by=request.user, on=today(found.proposal.organisation))
    messages.success(request, "添付書類を取り除きました。")
    return redirect("proposal-edit", pk)


@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a draft that was never handed in, after saying what goes with it."""
    proposal = queries.discardable(request.user, pk)
    if request.method == "POST":
        actions.discard(proposal=proposal, by=request.user, on=today(proposal.organisation))
        messages.success(request, "下書きを破棄しました。")
        return redirect("proposal-list")
    context = {"proposal": proposal, "attached": queries.named_papers(proposal), "law": proposal.law}
    return render(request, "proposals/discard.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal back."""
    proposal = queries.writable(request.user, pk)
    came = CameForm(request.POST)
    came_on = came.cleaned_data["came_on"] if proposal.on_paper and came.is_valid() else None
    actions.withdraw(proposal=proposal, by=request.user, on=today(proposal.organisation), came_on=came_on)
    messages.success(request, "提案を取り下げました。")
    return redirect("proposal", pk)


@login_required
def spread(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the same proposal for other bodies."""
    own_party(request)
    proposal = queries.writable(request.user, pk)
    files = offers.open_elsewhere(proposal)
    choices = [
        (str(f.pk), f"{f.call.organisation.name}　{f.version.name}（{japanese(f.call.ends_on)}まで）") for f in files
    ]
    form = SpreadForm(sent(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = [file for file in files if str(file.pk) in form.cleaned_data["files"]]
        on = today(proposal.organisation)
        bundle = actions.spread(proposal=proposal, files=chosen, by=request.user, on=on)
        messages.success(
            request, f"{len(chosen)}件の下書きを作りました。提案先ごとに、本人の数などを確かめて提出してください。"
        )
        return redirect("proposal-bundle", bundle.pk)
    context = {"proposal": proposal, "form": form, "files": files, "law": proposal.law}
    return render(request, "proposals/spread.html", context)


@login_required
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Where each proposal of a bundle stands; the bundle itself has no status."""
    found = offers.bundle_of(request.user, pk)
    rows = [(p, queries.label_for(request.user, p)) for p in queries.listed(request.user).filter(bundle=found)]
    return render(request, "proposals/bundle.html", {"bundle": found, "rows": rows})


@login_required
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The submitted proposal as a file."""
    proposal = queries.submitted_one(request.user, pk)
    return letter_file(proposal, from_json(proposal.letter), f"{proposal.number}_提案書", kind)


@login_required
def version(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """The PDF of one submission, as it was printed on its day."""
    found = queries.version_of(request.user, pk, seq)
    return download(bytes(found.pdf), f"{found.proposal.number}_提案書_第{seq}版.pdf", pdf.MEDIA_TYPE)


@login_required
def pledge(request: HttpRequest, pk: int, whose: int, kind: str) -> HttpResponse:
    """The pledge, filled in with who proposes, to be signed and attached."""
    proposal = queries.writable(request.user, pk)
    letter = papers.pledge(proposal, on=today(proposal.organisation), whose=whose)
    return letter_file(proposal, letter, "誓約書", kind)


@login_required
def authority(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A power of attorney for the agent, to be signed and attached."""
    proposal = queries.writable(request.user, pk)
    return letter_file(proposal, papers.authority(proposal, on=today(proposal.organisation)), "委任状", kind)


@login_required
def correction_paper(request: HttpRequest, pk: int, correction: int, kind: str) -> HttpResponse:
    """The request to correct, as a letter."""
    found = queries.correction_of(request.user, pk, correction)
    letter = papers.correction_letter(found.proposal, found)
    return letter_file(found.proposal, letter, f"{found.proposal.number}_補正依頼", kind)


def letter_file(proposal: Proposal, letter: Letter, name: str, kind: str) -> HttpResponse:
    """A letter as a Word file, on the body's own form if it has one, or as a PDF to be saved."""
    match kind:
        case "docx":
            return download(queries.paper_of(proposal, letter), f"{name}.docx", word.MEDIA_TYPE)
        case "pdf":
            return download(pdf.pdf(letter), f"{name}.pdf", pdf.MEDIA_TYPE)
        case _:
            raise Http404


def download(content: bytes, filename: str, media_type: str) -> HttpResponse:
    """A file to be saved, never shown inside the site."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


def _typed(request: HttpRequest, proposal: Proposal) -> dict:
    """What stands on the page of the proposal, as it was typed."""
    return {
        "draft": draft_from(request.POST, proposal),
        "agent": request.POST.get("agent") == "yes",
        "agent_name": box(request.POST, "agent_name", 100),
        "agent_address": box(request.POST, "agent_address", 200),
        "joint": joint_from(request.POST),
        "same": same_from(request.POST),
    }


def _save(request: HttpRequest, proposal: Proposal) -> None:
    """Keep what was typed, and say whose papers went with the person."""
    names = dict(proposal.joint_proposers.values_list("seq", "name"))
    before, on = list(queries.attached(proposal)), today(proposal.organisation)
    actions.save_draft(proposal=proposal, **_typed(request, proposal), by=request.user, on=on)
    left = set(queries.attached(proposal))
    for whose, number in Counter(paper.whose for paper in before if paper not in left).items():
        name = names.get(whose, "")
        messages.warning(
            request,
            f"共同提案者が別の方になったか、いなくなったので、「{name}」の書類（{number}件）を外しました。"
            "同じ方の書類のときは、もう一度添付してください。",
        )


def _hand_in(request: HttpRequest, proposal: Proposal, values: dict, came: CameForm | None) -> Proposal:
    on = today(proposal.organisation)
    if proposal.stands is not Status.CORRECTING:
        return actions.submit(proposal=proposal, values=values, by=request.user, on=on)
    came_on = came.cleaned_data["came_on"] if came else None
    return actions.resubmit(proposal=proposal, values=values, by=request.user, on=on, came_on=came_on)


def _editing(request: HttpRequest, proposal: Proposal, *, final: bool, attachment: object = None) -> HttpResponse:
    on = today(proposal.organisation)
    day = proposal.submitted_on if proposal.on_paper and proposal.submitted_on else on
    form = screen(proposal, final=final, on=day)
    asked = queries.open_correction(proposal)
    context = {
        "proposal": proposal,
        "law": proposal.law,
        "spec": queries.form_of(proposal),
        "form": form,
        "fields": shown(form),
        "fixed": queries.fixed_labels(proposal),
        "papers": queries.papers_of(proposal),
        "joint_papers": queries.joint_papers_of(proposal),
        "joint": joint_rows(proposal),
        "with_papers": {paper.whose for paper in queries.attached(proposal)},
        "limits": queries.limits_of(proposal),
        "menu": queries.menu_of(proposal),
        "attached": queries.named_papers(proposal),
        "attachment_form": attachment or AttachmentForm(proposal=proposal),
        "correction": asked,
        "asked": queries.correction_labels(proposal, asked) if asked else [],
        "today": on,
    }
    return render(request, "proposals/edit.html", context)

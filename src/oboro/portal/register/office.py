"""The office's pages: drafting, approving, publishing and judging entries."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.register import DEED_LABELS, Deed, VersionStatus, can, check
from oboro.kernel.errors import Refused
from oboro.law.register import duties, missing
from oboro.portal.audit.queries import events_of
from oboro.portal.register import actions, queries
from oboro.portal.register.forms import (
    EligibilityForm,
    ReturnForm,
    SectionForm,
    entry_form,
    facts_to_answers,
)
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.queries import Task, deed_label, own_organisation, regime_of, sent, today

ENTRY_DEEDS = {
    "submit": (actions.submit_entry, Deed.SUBMIT_ENTRY, "承認を依頼しました。"),
    "approve": (actions.approve_entry, Deed.APPROVE_ENTRY, "記載を承認しました。続けて公表できます。"),
    "publish": (actions.publish_entry, Deed.PUBLISH_ENTRY, "記載を公表しました。"),
    "strike": (actions.strike_entry, Deed.STRIKE_ENTRY, "記載を消除しました。"),
}
NEXT_ENTRY_DEEDS = {
    VersionStatus.DRAFT: ("submit",),
    VersionStatus.SUBMITTED: ("approve",),
    VersionStatus.APPROVED: ("publish",),
}


@require_safe
@login_required
def entry_list(request: HttpRequest) -> HttpResponse:
    """The entries of the body, with where each stands."""
    organisation = own_organisation(request)
    entries = list(queries.entries_for_organisation(organisation))
    for entry in entries:
        entry.hand, entry.force = queries.in_hand(entry), queries.in_force(entry)
        entry.judged = queries.latest_judgement(entry)
        entry.title = getattr(entry.hand or entry.force, "name", "")
    regime = regime_of(organisation)
    context = {
        "entries": entries,
        "regime": regime,
        "duties": duties(regime),
        "may_draft": can(Deed.DRAFT_ENTRY, request.user.role_names),
    }
    return render(request, "register/office_register.html", context)


@require_safe
@login_required
def entry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what is in hand and in force, what is missing, what is next, what was done."""
    return _entry_page(request, queries.entry_for_organisation(own_organisation(request), pk), ReturnForm())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry_new(request: HttpRequest) -> HttpResponse:
    """Begin an entry."""
    organisation = own_organisation(request)
    check(Deed.DRAFT_ENTRY, request.user.role_names)
    regime = regime_of(organisation)
    form = entry_form(regime, data=sent(request), initial={"organ": organisation.name})
    sections = SectionForm(organisation, sent(request), initial={"keeper": request.user.section_id})
    if request.method == "POST" and form.is_valid() and sections.is_valid():
        entry = actions.start_entry(
            organisation=organisation,
            section=sections.cleaned_data["keeper"],
            answers=_answers(form),
            persons=form.cleaned_data["persons"],
            by=request.user,
            on=today(organisation),
        )
        messages.success(request, "下書きを保存しました。")
        return redirect("office-entry", entry.pk)
    context = {"form": form, "sections": sections, "regime": regime, "entry": None}
    return render(request, "register/office_entry_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on in the draft, or begin the next version of a published entry."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    check(Deed.DRAFT_ENTRY, request.user.role_names)
    base = queries.in_hand(entry) or queries.in_force(entry)
    regime = regime_of(organisation)
    answers, persons = (base.answers, base.persons) if base else ({}, None)
    form = entry_form(regime, data=sent(request), initial=answers, persons=persons)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(
                entry=entry,
                answers=_answers(form),
                persons=form.cleaned_data["persons"],
                by=request.user,
                on=today(organisation),
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "下書きを保存しました。")
            return redirect("office-entry", entry.pk)
    return render(request, "register/office_entry_edit.html", {"form": form, "regime": regime, "entry": entry})


@require_POST
@login_required
def entry_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Submit, approve, publish or strike out."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    if deed not in ENTRY_DEEDS:
        raise Http404
    action, _, done = ENTRY_DEEDS[deed]
    action(entry=entry, by=request.user, on=today(organisation))
    messages.success(request, done)
    return redirect("office-entry", entry.pk)


@require_POST
@login_required
def entry_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draft back with the reason."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, entry, form)
    actions.return_entry(entry=entry, note=form.cleaned_data["note"], by=request.user, on=today(organisation))
    messages.success(request, "下書きに差し戻しました。")
    return redirect("office-entry", entry.pk)


@require_safe
@login_required
def entry_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version, and how it differs from the one before."""
    entry = queries.entry_for_organisation(own_organisation(request), pk)
    version = queries.version_or_404(entry, number)
    before = queries.versions_of(entry).filter(number__lt=number).first()
    context = {
        "entry": entry,
        "version": version,
        "before": before,
        "lines": queries.lines(version),
        "differences": queries.differences(before, version) if before else [],
        "regime": version.regime,
    }
    return render(request, "register/office_version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge whether the file is open for proposals."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    check(Deed.JUDGE_FILE, request.user.role_names)
    regime, last = regime_of(organisation), queries.latest_judgement(entry)
    version = queries.in_hand(entry) or queries.in_force(entry)
    initial = facts_to_answers(last.facts) if last else {"persons": version.persons if version else None}
    form = EligibilityForm(regime, sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        judgement = actions.judge_file(
            entry=entry,
            facts=form.facts(),
            note=form.cleaned_data["note"],
            by=request.user,
            on=today(organisation),
        )
        messages.success(request, "「該当」と判定しました。" if judgement.eligible else "「非該当」と判定しました。")
        return redirect("office-entry", entry.pk)
    context = {"form": form, "entry": entry, "version": version, "regime": regime}
    return render(request, "register/office_judge.html", context)


# ---------------------------------------------------------------------------------------------------------------


def _answers(form) -> dict:
    return {key: value for key, value in form.answers().items() if key != "persons"}


def _entry_page(request: HttpRequest, entry: Entry, return_form: ReturnForm) -> HttpResponse:
    hand, force, roles = queries.in_hand(entry), queries.in_force(entry), request.user.role_names
    shown = hand or force
    judged = queries.latest_judgement(entry)
    lacking = missing(hand.regime, hand.answers) if hand else ()
    deeds = [
        {"name": name, "label": DEED_LABELS[ENTRY_DEEDS[name][1]]}
        for name in (NEXT_ENTRY_DEEDS[hand.stage] if hand else ())
        if can(ENTRY_DEEDS[name][1], roles) and not (name == "submit" and lacking)
    ]
    events = list(events_of(entry.organisation.code, subject=f"entry:{entry.number}").order_by("-seq")[:20])
    for event in events:
        event.deed = deed_label(event.kind)
    context = {
        "entry": entry,
        "hand": hand,
        "force": force,
        "shown": shown,
        "lines": queries.lines(shown) if shown else [],
        "regime": regime_of(entry.organisation),
        "judged": judged,
        "lacking": lacking,
        "deeds": deeds,
        "tasks": _entry_next(request, entry, lacking),
        "return_form": return_form,
        "may_return": bool(
            hand and hand.stage is not VersionStatus.DRAFT and can(Deed.RETURN_ENTRY, request.user.role_names)
        ),
        "may_edit": can(Deed.DRAFT_ENTRY, roles) and (hand is None or hand.stage is VersionStatus.DRAFT),
        "may_judge": can(Deed.JUDGE_FILE, roles),
        "may_strike": force is not None and can(Deed.STRIKE_ENTRY, roles),
        "versions": queries.versions_of(entry),
        "events": events,
    }
    return render(request, "register/office_entry.html", context)


def _entry_next(request: HttpRequest, entry: Entry, lacking: tuple) -> list[Task]:
    """What this page asks for, in words with the place in the law."""
    regime, roles, hand = regime_of(entry.organisation), request.user.role_names, queries.in_hand(entry)
    found = []
    if lacking and can(Deed.DRAFT_ENTRY, roles):
        url = reverse("office-entry-edit", args=[entry.pk])
        found.append(Task(f"空いている事項（{len(lacking)}件）を書く", url, lacking[0].citation.short + "ほか"))
    if queries.latest_judgement(entry) is None and can(Deed.JUDGE_FILE, roles):
        url = reverse("office-entry-judge", args=[entry.pk])
        found.append(Task("提案の募集の対象かどうかを判定する", url, regime.cite("eligibility").short))
    if hand and not lacking:
        deed = {
            VersionStatus.DRAFT: Deed.SUBMIT_ENTRY,
            VersionStatus.SUBMITTED: Deed.APPROVE_ENTRY,
            VersionStatus.APPROVED: Deed.PUBLISH_ENTRY,
        }[hand.stage]
        if can(deed, roles):
            found.append(Task(f"{DEED_LABELS[deed]}する", "#deeds", regime.cite("register").short))
    return found

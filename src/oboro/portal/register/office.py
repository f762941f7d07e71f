"""The office's pages of the entries: drafting, approving, publishing, striking out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.register import DEED_LABELS, Deed, VersionStatus, can, check
from oboro.kernel.errors import Refused
from oboro.law.regime import Regime, must_solicit
from oboro.law.register import duties, missing
from oboro.portal.audit.queries import events_of
from oboro.portal.register import actions, feasibility, queries
from oboro.portal.register.forms import (
    ReturnForm,
    SectionForm,
    WithholdForm,
    entry_form,
)
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.tenancy.queries import Task, deed_label, own_organisation, regime_of, sent, today

ENTRY_DEEDS = {
    "submit": (actions.submit_entry, Deed.SUBMIT_ENTRY, "承認を依頼しました。"),
    "approve": (actions.approve_entry, Deed.APPROVE_ENTRY, "記載を承認しました。続けて公表できます。"),
    "publish": (actions.publish_entry, Deed.PUBLISH_ENTRY, "記載を公表しました。"),
    "strike": (actions.strike_entry, Deed.STRIKE_ENTRY, "記載を消除しました。"),
}
ALL_DEEDS = {
    "submit": (Deed.SUBMIT_ENTRY, "承認を依頼しました。"),
    "approve": (Deed.APPROVE_ENTRY, "承認しました。続けて公表できます。"),
}
ENTRIES_A_PAGE = 50
MESSAGES = 10
NEXT_ENTRY_DEEDS = {
    VersionStatus.DRAFT: ("submit",),
    VersionStatus.SUBMITTED: ("approve",),
    VersionStatus.APPROVED: ("publish",),
}


@require_safe
@login_required
def entry_list(request: HttpRequest) -> HttpResponse:
    """The entries of the body, with where each stands; narrowed to one status in hand, or to some words of the name."""
    organisation, roles = own_organisation(request), request.user.role_names
    found = queries.entries_for_organisation(organisation)
    status, words = request.GET.get("status", ""), request.GET.get("q", "").replace("\0", "").strip()[:100]
    if status in {one.value for one in queries.IN_HAND}:
        found = found.filter(versions__status=status)
    if words:
        found = found.filter(pk__in=queries.named(organisation, words))
    page = Paginator(found, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.hand, entry.force = queries.in_hand(entry), queries.in_force(entry)
        entry.judged, entry.left_out = queries.latest_judgement(entry), queries.exemption_of(entry)
        entry.title = queries.title_of(entry)
    regime = regime_of(organisation)
    context = {
        "page": page,
        "status": status,
        "words": words,
        "waiting": queries.waiting(organisation),
        "edition": queries.editions_of(organisation).first(),
        "regime": regime,
        "duties": duties(regime),
        "may": {
            "draft": can(Deed.DRAFT_ENTRY, roles),
            "approve": can(Deed.APPROVE_ENTRY, roles),
            "publish": can(Deed.PUBLISH_ENTRY, roles),
            "import": can(Deed.IMPORT_ENTRIES, roles),
        },
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
    known = {"organ": organisation.name, "desk": {"name": organisation.desk_name, "address": organisation.desk_address}}
    if not must_solicit(regime).value:
        known["offered"] = False  # who need not call says so only when they mean to
    form = entry_form(regime, data=sent(request), initial=known)
    leaving = WithholdForm(regime, sent(request))
    sections = SectionForm(organisation, sent(request), initial={"keeper": request.user.section_id})
    if request.method == "POST" and all(one.is_valid() for one in (form, sections, leaving)):
        entry = actions.start_entry(
            organisation=organisation,
            section=sections.cleaned_data["keeper"],
            answers=_answers(form),
            withheld=leaving.withheld(),
            persons=form.cleaned_data["persons"],
            by=request.user,
            on=today(organisation),
        )
        messages.success(request, "下書きを保存しました。")
        return redirect("office-entry", entry.pk)
    context = {"form": form, "leaving": leaving, "sections": sections, "regime": regime, "entry": None}
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
    leaving = WithholdForm(regime, sent(request), withheld=base.withheld if base else {})
    if request.method == "POST" and form.is_valid() and leaving.is_valid():
        try:
            actions.save_draft(
                entry=entry,
                answers=_answers(form),
                withheld=leaving.withheld(),
                persons=form.cleaned_data["persons"],
                by=request.user,
                on=today(organisation),
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "下書きを保存しました。")
            return redirect("office-entry", entry.pk)
    context = {"form": form, "leaving": leaving, "regime": regime, "entry": entry}
    return render(request, "register/office_entry_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft in hand away, after saying what goes with it."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    hand = queries.draft_to_discard(entry, by=request.user)
    if request.method == "POST":
        whole = actions.discard_draft(entry=entry, by=request.user, on=today(organisation))
        messages.success(request, "下書きを破棄しました。")
        return redirect("office-register") if whole else redirect("office-entry", pk)
    whole = not queries.versions_of(entry).exclude(pk=hand.pk).exists()
    context = {"entry": entry, "title": queries.title_of(entry), "hand": hand, "whole": whole}
    return render(request, "register/office_discard.html", context)


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


@require_POST
@login_required
def move_all(request: HttpRequest, deed: str) -> HttpResponse:
    """Submit or approve all that can go on, or publish all that is approved as one edition."""
    organisation = own_organisation(request)
    if deed == "publish":
        edition = actions.publish_register(organisation=organisation, by=request.user, on=today(organisation))
        messages.success(request, f"第{edition.number}回の公表をしました（全{edition.entries}件）。")
        return redirect("office-register")
    if deed not in ALL_DEEDS:
        raise Http404
    chosen, done = ALL_DEEDS[deed]
    count, stayed = actions.move_all(deed=chosen, organisation=organisation, by=request.user, on=today(organisation))
    messages.success(request, f"{count}件の記載について、{done}")
    for text in stayed[:MESSAGES]:
        messages.warning(request, text)
    if len(stayed) > MESSAGES:
        messages.warning(request, f"ほかに{len(stayed) - MESSAGES}件が進みませんでした。")
    return redirect("office-register")


# ---------------------------------------------------------------------------------------------------------------


def _answers(form) -> dict:
    return {key: value for key, value in form.answers().items() if key != "persons"}


def _entry_page(request: HttpRequest, entry: Entry, return_form: ReturnForm) -> HttpResponse:
    hand, force, roles = queries.in_hand(entry), queries.in_force(entry), request.user.role_names
    shown, exemption = hand or force, queries.exemption_of(entry)
    regime, on = regime_of(entry.organisation), today(entry.organisation)
    lacking = missing(hand.regime, hand.answers, withheld=hand.withheld) if hand else ()
    early = hand is None or hand.stage is VersionStatus.DRAFT
    context = {
        "entry": entry,
        "title": queries.title_of(entry),
        "hand": hand,
        "force": force,
        "shown": shown,
        "exemption": exemption,
        "ground": queries.grounds(regime).get(exemption.ground, exemption.ground) if exemption else "",
        "happened": [(one, (on - one.happened_on).days) for one in entry.unsettled],
        "lines": queries.lines(shown) if shown else [],
        "regime": regime,
        "judged": queries.latest_judgement(entry),
        "reasons": queries.reasons_to_judge_again(entry, regime=regime, on=on),
        "lacking": lacking,
        "deeds": [] if exemption else _deeds(request, hand, lacking),
        "tasks": [] if exemption else _entry_next(request, entry, lacking),
        "return_form": return_form,
        "may_return": hand is not None and not early and can(Deed.RETURN_ENTRY, roles),
        "may_edit": can(Deed.DRAFT_ENTRY, roles) and early and not exemption,
        "may_discard": hand is not None and early and can(Deed.DISCARD_DRAFT, roles),
        "may_judge": can(Deed.JUDGE_FILE, roles) and not exemption,
        "may_strike": force is not None and can(Deed.STRIKE_ENTRY, roles),
        "may_exempt": force is None and not exemption and can(Deed.EXEMPT_FILE, roles),
        "may_menu": force is not None and can(Deed.PUT_MENU, roles),
        "menu": feasibility.shown(entry),
        "may_list": exemption is not None and can(Deed.LIST_AGAIN, roles),
        "may_note": can(Deed.NOTE_EVENT, roles) and not exemption,
        "versions": queries.versions_of(entry),
        "events": _history(entry),
    }
    return render(request, "register/office_entry.html", context)


def _deeds(request: HttpRequest, hand: EntryVersion | None, lacking: tuple) -> list[dict[str, str]]:
    """The buttons of the version in hand that this account may press."""
    roles, found = request.user.role_names, []
    for name in NEXT_ENTRY_DEEDS[hand.stage] if hand else ():
        own = name == "approve" and request.user.username in hand.writers
        if can(ENTRY_DEEDS[name][1], roles) and not own and not (name == "submit" and lacking):
            found.append({"name": name, "label": DEED_LABELS[ENTRY_DEEDS[name][1]]})
    return found


def _history(entry: Entry) -> list:
    events = list(events_of(entry.organisation.code, subject=f"entry:{entry.number}").order_by("-seq")[:20])
    # A number is given again after an entry was thrown away whole; what is older is not of this file.
    gone = (at for at, event in enumerate(events) if event.facts.get("whole"))
    events = events[: next(gone, len(events))]
    for event in events:
        event.deed = deed_label(event.kind)
    return events


def _entry_next(request: HttpRequest, entry: Entry, lacking: tuple) -> list[Task]:
    """What this page asks for, in words with the place in the law."""
    regime, roles, hand = regime_of(entry.organisation), request.user.role_names, queries.in_hand(entry)
    found = []
    if lacking and can(Deed.DRAFT_ENTRY, roles):
        url = reverse("office-entry-edit", args=[entry.pk])
        found.append(Task(f"空いている事項（{len(lacking)}件）を書く", url, lacking[0].citation.short + "ほか"))
    judged, offers = queries.latest_judgement(entry), hand is not None and hand.offered
    # Who need not call is asked for a judgement only when the entry says that the file is offered.
    if judged is None and can(Deed.JUDGE_FILE, roles) and (must_solicit(regime).value or offers):
        url = reverse("office-entry-judge", args=[entry.pk])
        found.append(Task("提案の募集の対象かどうかを判定する", url, regime.cite("eligibility").short))
    if hand and not lacking:
        found += _next_of_version(request, hand, regime)
    return found


def _next_of_version(request: HttpRequest, hand: EntryVersion, regime: Regime) -> list[Task]:
    deed = ENTRY_DEEDS[NEXT_ENTRY_DEEDS[hand.stage][0]][1]
    if not can(deed, request.user.role_names):
        return []
    if deed is Deed.APPROVE_ENTRY and request.user.username in hand.writers:
        return [Task("下書きを書いていない総括担当が、確かめて承認する", "#deeds", regime.cite("register").short)]
    return [Task(f"{DEED_LABELS[deed]}する", "#deeds", regime.cite("register").short)]

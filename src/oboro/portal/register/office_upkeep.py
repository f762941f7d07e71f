"""The office's pages for what is decided and noted of a file: judgement, exemption, occurrences, the yearly look."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from oboro.casework.register import Deed, Event, check
from oboro.kernel.dates import fiscal_year_label
from oboro.kernel.errors import Refused
from oboro.law.periods import fiscal_year
from oboro.law.register import duties, least_persons
from oboro.portal.register import feasibility, queries, upkeep
from oboro.portal.register.forms import (
    EligibilityForm,
    EventForm,
    ExemptionForm,
    MenuForm,
    ReviewForm,
    facts_to_answers,
)
from oboro.portal.tenancy.queries import own_organisation, regime_of, sent, today

FILES_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge whether the file is open for proposals."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    check(Deed.JUDGE_FILE, request.user.role_names)
    regime, last = regime_of(organisation), queries.latest_judgement(entry)
    version = queries.in_hand(entry) or queries.in_force(entry)
    initial = facts_to_answers(last.facts) if last else {}
    if version and version.persons is not None:
        initial["persons"] = version.persons
    form = EligibilityForm(regime, sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        judgement = upkeep.judge_file(
            entry=entry,
            facts=form.facts(),
            note=form.cleaned_data["note"],
            by=request.user,
            on=today(organisation),
        )
        messages.success(request, "「該当」と判定しました。" if judgement.eligible else "「非該当」と判定しました。")
        return redirect("office-entry", entry.pk)
    reasons = queries.reasons_to_judge_again(entry, regime=regime, on=today(organisation))
    context = {"form": form, "entry": entry, "version": version, "regime": regime, "reasons": reasons}
    return render(request, "register/office_judge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the file is not entered, and on which ground."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    check(Deed.EXEMPT_FILE, request.user.role_names)
    regime = regime_of(organisation)
    form = ExemptionForm(queries.grounds(regime), sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            upkeep.exempt_file(entry=entry, by=request.user, on=today(organisation), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "載せないことを記録しました。")
            return redirect("office-entry", entry.pk)
    context = {"form": form, "entry": entry, "title": queries.title_of(entry), "regime": regime}
    return render(request, "register/office_exempt.html", context)


@require_POST
@login_required
def list_again(request: HttpRequest, pk: int) -> HttpResponse:
    """End the exemption."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    upkeep.list_again(entry=entry, by=request.user, on=today(organisation))
    messages.success(request, "載せないことの記録を終了しました。下書きを仕上げて公表してください。")
    return redirect("office-entry", entry.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what happened to the file, and when."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    check(Deed.NOTE_EVENT, request.user.role_names)
    form = EventForm(sent(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"event": Event(form.cleaned_data["event"])}
        try:
            upkeep.note_event(entry=entry, by=request.user, on=today(organisation), **values)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "起きたことを記録しました。")
            return redirect("office-entry", entry.pk)
    regime = regime_of(organisation)
    context = {"form": form, "entry": entry, "title": queries.title_of(entry), "regime": regime}
    return render(request, "register/office_event.html", context | {"duties": duties(regime)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def menu(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what could be made of the file."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    check(Deed.PUT_MENU, request.user.role_names)
    form = MenuForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            feasibility.put_menu(entry=entry, content=content, by=request.user, on=today(organisation))
        except Refused as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "作成の目安を公表しました。")
            return redirect("office-entry", entry.pk)
    context = {"form": form, "entry": entry, "title": queries.title_of(entry), "menu": feasibility.shown(entry)}
    return render(request, "register/office_menu.html", context)


@require_POST
@login_required
def menu_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it no longer."""
    organisation = own_organisation(request)
    entry = queries.entry_for_organisation(organisation, pk)
    feasibility.drop_menu(entry=entry, by=request.user, on=today(organisation))
    messages.success(request, "作成の目安の公表を終えました。")
    return redirect("office-entry", entry.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """The yearly look: the published entries that nobody has looked at in this fiscal year."""
    organisation = own_organisation(request)
    check(Deed.CONFIRM_ENTRIES, request.user.role_names)
    on, regime = today(organisation), regime_of(organisation)
    waiting = queries.to_review(organisation, on=on, section=request.user.section_id)
    page = Paginator(waiting, FILES_A_PAGE).get_page(1)  # what is confirmed leaves the list, so the first page is next
    form = ReviewForm(list(page), sent(request))
    if request.method == "POST" and form.is_valid():
        persons = form.persons()
        try:
            small = upkeep.confirm_entries(organisation=organisation, persons=persons, by=request.user, on=on)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{len(persons)}件を確認しました。")
            if small:
                least = (
                    f"{least_persons(regime).value:,}人に満たないファイルが{small}件あります。記載を消除してください。"
                )
                messages.warning(request, least)
            return redirect("office-review")
    context = {
        "form": form,
        "page": page,
        "year": fiscal_year_label(fiscal_year(on)),
        "regime": regime,
        "least": least_persons(regime),
    }
    return render(request, "register/office_review.html", context)

"""Public pages: asking without an account, reading the answer with number and secret, questions for everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.consultation import Deed, Status
from oboro.casework.consultation import after as status_after
from oboro.kernel.errors import NotNow
from oboro.portal.calls.queries import open_calls
from oboro.portal.consultations import actions, limits, queries
from oboro.portal.consultations.forms import AskForm, FaqSearchForm, OpenForm, TextForm
from oboro.portal.consultations.models import Consultation
from oboro.portal.register.models import EntryVersion
from oboro.portal.tenancy.origin import place_of
from oboro.portal.tenancy.queries import organisation_by_code, regime_of, sent, today

FAQS_A_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, entry: int | None = None) -> HttpResponse:
    """Ask about a file under which proposals are taken, or about anything else; number and secret are shown once."""
    version = queries.offered_or_404(entry) if entry else None
    bodies = [] if version else list(queries.bodies_that_answer())
    form = AskForm(version.record_items if version else [], bodies, sent(request))
    if request.method == "POST" and form.is_valid():
        return _asked(request, form, version)
    organisation = version.entry.organisation if version else None
    context = {"form": form, "version": version, "bodies": bodies}
    context |= {"regime": regime_of(organisation) if organisation else None}
    return render(request, "consultations/ask.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Open a consultation with number and secret. Every try is counted before it is judged, or guessing were free."""
    form = OpenForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limits.spend("secret", place_of(request), most=limits.SECRETS_TRIED)
        found = queries.opened_by(**form.cleaned_data)
        if found is not None:
            queries.unlock(request, found)
            return redirect("consultation", found.reference)
        form.add_error(None, "受付番号か合い言葉が違います。控えを確かめてください。")
    return render(request, "consultations/unlock.html", {"form": form, "mine": queries.unlocked(request)})


@never_cache
@require_safe
def consultation(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said, and what can be done next."""
    return _page(request, queries.unlocked_or_404(request, reference), TextForm("追加の質問"))


@require_POST
def ask_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a question."""
    found = queries.unlocked_or_404(request, reference)
    form = TextForm("追加の質問", request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    limits.spend("ask", place_of(request), most=limits.ASKED_FROM_ONE_PLACE)
    actions.ask_again(consultation=found, text=form.cleaned_data["text"], on=today(found.organisation))
    return redirect("consultation", reference)


@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """End one's own consultation."""
    found = queries.unlocked_or_404(request, reference)
    actions.close(consultation=found, by=None, on=today(found.organisation))
    return redirect("consultation", reference)


@require_safe
def faq_list(request: HttpRequest) -> HttpResponse:
    """The questions that bodies have published."""
    form = FaqSearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.public_faqs(text=asked.get("q", ""), body=asked.get("body", ""))
    page = Paginator(found, FAQS_A_PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    return render(request, "consultations/faq_list.html", {"page": page, "form": form, "rest": rest.urlencode()})


# ---------------------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, form: AskForm, version: EntryVersion | None) -> HttpResponse:
    entry = version.entry if version else None
    organisation = entry.organisation if entry else organisation_by_code(form.cleaned_data["body"])
    limits.spend("ask", place_of(request), most=limits.ASKED_FROM_ONE_PLACE)
    limits.spend("asked of", organisation.code, most=limits.ASKED_OF_ONE_BODY)
    made, secret = actions.ask(
        organisation=organisation,
        entry=entry,
        question=form.cleaned_data["question"],
        wishes=form.wishes(),
        mail=form.cleaned_data["mail"],
        on=today(organisation),
    )
    queries.unlock(request, made)
    # Shown in this answer and nowhere else: a redirect would have to keep the secret somewhere on the way.
    return render(request, "consultations/receipt.html", {"consultation": made, "secret": secret}, status=201)


def _page(request: HttpRequest, found: Consultation, form: TextForm) -> HttpResponse:
    status = found.stands
    offered = open_calls(body=found.organisation.code, entry=found.entry) if found.entry else []
    context = {
        "consultation": found,
        "form": form,
        "may_ask": _possible(status, Deed.ASK_AGAIN),
        "may_close": _possible(status, Deed.CLOSE),
        "calls": offered if _possible(status, Deed.CARRY) else [],
        "regime": regime_of(found.organisation),
    }
    return render(request, "consultations/consultation.html", context)


def _possible(status: Status, deed: Deed) -> bool:
    try:
        status_after(status, deed)
    except NotNow:
        return False
    return True

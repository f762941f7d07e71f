"""The office's pages: answering consultations, and turning them into questions for everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.consultation import Deed, Status, can, check
from oboro.portal.consultations import actions, queries
from oboro.portal.consultations.forms import FaqForm, TextForm
from oboro.portal.consultations.models import Consultation
from oboro.portal.tenancy.queries import own_organisation, regime_of, sent, today

A_PAGE = 30
ALIVE = (Status.RECEIVED, Status.ANSWERED)
FAQ_DEEDS = {
    "publish": (actions.publish_faq, "よくある質問を公開しました。"),
    "withdraw": (actions.withdraw_faq, "公開を終えました。"),
}


@require_safe
@login_required
def consultation_list(request: HttpRequest) -> HttpResponse:
    """The consultations of the body, those that wait first."""
    organisation = own_organisation(request)
    page = Paginator(queries.for_user(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "faqs": list(queries.faqs_of(organisation)[:50]),
        "regime": regime_of(organisation),
        "may_write": can(Deed.WRITE_FAQ, request.user.role_names),
    }
    return render(request, "consultations/office_list.html", context)


@require_safe
@login_required
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """One consultation: what was said, the answer."""
    own_organisation(request)
    return _page(request, queries.one_for_user(request.user, pk), TextForm("回答"))


@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer."""
    organisation = own_organisation(request)
    found = queries.one_for_user(request.user, pk)
    form = TextForm("回答", request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    actions.answer(consultation=found, text=form.cleaned_data["text"], by=request.user, on=today(organisation))
    messages.success(request, "回答しました。相談した人は、受付番号と合い言葉で読めます。")
    return redirect("office-consultation", pk)


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a consultation."""
    organisation = own_organisation(request)
    found = queries.one_for_user(request.user, pk)
    actions.close(consultation=found, by=request.user, on=today(organisation))
    messages.success(request, "相談を終了しました。")
    return redirect("office-consultation", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def faq_new(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a question for everybody, from a consultation or from nothing. The question itself is typed anew."""
    organisation = own_organisation(request)
    origin = queries.one_for_user(request.user, pk) if pk else None
    check(Deed.WRITE_FAQ, request.user.role_names)
    answers = [one.text for one in origin.messages.all() if one.from_desk] if origin else []
    form = FaqForm(sent(request), initial={"answer": answers[-1] if answers else ""})
    if request.method == "POST" and form.is_valid():
        made = actions.write_faq(
            organisation=organisation, origin=origin, by=request.user, on=today(organisation), **form.cleaned_data
        )
        messages.success(request, "下書きを保存しました。読み返してから公開してください。")
        return redirect("office-faq", made.pk)
    context = {"form": form, "origin": origin, "faq": None, "regime": regime_of(organisation)}
    return render(request, "consultations/office_faq.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def faq(request: HttpRequest, pk: int) -> HttpResponse:
    """Read or rewrite a question."""
    organisation = own_organisation(request)
    found = queries.faq_or_404(organisation, pk)
    check(Deed.WRITE_FAQ, request.user.role_names)
    form = FaqForm(sent(request), initial={"question": found.question, "answer": found.answer})
    if request.method == "POST" and form.is_valid():
        actions.write_faq(
            organisation=organisation, faq=found, by=request.user, on=today(organisation), **form.cleaned_data
        )
        messages.success(request, "下書きを保存しました。")
        return redirect("office-faq", pk)
    context = {"form": form, "origin": found.origin, "faq": found, "regime": regime_of(organisation)}
    return render(request, "consultations/office_faq.html", context)


@require_POST
@login_required
def faq_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Publish or withdraw."""
    organisation = own_organisation(request)
    found = queries.faq_or_404(organisation, pk)
    if deed not in FAQ_DEEDS:
        raise Http404
    action, done = FAQ_DEEDS[deed]
    action(faq=found, by=request.user, on=today(organisation))
    messages.success(request, done)
    return redirect("office-faq", pk)


# ---------------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, found: Consultation, form: TextForm) -> HttpResponse:
    roles = request.user.role_names
    context = {
        "consultation": found,
        "form": form,
        "may_answer": found.stands is Status.RECEIVED and can(Deed.ANSWER, roles),
        "may_close": found.stands in ALIVE and can(Deed.CLOSE, roles),
        "may_write": can(Deed.WRITE_FAQ, roles),
        "faqs": found.faqs.all(),
        "regime": regime_of(found.organisation),
    }
    return render(request, "consultations/office_consultation.html", context)

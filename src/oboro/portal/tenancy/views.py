"""Log-in, what to do next, the day of a practice body, and the record of what was done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.roles import Role
from oboro.kernel.errors import Refused
from oboro.portal.audit import heads
from oboro.portal.audit.queries import events_of
from oboro.portal.tenancy import actions, queries
from oboro.portal.tenancy.forms import LogInForm, PasswordForm, PracticeDateForm
from oboro.portal.tenancy.record_words import thing, told

EVENTS_A_PAGE = 50


class LogIn(LoginView):
    """Log in by user name and password; five wrong ones close the account for half an hour."""

    template_name = "tenancy/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True


class PasswordChange(SuccessMessageMixin, PasswordChangeView):
    """Change one's own password; other sessions of the account end."""

    template_name = "tenancy/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("tasks")
    success_message = "パスワードを変えました。"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def practice_date(request: HttpRequest) -> HttpResponse:
    """Show and move the day of a practice body."""
    organisation = queries.own_organisation(request)
    form = PracticeDateForm(queries.sent(request), initial={"to": organisation.practice_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_practice_date(organisation=organisation, to=form.cleaned_data["to"], by=request.user)
        except Refused as error:
            form.add_error("to", str(error))
        else:
            messages.success(request, "練習用の日付を進めました。")
            return redirect("practice-date")
    return render(request, "tenancy/practice_date.html", {"form": form, "organisation": organisation})


@require_safe
@login_required
def audit_log(request: HttpRequest) -> HttpResponse:
    """The record of the body, newest first; with ?verify=1 the whole chain is computed anew."""
    organisation = queries.own_organisation(request)
    queries.check_role(request.user, {Role.AUDITOR, Role.COORDINATOR}, deed="記録を閲覧")
    page = Paginator(events_of(organisation.code).order_by("-seq"), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    for event in page:
        event.deed = queries.deed_label(event.kind)
        event.thing, event.told = thing(event.subject), told(event.facts)
    verified = "verify" in request.GET
    context = {
        "page": page,
        "verified": verified,
        "fault": queries.record_fault(organisation.code) if verified else None,
    }
    return render(request, "tenancy/audit_log.html", context)


@require_POST
@login_required
def signed_heads(request: HttpRequest) -> HttpResponse:
    """Sign the head of the record and hand out every signed one, as a file to be kept off this site."""
    organisation = queries.own_organisation(request)
    queries.check_role(request.user, {Role.AUDITOR, Role.COORDINATOR}, deed="記録の控えを取出し")
    actions.seal_head(organisation=organisation, on=queries.today(organisation), by=request.user.username)
    lines = "".join(f"{head.line()}\n" for head in heads.sealed(organisation.code))
    answer = HttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="heads-{organisation.code}.jsonl"'
    answer["Cache-Control"] = "no-store"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 Django passes it
    """A form that came from elsewhere, or from a page left open after logging out."""
    return render(request, "tenancy/csrf_failure.html", status=403)

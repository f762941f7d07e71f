"""Pages of the rehearsal: begin it, take a seat, throw it away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from oboro.kernel.errors import NotNow
from oboro.portal.desk import rehearsal as actions
from oboro.portal.desk.forms import RehearsalForm
from oboro.portal.desk.middleware import SEAT
from oboro.portal.tenancy.models import User
from oboro.portal.tenancy.queries import sent


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rehearsal(request: HttpRequest) -> HttpResponse:
    """What a rehearsal is; its people and where its case stands."""
    officer = _officer(request)
    space = actions.space_of(officer)
    form = RehearsalForm(sent(request), initial={"on": officer.organisation.today})
    if request.method == "POST" and form.is_valid():
        actions.start_rehearsal(by=officer, practice_on=form.cleaned_data["on"], on=officer.organisation.today)
        messages.success(request, "練習を始めました。提案者の席から始めます。")
        return redirect("rehearsal")
    context = {
        "officer": officer,
        "space": space,
        "form": form,
        "people": actions.people_of(space) if space else [],
        "turns": actions.turns_of(space) if space else [],
    }
    return render(request, "desk/rehearsal.html", context)


@require_POST
@login_required
def seat(request: HttpRequest) -> HttpResponse:
    """Sit down as one of the people of one's own rehearsal, or stand up and be oneself again."""
    officer = _officer(request)
    chosen = request.POST.get("person", "")
    if not chosen:
        request.session.pop(SEAT, None)
        return redirect("rehearsal")
    space = actions.space_of(officer)
    person = next((one for one in actions.people_of(space) if str(one.pk) == chosen), None) if space else None
    if person is None:
        raise NotNow("その席は今の練習にありません。", hint="練習のページを開き直して、席を選んでください。")
    request.session[SEAT] = person.pk
    return redirect("tasks")


@require_POST
@login_required
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the rehearsal away."""
    officer = _officer(request)
    request.session.pop(SEAT, None)
    actions.discard_rehearsal(by=officer, on=officer.organisation.today)
    messages.success(request, "練習を破棄しました。練習の事案は残っていません。")
    return redirect("rehearsal")


def _officer(request: HttpRequest) -> User:
    officer = request.seated or request.user
    if officer.organisation is None:
        raise Http404
    return officer

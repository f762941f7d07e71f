"""Pages of the desk: one's own tasks, the board, who works on what, posts, the hand-over, days and the mail."""

import csv
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework.desk import ARRANGERS, DEED_LABELS, Deed
from oboro.kernel.errors import NoLawOnDate, OboroError
from oboro.portal.desk import actions, mail, queries
from oboro.portal.desk.forms import (
    AddressForm,
    AppointForm,
    AssignForm,
    ClosedDayForm,
    LeaverForm,
    PeriodForm,
    PostForm,
    TransferForm,
)
from oboro.portal.tenancy.own_law import closed_by_file
from oboro.portal.tenancy.queries import check_role, own_organisation, regime_of, sent

page = require_http_methods(["GET", "HEAD", "POST"])
FORMULA = ("=", "+", "-", "@")


@require_safe
@login_required
def tasks(request: HttpRequest) -> HttpResponse:
    """次にすること: the first page after log-in."""
    organisation = request.user.organisation
    try:
        regime = regime_of(organisation) if organisation else None
    except NoLawOnDate:
        regime = None
    return render(request, "desk/tasks.html", {"work": queries.own_work(request.user), "regime": regime})


@require_safe
@login_required
def week_csv(request: HttpRequest) -> HttpResponse:
    """今週の期限 as a table to be printed or kept."""
    own_organisation(request)
    rows = [(task.due_on, task.case, task.subject, task.text, task.why) for task in queries.this_week(request.user)]
    return _csv("this-week.csv", ("期限", "番号", "対象", "すること", "根拠"), rows)


@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """The load of each section and the running cases, late ones first."""
    organisation = own_organisation(request)
    turns = queries.board(organisation)
    chosen = request.GET.get("section", "")
    shown = [turn for turn in turns if not chosen or turn.section == chosen]
    context = {"loads": queries.loads(turns, on=organisation.today), "turns": shown, "chosen": chosen}
    return render(request, "desk/board.html", context)


@require_safe
@login_required
def board_csv(request: HttpRequest) -> HttpResponse:
    """The board as a table."""
    turns = queries.board(own_organisation(request), section=request.GET.get("section", ""))
    rows = [
        (
            t.proposal.number,
            t.proposal.file.name,
            t.section,
            t.status,
            t.who,
            t.assigned,
            t.due_on,
            t.next and t.next.label,
        )
        for t in turns
    ]
    head = ("番号", "個人情報ファイル", "課", "状態", "次に動く人", "担当", "期限", "期限の内容")
    return _csv("board.csv", head, rows)


@page
@login_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """期限と担当 of one case: every clock with its arithmetic, and who works on it."""
    turn = queries.turn_of(request.user, pk)
    organisation = turn.proposal.organisation
    form = AssignForm(sent(request), organisation=organisation, initial={"to": _assigned(turn)})
    if request.method == "POST" and form.is_valid():
        actions.assign(proposal=turn.proposal, **form.chosen(), by=request.user, on=organisation.today)
        messages.success(request, "担当を決めました。")
        return redirect("desk-case", pk)
    context = {
        "turn": turn,
        "proposal": turn.proposal,
        "form": form,
        "changes": queries.changes_of(turn.proposal),
        "may_assign": _arranges(request),
        "status_label": turn.status,
    }
    return render(request, "desk/case.html", context)


@page
@login_required
def posts(request: HttpRequest) -> HttpResponse:
    """The posts, who holds them, and a new post."""
    organisation = own_organisation(request)
    form = PostForm(sent(request), organisation=organisation)
    if request.method == "POST" and form.is_valid():
        actions.add_post(organisation=organisation, **form.cleaned_data, by=request.user, on=organisation.today)
        messages.success(request, "職を登録しました。")
        return redirect("desk-posts")
    context = {
        "posts": queries.posts(organisation),
        "form": form,
        "may": _arranges(request),
        "today": organisation.today,
    }
    return render(request, "desk/posts.html", context)


@page
@login_required
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody hold a post."""
    organisation = own_organisation(request)
    post = queries.posts(organisation).filter(pk=pk).first()
    if post is None:
        raise Http404
    check_role(request.user, ARRANGERS, deed=DEED_LABELS[Deed.APPOINT])
    form = AppointForm(sent(request), organisation=organisation, initial={"from_on": organisation.today})
    if request.method == "POST" and form.is_valid():
        actions.appoint(post=post, **form.cleaned_data, by=request.user, on=organisation.today)
        messages.success(request, f"{post.name}に任命しました。")
        return redirect("desk-posts")
    return render(request, "desk/appoint.html", {"post": post, "form": form})


@page
@login_required
def transfer(request: HttpRequest) -> HttpResponse:
    """Hand a whole desk over in one screen."""
    organisation = own_organisation(request)
    check_role(request.user, ARRANGERS, deed=DEED_LABELS[Deed.TRANSFER_DESK])
    data = sent(request) or request.GET
    leaver = queries.officer_or_404(organisation, data["leaver"]) if data.get("leaver") else None
    initial = {"leaver": leaver and leaver.pk, "from_on": organisation.today}
    form = TransferForm(sent(request), organisation=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.transfer_desk(**form.cleaned_data, by=request.user, on=organisation.today)
        except OboroError as error:
            form.add_error(None, str(error))
        else:
            told = f"役割{done.roles}件、職{done.posts}件、名前で割り当てた事案{done.cases}件を引き継ぎました。"
            messages.success(request, told)
            return redirect("desk-board")
    context = {
        "leaver": leaver,
        "choose": LeaverForm({"leaver": leaver.pk} if leaver else None, organisation=organisation),
        "form": form,
        "holding": queries.holding_of(leaver) if leaver else None,
    }
    return render(request, "desk/transfer.html", context)


@page
@login_required
def days(request: HttpRequest) -> HttpResponse:
    """The days the body closes by its own rule, and its period for a review."""
    organisation = own_organisation(request)
    form = ClosedDayForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.close_day(organisation=organisation, day=form.day(), by=request.user, on=organisation.today)
        except OboroError as error:
            form.add_error(None, str(error))
        else:
            return _told_moves(request, "閉庁日を登録しました。", moved)
    context = {
        "organisation": organisation,
        "days": organisation.closed_days.all(),
        "by_file": closed_by_file(organisation, on=organisation.today),
        "form": form,
        "may": _arranges(request),
    }
    return render(request, "desk/days.html", context)


@require_POST
@login_required
def open_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closed day back."""
    organisation = own_organisation(request)
    day = organisation.closed_days.filter(pk=pk).first()
    if day is None:
        raise Http404
    moved = actions.open_day(day=day, by=request.user, on=organisation.today)
    return _told_moves(request, "閉庁日を取り消しました。", moved)


@page
@login_required
def period(request: HttpRequest) -> HttpResponse:
    """Fix the body's own period for a review."""
    organisation = own_organisation(request)
    check_role(request.user, ARRANGERS, deed=DEED_LABELS[Deed.SET_PERIOD])
    initial = {"days": organisation.review_days, "unit": organisation.review_unit, "rule": organisation.review_rule}
    form = PeriodForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        moved = actions.set_period(
            organisation=organisation, period=form.period(), by=request.user, on=organisation.today
        )
        return _told_moves(request, "審査の期間を定めました。", moved)
    return render(request, "desk/period.html", {"form": form})


@page
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Where one's own morning mail goes, and what it would say today."""
    organisation = own_organisation(request)
    form = AddressForm(sent(request), initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        actions.set_address(user=request.user, email=form.cleaned_data["email"], on=organisation.today)
        messages.success(request, "メールの宛先を変えました。")
        return redirect("desk-mail")
    return render(request, "desk/mail.html", {"form": form, "preview": mail.preview(request.user)})


# ---------------------------------------------------------------------------------------------------------------


def _arranges(request: HttpRequest) -> bool:
    return not request.user.role_names.isdisjoint(ARRANGERS)


def _assigned(turn: queries.Turn) -> str:
    given = getattr(turn.proposal, "assignment", None)
    if given is None:
        return ""
    return f"post-{given.post_id}" if given.post_id else f"person-{given.person_id}"


def _told_moves(request: HttpRequest, done: str, moved: list[str]) -> HttpResponse:
    told = f"{len(moved)}件の期限が変わりました：{'、'.join(moved)}" if moved else "期限の変わる事案はありません。"
    messages.success(request, f"{done}{told}")
    return redirect("desk-days")


def _csv(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A table that a spreadsheet opens without taking a cell for a formula."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerow(head)
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return answer

"""Pages of making and handing over, for the office and for the recipient."""

import base64
from pathlib import Path

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oboro.casework import lifecycle
from oboro.casework.lifecycle import MakingStatus
from oboro.casework.roles import Action, Role, can, check
from oboro.exchange import signing
from oboro.kernel.errors import NotAllowed, OboroError
from oboro.law.criteria import ProposalKind
from oboro.law.register import items
from oboro.law.standards import standards
from oboro.portal.contracts import queries as contracts
from oboro.portal.contracts.queries import MakingCase
from oboro.portal.provision import actions, queries
from oboro.portal.provision.forms import DeliveryForm, HandOverForm, KeyForm, OrderForm, ReceiptForm, made_form
from oboro.portal.tenancy import actions as tenancy
from oboro.portal.tenancy.keys import own_key
from oboro.portal.tenancy.queries import own_organisation, sent

page = require_http_methods(["GET", "HEAD", "POST"])
NOTHING_TO_MAKE = "作成なし（事業の変更）"


@require_safe
@login_required
def making_list(request: HttpRequest) -> HttpResponse:
    """The concluded contracts and where their making stands."""
    rows = list(queries.listed(request.user))
    for contract in rows:
        making = getattr(contract, "making", None)
        contract.label = lifecycle.LABELS[making.stands if making else MakingStatus.READY]
        if contract.proposal.of_kind is ProposalKind.CHANGE:
            contract.label = NOTHING_TO_MAKE
    keeper = can(Action.ORDER, request.user.role_names)
    return render(request, "provision/list.html", {"rows": rows, "keeper": keeper})


@require_safe
@login_required
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """One making: order, delivery, register, hand-over, receipt."""
    return _page(request, contracts.making_case(request.user, pk), ReceiptForm())


@page
@login_required
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the order."""
    case = queries.office_case(request.user, pk)
    check(Action.ORDER, request.user.role_names)
    form = OrderForm(sent(request))
    if request.method == "POST" and form.is_valid():
        on = queries.day_of(case)
        actions.issue_order(case=case, due_on=form.cleaned_data["due_on"], by=request.user, on=on)
        messages.success(request, "作成を指図しました。指図の包みを取り出して、加工する側へ渡してください。")
        return redirect("provision", pk)
    return show(request, "order", case, form)


@require_POST
@login_required
def take_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed order as a file."""
    case = queries.office_case(request.user, pk)
    content = actions.take_order(case=case, by=request.user, on=queries.day_of(case))
    return _file(content, f"order-{case.number}.zip")


@require_POST
@login_required
def use_existing(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand on information that was made before."""
    case = queries.office_case(request.user, pk)
    actions.use_existing(case=case, by=request.user, on=queries.day_of(case))
    messages.success(request, "作成済みの情報を提供の対象にしました。")
    return redirect("provision", pk)


@page
@login_required
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the delivery."""
    case = queries.office_case(request.user, pk)
    check(Action.RECEIVE_DELIVERY, request.user.role_names)
    form = DeliveryForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        path = Path(form.cleaned_data["bundle"].temporary_file_path())
        try:
            actions.receive_delivery(case=case, path=path, by=request.user, on=queries.day_of(case))
        except OboroError as error:
            form.add_error("bundle", _about_upload(error, path))
        else:
            messages.success(request, "納品を検収しました。署名・中身・人数・作成の基準を確かめました。")
            return redirect("provision", pk)
    status = 400 if form.errors else 200
    return show(request, "delivery", case, form, status=status)


@page
@login_required
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell of the made information in the register."""
    case = queries.office_case(request.user, pk)
    check(Action.REGISTER_MADE, request.user.role_names)
    made = queries.making_or_404(case)
    desk = {"name": case.organisation.desk_name, "address": case.organisation.desk_address}
    period = {"from": queries.day_of(case).isoformat(), "to": case.use_until.isoformat()}
    form = made_form(case.law, data=sent(request), initial={"made_desk": desk, "made_period": period})
    if request.method == "POST" and form.is_valid():
        told = form.answers()
        actions.register_made(
            case=case,
            desk=told["made_desk"],
            period=told["made_period"],
            by=request.user,
            on=queries.day_of(case),
        )
        messages.success(request, "個人情報ファイル簿に、作成した情報を記載して公表しました。")
        return redirect("provision", pk)
    summary = actions.summary_of(case, made) if made.persons else ""
    label = next(item.label for item in items(case.law) if item.key == "made_summary")
    return show(request, "register", case, form, summary=summary, label_summary=label)


@page
@login_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the one-time link; it is shown on this answer and never again."""
    case = queries.office_case(request.user, pk)
    check(Action.HAND_OVER, request.user.role_names)
    made = queries.making_or_404(case)
    form = HandOverForm(made, sent(request))
    if request.method == "POST" and form.is_valid():
        given = {"reason": "", **form.cleaned_data}
        secret = actions.hand_over(case=case, **given, by=request.user, on=queries.day_of(case))
        url = request.build_absolute_uri(reverse("receive", args=[secret]))
        link = queries.links_of(made)[0]
        answer = show(request, "link", case, None, url=url, link=link)
        answer["Cache-Control"] = "no-store"
        return answer
    return show(request, "hand_over", case, form)


@page
@login_required
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """What the recipient opens. Looking changes nothing; the button hands over, once."""
    link = queries.link_for(request.user, token)
    case = contracts.case_of(link.making.contract)
    on = queries.day_of(case)
    if request.method == "POST":
        path = actions.use_link(link=link, by=request.user, on=on)
        return handed_over(path, case, link.making.provision_sha256)
    living = queries.living(link, on=on)
    answer = show(request, "receive", case, None, link=link, living=living, status=200 if living else 410)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the receipt by the digest."""
    case = queries.own_case(request.user, pk)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_receipt(
                case=case, sha256=form.cleaned_data["sha256"], by=request.user, on=queries.day_of(case)
            )
        except OboroError as error:
            form.add_error("sha256", str(error))
        else:
            messages.success(request, "受領を確認しました。")
            return redirect("provision", pk)
    return _page(request, case, form)


@page
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """The two keys that the office and those who make the information exchange."""
    organisation = own_organisation(request)
    if Role.COORDINATOR not in request.user.role_names:
        raise NotAllowed("鍵を扱えるのは総括担当です。", hint="総括担当に依頼してください。")
    form = KeyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            public = signing.parse_public(form.cleaned_data["pem"], name="貼り付けた内容")
        except OboroError as error:
            form.add_error("pem", str(error))
        else:
            tenancy.register_workshop_key(
                organisation=organisation,
                pem=signing.public_pem(public),
                key_id=signing.key_id(public),
                by=request.user,
            )
            messages.success(request, "加工する側の鍵を登録しました。番号を電話などで読み合わせてください。")
            return redirect("provision-keys")
    registered = signing.parse_public(organisation.workshop_key) if organisation.workshop_key else None
    context = {
        "form": form,
        "own": signing.spoken(own_key(organisation, by=request.user.username).id),
        "theirs": signing.spoken(signing.key_id(registered)) if registered else "",
    }
    return render(request, "provision/keys.html", context)


@require_safe
@login_required
def own_public_key(request: HttpRequest) -> HttpResponse:
    """The public key with which the organisation's orders are verified."""
    organisation = own_organisation(request)
    pem = signing.public_pem(own_key(organisation, by=request.user.username).public)
    return _file(pem.encode("ascii"), f"{organisation.code}.pub", kind="application/x-pem-file")


# ---------------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, case: MakingCase, form: ReceiptForm) -> HttpResponse:
    made = queries.making_of(case.contract)
    roles = request.user.role_names
    proposer = request.user.party_id is not None
    links, kind = queries.links_of(made), case.proposal.of_kind
    context = {
        "links": [] if proposer else links,
        "taken": queries.taken(made, links),
        "tasks": queries.steps_next(case=case, making=made, user=request.user),
        "receipt_form": form,
        "may_confirm": proposer and made is not None and made.stands is MakingStatus.HANDED_OVER,
        "may_take": made is not None and bool(made.order_sha256) and can(Action.ORDER, roles),
        "may_renew": made is not None and made.stands is MakingStatus.HANDED_OVER and can(Action.HAND_OVER, roles),
        "may_reuse": made is None and kind is ProposalKind.EXISTING and case.may_be_made and can(Action.ORDER, roles),
        "change": kind is ProposalKind.CHANGE,
        "links_for": queries.doors(case=case, making=made, user=request.user),
        "media": list(made.media.all()) if made and not proposer else [],
        "erasures": list(made.erasures.all()) if made and not proposer else [],
        "proposer": proposer,
        "made_items": made.facts.get("items", []) if made else [],
        "standards": _standards(case, made.facts.get("standards", [])) if made else [],
    }
    return show(request, "making", case, form, **context)


def _standards(case: MakingCase, checked: list[dict]) -> list[dict]:
    """The statutory standards with what the delivery says of each."""
    told = {one["standard"]: one for one in checked}
    return [
        {"standard": one, "checked": told[one.key]["checked"], "done": told[one.key]["done"]}
        for one in standards(case.law)
        if one.key in told
    ]


def show(
    request: HttpRequest, name: str, case: MakingCase, form: forms.Form | None, *, status: int = 200, **extra: object
) -> HttpResponse:
    """A page of a making with what all of them show."""
    made = queries.making_of(case.contract)
    stands = made.stands if made else MakingStatus.READY
    context = {
        "case": case,
        "proposal": case.proposal,
        "law": case.law,
        "making": made,
        "label": lifecycle.label(stands),
        "form": form,
        **extra,
    }
    return render(request, f"provision/{name}.html", context, status=status)


def _about_upload(error: OboroError, path: Path) -> str:
    """The refusal in words that name the file as the officer knows it, not as it lies in the temporary folder."""
    return str(error).replace(path.name, "選んだファイル")


def _file(content: bytes, name: str, *, kind: str = "application/zip") -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def handed_over(path: Path, case: MakingCase, sha256: str) -> FileResponse:
    """The recipient's bytes as a download that names its digest."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(stream, as_attachment=True, filename=f"provision-{case.number}.zip")
    answer["Cache-Control"] = "no-store"
    answer["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode('ascii')}:"
    return answer

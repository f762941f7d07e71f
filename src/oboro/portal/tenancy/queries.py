"""Whose day it is, under which law, who is asking, and what they have to do next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.module_loading import import_string

from oboro.casework import calls, consultation, desk, register
from oboro.casework.roles import ACTION_LABELS, ROLE_LABELS, Role
from oboro.kernel.errors import NotAllowed
from oboro.law.regime import Regime
from oboro.portal.audit import heads
from oboro.portal.audit.heads import Head
from oboro.portal.audit.queries import fault_of
from oboro.portal.tenancy.keys import public_key
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.own_law import law_on


@dataclass(frozen=True)
class Task:
    """One thing that somebody has to do next.

    Attributes:
        text: what, in words an officer would write.
        url: where it is done.
        why: the legal basis or the reason; may be empty.
        due_on: the last day, if there is one.
        subject: which case or file it concerns; may be empty.
        case: the number of the case, by which the desk knows to whom it is assigned; empty for everything else.
    """

    text: str
    url: str
    why: str = ""
    due_on: date | None = None
    subject: str = ""
    case: str = ""


_OWN_LABELS = {
    "add_organisation": "団体を登録",
    "add_section": "課を登録",
    "add_officer": "利用者を登録",
    "change_password": "パスワードを変更",
    "seal_head": "記録の先頭に署名",
    "make_key": "この団体の鍵を作成",
    "register_workshop_key": "加工する側の鍵を登録",
    "enter_own_rule": "団体の定めを入力",
    "answer_review": "条例の見直しに回答",
    "put_template": "様式のひな形を差替え",
    "drop_template": "様式のひな形を元に戻す",
    "move_practice_date": "練習用の日付を進行",
    "download_order": "作成の指図の包みを取出し",
    "write_medium": "提供する情報を媒体へ取出し",
    "read_complaint": "苦情を閲覧",
    "dispose_record": "記録を廃棄",
    "read_derivative": "無害化した写しを閲覧",
    "read_incident": "事故の報告を閲覧",
    "set_capacity": "作業の枠を記録",
    "download_provision": "提供する情報を受取り",
}
_ROOMS = (register.DEED_LABELS, calls.DEED_LABELS, consultation.DEED_LABELS, desk.DEED_LABELS, ACTION_LABELS)
_LABELS = {key: label for labels in (_OWN_LABELS, *_ROOMS) for key, label in labels.items()}


def deed_label(kind: str) -> str:
    """What an event of the record was, in words; its kind is "room.verb"."""
    return _LABELS.get(kind.rpartition(".")[2], kind)


def today(organisation: Organisation) -> date:
    """The day on which this body acts: its practice date, or the day in Japan."""
    return organisation.today


def regime_of(organisation: Organisation, *, on: date | None = None) -> Regime:
    """The law that governs this body on its day (NoLawOnDate)."""
    return law_on(organisation, on=on or today(organisation))


def public_bodies() -> QuerySet[Organisation]:
    """The bodies that the public knows; what an officer rehearses is none."""
    return Organisation.objects.filter(rehearses=None)


def organisation_by_code(code: str) -> Organisation:
    """A body that the public knows by its code, or 404."""
    found = public_bodies().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def own_organisation(request: HttpRequest) -> Organisation:
    """The body of the officer who asks; a proposer has none and gets 404."""
    user = request.user
    if not isinstance(user, User) or user.organisation is None:
        raise Http404
    return user.organisation


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, however little, or nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def own_party(request: HttpRequest) -> Party:
    """The party of the proposer who asks; an officer has none and gets 404."""
    user = request.user
    if not isinstance(user, User) or user.party is None:
        raise Http404
    return user.party


def record_fault(chain: str, *, outside: Sequence[Head] = ()) -> tuple[int, str] | None:
    """Where the record of a body is broken and why, or None.

    The chain is computed anew and compared with every head that was signed: those the site keeps, and those that left
    it. The key is that of the body's file, never one that the database names.

    Args:
        chain: code of the body, or the name of a party's chain.
        outside: signed heads from a file that left the site.
    """
    if fault := fault_of(chain):
        return fault
    signed, trusted = [*heads.sealed(chain), *outside], public_key(chain)
    if signed and trusted is None:
        return signed[0].seq, "署名付きの控えを確かめる鍵のファイルがありません"
    return heads.fault_of(signed, trusted=trusted) if trusted else None


def check_same_world(party: Party, organisation: Organisation) -> None:
    """Pass when both are real, or both of the same rehearsal.

    Raises:
        NotAllowed: a rehearsed proposal would reach a real body, or a real one a rehearsal.
    """
    if party.rehearsal_id != (organisation.pk if organisation.rehearses_id else None):
        raise NotAllowed(
            "練習の提案者は、練習の団体にだけ提案できます。",
            hint="本番の提案は、自分の利用者名でログインして行います。",
        )


def check_role(user: User, roles: Collection[Role], *, deed: str) -> None:
    """Pass when the account has one of these roles.

    Raises:
        NotAllowed: it has none of them; names who may.
    """
    if user.role_names.isdisjoint(roles):
        who = "・".join(label for role, label in ROLE_LABELS.items() if role in roles)
        raise NotAllowed(f"「{deed}」ができるのは{who}です。", hint="担当の方に依頼してください。")


def tasks_of(user: User) -> list[Task]:
    """What this account has to do next, gathered from the rooms, the nearest day first."""
    on = today(user.organisation) if user.organisation else timezone.localdate()
    found = [task for source in settings.TASK_SOURCES for task in import_string(source)(user=user, on=on)]
    return sorted(found, key=lambda task: task.due_on or date.max)

"""The morning mail: the outbox is written in the transaction of each deed, and emptied once a morning.

A mail names cases by their numbers and gives addresses of pages; it says nothing of a person or of a content, because
nobody knows through which hands it goes. Practice bodies send none.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from oboro.kernel.dates import japanese
from oboro.portal.desk.models import Happening, MorningMail
from oboro.portal.desk.queries import board, is_mine, officers, own_work
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, deed_label

QUIET = ("desk.", "proposal.draft", "proposal.read", "proposal.attach", "proposal.detach", "proposal.discard")
MOST_TRIES = 5


def hear(*, chain: str, kind: str, subject: str, by: str) -> None:
    """Note a deed in a case for the next morning. Called by the record, inside the transaction of the deed."""
    thing, _, number = subject.partition(":")
    if thing != "proposal" or kind.startswith(QUIET) or "read" in kind:
        return
    organisation = Organisation.objects.filter(code=chain, practice_on=None).first()
    if organisation is not None:
        Happening.objects.create(organisation=organisation, number=number, kind=kind, by=by)


@transaction.atomic
def gather(*, organisation: Organisation, on: date) -> list[MorningMail]:
    """Write this morning's mails of a body, one an officer, and take what they tell out of the outbox.

    Called twice a morning it writes nothing twice. An officer without an address gets none, and reads it on the page.
    """
    if organisation.practice_on is not None:
        return []
    waiting = list(organisation.happenings.select_for_update().filter(gathered_on=None).order_by("pk"))
    written = []
    for user in officers(organisation):
        if user.email and user.role_names and not user.morning_mails.filter(on=on).exists():
            told = _told(user, waiting)
            if told is not None:
                subject = f"[Oboro] {japanese(on)}の予定"
                written.append(MorningMail.objects.create(user=user, on=on, subject=subject, body=told))
    organisation.happenings.filter(pk__in=[one.pk for one in waiting]).update(gathered_on=on)
    return written


def preview(user: User) -> str | None:
    """What tomorrow's mail would tell this officer as things stand; None for nothing."""
    return _told(user, user.organisation.happenings.filter(gathered_on=None).order_by("pk"))


def send() -> tuple[int, int]:
    """Send what is written and not sent yet. Returns how many went out and how many are still waiting.

    A mail that was handed over and whose answer was lost goes out a second time: twice is better than never.
    """
    sent = failed = 0
    for mail in MorningMail.objects.filter(sent_at=None, tries__lt=MOST_TRIES).select_related("user"):
        try:
            EmailMessage(mail.subject, mail.body, to=[mail.user.email], connection=get_connection()).send()
        except OSError as error:  # what the mail libraries raise: no connection, refused, timed out
            mail.tries, mail.fault, failed = mail.tries + 1, type(error).__name__, failed + 1
        else:
            mail.sent_at, mail.fault, sent = timezone.now(), "", sent + 1
        mail.save(update_fields=["tries", "fault", "sent_at"])
    return sent, failed


def _told(user: User, waiting: Iterable[Happening]) -> str | None:
    """The body of one officer's mail; None when there is nothing to tell."""
    work = own_work(user).mine
    turns = {turn.proposal.number: turn for turn in board(user.organisation)}
    mine = {number for number, turn in turns.items() if is_mine(user, turn)} | {task.case for task in work if task.case}
    parts = [_tasks(work), _happened([one for one in waiting if one.number in mine and one.by != user.username], turns)]
    if not any(parts):
        return None
    head = (
        "次の事案について、今日の予定と昨日までの動きをお知らせします。内容は、下のページにログインして見てください。"
    )
    return "\n\n".join([head, *(part for part in parts if part), f"一覧：{settings.SITE_URL}{reverse('tasks')}"]) + "\n"


def _tasks(work: list[Task]) -> str:
    if not work:
        return ""
    cases = [f"・{task.case}{_by(task)}\n  {settings.SITE_URL}{task.url}" for task in work if task.case]
    rest = sum(not task.case for task in work)
    lines = [*cases, *([f"・そのほか{rest}件"] if rest else [])]
    return "\n".join([f"■ あなたの番のもの（{len(work)}件）", *lines])


def _by(task: Task) -> str:
    return f"　期限 {japanese(task.due_on)}" if task.due_on else ""


def _happened(happenings: list[Happening], turns: dict) -> str:
    lines = [
        f"・{one.number}　{deed_label(one.kind)}\n  {settings.SITE_URL}{turns[one.number].url}"
        for one in happenings
        if one.number in turns
    ]
    return "\n".join([f"■ 動きのあった事案（{len(lines)}件）", *lines]) if lines else ""

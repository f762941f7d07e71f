"""Every write to consultations and published questions. One action, one transaction, one audit event.

An event names the number of a consultation and never what it says.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from oboro.casework.consultation import Deed, Status, after, check, check_public_text
from oboro.kernel.errors import NotAllowed, NotLawful, NotNow
from oboro.law.periods import fiscal_year
from oboro.portal.audit.actions import record
from oboro.portal.consultations.models import Consultation, Faq, Message
from oboro.portal.consultations.queries import digest_of
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.models import Organisation, User

PUBLIC = "public"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that look alike on paper


@transaction.atomic
def ask(
    *, organisation: Organisation, entry: Entry | None, question: str, wishes: Mapping[str, Any], mail: str, on: date
) -> tuple[Consultation, str]:
    """Take in a consultation from somebody without an account.

    Args:
        organisation: who is asked.
        entry: the file it is about, of this body; None for a question of any other kind.
        question: what is asked.
        wishes: what a proposal would say: purpose, business, items and extraction; all may be missing.
        mail: where to tell that an answer is there; may be empty.
        on: the day of the body.

    Returns:
        The consultation and its secret, which is shown once and not kept.

    Raises:
        NotLawful: nothing is asked.
        NotAllowed: the file is another body's.
    """
    if not question.strip():
        raise NotLawful("相談の内容が空いています。", hint="聞きたいことを書いてください。")
    if entry is not None and entry.organisation_id != organisation.pk:
        raise NotAllowed("別の団体のファイルです。")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    year = fiscal_year(on)
    begins = f"S{organisation.code}-{year}-".upper()
    number = Consultation.objects.filter(organisation=organisation, reference__startswith=begins).count() + 1
    secret = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    made = Consultation.objects.create(
        organisation=organisation,
        entry=entry,
        reference=f"{begins}{number}",
        secret_sha256=digest_of(f"{begins}{number}", secret),
        mail=mail.strip(),
        status=Status.RECEIVED,
        wishes=dict(wishes),
        received_on=on,
    )
    Message.objects.create(consultation=made, from_desk=False, text=question.strip(), written_on=on)
    _remember(Deed.ASK, made, by=PUBLIC, on=on)
    return made, secret


@transaction.atomic
def ask_again(*, consultation: Consultation, text: str, on: date) -> None:
    """Add a question (NotNow when the consultation is over)."""
    locked = _moved(consultation, Deed.ASK_AGAIN)
    if not text.strip():
        raise NotLawful("質問が空いています。", hint="聞きたいことを書いてください。")
    Message.objects.create(consultation=locked, from_desk=False, text=text.strip(), written_on=on)
    _remember(Deed.ASK_AGAIN, locked, by=PUBLIC, on=on)


@transaction.atomic
def answer(*, consultation: Consultation, text: str, by: User, on: date) -> None:
    """Answer as the desk."""
    _allow(Deed.ANSWER, consultation.organisation, by)
    if by.section_id is not None and (consultation.entry is None or consultation.entry.section_id != by.section_id):
        raise NotAllowed("別の課のファイルについての相談です。", hint="そのファイルを持つ課か総括担当が回答します。")
    locked = _moved(consultation, Deed.ANSWER)
    if not text.strip():
        raise NotLawful("回答が空いています。", hint="回答を書いてください。")
    Message.objects.create(
        consultation=locked, from_desk=True, text=text.strip(), written_on=on, written_by=by.username
    )
    _remember(Deed.ANSWER, locked, by=by.username, on=on)


@transaction.atomic
def close(*, consultation: Consultation, by: User | None, on: date) -> None:
    """End a consultation, by who asked (`by` None) or by the desk; the mail address is forgotten."""
    if by is not None:
        _allow(Deed.CLOSE, consultation.organisation, by)
    locked = _moved(consultation, Deed.CLOSE)
    _end(locked, on=on)
    _remember(Deed.CLOSE, locked, by=by.username if by else PUBLIC, on=on)


def carry_over(*, consultation: Consultation, items: Sequence[str], on: date) -> dict[str, str]:
    """End a consultation in a proposal, and give what was typed under the names of the proposal's boxes.

    Called inside the transaction of the action that begins the proposal, which the party's record tells of. The body's
    record tells of the end of the consultation, as of all that was done to it, and not of who took it along.

    Args:
        consultation: opened by who proposes.
        items: the record items of the file as the call has them; wishes for items that are gone are left out.
        on: the day of the body.

    Raises:
        NotNow: the consultation is over.
    """
    locked = _moved(consultation, Deed.CARRY)
    _end(locked, on=on)
    _remember(Deed.CARRY, locked, by=PUBLIC, on=on)
    wishes = locked.wishes
    draft = {key: wishes[key] for key in ("purpose", "business") if wishes.get(key)}
    asked = {row["name"]: row for row in wishes.get("items", [])}
    for at, item in enumerate(items):
        row = asked.get(item)
        if row and row.get("wanted"):
            draft |= {f"method-{at}-wanted": "yes", f"method-{at}-granularity": row.get("granularity", "")}
    return draft | {"method-extraction": wishes.get("extraction", "")}


@transaction.atomic
def write_faq(
    *,
    organisation: Organisation,
    question: str,
    answer: str,
    by: User,
    on: date,
    faq: Faq | None = None,
    origin: Consultation | None = None,
) -> Faq:
    """Write a question and its answer in the body's own words; nothing is public yet.

    Raises:
        NotNow: the question is public; it is withdrawn first.
        NotAllowed: the consultation is another body's.
    """
    _allow(Deed.WRITE_FAQ, organisation, by)
    if origin is not None and origin.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の相談です。")
    if faq is None:
        made = Faq(organisation=organisation, origin=origin, entry=origin.entry if origin else None)
    else:
        made = Faq.objects.select_for_update().get(pk=faq.pk)  # as it stands now, not as the page was opened
    if made.is_public:
        raise NotNow("公開中の質問は書き直せません。", hint="公開を終えてから書き直してください。")
    made.question, made.answer, made.written_by = question.strip(), answer.strip(), by.username
    made.published_on = made.withdrawn_on = None
    made.save()
    _remember_faq(Deed.WRITE_FAQ, made, by=by, on=on)
    return made


@transaction.atomic
def publish_faq(*, faq: Faq, by: User, on: date) -> None:
    """Let everybody read it.

    Raises:
        NotLawful: a text is empty, or holds what could tell who asked.
        NotNow: it is public already.
    """
    _allow(Deed.PUBLISH_FAQ, faq.organisation, by)
    locked = Faq.objects.select_for_update().get(pk=faq.pk)
    if locked.is_public:
        raise NotNow("もう公開しています。")
    if not locked.question or not locked.answer:
        raise NotLawful("質問か回答が空いています。", hint="両方を書いてから公開してください。")
    for text in (locked.question, locked.answer):
        check_public_text(text)
    asked = "".join(locked.origin.messages.first().text.split()) if locked.origin else ""
    if asked and "".join(locked.question.split()) == asked:
        raise NotLawful(
            "質問が、相談に書かれた文のままです。", hint="相談した人や事業が分からないように、短く言い換えてください。"
        )
    locked.published_on, locked.withdrawn_on = on, None
    locked.save(update_fields=["published_on", "withdrawn_on"])
    _remember_faq(Deed.PUBLISH_FAQ, locked, by=by, on=on)


@transaction.atomic
def withdraw_faq(*, faq: Faq, by: User, on: date) -> None:
    """Take it back (NotNow when it is not public)."""
    _allow(Deed.WITHDRAW_FAQ, faq.organisation, by)
    locked = Faq.objects.select_for_update().get(pk=faq.pk)
    if not locked.is_public:
        raise NotNow("公開していません。")
    locked.withdrawn_on = on
    locked.save(update_fields=["withdrawn_on"])
    _remember_faq(Deed.WITHDRAW_FAQ, locked, by=by, on=on)


# ---------------------------------------------------------------------------------------------------------------


def _allow(deed: Deed, organisation: Organisation, by: User) -> None:
    check(deed, by.role_names)
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の相談は扱えません。")


def _moved(consultation: Consultation, deed: Deed) -> Consultation:
    """The consultation, locked and moved on by a deed."""
    locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
    locked.status = after(locked.stands, deed).value
    locked.save(update_fields=["status"])
    return locked


def _end(consultation: Consultation, *, on: date) -> None:
    consultation.mail, consultation.ended_on = "", on
    consultation.save(update_fields=["mail", "ended_on"])


def _remember(deed: Deed, consultation: Consultation, *, by: str, on: date) -> None:
    record(
        chain=consultation.organisation.code,
        kind=f"consultations.{deed}",
        subject=f"consultation:{consultation.reference}",
        by=by,
        facts={"on": on.isoformat()},
    )


def _remember_faq(deed: Deed, faq: Faq, *, by: User, on: date) -> None:
    record(
        chain=faq.organisation.code,
        kind=f"consultations.{deed}",
        subject=f"faq:{faq.pk}",
        by=by.username,
        facts={"on": on.isoformat()},
    )

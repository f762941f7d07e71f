"""Reading consultations and published questions: by who asked, by the office, by everybody."""

import hashlib
import hmac
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from oboro.casework.consultation import Deed, Status, can
from oboro.portal.consultations.models import Consultation, Faq, Message
from oboro.portal.register.models import Entry, EntryVersion, Listing
from oboro.portal.register.queries import Note, published
from oboro.portal.tenancy.models import Organisation, User
from oboro.portal.tenancy.queries import Task, public_bodies, regime_of

UNLOCKED = "consultations"


def digest_of(reference: str, secret: str) -> str:
    """What is kept of a secret."""
    plain = "".join(secret.upper().split()).replace("-", "")
    return hashlib.sha256(f"{reference}:{plain}".encode()).hexdigest()


def opened_by(reference: str, secret: str) -> Consultation | None:
    """The consultation that number and secret open; None, without saying which of the two is wrong."""
    found = Consultation.objects.filter(reference=reference.strip().upper()).first()
    kept = found.secret_sha256 if found else "0" * 64
    right = hmac.compare_digest(kept, digest_of(found.reference if found else "", secret))
    return found if right else None


def unlocked(request: HttpRequest) -> list[str]:
    """The numbers that this browser has opened."""
    return list(request.session.get(UNLOCKED, []))


def unlock(request: HttpRequest, consultation: Consultation) -> None:
    """Let this browser read a consultation until its session ends."""
    request.session[UNLOCKED] = [*dict.fromkeys([*unlocked(request), consultation.reference])][-10:]


def unlocked_or_404(request: HttpRequest, reference: str) -> Consultation:
    """A consultation that this browser has opened."""
    found = with_messages().filter(reference=reference).first() if reference in unlocked(request) else None
    if found is None:
        raise Http404
    return found


def with_messages() -> QuerySet[Consultation]:
    """Consultations with what was said, in its order."""
    said = Prefetch("messages", queryset=Message.objects.order_by("pk"))
    return Consultation.objects.select_related("organisation", "entry__organisation").prefetch_related(said)


def to_be_carried(request: HttpRequest, entry: int) -> list[Consultation]:
    """What this browser has opened about a file and what is not over yet: a proposal may begin from it."""
    alive = (Status.RECEIVED, Status.ANSWERED)
    return list(Consultation.objects.filter(reference__in=unlocked(request), entry=entry, status__in=alive))


def offered_or_404(entry: int) -> EntryVersion:
    """A published file under which proposals are taken: what can be asked about."""
    found = published().filter(entry_id=entry, offered=True).first()
    if found is None:
        raise Http404
    return found


def bodies_that_answer() -> QuerySet[Organisation]:
    """The bodies that offer a file to proposals."""
    return public_bodies().filter(Exists(Listing.objects.filter(code=OuterRef("code"), offered=True)))


# ---- the office ----


def for_user(user: User) -> QuerySet[Consultation]:
    """The consultations of the account's body; of a section only those about its files."""
    found = with_messages().filter(organisation=user.organisation)
    return found if user.section_id is None else found.filter(entry__section=user.section_id)


def one_for_user(user: User, pk: int) -> Consultation:
    """One of them, or 404."""
    found = for_user(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def faqs_of(organisation: Organisation) -> QuerySet[Faq]:
    """The questions of a body, published or not."""
    return Faq.objects.filter(organisation=organisation).select_related("entry", "organisation").order_by("-pk")


def faq_or_404(organisation: Organisation, pk: int) -> Faq:
    """One question of the body, or 404."""
    found = faqs_of(organisation).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# ---- everybody ----


def public_faqs(*, text: str = "", body: str = "") -> QuerySet[Faq]:
    """The published questions that hold a text, of one body if asked for; none that an officer rehearses."""
    real = Faq.objects.filter(organisation__rehearses=None)
    found = real.filter(published_on__isnull=False, withdrawn_on__isnull=True).select_related("organisation")
    if text:
        found = found.filter(Q(question__icontains=text) | Q(answer__icontains=text))
    if body:
        found = found.filter(organisation__code=body)
    return found.order_by("-published_on", "-pk")


def note_of_entry(entry: Entry) -> Note:
    """For the public page of an entry: what was asked about its file, and where to ask, when proposals are taken."""
    lines = [
        (faq.question[:60], f"{reverse('faq-list')}#q{faq.pk}", "") for faq in public_faqs().filter(entry=entry)[:20]
    ]
    if published().filter(entry=entry, offered=True).exists():
        lines.append(("このファイルの使い方を相談する", reverse("consultation-new", args=[entry.pk]), ""))
    return Note("相談とよくある質問", tuple(lines))


def tasks(*, user: User, on: date) -> list[Task]:
    """The consultations that wait for an answer."""
    if user.organisation is None or not can(Deed.ANSWER, user.role_names):
        return []
    waiting = for_user(user).filter(status=Status.RECEIVED).order_by("pk")[:50]
    why = regime_of(user.organisation, on=on).cite("help").short if waiting else ""
    return [
        Task("相談に回答する", reverse("office-consultation", args=[one.pk]), why, subject=one.reference)
        for one in waiting
    ]

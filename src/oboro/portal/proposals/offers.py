"""What a proposal can start from: made information, the open calls of other bodies, a paper at the desk."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from oboro.casework.deadlines import check_made_period
from oboro.casework.lifecycle import Status
from oboro.casework.submission import same_proposer
from oboro.kernel.dates import japanese
from oboro.law.criteria import ProposalKind
from oboro.law.regime import Regime
from oboro.portal.calls.models import CallFile
from oboro.portal.calls.queries import open_calls
from oboro.portal.proposals.models import Bundle, Proposal
from oboro.portal.register.models import Entry, EntryVersion
from oboro.portal.register.queries import Note, published, telling_of_made
from oboro.portal.tenancy.models import Organisation, Party, User
from oboro.portal.tenancy.queries import today


@dataclass(frozen=True)
class Made:
    """Information already made that others can ask for: whose contract made it, and what the register tells of it."""

    origin: Proposal
    summary: str
    starts_on: date
    ends_on: date


def made_for_others(user: User) -> list[Made]:
    """The information a proposer can ask for today: made, told of by the published register, and never its own."""
    if user.party_id is None:
        return []
    made = Proposal.objects.filter(status=Status.CONTRACTED, kind=ProposalKind.NEW, made_on__isnull=False)
    others = made.exclude(party_id=user.party_id).select_related("organisation", "file")
    origins = list(others.filter(entry__in=telling_of_made().values("entry")).order_by("pk"))
    told = {one.entry_id: one for one in telling_of_made().filter(entry__in={origin.entry_id for origin in origins})}
    found = [_made(origin, told[origin.entry_id]) for origin in origins]
    return [made for made in found if made.starts_on <= today(made.origin.organisation) <= made.ends_on]


def note_of_entry(entry: Entry) -> Note:
    """The way to a proposal on what was made from a file, for its public page, while it can be proposed."""
    on, found = today(entry.organisation), []
    told = telling_of_made().filter(entry=entry).first()
    if told is not None:
        first, last = _period(told)
        if first <= on <= last:
            found = [(f"作成済みの情報について提案する（{japanese(last)}まで）", reverse("proposal-made"), "")]
    return Note("作成済みの情報", tuple(found))


def check_told(entry: Entry, law: Regime, *, on: date) -> None:
    """Pass when others can propose on what was made from a file: the register tells of it, and its period runs.

    Raises:
        NotLawful: it does not tell of it, or the day lies outside the period.
    """
    told = telling_of_made().filter(entry=entry).first()
    check_made_period(law, _period(told) if told else None, on=on)


def words_of(origin: Proposal) -> str:
    """What tells the information of a case from any other: its file, and the summary in the register."""
    told = published().filter(entry=origin.entry).first()
    summary = told.answers.get("made_summary", "") if told else ""
    name = f"「{origin.file.name}」から作成された{origin.law.term('product')}"
    return f"{name}\n{summary}" if summary else name


def is_made(proposal: Proposal) -> bool:
    """Whether the information of a contracted case is made and in the register; a follower's is that of its origin."""
    while proposal.made_on is None and proposal.origin is not None:
        proposal = proposal.origin
    return proposal.made_on is not None


def origin_of(user: User, pk: int, kind: ProposalKind) -> Proposal:
    """The contracted proposal whose information is asked for again, or 404.

    One's own for a change of business, while its contract is in force. For others' use the register must tell of it,
    and its period must run.
    """
    if kind is ProposalKind.EXISTING:
        found = next((made.origin for made in made_for_others(user) if made.origin.pk == pk), None)
    else:
        contracted = Proposal.objects.filter(pk=pk, status=Status.CONTRACTED).select_related("organisation", "file")
        own = contracted.filter(party_id=user.party_id, closed_on=None).first()
        found = own if own and is_made(own) else None
    if found is None:
        raise Http404
    return found


def _made(origin: Proposal, version: EntryVersion) -> Made:
    return Made(origin, version.answers.get("made_summary", ""), *_period(version))


def _period(version: EntryVersion) -> tuple[date, date]:
    period = version.answers["made_period"]
    return date.fromisoformat(period["from"]), date.fromisoformat(period["to"])


def open_elsewhere(proposal: Proposal) -> list[CallFile]:
    """The files of other bodies' open calls, for which the same proposal can be drafted too."""
    taken = {(p.organisation_id, p.entry_id) for p in proposal.bundle.proposals.all()} if proposal.bundle else set()
    joined = ("call__organisation", "entry", "version__entry__organisation")
    files = CallFile.objects.filter(call__in=open_calls()).select_related(*joined)
    return [
        file
        for file in files
        if file.call.organisation_id != proposal.organisation_id
        and (file.call.organisation_id, file.entry_id) not in taken
        and bool(file.call.organisation.practice_on) == bool(proposal.organisation.practice_on)
    ]


def draft_for(proposal: Proposal, items: list[str]) -> dict[str, str]:
    """The typed words for another file: the grid follows its own record items, the number of persons is asked anew."""
    typed = {key: text for key, text in proposal.draft.items() if not key.startswith(("method-", "persons"))}
    at = {name: place for place, name in enumerate(proposal.file.record_items)}
    for place, name in enumerate(items):
        for box in ("wanted", "granularity") if name in at else ():
            if text := proposal.draft.get(f"method-{at[name]}-{box}"):
                typed[f"method-{place}-{box}"] = text
    if extraction := proposal.draft.get("method-extraction"):
        typed["method-extraction"] = extraction
    return typed


def bundle_of(user: User, pk: int) -> Bundle:
    """A bundle of the proposer's own party, or 404."""
    found = Bundle.objects.filter(pk=pk, party_id=user.party_id).first() if user.party_id else None
    if found is None:
        raise Http404
    return found


def files_for_paper(organisation: Organisation) -> list[CallFile]:
    """The files of the organisation's announced calls, the newest call first; the day of the paper decides later."""
    files = CallFile.objects.filter(call__organisation=organisation, call__announced_on__isnull=False)
    return list(files.select_related("call__organisation", "version").order_by("-call__starts_on", "pk"))


def file_for_paper(organisation: Organisation, pk: int) -> CallFile:
    """One of them, or 404."""
    found = next((file for file in files_for_paper(organisation) if file.pk == pk), None)
    if found is None:
        raise Http404
    return found


def known_party(organisation: Organisation, given: dict[str, object]) -> Party | None:
    """The party without an account that proposed to this organisation before, by name and address."""
    wanted = same_proposer(str(given["name"]), str(given["address"]))
    known = Party.objects.filter(proposals__organisation=organisation, user=None).distinct()
    return next((party for party in known if same_proposer(party.name, party.address) == wanted), None)

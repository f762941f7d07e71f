"""What is done beside the criteria: the formal check, the grounds, the council, letters that came back."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from oboro.casework import opinions
from oboro.casework.checks import Paper, Standing
from oboro.casework.opinions import Settlement
from oboro.casework.roles import Action
from oboro.kernel.errors import NotLawful, NotNow
from oboro.law.disqualification import grounds
from oboro.portal.proposals.actions import locked_for, note
from oboro.portal.proposals.models import Proposal
from oboro.portal.reviews import queries
from oboro.portal.reviews.actions import begun, remember_reviewer
from oboro.portal.reviews.models import (
    CouncilReferral,
    GroundCheck,
    OpinionRound,
    PaperCheck,
    UndeliveredLetter,
)
from oboro.portal.tenancy.models import User


@transaction.atomic
def check_papers(*, proposal: Proposal, found: Mapping[str, tuple[Paper, str]], by: User, on: date) -> None:
    """Keep what the formal check found of each document, with a note, for the present version."""
    locked = locked_for(proposal, Action.CHECK_PAPERS, by=by)
    row = begun(locked, on=on)
    asked = queries.asked_papers(locked)
    for key, (outcome, words) in found.items():
        if key in asked:
            defaults = {"outcome": outcome, "note": words, "version": locked.version, "by": by.username, "on": on}
            PaperCheck.objects.update_or_create(review=row, paper=key, defaults=defaults)
    facts = {"papers": {key: outcome.value for key, (outcome, _) in found.items()}, "version": locked.version}
    note("review.check_papers", locked, by=by, on=on, facts=facts)


@transaction.atomic
def check_grounds(*, proposal: Proposal, found: Mapping[str, tuple[Standing, str]], by: User, on: date) -> None:
    """Keep whether each ground of disqualification applies, with a note, for the present version."""
    locked = locked_for(proposal, Action.CHECK_GROUNDS, by=by)
    row = begun(locked, on=on)
    known = {ground.key for ground in grounds(locked.law)}
    for key, (outcome, words) in found.items():
        if key in known:
            defaults = {"outcome": outcome, "note": words, "version": locked.version, "by": by.username, "on": on}
            GroundCheck.objects.update_or_create(review=row, ground=key, defaults=defaults)
    remember_reviewer(row, by=by)
    facts = {"grounds": {key: outcome.value for key, (outcome, _) in found.items()}, "version": locked.version}
    note("review.check_grounds", locked, by=by, on=on, facts=facts)


@transaction.atomic
def refer(
    *, proposal: Proposal, council: str, question: str, document_number: str, referred_on: date, by: User, on: date
) -> CouncilReferral:
    """Ask the council; the review waits for its opinion."""
    locked = locked_for(proposal, Action.REFER, by=by)
    if referred_on > on:
        raise NotLawful("諮問の日が今日より後になっています。", hint="諮問した日を記入してください。")
    referral = CouncilReferral.objects.create(
        review=begun(locked, on=on),
        council=council,
        question=question,
        document_number=document_number,
        referred_on=referred_on,
    )
    note("review.refer", locked, by=by, on=on, facts={"referral": referral.pk, "referred_on": referred_on.isoformat()})
    return referral


@transaction.atomic
def record_council(
    *, referral: CouncilReferral, opinion: str, answer_number: str, answered_on: date, by: User, on: date
) -> None:
    """Record the council's opinion."""
    locked = locked_for(referral.review.proposal, Action.RECORD_COUNCIL, by=by)
    row = CouncilReferral.objects.select_for_update().get(pk=referral.pk)
    if row.answered_on is not None:
        raise NotNow("この諮問の答申は記録済みです。", hint="審査のページで確かめてください。")
    if not opinion.strip() or not row.referred_on <= answered_on <= on:
        raise NotLawful(
            "答申の内容がないか、答申の日が諮問の日から今日までの日ではありません。",
            hint="答申書を確かめてください。",
        )
    row.opinion, row.answer_number, row.answered_on = opinion, answer_number, answered_on
    row.save(update_fields=["opinion", "answer_number", "answered_on"])
    facts = {"referral": row.pk, "answered_on": answered_on.isoformat()}
    note("review.record_council", locked, by=by, on=on, facts=facts)


@transaction.atomic
def record_undelivered(*, proposal: Proposal, letter: int, returned_on: date, by: User, on: date) -> None:
    """Record that a letter came back, by its number."""
    locked = locked_for(proposal, Action.RECORD_UNDELIVERED, by=by)
    round_ = OpinionRound.objects.get(review__proposal=locked)
    taken = {*round_.opinions.values_list("letter", flat=True), *round_.undelivered.values_list("letter", flat=True)}
    opinions.check_undelivered(round_.fact(), taken, letter=letter, returned_on=returned_on)
    if returned_on > on:
        raise NotLawful("通知が戻った日が今日より後になっています。", hint="戻った日を記入してください。")
    UndeliveredLetter.objects.create(round=round_, letter=letter, returned_on=returned_on)
    note("review.record_undelivered", locked, by=by, on=on, facts={"letter": letter})


@transaction.atomic
def settle_undelivered(
    *, proposal: Proposal, letter: int, settled: Settlement, due_on: date | None, by: User, on: date
) -> None:
    """Record what becomes of a letter that came back: sent again with a new last day, or its person left out."""
    locked = locked_for(proposal, Action.SETTLE_UNDELIVERED, by=by)
    round_ = OpinionRound.objects.select_for_update().get(review__proposal=locked)
    row = round_.undelivered.filter(letter=letter, settled="").first()
    if row is None:
        raise NotNow("扱いの決まっていない、この番号の通知はありません。", hint="一覧を確かめてください。")
    if settled is Settlement.RESENT:
        if due_on is None:
            raise NotLawful("送り直した通知の提出期限がありません。", hint="新しい期限を記入してください。")
        opinions.check_resent(round_.fact(), due_on=due_on, on=on)
        round_.due_on = due_on
        round_.save(update_fields=["due_on"])
    row.settled, row.settled_on = settled, on
    row.save(update_fields=["settled", "settled_on"])
    facts = {"letter": letter, "settled": settled.value, "due_on": round_.due_on.isoformat()}
    note("review.settle_undelivered", locked, by=by, on=on, facts=facts)

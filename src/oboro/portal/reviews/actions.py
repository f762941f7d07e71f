"""What is done in a review: each verb is one transaction and one audit event. No finding's words enter the audit."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from oboro.casework import checks, opinions, review
from oboro.casework.contract import Estimate, PaymentOrder
from oboro.casework.review import NoticeTerms, Outcome
from oboro.casework.roles import Action
from oboro.documents.letter import Seal
from oboro.kernel.canonical import canonical_json, digest
from oboro.kernel.errors import NotLawful, NotNow
from oboro.portal.proposals.actions import locked_for, move, note
from oboro.portal.proposals.models import Proposal
from oboro.portal.proposals.queries import persons_in
from oboro.portal.reviews import approval, papers, queries
from oboro.portal.reviews.models import (
    ApprovalPackage,
    Decision,
    Finding,
    Notice,
    Opinion,
    OpinionRound,
    Review,
)
from oboro.portal.tenancy.models import User


@transaction.atomic
def start(*, proposal: Proposal, by: User, on: date) -> Review:
    """Begin the review of a received proposal."""
    locked = move(proposal, Action.START_REVIEW, by=by)
    row = begun(locked, on=on)
    note("review.start_review", locked, by=by, on=on)
    return row


@transaction.atomic
def estimate(*, proposal: Proposal, estimate: Estimate, feasibility: str, by: User, on: date, quote: str = "") -> None:
    """Keep what the making will take: the fee of the notice follows from it.

    Raises:
        NotLawful: an amount for a contractor without the quote it comes from.
    """
    locked = locked_for(proposal, Action.ESTIMATE, by=by)
    if estimate.outsourcing_yen and not quote.strip():
        raise NotLawful("委託の額の見積書がありません。", hint="見積書の業者名・番号・日付を記入してください。")
    row = begun(locked, on=on)
    row.quote = quote
    row.minutes, row.outsourcing_yen = estimate.minutes, estimate.outsourcing_yen
    row.feasibility, row.estimated_on, row.estimated_by = feasibility, on, by.username
    row.save()
    facts = {"minutes": estimate.minutes, "outsourcing_yen": estimate.outsourcing_yen}
    note("review.estimate", locked, by=by, on=on, facts=facts)


@transaction.atomic
def judge(
    *, proposal: Proposal, criterion: str, outcome: Outcome, reason: str, evidence: str, by: User, on: date
) -> None:
    """Judge one criterion for the present version of the proposal.

    Raises:
        NotLawful: a clear finding without its reason or its evidence.
    """
    locked = locked_for(proposal, Action.JUDGE, by=by)
    queries.criterion_of(locked, criterion)
    row = begun(locked, on=on)
    if outcome is not Outcome.UNCLEAR and not (reason.strip() and evidence.strip()):
        raise NotLawful(
            "判断の理由か、根拠の書類がありません。",
            hint="適合・不適合のどちらでも、両方を書いてください。",
        )
    Finding.objects.update_or_create(
        review=row,
        criterion=criterion,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "evidence": evidence,
            "version": locked.version,
            "by": by.username,
            "on": on,
        },
    )
    remember_reviewer(row, by=by)
    facts = {"criterion": criterion, "outcome": outcome.value, "version": locked.version}
    note("review.judge", locked, by=by, on=on, facts=facts)


@transaction.atomic
def hear(
    *,
    proposal: Proposal,
    round_: opinions.Round,
    by: User,
    on: date,
    must: bool = False,
    ground: str = "",
    answer_to: str = "",
) -> OpinionRound:
    """Send the letters to third parties, when everything else conforms.

    `must` tells the letters that the law demands, whose `ground` they state.

    Raises:
        NotLawful: this case has no hearing, or a criterion is not found to conform.
        NotNow: the third parties were asked already.
    """
    locked = move(proposal, Action.HEAR, by=by)
    if queries.hearing_rule(locked) is None:
        raise NotLawful(
            "この個人情報ファイルは、第三者に意見を照会するものではありません。",
            hint="照会せずに審査を進めてください。",
        )
    row = begun(locked, on=on)
    if OpinionRound.objects.filter(review=row).exists():
        raise NotNow("意見の照会は済んでいます。", hint="審査のページで結果を確かめてください。")
    if not queries.verdict_of(locked, row).conforms:
        raise NotLawful(
            "適合しない基準があるので、第三者に意見を照会しません。", hint="審査を終え、決裁へ回付してください。"
        )
    opinions.check_round(round_)
    if must and not ground.strip():
        raise NotLawful(
            "適用の区分と理由がありません。",
            hint="通知に書く区分と理由を記入してください。",
        )
    desk = f"{locked.organisation.desk_name}（{locked.organisation.desk_address}）"
    created = OpinionRound.objects.create(
        review=row,
        letters=round_.letters,
        sent_on=round_.sent_on,
        due_on=round_.due_on,
        must=must,
        ground=ground,
        answer_to=answer_to or desk,
    )
    note("review.hear", locked, by=by, on=on, facts={"letters": round_.letters, "due_on": round_.due_on.isoformat()})
    return created


@transaction.atomic
def record_opinion(*, proposal: Proposal, letter: int, objects: bool, received_on: date, by: User, on: date) -> None:
    """Record an opinion by the number of its letter; whose it is stays with the section."""
    locked = locked_for(proposal, Action.RECORD_OPINION, by=by)
    round_ = OpinionRound.objects.get(review__proposal=locked)
    answered = set(round_.opinions.values_list("letter", flat=True))
    opinions.check_opinion(round_.fact(), answered, letter=letter, received_on=received_on)
    if received_on > on:
        raise NotLawful("意見書の受領日が今日より後になっています。", hint="受領した日を記入してください。")
    Opinion.objects.create(round=round_, letter=letter, objects_to_making=objects, received_on=received_on)
    note("review.record_opinion", locked, by=by, on=on, facts={"letter": letter, "objects": objects})


@transaction.atomic
def close_hearing(*, proposal: Proposal, by: User, on: date) -> None:
    """Close the round, seal who is left out, count the file again, and have the number of persons judged anew."""
    locked = move(proposal, Action.CLOSE_HEARING, by=by)
    round_ = OpinionRound.objects.get(review__proposal=locked)
    answers = [opinion.fact() for opinion in round_.opinions.all()]
    returned = [letter.fact() for letter in queries.undelivered_of(round_)]
    opinions.check_close(round_.fact(), answers, returned, on=on)
    counted = queries.recount_of(locked, round_)
    Review.objects.filter(pk=round_.review_id).update(persons_in_file=counted.left)
    Finding.objects.filter(review_id=round_.review_id, criterion="persons").update(version=0)
    round_.closed_on, round_.removed = on, list(counted.removed)
    round_.removed_sha256 = digest(canonical_json(round_.removed))
    round_.save(update_fields=["closed_on", "removed", "removed_sha256"])
    facts = {"removed": len(counted.removed), "left": counted.left, "sha256": round_.removed_sha256}
    note("review.close_hearing", locked, by=by, on=on, facts=facts)


@transaction.atomic
def conclude(*, proposal: Proposal, by: User, on: date) -> None:
    """End the review and hand it to the decider.

    Raises:
        NotLawful: a criterion, the hearing or the estimate is missing.
    """
    locked = move(proposal, Action.CONCLUDE_REVIEW, by=by)
    row = begun(locked, on=on)
    verdict = queries.verdict_of(locked, row)
    queries.check_conclusion(locked, row, verdict, on=on)
    if verdict.conforms:
        _check_heard(locked, row)
        queries.fee_of(locked, row)
    row.concluded_on, row.sent_back_reason = on, ""
    row.save(update_fields=["concluded_on", "sent_back_reason"])
    remember_reviewer(row, by=by)
    note("review.conclude_review", locked, by=by, on=on, facts={"conforms": verdict.conforms})


@transaction.atomic
def send_back(*, proposal: Proposal, reason: str, by: User, on: date) -> None:
    """Return the review to the reviewer, with the reason."""
    locked = move(proposal, Action.SEND_BACK, by=by)
    Review.objects.filter(proposal=locked).update(sent_back_reason=reason, concluded_on=None)
    note("review.send_back", locked, by=by, on=on)


@transaction.atomic
def package(*, proposal: Proposal, terms: dict[str, Any], by: User, on: date) -> ApprovalPackage:
    """Make what goes out to the office's own system for approval, and keep it as it went out.

    `terms` are those of a conforming notice, as they are to be approved.
    """
    locked = locked_for(proposal, Action.PACKAGE, by=by)
    row = Review.objects.get(proposal=locked)
    content = approval.package(locked, row, terms, by=by.username, on=on)
    made = ApprovalPackage.objects.create(
        review=row,
        bytes=content,
        sha256=digest(content),
        content=queries.state_of(locked, row),
        terms=terms,
        made_on=on,
        made_by=by.username,
    )
    note("review.package", locked, by=by, on=on, facts={"sha256": made.sha256, "size": len(content)})
    return made


@transaction.atomic
def decide(
    *,
    proposal: Proposal,
    document_number: str,
    decided_on: date,
    confirmed: Collection[str],
    by: User,
    on: date,
    kind: str = "",
) -> Decision:
    """Record the decision made outside; never by someone who judged a criterion.

    Raises:
        NotAllowed: the decider judged too.
        NotLawful: a criterion is not confirmed, or number or day is missing.
        NotNow: the package that went out is no longer what the case says.
    """
    locked = move(proposal, Action.DECIDE, by=by)
    row = Review.objects.get(proposal=locked)
    verdict = queries.verdict_of(locked, row)
    review.check_decider(replace(verdict, reviewers=queries.reviewers_of(row)), by=by.username)
    review.check_decision(document_number=document_number, decided_on=decided_on, on=on)
    asked = [criterion.key for criterion in queries.criteria_of(locked)]
    checks.check_confirmed(asked, confirmed)
    sent = queries.package_of(row)
    if sent is not None and sent.content != queries.state_of(locked, row):
        raise NotNow(
            "起案の資料を作った後に審査の内容が変わっています。",
            hint="起案の資料を作り直し、決裁を受けてください。",
        )
    decision = Decision.objects.create(
        review=row,
        conforms=verdict.conforms,
        document_number=document_number,
        kind=kind,
        decided_on=decided_on,
        by=by.username,
        recorded_on=on,
        confirmed=asked,
        package=sent,
    )
    facts = {"conforms": verdict.conforms, "document_number": document_number}
    note("review.decide", locked, by=by, on=on, facts=facts)
    return decision


@transaction.atomic
def notify_conforming(
    *,
    proposal: Proposal,
    method: str,
    due_on: date,
    provision_method: str,
    order: PaymentOrder,
    seal: Seal,
    by: User,
    on: date,
) -> Notice:
    """Send the conforming notice; its fee and wording are frozen here."""
    locked = move(proposal, Action.NOTIFY_CONFORMING, by=by)
    row = Review.objects.get(proposal=locked)
    fee = queries.fee_of(locked, row)
    terms = NoticeTerms(fee.total_yen, method, due_on, provision_method)
    _check_decided(row, conforms=True)
    review.check_conforming(locked.law, queries.verdict_of(locked, row), terms, on=on)
    letter = papers.conforming_letter(locked, row.decision, fee, terms, seal=seal, on=on)
    notice = Notice.objects.create(
        proposal=locked,
        conforms=True,
        issued_on=on,
        document_number=row.decision.document_number,
        letter=letter.as_json(),
        fee=papers.frozen_fee(fee, row, locked),
        fee_yen=fee.total_yen,
        fee_method=method,
        due_on=due_on,
        provision_method=provision_method,
        payment_order=order,
    )
    facts = {"fee_yen": fee.total_yen, "due_on": due_on.isoformat()}
    note("review.notify_conforming", locked, by=by, on=on, facts=facts)
    return notice


@transaction.atomic
def notify_failing(*, proposal: Proposal, seal: Seal, by: User, on: date) -> Notice:
    """Send the notice of non-conformity with its reasons; the case is over."""
    locked = move(proposal, Action.NOTIFY_FAILING, by=by, changes={"closed_on": on})
    row = Review.objects.get(proposal=locked)
    verdict = queries.verdict_of(locked, row)
    _check_decided(row, conforms=False)
    review.check_failing(locked.law, verdict)
    letter = papers.failing_letter(locked, row.decision, verdict, seal=seal, on=on)
    notice = Notice.objects.create(
        proposal=locked,
        conforms=False,
        issued_on=on,
        document_number=row.decision.document_number,
        letter=letter.as_json(),
    )
    note("review.notify_failing", locked, by=by, on=on, facts={"criteria": [c.key for c, _ in verdict.failing]})
    return notice


def begun(proposal: Proposal, *, on: date) -> Review:
    """The review; begun here when a correction led into it before anyone pressed the button."""
    row, _ = Review.objects.get_or_create(
        proposal=proposal, defaults={"started_on": on, "persons_in_file": persons_in(proposal)}
    )
    return row


def remember_reviewer(row: Review, *, by: User) -> None:
    row.judged_by = sorted({*row.judged_by, by.username})
    row.save(update_fields=["judged_by"])


def _check_heard(proposal: Proposal, row: Review) -> None:
    rule = queries.hearing_rule(proposal)
    if rule is None:
        return
    round_ = queries.round_of(row)
    if round_ is None or round_.closed_on is None:
        raise NotLawful(
            f"第三者への意見の照会が済んでいません（{rule.citation.short}）。",
            hint="意見を照会し、締め切ってから決裁へ回付してください。",
        )


def _check_decided(row: Review, *, conforms: bool) -> None:
    if row.decision.conforms is not conforms:
        raise NotNow("決裁の結果と通知の種類が合いません。", hint="審査のページから通知し直してください。")

"""The days that bind a case, each with its legal place and its arithmetic. Counted anew whenever they are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from oboro.casework.clocks import Stop, Walk, walk
from oboro.casework.deadlines import deadline, left_in_words
from oboro.casework.lifecycle import Status
from oboro.kernel.dates import days_counted, each_day, japanese
from oboro.kernel.errors import LawError
from oboro.law.holidays import LocalDay, closed_on
from oboro.law.regime import BodyKind
from oboro.portal.proposals.models import Proposal
from oboro.portal.tenancy.models import Organisation

IN_REVIEW = (
    Status.RECEIVED,
    Status.CORRECTING,
    Status.UNDER_REVIEW,
    Status.HEARING,
    Status.JUDGED,
    Status.DECIDED,
)
_YEARS_AHEAD = 3


@dataclass(frozen=True)
class Clock:
    """One last day of a case.

    Attributes:
        label: what is due.
        due_on: the last day.
        left: 「あと3日」, as of today.
        late: whether it has passed.
        basis: the article, or the body's own rule.
        explanation: the arithmetic in words.
        walk: the days one by one, where the office counts them itself.
    """

    label: str
    due_on: date
    left: str
    late: bool
    basis: str
    explanation: str
    walk: Walk | None = None


def clocks_of(proposal: Proposal, *, local: tuple[LocalDay, ...]) -> list[Clock]:
    """Every day that binds the case now, the nearest first.

    Args:
        proposal: with `organisation`, `call` and its corrections at hand, so that a list costs no question a row.
        local: the days on which the body's own rule closes the office.
    """
    found = [*_call(proposal), *_correction(proposal), *_review(proposal, local), *_opinions(proposal), *_due(proposal)]
    return sorted(found, key=lambda clock: clock.due_on)


def review_walk(proposal: Proposal, *, local: tuple[LocalDay, ...]) -> Walk | None:
    """The body's own period for the review of this case, walked; None without a rule or outside the review."""
    body, period = proposal.organisation, proposal.organisation.review_period
    if period is None or proposal.received_on is None or proposal.stands not in IN_REVIEW:
        return None
    closed = closed_between(body, proposal.received_on.year, local=local)
    return walk(period, starts_on=proposal.received_on, stops=stops_of(proposal), closed=closed, on=body.today)


def stops_of(proposal: Proposal) -> list[Stop]:
    """The corrections of a case as stops of its clock."""
    return [Stop(one.asked_on, one.answered_on) for one in proposal.corrections.all()]


def closed_between(organisation: Organisation, first_year: int, *, local: tuple[LocalDay, ...]) -> Mapping[date, str]:
    """The closed days from a year on, as far as a period can reach, with their names."""
    found: dict[date, str] = {}
    for year in range(first_year, first_year + _YEARS_AHEAD):
        found |= _closed_in(organisation.body, year, local)
    return found


@lru_cache(maxsize=64)
def _closed_in(body: BodyKind, year: int, local: tuple[LocalDay, ...]) -> Mapping[date, str]:
    try:
        days = ((day, closed_on(day, body=body, local=local)) for day in each_day(date(year, 1, 1), date(year, 12, 31)))
        return {day: closed.label for day, closed in days if closed}
    except LawError:  # a year the calendar does not reach
        return {}


def _clock(
    label: str, due_on: date, proposal: Proposal, *, basis: str, explanation: str, walked: Walk | None = None
) -> Clock:
    found = deadline(label, due_on=due_on, on=proposal.organisation.today, explanation=explanation)
    return Clock(label, due_on, left_in_words(found), found.days_left < 0, basis, explanation, walked)


def _call(proposal: Proposal) -> list[Clock]:
    call = proposal.call
    if proposal.stands is not Status.DRAFT or call is None:
        return []
    length = days_counted(call.starts_on, call.ends_on, count_first=True)
    told = f"募集は{japanese(call.starts_on)}から{length}日（初日も数える）。終わりの日のうちに提出します。"
    return [
        _clock("提案の提出", call.ends_on, proposal, basis=proposal.law.cite("call_period").short, explanation=told)
    ]


def _correction(proposal: Proposal) -> list[Clock]:
    if proposal.stands is not Status.CORRECTING:
        return []
    place = proposal.law.cite("correction").short
    return [
        _clock(
            "補正の回答",
            one.due_on,
            proposal,
            basis=place,
            explanation=f"{japanese(one.asked_on)}に依頼し、窓口が定めた日です。法令に日数の定めはありません。",
        )
        for one in proposal.corrections.all()
        if one.answered_on is None
    ]


def _review(proposal: Proposal, local: tuple[LocalDay, ...]) -> list[Clock]:
    walked = review_walk(proposal, local=local)
    if walked is None:
        return []
    basis = walked.period.rule or "団体が定めた期間"
    label = "審査の結果の通知" if walked.running else "審査の結果の通知（補正を待って止まっています）"
    return [_clock(label, walked.due_on, proposal, basis=basis, explanation=walked.explanation(), walked=walked)]


def _opinions(proposal: Proposal) -> list[Clock]:
    if proposal.stands is not Status.HEARING:
        return []
    asked = proposal.review.opinion_round
    told = f"{japanese(asked.sent_on)}に通知を発し、意見書の提出期限とした日です。翌日に締め切れます。"
    return [_clock("意見書の提出", asked.due_on, proposal, basis=proposal.law.cite("opinion").short, explanation=told)]


def _due(proposal: Proposal) -> list[Clock]:
    if proposal.stands not in (Status.CONFORMING, Status.APPLIED):
        return []
    notice = proposal.notice
    label = "契約の申込み" if proposal.stands is Status.CONFORMING else "手数料の納付"
    told = f"{japanese(notice.issued_on)}の通知書に書いた期限です。"
    return [
        _clock(label, notice.due_on, proposal, basis=proposal.law.cite("conforming_notice").short, explanation=told)
    ]

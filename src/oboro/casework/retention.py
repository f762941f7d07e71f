"""How long the records of a class are kept, what holds them back, and the steps of their disposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oboro.casework.lifecycle import Lifecycle
from oboro.casework.roles import Action, Role
from oboro.kernel.dates import after_months, fiscal_year, fiscal_year_days
from oboro.kernel.errors import NotAllowed, NotLawful
from oboro.kernel.text import same_name


class RecordClass(StrEnum):
    """Kinds of records that are kept for different times."""

    CASE = "case"
    USE = "use"
    COMPLAINT = "complaint"


CLASS_LABELS = {
    RecordClass.CASE: "提案・審査・契約・作成の記録",
    RecordClass.USE: "利用・事故の記録",
    RecordClass.COMPLAINT: "苦情の記録",
}


class DisposalStatus(StrEnum):
    """Where a disposal (廃棄) stands."""

    LISTED = "disposal_listed"
    APPROVED = "disposal_approved"
    DISPOSED = "disposal_disposed"


DISPOSAL_LABELS: dict[StrEnum, str] = {
    DisposalStatus.LISTED: "決裁待ち",
    DisposalStatus.APPROVED: "決裁済み",
    DisposalStatus.DISPOSED: "廃棄済み",
}
_OWNERS: dict[StrEnum, Role | None] = {
    DisposalStatus.LISTED: Role.DECIDER,
    DisposalStatus.APPROVED: Role.COORDINATOR,
    DisposalStatus.DISPOSED: None,
}


@dataclass(frozen=True)
class Kept:
    """One record that may be due: its class, its name in the record, the day it was closed, whether it is held."""

    record_class: RecordClass
    subject: str
    closed_on: date
    held: bool


def disposal() -> Lifecycle:
    """The steps of a disposal: list, approval by another, disposal."""
    return Lifecycle(
        noun="廃棄",
        statuses=tuple(DisposalStatus),
        transitions={
            (DisposalStatus.LISTED, Action.APPROVE_DISPOSAL): DisposalStatus.APPROVED,
            (DisposalStatus.APPROVED, Action.DISPOSE): DisposalStatus.DISPOSED,
        },
        within={Action.LIST_DISPOSAL: (DisposalStatus.LISTED,), Action.READ: tuple(DisposalStatus)},
        labels=DISPOSAL_LABELS,
        owners=_OWNERS,
    )


def term(*, closed_on: date, years: int) -> tuple[date, date]:
    """First and last day of the time a record is kept: from the fiscal year after the one in which it was closed."""
    starts_on = fiscal_year_days(fiscal_year(closed_on) + 1)[0]
    ends_on = after_months(starts_on, 12 * years)
    return starts_on, date.fromordinal(ends_on.toordinal() - 1)


def due(kept: Kept, years: Mapping[RecordClass, int], *, on: date) -> bool:
    """Whether a record may be put on the list: its class has a time, the time is over, nothing holds it."""
    if kept.held or kept.record_class not in years:
        return False
    return on > term(closed_on=kept.closed_on, years=years[kept.record_class])[1]


def check_approver(*, listed_by: str, by: str, document_number: str) -> None:
    """Pass when another than made the list approves it, with the number of the document.

    Raises:
        NotAllowed: the same person.
        NotLawful: no number.
    """
    if same_name(listed_by, by):
        raise NotAllowed("廃棄の一覧を作った人は、その廃棄を決裁できません。", hint="別の決裁者に依頼してください。")
    if not document_number.strip():
        raise NotLawful("決裁の文書番号がありません。", hint="電子決裁で付いた文書番号を記入してください。")

"""What every action of this room asks first and leaves behind."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from oboro.casework.register import Deed, check
from oboro.kernel.errors import NotAllowed
from oboro.portal.audit.actions import record
from oboro.portal.register.models import Entry
from oboro.portal.tenancy.models import Organisation, User


def allow(deed: Deed, organisation: Organisation, by: User) -> None:
    """Pass when the account may do it, to its own body (NotAllowed)."""
    check(deed, by.role_names)
    allow_own(organisation, by)


def allow_own(organisation: Organisation, by: User) -> None:
    """Pass when the account belongs to the body (NotAllowed)."""
    if by.organisation_id != organisation.pk:
        raise NotAllowed("別の団体の記載は扱えません。")


def allow_section(entry: Entry, by: User) -> None:
    """Pass when the account is of no section, or of the one that keeps the file (NotAllowed)."""
    if by.section_id is not None and by.section_id != entry.section_id:
        raise NotAllowed(
            "別の課のファイルの記載は扱えません。", hint="そのファイルを持つ課か総括担当に依頼してください。"
        )


def hold(entries: QuerySet[Entry]) -> list[Entry]:
    """Lock files until the deed is done, in the order of everybody: what else is decided of them waits its turn."""
    return list(entries.select_for_update(of=("self",)).select_related("organisation").order_by("pk"))


def remember(deed: Deed, entry: Entry, *, by: User, on: date, **facts: Any) -> None:
    """The audit event of a deed done to an entry."""
    remember_of(deed, entry.organisation, f"entry:{entry.number}", by=by, on=on, **facts)


def remember_of(deed: Deed, organisation: Organisation, subject: str, *, by: User, on: date, **facts: Any) -> None:
    """The audit event of a deed done to something else of the register."""
    record(
        chain=organisation.code,
        kind=f"register.{deed}",
        subject=subject,
        by=by.username,
        facts={"on": on.isoformat(), **facts},
    )

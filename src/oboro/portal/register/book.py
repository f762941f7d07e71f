"""An edition of the register as one snapshot: what every published file is made from."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from oboro.casework.register import VersionStatus
from oboro.documents.book.cells import columns, written
from oboro.documents.book.edition import (
    LEADING,
    NUMBER,
    OFFICE_ONLY,
    PERSONS,
    PUBLISHED_ON,
    SECTION,
    VERSION,
    Book,
    Column,
    Row,
)
from oboro.law.regime import Regime
from oboro.law.register import items
from oboro.portal.register.models import Edition, EntryVersion
from oboro.portal.tenancy.queries import regime_of


def versions_in(edition: Edition) -> QuerySet[EntryVersion]:
    """The versions that were in force from this edition to the next.

    A version that knows no edition was published before there were any, and stands in all of them.
    """
    begun = Q(published_in__isnull=True) | Q(published_in__number__lte=edition.number)
    lasts = Q(ended_in__number__gt=edition.number) | Q(ended_in__isnull=True, status=VersionStatus.PUBLISHED)
    return (
        EntryVersion.objects.filter(begun, lasts, entry__organisation=edition.organisation_id)
        .select_related("entry__section")
        .order_by("entry__number")
    )


def book_of(edition: Edition, *, office: bool = False) -> Book:
    """The snapshot.

    Args:
        edition: which.
        office: with what only the body itself reads: who keeps the file, and the persons in it.
    """
    organisation = edition.organisation
    regime = regime_of(organisation, on=edition.published_on)
    own = OFFICE_ONLY if office else ()
    return Book(
        code=organisation.code,
        body=organisation.name,
        law=regime.name,
        term=regime.term("register"),
        edition=edition.number,
        published_on=edition.published_on,
        columns=(*LEADING, *own, *columns(items(regime))),
        rows=tuple(rows_of(versions_in(edition), regime, office=office)),
    )


def columns_of(regime: Regime) -> tuple[Column, ...]:
    """The columns of what everybody reads."""
    return (*LEADING, *columns(items(regime)))


def rows_of(versions: Iterable[EntryVersion], regime: Regime, *, office: bool = False) -> Iterable[Row]:
    """The rows of some versions, as every file has them."""
    asked = items(regime)
    for version in versions:
        cells = {
            NUMBER: str(version.entry.number),
            VERSION: str(version.number),
            PUBLISHED_ON: version.published_on.isoformat(),
        }
        if office:
            section = version.entry.section
            cells |= {SECTION: section.name if section else ""}
            cells |= {PERSONS: "" if version.persons is None else str(version.persons)}
        yield Row(cells | written(asked, version.answers))
